// Requests that are turned away before a delivery is kept: counted by day, reason, webhook and address, and written now and then, so
// that a flood costs memory and disk for its kinds, not for its number.
import type { WriteContext } from '../context.ts'

const MOST_KINDS = 1_000

export type RefusalLog = {
  count(reason: string, webhookId: string, address: string): void
  hasNews(): boolean
  write(context: WriteContext): void
}

export function createRefusalLog(): RefusalLog {
  let counts = new Map<
    string,
    { reason: string; webhookId: string; address: string; total: number; lastMs: number }
  >()
  return {
    count: (reason, webhookId, address) => {
      let from = address
      let key = `${reason}\n${webhookId}\n${from}`
      if (!counts.has(key) && counts.size >= MOST_KINDS) {
        from = 'many addresses'
        key = `${reason}\n${webhookId}\n${from}`
      }
      const entry = counts.get(key)
      if (entry === undefined)
        counts.set(key, { reason, webhookId, address: from, total: 1, lastMs: Date.now() })
      else {
        entry.total++
        entry.lastMs = Date.now()
      }
    },
    hasNews: () => counts.size > 0,
    write: (context) => {
      const news = counts
      counts = new Map()
      for (const { reason, webhookId, address, total, lastMs } of news.values()) {
        context.db
          .sql(
            `insert into refusals (day, reason, webhook_id, address, total, last_at) values (?, ?, ?, ?, ?, ?)
             on conflict do update set total = total + excluded.total, last_at = max(last_at, excluded.last_at)`,
          )
          .run(
            context.directory.dayOf(lastMs),
            reason,
            webhookId,
            address,
            total,
            new Date(lastMs).toISOString(),
          )
      }
      context.touch('deliveries')
    },
  }
}
