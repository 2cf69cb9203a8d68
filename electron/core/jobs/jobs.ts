// What runs by the clock, in the writer's thread and in small bites: checkpoints while nothing else happens, and the pruning of what is
// kept only for a while.
import type { Writer } from '../writer.ts'
import { purgeSteps } from './old-steps.ts'
import { tellReminders } from './reminders.ts'

const CHECKPOINT_EVERY_MS = 30_000
const PRUNE_EVERY_MS = 60_000
const REMIND_EVERY_MS = 15_000
/** Refused deliveries: the newest of these stay, for as long, and together as large. */
const REFUSED_KEPT = 5_000
const REFUSED_DAYS = 30
export const REFUSED_BYTES = 64 * 1024 * 1024
const PRUNED_AT_ONCE = 500
const FIRST_PURGE_MS = 30_000
const PURGE_EVERY_MS = 600_000
/** Between two bites of a purge, so that whoever waits has their turn. */
const PURGE_BREATH_MS = 50
/** Changes of leads that a list may still have to follow; of older ones it is found anew. */
const CHANGES_KEPT = 10_000
const CHANGES_PRUNED_AT_ONCE = 5_000
const MOST_ROUNDS = 20

export type JobsOptions = {
  readonly writer: Writer
  readonly logDefect: (error: unknown) => void
  /** Whether somebody is there to be reminded: tests and tools have no screen. */
  readonly hasScreen: boolean
}

export function startJobs({ writer, logDefect, hasScreen }: JobsOptions): { stop(): void } {
  const guarded = (work: () => void) => () => {
    try {
      work()
    } catch (error) {
      logDefect(error)
    }
  }
  const timers = [
    setInterval(
      guarded(() => checkpoint(writer)),
      CHECKPOINT_EVERY_MS,
    ),
    setInterval(
      guarded(() => pruneRefused(writer)),
      PRUNE_EVERY_MS,
    ),
    setInterval(
      guarded(() => pruneChanges(writer)),
      PRUNE_EVERY_MS,
    ),
  ]
  if (hasScreen)
    timers.push(
      setInterval(
        guarded(() => writer.runIntake('system', tellReminders)),
        REMIND_EVERY_MS,
      ),
    )
  let breath: NodeJS.Timeout | undefined
  const purge = guarded(() => {
    clearTimeout(breath)
    if (writer.runIntake('system', purgeSteps)) breath = setTimeout(purge, PURGE_BREATH_MS).unref()
  })
  // Whoever starts the program seldom leaves it open for days.
  breath = setTimeout(purge, FIRST_PURGE_MS).unref()
  timers.push(setInterval(purge, PURGE_EVERY_MS))
  for (const timer of timers) timer.unref()
  return {
    stop: () => {
      clearTimeout(breath)
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** Passive: never waits for a reader, so it never holds up intake. */
function checkpoint(writer: Writer): void {
  writer.connection.raw.pragma('wal_checkpoint(PASSIVE)')
}

/** Strangers may fill the list of refused deliveries, but not the disk: number, age and bytes have their ends. */
export function pruneRefused(writer: Writer): void {
  for (let round = 0; round < MOST_ROUNDS && pruneSome(writer) === PRUNED_AT_ONCE; round++);
}

/** The newest one always stays, so that numbers never come again. */
export function pruneChanges(writer: Writer): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const pruned = writer.runIntake('system', ({ db }) => {
      const oldest = db.sql('select min(id) from lead_changes').value<number | null>() ?? 0
      const newest = db.sql('select max(id) from lead_changes').value<number | null>() ?? 0
      const end = Math.min(oldest + CHANGES_PRUNED_AT_ONCE, newest - CHANGES_KEPT)
      return db.sql('delete from lead_changes where id < ?').run(end).changes
    })
    if (pruned < CHANGES_PRUNED_AT_ONCE) return
  }
}

function pruneSome(writer: Writer): number {
  return writer.runIntake('system', (context) => {
    const oldest = new Date(context.clock.nowMs() - REFUSED_DAYS * 86_400_000).toISOString()
    // The length of a body is in the head of its row; its size, a column behind the body, would be read through it.
    const { changes } = context.db
      .sql(
        `delete from deliveries where id in (
           select id from (
             select id, received_at, row_number() over newest as place, sum(length(body)) over newest as bytes
             from deliveries where verdict = 'refused' window newest as (order by id desc))
           where received_at < ? or place > ? or bytes > ? order by id limit ?)`,
      )
      .run(oldest, REFUSED_KEPT, REFUSED_BYTES, PRUNED_AT_ONCE)
    if (changes > 0) context.touch('deliveries')
    return changes
  })
}
