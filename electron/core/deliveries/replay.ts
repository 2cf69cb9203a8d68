// A stored delivery is read again with today's mapping, or with values typed by hand. What becomes a lead now answers the sender's next
// retry with that lead; what still does not fit stays where it is, with the reason of today.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { type LeadDraft, readPayload } from '../../../shared/domain/payload/read.ts'
import type { WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { created, misfit, readDelivery, summaryOf } from '../intake/accept.ts'
import { createLead } from '../records/create-lead.ts'
import { createTally, type Tally } from '../records/tally.ts'
import { storedRequest } from './payload-view.ts'

/** One replay is one transaction; a larger group is replayed in several goes. */
const MOST_AT_ONCE = 500

type Stored = {
  readonly id: number
  readonly webhook_id: string
  readonly provider_id: string | null
  readonly received_at: string
  readonly method: string
  readonly path: string
  readonly content_type: string | null
  readonly body: Buffer
  readonly remote_address: string | null
}

export function replayDeliveries(
  context: WriteContext,
  { ids, cause, values }: ParsedInput<'deliveries.replay'>,
): Result<'deliveries.replay'> {
  const { db } = context
  if (ids === undefined && cause === undefined) throw new AppError('invalid', 'Say which deliveries to replay.')
  if (Object.keys(values).length > 0 && ids?.length !== 1) {
    throw new AppError('invalid', 'Values typed by hand belong to one delivery. Choose a single one.')
  }
  const wanted = `id, webhook_id, provider_id, received_at, method, path, content_type, body, remote_address`
  const open = `verdict in ('quarantined', 'held', 'refused', 'dismissed') and lead_id is null`
  const stored =
    cause === undefined
      ? db.sql(`select ${wanted} from deliveries where ${open} and id in (select value from json_each(?)) order by id`).all<Stored>(JSON.stringify(ids))
      : db.sql(`select ${wanted} from deliveries where ${open} and verdict = 'quarantined' and cause = ? order by id limit ?`).all<Stored>(cause, MOST_AT_ONCE)
  const tally = createTally()
  const leadIds: number[] = []
  let firstProblem: string | null = null
  for (const delivery of stored) {
    const outcome = replayOne(context, tally, delivery, values)
    if (typeof outcome === 'number') leadIds.push(outcome)
    else firstProblem ??= outcome
  }
  tally.write(db, context.clock.now())
  context.touch('deliveries', 'leads', 'contacts', 'webhooks', 'providers')
  const left =
    cause === undefined
      ? 0
      : (db.sql(`select count(*) from deliveries where verdict = 'quarantined' and cause = ?`).value<number>(cause) ?? 0)
  return { accepted: leadIds.length, failed: stored.length - leadIds.length, left, leadIds, firstProblem }
}

/** The new lead's id, or why there is still none. */
function replayOne(context: WriteContext, tally: Tally, delivery: Stored, values: Readonly<Record<string, string>>): number | string {
  const { db, directory, clock } = context
  const webhook = directory.webhook(delivery.webhook_id)
  if (webhook === undefined) return 'Its webhook is no longer there.'
  const reading = readDelivery(webhook, storedRequest(delivery))
  const draft = reading.ok ? withValues(reading.draft, webhook, values) : byHandAlone(webhook, values)
  if (draft === null) return reading.ok ? 'It carries no person.' : reading.message
  if (draft.held !== null) return keepReason(context, delivery.id, draft.held, null)
  if (draft.problems.length > 0) {
    const judgement = misfit(webhook, draft, delivery.received_at)
    return keepReason(context, delivery.id, judgement.reason ?? '', judgement.cause ?? null)
  }
  if (draft.externalId !== null) {
    const twin = db
      .sql('select id, contact_id from leads where webhook_id = ? and external_id = ?')
      .get<{ id: number; contact_id: number }>(webhook.webhookId, draft.externalId)
    if (twin !== undefined) {
      const lead = { leadId: twin.id, contactId: twin.contact_id, contactStatus: 'existing' as const }
      finish(context, delivery.id, lead, draft, created(webhook, draft, lead, clock.now(), delivery.received_at).body)
      return twin.id
    }
  }
  const provider = delivery.provider_id === null ? null : (directory.provider(delivery.provider_id) ?? null)
  const lead = createLead(
    context,
    draft,
    {
      webhook,
      provider,
      deliveryId: delivery.id,
      rawPayload: reading.ok ? JSON.stringify(reading.payload) : null,
      ipAddress: delivery.remote_address,
      userAgent: null,
      receivedAt: delivery.received_at,
    },
    tally,
  )
  const answer = created(webhook, draft, lead, clock.now(), delivery.received_at)
  finish(context, delivery.id, lead, draft, answer.body)
  return lead.leadId
}

function finish(
  context: WriteContext,
  id: number,
  lead: { readonly leadId: number; readonly contactId: number },
  draft: LeadDraft,
  response: string,
): void {
  context.db
    .sql(
      `update deliveries set verdict = 'accepted', status_code = 201, reason = null, cause = null, details = null, lead_id = ?, contact_id = ?,
         summary = ?, sender = ?, is_test = ?, response = ? where id = ?`,
    )
    .run(lead.leadId, lead.contactId, summaryOf(draft), draft.sender, draft.isTest ? 1 : 0, response, id)
}

function keepReason(context: WriteContext, id: number, reason: string, cause: string | null): string {
  context.db.sql('update deliveries set reason = ?, cause = coalesce(?, cause) where id = ?').run(reason, cause, id)
  return reason
}

/** Values typed by hand win over the payload; everything else of it stays. */
function withValues(draft: LeadDraft, webhook: KnownWebhook, values: Readonly<Record<string, string>>): LeadDraft | null {
  if (Object.keys(values).length === 0) return draft
  const typed = byHandAlone(webhook, values)
  if (typed === null) return draft
  const fields = { ...draft.fields, ...typed.fields }
  return {
    ...draft,
    fields,
    problems: fields.phone === undefined ? typed.problems : typed.problems.filter(({ field }) => field !== 'phone' || values.phone !== undefined),
    held: null,
  }
}

function byHandAlone(webhook: KnownWebhook, values: Readonly<Record<string, string>>): LeadDraft | null {
  if (Object.keys(values).length === 0) return null
  return { ...readPayload({ ...values }, { defaultRegion: webhook.defaultRegion }), sender: 'by_hand', held: null }
}
