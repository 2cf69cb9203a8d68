// Takes what a batch (sample data, an import) made away again, in slices. What is real stays, also where it hangs on something of the batch. Every
// counter is moved with the rows it counts, so that it is exact after each slice.
import { SALE_TYPES } from '../../../shared/domain/vocabulary.ts'
import type { Progress, Task, TaskContext, WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'
import { refind } from './merge.ts'
import { mergeKey } from './second-names.ts'

const SLICE_MS = 40
const SLICE = { first: 100, least: 50 }
export const TOUCHED = [
  'leads',
  'contacts',
  'webhooks',
  'providers',
  'deliveries',
  'workspaces',
  'appointments',
  'conversions',
] as const
const TELL_EVERY_MS = 500
const IS_SALE = `conversion_type in (${SALE_TYPES.map((type) => `'${type}'`).join(', ')}) and voided_at is null`

/** Repeats a piece of work until it finds nothing more, each time as much as fits into a short transaction. */
export function* inSlices(
  context: TaskContext,
  progress: () => Progress,
  work: (writing: WriteContext, most: number) => number,
): Task<void> {
  let size = SLICE.first
  let toldMs = Number.NEGATIVE_INFINITY
  for (;;) {
    const { count, tookMs } = context.slice((writing) => {
      const startedMs = performance.now()
      const handled = work(writing, size)
      if (handled > 0 && startedMs - toldMs >= TELL_EVERY_MS) {
        toldMs = startedMs
        writing.touch(...TOUCHED)
      }
      return { count: handled, tookMs: performance.now() - startedMs }
    })
    if (count === 0) return
    const fitting = (count * SLICE_MS) / Math.max(1, tookMs)
    size = Math.round(Math.max(SLICE.least, Math.min(size * 2, (size + fitting) / 2)))
    yield progress()
  }
}

// ---- Leads and contacts -----------------------------------------------------------------------------------------------------

type GoneLead = {
  readonly id: number
  readonly webhook_id: string
  readonly provider_id: string | null
  readonly contact_id: number | null
  readonly workspace_id: string | null
  readonly created_at: string
  readonly converted_at: string | null
  readonly is_test: 0 | 1
}
type DayLoss = { leads: number; converted: number; ms: number; cents: number }

/** Takes at most so many leads of a batch away, with all that hangs on them. `debts` is null where the leads were no requests of their providers. */
export function removeLeads(
  { db, directory, clock }: WriteContext,
  batchId: string,
  most: number,
  debts: Debts | null,
): number {
  const gone = db
    .sql(
      `select id, webhook_id, provider_id, contact_id, workspace_id, created_at, converted_at, is_test from leads
       where batch_id = ? order by id limit ?`,
    )
    .all<GoneLead>(batchId, most)
  const days = new Map<string, DayLoss>()
  const dayLoss = (webhookId: string, day: string): DayLoss => {
    const key = `${webhookId} ${day}`
    let loss = days.get(key)
    if (loss === undefined) {
      loss = { leads: 0, converted: 0, ms: 0, cents: 0 }
      days.set(key, loss)
    }
    return loss
  }
  const webhooks = new Map<string, number>()
  const providers = new Map<string, number>()
  const requests = new Map<string, number>()
  const workspaces = new Map<string, { sales: number; cents: number }>()
  const salesOf = db.sql(
    `select workspace_id, converted_day, coalesce(value_cents, 0) as cents from conversions where lead_id = ? and ${IS_SALE}`,
  )
  const remove = db.sql('delete from leads where id = ?')
  for (const lead of gone) {
    const createdMs = Date.parse(lead.created_at)
    const day = directory.dayOf(createdMs)
    const isCounted = lead.is_test === 0
    if (isCounted) {
      const loss = dayLoss(lead.webhook_id, day)
      loss.leads++
      bump(webhooks, lead.webhook_id)
      if (lead.provider_id !== null) bump(providers, lead.provider_id)
      if (lead.converted_at !== null) {
        loss.converted++
        loss.ms += Date.parse(lead.converted_at) - createdMs
      }
    }
    if (lead.provider_id !== null) bump(requests, `${lead.provider_id} ${lead.webhook_id} ${day}`)
    for (const sale of salesOf.all<{ workspace_id: string | null; converted_day: string; cents: number }>(
      lead.id,
    )) {
      if (isCounted) dayLoss(lead.webhook_id, sale.converted_day).cents += sale.cents
      if (sale.workspace_id === null) continue
      const loss = workspaces.get(sale.workspace_id) ?? { sales: 0, cents: 0 }
      workspaces.set(sale.workspace_id, { sales: loss.sales + 1, cents: loss.cents + sale.cents })
    }
    remove.run(lead.id)
  }
  for (const contactId of new Set(gone.map(({ contact_id }) => contact_id)))
    if (contactId !== null) recount(db, contactId)

  const now = clock.now()
  for (const [key, { leads, converted, ms, cents }] of days) {
    db.sql(
      `update lead_analytics set converted_leads = converted_leads - ?, total_leads = total_leads - ?, conversion_ms_sum = conversion_ms_sum - ?,
         total_revenue_cents = total_revenue_cents - ?, updated_at = ? where webhook_id = ? and date = ?`,
    ).run(converted, leads, ms, cents, now, ...key.split(' '))
    db.sql(
      'delete from lead_analytics where webhook_id = ? and date = ? and total_leads = 0 and total_revenue_cents = 0',
    ).run(...key.split(' '))
  }
  for (const [id, count] of webhooks)
    db.sql('update webhook_configs set total_leads = max(0, total_leads - ?) where webhook_id = ?').run(
      count,
      id,
    )
  for (const [id, count] of providers) {
    db.sql(
      'update lead_source_providers set total_leads = max(0, total_leads - ?) where provider_id = ?',
    ).run(count, id)
  }
  for (const [id, { sales, cents }] of workspaces) {
    db.sql(
      'update workspaces set total_conversions = total_conversions - ?, total_revenue_cents = total_revenue_cents - ? where id = ?',
    ).run(sales, cents, id)
  }
  if (debts !== null) takeRequestsBack(db, requests, debts)
  return gone.length
}

/** A contact's own count, and the workspaces that see it, after some of its leads are gone. */
function recount(db: WriteDb, contactId: number): void {
  const left = db
    .sql(
      'select workspace_id, count(*) as leads, max(created_at) as last_at from leads where contact_id = ? and is_test = 0 group by workspace_id',
    )
    .all<{ workspace_id: string | null; leads: number; last_at: string }>(contactId)
  const lastAt = left.reduce((last, row) => (row.last_at > last ? row.last_at : last), '')
  db.sql('update contacts set lead_count = ?, last_lead_at = ? where id = ?').run(
    left.reduce((sum, row) => sum + row.leads, 0),
    lastAt === '' ? null : lastAt,
    contactId,
  )
  for (const id of db.sql('select id from workspaces').all<{ id: string }>()) {
    const row = left.find(({ workspace_id }) => workspace_id === id.id)
    if (row === undefined)
      db.sql('delete from contact_workspaces where workspace_id = ? and contact_id = ?').run(id.id, contactId)
    else {
      db.sql(
        'update contact_workspaces set lead_count = ?, last_lead_at = ? where workspace_id = ? and contact_id = ?',
      ).run(row.leads, row.last_at, id.id, contactId)
    }
  }
}

/** Requests that are no longer to be counted, by "provider webhook day"; what a day cannot give is noted in `debts`. */
export function takeRequestsBack(db: WriteDb, requests: ReadonlyMap<string, number>, debts: Debts): void {
  for (const [key, count] of requests) {
    const [providerId = '', webhookId = '', day] = key.split(' ')
    const row = db
      .sql(
        'select id, request_count from provider_usage_log where provider_id = ? and webhook_id = ? and date = ?',
      )
      .get<UsageRow>(providerId, webhookId, day)
    const left = row === undefined ? count : takeFrom(db, row, count)
    if (left > 0) bump(debts, `${providerId} ${webhookId}`, left)
  }
}

/**
 * Days of the usage log stay as they were counted when the agency changes its zone, so requests of midnight stand a day beside the one
 * they are looked for. Their number is right all the same: it is taken from what is left, the oldest days first.
 */
export function settleDebts(db: WriteDb, debts: Debts): void {
  for (const [key, count] of debts) {
    let left = count
    const rows = db
      .sql(
        'select id, request_count from provider_usage_log where provider_id = ? and webhook_id = ? order by date',
      )
      .all<UsageRow>(...key.split(' '))
    for (const row of rows) if (left > 0) left = takeFrom(db, row, left)
  }
}

export type Debts = Map<string, number>
type UsageRow = { readonly id: number; readonly request_count: number }

/** Returns what the row could not give. */
function takeFrom(db: WriteDb, { id, request_count }: UsageRow, count: number): number {
  if (count >= request_count) db.sql('delete from provider_usage_log where id = ?').run(id)
  else db.sql('update provider_usage_log set request_count = request_count - ? where id = ?').run(count, id)
  return Math.max(0, count - request_count)
}

function bump(map: Map<string, number>, key: string, count = 1): void {
  map.set(key, (map.get(key) ?? 0) + count)
}

export function removeContacts(
  db: WriteDb,
  batchId: string,
  most: number,
): { readonly removed: number; readonly handled: number } {
  const ids = db
    .sql('select id, merged_into_id from contacts where batch_id = ? limit ?')
    .all<{ id: number; merged_into_id: number | null }>(batchId, most)
  const hasLeads = db.sql('select 1 from leads where contact_id = ? limit 1')
  const hasMerged = db.sql('select 1 from contacts where merged_into_id = ? limit 1')
  let removed = 0
  for (const { id, merged_into_id: keptId } of ids) {
    if (hasLeads.value(id) === undefined && hasMerged.value(id) === undefined) {
      db.sql('delete from contacts where id = ?').run(id)
      if (keptId !== null) {
        db.sql('delete from settings where key = ?').run(mergeKey(id))
        refind(db, keptId)
      }
      removed++
    } else db.sql('update contacts set batch_id = null where id = ?').run(id)
  }
  return { removed, handled: ids.length }
}
