import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  comparedWith,
  daysIn,
  PERIOD_PRESETS,
  periodOf,
  previousPeriod,
  spansOf,
  todayIn,
} from '../../shared/domain/period.ts'

const aDay = fc
  .date({ min: new Date('2023-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const dayAfter = (day: string, days = 1) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

describe('periods', () => {
  test.each([
    ['today', '2026-11-27', '2026-11-27', '2026-11-26', '2026-11-26'],
    ['yesterday', '2026-11-26', '2026-11-26', '2026-11-25', '2026-11-25'],
    ['7_days', '2026-11-21', '2026-11-27', '2026-11-14', '2026-11-20'],
    ['30_days', '2026-10-29', '2026-11-27', '2026-09-29', '2026-10-28'],
    ['90_days', '2026-08-30', '2026-11-27', '2026-06-01', '2026-08-29'],
    ['month', '2026-11-01', '2026-11-27', '2026-10-01', '2026-10-27'],
    ['last_month', '2026-10-01', '2026-10-31', '2026-09-01', '2026-09-30'],
    ['quarter', '2026-10-01', '2026-11-27', '2026-07-01', '2026-08-27'],
    ['last_quarter', '2026-07-01', '2026-09-30', '2026-04-01', '2026-06-30'],
    ['year', '2026-01-01', '2026-11-27', '2025-01-01', '2025-11-27'],
    ['last_year', '2025-01-01', '2025-12-31', '2024-01-01', '2024-12-31'],
  ] as const)('%s', (preset, from, to, beforeFrom, beforeTo) => {
    const period = periodOf(preset, '2026-11-27')
    expect(period).toEqual({ from, to })
    expect(previousPeriod(period, preset)).toEqual({ from: beforeFrom, to: beforeTo })
  })

  test('the end of a long month is compared with the end of a short one', () => {
    expect(previousPeriod({ from: '2026-03-01', to: '2026-03-30' }, 'month')).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    })
    expect(previousPeriod({ from: '2026-02-01', to: '2026-02-28' }, 'month')).toEqual({
      from: '2026-01-01',
      to: '2026-01-31',
    })
  })

  test('what somebody chose is a whole month where it is one, else so many days', () => {
    expect(previousPeriod({ from: '2028-03-01', to: '2028-03-31' })).toEqual({
      from: '2028-02-01',
      to: '2028-02-29',
    })
    expect(previousPeriod({ from: '2026-04-01', to: '2026-06-30' })).toEqual({
      from: '2026-01-01',
      to: '2026-03-31',
    })
    expect(previousPeriod({ from: '2026-03-01', to: '2026-03-30' })).toEqual({
      from: '2026-01-30',
      to: '2026-02-28',
    })
    expect(previousPeriod({ from: '2026-03-01', to: '2026-03-07' }, '7_days').to).toBe('2026-02-28')
  })

  test('a year before has the same days of its months', () => {
    expect(comparedWith({ from: '2026-11-01', to: '2026-11-27' }, 'year')).toEqual({
      from: '2025-11-01',
      to: '2025-11-27',
    })
    expect(comparedWith({ from: '2025-02-01', to: '2025-02-28' }, 'year').to).toBe('2024-02-29')
    expect(comparedWith({ from: '2024-02-29', to: '2024-02-29' }, 'year').from).toBe('2023-02-28')
    expect(comparedWith({ from: '2026-11-21', to: '2026-11-27' }, 'previous', '7_days').to).toBe('2026-11-20')
  })

  test('the one before ends where it says, and days are compared with as many', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PERIOD_PRESETS), aDay, (preset, today) => {
        const period = periodOf(preset, today)
        expect(period.from <= period.to && period.to <= today).toBe(true)
        const before = previousPeriod(period, preset)
        expect(before.from <= before.to && before.to < period.from).toBe(true)
        if (/day$|^today|days$/.test(preset)) {
          expect(daysIn(before)).toBe(daysIn(period))
          expect(dayAfter(before.to)).toBe(period.from)
        }
      }),
    )
  })

  test('spans cover a period without a gap', () => {
    fc.assert(
      fc.property(
        aDay,
        fc.nat(500),
        fc.constantFrom('day' as const, 'week' as const, 'month' as const),
        (from, length, step) => {
          const period = { from, to: dayAfter(from, length) }
          const spans = spansOf(period, step)
          expect(spans[0]?.from).toBe(period.from)
          expect(spans.at(-1)?.to).toBe(period.to)
          for (const [at, span] of spans.slice(1).entries()) {
            expect(span.from).toBe(dayAfter(spans[at]?.to as string))
            const start = new Date(`${span.from}T00:00:00Z`)
            if (step === 'week') expect(start.getUTCDay()).toBe(1)
            if (step === 'month') expect(start.getUTCDate()).toBe(1)
          }
        },
      ),
    )
  })

  test('today is the agency’s', () => {
    const nowMs = Date.parse('2026-03-08T04:30:00Z')
    expect(todayIn('America/New_York', nowMs)).toBe('2026-03-07')
    expect(todayIn('America/Phoenix', nowMs)).toBe('2026-03-07')
    expect(todayIn('Asia/Kolkata', nowMs)).toBe('2026-03-08')
    expect(todayIn('Pacific/Kiritimati', Date.parse('2026-03-07T10:00:00Z'))).toBe('2026-03-08')
  })
})
