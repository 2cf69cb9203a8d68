// What each figure means (DOMAIN §9), once: its name, its definition for whoever points at it, and how it follows from counts. Screens, exports, the
// API and the tests of the views use these. A figure that nothing can be said of is words, never 0 %, NaN or infinity.

/** What figures can be narrowed to and broken down by: columns of a lead, and the first three digits of its ZIP code. */
export const DIMENSIONS = [
  'workspace_id',
  'provider_id',
  'webhook_id',
  'lead_type',
  'source',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'campaign_id',
  'assigned_to',
  'zip_prefix',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Heading of a dimension, and what stands for leads that say nothing there. */
export const DIMENSION_LABELS: Readonly<
  Record<Dimension, { readonly label: string; readonly none: string }>
> = {
  workspace_id: { label: 'Workspace', none: 'Unrouted' },
  provider_id: { label: 'Provider', none: 'No provider' },
  webhook_id: { label: 'Webhook', none: 'No lead named' },
  lead_type: { label: 'Lead type', none: 'No lead named' },
  source: { label: 'Source', none: 'No source' },
  utm_source: { label: 'UTM source', none: 'No UTM source' },
  utm_medium: { label: 'UTM medium', none: 'No UTM medium' },
  utm_campaign: { label: 'UTM campaign', none: 'No UTM campaign' },
  campaign_id: { label: 'Campaign', none: 'No campaign' },
  assigned_to: { label: 'Agent', none: 'Unassigned' },
  zip_prefix: { label: 'ZIP prefix', none: 'No ZIP code' },
}

export const TREND_STEPS = ['day', 'week', 'month'] as const
export type TrendStep = (typeof TREND_STEPS)[number]

/** Weeks after its creation at which a cohort is looked at. */
export const COHORT_AGES = [1, 2, 4, 8, 12, 26] as const
export const WEEK_MS = 7 * 86_400_000

/** Whether not all of a cohort can be so old yet; `endMs` is the end of its last day. */
export function isTooEarly(endMs: number, ageWeeks: number, nowMs: number): boolean {
  return endMs + ageWeeks * WEEK_MS > nowMs
}

/** Fewer than these say little: a share of them is shown with a word of caution. */
export const SMALL_SAMPLE = 30

/** Contacted within this is contacted in five minutes. */
export const FAST_CONTACT_MS = 5 * 60_000

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Ends of the buckets of a spread; what took just as long belongs to the bucket that ends there, and the last bucket has no end. */
export const CONTACT_BUCKETS_MS = [
  MINUTE,
  FAST_CONTACT_MS,
  15 * MINUTE,
  HOUR,
  4 * HOUR,
  DAY,
  3 * DAY,
] as const
export const CONVERSION_BUCKETS_MS = [DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 90 * DAY] as const

export type Spread = {
  readonly count: number
  readonly without: number
  readonly medianMs: number | null
  readonly firstQuarterMs: number | null
  readonly thirdQuarterMs: number | null
  readonly meanMs: number | null
}
export type CurrencySum = {
  readonly currency: string
  readonly conversions: number
  readonly withValue: number
  readonly revenueCents: number
}
/** As in contract/analytics.ts, where each is explained. */
export type Figures = {
  readonly leads: number
  readonly contacted: number
  readonly contactedInFive: number
  readonly qualified: number
  readonly appointments: number
  readonly converted: number
  readonly duplicates: number
  readonly costCents: number
  readonly priced: number
  readonly broughtCents: number
  readonly broughtSquares: number
  readonly quarantined: number | null
  readonly revenue: readonly CurrencySum[]
  readonly firstContact: Spread
  readonly toConversion: Spread
}

/**
 * A figure, or why there is none: then `value` is null and `note` says why. `isSmall`: it rests on fewer than SMALL_SAMPLE. `note` beside a value is
 * what one must know with it. `margin`: where the true value lies in 95 of 100 cases.
 */
export type Measured = {
  readonly value: number | null
  readonly isSmall: boolean
  readonly note: string | null
  readonly margin?: { readonly low: number; readonly high: number }
}

const none = (note: string): Measured => ({ value: null, isSmall: false, note })

/** A part of a whole, 0 to 1. */
export function shareOf(part: number, whole: number, noneWords: string): Measured {
  return whole === 0
    ? none(noneWords)
    : { value: part / whole, isSmall: whole < SMALL_SAMPLE, note: smallNote(whole) }
}

/** One sum by another; neither NaN nor infinite. */
export function quotientOf(sum: number, by: number, noneWords: string, note: string | null = null): Measured {
  return by === 0
    ? none(noneWords)
    : { value: sum / by, isSmall: by < SMALL_SAMPLE, note: note ?? smallNote(by) }
}

function smallNote(of: number): string | null {
  return of < SMALL_SAMPLE ? `Of ${of} only: too few to rely on.` : null
}

export type MetricKind = 'count' | 'share' | 'money' | 'duration' | 'ratio'
export type Metric = {
  readonly name: string
  readonly label: string
  readonly kind: MetricKind
  /** A sentence for whoever points at it. */
  readonly definition: string
  /** Money is whole cents of the agency's currency (fractions of a cent where it is a quotient), a duration milliseconds, a share 0 to 1. */
  readonly of: (figures: Figures, currency: string) => Measured
}

const NO_LEADS = 'No leads in this period.'
const count = (value: number): Measured => ({ value, isSmall: false, note: null })
const ofLeads = (pick: (figures: Figures) => number) => (figures: Figures) =>
  shareOf(pick(figures), figures.leads, NO_LEADS)

/** The sum of one currency; sums never mix them. */
export function sumIn(figures: Pick<Figures, 'revenue'>, currency: string): CurrencySum {
  return (
    figures.revenue.find((sum) => sum.currency === currency) ?? {
      currency,
      conversions: 0,
      withValue: 0,
      revenueCents: 0,
    }
  )
}

function otherCurrencies(figures: Figures, currency: string): string | null {
  const others = figures.revenue.filter((sum) => sum.currency !== currency).map((sum) => sum.currency)
  return others.length === 0 ? null : `Without ${others.join(', ')}, which are summed apart.`
}

/** What must be said of every figure that rests on prices. */
function priceNote({ leads, priced }: Figures): string | null {
  const show = (many: number) => many.toLocaleString('en-US')
  return priced < leads ? `The price of ${show(priced)} of ${show(leads)} leads is known.` : null
}

const costBy =
  (by: (figures: Figures) => number, words: string) =>
  (figures: Figures): Measured => {
    if (figures.leads === 0) return none(NO_LEADS)
    if (figures.priced === 0) return none('No price is known. Set what a lead of this provider costs.')
    return quotientOf(figures.costCents, by(figures), words, priceNote(figures))
  }

const timeOf =
  (pick: (figures: Figures) => Spread, words: string) =>
  (figures: Figures): Measured => {
    const { medianMs, count: of } = pick(figures)
    if (figures.leads === 0) return none(NO_LEADS)
    return medianMs === null
      ? none(words)
      : { value: medianMs, isSmall: of < SMALL_SAMPLE, note: smallNote(of) }
  }

/** The mean of what leads have brought, and its margin (1.96 standard errors), in cents. */
export function worthOf({ leads, broughtCents, broughtSquares }: Figures): Measured {
  if (leads === 0) return none(NO_LEADS)
  if (broughtCents === 0) return none('Nothing sold to them yet.')
  const value = broughtCents / leads
  if (leads === 1) return { value, isSmall: true, note: smallNote(1) }
  const variance = Math.max(0, broughtSquares - leads * value * value) / (leads - 1)
  const error = 1.96 * Math.sqrt(variance / leads)
  return {
    value,
    isSmall: leads < SMALL_SAMPLE,
    note: smallNote(leads),
    margin: { low: Math.max(0, value - error), high: value + error },
  }
}

export const METRICS = {
  leads: {
    name: 'leads',
    label: 'Leads',
    kind: 'count',
    definition: 'Leads created in the period, on the agency’s clock. Test leads never count.',
    of: ({ leads }) => count(leads),
  },
  contacted: {
    name: 'contacted',
    label: 'Contacted',
    kind: 'count',
    definition: 'Leads of the period whose furthest stage is Contacted or later.',
    of: ({ contacted }) => count(contacted),
  },
  contactedShare: {
    name: 'contactedShare',
    label: 'Share contacted',
    kind: 'share',
    definition:
      'Of the leads created in the period, the share that reached Contacted or a later stage by now.',
    of: ofLeads(({ contacted }) => contacted),
  },
  contactedInFive: {
    name: 'contactedInFive',
    label: 'Contacted in five minutes',
    kind: 'count',
    definition: 'Leads of the period that were first contacted within five minutes of their creation.',
    of: ({ contactedInFive }) => count(contactedInFive),
  },
  contactedInFiveShare: {
    name: 'contactedInFiveShare',
    label: 'Share in five minutes',
    kind: 'share',
    definition: 'Of the leads created in the period, the share first contacted within five minutes.',
    of: ofLeads(({ contactedInFive }) => contactedInFive),
  },
  qualified: {
    name: 'qualified',
    label: 'Qualified',
    kind: 'count',
    definition: 'Leads of the period whose furthest stage is Qualified or later.',
    of: ({ qualified }) => count(qualified),
  },
  qualifiedShare: {
    name: 'qualifiedShare',
    label: 'Share qualified',
    kind: 'share',
    definition:
      'Of the leads created in the period, the share that reached Qualified or a later stage by now.',
    of: ofLeads(({ qualified }) => qualified),
  },
  appointments: {
    name: 'appointments',
    label: 'With appointment',
    kind: 'count',
    definition: 'Leads of the period that have, or had, an appointment, whatever became of it.',
    of: ({ appointments }) => count(appointments),
  },
  appointmentShare: {
    name: 'appointmentShare',
    label: 'Share with appointment',
    kind: 'share',
    definition: 'Of the leads created in the period, the share that has, or had, an appointment.',
    of: ofLeads(({ appointments }) => appointments),
  },
  converted: {
    name: 'converted',
    label: 'Converted',
    kind: 'count',
    definition: 'Leads of the period that have converted (sale or contract) by now.',
    of: ({ converted }) => count(converted),
  },
  conversionRate: {
    name: 'conversionRate',
    label: 'Conversion rate',
    kind: 'share',
    definition:
      'Of the leads created in the period, the share that has converted (sale or contract) by now. It never exceeds 100 %.',
    of: ofLeads(({ converted }) => converted),
  },
  duplicates: {
    name: 'duplicates',
    label: 'Duplicates',
    kind: 'count',
    definition: 'Leads of the period whose phone had come before with another lead, by any webhook.',
    of: ({ duplicates }) => count(duplicates),
  },
  duplicateShare: {
    name: 'duplicateShare',
    label: 'Share duplicates',
    kind: 'share',
    definition:
      'Of the leads created in the period, the share whose phone had come before with another lead.',
    of: ofLeads(({ duplicates }) => duplicates),
  },
  quarantined: {
    name: 'quarantined',
    label: 'Quarantined',
    kind: 'count',
    definition:
      'Deliveries received in the period that could not be taken and still wait for repair. They are no leads yet.',
    of: ({ quarantined }) =>
      quarantined === null
        ? none('A delivery that waits for repair says only its webhook and its provider.')
        : count(quarantined),
  },
  revenue: {
    name: 'revenue',
    label: 'Revenue',
    kind: 'money',
    definition:
      'Sum of the values of sales and contracts that happened in the period, voided ones aside, in the agency’s currency.',
    of: (figures, currency) => ({
      value: sumIn(figures, currency).revenueCents,
      isSmall: false,
      note: otherCurrencies(figures, currency),
    }),
  },
  sales: {
    name: 'sales',
    label: 'Conversions',
    kind: 'count',
    definition: 'Sales and contracts that happened in the period, voided ones aside, in any currency.',
    of: ({ revenue }) => count(revenue.reduce((sum, { conversions }) => sum + conversions, 0)),
  },
  averageValue: {
    name: 'averageValue',
    label: 'Average value',
    kind: 'money',
    definition: 'Revenue over the sales and contracts of the period that have a value.',
    of: (figures, currency) => {
      const { revenueCents, withValue } = sumIn(figures, currency)
      return quotientOf(revenueCents, withValue, 'No conversion with a value in this period.')
    },
  },
  cost: {
    name: 'cost',
    label: 'Cost',
    kind: 'money',
    definition:
      'What was paid for the leads of the period: the price that came with the lead, else the provider’s price on its day.',
    of: (figures) =>
      figures.leads === 0
        ? none(NO_LEADS)
        : figures.priced === 0
          ? none('No price is known. Set what a lead of this provider costs.')
          : { value: figures.costCents, isSmall: false, note: priceNote(figures) },
  },
  costPerLead: {
    name: 'costPerLead',
    label: 'Cost per lead',
    kind: 'money',
    definition: 'Cost over the leads of the period whose price is known.',
    of: costBy(({ priced }) => priced, NO_LEADS),
  },
  costPerAppointment: {
    name: 'costPerAppointment',
    label: 'Cost per appointment',
    kind: 'money',
    definition: 'Cost over the leads of the period that have, or had, an appointment.',
    of: costBy(({ appointments }) => appointments, 'No appointment yet.'),
  },
  costPerSale: {
    name: 'costPerSale',
    label: 'Cost per sale',
    kind: 'money',
    definition: 'Cost over the leads of the period that have converted by now.',
    of: costBy(({ converted }) => converted, 'No sale yet.'),
  },
  brought: {
    name: 'brought',
    label: 'Brought so far',
    kind: 'money',
    definition:
      'Sales and contracts of the leads of the period, whenever they happened, voided ones aside, in the agency’s currency.',
    of: ({ leads, broughtCents }) => (leads === 0 ? none(NO_LEADS) : count(broughtCents)),
  },
  return: {
    name: 'return',
    label: 'Return',
    kind: 'ratio',
    definition:
      'What the leads of the period have brought so far over what was paid for them: 3 means three back for each one spent.',
    of: (figures) => {
      if (figures.leads === 0) return none(NO_LEADS)
      if (figures.priced === 0) return none('No price is known. Set what a lead of this provider costs.')
      if (figures.costCents === 0) return none('Nothing was paid for them.')
      return {
        value: figures.broughtCents / figures.costCents,
        isSmall: figures.leads < SMALL_SAMPLE,
        note: priceNote(figures) ?? smallNote(figures.leads),
      }
    },
  },
  worth: {
    name: 'worth',
    label: 'Worth at most, a lead',
    kind: 'money',
    definition:
      'What a lead of the period has brought on average so far, converted or not, with its margin (1.96 standard errors): paying more than this loses money.',
    of: worthOf,
  },
  firstContact: {
    name: 'firstContact',
    label: 'Time to first contact',
    kind: 'duration',
    definition: 'From creation to first contact: the median of the leads of the period that were contacted.',
    of: timeOf(({ firstContact }) => firstContact, 'Nobody was contacted yet.'),
  },
  toConversion: {
    name: 'toConversion',
    label: 'Time to conversion',
    kind: 'duration',
    definition:
      'From creation to first conversion: the median of the leads of the period that have converted.',
    of: timeOf(({ toConversion }) => toConversion, 'None has converted yet.'),
  },
} as const satisfies Readonly<Record<string, Metric>>
export type MetricName = keyof typeof METRICS

/** Of the leads that reached a stage, the share that did not reach the next one. */
export function dropOff(reached: number, reachedNext: number): Measured {
  return shareOf(reached - reachedNext, reached, 'Nobody reached it.')
}
