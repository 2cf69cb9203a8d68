// A stored delivery is read again with today's mapping, or with values typed by hand. What becomes a lead now answers the sender's next
// retry with that lead; what still does not fit stays where it is, with the reason of today.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { type LeadDraft, readPayload } from '../../../shared/domain/payload/read.ts'
import type { WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { created, misfit, readDelivery } from '../intake/accept.ts'
import { isAppointmentPath, readAppointmentDelivery } from '../intake/incoming-appointment.ts'
import { settleAppointment } from '../intake/settle-appointment.ts'
import { type Repair, summaryOf } from '../intake/stored-deliveries.ts'
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
  readonly body_hash: Buffer
  readonly remote_address: string | null
  readonly status_code: number
  readonly reason: string | null
}

export function replayDeliveries(
  context: WriteContext,
  { ids, cause, afterId, values }: ParsedInput<'deliveries.replay'>,
): Result<'deliveries.replay'> {
  const { db } = context
  if (ids === undefined && cause === undefined)
    throw new AppError('invalid', 'Say which deliveries to replay.')
  if (Object.keys(values).length > 0 && ids?.length !== 1) {
    throw new AppError('invalid', 'Values typed by hand belong to one delivery. Choose a single one.')
  }
  const wanted = `id, webhook_id, provider_id, received_at, method, path, content_type, body, body_hash, remote_address, status_code, reason`
  const open = `verdict in ('quarantined', 'held', 'refused', 'dismissed') and lead_id is null`
  const stored =
    cause === undefined
      ? db
          .sql(
            `select ${wanted} from deliveries where ${open} and id in (select value from json_each(?)) order by id`,
          )
          .all<Stored>(JSON.stringify(ids))
      : db
          .sql(
            `select ${wanted} from deliveries where ${open} and verdict = 'quarantined' and cause = ? and id > ? order by id limit ?`,
          )
          .all<Stored>(cause, afterId, MOST_AT_ONCE)
  const tally = createTally()
  const leadIds: number[] = []
  let firstProblem: string | null = null
  for (const delivery of stored) {
    const outcome = isAppointmentPath(delivery.path)
      ? replayAppointment(context, tally, delivery, values)
      : replayOne(context, tally, delivery, values)
    if (typeof outcome === 'number') leadIds.push(outcome)
    else firstProblem ??= outcome
  }
  tally.write(db, context.clock.now())
  context.touch('deliveries', 'leads', 'contacts', 'webhooks', 'providers')
  const nextAfterId =
    cause !== undefined && stored.length === MOST_AT_ONCE ? (stored.at(-1)?.id ?? null) : null
  return {
    accepted: leadIds.length,
    failed: stored.length - leadIds.length,
    nextAfterId,
    leadIds,
    firstProblem,
  }
}

/** The new lead's id, or why there is still none. */
function replayOne(
  context: WriteContext,
  tally: Tally,
  delivery: Stored,
  values: Readonly<Record<string, string>>,
): number | string {
  const { directory, clock } = context
  const webhook = directory.webhook(delivery.webhook_id)
  if (webhook === undefined) return 'Its webhook is no longer there.'
  const reading = readDelivery(webhook, storedRequest(delivery))
  let draft = reading.ok ? withValues(reading.draft, webhook, values) : byHandAlone(webhook, values)
  if (draft === null) return reading.ok ? 'It carries no person.' : reading.message
  if (draft.held !== null) return draft.held
  if (draft.problems.length > 0) {
    const judgement = misfit(webhook, draft, delivery.received_at)
    // A slip in a form says nothing of the delivery; what today's mapping makes of it does.
    if (Object.keys(values).length === 0) keepJudgement(context, delivery.id, judgement)
    return judgement.reason ?? ''
  }
  const finishWith = (lead: MadeLead, read: LeadDraft): number => {
    const { body } = created(webhook, read, lead, clock.now(), delivery.received_at)
    finish(context, delivery.id, repairInWords(context, delivery, values, 'a lead'), lead, read, body)
    return lead.leadId
  }
  const twin = leadOfSameId(context, webhook, draft)
  if (twin !== undefined && twin.phone === draft.fields.phone?.e164) return finishWith(twin.lead, draft)
  if (twin !== undefined) draft = { ...draft, externalId: null }
  const again = Object.keys(values).length > 0 ? undefined : leadOfSameBytes(context, delivery)
  if (again !== undefined) return finishWith(again, draft)
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
  return finishWith(lead, draft)
}

/** The id of the lead whose appointment was booked or changed, or why there is still none. */
function replayAppointment(
  context: WriteContext,
  tally: Tally,
  delivery: Stored,
  values: Readonly<Record<string, string>>,
): number | string {
  const { directory } = context
  const request = storedRequest(delivery)
  const kept = directory.webhook(delivery.webhook_id) ?? null
  let reading = readAppointmentDelivery(directory, kept, request, values)
  if (!reading.ok) return reading.message
  const { webhookId, leadId } = reading.draft
  const webhook =
    kept ??
    (webhookId === null ? undefined : directory.webhook(webhookId)) ??
    (leadId === null ? undefined : directory.webhookOfLead(leadId)) ??
    null
  if (webhook !== kept) reading = readAppointmentDelivery(directory, webhook, request, values)
  if (!reading.ok) return reading.message
  const provider = delivery.provider_id === null ? null : (directory.provider(delivery.provider_id) ?? null)
  const settled = settleAppointment(context, tally, reading, {
    webhook,
    provider,
    deliveryId: delivery.id,
    ipAddress: delivery.remote_address,
    userAgent: null,
    receivedAt: delivery.received_at,
  })
  const { sender, lead } = reading.draft
  const shown = { sender, fields: lead.fields, isTest: lead.isTest }
  const told = repairInWords(context, delivery, values, 'an appointment')
  if ('repeats' in settled) {
    if (settled.made === undefined) return 'Another delivery says the same, and waits as this one does.'
    finish(context, delivery.id, told, settled.made, shown, settled.answer.body)
    return settled.made.leadId
  }
  const { judgement } = settled
  if (judgement.leadId === undefined || judgement.contactId === undefined) {
    if (judgement.verdict === 'quarantined' && Object.keys(values).length === 0)
      keepJudgement(context, delivery.id, judgement)
    return judgement.reason ?? ''
  }
  const made = { leadId: judgement.leadId, contactId: judgement.contactId }
  finish(context, delivery.id, told, made, shown, judgement.answer.body)
  return made.leadId
}

type MadeLead = Parameters<typeof created>[2]

function existing(lead: { readonly id: number; readonly contact_id: number }): MadeLead {
  return { leadId: lead.id, contactId: lead.contact_id, contactStatus: 'existing' }
}

/** The lead that has the sender's own id already, and its phone. */
function leadOfSameId(
  { db }: WriteContext,
  { webhookId }: KnownWebhook,
  { externalId }: LeadDraft,
): { readonly lead: MadeLead; readonly phone: string } | undefined {
  if (externalId === null) return undefined
  const twin = db
    .sql('select id, contact_id, phone from leads where webhook_id = ? and external_id = ?')
    .get<{ id: number; contact_id: number; phone: string }>(webhookId, externalId)
  return twin && { lead: existing(twin), phone: twin.phone }
}

/** Senders that were refused try again for 27 to 75 hours (TRUST, Intake). */
const RETRIED_DAYS = 4

/** The lead that the same bytes have made meanwhile: a sender tried again what was refused, and that is one person to call. */
function leadOfSameBytes(context: WriteContext, delivery: Stored): MadeLead | undefined {
  const lead = context.db
    .sql(
      `select l.id, l.contact_id from deliveries d join leads l on l.id = d.lead_id
       where d.body_hash = ? and d.webhook_id = ? and d.id <> ? and abs(julianday(d.received_at) - julianday(?)) < ? order by d.id limit 1`,
    )
    .get<{ id: number; contact_id: number }>(
      delivery.body_hash,
      delivery.webhook_id,
      delivery.id,
      delivery.received_at,
      RETRIED_DAYS,
    )
  return lead && existing(lead)
}

function finish(
  context: WriteContext,
  id: number,
  told: string,
  lead: Pick<MadeLead, 'leadId' | 'contactId'>,
  draft: Pick<LeadDraft, 'sender' | 'fields' | 'isTest'>,
  response: string,
): void {
  const repair: Repair = { status: 201, response, by: context.actor, at: context.clock.now() }
  context.db
    .sql(
      `update deliveries set verdict = 'accepted', reason = ?, cause = null, details = ?, lead_id = ?, contact_id = ?,
         summary = ?, sender = ?, is_test = ? where id = ?`,
    )
    .run(
      told,
      JSON.stringify(repair),
      lead.leadId,
      lead.contactId,
      summaryOf(draft),
      draft.sender,
      draft.isTest ? 1 : 0,
      id,
    )
}

/** What became of it stays readable: how it was answered when it came, and who made a lead of it how. */
function repairInWords(
  context: WriteContext,
  delivery: Stored,
  values: Readonly<Record<string, string>>,
  what: 'a lead' | 'an appointment',
): string {
  const name =
    context.db.sql('select name from agents where slug = ?').value<string>(context.actor) ?? context.actor
  const typed = Object.keys(values).map((field) => field.replaceAll('_', ' '))
  const how = typed.length === 0 ? 'read again' : `with ${typed.join(', ')} typed by hand`
  const why = delivery.reason === null ? '' : ` (${delivery.reason.replace(/\.$/, '')})`
  return `Answered ${delivery.status_code} when it arrived${why}; made ${what} by ${name}, ${how}.`
}

function keepJudgement(
  context: WriteContext,
  id: number,
  { reason, cause, details }: ReturnType<typeof misfit>,
): void {
  context.db
    .sql('update deliveries set reason = ?, cause = ?, details = ? where id = ?')
    .run(reason, cause ?? null, JSON.stringify(details ?? []), id)
}

/** Values typed by hand win over the payload; everything else of it stays. */
function withValues(
  draft: LeadDraft,
  webhook: KnownWebhook,
  values: Readonly<Record<string, string>>,
): LeadDraft | null {
  if (Object.keys(values).length === 0) return draft
  const typed = byHandAlone(webhook, values)
  if (typed === null) return draft
  const fields = { ...draft.fields, ...typed.fields }
  return {
    ...draft,
    fields,
    problems:
      fields.phone === undefined
        ? typed.problems
        : typed.problems.filter(({ field }) => field !== 'phone' || values.phone !== undefined),
    held: null,
  }
}

function byHandAlone(webhook: KnownWebhook, values: Readonly<Record<string, string>>): LeadDraft | null {
  if (Object.keys(values).length === 0) return null
  return {
    ...readPayload({ ...values }, { defaultRegion: webhook.defaultRegion }),
    sender: 'by_hand',
    held: null,
  }
}
