// Quarters of many durations, found without sorting them all.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collectTimes, spreadOf, spreadOfValues, spreadsOf } from '../../electron/core/figures/spread.ts'

const quantile = (values: readonly number[], part: number) => {
  const sorted = [...values].sort((one, other) => one - other)
  const place = (sorted.length - 1) * part
  const below = sorted[Math.floor(place)] as number
  return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - below)
}
const expected = (values: readonly number[], of: number) =>
  values.length === 0
    ? { count: 0, without: of, medianMs: null, firstQuarterMs: null, thirdQuarterMs: null, meanMs: null }
    : {
        count: values.length,
        without: of - values.length,
        medianMs: quantile(values, 0.5),
        firstQuarterMs: quantile(values, 0.25),
        thirdQuarterMs: quantile(values, 0.75),
        meanMs: values.reduce((sum, one) => sum + one, 0) / values.length,
      }

/** Many of few values, few of many, and all the same: what breaks a search for places. */
const durations = fc
  .record({
    count: fc.constantFrom(0, 1, 2, 3, 7, 100, 4_095, 4_097, 9_000),
    most: fc.constantFrom(0, 1, 5, 1_000, 90_000_000, 40_000_000_000),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ count, most, seed }) => {
    let state = seed
    return Array.from({ length: count }, () => {
      state = (state * 48_271) % 2_147_483_647
      return Math.floor((state / 2_147_483_647) * (most + 1))
    })
  })

test('are the ones that sorting finds', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const rows = Int32Array.from(values.keys())
      // Every seventh is not known.
      const known = Float64Array.from(values, (ms, at) => (at % 7 === 6 ? Number.NaN : ms))
      const real = values.filter((_, at) => at % 7 !== 6)
      expect(spreadOf(collectTimes(known, rows, null), values.length)).toEqual(expected(real, values.length))
      expect(spreadOfValues(Float64Array.from(values), values.length + 3)).toEqual(
        expected(values, values.length + 3),
      )
      const groups = rows.map((row) => row % 3)
      const of = [0, 1, 2].map((group) => groups.filter((one) => one === group).length)
      const byGroup = [0, 1, 2].map((group) => values.filter((_, at) => at % 3 === group && at % 7 !== 6))
      const times = collectTimes(known, rows, groups)
      expect(spreadsOf(times, of)).toEqual(byGroup.map((some, group) => expected(some, of[group] as number)))
      // The groups leave the whole as it was.
      expect(spreadOf(times, values.length)).toEqual(expected(real, values.length))
    }),
  )
})
