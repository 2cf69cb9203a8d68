// Who may ask, and how much: host names and origins, connections of one address, requests in a window.
import type http from 'node:http'
import { networkInterfaces } from 'node:os'
import type { Directory, KnownWebhook } from '../directory.ts'
import { type Answer, problem } from './answers.ts'
import { shorten } from './exchange.ts'
import type { Identity } from './identify.ts'
import type { LimitState, RateLimiter } from './limits.ts'

/** Unidentified requests of one address per minute: what guesses at webhooks and keys is slowed down, true senders are not. */
const UNIDENTIFIED_PER_MINUTE = 120
/** Connections of one address; loopback is where a tunnel delivers everybody from. */
const CONNECTIONS_PER_ADDRESS = 256

/** Ends connections beyond what one address may have at once. */
export function limitConnections(server: http.Server): void {
  const connections = new Map<string, number>()
  server.on('connection', (socket) => {
    const address = plainAddress(socket.remoteAddress)
    const open = (connections.get(address) ?? 0) + 1
    if (!isLoopback(address) && open > CONNECTIONS_PER_ADDRESS) {
      socket.destroy()
      return
    }
    connections.set(address, open)
    socket.once('close', () => {
      const left = (connections.get(address) ?? 1) - 1
      if (left === 0) connections.delete(address)
      else connections.set(address, left)
    })
  })
}

/** Any page in a browser on this computer can reach loopback: foreign origins and unknown host names are turned away. */
export function foreignCaller(
  request: http.IncomingMessage,
  isLanOpen: boolean,
  directory: Directory,
): { readonly answer: Answer; readonly reason: string } | null {
  const publicOrigin = directory.settings().publicOrigin
  const host = hostName(request.headers.host ?? '')
  const isKnownHost =
    isLoopbackName(host) ||
    (publicOrigin !== null && host === new URL(publicOrigin).hostname) ||
    (isLanOpen && lanAddresses().includes(host))
  if (!isKnownHost) {
    return {
      reason: 'host',
      answer: problem(
        421,
        `Convio Leads does not answer for the host "${shorten(host)}". If a tunnel delivers here, enter its address under Settings, Webhook intake.`,
      ),
    }
  }
  const origin = request.headers.origin
  if (origin !== undefined && origin !== `http://${request.headers.host}` && origin !== publicOrigin) {
    return {
      reason: 'origin',
      answer: problem(
        403,
        'Web pages may not post here. Send leads from a server, or through the form tool’s webhook.',
      ),
    }
  }
  return null
}

export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => one.family === 'IPv4' && !one.internal)
    .map((one) => one.address)
}

function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

export function plainAddress(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:/, '')
}

export function takeLimits(
  limiter: RateLimiter,
  method: string | undefined,
  webhook: KnownWebhook | undefined,
  identity: Identity | null,
  address: string,
): LimitState {
  if (webhook === undefined || method !== 'POST' || identity?.ok !== true) {
    return limiter.take(`address ${address}`, UNIDENTIFIED_PER_MINUTE, 60)
  }
  const { provider } = identity
  // The provider's own limit first: what it sends beyond that must not use up what the webhook has for the others.
  const ofProvider =
    provider === null || provider.rateLimit === null
      ? null
      : limiter.take(`provider ${provider.providerId}`, provider.rateLimit, 60)
  if (ofProvider?.isAllowed === false) return ofProvider
  const ofWebhook = limiter.take(`webhook ${webhook.webhookId}`, webhook.rateLimit, webhook.rateWindow)
  return ofProvider !== null && ofWebhook.isAllowed && ofProvider.remaining < ofWebhook.remaining
    ? ofProvider
    : ofWebhook
}

export function limitFields(state: LimitState): string[] {
  return [
    'RateLimit-Limit',
    String(state.limit),
    'RateLimit-Remaining',
    String(state.remaining),
    'RateLimit-Reset',
    String(state.resetS),
  ]
}
