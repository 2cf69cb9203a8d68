// Checkpoints beside the writer. Moving 8,000 pages from the WAL into the database and waiting for the disk takes 50 to 300 ms: in the
// writer's own thread that is a stall of intake. Here it happens while the writer goes on; only the last rest is moved with the writer
// held for a few milliseconds, because a WAL that is never wholly moved never begins anew, and grows.
import type { Connection } from './connection.ts'

const WHEN_BUSY_MS = 100
const WHEN_IDLE_MS = 400
/** From this many pages the WAL is worth beginning anew. */
const LONG_WAL = 3_000
/** A rest as small as this may hold up the writer. */
const SMALL_REST = 600
const MOST_ROUNDS = 4
/** As long may the last step wait for the writer and for readers; a long reader just puts it off. */
const PATIENCE_MS = 20

type Moved = { readonly busy: number; readonly log: number; readonly checkpointed: number }

/** Follows what other connections commit, until it is stopped. */
export function keepCheckpointing(
  { raw }: Connection,
  logDefect: (error: unknown) => void,
): { stop(): void } {
  raw.pragma(`busy_timeout = ${PATIENCE_MS}`)
  const checkpoint = (mode: 'PASSIVE' | 'FULL') =>
    (raw.pragma(`wal_checkpoint(${mode})`) as Moved[])[0] as Moved
  let version: unknown
  let timer: NodeJS.Timeout

  const follow = () => {
    const newest = raw.pragma('data_version', { simple: true })
    const isBusy = newest !== version
    version = newest
    try {
      if (isBusy) moveAll(checkpoint)
    } catch (error) {
      logDefect(error)
    }
    timer = setTimeout(follow, isBusy ? WHEN_BUSY_MS : WHEN_IDLE_MS)
  }
  timer = setTimeout(follow, WHEN_IDLE_MS)
  return { stop: () => clearTimeout(timer) }
}

function moveAll(checkpoint: (mode: 'PASSIVE' | 'FULL') => Moved): void {
  let moved = checkpoint('PASSIVE')
  if (moved.log < LONG_WAL) return
  for (let round = 1; round < MOST_ROUNDS && moved.log - moved.checkpointed > SMALL_REST; round++)
    moved = checkpoint('PASSIVE')
  if (moved.log - moved.checkpointed <= SMALL_REST) checkpoint('FULL')
}
