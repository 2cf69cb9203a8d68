// What a person may change by hand, and how what they typed is read. One reading for the panel, the list and bulk changes: a text is read
// as people write it, and comes out as the contract has it (whole cents, ISO instants, E.164, the words of a vocabulary).
import { instantOfWallTime } from './days.ts'
import {
  APPOINTMENT_OUTCOME_LABELS,
  APPOINTMENT_TYPE_LABELS,
  LEAD_TYPE_LABELS,
  LOCATION_TYPE_LABELS,
  labelOf,
} from './labels.ts'
import { parseTypedMoney } from './money.ts'
import { type FieldKind, LEAD_FIELDS, type LeadField } from './payload/fields.ts'
import { parseInstant } from './payload/instants.ts'
import { readField } from './payload/values.ts'
import type { Phone } from './phone.ts'
import { APPOINTMENT_OUTCOMES, APPOINTMENT_TYPES, LEAD_TYPES, LOCATION_TYPES } from './vocabulary.ts'

export type EditField = {
  /** The column. */
  readonly name: string
  readonly label: string
  readonly kind: FieldKind | 'reference'
  readonly choices: readonly { readonly value: string; readonly label: string }[] | null
  readonly refersTo?: 'agents' | 'workspaces'
  /** Must not be emptied. */
  readonly isRequired?: true
  /** How money is kept on disk: the specification's columns hold dollars, ours cents. */
  readonly unit?: 'dollars' | 'cents'
  /** Longest text. */
  readonly length: number
  /** More than one line. */
  readonly isLong?: true
  /** How its value is read; a field of LEAD_FIELDS itself, or one made alike. */
  readonly reading: LeadField
}

const LONG = new Set(['notes', 'consent_text', 'claims_history'])

function editOf(reading: LeadField, more: Partial<EditField> = {}): EditField {
  const isLong = LONG.has(reading.name)
  return {
    name: reading.name,
    label: reading.label,
    kind: reading.kind,
    choices: reading.choices?.map((value) => ({ value, label: labelOf(value) })) ?? null,
    length: isLong ? 10_000 : reading.name.endsWith('_url') ? 2_000 : 500,
    ...(isLong ? { isLong } : {}),
    ...(reading.kind === 'money' ? { unit: 'dollars' as const } : {}),
    reading,
    ...more,
  }
}

function own(name: string, kind: FieldKind, label: string, more: Partial<EditField> = {}): EditField {
  return editOf({ name, kind, label, leadTypes: LEAD_TYPES, aliases: [], choices: null }, more)
}

const EXTENSION = own('phone_extension', 'text', 'Phone extension')

/**
 * Every field of a lead that a person may change. When it came (`created_at`) is not among them: it is a fact of the record that ages, days
 * and figures rest on.
 */
export const LEAD_EDITS: readonly EditField[] = [
  ...LEAD_FIELDS.filter(({ name }) => name !== 'created_at').map((field) => editOf(field)),
  EXTENSION,
  own('lead_type', 'choice', 'Type', {
    choices: LEAD_TYPES.map((value) => ({ value, label: LEAD_TYPE_LABELS[value] })),
    isRequired: true,
  }),
  own('assigned_to', 'text', 'Assigned to', { kind: 'reference', refersTo: 'agents' }),
  own('workspace_id', 'text', 'Workspace', { kind: 'reference', refersTo: 'workspaces' }),
  own('next_step', 'text', 'Next step'),
  own('follow_up_at', 'instant', 'Follow-up'),
  own('revenue_potential', 'money', 'Revenue potential'),
  own('cost_cents', 'money', 'Lead price', { unit: 'cents' }),
]

/** The fields of an appointment beside its time and its status, which have ways of their own. */
export const APPOINTMENT_EDITS: readonly EditField[] = [
  own('appointment_type', 'choice', 'Type', {
    choices: APPOINTMENT_TYPES.map((value) => ({ value, label: APPOINTMENT_TYPE_LABELS[value] })),
    isRequired: true,
  }),
  own('assigned_to', 'text', 'Agent', { kind: 'reference', refersTo: 'agents' }),
  own('location_type', 'choice', 'Location', {
    choices: LOCATION_TYPES.map((value) => ({ value, label: LOCATION_TYPE_LABELS[value] })),
    isRequired: true,
  }),
  own('location_address', 'text', 'Address'),
  own('outcome', 'choice', 'Outcome', {
    choices: APPOINTMENT_OUTCOMES.map((value) => ({ value, label: APPOINTMENT_OUTCOME_LABELS[value] })),
  }),
  own('next_action', 'text', 'Next action'),
  own('next_action_date', 'instant', 'Next action on'),
  own('notes', 'text', 'Notes', { isLong: true, length: 10_000 }),
  own('customer_notes', 'text', 'Customer notes', { isLong: true, length: 10_000 }),
  own('workspace_id', 'text', 'Workspace', { kind: 'reference', refersTo: 'workspaces' }),
]

/** The fields of a conversion that are changed where they stand. Its date is written as the agency's clock shows it. */
export const CONVERSION_EDITS: readonly EditField[] = [
  own('value_cents', 'money', 'Value', { unit: 'cents' }),
  own('currency', 'choice', 'Currency', { isRequired: true }),
  own('converted_at', 'text', 'Date', { isRequired: true }),
  own('converted_by', 'text', 'Agent', { kind: 'reference', refersTo: 'agents', isRequired: true }),
  own('custom_data', 'text', 'Details', { length: 1_000 }),
]

const PERSON = ['first_name', 'last_name', 'email', 'phone', 'address', 'city', 'state', 'zip_code']

/** Every field of a contact that a person may change. A contact is found by its phone, so that stays. */
export const CONTACT_EDITS: readonly EditField[] = [
  ...LEAD_EDITS.filter(({ name }) => PERSON.includes(name)).map((field) =>
    field.name === 'phone' ? { ...field, isRequired: true as const } : field,
  ),
  EXTENSION,
]

const byName = new Map(LEAD_EDITS.map((field) => [field.name, field]))

export function leadEdit(name: string): EditField | undefined {
  return byName.get(name)
}

/** As the contract has it: cents, ISO instants, E.164, yes and no as booleans, null for empty. */
export type EditValue = string | number | boolean | null

export type EditReading =
  | {
      readonly ok: true
      readonly value: EditValue
      /** Only of a phone: the extension that was written behind it. */
      readonly extension?: string | null
    }
  | { readonly ok: false; readonly code: string; readonly message: string }

type Home = {
  /** Phones without a country code belong here (ISO 3166). */
  readonly region: string
  /** Times without a zone are of this one. */
  readonly timeZone: string
}

/** A hundred million dollars: more is a slip of the finger. */
const MOST_CENTS = 10_000_000_000
const MOST_WHOLE = 999_999_999

/**
 * Reads one value. A text is read as typed ("$1,250", "(602) 555-0142 x12", "11/24/2026 9:00 AM" in the agency's zone); of money a number
 * counts whole cents. What does not fit is refused with a sentence that names the field and says what to write.
 */
export function readEdit(field: EditField, raw: EditValue, home: Home): EditReading {
  const value = typeof raw === 'string' ? raw.replaceAll('\0', '').trim() : raw
  if (value === null || value === '') {
    return field.isRequired
      ? refuse('required', `${field.label} cannot be empty. ${WHAT_TO_WRITE[field.kind]}`)
      : { ok: true, value: null }
  }
  if (typeof value === 'string' && value.length > field.length) {
    return refuse(
      'too_long',
      `${field.label}: this is ${value.length} characters long; at most ${field.length} fit. Shorten it.`,
    )
  }
  if (field.name === 'phone_extension') {
    return /^\d{1,7}$/.test(String(value))
      ? { ok: true, value: String(value) }
      : refuse('invalid', `${field.label}: “${value}” is no extension. Write up to seven digits, such as 12.`)
  }
  switch (field.kind) {
    case 'reference':
      return { ok: true, value: String(value) }
    case 'money':
      return readAmount(field, value, home)
    case 'integer':
      return readWhole(field, value, home)
    case 'instant':
      return readMoment(field, value, home)
    case 'phone': {
      const reading = readField(field.reading, value, home.region)
      if (!reading.ok) return refuse(reading.code, `${field.label}: ${reading.message}`)
      const phone = reading.value as Phone
      return { ok: true, value: phone.e164, extension: phone.extension }
    }
    case 'choice': {
      const given = String(value).toLowerCase()
      const own = field.choices?.find(
        (choice) => choice.value === value || choice.label.toLowerCase() === given,
      )
      if (own !== undefined) return { ok: true, value: own.value }
      const reading = field.reading.choices === null ? null : readField(field.reading, value, home.region)
      return reading?.ok
        ? { ok: true, value: reading.value as string }
        : refuse(
            'unknown_choice',
            `${field.label}: “${value}” is not one of its choices. Choose ${listed((field.choices ?? []).map(({ label }) => label))}.`,
          )
    }
    case 'boolean': {
      const reading = readField(field.reading, value, home.region)
      return reading.ok
        ? { ok: true, value: reading.value as boolean }
        : refuse(reading.code, `${field.label}: “${value}” is neither yes nor no. Choose Yes or No.`)
    }
    default: {
      const reading = readField(field.reading, value, home.region)
      return reading.ok
        ? { ok: true, value: reading.value as string }
        : refuse(reading.code, `${reading.message} ${WHAT_TO_WRITE[field.kind]}`)
    }
  }
}

const WHAT_TO_WRITE: Readonly<Record<EditField['kind'], string>> = {
  text: 'Write a text.',
  email: 'Write it like name@example.com.',
  phone: 'Write a phone number, such as (602) 555-0142.',
  money: 'Write an amount, such as 245 or $1,250.00.',
  integer: 'Write a whole number, such as 12.',
  choice: 'Choose one.',
  instant: 'Write a date and a time, such as 11/24/2026 9:00 AM.',
  state: 'Write a state, such as AZ.',
  zip: 'Write a ZIP code, such as 85018.',
  boolean: 'Choose Yes or No.',
  reference: 'Choose one.',
}

function readAmount(field: EditField, value: string | number | boolean, home: Home): EditReading {
  const reading = typeof value === 'string' ? readField(field.reading, value, home.region) : null
  const cents = typeof value === 'number' ? value : reading?.ok ? (reading.value as number) : Number.NaN
  const isTwofold = typeof value === 'string' && parseTypedMoney(value) === null
  if (isTwofold || !Number.isInteger(cents))
    return refuse('not_a_number', `${field.label}: “${value}” is not one amount. ${WHAT_TO_WRITE.money}`)
  if (cents < 0 || cents > MOST_CENTS)
    return refuse(
      'out_of_range',
      `${field.label}: “${value}” is ${cents < 0 ? 'less than nothing' : 'more than $100,000,000'}. ${WHAT_TO_WRITE.money}`,
    )
  return { ok: true, value: cents }
}

function readWhole(field: EditField, value: string | number | boolean, home: Home): EditReading {
  const reading = readField(field.reading, value, home.region)
  const isFraction = /\d[.,]\d{1,2}(?!\d)/.test(String(value))
  if (!reading.ok || isFraction || (typeof value === 'number' && !Number.isInteger(value)))
    return refuse(
      'not_a_number',
      `${field.label}: “${value}” is not one whole number. ${WHAT_TO_WRITE.integer}`,
    )
  const whole = reading.value as number
  return whole < 0 || whole > MOST_WHOLE
    ? refuse('out_of_range', `${field.label}: “${value}” does not fit. ${WHAT_TO_WRITE.integer}`)
    : { ok: true, value: whole }
}

const NAMES_ITS_ZONE = /(?:^[\d.]+|\d\s*z|[+-]\d\d:?\d\d|\(?\b(?:utc|gmt|[ecmpah]k?[sd]t)\)?)$/i

function readMoment(field: EditField, value: string | number | boolean, home: Home): EditReading {
  const text = String(value)
  const asUtc = parseInstant(text)
  if (asUtc === null)
    return refuse('not_a_date', `${field.label}: “${text}” is not a date. ${WHAT_TO_WRITE.instant}`)
  // An offset needs a time before it: the end of 2026-11-24 is a day.
  const hasZone = NAMES_ITS_ZONE.test(text) && !/^\d{4}-\d{1,2}-\d{1,2}$/.test(text)
  return { ok: true, value: hasZone ? asUtc : instantOfWallTime(asUtc.slice(0, -1), home.timeZone) }
}

/** As it stands in the column. */
export function toColumn(field: EditField, value: EditValue): string | number | null {
  if (value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  return field.unit === 'dollars' ? (value as number) / 100 : value
}

/** As the contract has it. */
export function fromColumn(field: EditField, stored: string | number | null | undefined): EditValue {
  if (stored === null || stored === undefined) return null
  if (field.kind === 'boolean') return stored === 1
  return field.unit === 'dollars' ? Math.round((stored as number) * 100) : stored
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function refuse(code: string, message: string): EditReading {
  return { ok: false, code, message }
}
