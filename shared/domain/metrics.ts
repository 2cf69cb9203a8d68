// What each figure means (DOMAIN §9), once: its name, its definition for whoever points at it, and how it follows from counts. Screens, exports, the
// API and the tests of the views use these.

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

export const TREND_STEPS = ['day', 'week', 'month'] as const
export type TrendStep = (typeof TREND_STEPS)[number]

/** Weeks after its creation at which a cohort is looked at. */
export const COHORT_AGES = [1, 2, 4, 8, 12, 26] as const

/** Fewer than these say little: a share of them is shown with a word of caution. */
export const SMALL_SAMPLE = 30
