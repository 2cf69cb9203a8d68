// The columns that figures of a value can be shown in; each is named and explained by its metric.
import type { Figures } from '../../../shared/contract/analytics.ts'
import { VERDICT_LABELS } from '../../../shared/domain/labels.ts'
import type { LeadsFigure } from '../../../shared/domain/leads-behind.ts'
import {
  DIMENSION_LABELS,
  type Dimension,
  METRICS,
  type Measured,
  type MetricName,
} from '../../../shared/domain/metrics.ts'
import { showCount } from '../../ui/format.ts'
import { behind } from './behind.ts'
import type { FigureColumn } from './figure-table.tsx'
import { isTooFew, MetricCell, Share, Sums } from './figure-words.tsx'
import { type View, within } from './use-view.ts'

export type BreakdownRow = {
  readonly key: string
  readonly name: string
  /** Undefined: no value of its own, but a sum. */
  readonly value: string | null | undefined
  readonly figures: Figures
}

/** Shares: the percentage with its count, which opens the leads. */
const SHARES = {
  contacted: { metric: 'contactedShare', title: 'Contacted', figure: 'contacted' },
  inFive: { metric: 'contactedInFiveShare', title: 'Within 5 min', figure: 'contactedInFive' },
  qualified: { metric: 'qualifiedShare', title: 'Qualified', figure: 'qualified' },
  appointments: { metric: 'appointmentShare', title: 'Appointment', figure: 'appointments' },
  converted: { metric: 'conversionRate', title: 'Converted', figure: 'converted' },
  duplicates: { metric: 'duplicateShare', title: 'Duplicates', figure: 'duplicates' },
} as const satisfies Record<
  string,
  { metric: MetricName; title: string; figure: LeadsFigure & keyof Figures }
>

/** Everything else: one value. */
const VALUES = {
  quarantined: { metric: 'quarantined', title: VERDICT_LABELS.quarantined },
  cost: { metric: 'cost', title: 'Cost' },
  brought: { metric: 'brought', title: 'Brought' },
  costPerAppointment: { metric: 'costPerAppointment', title: 'Per appointment' },
  costPerSale: { metric: 'costPerSale', title: 'Per sale' },
  return: { metric: 'return', title: 'Return' },
  worth: { metric: 'worth', title: 'Worth at most' },
  firstContact: { metric: 'firstContact', title: 'First contact' },
  toConversion: { metric: 'toConversion', title: 'To conversion' },
} as const satisfies Record<string, { metric: MetricName; title: string }>

export type ColumnId = 'leads' | 'revenue' | keyof typeof SHARES | keyof typeof VALUES

export const VENDOR_COLUMNS: readonly ColumnId[] = [
  'leads',
  'contacted',
  'qualified',
  'converted',
  'duplicates',
  'quarantined',
  'revenue',
  'cost',
  'costPerAppointment',
  'costPerSale',
  'return',
  'worth',
]
export const AGENT_COLUMNS: readonly ColumnId[] = [
  'leads',
  'contacted',
  'inFive',
  'firstContact',
  'qualified',
  'appointments',
  'converted',
  'toConversion',
  'revenue',
]
export const OTHER_COLUMNS: readonly ColumnId[] = [
  'leads',
  'contacted',
  'inFive',
  'qualified',
  'converted',
  'duplicates',
  'revenue',
  'cost',
  'costPerSale',
  'return',
]

export function breakdownColumns(
  ids: readonly ColumnId[],
  by: Dimension,
  { scope, currency }: Pick<View, 'scope' | 'currency'>,
  hasLinks = true,
): readonly FigureColumn<BreakdownRow>[] {
  const leads = (figure: LeadsFigure) => (row: BreakdownRow) =>
    hasLinks && !(row.value === undefined && row.key === 'rest')
      ? behind(row.value === undefined ? scope : within(scope, by, row.value), figure)
      : undefined
  const column = (id: ColumnId): FigureColumn<BreakdownRow> => {
    if (id === 'leads')
      return {
        id,
        title: METRICS.leads.label,
        meaning: METRICS.leads.definition,
        cell: ({ figures }) => showCount(figures.leads),
        sortBy: ({ figures }) => figures.leads,
        leads: leads('leads'),
      }
    if (id === 'revenue')
      return {
        id,
        title: METRICS.revenue.label,
        meaning: METRICS.revenue.definition,
        cell: ({ figures }) => <Sums sums={figures.revenue} currency={currency} />,
        sortBy: ({ figures }) => METRICS.revenue.of(figures, currency).value,
      }
    if (id in SHARES) {
      const { metric, title, figure } = SHARES[id as keyof typeof SHARES]
      return {
        id,
        title,
        meaning: METRICS[metric].definition,
        cell: ({ figures }) => <Share part={figures[figure]} whole={figures.leads} />,
        sortBy: ({ figures }) => METRICS[metric].of(figures).value,
        leads: leads(figure),
      }
    }
    const { metric, title } = VALUES[id as keyof typeof VALUES]
    return {
      id,
      title,
      meaning: METRICS[metric].definition,
      cell: ({ figures }) => <MetricCell name={metric} figures={figures} currency={currency} />,
      sortBy: ({ figures }) => (METRICS[metric].of(figures) as Measured).value,
    }
  }
  return [
    {
      id: 'name',
      title: DIMENSION_LABELS[by].label,
      isText: true,
      cell: ({ name, figures, value }) => (
        <>
          <span className="figures-name" title={name}>
            {name}
          </span>
          {value !== undefined && figures.leads > 0 && isTooFew(figures.leads) && (
            <span className="figures-few" title="Too few leads for a percentage or a comparison">
              few
            </span>
          )}
        </>
      ),
      sortBy: ({ name }) => name,
    },
    ...ids.map(column),
  ]
}
