// The way back of a deletion: every row as it was, and the figures with it. Rows that are deleted cannot be changed by anybody, so nothing is ever
// overwritten; what has to come back otherwise than it was, because something it needs has changed or gone meanwhile, is said in words.
import type { WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'
import { insertRows } from '../db/insert-rows.ts'
import {
  type Around,
  batchIsGone,
  openPeople,
  openTelling,
  type People,
  type Telling,
  whatIsThere,
} from './bring-people.ts'
import { COUNTED_LEAD, type CountedLead, countLeads, countSales } from './lead-figures.ts'
import {
  columnsOf,
  forgetParts,
  type KeptRow,
  type KeptTable,
  type Part,
  readParts,
  unpack,
} from './removed-rows.ts'
import { TOUCHED } from './take-back.ts'

/** `isLost`: nothing of it can come back any more, and the notes say why. */
type BroughtBack = { readonly notes: readonly string[]; readonly isLost: boolean }

/** Brings back what an entry has deleted. */
export function bringBack(context: WriteContext, entryId: number): BroughtBack {
  const { db } = context
  const told = openTelling()
  const around = whatIsThere(db)
  const people = openPeople(db, around, told)
  let leads = 0
  for (const part of readParts(db, entryId)) {
    people.learn(part)
    if (part.rows.contacts !== undefined) people.bringBack(unpack(part.rows.contacts))
    if (part.rows.leads !== undefined) leads += bringLeads(context, part, people, around, told)
    else bringLoose(context, part, people, around)
  }
  people.finish()
  forgetParts(db, entryId)
  db.sql('delete from conversion_analytics_cache').run()
  context.touch(...TOUCHED, 'history')
  const isLost = leads === 0 && people.broughtBack() === 0
  const notes = told.sentences()
  return {
    notes:
      isLost && notes.length === 0
        ? ['It came from an import or sample data that has been taken back since.']
        : notes,
    isLost,
  }
}

type Home = { readonly before: number | null; readonly now: number | null }

function bringLeads(
  context: WriteContext,
  { rows }: Part,
  people: People,
  around: Around,
  told: Telling,
): number {
  const { db } = context
  const isTaken = db.sql('select 1 from leads where webhook_id = ? and external_id = ?')
  const isThere = db.sql('select 1 from leads where id = ?')
  const homes = new Map<number, Home>()
  const leads: KeptRow[] = []
  for (const lead of unpack(rows.leads)) {
    const id = Number(lead.id)
    if (isThere.value(id) !== undefined) continue
    if (batchIsGone(lead, around)) {
      told.count('batch')
      continue
    }
    const before = numberOrNull(lead.contact_id)
    const now = around.webhooks.has(lead.webhook_id) && before !== null ? people.homeOf(before, id) : null
    if (!around.webhooks.has(lead.webhook_id) || (before !== null && now === null)) {
      told.count('webhook')
      continue
    }
    homes.set(id, { before, now })
    const back: Record<string, KeptRow[string]> = { ...lead, contact_id: now }
    if (typeof lead.external_id === 'string' && isTaken.value(lead.webhook_id, lead.external_id)) {
      back.external_id = null
      told.count('sent')
    }
    if (typeof lead.workspace_id === 'string' && !around.workspaces.has(lead.workspace_id)) {
      back.workspace_id = null
      back.routing_method = 'unrouted'
      back.routing_rule_id = null
      back.routing_reason = `Its workspace ${lead.workspace_id} is no longer there`
      told.count('workspace')
    }
    leads.push(back)
  }
  if (leads.length === 0) return 0
  insertAll(db, 'leads', leads)
  insertAll(
    db,
    'lead_events',
    unpack(rows.lead_events).filter(({ lead_id }) => homes.has(Number(lead_id))),
  )
  bringHanging(context, rows, around, (row) => {
    const home = homes.get(Number(row.lead_id))
    if (home === undefined) return null
    return row.contact_id === home.before
      ? home.now
      : (people.homeOf(Number(row.contact_id), null) ?? home.now)
  })
  moveDeliveries(db, homes)
  const ids = JSON.stringify([...homes.keys()])
  const back = db
    .sql(`select ${COUNTED_LEAD} from json_each(?) j join leads l on l.id = j.value`)
    .all<CountedLead>(ids)
  countLeads(context, back, 1)
  // Whoever counted the last one anew meanwhile did not see these.
  db.sql(
    `update webhook_configs set last_lead_at = max(coalesce(last_lead_at, ''), back.at) from
       (select l.webhook_id, max(l.created_at) as at from json_each(?) j join leads l on l.id = j.value where l.is_test = 0 group by 1) back
     where back.webhook_id = webhook_configs.webhook_id`,
  ).run(ids)
  return leads.length
}

/** What hung on people and on none of the leads that went with them. */
function bringLoose(context: WriteContext, { rows }: Part, people: People, around: Around): void {
  const isThere = context.db.sql('select 1 from leads where id = ?')
  const conversions = bringHanging(context, rows, around, (row) =>
    typeof row.lead_id === 'number' && isThere.value(row.lead_id) === undefined
      ? null
      : people.homeOf(Number(row.contact_id), null),
  )
  countSales(context, conversions, 1)
}

/** Appointments, conversions and tracking with the contact that each has now; null: it stays away. Returns the conversions. */
function bringHanging(
  { db, directory }: WriteContext,
  rows: Part['rows'],
  { workspaces }: Around,
  contactOf: (row: KeptRow) => number | null,
): readonly string[] {
  const placed = (table: KeptTable): KeptRow[] =>
    unpack(rows[table]).flatMap((row) => {
      const contactId = contactOf(row)
      return contactId === null ? [] : [{ ...row, contact_id: contactId }]
    })
  const inWorkspace = (row: KeptRow): KeptRow =>
    workspaces.has(row.workspace_id ?? null) ? row : { ...row, workspace_id: null }
  const bringWithEvents = (
    table: 'appointments' | 'conversions',
    own: readonly KeptRow[],
    key: 'appointment_id' | 'conversion_id',
  ) => {
    const ids = new Set(own.map(({ id }) => id))
    insertAll(db, table, own)
    const events = table === 'appointments' ? 'appointment_events' : 'conversion_events'
    insertAll(
      db,
      events,
      unpack(rows[events]).filter((row) => ids.has(row[key] ?? null)),
    )
  }
  const conversions = placed('conversions').map((row) => ({
    ...inWorkspace(row),
    // Days are the agency's, and its zone may have changed meanwhile.
    converted_day: directory.dayOf(Date.parse(String(row.converted_at))),
  }))
  bringWithEvents('appointments', placed('appointments').map(inWorkspace), 'appointment_id')
  bringWithEvents('conversions', conversions, 'conversion_id')
  insertAll(
    db,
    'workspace_tracking',
    placed('workspace_tracking').filter((row) => workspaces.has(row.workspace_id ?? null)),
  )
  return conversions.map((row) => String((row as KeptRow).id))
}

function insertAll(db: WriteDb, table: KeptTable, rows: readonly KeptRow[]): void {
  // Always the same columns: another text for every part would cost more to prepare than its rows to write.
  const columns = columnsOf(db, table)
  insertRows(
    db,
    table,
    columns,
    rows.map((row) => columns.map((column) => row[column] ?? null)),
  )
}

/** A delivery names the contact of its lead. */
function moveDeliveries(db: WriteDb, homes: ReadonlyMap<number, Home>): void {
  for (const [leadId, { before, now }] of homes) {
    if (before === now) continue
    db.sql(
      'update deliveries set contact_id = ? where contact_id is not null and id = (select delivery_id from leads where id = ?)',
    ).run(now, leadId)
  }
}

function numberOrNull(value: KeptRow[string] | undefined): number | null {
  return typeof value === 'number' ? value : null
}
