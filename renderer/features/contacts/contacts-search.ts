import { z } from 'zod'

export const contactsSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  /** The open contact. */
  contact: z.number().int().optional().catch(undefined),
})
