// Whether a lead could be stored now. It is tried, not guessed: a write that takes pages, taken back before it is committed (no trace in the
// file, no fsync), and a small file beside the database, since what is taken back never asks the disk for room.
import fs from 'node:fs'
import path from 'node:path'
import type { Connection } from '../db/connection.ts'

/** Whoever asks more often gets the last answer. */
const KEPT_MS = 1_000
/** As long as intake may stand still to find out that another program holds the database. */
const PATIENCE_MS = 250
const TRIAL_BYTES = 64 * 1024

export function createReadiness(
  connection: Connection,
  nowMs: () => number = () => performance.now(),
): () => boolean {
  let askedMs = Number.NEGATIVE_INFINITY
  let last = false
  return () => {
    const now = nowMs()
    if (now - askedMs >= KEPT_MS) {
      last = tryWrite(connection) && tryDisk(path.dirname(connection.raw.name))
      askedMs = nowMs()
    }
    return last
  }
}

function tryWrite({ raw, sql }: Connection): boolean {
  if (!raw.open) return false
  const patience = raw.pragma('busy_timeout', { simple: true }) as number
  try {
    raw.pragma(`busy_timeout = ${PATIENCE_MS}`)
    sql('begin immediate').run()
    sql('insert into settings (key, value) values (?, ?)').run(
      '.ready',
      JSON.stringify('x'.repeat(TRIAL_BYTES)),
    )
    return true
  } catch {
    return false
  } finally {
    if (raw.inTransaction) sql('rollback').run()
    raw.pragma(`busy_timeout = ${patience}`)
  }
}

function tryDisk(folder: string): boolean {
  const file = path.join(folder, '.ready')
  try {
    fs.writeFileSync(file, Buffer.alloc(TRIAL_BYTES))
    return true
  } catch {
    return false
  } finally {
    fs.rmSync(file, { force: true })
  }
}
