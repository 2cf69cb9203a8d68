// What is being moved, stretched or drawn just now, by the pointer or by the keyboard, before it is saved.
import { create } from 'zustand'
import type { AppointmentRow, AppointmentTime } from '../../../shared/contract/appointments.ts'
import { wallTimeAfterDays } from '../../../shared/domain/schedule/planning.ts'
import { wallTimeOf } from '../../../shared/domain/schedule/wall-time.ts'

export type Plan = {
  readonly by: 'pointer' | 'keyboard'
  readonly deed: 'move' | 'stretch' | 'draw'
  /** None while a new one is drawn. */
  readonly row: AppointmentRow | undefined
  readonly startMs: number
  readonly endMs: number
  readonly allDayDate: string | null
  /** How it is sent; none while a new one is drawn. */
  readonly when: AppointmentTime
  /** It was saved, and stands in for the answer that is on its way. */
  readonly isSaved?: boolean
}

export const usePlan = create<{ readonly plan: Plan | undefined }>()(() => ({ plan: undefined }))

export function setPlan(plan: Plan | undefined): void {
  usePlan.setState({ plan })
}

const DAY_MS = 86_400_000

/**
 * How a time that an appointment was brought to is sent. In a month only the day was chosen, so the customer's wall clock decides; where hours
 * are seen, the instant was chosen. The zone it was booked in stays.
 */
export function whenOf(
  row: AppointmentRow,
  to: { readonly startMs: number; readonly allDayDate: string | null },
  chosen: 'day' | 'time',
  zone: string,
): AppointmentTime {
  if (to.allDayDate !== null) return { allDayDate: to.allDayDate, timeZone: row.timeZone }
  const at = new Date(to.startMs).toISOString()
  if (chosen === 'time') return { at, timeZone: row.timeZone }
  const days = Math.round((dayMs(at, zone) - dayMs(row.scheduledAt, zone)) / DAY_MS)
  return { wallTime: wallTimeAfterDays(row.scheduledAt, row.timeZone, days), timeZone: row.timeZone }
}

/** A day as a number that can be counted with, whatever its length. */
function dayMs(instant: string, zone: string): number {
  return Date.parse(`${wallTimeOf(instant, zone).slice(0, 10)}T00:00Z`)
}
