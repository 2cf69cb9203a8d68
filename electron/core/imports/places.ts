// What rows of an exact file refer to and this folder may lack: webhooks, providers, workspaces and agents. They are made under the ids and names
// of the file and belong to its import. Webhooks and providers take in deliveries, so they begin switched off; the others let nothing in.
import { isWebhookId } from '../../../shared/domain/ids.ts'
import type { LeadType } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/connection.ts'
import { partsOf } from '../records/undo.ts'

export const PLACE_KINDS = ['webhook', 'provider', 'workspace', 'agent'] as const
export type PlaceKind = (typeof PLACE_KINDS)[number]
export type Place = { readonly kind: PlaceKind; readonly id: string; readonly name: string }

const TABLES = {
  webhook: { table: 'webhook_configs', key: 'webhook_id' },
  provider: { table: 'lead_source_providers', key: 'provider_id' },
  workspace: { table: 'workspaces', key: 'id' },
  agent: { table: 'agents', key: 'slug' },
} as const satisfies Record<PlaceKind, { readonly table: string; readonly key: string }>

/** What is there, asked once. */
export function knownPlaces(db: ReadDb): Readonly<Record<PlaceKind, Set<string>>> {
  return Object.fromEntries(
    PLACE_KINDS.map((kind) => {
      const { table, key } = TABLES[kind]
      const ids = db.sql(`select ${key} as id from ${table}`).all<{ id: string }>()
      return [kind, new Set(ids.map(({ id }) => id))]
    }),
  ) as unknown as Record<PlaceKind, Set<string>>
}

export function canBeMade({ kind, id }: Pick<Place, 'kind' | 'id'>): boolean {
  return kind === 'webhook' ? isWebhookId(id) : id.length <= 80 && /^[a-z0-9][a-z0-9_-]*$/.test(id)
}

const CATEGORIES: Readonly<Record<string, LeadType>> = { solar: 'solar', hvac: 'hvac', ins: 'insurance' }

export function makePlace({ db, clock }: WriteContext, { kind, id, name }: Place, importId: string): void {
  const now = clock.now()
  switch (kind) {
    case 'webhook':
      db.sql(
        `insert into webhook_configs (webhook_id, name, lead_type, is_active, created_at, updated_at, batch_id)
         values (?, ?, ?, 0, ?, ?, ?)`,
      ).run(id, name, CATEGORIES[id.split('_').at(-2) ?? ''] ?? 'general', now, now, importId)
      return
    case 'provider':
      db.sql(
        `insert into lead_source_providers (provider_id, provider_name, is_active, created_at, updated_at, batch_id)
         values (?, ?, 0, ?, ?, ?)`,
      ).run(id, name, now, now, importId)
      return
    case 'workspace':
      db.sql(
        'insert into workspaces (id, name, created_at, updated_at, batch_id) values (?, ?, ?, ?, ?)',
      ).run(id, name, now, now, importId)
      return
    default:
      db.sql('insert into agents (slug, name, created_at, batch_id) values (?, ?, ?, ?)').run(
        id,
        name,
        now,
        importId,
      )
  }
}

// ---- The way back -------------------------------------------------------------------------------------------------------------

type Times = readonly (readonly [id: string, lastAt: string | null])[]
/** A part of an import in the undo log: when each webhook and workspace last had something to do before it; `mine` is what it made of that. */
export type PlacesBefore = {
  readonly places: Readonly<Record<keyof typeof TIMED, Times>>
  readonly mine?: Readonly<Record<keyof typeof TIMED, Times>>
}

const TIMED = {
  webhook: { ...TABLES.webhook, column: 'last_lead_at', of: 'webhook_id' },
  workspace: { ...TABLES.workspace, column: 'last_activity_at', of: 'workspace_id' },
} as const
const TIMED_KINDS = ['webhook', 'workspace'] as const

export function keepPlaces(db: WriteDb, importId: string, now: string): void {
  const places = Object.fromEntries(
    TIMED_KINDS.map((kind) => {
      const { table, key, column } = TIMED[kind]
      const rows = db
        .sql(`select ${key} as id, ${column} as at from ${table}`)
        .all<{ id: string; at: string | null }>()
      return [kind, rows.map(({ id, at }) => [id, at])]
    }),
  )
  db.sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)').run(
    'Part of an import',
    JSON.stringify({ places }),
    partsOf(importId),
    now,
  )
}

/** While the leads can still be read: the newest of each webhook and workspace. */
export function withMine(db: ReadDb, importId: string, before: PlacesBefore): PlacesBefore {
  const mine = Object.fromEntries(
    TIMED_KINDS.map((kind) => {
      const { of } = TIMED[kind]
      const rows = db
        .sql(
          `select ${of} as id, max(created_at) as at from leads where batch_id = ? and is_test = 0 and ${of} is not null group by ${of}`,
        )
        .all<{ id: string; at: string }>(importId)
      return [kind, rows.map(({ id, at }) => [id, at])]
    }),
  ) as unknown as PlacesBefore['places']
  return { ...before, mine }
}

/** What the import has made and nobody has taken over yet. */
export function placesOf(db: ReadDb, importId: string): readonly Pick<Place, 'kind' | 'id'>[] {
  return PLACE_KINDS.flatMap((kind) => {
    const { table, key } = TABLES[kind]
    const ids = db.sql(`select ${key} as id from ${table} where batch_id = ?`).all<{ id: string }>(importId)
    return ids.map(({ id }) => ({ kind, id }))
  })
}

/** Once the rows of the import are gone a place goes too, unless something else stands in it by now. */
export function takePlaceBack(db: WriteDb, importId: string, { kind, id }: Pick<Place, 'kind' | 'id'>): void {
  const { table, key } = TABLES[kind]
  if (isUsed(db, kind, id))
    db.sql(`update ${table} set batch_id = null where ${key} = ? and batch_id = ?`).run(id, importId)
  else db.sql(`delete from ${table} where ${key} = ? and batch_id = ?`).run(id, importId)
}

/** When each webhook and workspace last had something to do goes back to what it was, or to what came meanwhile. */
export function takeTimesBack(db: WriteDb, { places, mine }: PlacesBefore): void {
  for (const kind of TIMED_KINDS) {
    const { table, key, column, of } = TIMED[kind]
    for (const [id, at] of mine?.[kind] ?? []) {
      const was = places[kind].find(([one]) => one === id)?.[1] ?? null
      const rest =
        db
          .sql(`select max(created_at) from leads where ${of} = ? and is_test = 0`)
          .value<string | null>(id) ?? null
      const last = was === null || (rest !== null && rest > was) ? rest : was
      db.sql(`update ${table} set ${column} = ? where ${key} = ? and ${column} = ?`).run(last, id, at)
    }
  }
}

/** Real leads and test leads are asked for apart: the indexes hold one kind each. */
const leadsBy = (column: string): readonly string[] => [
  `select 1 from leads where ${column} = ? and is_test = 0 limit 1`,
  ofTestLeads(column),
]
const ofTestLeads = (column: string) =>
  `select 1 from leads indexed by leads_test where ${column} = ? and is_test = 1 limit 1`
const rowsBy = (table: string, column: string) => `select 1 from ${table} where ${column} = ? limit 1`

/** Each answers whether something stands in a place. No index is by provider, so its own count of real leads answers for those. */
export const USES: Readonly<Record<PlaceKind, readonly string[]>> = {
  webhook: [
    'select 1 from webhook_configs where webhook_id = ? and is_active = 1',
    rowsBy('leads', 'webhook_id'),
    rowsBy('contacts', 'webhook_id'),
    rowsBy('deliveries', 'webhook_id'),
  ],
  provider: [
    'select 1 from lead_source_providers where provider_id = ? and total_leads > 0',
    ofTestLeads('provider_id'),
    rowsBy('deliveries', 'provider_id'),
    rowsBy('provider_usage_log', 'provider_id'),
    rowsBy('webhook_configs', 'default_provider_id'),
  ],
  workspace: [
    ...leadsBy('workspace_id'),
    rowsBy('saved_views', 'workspace_id'),
    rowsBy('conversions', 'workspace_id'),
    rowsBy('appointments', 'workspace_id'),
    rowsBy('workspace_tracking', 'workspace_id'),
    rowsBy('appointment_routing_rules', 'workspace_id'),
  ],
  agent: [
    'select 1 from settings where value = json_quote(?)',
    ...leadsBy('assigned_to'),
    rowsBy('appointments', 'assigned_to'),
  ],
}

function isUsed(db: ReadDb, kind: PlaceKind, id: string): boolean {
  return USES[kind].some((text) => db.sql(text).value(id) !== undefined)
}
