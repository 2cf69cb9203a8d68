// The webhook listener: plain node:http beneath everything, because this path is measured. It turns away what must not get further
// (limits, method, type, size, unknown address) and hands the rest to group commit. All limits are explicit (TRUST, Intake).
import http from 'node:http'
import { isWebhookId } from '../../../shared/domain/ids.ts'
import type { Directory, KnownWebhook } from '../directory.ts'
import { problem } from './answers.ts'
import { type CalendarFeeds, FEED_PATH } from './calendar-feeds.ts'
import { type ConversionsApi, isConversionsPath } from './conversions-api.ts'
import {
  answerClientError,
  type BodyBudget,
  closeAfter,
  MOST_BODY_BYTES,
  pairs,
  safeDecode,
  send,
} from './exchange.ts'
import type { Committer } from './group-commit.ts'
import { foreignCaller, limitConnections, limitFields, plainAddress, takeLimits } from './guard.ts'
import { type Identity, identifyProvider, identifyWithoutWebhook } from './identify.ts'
import { headerReader, type Incoming } from './incoming.ts'
import {
  aimOf,
  type IncomingAppointment,
  isAppointmentPath,
  webhookInAddress,
} from './incoming-appointment.ts'
import { createRateLimiter } from './limits.ts'
import type { RefusalLog } from './refusals.ts'
import {
  describe,
  describeAppointments,
  describeListener,
  health,
  noWebhookId,
  OPEN_API_PATH,
  tooMany,
  unknownWebhook,
  unreadableData,
  wrongMethod,
} from './standing-answers.ts'
import { type Refuse, takeBody } from './take-body.ts'

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
  readonly feeds: CalendarFeeds
  readonly conversions: ConversionsApi
  /** Wall clock of arrivals, in milliseconds. */
  readonly nowMs: () => number
  readonly isReady: () => boolean
  /** Bytes of all bodies in flight; left out, `MOST_BODY_BYTES`. */
  readonly bodyBytes?: number
  readonly logDefect: (error: unknown) => void
}

/** Resolves once it listens; rejects with the system's error (EADDRINUSE, EACCES …). */
export function startListener(options: ListenerOptions): Promise<Listener> {
  const { directory, committer, refusals, feeds, conversions, nowMs, logDefect } = options
  const limiter = createRateLimiter()
  const budget: BodyBudget = { left: options.bodyBytes ?? MOST_BODY_BYTES }

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
  limitConnections(server)
  server.on('clientError', (error, socket) => {
    if (socket.destroyed || !socket.writable) return
    const status = answerClientError(error, socket)
    refusals.count(`http-${status}`, '', plainAddress((socket as { remoteAddress?: string }).remoteAddress))
  })

  const receive = (request: http.IncomingMessage, response: http.ServerResponse) => {
    const address = plainAddress(request.socket.remoteAddress)
    const receivedMs = nowMs()
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const pathname = mark === -1 ? url : url.slice(0, mark)
    const query = mark === -1 ? '' : url.slice(mark + 1)
    let limitHeaders: readonly string[] = []
    /** The webhook that is meant, once it is known. */
    let meant = ''
    const refuse: Refuse = (answer, reason) => {
      refusals.count(reason, meant, address)
      send(response, answer, limitHeaders)
      if (!request.complete) closeAfter(request, response)
    }

    const foreign = foreignCaller(request, options.isLanOpen, directory)
    if (foreign !== null) return refuse(foreign.answer, foreign.reason)
    if (pathname === '/health' || pathname === '/health/live' || pathname === '/health/ready') {
      return send(response, health(pathname, request.method, options.isReady))
    }
    if (pathname === OPEN_API_PATH) {
      return send(response, describeListener(request, directory.settings().publicOrigin))
    }
    if (isConversionsPath(pathname)) {
      return conversions.receive({
        request,
        pathname,
        query,
        address,
        limiter,
        budget,
        limit: (state) => {
          limitHeaders = limitFields(state)
        },
        refuse,
        reply: (answer) => send(response, answer, limitHeaders),
      })
    }
    const isLead = pathname.startsWith('/webhook/')
    if (!isLead && pathname.startsWith(FEED_PATH)) {
      const { answer, reason, limited } = feeds.answer(request, pathname, address, limiter)
      limitHeaders = limitFields(limited)
      Promise.resolve(answer).then(
        (ready) => (reason === null ? send(response, ready, limitHeaders) : refuse(ready, reason)),
        (error) => {
          logDefect(error)
          send(response, unreadableData(), limitHeaders)
        },
      )
      return
    }
    if (!isLead && !isAppointmentPath(pathname)) {
      return refuse(
        problem(
          404,
          'There is nothing here. Leads are posted to /webhook/{webhook_id}, appointments to /appointments/receive; /openapi.json says the rest.',
        ),
        'unknown-path',
      )
    }

    const webhookId = isLead
      ? safeDecode(pathname.slice('/webhook/'.length).replace(/\/$/, ''))
      : webhookInAddress(query)
    /** An appointment whose address names no webhook: its body does, or the lead in it. */
    const isNamedInside = !isLead && webhookId === null
    const isWellFormed = webhookId !== null && isWebhookId(webhookId)
    const found = isWellFormed ? directory.webhook(webhookId) : undefined
    const webhook = found?.isOpen === true ? found : undefined
    meant = webhook?.webhookId ?? ''

    const headers = pairs(request.rawHeaders)
    const identity =
      webhook === undefined ? null : identifyProvider(directory, webhook, headerReader(headers))
    const isWithinLimits = (to: KnownWebhook | undefined, by: Identity | null): boolean => {
      const limited = takeLimits(limiter, request.method, to, by, address)
      limitHeaders = limitFields(limited)
      if (!limited.isAllowed) refuse(tooMany(limited), 'rate-limit')
      return limited.isAllowed
    }
    // To which webhook, and whether the sender may, is known when the body is; a stranger is counted before it is read.
    const isKnownSender =
      isNamedInside &&
      request.method === 'POST' &&
      identifyWithoutWebhook(directory, headerReader(headers)).ok
    if (!isKnownSender && !isWithinLimits(webhook, identity)) return
    if (request.method === 'GET' && !isLead) return send(response, describeAppointments(), limitHeaders)
    if (request.method === 'GET' && isWellFormed) {
      if (webhook === undefined) return refuse(unknownWebhook(), 'unknown-webhook')
      return send(response, describe(webhook, query), limitHeaders)
    }
    if (request.method !== 'POST') return refuse(wrongMethod(), 'method')
    const contentType = request.headers['content-type'] ?? null
    takeBody(request, budget, refuse, (plain) => {
      const received = {
        method: 'POST',
        path: url,
        query,
        contentType,
        headers,
        body: plain,
        remoteAddress: address,
        receivedMs,
      }
      const submit = (incoming: Incoming | IncomingAppointment) => {
        // Unpacked it may be larger; so it waits for its commit.
        budget.left -= plain.length
        void committer.submit(incoming).then((answer) => {
          budget.left += plain.length
          send(response, answer, limitHeaders)
        })
      }
      if (isNamedInside) {
        const aim = tried(() => aimOf(directory, received, headerReader(headers)))
        if (aim === null) return refuse(unreadableData(), 'unreadable')
        const to = aim.ok ? (aim.webhook ?? undefined) : undefined
        const by = aim.ok ? aim.identity : null
        if ((isKnownSender || (to !== undefined && by?.ok === true)) && !isWithinLimits(to, by)) return
        if (!aim.ok) return refuse(aim.reason === 'webhook-id' ? noWebhookId() : unknownWebhook(), aim.reason)
        meant = to?.webhookId ?? ''
        return submit({ ...received, what: 'appointment', webhook: aim.webhook, identity: aim.identity })
      }
      if (!isWellFormed) return refuse(noWebhookId(), 'webhook-id')
      if (webhook === undefined || identity === null) return refuse(unknownWebhook(), 'unknown-webhook')
      submit(
        isLead ? { ...received, webhook, identity } : { ...received, what: 'appointment', webhook, identity },
      )
    })
  }
  /** What is known of webhooks and leads could not be read. Thrown further, it would end the thread and all that waits in it. */
  const tried = <T>(work: () => T): T | null => {
    try {
      return work()
    } catch (error) {
      logDefect(error)
      return null
    }
  }
  server.on('request', (request, response) => {
    if (tried(() => receive(request, response)) !== null) return
    send(response, unreadableData())
    if (!request.complete) closeAfter(request, response)
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
