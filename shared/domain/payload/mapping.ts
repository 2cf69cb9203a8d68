// A webhook's own mapping: which name or place in its payloads holds which field. It goes before the aliases.

import { foldKey } from '../fold.ts'
import type { LeadFieldName, PayloadFieldName } from './fields.ts'
import { isObject, type JsonValue, parseJson } from './json.ts'
import type { Pair } from './sender.ts'
import { isTargetName, slotOf } from './targets.ts'
import { isAbsent } from './values.ts'

/** Field name (a lead field, or full_name, external_id, price, …) -> a name, a question or a path in the payload ("data.person.mobile"). */
export type FieldMapping = Readonly<Record<string, string>>

/** Of several for one field the lowest rank wins; without one, whoever mapped it wins over every alias. */
export type Mapped = { readonly slot: number; readonly pair: Pair; readonly rank?: number }

/** What is wrong with a mapping, one sentence each; empty when it can be used. */
export function validateMapping(mapping: FieldMapping): string[] {
  const problems: string[] = []
  for (const [field, source] of Object.entries(mapping)) {
    if (!isTargetName(field)) problems.push(`“${field}” is not a field of a lead. Choose one of the list.`)
    if (typeof source !== 'string' || source.trim() === '') {
      problems.push(`${field}: say under which name or path the payload holds it.`)
    } else if (source.length > 500) {
      problems.push(`${field}: the name or path is longer than 500 characters.`)
    } else if (looksLikePath(source) && pathOf(source) === null && !source.includes(' ')) {
      problems.push(
        `${field}: “${source}” is not a path. Write it like data.person.mobile or answers[2].text.`,
      )
    }
  }
  return problems
}

/** The values the mapping finds, with the pairs they were taken from. Entries that are wrong or find nothing leave the field to the aliases. */
export function applyMapping(mapping: FieldMapping, payload: JsonValue, pairs: readonly Pair[]): Mapped[] {
  const found: Mapped[] = []
  for (const [field, source] of Object.entries(mapping)) {
    if (!isTargetName(field) || typeof source !== 'string') continue
    const pair = find(source.trim(), payload, pairs)
    if (pair !== null && !isAbsent(pair.value)) {
      found.push({ slot: slotOf(field as LeadFieldName | PayloadFieldName), pair })
    }
  }
  return found
}

function find(source: string, payload: JsonValue, pairs: readonly Pair[]): Pair | null {
  const exact = pairs.find((pair) => pair.name === source || pair.question === source)
  if (exact !== undefined) return exact
  const path = looksLikePath(source) ? pathOf(source) : null
  const value = follow(payload, path ?? [source])
  if (value !== undefined) return { name: source, value }
  const key = foldKey(source)
  if (key === '') return null
  return (
    pairs.find((pair) => foldKey(pair.name) === key) ??
    pairs.find((pair) => pair.question !== undefined && foldKey(pair.question) === key) ??
    null
  )
}

function looksLikePath(source: string): boolean {
  return /[.[\]]/.test(source)
}

const STEP = /(?:^|\.)([^.[\]]+)|\[(?:(\d+)|"([^"]+)"|'([^']+)')\]/y

/** "answers[2].text" -> ["answers", "2", "text"]; null when it is no path. */
function pathOf(source: string): string[] | null {
  const steps: string[] = []
  let at = 0
  while (at < source.length) {
    STEP.lastIndex = at
    const found = STEP.exec(source)
    if (found === null) return null
    steps.push((found[1] ?? found[2] ?? found[3] ?? found[4] ?? '').trim())
    at = STEP.lastIndex
  }
  return steps
}

/** Keys may hold dots themselves ("data.json", "1.3"), so the longest key that fits is taken; a text of JSON is looked into. */
function follow(value: JsonValue | undefined, steps: readonly string[]): JsonValue | undefined {
  if (steps.length === 0) return value
  if (typeof value === 'string' && /^\s*[{[]/.test(value)) {
    const inner = parseJson(value)
    return inner.ok ? follow(inner.value, steps) : undefined
  }
  if (Array.isArray(value)) {
    const index = Number(steps[0])
    return Number.isInteger(index) ? follow(value[index], steps.slice(1)) : undefined
  }
  if (!isObject(value)) return undefined
  for (let length = steps.length; length > 0; length--) {
    const key = steps.slice(0, length).join('.')
    if (Object.hasOwn(value, key)) {
      const found = follow(value[key], steps.slice(length))
      if (found !== undefined) return found
    }
  }
  return undefined
}
