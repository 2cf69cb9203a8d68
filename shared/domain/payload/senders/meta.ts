// Meta (Facebook and Instagram) lead ads: the lead object of the Graph API with `field_data`, the same flattened by Zapier or Make, and
// Meta's own webhook, which carries the lead's id but no answers.
// Shapes: https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving (and …/quickstart/webhooks-integration)

import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { bookkeepingOf, type Pair, type ReadPayload, type Sender, textAt } from '../sender.ts'
import { targetOf } from '../targets.ts'
import { isAbsent } from '../values.ts'

/** Meta's own words around a lead. Its campaign is ours; the rest is kept as it came. */
const BOOKKEEPING = new Set(
  'id ad_id ad_name adset_id adset_name adgroup_id campaign_name form_id form_name page_id page_name platform is_organic inbox_url custom_disclaimer_responses home_listing partner_name retailer_item_id vehicle post'.split(
    ' ',
  ),
)
const ANSWERS = new Set(['field_data', 'mappable_field_data', 'data'])
const RAW = 'raw__'
const DUMMY = /^<test lead: dummy data/i

export const meta: Sender = {
  id: 'meta',
  name: 'Meta lead ads',
  recognises: (payload) =>
    Array.isArray(payload.field_data) ||
    Array.isArray(payload.mappable_field_data) ||
    (payload.object === 'page' && Array.isArray(payload.entry)) ||
    payload.leadgen_id !== undefined ||
    (payload.form_id !== undefined &&
      (payload.ad_id !== undefined || payload.adset_id !== undefined || payload.adgroup_id !== undefined)) ||
    Object.keys(payload).some((key) => key.startsWith(RAW)),
  read(payload) {
    return payload.object === 'page' && Array.isArray(payload.entry)
      ? readWebhook(payload)
      : readLead(payload)
  },
}

function readWebhook(payload: JsonObject): ReadPayload {
  const changes = (payload.entry as JsonValue[])
    .filter(isObject)
    .flatMap((entry) => (Array.isArray(entry.changes) ? entry.changes : []))
    .filter(isObject)
    .map((change) => change.value)
    .filter((value): value is JsonObject => isObject(value))
  const withAnswers = changes.filter((value) => Array.isArray(value.field_data))
  const only = withAnswers.length === 1 ? withAnswers[0] : undefined
  if (only !== undefined) return readLead(only)
  const ids = changes.map((value) => textAt(value, 'leadgen_id')).filter((id) => id !== '')
  const what =
    ids.length === 0
      ? 'a change without a lead'
      : ids.length === 1
        ? `the id of a lead (${ids[0]})`
        : `the ids of ${ids.length} leads`
  return {
    pairs: bookkeepingOf(payload),
    ...(ids.length === 1 ? { externalId: ids[0] } : {}),
    held: `Meta sent ${what} and no answers. Let Zapier, Make or a CRM fetch the lead and send its fields here.`,
  }
}

function readLead(payload: JsonObject): ReadPayload {
  const answers = answersOf(payload)
  const around: Pair[] = []
  for (const name of Object.keys(payload)) {
    const value = payload[name] as JsonValue
    if (ANSWERS.has(name) && answers.length > 0) continue
    if (name === 'id' || name === 'leadgen_id') continue
    if (BOOKKEEPING.has(name)) around.push({ name, value, isBookkeeping: true })
    else if (name.startsWith(RAW)) {
      // Zapier sends every answer twice; the raw twin matters only where the other one is empty.
      const plain = name.slice(RAW.length)
      if (isAbsent(payload[plain])) around.push(answer(plain, value))
    } else around.push(targetOf(name) === null ? answer(name, value) : { name, value })
  }
  const pairs = [...answers, ...around]
  const isDummy = pairs.some(({ value }) => typeof value === 'string' && DUMMY.test(value))
  return {
    pairs,
    externalId: payload.leadgen_id ?? payload.id,
    isTest: isDummy,
    ...(isDummy
      ? { held: 'This is Meta’s test lead: its answers are dummy text. The connection works.' }
      : {}),
  }
}

function answersOf(payload: JsonObject): Pair[] {
  const pairs: Pair[] = []
  const list = payload.field_data ?? payload.mappable_field_data
  for (const item of Array.isArray(list) ? list : []) {
    if (!isObject(item)) continue
    const value = item.values ?? item.value
    const single = Array.isArray(value) && value.length === 1 ? value[0] : value
    if (single !== undefined) pairs.push(answer(textAt(item, 'name'), single))
  }
  if (pairs.length === 0 && isObject(payload.data)) {
    for (const name of Object.keys(payload.data)) pairs.push(answer(name, payload.data[name] as JsonValue))
  }
  return pairs
}

/** Meta names a custom question by its text with underscores; what is no text is bookkeeping of the relay. */
function answer(name: string, value: JsonValue): Pair {
  if (typeof value === 'boolean' || isObject(value)) return { name, value, isBookkeeping: true }
  return { name, question: name.replaceAll('_', ' '), value }
}
