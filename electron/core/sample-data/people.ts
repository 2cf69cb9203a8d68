// Invented people: names of one origin mostly, an address that exists as a place, an e-mail made from the name, a telephone nobody has.
import type { ContactValues } from '../../../shared/domain/contact.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import { LONG_NAMES, ORIGINS } from './names.ts'
import { type Place, STREET_KINDS, STREETS } from './places.ts'
import { drawer, type Random } from './random.ts'

/** A person as the sample knows one; `id` is 0 until the contact is written. */
export type Person = {
  id: number
  phone: string
  values: ContactValues
  times: Readonly<Record<string, string>>
}

const drawOrigin = drawer(ORIGINS.map(({ weight }) => weight))
const DOMAINS = ['example.com', 'example.com', 'example.com', 'mail.example.com', 'home.example.com']

export function inventPerson(random: Random, places: readonly Place[]): ContactValues {
  const [first, last] = inventName(random)
  const { address, city, state, zip_code } = inventAddress(random, places)
  return {
    first_name: first,
    last_name: last,
    email: random.chance(0.06) ? null : inventEmail(random, first, last),
    address,
    city,
    state,
    zip_code,
    phone_extension: random.chance(0.004) ? String(random.between(10, 499)) : null,
  }
}

function inventName(random: Random): readonly [first: string, last: string | null] {
  if (random.chance(0.002)) return random.pick(LONG_NAMES)
  const origin = ORIGINS[drawOrigin(random)] as (typeof ORIGINS)[number]
  const lastOrigin = random.chance(0.12) ? (ORIGINS[drawOrigin(random)] as typeof origin) : origin
  const last = random.pick(lastOrigin.last)
  return [random.pick(origin.first), random.chance(0.03) ? null : last]
}

export function inventAddress(random: Random, places: readonly Place[]) {
  const { city, state, zips } = random.pick(places)
  const street = `${random.between(1, 9) * random.pick([11, 101, 127, 1013])} ${random.pick(STREETS)} ${random.pick(STREET_KINDS)}`
  const address = random.chance(0.07)
    ? null
    : random.chance(0.12)
      ? `${street}, Apt ${random.between(1, 40)}`
      : street
  return { address, city, state, zip_code: random.pick(zips) }
}

const plainNames = new Map<string, string>()

/** Letters only, without accents: "Élodie" -> "elodie". */
function plainName(name: string): string {
  let plain = plainNames.get(name)
  if (plain === undefined) {
    plain = foldText(name).replace(/[^a-z]+/g, '') || 'someone'
    plainNames.set(name, plain)
  }
  return plain
}

export function inventEmail(random: Random, first: string, last: string | null): string {
  const given = plainName(first)
  const family = last === null ? '' : plainName(last)
  const number = random.chance(0.6) ? String(random.between(1, 99)) : ''
  const domain = random.pick(DOMAINS)
  if (family === '') return `${given}${number || '1'}@${domain}`
  switch (random.below(4)) {
    case 0:
      return `${given}.${family}${number}@${domain}`
    case 1:
      return `${given.charAt(0)}${family}${number}@${domain}`
    case 2:
      return `${given}_${family}${number}@${domain}`
    default:
      return `${family}.${given}${number}@${domain}`
  }
}
