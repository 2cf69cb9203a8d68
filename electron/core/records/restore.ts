// What is deleted can be restored for a day.
import { AppError } from '../../../shared/contract/reply.ts'
import type { WriteContext } from '../context.ts'

export const RESTORE_MS = 24 * 3_600_000

export type Restorable = 'webhook' | 'provider'

export function assertRestorable(context: WriteContext, what: Restorable, deletedAt: string | null): void {
  if (deletedAt === null) throw new AppError('conflict', `This ${what} is not deleted.`)
  assertInTime(context, what, deletedAt)
}

/** Whoever brings it back, the restore of a screen or an undo, has a day for it. */
export function assertInTime(context: WriteContext, what: Restorable, deletedAt: string): void {
  if (context.clock.nowMs() - Date.parse(deletedAt) > RESTORE_MS) {
    throw new AppError(
      'refused',
      `This ${what} was deleted more than 24 hours ago and cannot be restored. Create a new one.`,
    )
  }
}
