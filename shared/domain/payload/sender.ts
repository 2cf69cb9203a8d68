// What a sender's file has to offer: tell its own payloads by a few keys, and say what they carry as named values. Which field a name
// means is decided once, by the alias tables, for all senders alike.

import type { JsonObject, JsonValue } from './json.ts'

export type Pair = {
  readonly name: string
  readonly value: JsonValue
  /** The words a person was asked; a pair with a question that is no field becomes an answer. */
  readonly question?: string
  /** Goes to the extra values without being looked up: the sender's own bookkeeping that only sounds like a field. */
  readonly isBookkeeping?: true
  /** Added to the rank of its name; the lowest rank wins. */
  readonly penalty?: number
}

export type ReadPayload = {
  readonly pairs: readonly Pair[]
  /** The id of this submission, where the sender has one. Never the id of a person: the same person may ask twice. */
  readonly externalId?: JsonValue
  readonly isTest?: boolean
  readonly price?: JsonValue
  /** Why this carries no person, in a sentence. */
  readonly held?: string
}

export type Sender = {
  readonly id: string
  readonly name: string
  /** Cheap: looks at the top-level keys only. */
  readonly recognises: (payload: JsonObject) => boolean
  readonly read: (payload: JsonObject) => ReadPayload
  /** For senders that also send lists, and why those are held. */
  readonly recognisesList?: (payload: readonly JsonValue[]) => boolean
  readonly holdsLists?: string
}

/** The object's entries as pairs, but for the keys left out. */
export function pairsOf(object: JsonObject, leftOut: ReadonlySet<string> = NONE): Pair[] {
  const pairs: Pair[] = []
  for (const name of Object.keys(object)) {
    if (!leftOut.has(name)) pairs.push({ name, value: object[name] as JsonValue })
  }
  return pairs
}

/** The same, as bookkeeping. */
export function bookkeepingOf(object: JsonObject, leftOut: ReadonlySet<string> = NONE): Pair[] {
  return pairsOf(object, leftOut).map((pair) => ({ ...pair, isBookkeeping: true }))
}

const NONE: ReadonlySet<string> = new Set()

export function textAt(object: JsonObject | undefined, key: string): string {
  const value = object?.[key]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
