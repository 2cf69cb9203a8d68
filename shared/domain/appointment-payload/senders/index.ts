// All senders of appointments, the most telling shape first. To teach the app another one, add its file here and a test beside the other.
import type { AppointmentSender } from '../sender.ts'
import { calendly } from './calendly.ts'
import { flatAppointment } from './flat.ts'

/** Without `flat`, which takes whatever these leave. */
export const APPOINTMENT_SENDERS: readonly AppointmentSender[] = [calendly]

/** Name of a sender by its id, for people. */
export function appointmentSenderName(id: string): string {
  return APPOINTMENT_SENDERS.find((sender) => sender.id === id)?.name ?? flatAppointment.name
}

export { flatAppointment }
