// Counters that every lead moves: webhook, provider, usage of the day, lead_analytics of the day, workspace. One transaction that takes
// many leads writes each counter once. Kept in the same transaction as what they count (DOMAIN §5, §9).
// The numbers that ids are made of are counted here too, for the same reason.
import { leadIdAt } from '../../../shared/domain/ids.ts'
import type { WriteDb } from '../db/connection.ts'
import type { LeadIds } from './lead-ids.ts'

const SEPARATOR = '\u0000'

export type Tally = {
  /** A delivery of a known provider. */
  countRequest(providerId: string, webhookId: string, day: string, at: string): void
  /** A new lead; test leads are never counted. */
  countLead(lead: {
    webhookId: string
    providerId: string | null
    workspaceId: string | null
    day: string
    at: string
  }): void
  /** The next number of a sequence; numbers are never given twice, not even after a delete. */
  nextNumber(db: WriteDb, sequence: 'contacts' | 'leads'): number
  nextLeadId(db: WriteDb): number
  write(db: WriteDb, now: string): void
}

/** `leadIds`: those that work in bulk has set aside. */
export function createTally(leadIds?: LeadIds): Tally {
  const requests = new Map<string, { count: number; at: string }>()
  const days = new Map<string, number>()
  const webhooks = new Map<string, { count: number; at: string }>()
  const providers = new Map<string, number>()
  const workspaces = new Map<string, string>()
  const numbers = new Map<string, number>()
  const bump = (map: Map<string, { count: number; at: string }>, key: string, at: string) => {
    const entry = map.get(key)
    if (entry === undefined) map.set(key, { count: 1, at })
    else {
      entry.count++
      if (at > entry.at) entry.at = at
    }
  }
  const take = (db: WriteDb, sequence: string, count: number) => {
    const number =
      numbers.get(sequence) ??
      db.sql('select value from sequences where name = ?').value<number>(sequence) ??
      0
    numbers.set(sequence, number + count)
    return number
  }
  return {
    countRequest: (providerId, webhookId, day, at) =>
      bump(requests, [providerId, webhookId, day].join(SEPARATOR), at),
    countLead: ({ webhookId, providerId, workspaceId, day, at }) => {
      bump(webhooks, webhookId, at)
      const key = webhookId + SEPARATOR + day
      days.set(key, (days.get(key) ?? 0) + 1)
      if (providerId !== null) providers.set(providerId, (providers.get(providerId) ?? 0) + 1)
      if (workspaceId !== null && at > (workspaces.get(workspaceId) ?? '')) workspaces.set(workspaceId, at)
    },
    nextNumber: (db, sequence) => take(db, sequence, 1),
    nextLeadId: (db) =>
      leadIds === undefined
        ? leadIdAt(take(db, 'leads', 1))
        : leadIds.next((count) => take(db, 'leads', count)),
    write: (db, now) => {
      for (const [name, value] of numbers) {
        db.sql(
          'insert into sequences (name, value) values (?, ?) on conflict do update set value = excluded.value',
        ).run(name, value)
      }
      for (const [key, { count, at }] of requests) {
        const [providerId, webhookId, day] = key.split(SEPARATOR)
        db.sql(
          `insert into provider_usage_log (provider_id, webhook_id, request_count, date, created_at) values (?, ?, ?, ?, ?)
           on conflict (provider_id, webhook_id, date) do update set request_count = request_count + excluded.request_count`,
        ).run(providerId, webhookId, count, day, now)
        db.sql(
          `update lead_source_providers set last_used_at = max(coalesce(last_used_at, ''), ?) where provider_id = ?`,
        ).run(at, providerId)
      }
      for (const [webhookId, { count, at }] of webhooks) {
        db.sql(
          `update webhook_configs set total_leads = total_leads + ?, last_lead_at = max(coalesce(last_lead_at, ''), ?) where webhook_id = ?`,
        ).run(count, at, webhookId)
      }
      for (const [key, count] of days) {
        const [webhookId, day] = key.split(SEPARATOR)
        countLeadsOfDay(db, webhookId as string, day as string, count, now)
      }
      for (const [providerId, count] of providers) {
        db.sql('update lead_source_providers set total_leads = total_leads + ? where provider_id = ?').run(
          count,
          providerId,
        )
      }
      for (const [workspaceId, at] of workspaces) {
        db.sql(
          `update workspaces set last_activity_at = max(coalesce(last_activity_at, ''), ?) where id = ?`,
        ).run(at, workspaceId)
      }
    },
  }
}

/** Leads created on a day, more or fewer. */
export function countLeadsOfDay(
  db: WriteDb,
  webhookId: string,
  day: string,
  count: number,
  now: string,
): void {
  // Not an upsert: one that finds its row uses up a number all the same, and the numbers would depend on how work is sliced.
  const { changes } = db
    .sql(
      'update lead_analytics set total_leads = total_leads + ?, updated_at = ? where webhook_id = ? and date = ?',
    )
    .run(count, now, webhookId, day)
  if (changes > 0) return
  db.sql(
    'insert into lead_analytics (webhook_id, date, total_leads, created_at, updated_at) values (?, ?, ?, ?, ?)',
  ).run(webhookId, day, count, now, now)
}

/** A lead of that day has converted (sign 1), or an undo has taken that back (sign -1); `elapsedMs` is creation to conversion. */
export function countConvertedLead(
  db: WriteDb,
  webhookId: string,
  day: string,
  sign: 1 | -1,
  elapsedMs: number,
  now: string,
): void {
  db.sql(
    `update lead_analytics set converted_leads = converted_leads + ?, conversion_ms_sum = conversion_ms_sum + ?, updated_at = ?
     where webhook_id = ? and date = ?`,
  ).run(sign, sign * elapsedMs, now, webhookId, day)
}
