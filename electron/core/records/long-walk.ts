// Undo and redo of a long step, piece by piece, each a walk as of an entry; and what becomes of one that was cut off. What brings deleted records
// back goes to its end, whatever happens; everything else is taken back, so that it is as if it had never begun.
import { AppError } from '../../../shared/contract/reply.ts'
import type { Topic } from '../../../shared/contract/topics.ts'
import type { Progress, Task, TaskContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/connection.ts'
import { openTelling } from './bring-people.ts'
import { forgetTraces, type LongStep, longStep, slices, wipeTraces } from './long-step.ts'
import { putBack } from './put-back.ts'
import { deaf } from './take-back.ts'
import { overwriteConflict, piecesOf, type RemovedStep, stepsOf } from './undo.ts'
import { ALL_LOST, type Direction, overwrittenBy, SOME_LOST, walk } from './walk.ts'

export type LongEntry = { readonly id: number; readonly label: string; readonly undone_at: string | null }
type Walked = { readonly notes: readonly string[]; readonly isLost: boolean; readonly waits: boolean }

/** Takes all of it back, or does it again, or nothing of it; a conflict is told before anything is overwritten. */
export function* walkLong(
  context: TaskContext,
  step: LongStep,
  entry: LongEntry,
  direction: Direction,
  isForced: boolean,
): Task<Walked> {
  // One that could not be settled when it should have been, the disk being full perhaps, has another chance.
  yield* settleLongSteps(context, step.id)
  const isBringing = step.kind === 'deletion' && direction === 'back'
  if (!isForced && !isBringing) yield* refuseOverwriting(context, step, entry, direction)
  context.slice(({ db }) => setState(db, step.id, direction === 'back' ? 'undoing' : 'redoing'))
  try {
    const walked = walkPieces(context, step, entry, direction, isForced)
    return yield* isBringing ? deaf(walked) : walked
  } catch (error) {
    if (isBringing) throw error
    yield* deaf(settle(context, longStep(context.db, step.id)))
    throw error instanceof AppError && error.code === 'conflict' ? namedBy(error, entry) : error
  }
}

function* walkPieces(
  context: TaskContext,
  step: LongStep,
  entry: LongEntry,
  direction: Direction,
  isForced: boolean,
): Task<Walked> {
  const pieces = piecesAt(context.db, step.id, direction === 'back' ? 'done' : 'undone')
  const told = openTelling()
  const touched = new Set<Topic>()
  let at = 0
  let [lost, lostInPart, waiting, cameBack] = [0, 0, 0, 0]
  yield* slices(
    context,
    { id: step.id, count: pieces.length, isTraced: step.kind === 'change', touched },
    () => progressOf(step, at, pieces.length),
    (writing, index) => {
      const piece = pieceOf(writing.db, pieces[index] as number)
      const walked = walk(writing, { ...piece, label: entry.label }, direction, { isForced, whole: told })
      const undoneAt = direction === 'forth' || walked.waits ? null : writing.clock.now()
      markPiece(writing.db, piece.id, undoneAt)
      at = index + 1
      if (walked.isLost) lost++
      if (walked.isLostInPart) lostInPart++
      if (walked.waits) waiting++
      cameBack += walked.cameBack
    },
  )
  const isLost = lost > 0 && lost === pieces.length
  const waits = waiting > 0
  context.slice((writing) => {
    const { db, clock } = writing
    forgetTraces(db, step.id)
    // What cannot be done must not stand before what can: the step leaves the log, and the answer says why.
    if (isLost && !waits) forgetLong(db, step.id, entry.id)
    else {
      const isUndone = direction === 'back' && !waits
      db.sql('update undo_log set steps = ?, undone_at = ? where id = ?').run(
        JSON.stringify({ long: step.id, ...(waits ? { waits } : {}) }),
        isUndone ? clock.now() : null,
        entry.id,
      )
      setState(db, step.id, isUndone ? 'undone' : 'done')
    }
    writing.touch(...touched, 'history')
  })
  const isDeletion = step.kind === 'deletion'
  const notes = isDeletion
    ? direction === 'back'
      ? told.sentences(cameBack)
      : []
    : isLost
      ? [ALL_LOST]
      : lostInPart > 0
        ? [SOME_LOST]
        : []
  return { notes, isLost, waits }
}

/** Read through before anything is written, in short stretches. */
function* refuseOverwriting(
  context: TaskContext,
  step: LongStep,
  entry: LongEntry,
  direction: Direction,
): Task<void> {
  const pieces = piecesAt(context.db, step.id, direction === 'back' ? 'done' : 'undone')
  let first: ReturnType<typeof overwrittenBy>[number] | undefined
  let count = 0
  for (const id of pieces) {
    const found = overwrittenBy(context.db, { ...pieceOf(context.db, id), label: entry.label }, direction)
    first ??= found[0]
    count += found.length
    yield progressOf(step, 0, pieces.length)
  }
  if (first === undefined) return
  const conflict = overwriteConflict(entry.label, first.present, first.differing)
  const others =
    count === 1 ? '' : ` ${(count - 1).toLocaleString('en-US')} more of its records were changed since, too.`
  throw namedBy(new AppError('conflict', conflict.message + others, conflict.details), entry)
}

/** A task's refusal reaches whoever shows it without what was asked for: it says which entry it is about. */
function namedBy(error: AppError, entry: LongEntry): AppError {
  const which = { field: 'undoId', message: String(entry.id), code: 'entry' }
  return new AppError(error.code, error.message, [...(error.details ?? []), which])
}

// ---- What was cut off -----------------------------------------------------------------------------------------------------------

/** Steps that the end of the program has cut off: at its start, and before another one is begun. */
export function* settleLongSteps(context: TaskContext, but = 0): Task<void> {
  const unfinished = context.db
    .sql(`select * from long_steps where state in ('doing', 'undoing', 'redoing') and id <> ? order by id`)
    .all<LongStep>(but)
  for (const step of unfinished) yield* settle(context, step)
}

/** Brings a step that is under way back to where it was; one that brings deleted records back, to its end. */
export function* settle(context: TaskContext, step: LongStep): Task<void> {
  const { state, kind } = step
  if (state === 'done' || state === 'undone') return
  const entry = step.entry_id === null ? undefined : entryOf(context.db, step.entry_id)
  if (state === 'undoing' && kind === 'deletion' && entry !== undefined) {
    yield* walkPieces(context, step, entry, 'back', true)
    return
  }
  const isGoingBack = state !== 'undoing'
  const pieces = piecesAt(context.db, step.id, isGoingBack ? 'done' : 'undone')
  const touched = new Set<Topic>()
  let at = 0
  const progress = () => progressOf(step, pieces.length - at, pieces.length)
  yield* slices(
    context,
    { id: step.id, count: pieces.length, isTraced: false, touched },
    progress,
    (writing, index) => {
      const { db, clock } = writing
      // The other way round than it went.
      const piece = pieceOf(db, pieces[index] as number)
      at = index + 1
      if (kind === 'change') {
        putBack(writing, stepsOf(piece.steps), isGoingBack ? 'back' : 'forth', piece.id)
        if (state === 'doing') db.sql('delete from undo_log where id = ?').run(piece.id)
        else markPiece(db, piece.id, isGoingBack ? (entry?.undone_at ?? clock.now()) : null)
        return
      }
      const { waits } = walk(writing, { ...piece, label: '' }, 'back', { isForced: true })
      if (state === 'redoing') markPiece(db, piece.id, waits ? null : (entry?.undone_at ?? clock.now()))
      else if (waits) standAlone(db, piece)
      else db.sql('delete from undo_log where id = ?').run(piece.id)
    },
  )
  yield* wipeTraces(context, step.id, progress())
  context.slice((writing) => {
    const { db } = writing
    if (state === 'doing') db.sql('delete from long_steps where id = ?').run(step.id)
    else setState(db, step.id, state === 'undoing' ? 'done' : 'undone')
    writing.touch('leads', 'contacts', 'workspaces', 'history', ...touched)
  })
}

/** Of a deletion that was taken back, what has to stay away for now (its webhook is gone) can still be undone later. */
function standAlone(db: WriteDb, { id, steps }: { readonly id: number; readonly steps: string }): void {
  const [{ removed }] = JSON.parse(steps) as [RemovedStep]
  const count = removed.leads.length + removed.contacts.length
  db.sql(`update undo_log set label = ?, performed_by = 'system' where id = ?`).run(
    `${count.toLocaleString('en-US')} records deleted`,
    id,
  )
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

/** Those that were done last come first when they go back. */
function piecesAt(db: ReadDb, id: number, which: 'done' | 'undone'): number[] {
  const [where, order] = which === 'done' ? ['undone_at is null', 'desc'] : ['undone_at is not null', 'asc']
  return db
    .sql(`select id from undo_log where performed_by = ? and ${where} order by id ${order}`)
    .all<{ id: number }>(piecesOf(id))
    .map((row) => row.id)
}

function pieceOf(db: ReadDb, id: number): { readonly id: number; readonly steps: string } {
  const piece = db.sql('select id, steps from undo_log where id = ?').get<{ id: number; steps: string }>(id)
  if (piece === undefined) throw new AppError('not_found', 'This step is no longer in the history.')
  return piece
}

function entryOf(db: ReadDb, id: number): LongEntry | undefined {
  return db.sql('select id, label, undone_at from undo_log where id = ?').get<LongEntry>(id)
}

function markPiece(db: WriteDb, id: number, undoneAt: string | null): void {
  db.sql('update undo_log set undone_at = ? where id = ?').run(undoneAt, id)
}

function setState(db: WriteDb, id: number, state: LongStep['state']): void {
  db.sql('update long_steps set state = ? where id = ?').run(state, id)
}

function forgetLong(db: WriteDb, id: number, entryId: number): void {
  db.sql('delete from undo_log where performed_by = ? or id = ?').run(piecesOf(id), entryId)
  db.sql('delete from long_steps where id = ?').run(id)
}

function progressOf({ records, unit }: LongStep, at: number, count: number): Progress {
  return { done: Math.round((records * at) / Math.max(1, count)), total: records, unit }
}
