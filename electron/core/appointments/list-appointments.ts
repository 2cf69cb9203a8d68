// Appointments by time: all that touch a span, for a calendar, and a list in pages.
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import type { ReadDb } from '../db/connection.ts'
import { conditionsOf } from '../records/appointment-filter.ts'
import {
  APPOINTMENT_JOINS,
  APPOINTMENT_ROW,
  LONGEST_MS,
  toAppointmentRow,
} from '../records/appointment-rows.ts'

const MOST = 5_000

export function appointmentsInRange(
  db: ReadDb,
  { from, to, filter }: ParsedInput<'appointments.range'>,
): AppointmentRow[] {
  const begins = new Date(Date.parse(from) - LONGEST_MS).toISOString()
  const { parts, values } = conditionsOf(filter)
  return db
    .sql(
      `select ${APPOINTMENT_ROW} from appointments a ${APPOINTMENT_JOINS}
       where ${['a.scheduled_at >= ?', 'a.scheduled_at < ?', ...parts].join(' and ')} order by a.scheduled_at, a.id limit ${MOST}`,
    )
    .all(begins, to, ...values)
    .map(toAppointmentRow)
    .filter((row) => isTouched(row, from))
}

/** Begun before the span, but not over by then. */
function isTouched({ scheduledAt, durationMinutes, allDayDate }: AppointmentRow, from: string): boolean {
  const endMs = Date.parse(scheduledAt) + (allDayDate === null ? durationMinutes * 60_000 : LONGEST_MS)
  return endMs > Date.parse(from)
}

export function appointmentsPage(
  db: ReadDb,
  { filter, from, to, direction, offset, limit }: ParsedInput<'appointments.page'>,
): Result<'appointments.page'> {
  const { parts, values } = conditionsOf(filter)
  const all = [
    ...(from === undefined ? [] : ['a.scheduled_at >= ?']),
    ...(to === undefined ? [] : ['a.scheduled_at < ?']),
    ...parts,
  ]
  const bound = [...(from === undefined ? [] : [from]), ...(to === undefined ? [] : [to]), ...values]
  const where = all.length === 0 ? '' : `where ${all.join(' and ')}`
  const rows = db
    .sql(
      `select ${APPOINTMENT_ROW} from (
         select a.id as wanted from appointments a ${where} order by a.scheduled_at ${direction}, a.id ${direction} limit ? offset ?
       ) join appointments a on a.id = wanted ${APPOINTMENT_JOINS} order by a.scheduled_at ${direction}, a.id ${direction}`,
    )
    .all(...bound, limit, offset)
    .map(toAppointmentRow)
  const total = db.sql(`select count(*) from appointments a ${where}`).value<number>(...bound) ?? 0
  return { rows, total, isTotalExact: true }
}
