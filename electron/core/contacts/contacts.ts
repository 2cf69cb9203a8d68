// Contacts: list, detail with one time line over everything, and changes by hand. People come from their leads.
import type { ContactMoment } from '../../../shared/contract/contacts.ts'
import { DEFAULT_SORT } from '../../../shared/contract/list-filter.ts'
import { leadEdit } from '../../../shared/domain/editing.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import type { ReadDb } from '../db/connection.ts'
import type { CommandsOf, QueriesOf, TasksOf } from '../handler-types.ts'
import { CONTACT_JOIN, CONTACT_ROW, rowsOf, toContactRow } from '../records/contact-rows.ts'
import { refuseTooManyPeople, takenAlong } from '../records/deletion-words.ts'
import { editContact } from '../records/edit.ts'
import { goneRecord } from '../records/gone.ts'
import { LEAD_JOINS, LEAD_ROW, toLeadRow } from '../records/lead-rows.ts'
import { contactIds, contactsWithoutLead } from '../records/list-contacts.ts'
import { refuseMerged } from '../records/merge.ts'
import { removalOf } from '../records/remove.ts'
import { resultCount } from '../records/result-sets.ts'
import { standingFor } from '../records/second-names.ts'
import { remember } from '../records/undo.ts'
import { duplicateQueries, twinsOf } from './duplicates.ts'
import { changeMany, changeManyLong, deleteMany, deleteManyLong, idsOf } from './many.ts'
import { mergedFrom, mergingCommands, mergingQueries } from './merging.ts'

const LEADS_AT_MOST = 200
const SUGGESTIONS_AT_MOST = 10

export const contactQueries: QueriesOf<'contacts'> = {
  ...duplicateQueries,
  ...mergingQueries,

  'contacts.page': ({ db, clock }, { sort, offset, limit, ...filter }) => {
    const { workspaceId, search, where } = filter
    const isPlain = search.trim() === '' && where.length === 0 && workspaceId !== null && isUsual(sort)
    if (!isPlain) {
      const { ids, isComplete } = contactIds(db, filter, sort, clock.nowMs())
      const page = [...ids.subarray(offset, offset + limit)]
      return { rows: rowsOf(db, page), total: ids.length, isTotalExact: isComplete }
    }
    const ids = listed(db, workspaceId, offset, limit)
    return { rows: rowsOf(db, ids), total: countOf(db, workspaceId), isTotalExact: true }
  },

  'contacts.ids': ({ db, clock }, { sort, offset, limit, ...filter }) => [
    ...contactIds(db, filter, sort, clock.nowMs()).ids.subarray(offset, offset + limit),
  ],

  'contacts.deletePreview': (context, target) => {
    const ids = idsOf(context, target, 'deleted')
    const removal = removalOf(context.db, ids)
    refuseTooManyPeople(ids.length, removal.leads.length, 'deleted')
    return takenAlong(context.db, removal)
  },

  'contacts.get': ({ db }, { id: asked, moments }) => {
    const id = standingFor(db, asked)
    const found = momentsOf(db, id, moments + 1)
    const row = db
      .sql(`select ${CONTACT_ROW}, c.address, c.updated_at from contacts c ${CONTACT_JOIN} where c.id = ?`)
      .get(id)
    if (row === undefined) throw goneRecord(db, 'contact', id)
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
      moments: found.slice(0, moments),
      hasOlder: found.length > moments,
      suggestions: twinsOf(db, row, SUGGESTIONS_AT_MOST).map(({ contact, reason }) => ({
        contact,
        why: reason === 'phone' ? 'Same phone on another webhook' : 'Same e-mail',
      })),
      mergedFrom: mergedFrom(db, id),
    }
  },
}

export const contactCommands: CommandsOf<'contacts'> = {
  ...mergingCommands,

  'contacts.update': (context, { id, values }) => {
    const row = context.db.sql('select first_name, last_name, phone from contacts where id = ?').get(id)
    if (row !== undefined) refuseMerged(context.db, id)
    const steps = editContact(context, id, values)
    const names = Object.keys(values)
    const what =
      names.length === 1 ? (leadEdit(names[0] as string)?.label ?? 'Field') : `${names.length} fields`
    const who = [row.first_name, row.last_name].filter(Boolean).join(' ') || row.phone
    return remember(context, `${what} of ${who} changed`, steps)
  },

  'contacts.changeMany': (context, { target, values }) => changeMany(context, target, values),

  'contacts.delete': (context, target) => deleteMany(context, target, target.expected),
}

export const contactTasks: TasksOf<'contacts'> = {
  'contacts.changeTask': (context, { target, values }) => changeManyLong(context, target, values),
  'contacts.deleteTask': (context, target) => deleteManyLong(context, target, target.expected),
}

/**
 * What happened to a person, newest first. A change of the contact that went through several leads is told once, and a booking or sale by
 * its own history, not by its lead's as well.
 */
const MOMENTS = `
  select 'lead' as kind, e.id, e.event_type as type, e.created_at as at, e.lead_id, l.lead_type, e.event_data as data, e.performed_by
    from leads l join lead_events e on e.lead_id = l.id
    where l.contact_id = ? and json_extract(e.event_data, '$.with') is null
      and not (e.event_type = 'appointment_booked' and json_extract(e.event_data, '$.appointment_id') is not null)
      and not (e.event_type = 'converted' and json_extract(e.event_data, '$.conversion_id') is not null)
  union all
  select 'appointment', e.id, e.event_type, e.created_at, a.lead_id, l.lead_type,
      json_object('appointmentId', a.id, 'appointmentType', a.appointment_type, 'scheduledAt', a.scheduled_at,
        'description', e.event_description, 'from', e.old_value, 'to', e.new_value), e.performed_by
    from appointments a join appointment_events e on e.appointment_id = a.id left join leads l on l.id = a.lead_id
    where a.contact_id = ?
  union all
  select 'conversion', e.id, e.event_type, e.created_at, c.lead_id, l.lead_type,
      json_object('conversionId', c.id, 'conversionType', c.conversion_type, 'valueCents', c.value_cents, 'currency', c.currency,
        'event', json(e.event_data)), e.created_by
    from conversions c join conversion_events e on e.conversion_id = c.id left join leads l on l.id = c.lead_id
    where c.contact_id = ?
  union all
  select 'delivery', d.id, d.verdict, d.received_at, l.id, l.lead_type,
      json_object('deliveryId', d.id, 'webhookName', w.name, 'providerName', p.provider_name, 'repeats', d.repeats), null
    from leads l join deliveries d on d.id = l.delivery_id
      left join webhook_configs w on w.webhook_id = d.webhook_id
      left join lead_source_providers p on p.provider_id = d.provider_id
    where l.contact_id = ?`

function momentsOf(db: ReadDb, id: number, limit: number): ContactMoment[] {
  return db
    .sql(
      `select m.*, g.name as agent_name from (${MOMENTS}) m left join agents g on g.slug = m.performed_by
       order by m.at desc, m.kind = 'delivery', m.id desc limit ?`,
    )

    .all(id, id, id, id, limit)
    .map((row) => ({
      key: `${row.kind} ${row.id}`,
      kind: row.kind,
      type: row.type,
      at: row.at,
      leadId: row.lead_id,
      leadType: row.lead_type,
      data: JSON.parse(row.data),
      performedBy: row.performed_by,
      performedByName: row.agent_name,
    }))
}

/** People of whom only test leads are known stay apart with them. */
function listed(db: ReadDb, workspaceId: string | null | undefined, offset: number, limit: number): number[] {
  const idsOf = (text: string, ...values: readonly unknown[]) =>
    db
      .sql(text)
      .all<{ id: number }>(...values)
      .map(({ id }) => id)
  if (typeof workspaceId === 'string') {
    return idsOf(
      `select contact_id as id from contact_workspaces where workspace_id = ?
       order by last_lead_at desc, contact_id desc limit ? offset ?`,
      workspaceId,
      limit,
      offset,
    )
  }
  const ids = idsOf(
    'select id from contacts where last_lead_at is not null order by last_lead_at desc, id desc limit ? offset ?',
    limit,
    offset,
  )
  if (ids.length === limit) return ids
  // Behind everybody who has a lead, those who have none.
  const from = Math.max(0, offset - withLeads(db))
  return [...ids, ...contactsWithoutLead(db).subarray(from, from + limit - ids.length)]
}

function countOf(db: ReadDb, workspaceId: string | null | undefined): number {
  return typeof workspaceId === 'string'
    ? resultCount(db, 'select count(*) from contact_workspaces where workspace_id = ?', [workspaceId])
    : withLeads(db) + contactsWithoutLead(db).length
}

function withLeads(db: ReadDb): number {
  return resultCount(db, 'select count(*) from contacts where last_lead_at is not null')
}

function isUsual({ column, direction }: Sort): boolean {
  return column === DEFAULT_SORT.contacts && direction === 'desc'
}
