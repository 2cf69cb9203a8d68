// Chance that can be repeated: the same seed gives the same numbers on every computer (mulberry32; fast, and good enough for invented people).

export type Random = {
  /** From 0 up to but not 1. */
  next(): number
  /** A whole number from 0 up to but not `size`. */
  below(size: number): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Spread around `median` like waiting times are: mostly near it, sometimes far above. */
  waiting(median: number, spread: number): number
}

export function seededRandom(seed: number): Random {
  let state = (Math.trunc(seed) ^ Math.floor(seed / 2 ** 32)) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (size: number) => Math.floor(next() * size)
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
    // The sum of four even numbers is near enough to a normal one; logarithms of waiting times are normal.
    waiting: (median, spread) => median * Math.exp(spread * 1.732 * (next() + next() + next() + next() - 2)),
  }
}

/** Turns weights into a function that draws the index of one of them. */
export function drawer(weights: readonly number[]): (random: Random) => number {
  const sums: number[] = []
  let sum = 0
  for (const weight of weights) {
    sum += weight
    sums.push(sum)
  }
  return (random) => {
    const at = random.next() * sum
    for (let index = 0; index < sums.length; index++) if (at < (sums[index] as number)) return index
    return sums.length - 1
  }
}
