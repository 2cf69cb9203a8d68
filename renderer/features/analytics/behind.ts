// From a figure to the list of leads that it counts.
import type { AnalyticsScope } from '../../../shared/contract/analytics.ts'
import { type LeadsBehind, type LeadsFigure, leadsBehind } from '../../../shared/domain/leads-behind.ts'

/** What the list of leads is opened with; the frame's workspace goes along by itself. */
export type LeadsSearch = { readonly where: [...LeadsBehind['where']] }

/** Undefined where the list cannot be narrowed to just those. */
export function behind(scope: AnalyticsScope, figure: LeadsFigure): LeadsSearch | undefined {
  const leads = leadsBehind(scope, figure)
  return leads === null ? undefined : { where: [...leads.where] }
}
