// When a workspace's own programs were last here: noted at every request, written once a minute at most, so that a program that asks all the time costs
// no write.
import type { WriteContext } from '../context.ts'

const EVERY_MS = 60_000

export type ActivityLog = {
  note(workspaceId: string): void
  /** Something is to be written by now; with `isLast`, anything at all. */
  hasNews(isLast?: boolean): boolean
  write(context: WriteContext, isLast?: boolean): void
}

export function createActivityLog(nowMs: () => number = Date.now): ActivityLog {
  const written = new Map<string, number>()
  const seen = new Map<string, number>()
  const due = (isLast: boolean) => {
    const now = nowMs()
    return [...seen].filter(([id]) => isLast || now - (written.get(id) ?? -EVERY_MS) >= EVERY_MS)
  }
  return {
    note: (workspaceId) => void seen.set(workspaceId, nowMs()),
    hasNews: (isLast = false) => seen.size > 0 && due(isLast).length > 0,
    write: (context, isLast = false) => {
      for (const [workspaceId, ms] of due(isLast)) {
        context.db
          .sql(`update workspaces set last_activity_at = max(coalesce(last_activity_at, ''), ?) where id = ?`)
          .run(new Date(ms).toISOString(), workspaceId)
        seen.delete(workspaceId)
        written.set(workspaceId, nowMs())
      }
      context.touch('workspaces')
    },
  }
}
