// Periods of days in the agency's zone: the ones that are offered, and which one each is compared with.
import { Temporal } from 'temporal-polyfill'
import { dayOf } from './days.ts'

const DAY_MS = 86_400_000

/** Days `YYYY-MM-DD`, both included. */
export type Period = { readonly from: string; readonly to: string }

/** `month`, `quarter` and `year` are the present ones so far; with `last_` the whole ones before. */
export const PERIOD_PRESETS = [
  'today',
  'yesterday',
  '7_days',
  '30_days',
  '90_days',
  'month',
  'last_month',
  'quarter',
  'last_quarter',
  'year',
  'last_year',
] as const
export type PeriodPreset = (typeof PERIOD_PRESETS)[number]

export const PERIOD_LABELS: Readonly<Record<PeriodPreset | 'custom', string>> = {
  today: 'Today',
  yesterday: 'Yesterday',
  '7_days': 'Last 7 days',
  '30_days': 'Last 30 days',
  '90_days': 'Last 90 days',
  month: 'This month',
  last_month: 'Last month',
  quarter: 'This quarter',
  last_quarter: 'Last quarter',
  year: 'This year',
  last_year: 'Last year',
  custom: 'Custom',
}

export function todayIn(timeZone: string, nowMs: number): string {
  return dayOf(new Date(nowMs).toISOString(), timeZone)
}

/** `today` is a day of the agency's zone. */
export function periodOf(preset: PeriodPreset, today: string): Period {
  const day = Temporal.PlainDate.from(today)
  const since = (from: Temporal.PlainDate) => period(from, day)
  const before = (from: Temporal.PlainDate, months: number) =>
    period(from.subtract({ months }), from.subtract({ days: 1 }))
  switch (preset) {
    case 'today':
      return since(day)
    case 'yesterday':
      return period(day.subtract({ days: 1 }), day.subtract({ days: 1 }))
    case '7_days':
      return since(day.subtract({ days: 6 }))
    case '30_days':
      return since(day.subtract({ days: 29 }))
    case '90_days':
      return since(day.subtract({ days: 89 }))
    case 'month':
      return since(startOf(day, 1))
    case 'last_month':
      return before(startOf(day, 1), 1)
    case 'quarter':
      return since(startOf(day, 3))
    case 'last_quarter':
      return before(startOf(day, 3), 3)
    case 'year':
      return since(startOf(day, 12))
    case 'last_year':
      return before(startOf(day, 12), 12)
  }
}

/**
 * The period before, of equal meaning: of a month, quarter or year so far the one before, up to the same day of it; of a whole one the whole one before;
 * of any other as many days as it has, up to the day before it begins.
 */
export function previousPeriod({ from, to }: Period, preset: PeriodPreset | 'custom' = 'custom'): Period {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)]
  const months = monthsOf(first, last, preset)
  if (months === null) {
    const days = first.until(last).days + 1
    return period(first.subtract({ days }), first.subtract({ days: 1 }))
  }
  const isWhole = last.add({ days: 1 }).equals(first.add({ months }))
  return period(first.subtract({ months }), isWhole ? first.subtract({ days: 1 }) : last.subtract({ months }))
}

const MONTHS_OF: Readonly<Partial<Record<PeriodPreset | 'custom', 1 | 3 | 12>>> = {
  month: 1,
  last_month: 1,
  quarter: 3,
  last_quarter: 3,
  year: 12,
  last_year: 12,
}

/** How many months it stands for; null for a number of days. */
function monthsOf(
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  preset: PeriodPreset | 'custom',
): 1 | 3 | 12 | null {
  if (preset !== 'custom') return MONTHS_OF[preset] ?? null
  const end = last.add({ days: 1 })
  return (
    ([1, 3, 12] as const).find(
      (months) => first.equals(startOf(first, months)) && end.equals(first.add({ months })),
    ) ?? null
  )
}

function period(from: Temporal.PlainDate, to: Temporal.PlainDate): Period {
  return { from: from.toString(), to: to.toString() }
}

/** First day of the span of so many months (of a year) that a day lies in. */
function startOf(day: Temporal.PlainDate, months: 1 | 3 | 12): Temporal.PlainDate {
  return day.with({ day: 1, month: day.month - ((day.month - 1) % months) })
}

/** What a period can be compared with. */
export const COMPARISONS = ['previous', 'year'] as const
export type Comparison = (typeof COMPARISONS)[number]
export const COMPARISON_LABELS: Readonly<Record<Comparison, string>> = {
  previous: 'period before',
  year: 'year before',
}

export function comparedWith(
  { from, to }: Period,
  comparison: Comparison,
  preset: PeriodPreset | 'custom' = 'custom',
): Period {
  if (comparison === 'previous') return previousPeriod({ from, to }, preset)
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)]
  // February of a leap year is compared with all of February.
  const isMonthEnd = last.day === last.daysInMonth
  const before = last.subtract({ years: 1 })
  return period(first.subtract({ years: 1 }), isMonthEnd ? before.with({ day: before.daysInMonth }) : before)
}

export function daysIn({ from, to }: Period): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS + 1
}

/** The spans of a step that make up a period, in order: weeks begin on Monday, and the first and last one end with the period. */
export function spansOf({ from, to }: Period, step: 'day' | 'week' | 'month'): Period[] {
  // Plain days have no clock to change; there may be thousands of them.
  const last = Date.parse(`${to}T00:00:00Z`)
  const spans: Period[] = []
  for (let start = Date.parse(`${from}T00:00:00Z`); start <= last; ) {
    const date = new Date(start)
    const next =
      step === 'day'
        ? start + DAY_MS
        : step === 'week'
          ? start + (7 - ((date.getUTCDay() + 6) % 7)) * DAY_MS
          : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
    spans.push({ from: dayAt(start), to: dayAt(Math.min(next - DAY_MS, last)) })
    start = next
  }
  return spans
}

function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
