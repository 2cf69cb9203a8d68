// Flat form fields made into the object they stand for: a name twice is a list, a[b]=c is an object, a[]=c a list.

import {
  emptyRecord,
  isObject,
  type JsonObject,
  type JsonValue,
} from '../../../shared/domain/payload/json.ts'

export const MAX_FIELDS = 1_000
const MAX_BRACKETS = 16
const BRACKETED = /^([^[\]]+)((?:\[[^[\]]*\])+)$/
const BRACKET = /\[([^[\]]*)\]/g

/** Objects come without prototype, so a field may be called `__proto__`. A name that contradicts an earlier one stays as it is written. */
export function nestFields(fields: readonly (readonly [string, JsonValue])[]): JsonObject {
  const root: JsonObject = emptyRecord()
  for (const [name, value] of fields) {
    const path = name.includes('[') ? pathOf(name) : null
    if (path === null || !put(root, path, value)) append(root, name, value)
  }
  return listsIn(root) as JsonObject
}

function pathOf(name: string): string[] | null {
  const found = BRACKETED.exec(name)
  if (found?.[1] === undefined || found[2] === undefined) return null
  const path = [found[1], ...Array.from(found[2].matchAll(BRACKET), (bracket) => bracket[1] ?? '')]
  return path.length > MAX_BRACKETS ? null : path
}

/** False when something on the way is no object. */
function put(root: JsonObject, path: readonly string[], value: JsonValue): boolean {
  let place = root
  for (let at = 0; at < path.length - 1; at++) {
    const key = keyIn(place, path[at] ?? '')
    const next = place[key]
    if (next === undefined) {
      const made: JsonObject = emptyRecord()
      place[key] = made
      place = made
    } else if (isObject(next)) place = next
    else return false
  }
  const last = path.at(-1) ?? ''
  const key = keyIn(place, last)
  if (isObject(place[key])) return false
  append(place, key, value)
  return true
}

/** "[]" counts on. */
function keyIn(place: JsonObject, step: string): string {
  return step === '' ? String(Object.keys(place).length) : step
}

function append(place: JsonObject, key: string, value: JsonValue): void {
  const before = place[key]
  if (before === undefined) place[key] = value
  else if (Array.isArray(before)) before.push(value)
  else place[key] = [before, value]
}

/** Objects whose keys are 0, 1, 2, … become lists, but for the root. */
function listsIn(value: JsonValue, isInner = false): JsonValue {
  if (!isObject(value)) return value
  const keys = Object.keys(value)
  for (const key of keys) value[key] = listsIn(value[key] as JsonValue, true)
  const isList = isInner && keys.length > 0 && keys.every((key, index) => key === String(index))
  return isList ? keys.map((key) => value[key] as JsonValue) : value
}
