// The same figures for each vendor, each agent, or each value of any other dimension: one table, whose columns depend on who asks.
import type { Output } from '../../../shared/contract/index.ts'
import { DIMENSION_LABELS, type Dimension, METRICS } from '../../../shared/domain/metrics.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount } from '../../ui/format.ts'
import type { Order } from './analytics-search.ts'
import { behind } from './behind.ts'
import { type BreakdownRow, breakdownColumns, type ColumnId } from './breakdown-columns.tsx'
import { CsvAction } from './csv-action.tsx'
import { FigureTable } from './figure-table.tsx'
import { isTooFew, showAmount } from './figure-words.tsx'
import { OpenLeads } from './open-leads.tsx'
import { Nothing, Panel } from './panel.tsx'
import type { View } from './use-view.ts'
import { useValueNames } from './value-names.ts'

type Answer = Output<'analytics.breakdown'>

type BreakdownProps = {
  readonly view: View
  readonly title: string
  /** Seen instead of the title, where a choice beside it says the rest. */
  readonly heading?: string
  readonly by: Dimension
  readonly columns: readonly ColumnId[]
  readonly order: Order | undefined
  readonly onOrder: (order: Order) => void
  readonly choices?: React.ReactNode
  /** One sentence of what stands out. */
  readonly says: (rows: readonly BreakdownRow[], view: View) => string
}

/** More rows than anybody compares; what is beyond them is one row. */
const MOST_ROWS = 100

export function BreakdownPanel(props: BreakdownProps) {
  const { view, title, heading, by, columns, order, onOrder, choices, says } = props
  const query = useApiQuery('analytics.breakdown', { scope: view.scope, by, most: MOST_ROWS })
  const nameOf = useValueNames()
  return (
    <Panel
      title={heading === undefined ? title : <Hidden words={title} seen={heading} />}
      isWide
      query={query}
      choices={choices}
      summary={(answer) => says(rowsOf(answer, by, nameOf), view)}
      actions={() => (
        <>
          <OpenLeads leads={behind(view.scope, 'leads')} />
          <CsvAction panel="breakdown" view={view} by={by} />
        </>
      )}
    >
      {(answer) =>
        answer.rows.length === 0 ? (
          <Nothing>No lead came in this period.</Nothing>
        ) : (
          <FigureTable
            label={`${title} by ${DIMENSION_LABELS[by].label.toLowerCase()}`}
            columns={breakdownColumns(columns, by, view)}
            rows={rowsOf(answer, by, nameOf)}
            keyOf={({ key }) => key}
            order={order}
            onOrder={onOrder}
            foot={footOf(answer)}
          />
        )
      }
    </Panel>
  )
}

/** A heading of which a choice beside it shows a part. */
function Hidden({ words, seen }: { readonly words: string; readonly seen: string }) {
  return (
    <>
      <span aria-hidden>{seen}</span>
      <span className="unseen">{words}</span>
    </>
  )
}

export function rowsOf(
  { rows }: Answer,
  by: Dimension,
  nameOf: (dimension: Dimension, value: string | null) => string,
): readonly BreakdownRow[] {
  return rows.map(({ value, label, now }) => ({
    key: `value ${value ?? ''}`,
    name: label ?? nameOf(by, value),
    value,
    figures: now,
  }))
}

/** What is beyond the rows, and all of it: sums over every value, where one lead may count once only. */
export function footOf({ rest, total }: Answer): readonly BreakdownRow[] {
  return [
    ...(rest === null
      ? []
      : [{ key: 'rest', name: `${showCount(rest.values)} more`, value: undefined, figures: rest.now }]),
    { key: 'total', name: 'All', value: undefined, figures: total },
  ]
}

/** "Click Ventures brings most back: 4.1 for each dollar paid. Cheapest sale: Lead Gen Pro, $182." */
export function saysVendors(rows: readonly BreakdownRow[], { currency }: View): string {
  const enough = rows.filter(({ figures }) => !isTooFew(figures.leads))
  const few = rows.length - enough.length
  const fewWords =
    few === 0 ? '' : ` ${few === 1 ? 'One has' : `${few} have`} sent too few leads to be compared.`
  if (rows.length === 0) return ''
  if (enough.length === 0) return 'No vendor has sent enough leads to be compared.'
  const mostBack = top(enough, 'return', currency)
  // Nobody is best of those that brought nothing.
  const best = mostBack && METRICS.return.of(mostBack.figures).value ? mostBack : undefined
  const cheapest = top(enough, 'costPerSale', currency, -1)
  if (best === undefined && cheapest === undefined)
    return `Prices are not known, so what a vendor returns cannot be said.${fewWords}`
  return [
    best &&
      `${best.name} brings most back: ${showAmount(Math.round((METRICS.return.of(best.figures).value ?? 0) * 100), currency)} for each ${showAmount(100, currency)} paid.`,
    cheapest &&
      `The cheapest sale comes from ${cheapest === best ? 'them too' : cheapest.name}: ${showAmount(
        Math.round(METRICS.costPerSale.of(cheapest.figures).value ?? 0),
        currency,
      )}.`,
  ]
    .filter(Boolean)
    .join(' ')
    .concat(fewWords)
}

export function saysAgents(rows: readonly BreakdownRow[], { currency }: View): string {
  if (rows.length === 0) return ''
  const agents = rows.filter(({ value, figures }) => value !== null && figures.firstContact.count > 0)
  const fastest = top(
    agents.filter(({ figures }) => !isTooFew(figures.firstContact.count)),
    'firstContact',
    currency,
    -1,
  )
  const most = top(
    agents.filter(({ figures }) => figures.converted > 0),
    'converted',
    currency,
  )
  if (agents.length === 0) return 'No agent has contacted a lead of this period.'
  return [
    fastest
      ? `${fastest.name} answers fastest.`
      : `No agent has contacted enough leads to say who answers fastest.`,
    most && `${most.name} has converted most: ${showCount(most.figures.converted)}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

export function saysOthers(rows: readonly BreakdownRow[], { currency }: View): string {
  const [first] = rows
  if (first === undefined) return ''
  const rate = top(
    rows.filter(({ figures }) => !isTooFew(figures.leads)),
    'conversionRate',
    currency,
  )
  return `Most leads: ${first.name}, ${showCount(first.figures.leads)}.${
    rate && rate.figures.converted > 0 ? ` ${rate.name} converts best.` : ''
  }`
}

function top(
  rows: readonly BreakdownRow[],
  metric: keyof typeof METRICS,
  currency: string,
  sign: 1 | -1 = 1,
): BreakdownRow | undefined {
  let best: { row: BreakdownRow; value: number } | undefined
  for (const row of rows) {
    const { value } = METRICS[metric].of(row.figures, currency)
    if (value === null) continue
    if (best === undefined || sign * value > sign * best.value) best = { row, value }
  }
  return best?.row
}
