// Leads, conversions and revenue over time. What was sold in another currency has a chart of its own: sums and scales are never mixed.
import { Suspense } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import { labelOf } from '../../../shared/domain/labels.ts'
import { METRICS, sumIn, type TrendStep } from '../../../shared/domain/metrics.ts'
import { daysIn, type Period } from '../../../shared/domain/period.ts'
import { showDay } from '../../../shared/domain/schedule/period.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount, showTotal } from '../../ui/format.ts'
import type { TREND_MEASURES } from './analytics-search.ts'
import { behind, soldIn } from './behind.ts'
import { Choice } from './choices.tsx'
import { CsvAction } from './csv-action.tsx'
import { type FigureColumn, FigureTable } from './figure-table.tsx'
import { inOrder, Share, saySums, showAmount, showShortAmount } from './figure-words.tsx'
import { Plot } from './lazy-plot.ts'
import { Nothing, Panel, type PanelLook, TableToggle } from './panel.tsx'
import { showPeriod } from './period-words.ts'
import type { PlotPoint } from './plot.tsx'
import { on, type View } from './use-view.ts'

type Point = Output<'analytics.trend'>['points'][number]
type Measure = (typeof TREND_MEASURES)[number]

const MEASURES = [
  { value: 'revenue', label: METRICS.revenue.label },
  { value: 'sales', label: METRICS.sales.label },
  { value: 'leads', label: METRICS.leads.label },
] as const satisfies readonly { value: Measure; label: string }[]
const STEPS = [
  { value: 'day', label: 'by day' },
  { value: 'week', label: 'by week' },
  { value: 'month', label: 'by month' },
] as const satisfies readonly { value: TrendStep; label: string }[]

export const NOTHING_SOLD = 'Nothing was sold in this period.'

/** A few dozen points say more than three or three hundred. */
export function usualStep(period: Period): TrendStep {
  const days = daysIn(period)
  return days <= 35 ? 'day' : days <= 200 ? 'week' : 'month'
}

type TrendProps = {
  readonly view: View
  readonly look: PanelLook
  readonly measure: Measure
  readonly step: TrendStep
  readonly onMeasure: (measure: Measure) => void
  readonly onStep: (step: TrendStep) => void
}

export function TrendPanel({ view, look, measure, step, onMeasure, onStep }: TrendProps) {
  const query = useApiQuery('analytics.trend', { scope: view.scope, step })
  return (
    <Panel
      title="Over time"
      query={query}
      summary={({ points }) => saysTrend(points, measure, step, view.currency)}
      choices={
        <>
          <Choice label="Measure" value={measure} options={MEASURES} onChange={onMeasure} />
          <Choice label="Step" value={step} options={STEPS} onChange={onStep} />
        </>
      }
      actions={() => (
        <>
          <TableToggle of="over time" isOn={look.isTable} onChange={look.setTable} />
          <CsvAction panel="trend" view={view} step={step} />
        </>
      )}
    >
      {({ points }) =>
        look.isTable ? (
          <FigureTable
            label={`Leads, conversions and revenue by ${step}`}
            columns={columnsOf(points, step, view)}
            rows={points}
            keyOf={({ from }) => from}
          />
        ) : (
          <TrendCharts points={points} measure={measure} step={step} view={view} />
        )
      }
    </Panel>
  )
}

export function TrendCharts({
  points,
  measure,
  step,
  view: { currency, scope },
  height = 206,
}: {
  readonly points: readonly Point[]
  readonly measure: Measure
  readonly step: TrendStep
  readonly view: Pick<View, 'currency' | 'scope'>
  readonly height?: number
}) {
  const label = MEASURES.find(({ value }) => value === measure)?.label ?? ''
  if (measure !== 'revenue') {
    const of = countOf(measure)
    if (points.every((point) => of(point) === 0))
      return <Nothing>{measure === 'leads' ? 'No lead came' : 'Nothing was won'} in this period.</Nothing>
    return (
      <Drawn
        label={`${label} by ${step}`}
        height={height}
        tick={showCount}
        points={points.map((point) => ({
          ...placeOf(point, step),
          value: of(point),
          words: showTotal(of(point), true, measure === 'leads' ? 'lead' : 'conversion'),
          ...(measure === 'leads'
            ? { leads: behind(on(scope, point), 'leads') }
            : { sold: soldIn(on(scope, point)) }),
        }))}
      />
    )
  }
  const currencies = currenciesOf(points, currency)
  if (currencies.length === 0) return <Nothing>{NOTHING_SOLD}</Nothing>
  return currencies.map((each) => (
    <Drawn
      key={each}
      label={`${label} by ${step}${currencies.length > 1 ? ` in ${each}` : ''}`}
      caption={currencies.length > 1 ? each : undefined}
      height={currencies.length > 1 ? Math.max(110, height / currencies.length) : height}
      tick={(cents) => showShortAmount(cents, each)}
      points={points.map((point) => {
        const { revenueCents, conversions } = sumIn(point, each)
        return {
          ...placeOf(point, step),
          value: revenueCents,
          words: `${showAmount(revenueCents, each)} from ${showTotal(conversions, true, 'conversion')}`,
          sold: conversions === 0 ? undefined : soldIn(on(scope, point), each),
        }
      })}
    />
  ))
}

function Drawn({
  label,
  caption,
  height,
  tick,
  points,
}: {
  readonly label: string
  readonly caption?: string | undefined
  readonly height: number
  readonly tick: (value: number) => string
  readonly points: readonly PlotPoint[]
}) {
  return (
    <Suspense fallback={<div style={{ height }} />}>
      {caption && <div className="plot-caption">{caption}</div>}
      <Plot label={label} kind="line" height={height} tick={tick} points={points} />
    </Suspense>
  )
}

function currenciesOf(points: readonly Point[], own: string): readonly string[] {
  return inOrder(
    [...new Map(points.flatMap(({ revenue }) => revenue).map((sum) => [sum.currency, sum])).values()],
    own,
  ).map((sum) => sum.currency)
}

function placeOf({ from, to }: Point, step: TrendStep): Pick<PlotPoint, 'key' | 'label' | 'title'> {
  // January stands for its year, so that months of several years are told apart.
  const [year = '', month] = from.split('-')
  const label =
    step !== 'month'
      ? showDay(from, { month: 'short', day: 'numeric' })
      : month === '01'
        ? year
        : showDay(from, { month: 'short' })
  return { key: from, label, title: showPeriod({ from, to }) }
}

/** "$618,400 from 142 conversions, most in the week of Nov 16: $74,200." */
export function saysTrend(
  points: readonly Point[],
  measure: Measure,
  step: TrendStep,
  currency: string,
): string {
  const span = (point: Point) => showPeriod(point)
  if (measure === 'revenue') {
    const sums = sumUp(points)
    const best = most(points, (point) => sumIn(point, currency).revenueCents)
    const peak = best && sumIn(best, currency).revenueCents
    if (sums.every(({ conversions }) => conversions === 0)) return ''
    const count = sums.reduce((total, { conversions }) => total + conversions, 0)
    return `${saySums(sums, currency)} from ${showTotal(count, true, 'conversion')}${
      best && peak ? `; the best ${step} is ${span(best)} with ${showAmount(peak, currency)}` : ''
    }.`
  }
  const of = countOf(measure)
  const total = points.reduce((sum, point) => sum + of(point), 0)
  const best = most(points, of)
  if (total === 0 || best === undefined) return ''
  const noun = measure === 'leads' ? 'lead' : 'conversion'
  return `${showTotal(total, true, noun)}; the best ${step} is ${span(best)} with ${showCount(of(best))}.`
}

function countOf(measure: 'leads' | 'sales'): (point: Point) => number {
  return measure === 'leads' ? ({ leads }) => leads : salesOf
}

function salesOf({ revenue }: Pick<Point, 'revenue'>): number {
  return revenue.reduce((sum, { conversions }) => sum + conversions, 0)
}

function most(points: readonly Point[], of: (point: Point) => number): Point | undefined {
  return points.reduce<Point | undefined>(
    (best, point) => (best === undefined || of(point) > of(best) ? point : best),
    undefined,
  )
}

function sumUp(points: readonly Point[]): Point['revenue'] {
  const sums = new Map<string, Point['revenue'][number]>()
  for (const sum of points.flatMap(({ revenue }) => revenue)) {
    const { conversions = 0, withValue = 0, revenueCents = 0 } = sums.get(sum.currency) ?? {}
    sums.set(sum.currency, {
      currency: sum.currency,
      conversions: conversions + sum.conversions,
      withValue: withValue + sum.withValue,
      revenueCents: revenueCents + sum.revenueCents,
    })
  }
  return [...sums.values()]
}

function columnsOf(points: readonly Point[], step: TrendStep, view: View): readonly FigureColumn<Point>[] {
  return [
    {
      id: 'when',
      title: labelOf(step),
      isText: true,
      cell: showPeriod,
    },
    {
      id: 'leads',
      title: METRICS.leads.label,
      meaning: METRICS.leads.definition,
      cell: ({ leads }) => showCount(leads),
      leads: ({ from, to }) => behind(on(view.scope, { from, to }), 'leads'),
    },
    {
      id: 'converted',
      title: METRICS.converted.label,
      meaning: METRICS.converted.definition,
      cell: ({ leads, converted }) => <Share part={converted} whole={leads} />,
      leads: ({ from, to }) => behind(on(view.scope, { from, to }), 'converted'),
    },
    {
      id: 'sales',
      title: METRICS.sales.label,
      meaning: METRICS.sales.definition,
      cell: (point) => showCount(salesOf(point)),
    },
    ...[...new Set([view.currency, ...currenciesOf(points, view.currency)])].map((currency) => ({
      id: currency,
      title: `${METRICS.revenue.label}, ${currency}`,
      meaning: METRICS.revenue.definition,
      cell: (point: Point) => showAmount(sumIn(point, currency).revenueCents, currency),
    })),
  ]
}
