// When an agent works: spans of each weekday on the agent's own clocks, and time off. An agent without hours has none to be outside of.
import { Temporal } from 'temporal-polyfill'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]
/** Minutes since midnight, in order and apart from each other; 1440 is midnight at the end of the day. */
export type WorkSpan = { readonly from: number; readonly to: number }
/** A weekday that is left out is a day off. */
export type WorkingHours = { readonly [D in Weekday]?: readonly WorkSpan[] }

/** Monday to Friday, nine to six: what is offered to begin with. */
export const USUAL_WORKING_HOURS: WorkingHours = Object.fromEntries(
  WEEKDAYS.slice(0, 5).map((day) => [day, [{ from: 9 * 60, to: 18 * 60 }]]),
)

/** A stretch of time, in milliseconds. */
export type Stretch = { readonly startMs: number; readonly endMs: number }

/** The working stretches that touch a span of time, on the clocks of a zone, in order. */
export function workStretches(hours: WorkingHours, timeZone: string, { startMs, endMs }: Stretch): Stretch[] {
  const dayOf = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate()
  const last = dayOf(endMs)
  const found: Stretch[] = []
  for (let day = dayOf(startMs); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    for (const { from, to } of hours[WEEKDAYS[day.dayOfWeek - 1] as Weekday] ?? []) {
      const stretch = { startMs: minuteOf(day, from, timeZone), endMs: minuteOf(day, to, timeZone) }
      if (stretch.endMs > startMs && stretch.startMs < endMs && stretch.startMs < stretch.endMs)
        found.push(stretch)
    }
  }
  return found
}

/** A minute of a day's wall clock; one that is skipped is the end of the gap. */
function minuteOf(day: Temporal.PlainDate, minute: number, timeZone: string): number {
  const date = minute === 1440 ? day.add({ days: 1 }) : day
  const time = new Temporal.PlainTime(minute === 1440 ? 0 : Math.floor(minute / 60), minute % 60)
  return date.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds
}

export function isWithin(hours: WorkingHours, timeZone: string, stretch: Stretch): boolean {
  let reachedMs = stretch.startMs
  for (const { startMs, endMs } of workStretches(hours, timeZone, stretch)) {
    if (startMs > reachedMs) return false
    reachedMs = Math.max(reachedMs, endMs)
    if (reachedMs >= stretch.endMs) return true
  }
  return false
}
