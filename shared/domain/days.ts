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

/** A `dayOf` for many instants: consecutive ones mostly fall on the same few days, so their bounds are kept. */
export function dayFinder(timeZone: string): (instantMs: number) => string {
  const known: { readonly startMs: number; readonly endMs: number; readonly day: string }[] = []
  return (instantMs) => {
    for (const span of known) if (instantMs >= span.startMs && instantMs < span.endMs) return span.day
    const day = dayOf(new Date(instantMs).toISOString(), timeZone)
    known.unshift({ ...dayBounds(day, timeZone), day })
    if (known.length > 8) known.pop()
    return day
  }
}
