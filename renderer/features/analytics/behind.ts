// From a figure to the list of leads that it counts.
import type { AnalyticsScope } from '../../../shared/contract/analytics.ts'
import { type LeadsBehind, type LeadsFigure, leadsBehind } from '../../../shared/domain/leads-behind.ts'
import { SALE_TYPES } from '../../../shared/domain/vocabulary.ts'

/** What the list of leads is opened with; the frame's workspace goes along by itself. */
export type LeadsSearch = { readonly where: [...LeadsBehind['where']] }

/** What the list of conversions is opened with: what was won in a period. */
export type ConversionsSearch = {
  readonly from: string
  readonly to: string
  readonly kinds: ('sale' | 'contract')[]
  readonly currencies?: string[]
}

/** Undefined where the conversions cannot be narrowed as their leads are. */
export function soldIn(scope: AnalyticsScope, currency?: string): ConversionsSearch | undefined {
  if ((scope.where ?? []).length > 0) return undefined
  return {
    from: scope.from,
    to: scope.to,
    kinds: [...SALE_TYPES],
    ...(currency === undefined ? {} : { currencies: [currency] }),
  }
}

/** Undefined where the list cannot be narrowed to just those. */
export function behind(scope: AnalyticsScope, figure: LeadsFigure): LeadsSearch | undefined {
  const leads = leadsBehind(scope, figure)
  return leads === null ? undefined : { where: [...leads.where] }
}
