// Counts every kept figure anew from the rows that it counts, as of one moment, and lists what differs. There must be nothing, ever: whoever writes a
// row keeps its figures in the same transaction. Each table is passed over once, a slice at a time, on a read-only connection of its own.
import { isDeepStrictEqual } from 'node:util'
import type { Result } from '../../../shared/contract/index.ts'
import { dayFinder } from '../../../shared/domain/days.ts'
import { furthestStage } from '../../../shared/domain/pipeline.ts'
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'
import type { Progress, Task, TaskContext } from '../context.ts'
import { databaseOf, openConnection, type ReadDb } from '../db/connection.ts'
import { advanceImage, analyticsAnswer, dropImage, type Name } from '../figures/answers.ts'
import { keptAnswers } from '../figures/kept-answers.ts'
import { COUNTED_SALE } from '../records/lead-figures.ts'
import { readSettings } from '../stored-settings.ts'

const ROWS_AT_ONCE = 5_000
const CONTACTS_AT_ONCE = 5_000
const DIFFERENCES_LISTED = 200
const CACHE_KIB = 16_384

type Verified = Result<'analytics.verify'>
type Difference = Verified['differences'][number]
/** Names and numbers of one kept figure. */
type Counts = Readonly<Record<string, number | string | null>>

function openReport() {
  const differences: Difference[] = []
  let checked = 0
  let more = 0
  const differ = (difference: Difference) => {
    if (differences.length < DIFFERENCES_LISTED) differences.push(difference)
    else more++
  }
  return {
    count: (by: number) => {
      checked += by
    },
    differ,
    /** Where one side has nothing, the other must have zeros. */
    compare: (what: string, kept: ReadonlyMap<string, Counts>, counted: ReadonlyMap<string, Counts>) => {
      for (const key of new Set([...kept.keys(), ...counted.keys()])) {
        const [is, shouldBe] = [kept.get(key) ?? {}, counted.get(key) ?? {}]
        for (const name of new Set([...Object.keys(is), ...Object.keys(shouldBe)])) {
          checked++
          const [one, other] = [is[name] ?? 0, shouldBe[name] ?? 0]
          if (one !== other)
            differ({ what: `${what}: ${name}`, of: key, kept: String(one), counted: String(other) })
        }
      }
    },
    result: (at: string): Verified => ({ checked, differences, more, at }),
  }
}
type Report = ReturnType<typeof openReport>

export function* verify(context: TaskContext): Task<Verified> {
  yield { done: 0, total: null, unit: 'rows' }
  const reader = openConnection(databaseOf(context.db), 'read', { cacheKib: CACHE_KIB })
  const report = openReport()
  try {
    // Everything as it is at one moment; whoever writes meanwhile is not held up.
    reader.raw.exec('begin')
    yield* passOverLeads(reader, report)
    yield* passOverContacts(reader, report)
    yield* passOverDeliveries(reader, report)
    yield* checkAnswers({ ...context, db: reader }, report)
    return report.result(context.clock.now())
  } finally {
    dropImage(reader)
    reader.close()
  }
}

type Sums = { leads: number; converted: number; 'time to conversion': number; revenue: number }
type LeadCells = readonly [
  id: number,
  webhookId: string,
  providerId: string | null,
  workspaceId: string | null,
  createdAt: string,
  convertedAt: string | null,
  status: LeadStatus,
  leadType: string,
  stageReached: LeadStatus,
]
type SaleCells = readonly [
  rowid: number,
  id: string,
  convertedAt: string,
  convertedDay: string,
  workspaceId: string | null,
  webhookId: string | null,
  cents: number,
  counts: 0 | 1,
]

/** Leads and conversions together: both are counted by day and webhook. */
function* passOverLeads(db: ReadDb, report: Report): Generator<Progress, void, void> {
  const { timeZone, currency } = readSettings(db)
  const dayOf = dayFinder(timeZone)
  const days = new Map<string, Sums>()
  const webhooks = new Map<string, { leads: number }>()
  const providers = new Map<string, { leads: number }>()
  const lists = new Map<string, { leads: number }>()
  const workspaces = new Map<string, { conversions: number; revenue: number }>()
  const sumsOf = (webhookId: string, day: string): Sums => {
    const key = `${webhookId}, ${day}`
    let sums = days.get(key)
    if (sums === undefined) {
      sums = { leads: 0, converted: 0, 'time to conversion': 0, revenue: 0 }
      days.set(key, sums)
    }
    return sums
  }
  let done = 0
  for (let last = 0; ; ) {
    const some = db
      .sql(
        `select id, webhook_id, provider_id, workspace_id, created_at, converted_at, status, lead_type, stage_reached from leads
         where id > ? and is_test = 0 order by id limit ?`,
      )
      .arrays<LeadCells>(last, ROWS_AT_ONCE)
    for (const [
      id,
      webhookId,
      providerId,
      workspaceId,
      createdAt,
      convertedAt,
      status,
      type,
      reached,
    ] of some) {
      const createdMs = Date.parse(createdAt)
      const sums = sumsOf(webhookId, dayOf(createdMs))
      sums.leads++
      if (convertedAt !== null) {
        sums.converted++
        sums['time to conversion'] += Date.parse(convertedAt) - createdMs
      }
      bump(webhooks, webhookId)
      if (providerId !== null) bump(providers, providerId)
      bump(lists, `${workspaceId ?? 'unrouted'}, ${status}, ${type}`)
      report.count(1)
      const furthest = furthestStage(reached, status)
      if (furthest !== reached)
        report.differ({ what: 'Furthest stage', of: `lead ${id}`, kept: reached, counted: furthest })
    }
    last = some.at(-1)?.[0] ?? last
    done += some.length
    yield { done, total: null, unit: 'rows' }
    if (some.length < ROWS_AT_ONCE) break
  }
  for (let last = 0; ; ) {
    const some = db
      .sql(
        `select c.rowid, c.id, c.converted_at, c.converted_day, c.workspace_id, l.webhook_id,
           case when c.currency = ? then coalesce(c.value_cents, 0) else 0 end, ${COUNTED_SALE}
         from conversions c left join leads l on l.id = c.lead_id where c.rowid > ? order by c.rowid limit ?`,
      )
      .arrays<SaleCells>(currency, last, ROWS_AT_ONCE)
    for (const [, id, convertedAt, convertedDay, workspaceId, webhookId, cents, counts] of some) {
      report.count(1)
      const day = dayOf(Date.parse(convertedAt))
      if (day !== convertedDay)
        report.differ({ what: 'Day of a conversion', of: id, kept: convertedDay, counted: day })
      if (counts === 0) continue
      if (webhookId !== null) sumsOf(webhookId, day).revenue += cents
      if (workspaceId === null) continue
      const sums = workspaces.get(workspaceId) ?? { conversions: 0, revenue: 0 }
      workspaces.set(workspaceId, {
        conversions: sums.conversions + 1,
        revenue: sums.revenue + cents,
      })
    }
    last = some.at(-1)?.[0] ?? last
    done += some.length
    yield { done, total: null, unit: 'rows' }
    if (some.length < ROWS_AT_ONCE) break
  }
  report.compare(
    'Figures of a day',
    keptBy(
      db,
      `select webhook_id || ', ' || date as key, total_leads as leads, converted_leads as converted,
         conversion_ms_sum as "time to conversion", total_revenue_cents as revenue from lead_analytics`,
    ),
    days,
  )
  report.compare(
    'Figures of a webhook',
    keptBy(db, 'select webhook_id as key, total_leads as leads from webhook_configs'),
    webhooks,
  )
  report.compare(
    'Figures of a provider',
    keptBy(db, 'select provider_id as key, total_leads as leads from lead_source_providers'),
    providers,
  )
  report.compare(
    'Counts of the list',
    keptBy(
      db,
      `select coalesce(nullif(workspace_id, ''), 'unrouted') || ', ' || status || ', ' || lead_type as key, total as leads from lead_counts`,
    ),
    lists,
  )
  report.compare(
    'Figures of a workspace',
    keptBy(
      db,
      'select id as key, total_conversions as conversions, total_revenue_cents as revenue from workspaces',
    ),
    workspaces,
  )
}

function bump(map: Map<string, { leads: number }>, key: string): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, { leads: 1 })
  else known.leads++
}

function keptBy(db: ReadDb, text: string): Map<string, Counts> {
  return new Map(
    db
      .sql(text)
      .all<Counts & { readonly key: string }>()
      .map(({ key, ...counts }) => [key, counts]),
  )
}

type Leads = { leads: number; last: string }

function addLead(to: Map<number | string, Leads>, key: number | string, createdAt: string): void {
  const known = to.get(key)
  if (known === undefined) to.set(key, { leads: 1, last: createdAt })
  else {
    known.leads++
    if (createdAt > known.last) known.last = createdAt
  }
}

const inWords = (leads: number | undefined, last: string | null | undefined) =>
  `${leads ?? 0} ${last ?? ''}`.trim()

/** Compares with what is kept, by contact or by contact and workspace; what is left over is kept nowhere. */
function compareLeads(
  report: Report,
  what: string,
  counted: Map<number | string, Leads>,
  kept: readonly (readonly [key: number | string, leads: number, last: string | null])[],
): void {
  report.count(kept.length)
  for (const [key, leads, last] of kept) {
    const own = counted.get(key)
    if ((own?.leads ?? 0) !== leads || (own?.last ?? null) !== last)
      report.differ({
        what,
        of: `contact ${key}`,
        kept: inWords(leads, last),
        counted: inWords(own?.leads, own?.last),
      })
    counted.delete(key)
  }
  for (const [key, { leads, last }] of counted)
    report.differ({ what, of: `contact ${key}`, kept: 'nothing', counted: inWords(leads, last) })
}

/** What contacts count, and which workspaces see them. The leads of a stretch of contacts are one range of an index. */
function* passOverContacts(db: ReadDb, report: Report): Generator<Progress, void, void> {
  const highest = db.sql('select max(id) from contacts').value<number | null>() ?? 0
  const upTo = db.sql('select max(id) from (select id from contacts where id >= ? order by id limit ?)')
  for (let from = 0; from <= highest; ) {
    const to = upTo.value<number | null>(from, CONTACTS_AT_ONCE) ?? highest
    const own = new Map<number | string, Leads>()
    const shared = new Map<number | string, Leads>()
    for (const [contactId, workspaceId, createdAt] of db
      .sql(
        `select contact_id, workspace_id, created_at from leads indexed by leads_contact
         where contact_id between ? and ? and is_test = 0`,
      )
      .arrays<[number, string | null, string]>(from, to)) {
      addLead(own, contactId, createdAt)
      if (workspaceId !== null) addLead(shared, `${contactId}, ${workspaceId}`, createdAt)
    }
    compareLeads(
      report,
      'Leads of a contact',
      own,
      db.sql('select id, lead_count, last_lead_at from contacts where id between ? and ?').arrays(from, to),
    )
    compareLeads(
      report,
      'Leads of a contact in a workspace',
      shared,
      db
        .sql(
          `select contact_id || ', ' || workspace_id, lead_count, last_lead_at from contact_workspaces where contact_id between ? and ?`,
        )
        .arrays(from, to),
    )
    yield { done: to, total: highest, unit: 'contacts' }
    from = to + 1
  }
}

function* passOverDeliveries(db: ReadDb, report: Report): Generator<Progress, void, void> {
  const counted = new Map<string, { deliveries: number }>()
  for (let last = 0; ; ) {
    const some = db
      .sql('select id, webhook_id, verdict from deliveries where id > ? order by id limit ?')
      .arrays<[number, string, string]>(last, ROWS_AT_ONCE)
    for (const [, webhookId, verdict] of some) {
      const key = `${webhookId}, ${verdict}`
      counted.set(key, { deliveries: (counted.get(key)?.deliveries ?? 0) + 1 })
    }
    last = some.at(-1)?.[0] ?? last
    yield { done: last, total: null, unit: 'deliveries' }
    if (some.length < ROWS_AT_ONCE) break
  }
  report.compare(
    'Counts of deliveries',
    keptBy(db, `select webhook_id || ', ' || verdict as key, total as deliveries from delivery_counts`),
    counted,
  )
}

const SLICE_MS = 20

/** Answers that were kept are made anew. */
function* checkAnswers(context: TaskContext & { readonly db: ReadDb }, report: Report) {
  const answers = keptAnswers(context.db, context.clock.nowMs())
  if (answers.length === 0) return
  while (!advanceImage(context.db, performance.now() + SLICE_MS))
    yield { done: 0, total: null, unit: 'answers' }
  for (const [at, { name, input, answer }] of answers.entries()) {
    const counted = JSON.stringify(analyticsAnswer(context, name as Name, input as never))
    report.count(1)
    // An earlier version may have written the same figures in another order.
    if (!isDeepStrictEqual(JSON.parse(counted), answer))
      report.differ({
        what: 'A kept answer',
        of: `${name} ${JSON.stringify(input)}`,
        kept: JSON.stringify(answer).slice(0, 200),
        counted: counted.slice(0, 200),
      })
    yield { done: at + 1, total: answers.length, unit: 'answers' }
  }
}
