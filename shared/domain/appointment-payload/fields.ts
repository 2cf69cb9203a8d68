// What a payload can say of an appointment: the only list of names. What is not in it is of the person or the lead, and is read as any lead's payload
// (payload/read.ts). Aliases are compared without case and separators; where a payload carries two of them, the earlier one wins.
import { foldKey } from '../fold.ts'

export const APPOINTMENT_FIELDS = {
  lead_id: 'convio_lead_id',
  webhook_id: 'webhook',
  external_id:
    'appointment_id appointment_uuid booking_id booking_uid booking_uuid event_id meeting_id reservation_id',
  scheduled_at:
    'scheduled_for appointment_at appointment_date_time appointment_datetime appointment_start starts_at start_at start_date_time start_datetime start_time start begins_at date_time datetime when',
  date: 'appointment_date scheduled_date booking_date start_date visit_date day',
  time: 'appointment_time scheduled_time booking_time visit_time time_of_day time_slot slot',
  time_zone: 'timezone tz zone appointment_time_zone appointment_timezone iana_time_zone',
  end: 'ends_at end_at end_time end_date_time end_datetime appointment_end scheduled_end finish finishes_at',
  duration_minutes:
    'duration duration_min duration_mins minutes length length_minutes appointment_duration appointment_length meeting_duration',
  all_day: 'is_all_day whole_day',
  appointment_type: 'meeting_type booking_type visit_type event_type type',
  appointment_status: 'booking_status meeting_status status',
  location_type: 'meeting_location_type place_type',
  location_address:
    'location appointment_location appointment_address meeting_location meeting_address visit_address place venue',
  notes: 'note appointment_notes booking_notes comments comment message description instructions',
  customer_notes: 'customer_note customer_comments customer_message',
  assigned_to:
    'assigned_agent agent agent_name agent_slug assignee rep sales_rep salesperson host technician',
  cancel_reason: 'cancellation_reason reason_for_cancellation reason',
} as const satisfies Record<string, string>

export type AppointmentFieldName = keyof typeof APPOINTMENT_FIELDS

type Target = { readonly field: AppointmentFieldName; readonly rank: number }
const targets = new Map<string, Target>()
for (const [field, aliases] of Object.entries(APPOINTMENT_FIELDS))
  for (const [rank, alias] of [field, ...aliases.split(' ')].entries())
    targets.set(foldKey(alias), { field: field as AppointmentFieldName, rank })

const LONGEST_NAME = 200

export function appointmentTarget(name: string): Target | null {
  return name.length > LONGEST_NAME ? null : (targets.get(foldKey(name)) ?? null)
}
