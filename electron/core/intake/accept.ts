// From a delivery to a contact and a lead. Runs inside the transaction that also stores the delivery, so what was answered is what is
// stored. Nothing that carries a person is lost: what fails at syntax or fields is quarantined, what has no person is held.
import { createHash } from 'node:crypto'
import { type JsonValue, parseJson } from '../../../shared/domain/payload/json.ts'
import { type LeadDraft, readPayload, saysNothing } from '../../../shared/domain/payload/read.ts'
import type { DeliveryVerdict } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { KnownProvider, KnownWebhook } from '../directory.ts'
import { createLead } from '../records/create-lead.ts'
import type { Tally } from '../records/tally.ts'
import { isSameSecret } from '../vault.ts'
import { type Answer, problem, success } from './answers.ts'
import { decodeBody } from './decode.ts'
import { type Identity, identifyProvider } from './identify.ts'
import { checkSignature } from './signature.ts'

/** One request to an open webhook, complete and within the limits. */
export type Incoming = {
  readonly webhook: KnownWebhook
  /** Who sends it; left out, the headers are asked. */
  readonly identity?: Identity
  readonly method: string
  /** Path with query string, as it came. */
  readonly path: string
  readonly query: string
  readonly contentType: string | null
  /** Name in lower case and value, in the order they came. */
  readonly headers: readonly (readonly [string, string])[]
  /** Content encoding undone. */
  readonly body: Buffer
  readonly remoteAddress: string
  readonly receivedMs: number
}

/** The same bytes to the same webhook within this time are one delivery. */
const SAME_BYTES_MS = 60_000
const SECRET_HEADER = /authorization|cookie|password|secret|token|(?:api|auth|access)[-_]?key/

type Judgement = {
  readonly verdict: DeliveryVerdict
  readonly answer: Answer
  readonly reason: string | null
  readonly cause?: string
  readonly details?: readonly unknown[]
  readonly draft?: LeadDraft
  readonly leadId?: number
  readonly contactId?: number
}

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

  const givenKey = keyOf(header('idempotency-key')) ?? keyOf(header('webhook-id'))
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
export function keepUnjudged(context: WriteContext, incoming: Incoming, deliveryId: number): Answer {
  const receivedAt = new Date(incoming.receivedMs).toISOString()
  const identity = identityOf(context, incoming)
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
      cause: `${incoming.webhook.webhookId}:defect`,
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

function checkSigned(
  context: WriteContext,
  incoming: Incoming,
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

/** Google Ads lead forms carry a key that the user chose; where the webhook has a token, the two must be the same. */
function hasRightToken(webhook: KnownWebhook, payload: JsonValue): boolean {
  if (
    webhook.verifyToken === null ||
    payload === null ||
    typeof payload !== 'object' ||
    Array.isArray(payload)
  )
    return true
  const key = payload.google_key
  return (
    (typeof key !== 'string' && typeof key !== 'number') || isSameSecret(String(key), webhook.verifyToken)
  )
}

// ---- Storing and finding deliveries -----------------------------------------------------------------------------------------

function storeDelivery(
  context: WriteContext,
  incoming: Incoming,
  what: {
    readonly deliveryId: number
    readonly receivedAt: string
    readonly hash: Buffer
    readonly key: string | null
    readonly provider: KnownProvider | null
    readonly judgement: Judgement
  },
): void {
  const { judgement } = what
  context.db
    .sql(
      `insert into deliveries (id, webhook_id, provider_id, received_at, method, path, content_type, headers, body, size, remote_address,
         verdict, is_test, status_code, reason, cause, details, summary, sender, response, idempotency_key, body_hash, lead_id, contact_id)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      what.deliveryId,
      incoming.webhook.webhookId,
      what.provider?.providerId ?? null,
      what.receivedAt,
      incoming.method,
      incoming.path,
      incoming.contentType,
      JSON.stringify(
        incoming.headers.map(([name, value]) => [name, SECRET_HEADER.test(name) ? '(hidden)' : value]),
      ),
      incoming.body,
      incoming.body.length,
      incoming.remoteAddress,
      judgement.verdict,
      judgement.draft?.isTest === true ? 1 : 0,
      judgement.answer.status,
      judgement.reason,
      judgement.cause ?? null,
      judgement.details === undefined ? null : JSON.stringify(judgement.details),
      judgement.draft === undefined ? null : summaryOf(judgement.draft),
      judgement.draft?.sender ?? null,
      judgement.answer.body,
      what.key,
      what.hash,
      judgement.leadId ?? null,
      judgement.contactId ?? null,
    )
  context.touch('deliveries')
}

/** Name or phone or e-mail, whatever a person would recognise it by. */
export function summaryOf(draft: LeadDraft): string | null {
  const { first_name, last_name, phone, email } = draft.fields
  const name = [first_name, last_name].filter((part) => part !== undefined).join(' ')
  return (name !== '' ? name : (phone?.e164 ?? email)) ?? null
}

type FirstDelivery = { readonly id: number | null; readonly status_code: number; readonly response: string }
/** `phone` is that of the lead it made, if any. */
type KnownDelivery = FirstDelivery & { readonly phone: string | null }

function findSameBytes(
  context: WriteContext,
  webhookId: string,
  hash: Buffer,
  nowMs: number,
  isRefused: boolean,
): FirstDelivery | undefined {
  return context.db
    .sql(
      `select id, status_code, response from deliveries where body_hash = ? and webhook_id = ? and received_at > ?
         and (verdict = 'refused') = ? and status_code < 500 order by id desc limit 1`,
    )
    .get<FirstDelivery>(hash, webhookId, new Date(nowMs - SAME_BYTES_MS).toISOString(), isRefused ? 1 : 0)
}

function findByKey(
  context: WriteContext,
  webhookId: string,
  key: string,
): (KnownDelivery & { readonly body_hash: Buffer }) | undefined {
  return context.db
    .sql(
      `select d.id, d.status_code, d.response, d.body_hash, l.phone from deliveries d left join leads l on l.id = d.lead_id
       where d.webhook_id = ? and d.idempotency_key = ?`,
    )
    .get(webhookId, key)
}

/** The delivery that made the lead with the sender's own id; the lead answers for it when the delivery is no longer kept. */
function findByExternalId(
  context: WriteContext,
  webhookId: string,
  externalId: string | null,
): KnownDelivery | undefined {
  if (externalId === null) return undefined
  const lead = context.db
    .sql(
      `select l.id as lead_id, l.contact_id, l.phone, l.email, l.processed_at, d.id, d.status_code, d.response
       from leads l left join deliveries d on d.id = l.delivery_id where l.webhook_id = ? and l.external_id = ?`,
    )
    .get(webhookId, externalId)
  if (lead === undefined) return undefined
  if (lead.response !== null) return lead
  return {
    id: null,
    phone: lead.phone,
    status_code: 201,
    response: JSON.stringify({
      status: 'success',
      message: 'Lead received.',
      webhook_id: webhookId,
      contact_id: lead.contact_id,
      lead_id: lead.lead_id,
      contact_status: 'existing',
      email: lead.email,
      processed_at: lead.processed_at,
      timestamp: lead.processed_at,
    }),
  }
}

function countRepeat(context: WriteContext, id: number | null): void {
  if (id === null) return
  context.db.sql('update deliveries set repeats = repeats + 1 where id = ?').run(id)
  context.touch('deliveries')
}

function firstAnswer(first: FirstDelivery): Answer {
  const isProblem = first.status_code >= 400
  return {
    status: first.status_code,
    headers: {
      'Content-Type': isProblem ? 'application/problem+json' : 'application/json; charset=utf-8',
      'Idempotent-Replayed': 'true',
    },
    body: first.response,
  }
}

function bodyHash(incoming: Incoming): Buffer {
  return createHash('sha256')
    .update(incoming.query)
    .update('\u0000')
    .update(incoming.body)
    .digest()
    .subarray(0, 16)
}

/** Empty keys never match; a template that found nothing must not make two people one. */
function keyOf(text: string | undefined): string | null {
  const key = text?.trim() ?? ''
  return saysNothing(key) ? null : key
}

/** The first header of a name, which is in lower case. */
export function headerReader(headers: Incoming['headers']): (name: string) => string | undefined {
  return (name) => headers.find(([one]) => one === name)?.[1]
}

function messageOf(answer: Answer): string {
  const parsed = parseJson(answer.body)
  return parsed.ok ? String((parsed.value as { message?: unknown }).message) : ''
}
