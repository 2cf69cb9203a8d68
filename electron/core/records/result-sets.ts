// The ids of a filtered, sorted list, computed once and kept until something is written: counts are exact, any place of the list is one
// slice away, and its pages cost as little as those of the plain list. Whoever changes or exports "all that match" reads them too, so none
// is ever older than the last write. A few lists are kept, since two screens may look at two of them.
import type { ReadDb } from '../db/connection.ts'

const SETS_KEPT = 4
const COUNTS_KEPT = 50

type Kept<T> = { readonly version: string; readonly value: T }

const sets = new WeakMap<ReadDb, Map<string, Kept<Float64Array>>>()
const counts = new WeakMap<ReadDb, Map<string, Kept<number>>>()

/** The ids that `text` selects (one column), in its order. */
export function resultSet(db: ReadDb, text: string, values: readonly unknown[]): Float64Array {
  return keeping(sets, SETS_KEPT, db, text, values, () => idsOf(db, text, values))
}

/** The number that `text` selects: a count over an index takes milliseconds where the index is long. */
export function resultCount(db: ReadDb, text: string, values: readonly unknown[] = []): number {
  return keeping(counts, COUNTS_KEPT, db, text, values, () => db.sql(text).value<number>(...values) ?? 0)
}

function keeping<T>(
  all: WeakMap<ReadDb, Map<string, Kept<T>>>,
  most: number,
  db: ReadDb,
  text: string,
  values: readonly unknown[],
  find: () => T,
): T {
  let kept = all.get(db)
  if (kept === undefined) {
    kept = new Map()
    all.set(db, kept)
  }
  const key = JSON.stringify([text, values])
  // Moves with the writes of others and with one's own.
  const version = `${db.sql('pragma data_version').value()} ${db.sql('select total_changes()').value()}`
  const known = kept.get(key)
  const present = known?.version === version ? known : { version, value: find() }
  // The newest last, so that the first ones are those to go.
  kept.delete(key)
  kept.set(key, present)
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break
    kept.delete(oldest)
  }
  return present.value
}

function idsOf(db: ReadDb, text: string, values: readonly unknown[]): Float64Array {
  // One text of all ids crosses from SQLite faster than a row for each.
  const list = db.sql(`select json_group_array(id) from (${text})`).value<string>(...values) ?? '[]'
  return Float64Array.from(JSON.parse(list) as number[])
}
