// What long steps of the history have in common, whether they are done (do-long.ts), undone or done again (long-walk.ts): slices, between which
// intake and everybody else have their turn, and traces, by which an unfinished step is wiped out.
import { AppError } from '../../../shared/contract/reply.ts'
import type { Topic } from '../../../shared/contract/topics.ts'
import type { Progress, Task, TaskContext, WriteContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/connection.ts'

/** Of a slice for which nobody waits; where somebody does, it ends after a bite. */
const SLICE_MS = 40
const TELL_EVERY_MS = 500

export type LongStep = {
  readonly id: number
  readonly kind: 'change' | 'deletion'
  readonly state: 'doing' | 'done' | 'undoing' | 'undone' | 'redoing'
  readonly records: number
  readonly unit: 'leads' | 'contacts'
  readonly entry_id: number | null
}

/**
 * Works through so many bites, as many in a slice as fit while nobody waits. What a slice touched is told of every now and then, and all of it is in
 * `touched`. Nothing waits for the disk: the slice that completes the step brings all earlier ones with it.
 */
export function* slices(
  context: TaskContext,
  step: {
    readonly id: number
    readonly count: number
    readonly isTraced: boolean
    readonly touched: Set<Topic>
  },
  progress: () => Progress,
  work: (writing: WriteContext, at: number) => void,
): Task<void> {
  let at = 0
  let toldMs = performance.now()
  while (at < step.count) {
    context.unsyncedSlice((usual) => {
      const startedMs = performance.now()
      const writing: WriteContext = {
        ...usual,
        touch: (...topics) => {
          for (const topic of topics) step.touched.add(topic)
        },
      }
      const trace = step.isTraced ? openTrace(writing.db) : undefined
      do {
        work(writing, at)
        at++
      } while (at < step.count && !context.isWanted() && performance.now() - startedMs < SLICE_MS)
      trace?.keep(writing, step.id)
      if (startedMs - toldMs < TELL_EVERY_MS) return
      toldMs = startedMs
      usual.touch(...step.touched)
    })
    yield progress()
  }
}

export function longStep(db: ReadDb, id: number): LongStep {
  const step = db.sql('select * from long_steps where id = ?').get<LongStep>(id)
  if (step === undefined) throw new AppError('not_found', 'This step is no longer in the history.')
  return step
}

/** The long step that an entry stands for; other entries hold their steps themselves. */
export function longStepOf(steps: string): number | undefined {
  return steps.startsWith('{"long":') ? (JSON.parse(steps) as { long: number }).long : undefined
}

/**
 * While fields of many are changed, in whichever direction, nobody is deleted, merged or unmerged: their rows must be there to be taken back.
 */
export function refuseWhileChanging(db: ReadDb): void {
  const isChanging = `select 1 from long_steps where kind = 'change' and state in ('doing', 'undoing', 'redoing')`
  if (db.sql(isChanging).value() === undefined) return
  throw new AppError(
    'refused',
    'Many records are being changed right now. Wait until that is done, or cancel it, and try again.',
  )
}

// ---- Traces ---------------------------------------------------------------------------------------------------------------------

/** What a slice left beside the rows that it changed: lines of history, and when workspaces last had something to do. */
type Trace = {
  readonly events: readonly [after: number, upTo: number]
  readonly tracking: readonly [after: number, upTo: number]
  readonly workspaces: readonly (readonly [id: string, before: string | null, after: string | null])[]
}

const tracesOf = (id: number) => `trace-part:${id}`

function openTrace(db: WriteDb) {
  const marks = () => ({
    events: numberOf(db, 'lead_events'),
    tracking: numberOf(db, 'workspace_tracking'),
    workspaces: new Map(
      db
        .sql('select id, last_activity_at as at from workspaces')
        .all<{ id: string; at: string | null }>()
        .map(({ id, at }) => [id, at]),
    ),
  })
  const before = marks()
  return {
    keep: ({ clock }: WriteContext, id: number) => {
      const after = marks()
      const trace: Trace = {
        events: [before.events, after.events],
        tracking: [before.tracking, after.tracking],
        workspaces: [...after.workspaces].flatMap(([workspace, at]) => {
          const was = before.workspaces.get(workspace) ?? null
          return was === at ? [] : [[workspace, was, at] as const]
        }),
      }
      db.sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)').run(
        'Trace of a long step',
        JSON.stringify(trace),
        tracesOf(id),
        clock.now(),
      )
    },
  }
}

/** The last number that a table has given. */
function numberOf(db: WriteDb, table: 'lead_events' | 'workspace_tracking'): number {
  return db.sql('select seq from sqlite_sequence where name = ?').value<number>(table) ?? 0
}

/** Wipes what the slices of an unfinished step left, the newest first. */
export function* wipeTraces(context: TaskContext, id: number, progress: Progress): Task<void> {
  const newest = 'select id, steps from undo_log where performed_by = ? order by id desc limit 1'
  for (;;) {
    const row = context.db.sql(newest).get<{ id: number; steps: string }>(tracesOf(id))
    if (row === undefined) return
    const { events, tracking, workspaces } = JSON.parse(row.steps) as Trace
    context.unsyncedSlice(({ db }) => {
      db.sql('delete from lead_events where id > ? and id <= ?').run(...events)
      db.sql('delete from workspace_tracking where id > ? and id <= ?').run(...tracking)
      // One that has had something else to do since keeps its time.
      for (const [workspace, before, after] of workspaces)
        db.sql('update workspaces set last_activity_at = ? where id = ? and last_activity_at is ?').run(
          before,
          workspace,
          after,
        )
      db.sql('delete from undo_log where id = ?').run(row.id)
    })
    yield progress
  }
}

export function forgetTraces(db: WriteDb, id: number): void {
  db.sql('delete from undo_log where performed_by = ?').run(tracesOf(id))
}
