// Steps of the history that are too old to be undone go, with all that was kept for them. The entry goes first, so that no step can be undone of
// which a part is missing; a note in its place names what is left to remove, and is worked off in small bites, also after a restart.
import type { WriteContext } from '../context.ts'
import { longStepOf } from '../records/long-step.ts'
import { IS_ENTRY, partsOf, partsOfDeletion, piecesOf } from '../records/undo.ts'
import { readSettings } from '../stored-settings.ts'

const NOTES = 'purge-part:steps'
const ROWS_AT_ONCE = 20
const DAY_MS = 86_400_000

type Note = { readonly id: number; readonly steps: string }

/** Removes some of it; returns whether there may be more. */
export function purgeSteps(context: WriteContext): boolean {
  const note = context.db
    .sql('select id, steps from undo_log where performed_by = ? limit 1')
    .get<Note>(NOTES)
  if (note !== undefined) {
    workOff(context, note)
    return true
  }
  const isUnderWay = `select 1 from long_steps where state in ('doing', 'undoing', 'redoing')`
  if (context.db.sql(isUnderWay).value() !== undefined) return false
  const before = new Date(context.clock.nowMs() - readSettings(context.db).undoDays * DAY_MS).toISOString()
  // What was undone lately can be done again, however old it is.
  const old = context.db
    .sql(
      `select id, steps from undo_log where id =
         (select id from undo_log indexed by undo_log_entries where ${IS_ENTRY} and created_at < ? and coalesce(undone_at, '') < ? limit 1)`,
    )
    .get<Note>(before, before)
  if (old === undefined) return false
  forgetEntry(context, old)
  return true
}

/** From here on it cannot be undone. */
function forgetEntry({ db, clock, touch }: WriteContext, { id, steps }: Note): void {
  const long = longStepOf(steps)
  const importId = steps.startsWith('{"importId":')
    ? (JSON.parse(steps) as { importId: string }).importId
    : undefined
  const owners = [
    partsOfDeletion(id),
    ...(long === undefined ? [] : [piecesOf(long)]),
    ...(importId === undefined ? [] : [partsOf(importId)]),
  ]
  db.sql('delete from undo_log where id = ?').run(id)
  if (long !== undefined) db.sql('delete from long_steps where id = ?').run(long)
  if (hasRows(db, owners))
    db.sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)').run(
      'Left of a step that was too old',
      JSON.stringify(owners),
      NOTES,
      clock.now(),
    )
  touch('history')
}

function workOff({ db }: WriteContext, { id, steps }: Note): void {
  const owners = JSON.parse(steps) as string[]
  const rows = db
    .sql(
      'select id, performed_by from undo_log where performed_by in (select value from json_each(?)) order by id limit ?',
    )
    .all<{ id: number; performed_by: string }>(steps, ROWS_AT_ONCE)
  // Pieces of a deletion have parts of their own, which go before them.
  const pieces = rows.filter(({ performed_by }) => performed_by.startsWith('long-part:'))
  const own = db
    .sql('select id from undo_log where performed_by in (select value from json_each(?)) limit ?')
    .all<{ id: number }>(JSON.stringify(pieces.map((piece) => partsOfDeletion(piece.id))), ROWS_AT_ONCE)
  const going = own.length > 0 ? own : rows
  db.sql('delete from undo_log where id in (select value from json_each(?))').run(
    JSON.stringify(going.map((row) => row.id)),
  )
  if (!hasRows(db, owners)) db.sql('delete from undo_log where id = ?').run(id)
}

function hasRows(db: WriteContext['db'], owners: readonly string[]): boolean {
  return (
    db
      .sql('select 1 from undo_log where performed_by in (select value from json_each(?)) limit 1')
      .value(JSON.stringify(owners)) !== undefined
  )
}
