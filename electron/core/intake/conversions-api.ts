// The API for clients' own programs, beside webhooks and feeds on the same listener: who asks and may, within which limits, and what becomes of it. What is
// logged goes through the group commit; what is read is asked of a reader, so that no question stands in the way of intake.
import type http from 'node:http'
import { API_PATHS } from '../../../shared/contract/api-paths.ts'
import type { Permission } from '../../../shared/domain/vocabulary.ts'
import type { Directory } from '../directory.ts'
import type { Ask } from '../reader.ts'
import { misfit } from './accept-conversion.ts'
import type { ActivityLog } from './activity.ts'
import { type Answer, problem } from './answers.ts'
import { answerAnalytics, answerFunnel, answerList, type Question } from './conversion-answers.ts'
import { decodeBody } from './decode.ts'
import { type BodyBudget, pairs } from './exchange.ts'
import type { Committer } from './group-commit.ts'
import { takeLimits } from './guard.ts'
import { type ApiCaller, identifyWorkspace } from './identify-workspace.ts'
import { givenKeyOf, headerReader } from './incoming.ts'
import type { LimitState, RateLimiter } from './limits.ts'
import { readConversion } from './read-conversion.ts'
import { tooMany, unreadableData } from './standing-answers.ts'
import { type Refuse, takeBody } from './take-body.ts'

/** A program that asks more often than ten times a second is out of its mind. */
const PER_MINUTE = 600

type Route = {
  readonly method: 'GET' | 'POST'
  readonly needs: Permission
}
const ROUTES: Readonly<
  Record<string, Route & { readonly answer?: (question: Question) => Promise<Answer> }>
> = {
  [API_PATHS.log]: { method: 'POST', needs: 'convert' },
  [API_PATHS.list]: { method: 'GET', needs: 'read', answer: answerList },
  [API_PATHS.funnel]: { method: 'GET', needs: 'read', answer: answerFunnel },
  [API_PATHS.analytics]: { method: 'GET', needs: 'read', answer: answerAnalytics },
}

export function isConversionsPath(pathname: string): boolean {
  return pathname === API_PATHS.list || pathname.startsWith(`${API_PATHS.list}/`)
}

/** A request under /conversions, and the ways to answer it. */
export type ApiExchange = {
  readonly request: http.IncomingMessage
  readonly pathname: string
  readonly query: string
  readonly address: string
  readonly limiter: RateLimiter
  readonly budget: BodyBudget
  limit(state: LimitState): void
  readonly refuse: Refuse
  reply(answer: Answer): void
}

export type ConversionsApi = { receive(exchange: ApiExchange): void }

export type ConversionsApiOptions = {
  readonly directory: Directory
  readonly committer: Committer
  readonly activity: ActivityLog
  readonly ask: Ask
  readonly nowMs: () => number
  readonly logDefect: (error: unknown) => void
}

export function createConversionsApi(options: ConversionsApiOptions): ConversionsApi {
  const { directory, committer, activity, ask, nowMs, logDefect } = options

  const log = (caller: ApiCaller, { request, budget, refuse, reply }: ApiExchange) => {
    const header = headerReader(pairs(request.rawHeaders))
    takeBody(request, budget, refuse, (body) => {
      const contentType = request.headers['content-type'] ?? null
      const decoded = decodeBody({ method: 'POST', contentType, query: '', body })
      if (!decoded.ok) return reply(problem(decoded.status, decoded.message))
      const reading = readConversion(decoded.payload, {
        timeZone: directory.settings().timeZone,
        nowMs: nowMs(),
        key: givenKeyOf(header),
      })
      if (!reading.ok) return reply(misfit(reading.details))
      // It waits for its commit.
      budget.left -= body.length
      const { workspaceId } = caller
      void committer.submit({ what: 'conversion', workspaceId, wanted: reading.wanted }).then((answer) => {
        budget.left += body.length
        reply(answer)
      })
    })
  }

  return {
    receive: (exchange) => {
      const { request, address, limiter, refuse, reply } = exchange
      const route = ROUTES[exchange.pathname.replace(/\/$/, '')]
      const caller = identifyWorkspace(directory, headerReader(pairs(request.rawHeaders)))
      const limited =
        caller === null
          ? takeLimits(limiter, request.method, undefined, null, address)
          : limiter.take(`workspace ${caller.workspaceId}`, PER_MINUTE, 60)
      exchange.limit(limited)
      if (!limited.isAllowed) return refuse(tooMany(limited), 'rate-limit')
      if (caller === null) return refuse(unknownCaller(), 'workspace-key')
      activity.note(caller.workspaceId)
      if (route === undefined) return refuse(unknownPath(), 'unknown-path')
      if (request.method !== route.method) return refuse(wrongMethod(route), 'api-method')
      if (!caller.permissions.has(route.needs)) return refuse(notAllowed(caller, route), 'permission')
      if (route.answer === undefined) return log(caller, exchange)
      const question = {
        workspaceId: caller.workspaceId,
        parameters: new URLSearchParams(exchange.query),
        settings: directory.settings(),
        nowMs: nowMs(),
        ask,
      }
      route.answer(question).then(reply, (error) => {
        logDefect(error)
        reply(unreadableData())
      })
    },
  }
}

function unknownCaller(): Answer {
  return problem(
    401,
    'The workspace is not known here, is switched off, or the key is not its own. Send the headers X-Workspace-ID and X-API-Key; keys are made in Convio Leads under Routing, Workspaces.',
    { headers: { 'WWW-Authenticate': 'ApiKey realm="conversions"' } },
  )
}

function notAllowed({ name }: ApiCaller, { needs }: Route): Answer {
  return problem(
    403,
    `The key of ${name} lacks the permission “${needs}”. It is given in Convio Leads under Routing, Workspaces.`,
  )
}

function unknownPath(): Answer {
  return problem(404, `There is nothing here. The API has ${Object.values(API_PATHS).join(', ')}.`)
}

function wrongMethod({ method }: Route): Answer {
  return problem(405, `Use ${method} here.`, { headers: { Allow: method } })
}
