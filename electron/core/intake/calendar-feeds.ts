// An agent's calendar as an address to subscribe to: who knows the secret in it reads it, and nothing else. What is asked for again and has not changed costs a
// query and no file.
import { createHash } from 'node:crypto'
import type http from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AppointmentStatus } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import type { Directory } from '../directory.ts'
import { calendarPieces } from '../ics/calendar-file.ts'
import { type FiledAppointment, filedAppointments } from '../records/appointment-files.ts'
import { appointmentIds } from '../records/appointment-filter.ts'
import { hashKey } from '../vault.ts'
import { type Answer, problem } from './answers.ts'
import { takeLimits } from './guard.ts'
import type { LimitState, RateLimiter } from './limits.ts'
import { tooMany } from './standing-answers.ts'

export const FEED_PATH = '/calendar/'
const ADDRESS = /^\/calendar\/([A-Za-z0-9_-]{43})\.ics$/
/** Calendars ask every quarter of an hour at most. */
const PER_MINUTE = 30
const DAY_MS = 86_400_000
const DAYS_BACK = 30
const DAYS_AHEAD = 365
const SHOWN: AppointmentStatus[] = ['scheduled', 'confirmed']
const MOST = 2_000
const MOST_KEPT = 50

export type CalendarFeeds = {
  answer(
    request: Pick<http.IncomingMessage, 'method' | 'headers'>,
    pathname: string,
    address: string,
    limiter: RateLimiter,
  ): {
    readonly answer: Answer | Promise<Answer>
    /** Under which it is counted as turned away; null when it is answered. */
    readonly reason: string | null
    readonly limited: LimitState
  }
}

type Made = { readonly text: string; readonly etag: string }
type Kept = { readonly version: string; readonly made: Promise<Made> }

export function createCalendarFeeds(
  db: ReadDb,
  directory: Directory,
  nowMs: () => number = Date.now,
): CalendarFeeds {
  const kept = new Map<string, Kept>()

  const read = (agent: { readonly slug: string; readonly name: string }): Promise<Made> => {
    // Whole days, so that the span does not change with every question.
    const today = Math.floor(nowMs() / DAY_MS) * DAY_MS
    const span = {
      from: new Date(today - DAYS_BACK * DAY_MS).toISOString(),
      to: new Date(today + DAYS_AHEAD * DAY_MS).toISOString(),
    }
    const filter = { agents: [agent.slug], statuses: SHOWN, types: [] }
    const rows = filedAppointments(db, appointmentIds(db, filter, span).slice(0, MOST))
    const name = `${agent.name}, ${directory.settings().agencyName}`
    const version = digest(JSON.stringify([name, rows.map(carried)]))
    const last = kept.get(agent.slug)
    if (last?.version === version) return last.made
    const made = write(rows, name)
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(agent.slug, { version, made })
    return made
  }

  return {
    answer: (request, pathname, address, limiter) => {
      const secret = ADDRESS.exec(pathname)?.[1]
      const agent =
        secret === undefined
          ? undefined
          : db
              .sql('select slug, name from agents where feed_key = ? and is_active = 1')
              .get<{ slug: string; name: string }>(hashKey(secret))
      if (agent === undefined) {
        const limited = takeLimits(limiter, request.method, undefined, null, address)
        return limited.isAllowed
          ? { answer: unknownFeed(), reason: 'unknown-feed', limited }
          : { answer: tooMany(limited), reason: 'rate-limit', limited }
      }
      const limited = limiter.take(`feed ${agent.slug}`, PER_MINUTE, 60)
      if (!limited.isAllowed) return { answer: tooMany(limited), reason: 'rate-limit', limited }
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return {
          answer: problem(405, 'A calendar is read: use GET.', { headers: { Allow: 'GET, HEAD' } }),
          reason: 'method',
          limited,
        }
      const known = request.headers['if-none-match']
      return { answer: read(agent).then((made) => answerWith(made, known)), reason: null, limited }
    },
  }
}

/** Piece by piece: leads that arrive meanwhile have their turn in between. */
async function write(rows: readonly FiledAppointment[], name: string): Promise<Made> {
  const pieces: string[] = []
  for (const piece of calendarPieces(rows, { name, detail: 'feed' })) {
    pieces.push(piece)
    await nextTurn()
  }
  const text = pieces.join('')
  return { text, etag: `"${digest(text)}"` }
}

function answerWith({ text, etag }: Made, known: string | undefined): Answer {
  const headers = { ETag: etag, 'Cache-Control': 'private, max-age=300', 'X-Robots-Tag': 'noindex' }
  if (namesTag(known, etag)) return { status: 304, headers, body: '' }
  return {
    status: 200,
    headers: {
      ...headers,
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': 'inline; filename="appointments.ics"',
      'X-Content-Type-Options': 'nosniff',
    },
    body: text,
  }
}

/** Unknown, replaced and switched-off addresses answer alike. */
function unknownFeed(): Answer {
  return problem(404, 'There is no calendar at this address. Copy it anew under Settings, Agents.')
}

/** Only what the feed shows makes a new version of it. */
function carried({ notes: _, customerNotes: __, email: ___, ...row }: FiledAppointment) {
  return row
}

function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 32)
}
