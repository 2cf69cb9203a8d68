// Where an appointment goes: the time that is offered for a new one, and what moving one by quarters of an hour or by days makes of it.
import { Temporal } from 'temporal-polyfill'
import { isWithin, type Stretch, USUAL_WORKING_HOURS, type WorkingHours } from './working-hours.ts'

/** Moves and lengths snap to so many minutes. */
export const SNAP_MINUTES = 15
const HALF_HOUR_MS = 1_800_000
/** Nobody is at a door within an hour. */
const LEAD_MS = 3_600_000
const LONGEST_LOOK_MS = 30 * 86_400_000

/**
 * The next time that makes sense to offer: on a half hour, at least an hour from now, within working hours (the usual ones where none are set),
 * and not over what is booked. Where a month holds none, the next half hour after that hour.
 */
export function nextSensibleTime({
  nowMs,
  timeZone,
  hours,
  busy,
  durationMinutes,
}: {
  readonly nowMs: number
  readonly timeZone: string
  readonly hours: WorkingHours | null
  /** What must be left free, ways included. */
  readonly busy: readonly Stretch[]
  readonly durationMinutes: number
}): string {
  const first = nextHalfHour(nowMs + LEAD_MS, timeZone)
  const length = durationMinutes * 60_000
  for (let startMs = first; startMs < first + LONGEST_LOOK_MS; startMs += HALF_HOUR_MS) {
    const plan = { startMs, endMs: startMs + length }
    if (!isWithin(hours ?? USUAL_WORKING_HOURS, timeZone, plan)) continue
    if (busy.some((other) => other.startMs < plan.endMs && plan.startMs < other.endMs)) continue
    return new Date(startMs).toISOString()
  }
  return new Date(first).toISOString()
}

/** On the clocks of the zone: some are a quarter of an hour off the others. */
function nextHalfHour(ms: number, timeZone: string): number {
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  const past = (at.minute % 30) * 60_000 + at.second * 1_000 + at.millisecond
  return past === 0 ? ms : ms - past + HALF_HOUR_MS
}

/** The wall-clock time so many days on: "2026-11-24T09:00" stays nine o'clock, whatever the clocks do meanwhile. */
export function wallTimeAfterDays(instant: string, timeZone: string, days: number): string {
  const wall = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime()
  return wall.add({ days }).toString({ smallestUnit: 'minute' })
}

export type TimePlan = { readonly at: string; readonly durationMinutes: number }
export type PlanStep =
  /** The begin, by real minutes, or by days of the wall clock. */
  | { readonly move: { readonly minutes?: number; readonly days?: number } }
  /** The end. */
  | { readonly stretch: number }

/**
 * One step of a move by keyboard. Minutes go to the next quarter of an hour first, so that 9:10 goes to 9:15 and not to 9:25; a time that a
 * day does not have becomes the next one that it has.
 */
export function stepPlan({ at, durationMinutes }: TimePlan, step: PlanStep, timeZone: string): TimePlan {
  if ('stretch' in step) {
    const wanted = snapped(durationMinutes, step.stretch)
    return { at, durationMinutes: Math.min(1440, Math.max(SNAP_MINUTES, wanted)) }
  }
  const { minutes = 0, days = 0 } = step.move
  const from = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone)
  const moved = days === 0 ? from : from.toPlainDateTime().add({ days }).toZonedDateTime(timeZone)
  const minute = moved.minute
  const by = minutes === 0 ? 0 : snapped(minute, minutes) - minute
  return { at: new Date(moved.add({ minutes: by }).epochMilliseconds).toISOString(), durationMinutes }
}

/** The next multiple in the direction, and whole steps from there. */
function snapped(value: number, by: number): number {
  const grid = Math.abs(by)
  return by > 0 ? Math.floor(value / grid) * grid + grid : Math.ceil(value / grid) * grid - grid
}
