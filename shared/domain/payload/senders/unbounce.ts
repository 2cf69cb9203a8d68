// Unbounce: a form post with the answers as JSON in `data.json`, every value in a list; or the same as one JSON object.
// Shape: https://documentation.unbounce.com/hc/en-us/articles/203510044-Using-a-Webhook

import { isObject, type JsonObject, type JsonValue, parseJson } from '../json.ts'
import type { Pair, Sender } from '../sender.ts'
import { targetOf } from '../targets.ts'

const PAGE = new Set(['page_uuid', 'page_id', 'page_name', 'variant', 'ip_address', 'form_submission_id'])
const TIMES = new Set(['date_submitted', 'time_submitted'])

export const unbounce: Sender = {
  id: 'unbounce',
  name: 'Unbounce',
  recognises: (payload) =>
    payload['data.json'] !== undefined ||
    payload.data_json !== undefined ||
    (payload.page_uuid !== undefined && (payload.variant !== undefined || payload.page_name !== undefined)),
  read(payload) {
    const answers = answersOf(payload)
    const all: JsonObject = Object.create(null)
    // `data.xml` says the same again.
    for (const key of Object.keys(payload)) {
      if (key !== 'data.json' && key !== 'data_json' && key !== 'data.xml' && key !== 'data_xml')
        all[key] = payload[key] as JsonValue
    }
    for (const key of Object.keys(answers)) all[key] = answers[key] as JsonValue
    const pairs: Pair[] = []
    for (const name of Object.keys(all)) {
      const value = single(all[name] as JsonValue)
      if (TIMES.has(name)) continue
      if (PAGE.has(name)) pairs.push({ name, value, isBookkeeping: true })
      else if (targetOf(name) !== null) pairs.push({ name, value })
      else pairs.push({ name, question: name.replaceAll('_', ' '), value })
    }
    const date = single(all.date_submitted ?? null)
    const time = single(all.time_submitted ?? null)
    if (typeof date === 'string') {
      pairs.push({ name: 'date_submitted', value: typeof time === 'string' ? `${date} ${time}` : date })
    }
    return { pairs }
  },
}

function answersOf(payload: JsonObject): JsonObject {
  const raw = single(payload['data.json'] ?? payload.data_json ?? null)
  if (isObject(raw)) return raw
  const reading = typeof raw === 'string' ? parseJson(raw) : null
  return reading?.ok && isObject(reading.value) ? reading.value : {}
}

function single(value: JsonValue): JsonValue {
  return Array.isArray(value) && value.length === 1 ? (value[0] as JsonValue) : value
}
