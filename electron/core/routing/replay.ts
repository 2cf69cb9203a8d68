// The time machine: the rules of a draft over what has come in the last days, compared with where it went; and what no rule covers today.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { compileRules, firstRule, foldProduct, type RoutingTable } from '../../../shared/domain/routing.ts'
import { SALE_TYPES } from '../../../shared/domain/vocabulary.ts'
import { NO_ZIP, showZip, zipNumber } from '../../../shared/domain/zip-list.ts'
import type { ReadContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { prepareRow, readRouting } from '../records/routing-rows.ts'
import { draftVersion } from './draft.ts'
import { draftHead, draftRules } from './rule-sets.ts'
import { activeNames, workspacesOf } from './rules.ts'

const DAY_MS = 86_400_000

/** Products are few and come again and again. */
function productReader(): (product: string | null, leadType: string) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (product, leadType) => {
    const key = `${product ?? ''}\n${leadType}`
    let products = known.get(key)
    if (products === undefined) {
      products = [...new Set([product, leadType].filter((one) => one !== null).map(foldProduct))]
      known.set(key, products)
    }
    return products
  }
}

// ---- Coverage --------------------------------------------------------------------------------------------------------------------

const MOST_ROWS = 500

export function coverage(
  { db, clock }: Pick<ReadContext, 'db' | 'clock'>,
  { days }: ParsedInput<'routing.coverage'>,
): Result<'routing.coverage'> {
  const table = readRouting(db)
  const productsOf = productReader()
  const rows = db
    .sql(
      `select zip_code, lead_type, product_type, count(*) as leads, max(created_at) as last_at from leads
       where is_test = 0 and created_at >= ? group by zip_code, lead_type, product_type`,
    )
    .iterate<{
      zip_code: string | null
      lead_type: string
      product_type: string | null
      leads: number
      last_at: string
    }>(since(clock.nowMs(), days))
  let leads = 0
  let uncovered = 0
  const found = new Map<string, { zip: string | null; product: string; leads: number; lastAt: string }>()
  for (const row of rows) {
    leads += row.leads
    const zip = zipNumber(row.zip_code)
    const products = productsOf(row.product_type, row.lead_type)
    if (firstRule(table, products, zip) !== undefined) continue
    uncovered += row.leads
    const product = products[0] ?? row.lead_type
    const key = `${zip} ${product}`
    const known = found.get(key) ?? {
      zip: zip === NO_ZIP ? null : showZip(zip),
      product,
      leads: 0,
      lastAt: row.last_at,
    }
    known.leads += row.leads
    if (row.last_at > known.lastAt) known.lastAt = row.last_at
    found.set(key, known)
  }
  const sorted = [...found.values()].sort(
    (a, b) => b.leads - a.leads || (a.zip ?? '').localeCompare(b.zip ?? ''),
  )
  return { leads, uncovered, rows: sorted.slice(0, MOST_ROWS), more: Math.max(0, sorted.length - MOST_ROWS) }
}

function since(nowMs: number, days: number): string {
  return new Date(nowMs - days * DAY_MS).toISOString()
}

// ---- Replay ----------------------------------------------------------------------------------------------------------------------

type Group = {
  readonly from: string | null
  readonly to: string | null
  readonly ids: number[]
  alsoToday: number
  costCents: number
  withoutPrice: number
  revenueCents: number
  sales: number
}
type Replayed = {
  readonly key: string
  readonly result: Result<'routing.replay'>
  readonly groups: { readonly leads: readonly Group[]; readonly appointments: readonly Group[] }
}

/** The last one of a connection: its records are asked for page by page. */
const last = new WeakMap<ReadDb, Replayed>()

export function replay(context: Pick<ReadContext, 'db' | 'clock'>, input: ParsedInput<'routing.replay'>) {
  return replayed(context, input, true).result
}

function replayed(
  { db, clock }: Pick<ReadContext, 'db' | 'clock'>,
  { days, version }: Pick<ParsedInput<'routing.replay'>, 'days' | 'version'>,
  isAnew: boolean,
): Replayed {
  const key = `${days} ${version}`
  const known = last.get(db)
  if (!isAnew && known?.key === key) return known
  if (draftHead(db) === undefined || draftVersion(db) !== version)
    throw new AppError('conflict', 'The draft has changed meanwhile. Replay it again.')
  const workspaces = workspacesOf(db)
  const nameOf = (id: string | null) => ({
    id,
    name: id === null ? 'Unrouted' : (workspaces.get(id)?.name ?? id),
  })
  const drafted = compileRules(
    activeNames(workspaces),
    draftRules
      .all(db)
      .filter(({ is_active }) => is_active === 1)
      .map(prepareRow),
  )
  const from = since(clock.nowMs(), days)
  const { counts, groups, targets } = replayLeads(db, drafted, readRouting(db), from)
  const visits = replayAppointments(db, drafted, from, targets)
  const show = (group: Group) => ({
    from: nameOf(group.from),
    to: nameOf(group.to),
    count: group.ids.length,
    alsoToday: group.alsoToday,
  })
  const answer: Replayed = {
    key,
    groups: { leads: groups, appointments: visits.groups },
    result: {
      version,
      at: clock.now(),
      leads: counts,
      groups: groups.map((group) => ({
        ...show(group),
        costCents: group.costCents,
        withoutPrice: group.withoutPrice,
        revenueCents: group.revenueCents,
        sales: group.sales,
      })),
      appointments: { considered: visits.considered, moved: visits.moved },
      appointmentGroups: visits.groups.map(show),
    },
  }
  last.set(db, answer)
  return answer
}

type Sales = ReadonlyMap<number, { readonly cents: number; readonly sales: number }>

/** Sales and contracts by lead, voided ones aside (DOMAIN §9). */
function salesSince(db: ReadDb, from: string): Sales {
  const rows = db
    .sql(
      `select c.lead_id, sum(coalesce(c.value_cents, 0)) as cents, count(*) as sales
       from conversions c join leads l on l.id = c.lead_id
       where l.created_at >= ? and c.conversion_type in (${SALE_TYPES.map((type) => `'${type}'`).join(', ')}) and c.voided_at is null
       group by c.lead_id`,
    )
    .all<{ lead_id: number; cents: number; sales: number }>(from)
  return new Map(rows.map(({ lead_id, cents, sales }) => [lead_id, { cents, sales }]))
}

function replayLeads(db: ReadDb, drafted: RoutingTable, active: RoutingTable, from: string) {
  const sales = salesSince(db, from)
  const productsOf = productReader()
  const groups = createGroups()
  /** Where the draft sends each lead that rules have a say in. */
  const targets = new Map<number, string | null>()
  const counts = { considered: 0, unchanged: 0, fixed: 0, elsewhere: 0, unrouted: 0, newlyRouted: 0 }
  const rows = db
    .sql(
      `select id, workspace_id, routing_method, lead_type, product_type, zip_code, cost_cents from leads
       where is_test = 0 and created_at >= ? order by created_at desc, id desc`,
    )
    .iterate<{
      id: number
      workspace_id: string | null
      routing_method: string | null
      lead_type: string
      product_type: string | null
      zip_code: string | null
      cost_cents: number | null
    }>(from)
  for (const row of rows) {
    counts.considered++
    if (!isByRule(row)) {
      counts.fixed++
      continue
    }
    const products = productsOf(row.product_type, row.lead_type)
    const zip = zipNumber(row.zip_code)
    const to = firstRule(drafted, products, zip)?.workspaceId ?? null
    targets.set(row.id, to)
    if (to === row.workspace_id) {
      counts.unchanged++
      continue
    }
    if (to === null) counts.unrouted++
    else if (row.workspace_id === null) counts.newlyRouted++
    else counts.elsewhere++
    const group = groups.of(row.workspace_id, to)
    group.ids.push(row.id)
    if ((firstRule(active, products, zip)?.workspaceId ?? null) === to) group.alsoToday++
    if (row.cost_cents === null) group.withoutPrice++
    else group.costCents += row.cost_cents
    const sold = sales.get(row.id)
    if (sold !== undefined) {
      group.revenueCents += sold.cents
      group.sales += sold.sales
    }
  }
  return { counts, groups: groups.sorted(), targets }
}

/** What a person placed, or a sender named a workspace for, is not for rules to say. */
function isByRule(row: { readonly workspace_id: string | null; readonly routing_method: string | null }) {
  return (
    row.routing_method === 'rule' ||
    row.routing_method === 'unrouted' ||
    (row.routing_method === null && row.workspace_id === null)
  )
}

/** An appointment goes with its lead; one whose lead is in no workspace goes by the rules, as its lead would. */
function replayAppointments(
  db: ReadDb,
  drafted: RoutingTable,
  from: string,
  targets: ReadonlyMap<number, string | null>,
) {
  const productsOf = productReader()
  const groups = createGroups()
  let considered = 0
  let moved = 0
  const rows = db
    .sql(
      `select a.id, a.lead_id, a.workspace_id, a.routing_method, l.workspace_id as lead_workspace_id, l.routing_method as lead_method, l.lead_type,
         l.product_type, l.zip_code
       from appointments a join leads l on l.id = a.lead_id where l.is_test = 0 and a.created_at >= ? order by a.scheduled_at desc, a.id desc`,
    )
    .iterate<{
      id: number
      lead_id: number
      workspace_id: string | null
      routing_method: string | null
      lead_workspace_id: string | null
      lead_method: string | null
      lead_type: string
      product_type: string | null
      zip_code: string | null
    }>(from)
  for (const row of rows) {
    considered++
    const wentWithLead = row.workspace_id === row.lead_workspace_id && row.routing_method !== 'manual'
    if (!isByRule(row) && !wentWithLead) continue
    const isLeadFixed = !isByRule({ workspace_id: row.lead_workspace_id, routing_method: row.lead_method })
    const byRule = () =>
      firstRule(drafted, productsOf(row.product_type, row.lead_type), zipNumber(row.zip_code))?.workspaceId ??
      null
    const ofLead = isLeadFixed ? row.lead_workspace_id : targets.get(row.lead_id)
    const to = ofLead === undefined ? byRule() : (ofLead ?? (isLeadFixed ? byRule() : null))
    if (to === row.workspace_id) continue
    moved++
    groups.of(row.workspace_id, to).ids.push(row.id)
  }
  return { considered, moved, groups: groups.sorted() }
}

function createGroups() {
  const byWay = new Map<string, Group>()
  return {
    of: (from: string | null, to: string | null): Group => {
      const key = `${from ?? ''}\n${to ?? ''}`
      let group = byWay.get(key)
      if (group === undefined) {
        group = { from, to, ids: [], alsoToday: 0, costCents: 0, withoutPrice: 0, revenueCents: 0, sales: 0 }
        byWay.set(key, group)
      }
      return group
    },
    sorted: () => [...byWay.values()].sort((a, b) => b.ids.length - a.ids.length),
  }
}

export function replayRecords(
  context: Pick<ReadContext, 'db' | 'clock'>,
  input: ParsedInput<'routing.replayRecords'>,
): Result<'routing.replayRecords'> {
  const { db } = context
  const { groups } = replayed(context, input, false)
  const ids = groups[input.kind].find(({ from, to }) => from === input.from && to === input.to)?.ids ?? []
  const wanted = JSON.stringify(ids.slice(input.offset, input.offset + input.limit))
  const text =
    input.kind === 'leads'
      ? `select l.id as lead_id, null as appointment_id, l.created_at as at, l.cost_cents, l.first_name, l.last_name, l.phone, l.product_type,
           l.lead_type, l.zip_code from json_each(?) j join leads l on l.id = j.value order by j.key`
      : `select l.id as lead_id, a.id as appointment_id, a.scheduled_at as at, l.cost_cents, l.first_name, l.last_name, l.phone, l.product_type,
           l.lead_type, l.zip_code from json_each(?) j join appointments a on a.id = j.value join leads l on l.id = a.lead_id order by j.key`
  const rows = db
    .sql(text)
    .all(wanted)
    .map((row) => ({
      leadId: row.lead_id,
      appointmentId: row.appointment_id,
      name: [row.first_name, row.last_name].filter(Boolean).join(' ') || row.phone || 'No name',
      product: row.product_type ?? row.lead_type,
      zip: row.zip_code,
      at: row.at,
      costCents: row.cost_cents,
    }))
  return { rows, total: ids.length, isTotalExact: true }
}
