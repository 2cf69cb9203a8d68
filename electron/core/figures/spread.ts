// Median, quarters and mean of many durations. Exact: a pass over buckets finds where each of them lies, and only what lies there is sorted.
import type { Spread } from '../../../shared/domain/metrics.ts'

/** So few are sorted at once. */
const FEW = 1_024
/** A bucket is an exponent and eight bits behind it: none is wider than 0.4 % of what it holds. */
const BUCKETS = 64 * 256 + 1
const histogram = new Int32Array(BUCKETS)

/** Of `values` (finite, not negative), which may be reordered. Quarters between two values lie on the line between them. */
export function spreadOf(values: Float64Array, of: number): Spread {
  const count = values.length
  if (count === 0)
    return {
      count,
      without: of,
      medianMs: null,
      firstQuarterMs: null,
      thirdQuarterMs: null,
      meanMs: null,
    }
  let sum = 0
  for (let at = 0; at < count; at++) sum += values[at] as number
  const [firstQuarterMs, medianMs, thirdQuarterMs] = quartersOf(values)
  return { count, without: of - count, medianMs, firstQuarterMs, thirdQuarterMs, meanMs: sum / count }
}

function quartersOf(values: Float64Array): [number, number, number] {
  const places = [0.25, 0.5, 0.75].map((part) => part * (values.length - 1))
  const ranks = [...new Set(places.flatMap((place) => [Math.floor(place), Math.ceil(place)]))]
  const at = values.length <= FEW ? sorted(values) : selected(values, ranks)
  return places.map((place) => {
    const below = at(Math.floor(place))
    return below + (place - Math.floor(place)) * (at(Math.ceil(place)) - below)
  }) as [number, number, number]
}

function sorted(values: Float64Array): (rank: number) => number {
  values.sort()
  return (rank) => values[rank] as number
}

/** `ranks` ascend. */
function selected(values: Float64Array, ranks: readonly number[]): (rank: number) => number {
  const high = highWords(values)
  histogram.fill(0)
  for (let at = 1; at < high.length; at += 2) (histogram[bucketOf(high[at] as number)] as number)++
  // The buckets that hold a wanted rank, with the rank of their first value.
  const wanted = new Map<number, { readonly from: number; readonly held: number[] }>()
  let from = 0
  let next = 0
  for (let bucket = 0; bucket < BUCKETS && next < ranks.length; bucket++) {
    const until = from + (histogram[bucket] as number)
    if ((ranks[next] as number) < until) wanted.set(bucket, { from, held: [] })
    while (next < ranks.length && (ranks[next] as number) < until) next++
    from = until
  }
  const isWanted = new Uint8Array(BUCKETS)
  for (const bucket of wanted.keys()) isWanted[bucket] = 1
  for (let at = 1; at < high.length; at += 2) {
    const bucket = bucketOf(high[at] as number)
    if (isWanted[bucket] === 1) wanted.get(bucket)?.held.push(values[(at - 1) / 2] as number)
  }
  const found = [...wanted.values()].map(({ from, held }) => ({
    from,
    held: Float64Array.from(held).sort(),
  }))
  return (rank) => {
    const bucket = found.findLast((one) => one.from <= rank)
    return bucket?.held[rank - bucket.from] as number
  }
}

/** Numbers of this sign are ordered like the bits of their upper halves. */
function bucketOf(high: number): number {
  const bucket = (high >>> 12) - (1_023 << 8) + 1
  return bucket < 0 ? 0 : bucket < BUCKETS ? bucket : BUCKETS - 1
}

/** Every second word, from the second one on, is the upper half of a value. */
function highWords(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
}

/** The spreads of groups: `groups` names the group of each value. `of` is how many records each group has. */
export function spreadsOf(
  values: Float64Array,
  groups: Int32Array,
  of: readonly number[],
): readonly Spread[] {
  if (of.length === 1) return [spreadOf(values, of[0] as number)]
  const ends = new Int32Array(of.length)
  for (const group of groups) (ends[group] as number)++
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
  return of.map((count, group) =>
    spreadOf(ordered.subarray(group === 0 ? 0 : (ends[group - 1] as number), ends[group]), count),
  )
}
