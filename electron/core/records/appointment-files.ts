// Appointments as files carry them: the row of every list, with its notes and what tells one version of it from the next.
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import type { ReadDb } from '../db/connection.ts'
import { APPOINTMENT_JOINS, APPOINTMENT_ROW, toAppointmentRow } from './appointment-rows.ts'

export type FiledAppointment = AppointmentRow & {
  readonly notes: string | null
  readonly customerNotes: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** How often it was changed; it only grows. */
  readonly changes: number
}

/** In the order of the ids. */
export function filedAppointments(db: ReadDb, ids: readonly number[]): FiledAppointment[] {
  return db
    .sql(
      `select ${APPOINTMENT_ROW}, a.notes, a.customer_notes, a.created_at, a.updated_at,
         (select count(*) from appointment_events e where e.appointment_id = a.id
            and e.event_type in ('updated', 'rescheduled', 'status_changed', 'restored')) as changes
       from json_each(?) j cross join appointments a on a.id = j.value ${APPOINTMENT_JOINS} order by j.key`,
    )
    .all(JSON.stringify(ids))
    .map((row) => ({
      ...toAppointmentRow(row),
      notes: row.notes,
      customerNotes: row.customer_notes,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      changes: row.changes,
    }))
}
