// The ids of a filtered, sorted list, computed once and kept until something is written: counts are exact, any place of the list is one
// slice away, and its pages cost as little as those of the plain list. A few lists are kept, since two screens may look at two of them.
import type { ReadDb } from '../db/connection.ts'

const KEPT = 4
/** A list that took long is not computed anew with every lead that arrives: it is kept this many times as long as it took. */
const KEPT_FOR_TIMES = 5
/** Below this a list is always computed anew when something changed. */
const CHEAP_MS = 150

type ResultSet = {
  readonly version: string
  readonly ids: Float64Array
  readonly tookMs: number
  readonly computedMs: number
}

const sets = new WeakMap<ReadDb, Map<string, ResultSet>>()

/** The ids that `text` selects (one column), in its order. */
export function resultSet(db: ReadDb, text: string, values: readonly unknown[]): Float64Array {
  let kept = sets.get(db)
  if (kept === undefined) {
    kept = new Map()
    sets.set(db, kept)
  }
  const key = JSON.stringify([text, values])
  const version = `${db.sql('pragma data_version').value()} ${db.sql('select total_changes()').value()}`
  const known = kept.get(key)
  kept.delete(key)
  const nowMs = performance.now()
  const isGood =
    known !== undefined &&
    (known.version === version ||
      (known.tookMs > CHEAP_MS && nowMs - known.computedMs < known.tookMs * KEPT_FOR_TIMES))
  const set = isGood ? known : compute(db, text, values, version)
  kept.set(key, set)
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break
    kept.delete(oldest)
  }
  return set.ids
}

function compute(db: ReadDb, text: string, values: readonly unknown[], version: string): ResultSet {
  const startedMs = performance.now()
  // One text of all ids crosses from SQLite faster than a row for each.
  const list = db.sql(`select json_group_array(id) from (${text})`).value<string>(...values) ?? '[]'
  const ids = Float64Array.from(JSON.parse(list) as number[])
  const computedMs = performance.now()
  return { version, ids, tookMs: computedMs - startedMs, computedMs }
}
