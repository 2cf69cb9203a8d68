// Days and instants. A day is a day in the agency's zone; its bounds come from the zone's transitions (23 and 25 hours), never from 86,400,000.
import { Temporal } from 'temporal-polyfill'

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}

/** `YYYY-MM-DD` of an instant in a zone. */
export function dayOf(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()
}

/** First and one-past-last millisecond of a day in a zone. */
export function dayBounds(
  day: string,
  timeZone: string,
): { readonly startMs: number; readonly endMs: number } {
  const date = Temporal.PlainDate.from(day)
  const start = date.toZonedDateTime({ timeZone, plainTime: '00:00' })
  const end = date.add({ days: 1 }).toZonedDateTime({ timeZone, plainTime: '00:00' })
  return { startMs: start.epochMilliseconds, endMs: end.epochMilliseconds }
}

const UTC_DAY_MS = 86_400_000
/** UTC days of which a `dayFinder` keeps what it found: more than thirty years. */
const MOST_KEPT = 12_000

/** A `dayOf` for many instants: what was found stays, by the UTC days that it touches. */
export function dayFinder(timeZone: string): (instantMs: number) => string {
  type Span = { readonly startMs: number; readonly endMs: number; readonly day: string }
  const known = new Map<number, Span[]>()
  return (instantMs) => {
    const key = Math.floor(instantMs / UTC_DAY_MS)
    const spans = known.get(key)
    if (spans !== undefined)
      for (const span of spans) if (instantMs >= span.startMs && instantMs < span.endMs) return span.day
    const day = dayOf(new Date(instantMs).toISOString(), timeZone)
    const found = { ...dayBounds(day, timeZone), day }
    if (known.size >= MOST_KEPT) known.clear()
    if (spans === undefined || known.size === 0) known.set(key, [found])
    else spans.push(found)
    return day
  }
}

/** The instant at which the clocks of a zone show `wallTime` ("2026-11-24T09:00"); of an hour that comes twice the first, of one that is skipped the next. */
export function instantOfWallTime(wallTime: string, timeZone: string): string {
  const at = Temporal.PlainDateTime.from(wallTime).toZonedDateTime(timeZone, { disambiguation: 'compatible' })
  return new Date(at.epochMilliseconds).toISOString()
}

/** How far a zone's clock is from UTC at an instant, in milliseconds; for many instants: the spans between changes of the clock are kept. */
export function offsetFinder(timeZone: string): (instantMs: number) => number {
  type Span = { readonly startMs: number; readonly endMs: number; readonly offsetMs: number }
  const known: Span[] = []
  let last: Span | undefined
  return (instantMs) => {
    if (last !== undefined && instantMs >= last.startMs && instantMs < last.endMs) return last.offsetMs
    last = known.find(({ startMs, endMs }) => instantMs >= startMs && instantMs < endMs)
    if (last === undefined) {
      const zoned = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timeZone)
      // "Previous" is before the instant, and an instant at a change belongs to what begins there.
      const before = zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous')
      last = {
        startMs: before?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
        endMs: zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
        offsetMs: zoned.offsetNanoseconds / 1e6,
      }
      known.push(last)
    }
    return last.offsetMs
  }
}
