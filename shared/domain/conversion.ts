// Rules of conversions that need no table (DOMAIN §6, §9).
import { type CONVERSION_TYPES, type LeadStatus, type MILESTONE_TYPES, SALE_TYPES } from './vocabulary.ts'

export type ConversionType = (typeof CONVERSION_TYPES)[number]

export const CONVERSION_LIMITS = {
  /** A billion: what is above is a slipped digit. */
  mostCents: 100_000_000_000,
  mostDetails: 50,
  /** Nobody has sold anything to these leads before. */
  earliestDay: '1990-01-01',
} as const

/** Whether it is something won, and not a milestone on the way. */
export function isSale(type: ConversionType): boolean {
  return (SALE_TYPES as readonly string[]).includes(type)
}

const STATUS_OF_MILESTONE: Readonly<Record<(typeof MILESTONE_TYPES)[number], LeadStatus>> = {
  qualified: 'qualified',
  proposal: 'proposal_sent',
  appointment: 'scheduled',
}

/** Where a conversion moves its lead, if it is not further already. */
export function statusOfConversion(type: ConversionType): LeadStatus {
  return type === 'sale' || type === 'contract' ? 'converted' : STATUS_OF_MILESTONE[type]
}
