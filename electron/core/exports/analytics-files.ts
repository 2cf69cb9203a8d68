// A panel of analytics as CSV: the same answer and the same metrics as on the screen, on a connection of its own, so that nobody waits meanwhile.
import path from 'node:path'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { LEAD_TYPE_LABELS, STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { CSV_BOM, csvCents, csvLine } from '../../../shared/domain/list/csv-out.ts'
import {
  DIMENSION_LABELS,
  type Dimension,
  dropOff,
  type Figures,
  METRICS,
  type Measured,
  type Metric,
  type MetricKind,
  type Spread,
  shareOf,
  sumIn,
} from '../../../shared/domain/metrics.ts'
import type { LeadType } from '../../../shared/domain/vocabulary.ts'
import type { Task, TaskContext } from '../context.ts'
import { type Connection, databaseOf, openConnection } from '../db/connection.ts'
import { advanceImage, analyticsAnswer, dropImage } from '../figures/answers.ts'
import { readSettings } from '../stored-settings.ts'
import { openExportFile } from './file.ts'
import { nameOf } from './place.ts'

type Input = ParsedInput<'exports.analytics'>
type Asked = { readonly db: Connection; readonly clock: TaskContext['clock']; readonly currency: string }
type Lines = readonly (readonly string[])[]

const MOST_ROWS = 1_000
const SLICE_MS = 20

export const analyticsFileTasks = { 'exports.analytics': exportAnalytics }

function* exportAnalytics(context: TaskContext, input: Input): Task<Result<'exports.analytics'>> {
  yield { done: 0, total: null, unit: 'figures' }
  const database = databaseOf(context.db)
  const db = openConnection(database, 'read')
  try {
    while (!advanceImage(db, performance.now() + SLICE_MS)) yield { done: 0, total: null, unit: 'figures' }
    const asked = { db, clock: context.clock, currency: readSettings(db).currency }
    const [headings = [], ...rows] = LINES[input.panel](asked, input)
    const file = openExportFile(path.dirname(database), nameOf(context, `analytics-${input.panel}`), 'csv')
    try {
      const lines = [headings, ...rows].map((cells) => csvLine(cells, { isGuarded: true }))
      file.write(Buffer.from(CSV_BOM + lines.join(''), 'utf8'))
      return { file: file.finish(), rows: rows.length, isComplete: true }
    } finally {
      // Nothing is left of it but its finished form.
      file.drop()
    }
  } finally {
    dropImage(db)
    db.close()
  }
}

/** First line included. */
const LINES: Readonly<Record<Input['panel'], (asked: Asked, input: Input) => Lines>> = {
  overview: (asked, { scope, compare }) => {
    const { now, before } = analyticsAnswer(asked, 'analytics.overview', { scope, compare })
    return [
      ['Figure', 'In the period', ...(before === null ? [] : ['Before']), 'Note'],
      ...metrics(asked.currency).map(({ label, kind, of }) => {
        const measured = of(now)
        return [
          label,
          cellOf(measured, kind),
          ...(before === null ? [] : [cellOf(of(before), kind)]),
          measured.note ?? '',
        ]
      }),
      ...otherCurrencies([now, before], asked.currency).map((currency) => [
        `${METRICS.revenue.label} (${currency})`,
        csvCents(String(sumIn(now, currency).revenueCents)),
        ...(before === null ? [] : [csvCents(String(sumIn(before, currency).revenueCents))]),
        '',
      ]),
    ]
  },
  funnel: (asked, { scope }) => {
    const { stages } = analyticsAnswer(asked, 'analytics.funnel', { scope })
    const all = stages[0]?.reached ?? 0
    return [
      [
        'Stage',
        'Reached',
        'Share of leads',
        'Drop-off to the next',
        'Still open there',
        'Ended there',
        'Went on',
        ...timeHeadings(),
      ],
      ...stages.map(({ stage, reached, open, ended, time }, at) => {
        const next = stages[at + 1]
        return [
          STATUS_LABELS[stage],
          String(reached),
          cellOf(shareOf(reached, all, ''), 'share'),
          next === undefined ? '' : cellOf(dropOff(reached, next.reached), 'share'),
          String(open),
          String(ended),
          String(time.count),
          ...timeCells(time),
        ]
      }),
    ]
  },
  trend: (asked, { scope, step }) => {
    const { points } = analyticsAnswer(asked, 'analytics.trend', { scope, step })
    const currencies = [
      ...new Set([
        asked.currency,
        ...points.flatMap(({ revenue }) => revenue.map(({ currency }) => currency)),
      ]),
    ]
    return [
      [
        'From',
        'To',
        'Leads',
        'Converted by now',
        ...currencies.flatMap((currency) => [`Conversions (${currency})`, `Revenue (${currency})`]),
      ],
      ...points.map((point) => [
        point.from,
        point.to,
        String(point.leads),
        String(point.converted),
        ...currencies.flatMap((currency) => {
          const sum = sumIn(point, currency)
          return [String(sum.conversions), csvCents(String(sum.revenueCents))]
        }),
      ]),
    ]
  },
  heat: (asked, { scope }) => {
    const { leads, contactedInFive } = analyticsAnswer(asked, 'analytics.heat', { scope })
    return [
      ['Day', 'Hour', METRICS.leads.label, METRICS.contactedInFive.label, METRICS.contactedInFiveShare.label],
      ...WEEKDAYS.flatMap((weekday, day) =>
        Array.from({ length: 24 }, (_, hour) => {
          const all = leads[day]?.[hour] ?? 0
          const fast = contactedInFive[day]?.[hour] ?? 0
          return [
            weekday,
            `${String(hour).padStart(2, '0')}:00`,
            String(all),
            String(fast),
            cellOf(shareOf(fast, all, ''), 'share'),
          ]
        }),
      ),
    ]
  },
  speed: (asked, { scope }) => {
    const answer = analyticsAnswer(asked, 'analytics.speed', { scope })
    const of = (label: string, { buckets, ...spread }: typeof answer.firstContact): Lines => [
      ...timeHeadings().map((heading, at) => [label, heading, timeCells(spread)[at] ?? '']),
      [label, 'Happened', String(spread.count)],
      [label, 'Not yet, or no time known', String(spread.without)],
      ...buckets.map(({ fromMs, toMs, count }) => [
        label,
        toMs === null ? `Longer than ${hours(fromMs)} hours` : `Up to ${hours(toMs)} hours`,
        String(count),
      ]),
    ]
    return [
      ['What', 'Figure', 'Value'],
      ...of(METRICS.firstContact.label, answer.firstContact),
      ...of(METRICS.toConversion.label, answer.toConversion),
    ]
  },
  breakdown: (asked, { scope, by, compare }) => {
    const { rows, rest, total } = analyticsAnswer(asked, 'analytics.breakdown', {
      scope,
      by,
      compare,
      most: MOST_ROWS,
    })
    const shown = metrics(asked.currency)
    const others = otherCurrencies([total, ...rows.map(({ before }) => before)], asked.currency)
    const cellsOf = (figures: Figures | null): string[] =>
      figures === null
        ? []
        : [
            ...shown.map(({ kind, of }) => cellOf(of(figures), kind)),
            ...others.map((currency) => csvCents(String(sumIn(figures, currency).revenueCents))),
          ]
    const headings = [
      ...shown.map(({ label }) => label),
      ...others.map((currency) => `${METRICS.revenue.label} (${currency})`),
    ]
    const empty = compare === undefined ? [] : headings.map(() => '')
    return [
      [
        DIMENSION_LABELS[by].label,
        `${DIMENSION_LABELS[by].label}: id`,
        ...headings,
        ...(compare === undefined ? [] : headings.map((heading) => `Before: ${heading}`)),
      ],
      ...rows.map(({ value, label, now, before }) => [
        nameOfValue(by, value, label),
        value ?? '',
        ...cellsOf(now),
        ...cellsOf(before),
      ]),
      ...(rest === null ? [] : [[`${rest.values} others`, '', ...cellsOf(rest.now), ...empty]]),
      ['All', '', ...cellsOf(total), ...empty],
    ]
  },
  cohorts: (asked, { scope }) => {
    const { ages, cohorts } = analyticsAnswer(asked, 'analytics.cohorts', { scope })
    const after = ages.map((age) => `after ${age} ${age === 1 ? 'week' : 'weeks'}`)
    return [
      [
        'From',
        'To',
        METRICS.leads.label,
        ...after.map((words) => `Converted ${words}`),
        ...after.map((words) => `Share ${words}`),
      ],
      ...cohorts.map(({ from, to, leads, convertedAtAge }) => [
        from,
        to,
        String(leads),
        ...convertedAtAge.map((count) => (count === null ? 'too early' : String(count))),
        ...convertedAtAge.map((count) =>
          count === null ? 'too early' : cellOf(shareOf(count, leads, ''), 'share'),
        ),
      ]),
    ]
  },
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Every metric, its unit in its label. */
function metrics(currency: string) {
  return Object.values(METRICS as Readonly<Record<string, Metric>>).map(({ label, kind, of }) => ({
    label:
      kind === 'duration' ? `${label} (median, hours)` : kind === 'money' ? `${label} (${currency})` : label,
    kind,
    of: (figures: Figures) => of(figures, currency),
  }))
}

/** All that were sold in beside the agency's own, now or before. */
function otherCurrencies(all: readonly (Figures | null)[], own: string): string[] {
  const found = all.flatMap((figures) => figures?.revenue.map(({ currency }) => currency) ?? [])
  return [...new Set(found)].filter((currency) => currency !== own).sort()
}

/** Empty where there is nothing to say. */
function cellOf({ value }: Measured, kind: MetricKind): string {
  if (value === null) return ''
  switch (kind) {
    case 'count':
      return String(value)
    case 'share':
      return `${(value * 100).toFixed(1)}%`
    case 'money':
      return csvCents(String(Math.round(value)))
    case 'duration':
      return hours(value)
    case 'ratio':
      return value.toFixed(2)
  }
}

/** To a thousandth: four seconds. */
function hours(ms: number): string {
  return String(Math.round(ms / 3_600) / 1_000)
}

function timeHeadings(): string[] {
  return ['Median', 'A quarter is faster than', 'A quarter is slower than', 'Mean'].map(
    (heading) => `${heading} (hours)`,
  )
}

function timeCells({ medianMs, firstQuarterMs, thirdQuarterMs, meanMs }: Spread): string[] {
  return [medianMs, firstQuarterMs, thirdQuarterMs, meanMs].map((ms) => (ms === null ? '' : hours(ms)))
}

function nameOfValue(by: Dimension, value: string | null, label: string | null): string {
  if (value === null) return DIMENSION_LABELS[by].none
  return label ?? (by === 'lead_type' ? LEAD_TYPE_LABELS[value as LeadType] : value)
}
