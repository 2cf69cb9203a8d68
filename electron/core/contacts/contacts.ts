// Contacts: list and detail. People come from their leads; nothing here writes.
import type { ContactRow } from '../../../shared/contract/contacts.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { ReadDb } from '../db/connection.ts'
import type { QueriesOf } from '../handler-types.ts'
import { findPeople } from '../records/find-people.ts'
import { EVENT_JOINS, EVENT_ROW, LEAD_JOINS, LEAD_ROW, toLeadEvent, toLeadRow } from '../records/lead-rows.ts'

const CONTACT_ROW = `c.id, c.first_name, c.last_name, c.phone, c.phone_extension, c.email, c.city, c.state, c.zip_code, c.webhook_id,
  w.name as webhook_name, c.lead_count, c.last_lead_at, c.created_at`
const CONTACT_JOIN = 'left join webhook_configs w on w.webhook_id = c.webhook_id'

const LEADS_AT_MOST = 200
const EVENTS_AT_MOST = 500
const SUGGESTIONS_AT_MOST = 10

export const contactQueries: QueriesOf<'contacts'> = {
  'contacts.page': ({ db }, { workspaceId, search, offset, limit }) => {
    if (search.trim() !== '') return searched(db, { workspaceId, search, offset, limit })
    const ids = listed(db, workspaceId, offset, limit)
    return { rows: rowsOf(db, ids), total: countOf(db, workspaceId), isTotalExact: true }
  },

  'contacts.get': ({ db }, { id }) => {
    const row = db
      .sql(`select ${CONTACT_ROW}, c.address, c.updated_at from contacts c ${CONTACT_JOIN} where c.id = ?`)
      .get(id)
    if (row === undefined)
      throw new AppError(
        'not_found',
        `There is no contact ${id}. It may have been removed with the sample data.`,
      )
    return {
      ...toContactRow(row),
      address: row.address,
      updatedAt: row.updated_at,
      leads: db
        .sql(
          `select ${LEAD_ROW} from leads l ${LEAD_JOINS} where l.contact_id = ? order by l.created_at desc, l.id desc limit ?`,
        )
        .all(id, LEADS_AT_MOST)
        .map(toLeadRow),
      events: db
        .sql(
          `select ${EVENT_ROW} from leads l join lead_events e on e.lead_id = l.id ${EVENT_JOINS}
           where l.contact_id = ? order by e.created_at desc, e.id desc limit ?`,
        )
        .all(id, EVENTS_AT_MOST)
        .map(toLeadEvent),
      suggestions: suggestions(db, row),
    }
  },
}

/** People of whom only test leads are known stay apart with them. */
function listed(db: ReadDb, workspaceId: string | null | undefined, offset: number, limit: number): number[] {
  const rows =
    typeof workspaceId === 'string'
      ? db
          .sql(
            `select contact_id as id from contact_workspaces where workspace_id = ?
             order by last_lead_at desc, contact_id desc limit ? offset ?`,
          )
          .all<{ id: number }>(workspaceId, limit, offset)
      : db
          .sql(
            'select id from contacts where last_lead_at is not null order by last_lead_at desc, id desc limit ? offset ?',
          )
          .all<{ id: number }>(limit, offset)
  return rows.map(({ id }) => id)
}

function countOf(db: ReadDb, workspaceId: string | null | undefined): number {
  const count =
    typeof workspaceId === 'string'
      ? db.sql('select count(*) from contact_workspaces where workspace_id = ?').value<number>(workspaceId)
      : db.sql('select count(*) from contacts where last_lead_at is not null').value<number>()
  return count ?? 0
}

function searched(
  db: ReadDb,
  input: { workspaceId: string | null | undefined; search: string; offset: number; limit: number },
): { rows: ContactRow[]; total: number; isTotalExact: boolean } {
  const found = findPeople(db, input.search)
  const ids =
    typeof input.workspaceId === 'string'
      ? db
          .sql(
            `select j.value as id from json_each(?) j join contact_workspaces x on x.contact_id = j.value and x.workspace_id = ? order by j.key`,
          )
          .all<{ id: number }>(JSON.stringify(found.contactIds), input.workspaceId)
          .map(({ id }) => id)
      : found.contactIds
  return {
    rows: rowsOf(db, ids.slice(input.offset, input.offset + input.limit)),
    total: ids.length,
    isTotalExact: found.isComplete,
  }
}

function rowsOf(db: ReadDb, ids: readonly number[]): ContactRow[] {
  return db
    .sql(
      `select ${CONTACT_ROW} from json_each(?) j join contacts c on c.id = j.value ${CONTACT_JOIN} order by j.key`,
    )
    .all(JSON.stringify(ids))
    .map(toContactRow)
}

/** The same phone or e-mail elsewhere: another contact by design, suggested for merging and never merged silently. */
function suggestions(db: ReadDb, row: { id: number; phone: string; email: string | null }) {
  const samePhone = db
    .sql(`select ${CONTACT_ROW} from contacts c ${CONTACT_JOIN} where c.phone = ? and c.id <> ? limit ?`)
    .all(row.phone, row.id, SUGGESTIONS_AT_MOST)
    .map((one) => ({ contact: toContactRow(one), why: 'Same phone on another webhook' }))
  const sameEmail =
    row.email === null
      ? []
      : db
          .sql(
            `select ${CONTACT_ROW} from contacts c ${CONTACT_JOIN} where c.email = ? and c.id <> ? and c.phone <> ? limit ?`,
          )
          .all(row.email, row.id, row.phone, SUGGESTIONS_AT_MOST)
          .map((one) => ({ contact: toContactRow(one), why: 'Same e-mail' }))
  return [...samePhone, ...sameEmail]
}

// biome-ignore lint/suspicious/noExplicitAny: a row of CONTACT_ROW, turned into its shape right here.
function toContactRow(row: any): ContactRow {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    phoneExtension: row.phone_extension,
    email: row.email,
    city: row.city,
    state: row.state,
    zipCode: row.zip_code,
    webhookId: row.webhook_id,
    webhookName: row.webhook_name,
    leadCount: row.lead_count,
    lastLeadAt: row.last_lead_at,
    createdAt: row.created_at,
  }
}
