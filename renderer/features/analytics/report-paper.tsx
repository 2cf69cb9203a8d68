// What stands on the paper.
import type { ReactNode } from 'react'
import { labelOf } from '../../../shared/domain/labels.ts'
import { METRICS, type Measured, type MetricName } from '../../../shared/domain/metrics.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount, showMoney, showName } from '../../ui/format.ts'
import { When } from '../../ui/time.tsx'
import { footOf, rowsOf } from './breakdown.tsx'
import { breakdownColumns, type ColumnId } from './breakdown-columns.tsx'
import { Change } from './change.tsx'
import { FigureTable } from './figure-table.tsx'
import {
  CONTACTED_IN_FIVE,
  Dash,
  inOrder,
  isTooFew,
  ofWhole,
  showAmount,
  showLasting,
  showPercent,
  TOO_FEW,
} from './figure-words.tsx'
import { REACHED_MEANING, saysFunnel, stageName } from './funnel.tsx'
import { showPeriod } from './period-words.ts'
import { NOTHING_SOLD, saysTrend, TrendCharts, usualStep } from './trend.tsx'
import type { View } from './use-view.ts'
import { useValueNames } from './value-names.ts'

type PaperProps = {
  readonly view: View
  readonly client: string
  readonly agency: string
  readonly hasVendors: boolean
  readonly hasCosts: boolean
  readonly hasConversions: boolean
}

/** Where the metric's own label needs its table around it. */
const NAMES: Partial<Record<MetricName, string>> = { contactedInFiveShare: CONTACTED_IN_FIVE }

export function Paper(props: PaperProps) {
  const { view, client, agency, hasVendors, hasCosts, hasConversions } = props
  const named: MetricName[] = ['leads', 'contactedInFiveShare', 'conversionRate', 'revenue']
  if (hasCosts) named.push('cost', 'costPerSale')
  return (
    <article className="paper" aria-label={`Report for ${client}`}>
      <header className="paper-head">
        <div>
          <h2>{client}</h2>
          <p>{showPeriod(view.period)}</p>
        </div>
        <p className="paper-agency">{agency}</p>
      </header>
      <Headlines view={view} names={named} />
      <Stages view={view} />
      <Trend view={view} />
      {hasVendors && <Vendors view={view} hasCosts={hasCosts} />}
      {hasConversions && <Won view={view} />}
      <footer className="paper-foot">
        <h3>What the figures mean</h3>
        <dl>
          {named.map((name) => (
            <div key={name}>
              <dt>{NAMES[name] ?? METRICS[name].label}</dt>
              <dd>{METRICS[name].definition}</dd>
            </div>
          ))}
          <div>
            <dt>Stage reached</dt>
            <dd>{REACHED_MEANING}</dd>
          </div>
        </dl>
      </footer>
    </article>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="paper-section">
      <h3>{title}</h3>
      {children}
    </section>
  )
}

function Headlines({ view, names }: { readonly view: View; readonly names: readonly MetricName[] }) {
  const { scope, before: compare, currency } = view
  const answer = useApiQuery('analytics.overview', { scope, ...(compare ? { compare } : {}) }).data
  if (!answer) return <div className="paper-figures is-waiting" />
  const { now, before } = answer
  const others = inOrder(now.revenue, currency).filter((sum) => sum.currency !== currency)
  return (
    <dl className="paper-figures">
      {names.map((name) => {
        const { kind, label } = METRICS[name]
        const of = (figures: typeof now) => METRICS[name].of(figures, currency) as Measured
        const { value, isSmall, note } = of(now)
        const was = before === null ? null : of(before)
        const part = name === 'conversionRate' ? now.converted : now.contactedInFive
        const show = (each: number) =>
          kind === 'share'
            ? showPercent(each)
            : kind === 'money'
              ? showAmount(Math.round(each), currency)
              : showCount(each)
        return (
          <div key={name}>
            <dt>{NAMES[name] ?? label}</dt>
            <dd className="paper-value">
              {value === null ? '–' : kind === 'share' && isSmall ? ofWhole(part, now.leads) : show(value)}
            </dd>
            <dd className="paper-detail">
              {value === null ? (
                note
              ) : kind === 'share' ? (
                isSmall ? (
                  TOO_FEW
                ) : (
                  <>
                    {ofWhole(part, now.leads)}
                    {was !== null && was.value !== null && !was.isSmall && ` · was ${show(was.value)}`}
                  </>
                )
              ) : (
                <Change
                  now={value}
                  before={was?.value ?? null}
                  show={show}
                  isGoodWhen={name === 'costPerSale' ? 'less' : name === 'cost' ? undefined : 'more'}
                />
              )}
              {name === 'revenue' &&
                others.map((sum) => (
                  <span key={sum.currency}> and {showAmount(sum.revenueCents, sum.currency)}</span>
                ))}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

function Stages({ view }: { readonly view: View }) {
  const stages = useApiQuery('analytics.funnel', { scope: view.scope }).data?.stages
  if (!stages) return null
  const all = stages[0]?.reached ?? 0
  return (
    <Section title="Stage reached">
      <p>{all === 0 ? 'No lead came in this period.' : saysFunnel(stages)}</p>
      {all > 0 && (
        <table className="paper-funnel">
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">Stage</span>
              </th>
              <td />
              <th scope="col" className="number">
                Leads
              </th>
              <th scope="col" className="number">
                Time in stage
              </th>
            </tr>
          </thead>
          <tbody>
            {stages.map((stage) => (
              <tr key={stage.stage}>
                <th scope="row">{stageName(stage)}</th>
                <td className="paper-track">
                  <span className="funnel-track">
                    <span className="funnel-bar" style={{ width: `${(stage.reached / all) * 100}%` }} />
                  </span>
                </td>
                <td className="number">
                  {showCount(stage.reached)}
                  {!isTooFew(all) && ` · ${showPercent(stage.reached / all)}`}
                </td>
                <td className="number">
                  {stage.time.medianMs === null ? '' : showLasting(stage.time.medianMs)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function Trend({ view }: { readonly view: View }) {
  const step = usualStep(view.period)
  const points = useApiQuery('analytics.trend', { scope: view.scope, step }).data?.points
  if (!points) return null
  return (
    <Section title={`Revenue by ${step}`}>
      <p>{saysTrend(points, 'revenue', step, view.currency) || NOTHING_SOLD}</p>
      {points.some(({ revenue }) => revenue.some(({ conversions }) => conversions > 0)) && (
        <div className="paper-trend">
          <TrendCharts points={points} measure="revenue" step={step} view={view} height={170} />
        </div>
      )}
    </Section>
  )
}

const PLAIN: readonly ColumnId[] = ['leads', 'contacted', 'qualified', 'converted', 'duplicates', 'revenue']
const WITH_COSTS: readonly ColumnId[] = [
  'leads',
  'contacted',
  'qualified',
  'converted',
  'revenue',
  'cost',
  'costPerSale',
  'return',
]
const MOST_VENDORS = 40

function Vendors({ view, hasCosts }: { readonly view: View; readonly hasCosts: boolean }) {
  const by = 'provider_id'
  const answer = useApiQuery('analytics.breakdown', { scope: view.scope, by, most: MOST_VENDORS }).data
  const nameOf = useValueNames()
  if (!answer || answer.rows.length === 0) return null
  return (
    <Section title="Vendors">
      <FigureTable
        label="Vendors"
        columns={breakdownColumns(hasCosts ? WITH_COSTS : PLAIN, by, view, false)}
        rows={rowsOf(answer, by, nameOf)}
        keyOf={({ key }) => key}
        foot={footOf(answer)}
      />
    </Section>
  )
}

const MOST_CONVERSIONS = 200

function Won({ view: { scope, currency } }: { readonly view: View }) {
  const page = useApiQuery('conversions.page', {
    filter: { workspaceId: scope.workspaceId, types: ['sale', 'contract'], from: scope.from, to: scope.to },
    limit: MOST_CONVERSIONS,
  }).data
  if (!page) return null
  return (
    <Section title="Conversions">
      {page.rows.length === 0 ? (
        <p>{NOTHING_SOLD}</p>
      ) : (
        <table className="figures-table paper-table">
          <caption className="unseen">Conversions of the period</caption>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col" className="number">
                Value
              </th>
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">{showName(row)}</th>
                <td>{labelOf(row.conversionType)}</td>
                <td>
                  <When at={row.convertedAt} as="full" />
                </td>
                <td className="number">
                  {row.valueCents === null ? (
                    <Dash why="no value" />
                  ) : (
                    showMoney(row.valueCents, row.currency)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            {inOrder(page.sums, currency).map((sum) => (
              <tr key={sum.currency}>
                <th scope="row" colSpan={3}>
                  {showCount(sum.conversions)} in {sum.currency}
                </th>
                <td className="number">{showMoney(sum.revenueCents, sum.currency)}</td>
              </tr>
            ))}
          </tfoot>
        </table>
      )}
      {page.total > page.rows.length && (
        <p>
          The newest {showCount(page.rows.length)} of {showCount(page.total)} are listed. The file has all of
          them.
        </p>
      )}
    </Section>
  )
}
