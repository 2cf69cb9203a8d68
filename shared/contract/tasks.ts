import { z } from 'zod'
import { control } from './operation.ts'
import { instant, nothing } from './shapes.ts'

export const taskState = z.object({
  taskId: z.string(),
  /** The operation that was called. */
  name: z.string(),
  status: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Steps done and, where known, steps in all; `unit` names them ("leads"). */
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  /** The task's own result once it is done. */
  result: z.unknown().optional(),
  problem: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
})
export type TaskState = z.infer<typeof taskState>

export const taskOperations = {
  'tasks.list': control(['tasks'], nothing, z.array(taskState)),
  /** What the task has written so far is taken back before it ends. */
  'tasks.cancel': control([], z.object({ taskId: z.string() }), nothing),
}
