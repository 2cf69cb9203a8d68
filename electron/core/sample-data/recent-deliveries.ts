// The last hours before now: requests in the shapes that senders really use, put through the same door as real ones (intake/accept.ts), so
// that leads, refusals, quarantine and answers read exactly as they will in use. These follow the clock; all else follows the anchor.
import { Buffer } from 'node:buffer'
import type { ContactValues } from '../../../shared/domain/contact.ts'
import type { WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { acceptDelivery } from '../intake/accept.ts'
import { leadToMove, moveLead } from '../records/move-lead.ts'
import { createTally } from '../records/tally.ts'
import { DAY, HOUR } from './calendar.ts'
import { inventPerson } from './people.ts'
import type { Planner } from './plan-lead.ts'
import type { Random } from './random.ts'
import { CHANNELS, type Channel, VENDORS } from './setup.ts'
import type { SampleWriter } from './write-leads.ts'

type Shape = 'json' | 'form' | 'google-ads' | 'meta' | 'angi'
export type RecentDelivery = {
  readonly atMs: number
  readonly channel: Channel
  readonly providerId: string | null
  readonly contentType: string
  readonly body: string
  /** Who calls soon after, and when; for leads that are hours old. */
  readonly calledBy: string | null
  readonly isLead: boolean
}
type Person = ContactValues & { readonly phone: string }

/** Minutes before now of the newest leads, so that every colour of waiting is there. */
const NEWEST = [2, 4, 7, 12, 19, 28, 41, 55, 75, 110, 160, 230]
const MOST = 300

/** How many of so many leads are this fresh. */
export function freshShare(leads: number): number {
  return Math.min(leads, MOST, Math.max(NEWEST.length, Math.round(leads / 400)))
}

export function planRecent(options: {
  readonly random: Random
  readonly planner: Planner
  readonly writer: SampleWriter
  readonly agents: readonly string[]
  readonly nowMs: number
  readonly leads: number
  /** Whole batches alone get the deliveries that went wrong. */
  readonly hasMisfits: boolean
}): RecentDelivery[] {
  const { random, planner, writer, agents, nowMs, leads } = options
  const someone = (channel: Channel): Person => {
    const known = random.chance(0.15) ? planner.acquaintance(channel) : undefined
    if (known !== undefined && known.phone !== '') return { ...known.values, phone: known.phone }
    return { ...inventPerson(random, channel.places), phone: writer.nextPhone(channel.webhookId) }
  }
  const deliveries = Array.from({ length: leads }, (_, index): RecentDelivery => {
    const newest = NEWEST[index]
    const minutes = newest ?? 20 + random.next() * 20 * 60
    const channel = CHANNELS[index % CHANNELS.length] as Channel
    const person = someone(channel)
    const shape = shapeOf(channel, index)
    const { body, contentType } = write(random, shape, channel, person, inventId(random, index))
    const isExclusive = shape === 'form'
    return {
      atMs: Math.round(nowMs - minutes * 60_000 + random.below(40_000)),
      channel,
      providerId: isExclusive ? VENDORS[1].providerId : VENDORS[0].providerId,
      contentType,
      body,
      calledBy: minutes > 180 && random.chance(0.6) ? random.pick(agents) : null,
      isLead: true,
    }
  })
  if (options.hasMisfits) deliveries.push(...misfits(random, someone, nowMs))
  return deliveries.sort((a, b) => a.atMs - b.atMs)
}

/** A sender's own id of ten digits: the last three are the number in the batch. */
function inventId(random: Random, index: number): string {
  return `${random.between(1_000_000, 9_999_999)}${String(index).padStart(3, '0')}`
}

/** In turn, so that a small batch has one of each too. */
function shapeOf({ leadType }: Channel, index: number): Shape {
  const shapes = SHAPES[leadType]
  return shapes[Math.floor(index / CHANNELS.length) % shapes.length] as Shape
}

const SHAPES: Readonly<Record<Channel['leadType'], readonly Shape[]>> = {
  solar: ['json', 'form', 'google-ads', 'meta', 'json', 'form'],
  hvac: ['json', 'angi', 'google-ads', 'json'],
  insurance: ['json', 'meta', 'google-ads', 'json'],
}

function write(
  random: Random,
  shape: Shape,
  channel: Channel,
  person: Person,
  id: string,
): { body: string; contentType: string } {
  const json = (value: unknown) => ({ body: JSON.stringify(value), contentType: 'application/json' })
  const national = `(${person.phone.slice(2, 5)}) ${person.phone.slice(5, 8)}-${person.phone.slice(8)}`
  const campaign = `${channel.leadType}-search-${random.between(1, 3)}`
  if (shape === 'form') {
    const fields = new URLSearchParams({
      lp_campaign_id: '5f2a81',
      lp_lead_id: `LP-${id}`,
      first_name: person.first_name ?? '',
      last_name: person.last_name ?? '',
      phone_home: national,
      email: person.email ?? '',
      address: person.address ?? '',
      city: person.city ?? '',
      state: person.state ?? '',
      zip_code: person.zip_code ?? '',
      electric_bill: String(random.between(90, 420)),
      price: `$${random.between(75, 110)}.00`,
    })
    return { body: fields.toString(), contentType: 'application/x-www-form-urlencoded' }
  }
  if (shape === 'google-ads') {
    const column = (column_id: string, column_name: string, string_value: string | null) => ({
      column_id,
      column_name,
      string_value: string_value ?? '',
    })
    return json({
      lead_id: `TeSter-${id}`,
      user_column_data: [
        column(
          'FULL_NAME',
          'Full Name',
          [person.first_name, person.last_name].filter((part) => part !== null).join(' '),
        ),
        column('EMAIL', 'User Email', person.email),
        column('PHONE_NUMBER', 'User Phone', person.phone),
        column('CITY', 'City', person.city),
        column('REGION', 'State', person.state),
        column('POSTAL_CODE', 'Postal Code', person.zip_code),
      ].filter(({ string_value }) => string_value !== ''),
      api_version: '1.0',
      form_id: 4_071_2290,
      campaign_id: 20_144_811_907,
      gcl_id: `Cj0KCQ-${id}`,
    })
  }
  if (shape === 'meta') {
    const field = (name: string, value: string | null) => ({ name, values: [value ?? ''] })
    return json({
      id: `90${id}`,
      campaign_name: campaign,
      form_name: `${channel.name} form`,
      platform: 'fb',
      field_data: [
        field('first_name', person.first_name),
        field('last_name', person.last_name),
        field('phone_number', person.phone),
        field('email', person.email),
        field('city', person.city),
        field('state', person.state),
        field('zip_code', person.zip_code),
        field('when_can_we_call_you?', random.pick(['Mornings', 'Afternoons', 'Any time'])),
      ].filter(({ values }) => values[0] !== ''),
    })
  }
  if (shape === 'angi') {
    return json({
      leadOid: Number(id.slice(-9)),
      srOid: Number(id.slice(-8)),
      firstName: person.first_name,
      lastName: person.last_name,
      address: person.address,
      city: person.city,
      stateProvince: person.state,
      postalCode: person.zip_code,
      primaryPhone: person.phone.slice(2),
      email: person.email,
      taskName: 'hvac',
      comments: random.pick([
        'AC stopped cooling last night.',
        'Furnace makes a banging noise.',
        'Quote for a heat pump, please.',
      ]),
      fee: random.between(30, 60),
      interview: [
        {
          question: 'What kind of system is it?',
          answer: random.pick(['Central air', 'Heat pump', 'Not sure']),
        },
      ],
    })
  }
  return json({
    lead_id: `CV-${id}`,
    firstName: person.first_name,
    lastName: person.last_name,
    phone: national,
    email: person.email,
    address: person.address,
    city: person.city,
    state: person.state,
    zip: person.zip_code,
    campaign,
    utm_source: random.pick(['google', 'facebook', 'bing']),
    price: `$${random.between(20, 60)}.00`,
    ...extraFields(random, channel),
    tcpa_compliance: true,
  })
}

function extraFields(random: Random, { leadType }: Channel): Readonly<Record<string, unknown>> {
  if (leadType === 'solar')
    return {
      monthlyElectricBill: `$${random.between(90, 480)}.00`,
      roof_condition: 'good',
      propertyType: 'single-family',
    }
  if (leadType === 'hvac')
    return {
      systemType: 'central-air',
      systemAge: random.between(3, 22),
      urgency: 'within-week',
      homeSize: 1_850,
    }
  return { insuranceType: 'home', coverage_amount: 350_000, current_premium: random.between(90, 260) }
}

/** What goes wrong in a real week: phones missing or broken, syntax, ids without a person, a ping, a sender at the wrong door. */
function misfits(random: Random, someone: (channel: Channel) => Person, nowMs: number): RecentDelivery[] {
  const [solar, hvac, insurance] = CHANNELS as readonly [Channel, Channel, Channel]
  const [shared, exclusive] = VENDORS
  const found: RecentDelivery[] = []
  const add = (
    hours: number,
    channel: Channel,
    providerId: string | null,
    body: unknown,
    contentType = 'application/json',
  ) => {
    found.push({
      atMs: Math.round(nowMs - hours * HOUR - random.below(600_000)),
      channel,
      providerId,
      contentType,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      calledBy: null,
      isLead: false,
    })
  }
  const plain = (channel: Channel, phone: string | null) => {
    const { first_name, last_name, email, city, state, zip_code } = someone(channel)
    return {
      first_name,
      last_name,
      email,
      ...(phone === null ? {} : { phone }),
      city,
      state,
      zip: zip_code,
      campaign: 'brand-2',
    }
  }
  for (const hours of [1.5, 6, 20, 31, 47]) add(hours, hvac, shared.providerId, plain(hvac, null))
  for (const [hours, phone] of [
    [3, '555-0142'],
    [9, '602-555-01'],
    [28, 'call me after 6'],
  ] as const) {
    add(hours, solar, exclusive.providerId, plain(solar, phone))
  }
  add(14, insurance, shared.providerId, plain(insurance, '000-000-0000'))
  add(
    26,
    insurance,
    shared.providerId,
    `{"lead_id":"${inventId(random, 26)}","first_name":"Renée","phone":"(305) 555-0117",}`,
  )
  add(5, solar, shared.providerId, {
    object: 'page',
    entry: [
      {
        id: '104',
        time: 1,
        changes: [
          { field: 'leadgen', value: { leadgen_id: inventId(random, 93), form_id: '31', page_id: '104' } },
        ],
      },
    ],
  })
  add(
    17,
    solar,
    exclusive.providerId,
    `lp_campaign_id=5f2a81&lp_request_id=${inventId(random, 21)}&zip_code=92103&electric_bill=220`,
    'application/x-www-form-urlencoded',
  )
  add(40, hvac, shared.providerId, {
    event: 'lead_status',
    lead_id: `CV-${inventId(random, 20)}`,
    status: 'returned',
  })
  add(12, hvac, exclusive.providerId, plain(hvac, '(512) 555-0163'))
  add(33, insurance, null, plain(insurance, '(407) 555-0128'))
  return found.filter(({ atMs }) => atMs > nowMs - 3 * DAY)
}

/** Writes some of them; returns how many leads and contacts came of it. */
export function receiveRecent(
  context: WriteContext,
  deliveries: readonly RecentDelivery[],
  options: { readonly batchId: string; readonly from: number; readonly nowMs: number },
): { leads: number; contacts: number } {
  const { db, directory } = context
  const { batchId, from, nowMs } = options
  const tally = createTally()
  let deliveryId =
    (db.sql(`select seq from sqlite_sequence where name = 'deliveries'`).value<number>() ?? 0) + 1
  let leads = 0
  let contacts = 0
  for (const [index, delivery] of deliveries.entries()) {
    const { channel, atMs } = delivery
    const webhook = directory.webhook(channel.webhookId)
    if (webhook === undefined) continue
    const key = idempotencyKey(batchId, from + index)
    const past = { ...context, clock: stopped(atMs), actor: `webhook:${channel.webhookId}` }
    acceptDelivery(
      past,
      tally,
      {
        webhook: delivery.isLead
          ? withOpenDoor(webhook)
          : { ...webhook, sealedSecrets: [], verifyToken: null },
        method: 'POST',
        path: `/webhook/${channel.webhookId}`,
        query: '',
        contentType: delivery.contentType,
        headers: [
          ['content-type', delivery.contentType],
          ...(delivery.providerId === null
            ? []
            : [['lead_source_provider_id', delivery.providerId] as const]),
          [
            'user-agent',
            VENDORS.find(({ providerId }) => providerId === delivery.providerId)?.userAgent ?? 'curl/8.5.0',
          ],
          ['idempotency-key', key],
        ],
        body: Buffer.from(delivery.body),
        remoteAddress: '198.51.100.24',
        receivedMs: atMs,
      },
      deliveryId,
    )
    const made = db
      .sql('select id, lead_id, contact_id, response from deliveries where id = ?')
      .get(deliveryId)
    if (made === undefined) continue
    deliveryId++
    // Refusals take no key, so theirs is set here: the sample must find its own deliveries again.
    db.sql('update deliveries set idempotency_key = ? where id = ? and idempotency_key is null').run(
      key,
      made.id,
    )
    if (made.lead_id === null) continue
    leads++
    db.sql('update leads set batch_id = ? where id = ?').run(batchId, made.lead_id)
    if (JSON.parse(made.response).contact_status === 'new') {
      contacts++
      db.sql('update contacts set batch_id = ? where id = ?').run(batchId, made.contact_id)
    }
    if (delivery.calledBy !== null)
      call(past, made.lead_id, delivery.calledBy, Math.min(nowMs, atMs + 2.5 * HOUR))
  }
  tally.write(db, context.clock.now())
  return { leads, contacts }
}

/** Sample deliveries are known by this: an idempotency key as any sender may choose one. */
export function idempotencyKey(batchId: string, number: number): string {
  return `${batchId}-${String(number).padStart(4, '0')}`
}

/** A webhook or provider that the user has shut or narrowed still shows the sample's own leads. */
function withOpenDoor(webhook: KnownWebhook): KnownWebhook {
  return { ...webhook, sealedSecrets: [], verifyToken: null, mapping: {} }
}

/** An agent calls: the lead moves at that time, and a workspace that has seen later things keeps them as its last. */
function call(context: WriteContext, leadId: number, agent: string, atMs: number): void {
  const { db } = context
  const lead = leadToMove(context, leadId)
  const lastAt = db
    .sql('select last_activity_at from workspaces where id = ?')
    .value<string | null>(lead.workspace_id)
  moveLead({ ...context, actor: agent, clock: stopped(atMs) }, lead, 'contacted', undefined)
  db.sql(`update workspaces set last_activity_at = max(last_activity_at, ?) where id = ?`).run(
    lastAt ?? '',
    lead.workspace_id,
  )
  db.sql('update leads set assigned_to = ? where id = ?').run(agent, leadId)
}

function stopped(ms: number) {
  const text = new Date(ms).toISOString()
  return { nowMs: () => ms, now: () => text }
}
