import { z } from 'zod'
import { TRACKING_ACTIONS } from '../../../shared/domain/vocabulary.ts'

export const ROUTING_VIEWS = ['unrouted', 'coverage', 'draft', 'workspaces'] as const

export const routingSearch = z.object({
  /** Left out: the rules. */
  view: z.enum(ROUTING_VIEWS).optional().catch(undefined),
  /** Which of the unrouted; left out: leads. */
  what: z.literal('appointments').optional().catch(undefined),
  /** The open workspace; `workspace` is what all screens are narrowed to. */
  client: z.string().optional().catch(undefined),
  /** Its trail shows this action alone, and this lead alone. */
  trail: z.enum(TRACKING_ACTIONS).optional().catch(undefined),
  of: z.number().int().optional().catch(undefined),
  /** The form for a new one is open. */
  new: z.literal(true).optional().catch(undefined),
})
