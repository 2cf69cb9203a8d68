// Ids that look random, cost O(1) and never repeat: a counter through a full-cycle permutation (DOMAIN §3).
// The permutation is a four-round Feistel network over the next even number of bits, walked until it lands inside the space;
// it is a bijection of the space onto itself, so two counters never give one id, and the counter can be read back from the id.

import type { LeadType } from './vocabulary.ts'

type Space = {
  readonly first: number
  readonly size: number
  readonly halfBits: number
  readonly keys: readonly number[]
}

const ROUNDS = 4

function space(first: number, size: number, seed: number): Space {
  let halfBits = 1
  while (4 ** halfBits < size) halfBits++
  return {
    first,
    size,
    halfBits,
    keys: Array.from({ length: ROUNDS }, (_, round) => mix(seed + round * 0x9e3779b9)),
  }
}

/** A 32-bit finaliser: every input bit reaches every output bit. */
function mix(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

function permute({ size, halfBits, keys }: Space, value: number): number {
  const half = 2 ** halfBits
  let current = value
  do {
    let left = Math.floor(current / half)
    let right = current % half
    for (const key of keys) {
      const next = left ^ (mix(right + key) % half)
      left = right
      right = next
    }
    current = left * half + right
  } while (current >= size)
  return current
}

function unpermute({ size, halfBits, keys }: Space, value: number): number {
  const half = 2 ** halfBits
  let current = value
  do {
    let left = Math.floor(current / half)
    let right = current % half
    for (let round = keys.length - 1; round >= 0; round--) {
      const next = right ^ (mix(left + (keys[round] as number)) % half)
      right = left
      left = next
    }
    current = left * half + right
  } while (current >= size)
  return current
}

const SIX_DIGITS = space(100_000, 900_000, 0x11)
const SEVEN_DIGITS = space(1_000_000, 9_000_000, 0x22)
const TEN_DIGITS = space(1_000_000_000, 9_000_000_000, 0x33)

/** The contact id of the n-th contact (from 0): six digits, seven once those are used up. */
export function contactIdAt(sequence: number): number {
  if (sequence < SIX_DIGITS.size) return SIX_DIGITS.first + permute(SIX_DIGITS, sequence)
  const rest = sequence - SIX_DIGITS.size
  if (rest >= SEVEN_DIGITS.size) throw new RangeError('No contact ids are left.')
  return SEVEN_DIGITS.first + permute(SEVEN_DIGITS, rest)
}

/** The inverse of `contactIdAt`. */
export function contactSequenceOf(id: number): number {
  if (id < SEVEN_DIGITS.first) return unpermute(SIX_DIGITS, id - SIX_DIGITS.first)
  return SIX_DIGITS.size + unpermute(SEVEN_DIGITS, id - SEVEN_DIGITS.first)
}

/** The lead id of the n-th lead (from 0): ten digits. */
export function leadIdAt(sequence: number): number {
  if (sequence >= TEN_DIGITS.size) throw new RangeError('No lead ids are left.')
  return TEN_DIGITS.first + permute(TEN_DIGITS, sequence)
}

/** The inverse of `leadIdAt`. */
export function leadSequenceOf(id: number): number {
  return unpermute(TEN_DIGITS, id - TEN_DIGITS.first)
}

const WEBHOOK_ID = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*_)?ws_[a-z]{2,3}_[a-z]+_\d{3}$/

/** `[prefix_]ws_<region 2-3 letters>_<category letters>_<3 digits>`, e.g. `ws_cal_solar_001`. */
export function isWebhookId(text: string): boolean {
  return text.length <= 80 && WEBHOOK_ID.test(text)
}

/** The category part of the ids of webhooks for one type of lead, e.g. `solar`, `ins`. */
export function webhookCategory(leadType: LeadType): string {
  return leadType === 'insurance' ? 'ins' : leadType
}

/** The first free webhook id for a region and category, or null when all 999 are taken. */
export function nextWebhookId(
  parts: { readonly prefix: string; readonly region: string; readonly category: string },
  isTaken: (id: string) => boolean,
): string | null {
  const prefix = slug(parts.prefix, '-')
  for (let number = 1; number <= 999; number++) {
    const id = `${prefix === '' ? '' : `${prefix}_`}ws_${parts.region.toLowerCase()}_${parts.category}_${String(number).padStart(3, '0')}`
    if (!isTaken(id)) return id
  }
  return null
}

/** The first free provider id: the name's slug (at most 20 characters), an underscore and four digits. */
export function nextProviderId(name: string, isTaken: (id: string) => boolean): string | null {
  const base = slug(name, '_').slice(0, 20).replace(/_+$/, '') || 'provider'
  for (let number = 1; number <= 9999; number++) {
    const id = `${base}_${String(number).padStart(4, '0')}`
    if (!isTaken(id)) return id
  }
  return null
}

/** Lower-case ASCII letters and digits, everything else folded to one separator. */
export function slug(text: string, separator: '-' | '_'): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, separator)
    .replace(/^[-_]+|[-_]+$/g, '')
}
