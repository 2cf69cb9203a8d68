// Undo and redo, also tomorrow: what is meant, and what becomes of its entry. The walk itself is records/walk.ts, that of many records
// records/long-walk.ts.
import { AppError } from '../../../shared/contract/reply.ts'
import type { TaskContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import type { CommandsOf, QueriesOf, TasksOf } from '../handler-types.ts'
import { longStep, longStepOf } from '../records/long-step.ts'
import { walkLong } from '../records/long-walk.ts'
import { IS_ENTRY } from '../records/undo.ts'
import { type Direction, walk } from '../records/walk.ts'

type EntryRow = {
  readonly id: number
  readonly label: string
  readonly steps: string
  readonly performed_by: string
  readonly created_at: string
  readonly undone_at: string | null
}

export const historyQueries: QueriesOf<'history'> = {
  'history.recent': ({ db }, { limit }) =>
    db
      .sql(
        `select * from undo_log where id in
           (select id from undo_log indexed by undo_log_entries where ${IS_ENTRY} order by id desc limit ?) order by id desc`,
      )
      .all<EntryRow>(limit)
      .map(show),
}

export const historyCommands: CommandsOf<'history'> = {
  'history.undo': (context, { undoId, isForced }) => {
    const entry = toUndo(context.db, undoId)
    // Too long for one transaction: the answer names it, and whoever asked starts its task (imports.undo, history.undoTask).
    if (importOf(entry) !== undefined || longStepOf(entry.steps) !== undefined) return show(entry)
    const { notes, isLost, waits } = walk(context, entry, 'back', { isForced })
    const undoneAt = waits ? null : context.clock.now()
    // What cannot be done must not stand before what can: the step leaves the log, and the answer says why.
    if (isLost && !waits) context.db.sql('delete from undo_log where id = ?').run(entry.id)
    else context.db.sql('update undo_log set undone_at = ? where id = ?').run(undoneAt, entry.id)
    return told({ ...entry, undone_at: undoneAt }, { notes, isLost })
  },
  'history.redo': (context, { undoId }) => {
    const entry = toRedo(context.db, undoId)
    if (longStepOf(entry.steps) !== undefined) return show(entry)
    const { notes, isLost } = walk(context, entry, 'forth', { isForced: false })
    if (isLost) throw new AppError('not_found', notes[0] ?? 'There is nothing to do again.')
    context.db.sql('update undo_log set undone_at = null where id = ?').run(entry.id)
    return show({ ...entry, undone_at: null })
  },
}

export const historyTasks: TasksOf<'history'> = {
  'history.undoTask': (context, { undoId, isForced }) =>
    walkEntry(context, toUndo(context.db, undoId), 'back', isForced),
  'history.redoTask': (context, { undoId }) => walkEntry(context, toRedo(context.db, undoId), 'forth', false),
}

function* walkEntry(context: TaskContext, entry: EntryRow, direction: Direction, isForced: boolean) {
  const long = longStepOf(entry.steps)
  if (long === undefined)
    throw new AppError('refused', `"${entry.label}" is no step of many records: undo it without a task.`)
  const walked = yield* walkLong(context, longStep(context.db, long), entry, direction, isForced)
  const undoneAt = context.db
    .sql('select undone_at from undo_log where id = ?')
    .value<string | null>(entry.id)
  return told({ ...entry, undone_at: undoneAt ?? null }, walked)
}

function toUndo(db: ReadDb, undoId: number | undefined): EntryRow {
  const entry = undoId === undefined ? newestUndoable(db) : entryBy(db, undoId)
  if (entry === undefined) throw new AppError('not_found', 'There is nothing to undo.')
  if (entry.undone_at !== null) throw new AppError('conflict', `"${entry.label}" is undone already.`)
  return entry
}

/** What waits for something else to come back stands in nobody's way. */
function newestUndoable(db: ReadDb): EntryRow | undefined {
  const ids = db
    .sql(
      `select id from undo_log indexed by undo_log_entries where undone_at is null and ${IS_ENTRY} order by id desc`,
    )
    .all<{ id: number }>()
  for (const { id } of ids) {
    const entry = entryBy(db, id)
    if (entry !== undefined && !/"waits":true\}\]?$/.test(entry.steps)) return entry
  }
  return undefined
}

function toRedo(db: ReadDb, undoId: number | undefined): EntryRow {
  const entry =
    undoId === undefined
      ? // Only what was undone after the last new step can be done again; older branches are history.
        db
          .sql(
            `select * from undo_log where undone_at is not null and ${IS_ENTRY}
               and undone_at >= coalesce((select max(created_at) from undo_log where undone_at is null and ${IS_ENTRY}), '')
               and (steps like '[%' or steps like '{"long":%')
             order by undone_at desc, id asc limit 1`,
          )
          .get<EntryRow>()
      : entryBy(db, undoId)
  if (entry === undefined) throw new AppError('not_found', 'There is nothing to do again.')
  if (entry.undone_at === null) throw new AppError('conflict', `"${entry.label}" is not undone.`)
  if (importOf(entry) !== undefined)
    throw new AppError('refused', 'An import cannot be done again from here. Import the file once more.')
  return entry
}

function entryBy(db: ReadDb, id: number): EntryRow | undefined {
  return db.sql(`select * from undo_log where id = ? and ${IS_ENTRY}`).get<EntryRow>(id)
}

/** The import that an entry stands for; other entries hold their steps themselves. */
function importOf({ steps }: EntryRow): string | undefined {
  return steps.startsWith('{"importId":') ? (JSON.parse(steps) as { importId: string }).importId : undefined
}

function told(
  entry: EntryRow,
  { notes, isLost }: { readonly notes: readonly string[]; readonly isLost: boolean },
) {
  return {
    ...show(entry),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
    ...(isLost ? { isLost } : {}),
  }
}

function show(entry: EntryRow) {
  return {
    undoId: entry.id,
    label: entry.label,
    performedBy: entry.performed_by,
    createdAt: entry.created_at,
    isUndone: entry.undone_at !== null,
    ...(importOf(entry) === undefined ? {} : { importId: importOf(entry) }),
    ...(longStepOf(entry.steps) === undefined ? {} : { isLong: true }),
  }
}
