// Appointments as files to take along: a calendar file, and the sheet of one day's visits.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import { HOLDING_STATUSES, holdsTime } from '../../../shared/domain/schedule/conflicts.ts'
import { travelMinutes } from '../../../shared/domain/schedule/travel.ts'
import type { Task, TaskContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'

import type { TasksOf } from '../handler-types.ts'
import { calendarPieces } from '../ics/calendar-file.ts'
import { conflictsOfPlan, spotOf } from '../records/appointment-conflicts.ts'
import { type FiledAppointment, filedAppointments } from '../records/appointment-files.ts'
import { appointmentIds } from '../records/appointment-filter.ts'
import { readSettings } from '../stored-settings.ts'
import { openExportFile } from './file.ts'
import { dataFolderOf, nameOf } from './place.ts'
import { pocketSheet, type Visit } from './pocket-sheet.ts'

export const appointmentFileTasks: Pick<TasksOf<'exports'>, 'exports.calendar' | 'exports.visits'> = {
  'exports.calendar': exportCalendar,
  'exports.visits': exportVisits,
}

/** More is no calendar that anybody could open. */
const MOST_IN_CALENDAR = 10_000
const EVENT = '\r\nEND:VEVENT\r\n'
/** More is no day. */
const MOST_VISITS = 500

function* exportCalendar(
  context: TaskContext,
  { what }: ParsedInput<'exports.calendar'>,
): Task<Result<'exports.calendar'>> {
  const { db } = context
  const ids = 'id' in what ? [what.id] : appointmentIds(db, what.filter, what)
  if (ids.length > MOST_IN_CALENDAR)
    throw new AppError(
      'refused',
      `These are ${ids.length.toLocaleString('en-US')} appointments; a calendar file takes at most ${MOST_IN_CALENDAR.toLocaleString('en-US')}. Choose a shorter time, or narrow the filter.`,
    )
  const rows = filedAppointments(db, ids)
  if (rows.length === 0)
    throw new AppError(
      'refused',
      'id' in what
        ? 'This appointment is no longer there. Undo its deletion, then export again.'
        : 'There are no appointments in this time to export. Choose another time, or change the filter.',
    )
  const total = rows.length
  yield { done: 0, total, unit: 'appointments' }
  const name = 'id' in what ? `appointment-${what.id}` : nameOf(context, 'appointments')
  const file = openExportFile(dataFolderOf(db), name, 'ics')
  try {
    let done = 0
    const calendar = readSettings(db).agencyName || 'Appointments'
    for (const piece of calendarPieces(rows, { name: calendar, detail: 'file' })) {
      file.write(Buffer.from(piece, 'utf8'))
      done += piece.split(EVENT).length - 1
      yield { done, total, unit: 'appointments' }
    }
    return { file: file.finish(), rows: total, isComplete: true }
  } finally {
    // Nothing is left of it but its finished form.
    file.drop()
  }
}

function* exportVisits(
  context: TaskContext,
  { day, filter }: ParsedInput<'exports.visits'>,
): Task<Result<'exports.visits'>> {
  const { db, clock } = context
  const { agencyName, timeZone } = readSettings(db)
  const { startMs, endMs } = dayBounds(day, timeZone)
  const statuses = filter.statuses.length === 0 ? [...HOLDING_STATUSES] : filter.statuses
  const span = { from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString() }
  const ids = appointmentIds(db, { ...filter, statuses }, span)
  if (ids.length === 0)
    throw new AppError('refused', 'There are no visits on this day. Choose another day or another agent.')
  if (ids.length > MOST_VISITS)
    throw new AppError(
      'refused',
      `These are ${ids.length} appointments; a sheet takes at most ${MOST_VISITS}. Choose an agent.`,
    )
  yield { done: 0, total: ids.length, unit: 'visits' }
  const visits = visitsOf(db, filedAppointments(db, ids), timeZone, clock.nowMs())
  const html = pocketSheet({ agencyName, day, timeZone, visits, madeAt: clock.now() })
  const file = openExportFile(dataFolderOf(db), `visits-${day}`, 'html')
  try {
    file.write(Buffer.from(html, 'utf8'))
    return { file: file.finish(), rows: visits.length, isComplete: true }
  } finally {
    file.drop()
  }
}

/** Each with what speaks against it, and the way from the visit before it. */
function visitsOf(db: ReadDb, rows: readonly FiledAppointment[], agencyZone: string, nowMs: number): Visit[] {
  return rows.map((appointment) => {
    const before = rows
      .filter(
        (other) =>
          isOnTheWay(other) &&
          other.assignedTo === appointment.assignedTo &&
          other.scheduledAt < appointment.scheduledAt,
      )
      .at(-1)
    const [from, to] = [before && spotIn(before), spotIn(appointment)]
    const conflicts = conflictsOfPlan(
      db,
      {
        id: appointment.id,
        contact_id: appointment.contactId,
        assigned_to: appointment.assignedTo,
        scheduled_at: appointment.scheduledAt,
        duration_minutes: appointment.durationMinutes,
        all_day_date: appointment.allDayDate,
        time_zone: appointment.timeZone,
        status: appointment.status,
        location_type: appointment.locationType,
        location_address: appointment.locationAddress,
        zip_code: appointment.zipCode,
      },
      agencyZone,
      nowMs,
    )
    return {
      appointment,
      // The day may be over by the time it is read.
      conflicts: conflicts.filter(({ kind }) => kind !== 'past').map(({ message }) => message),
      driveMinutes: isOnTheWay(appointment) && from && to ? travelMinutes(from, to) : null,
    }
  })
}

function isOnTheWay({ assignedTo, locationType, allDayDate, status }: FiledAppointment): boolean {
  return assignedTo !== null && locationType === 'home' && allDayDate === null && holdsTime(status)
}

function spotIn({ locationAddress, zipCode }: FiledAppointment) {
  return spotOf({ location_address: locationAddress, zip_code: zipCode })
}
