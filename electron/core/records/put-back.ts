// Takes a piece of a change back as if it had never been: no line of history, and whatever somebody has changed since stays as it is now; what the log
// says of that goes back further, so that its undo leads to what was there before.
import { ARRIVAL_COLUMNS } from '../../../shared/domain/pipeline.ts'
import type { WriteContext } from '../context.ts'
import { keepFirstSale } from './conversion-lead.ts'
import { followContact, recountContact } from './edit.ts'
import { followConversion, leadToMove } from './move-lead.ts'
import {
  type AnyStep,
  type Change,
  type Columns,
  compact,
  HAS_STEPS,
  stepsOf,
  UNDOABLE,
  writeRow,
} from './undo.ts'
import type { Direction } from './walk.ts'

/** Columns that say one thing together; whoever changes the first has changed the others. */
const TOGETHER = [
  ['status', 'stage_reached', ...ARRIVAL_COLUMNS],
  ['workspace_id', 'routing_method', 'routing_rule_id', 'routing_reason'],
  ['phone', 'phone_extension'],
] as const

/** `since`: entries after this one may have been made on top of it. */
export function putBack(
  context: WriteContext,
  steps: readonly AnyStep[],
  direction: Direction,
  since: number,
): void {
  const changes = steps.filter((step): step is Change => 'before' in step && 'table' in step)
  for (const step of direction === 'back' ? [...changes].reverse() : changes)
    putRow(context, step, direction, since)
}

function putRow(context: WriteContext, step: Change, direction: Direction, since: number): void {
  const { db } = context
  const { table, key, before, after, times } = step
  const [from, to] = direction === 'back' ? [after, before] : [before, after]
  const row = db.sql(`select * from ${table} where ${UNDOABLE[table].key} = ?`).get<Columns>(key)
  if (row === undefined) return
  const [said, say] = direction === 'back' ? [times?.after, times?.before] : [times?.before, times?.after]
  const saidNow = said === undefined ? {} : (JSON.parse(String(row.field_times)) as Record<string, string>)
  // What somebody else has said since is theirs, also where it is the same.
  const isOurs = (column: string) =>
    row[column] === from[column] &&
    (said?.[column] === undefined || (saidNow[column] ?? null) === said[column])
  const columns = Object.keys(from).filter((column) => {
    const [first] = TOGETHER.find((some) => (some as readonly string[]).includes(column)) ?? [column]
    return isOurs(column) && (!(first in from) || isOurs(first))
  })
  if (columns.length < Object.keys(from).length) rebase(context, step, { from, to, said, say }, since)
  if (columns.length === 0) return
  const values = pick(to, columns)
  writeRow(context, table, key, values)
  if (table === 'leads') {
    followConversion(context, leadToMove(context, Number(key)), row, values)
    if ('converted_at' in values) keepFirstSale(context, Number(key))
    if ('workspace_id' in values && typeof row.contact_id === 'number' && row.is_test === 0) {
      for (const workspaceId of [row.workspace_id, values.workspace_id])
        if (typeof workspaceId === 'string') recountContact(context, row.contact_id, workspaceId)
      context.touch('workspaces', 'contacts')
    }
  } else if (table === 'contacts')
    followContact(
      context,
      Number(key),
      pick(
        say ?? {},
        columns.filter((column) => column in (say ?? {})),
      ),
    )
}

function pick(values: Columns, columns: readonly string[]): Columns {
  return Object.fromEntries(columns.map((column) => [column, values[column] ?? null]))
}

type Sides = {
  readonly from: Columns
  readonly to: Columns
  readonly said: Columns | undefined
  readonly say: Columns | undefined
}

/** Whoever changed the row on top of what is taken back has, from now on, changed it from what was there before. */
function rebase({ db }: WriteContext, { table, key }: Change, sides: Sides, since: number): void {
  const entries = db
    .sql(
      `select id, steps from undo_log where id > ? and ${HAS_STEPS} and performed_by not like 'long-part:%' and steps like '[%' order by id`,
    )
    .all<{ id: number; steps: string }>(since)
  for (const { id, steps } of entries) {
    let isFound = false
    const next = stepsOf(steps).map((step) => {
      if (!('table' in step) || 'keys' in step || step.table !== table || step.key !== key) return step
      if (step.before === null || step.after === null || isFound) return step
      isFound = true
      return rebased(step as Change, sides)
    })
    if (!isFound) continue
    db.sql('update undo_log set steps = ? where id = ?').run(JSON.stringify(compact(next)), id)
    return
  }
}

function rebased(step: Change, { from, to, said, say }: Sides): Change {
  const before: Record<string, Columns[string]> = { ...step.before }
  const after: Record<string, Columns[string]> = { ...step.after }
  const timesBefore: Record<string, Columns[string]> = { ...step.times?.before }
  for (const column of Object.keys(from)) {
    const [first, ...others] = TOGETHER.find(([head]) => head === column) ?? [column]
    if (before[first] !== from[first]) continue
    before[first] = to[first] ?? null
    if (say !== undefined && first in timesBefore && timesBefore[first] === said?.[first])
      timesBefore[first] = say[first] ?? null
    for (const other of others) {
      if (!(other in from)) continue
      if (!(other in before)) after[other] = from[other] ?? null
      before[other] = to[other] ?? null
    }
  }
  return {
    ...step,
    before,
    after,
    ...(step.times === undefined ? {} : { times: { ...step.times, before: timesBefore } }),
  }
}
