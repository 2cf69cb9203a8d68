// Analytics: what the figures of DOMAIN §9 say of a period. What each figure means, and how shares and quotients follow from the counts below, is in
// shared/domain/metrics.ts and nowhere else.
import { z } from 'zod'
import { DIMENSIONS, TREND_STEPS } from '../domain/metrics.ts'
import { STAGES } from '../domain/vocabulary.ts'
import { currencySum } from './conversions.ts'
import { query, task } from './operation.ts'
import { cents, day, instant, nothing } from './shapes.ts'
import type { Topic } from './topics.ts'

/** What figures are made of, names among it. */
export const FIGURES_READ: readonly Topic[] = [
  'leads',
  'conversions',
  'appointments',
  'deliveries',
  'webhooks',
  'providers',
  'workspaces',
  'agents',
  'settings',
]

/** Days of the agency's zone, both included. */
const days = {
  from: day,
  to: day,
}
const inOrder = ({ from, to }: { readonly from: string; readonly to: string }) => from <= to
const ORDER_PROBLEM = { path: ['to'], message: 'The period ends before it begins: choose a later end.' }
export const period = z.object(days).refine(inOrder, ORDER_PROBLEM)
export type Period = z.infer<typeof period>

/** Null among the values: leads that say nothing there. */
const cut = z.object({
  dimension: z.enum(DIMENSIONS),
  values: z.array(z.string().max(500).nullable()).min(1).max(200).readonly(),
})
export const analyticsScope = z
  .object({
    ...days,
    /** Left out means all, null means unrouted. */
    workspaceId: z.string().nullish(),
    /** All of them must hold; of the values of one, any. */
    where: z.array(cut).max(DIMENSIONS.length).readonly().default([]),
  })
  .refine(inOrder, ORDER_PROBLEM)
export type AnalyticsScope = z.input<typeof analyticsScope>

const count = z.number().int().min(0)
const duration = z.number().min(0).nullable()
/** How long something took, of those in which it happened; milliseconds, null where it happened in none. */
export const spread = z.object({
  count,
  /** Those of the period in which it has not happened, or of which no time is known: both together are all. */
  without: count,
  medianMs: duration,
  firstQuarterMs: duration,
  thirdQuarterMs: duration,
  meanMs: duration,
})

/** Counts and sums of a scope; everything else is made of them. */
export const figures = z.object({
  /** Created in the period, without test leads. The next seven are of these, as of now. */
  leads: count,
  contacted: count,
  contactedInFive: count,
  qualified: count,
  /** Have, or had, an appointment. */
  appointments: count,
  converted: count,
  /** The same phone had come before. */
  duplicates: count,
  /** What was paid for them, in the agency's currency, and of how many the price is known. */
  costCents: cents,
  priced: count,
  /** What they have brought so far, in the agency's currency, whenever it happened; and the sum of its squares, lead by lead (for a margin). */
  broughtCents: cents,
  broughtSquares: z.number(),
  /** Deliveries of the period that wait for repair; null where a scope cannot tell them apart. */
  quarantined: count.nullable(),
  /** Sales and contracts that happened in the period, voided ones aside, one entry for each currency in the order of their letters. */
  revenue: z.array(currencySum),
  firstContact: spread,
  toConversion: spread,
})
export type Figures = z.infer<typeof figures>

const stage = z.object({
  stage: z.enum(STAGES),
  /** The furthest stage is this one or a later one. */
  reached: count,
  /** It is this one, and the lead is still open; or it ended here, rejected or lost. */
  open: count,
  ended: count,
  /**
   * From the first arrival here to the first arrival at the next stage that the lead reached; a stage that was passed over took no time, and counts
   * among those without. Both together have reached this stage.
   */
  time: spread,
})

/** Leads created in it, and how many of these have converted by now; what was sold in it. */
const trendPoint = z.object({ ...days, leads: count, converted: count, revenue: z.array(currencySum) })

/** Longer than `fromMs`, and up to `toMs`; the first one holds what took no time, too. */
const bucket = z.object({ fromMs: z.number(), toMs: z.number().nullable(), count })
const speed = spread.extend({ buckets: z.array(bucket) })

const cohort = z.object({
  /** The Monday of its week, or the first day of the period where that is later. */
  ...days,
  leads: count,
  /** How many of them had converted at each age; null: not all of them are as old as that yet (metrics.ts: isTooEarly). */
  convertedAtAge: z.array(count.nullable()),
})

export const ANALYTICS_PANELS = [
  'overview',
  'funnel',
  'trend',
  'heat',
  'speed',
  'breakdown',
  'cohorts',
] as const

const compared = z.object({
  /** Figures that were compared. */
  checked: count,
  differences: z.array(z.object({ what: z.string(), of: z.string(), kept: z.string(), counted: z.string() })),
  /** More than the list holds. */
  more: count,
})

/** Answered by the reader that holds leads and conversions in memory. */
function counted<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return query(FIGURES_READ, input, output, 'analytics')
}

export const analyticsOperations = {
  'analytics.overview': counted(
    z.object({ scope: analyticsScope, compare: period.optional() }),
    z.object({ now: figures, before: figures.nullable() }),
  ),
  'analytics.funnel': counted(z.object({ scope: analyticsScope }), z.object({ stages: z.array(stage) })),
  /** Empty days are there with zeros. */
  'analytics.trend': counted(
    z.object({ scope: analyticsScope, step: z.enum(TREND_STEPS) }),
    z.object({ points: z.array(trendPoint) }),
  ),
  /** Leads by weekday (Monday first) and hour of the agency's clock, and how many of them were contacted within five minutes. */
  'analytics.heat': counted(
    z.object({ scope: analyticsScope }),
    z.object({ leads: z.array(z.array(count)), contactedInFive: z.array(z.array(count)) }),
  ),
  'analytics.speed': counted(
    z.object({ scope: analyticsScope }),
    z.object({ firstContact: speed, toConversion: speed }),
  ),
  /**
   * The same figures for each value of a dimension that has any, in the period or in the one it is compared with: most leads first. Revenue of agents is
   * what they converted themselves; what was sold without a lead stands under null. `rest` are the values beyond `most`, together.
   */
  'analytics.breakdown': counted(
    z.object({
      scope: analyticsScope,
      by: z.enum(DIMENSIONS),
      compare: period.optional(),
      most: z.number().int().min(1).max(1_000).default(100),
    }),
    z.object({
      rows: z.array(
        z.object({
          value: z.string().nullable(),
          label: z.string().nullable(),
          now: figures,
          before: figures.nullable(),
        }),
      ),
      rest: z.object({ values: count, now: figures }).nullable(),
      total: figures,
    }),
  ),
  /** Leads by the week they were created in, each at the ages of COHORT_AGES. Weeks without a lead are left out. */
  'analytics.cohorts': counted(
    z.object({ scope: analyticsScope }),
    z.object({ ages: z.array(z.number().int()), cohorts: z.array(cohort) }),
  ),
  /** What a dimension can be narrowed to, of all leads, most first and at most 200; `search` is part of a value or of its name. */
  'analytics.values': counted(
    z.object({ dimension: z.enum(DIMENSIONS), search: z.string().max(200).default('') }),
    z.array(z.object({ value: z.string().nullable(), label: z.string().nullable(), leads: count })),
  ),
  /** Compares what the reader of analytics holds in memory with the tables; a part of `analytics.verify`, which the host asks for. */
  'analytics.checkImage': query([], nothing, compared, 'analytics'),
  /** Counts every kept figure anew from what it counts. There must be no difference, ever. */
  'analytics.verify': task(nothing, compared.extend({ at: instant })),
}
