// What a deletion keeps, so that its undo can bring back every row as it was: parts of its entry in the undo log, a few hundred records each. First
// the people, then the leads with all that hangs on them, then what hung on a person alone.
import type { WriteContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/connection.ts'
import { mergeRecord } from './merge.ts'
import { mergeKey } from './second-names.ts'
import { partsOfDeletion, type RemovedStep } from './undo.ts'

/** One row with the columns that had a value. */
export type KeptRow = Readonly<Record<string, string | number | null>>
/** Many rows of one table: the columns once, those without any value left out. */
export type KeptRows = {
  readonly columns: readonly string[]
  readonly values: readonly (readonly unknown[])[]
}

/** Tables whose rows go with a lead, in the order in which they can come back. */
export const WITH_LEADS = [
  'leads',
  'lead_events',
  'appointments',
  'appointment_events',
  'conversions',
  'conversion_events',
  'workspace_tracking',
] as const
export type KeptTable = (typeof WITH_LEADS)[number] | 'contacts' | 'settings'

export type Part = {
  readonly rows: { readonly [T in KeptTable]?: KeptRows }
  /** Contacts that stayed, as they were: where one is gone by the time of the undo, its leads bring it back. */
  readonly homes?: KeptRows
  /** Leads that were a second name's own: [lead, that contact]. */
  readonly seconds?: readonly (readonly [leadId: number, contactId: number])[]
}

const PEOPLE_IN_PART = 500
const LEADS_IN_PART = 200

// ---- Writing ------------------------------------------------------------------------------------------------------------------

export function keepPeople(
  context: WriteContext,
  entryId: number,
  contacts: readonly number[],
  homes: readonly number[],
  seconds: NonNullable<Part['seconds']>,
): void {
  const { db } = context
  const inOrder = 'order by merged_into_id is not null, id'
  for (const some of chunksOf(contacts, PEOPLE_IN_PART)) {
    const keys = JSON.stringify(some.map(mergeKey))
    keepPart(context, entryId, {
      rows: {
        contacts: rowsOf(db, 'contacts', `id in (select value from json_each(?)) ${inOrder}`, some),
        settings: pack(
          db.sql('select key, value from settings where key in (select value from json_each(?))').all(keys),
        ),
      },
    })
  }
  for (const some of chunksOf(homes, PEOPLE_IN_PART))
    keepPart(context, entryId, {
      rows: {},
      homes: rowsOf(db, 'contacts', `id in (select value from json_each(?)) ${inOrder}`, some),
    })
  if (seconds.length > 0) keepPart(context, entryId, { rows: {}, seconds })
}

export function keepLeads(context: WriteContext, entryId: number, leads: readonly number[]): void {
  for (const some of chunksOf(leads, LEADS_IN_PART)) {
    const rows = { leads: rowsOf(context.db, 'leads', 'id in (select value from json_each(?))', some) }
    keepPart(context, entryId, { rows: { ...rows, ...hangingOn(context.db, 'lead_id', some) } })
  }
}

/** What hangs on contacts once their leads are gone. */
export function keepLoose(context: WriteContext, entryId: number, contacts: readonly number[]): void {
  for (const some of chunksOf(contacts, PEOPLE_IN_PART)) {
    const rows = hangingOn(context.db, 'contact_id', some)
    if (Object.keys(rows).length > 0) keepPart(context, entryId, { rows })
  }
}

function hangingOn(db: ReadDb, column: 'lead_id' | 'contact_id', ids: readonly number[]): Part['rows'] {
  const these = `${column} in (select value from json_each(?))`
  const rows: { readonly [T in KeptTable]?: KeptRows } = {
    ...(column === 'lead_id' ? { lead_events: rowsOf(db, 'lead_events', these, ids) } : {}),
    appointments: rowsOf(db, 'appointments', these, ids),
    appointment_events: rowsOf(
      db,
      'appointment_events',
      `appointment_id in (select id from appointments where ${these})`,
      ids,
    ),
    conversions: rowsOf(db, 'conversions', these, ids),
    conversion_events: rowsOf(
      db,
      'conversion_events',
      `conversion_id in (select id from conversions where ${these})`,
      ids,
    ),
    workspace_tracking: rowsOf(db, 'workspace_tracking', these, ids),
  }
  return Object.fromEntries(Object.entries(rows).filter(([, { values }]) => values.length > 0))
}

function keepPart({ db, clock }: WriteContext, entryId: number, part: Part): void {
  db.sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)').run(
    'Part of a deletion',
    JSON.stringify(part),
    partsOfDeletion(entryId),
    clock.now(),
  )
}

/** Of a part that comes back, what needs leads that are deleted themselves goes on with their entries, for these to bring it. */
export function handOver(
  context: WriteContext,
  entryId: number,
  rows: Part['rows'],
  leads: ReadonlySet<number>,
): void {
  const entries = context.db
    .sql(`select id, steps from undo_log where id <> ? and undone_at is null and steps like '[{"removed":%'`)
    .all<{ id: number; steps: string }>(entryId)
  for (const { id, steps } of entries) {
    const [{ removed }] = JSON.parse(steps) as [RemovedStep]
    const own = new Set(removed.leads.filter((leadId) => leads.has(leadId)))
    if (own.size === 0) continue
    const ofLeads = (table: KeptTable) => unpack(rows[table]).filter((row) => own.has(Number(row.lead_id)))
    const eventsOf = (
      table: 'appointment_events' | 'conversion_events',
      key: string,
      of: readonly KeptRow[],
    ) => {
      const ids = new Set(of.map((row) => row.id))
      return unpack(rows[table]).filter((row) => ids.has(row[key] ?? null))
    }
    const [appointments, conversions] = [ofLeads('appointments'), ofLeads('conversions')]
    keepPart(context, id, {
      rows: {
        appointments: pack(appointments),
        appointment_events: pack(eventsOf('appointment_events', 'appointment_id', appointments)),
        conversions: pack(conversions),
        conversion_events: pack(eventsOf('conversion_events', 'conversion_id', conversions)),
        workspace_tracking: pack(ofLeads('workspace_tracking')),
      },
    })
  }
}

export function forgetParts(db: WriteDb, entryId: number): void {
  db.sql('delete from undo_log where performed_by = ?').run(partsOfDeletion(entryId))
}

const known = new WeakMap<ReadDb, Map<KeptTable, readonly string[]>>()

/** Stored columns alone: what SQLite computes by itself cannot be written back. */
export function columnsOf(db: ReadDb, table: KeptTable): readonly string[] {
  const tables = known.get(db) ?? new Map<KeptTable, readonly string[]>()
  known.set(db, tables)
  let columns = tables.get(table)
  if (columns === undefined) {
    const rows = db.sql(`pragma table_info(${table})`).all<{ name: string }>()
    columns = rows.map(({ name }) => name)
    tables.set(table, columns)
  }
  return columns
}

function rowsOf(db: ReadDb, table: KeptTable, where: string, ids: readonly number[]): KeptRows {
  const text = `select ${columnsOf(db, table).join(', ')} from ${table} where ${where}`
  return pack(db.sql(text).all<KeptRow>(JSON.stringify(ids)))
}

function pack(rows: readonly KeptRow[]): KeptRows {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => rows.some((row) => row[column] !== null))
  return { columns, values: rows.map((row) => columns.map((column) => row[column])) }
}

// ---- Reading ------------------------------------------------------------------------------------------------------------------

export function unpack(rows: KeptRows | undefined): KeptRow[] {
  if (rows === undefined) return []
  return rows.values.map((values) =>
    Object.fromEntries(rows.columns.map((column, at) => [column, values[at] as KeptRow[string]])),
  )
}

/** One after the other: all of them at once may be much. */
export function* readParts(db: ReadDb, entryId: number): Generator<Part> {
  const ids = db
    .sql('select id from undo_log where performed_by = ? order by id')
    .all<{ id: number }>(partsOfDeletion(entryId))
  for (const { id } of ids) {
    const text = db.sql('select steps from undo_log where id = ?').value<string>(id)
    if (text !== undefined) yield JSON.parse(text) as Part
  }
}

/** Which of these leads are the own ones of a second name of their contact, and of which. */
export function secondNamesBehind(db: ReadDb, leads: readonly number[], homes: readonly number[]) {
  const own = new Map<number, number>()
  const names = db
    .sql('select id from contacts where merged_into_id in (select value from json_each(?))')
    .all<{ id: number }>(JSON.stringify(homes))
  for (const { id } of names) {
    const record = mergeRecord(db, id)
    for (const leadId of record?.moved ?? []) own.set(leadId, id)
    for (const arrived of record?.arrived ?? []) own.set(arrived.id, id)
  }
  return leads.flatMap((leadId) => {
    const contactId = own.get(leadId)
    return contactId === undefined ? [] : [[leadId, contactId] as const]
  })
}

export function* chunksOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size)
}
