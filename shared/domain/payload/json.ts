// JSON as senders send it: ids beyond 2^53 keep every digit, nesting has an end, and a mistake is told with its place.

import { findSyntaxError } from './json-syntax.ts'

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject
export type JsonObject = { [key: string]: JsonValue }
export type JsonReading =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string }

/** Deeper than any form nests, shallow enough that whatever walks the value later needs no guard of its own. */
export const MAX_DEPTH = 64

const PLAIN_INTEGER = /^-?[1-9]\d*$/

/**
 * Reads a JSON text. Integers that a double cannot hold come back as text ("18446744073709551615"), so do numbers beyond 1e308. Keys like
 * `__proto__` are ordinary own keys, as JSON.parse makes them; who copies such an object must not assign them (see `emptyRecord`).
 */
export function parseJson(text: string): JsonReading {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const scan = scanNumbers(plain)
  if (scan.isTooDeep) {
    return { ok: false, message: `The JSON is nested deeper than ${MAX_DEPTH} levels; a lead never is.` }
  }
  try {
    const value = JSON.parse(plain) as JsonValue
    // Only a text known to be valid is rewritten, so quoting a number can never make a broken text whole.
    if (scan.unsafe === null) return { ok: true, value }
    return { ok: true, value: JSON.parse(quoteNumbers(plain, scan.unsafe)) as JsonValue }
  } catch {
    return { ok: false, message: findSyntaxError(plain) }
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object without prototype: a key like `__proto__` becomes an ordinary key. */
export function emptyRecord<T = JsonValue>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}

type Scan = { readonly isTooDeep: boolean; readonly unsafe: readonly (readonly [number, number])[] | null }

/** One pass over the text outside its strings: depth of nesting, and where the numbers are that a double cannot hold. */
function scanNumbers(text: string): Scan {
  let depth = 0
  let unsafe: [number, number][] | null = null
  const end = text.length
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      at = endOfString(text, at)
    } else if (code === 123 || code === 91) {
      if (++depth > MAX_DEPTH) return { isTooDeep: true, unsafe: null }
    } else if (code === 125 || code === 93) {
      depth--
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      const from = at
      let hasExponent = false
      for (; at + 1 < end; at++) {
        const next = text.charCodeAt(at + 1)
        if (!isNumberPart(next)) break
        if (next === 101 || next === 69) hasExponent = true
      }
      if ((hasExponent || at + 1 - from >= 16) && isUnsafe(text.slice(from, at + 1))) {
        unsafe ??= []
        unsafe.push([from, at + 1])
      }
    }
  }
  return { isTooDeep: false, unsafe }
}

/** Where the string that opens at `from` closes; the end of the text when it does not. */
function endOfString(text: string, from: number): number {
  let at = from
  for (;;) {
    at = text.indexOf('"', at + 1)
    if (at === -1) return text.length
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return at
  }
}

function isNumberPart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || code === 46 || code === 101 || code === 69 || code === 43 || code === 45
  )
}

function isUnsafe(token: string): boolean {
  const value = Number(token)
  if (PLAIN_INTEGER.test(token)) return !Number.isSafeInteger(value)
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
}

function quoteNumbers(text: string, places: readonly (readonly [number, number])[]): string {
  let quoted = ''
  let from = 0
  for (const [start, end] of places) {
    quoted += `${text.slice(from, start)}"${text.slice(start, end)}"`
    from = end
  }
  return quoted + text.slice(from)
}
