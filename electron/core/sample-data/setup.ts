// What leads need around them: webhooks, providers, workspaces with their rules, agents. What is there already (made by hand, or by an
// earlier batch) is used as it is.
import type { LeadType } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import { AGENTS } from './names.ts'
import type { State } from './phones.ts'
import {
  ARIZONA,
  CALIFORNIA,
  FLORIDA,
  GEORGIA,
  NEVADA,
  OKLAHOMA,
  type Place,
  TEXAS,
  zipsOf,
} from './places.ts'

/** An intake address of the sample, with where its people live and what share of all leads it takes. */
export type Channel = {
  readonly webhookId: string
  readonly name: string
  readonly leadType: Exclude<LeadType, 'general'>
  readonly description: string
  readonly share: number
  readonly states: readonly State[]
  /** Repeated by weight. */
  readonly places: readonly Place[]
}

const often = (times: number, list: readonly Place[]) => Array.from({ length: times }, () => list).flat()

export const CHANNELS: readonly Channel[] = [
  {
    webhookId: 'ws_cal_solar_001',
    name: 'California Solar',
    leadType: 'solar',
    description: 'Homeowners in California, Arizona and Nevada who asked for a solar quote.',
    share: 0.4,
    states: ['CA', 'AZ', 'NV'],
    places: [...often(3, CALIFORNIA), ...often(2, ARIZONA), ...often(2, NEVADA)],
  },
  {
    webhookId: 'ws_tx_hvac_002',
    name: 'Texas HVAC',
    leadType: 'hvac',
    description: 'Heating and cooling: repairs and replacements in Texas.',
    share: 0.33,
    states: ['TX', 'OK'],
    places: [...often(5, TEXAS), ...often(3, OKLAHOMA)],
  },
  {
    webhookId: 'ws_fl_ins_003',
    name: 'Florida Insurance',
    leadType: 'insurance',
    description: 'Home, auto and life insurance quotes in Florida.',
    share: 0.27,
    states: ['FL', 'GA'],
    places: [...often(6, FLORIDA), ...often(3, GEORGIA)],
  },
]

export type Vendor = {
  readonly providerId: string
  readonly name: string
  readonly company: string
  readonly email: string
  readonly webhooks: readonly string[] | null
  readonly notes: string
  /** Chance against the average that a lead of this vendor is won. */
  readonly quality: number
  /** Price of a lead by type, in cents, from and to. */
  readonly prices: Readonly<Partial<Record<LeadType, readonly [number, number]>>>
  /** What its posts say they come from. */
  readonly userAgent: string
  /** Prefix of its own lead ids. */
  readonly idPrefix: string
}

export const VENDORS = [
  {
    providerId: 'click_ventures_0001',
    name: 'Click Ventures',
    company: 'Click Ventures LLC',
    email: 'partners@click-ventures.example.com',
    webhooks: null,
    notes: 'Shared leads, up to three buyers. Returns within five days.',
    quality: 0.85,
    prices: { solar: [3_800, 6_200], hvac: [2_800, 4_500], insurance: [1_200, 2_200] },
    userAgent: 'ClickVentures/3.1',
    idPrefix: 'CV',
  },
  {
    providerId: 'lead_gen_pro_0002',
    name: 'Lead Gen Pro',
    company: 'Lead Gen Pro, Inc.',
    email: 'ops@leadgenpro.example.com',
    webhooks: ['ws_cal_solar_001'],
    notes: 'Exclusive solar leads, confirmed by phone.',
    quality: 1.35,
    prices: { solar: [7_500, 11_000] },
    userAgent: 'LeadGenPro-Post/2.0',
    idPrefix: 'LGP',
  },
] as const satisfies readonly Vendor[]

const WORKSPACES = [
  {
    id: 'solar-west',
    name: 'Solar West',
    rules: [
      { products: ['solar'], zips: zipsOf(CALIFORNIA), priority: 1, notes: 'California' },
      { products: ['solar'], zips: zipsOf(ARIZONA), priority: 2, notes: 'Arizona, by the Phoenix crew' },
    ],
  },
  {
    id: 'lone-star-hvac',
    name: 'Lone Star Comfort',
    rules: [{ products: ['hvac'], zips: zipsOf(TEXAS), priority: 1, notes: 'All of Texas' }],
  },
  {
    id: 'sunshine-insurance',
    name: 'Sunshine Insurance',
    rules: [
      { products: ['insurance'], zips: zipsOf(FLORIDA), priority: 1, notes: 'Licensed in Florida only' },
    ],
  },
] as const

/** One agent carries about this many leads in two years. */
const LEADS_PER_AGENT = 8_000
const FEWEST_AGENTS = 3

/** Makes what is missing, marked with the batch; returns the slugs of the agents who do the work. */
export function setUpSample(
  context: WriteContext,
  batchId: string,
  leads: number,
  at: string,
): readonly string[] {
  const { db } = context
  for (const { webhookId, name, leadType, description } of CHANNELS) {
    db.sql(
      `insert into webhook_configs (webhook_id, name, description, lead_type, is_active, rate_limit, rate_window, created_at, updated_at, batch_id)
       values (?, ?, ?, ?, 1, 1000, 60, ?, ?, ?) on conflict do nothing`,
    ).run(webhookId, name, description, leadType, at, at, batchId)
  }
  for (const vendor of VENDORS) {
    const webhooks = vendor.webhooks === null ? null : JSON.stringify(vendor.webhooks)
    db.sql(
      `insert into lead_source_providers (provider_id, provider_name, company_name, contact_email, is_active, allowed_webhooks, notes,
         created_at, updated_at, batch_id)
       values (?, ?, ?, ?, 1, ?, ?, ?, ?, ?) on conflict do nothing`,
    ).run(
      vendor.providerId,
      vendor.name,
      vendor.company,
      vendor.email,
      webhooks,
      vendor.notes,
      at,
      at,
      batchId,
    )
  }
  for (const { id, name, rules } of WORKSPACES) {
    const { changes } = db
      .sql(
        `insert into workspaces (id, name, permissions, is_active, created_at, updated_at, batch_id)
         values (?, ?, '["read","write","convert"]', 1, ?, ?, ?) on conflict do nothing`,
      )
      .run(id, name, at, at, batchId)
    if (changes === 0) continue
    for (const { products, zips, priority, notes } of rules) {
      db.sql(
        `insert into appointment_routing_rules (workspace_id, product_types, zip_codes, priority, is_active, created_at, updated_at,
           created_by, notes, batch_id)
         values (?, ?, ?, ?, 1, ?, ?, 'ana', ?, ?)`,
      ).run(id, JSON.stringify(products), JSON.stringify(zips), priority, at, at, notes, batchId)
    }
  }
  const agents = AGENTS.slice(
    0,
    Math.max(FEWEST_AGENTS, Math.min(AGENTS.length, Math.ceil(leads / LEADS_PER_AGENT))),
  )
  for (const [slug, name, colour] of agents) {
    db.sql(
      'insert into agents (slug, name, colour, is_active, created_at, batch_id) values (?, ?, ?, 1, ?, ?) on conflict do nothing',
    ).run(slug, name, colour, at, batchId)
  }
  context.touch('webhooks', 'providers', 'workspaces', 'routing', 'agents')
  context.directory.forget(['webhooks', 'providers', 'workspaces', 'routing'])
  return agents.map(([slug]) => slug)
}
