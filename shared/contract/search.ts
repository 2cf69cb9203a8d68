import { z } from 'zod'
import { LEAD_STATUSES, LEAD_TYPES } from '../domain/vocabulary.ts'
import { query } from './operation.ts'
import { contactId, leadId } from './shapes.ts'

export const person = z.object({
  contactId,
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string(),
  email: z.string().nullable(),
  city: z.string().nullable(),
  /** The newest lead, so that Enter can open it. */
  lead: z.object({ id: leadId, leadType: z.enum(LEAD_TYPES), status: z.enum(LEAD_STATUSES) }).nullable(),
})

export const searchOperations = {
  /** The palette: people by half a name without accents, by any digits of the phone, by e-mail or address; ids too. */
  'search.people': query(
    ['contacts', 'leads'],
    z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(50).default(12) }),
    z.array(person),
  ),
}
