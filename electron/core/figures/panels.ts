// The panels of the analytics screen, each one or a few passes over the image (contract/analytics.ts says what each answers).
import type { Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import {
  COHORT_AGES,
  CONTACT_BUCKETS_MS,
  CONVERSION_BUCKETS_MS,
  FAST_CONTACT_MS,
  isTooEarly,
  type Spread,
  type TrendStep,
  WEEK_MS,
} from '../../../shared/domain/metrics.ts'
import { daysIn, type Period, spansOf } from '../../../shared/domain/period.ts'
import { STAGES } from '../../../shared/domain/vocabulary.ts'
import { AT_CONTACTED, AT_CONVERTED, durations, sumSales } from './figures.ts'
import type { Image } from './image.ts'
import { HAS_ENDED } from './lead-columns.ts'
import { dayNumber, dayText } from './rows.ts'
import { spreadOf } from './spread.ts'

/** A curve of more points than this shows nothing. */
const MOST_POINTS = 4_000
const CONVERTED = STAGES.indexOf('converted')

/** Where each lead stands; the time at a stage is counted of leads that went on to a later one, and not of stages that were passed over. */
export function funnel({ leads }: Image, rows: Int32Array): Result<'analytics.funnel'> {
  const { stage, flags, arrivals } = leads
  const furthest = new Int32Array(STAGES.length)
  const ended = new Int32Array(STAGES.length)
  const taken = STAGES.map(() => [] as number[])
  for (const row of rows) {
    const reached = stage[row] as number
    furthest[reached] = (furthest[reached] as number) + 1
    if (((flags[row] as number) & HAS_ENDED) !== 0) ended[reached] = (ended[reached] as number) + 1
    let at = 0
    let arrivedMs = 0
    for (let next = 1; next <= reached; next++) {
      const nextMs = (arrivals[next - 1] as Float64Array)[row] as number
      if (Number.isNaN(nextMs)) continue
      if (nextMs > arrivedMs) taken[at]?.push(nextMs - arrivedMs)
      at = next
      arrivedMs = nextMs
    }
  }
  let reached = 0
  // From the last stage on, since who reached one has reached all before it.
  const backwards = [...STAGES.entries()].reverse().map(([at, name]) => {
    const stopped = furthest[at] as number
    const over = ended[at] as number
    reached += stopped
    return {
      stage: name,
      reached,
      open: stopped - over,
      ended: over,
      time: spreadOf(Float64Array.from(taken[at] as number[]), reached),
    }
  })
  return { stages: backwards.reverse() }
}

export function trend(
  image: Image,
  rows: Int32Array,
  sales: Int32Array,
  period: Period,
  step: TrendStep,
): Result<'analytics.trend'> {
  if (daysIn(period) / { day: 1, week: 7, month: 28 }[step] > MOST_POINTS)
    throw new AppError(
      'invalid',
      step === 'month'
        ? 'This period is too long to be drawn. Choose a shorter one.'
        : 'This period is too long to be drawn in such steps. Choose weeks or months, or a shorter period.',
    )
  const spans = spansOf(period, step)
  const first = dayNumber(period.from)
  const spanOfDay = new Int32Array(daysIn(period))
  for (const [at, { from, to }] of spans.entries())
    spanOfDay.fill(at, dayNumber(from) - first, dayNumber(to) - first + 1)
  const { day, stage } = image.leads
  const created = new Int32Array(spans.length)
  const converted = new Int32Array(spans.length)
  for (const row of rows) {
    const span = spanOfDay[(day[row] as number) - first] as number
    created[span] = (created[span] as number) + 1
    if ((stage[row] as number) >= CONVERTED) converted[span] = (converted[span] as number) + 1
  }
  const saleDay = image.sales.columns.day
  const revenue = sumSales(
    image,
    sales,
    spans.length,
    (sale) => spanOfDay[(saleDay[sale] as number) - first] as number,
  )
  return {
    points: spans.map((span, at) => ({
      ...span,
      leads: created[at] as number,
      converted: converted[at] as number,
      revenue: revenue[at] ?? [],
    })),
  }
}

const WEEK_HOURS = 7 * 24

export function heat({ leads }: Image, rows: Int32Array): Result<'analytics.heat'> {
  const { hour, arrivals } = leads
  const contacted = arrivals[AT_CONTACTED] as Float64Array
  const all = new Int32Array(WEEK_HOURS)
  const fast = new Int32Array(WEEK_HOURS)
  for (const row of rows) {
    const at = hour[row] as number
    all[at] = (all[at] as number) + 1
    if ((contacted[row] as number) <= FAST_CONTACT_MS) fast[at] = (fast[at] as number) + 1
  }
  const byDay = (hours: Int32Array) =>
    Array.from({ length: 7 }, (_, weekday) => [...hours.subarray(weekday * 24, (weekday + 1) * 24)])
  return { leads: byDay(all), contactedInFive: byDay(fast) }
}

export function speed({ leads }: Image, rows: Int32Array): Result<'analytics.speed'> {
  const of = (at: number, endsMs: readonly number[]) => {
    const arrivals = leads.arrivals[at] as Float64Array
    const taken = durations(rows.length)
    for (const row of rows) {
      const ms = arrivals[row] as number
      if (!Number.isNaN(ms)) taken.push(ms, 0)
    }
    // Counted before the spread is found, which reorders them.
    const buckets = bucketsOf(taken.values(), endsMs)
    return { ...(taken.spreads([rows.length])[0] as Spread), buckets }
  }
  return {
    firstContact: of(AT_CONTACTED, CONTACT_BUCKETS_MS),
    toConversion: of(AT_CONVERTED, CONVERSION_BUCKETS_MS),
  }
}

function bucketsOf(values: Float64Array, endsMs: readonly number[]) {
  const counts = new Int32Array(endsMs.length + 1)
  for (const ms of values) {
    let at = 0
    while (at < endsMs.length && ms > (endsMs[at] as number)) at++
    counts[at] = (counts[at] as number) + 1
  }
  return Array.from(counts, (count, at) => ({
    fromMs: at === 0 ? 0 : (endsMs[at - 1] as number),
    toMs: endsMs[at] ?? null,
    count,
  }))
}

/** Weeks without a lead are left out. `untilMs`: when the first of the ages that are too early now will be told. */
export function cohorts(
  image: Image,
  rows: Int32Array,
  period: Period,
  nowMs: number,
): { readonly answer: Result<'analytics.cohorts'>; readonly untilMs: number } {
  const { day, arrivals } = image.leads
  const converted = arrivals[AT_CONVERTED] as Float64Array
  // 1970 began on a Thursday: this many days after the first Monday.
  const weekOf = (at: number) => Math.floor((at + 3) / 7)
  const weeks = new Map<number, { leads: number; readonly atAge: Int32Array }>()
  for (const row of rows) {
    const week = weekOf(day[row] as number)
    let cohort = weeks.get(week)
    if (cohort === undefined) {
      cohort = { leads: 0, atAge: new Int32Array(COHORT_AGES.length) }
      weeks.set(week, cohort)
    }
    cohort.leads++
    const ms = converted[row] as number
    if (Number.isNaN(ms)) continue
    for (let at = 0; at < COHORT_AGES.length; at++)
      if (ms <= (COHORT_AGES[at] as number) * WEEK_MS) cohort.atAge[at] = (cohort.atAge[at] as number) + 1
  }
  let untilMs = Number.POSITIVE_INFINITY
  const found = [...weeks].sort(([one], [other]) => one - other)
  const answer = found.map(([week, { leads, atAge }]) => {
    const monday = week * 7 - 3
    const from = Math.max(monday, dayNumber(period.from))
    const to = Math.min(monday + 6, dayNumber(period.to))
    const days = { from: dayText(from), to: dayText(to) }
    const { endMs } = dayBounds(days.to, image.timeZone)
    return {
      ...days,
      leads,
      convertedAtAge: COHORT_AGES.map((age, at) => {
        if (!isTooEarly(endMs, age, nowMs)) return atAge[at] as number
        untilMs = Math.min(untilMs, endMs + age * WEEK_MS)
        return null
      }),
    }
  })
  return { answer: { ages: [...COHORT_AGES], cohorts: answer }, untilMs }
}
