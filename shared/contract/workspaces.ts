import { z } from 'zod'
import { query } from './operation.ts'
import { cents, instant, nothing } from './shapes.ts'

export const workspace = z.object({
  id: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  isSample: z.boolean(),
  totalConversions: z.number().int(),
  totalRevenueCents: cents,
  lastActivityAt: instant.nullable(),
  leadCount: z.number().int(),
})
export type Workspace = z.infer<typeof workspace>

export const workspaceOperations = {
  'workspaces.list': query(['workspaces', 'leads'], nothing, z.array(workspace)),
}
