import { z } from 'zod'
import { control } from './operation.ts'
import { ERROR_CODES } from './reply.ts'
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
  /** What it is about, where that has a name: a file. */
  of: z.string().optional(),
  /** A cancel would not be heard any more. */
  isDeaf: z.boolean().optional(),
  /** The task's own result once it is done. */
  result: z.unknown().optional(),
  problem: z.string().nullable(),
  /** The whole refusal of a task that failed. */
  failure: z
    .object({
      code: z.enum(ERROR_CODES),
      message: z.string(),
      details: z
        .array(z.object({ field: z.string(), message: z.string(), code: z.string() }))
        .readonly()
        .optional(),
    })
    .optional(),
  startedAt: instant,
  endedAt: instant.nullable(),
})
export type TaskState = z.infer<typeof taskState>

export const taskOperations = {
  'tasks.list': control(['tasks'], nothing, z.array(taskState)),
  /** What the task has written so far is taken back before it ends. */
  'tasks.cancel': control([], z.object({ taskId: z.string() }), nothing),
}
