// What intake must know of every request, kept in memory so that a delivery asks no table: webhooks, providers, routing, settings.
// It belongs to the writer and is forgotten when a commit touches what it was read from.

import type { Topic } from '../../shared/contract/topics.ts'
import type { Load } from '../../shared/domain/assignment.ts'
import { dayFinder } from '../../shared/domain/days.ts'
import type { PreparedRule, RoutingTable } from '../../shared/domain/routing.ts'
import type { LeadType, SenderRule } from '../../shared/domain/vocabulary.ts'
import type { ReadDb } from './db/connection.ts'
import { earlierSecrets } from './earlier-secrets.ts'
import {
  compiledFor,
  type KnownWorkspace,
  loadAgentLoads,
  loadRules,
  loadWorkspaces,
} from './records/routing-rows.ts'
import { readSettings, type StoredSettings } from './stored-settings.ts'

export type KnownWebhook = {
  readonly webhookId: string
  readonly name: string
  readonly leadType: LeadType
  /** Deleted and inactive ones answer like unknown ones, so they are told apart only here. */
  readonly isOpen: boolean
  readonly rateLimit: number
  readonly rateWindow: number
  readonly senderRule: SenderRule
  readonly defaultProviderId: string | null
  readonly defaultRegion: string
  readonly verifyToken: string | null
  readonly mapping: Readonly<Record<string, string>>
  readonly sealedSecrets: readonly { readonly sealed: string; readonly until: string | null }[]
}

export type KnownProvider = {
  readonly providerId: string
  readonly providerName: string
  readonly isActive: boolean
  readonly allowedWebhooks: ReadonlySet<string> | null
  readonly rateLimit: number | null
}

export type Directory = {
  webhook(webhookId: string): KnownWebhook | undefined
  /** The webhook that a lead came by; asked of the table. */
  webhookOfLead(leadId: number): KnownWebhook | undefined
  provider(providerId: string): KnownProvider | undefined
  providerByKeyHash(hash: string): KnownProvider | undefined
  routing(): RoutingTable
  /** Active ones alone. */
  workspace(id: string): KnownWorkspace | undefined
  /** What an agent has to do, as of `now`; who gives an agent a new lead counts it in. */
  loadOf(slug: string, now: string): Load
  countAssigned(slug: string): void
  settings(): StoredSettings
  /** Day of an instant in the agency's zone. */
  dayOf(instantMs: number): string
  forget(topics: readonly Topic[]): void
}

export function createDirectory(db: ReadDb): Directory {
  let webhooks: Map<string, KnownWebhook> | null = null
  let providers: {
    readonly byId: Map<string, KnownProvider>
    readonly byHash: Map<string, KnownProvider>
  } | null = null
  let workspaces: ReadonlyMap<string, KnownWorkspace> | null = null
  let rules: readonly PreparedRule[] | null = null
  let routing: RoutingTable | null = null
  let routedTo: ReadonlyMap<string, KnownWorkspace> | null = null
  let loads: { readonly of: Map<string, Load>; readonly hour: string } | null = null
  let settings: StoredSettings | null = null
  let days: ((instantMs: number) => string) | null = null

  const readProviders = () => {
    providers ??= loadProviders(db)
    return providers
  }
  const readWorkspaces = () => {
    workspaces ??= loadWorkspaces(db)
    return workspaces
  }
  const readStored = () => {
    settings ??= readSettings(db)
    return settings
  }
  const findWebhook = (webhookId: string) => {
    webhooks ??= loadWebhooks(db)
    return webhooks.get(webhookId)
  }
  return {
    webhook: findWebhook,
    webhookOfLead: (leadId) => {
      const webhookId = db.sql('select webhook_id from leads where id = ?').value<string>(leadId)
      return webhookId === undefined ? undefined : findWebhook(webhookId)
    },
    provider: (providerId) => readProviders().byId.get(providerId),
    providerByKeyHash: (hash) => readProviders().byHash.get(hash),
    routing: () => {
      // Their figures move with every lead; the rules are compiled anew only when a rule, or who is active, has changed.
      const known = readWorkspaces()
      if (routing === null || routedTo !== known) {
        rules ??= loadRules(db)
        routing = compiledFor(routing, known, rules)
        routedTo = known
      }
      return routing
    },
    workspace: (id) => readWorkspaces().get(id),
    loadOf: (slug, now) => {
      // Appointments come nearer by the clock alone.
      const hour = now.slice(0, 13)
      if (loads === null || loads.hour !== hour) loads = { of: loadAgentLoads(db, now), hour }
      return loads.of.get(slug) ?? { openLeads: 0, appointments: 0 }
    },
    countAssigned: (slug) => {
      const load = loads?.of.get(slug) ?? { openLeads: 0, appointments: 0 }
      loads?.of.set(slug, { ...load, openLeads: load.openLeads + 1 })
    },
    settings: readStored,
    dayOf: (instantMs) => {
      days ??= dayFinder(readStored().timeZone)
      return days(instantMs)
    },
    forget: (topics) => {
      if (topics.includes('webhooks')) webhooks = null
      if (topics.includes('providers')) providers = null
      if (topics.includes('workspaces') || topics.includes('agents')) workspaces = null
      if (topics.includes('routing')) {
        rules = null
        routing = null
        workspaces = null
      }
      if (['leads', 'appointments', 'agents', 'settings'].some((topic) => topics.includes(topic as Topic)))
        loads = null
      if (topics.includes('settings')) {
        settings = null
        days = null
      }
    },
  }
}

function loadWebhooks(db: ReadDb): Map<string, KnownWebhook> {
  const rows = db
    .sql(
      `select webhook_id, name, lead_type, is_active, deleted_at, rate_limit, rate_window, sender_rule, default_provider_id,
         default_region, verify_token, mapping, secret_key, previous_secret_key, previous_secret_until from webhook_configs`,
    )
    .all()
  return new Map(
    rows.map((row) => [
      row.webhook_id,
      {
        webhookId: row.webhook_id,
        name: row.name,
        leadType: row.lead_type,
        isOpen: row.is_active === 1 && row.deleted_at === null,
        rateLimit: row.rate_limit,
        rateWindow: row.rate_window,
        senderRule: row.sender_rule,
        defaultProviderId: row.default_provider_id,
        defaultRegion: row.default_region,
        verifyToken: row.verify_token,
        mapping: JSON.parse(row.mapping),
        sealedSecrets: [
          ...(row.secret_key === null ? [] : [{ sealed: row.secret_key, until: null }]),
          ...earlierSecrets(row),
        ],
      },
    ]),
  )
}

function loadProviders(db: ReadDb) {
  const byId = new Map<string, KnownProvider>()
  const byHash = new Map<string, KnownProvider>()
  const rows = db
    .sql(
      'select provider_id, provider_name, is_active, deleted_at, allowed_webhooks, rate_limit, api_key from lead_source_providers',
    )
    .all()
  for (const row of rows) {
    const provider: KnownProvider = {
      providerId: row.provider_id,
      providerName: row.provider_name,
      isActive: row.is_active === 1 && row.deleted_at === null,
      allowedWebhooks: row.allowed_webhooks === null ? null : new Set(JSON.parse(row.allowed_webhooks)),
      rateLimit: row.rate_limit,
    }
    byId.set(provider.providerId, provider)
    if (row.api_key !== null) byHash.set(row.api_key, provider)
  }
  return { byId, byHash }
}
