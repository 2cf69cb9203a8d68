import { z } from 'zod'
import { ASSIGNMENT_MODES } from '../domain/assignment.ts'
import { command, query } from './operation.ts'
import { cents, instant, nothing, undoable } from './shapes.ts'

/** How what is routed here finds its agent: the slugs in the order of the turns. */
export const assignment = z.object({
  mode: z.enum(ASSIGNMENT_MODES),
  agents: z.array(z.string().max(60)).max(200).readonly(),
})

export const workspace = z.object({
  id: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  isSample: z.boolean(),
  totalConversions: z.number().int(),
  totalRevenueCents: cents,
  lastActivityAt: instant.nullable(),
  leadCount: z.number().int(),
  assignment,
})
export type Workspace = z.infer<typeof workspace>

const name = z.string().trim().min(1, 'Write the name of the client.').max(100)

export const workspaceOperations = {
  'workspaces.list': query(['workspaces', 'leads'], nothing, z.array(workspace)),
  /** The id stays, whatever the name becomes: rules, exports and history are written in it. */
  'workspaces.create': command(
    z.object({
      name,
      id: z
        .string()
        .trim()
        .regex(
          /^[a-z0-9][a-z0-9_-]{0,59}$/,
          'An id is made of small letters, digits, - and _, and begins with a letter or digit: solar-west.',
        ),
    }),
    undoable.extend({ id: z.string() }),
  ),
  /** What is left out stays. An inactive workspace keeps what it has, and gets nothing more. */
  'workspaces.update': command(
    z.object({
      id: z.string(),
      name: name.optional(),
      isActive: z.boolean().optional(),
      assignment: assignment.optional(),
    }),
    undoable,
  ),
}
