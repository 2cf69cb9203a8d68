// How figures read: no percentage where it says nothing, never NaN or infinite, times and sums as short as they are clear.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  inOrder,
  sayShare,
  saySums,
  showAmount,
  showLasting,
  showPercent,
} from '../../renderer/features/analytics/figure-words.tsx'
import { showPeriod } from '../../renderer/features/analytics/period-words.ts'

const sum = (currency: string, revenueCents: number, conversions = 1) => ({
  currency,
  conversions,
  withValue: conversions,
  revenueCents,
})

describe('shares', () => {
  it.each([
    [0, 0, 'none'],
    [4, 9, '4 of 9, too few to say'],
    [1, 1, '1 of 1, too few to say'],
    [0, 200, 'none (0 of 200)'],
    [783, 1_284, '61% (783 of 1,284)'],
    [142, 1_284, '11.1% (142 of 1,284)'],
  ])('%i of %i: %s', (part, whole, words) => expect(sayShare(part, whole)).toBe(words))

  it('are words for any counts, and a percentage only from 30 on', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (one, other) => {
        const [part, whole] = [Math.min(one, other), Math.max(one, other)]
        const words = sayShare(part, whole)
        expect(words).not.toMatch(/NaN|Infinity|undefined|\b0%/)
        expect(words.includes('%')).toBe(whole >= 30 && part > 0)
      }),
    )
  })

  it('below a tenth of a percent are not rounded to nothing', () => {
    expect(showPercent(1 / 100_000)).toBe('< 0.1%')
    expect(showPercent(999 / 1_000)).toBe('99.9%')
    expect(showPercent(0.99999)).toBe('> 99.9%')
    expect(showPercent(1)).toBe('100%')
  })
})

describe('times', () => {
  const minute = 60_000
  it.each([
    [0, '< 1 s'],
    [40_000, '40 s'],
    [59_700, '1 min'],
    [14 * minute, '14 min'],
    [59.6 * minute, '1 h'],
    [130 * minute, '2 h 10 min'],
    [1_439.9 * minute, '1 d'],
    [76 * 60 * minute, '3 d 4 h'],
    [41 * 1_440 * minute, '41 d'],
  ])('%i ms: %s', (ms, words) => expect(showLasting(ms)).toBe(words))
})

describe('sums', () => {
  it('have cents while they are small, and a currency of their own', () => {
    expect(showAmount(27_640, 'USD')).toBe('$276.40')
    expect(showAmount(22_000, 'USD')).toBe('$220')
    expect(showAmount(61_840_012, 'USD')).toBe('$618,400')
    expect(showAmount(1_234, 'JPY')).toBe('¥12')
  })

  it('are never one: the agency’s currency first, the others by their letters', () => {
    const sums = [sum('EUR', 100), sum('CAD', 200), sum('USD', 300), sum('GBP', 0, 0)]
    expect(inOrder(sums, 'USD').map(({ currency }) => currency)).toEqual(['USD', 'CAD', 'EUR'])
    expect(saySums(sums, 'USD')).toBe('$3 and CA$2 and €1')
    expect(saySums([], 'USD')).toBe('nothing')
  })
})

describe('periods', () => {
  it.each([
    ['2026-11-27', '2026-11-27', 'Nov 27, 2026'],
    ['2026-11-01', '2026-11-27', 'Nov 1 – 27, 2026'],
    ['2026-08-30', '2026-11-27', 'Aug 30 – Nov 27, 2026'],
    ['2025-11-30', '2026-11-27', 'Nov 30, 2025 – Nov 27, 2026'],
  ])('%s to %s: %s', (from, to, words) => expect(showPeriod({ from, to })).toBe(words))
})
