// Conversions: what was won (sales, contracts) and the milestones on the way, from a lead or from a contact.
import { z } from 'zod'
import { CONVERSION_LIMITS } from '../domain/conversion.ts'
import { isCurrency } from '../domain/currency.ts'
import { CONVERSION_EVENT_TYPES, CONVERSION_TYPES, LEAD_STATUSES, LEAD_TYPES } from '../domain/vocabulary.ts'
import { command, query } from './operation.ts'
import { cents, contactId, day, instant, leadId, pageOf, undoable, window } from './shapes.ts'

const conversionId = z.uuid()
const currency = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCurrency, 'Choose a currency by its three letters, such as USD.')
/** Whole cents; null where nothing has been said of the value. */
const value = cents
  .min(0, 'A value cannot be negative. To take a conversion back, void it.')
  .max(CONVERSION_LIMITS.mostCents, 'This value is beyond a billion. Check it for a slipped digit.')
  .nullable()
/** What else belongs to it, by the agency's own names: contract id, term, system size. */
export const customData = z
  .record(z.string(), z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]))
  .refine((data) => Object.keys(data).every((name) => name.trim() !== ''), 'Give the detail a name.')
  .refine(
    (data) => Object.keys(data).every((name) => name.length <= 60),
    'A detail’s name has at most 60 letters.',
  )
  .refine(
    (data) => Object.keys(data).length <= CONVERSION_LIMITS.mostDetails,
    `A conversion keeps at most ${CONVERSION_LIMITS.mostDetails} details.`,
  )

export const conversionFilter = z.object({
  /** Left out means all, null means none. */
  workspaceId: z.string().nullish(),
  types: z.array(z.enum(CONVERSION_TYPES)).default([]),
  /** Who converted: slugs as in `convertedBy`. */
  agents: z.array(z.string()).default([]),
  currencies: z.array(z.string()).default([]),
  /** Days of the agency's zone, both included. */
  from: day.optional(),
  to: day.optional(),
  leastCents: cents.optional(),
  mostCents: cents.optional(),
  leadId: leadId.optional(),
  contactId: contactId.optional(),
  /** Voided ones are left out, shown alone, or shown among the others. */
  voided: z.enum(['without', 'only', 'with']).default('without'),
  /** As in the list of leads: a name, an e-mail, digits of the phone. */
  search: z.string().max(200).default(''),
})
export type ConversionFilter = z.input<typeof conversionFilter>

export const CONVERSION_SORTS = ['converted_at', 'value'] as const
const sort = z
  .object({ column: z.enum(CONVERSION_SORTS), direction: z.enum(['asc', 'desc']) })
  .default({ column: 'converted_at', direction: 'desc' })

export const conversionRow = z.object({
  id: conversionId,
  contactId,
  leadId: leadId.nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  leadType: z.enum(LEAD_TYPES).nullable(),
  workspaceId: z.string().nullable(),
  workspaceName: z.string().nullable(),
  conversionType: z.enum(CONVERSION_TYPES),
  valueCents: cents.nullable(),
  currency: z.string(),
  convertedAt: instant,
  /** Agent's slug, or `system`, `webhook:<id>`, `import:<id>`, `api:<workspace>`. */
  convertedBy: z.string(),
  convertedByName: z.string().nullable(),
  voidedAt: instant.nullable(),
  voidReason: z.string().nullable(),
  /** Of a test lead: it counts nowhere. */
  isTest: z.boolean(),
})
export type ConversionRow = z.infer<typeof conversionRow>

export const conversionEvent = z.object({
  id: z.number().int(),
  eventType: z.enum(CONVERSION_EVENT_TYPES),
  /** Old and new value, reason, note text. */
  data: z.record(z.string(), z.unknown()),
  createdBy: z.string(),
  createdByName: z.string().nullable(),
  createdAt: instant,
})
export type ConversionEvent = z.infer<typeof conversionEvent>

export const conversionDetail = conversionRow.extend({
  customData,
  externalId: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  lead: z
    .object({
      id: leadId,
      status: z.enum(LEAD_STATUSES),
      createdAt: instant,
      providerName: z.string().nullable(),
    })
    .nullable(),
  events: z.array(conversionEvent),
})
export type ConversionDetail = z.infer<typeof conversionDetail>

/** Sums of a filter, one for each currency: they are never mixed. Sales and contracts only; voided ones count nowhere. */
export const currencySum = z.object({
  currency: z.string(),
  conversions: z.number().int(),
  /** How many of these have a value. */
  withValue: z.number().int(),
  revenueCents: cents,
})

export const conversionOperations = {
  'conversions.page': query(
    ['conversions', 'leads', 'contacts', 'workspaces', 'agents'],
    z.object({ filter: conversionFilter.prefault({}), sort, ...window }),
    pageOf(conversionRow).extend({ sums: z.array(currencySum) }),
  ),
  'conversions.get': query(
    ['conversions', 'leads', 'contacts', 'workspaces', 'agents', 'providers'],
    z.object({ id: conversionId }),
    conversionDetail,
  ),
  /** Of one lead or contact, newest first, voided ones among them. */
  'conversions.of': query(
    ['conversions', 'leads', 'contacts', 'workspaces', 'agents'],
    z.union([z.object({ leadId }), z.object({ contactId })]),
    z.array(conversionRow),
  ),
  /**
   * Logs a conversion of a lead, or of a contact without saying which lead. A sale or contract moves its lead to converted, a milestone forward to
   * its own stage; never backwards. Left out: now, the agency's currency, the lead's workspace, who sits at the laptop.
   */
  'conversions.log': command(
    z.object({
      of: z.union([z.object({ leadId }), z.object({ contactId })]),
      conversionType: z.enum(CONVERSION_TYPES),
      valueCents: value.default(null),
      currency: currency.optional(),
      convertedAt: instant.optional(),
      convertedBy: z.string().max(80).optional(),
      workspaceId: z.string().nullable().optional(),
      customData: customData.default({}),
      note: z.string().trim().max(10_000).default(''),
    }),
    undoable.extend({ id: conversionId }),
  ),
  /** What is left out stays. A change of value or currency is an event with old and new value. A voided one cannot be changed. */
  'conversions.update': command(
    z.object({
      id: conversionId,
      valueCents: value.optional(),
      currency: currency.optional(),
      convertedAt: instant.optional(),
      convertedBy: z.string().max(80).optional(),
      customData: customData.optional(),
    }),
    undoable,
  ),
  'conversions.addNote': command(
    z.object({ id: conversionId, text: z.string().trim().min(1, 'Write a note.').max(10_000) }),
    undoable,
  ),
  /** It stays readable and counts nowhere. Where it was what moved its lead, the lead goes back to where it was. */
  'conversions.void': command(
    z.object({ id: conversionId, reason: z.string().trim().min(1, 'Say why, in a word or two.').max(500) }),
    undoable,
  ),
}
