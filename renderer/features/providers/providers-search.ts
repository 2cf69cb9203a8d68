import { z } from 'zod'

export const providersSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  /** The open record. */
  provider: z.string().optional().catch(undefined),
})
