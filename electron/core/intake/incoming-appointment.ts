// A request for an appointment: to which webhook it belongs (named in the address, in the body, or by the lead it is for), and how it is read.
import { type AppointmentDraft, readAppointment } from '../../../shared/domain/appointment-payload/read.ts'
import { isWebhookId } from '../../../shared/domain/ids.ts'
import type { JsonValue } from '../../../shared/domain/payload/json.ts'
import type { Directory, KnownWebhook } from '../directory.ts'
import { decodeBody } from './decode.ts'
import { type Identity, identifyProvider, identifyWithoutWebhook } from './identify.ts'
import type { Incoming } from './incoming.ts'

export const APPOINTMENTS_PATH = '/appointments/receive'

export type IncomingAppointment = Omit<Incoming, 'webhook' | 'identity'> & {
  readonly what: 'appointment'
  /** Null: nothing in it leads to a webhook. It is kept under To review. */
  readonly webhook: KnownWebhook | null
  readonly identity: Identity
}

export function isAppointment(one: Incoming | IncomingAppointment): one is IncomingAppointment {
  return 'what' in one
}

/** What a stored or arriving request was sent to. */
export function isAppointmentPath(path: string): boolean {
  return (
    path === APPOINTMENTS_PATH || path.startsWith(`${APPOINTMENTS_PATH}?`) || path === `${APPOINTMENTS_PATH}/`
  )
}

/** As `?webhook=` or `?webhook_id=` names it; null when the address names none. */
export function webhookInAddress(query: string): string | null {
  if (query === '') return null
  const parameters = new URLSearchParams(query)
  return parameters.get('webhook') ?? parameters.get('webhook_id')
}

export type Aim =
  | { readonly ok: true; readonly webhook: KnownWebhook | null; readonly identity: Identity }
  /** A webhook is named that is not there. */
  | { readonly ok: false; readonly reason: 'webhook-id' | 'unknown-webhook' }

/** Where a request goes whose address names no webhook. */
export function aimOf(
  directory: Directory,
  request: Pick<Incoming, 'method' | 'contentType' | 'query' | 'body'>,
  header: (name: string) => string | undefined,
): Aim {
  const decoded = decodeBody(request)
  const draft = decoded.ok ? readDraft(directory, null, decoded.payload) : null
  if (draft?.webhookId != null) {
    if (!isWebhookId(draft.webhookId)) return { ok: false, reason: 'webhook-id' }
    const named = directory.webhook(draft.webhookId)
    if (named?.isOpen !== true) return { ok: false, reason: 'unknown-webhook' }
    return { ok: true, webhook: named, identity: identifyProvider(directory, named, header) }
  }
  const ofLead = draft?.leadId == null ? undefined : directory.webhookOfLead(draft.leadId)
  if (ofLead?.isOpen === true)
    return { ok: true, webhook: ofLead, identity: identifyProvider(directory, ofLead, header) }
  return { ok: true, webhook: null, identity: identifyWithoutWebhook(directory, header) }
}

export function readDraft(
  directory: Directory,
  webhook: KnownWebhook | null,
  payload: JsonValue,
  typed: Readonly<Record<string, string>> = {},
): AppointmentDraft {
  return readAppointment(payload, {
    agencyZone: directory.settings().timeZone,
    ...(webhook === null ? {} : { defaultRegion: webhook.defaultRegion, mapping: webhook.mapping }),
    typed,
  })
}

export type AppointmentReading =
  | { readonly ok: true; readonly draft: AppointmentDraft; readonly payload: JsonValue }
  | { readonly ok: false; readonly status: 400 | 415; readonly code: string; readonly message: string }

/** The same for its arrival and its replay. */
export function readAppointmentDelivery(
  directory: Directory,
  webhook: KnownWebhook | null,
  delivery: Pick<Incoming, 'method' | 'contentType' | 'query' | 'body'>,
  typed?: Readonly<Record<string, string>>,
): AppointmentReading {
  const decoded = decodeBody(delivery)
  if (!decoded.ok) {
    // Typed by hand, a booking needs nothing of what could not be read.
    if (typed === undefined || Object.keys(typed).length === 0) return decoded
    return { ok: true, draft: readDraft(directory, webhook, {}, typed), payload: {} }
  }
  return { ok: true, draft: readDraft(directory, webhook, decoded.payload, typed), payload: decoded.payload }
}
