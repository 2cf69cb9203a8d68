// The ids of a filtered, sorted list, computed once and kept until something is written: counts are exact, any place of the list is one
// slice away, and its pages cost as little as those of the plain list. Whoever changes or exports "all that match" reads them too, so none
// is ever older than the last write. A few lists are kept, since two screens may look at two of them.
import type { ReadDb } from '../db/connection.ts'

const KEPT = 4

type ResultSet = { readonly version: string; readonly ids: Float64Array }

const sets = new WeakMap<ReadDb, Map<string, ResultSet>>()

/** The ids that `text` selects (one column), in its order. */
export function resultSet(db: ReadDb, text: string, values: readonly unknown[]): Float64Array {
  let kept = sets.get(db)
  if (kept === undefined) {
    kept = new Map()
    sets.set(db, kept)
  }
  const key = JSON.stringify([text, values])
  // Moves with the writes of others and with one's own.
  const version = `${db.sql('pragma data_version').value()} ${db.sql('select total_changes()').value()}`
  const known = kept.get(key)
  const set = known?.version === version ? known : { version, ids: idsOf(db, text, values) }
  // The newest last, so that the first ones are those to go.
  kept.delete(key)
  kept.set(key, set)
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break
    kept.delete(oldest)
  }
  return set.ids
}

function idsOf(db: ReadDb, text: string, values: readonly unknown[]): Float64Array {
  // One text of all ids crosses from SQLite faster than a row for each.
  const list = db.sql(`select json_group_array(id) from (${text})`).value<string>(...values) ?? '[]'
  return Float64Array.from(JSON.parse(list) as number[])
}
