// The way back of a deletion: every row as it was, and the figures with it. Nothing that is there is ever overwritten: what came back by another door
// takes up what it lacks, and whoever finds their id taken by somebody else gets a new one. What has to come back otherwise than it was, because something it needs has changed or gone meanwhile, is said in words.
import type { WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'
import { insertRows } from '../db/insert-rows.ts'
import { withFreeExternalId } from './appointment-ids.ts'
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
import { newId, renamedStep, renameInLog } from './new-ids.ts'
import { standing } from './remove.ts'
import {
  columnsOf,
  forgetParts,
  handOver,
  type KeptRow,
  type KeptTable,
  type Part,
  readParts,
  unpack,
} from './removed-rows.ts'
import { TOUCHED } from './take-back.ts'
import type { RemovedStep } from './undo.ts'
import { withFreeConversionId } from './write-conversion.ts'

/** `isLost`: nothing of it came back, and the notes say why. `waits`: some of it can still come later, and is kept for that. */
type BroughtBack = {
  readonly notes: readonly string[]
  readonly cameBack: number
  readonly isLost: boolean
  readonly waits: boolean
}

/** Brings back what an entry has deleted. What is there again already only gets what hung on it and is missing. */
export function bringBack(
  context: WriteContext,
  entryId: number,
  step: RemovedStep,
  told: Telling = openTelling(),
): BroughtBack {
  const { db } = context
  const around = whatIsThere(db)
  const people = openPeople(db, around, told)
  const homes: Homes = new Map()
  let leads = 0
  for (const part of readParts(db, entryId)) {
    people.learn(part)
    if (part.rows.contacts !== undefined) people.bringBack(unpack(part.rows.contacts))
    if (part.rows.leads !== undefined) leads += bringLeads(context, part, homes, { people, around, told })
    else bringLoose(context, entryId, part, homes, { people, around, told })
  }
  people.finish()
  if (!told.waits()) forgetParts(db, entryId)
  const names = {
    leads: new Map([...homes].flatMap(([id, home]) => (home.id === id ? [] : [[id, home.id]]))),
    contacts: people.names,
  }
  renameInLog(db, entryId, names)
  const { removed } = renamedStep(step, names) as RemovedStep
  const after: RemovedStep = {
    removed,
    back: standing(db, removed.leads),
    ...(told.waits() ? { waits: true } : {}),
  }
  db.sql('update undo_log set steps = ? where id = ?').run(JSON.stringify([after]), entryId)
  db.sql('delete from conversion_analytics_cache').run()
  context.touch(...TOUCHED, 'history')
  const cameBack = leads + people.broughtBack()
  return {
    notes: told.sentences(cameBack),
    cameBack,
    isLost: cameBack === 0 && !told.isThere() && told.staysAway(),
    waits: told.waits(),
  }
}

/** Where a lead stands now: its id, and its contact as it was and is. */
type Home = {
  readonly id: number
  readonly before: number | null
  readonly now: number | null
  /** It was there again already. */
  readonly isThere: boolean
}
/** By the ids that they were deleted under. */
type Homes = Map<number, Home>
type Way = { readonly people: People; readonly around: Around; readonly told: Telling }

/** Returns how many came back. */
function bringLeads(
  context: WriteContext,
  { rows }: Part,
  all: Homes,
  { people, around, told }: Way,
): number {
  const { db } = context
  const isTaken = db.sql('select 1 from leads where webhook_id = ? and external_id = ?')
  const isThere = db.sql('select 1 from leads where id = ?')
  const homes: Homes = new Map()
  const leads: KeptRow[] = []
  for (const lead of unpack(rows.leads)) {
    const wanted = Number(lead.id)
    const before = numberOrNull(lead.contact_id)
    const same = sameLead(db, lead)
    const isOthers = (id: number) => [...all.values(), ...homes.values()].some((home) => home.id === id)
    if (same !== undefined && (same.id === wanted || !isOthers(same.id))) {
      homes.set(wanted, { id: same.id, before, now: same.contact_id, isThere: true })
      takeUp(db, same.id, lead, batchIsGone(lead, around))
      told.count('there')
      continue
    }
    if (batchIsGone(lead, around)) {
      told.count('batch')
      continue
    }
    if (!around.webhooks.has(lead.webhook_id)) {
      told.count('webhook')
      continue
    }
    const isFree = isThere.value(wanted) === undefined
    const id = isFree ? wanted : newId(db, 'leads').id
    const now = before === null ? null : people.homeOf(before, [wanted, id])
    if (before !== null && now === null) {
      told.count('webhook')
      continue
    }
    homes.set(wanted, { id, before, now, isThere: false })
    const back: Record<string, KeptRow[string]> = { ...lead, id, contact_id: now }
    if (!isFree) told.hasNewNumber('lead', id, '')
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
  for (const [id, home] of homes) all.set(id, home)
  if (homes.size === 0) return 0
  insertAll(db, 'leads', leads)
  insertMissing(
    db,
    'lead_events',
    unpack(rows.lead_events).flatMap((row) => {
      const home = homes.get(Number(row.lead_id))
      return home === undefined ? [] : [{ ...row, lead_id: home.id }]
    }),
  )
  const conversions = bringHanging(context, rows, around, (row) => {
    const home = homes.get(Number(row.lead_id))
    if (home === undefined) return null
    const own = home.now ?? (home.before === null ? null : people.homeOf(home.before, null))
    const contact =
      row.contact_id === home.before ? own : (people.homeOf(Number(row.contact_id), null) ?? own)
    return contact === null ? null : { contact_id: contact, lead_id: home.id }
  })
  moveDeliveries(db, homes)
  const fresh = new Set(leads.map(({ id }) => id))
  countSales(
    context,
    conversions.filter(({ lead_id }) => !fresh.has(lead_id ?? null)).map(({ id }) => String(id)),
    1,
  )
  const ids = JSON.stringify([...fresh])
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

type PresentLead = {
  readonly id: number
  readonly webhook_id: string
  readonly created_at: string
  readonly processed_at: string | null
  readonly phone: string | null
  readonly contact_id: number | null
}
const PRESENT_LEAD = 'select id, webhook_id, created_at, processed_at, phone, contact_id from leads'

/**
 * The lead itself, where it is there again: an import of an exact export brings it back under its id, or under a new one where that is another's.
 * A phone may be corrected since; when the lead was stored stays as it is.
 */
function sameLead(db: WriteDb, lead: KeptRow): PresentLead | undefined {
  const there = db.sql(`${PRESENT_LEAD} where id = ?`).get<PresentLead>(lead.id)
  if (there === undefined) return undefined
  const { webhook_id, created_at, processed_at = null, phone = null } = lead
  const isStoredThen = processed_at !== null && there.processed_at === processed_at
  if (
    there.webhook_id === webhook_id &&
    there.created_at === created_at &&
    (isStoredThen || there.phone === phone)
  )
    return there
  return db
    .sql(
      `${PRESENT_LEAD} where webhook_id = ? and created_at = ? and phone is ? and processed_at = ? limit 1`,
    )
    .get<PresentLead>(webhook_id, created_at, phone, processed_at)
}

/**
 * What no file carries: how it was delivered. And it is again what it came with first, so that taking back the import that brought it meanwhile
 * does not take it along.
 */
function takeUp(db: WriteDb, id: number, lead: KeptRow, isBatchGone: boolean): void {
  if (!isBatchGone) db.sql('update leads set batch_id = ? where id = ?').run(lead.batch_id ?? null, id)
  const columns = ['delivery_id', 'raw_payload', 'ip_address', 'user_agent']
  db.sql(
    `update leads set ${columns.map((column) => `${column} = coalesce(${column}, ?)`).join(', ')} where id = ?`,
  ).run(...columns.map((column) => lead[column] ?? null), id)
}

/** What hung on people and on none of the leads that went with them. What needs a lead that was deleted by itself comes back with that one. */
function bringLoose(
  context: WriteContext,
  entryId: number,
  { rows }: Part,
  homes: Homes,
  { people, around }: Way,
): void {
  const { db } = context
  const isThere = db.sql('select 1 from leads where id = ?')
  const away = new Set<number>()
  const conversions = bringHanging(context, rows, around, (row) => {
    const lead = numberOrNull(row.lead_id)
    const leadId = lead === null ? null : (homes.get(lead)?.id ?? lead)
    if (leadId !== null && isThere.value(leadId) === undefined) {
      away.add(leadId)
      return null
    }
    const contact = people.homeOf(Number(row.contact_id), null)
    return contact === null ? null : { contact_id: contact, lead_id: leadId }
  })
  countSales(
    context,
    conversions.map(({ id }) => String(id)),
    1,
  )
  if (away.size > 0) handOver(context, entryId, rows, away)
}

/** Appointments, conversions and tracking with the contact and lead that each has now; null: it stays away. Returns the conversions. */
function bringHanging(
  { db, directory }: WriteContext,
  rows: Part['rows'],
  { workspaces }: Around,
  placeOf: (row: KeptRow) => { readonly contact_id: number; readonly lead_id: number | null } | null,
): readonly KeptRow[] {
  const placed = (table: KeptTable): KeptRow[] =>
    unpack(rows[table]).flatMap((row) => {
      const place = placeOf(row)
      return place === null ? [] : [{ ...row, ...place }]
    })
  const inWorkspace = (row: KeptRow): KeptRow =>
    workspaces.has(row.workspace_id ?? null) ? row : { ...row, workspace_id: null }
  const bringWithEvents = (
    table: 'appointments' | 'conversions',
    own: readonly KeptRow[],
    key: 'appointment_id' | 'conversion_id',
  ) => {
    const ids = new Set(own.map(({ id }) => id))
    const brought = insertMissing(db, table, own)
    const events = table === 'appointments' ? 'appointment_events' : 'conversion_events'
    insertMissing(
      db,
      events,
      unpack(rows[events]).filter((row) => ids.has(row[key] ?? null)),
    )
    return brought
  }
  const appointments = placed('appointments').map((row) => withFreeExternalId(db, inWorkspace(row)))
  bringWithEvents('appointments', appointments, 'appointment_id')
  const conversions = bringWithEvents(
    'conversions',
    placed('conversions').map((row) =>
      withFreeConversionId(db, {
        ...inWorkspace(row),
        // Days are the agency's, and its zone may have changed meanwhile.
        converted_day: directory.dayOf(Date.parse(String(row.converted_at))),
      }),
    ),
    'conversion_id',
  )
  insertMissing(
    db,
    'workspace_tracking',
    placed('workspace_tracking').filter((row) => workspaces.has(row.workspace_id ?? null)),
  )
  return conversions
}

/** Returns those that were not there already. */
function insertMissing(db: WriteDb, table: KeptTable, rows: readonly KeptRow[]): readonly KeptRow[] {
  if (rows.length === 0) return rows
  const there = new Set(
    db
      .sql(`select id from ${table} where id in (select value from json_each(?))`)
      .all<{ id: number | string }>(JSON.stringify(rows.map(({ id }) => id)))
      .map(({ id }) => id),
  )
  const missing = rows.filter(({ id }) => !there.has(id as number | string))
  insertAll(db, table, missing)
  return missing
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

/** A delivery names its lead and that one's contact. */
function moveDeliveries(db: WriteDb, homes: Homes): void {
  for (const [wanted, { id, before, now }] of homes) {
    const own = 'id = (select delivery_id from leads where id = ?)'
    if (before !== now)
      db.sql(`update deliveries set contact_id = ? where contact_id is not null and ${own}`).run(now, id)
    if (id !== wanted)
      db.sql(`update deliveries set lead_id = ? where lead_id = ? and ${own}`).run(id, wanted, id)
  }
}

function numberOrNull(value: KeptRow[string] | undefined): number | null {
  return typeof value === 'number' ? value : null
}
