// A step of the history that is too long for one transaction. Each slice keeps what it did as pieces of the step in the undo log, each of which could
// be an entry by itself; the completing slice adds the one entry that stands for all of them. Until then, cancelled, refused or killed, it is taken
// back as if it had never begun (long-walk.ts).
import type { Topic } from '../../../shared/contract/topics.ts'
import type { Task, TaskContext, WriteContext } from '../context.ts'
import { forgetTraces, type LongStep, longStep, slices } from './long-step.ts'
import { settle, settleLongSteps } from './long-walk.ts'
import { deaf } from './take-back.ts'
import { piecesOf } from './undo.ts'

type Plan<Bite> = Pick<LongStep, 'kind' | 'unit'> & {
  readonly bites: readonly Bite[]
  /** How many records that are. */
  readonly sizeOf: (bite: Bite) => number
  /** Does it to some of them, and remembers it under this name. */
  readonly piece: (writing: WriteContext, bite: Bite, performedBy: string) => void
  readonly label: () => string
}

/** Does all of it, as one step that one undo takes back, or nothing. Where it changes nothing there is no `undoId`. */
export function* doLong<Bite>(
  context: TaskContext,
  { kind, unit, bites, sizeOf, piece, label }: Plan<Bite>,
): Task<{ readonly undoId?: number; readonly label: string }> {
  yield* settleLongSteps(context)
  const total = bites.reduce((sum, bite) => sum + sizeOf(bite), 0)
  const id = context.slice(({ db, clock }) =>
    Number(
      db
        .sql(`insert into long_steps (kind, state, records, unit, created_at) values (?, 'doing', ?, ?, ?)`)
        .run(kind, total, unit, clock.now()).lastInsertRowid,
    ),
  )
  const performedBy = piecesOf(id)
  const touched = new Set<Topic>()
  let done = 0
  try {
    const isTraced = kind === 'change'
    const progress = () => ({ done, total, unit })
    yield* slices(context, { id, count: bites.length, isTraced, touched }, progress, (writing, at) => {
      const bite = bites[at] as Bite
      piece(writing, bite, performedBy)
      done += sizeOf(bite)
    })
    return context.slice((writing) => complete(writing, id, label(), [...touched]))
  } catch (error) {
    yield* deaf(settle(context, longStep(context.db, id)))
    throw error
  }
}

function complete(writing: WriteContext, id: number, label: string, touched: readonly Topic[]) {
  const { db, actor, clock } = writing
  writing.touch(...touched)
  const isNothing =
    db.sql('select 1 from undo_log where performed_by = ? limit 1').value(piecesOf(id)) === undefined
  forgetTraces(db, id)
  if (isNothing) {
    db.sql('delete from long_steps where id = ?').run(id)
    return { label }
  }
  const undoId = Number(
    db
      .sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)')
      .run(label, JSON.stringify({ long: id }), actor, clock.now()).lastInsertRowid,
  )
  db.sql(`update long_steps set state = 'done', entry_id = ? where id = ?`).run(undoId, id)
  writing.touch('history')
  return { undoId, label }
}
