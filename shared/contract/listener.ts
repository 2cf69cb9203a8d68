import { z } from 'zod'
import { control } from './operation.ts'
import { nothing } from './shapes.ts'

export const listenerStatus = z.object({
  isOn: z.boolean(),
  port: z.number().int().nullable(),
  /** `http://127.0.0.1:8787`; what a sender on this computer uses. */
  origin: z.string().nullable(),
  /** The same for the local network while it is open. */
  lanOrigins: z.array(z.string()),
  /** Why it is off, and what to do. */
  problem: z.string().nullable(),
})
export type ListenerStatus = z.infer<typeof listenerStatus>

export const listenerOperations = {
  'listener.status': control(['listener', 'settings'], nothing, listenerStatus),
}
