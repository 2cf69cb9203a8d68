// The reversible log. A command changes rows through `changeRow`, so that each step is kept with the columns before and after; undo and
// redo are the same walk in two directions, and a column that somebody changed since is a conflict, shown before it is overwritten.
import { AppError } from '../../../shared/contract/reply.ts'
import type { Topic } from '../../../shared/contract/topics.ts'
import type { WriteContext } from '../context.ts'

// Tables that can be undone, with the column that names a row. Nothing else gets into a statement by name.
export const UNDOABLE = {
  lead_events: { key: 'id', topic: 'leads' },
  leads: { key: 'id', topic: 'leads' },
  webhook_configs: { key: 'webhook_id', topic: 'webhooks' },
  lead_source_providers: { key: 'provider_id', topic: 'providers' },
} as const satisfies Record<string, { key: string; topic: Topic }>
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

/** Keeps the steps of one thing done, under words that say what it was. */
export function remember(
  context: WriteContext,
  label: string,
  steps: readonly Step[],
): { readonly undoId: number; readonly label: string } {
  const { lastInsertRowid } = context.db
    .sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)')
    .run(label, JSON.stringify(steps), context.actor, context.clock.now())
  context.touch('history')
  return { undoId: Number(lastInsertRowid), label }
}

function pick(values: Columns, columns: readonly string[]): Columns {
  return Object.fromEntries(columns.map((column) => [column, values[column] ?? null]))
}

function assertColumns(columns: readonly string[]): void {
  for (const column of columns) if (!/^[a-z_]+$/.test(column)) throw new Error(`${column} is no column.`)
}
