// Appointments as an iCalendar file (RFC 5545). Instants are UTC, whole days are dates; the same appointment has the same UID in every file, and its SEQUENCE grows
// with every change, so that a calendar that has it takes up the new one.
import ical, { escape as escapeText, ICalEventBusyStatus, ICalEventStatus } from 'ical-generator'
import {
  APPOINTMENT_STATUS_LABELS,
  APPOINTMENT_TYPE_LABELS,
  LOCATION_TYPE_LABELS,
} from '../../../shared/domain/labels.ts'
import { showPhone } from '../../../shared/domain/phone.ts'
import { holdsTime } from '../../../shared/domain/schedule/conflicts.ts'
import type { FiledAppointment } from '../records/appointment-files.ts'

export type CalendarFileOptions = {
  /** How the calendar is called where it is added. */
  readonly name: string
  /**
   * `feed`: what somebody needs on the way, and no more, because a calendar in the cloud gets it: name, phone, address, kind and state. `file`: the e-mail
   * address and the notes too; who makes the file sees where it goes.
   */
  readonly detail: 'file' | 'feed'
}

const REFRESH_S = 30 * 60
const DAY_MS = 86_400_000

/** Events written in one go: a few milliseconds, after which somebody else may have a turn. */
const EVENTS_AT_ONCE = 40
const FIRST = 'BEGIN:VEVENT'
const END = 'END:VCALENDAR'

export function calendarFile(
  appointments: readonly FiledAppointment[],
  options: CalendarFileOptions,
): string {
  return Array.from(calendarPieces(appointments, options)).join('')
}

/** The file in pieces, in their order. */
export function* calendarPieces(
  appointments: readonly FiledAppointment[],
  options: CalendarFileOptions,
): Generator<string, void, void> {
  const empty = render([], options)
  const head = empty.slice(0, empty.lastIndexOf(END))
  yield head
  for (let from = 0; from < appointments.length; from += EVENTS_AT_ONCE) {
    const text = render(appointments.slice(from, from + EVENTS_AT_ONCE), options)
    // No line of a text begins like this: what is folded begins with a space.
    yield text.slice(text.indexOf(`\r\n${FIRST}`) + 2, text.lastIndexOf(END))
  }
  yield `${END}\r\n`
}

function render(appointments: readonly FiledAppointment[], { name, detail }: CalendarFileOptions): string {
  const calendar = ical({
    prodId: { company: 'Convio', product: 'Convio Leads', language: 'EN' },
    // The one text that the library writes as it is.
    name: escapeText(plain(name), false),
    ...(detail === 'feed' ? { ttl: REFRESH_S } : {}),
  })
  for (const one of appointments) {
    const isOff = !holdsTime(one.status) && one.status !== 'no_show'
    calendar.createEvent({
      id: uidOf(one),
      sequence: one.changes,
      ...timesOf(one),
      stamp: new Date(one.updatedAt),
      created: new Date(one.createdAt),
      lastModified: new Date(one.updatedAt),
      summary: plain(`${APPOINTMENT_TYPE_LABELS[one.appointmentType]}: ${nameOf(one)}`),
      ...(one.locationAddress === null ? {} : { location: plain(one.locationAddress) }),
      description: plain(descriptionOf(one, detail)),
      status: isOff
        ? ICalEventStatus.CANCELLED
        : one.status === 'scheduled'
          ? ICalEventStatus.TENTATIVE
          : ICalEventStatus.CONFIRMED,
      busystatus: isOff ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    })
  }
  return calendar.toString()
}

/** The same for as long as the appointment is there: its number, and when it was made, which tells two data folders apart. */
export function uidOf({ id, createdAt }: Pick<FiledAppointment, 'id' | 'createdAt'>): string {
  return `appointment-${id}-${createdAt.replace(/\D/g, '')}@convio-leads`
}

function timesOf({ scheduledAt, durationMinutes, allDayDate }: FiledAppointment) {
  if (allDayDate === null) {
    const start = new Date(scheduledAt)
    return { start, end: new Date(start.getTime() + durationMinutes * 60_000) }
  }
  const start = new Date(`${allDayDate}T00:00:00Z`)
  return { start, end: new Date(start.getTime() + DAY_MS), allDay: true }
}

export function nameOf({ firstName, lastName, phone }: FiledAppointment): string {
  return [firstName, lastName].filter(Boolean).join(' ') || (phone === null ? 'A customer' : showPhone(phone))
}

function descriptionOf(one: FiledAppointment, detail: CalendarFileOptions['detail']): string {
  const lines = [
    one.phone === null ? '' : `Phone: ${showPhone(one.phone)}`,
    detail === 'file' && one.email !== null ? `Email: ${one.email}` : '',
    `${LOCATION_TYPE_LABELS[one.locationType]}, ${APPOINTMENT_STATUS_LABELS[one.status].toLowerCase()}`,
    detail === 'file' && one.notes !== null ? `Notes: ${one.notes}` : '',
    detail === 'file' && one.customerNotes !== null ? `Customer’s notes: ${one.customerNotes}` : '',
  ]
  return lines.filter((line) => line !== '').join('\n')
}

/** RFC 5545 has no control characters in a text, and a half of a character is none. */
function plain(text: string): string {
  return Array.from(text, (one) => {
    const code = one.codePointAt(0) ?? 0
    if (code === 10 || code === 13 || code === 9) return one
    return code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff) ? '' : one
  }).join('')
}
