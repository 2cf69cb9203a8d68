// Appointments by time: all that touch a span, for a calendar, and a list in pages.
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import { HOLDING_STATUSES } from '../../../shared/domain/schedule/conflicts.ts'
import type { ReadDb } from '../db/connection.ts'
import { conditionsOf } from '../records/appointment-filter.ts'
import {
  APPOINTMENT_JOINS,
  APPOINTMENT_ROW,
  LONGEST_MS,
  toAppointmentRow,
} from '../records/appointment-rows.ts'

const MOST = 5_000

type Filter = ParsedInput<'appointments.range'>['filter']

export function appointmentsInRange(
  db: ReadDb,
  { from, to, filter }: ParsedInput<'appointments.range'>,
): AppointmentRow[] {
  return touching(db, APPOINTMENT_ROW, from, to, filter)
    .map(toAppointmentRow)
    .filter((row) => isTouched(row, from))
}

export function countOn(
  db: ReadDb,
  day: string,
  timeZone: string,
  workspaceId: string | null | undefined,
): number {
  const { startMs, endMs } = dayBounds(day, timeZone)
  const { parts, values } = conditionsOf({
    workspaceId,
    agents: [],
    statuses: [...HOLDING_STATUSES],
    types: [],
  })
  return (
    db
      .sql(
        `select count(*) from appointments a where a.scheduled_at >= ? and a.scheduled_at < ? and ${parts.join(' and ')}`,
      )
      .value<number>(new Date(startMs).toISOString(), new Date(endMs).toISOString(), ...values) ?? 0
  )
}

export function daySheet(
  db: ReadDb,
  day: string,
  timeZone: string,
  filter: Filter,
): Result<'appointments.daySheet'> {
  const { startMs, endMs } = dayBounds(day, timeZone)
  const from = new Date(startMs).toISOString()
  return (
    touching(db, `${APPOINTMENT_ROW}, a.notes, a.customer_notes`, from, new Date(endMs).toISOString(), filter)
      .map((row) => ({ ...toAppointmentRow(row), notes: row.notes, customerNotes: row.customer_notes }))
      // An item of a whole day stands on its day, also where it was booked in another zone.
      .filter((row) => (row.allDayDate === null ? isTouched(row, from) : row.allDayDate === day))
  )
}

/** Those that may touch a span of time. */
function touching(db: ReadDb, columns: string, from: string, to: string, filter: Filter) {
  const begins = new Date(Date.parse(from) - LONGEST_MS).toISOString()
  const { parts, values } = conditionsOf(filter)
  return db
    .sql(
      `select ${columns} from appointments a ${APPOINTMENT_JOINS}
       where ${['a.scheduled_at >= ?', 'a.scheduled_at < ?', ...parts].join(' and ')} order by a.scheduled_at, a.id limit ${MOST}`,
    )
    .all(begins, to, ...values)
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
