// Checkpoints beside the writer. Moving 8,000 pages from the WAL into the database and waiting for the disk takes 40 to 300 ms: in the
// writer's own thread that is a stall of intake. Here it happens while the writer goes on; only the last rest is moved with the writer
// held for a few milliseconds, because a WAL that is never wholly moved never begins anew, and grows.
import type { Connection } from './connection.ts'

const LOOK_WHEN_BUSY_MS = 100
const LOOK_WHEN_IDLE_MS = 400
/** A WAL of so many pages is worth moving; each time writes again the pages that every lead changes. */
const LONG_WAL = 5_000
/** A rest as small as this may hold up the writer. */
const SMALL_REST = 600
const MOST_ROUNDS = 4
/** As long may the last step wait for the writer and for readers; a long reader just puts it off. */
const PATIENCE_MS = 20

type Checkpoint = (mode: 'NOOP' | 'PASSIVE' | 'FULL') => {
  readonly log: number
  readonly checkpointed: number
}

/** Follows what other connections commit, until it is stopped. */
export function keepCheckpointing(
  { raw }: Connection,
  logDefect: (error: unknown) => void,
): { stop(): void } {
  raw.pragma(`busy_timeout = ${PATIENCE_MS}`)
  const checkpoint: Checkpoint = (mode) =>
    (raw.pragma(`wal_checkpoint(${mode})`) as ReturnType<Checkpoint>[])[0] as never
  let version: unknown
  let timer: NodeJS.Timeout

  const look = () => {
    let isBusy = false
    try {
      const newest = raw.pragma('data_version', { simple: true })
      isBusy = newest !== version
      version = newest
      const state = checkpoint('NOOP')
      if (restOf(state) > 0) {
        if (state.log >= LONG_WAL) moveAll(checkpoint)
        else if (!isBusy) checkpoint('PASSIVE')
      }
    } catch (error) {
      logDefect(error)
    }
    timer = setTimeout(look, isBusy ? LOOK_WHEN_BUSY_MS : LOOK_WHEN_IDLE_MS)
  }
  timer = setTimeout(look, LOOK_WHEN_IDLE_MS)
  return { stop: () => clearTimeout(timer) }
}

/** Each round moves what the writer has added during the one before, so the rest shrinks. */
function moveAll(checkpoint: Checkpoint): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (restOf(checkpoint('PASSIVE')) > SMALL_REST) continue
    checkpoint('FULL')
    return
  }
}

function restOf({ log, checkpointed }: ReturnType<Checkpoint>): number {
  return log - checkpointed
}
