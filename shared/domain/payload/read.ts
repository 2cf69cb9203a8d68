// A webhook's payload, whoever sent it, read into the draft of a lead. Pure: what to do with a draft (match, store, quarantine, hold) is
// the core's. Only a missing or unusable phone is a problem; everything else that does not fit is noted and stays with the lead.

import { foldText } from '../fold.ts'
import { parseMoney, showMoney } from '../money.ts'
import { splitName } from '../person-name.ts'
import type { Phone } from '../phone.ts'
import { type Answer, type Candidate, type Collection, collect } from './collect.ts'
import type { LeadField, LeadFields, PayloadFieldName } from './fields.ts'
import { findReasonToHold } from './hold.ts'
import { isObject, type JsonValue } from './json.ts'
import { applyMapping, type FieldMapping, type Mapped } from './mapping.ts'
import type { Pair, ReadPayload, Sender } from './sender.ts'
import { unwrapLead } from './senders/flat.ts'
import { flat, SENDERS } from './senders/index.ts'
import { SLOTS, slotOf } from './targets.ts'
import { estimate, type NoteCode, readBoolean, readField, saysNothing, textOf } from './values.ts'

export type { FieldMapping } from './mapping.ts'
export { validateMapping } from './mapping.ts'
export { zip5 } from './places.ts'
export { readProductType, saysNothing } from './values.ts'

export type FieldNote = {
  readonly field: string
  /** A sentence for people. */
  readonly message: string
  readonly code: NoteCode
  /** As it came; null when there was none. */
  readonly value: JsonValue
}

export type LeadDraft = {
  /** Id of the sender that recognised it. */
  readonly sender: string
  /** Absent keys are absent; money in whole cents, phone as E.164 with its extension apart, instants as ISO UTC text. */
  readonly fields: LeadFields
  /** Soft: the lead is accepted, the raw value stays in `extra` or `answers`. */
  readonly issues: readonly FieldNote[]
  /** Hard: a missing (`required`) or unusable (`invalid`) phone. Empty when the payload is held. */
  readonly problems: readonly FieldNote[]
  /** Custom questions, in their order. */
  readonly answers: readonly Answer[]
  /** Unknown keys as they came. Without prototype, so that no key can mean more than itself. */
  readonly extra: Readonly<Record<string, JsonValue>>
  readonly externalId: string | null
  readonly isTest: boolean
  /** The lead's price in whole cents. */
  readonly priceCents: number | null
  /** Why there is no person in it, in a sentence; null for a lead. */
  readonly held: string | null
  readonly workspaceId: string | null
}

export type ReadOptions = {
  /** ISO 3166; numbers without a country code belong to it. */
  readonly defaultRegion?: string
  readonly mapping?: FieldMapping
}

export function readPayload(payload: JsonValue, options: ReadOptions = {}): LeadDraft {
  const { sender, read } = recognise(payload)
  const mapped = hasEntries(options.mapping) ? applyMapping(options.mapping, payload, read.pairs) : []
  const draft = draftOf(sender.id, read, mapped, options.defaultRegion ?? 'US')
  const { collection, ...lead } = draft
  const isPersonless = lead.fields.phone === undefined && lead.answers.length === 0
  const held = read.held ?? (isPersonless ? findReasonToHold(payload, collection.candidates) : null)
  return { ...lead, problems: held === null ? lead.problems : [], held }
}

/**
 * The row of a table whose columns were chosen by a person: `mapped` go where they belong, `others` stay as further values under their names.
 * What a value means is decided as for any payload.
 */
export function readMapped(
  sender: string,
  mapped: readonly Mapped[],
  others: readonly Pair[],
  defaultRegion: string,
): LeadDraft {
  const { collection: _, ...lead } = draftOf(sender, { pairs: others }, mapped, defaultRegion)
  return { ...lead, held: null }
}

function draftOf(sender: string, read: ReadPayload, mapped: readonly Mapped[], region: string) {
  const collection = collect(read.pairs, mapped)
  const issues: FieldNote[] = []
  const problems: FieldNote[] = []
  const fields = readFields(collection, issues, problems, region)
  if (fields.phone === undefined && problems.length === 0) problems.push(PHONE_IS_MISSING)
  completeName(fields, collection)
  completeAddress(fields, collection)
  completePhone(fields, collection)
  const priceCents = readPrice(read, collection, issues)
  const isTest = readTest(read, collection)
  const externalId = readId(read, collection)
  const workspaceId = takeText(collection, 'workspace_id')
  return {
    collection,
    sender,
    fields: fields as LeadFields,
    issues,
    problems,
    answers: collection.answers(),
    extra: collection.extra,
    externalId,
    isTest,
    priceCents,
    workspaceId,
  }
}

type Fields = { -readonly [Name in keyof LeadFields]: LeadFields[Name] }

function recognise(payload: JsonValue): { sender: Sender; read: ReadPayload } {
  if (Array.isArray(payload)) {
    const whole = SENDERS.find((sender) => sender.recognisesList?.(payload))
    if (whole !== undefined) return { sender: whole, read: { pairs: [], held: whole.holdsLists } }
    if (payload.length === 1 && isObject(payload[0])) return recognise(payload[0])
    const held =
      payload.length > 1
        ? `The payload is a list of ${payload.length} records; send one lead per request.`
        : 'The payload is a list without a lead.'
    return { sender: flat, read: { pairs: [], held } }
  }
  if (!isObject(payload)) return { sender: flat, read: { pairs: [] } }
  const direct = SENDERS.find((sender) => sender.recognises(payload))
  if (direct !== undefined) return { sender: direct, read: direct.read(payload) }
  // A relay may have put the sender's own payload under "data" or "body".
  for (const inner of unwrapLead(payload)) {
    const wrapped = SENDERS.find((sender) => sender.recognises(inner))
    if (wrapped !== undefined) return { sender: wrapped, read: wrapped.read(inner) }
  }
  return { sender: flat, read: flat.read(payload) }
}

/** How many values for one field are tried: a hostile list of a hundred thousand phones must not cost seconds. */
const MOST_TRIED = 20

function readFields(
  collection: Collection,
  issues: FieldNote[],
  problems: FieldNote[],
  region: string,
): Fields {
  const fields: Record<string, string | number | boolean | Phone> = {}
  for (let slot = 0; slot < SLOTS.length; slot++) {
    const list = collection.candidates[slot]
    const field = SLOTS[slot]?.field
    if (list === undefined || field === null || field === undefined) continue
    let isRead = false
    let note: FieldNote | null = null
    let estimated: { readonly value: number; readonly note: FieldNote } | null = null
    for (const [at, candidate] of list.entries()) {
      const reading = isRead || at >= MOST_TRIED ? null : readField(field, candidate.value, region)
      if (reading?.ok && reading.value !== '') {
        isRead = true
        fields[field.name] = reading.value
        continue
      }
      if (reading !== null && !reading.ok && estimated === null) {
        const guess = estimate(field, candidate.value)
        if (guess !== null)
          estimated = { value: guess.value, note: estimateNote(field, candidate.value, guess) }
      }
      if (reading !== null && !reading.ok)
        note ??= { field: field.name, message: reading.message, code: reading.code, value: candidate.value }
      collection.keep(candidate.pair, candidate.order)
    }
    if (!isRead && estimated !== null) {
      fields[field.name] = estimated.value
      issues.push(estimated.note)
    } else if (!isRead && note !== null) (field.kind === 'phone' ? problems : issues).push(note)
  }
  return fields as Fields
}

function estimateNote(
  { name, label, kind }: LeadField,
  raw: JsonValue,
  { value, how }: { readonly value: number; readonly how: string },
): FieldNote {
  const shown = kind === 'money' ? showMoney(value) : String(value)
  return {
    field: name,
    message: `${label}: “${textOf(raw)}” is not one number; ${how}, ${shown}, stands for it.`,
    code: 'estimated',
    value: raw,
  }
}

const PHONE_IS_MISSING: FieldNote = {
  field: 'phone',
  message: 'The phone number is missing. Send it as “phone”, or map the name the sender uses.',
  code: 'required',
  value: null,
}

function completeName(fields: Fields, collection: Collection): void {
  for (const candidate of candidatesOf(collection, 'full_name')) {
    const text = textOf(candidate.value)
    const split = splitName(text)
    const { first_name: first, last_name: last } = fields
    if (first === undefined && last === undefined) {
      if (split.firstName !== '') fields.first_name = split.firstName
      if (split.lastName !== '') fields.last_name = split.lastName
    } else if (foldText(`${first ?? ''} ${last ?? ''}`) === foldText(text)) {
      // Says the same once more.
    } else if (
      last === undefined &&
      first !== undefined &&
      split.lastName !== '' &&
      foldText(text).startsWith(`${foldText(first)} `)
    ) {
      fields.last_name = split.lastName
    } else if (first === undefined && last !== undefined && foldText(text).endsWith(` ${foldText(last)}`)) {
      fields.first_name = text.slice(0, text.length - last.length).trim()
    } else {
      collection.keep(candidate.pair, candidate.order)
    }
  }
}

function completeAddress(fields: Fields, collection: Collection): void {
  const second = takeText(collection, 'address_line_2')
  if (second === null) return
  if (fields.address === undefined) fields.address = second
  else if (!foldText(fields.address).includes(foldText(second)))
    fields.address = `${fields.address}, ${second}`
}

function completePhone(fields: Fields, collection: Collection): void {
  const extension = takeText(collection, 'phone_extension')
  if (extension === null || fields.phone === undefined || fields.phone.extension !== null) return
  if (/^\d{1,7}$/.test(extension)) fields.phone = { ...fields.phone, extension }
}

function readPrice(read: ReadPayload, collection: Collection, issues: FieldNote[]): number | null {
  let price = read.price === undefined ? null : parseMoney(read.price)
  for (const candidate of candidatesOf(collection, 'price')) {
    const cents = price === null ? parseMoney(candidate.value) : null
    if (cents !== null && cents >= 0) {
      price = cents
      continue
    }
    if (price === null) {
      issues.push({
        field: 'price',
        message: 'The lead’s price is not one amount.',
        code: 'not_a_number',
        value: candidate.value,
      })
    }
    collection.keep(candidate.pair, candidate.order)
  }
  return price !== null && price >= 0 ? price : null
}

function readTest(read: ReadPayload, collection: Collection): boolean {
  let isTest = read.isTest === true
  for (const candidate of candidatesOf(collection, 'is_test')) {
    const claim = readBoolean(candidate.value)
    if (claim === null) collection.keep(candidate.pair, candidate.order)
    else if (claim) isTest = true
  }
  return isTest
}

function readId(read: ReadPayload, collection: Collection): string | null {
  let id = idOf(read.externalId)
  for (const candidate of candidatesOf(collection, 'external_id')) {
    const one = idOf(candidate.value)
    if (id === null && one !== null) id = one
    else if (one === null || one !== id) collection.keep(candidate.pair, candidate.order)
  }
  return id
}

function idOf(value: JsonValue | undefined): string | null {
  const text = value === undefined ? '' : textOf(value)
  return saysNothing(text) ? null : text
}

/** The best candidate's text; the others stay with the lead. */
function takeText(collection: Collection, name: PayloadFieldName): string | null {
  const [first, ...others] = candidatesOf(collection, name)
  for (const other of others) collection.keep(other.pair, other.order)
  const text = first === undefined ? '' : textOf(first.value)
  return text === '' ? null : text
}

function candidatesOf(collection: Collection, name: PayloadFieldName): readonly Candidate[] {
  return collection.candidates[slotOf(name)] ?? []
}

function hasEntries(mapping: FieldMapping | undefined): mapping is FieldMapping {
  if (mapping === undefined) return false
  for (const _ in mapping) return true
  return false
}
