import { z } from 'zod'
import { command, query } from './operation.ts'
import { nothing, undoable } from './shapes.ts'

export const agent = z.object({
  slug: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  isSample: z.boolean(),
  /** The visible end of the calendar address, while there is one. */
  feedHint: z.string().nullable(),
})
export type Agent = z.infer<typeof agent>

export const agentOperations = {
  /** Active ones first, then by name. */
  'agents.list': query(['agents'], nothing, z.array(agent)),
  /** Without a slug a new one is made; its slug is the name's and stays, as history is written in it. */
  'agents.save': command(
    z.object({
      slug: z.string().optional(),
      name: z.string().trim().min(1, 'Write the agent’s name.').max(100).optional(),
      isActive: z.boolean().optional(),
    }),
    undoable.extend({ slug: z.string() }),
  ),
  /**
   * Makes the address of the agent's calendar anew, or ends it; the one before is gone either way. The secret in it (`/calendar/{secret}.ics`) is
   * shown this once.
   */
  'agents.feed': command(
    z.object({ slug: z.string(), action: z.enum(['make', 'end']) }),
    z.object({ secret: z.string().nullable() }),
  ),
}
