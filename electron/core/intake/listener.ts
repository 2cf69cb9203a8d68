// The webhook listener: plain node:http beneath everything, because this path is measured. It turns away what must not get further
// (limits, method, type, size, unknown address) and hands the rest to group commit. All limits are explicit (TRUST, Intake).
import http from 'node:http'
import { networkInterfaces } from 'node:os'
import zlib from 'node:zlib'
import { isWebhookId } from '../../../shared/domain/ids.ts'
import type { Directory, KnownWebhook } from '../directory.ts'
import { isSameSecret } from '../vault.ts'
import { headerReader, type Incoming } from './accept.ts'
import { type Answer, problem, success } from './answers.ts'
import type { Committer } from './group-commit.ts'
import { type Identity, identifyProvider } from './identify.ts'
import { createRateLimiter, type LimitState } from './limits.ts'
import type { RefusalLog } from './refusals.ts'

export const MAX_BODY_BYTES = 1024 * 1024
/** Unidentified requests of one address per minute: what guesses at webhooks and keys is slowed down, true senders are not. */
const UNIDENTIFIED_PER_MINUTE = 120
/** Connections of one address; loopback is where a tunnel delivers everybody from. */
const CONNECTIONS_PER_ADDRESS = 256

export type Listener = {
  readonly port: number
  close(): Promise<void>
}

export type ListenerOptions = {
  readonly port: number
  readonly isLanOpen: boolean
  readonly directory: Directory
  readonly committer: Committer
  readonly refusals: RefusalLog
  /** Wall clock of arrivals, in milliseconds. */
  readonly nowMs: () => number
  readonly isReady: () => boolean
  readonly logDefect: (error: unknown) => void
}

/** Resolves once it listens; rejects with the system's error (EADDRINUSE, EACCES …). */
export function startListener(options: ListenerOptions): Promise<Listener> {
  const { directory, committer, refusals, nowMs, logDefect } = options
  const limiter = createRateLimiter()
  const connections = new Map<string, number>()

  const server = http.createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 15_000,
    maxHeaderSize: 16 * 1024,
    // A header sent twice is a matter of doubt for keys and signatures; the first one counts, as in `headerReader`.
    joinDuplicateHeaders: false,
  })
  server.maxConnections = 20_000
  server.maxRequestsPerSocket = 100_000
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
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.destroyed || !socket.writable) return
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
    const message =
      status === 431
        ? 'The headers are longer than 16 KiB.'
        : status === 408
          ? 'The request took longer than 10 seconds to arrive.'
          : 'This is not a valid HTTP request.'
    refusals.count(`http-${status}`, '', plainAddress((socket as { remoteAddress?: string }).remoteAddress))
    const { body, headers } = problem(status, message)
    socket.end(
      `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nContent-Type: ${headers['Content-Type']}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  })

  const receive = (request: http.IncomingMessage, response: http.ServerResponse) => {
    const address = plainAddress(request.socket.remoteAddress)
    const receivedMs = nowMs()
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const pathname = mark === -1 ? url : url.slice(0, mark)
    const query = mark === -1 ? '' : url.slice(mark + 1)
    let limitHeaders: readonly string[] = []
    const refuse = (answer: Answer, reason: string, webhookId = '') => {
      refusals.count(reason, webhookId, address)
      send(response, answer, limitHeaders)
      if (!request.complete) closeAfter(request, response)
    }

    const foreign = foreignCaller(request, options, directory)
    if (foreign !== null) return refuse(foreign.answer, foreign.reason)
    if (pathname === '/health' || pathname === '/health/live' || pathname === '/health/ready') {
      return send(response, health(pathname, request.method, options.isReady()))
    }
    if (!pathname.startsWith('/webhook/')) {
      return refuse(
        problem(404, 'There is nothing here. Leads are posted to /webhook/{webhook_id}.'),
        'unknown-path',
      )
    }

    const webhookId = safeDecode(pathname.slice('/webhook/'.length).replace(/\/$/, ''))
    const isWellFormed = webhookId !== null && isWebhookId(webhookId)
    const found = isWellFormed ? directory.webhook(webhookId) : undefined
    const webhook = found?.isOpen === true ? found : undefined

    const headers = pairs(request.rawHeaders)
    const identity =
      webhook === undefined ? null : identifyProvider(directory, webhook, headerReader(headers))
    const limited = takeLimits(limiter, request.method, webhook, identity, address)
    limitHeaders = limitFields(limited)
    if (!limited.isAllowed) {
      const answer = problem(
        429,
        `Too many requests: ${limited.limit} are allowed per window. Try again in ${limited.resetS} seconds.`,
        {
          headers: { 'Retry-After': String(limited.resetS) },
        },
      )
      return refuse(answer, 'rate-limit', webhook?.webhookId)
    }
    if (request.method === 'GET' && isWellFormed) {
      if (webhook === undefined) return refuse(unknownWebhook(), 'unknown-webhook')
      return send(response, describe(webhook, query), limitHeaders)
    }
    if (request.method !== 'POST') {
      return refuse(
        problem(405, 'Leads are posted: use POST.', { headers: { Allow: 'GET, POST' } }),
        'method',
      )
    }
    const contentType = request.headers['content-type'] ?? null
    if (!isReadableType(contentType)) {
      const answer = problem(
        415,
        `The content type ${shorten(contentType ?? '')} cannot be read. Send JSON, a form (application/x-www-form-urlencoded) or multipart/form-data.`,
      )
      return refuse(answer, 'content-type')
    }
    const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
    if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== '') {
      return refuse(
        problem(415, 'Only gzip or no content encoding can be read.', {
          headers: { 'Accept-Encoding': 'gzip, identity' },
        }),
        'content-encoding',
      )
    }
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES)
      return refuse(tooLarge(), 'too-large')

    readBody(request, (body) => {
      if (body === 'too-large') return refuse(tooLarge(), 'too-large')
      if (body === 'gone') return
      const plain = encoding === 'gzip' ? unzip(body) : body
      if (plain === 'too-large') return refuse(tooLarge(), 'too-large')
      if (plain === 'broken')
        return refuse(problem(400, 'The gzip content cannot be unpacked.'), 'broken-gzip')
      if (!isWellFormed) {
        return refuse(
          problem(
            400,
            'This is no webhook id. It looks like ws_cal_solar_001: copy the address from the Webhooks screen.',
          ),
          'webhook-id',
        )
      }
      if (webhook === undefined || identity === null) return refuse(unknownWebhook(), 'unknown-webhook')
      const incoming: Incoming = {
        webhook,
        identity,
        method: 'POST',
        path: url,
        query,
        contentType,
        headers,
        body: plain,
        remoteAddress: address,
        receivedMs,
      }
      void committer.submit(incoming).then((answer) => send(response, answer, limitHeaders))
    })
  }
  server.on('request', (request, response) => {
    try {
      receive(request, response)
    } catch (error) {
      // What is known of webhooks could not be read. Thrown further, it would end the thread and all that waits in it.
      logDefect(error)
      send(
        response,
        problem(503, 'The receiving computer cannot read its data right now. Send it again later.', {
          headers: { 'Retry-After': '60' },
        }),
      )
      if (!request.complete) closeAfter(request, response)
    }
  })

  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(
      { port: options.port, host: options.isLanOpen ? '0.0.0.0' : '127.0.0.1', backlog: 1024 },
      () => {
        server.off('error', reject)
        const address = server.address()
        resolve({
          port: typeof address === 'object' && address !== null ? address.port : options.port,
          close: async () => {
            const closed = new Promise<void>((done) => server.close(() => done()))
            server.closeIdleConnections()
            await committer.drain()
            setTimeout(() => server.closeAllConnections(), 500).unref()
            await closed
          },
        })
      },
    )
  })
}

// ---- Who may ask ------------------------------------------------------------------------------------------------------------

/** Any page in a browser on this computer can reach loopback: foreign origins and unknown host names are turned away. */
function foreignCaller(
  request: http.IncomingMessage,
  options: Pick<ListenerOptions, 'isLanOpen'>,
  directory: Directory,
): { readonly answer: Answer; readonly reason: string } | null {
  const publicOrigin = directory.settings().publicOrigin
  const host = hostName(request.headers.host ?? '')
  const isKnownHost =
    isLoopbackName(host) ||
    (publicOrigin !== null && host === new URL(publicOrigin).hostname) ||
    (options.isLanOpen && lanAddresses().includes(host))
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

function plainAddress(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:/, '')
}

// ---- Limits -----------------------------------------------------------------------------------------------------------------

function takeLimits(
  limiter: ReturnType<typeof createRateLimiter>,
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

function limitFields(state: LimitState): string[] {
  return [
    'RateLimit-Limit',
    String(state.limit),
    'RateLimit-Remaining',
    String(state.remaining),
    'RateLimit-Reset',
    String(state.resetS),
  ]
}

// ---- Reading and answering --------------------------------------------------------------------------------------------------

/** What the decoder reads, and the types that say so little that it looks at the content. */
const READABLE =
  /^\s*($|application\/(json|[\w.+-]+\+json|x-json|x-www-form-urlencoded|octet-stream|x-unknown)\b|binary\/octet-stream\b|multipart\/form-data\b|text\/(plain|json)\b)/i

function isReadableType(contentType: string | null): boolean {
  return contentType === null || READABLE.test(contentType)
}

function readBody(request: http.IncomingMessage, done: (body: Buffer | 'too-large' | 'gone') => void): void {
  let chunks: Buffer[] = []
  let size = 0
  let isDone = false
  const finish = (body: Buffer | 'too-large' | 'gone') => {
    if (isDone) return
    isDone = true
    chunks = []
    done(body)
  }
  request.on('data', (chunk: Buffer) => {
    if (isDone) return
    size += chunk.length
    if (size > MAX_BODY_BYTES) finish('too-large')
    else chunks.push(chunk)
  })
  request.on('end', () => finish(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
  request.on('error', () => finish('gone'))
  request.on('close', () => finish('gone'))
}

function unzip(body: Buffer): Buffer | 'too-large' | 'broken' {
  try {
    return zlib.gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken'
  }
}

/** `more` are names and values in turn. One list of headers is written as it is; an object is merged and checked name by name. */
function send(response: http.ServerResponse, answer: Answer, more: readonly string[] = []): void {
  if (response.headersSent || response.destroyed) return
  const headers = [
    ...more,
    'Cache-Control',
    'no-store',
    'Content-Length',
    String(Buffer.byteLength(answer.body)),
  ]
  for (const name in answer.headers) headers.push(name, answer.headers[name] as string)
  response.writeHead(answer.status, headers)
  response.end(answer.body)
}

/** A body that will not be read: the answer goes out, what follows is thrown away for a moment, then the connection ends. */
function closeAfter(request: http.IncomingMessage, response: http.ServerResponse): void {
  request.removeAllListeners('data')
  request.resume()
  response.once('finish', () => {
    setTimeout(() => request.socket.destroy(), 250).unref()
  })
}

function health(pathname: string, method: string | undefined, isReady: boolean): Answer {
  if (method !== 'GET' && method !== 'HEAD')
    return problem(405, 'Ask with GET.', { headers: { Allow: 'GET, HEAD' } })
  if (pathname === '/health/live') return success(200, { status: 'ok' })
  if (!isReady)
    return problem(503, 'The database cannot be written right now.', { headers: { 'Retry-After': '10' } })
  return success(200, { status: 'ok', timestamp: new Date().toISOString() })
}

/** `GET /webhook/{id}`: tells that the address is right; answers a sender's verification challenge when its token fits. */
function describe(webhook: KnownWebhook, query: string): Answer {
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

/** Unknown, deleted and inactive webhooks answer alike. */
function unknownWebhook(): Answer {
  return problem(404, 'There is no active webhook with this id. Check the address on the Webhooks screen.')
}

function tooLarge(): Answer {
  return problem(
    413,
    'The body is larger than 1 MiB. A lead never is: send one lead per request, without files.',
  )
}

function pairs(raw: readonly string[]): [string, string][] {
  const list: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2)
    list.push([(raw[index] as string).toLowerCase(), raw[index + 1] as string])
  return list
}

function safeDecode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function shorten(text: string, most = 100): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
