// The ids of a filtered, sorted list, found once by a pass and kept: counts are exact, any place of the list is one slice away, and its pages
// cost as little as those of the plain list. A list of leads then follows what is written, lead by lead; others are found anew. Whoever
// changes or exports "all that match" reads them too, so none is ever older than the last write. A few are kept, since two screens may look
// at two of them.
import type { ReadDb } from '../db/connection.ts'

const SETS_KEPT = 4
const COUNTS_KEPT = 50
/** With more leads written than these since, a list is found anew. */
const MOST_FOLLOWED = 64

type Kept<T> = { readonly version: string; readonly value: T }
type Followed = {
  readonly ids: Float64Array
  /** The last change that the list knows of. */
  readonly changedTo: number
}
/** A list of leads in words of SQL, over `leads l`. */
export type LeadList = {
  /** Which index the pass goes along. */
  readonly hint: string
  readonly where: string
  readonly order: string
  readonly values: readonly unknown[]
}

const sets = new WeakMap<ReadDb, Map<string, Kept<Float64Array>>>()
const leadSets = new WeakMap<ReadDb, Map<string, Kept<Followed>>>()
const counts = new WeakMap<ReadDb, Map<string, Kept<number>>>()
const results = new WeakMap<ReadDb, Map<string, Kept<readonly unknown[]>>>()

/** The ids that `text` selects (one column), in its order. */
export function resultSet(db: ReadDb, text: string, values: readonly unknown[]): Float64Array {
  return keeping(sets, SETS_KEPT, db, [text, values], () => idsOf(db, text, values))
}

/** The ids of a list of leads, in its order. */
export function leadSet(db: ReadDb, list: LeadList): Float64Array {
  return keeping(leadSets, SETS_KEPT, db, list, (known) => {
    if (known !== undefined) {
      const followed = inSnapshot(db, () => follow(db, list, known))
      if (followed !== undefined) return followed
    }
    // Read before the pass: what is written meanwhile is then looked at again, and not left out.
    const changedTo = lastChange(db)
    const text = `select l.id from leads l${list.hint} where ${list.where} order by ${list.order}`
    return { ids: idsOf(db, text, list.values), changedTo }
  }).ids
}

/** The number that `text` selects: a count over an index takes milliseconds where the index is long. */
export function resultCount(db: ReadDb, text: string, values: readonly unknown[] = []): number {
  return keeping(counts, COUNTS_KEPT, db, [text, values], () => db.sql(text).value<number>(...values) ?? 0)
}

/** The few rows that `text` selects: sums over a table take milliseconds where it is long. */
export function resultOf<R>(db: ReadDb, text: string, values: readonly unknown[]): readonly R[] {
  return keeping(results, COUNTS_KEPT, db, [text, values], () =>
    db.sql(text).all<R>(...values),
  ) as readonly R[]
}

function keeping<T>(
  all: WeakMap<ReadDb, Map<string, Kept<T>>>,
  most: number,
  db: ReadDb,
  question: unknown,
  find: (known: T | undefined) => T,
): T {
  let kept = all.get(db)
  if (kept === undefined) {
    kept = new Map()
    all.set(db, kept)
  }
  const key = JSON.stringify(question)
  // Moves with the writes of others and with one's own.
  const version = `${db.sql('pragma data_version').value()} ${db.sql('select total_changes()').value()}`
  const known = kept.get(key)
  const present = known?.version === version ? known : { version, value: find(known?.value) }
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

// ---- Following what is written ----

function lastChange(db: ReadDb): number {
  return db.sql('select max(id) from lead_changes').value<number | null>() ?? 0
}

/** The list after the leads written since: each is taken out and, where it still fits, put in its place. Undefined: find it anew. */
function follow(db: ReadDb, list: LeadList, { ids, changedTo }: Followed): Followed | undefined {
  const newest = lastChange(db)
  if (newest === changedTo) return { ids, changedTo }
  const oldest = db.sql('select min(id) from lead_changes').value<number | null>() ?? 0
  if (newest < changedTo || oldest > changedTo + 1) return undefined
  const changed = db
    .sql('select distinct lead_id as id from lead_changes where id > ? limit ?')
    .all<{ id: number }>(changedTo, MOST_FOLLOWED + 1)
    .map(({ id }) => id)
  if (changed.length > MOST_FOLLOWED) return undefined
  const out = changed.map((id) => ids.indexOf(id)).filter((at) => at !== -1)
  const rest = without(ids, out)
  const fitting = db
    .sql(
      `select l.id from json_each(?) j cross join leads l on l.id = j.value where ${list.where} order by ${list.order}`,
    )
    .all<{ id: number }>(JSON.stringify(changed), ...list.values)
    .map(({ id }) => id)
  const earlier = db.sql(`select l.id from leads l where l.id in (?, ?) order by ${list.order} limit 1`)
  const placed = fitting.map((id) => ({
    id,
    at: placeOf(rest, (other) => earlier.value(id, other) === other),
  }))
  return { ids: withPlaced(rest, placed), changedTo: newest }
}

/** How many of `ids` come before: they are in order, so a few comparisons tell. */
function placeOf(ids: Float64Array, isBefore: (id: number) => boolean): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(ids[middle] as number)) low = middle + 1
    else high = middle
  }
  return low
}

function without(ids: Float64Array, places: readonly number[]): Float64Array {
  if (places.length === 0) return ids
  const rest = new Float64Array(ids.length - places.length)
  let from = 0
  let to = 0
  for (const at of [...places].sort((one, other) => one - other)) {
    rest.set(ids.subarray(from, at), to)
    to += at - from
    from = at + 1
  }
  rest.set(ids.subarray(from), to)
  return rest
}

/** `placed` is in the order of the list. */
function withPlaced(
  ids: Float64Array,
  placed: readonly { readonly id: number; readonly at: number }[],
): Float64Array {
  if (placed.length === 0) return ids
  const all = new Float64Array(ids.length + placed.length)
  let from = 0
  let to = 0
  for (const { id, at } of placed) {
    all.set(ids.subarray(from, at), to)
    to += at - from
    all[to++] = id
    from = at
  }
  all.set(ids.subarray(from), to)
  return all
}

function inSnapshot<T>(db: ReadDb, work: () => T): T {
  return db.snapshot === undefined ? work() : db.snapshot(work)
}
