// Median, quarters and mean of many durations. Exact: while they are collected, each is counted in a bucket, which tells where the wanted places lie,
// and only what lies there is sorted.
import type { Spread } from '../../../shared/domain/metrics.ts'

/** So few are put in their places one by one. */
const FEW = 4_096
/** A bucket is an exponent and eight bits behind it: none is wider than 0.4 % of what it holds. */
const BUCKETS = 64 * 256 + 1

/** Good until others are collected: the arrays are kept, since zeroing new ones takes longer than filling them. */
export type Times = {
  readonly values: Float64Array
  /** The group of each, where they were grouped. */
  readonly groups: Int32Array
  readonly sum: number
  readonly histogram: Int32Array
}

let values = new Float64Array(0)
let high = new Uint32Array(0)
let groups = new Int32Array(0)
const histogram = new Int32Array(BUCKETS)

function makeRoom(count: number): void {
  if (values.length >= count) return
  values = new Float64Array(count)
  // Every second word, from the second one on, is the upper half of a value.
  high = new Uint32Array(values.buffer)
  groups = new Int32Array(count)
}

/** The times of some rows, where they are known. What happened before the lead was written down took no time. */
export function collectTimes(of: Float64Array, rows: Int32Array, groupOfRow: Int32Array | null): Times {
  makeRoom(rows.length)
  histogram.fill(0)
  const [to, toHigh, toGroups] = [values, high, groups]
  let count = 0
  let sum = 0
  for (let at = 0; at < rows.length; at++) {
    const ms = of[rows[at] as number] as number
    if (Number.isNaN(ms)) continue
    const taken = ms > 0 ? ms : 0
    to[count] = taken
    sum += taken
    const bucket = bucketOf(toHigh[2 * count + 1] as number)
    histogram[bucket] = (histogram[bucket] as number) + 1
    if (groupOfRow !== null) toGroups[count] = groupOfRow[at] as number
    count++
  }
  return { values: to.subarray(0, count), groups: toGroups.subarray(0, count), sum, histogram }
}

/** Numbers that are not negative are ordered like the bits of their upper halves. */
function bucketOf(upper: number): number {
  const bucket = (upper >>> 12) - (1_023 << 8) + 1
  return bucket < 0 ? 0 : bucket < BUCKETS ? bucket : BUCKETS - 1
}

/** `of`: how many records there are, with a time or without. Quarters between two values lie on the line between them. */
export function spreadOf(
  { values, sum, histogram }: Pick<Times, 'values' | 'sum' | 'histogram'>,
  of: number,
): Spread {
  const at = values.length <= FEW ? placed(values.slice()) : selected(values, histogram)
  return spreadFrom(at, values.length, sum, of)
}

function spreadFrom(at: (rank: number) => number, count: number, sum: number, of: number): Spread {
  if (count === 0)
    return {
      count,
      without: of,
      medianMs: null,
      firstQuarterMs: null,
      thirdQuarterMs: null,
      meanMs: null,
    }
  const quarter = (part: number) => {
    const place = part * (count - 1)
    const below = at(Math.floor(place))
    return below + (place - Math.floor(place)) * (at(Math.ceil(place)) - below)
  }
  return {
    count,
    without: of - count,
    medianMs: quarter(0.5),
    firstQuarterMs: quarter(0.25),
    thirdQuarterMs: quarter(0.75),
    meanMs: sum / count,
  }
}

/** Brings the wanted ranks to their places, each in what is left behind the one before: a fifth of what sorting takes. */
function placed(values: Float64Array): (rank: number) => number {
  let from = 0
  for (const rank of values.length === 0 ? [] : ranksOf(values.length)) {
    place(values, from, rank)
    from = rank
  }
  return (rank) => values[rank] as number
}

/** From `from` on, the value of this rank comes to its place: what is less before it, what is more behind. */
function place(values: Float64Array, from: number, rank: number): void {
  let low = from
  let high = values.length - 1
  while (low < high) {
    const pivot = values[(low + high) >>> 1] as number
    let left = low
    let right = high
    while (left <= right) {
      while ((values[left] as number) < pivot) left++
      while ((values[right] as number) > pivot) right--
      if (left > right) break
      const swapped = values[left] as number
      values[left] = values[right] as number
      values[right] = swapped
      left++
      right--
    }
    if (rank <= right) high = right
    else if (rank >= left) low = left
    else return
  }
}

function ranksOf(count: number): number[] {
  const places = [0.25, 0.5, 0.75].map((part) => part * (count - 1))
  return [...new Set(places.flatMap((place) => [Math.floor(place), Math.ceil(place)]))]
}

function selected(values: Float64Array, histogram: Int32Array): (rank: number) => number {
  const ranks = ranksOf(values.length)
  // The buckets that hold a wanted rank, with the rank of their first value.
  const wanted: {
    readonly bucket: number
    readonly from: number
    readonly held: Float64Array
    count: number
  }[] = []
  const placeOf = new Int8Array(BUCKETS)
  let from = 0
  let next = 0
  for (let bucket = 0; bucket < BUCKETS && next < ranks.length; bucket++) {
    const size = histogram[bucket] as number
    if ((ranks[next] as number) < from + size) {
      wanted.push({ bucket, from, held: new Float64Array(size), count: 0 })
      placeOf[bucket] = wanted.length
    }
    while (next < ranks.length && (ranks[next] as number) < from + size) next++
    from += size
  }
  const upper = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
  for (let at = 0; at < values.length; at++) {
    const place = placeOf[bucketOf(upper[2 * at + 1] as number)] as number
    if (place === 0) continue
    const one = wanted[place - 1] as (typeof wanted)[number]
    one.held[one.count++] = values[at] as number
  }
  for (const { held } of wanted) held.sort()
  return (rank) => {
    const one = wanted.findLast((bucket) => bucket.from <= rank)
    return one?.held[rank - one.from] as number
  }
}

/** The spreads of the groups; `of` is how many records each has. */
export function spreadsOf({ values, groups }: Times, of: readonly number[]): readonly Spread[] {
  const ends = new Int32Array(of.length)
  const sums = new Float64Array(of.length)
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at] as number
    ends[group] = (ends[group] as number) + 1
    sums[group] = (sums[group] as number) + (values[at] as number)
  }
  let end = 0
  for (let group = 0; group < of.length; group++) {
    const from = end
    end += ends[group] as number
    ends[group] = from
  }
  const ordered = new Float64Array(values.length)
  for (let at = 0; at < values.length; at++) {
    const group = groups[at] as number
    const place = ends[group] as number
    ordered[place] = values[at] as number
    ends[group] = place + 1
  }
  return of.map((count, group) => {
    const own = ordered.subarray(group === 0 ? 0 : (ends[group - 1] as number), ends[group])
    const at = own.length <= FEW ? placed(own) : selected(own, histogramOf(own))
    return spreadFrom(at, own.length, sums[group] as number, count)
  })
}

const ownHistogram = new Int32Array(BUCKETS)

function histogramOf(values: Float64Array): Int32Array {
  ownHistogram.fill(0)
  const upper = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
  for (let at = 1; at < upper.length; at += 2) {
    const bucket = bucketOf(upper[at] as number)
    ownHistogram[bucket] = (ownHistogram[bucket] as number) + 1
  }
  return ownHistogram
}

/** Of durations that are there already, none of them negative. */
export function spreadOfValues(values: Float64Array, of: number): Spread {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] as number
  return spreadOf({ values, sum, histogram: values.length <= FEW ? ownHistogram : histogramOf(values) }, of)
}
