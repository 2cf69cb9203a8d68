// Takes what a batch (sample data, an import) made away again, in slices. What is real stays, also where it hangs on something of the batch. Every
// counter is moved with the rows it counts, so that it is exact after each slice.
import { type Progress, type Task, TaskCancelled, type TaskContext, type WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'
import { COUNTED_LEAD, type CountedLead, countLeads, recountContacts } from './lead-figures.ts'
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

/** A task that hears no cancel. */
export function* deaf<T>(task: Task<T>): Task<T> {
  let step = task.next()
  while (!step.done) {
    try {
      yield { ...step.value, isDeaf: true }
    } catch (error) {
      if (!(error instanceof TaskCancelled)) throw error
    }
    step = task.next()
  }
  return step.value
}

// ---- Leads and contacts -----------------------------------------------------------------------------------------------------

/** Takes at most so many leads of a batch away, with all that hangs on them. `debts` is null where the leads were no requests of their providers. */
export function removeLeads(
  context: WriteContext,
  batchId: string,
  most: number,
  debts: Debts | null,
): number {
  const { db, directory } = context
  const gone = db
    .sql(`select ${COUNTED_LEAD} from leads l where l.batch_id = ? order by l.id limit ?`)
    .all<CountedLead>(batchId, most)
  countLeads(context, gone, -1)
  const requests = new Map<string, number>()
  const remove = db.sql('delete from leads where id = ?')
  for (const lead of gone) {
    const day = directory.dayOf(Date.parse(lead.created_at))
    if (lead.provider_id !== null) bump(requests, `${lead.provider_id} ${lead.webhook_id} ${day}`)
    remove.run(lead.id)
  }
  recountContacts(
    db,
    gone.map(({ contact_id }) => contact_id),
  )
  if (debts !== null) takeRequestsBack(db, requests, debts)
  return gone.length
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
  const hasBought = db.sql('select 1 from conversions where contact_id = ? limit 1')
  const hasMerged = db.sql('select 1 from contacts where merged_into_id = ? and batch_id is not ? limit 1')
  // Second names that came with their contact go before it.
  const secondNames = db.sql('select id from contacts where merged_into_id = ?')
  const gone = new Set<number>()
  let removed = 0
  for (const { id, merged_into_id: keptId } of ids) {
    if (gone.has(id)) continue
    const isBare = hasLeads.value(id) === undefined && hasBought.value(id) === undefined
    if (isBare && hasMerged.value(id, batchId) === undefined) {
      for (const second of secondNames.all<{ id: number }>(id)) {
        db.sql('delete from settings where key = ?').run(mergeKey(second.id))
        db.sql('delete from contacts where id = ?').run(second.id)
        gone.add(second.id)
        removed++
      }
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
