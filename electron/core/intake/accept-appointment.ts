// From a delivery to an appointment: the gate is the webhook's (identity, signature, repeats), what becomes of it is settle-appointment.ts. Runs inside the
// transaction that also stores the delivery, as for leads.
import type { WriteContext } from '../context.ts'
import type { Tally } from '../records/tally.ts'
import { checkSigned, messageOf } from './accept.ts'
import { type Answer, problem } from './answers.ts'
import { bodyHash, givenKeyOf, headerReader } from './incoming.ts'
import {
  APPOINTMENTS_PATH,
  type IncomingAppointment,
  readAppointmentDelivery,
} from './incoming-appointment.ts'
import { settleAppointment } from './settle-appointment.ts'
import {
  countRepeat,
  findByKey,
  findSameBytes,
  firstAnswer,
  type Judgement,
  storeDelivery,
} from './stored-deliveries.ts'

export function acceptAppointment(
  context: WriteContext,
  tally: Tally,
  incoming: IncomingAppointment,
  deliveryId: number,
): Answer {
  const { webhook, identity } = incoming
  const webhookId = webhook?.webhookId ?? ''
  const receivedAt = new Date(incoming.receivedMs).toISOString()
  const header = headerReader(incoming.headers)
  const hash = bodyHash(incoming, APPOINTMENTS_PATH)
  const provider = identity.ok ? identity.provider : null
  const store = (judgement: Judgement, key: string | null = null): Answer => {
    storeDelivery(context, incoming, { deliveryId, receivedAt, hash, key, provider, judgement })
    return judgement.answer
  }

  const refusal = !identity.ok
    ? problem(identity.status, identity.message, { at: receivedAt })
    : webhook === null
      ? null
      : checkSigned(context, { ...incoming, webhook }, header, receivedAt)
  if (refusal !== null) {
    const again = findSameBytes(context, webhookId, hash, incoming.receivedMs, true)
    if (again === undefined) return store({ verdict: 'refused', answer: refusal, reason: messageOf(refusal) })
    countRepeat(context, again.id)
    return refusal
  }
  if (provider !== null && webhook !== null)
    tally.countRequest(
      provider.providerId,
      webhookId,
      context.directory.dayOf(incoming.receivedMs),
      receivedAt,
    )

  // A sender may use one key for a lead and its appointment.
  const given = givenKeyOf(header)
  const givenKey = given === null ? null : `appointment:${given}`
  const keyed = givenKey === null ? undefined : findByKey(context, webhookId, givenKey)
  const first =
    keyed?.body_hash.equals(hash) === true
      ? keyed
      : findSameBytes(context, webhookId, hash, incoming.receivedMs, false)
  if (first !== undefined) {
    countRepeat(context, first.id)
    return firstAnswer(first)
  }
  const key = keyed === undefined ? givenKey : null

  const reading = readAppointmentDelivery(context.directory, webhook, incoming)
  if (!reading.ok) {
    const answer = problem(reading.status, reading.message, { at: receivedAt })
    const cause = `${webhookId}:appointment:${reading.code}`
    return store({ verdict: 'quarantined', answer, reason: reading.message, cause }, key)
  }
  const settled = settleAppointment(context, tally, reading, {
    webhook,
    provider,
    deliveryId,
    ipAddress: incoming.remoteAddress,
    userAgent: header('user-agent') ?? null,
    receivedAt,
    keyed,
  })
  if ('repeats' in settled) {
    countRepeat(context, settled.repeats)
    return settled.answer
  }
  return store(settled.judgement, settled.key ?? key)
}
