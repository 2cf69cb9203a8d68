// Merging two contacts: the fields of which one value wins, and what two contacts are suggested for.
import { foldText } from './fold.ts'

/** A phone belongs to its contact's identity with what stands behind it, so both numbers stay and neither is chosen. */
export const MERGE_FIELDS = [
  'first_name',
  'last_name',
  'email',
  'address',
  'city',
  'state',
  'zip_code',
] as const
export type MergeField = (typeof MERGE_FIELDS)[number]

export const MERGE_CHOICES = ['keep', 'merge'] as const
export type MergeChoice = (typeof MERGE_CHOICES)[number]

type Both<T> = { readonly [C in MergeChoice]: T }

/** The newer non-empty value; of two that were said at the same time the kept contact's. */
export function winnerOf(values: Both<string | null>, times: Both<string | null>): MergeChoice {
  if (values.merge === null || values.merge === '') return 'keep'
  if (values.keep === null || values.keep === '') return 'merge'
  // Only what is known to be newer goes before what the contact that stays says.
  return times.keep !== null && times.merge !== null && times.merge > times.keep ? 'merge' : 'keep'
}

/** Why two contacts may be one person, strongest first. */
export const DUPLICATE_REASONS = ['phone', 'email', 'name_address'] as const
export type DuplicateReason = (typeof DUPLICATE_REASONS)[number]

const SHORT: Readonly<Record<string, string>> = {
  street: 'st',
  avenue: 'ave',
  road: 'rd',
  drive: 'dr',
  boulevard: 'blvd',
  lane: 'ln',
  court: 'ct',
  place: 'pl',
  apartment: 'apt',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
}

/** An address as it is compared: "12 North Oak Street, Apt. 4" and "12 N Oak St apt 4" are one. */
export function foldAddress(address: string): string {
  return foldText(address)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map((word) => SHORT[word] ?? word)
    .join(' ')
}

/** Equal keys are the reason `email`; SQL says it as `fold(email)`. */
export const emailKey = foldText

/** Equal keys are the reason `name_address`; null where there is no last name or no address to compare. Names come folded. */
export function nameAddressKey(person: {
  readonly last_key: string
  readonly first_key: string
  readonly address: string | null
}): string | null {
  const { last_key, first_key, address } = person
  return last_key === '' || address === null
    ? null
    : [last_key, first_key, foldAddress(address)].join('\u0000')
}

export type Pair = { readonly a: number; readonly b: number; readonly reasons: readonly DuplicateReason[] }

/** Up to here everybody in a group may be everybody else; in a larger one each is compared with the first only. */
const SMALL_GROUP = 5

/**
 * Pairs out of groups of people who share something: each pair once, with all its reasons. Strongest first, and within that those whose
 * newest person is newest (ids in a group stand oldest first, below ten million; `order` tells their age).
 */
export function pairsOf(
  groups: readonly { readonly reason: DuplicateReason; readonly ids: readonly number[] }[],
  order: (id: number) => number,
): Pair[] {
  const pairs = new Map<number, Open>()
  const add = (a: number, b: number, reason: DuplicateReason) => {
    const key = Math.min(a, b) * 10_000_000 + Math.max(a, b)
    const strength = 4 >> DUPLICATE_REASONS.indexOf(reason)
    const known = pairs.get(key)
    if (known === undefined) {
      pairs.set(key, { a, b, reasons: [reason], strength, newest: Math.max(order(a), order(b)) })
    } else if (!known.reasons.includes(reason)) {
      known.reasons.push(reason)
      known.strength += strength
    }
  }
  for (const { reason, ids } of groups) {
    for (const [at, a] of ids.entries()) {
      if (at > 0 && ids.length > SMALL_GROUP) break
      for (const b of ids.slice(at + 1)) add(a, b, reason)
    }
  }
  return [...pairs.values()].sort((x, y) => y.strength - x.strength || y.newest - x.newest)
}

type Open = { a: number; b: number; reasons: DuplicateReason[]; strength: number; newest: number }
