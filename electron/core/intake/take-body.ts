// The body of a request as every door of the listener takes it: a type that can be read, within the limits, unpacked.
import type http from 'node:http'
import { type Answer, problem } from './answers.ts'
import { type BodyBudget, isReadableType, MAX_BODY_BYTES, readBody, unzip } from './exchange.ts'
import { busy, tooLarge, unreadableEncoding, unreadableType } from './standing-answers.ts'

/** Turns a request away; `reason` is what it is counted under. */
export type Refuse = (answer: Answer, reason: string) => void

/** The body of a request, unpacked and within the limits; whatever cannot be taken is refused. */
export function takeBody(
  request: http.IncomingMessage,
  budget: BodyBudget,
  refuse: Refuse,
  done: (body: Buffer) => void,
): void {
  const wrong = unreadable(request)
  if (wrong !== null) {
    refuse(...wrong)
    return
  }
  readBody(request, budget, (body) => {
    if (body === 'too-large') return refuse(tooLarge(), 'too-large')
    if (body === 'busy') return refuse(busy(), 'busy')
    if (body === 'gone') return
    budget.left += body.length
    const plain = encodingOf(request) === 'gzip' ? unzip(body) : body
    if (plain === 'too-large') return refuse(tooLarge(), 'too-large')
    if (plain === 'broken') return refuse(problem(400, 'The gzip content cannot be unpacked.'), 'broken-gzip')
    done(plain)
  })
}

/** What can be said before it is read; null: it may come. */
function unreadable(request: http.IncomingMessage): Parameters<Refuse> | null {
  const contentType = request.headers['content-type'] ?? null
  if (!isReadableType(contentType)) return [unreadableType(contentType ?? ''), 'content-type']
  const encoding = encodingOf(request)
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== '')
    return [unreadableEncoding(), 'content-encoding']
  return Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES ? [tooLarge(), 'too-large'] : null
}

function encodingOf({ headers }: http.IncomingMessage): string {
  return (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
}
