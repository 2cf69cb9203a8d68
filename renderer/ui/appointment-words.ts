// How an appointment reads, wherever it stands: its time on the agency's clocks (and on those it was booked by), its kind, its place.
import type { AppointmentRow } from '../../shared/contract/appointments.ts'
import { APPOINTMENT_TYPE_LABELS, LEAD_TYPE_LABELS } from '../../shared/domain/labels.ts'
import { foldOf, wallTimeOf, zoneLabel } from '../../shared/domain/schedule/wall-time.ts'
import type { LocationType } from '../../shared/domain/vocabulary.ts'
import { showClock } from './format.ts'
import type { DotTone } from './status.tsx'

type Times = Pick<AppointmentRow, 'scheduledAt' | 'durationMinutes' | 'allDayDate'>

/** "10:00 AM"; in the night an hour comes twice, "1:30 AM EDT". */
export function showStart(instant: string, zone: string): string {
  const time = showClock(Date.parse(instant), zone, 'time')
  return foldOf(instant, zone) === null ? time : `${time} ${zoneLabel(instant, zone)}`
}

/** "10:00 – 11:00 AM", "11:30 AM – 12:30 PM", "1:30 AM EDT – 1:30 AM EST", "All day". */
export function showTimes({ scheduledAt, durationMinutes, allDayDate }: Times, zone: string): string {
  if (allDayDate !== null) return 'All day'
  const end = new Date(Date.parse(scheduledAt) + durationMinutes * 60_000).toISOString()
  const [from, to] = [showStart(scheduledAt, zone), showStart(end, zone)]
  const isSameHalf = from.endsWith(to.slice(-3)) && /[AP]M$/.test(from)
  return `${isSameHalf ? from.slice(0, -3) : from} – ${to}`
}

/** "11:00 AM CST" where the clocks it was booked by show another time than the agency's; else undefined. */
export function bookedTime(
  { scheduledAt, timeZone, allDayDate }: Pick<AppointmentRow, 'scheduledAt' | 'timeZone' | 'allDayDate'>,
  zone: string,
): string | undefined {
  if (allDayDate !== null || timeZone === zone) return undefined
  if (wallTimeOf(scheduledAt, timeZone) === wallTimeOf(scheduledAt, zone)) return undefined
  return `${showClock(Date.parse(scheduledAt), timeZone, 'time')} ${zoneLabel(scheduledAt, timeZone)}`
}

/** The day it stands on in the calendar. */
export function dayIn(
  { scheduledAt, allDayDate }: Pick<AppointmentRow, 'scheduledAt' | 'allDayDate'>,
  zone: string,
): string {
  return allDayDate ?? wallTimeOf(scheduledAt, zone).slice(0, 10)
}

/** "Solar consultation". */
export function kindWord({
  leadType,
  appointmentType,
}: Pick<AppointmentRow, 'leadType' | 'appointmentType'>): string {
  const kind = APPOINTMENT_TYPE_LABELS[appointmentType]
  return leadType === 'general' ? kind : `${LEAD_TYPE_LABELS[leadType]} ${kind.toLowerCase()}`
}

export const LOCATION_WORDS: Readonly<Record<LocationType, string>> = {
  home: 'home',
  office: 'office',
  phone: 'phone',
  video: 'video',
}

/** "AR" of Ana Ruiz, "A" of Ana. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase()
}

export const APPOINTMENT_TONES: Readonly<Record<AppointmentRow['status'], DotTone>> = {
  scheduled: 'new',
  confirmed: 'qualified',
  completed: 'good',
  cancelled: 'lost',
  no_show: 'late',
  rescheduled: 'warm',
}
/** What does not take place is hollow, so that it differs without colour too. */
export function isOff(status: AppointmentRow['status']): boolean {
  return status === 'cancelled' || status === 'no_show' || status === 'rescheduled'
}
