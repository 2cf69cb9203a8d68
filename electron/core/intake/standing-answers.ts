// The answers that need no delivery: health, what a webhook tells of itself, and what is said to who cannot get further.
import type http from 'node:http'
import { openApiDocument } from '../../../shared/contract/open-api.ts'
import type { KnownWebhook } from '../directory.ts'
import { isSameSecret } from '../vault.ts'
import { type Answer, problem, success } from './answers.ts'
import { shorten } from './exchange.ts'
import type { LimitState } from './limits.ts'

export function health(pathname: string, method: string | undefined, isReady: () => boolean): Answer {
  if (method !== 'GET' && method !== 'HEAD')
    return problem(405, 'Ask with GET.', { headers: { Allow: 'GET, HEAD' } })
  if (pathname === '/health/live') return success(200, { status: 'ok' })
  if (!isReady())
    return problem(503, 'The database cannot be written right now.', { headers: { 'Retry-After': '10' } })
  return success(200, { status: 'ok', timestamp: new Date().toISOString() })
}

/** `GET /webhook/{id}`: tells that the address is right; answers a sender's verification challenge when its token fits. */
export function describe(webhook: KnownWebhook, query: string): Answer {
  const parameters = new URLSearchParams(query)
  const challenge = parameters.get('hub.challenge')
  if (challenge !== null) {
    const token = parameters.get('hub.verify_token') ?? ''
    const fits = webhook.verifyToken !== null && isSameSecret(token, webhook.verifyToken)
    if (!fits)
      return problem(
        403,
        'The verification token does not fit this webhook. Copy it from the Webhooks screen.',
      )
    return {
      status: 200,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
      body: challenge.slice(0, 1_000),
    }
  }
  return success(200, {
    status: 'active',
    webhook_id: webhook.webhookId,
    name: webhook.name,
    lead_type: webhook.leadType,
    message: 'Post leads to this address as JSON or as a form.',
    timestamp: new Date().toISOString(),
  })
}

/** `GET /appointments/receive`, whatever it names: what to send, in short. */
export function describeAppointments(): Answer {
  return success(200, {
    status: 'active',
    message:
      'Post appointments to this address as JSON or as a form, with ?webhook=ws_… or “webhook_id”, or by a “lead_id” alone.',
    whose: 'lead_id, or the customer: name, phone (required), email, address, city, state, zip, service_type',
    when: 'scheduled_at with its offset, or date, time and time_zone; duration_minutes or end',
    what: 'appointment_type, location, notes, assigned_to, appointment_id (your own id: the same once more changes it), status: cancelled',
    timestamp: new Date().toISOString(),
  })
}

export const OPEN_API_PATH = '/openapi.json'

/** The OpenAPI document, with the address by which it was asked for, or where the tunnel begins. */
export function describeListener(request: http.IncomingMessage, publicOrigin: string | null): Answer {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return problem(405, 'Ask with GET.', { headers: { Allow: 'GET, HEAD' } })
  const host = request.headers.host ?? ''
  const isPublic = publicOrigin !== null && new URL(publicOrigin).host === host
  return success(200, openApiDocument(isPublic ? publicOrigin : `http://${host}`))
}

export function unreadableData(): Answer {
  return problem(503, 'The receiving computer cannot read its data right now. Send it again later.', {
    headers: { 'Retry-After': '60' },
  })
}

/** Unknown, deleted and inactive webhooks answer alike. */
export function unknownWebhook(): Answer {
  return problem(404, 'There is no active webhook with this id. Check the address on the Webhooks screen.')
}

export function tooLarge(): Answer {
  return problem(
    413,
    'The body is larger than 1 MiB. A record never is: send one per request, without files.',
  )
}

export function tooMany({ limit, resetS }: LimitState): Answer {
  return problem(429, `Too many requests: ${limit} are allowed per window. Try again in ${resetS} seconds.`, {
    headers: { 'Retry-After': String(resetS) },
  })
}

export function wrongMethod(): Answer {
  return problem(405, 'Leads and appointments are posted: use POST.', { headers: { Allow: 'GET, POST' } })
}

export function unreadableType(contentType: string): Answer {
  return problem(
    415,
    `The content type ${shorten(contentType)} cannot be read. Send JSON, a form (application/x-www-form-urlencoded) or multipart/form-data.`,
  )
}

export function unreadableEncoding(): Answer {
  return problem(415, 'Only gzip or no content encoding can be read.', {
    headers: { 'Accept-Encoding': 'gzip, identity' },
  })
}

export function noWebhookId(): Answer {
  return problem(
    400,
    'This is no webhook id. It looks like ws_cal_solar_001: copy the address from the Webhooks screen.',
  )
}

export function busy(): Answer {
  return problem(503, 'Too much is being received at once. Send it again in a moment.', {
    headers: { 'Retry-After': '2' },
  })
}
