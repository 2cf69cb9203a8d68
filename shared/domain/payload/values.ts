// From what a sender wrote to the typed value of a field. Each kind has its reading; a value that does not fit is told in a sentence and
// stays with the lead as it came.

import { foldKey, foldText } from '../fold.ts'
import { parseMoney, parseNumber } from '../money.ts'
import { type Phone, parsePhone } from '../phone.ts'
import type { LeadType } from '../vocabulary.ts'
import type { LeadField } from './fields.ts'
import { parseInstant } from './instants.ts'
import { isObject, type JsonValue } from './json.ts'
import { readState, readZip } from './places.ts'

export type NoteCode =
  | 'required'
  | 'invalid'
  | 'unknown_choice'
  | 'not_a_number'
  | 'not_a_date'
  | 'not_yes_or_no'
  | 'estimated'
export type FieldReading =
  | { readonly ok: true; readonly value: string | number | boolean | Phone }
  | { readonly ok: false; readonly code: NoteCode; readonly message: string }

/** Empty text, white space, null and empty lists count as absent; false and 0 do not. */
export function isAbsent(value: JsonValue | undefined): boolean {
  if (value === null || value === undefined) return true
  if (typeof value === 'string') return value === '' || value.trim() === ''
  return Array.isArray(value) && value.every(isAbsent)
}

const NOTHING = /^(?:0*|-+|null|nil|none|undefined|nan|n\/?a|unknown|\{\{.*\}\}|\[[a-z_ .]*\])$/i

/** An id that is none: empty, or what a sender's template writes when it has none. Two people with it are still two people. */
export function saysNothing(id: string): boolean {
  return NOTHING.test(id)
}

/** The one value inside common wrappings: a list of one, {value: x}, {label: x}; others as they are. */
export function unwrap(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.length === 1 ? unwrap(value[0] as JsonValue) : value
  for (const key of ['value', 'label']) {
    const inner = Object.hasOwn(value, key) ? value[key] : undefined
    if (inner !== undefined) return unwrap(inner)
  }
  return value
}

/** A value in words, for answers and text fields: lists joined, an object's values joined, yes and no for booleans. */
export function textOf(value: JsonValue): string {
  if (typeof value === 'string') return cleanText(value)
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return String(value)
  const inner = unwrap(value)
  if (inner !== value) return textOf(inner)
  const parts = Array.isArray(inner) ? inner : Object.values(inner)
  return parts
    .map(textOf)
    .filter((part) => part !== '')
    .join(', ')
}

export function readField(field: LeadField, raw: JsonValue, defaultRegion: string): FieldReading {
  const value = unwrap(raw)
  switch (field.kind) {
    case 'text':
      return readText(field, value)
    case 'email':
      return readEmail(value)
    case 'phone':
      return readPhone(value, defaultRegion)
    case 'money': {
      const cents = parseMoney(value)
      return cents === null ? notOneNumber(field, value) : accept(cents)
    }
    case 'integer': {
      const number = parseNumber(value)
      const whole = number === null ? null : Math.round(number)
      return whole === null || !Number.isSafeInteger(whole) ? notOneNumber(field, value) : accept(whole + 0)
    }
    case 'choice':
      return readChoice(field, value)
    case 'instant': {
      const instant = parseInstant(value)
      return instant === null
        ? refuse('not_a_date', `${field.label}: “${quote(value)}” is not a date.`)
        : accept(instant)
    }
    case 'state':
      return typeof value === 'string' ? accept(readState(cleanText(value))) : readText(field, value)
    case 'zip':
      return typeof value === 'string' || typeof value === 'number'
        ? accept(readZip(value))
        : readText(field, value)
    case 'boolean': {
      const claim = readBoolean(value)
      return claim === null
        ? refuse('not_yes_or_no', `${field.label}: “${quote(value)}” is neither yes nor no.`)
        : accept(claim)
    }
  }
}

const RANGE = /^(?:between |from )?(.*\d.*?) ?(?:-|–|—| to | and | bis ) ?(\D{0,3}\d.*)$/
const SCALED = /\d ?(k|thousand|m|mm|mil|million)(?![a-z])/
const BOUND =
  /^(?:less than|fewer than|lower than|under|below|up to|at most|no more than|more than|greater than|over|above|at least|starting at|from|about|around|approx(?:imately|\.)?|ca\.?|[<>]=?|[≤≥~≈]) ?(.+)$/
const OPEN_END =
  /^(.*\d[^+]*?) ?(?:\+|plus|(?:or|and|&) (?:more|less|up|over|above|under|below|older|higher))(?![+])(.*)$/

/**
 * A number for what names none, as forms with answers to choose from do: the middle of a range (“$150-$250”), the bound of what is open
 * (“$300+”, “Less than $100”). Null for anything else. Only for what was sent: who types a value can type one number.
 */
export function estimate(
  field: LeadField,
  raw: JsonValue,
): { readonly value: number; readonly how: string } | null {
  const value = unwrap(raw)
  if ((field.kind !== 'money' && field.kind !== 'integer') || typeof value !== 'string' || value.length > 60)
    return null
  const read = (text: string) => (field.kind === 'money' ? parseMoney(text) : parseNumber(text))
  const text = foldText(value.replaceAll('_', ' '))
  const [, from, to] = RANGE.exec(text) ?? []
  if (from !== undefined && to !== undefined) {
    const high = read(to)
    const scale = SCALED.exec(to)?.[1]
    // "250-300k" begins at 250k.
    const low = read(scale === undefined || SCALED.test(from) ? from : `${from.trim()}${scale}`)
    if (low === null || high === null || low < 0 || low > high) return null
    return { value: Math.round((low + high) / 2), how: 'the middle of it' }
  }
  const bare = BOUND.exec(text)?.[1] ?? openEnd(text)
  const bound = bare === null ? null : read(bare)
  return bound === null || bound < 0 || !Number.isSafeInteger(Math.round(bound))
    ? null
    : { value: Math.round(bound), how: 'its bound' }
}

function openEnd(text: string): string | null {
  const found = OPEN_END.exec(text)
  return found === null ? null : `${found[1]}${found[2]}`
}

const YES = new Set('true yes y 1 on agreed agree accepted checked t ok test'.split(' '))
const NO = new Set('false no n 0 off declined unchecked f none'.split(' '))

/** yes or no in the usual spellings; null for anything else. */
export function readBoolean(value: JsonValue): boolean | null {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === 0) return value === 1
  if (typeof value !== 'string') return null
  const word = value.trim().toLowerCase()
  return YES.has(word) ? true : NO.has(word) ? false : null
}

/** Names of products and trades, most telling first; "auto insurance" is insurance though "auto" alone is nothing. */
const TRADES: readonly (readonly [LeadType, RegExp])[] = [
  ['insurance', /insur|medicare|annuit|final expense/],
  ['solar', /solar|photovoltaic|\bpv\b/],
  ['hvac', /hvac|heating|cooling|air condition|\ba\/?c\b|furnace|heat pump|boiler|mini ?split/],
  [
    'general',
    /general|roof|window|bath|kitchen|siding|gutter|plumb|floor|paint|remodel|home improvement|door|fenc|deck|concrete|landscap|security|water|walk-in tub|pest|electric/,
  ],
]

/** The lead type a product suggests: "Solar panels" -> solar, "Furnace repair" -> hvac, "Roofing" -> general; null when it says nothing. */
export function readProductType(product: unknown): LeadType | null {
  if (typeof product !== 'string') return null
  const text = product.toLowerCase()
  return TRADES.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}

/** Spellings of a choice beside its own, all without case and separators. */
const SYNONYMS: Readonly<Record<string, string>> = Object.freeze({
  'system_type/central-air': 'central centralac centralairconditioning centralairconditioner centralhvac',
  'system_type/heat-pump': 'heatpumps',
  'system_type/ductless': 'minisplit ductlessminisplit minisplits split',
  'system_type/window-unit': 'window windowac windowunits windowairconditioner',
  'service_type/installation':
    'install new newinstallation newinstall newsystem replacement replace installorreplace',
  'service_type/repair': 'fix repairs service',
  'service_type/maintenance': 'maintain tuneup servicing inspection',
  'service_type/consultation': 'consult estimate quote freeestimate advice',
  'urgency/immediate': 'immediately asap now today urgent emergency rightaway assoonaspossible',
  'urgency/within-week': 'within1week withinaweek thisweek within7days 1week oneweek',
  'urgency/within-month': 'within1month withinamonth thismonth within30days 1month onemonth',
  'urgency/planning':
    'justplanning planningahead planningstage research researching justlooking flexible timingisflexible notsure norush',
  'policy_type/auto': 'car vehicle autoinsurance carinsurance automobile',
  'policy_type/home': 'homeowner homeowners house homeinsurance homeownersinsurance',
  'policy_type/life': 'lifeinsurance termlife wholelife',
  'policy_type/health': 'healthinsurance medical',
  'policy_type/business': 'commercial businessinsurance commercialinsurance smallbusiness',
})
const choices = new Map<string, string>()
for (const [place, words] of Object.entries(SYNONYMS)) {
  const [field = '', choice = ''] = place.split('/')
  for (const word of words.split(' ')) choices.set(`${field}/${word}`, choice)
}

function readChoice(field: LeadField, value: JsonValue): FieldReading {
  if (typeof value === 'string') {
    const key = foldKey(value)
    const choice = field.choices?.find((one) => foldKey(one) === key) ?? choices.get(`${field.name}/${key}`)
    if (choice !== undefined) return accept(choice)
  }
  return refuse(
    'unknown_choice',
    `${field.label}: “${quote(value)}” is none of ${field.choices?.join(', ') ?? 'its choices'}.`,
  )
}

const EMAIL_LOCAL = /^[^\s@<>(),;:\\"[\]]{1,64}$/
const EMAIL_DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}-]{2,63}$/u
const NAMED_ADDRESS = /^[^<>]*<([^<>]+)>$/

/** RFC 6531 addresses (accents included), trimmed, the domain in small letters. */
function readEmail(value: JsonValue): FieldReading {
  if (typeof value === 'string' && value.length <= 320) {
    const bare = cleanText(value).replace(/^mailto:/i, '')
    const address = NAMED_ADDRESS.exec(bare)?.[1]?.trim() ?? bare
    const at = address.lastIndexOf('@')
    const local = address.slice(0, at)
    const domain = address.slice(at + 1).toLowerCase()
    const hasDots = local.startsWith('.') || local.endsWith('.') || local.includes('..')
    if (at > 0 && !hasDots && EMAIL_LOCAL.test(local) && EMAIL_DOMAIN.test(domain))
      return accept(`${local}@${domain}`)
  }
  return refuse('invalid', `Email: “${quote(value)}” is not an email address.`)
}

function readPhone(value: JsonValue, defaultRegion: string): FieldReading {
  if (Array.isArray(value)) {
    const readings = value.slice(0, 20).map((one) => readPhone(unwrap(one), defaultRegion))
    return (
      readings.find((reading) => reading.ok) ??
      readings[0] ??
      refuse('invalid', 'The phone number is missing.')
    )
  }
  if (typeof value !== 'string' && typeof value !== 'number')
    return refuse('invalid', 'The phone number is not a text.')
  const reading = parsePhone(value, defaultRegion)
  return reading.ok ? accept(reading.phone) : refuse('invalid', reading.message)
}

function readText(field: LeadField, value: JsonValue): FieldReading {
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).some(isNested)
  ) {
    return refuse('invalid', `${field.label} holds a nested object instead of a text.`)
  }
  // Booleans stay the sender's own words: shade_coverage false is "false", not a reading of it.
  return accept(typeof value === 'boolean' ? String(value) : textOf(value))
}

function isNested(value: JsonValue): boolean {
  return isObject(value) || Array.isArray(value)
}

/** SQLite ends some text functions at NUL, so none is let in. */
function cleanText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).trim()
}

function notOneNumber(field: LeadField, value: JsonValue): FieldReading {
  return refuse('not_a_number', `${field.label}: “${quote(value)}” is not one number.`)
}

function quote(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function accept(value: string | number | boolean | Phone): FieldReading {
  return { ok: true, value }
}

function refuse(code: NoteCode, message: string): FieldReading {
  return { ok: false, code, message }
}
