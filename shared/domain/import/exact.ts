// Files that our own exact export wrote: their headings are the columns of the database, and what a lead has beside its fields comes back too.
import { CONTACT_FIELDS } from '../contact.ts'
import type { ListColumn } from '../list/columns.ts'
import { exportColumns } from '../list/export-columns.ts'
import { LEAD_FIELDS } from '../payload/fields.ts'
import { LEAD_STATUSES, LEAD_TYPES, ROUTING_METHODS, STAGES } from '../vocabulary.ts'
import { type ColumnTarget, LEAVE } from './columns.ts'

/** Of a lead, besides what every import reads; `json` and `instant` texts are checked, others are taken as they are. */
export const LEAD_COLUMNS_KEPT = {
  status: LEAD_STATUSES,
  stage_reached: STAGES,
  lead_type: LEAD_TYPES,
  routing_method: ROUTING_METHODS,
  contacted_at: 'instant',
  qualified_at: 'instant',
  proposal_sent_at: 'instant',
  negotiating_at: 'instant',
  scheduled_at: 'instant',
  converted_at: 'instant',
  follow_up_at: 'instant',
  last_called_at: 'instant',
  updated_at: 'instant',
  processed_at: 'instant',
  call_attempts: 'integer',
  cost_cents: 'cents',
  routing_rule_id: 'integer',
  revenue_potential: 'number',
  conversion_score: 'number',
  answers: 'json',
  extra: 'json',
  issues: 'json',
  assigned_to: 'text',
  next_step: 'text',
  routing_reason: 'text',
  sender: 'text',
  ip_address: 'text',
  user_agent: 'text',
  raw_payload: 'text',
} as const satisfies Readonly<
  Record<string, readonly string[] | 'instant' | 'integer' | 'cents' | 'number' | 'json' | 'text'>
>
export type KeptColumn = keyof typeof LEAD_COLUMNS_KEPT

const PREFIX = 'column:'
const PAYLOAD = new Set<string>([
  ...LEAD_FIELDS.map(({ name }) => name),
  'external_id',
  'phone_extension',
  'is_test',
  'workspace_id',
])
const OF_LEADS = ['id', 'webhook_id', 'lead_type', 'status', 'phone', 'created_at']
const OF_CONTACTS = ['id', 'webhook_id', 'phone', 'lead_count', 'created_at']

export function exactListOf(headings: readonly string[] | null): 'leads' | 'contacts' | null {
  const has = (names: readonly string[]) => names.every((name) => headings?.includes(name))
  return has(OF_LEADS) ? 'leads' : has(OF_CONTACTS) ? 'contacts' : null
}

export function exactMapping(headings: readonly string[]): ColumnTarget[] {
  return headings.map((heading) => {
    if (PAYLOAD.has(heading)) return heading
    return Object.hasOwn(LEAD_COLUMNS_KEPT, heading) ? PREFIX + heading : LEAVE
  })
}

export function keptColumnOf(target: ColumnTarget): KeptColumn | null {
  const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : ''
  return Object.hasOwn(LEAD_COLUMNS_KEPT, name) ? (name as KeptColumn) : null
}

/** The value as the database keeps it; undefined when the cell holds none, null when it does not fit. */
export function readKept(column: KeptColumn, cell: string): string | number | null | undefined {
  if (cell === '') return undefined
  const kind: readonly string[] | string = LEAD_COLUMNS_KEPT[column]
  if (typeof kind !== 'string') return kind.includes(cell) ? cell : null
  if (kind === 'instant') return READINGS.instant(cell) ?? null
  // An export writes dollars, the column holds cents.
  if (kind === 'cents' && cell.includes('.')) return READINGS.cents(cell) ?? null
  if (kind === 'integer' || kind === 'cents')
    return /^-?\d{1,15}$/.test(cell) && Number(cell) >= 0 ? Number(cell) : null
  if (kind === 'number') return cell.trim() !== '' && Number.isFinite(Number(cell)) ? Number(cell) : null
  if (kind === 'json') {
    try {
      const value: unknown = JSON.parse(cell)
      return typeof value === 'object' && value !== null ? cell : null
    } catch {
      return null
    }
  }
  return cell
}

// ---- Rows as they were --------------------------------------------------------------------------------------------------------
//
// What “exact” carries. Of a lead: every column of its row, with its id, except the delivery it came with (another table) and the batch
// that made it (this folder's undo). Of a contact: every column of its row, with its id, and the contacts merged into it as second names;
// its search words and its place in the order of arrival follow from those. How many leads a contact has is counted anew from the leads,
// so it comes with theirs. Webhooks, providers, workspaces and agents are carried by id and name. Histories, notes of the time line,
// appointments, conversions and deliveries are other lists: a backup moves them all. No cell can tell an empty text from none; no text of a
// record is empty.

export type ExactList = NonNullable<ReturnType<typeof exactListOf>>

type Cell = string | number | null
type Reading = (cell: string) => Cell | undefined
type ExactColumn = {
  /** `row`: a column of the table; `beside`: what tells whose it is; `name`: of a reference; `told`: counted anew. */
  readonly role: 'row' | 'beside' | 'name' | 'told'
  /** The value as it is stored; undefined when the cell does not hold one. */
  readonly read: Reading
}

/** Of a contact that was merged into another one. */
export const SECOND_NAME_COLUMNS = [
  'id',
  'webhook_id',
  'phone',
  ...CONTACT_FIELDS,
  'field_times',
  'created_at',
  'updated_at',
] as const
export type SecondName = { readonly webhook_name: string } & {
  readonly [C in (typeof SECOND_NAME_COLUMNS)[number]]: string | number | null
}

const BESIDE = new Set(['id', 'contact_id', 'contact_webhook_id', 'contact_phone', 'second_names'])
const TOLD = new Set(['lead_count', 'last_lead_at'])
const REALS = new Set(['conversion_score'])
/** Columns whose words the database insists on. */
const STRICT = new Set(['status', 'lead_type', 'stage_reached', 'routing_method'])

const INSTANT = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/
const DAY_LENGTH = 'yyyy-mm-dd'.length
const STORED_LENGTH = 'yyyy-mm-ddThh:mm:ss.mmmZ'.length

/** As every instant is stored, UTC with milliseconds: they are compared as texts. Undefined when there is no such day or time. */
function instantOf(text: string): string | undefined {
  if (!INSTANT.test(text)) return undefined
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return undefined
  const stored = at.toISOString()
  if (stored === text) return text
  // A 30th of February is read as one of March.
  const day = text.slice(0, DAY_LENGTH)
  const isDay = new Date(`${day}T00:00:00.000Z`).toISOString().startsWith(day)
  return isDay && stored.length === STORED_LENGTH ? stored : undefined
}
const isPhone = (text: string) => /^\+[1-9]\d{4,15}$/.test(text)
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const READINGS = {
  text: (cell) => cell,
  phone: (cell) => (isPhone(cell) ? cell : undefined),
  instant: instantOf,
  integer: (cell) => (/^-?\d{1,15}$/.test(cell) ? Number(cell) : undefined),
  real: (cell) => (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(cell) ? Number(cell) : undefined),
  cents: (cell) => (/^-?\d{1,13}\.\d\d$/.test(cell) ? Number(cell.replace('.', '')) : undefined),
  flag: (cell) => (cell === '0' || cell === '1' ? Number(cell) : undefined),
} as const satisfies Record<string, Reading>

const json =
  (fits: (value: unknown) => boolean): Reading =>
  (cell) => {
    try {
      return fits(JSON.parse(cell)) ? cell : undefined
    } catch {
      return undefined
    }
  }
const isListOf = (fits: (one: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(fits)
const hasTexts =
  (...names: readonly string[]) =>
  (one: unknown) =>
    isObject(one) && names.every((name) => typeof one[name] === 'string')

/** When each field was last said; an empty one was never. The text stays the same where nothing in it has to change. */
const timesOf: Reading = (cell) => {
  const times = objectOf(cell)
  if (times === undefined) return undefined
  const stored = Object.entries(times).map(
    ([field, at]) => [field, at === '' ? at : typeof at === 'string' ? instantOf(at) : undefined] as const,
  )
  if (stored.some(([, at]) => at === undefined)) return undefined
  return stored.every(([field, at]) => times[field] === at)
    ? cell
    : JSON.stringify(Object.fromEntries(stored))
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const SECOND_NAME_KEYS = new Set<string>([...SECOND_NAME_COLUMNS, 'webhook_name'])

/** Known columns and no others: a row is written by its keys. */
function secondNameOf(one: unknown): SecondName | undefined {
  if (!isObject(one) || !Object.keys(one).every((key) => SECOND_NAME_KEYS.has(key))) return undefined
  const { id, phone, webhook_id, webhook_name } = one
  if (!Number.isSafeInteger(id) || typeof phone !== 'string' || !isPhone(phone)) return undefined
  if (typeof webhook_id !== 'string' || typeof webhook_name !== 'string') return undefined
  if (!CONTACT_FIELDS.every((field) => one[field] === null || typeof one[field] === 'string'))
    return undefined
  const [created_at, updated_at, field_times] = (
    [
      [one.created_at, instantOf],
      [one.updated_at, instantOf],
      [one.field_times, timesOf],
    ] as const
  ).map(([value, read]) => (typeof value === 'string' ? read(value) : undefined))
  if (created_at === undefined || updated_at === undefined || field_times === undefined) return undefined
  const read: Readonly<Record<string, unknown>> = { ...one, created_at, updated_at, field_times }
  return {
    ...Object.fromEntries(SECOND_NAME_COLUMNS.map((column) => [column, read[column]])),
    webhook_name,
  } as SecondName
}

/** Contacts that were merged into the one of this row; undefined when the cell holds anything else. */
function secondNamesOf(cell: string): readonly SecondName[] | undefined {
  try {
    const all: unknown = JSON.parse(cell)
    if (!Array.isArray(all)) return undefined
    const read = all.map(secondNameOf)
    return read.every((one) => one !== undefined) ? (read as SecondName[]) : undefined
  } catch {
    return undefined
  }
}

const JSON_READINGS: Readonly<Record<string, Reading>> = {
  answers: json(isListOf(hasTexts('question', 'answer'))),
  extra: json(isObject),
  issues: json(isListOf(hasTexts('field', 'message'))),
  field_times: timesOf,
  second_names: (cell) => {
    const read = secondNamesOf(cell)
    return read === undefined ? undefined : JSON.stringify(read)
  },
}

function readingOf({ name, kind, unit, choices }: ListColumn): Reading {
  const own = JSON_READINGS[name]
  if (own !== undefined) return own
  switch (kind) {
    case 'phone':
    case 'instant':
    case 'flag':
      return READINGS[kind]
    case 'number':
      return REALS.has(name) ? READINGS.real : READINGS.integer
    case 'money':
      return unit === 'cents' ? READINGS.cents : READINGS.real
    case 'choice': {
      if (!STRICT.has(name)) return READINGS.text
      const words = new Set(choices?.map(({ value }) => value))
      return (cell) => (words.has(cell) ? cell : undefined)
    }
    default:
      return READINGS.text
  }
}

const COLUMNS = Object.fromEntries(
  (['leads', 'contacts'] as const).map((list) => [
    list,
    new Map(
      exportColumns(list).map(({ key, column, part }): [string, ExactColumn] => {
        if (part === 'name') return [key, { role: 'name', read: READINGS.text }]
        const role = BESIDE.has(column.name) ? 'beside' : TOLD.has(column.name) ? 'told' : 'row'
        return [key, { role, read: readingOf(column) }]
      }),
    ),
  ]),
) as unknown as Readonly<Record<ExactList, ReadonlyMap<string, ExactColumn>>>

export type ExactRow = {
  /** By the columns of the table; only those that the file has. */
  readonly values: Readonly<Record<string, Cell>>
  /** By the headings of the file: what tells whose the row is, and names. */
  readonly beside: Readonly<Record<string, Cell>>
}

/** The columns of a table that an exact file can fill. */
export function storedColumns(list: ExactList): ReadonlySet<string> {
  return new Set([...COLUMNS[list]].filter(([, { role }]) => role === 'row').map(([name]) => name))
}

/** Reads the rows of an exact export; a text is the reason why a row cannot be taken. */
export function exactReader(
  list: ExactList,
  headings: readonly string[],
): (cells: readonly string[]) => ExactRow | string {
  const columns = headings.map((heading) => COLUMNS[list].get(heading))
  return (cells) => {
    if (cells.length !== headings.length)
      return `This row has ${cells.length} cells and the file has ${headings.length} columns. The file was changed since its export.`
    const values: Record<string, Cell> = {}
    const beside: Record<string, Cell> = {}
    for (const [at, column] of columns.entries()) {
      if (column === undefined || column.role === 'told') continue
      const cell = cells[at] as string
      const value = cell === '' ? null : column.read(cell)
      if (value === undefined)
        return `“${cell.slice(0, 60)}” does not fit ${headings[at]}. The file was changed since its export: correct the cell, or export the list again.`
      if (column.role === 'row') values[headings[at] as string] = value
      else beside[headings[at] as string] = value
    }
    return { values, beside }
  }
}
