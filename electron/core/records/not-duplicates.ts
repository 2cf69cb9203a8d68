// Pairs of contacts of whom somebody has said that they are two people: each a setting under the ids of both.
import type { ReadDb } from '../db/connection.ts'

const DISMISSED = 'not_duplicates:'

export function notDuplicatesKey(one: number, other: number): string {
  return `${DISMISSED}${Math.min(one, other)}:${Math.max(one, other)}`
}

export function isDismissed(db: ReadDb, one: number, other: number): boolean {
  return db.sql('select 1 from settings where key = ?').value(notDuplicatesKey(one, other)) !== undefined
}

/** The keys of all of them. */
export function dismissedPairs(db: ReadDb): ReadonlySet<string> {
  const rows = db
    .sql('select key from settings where key >= ? and key < ?')
    .all<{ key: string }>(DISMISSED, `${DISMISSED}~`)
  return new Set(rows.map(({ key }) => key))
}
