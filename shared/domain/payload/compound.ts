// Values that hold several fields in one object: a name in parts, an address, a phone with its area code, consent, campaign tags.

import { foldKey } from '../fold.ts'
import { isObject, type JsonObject, type JsonValue } from './json.ts'
import type { Pair } from './sender.ts'
import { slotOf, targetOf } from './targets.ts'
import { isAbsent, textOf } from './values.ts'

const FULL_NAME = slotOf('full_name')
const PHONE = slotOf('phone')
const ADDRESS = slotOf('address')
const CONSENT = slotOf('consent_value')
const PARTS_OF_ADDRESS = new Set(
  (['address', 'address_line_2', 'city', 'state', 'zip_code'] as const).map((name) => slotOf(name)),
)

type Parts = Readonly<Record<string, string>>
const NAME_PARTS: Parts = {
  first: 'first_name',
  firstname: 'first_name',
  given: 'first_name',
  last: 'last_name',
  lastname: 'last_name',
  family: 'last_name',
  full: 'full_name',
  fullname: 'full_name',
}
const CONSENT_PARTS: Parts = {
  text: 'consent_text',
  language: 'consent_text',
  value: 'consent_value',
  given: 'consent_value',
  agreed: 'consent_value',
}
const UTM_PARTS: Parts = {
  source: 'utm_source',
  medium: 'utm_medium',
  campaign: 'utm_campaign',
  utmsource: 'utm_source',
  utmmedium: 'utm_medium',
  utmcampaign: 'utm_campaign',
}
const WHOLE_PHONE = [
  'full',
  'number',
  'phone',
  'phonenumber',
  'e164',
  'raw',
  'value',
  'formatted',
  'international',
]

/** The object's parts under field names; null when it is no compound. What has no place comes back as one more pair, as it came. */
export function takeApart(pair: Pair): Pair[] | null {
  const value = Array.isArray(pair.value) && pair.value.length === 1 ? pair.value[0] : pair.value
  if (!isObject(value)) return null
  const slot = targetOf(pair.name)?.slot
  if (slot === FULL_NAME) return nameParts(pair, value)
  if (slot === PHONE) return phoneParts(pair, value)
  if (slot === CONSENT) return named(pair, value, CONSENT_PARTS)
  const key = foldKey(pair.name)
  if (slot === ADDRESS || key === 'location' || key === 'postaladdress') return addressParts(pair, value)
  if (key === 'utm' || key === 'utms' || key === 'utmparameters') return named(pair, value, UTM_PARTS)
  return null
}

function named(pair: Pair, object: JsonObject, parts: Parts): Pair[] | null {
  const found: Pair[] = []
  const left: Pair[] = []
  for (const key of Object.keys(object)) {
    const value = object[key] as JsonValue
    const folded = foldKey(key)
    const name = Object.hasOwn(parts, folded) ? parts[folded] : undefined
    if (name !== undefined) found.push({ ...pair, name, value })
    else if (!isAbsent(value) && key !== 'field_type') left.push(pair)
  }
  if (found.length === 0) return null
  return left.length === 0 ? found : [...found, { ...pair, isBookkeeping: true }]
}

/** Middle names stay with the first, suffixes with the last, as in `splitName`; titles ("Mr") are let go. */
function nameParts(pair: Pair, object: JsonObject): Pair[] | null {
  const inOrder = (keys: string[]) => {
    const words: string[] = []
    for (const wanted of keys) {
      const key = Object.keys(object).find((one) => foldKey(one) === wanted)
      if (key !== undefined) words.push(textOf(object[key] as JsonValue))
    }
    return words.filter((word) => word !== '').join(' ')
  }
  const hasParts = Object.keys(object).some((key) => Object.hasOwn(NAME_PARTS, foldKey(key)))
  if (!hasParts) return null
  const first = inOrder(['first', 'firstname', 'given', 'middle', 'middlename'])
  const last = inOrder(['last', 'lastname', 'family', 'suffix'])
  return [
    { ...pair, name: 'first_name', value: first },
    { ...pair, name: 'last_name', value: last },
    { ...pair, name: 'full_name', value: inOrder(['full', 'fullname']) },
  ]
}

function phoneParts(pair: Pair, object: JsonObject): Pair[] | null {
  const parts = new Map(Object.keys(object).map((key) => [foldKey(key), textOf(object[key] as JsonValue)]))
  const area = parts.get('area') ?? parts.get('areacode')
  const country = parts.get('country') ?? parts.get('countrycode') ?? ''
  const local = parts.get('phone') ?? parts.get('number') ?? ''
  let whole = WHOLE_PHONE.map((key) => parts.get(key) ?? '').find((text) => text !== '')
  if (area !== undefined && area !== '' && !parts.get('full')) {
    whole = `${/^\+?\d{1,3}$/.test(country) ? `+${country.replace('+', '')} ` : ''}${area} ${local}`
  }
  if (whole === undefined) return null
  const extension = parts.get('extension') ?? parts.get('ext') ?? ''
  return [
    { ...pair, value: whole },
    { ...pair, name: 'phone_extension', value: extension },
  ]
}

function addressParts(pair: Pair, object: JsonObject): Pair[] | null {
  const found: Pair[] = []
  let hasMore = false
  for (const key of Object.keys(object)) {
    const value = object[key] as JsonValue
    const folded = foldKey(key)
    const name = folded === 'line1' ? 'address' : folded === 'line2' ? 'address_line_2' : key
    const target = targetOf(name)
    if (target !== null && PARTS_OF_ADDRESS.has(target.slot)) found.push({ ...pair, name, value })
    else if (!isAbsent(value) && key !== 'field_type') hasMore = true
  }
  if (found.length === 0) return null
  return hasMore ? [...found, { ...pair, isBookkeeping: true }] : found
}
