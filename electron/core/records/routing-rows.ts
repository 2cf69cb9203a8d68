// What routing reads: rules as they are compared, workspaces with who takes what comes to them, and what agents have to do.
import {
  type Assignment,
  type Candidate,
  type Load,
  readAssignment,
} from '../../../shared/domain/assignment.ts'
import {
  compileRules,
  type PreparedRule,
  prepareStored,
  type RoutingTable,
} from '../../../shared/domain/routing.ts'
import { OPEN_STATUSES, type Permission } from '../../../shared/domain/vocabulary.ts'
import { storedZipSpans } from '../../../shared/domain/zip-list.ts'
import type { ReadDb } from '../db/connection.ts'

export type KnownWorkspace = {
  readonly name: string
  readonly assignment: Assignment
  /** Its agents that are active, in their order. */
  readonly candidates: readonly Candidate[]
  /** SHA-256 of its API key, in hex; null: it has none. */
  readonly keyHash: string | null
  /** What its own programs may do with the key. */
  readonly permissions: ReadonlySet<Permission>
}

export function loadWorkspaces(db: ReadDb): ReadonlyMap<string, KnownWorkspace> {
  const agents = new Map(
    db
      .sql('select slug, name from agents where is_active = 1')
      .all<Candidate>()
      .map((agent) => [agent.slug, agent]),
  )
  return new Map(
    db
      .sql('select id, name, assignment, api_key, permissions from workspaces where is_active = 1')
      .all<{
        id: string
        name: string
        assignment: string | null
        api_key: string | null
        permissions: string
      }>()
      .map(({ id, name, assignment: stored, api_key: keyHash, permissions: allowed }) => {
        const assignment = readAssignment(stored)
        const candidates = assignment.agents.flatMap((slug) => agents.get(slug) ?? [])
        const permissions = new Set(JSON.parse(allowed) as Permission[])
        return [id, { name, assignment, candidates, keyHash, permissions }]
      }),
  )
}

type RuleRow = {
  readonly id: number
  readonly workspace_id: string
  readonly product_types: string
  readonly zip_codes: string
  readonly priority: number
}

export function prepareRow(row: RuleRow): PreparedRule {
  return prepareStored({
    id: row.id,
    workspaceId: row.workspace_id,
    productTypes: JSON.parse(row.product_types),
    zips: storedZipSpans(row.zip_codes),
    priority: row.priority,
  })
}

/** Active rules; read one by one, because their lists are long. */
export function loadRules(db: ReadDb): readonly PreparedRule[] {
  const rules: PreparedRule[] = []
  const rows = db
    .sql(
      'select id, workspace_id, product_types, zip_codes, priority from appointment_routing_rules where is_active = 1',
    )
    .iterate<RuleRow>()
  for (const row of rows) rules.push(prepareRow(row))
  return rules
}

/** The compiled rules: those there are, where the workspaces are the same still. */
export function compiledFor(
  known: RoutingTable | null,
  workspaces: ReadonlyMap<string, { readonly name: string }>,
  rules: readonly PreparedRule[],
): RoutingTable {
  const isSame =
    known !== null &&
    known.workspaces.size === workspaces.size &&
    [...workspaces].every(([id, { name }]) => known.workspaces.get(id) === name)
  if (isSame) return known
  return compileRules(new Map([...workspaces].map(([id, { name }]) => [id, name])), rules)
}

/** Routing as it is now, for a reader. */
export function readRouting(db: ReadDb): RoutingTable {
  return compiledFor(null, loadWorkspaces(db), loadRules(db))
}

const AHEAD_MS = 7 * 86_400_000

/** Open leads of each agent, and appointments in the seven days after `now`. */
export function loadAgentLoads(db: ReadDb, now: string): Map<string, Load> {
  const loads = new Map<string, Load>()
  // By the wide index, which holds all that is asked: any other has to read each open lead's row.
  const leads = db
    .sql(
      `select assigned_to as slug, count(*) as total from leads indexed by leads_wide
       where is_test = 0 and assigned_to is not null and status in (select value from json_each(?)) group by assigned_to`,
    )
    .all<{ slug: string; total: number }>(JSON.stringify(OPEN_STATUSES))
  for (const { slug, total } of leads) loads.set(slug, { openLeads: total, appointments: 0 })
  const until = new Date(Date.parse(now) + AHEAD_MS).toISOString()
  const visits = db
    .sql(
      `select assigned_to as slug, count(*) as total from appointments
       where scheduled_at >= ? and scheduled_at < ? and assigned_to is not null and status in ('scheduled', 'confirmed', 'rescheduled')
       group by assigned_to`,
    )
    .all<{ slug: string; total: number }>(now, until)
  for (const { slug, total } of visits)
    loads.set(slug, { openLeads: loads.get(slug)?.openLeads ?? 0, appointments: total })
  return loads
}
