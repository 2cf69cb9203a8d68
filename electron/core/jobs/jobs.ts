// What runs by the clock, in the writer's thread and in small bites: checkpoints while nothing else happens, and the pruning of what is
// kept only for a while.
import type { Writer } from '../writer.ts'

const CHECKPOINT_EVERY_MS = 30_000
const PRUNE_EVERY_MS = 3_600_000
/** Refused deliveries: the newest of these stay, for as long. */
const REFUSED_KEPT = 5_000
const REFUSED_DAYS = 30
const PRUNED_AT_ONCE = 500

export function startJobs({ writer, logDefect }: { writer: Writer; logDefect: (error: unknown) => void }): { stop(): void } {
  const guarded = (work: () => void) => () => {
    try {
      work()
    } catch (error) {
      logDefect(error)
    }
  }
  const timers = [
    setInterval(guarded(() => checkpoint(writer)), CHECKPOINT_EVERY_MS),
    setInterval(guarded(() => pruneRefused(writer)), PRUNE_EVERY_MS),
  ]
  for (const timer of timers) timer.unref()
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** Passive: never waits for a reader, so it never holds up intake. */
function checkpoint(writer: Writer): void {
  writer.connection.raw.pragma('wal_checkpoint(PASSIVE)')
}

/** Strangers may fill the list of refused deliveries, but not the disk. */
export function pruneRefused(writer: Writer): void {
  writer.runIntake('system', (context) => {
    const oldest = new Date(context.clock.nowMs() - REFUSED_DAYS * 86_400_000).toISOString()
    const { changes } = context.db
      .sql(
        `delete from deliveries where id in (
           select id from deliveries where verdict = 'refused' and (received_at < ? or id <= coalesce(
             (select id from deliveries where verdict = 'refused' order by id desc limit 1 offset ?), 0))
           order by id limit ?)`,
      )
      .run(oldest, REFUSED_KEPT, PRUNED_AT_ONCE)
    if (changes > 0) context.touch('deliveries')
  })
}
