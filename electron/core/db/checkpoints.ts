// Checkpoints beside the writer. Moving 8,000 pages from the WAL into the database and waiting for the disk takes 40 to 300 ms: in the
// writer's own thread that is a stall of intake. Here most of them are moved while the writer goes on. What it commits meanwhile it moves
// itself once the WAL is long (CHECKPOINT_PAGES): a short rest, after which the WAL begins anew.
import type { Connection } from './connection.ts'

const LOOK_WHEN_BUSY_MS = 100
const LOOK_WHEN_IDLE_MS = 400
/** Pages waiting in the WAL that are worth moving; each time writes again the pages that every lead changes. */
const MANY_PAGES = 2_000
/** Pages after which a task moves them itself, a little before a commit of the writer would have to (CHECKPOINT_PAGES). */
const PAGES_OF_A_TASK = 6_000

/** Follows what other connections commit, until it is stopped. Passive: it waits for nobody and holds up nobody. */
export function keepCheckpointing(
  { raw }: Connection,
  logDefect: (error: unknown) => void,
): { stop(): void } {
  let version: unknown
  let timer: NodeJS.Timeout

  const look = () => {
    let isBusy = false
    try {
      const newest = raw.pragma('data_version', { simple: true })
      isBusy = newest !== version
      version = newest
      const { log, checkpointed } = walState(raw)
      const waiting = log - checkpointed
      if (waiting >= (isBusy ? MANY_PAGES : 1)) raw.pragma('wal_checkpoint(PASSIVE)')
    } catch (error) {
      logDefect(error)
    }
    timer = setTimeout(look, isBusy ? LOOK_WHEN_BUSY_MS : LOOK_WHEN_IDLE_MS)
  }
  timer = setTimeout(look, LOOK_WHEN_IDLE_MS)
  return { stop: () => clearTimeout(timer) }
}

/**
 * For a connection that writes much: its commits leave the WAL alone, and what this returns, called between two of them, moves the pages. So nobody
 * who waits for a commit waits for the disk as well.
 */
export function checkpointBetweenCommits({ raw }: Connection): () => void {
  raw.pragma('wal_autocheckpoint = 0')
  return () => {
    if (walState(raw).log >= PAGES_OF_A_TASK) raw.pragma('wal_checkpoint(PASSIVE)')
  }
}

function walState(raw: Connection['raw']): { readonly log: number; readonly checkpointed: number } {
  const [state] = raw.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
  return state ?? { log: 0, checkpointed: 0 }
}
