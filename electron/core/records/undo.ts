// The reversible log. A command changes rows through `changeRow`, so that each step is kept with the columns before and after; undo and
// redo are the same walk in two directions, and a column that somebody changed since is a conflict, shown before it is overwritten.
import { AppError } from '../../../shared/contract/reply.ts'
import type { Topic } from '../../../shared/contract/topics.ts'
import type { WriteContext } from '../context.ts'
import type { Restorable } from './restore.ts'

// Tables that can be undone, with the column that names a row. Nothing else gets into a statement by name.
export const UNDOABLE = {
  deliveries: { key: 'id', topic: 'deliveries' },
  lead_events: { key: 'id', topic: 'leads' },
  leads: { key: 'id', topic: 'leads' },
  contacts: { key: 'id', topic: 'contacts' },
  appointments: { key: 'id', topic: 'appointments' },
  appointment_events: { key: 'id', topic: 'appointments' },
  conversions: { key: 'id', topic: 'conversions' },
  conversion_events: { key: 'id', topic: 'conversions' },
  provider_prices: { key: 'id', topic: 'providers' },
  agents: { key: 'slug', topic: 'agents' },
  agent_time_off: { key: 'id', topic: 'agents' },
  appointment_routing_rules: { key: 'id', topic: 'routing' },
  workspaces: { key: 'id', topic: 'workspaces' },
  saved_views: { key: 'id', topic: 'views' },
  // Pairs that are no duplicates (contacts/duplicates.ts), and the draft of the routing rules (routing/rule-sets.ts).
  settings: { key: 'key', topic: 'contacts' },
  webhook_configs: { key: 'webhook_id', topic: 'webhooks', restorable: 'webhook' },
  lead_source_providers: { key: 'provider_id', topic: 'providers', restorable: 'provider' },
} as const satisfies Record<string, { key: string; topic: Topic; restorable?: Restorable }>
export type UndoableTable = keyof typeof UNDOABLE

/** Keys of settings rows that hold the draft of the routing rules begin so. */
export const ROUTING_DRAFT = 'routing_draft'

function touchRow(context: WriteContext, table: UndoableTable, key: unknown): void {
  const isDraft = table === 'settings' && String(key).startsWith(ROUTING_DRAFT)
  context.touch(isDraft ? 'routing' : UNDOABLE[table].topic)
}

export type Columns = Readonly<Record<string, string | number | null>>
/** One row, before and after; null where there was or is no row. */
export type Step = {
  readonly table: UndoableTable
  readonly key: string | number
  readonly before: Columns | null
  readonly after: Columns | null
  /** Of a contact: when each changed field was last said, before and after (contacts.field_times). */
  readonly times?: { readonly before: Columns; readonly after: Columns }
}
export type Change = Step & { readonly before: Columns; readonly after: Columns }
/** Many rows that went the same way together, in one column. A row that has gone on from there since is left alone. */
export type GroupStep = {
  readonly table: UndoableTable
  readonly keys: readonly (string | number)[]
  readonly column: string
  readonly before: string
  readonly after: string
}

type Texts = Readonly<Record<string, string | null>>
/** A contact's fields with when each was last said. */
export type PersonSide = { readonly values: Texts; readonly times: Texts }
/** Two contacts became one, or two again (records/merge.ts); the sides are the kept contact's. */
export type MergeStep = {
  readonly merge: 'together' | 'apart'
  readonly keptId: number
  readonly mergedId: number
  readonly before: PersonSide
  readonly after: PersonSide
}
/** Leads and contacts that were deleted, second names among them. Their rows stand in parts of the entry (records/removed-rows.ts). */
export type RemovedStep = {
  readonly removed: { readonly leads: readonly number[]; readonly contacts: readonly number[] }
  /** Leads as they came back: what has been worked on since is not deleted again. */
  readonly back?: readonly (readonly [leadId: number, updatedAt: string, newestEvent: number | null])[]
  /** Some of it stayed away for now: it can be undone once more, and stands in no other step's way. The last key of its entry. */
  readonly waits?: true
}
export type AnyStep = Step | GroupStep | MergeStep | RemovedStep

/** Changes columns of one row and returns the step; columns that stay as they are stay out of it. */
export function changeRow(
  context: WriteContext,
  table: UndoableTable,
  key: string | number,
  values: Columns,
): Change {
  const columns = Object.keys(values)
  assertColumns(columns)
  const before = context.db
    .sql(`select ${columns.join(', ')} from ${table} where ${UNDOABLE[table].key} = ?`)
    .get<Columns>(key)
  if (before === undefined)
    throw new AppError('not_found', 'This record is no longer there. Go back to the list.')
  const changed = columns.filter((column) => before[column] !== values[column])
  if (changed.length > 0) writeRow(context, table, key, pick(values, changed))
  return { table, key, before: pick(before, changed), after: pick(values, changed) }
}

export function writeRow(
  context: WriteContext,
  table: UndoableTable,
  key: string | number,
  values: Columns,
): void {
  const columns = Object.keys(values)
  assertColumns(columns)
  const sets = columns.map((column) => `${column} = ?`)
  if (columns.length > 0)
    context.db
      .sql(`update ${table} set ${sets.join(', ')} where ${UNDOABLE[table].key} = ?`)
      .run(...columns.map((column) => values[column]), key)
  touchRow(context, table, key)
}

/** Adds a row and returns the step; its undo takes the row away again. */
export function addRow(context: WriteContext, table: UndoableTable, values: Columns): Step {
  const columns = Object.keys(values)
  assertColumns(columns)
  const { lastInsertRowid } = context.db
    .sql(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
    .run(...Object.values(values))
  touchRow(context, table, values[UNDOABLE[table].key])
  return { table, key: values[UNDOABLE[table].key] ?? Number(lastInsertRowid), before: null, after: values }
}

/** Takes a row away and returns the step; its undo puts the whole row back. */
export function dropRow(context: WriteContext, table: UndoableTable, key: string | number): Step {
  const before = context.db.sql(`select * from ${table} where ${UNDOABLE[table].key} = ?`).get<Columns>(key)
  if (before === undefined)
    throw new AppError('not_found', 'This record is no longer there. Go back to the list.')
  removeRow(context, table, key)
  return { table, key, before, after: null }
}

export function removeRow(context: WriteContext, table: UndoableTable, key: string | number): void {
  context.db.sql(`delete from ${table} where ${UNDOABLE[table].key} = ?`).run(key)
  touchRow(context, table, key)
}

/** Moves a group of rows in one statement, to `after` or back; returns how many of them went. */
export function moveRows(
  context: WriteContext,
  { table, keys, column, before, after }: GroupStep,
  direction: 'back' | 'forth' = 'forth',
): number {
  assertColumns([column])
  const [from, to] = direction === 'forth' ? [before, after] : [after, before]
  const { changes } = context.db
    .sql(
      `update ${table} set ${column} = ? where ${UNDOABLE[table].key} in (select value from json_each(?)) and ${column} = ?`,
    )
    .run(to, JSON.stringify(keys), from)
  context.touch(UNDOABLE[table].topic)
  return changes
}

/** What going back would overwrite, shown before it is. */
export function overwriteConflict(label: string, present: Columns, differing: readonly string[]): AppError {
  return new AppError(
    'conflict',
    `"${label}" was followed by another change. Going back would overwrite ${differing.map((column) => `${column.replaceAll('_', ' ')} "${present[column] ?? 'empty'}"`).join(', ')}.`,
    differing.map((column) => ({ field: column, message: String(present[column] ?? ''), code: 'changed' })),
  )
}

/**
 * Keeps the steps of one thing done, under words that say what it was. Steps that change nothing are none: then there is no `undoId`.
 * `performedBy`: of a piece of a long step, which is no entry of its own.
 */
export function remember(
  context: WriteContext,
  label: string,
  all: readonly AnyStep[],
  performedBy: string = context.actor,
): { readonly undoId?: number; readonly label: string } {
  const steps = all.filter((step) => !isEmpty(step))
  if (steps.length === 0) return { label }
  const { lastInsertRowid } = context.db
    .sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)')
    .run(label, JSON.stringify(compact(steps)), performedBy, context.clock.now())
  context.touch('history')
  return { undoId: Number(lastInsertRowid), label }
}

/** Rows that were changed alike, as they are kept: the columns and what these say now once, for each row only what they said before. */
type AlikeStep = {
  readonly table: UndoableTable
  readonly columns: readonly string[]
  readonly after: readonly Columns[string][]
  readonly rows: readonly (readonly [key: string | number, ...before: Columns[string][]])[]
}

/** The shape in which steps are kept. */
export function compact(steps: readonly AnyStep[]): readonly (AnyStep | AlikeStep)[] {
  if (steps.length < 2 || !steps.every(isPlainChange)) return steps
  // A row that was changed twice goes back through both steps in their order.
  if (new Set(steps.map(({ table, key }) => `${table} ${key}`)).size < steps.length) return steps
  const alike = new Map<string, Change[]>()
  for (const step of steps) {
    const kind = JSON.stringify([step.table, step.after])
    const known = alike.get(kind)
    if (known === undefined) alike.set(kind, [step])
    else known.push(step)
  }
  return [...alike.values()].flatMap((some): readonly (Step | AlikeStep)[] => {
    const [{ table, after } = steps[0] as Change, ...others] = some
    if (others.length === 0) return some
    const columns = Object.keys(after)
    return [
      {
        table,
        columns,
        after: Object.values(after),
        rows: some.map(({ key, before }) => [key, ...columns.map((column) => before[column] ?? null)]),
      },
    ]
  })
}

function isPlainChange(step: AnyStep): step is Change {
  return (
    'before' in step &&
    !('merge' in step) &&
    !('keys' in step) &&
    step.before !== null &&
    step.after !== null &&
    step.times === undefined
  )
}

/** The steps of an entry, or of a piece of a long step, as they were remembered. */
export function stepsOf(text: string): AnyStep[] {
  return (JSON.parse(text) as (AnyStep | AlikeStep)[]).flatMap((step): readonly AnyStep[] => {
    if (!('rows' in step)) return [step]
    const { table, columns, after, rows } = step
    const sideOf = (values: readonly Columns[string][]): Columns =>
      Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null]))
    return rows.map(([key, ...before]) => ({ table, key, before: sideOf(before), after: sideOf(after) }))
  })
}

function isEmpty(step: AnyStep): boolean {
  if ('merge' in step || 'removed' in step) return false
  if ('keys' in step) return step.keys.length === 0
  return step.before !== null && step.after !== null && Object.keys(step.after).length === 0
}

function pick(values: Columns, columns: readonly string[]): Columns {
  return Object.fromEntries(columns.map((column) => [column, values[column] ?? null]))
}

function assertColumns(columns: readonly string[]): void {
  for (const column of columns) if (!/^[a-z_]+$/.test(column)) throw new Error(`${column} is no column.`)
}

/** Who performed the parts of an import in the log: rows that only serve the whole, and are no entries. */
export function partsOf(importId: string): string {
  return `import-part:${importId}`
}
/** The same for the rows that a deletion keeps. */
export function partsOfDeletion(entryId: number): string {
  return `delete-part:${entryId}`
}
/** The same for the pieces of a long step: each has steps like an entry. */
export function piecesOf(longStepId: number): string {
  return `long-part:${longStepId}`
}
/** Entries that a person can see and undo; index `undo_log_entries` knows the condition by these words. */
export const IS_ENTRY = `performed_by not like '%-part:%'`
/** Whatever holds steps: entries, and pieces of long ones. */
export const HAS_STEPS = `(${IS_ENTRY} or performed_by like 'long-part:%')`
