import { z } from 'zod'

export const webhooksSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  /** The form for a new one is open. */
  new: z.literal(true).optional().catch(undefined),
  /** The open record. */
  webhook: z.string().optional().catch(undefined),
})
