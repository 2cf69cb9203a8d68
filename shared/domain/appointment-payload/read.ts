// An appointment's payload, whoever sent it, read into a draft. Pure: whose appointment it is (lead, contact, agent by name) and what becomes of it is the
// core's. What keeps it from being booked is a problem, all of them at once; what had to be assumed or left out is an issue, and is booked.
import { foldKey } from '../fold.ts'
import { isObject, type JsonObject, type JsonValue } from '../payload/json.ts'
import { applyMapping, type FieldMapping } from '../payload/mapping.ts'
import { type LeadDraft, readMapped, readPayload, saysNothing } from '../payload/read.ts'
import { isAbsent, textOf, unwrap } from '../payload/values.ts'
import { APPOINTMENT_TYPES, type AppointmentType, type LocationType } from '../vocabulary.ts'
import type { AppointmentMessage, AppointmentNote, AppointmentSender, SaidAppointment } from './sender.ts'
import { APPOINTMENT_SENDERS, flatAppointment } from './senders/index.ts'
import { type ReadWhen, readWhen } from './when.ts'

export type AppointmentDraft = {
  /** Id of the sender that recognised it. */
  readonly sender: string
  readonly act: 'book' | 'cancel'
  /** The sender's own id of the appointment. */
  readonly externalId: string | null
  /** As named in the payload; null when it names none. */
  readonly webhookId: string | null
  readonly leadId: number | null
  /** Null where it says nothing, or what it says is a problem. */
  readonly when: ReadWhen | null
  readonly appointmentType: AppointmentType | null
  readonly locationType: LocationType | null
  readonly locationAddress: string | null
  readonly notes: string | null
  readonly customerNotes: string | null
  readonly isConfirmed: boolean
  /** A slug or a name, as it was written. */
  readonly agent: string | null
  readonly replaces: string | null
  readonly replacedBy: string | null | undefined
  readonly cancelReason: string | null
  readonly cancelledBy: string | null
  /** The person, and what a new lead would be made of. */
  readonly lead: LeadDraft
  readonly problems: readonly AppointmentNote[]
  readonly issues: readonly AppointmentNote[]
  /** Why it is neither a booking nor a cancellation, in a sentence. */
  readonly held: string | null
}

export type AppointmentReadOptions = {
  /** Times that name no zone are in this one. */
  readonly agencyZone: string
  readonly defaultRegion?: string
  readonly mapping?: FieldMapping
  /** Typed by hand; wins over the payload. */
  readonly typed?: Readonly<Record<string, string>>
}

export const MOST_NOTES = 10_000
export const MOST_ADDRESS = 500

export function readAppointment(payload: JsonValue, options: AppointmentReadOptions): AppointmentDraft {
  const { sender, message } = recognise(payload)
  const typed =
    Object.keys(options.typed ?? {}).length === 0 ? null : flatAppointment.read({ ...options.typed })
  const said = typed === null ? message.said : overlay(message.said, typed.said)
  const notes = { problems: [] as AppointmentNote[], issues: [] as AppointmentNote[] }
  const lead = withTyped(leadOf(sender, message, payload, options), typed, options)
  const when = message.act === 'cancel' ? null : readWhen(said, options.agencyZone, notes)
  const place = placeOf(said)
  const text = (field: 'notes' | 'customer_notes') => textWithin(said[field], field, MOST_NOTES, notes.issues)
  const reason = textAt(said, 'cancel_reason')
  return {
    sender: sender.id,
    act: message.act,
    externalId: idOf(said.external_id),
    webhookId: idOf(said.webhook_id),
    leadId: readLeadId(said.lead_id, notes.problems),
    when,
    appointmentType: readType(said.appointment_type, sender, notes.issues),
    locationType: place.type,
    locationAddress: place.address?.slice(0, MOST_ADDRESS) ?? null,
    // A reason is one of the cancellation; of a booking it says what it is about.
    notes: message.act === 'book' ? joined(text('notes'), reason) : text('notes'),
    customerNotes: text('customer_notes'),
    isConfirmed: /^confirmed$/i.test(textAt(said, 'appointment_status') ?? ''),
    agent: textAt(said, 'assigned_to'),
    replaces: idOf(message.replaces ?? null),
    replacedBy: message.replacedBy === undefined ? undefined : idOf(message.replacedBy),
    cancelReason: message.act === 'cancel' ? reason : null,
    cancelledBy: message.cancelledBy ?? null,
    lead,
    ...notes,
    held: message.held ?? null,
  }
}

function recognise(payload: JsonValue): {
  readonly sender: AppointmentSender
  readonly message: AppointmentMessage
} {
  if (Array.isArray(payload) && payload.length === 1) return recognise(payload[0] as JsonValue)
  if (!isObject(payload)) {
    const held = Array.isArray(payload)
      ? `The payload is a list of ${payload.length} records; send one appointment per request.`
      : 'The payload is a single value; it carries no appointment.'
    return { sender: flatAppointment, message: { act: 'book', said: {}, person: { pairs: [] }, held } }
  }
  const sender = APPOINTMENT_SENDERS.find((one) => one.recognises(payload)) ?? flatAppointment
  return { sender, message: sender.read(payload) }
}

function leadOf(
  sender: AppointmentSender,
  { person }: AppointmentMessage,
  payload: JsonValue,
  { defaultRegion = 'US', mapping = {} }: AppointmentReadOptions,
): LeadDraft {
  if ('rest' in person) return readPayload(person.rest, { defaultRegion, mapping })
  return readMapped(sender.id, applyMapping(mapping, payload, person.pairs), person.pairs, defaultRegion)
}

/** What was typed wins over what was sent, and what was sent of the rest stays. */
function withTyped(
  sent: LeadDraft,
  typed: AppointmentMessage | null,
  { defaultRegion = 'US' }: AppointmentReadOptions,
): LeadDraft {
  if (typed === null || !('rest' in typed.person) || Object.keys(typed.person.rest).length === 0) return sent
  const said = readPayload(typed.person.rest, { defaultRegion })
  const problems = said.fields.phone === undefined ? sent.problems : []
  const isPhoneTyped = Object.keys(typed.person.rest).some((name) => foldKey(name) === 'phone')
  return {
    ...sent,
    fields: { ...sent.fields, ...said.fields },
    problems: isPhoneTyped && said.fields.phone === undefined ? said.problems : problems,
    held: null,
  }
}

const WHEN = ['scheduled_at', 'date', 'time', 'time_zone', 'all_day'] as const
const LENGTH = ['end', 'duration_minutes'] as const

/** A date typed by hand stands beside the time that was sent only where the two were sent apart. */
function overlay(sent: SaidAppointment, typed: SaidAppointment): SaidAppointment {
  const base: Record<string, JsonValue | undefined> = { ...sent }
  if (WHEN.some((name) => typed[name] !== undefined)) {
    if (typed.scheduled_at !== undefined || (typed.date !== undefined && typed.time !== undefined))
      for (const name of ['scheduled_at', 'date', 'time', 'all_day'] as const) base[name] = undefined
    if (typed.date !== undefined || typed.time !== undefined) base.scheduled_at = undefined
    // An end that was sent belongs to the begin that was sent.
    base.end = undefined
  }
  if (LENGTH.some((name) => typed[name] !== undefined)) for (const name of LENGTH) base[name] = undefined
  const merged = { ...base, ...typed }
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== undefined),
  ) as SaidAppointment
}

function idOf(value: JsonValue | undefined): string | null {
  const text = value === undefined || value === null ? '' : textOf(value)
  return saysNothing(text) ? null : text.slice(0, 500)
}

function textAt(said: SaidAppointment, field: keyof SaidAppointment): string | null {
  const value = said[field]
  return value === undefined || isAbsent(value) ? null : textOf(value) || null
}

function textWithin(
  value: JsonValue | undefined,
  field: string,
  most: number,
  issues: AppointmentNote[],
): string | null {
  const text = value === undefined || isAbsent(value) ? '' : textOf(value)
  if (text.length <= most) return text === '' ? null : text
  issues.push({
    field,
    message: `The notes are longer than ${most.toLocaleString('en-US')} characters; the rest stands in the delivery.`,
    code: 'too_long',
    value: null,
  })
  return text.slice(0, most)
}

function joined(notes: string | null, reason: string | null): string | null {
  return [notes, reason].filter((one) => one !== null).join('\n') || null
}

function readLeadId(value: JsonValue | undefined, problems: AppointmentNote[]): number | null {
  const text = idOf(value)
  if (text === null) return null
  if (/^\d{10,11}$/.test(text)) return Number(text)
  problems.push({
    field: 'lead_id',
    message: `“${text.slice(0, 60)}” is no lead’s id; it has ten digits. Send the lead_id that the webhook answered with, or a phone number.`,
    code: 'invalid',
    value: value ?? null,
  })
  return null
}

const TYPE_WORDS: readonly (readonly [AppointmentType, RegExp])[] = [
  ['follow_up', /follow[\s_-]?up|check[\s_-]?in|second visit|re[\s_-]?visit/i],
  ['installation', /install/i],
  ['estimate', /estimat|quote|bid|inspect|assess|survey|measure/i],
  ['consultation', /consult|intro|discovery|demo|meeting|sales|presentation|visit|call|appointment/i],
]

function readType(
  value: JsonValue | undefined,
  sender: AppointmentSender,
  issues: AppointmentNote[],
): AppointmentType | null {
  const text = value === undefined || isAbsent(value) ? '' : textOf(value)
  if (text === '') return null
  const type =
    APPOINTMENT_TYPES.find((one) => foldKey(one) === foldKey(text)) ??
    TYPE_WORDS.find(([, words]) => words.test(text))?.[0]
  if (type !== undefined) return type
  // The name of a Calendly event is the host's own, and need not say what kind it is.
  if (sender.id === flatAppointment.id)
    issues.push({
      field: 'appointment_type',
      message: `“${text.slice(0, 60)}” is none of ${APPOINTMENT_TYPES.join(', ')}; it was booked as a consultation.`,
      code: 'unknown_choice',
      value: value ?? null,
    })
  return null
}

const PLACE_WORDS: readonly (readonly [LocationType, RegExp])[] = [
  [
    'video',
    /^(?:video(?:[\s_-]?(?:call|chat|conference|meeting))?|zoom|google[\s_-]?meet|ms[\s_-]?teams|(?:microsoft )?teams|webex|online|virtual|web|skype|facetime)$/i,
  ],
  ['phone', /^(?:phone(?:[\s_-]?call)?|call|telephone|(?:in|out)bound[\s_-]?call|by phone)$/i],
  ['office', /^(?:(?:at )?(?:the |our )?office|showroom|store|branch)$/i],
  [
    'home',
    /^(?:(?:at )?home|in[\s_-]?home|on[\s_-]?site|in[\s_-]?person|customer(?:['’]?s)?[\s_-]?(?:home|house|address)?|house|residence|home[\s_-]?visit)$/i,
  ],
]

/** A word for where it is, or the address itself; a link is a video call. */
function placeOf(said: SaidAppointment): {
  readonly type: LocationType | null
  readonly address: string | null
} {
  const raw = said.location_address
  const inner = raw !== undefined && isObject(unwrap(raw)) ? (unwrap(raw) as JsonObject) : null
  const innerType = inner?.type ?? inner?.kind
  const written = inner === null ? textAt(said, 'location_address') : textOf(withoutType(inner)) || null
  const word = textAt(said, 'location_type') ?? (typeof innerType === 'string' ? innerType : null)
  const type = word === null ? null : wordFor(word)
  const byAddress = written === null ? null : wordFor(written)
  if (byAddress !== null) return { type: type ?? byAddress, address: null }
  if (written !== null && type === null && /^https?:\/\//i.test(written))
    return { type: 'video', address: written }
  return { type, address: written }
}

function wordFor(text: string): LocationType | null {
  return PLACE_WORDS.find(([, words]) => words.test(text.trim()))?.[0] ?? null
}

function withoutType(place: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(place).filter(([name]) => name !== 'type' && name !== 'kind'))
}
