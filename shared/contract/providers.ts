import { z } from 'zod'
import { command, query } from './operation.ts'
import { cents, changesOf, day, instant, nothing, undoable } from './shapes.ts'

export const provider = z.object({
  providerId: z.string(),
  providerName: z.string(),
  companyName: z.string().nullable(),
  contactEmail: z.string().nullable(),
  /** The visible ends of the key; the key itself is shown once and kept as a hash. */
  keyHint: z.string().nullable(),
  isActive: z.boolean(),
  /** Null means every webhook. */
  allowedWebhooks: z.array(z.string()).nullable(),
  /** Requests per minute; null means no limit of its own. */
  rateLimit: z.number().int().nullable(),
  notes: z.string().nullable(),
  lastUsedAt: instant.nullable(),
  totalLeads: z.number().int(),
  isSample: z.boolean(),
  deletedAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
})
export type Provider = z.infer<typeof provider>

export const providerDraft = z.object({
  providerName: z.string().trim().min(1, 'Give the provider a name.').max(100),
  companyName: z.string().trim().max(200).default(''),
  contactEmail: z
    .union([z.literal(''), z.email('This is no email address. Leave it empty or write name@company.com.')])
    .default(''),
  allowedWebhooks: z.array(z.string()).nullable().default(null),
  rateLimit: z.number().int().min(1).max(100_000).nullable().default(null),
  notes: z.string().trim().max(5000).default(''),
})
export type ProviderDraft = z.input<typeof providerDraft>

/** What a lead costs from a day on; a price that comes with the lead itself wins over it. */
export const providerPrice = z.object({
  id: z.number().int(),
  /** Null: for all webhooks that have no price of their own. */
  webhookId: z.string().nullable(),
  /** A day of the agency's zone. */
  fromDay: day,
  priceCents: cents,
})
export type ProviderPrice = z.infer<typeof providerPrice>

export const providerOperations = {
  'providers.list': query(['providers', 'deliveries', 'leads'], nothing, z.array(provider)),
  'providers.get': query(
    ['providers', 'deliveries', 'leads'],
    z.object({ providerId: z.string() }),
    provider.extend({
      /** Requests per webhook and day, newest first, at most 90 days. */
      usage: z.array(z.object({ webhookId: z.string(), date: day, requestCount: z.number().int() })),
      /** Newest first. */
      prices: z.array(providerPrice),
    }),
  ),
  /** Sets the price from a day on; the same day again replaces it. */
  'providers.setPrice': command(
    z.object({
      providerId: z.string(),
      webhookId: z.string().nullable().default(null),
      fromDay: day,
      priceCents: cents
        .min(0, 'A price cannot be negative.')
        .max(10_000_000, 'This is more than $100,000 for a lead. Check it for a slipped digit.'),
    }),
    undoable,
  ),
  'providers.removePrice': command(z.object({ id: z.number().int() }), undoable),
  /** The key is in this answer and nowhere else. */
  'providers.create': command(providerDraft, z.object({ providerId: z.string(), apiKey: z.string() })),
  'providers.update': command(changesOf(providerDraft).extend({ providerId: z.string() }), undoable),
  'providers.setActive': command(z.object({ providerId: z.string(), isActive: z.boolean() }), undoable),
  /** The old key stops working at once. */
  'providers.rotateKey': command(z.object({ providerId: z.string() }), z.object({ apiKey: z.string() })),
  'providers.delete': command(z.object({ providerId: z.string() }), undoable),
  'providers.restore': command(z.object({ providerId: z.string() }), undoable),
}
