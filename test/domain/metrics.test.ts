import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dropOff,
  type Figures,
  isTooEarly,
  METRICS,
  type Metric,
  quotientOf,
  SMALL_SAMPLE,
  shareOf,
  WEEK_MS,
  worthOf,
} from '../../shared/domain/metrics.ts'

const NO_TIME = {
  count: 0,
  without: 0,
  medianMs: null,
  firstQuarterMs: null,
  thirdQuarterMs: null,
  meanMs: null,
}
const NOTHING: Figures = {
  leads: 0,
  contacted: 0,
  contactedInFive: 0,
  qualified: 0,
  appointments: 0,
  converted: 0,
  duplicates: 0,
  costCents: 0,
  priced: 0,
  broughtCents: 0,
  broughtSquares: 0,
  quarantined: 0,
  revenue: [],
  firstContact: NO_TIME,
  toConversion: NO_TIME,
}
const all = Object.entries(METRICS) as unknown as [string, Metric][]

describe('figures that follow from counts', () => {
  test('each has a name, a label and a sentence', () => {
    for (const [key, { name, label, definition }] of all) {
      expect(name).toBe(key)
      expect(label).toMatch(/^[A-Z]/)
      expect(definition).toMatch(/^[A-Z].*\.$/)
    }
  })

  test('an empty period is said in words, and never 0 %', () => {
    for (const [, { kind, of }] of all) {
      const { value, note } = of(NOTHING, 'USD')
      if (kind === 'count' || value === 0) continue
      expect(value).toBeNull()
      expect(note).toMatch(/^[A-Z].*\.$/)
    }
    expect(METRICS.conversionRate.of(NOTHING).value).toBeNull()
    expect(METRICS.quarantined.of({ ...NOTHING, quarantined: null }).value).toBeNull()
  })

  test('whatever the counts, no figure is NaN or infinite', () => {
    const number = fc.nat(1_000_000)
    const figures = fc.record({
      leads: number,
      contacted: number,
      contactedInFive: number,
      qualified: number,
      appointments: number,
      converted: number,
      duplicates: number,
      costCents: number,
      priced: number,
      broughtCents: number,
      broughtSquares: number,
      quarantined: fc.option(number),
      revenue: fc.array(
        fc.record({
          currency: fc.constantFrom('USD', 'EUR'),
          conversions: number,
          withValue: number,
          revenueCents: number,
        }),
        { maxLength: 2 },
      ),
      firstContact: fc.constant(NO_TIME),
      toConversion: fc.constant(NO_TIME),
    })
    fc.assert(
      fc.property(figures, (counts) => {
        for (const [, { of }] of all) {
          const { value, note, margin } = of(counts, 'USD')
          if (value === null) expect(note).toMatch(/\.$/)
          else expect(Number.isFinite(value)).toBe(true)
          if (margin !== undefined)
            expect(margin.low <= (value ?? 0) && (value ?? 0) <= margin.high).toBe(true)
        }
      }),
    )
  })

  test('a sample too small is said to be one', () => {
    expect(shareOf(1, SMALL_SAMPLE - 1, 'None.')).toMatchObject({
      isSmall: true,
      note: 'Of 29 only: too few to rely on.',
    })
    expect(shareOf(1, SMALL_SAMPLE, 'None.')).toEqual({ value: 1 / SMALL_SAMPLE, isSmall: false, note: null })
    expect(quotientOf(10, 0, 'None.')).toEqual({ value: null, isSmall: false, note: 'None.' })
    expect(dropOff(10, 4).value).toBe(0.6)
    expect(dropOff(0, 0).value).toBeNull()
  })

  test('currencies are never mixed, and what is left out is named', () => {
    const revenue = [
      { currency: 'USD', conversions: 3, withValue: 2, revenueCents: 1_000 },
      { currency: 'EUR', conversions: 1, withValue: 1, revenueCents: 99_999 },
    ]
    expect(METRICS.revenue.of({ ...NOTHING, revenue }, 'USD')).toMatchObject({
      value: 1_000,
      note: 'Without EUR, which are summed apart.',
    })
    expect(METRICS.averageValue.of({ ...NOTHING, revenue }, 'USD').value).toBe(500)
    expect(METRICS.averageValue.of({ ...NOTHING, revenue }, 'GBP').value).toBeNull()
    expect(METRICS.sales.of({ ...NOTHING, revenue }).value).toBe(4)
  })

  test('what a lead is worth is the mean of what each brought, with 1.96 standard errors', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 2, maxLength: 60 }), (brought) => {
        const sum = brought.reduce((one, other) => one + other, 0)
        fc.pre(sum > 0)
        const mean = sum / brought.length
        const variance = brought.reduce((one, cents) => one + (cents - mean) ** 2, 0) / (brought.length - 1)
        const error = 1.96 * Math.sqrt(variance / brought.length)
        const worth = worthOf({
          ...NOTHING,
          leads: brought.length,
          broughtCents: sum,
          broughtSquares: brought.reduce((one, cents) => one + cents * cents, 0),
        })
        expect(worth.value).toBeCloseTo(mean, 6)
        expect(worth.margin?.high).toBeCloseTo(mean + error, 2)
        expect(worth.margin?.low).toBeCloseTo(Math.max(0, mean - error), 2)
      }),
    )
  })

  test('prices that are not all known are said so', () => {
    const figures = {
      ...NOTHING,
      leads: 40,
      priced: 10,
      costCents: 5_000,
      appointments: 4,
      broughtCents: 20_000,
    }
    expect(METRICS.costPerAppointment.of(figures)).toMatchObject({
      value: 1_250,
      note: 'The price of 10 of 40 leads is known.',
    })
    expect(METRICS.costPerSale.of(figures)).toMatchObject({ value: null, note: 'No sale yet.' })
    expect(METRICS.return.of(figures).value).toBe(4)
    expect(METRICS.return.of({ ...figures, costCents: 0, priced: 40 }).note).toBe(
      'Nothing was paid for them.',
    )
  })

  test('a cohort is too early until the youngest of it is as old', () => {
    expect(isTooEarly(1_000, 4, 1_000 + 4 * WEEK_MS)).toBe(false)
    expect(isTooEarly(1_000, 4, 999 + 4 * WEEK_MS)).toBe(true)
  })
})
