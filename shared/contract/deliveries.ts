import { z } from 'zod'
import { DELIVERY_VERDICTS } from '../domain/vocabulary.ts'
import { appointmentRow } from './appointments.ts'
import { command, query } from './operation.ts'
import { contactId, fieldNote, instant, leadId, nothing, pageOf, undoable, window } from './shapes.ts'

export const deliveryRow = z.object({
  id: z.number().int(),
  /** What it was sent as. */
  kind: z.enum(['lead', 'appointment']),
  webhookId: z.string().nullable(),
  webhookName: z.string().nullable(),
  providerId: z.string().nullable(),
  providerName: z.string().nullable(),
  receivedAt: instant,
  verdict: z.enum(DELIVERY_VERDICTS),
  isTest: z.boolean(),
  /** The HTTP status that was answered when it came; a repair does not change that. */
  statusCode: z.number().int(),
  reason: z.string().nullable(),
  sender: z.string().nullable(),
  size: z.number().int(),
  /** How often the same delivery came again; each time it got the first answer. */
  repeats: z.number().int(),
  leadId: leadId.nullable(),
  contactId: contactId.nullable(),
  /** Name or phone found in the payload, to recognise it by. */
  summary: z.string().nullable(),
  /** Values of its lead that could not be read as they were sent. */
  notes: z.number().int(),
})
export type DeliveryRow = z.infer<typeof deliveryRow>

export const deliveryDetail = deliveryRow.extend({
  /** False: it became a lead that has been deleted since. */
  isLeadThere: z.boolean(),
  /** The appointment that it booked or changed, if that is still there. */
  appointment: appointmentRow.pick({ id: true, scheduledAt: true, allDayDate: true }).nullable(),
  method: z.string(),
  path: z.string(),
  contentType: z.string().nullable(),
  remoteAddress: z.string().nullable(),
  /** Headers as they came, secrets replaced by a note. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** The raw body as text; bytes that are no text are shown escaped. */
  rawText: z.string(),
  isRawTextCut: z.boolean(),
  /** Every name and sample value found in the payload, to build a mapping from. */
  payloadFields: z.array(z.object({ path: z.string(), sample: z.string() })),
  details: z.array(fieldNote),
  /** As it was answered when it came. */
  response: z.string().nullable(),
  /** Somebody made a lead or an appointment of it later; the same delivery once more gets this answer. */
  repair: z
    .object({
      status: z.number().int(),
      response: z.string(),
      by: z.string(),
      byName: z.string(),
      at: instant,
    })
    .nullable(),
  cause: z.string().nullable(),
})
export type DeliveryDetail = z.infer<typeof deliveryDetail>

export const quarantineCause = z.object({
  /** Same cause, same repair: webhook, code and field together. */
  cause: z.string(),
  webhookId: z.string(),
  webhookName: z.string().nullable(),
  reason: z.string(),
  count: z.number().int(),
  firstAt: instant,
  lastAt: instant,
  sampleDeliveryId: z.number().int(),
  /** False: it could not even be taken apart, so it has no names that a mapping could mean. */
  canMap: z.boolean(),
  /** The newest of them, by name or phone or e-mail as it was sent. */
  people: z.array(z.string()),
})

/** Of one webhook and for one reason: a sender whose key or id is wrong keeps sending people. */
export const refusedGroup = z.object({
  webhookId: z.string(),
  webhookName: z.string(),
  reason: z.string().nullable(),
  count: z.number().int(),
  lastAt: instant,
  sampleDeliveryId: z.number().int(),
  /** The newest, as many as are replayed or dismissed at once. */
  ids: z.array(z.number().int()),
})

export const deliveryOperations = {
  'deliveries.page': query(
    ['deliveries', 'webhooks', 'providers'],
    z.object({
      webhookId: z.string().optional(),
      providerId: z.string().optional(),
      verdicts: z.array(z.enum(DELIVERY_VERDICTS)).default([]),
      ...window,
    }),
    pageOf(deliveryRow),
  ),
  'deliveries.get': query(['deliveries', 'appointments'], z.object({ id: z.number().int() }), deliveryDetail),
  'deliveries.counts': query(['deliveries'], nothing, z.record(z.enum(DELIVERY_VERDICTS), z.number().int())),
  'deliveries.causes': query(['deliveries', 'webhooks'], nothing, z.array(quarantineCause)),
  'deliveries.refused': query(['deliveries', 'webhooks'], nothing, z.array(refusedGroup)),
  /** Requests turned away before a delivery was kept: counted by reason, with the last time. */
  'deliveries.refusals': query(
    ['deliveries'],
    nothing,
    z.array(
      z.object({
        reason: z.string(),
        webhookId: z.string(),
        address: z.string(),
        count: z.number().int(),
        lastAt: instant,
      }),
    ),
  ),
  /**
   * Reads stored deliveries again with today's mapping: one cause whole, or single ones, these also with values set by hand.
   * A delivery that became a lead before is left alone.
   */
  'deliveries.replay': command(
    z.object({
      ids: z.array(z.number().int()).max(1000).optional(),
      cause: z.string().optional(),
      /** A large group is replayed in rounds: what comes behind this id. */
      afterId: z.number().int().default(0),
      /** Field name -> value typed by hand; wins over the payload. */
      values: z.record(z.string(), z.string()).default({}),
    }),
    z.object({
      accepted: z.number().int(),
      failed: z.number().int(),
      /** Where the next round goes on; null when the whole group was tried. */
      nextAfterId: z.number().int().nullable(),
      leadIds: z.array(leadId),
      firstProblem: z.string().nullable(),
    }),
  ),
  /** Takes quarantined or held deliveries off the list; they stay stored and can be replayed. */
  'deliveries.dismiss': command(
    z.object({ ids: z.array(z.number().int()).max(1000).optional(), cause: z.string().optional() }),
    undoable.extend({ dismissed: z.number().int() }),
  ),
}
