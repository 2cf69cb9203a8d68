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
  webhook_configs: { key: 'webhook_id', topic: 'webhooks', restorable: 'webhook' },
  lead_source_providers: { key: 'provider_id', topic: 'providers', restorable: 'provider' },
} as const satisfies Record<string, { key: string; topic: Topic; restorable?: Restorable }>
export type UndoableTable = keyof typeof UNDOABLE

export type Columns = Readonly<Record<string, string | number | null>>
/** One row, before and after; null where there was or is no row. */
export type Step = {
  readonly table: UndoableTable
  readonly key: string | number
  readonly before: Columns | null
  readonly after: Columns | null
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
  context.touch(UNDOABLE[table].topic)
}

/** Adds a row and returns the step; its undo takes the row away again. */
export function addRow(context: WriteContext, table: UndoableTable, values: Columns): Step {
  const columns = Object.keys(values)
  assertColumns(columns)
  const { lastInsertRowid } = context.db
    .sql(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
    .run(...Object.values(values))
  context.touch(UNDOABLE[table].topic)
  return { table, key: values[UNDOABLE[table].key] ?? Number(lastInsertRowid), before: null, after: values }
}

export function removeRow(context: WriteContext, table: UndoableTable, key: string | number): void {
  context.db.sql(`delete from ${table} where ${UNDOABLE[table].key} = ?`).run(key)
  context.touch(UNDOABLE[table].topic)
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

/** Keeps the steps of one thing done, under words that say what it was. Steps that change nothing are none: then there is no `undoId`. */
export function remember(
  context: WriteContext,
  label: string,
  all: readonly (Step | GroupStep)[],
): { readonly undoId?: number; readonly label: string } {
  const steps = all.filter((step) => !isEmpty(step))
  if (steps.length === 0) return { label }
  const { lastInsertRowid } = context.db
    .sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)')
    .run(label, JSON.stringify(steps), context.actor, context.clock.now())
  context.touch('history')
  return { undoId: Number(lastInsertRowid), label }
}

function isEmpty(step: Step | GroupStep): boolean {
  if ('keys' in step) return step.keys.length === 0
  return step.before !== null && step.after !== null && Object.keys(step.after).length === 0
}

function pick(values: Columns, columns: readonly string[]): Columns {
  return Object.fromEntries(columns.map((column) => [column, values[column] ?? null]))
}

function assertColumns(columns: readonly string[]): void {
  for (const column of columns) if (!/^[a-z_]+$/.test(column)) throw new Error(`${column} is no column.`)
}
