// From a delivery to a contact and a lead. Runs inside the transaction that also stores the delivery, so what was answered is what is
// stored. Nothing that carries a person is lost: what fails at syntax or fields is quarantined, what has no person is held.
import { type JsonValue, parseJson } from '../../../shared/domain/payload/json.ts'
import { type LeadDraft, readPayload } from '../../../shared/domain/payload/read.ts'
import type { WriteContext } from '../context.ts'
import type { KnownProvider, KnownWebhook } from '../directory.ts'
import { createLead } from '../records/create-lead.ts'
import type { Tally } from '../records/tally.ts'
import { isSameSecret } from '../vault.ts'
import { type Answer, problem, success } from './answers.ts'
import { decodeBody } from './decode.ts'
import { type Identity, identifyProvider } from './identify.ts'
import { bodyHash, givenKeyOf, headerReader, type Incoming } from './incoming.ts'
import { type IncomingAppointment, isAppointment } from './incoming-appointment.ts'
import { checkSignature } from './signature.ts'
import {
  countRepeat,
  findByExternalId,
  findByKey,
  findSameBytes,
  firstAnswer,
  type Judgement,
  storeDelivery,
} from './stored-deliveries.ts'

/**
 * Judges one request and stores it as delivery `deliveryId`. The checks stand in the order of DOMAIN §5 (those before identity are the
 * listener's). Throws only on a defect or when the disk refuses.
 */
export function acceptDelivery(
  context: WriteContext,
  tally: Tally,
  incoming: Incoming,
  deliveryId: number,
): Answer {
  const { directory } = context
  const { webhook } = incoming
  const receivedAt = new Date(incoming.receivedMs).toISOString()
  const header = headerReader(incoming.headers)
  const hash = bodyHash(incoming)
  const store = (judgement: Judgement, provider: KnownProvider | null, key: string | null) =>
    storeDelivery(context, incoming, { deliveryId, receivedAt, hash, key, provider, judgement })

  const identity = identityOf(context, incoming)
  const provider = identity.ok ? identity.provider : null
  const refusal = !identity.ok
    ? problem(identity.status, identity.message, { at: receivedAt })
    : checkSigned(context, incoming, header, receivedAt)
  if (refusal !== null) {
    const again = findSameBytes(context, webhook.webhookId, hash, incoming.receivedMs, true)
    if (again === undefined)
      store({ verdict: 'refused', answer: refusal, reason: messageOf(refusal) }, provider, null)
    else countRepeat(context, again.id)
    return refusal
  }
  if (provider !== null)
    tally.countRequest(
      provider.providerId,
      webhook.webhookId,
      directory.dayOf(incoming.receivedMs),
      receivedAt,
    )

  const givenKey = givenKeyOf(header)
  const keyed = givenKey === null ? undefined : findByKey(context, webhook.webhookId, givenKey)
  const first =
    keyed?.body_hash.equals(hash) === true
      ? keyed
      : findSameBytes(context, webhook.webhookId, hash, incoming.receivedMs, false)
  if (first !== undefined) {
    countRepeat(context, first.id)
    return firstAnswer(first)
  }
  // A key that came before with other content names that delivery for good; what made no lead then is judged anew.
  const key = keyed === undefined ? givenKey : null

  const reading = readDelivery(webhook, incoming)
  const known =
    keyed?.phone != null
      ? keyed
      : reading.ok
        ? findByExternalId(context, webhook.webhookId, reading.draft.externalId)
        : undefined
  const phone = reading.ok ? reading.draft.fields.phone?.e164 : undefined
  if (known !== undefined && (phone === known.phone || (phone === undefined && known === keyed))) {
    countRepeat(context, known.id)
    return firstAnswer(known)
  }
  if (!reading.ok) {
    const answer = problem(reading.status, reading.message, { at: receivedAt })
    const cause = `${webhook.webhookId}:${reading.code}`
    store({ verdict: 'quarantined', answer, reason: reading.message, cause }, provider, key)
    return answer
  }
  const { draft, payload } = reading
  if (!hasRightToken(webhook, payload)) {
    const answer = problem(401, 'The key in the payload does not fit this webhook’s verification token.', {
      at: receivedAt,
    })
    store({ verdict: 'refused', answer, reason: messageOf(answer), draft }, provider, null)
    return answer
  }
  if (draft.held !== null) {
    const answer = success(202, {
      status: 'held',
      message: draft.held,
      webhook_id: webhook.webhookId,
      processed_at: context.clock.now(),
      timestamp: receivedAt,
    })
    store(
      {
        verdict: 'held',
        answer,
        reason: draft.held,
        cause: `${webhook.webhookId}:held:${draft.sender}`,
        draft,
      },
      provider,
      key,
    )
    return answer
  }
  if (draft.problems.length > 0) {
    const judgement = misfit(webhook, draft, receivedAt)
    store(judgement, provider, key)
    return judgement.answer
  }
  if (known !== undefined) {
    // The same id for another phone: a sender that repeats its ids, or corrects a number. Either way it must not vanish.
    const reason = `Its id or key belongs to a lead with another phone (${known.phone}). If this is another person, replay it; if not, dismiss it.`
    const answer = firstAnswer(known)
    store(
      { verdict: 'held', answer, reason, cause: `${webhook.webhookId}:held:same-id`, draft },
      provider,
      key,
    )
    return answer
  }

  const lead = createLead(
    context,
    draft,
    {
      webhook,
      provider,
      deliveryId,
      rawPayload: JSON.stringify(payload),
      ipAddress: incoming.remoteAddress,
      userAgent: header('user-agent') ?? null,
      receivedAt,
    },
    tally,
  )
  const answer = created(webhook, draft, lead, context.clock.now(), receivedAt)
  store(
    { verdict: 'accepted', answer, reason: null, draft, leadId: lead.leadId, contactId: lead.contactId },
    provider,
    key,
  )
  context.touch('leads', 'contacts')
  return answer
}

function identityOf({ directory }: WriteContext, incoming: Incoming): Identity {
  return incoming.identity ?? identifyProvider(directory, incoming.webhook, headerReader(incoming.headers))
}

/** A delivery that a defect kept from being judged: stored all the same, to be replayed once the defect is mended. Its sender may try again. */
export function keepUnjudged(
  context: WriteContext,
  incoming: Incoming | IncomingAppointment,
  deliveryId: number,
): Answer {
  const receivedAt = new Date(incoming.receivedMs).toISOString()
  const identity = isAppointment(incoming) ? incoming.identity : identityOf(context, incoming)
  const message =
    'A defect in Convio Leads kept this delivery from being read. It is kept; sending it again later does no harm.'
  const answer = problem(500, message, { headers: { 'Retry-After': '60' }, at: receivedAt })
  storeDelivery(context, incoming, {
    deliveryId,
    receivedAt,
    hash: bodyHash(incoming),
    key: null,
    provider: identity.ok ? identity.provider : null,
    judgement: {
      verdict: 'quarantined',
      answer,
      reason: message,
      cause: `${incoming.webhook?.webhookId ?? ''}:defect`,
    },
  })
  return answer
}

export function created(
  webhook: KnownWebhook,
  draft: LeadDraft,
  lead: { readonly leadId: number; readonly contactId: number; readonly contactStatus: 'new' | 'existing' },
  processedAt: string,
  receivedAt: string,
): Answer {
  return success(201, {
    status: 'success',
    message: draft.isTest ? 'Test lead stored; it is marked and counts nowhere.' : 'Lead received.',
    webhook_id: webhook.webhookId,
    contact_id: lead.contactId,
    lead_id: lead.leadId,
    contact_status: lead.contactStatus,
    email: draft.fields.email ?? null,
    processed_at: processedAt,
    timestamp: receivedAt,
  })
}

/** The judgement on a draft whose fields do not fit; one cause for each kind of misfit, so that one repair mends them all. */
export function misfit(webhook: KnownWebhook, draft: LeadDraft, receivedAt: string): Judgement {
  const details = draft.problems.map(({ field, message, code }) => ({ field, message, code }))
  const message = draft.problems.map((one) => one.message).join(' ')
  const kinds = draft.problems.map(({ field, code }) => `${field}-${code}`).join('+')
  return {
    verdict: 'quarantined',
    answer: problem(422, message, { details, at: receivedAt }),
    reason: message,
    cause: `${webhook.webhookId}:${kinds}`,
    details: draft.problems,
    draft,
  }
}

export type Reading =
  | { readonly ok: true; readonly draft: LeadDraft; readonly payload: JsonValue }
  | { readonly ok: false; readonly status: 400 | 415; readonly code: string; readonly message: string }

/** Decodes and reads what a delivery carries; the same for its arrival and its replay. */
export function readDelivery(
  webhook: Pick<KnownWebhook, 'defaultRegion' | 'mapping'>,
  delivery: Pick<Incoming, 'method' | 'contentType' | 'query' | 'body'>,
): Reading {
  const decoded = decodeBody(delivery)
  if (!decoded.ok) return decoded
  const draft = readPayload(decoded.payload, {
    defaultRegion: webhook.defaultRegion,
    mapping: webhook.mapping,
  })
  return { ok: true, draft, payload: decoded.payload }
}

export function checkSigned(
  context: WriteContext,
  incoming: Pick<Incoming, 'body' | 'receivedMs'> & { readonly webhook: KnownWebhook },
  header: (name: string) => string | undefined,
  receivedAt: string,
): Answer | null {
  const { sealedSecrets } = incoming.webhook
  if (sealedSecrets.length === 0) return null
  const secrets = sealedSecrets
    .filter(({ until }) => until === null || until > receivedAt)
    .map(({ sealed }) => context.vault.open(sealed))
    .filter((secret) => secret !== null)
  if (secrets.length === 0) {
    return problem(
      401,
      'This webhook’s signing secret cannot be opened on this computer. Make a new one on the Webhooks screen.',
      { at: receivedAt },
    )
  }
  const verdict = checkSignature({ body: incoming.body, header, secrets, nowMs: incoming.receivedMs })
  return verdict.ok ? null : problem(401, verdict.message, { at: receivedAt })
}

/**
 * Google Ads lead forms carry a key that the user chose; where the webhook has a token, the two must be the same, and a lead form without
 * a key is nobody's. What is no lead form and has no such key is another sender's, which knows nothing of it.
 */
function hasRightToken(webhook: KnownWebhook, payload: JsonValue): boolean {
  if (
    webhook.verifyToken === null ||
    payload === null ||
    typeof payload !== 'object' ||
    Array.isArray(payload)
  )
    return true
  const key = payload.google_key
  if (typeof key !== 'string' && typeof key !== 'number') return !('user_column_data' in payload)
  return isSameSecret(String(key), webhook.verifyToken)
}

export function messageOf(answer: Answer): string {
  const parsed = parseJson(answer.body)
  return parsed.ok ? String((parsed.value as { message?: unknown }).message) : ''
}
