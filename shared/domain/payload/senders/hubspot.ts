// HubSpot: a workflow's webhook carries a contact with its properties ({"email": {"value": …}} in older ones, plain values in newer ones);
// an app's subscriptions carry lists of changes with ids only.
// Shapes: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide and legacydocs.hubspot.com (contacts v1)

import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { bookkeepingOf, type Pair, type Sender } from '../sender.ts'

const HELD =
  'HubSpot sent changes with ids only. Send the contact from a workflow (“Send a webhook”) instead of an app subscription.'
/** The contact's own birth is not the lead's, and these are HubSpot's, not the person's, words. */
const OWN = new Set([
  'createdate',
  'lastmodifieddate',
  'lifecyclestage',
  'hs_object_source',
  'hubspot_owner_id',
  'num_notes',
])
const READ_HERE = new Set(['properties', 'identity-profiles', 'versions', 'form-submissions'])

export const hubspot: Sender = {
  id: 'hubspot',
  name: 'HubSpot',
  recognises: (payload) =>
    (isObject(payload.properties) &&
      (payload.vid !== undefined ||
        payload['portal-id'] !== undefined ||
        payload['canonical-vid'] !== undefined ||
        payload.portalId !== undefined ||
        payload.objectId !== undefined ||
        payload.archived !== undefined ||
        Object.hasOwn(payload.properties, 'hs_object_id'))) ||
    isChange(payload),
  recognisesList: (payload) => payload.length > 0 && payload.every(isChange),
  holdsLists: HELD,
  read(payload) {
    if (isChange(payload)) return { pairs: bookkeepingOf(payload), held: HELD }
    const pairs: Pair[] = []
    const properties = payload.properties as JsonObject
    for (const name of Object.keys(properties)) {
      const value = plainValue(properties[name] as JsonValue)
      const isOwn = name.startsWith('hs_') || OWN.has(name)
      pairs.push(isOwn ? { name, value, isBookkeeping: true } : { name, value })
    }
    const page = lastPage(payload['form-submissions'])
    if (page !== null) pairs.push({ name: 'page_url', value: page })
    // No id of a submission here: `vid` is the person's, and the same person may enter the workflow again.
    return { pairs: [...pairs, ...bookkeepingOf(payload, READ_HERE)] }
  },
}

function isChange(item: JsonValue): boolean {
  return isObject(item) && item.subscriptionType !== undefined && item.objectId !== undefined
}

function plainValue(value: JsonValue): JsonValue {
  return isObject(value) && value.value !== undefined ? value.value : value
}

function lastPage(submissions: JsonValue | undefined): JsonValue {
  const last = Array.isArray(submissions) ? submissions.at(-1) : undefined
  return isObject(last) ? (last['page-url'] ?? null) : null
}
