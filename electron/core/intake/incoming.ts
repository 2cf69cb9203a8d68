// A request as the listener hands it on, and what is read off it before its payload is.
import { createHash } from 'node:crypto'
import { saysNothing } from '../../../shared/domain/payload/read.ts'
import type { KnownWebhook } from '../directory.ts'
import type { Identity } from './identify.ts'

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

/** The first header of a name, which is in lower case. */
export function headerReader(headers: Incoming['headers']): (name: string) => string | undefined {
  return (name) => headers.find(([one]) => one === name)?.[1]
}

/** The key by which a sender marks one delivery, however often it comes. */
export function givenKeyOf(header: (name: string) => string | undefined): string | null {
  return keyOf(header('idempotency-key')) ?? keyOf(header('webhook-id'))
}

/** Empty keys never match; a template that found nothing must not make two people one. */
function keyOf(text: string | undefined): string | null {
  const key = text?.trim() ?? ''
  return saysNothing(key) ? null : key
}

/** `door` tells the same bytes sent to two of them apart. */
export function bodyHash(incoming: Pick<Incoming, 'query' | 'body'>, door = ''): Buffer {
  return createHash('sha256')
    .update(door + incoming.query)
    .update('\u0000')
    .update(incoming.body)
    .digest()
    .subarray(0, 16)
}
