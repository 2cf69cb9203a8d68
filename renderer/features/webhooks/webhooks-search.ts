import { z } from 'zod'

export const webhooksSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  /** The open record. */
  webhook: z.string().optional().catch(undefined),
})
