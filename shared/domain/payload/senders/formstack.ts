// Formstack: one key per question, a plain value or {value, field_type}; names and addresses in parts. As a form post the parts are lines
// ("first = Ada", "last = Field"). Shapes: https://developers.formstack.com/docs/webhook-examples

import { emptyRecord, isObject, type JsonObject, type JsonValue } from '../json.ts'
import { type Pair, type Sender, textAt } from '../sender.ts'
import { targetOfQuestion } from '../targets.ts'

/** HandshakeKey is the webhook's password, so it is not kept beside the lead. */
const READ_HERE = new Set(['UniqueID', 'HandshakeKey'])
const PART_NAME = /^[a-z][a-z_ ]{0,40}$/i
/** What a field's type says when its label says nothing. */
const BY_TYPE = new Map([
  ['phone', 'phone'],
  ['email', 'email'],
  ['name', 'full_name'],
  ['address', 'address'],
])

export const formstack: Sender = {
  id: 'formstack',
  name: 'Formstack',
  recognises: (payload) => payload.FormID !== undefined && payload.UniqueID !== undefined,
  read(payload) {
    const pairs: Pair[] = []
    for (const name of Object.keys(payload)) {
      if (READ_HERE.has(name)) continue
      const value = payload[name] as JsonValue
      pairs.push(name === 'FormID' ? { name, value, isBookkeeping: true } : readAnswer(name, value))
    }
    return { pairs, externalId: payload.UniqueID }
  },
}

function readAnswer(question: string, raw: JsonValue): Pair {
  const value = typeof raw === 'string' ? fromLines(raw) : raw
  if (!isObject(value)) return { name: question, question, value }
  const type = textAt(value, 'field_type')
  const plain: JsonValue = value.value === undefined ? withoutType(value) : value.value
  const known = targetOfQuestion(question) === null ? BY_TYPE.get(type) : undefined
  return known === undefined
    ? { name: question, question, value: plain }
    : { name: known, question, value: plain, penalty: 500 }
}

function withoutType(value: JsonObject): JsonObject {
  const parts: JsonObject = emptyRecord()
  for (const key of Object.keys(value)) if (key !== 'field_type') parts[key] = value[key] as JsonValue
  return parts
}

/** "first = Ada\nlast = Field" -> {first, last}; a text with any other line is a text. */
function fromLines(text: string): JsonValue {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const parts: JsonObject = emptyRecord()
  for (const line of lines) {
    const equals = line.indexOf('=')
    const key = line.slice(0, Math.max(equals, 0)).trim()
    if (!PART_NAME.test(key)) return text
    parts[key] = line.slice(equals + 1).trim()
  }
  return lines.length === 0 ? text : parts
}
