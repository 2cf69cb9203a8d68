// The panels of the analytics screen, each one or a few passes over the image (contract/analytics.ts says what each answers).
import type { Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import {
  COHORT_AGES,
  CONTACT_BUCKETS_MS,
  CONVERSION_BUCKETS_MS,
  isTooEarly,
  type TrendStep,
  WEEK_MS,
} from '../../../shared/domain/metrics.ts'
import { daysIn, type Period, spansOf } from '../../../shared/domain/period.ts'
import { STAGES } from '../../../shared/domain/vocabulary.ts'
import { AT_CONTACTED, AT_CONVERTED, sumSales } from './figures.ts'
import type { Image } from './image.ts'
import { FLAG_BITS, HAS_ENDED, IS_FAST } from './lead-columns.ts'
import { dayNumber, dayText } from './rows.ts'
import { collectTimes, spreadOf, spreadOfValues } from './spread.ts'

/** A curve of more points than this shows nothing. */
const MOST_POINTS = 4_000
const CONVERTED = STAGES.indexOf('converted')
const DAY_MS = 86_400_000

/** Where each lead stands; the time at a stage is counted of leads that went on to a later one, and not of stages that were passed over. */
export function funnel({ leads }: Image, rows: Int32Array): Result<'analytics.funnel'> {
  const { kind, arrivals } = leads
  const furthest = new Int32Array(STAGES.length)
  const ended = new Int32Array(STAGES.length)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number
    const marks = kind[row] as number
    const reached = marks >> FLAG_BITS
    furthest[reached] = (furthest[reached] as number) + 1
    if ((marks & HAS_ENDED) !== 0) ended[reached] = (ended[reached] as number) + 1
  }
  // From the last stage on, since who reached one has reached all before it.
  const reachedAt = Int32Array.from(furthest)
  for (let at = STAGES.length - 2; at >= 0; at--)
    reachedAt[at] = (reachedAt[at] as number) + (reachedAt[at + 1] as number)
  // Only who reached the next stage has a time at this one.
  const times = STAGES.map((_, at) => new Float64Array(reachedAt[at + 1] ?? 0))
  const known = new Int32Array(STAGES.length)
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number
    const reached = (kind[row] as number) >> FLAG_BITS
    let at = 0
    let arrivedMs = 0
    for (let next = 1; next <= reached; next++) {
      const nextMs = (arrivals[next - 1] as Float64Array)[row] as number
      if (Number.isNaN(nextMs)) continue
      if (nextMs > arrivedMs) {
        const count = known[at] as number
        ;(times[at] as Float64Array)[count] = nextMs - arrivedMs
        known[at] = count + 1
      }
      at = next
      arrivedMs = nextMs
    }
  }
  return {
    stages: STAGES.map((name, at) => ({
      stage: name,
      reached: reachedAt[at] as number,
      open: (furthest[at] as number) - (ended[at] as number),
      ended: ended[at] as number,
      time: spreadOfValues((times[at] as Float64Array).subarray(0, known[at]), reachedAt[at] as number),
    })),
  }
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
  const { day, kind } = image.leads
  const created = new Int32Array(spans.length)
  const converted = new Int32Array(spans.length)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number
    const span = spanOfDay[(day[row] as number) - first] as number
    created[span] = (created[span] as number) + 1
    if ((kind[row] as number) >> FLAG_BITS >= CONVERTED) converted[span] = (converted[span] as number) + 1
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
  const { hour, kind } = leads
  const all = new Int32Array(WEEK_HOURS)
  const fast = new Int32Array(WEEK_HOURS)
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number
    const at = hour[row] as number
    all[at] = (all[at] as number) + 1
    if (((kind[row] as number) & IS_FAST) !== 0) fast[at] = (fast[at] as number) + 1
  }
  const byDay = (hours: Int32Array) =>
    Array.from({ length: 7 }, (_, weekday) => [...hours.subarray(weekday * 24, (weekday + 1) * 24)])
  return { leads: byDay(all), contactedInFive: byDay(fast) }
}

export function speed({ leads }: Image, rows: Int32Array): Result<'analytics.speed'> {
  const of = (at: number, endsMs: readonly number[]) => {
    const times = collectTimes(leads.arrivals[at] as Float64Array, rows, null)
    return { ...spreadOf(times, rows.length), buckets: bucketsOf(times.values, endsMs) }
  }
  return {
    firstContact: of(AT_CONTACTED, CONTACT_BUCKETS_MS),
    toConversion: of(AT_CONVERTED, CONVERSION_BUCKETS_MS),
  }
}

function bucketsOf(values: Float64Array, endsMs: readonly number[]) {
  const counts = new Int32Array(endsMs.length + 1)
  for (let place = 0; place < values.length; place++) {
    const ms = values[place] as number
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
  let firstWeek = Number.POSITIVE_INFINITY
  let lastWeek = Number.NEGATIVE_INFINITY
  for (let place = 0; place < rows.length; place++) {
    const week = weekOf(day[rows[place] as number] as number)
    if (week < firstWeek) firstWeek = week
    if (week > lastWeek) lastWeek = week
  }
  const count = rows.length === 0 ? 0 : lastWeek - firstWeek + 1
  const created = new Int32Array(count)
  // Who had converted by each age and not by the one before; added up below.
  const ages = COHORT_AGES.length
  const atAge = new Int32Array(count * ages)
  const endsMs = COHORT_AGES.map((age) => age * WEEK_MS)
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number
    const week = weekOf(day[row] as number) - firstWeek
    created[week] = (created[week] as number) + 1
    const ms = converted[row] as number
    if (Number.isNaN(ms)) continue
    let age = 0
    while (age < ages && ms > (endsMs[age] as number)) age++
    if (age < ages) atAge[week * ages + age] = (atAge[week * ages + age] as number) + 1
  }
  let untilMs = Number.POSITIVE_INFINITY
  const weeks = [...created.keys()].filter((week) => created[week] !== 0)
  const answer = weeks.map((week) => {
    const monday = (week + firstWeek) * 7 - 3
    let convertedSoFar = 0
    const from = Math.max(monday, dayNumber(period.from))
    const to = Math.min(monday + 6, dayNumber(period.to))
    const days = { from: dayText(from), to: dayText(to) }
    // No clock is a day away from UTC: of most weeks it need not be asked.
    const latestMs = (to + 2) * DAY_MS
    const isOld = !isTooEarly(latestMs, COHORT_AGES.at(-1) as number, nowMs)
    const endMs = isOld ? latestMs : dayBounds(days.to, image.timeZone).endMs
    return {
      ...days,
      leads: created[week] as number,
      convertedAtAge: COHORT_AGES.map((age, at) => {
        convertedSoFar += atAge[week * ages + at] as number
        if (!isTooEarly(endMs, age, nowMs)) return convertedSoFar
        untilMs = Math.min(untilMs, endMs + age * WEEK_MS)
        return null
      }),
    }
  })
  return { answer: { ages: [...COHORT_AGES], cohorts: answer }, untilMs }
}
