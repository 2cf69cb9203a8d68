import { z } from 'zod'
import { LEAD_TYPES, SENDER_RULES } from '../domain/vocabulary.ts'
import { command, query } from './operation.ts'
import { changesOf, instant, leadId, nothing, undoable } from './shapes.ts'

export const webhook = z.object({
  webhookId: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  leadType: z.enum(LEAD_TYPES),
  isActive: z.boolean(),
  /** Deliveries allowed per window. */
  rateLimit: z.number().int(),
  /** Length of the window in seconds. */
  rateWindow: z.number().int(),
  totalLeads: z.number().int(),
  lastLeadAt: instant.nullable(),
  lastDeliveryAt: instant.nullable(),
  senderRule: z.enum(SENDER_RULES),
  defaultProviderId: z.string().nullable(),
  /** ISO 3166 region that phones without a country code belong to. */
  defaultRegion: z.string(),
  hasSecret: z.boolean(),
  /** Until when the secret before the present one is still accepted. */
  previousSecretUntil: instant.nullable(),
  /** Answers a GET challenge and a sender's own key in the payload. */
  verifyToken: z.string().nullable(),
  /** Our field -> the sender's name or dotted path. */
  mapping: z.record(z.string(), z.string()),
  quarantined: z.number().int(),
  held: z.number().int(),
  isSample: z.boolean(),
  deletedAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
})
export type Webhook = z.infer<typeof webhook>

export const webhookDraft = z.object({
  name: z.string().trim().min(1, 'Give the webhook a name.').max(100),
  description: z.string().trim().max(1000).default(''),
  leadType: z.enum(LEAD_TYPES),
  rateLimit: z.number().int().min(1).max(100_000).default(100),
  rateWindow: z.number().int().min(1).max(86_400).default(60),
  senderRule: z.enum(SENDER_RULES).default('provider'),
  defaultProviderId: z.string().nullable().default(null),
  defaultRegion: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Use a two-letter country code, such as US.')
    .default('US'),
  verifyToken: z.string().trim().max(200).nullable().default(null),
  mapping: z.record(z.string(), z.string()).default({}),
})
export type WebhookDraft = z.input<typeof webhookDraft>

export const webhookOperations = {
  /** All webhooks, and those deleted within the last 24 hours. */
  'webhooks.list': query(['webhooks', 'deliveries', 'leads'], nothing, z.array(webhook)),
  'webhooks.get': query(['webhooks', 'deliveries', 'leads'], z.object({ webhookId: z.string() }), webhook),
  /** `webhookId` may be chosen; left out, the next free one is made from prefix, region and category. */
  'webhooks.create': command(
    webhookDraft.extend({
      webhookId: z.string().optional(),
      prefix: z.string().trim().max(40).default(''),
      region: z
        .string()
        .regex(/^[a-z]{2,3}$/i, 'Use two or three letters for the region, such as cal or us.')
        .default('us'),
    }),
    z.object({ webhookId: z.string() }),
  ),
  'webhooks.update': command(changesOf(webhookDraft).extend({ webhookId: z.string() }), undoable),
  'webhooks.setActive': command(z.object({ webhookId: z.string(), isActive: z.boolean() }), undoable),
  'webhooks.delete': command(z.object({ webhookId: z.string() }), undoable),
  'webhooks.restore': command(z.object({ webhookId: z.string() }), undoable),
  /** Makes or removes the signing secret; a new one is shown this once, the old one stays valid for 24 hours. */
  'webhooks.setSecret': command(
    z.object({ webhookId: z.string(), action: z.enum(['generate', 'remove']) }),
    z.object({ secret: z.string().nullable() }),
  ),
  /** An invented person, marked as a test, through the same door as a delivery; `problem` says why it became no lead. */
  'webhooks.sendTest': command(
    z.object({ webhookId: z.string() }),
    z.object({
      deliveryId: z.number().int(),
      leadId: leadId.nullable(),
      problem: z.string().nullable(),
    }),
  ),
}
