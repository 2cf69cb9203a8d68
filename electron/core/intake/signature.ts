// Signatures over the raw bytes (DOMAIN §5): Standard Webhooks headers, `X-Webhook-Signature: sha256=<hex HMAC-SHA256>`, or Calendly's own.
// The signature is checked before the timestamp, so that only a true sender learns about clocks; comparisons take constant time.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Standard Webhooks: five minutes each way. */
export const TOLERANCE_S = 300
const MOST_SIGNATURES = 10

export type SignatureVerdict = { readonly ok: true } | { readonly ok: false; readonly message: string }

type Signed = {
  readonly body: Uint8Array
  readonly header: (name: string) => string | undefined
  /** Signing secrets that count now: the present one and, during rotation, the one before. */
  readonly secrets: readonly string[]
  readonly nowMs: number
}

export function checkSignature({ body, header, secrets, nowMs }: Signed): SignatureVerdict {
  const standard = header('webhook-signature')
  const plain = header('x-webhook-signature')
  const calendly =
    standard === undefined && plain === undefined ? header('calendly-webhook-signature') : undefined
  if (calendly !== undefined) return checkCalendly(calendly, { body, header, secrets, nowMs })
  if (standard === undefined && plain === undefined) {
    return {
      ok: false,
      message:
        'This webhook takes signed requests only. Sign the raw body with the webhook’s secret: Standard Webhooks headers, or X-Webhook-Signature: sha256=<hex HMAC-SHA256>.',
    }
  }
  if (standard !== undefined) {
    const id = header('webhook-id')
    const timestamp = header('webhook-timestamp')
    if (id === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
      return {
        ok: false,
        message:
          'The headers webhook-id and webhook-timestamp (seconds since 1970) belong to webhook-signature.',
      }
    }
    const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
    const given = standard.split(' ').slice(0, MOST_SIGNATURES)
    const isTrue = secrets.some((secret) => {
      const expected = Buffer.from(
        `v1,${createHmac('sha256', standardKey(secret)).update(content).digest('base64')}`,
      )
      return given.map((signature) => isSame(Buffer.from(signature), expected)).includes(true)
    })
    if (!isTrue)
      return { ok: false, message: 'The signature does not fit the body and this webhook’s secret.' }
    return checkTime(timestamp, nowMs)
  }
  const given = Buffer.from(
    (plain as string)
      .trim()
      .toLowerCase()
      .replace(/^sha256=/, ''),
  )
  const isTrue = secrets.some((secret) =>
    // Senders of this form take the secret as they see it, or as its bytes.
    [secret, standardKey(secret)]
      .map((key) => isSame(given, Buffer.from(createHmac('sha256', key).update(body).digest('hex'))))
      .includes(true),
  )
  return isTrue
    ? { ok: true }
    : { ok: false, message: 'The signature does not fit the body and this webhook’s secret.' }
}

/** `t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`; the signing key of the subscription is this webhook's secret as it is shown. */
function checkCalendly(given: string, { body, secrets, nowMs }: Signed): SignatureVerdict {
  const parts = given.split(',', MOST_SIGNATURES).map((part) => part.trim().split('='))
  const timestamp = parts.find(([name]) => name === 't')?.[1] ?? ''
  if (!/^\d{1,12}$/.test(timestamp)) {
    return { ok: false, message: 'Calendly-Webhook-Signature is t=<seconds since 1970>,v1=<signature>.' }
  }
  const content = Buffer.concat([Buffer.from(`${timestamp}.`), body])
  const signatures = parts
    .filter(([name]) => name === 'v1')
    .map(([, value = '']) => Buffer.from(value.toLowerCase()))
  const isTrue = secrets.some((secret) =>
    [secret, standardKey(secret)]
      .flatMap((key) => {
        const expected = Buffer.from(createHmac('sha256', key).update(content).digest('hex'))
        return signatures.map((signature) => isSame(signature, expected))
      })
      .includes(true),
  )
  if (!isTrue) return { ok: false, message: 'The signature does not fit the body and this webhook’s secret.' }
  return checkTime(timestamp, nowMs)
}

function checkTime(timestamp: string, nowMs: number): SignatureVerdict {
  const apart = Math.round(nowMs / 1000) - Number(timestamp)
  if (Math.abs(apart) <= TOLERANCE_S) return { ok: true }
  return {
    ok: false,
    message: `The signature is right, but its timestamp is ${Math.abs(apart)} seconds ${apart > 0 ? 'old' : 'ahead'}; ${TOLERANCE_S} are allowed. Check the clocks of both computers.`,
  }
}

function standardKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
