// Some answers take a moment, some a pass over a million rows. Threads that are kept for the former pass the latter on, so that no quick
// answer waits behind a slow one.
import type { ReadDb } from './db/connection.ts'

/** Thrown on a connection that is kept for brief work: the question goes to the one for long work. */
export class TakesLong extends Error {
  constructor() {
    super('The answer takes long.')
    this.name = 'TakesLong'
  }
}

/** A pass over so many rows is brief all the same. */
export const BRIEF_ROWS = 20_000

/** Whoever is about to pass over many rows says so here. */
export function beginLongWork(db: ReadDb): void {
  if (db.isBrief === true) throw new TakesLong()
}
