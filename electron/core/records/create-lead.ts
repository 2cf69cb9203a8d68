// One lead enters the database: contact found or made, lead, event, counters, workspace. Every door (webhook, replay, by hand, and later
// import) comes through here, inside the caller's transaction.
import {
  CONTACT_FIELDS,
  type ContactValues,
  type FieldTimes,
  mergeContact,
  searchTextOf,
} from '../../../shared/domain/contact.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import { contactIdAt } from '../../../shared/domain/ids.ts'
import { LEAD_FIELDS } from '../../../shared/domain/payload/fields.ts'
import { type LeadDraft, readProductType } from '../../../shared/domain/payload/read.ts'
import type { Phone } from '../../../shared/domain/phone.ts'
import { furthestStage } from '../../../shared/domain/pipeline.ts'
import { type Routed, routeRecord } from '../../../shared/domain/routing.ts'
import type { LeadStatus, LeadType } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'
import { insertRows } from '../db/insert-rows.ts'
import type { KnownWebhook } from '../directory.ts'
import { assignmentEvent, chooseAgent } from './assign-agent.ts'
import { noteArrival } from './merge.ts'
import { foundBy } from './second-names.ts'
import type { Tally } from './tally.ts'

export type LeadOrigin = {
  readonly webhook: KnownWebhook
  readonly provider: { readonly providerId: string; readonly providerName: string } | null
  readonly deliveryId: number | null
  readonly rawPayload: string | null
  readonly ipAddress: string | null
  readonly userAgent: string | null
  /** When it reached us; the lead's own time when the payload gives none. */
  readonly receivedAt: string
  /** The lead's own time instead, where the payload gives none: rows of a file stand in the order of the file. */
  readonly undatedAt?: string
  /** How far it got before it came here; when, nobody says. */
  readonly status?: LeadStatus
  /** What made the lead together with many others, and the line of its history that says so. */
  readonly batch?: { readonly id: string; readonly event: string }
}

export type CreatedLead = {
  readonly leadId: number
  readonly contactId: number
  readonly contactStatus: 'new' | 'existing'
  readonly routed: Routed | null
}

/** Columns of LEAD_FIELDS that go into the lead as they are, in the order of the statement below. */
const PLAIN_FIELDS = LEAD_FIELDS.filter(({ name }) => name !== 'phone' && name !== 'created_at')
const FIELD_COLUMNS = PLAIN_FIELDS.map(({ name }) => name)
const OWN_COLUMNS = [
  'id',
  'webhook_id',
  'lead_type',
  'phone',
  'phone_extension',
  'raw_payload',
  'ip_address',
  'user_agent',
  'created_at',
  'updated_at',
  'processed_at',
  'contact_id',
  'workspace_id',
  'provider_id',
  'external_id',
  'cost_cents',
  'sender',
  'delivery_id',
  'is_test',
  'answers',
  'extra',
  'issues',
  'routing_method',
  'routing_rule_id',
  'routing_reason',
  'assigned_to',
  'batch_id',
  'status',
  'stage_reached',
] as const
const LEAD_COLUMNS = [...OWN_COLUMNS, ...FIELD_COLUMNS]
const EVENT_COLUMNS = ['lead_id', 'event_type', 'event_data', 'created_at', 'performed_by'] as const
const CONTACT_COLUMNS = [
  'id',
  'webhook_id',
  'phone',
  ...CONTACT_FIELDS,
  'created_at',
  'updated_at',
  'sequence',
  'field_times',
  'lead_count',
  'last_lead_at',
  'first_key',
  'last_key',
  'search_text',
  'batch_id',
] as const
const SEAT_COLUMNS = ['contact_id', 'workspace_id', 'lead_count', 'last_lead_at'] as const
const RECEIVED_COLUMNS = [
  'contact_id',
  'lead_id',
  'workspace_id',
  'action',
  'action_details',
  'performed_by',
  'timestamp',
] as const

/** A sender's clock may be wrong, but no lead comes from the future. */
const FUTURE_TOLERANCE_MS = 5 * 60_000

/**
 * Creates the lead of a draft without problems. The draft's phone must be there (the caller has refused or quarantined the others).
 */
export function createLead(
  context: WriteContext,
  draft: LeadDraft,
  origin: LeadOrigin,
  tally: Tally,
): CreatedLead {
  const { db } = context
  const now = context.clock.now()
  const { at, saidAt } = timesOf(draft, origin)
  const contact = findOrCreateContact(db, tally, draft, phoneOf(draft).e164, {
    webhookId: origin.webhook.webhookId,
    batchId: origin.batch?.id ?? null,
    at,
    saidAt,
    now,
    hasLead: true,
  })
  const { leadId, row, events, routed } = newLead(context, draft, origin, tally, {
    contactId: contact.id,
    at,
    now,
  })
  insertRows(db, 'leads', LEAD_COLUMNS, [row])
  if (contact.secondNameId !== null)
    noteArrival(db, contact.secondNameId, { id: leadId, said: draft.isTest ? {} : personOf(draft) })
  for (const event of events) insertRows(db, 'lead_events', EVENT_COLUMNS, [event])
  const workspaceId = routed?.workspaceId ?? null
  if (routed !== null && workspaceId !== null) {
    db.sql(
      `insert into contact_workspaces (workspace_id, contact_id, lead_count, last_lead_at) values (?, ?, 1, ?)
       on conflict do update set lead_count = lead_count + 1, last_lead_at = max(last_lead_at, excluded.last_lead_at)`,
    ).run(workspaceId, contact.id, at)
    const received = [contact.id, leadId, workspaceId, 'received', routed.reason, context.actor, now]
    insertRows(db, 'workspace_tracking', RECEIVED_COLUMNS, [received])
  }
  return { leadId, contactId: contact.id, contactStatus: contact.isNew ? 'new' : 'existing', routed }
}

function phoneOf(draft: LeadDraft): Phone {
  const { phone } = draft.fields
  if (phone === undefined) throw new Error('Who has no phone must not get here.')
  return phone
}

/** A lead's row and the first lines of its history; counted, but not written yet. */
function newLead(
  context: WriteContext,
  draft: LeadDraft,
  origin: LeadOrigin,
  tally: Tally,
  { contactId, at, now }: { readonly contactId: number; readonly at: string; readonly now: string },
) {
  const { db, directory, actor } = context
  const { webhook, provider } = origin
  const phone = phoneOf(draft)
  const leadType: LeadType =
    webhook.leadType === 'general'
      ? (readProductType(draft.fields.product_type) ?? 'general')
      : webhook.leadType
  const routed = draft.isTest
    ? null
    : routeRecord(directory.routing(), {
        explicitWorkspaceId: draft.workspaceId,
        products: [draft.fields.product_type, leadType].filter((product) => product !== undefined),
        zipCode: draft.fields.zip_code ?? null,
      })
  const agent =
    routed === null || routed.workspaceId === null ? undefined : chooseAgent(context, routed.workspaceId)
  const leadId = tally.nextLeadId(db)
  const row = [
    leadId,
    webhook.webhookId,
    leadType,
    phone.e164,
    phone.extension,
    origin.rawPayload,
    origin.ipAddress,
    origin.userAgent,
    at,
    now,
    now,
    contactId,
    routed?.workspaceId ?? null,
    provider?.providerId ?? null,
    draft.externalId,
    draft.priceCents,
    draft.sender,
    origin.deliveryId,
    draft.isTest ? 1 : 0,
    jsonOrNull(draft.answers, draft.answers.length > 0),
    jsonOrNull(draft.extra, Object.keys(draft.extra).length > 0),
    jsonOrNull(draft.issues, draft.issues.length > 0),
    routed?.method ?? null,
    routed?.ruleId ?? null,
    routed?.reason ?? null,
    agent?.slug ?? null,
    origin.batch?.id ?? null,
    origin.status ?? 'new',
    furthestStage('new', origin.status ?? 'new'),
    ...fieldValues(draft, provider?.providerName ?? null),
  ]
  const made =
    origin.batch?.event ??
    JSON.stringify({
      webhook_id: webhook.webhookId,
      provider_id: provider?.providerId ?? null,
      sender: draft.sender,
      delivery_id: origin.deliveryId,
    })
  const events: unknown[][] = [
    [leadId, origin.batch === undefined ? 'created' : 'imported', made, now, actor],
  ]
  if (routed !== null && routed.workspaceId !== null) {
    const assigned = JSON.stringify({
      workspace_id: routed.workspaceId,
      method: routed.method,
      rule_id: routed.ruleId,
      reason: routed.reason,
    })
    events.push([leadId, 'assigned', assigned, now, 'system'])
  }
  if (agent !== undefined) events.push([leadId, 'assigned', assignmentEvent(agent), now, 'system'])
  if (!draft.isTest) {
    tally.countLead({
      webhookId: webhook.webhookId,
      providerId: provider?.providerId ?? null,
      workspaceId: routed?.workspaceId ?? null,
      day: directory.dayOf(Date.parse(at)),
      at,
    })
  }
  return { leadId, row, events, routed }
}

/** People whom nobody has met yet, with their first leads: gathered, and written together. */
export type Newcomers = {
  readonly size: number
  /** The caller has made sure that nobody stands under the draft's phone, here or in the database. */
  addLead(draft: LeadDraft, origin: LeadOrigin): void
  addContact(draft: LeadDraft, origin: ContactOrigin): void
  /** Writes what was gathered, and begins anew. */
  write(): void
}

/**
 * One statement writes many rows of a table, in the order of their ids: rows that stand side by side go into the same pages. Of what each row
 * costs when it goes in alone, that saves a tenth.
 */
export function openNewcomers(context: WriteContext, tally: Tally): Newcomers {
  const { db, actor } = context
  const now = context.clock.now()
  let contacts: unknown[][] = []
  let leads: unknown[][] = []
  let events: unknown[][] = []
  let seats: unknown[][] = []
  let received: unknown[][] = []
  const byFirst = (a: readonly unknown[], b: readonly unknown[]) => (a[0] as number) - (b[0] as number)
  return {
    get size() {
      return contacts.length
    },
    addLead: (draft, origin) => {
      const { at, saidAt } = timesOf(draft, origin)
      const contact = newContact(db, tally, draft, {
        webhookId: origin.webhook.webhookId,
        batchId: origin.batch?.id ?? null,
        at,
        saidAt,
        now,
        hasLead: true,
      })
      contacts.push(contact.row)
      const lead = newLead(context, draft, origin, tally, { contactId: contact.id, at, now })
      leads.push(lead.row)
      events.push(...lead.events)
      if (lead.routed === null || lead.routed.workspaceId === null) return
      const { workspaceId, reason } = lead.routed
      seats.push([contact.id, workspaceId, 1, at])
      received.push([contact.id, lead.leadId, workspaceId, 'received', reason, actor, now])
    },
    addContact: (draft, origin) => {
      contacts.push(
        newContact(db, tally, draft, {
          webhookId: origin.webhookId,
          batchId: origin.batchId,
          ...timesOf(draft, origin),
          now,
          hasLead: false,
        }).row,
      )
    },
    write: () => {
      insertRows(db, 'contacts', CONTACT_COLUMNS, contacts.sort(byFirst))
      insertRows(db, 'leads', LEAD_COLUMNS, leads.sort(byFirst))
      insertRows(db, 'lead_events', EVENT_COLUMNS, events.sort(byFirst))
      insertRows(db, 'contact_workspaces', SEAT_COLUMNS, seats.sort(byFirst))
      insertRows(db, 'workspace_tracking', RECEIVED_COLUMNS, received)
      contacts = []
      leads = []
      events = []
      seats = []
      received = []
    },
  }
}

/** When the lead was made, and when its person was described. */
function timesOf(
  { fields: { created_at: told } }: LeadDraft,
  { receivedAt, undatedAt = receivedAt }: Pick<LeadOrigin, 'receivedAt' | 'undatedAt'>,
): { readonly at: string; readonly saidAt: string } {
  const isTold = told !== undefined && Date.parse(told) <= Date.parse(receivedAt) + FUTURE_TOLERANCE_MS
  return isTold ? { at: told, saidAt: told } : { at: undatedAt, saidAt: receivedAt }
}

function fieldValues(draft: LeadDraft, providerName: string | null): unknown[] {
  const fields = draft.fields as Readonly<Record<string, unknown>>
  return PLAIN_FIELDS.map(({ name, kind }) => {
    const value = fields[name]
    if (value === undefined) return name === 'source' ? providerName : null
    if (kind === 'money') return (value as number) / 100
    if (kind === 'boolean') return value === true ? 1 : 0
    return value
  })
}

function jsonOrNull(value: unknown, isThere: boolean): string | null {
  return isThere ? JSON.stringify(value) : null
}

export type ContactOrigin = {
  readonly webhookId: string
  readonly batchId: string | null
  readonly receivedAt: string
}

/** The person of a draft alone, without a lead: made, or brought up to date. The draft's phone must be there. */
export function saveContact(
  context: WriteContext,
  draft: LeadDraft,
  origin: ContactOrigin,
  tally: Tally,
): { readonly id: number; readonly isNew: boolean } {
  return findOrCreateContact(context.db, tally, draft, phoneOf(draft).e164, {
    webhookId: origin.webhookId,
    batchId: origin.batchId,
    ...timesOf(draft, origin),
    now: context.clock.now(),
    hasLead: false,
  })
}

type Arrival = {
  readonly webhookId: string
  readonly batchId: string | null
  readonly at: string
  readonly saidAt: string
  readonly now: string
  /** False: the person alone is written, and what says nothing new changes nothing. */
  readonly hasLead: boolean
}

/** What a draft says of its person. */
export function personOf({ fields }: LeadDraft): Partial<ContactValues> {
  return {
    first_name: fields.first_name ?? null,
    last_name: fields.last_name ?? null,
    email: fields.email ?? null,
    address: fields.address ?? null,
    city: fields.city ?? null,
    state: fields.state ?? null,
    zip_code: fields.zip_code ?? null,
    phone_extension: fields.phone?.extension ?? null,
  }
}

type Taken = {
  readonly id: number
  readonly isNew: boolean
  /** The second name under which a merged person was found. */
  readonly secondNameId: number | null
}
type KnownContact = ContactValues & {
  readonly id: number
  readonly phone: string
  readonly field_times: string
  readonly merged_into_id: number | null
}

const KNOWN_CONTACT = `select id, phone, first_name, last_name, email, address, city, state, zip_code, phone_extension, field_times, merged_into_id
  from contacts`

function findOrCreateContact(
  db: WriteDb,
  tally: Tally,
  draft: LeadDraft,
  phone: string,
  arrival: Arrival,
): Taken {
  const { hasLead } = arrival
  const incoming = personOf(draft)
  const known = db
    .sql(`${KNOWN_CONTACT} where webhook_id = ? and phone = ?`)
    .get<KnownContact>(arrival.webhookId, phone)
  if (known === undefined) {
    const { id, row } = newContact(db, tally, draft, arrival)
    insertRows(db, 'contacts', CONTACT_COLUMNS, [row])
    return { id, isNew: true, secondNameId: null }
  }
  const id = known.merged_into_id ?? known.id
  const taken: Taken = { id, isNew: false, secondNameId: known.merged_into_id === null ? null : known.id }
  // What is tried out says nothing about a person who is there.
  if (draft.isTest) return taken
  if (known.merged_into_id === null)
    takeUp(db, known, incoming, arrival, { isCounted: hasLead, hasOtherNews: false })
  else {
    // What is said under a second name is that one's own as well, should the two be unmerged; only the number stays with it.
    const hasOtherNews = takeUp(db, known, incoming, arrival, { isCounted: false, hasOtherNews: false })
    const kept = db.sql(`${KNOWN_CONTACT} where id = ?`).get<KnownContact>(id)
    if (kept !== undefined)
      takeUp(db, kept, { ...incoming, phone_extension: null }, arrival, { isCounted: hasLead, hasOtherNews })
  }
  return taken
}

/** The row of somebody new. Nobody is merged into such a one, so there are no second names to ask for. */
function newContact(
  db: WriteDb,
  tally: Tally,
  draft: LeadDraft,
  { webhookId, batchId, at, saidAt, now, hasLead }: Arrival,
): { readonly id: number; readonly row: unknown[] } {
  const phone = phoneOf(draft).e164
  const { values, times } = mergeContact(NOBODY, {}, personOf(draft), draft.isTest ? '' : saidAt)
  const sequence = tally.nextNumber(db, 'contacts')
  const id = contactIdAt(sequence)
  const isCounted = hasLead && !draft.isTest
  const row = [
    id,
    webhookId,
    phone,
    ...CONTACT_FIELDS.map((field) => values[field]),
    now,
    now,
    sequence,
    JSON.stringify(times),
    isCounted ? 1 : 0,
    isCounted ? at : null,
    foldText(values.first_name ?? ''),
    foldText(values.last_name ?? ''),
    searchTextOf({ ...values, phone }),
    batchId,
  ]
  return { id, row }
}

/** Brings a contact up to date; returns whether that was news. */
function takeUp(
  db: WriteDb,
  known: KnownContact,
  incoming: Partial<ContactValues>,
  { at, saidAt, now, hasLead }: Arrival,
  { isCounted, hasOtherNews }: { readonly isCounted: boolean; readonly hasOtherNews: boolean },
): boolean {
  const merged = mergeContact(known, JSON.parse(known.field_times) as FieldTimes, incoming, saidAt)
  const { values } = merged
  const isNews = hasLead ? merged.changed : CONTACT_FIELDS.some((field) => values[field] !== known[field])
  if (isNews || hasOtherNews) {
    const found = foundBy(db, { ...known, ...values })
    db.sql(
      `update contacts set first_name = ?, last_name = ?, email = ?, address = ?, city = ?, state = ?, zip_code = ?, phone_extension = ?,
         field_times = ?, first_key = ?, last_key = ?, search_text = ?, updated_at = ?, lead_count = lead_count + ?,
         last_lead_at = case when ? then max(coalesce(last_lead_at, ''), ?) else last_lead_at end where id = ?`,
    ).run(
      values.first_name,
      values.last_name,
      values.email,
      values.address,
      values.city,
      values.state,
      values.zip_code,
      values.phone_extension,
      JSON.stringify(merged.times),
      found.first_key,
      found.last_key,
      found.search_text,
      now,
      isCounted ? 1 : 0,
      isCounted ? 1 : 0,
      at,
      known.id,
    )
  } else if (isCounted) {
    db.sql(
      `update contacts set lead_count = lead_count + 1, last_lead_at = max(coalesce(last_lead_at, ''), ?) where id = ?`,
    ).run(at, known.id)
  }
  return isNews
}

const NOBODY: ContactValues = {
  first_name: null,
  last_name: null,
  email: null,
  address: null,
  city: null,
  state: null,
  zip_code: null,
  phone_extension: null,
}
