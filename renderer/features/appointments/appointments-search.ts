import { z } from 'zod'
import { APPOINTMENT_STATUSES, APPOINTMENT_TYPES } from '../../../shared/domain/vocabulary.ts'

/** Stands in the address for appointments without an agent; no agent's slug has such a character alone. */
export const NOBODY = '-'

/** What the calendar shows, in the address. Anything unreadable is left out rather than refused: an old link still opens the calendar. */
export const appointmentsSearch = z.object({
  view: z.enum(['month', 'week', 'day', 'agenda']).optional().catch(undefined),
  /** A day of the period that is shown; left out, today's. */
  date: z.iso.date().optional().catch(undefined),
  agents: z.array(z.string()).optional().catch(undefined),
  status: z.array(z.enum(APPOINTMENT_STATUSES)).optional().catch(undefined),
  kind: z.array(z.enum(APPOINTMENT_TYPES)).optional().catch(undefined),
  /** The open appointment. */
  appointment: z.number().int().optional().catch(undefined),
})
