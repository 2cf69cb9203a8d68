// Takes batches of sample data away again, in slices. What is real stays, also where it hangs on something of the sample: a lead posted to
// a sample webhook keeps the webhook, the contact it found there, its provider and its workspace; these lose their mark. Every counter is
// moved with the rows it counts, so that it is exact after each slice.
import type { Result } from '../../../shared/contract/index.ts'
import type { Progress, Task, TaskContext, WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'
import {
  type Debts,
  inSlices,
  removeContacts,
  removeLeads,
  settleDebts,
  TOUCHED,
  takeRequestsBack,
} from '../records/take-back.ts'

export function* removeBatches(
  context: TaskContext,
  batchIds: readonly string[],
): Task<Result<'sampleData.remove'>> {
  const { db } = context
  let contacts = 0
  let leads = 0
  let total = 0
  const debts: Debts = new Map()
  for (const batchId of batchIds) {
    context.slice((writing) => adoptReplayed(writing.db, batchId))
    total += db.sql('select count(*) from leads where batch_id = ?').value<number>(batchId) ?? 0
  }
  const progress = (): Progress => ({ done: leads, total, unit: 'leads' })
  yield progress()
  for (const batchId of batchIds) {
    yield* inSlices(context, progress, (writing, most) => {
      const removed = removeLeads(writing, batchId, most, debts)
      leads += removed
      return removed
    })
    yield* inSlices(context, progress, (writing, most) => {
      const { removed, handled } = removeContacts(writing.db, batchId, most)
      contacts += removed
      return handled
    })
  }
  const others = db
    .sql(`select id from batches where kind = 'sample'`)
    .all<{ id: string }>()
    .map(({ id }) => id)
    .filter((id) => !batchIds.includes(id))
  const agentsAtWork = agentsOfRealWork(context)
  context.slice((writing) => {
    for (const batchId of batchIds) removeDeliveries(writing, batchId, debts)
    settleDebts(writing.db, debts)
    for (const batchId of batchIds) {
      removeSetUp(writing, batchId, agentsAtWork, others[0] ?? null)
      writing.db.sql('delete from batches where id = ?').run(batchId)
    }
    writing.db.sql('delete from conversion_analytics_cache').run()
    writing.touch(...TOUCHED, 'agents', 'routing')
  })
  return { contacts, leads }
}

/** A sample delivery that was repaired and replayed has made a lead of its own: invented too, so it goes with the batch. */
function adoptReplayed(db: WriteDb, batchId: string): void {
  const ids = db
    .sql(
      `select l.id, l.contact_id from deliveries d join leads l on l.id = d.lead_id
       where ${OWN_DELIVERIES} and l.batch_id is null and l.delivery_id = d.id`,
    )
    .all<{ id: number; contact_id: number }>(...keyRange(batchId))
  for (const { id, contact_id } of ids) {
    db.sql('update leads set batch_id = ? where id = ?').run(batchId, id)
    db.sql(
      `update contacts set batch_id = ? where id = ? and batch_id is null
         and not exists (select 1 from leads where contact_id = contacts.id and batch_id is not ?)`,
    ).run(batchId, contact_id, batchId)
  }
}

// ---- Deliveries, and what was set up ----------------------------------------------------------------------------------------

const OWN_DELIVERIES = `d.webhook_id in (select webhook_id from webhook_configs) and d.idempotency_key >= ? and d.idempotency_key < ?`

/** Keys of a batch's deliveries begin with its id and a hyphen (recent-deliveries.ts); the next character after it ends the range. */
function keyRange(batchId: string): readonly [from: string, to: string] {
  return [`${batchId}-`, `${batchId}.`]
}

function removeDeliveries({ db, directory }: WriteContext, batchId: string, debts: Debts): void {
  const rows = db
    .sql(
      `select d.id, d.webhook_id, d.provider_id, d.received_at, d.lead_id from deliveries d where ${OWN_DELIVERIES}`,
    )
    .all(...keyRange(batchId))
  const requests = new Map<string, number>()
  for (const row of rows) {
    // Those that became leads were counted back with them; refused ones have no provider and never counted.
    if (row.provider_id !== null && row.lead_id === null) {
      const key = `${row.provider_id} ${row.webhook_id} ${directory.dayOf(Date.parse(row.received_at))}`
      requests.set(key, (requests.get(key) ?? 0) + 1)
    }
    db.sql('delete from deliveries where id = ?').run(row.id)
  }
  takeRequestsBack(db, requests, debts)
  db.sql('delete from delivery_counts where total = 0').run()
  db.sql('delete from lead_counts where total = 0').run()
}

/** Slugs of agents whose work on real leads is on record. */
function agentsOfRealWork({ db, directory }: TaskContext): ReadonlySet<string> {
  const slugs = db
    .sql(
      `select performed_by as slug from lead_events union select assigned_to from leads union select assigned_to from appointments
       union select created_by from appointments union select converted_by from conversions`,
    )
    .all<{ slug: string | null }>()
    .map(({ slug }) => slug ?? '')
  return new Set([...slugs, directory.settings().currentAgent])
}

function removeSetUp(
  { db }: WriteContext,
  batchId: string,
  agentsAtWork: ReadonlySet<string>,
  otherBatch: string | null,
): void {
  const has = (sql: string, ...values: readonly unknown[]) =>
    db.sql(`${sql} limit 1`).value(...values) !== undefined
  const namesOf = (table: string, key: string) =>
    db
      .sql(`select ${key} as name from ${table} where batch_id = ?`)
      .all<{ name: string }>(batchId)
      .map(({ name }) => name)
  const settle = (table: string, key: string, name: string | number, isInUse: boolean) => {
    if (isInUse) db.sql(`update ${table} set batch_id = ? where ${key} = ?`).run(otherBatch, name)
    else db.sql(`delete from ${table} where ${key} = ?`).run(name)
  }

  const rules = db
    .sql('select id, workspace_id from appointment_routing_rules where batch_id = ?')
    .all<{ id: number; workspace_id: string }>(batchId)
  for (const { id, workspace_id } of rules) {
    const isInUse = has(
      'select 1 from leads where workspace_id = ? and is_test = 0 and routing_rule_id = ?',
      workspace_id,
      id,
    )
    settle('appointment_routing_rules', 'id', id, isInUse)
  }
  for (const id of namesOf('workspaces', 'id')) {
    const isInUse =
      has('select 1 from leads where workspace_id = ? and is_test = 0', id) ||
      has('select 1 from conversions where workspace_id = ?', id) ||
      has('select 1 from appointments where workspace_id = ?', id) ||
      has('select 1 from workspace_tracking where workspace_id = ?', id) ||
      has('select 1 from appointment_routing_rules where workspace_id = ?', id)
    settle('workspaces', 'id', id, isInUse)
  }
  for (const id of namesOf('lead_source_providers', 'provider_id')) {
    const isInUse =
      has('select 1 from provider_usage_log where provider_id = ?', id) ||
      has('select 1 from deliveries where provider_id = ?', id) ||
      has('select 1 from webhook_configs where default_provider_id = ?', id)
    settle('lead_source_providers', 'provider_id', id, isInUse)
  }
  for (const id of namesOf('webhook_configs', 'webhook_id')) {
    const isInUse =
      has('select 1 from leads where webhook_id = ?', id) ||
      has('select 1 from contacts where webhook_id = ?', id) ||
      has('select 1 from deliveries where webhook_id = ?', id) ||
      has('select 1 from lead_analytics where webhook_id = ?', id)
    settle('webhook_configs', 'webhook_id', id, isInUse)
  }
  for (const slug of namesOf('agents', 'slug')) settle('agents', 'slug', slug, agentsAtWork.has(slug))

  // "Last" of what stays is read from what stays.
  db.sql(
    `update webhook_configs set last_lead_at =
       (select created_at from leads l where l.webhook_id = webhook_configs.webhook_id and l.is_test = 0 order by created_at desc limit 1)`,
  ).run()
  db.sql(
    `update lead_source_providers set last_used_at = coalesce(
       (select received_at from deliveries d where d.provider_id = lead_source_providers.provider_id order by d.id desc limit 1),
       (select max(created_at) from provider_usage_log u where u.provider_id = lead_source_providers.provider_id))`,
  ).run()
  db.sql(
    'update workspaces set last_activity_at = (select max(timestamp) from workspace_tracking t where t.workspace_id = workspaces.id)',
  ).run()
}
