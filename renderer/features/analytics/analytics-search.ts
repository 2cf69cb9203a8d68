import { z } from 'zod'
import { analyticsScope } from '../../../shared/contract/analytics.ts'
import { DIMENSIONS, TREND_STEPS } from '../../../shared/domain/metrics.ts'
import { COMPARISONS, PERIOD_PRESETS } from '../../../shared/domain/period.ts'

/** The panels that have a table beside their chart. */
export const CHARTS = ['funnel', 'trend', 'heat', 'contact', 'conversion'] as const
export type Chart = (typeof CHARTS)[number]

/** The tables that can be sorted. */
export const TABLES = ['vendors', 'agents', 'by'] as const
export type Table = (typeof TABLES)[number]
const order = z.object({ column: z.string().max(40), direction: z.enum(['asc', 'desc']) })
export type Order = z.infer<typeof order>

export const TREND_MEASURES = ['revenue', 'sales', 'leads'] as const
export const HEAT_MEASURES = ['leads', 'five'] as const

/** What the figures are of, in the address. What is unreadable is left out: an old link still opens the screen. */
const ofWhat = {
  /** Left out: the usual period, or the days `from` to `to`. */
  period: z.enum(PERIOD_PRESETS).optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  /** Left out: with the period before. */
  compare: z
    .enum([...COMPARISONS, 'none'])
    .optional()
    .catch(undefined),
  /** What they are narrowed to; the scope’s `where`. */
  cuts: analyticsScope.shape.where.removeDefault().optional().catch(undefined),
}

export const analyticsSearch = z.object({
  ...ofWhat,
  by: z.enum(DIMENSIONS).optional().catch(undefined),
  step: z.enum(TREND_STEPS).optional().catch(undefined),
  trend: z.enum(TREND_MEASURES).optional().catch(undefined),
  heat: z.enum(HEAT_MEASURES).optional().catch(undefined),
  /** Charts that are shown as tables. */
  tables: z.array(z.enum(CHARTS)).optional().catch(undefined),
  sorts: z.partialRecord(z.enum(TABLES), order).optional().catch(undefined),
  /** The box that verifies the figures is open. */
  verify: z.literal(true).optional().catch(undefined),
})
export type AnalyticsSearch = z.infer<typeof analyticsSearch>

export const reportSearch = z.object({
  ...ofWhat,
  /** The table of vendors is on the report; what they cost is for the agency alone until it says otherwise. */
  vendors: z.literal(true).optional().catch(undefined),
  costs: z.literal(true).optional().catch(undefined),
  /** The list of what was won is not. */
  conversions: z.literal(false).optional().catch(undefined),
})
export type ReportSearch = z.infer<typeof reportSearch>
