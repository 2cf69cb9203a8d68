// Any other sender: named values at the top, perhaps one level down under a word like "lead" or "data", perhaps as a list of questions
// and answers.

import { foldKey } from '../../fold.ts'
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Pair, Sender } from '../sender.ts'
import { slotOf, targetOf } from '../targets.ts'
import { isAbsent } from '../values.ts'

const WRAPPERS = new Set(
  'lead leads leaddata data contact contactdata payload body person customer consumer record fields formdata formfields formresponse form submission attributes properties values answers customfields customdata user profile personalinfo contactinfo details'.split(
    ' ',
  ),
)
/** More than all aliases of a field: a whole level goes after another. */
const A_LEVEL = 1_000
const DEEPEST = 3
const PHONE = slotOf('phone')

export const flat: Sender = {
  id: 'flat',
  name: 'Plain fields',
  recognises: () => true,
  read: (payload) => ({ pairs: spread(payload, 0) }),
}

/** The objects under wrapping words, for senders whose whole payload a relay put under "data" or "body". */
export function unwrapLead(payload: JsonObject): JsonObject[] {
  const inner: JsonObject[] = []
  for (const key of Object.keys(payload)) {
    const value = payload[key]
    if (typeof value !== 'object' || value === null || !isWrapper(key)) continue
    const one = Array.isArray(value) && value.length === 1 ? value[0] : value
    if (isObject(one)) inner.push(one)
  }
  return inner
}

/** The level that holds the phone goes first; on the same level every name counts by its rank alone. */
function spread(object: JsonObject, depth: number): Pair[] {
  const here: Pair[] = []
  const below: Pair[] = []
  for (const name of Object.keys(object)) {
    const value = object[name] as JsonValue
    if (typeof value !== 'object' || value === null) {
      here.push({ name, value })
      continue
    }
    const inner = depth < DEEPEST ? openUp(name, value, depth) : null
    if (inner === null) here.push({ name, value })
    else below.push(...inner)
  }
  if (below.length === 0) return here
  return hasPhone(here) ? [...here, ...demote(below)] : [...below, ...demote(here)]
}

function openUp(name: string, value: JsonValue, depth: number): Pair[] | null {
  const one = Array.isArray(value) && value.length === 1 ? (value[0] as JsonValue) : value
  if (isObject(one) && isWrapper(name)) return spread(one, depth + 1)
  return Array.isArray(value) ? questionsIn(value) : null
}

const QUESTIONS = ['question', 'label', 'title', 'name', 'key', 'field', 'field_name', 'id']
const ANSWERS = ['answer', 'value', 'values', 'response', 'field_value']

/** [{question, answer}, …] or [{name, value}, …]; null for any other list. */
export function questionsIn(list: readonly JsonValue[]): Pair[] | null {
  const pairs: Pair[] = []
  for (const item of list) {
    if (!isObject(item)) return null
    const question = QUESTIONS.find((key) => typeof item[key] === 'string' && item[key] !== '')
    const answer = ANSWERS.find((key) => item[key] !== undefined)
    if (question === undefined || answer === undefined) return null
    const name = item[question] as string
    pairs.push({ name, question: name, value: item[answer] as JsonValue })
  }
  return pairs.length === 0 ? null : pairs
}

function isWrapper(name: string): boolean {
  return WRAPPERS.has(foldKey(name))
}

function hasPhone(pairs: readonly Pair[]): boolean {
  return pairs.some((pair) => !isAbsent(pair.value) && targetOf(pair.name)?.slot === PHONE)
}

function demote(pairs: readonly Pair[]): Pair[] {
  return pairs.map((pair) => ({ ...pair, penalty: (pair.penalty ?? 0) + A_LEVEL }))
}
