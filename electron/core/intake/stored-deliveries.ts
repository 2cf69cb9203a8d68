// Deliveries in the database: keeping one with its judgement, and finding the one that came before.
import type { LeadDraft } from '../../../shared/domain/payload/read.ts'
import type { DeliveryVerdict } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { KnownProvider } from '../directory.ts'
import type { Answer } from './answers.ts'
import type { Incoming } from './incoming.ts'

/** The same bytes to the same webhook within this time are one delivery. */
const SAME_BYTES_MS = 60_000
const SECRET_HEADER = /authorization|cookie|password|secret|token|(?:api|auth|access)[-_]?key/

export type Judgement = {
  readonly verdict: DeliveryVerdict
  readonly answer: Answer
  readonly reason: string | null
  readonly cause?: string
  readonly details?: readonly unknown[]
  readonly draft?: Pick<LeadDraft, 'sender' | 'fields' | 'isTest'> & Partial<Pick<LeadDraft, 'problems'>>
  readonly leadId?: number
  readonly contactId?: number
}

/**
 * What was answered when it came stays as it was; a repair is kept in `details`, in place of the list of what did not fit, with the answer that the
 * sender gets from then on.
 */
export type Repair = {
  readonly status: number
  readonly response: string
  /** The agent's slug. */
  readonly by: string
  readonly at: string
}
const isRepaired = (table: string) => `json_type(${table}.details) = 'object'`
const statusOf = (table: string) =>
  `case when ${isRepaired(table)} then ${table}.details ->> '$.status' else ${table}.status_code end`
const responseOf = (table: string) =>
  `case when ${isRepaired(table)} then ${table}.details ->> '$.response' else ${table}.response end`
/** The answer that holds by now, as `status_code` and `response`. */
const ANSWER = `${statusOf('d')} as status_code, ${responseOf('d')} as response`

export function storeDelivery(
  context: WriteContext,
  incoming: Omit<Incoming, 'webhook' | 'identity'> & {
    readonly webhook: { readonly webhookId: string } | null
  },
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
      incoming.webhook?.webhookId ?? '',
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
export function summaryOf({
  fields: { first_name, last_name, phone, email },
  problems = [],
}: Pick<LeadDraft, 'fields'> & Partial<Pick<LeadDraft, 'problems'>>): string | null {
  const name = [first_name, last_name].filter((part) => part !== undefined).join(' ')
  if (name !== '') return name
  // A number that cannot be called still tells whose it is.
  const sent = problems.find(({ field }) => field === 'phone')?.value
  const unusable = typeof sent === 'string' || typeof sent === 'number' ? String(sent).slice(0, 60) : null
  return phone?.e164 ?? email ?? unusable
}

export type FirstDelivery = {
  readonly id: number | null
  readonly status_code: number
  readonly response: string
}
/** `phone` is that of the lead it made, if any. */
export type KnownDelivery = FirstDelivery & { readonly phone: string | null }

export function findSameBytes(
  context: WriteContext,
  webhookId: string,
  hash: Buffer,
  nowMs: number,
  isRefused: boolean,
): FirstDelivery | undefined {
  return context.db
    .sql(
      `select d.id, ${ANSWER} from deliveries d where body_hash = ? and webhook_id = ? and received_at > ?
         and (verdict = 'refused') = ? and ${statusOf('d')} < 500 order by d.id desc limit 1`,
    )
    .get<FirstDelivery>(hash, webhookId, new Date(nowMs - SAME_BYTES_MS).toISOString(), isRefused ? 1 : 0)
}

export function findByKey(
  context: WriteContext,
  webhookId: string,
  key: string,
): (KnownDelivery & { readonly body_hash: Buffer }) | undefined {
  return context.db
    .sql(
      `select d.id, ${ANSWER}, d.body_hash, l.phone from deliveries d left join leads l on l.id = d.lead_id
       where d.webhook_id = ? and d.idempotency_key = ?`,
    )
    .get(webhookId, key)
}

/** The delivery that made the lead with the sender's own id; the lead answers for it when the delivery is no longer kept. */
export function findByExternalId(
  context: WriteContext,
  webhookId: string,
  externalId: string | null,
): KnownDelivery | undefined {
  if (externalId === null) return undefined
  const lead = context.db
    .sql(
      `select l.id as lead_id, l.contact_id, l.phone, l.email, l.processed_at, d.id, ${ANSWER}
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

export function countRepeat(context: WriteContext, id: number | null): void {
  if (id === null) return
  context.db.sql('update deliveries set repeats = repeats + 1 where id = ?').run(id)
  context.touch('deliveries')
}

export function firstAnswer(first: FirstDelivery): Answer {
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
