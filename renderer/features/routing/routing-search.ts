import { z } from 'zod'

export const ROUTING_VIEWS = ['unrouted', 'coverage', 'draft', 'workspaces'] as const

export const routingSearch = z.object({
  /** Left out: the rules. */
  view: z.enum(ROUTING_VIEWS).optional().catch(undefined),
  /** Which of the unrouted; left out: leads. */
  what: z.literal('appointments').optional().catch(undefined),
  /** The form for a new one is open. */
  new: z.literal(true).optional().catch(undefined),
})
