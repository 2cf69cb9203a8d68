// GoHighLevel: the webhook action of a workflow (contact, custom data, attribution), and the ContactCreate event of a marketplace app.
// Shapes: https://help.gohighlevel.com (Workflow action: Webhook) and https://marketplace.gohighlevel.com/docs/webhook/ContactCreate

import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { type Pair, pairsOf, type Sender } from '../sender.ts'
import { targetOf } from '../targets.ts'

/** `location` is the agency's own office, `user` its employee: never the lead's address or name. */
const OWN = new Set(
  'contact_id id type locationId location user workflow triggerData calendar message appointment date_created dateAdded dateUpdated date_of_birth dateOfBirth contact_type company_name companyName country timezone tags opportunity_name status pipeline_id pipeline_name pipeline_stage pipleline_stage lead_value opportunity_source owner assignedTo attachments'.split(
    ' ',
  ),
)
const READ_HERE = new Set([
  'customData',
  'customFields',
  'contact',
  'attributionSource',
  'attributionSources',
  'lastAttributionSource',
])
const ATTRIBUTION: readonly (readonly [string, readonly string[]])[] = [
  ['utm_source', ['utmSource', 'sessionSource']],
  ['utm_medium', ['utmMedium', 'medium']],
  ['utm_campaign', ['utmCampaign', 'campaign']],
  ['campaign_id', ['campaignId']],
  ['landing_page_url', ['url', 'pageUrl']],
]
/** What the user of GoHighLevel typed into "custom data" goes before the contact's own fields, those before the attribution. */
const CONTACT = 1_000
const ATTRIBUTED = 2_000
const EVENT = /^[A-Z][a-z]+(?:[A-Z][a-z]+)+$/

export const goHighLevel: Sender = {
  id: 'gohighlevel',
  name: 'GoHighLevel',
  recognises: (payload) =>
    (payload.contact_id !== undefined &&
      (isObject(payload.location) ||
        isObject(payload.workflow) ||
        payload.customData !== undefined ||
        payload.contact_type !== undefined ||
        payload.triggerData !== undefined)) ||
    (payload.locationId !== undefined && typeof payload.type === 'string' && EVENT.test(payload.type)),
  read(payload) {
    const pairs: Pair[] = []
    if (isObject(payload.customData)) pairs.push(...pairsOf(payload.customData))
    for (const name of Object.keys(payload)) {
      if (!READ_HERE.has(name)) pairs.push(readOne(name, payload[name] as JsonValue))
    }
    pairs.push(...customFields(payload.customFields), ...attribution(payload))
    const type = typeof payload.type === 'string' && EVENT.test(payload.type) ? payload.type : 'ContactCreate'
    // No id of a submission here: `contact_id` is the person's, and the same person may enter the workflow again.
    if (type === 'ContactCreate') return { pairs }
    return {
      pairs,
      held: `GoHighLevel sent the event ${type}; only a new contact (ContactCreate) or a workflow’s webhook makes a lead.`,
    }
  },
}

/** Custom fields stand at the top under their label, which reads like a question. */
function readOne(name: string, value: JsonValue): Pair {
  if (OWN.has(name)) return { name, value, isBookkeeping: true }
  const isQuestion = targetOf(name) === null && /[\s?]/.test(name)
  return isQuestion ? { name, question: name, value, penalty: CONTACT } : { name, value, penalty: CONTACT }
}

function customFields(list: JsonValue | undefined): Pair[] {
  const pairs: Pair[] = []
  for (const item of Array.isArray(list) ? list : []) {
    if (!isObject(item)) continue
    const name = [item.name, item.fieldKey, item.key, item.id].find((one) => typeof one === 'string')
    const value = item.value ?? item.field_value ?? item.fieldValue ?? null
    if (typeof name === 'string') {
      const question = name.replace(/^contact\./, '')
      pairs.push({ name: question, question, value, penalty: CONTACT })
    }
  }
  return pairs
}

function attribution(payload: JsonObject): Pair[] {
  const contact = isObject(payload.contact) ? payload.contact : {}
  const last = contact.lastAttributionSource ?? payload.lastAttributionSource
  const first = contact.attributionSource ?? payload.attributionSource
  const pairs: Pair[] = []
  for (const [at, source] of [last, first].entries()) {
    if (!isObject(source)) continue
    for (const [name, keys] of ATTRIBUTION) {
      const key = keys.find((one) => typeof source[one] === 'string' && source[one] !== '')
      if (key !== undefined) pairs.push({ name, value: source[key] as JsonValue, penalty: ATTRIBUTED + at })
    }
  }
  const used = new Map<string, Pair>()
  for (const pair of pairs) if (!used.has(pair.name)) used.set(pair.name, pair)
  const whole: Pair[] = [first, last].filter(isObject).map((value, at) => ({
    name: at === 0 ? 'attributionSource' : 'lastAttributionSource',
    value,
    isBookkeeping: true,
  }))
  return [...used.values(), ...whole]
}
