import { z } from 'zod'
import { REMINDER_KINDS } from '../domain/vocabulary.ts'
import { command, query } from './operation.ts'
import { instant, leadId, nothing } from './shapes.ts'

export const reminder = z.object({
  id: z.number().int(),
  kind: z.enum(REMINDER_KINDS),
  appointmentId: z.number().int().nullable(),
  leadId,
  /** Who it is about. */
  name: z.string(),
  phone: z.string().nullable(),
  /** When the appointment begins, or the follow-up is due. */
  at: instant,
  /** The next step of a follow-up, or where the appointment is. */
  detail: z.string().nullable(),
  assignedTo: z.string().nullable(),
  assignedToName: z.string().nullable(),
  /** Told too late: the laptop slept, the program was closed, or the hours were quiet. */
  isMissed: z.boolean(),
  createdAt: instant,
})
export type Reminder = z.infer<typeof reminder>

export const reminderOperations = {
  /** Not seen yet, newest first; at most 200. `total` counts them all. */
  'reminders.unseen': query(
    ['reminders', 'appointments', 'leads', 'agents'],
    nothing,
    z.object({ total: z.number().int(), rows: z.array(reminder) }),
  ),
  /** Left out: all of them. */
  'reminders.markSeen': command(z.object({ ids: z.array(z.number().int()).max(1_000).optional() }), nothing),
}
