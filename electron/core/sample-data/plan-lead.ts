// One lead of the past with everything that came of it, invented before anything is written: no statement runs here, so the database stays
// free for others meanwhile.
import { mergeContact } from '../../../shared/domain/contact.ts'
import { type Routed, type RoutingTable, routeRecord } from '../../../shared/domain/routing.ts'
import { type Calendar, DAY, HOUR, HOURS, iso } from './calendar.ts'
import type { Booking, Diary } from './diary.ts'
import { type Journey, planJourney } from './journeys.ts'
import {
  DETAIL_COLUMNS,
  inventAnswers,
  inventCampaign,
  inventDetails,
  inventNote,
  inventRemark,
  NEXT_STEPS,
  SALE_KIND,
  saleCents,
} from './lead-details.ts'
import { inventAddress, inventEmail, inventPerson, type Person } from './people.ts'
import { consultation, installation, type PlannedAppointment } from './plan-appointments.ts'
import { milestone, type PlannedConversion, type PlannedEvent, win } from './plan-conversions.ts'
import { drawer, type Random } from './random.ts'
import { CHANNELS, type Channel, VENDORS, type Vendor } from './setup.ts'

export type PlannedTracking = {
  readonly at: number
  readonly action: string
  readonly details: string
  readonly by: string
}
export type PlannedLead = {
  readonly channel: Channel
  readonly leadType: string
  readonly vendor: Vendor | null
  readonly person: Person
  readonly isNewPerson: boolean
  /** The contact after this lead, to be written with it. */
  readonly contactValues: Person['values']
  readonly contactTimes: string
  /** What the lead itself says of the person. */
  readonly said: Person['values']
  readonly day: string
  readonly createdMs: number
  readonly createdAt: string
  readonly routed: Routed
  readonly journey: Journey
  readonly updatedMs: number
  /** Columns and values of the lead that follow from nothing else here. */
  readonly columns: string
  readonly values: readonly (string | number | null)[]
  readonly events: readonly PlannedEvent[]
  readonly tracking: readonly PlannedTracking[]
  readonly appointments: readonly PlannedAppointment[]
  readonly conversions: readonly PlannedConversion[]
}

export type PlannerOptions = {
  readonly random: Random
  readonly calendar: Calendar
  readonly timeZone: string
  /** Nothing happens at or after this instant. */
  readonly anchorMs: number
  readonly agents: readonly string[]
  readonly diary: Diary
  readonly routing: RoutingTable
  /** The type a webhook gives its leads; a general one leaves it to the product. */
  readonly leadTypeOf: (channel: Channel) => string
  /** So many of the leads of the last days are steered towards a meeting that is still to come, for small batches have few. */
  readonly comingMeetings: number
}

export type Planner = {
  /** The leads of a day, by the time they came. */
  timesOf(day: number, count: number): readonly number[]
  plan(day: number, createdMs: number): PlannedLead
  /** Somebody who came before to this channel, if anybody did. */
  acquaintance(channel: Channel): Person | undefined
}

/** Leads of so many days may be steered. */
const DAYS_TO_MEET = 14
const RETURNING = 0.31
const ON_TWO_WEBHOOKS = 0.02
/** People who may come back are remembered up to this many a channel. */
const REMEMBERED = 20_000
const BY_HAND = 0.06
const BY_HAND_SOURCES = ['Referral', 'Referral', 'Phone call', 'Trade show', 'Website chat']
const drawHour = drawer(HOURS)
const drawChannel = drawer(CHANNELS.map(({ share }) => share))
/** Networks kept for documentation (RFC 5737). */
const NETWORKS = ['192.0.2', '198.51.100', '203.0.113']
const PLAIN_COLUMNS = [
  'source',
  'campaign_id',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'notes',
  'product_type',
  'landing_page_url',
  'consent_value',
  'tcpa_compliance',
  'ip_address',
  'user_agent',
  'cost_cents',
  'sender',
  'answers',
  'assigned_to',
  'next_step',
  'follow_up_at',
]
const COLUMNS = {
  solar: [...PLAIN_COLUMNS, ...DETAIL_COLUMNS.solar].join(', '),
  hvac: [...PLAIN_COLUMNS, ...DETAIL_COLUMNS.hvac].join(', '),
  insurance: [...PLAIN_COLUMNS, ...DETAIL_COLUMNS.insurance].join(', '),
}

export function createPlanner(options: PlannerOptions): Planner {
  const { random, calendar, anchorMs, agents, diary, routing } = options
  const remembered = new Map<string, Person[]>(CHANNELS.map(({ webhookId }) => [webhookId, []]))
  const routes = new Map<string, Routed>()
  const today = calendar.dayAt(anchorMs)
  let coming = options.comingMeetings

  const remember = (channel: Channel, person: Person) => {
    const people = remembered.get(channel.webhookId) as Person[]
    if (people.length < REMEMBERED) people.push(person)
    else people[random.below(REMEMBERED)] = person
  }
  const acquaintance = (channel: Channel): Person | undefined => {
    const people = remembered.get(channel.webhookId) as Person[]
    return people.length === 0 ? undefined : random.pick(people)
  }
  const route = (leadType: string, product: string | null, zipCode: string | null): Routed => {
    const key = `${leadType}|${product}|${zipCode}`
    let routed = routes.get(key)
    if (routed === undefined) {
      const products = [product, leadType].filter((one) => one !== null)
      routed = routeRecord(routing, { explicitWorkspaceId: null, products, zipCode })
      routes.set(key, routed)
    }
    return routed
  }

  const newPerson = (channel: Channel): Person => {
    const elsewhere = random.chance(ON_TWO_WEBHOOKS) ? acquaintance(random.pick(CHANNELS)) : undefined
    const values = elsewhere?.values ?? inventPerson(random, channel.places)
    return { id: 0, phone: elsewhere?.phone ?? '', values, times: {} }
  }

  /** A form filled in again: mostly the same, now and then with a new address or e-mail, or with less. */
  const saidAgain = (person: Person, channel: Channel): Person['values'] => {
    const { values } = person
    if (random.chance(0.8)) return values
    if (random.chance(0.3)) return { ...values, ...inventAddress(random, channel.places) }
    if (random.chance(0.5))
      return { ...values, email: inventEmail(random, values.first_name ?? 'someone', values.last_name) }
    return { ...values, email: null, address: null }
  }

  const plan = (day: number, createdMs: number): PlannedLead => {
    const channel = CHANNELS[drawChannel(random)] as Channel
    const trade = channel.leadType
    const known = random.chance(RETURNING) ? acquaintance(channel) : undefined
    const person = known ?? newPerson(channel)
    const said = known === undefined ? person.values : saidAgain(person, channel)
    const createdAt = iso(createdMs)
    const merged = mergeContact(person.values, person.times, said, createdAt)
    person.values = merged.values
    person.times = merged.times as Person['times']
    if (known === undefined) remember(channel, person)

    const agent = random.pick(agents)
    const vendor = random.chance(BY_HAND) ? null : vendorOf(random, channel)
    const product = random.chance(0.4) ? trade : null
    const leadType = options.leadTypeOf(channel)
    const routed = route(leadType, product, said.zip_code)
    const details = inventDetails(random, trade)
    const events: PlannedEvent[] = [createdEvent(channel, vendor, createdMs, agent)]
    const tracking: PlannedTracking[] = []
    const appointments: PlannedAppointment[] = []
    const conversions: PlannedConversion[] = []
    if (routed.workspaceId !== null) {
      const { workspaceId, method, ruleId, reason } = routed
      const data = JSON.stringify({ workspace_id: workspaceId, method, rule_id: ruleId, reason })
      events.push({ at: createdMs, type: 'assigned', data, by: 'system' })
      tracking.push({ at: createdMs, action: 'received', details: reason, by: events[0]?.by ?? 'system' })
    }

    let meeting = null as Booking | null
    const isMeetingSoon = coming > 0 && day > today - DAYS_TO_MEET && random.chance(0.5)
    if (isMeetingSoon) coming--
    const quality = vendor?.quality ?? 1.6
    const journey = planJourney(
      random,
      calendar,
      { leadType: trade, createdMs, quality },
      anchorMs,
      (bookedMs) => {
        const ahead = calendar.dayAt(bookedMs) + random.between(1, 13)
        meeting = diary.book(random, agent, isMeetingSoon ? today + random.between(1, 11) : ahead, 1)
        return meeting === null ? null : meeting.startMs + HOUR
      },
      isMeetingSoon,
    )
    for (const [index, step] of journey.steps.entries()) {
      const { at, from, to, reason } = step
      if (to === 'scheduled' && meeting !== null) {
        const appointment = consultation(
          random,
          anchorMs,
          meeting,
          at,
          journey.steps[index + 1],
          agent,
          said.address,
          trade,
        )
        appointments.push(appointment)
        events.push({ at, type: 'appointment_booked', data: appointment, by: agent })
      }
      const place = events.length
      tracking.push({ at, action: trackingAction(to), details: `Status ${from} to ${to}`, by: agent })
      if (to === 'contacted' && random.chance(0.35)) note(events, random, at, agent, anchorMs)
      if (to === 'qualified' && random.chance(0.05)) {
        conversions.push(milestone(random, calendar, at, agent))
      }
      let soldBy = {}
      if (to === 'converted') {
        const sale = {
          cents: saleCents(random, trade, details),
          kind: random.chance(0.8) ? SALE_KIND[trade] : 'sale',
        }
        const id = win(random, calendar, anchorMs, { at, agent, sale }, events, conversions)
        // As records/conversion-lead.ts tells it: voiding the sale takes the lead back.
        soldBy = { conversion_id: id, reached: from, first: ['converted'] }
        if (trade !== 'insurance' && random.chance(0.55)) {
          const visit = diary.book(random, agent, calendar.dayAt(at) + random.between(4, 18), 2)
          if (visit !== null && visit.startMs < anchorMs + 14 * DAY) {
            const appointment = installation(anchorMs, visit, at, said.address)
            appointments.push(appointment)
            events.push({ at, type: 'appointment_booked', data: appointment, by: agent })
          }
        }
      }
      const why = reason === null ? {} : { reason }
      const data = JSON.stringify({ from, to, ...why, ...soldBy })
      events.splice(place, 0, { at, type: 'status_changed', data, by: agent })
    }
    events.sort((a, b) => a.at - b.at)

    const campaign = inventCampaign(random, trade, calendar.days[day] as string)
    const price = vendor?.prices[trade]
    const isWorkedOn = journey.isOpen && journey.status !== 'new'
    const hasNextStep = isWorkedOn && random.chance(0.6)
    const values = [
      vendor?.name ?? random.pick(BY_HAND_SOURCES),
      campaign.id,
      campaign.source,
      campaign.medium,
      campaign.name,
      inventRemark(random, trade),
      product,
      vendor === null ? null : `https://www.example.com/${trade}/quote`,
      vendor === null ? null : 'yes',
      vendor === null ? null : 1,
      vendor === null ? null : `${random.pick(NETWORKS)}.${random.between(1, 254)}`,
      vendor?.userAgent ?? null,
      price === undefined ? null : random.between(price[0] / 50, price[1] / 50) * 50,
      vendor === null ? 'by_hand' : 'flat',
      vendor === null ? null : inventAnswers(random, trade),
      journey.steps.length === 0 ? null : agent,
      hasNextStep ? random.pick(NEXT_STEPS) : null,
      hasNextStep ? iso(calendar.inOfficeHours(anchorMs + random.between(-24, 144) * HOUR, random)) : null,
      ...details,
    ]
    return {
      channel,
      leadType,
      vendor,
      person,
      isNewPerson: known === undefined,
      contactValues: merged.values,
      contactTimes: JSON.stringify(merged.times),
      said,
      day: calendar.days[day] as string,
      createdMs,
      createdAt,
      routed,
      journey,
      updatedMs: events.at(-1)?.at ?? createdMs,
      columns: COLUMNS[trade],
      values,
      events,
      tracking: routed.workspaceId === null ? [] : tracking,
      appointments,
      conversions,
    }
  }

  return {
    plan,
    acquaintance,
    timesOf: (day, count) => {
      const start = calendar.startOf(day)
      return Array.from({ length: count }, () => {
        const ms = calendar.at(day, drawHour(random)) + random.below(HOUR)
        return ms < anchorMs ? ms : start + random.below(anchorMs - start)
      }).sort((a, b) => a - b)
    },
  }
}

function vendorOf(random: Random, channel: Channel): Vendor {
  const [shared, exclusive] = VENDORS
  return channel.leadType === 'solar' && random.chance(0.35) ? exclusive : shared
}

const createdData = new Map<string, string>()

function createdEvent(channel: Channel, vendor: Vendor | null, at: number, agent: string): PlannedEvent {
  const key = `${channel.webhookId}|${vendor?.providerId}`
  let data = createdData.get(key)
  if (data === undefined) {
    data = JSON.stringify({
      webhook_id: channel.webhookId,
      provider_id: vendor?.providerId ?? null,
      sender: vendor === null ? 'by_hand' : 'flat',
      delivery_id: null,
    })
    createdData.set(key, data)
  }
  return { at, type: 'created', data, by: vendor === null ? agent : `webhook:${channel.webhookId}` }
}

function trackingAction(to: string): string {
  return to === 'qualified' || to === 'converted' || to === 'rejected' ? to : 'updated'
}

function note(events: PlannedEvent[], random: Random, after: number, agent: string, anchorMs: number): void {
  const at = after + random.between(1, 9) * 60_000
  if (at < anchorMs)
    events.push({ at, type: 'note_added', data: JSON.stringify({ text: inventNote(random) }), by: agent })
}
