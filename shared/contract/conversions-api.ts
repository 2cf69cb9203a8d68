// What a client's own programs send and get under /conversions on the listener, in the words of the outside: snake case, amounts as people write
// them. The listener checks and answers by these schemas, and the OpenAPI document is made of them (open-api.ts).
import { z } from 'zod'
import { CONVERSION_LIMITS } from '../domain/conversion.ts'
import { isCurrency } from '../domain/currency.ts'
import type { Dimension } from '../domain/metrics.ts'
import { parseMoney, parseTypedMoney } from '../domain/money.ts'
import { CONVERSION_TYPES, STAGES } from '../domain/vocabulary.ts'
import { customData } from './conversions.ts'
import { contactId, day, instant, leadId } from './shapes.ts'

/** What figures can be broken down by for a client; providers and webhooks are the agency's own affair. */
export const API_DIMENSIONS = [
  'lead_type',
  'source',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'campaign_id',
  'assigned_to',
  'zip_prefix',
] as const satisfies readonly Dimension[]

const LEAD_EXAMPLE = 4_182_736_450
const CONTACT_EXAMPLE = 418_273

/** Forms and addresses carry numbers as text. */
function numberOf({ minValue, maxValue }: z.ZodNumber, pattern: RegExp, words: string) {
  const schema = z
    .number()
    .int(words)
    .min(minValue ?? 0, words)
    .max(maxValue ?? 0, words)
  return z.union([schema, z.string().trim().regex(pattern).transform(Number).pipe(schema)], { error: words })
}
const givenLead = numberOf(leadId, /^\d{10}$/, 'A lead id is a number of ten digits.')
const givenContact = numberOf(contactId, /^\d{6,7}$/, 'A contact id is a number of six or seven digits.')

const amount = z.union([z.number(), z.string().max(60)]).transform((raw, context) => {
  const cents = typeof raw === 'string' ? parseTypedMoney(raw) : parseMoney(raw)
  const problem =
    cents === null
      ? `“${raw}” is no single amount. Write it as 1250.00 or “$1,250.00”.`
      : cents < 0
        ? 'A value cannot be negative.'
        : cents > CONVERSION_LIMITS.mostCents
          ? 'This value is beyond a billion. Check it for a slipped digit.'
          : null
  if (problem === null) return cents as number
  context.issues.push({ code: 'custom', message: problem, input: raw })
  return z.NEVER
})

const conversionType = z.enum(CONVERSION_TYPES, {
  error: `Say what was reached: ${CONVERSION_TYPES.slice(0, -1).join(', ')} or ${CONVERSION_TYPES.at(-1)}.`,
})

export const logRequest = z
  .object({
    lead_id: givenLead
      .optional()
      .meta({ description: 'The lead that converted. This or contact_id.', examples: [LEAD_EXAMPLE] }),
    contact_id: givenContact.optional().meta({
      description: 'The person, where it is not said by which lead.',
      examples: [CONTACT_EXAMPLE],
    }),
    conversion_type: conversionType.meta({
      description:
        'sale and contract count as won and move the lead to converted; the others are milestones on the way and move it forward to their stage.',
      examples: ['sale'],
    }),
    conversion_value: amount
      .optional()
      .meta({ description: 'As people write it.', examples: ['$18,500.00', 18500] }),
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .refine(isCurrency, {
        error: ({ input }) => `There is no currency “${input}”. Write its three letters, such as USD.`,
      })
      .optional()
      .meta({ description: 'ISO 4217. Left out: the agency’s own.', examples: ['USD'] }),
    converted_at: z
      .union([z.string().trim().max(60), z.number()])
      .optional()
      .meta({
        description:
          'An instant with its offset, a time on the agency’s clocks, a day, or epoch seconds. Left out: now.',
        examples: ['2027-03-02T16:30:00-07:00', '2027-03-02'],
      }),
    converted_by: z
      .string()
      .trim()
      .max(80, 'At most 80 characters.')
      .optional()
      .meta({
        description:
          'Who did it: the slug of one of the agency’s agents; anything else is kept in custom_data.',
        examples: ['Dana Reyes'],
      }),
    custom_data: customData.optional().meta({
      description: 'What else belongs to it, by your own names.',
      examples: [{ contract: 'C-2041', term_months: 24 }],
    }),
    external_id: z
      .union([z.string().trim().min(1).max(200), z.number().transform(String)], {
        error: 'Your own id has at most 200 characters.',
      })
      .optional()
      .meta({
        description:
          'Your own id of it. The same once more makes nothing and gets the first answer. The header Idempotency-Key does the same.',
        examples: ['crm-7741'],
      }),
    note: z.string().trim().max(10_000, 'At most 10,000 characters.').optional(),
  })
  .meta({ anyOf: [{ required: ['lead_id'] }, { required: ['contact_id'] }] })
export type LogRequest = z.output<typeof logRequest>

const timestamp = instant.meta({ description: 'When it was answered.' })

export const logAnswer = z.object({
  status: z.literal('success'),
  message: z.string(),
  conversion_id: z.uuid(),
  lead_id: leadId.nullable(),
  contact_id: contactId,
  workspace_id: z.string(),
  notes: z.array(z.string()).optional().meta({ description: 'What had to be assumed or set aside.' }),
  timestamp,
})
export type LogAnswer = z.infer<typeof logAnswer>

const ofWorkspace = z
  .string()
  .optional()
  .meta({ description: 'Your own workspace, or left out: no other one is seen.' })
const since = z
  .string()
  .optional()
  .meta({
    description: 'This day of the agency’s clocks, or this instant, and later.',
    examples: ['2027-03-01'],
  })
const until = z
  .string()
  .optional()
  .meta({ description: 'This day as a whole, or before this instant.', examples: ['2027-03-31'] })

export const listQuery = z.strictObject({
  workspace_id: ofWorkspace,
  contact_id: givenContact.optional(),
  lead_id: givenLead.optional(),
  conversion_type: conversionType.optional(),
  from: since,
  to: until,
  min_value: amount.optional(),
  max_value: amount.optional(),
  include_voided: z.enum(['true', 'false'], { error: 'Write true or false.' }).optional(),
  limit: z
    .string()
    .regex(/^([1-9]\d?|1\d\d|200)$/, 'A page has 1 to 200 conversions.')
    .transform(Number)
    .optional()
    .meta({ description: 'Conversions of a page, 1 to 200. Left out: 100.', examples: ['100'] }),
  cursor: z.string().optional().meta({ description: 'The next_cursor of the page before.' }),
})

const dayOf = z.iso.date({ error: 'Write a day as 2027-03-31.' })

export const periodQuery = z.strictObject({
  workspace_id: ofWorkspace,
  from: dayOf.optional().meta({ description: 'First day. Left out: 29 days before the last one.' }),
  to: dayOf.optional().meta({ description: 'Last day, included. Left out: today.' }),
})

export const analyticsQuery = periodQuery.extend({
  by: z
    .enum(API_DIMENSIONS, { error: `Break down by one of ${API_DIMENSIONS.join(', ')}.` })
    .optional()
    .meta({ description: 'Adds the same figures for each value, most leads first.' }),
})

const money = z.number().nullable().meta({ description: 'In units of its currency, with cents.' })

export const conversion = z.object({
  conversion_id: z.uuid(),
  workspace_id: z.string(),
  contact_id: contactId,
  lead_id: leadId.nullable(),
  conversion_type: z.enum(CONVERSION_TYPES),
  conversion_value: money,
  currency: z.string(),
  converted_at: instant,
  converted_by: z.string(),
  custom_data: z.record(z.string(), z.unknown()),
  external_id: z.string().nullable(),
  is_test: z.boolean(),
  voided_at: instant.nullable(),
  void_reason: z.string().nullable(),
  created_at: instant,
  updated_at: instant,
})

export const listAnswer = z.object({
  workspace_id: z.string(),
  conversions: z.array(conversion).meta({ description: 'Newest first.' }),
  next_cursor: z.string().nullable().meta({ description: 'For the next page; null: this is the last one.' }),
  timestamp,
})

const period = { workspace_id: z.string(), from: day, to: day, time_zone: z.string() }
const share = z.number().nullable().meta({ description: 'From 0 to 1; null where there are no leads.' })
const milliseconds = z.number().nullable()

export const funnelAnswer = z.object({
  ...period,
  stages: z.array(
    z.object({
      stage: z.enum(STAGES),
      reached: z.number().int().meta({ description: 'Leads whose furthest stage is this or a later one.' }),
      share_of_all: share,
      open: z.number().int(),
      ended: z.number().int(),
      median_ms_to_next: milliseconds,
    }),
  ),
  timestamp,
})

const figures = z.object({
  leads: z.number().int(),
  contacted: z.number().int(),
  contacted_within_five_minutes: z.number().int(),
  qualified: z.number().int(),
  with_appointment: z.number().int(),
  converted: z.number().int(),
  conversion_rate: share,
  revenue: z.array(
    z.object({ currency: z.string(), conversions: z.number().int(), revenue: money, average_value: money }),
  ),
  median_ms_to_first_contact: milliseconds,
  median_ms_to_conversion: milliseconds,
})
export type ApiFigures = z.infer<typeof figures>

export const analyticsAnswer = z.object({
  ...period,
  ...figures.shape,
  breakdown: z
    .object({
      by: z.enum(API_DIMENSIONS),
      rows: z.array(figures.extend({ value: z.string().nullable(), label: z.string().nullable() })),
      more: z.number().int().meta({ description: 'Values beyond the first hundred.' }),
    })
    .optional(),
  timestamp,
})

/** RFC 9457, and the same for callers that look for `error` and `message`. */
export const problemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  error: z.string(),
  message: z.string().meta({ description: 'What is wrong and what to do, in a sentence.' }),
  details: z
    .array(z.object({ field: z.string(), message: z.string(), code: z.string() }))
    .optional()
    .meta({ description: 'All that does not fit at once.' }),
  timestamp: instant,
})
