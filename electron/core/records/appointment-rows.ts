// How an appointment reads in every list: one select, one shape; and where and when it is, from what is stored.
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import type { Stretch } from '../../../shared/domain/schedule/working-hours.ts'

export const APPOINTMENT_ROW = `a.id, a.lead_id, a.contact_id, l.lead_type, coalesce(l.first_name, c.first_name) as first_name,
  coalesce(l.last_name, c.last_name) as last_name, coalesce(l.phone, c.phone) as phone, coalesce(l.email, c.email) as email,
  coalesce(l.zip_code, c.zip_code) as zip_code, coalesce(l.city, c.city) as city, coalesce(l.state, c.state) as state, a.appointment_type,
  a.scheduled_at, a.duration_minutes, a.all_day_date, a.time_zone, a.status, a.location_type, a.location_address, a.assigned_to,
  g.name as assigned_name, a.outcome, a.next_action, a.next_action_date, a.workspace_id, s.name as workspace_name`
export const APPOINTMENT_JOINS = `join leads l on l.id = a.lead_id
  join contacts c on c.id = a.contact_id
  left join workspaces s on s.id = a.workspace_id
  left join agents g on g.slug = a.assigned_to`

// biome-ignore lint/suspicious/noExplicitAny: a row of APPOINTMENT_ROW, turned into its shape right here.
export function toAppointmentRow(row: any): AppointmentRow {
  return {
    id: row.id,
    leadId: row.lead_id,
    contactId: row.contact_id,
    leadType: row.lead_type,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    email: row.email,
    zipCode: row.zip_code,
    city: row.city,
    state: row.state,
    appointmentType: row.appointment_type,
    scheduledAt: row.scheduled_at,
    durationMinutes: row.duration_minutes,
    allDayDate: row.all_day_date,
    timeZone: row.time_zone,
    status: row.status,
    locationType: row.location_type,
    locationAddress: row.location_address,
    assignedTo: row.assigned_to,
    assignedToName: row.assigned_name,
    outcome: row.outcome,
    nextAction: row.next_action,
    nextActionDate: row.next_action_date,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
  }
}

export type When = {
  readonly scheduled_at: string
  readonly duration_minutes: number
  readonly all_day_date: string | null
  readonly time_zone: string
}

export function stretchOf({ scheduled_at, duration_minutes, all_day_date, time_zone }: When): Stretch {
  if (all_day_date !== null) return dayBounds(all_day_date, time_zone)
  const startMs = Date.parse(scheduled_at)
  return { startMs, endMs: startMs + duration_minutes * 60_000 }
}

/** The longest appointment: one that touches a span of time begins at most so long before it. */
export const LONGEST_MS = 25 * 3_600_000
