// Thumbtack: the event NegotiationCreatedV4 ({event, data}), and the older flat lead (leadID, customer, request).
// Shapes: https://developers.thumbtack.com/docs/pro-integrations/negotiations and https://pro-api.thumbtack.com/docs/

import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { bookkeepingOf, type Pair, type Sender, textAt } from '../sender.ts'
import { questionsIn } from './flat.ts'

const READ_HERE = new Set([
  'leadID',
  'negotiationID',
  'customer',
  'request',
  'leadPrice',
  'createTimestamp',
  'createdAt',
])
const NOT_A_LEAD = /message|review|incentive|invoice|update|status/i

export const thumbtack: Sender = {
  id: 'thumbtack',
  name: 'Thumbtack',
  recognises: (payload) =>
    payload.leadID !== undefined ||
    payload.negotiationID !== undefined ||
    (isObject(payload.data) && payload.data.negotiationID !== undefined),
  read(payload) {
    const lead = isObject(payload.data) ? payload.data : payload
    const event = isObject(payload.event) ? payload.event : payload
    const type = textAt(event, 'eventType')
    const customer = isObject(lead.customer) ? lead.customer : {}
    const request = isObject(lead.request) ? lead.request : null
    const pairs: Pair[] = [...customerOf(customer), ...(request === null ? [] : requestOf(request))]
    pairs.push({ name: 'created_at', value: lead.createTimestamp ?? lead.createdAt ?? null })
    pairs.push(...bookkeepingOf(lead, READ_HERE))
    if (event !== payload) pairs.push({ name: 'event', value: event, isBookkeeping: true })
    const isOther = NOT_A_LEAD.test(type) || (request === null && textAt(customer, 'phone') === '')
    return {
      pairs,
      externalId: lead.leadID ?? lead.negotiationID,
      ...(lead.leadPrice === undefined ? {} : { price: lead.leadPrice }),
      ...(isOther
        ? {
            held: `Thumbtack sent ${type === '' ? 'an update' : `the event ${type}`} about a lead, not a new one; it carries no request.`,
          }
        : {}),
    }
  },
}

function customerOf(customer: JsonObject): Pair[] {
  const pairs: Pair[] = []
  for (const name of ['name', 'firstName', 'lastName', 'phone', 'email']) {
    if (customer[name] !== undefined) pairs.push({ name, value: customer[name] })
  }
  // "Dana R." is what Thumbtack shows when it withholds the whole name.
  if (customer.displayName !== undefined)
    pairs.push({ name: 'name', value: customer.displayName, penalty: 500 })
  if (customer.customerID !== undefined)
    pairs.push({ name: 'customerID', value: customer.customerID, isBookkeeping: true })
  return pairs
}

const REQUEST_READ = new Set(['category', 'description', 'location', 'details', 'requestID'])

function requestOf(request: JsonObject): Pair[] {
  const category = isObject(request.category) ? (request.category.name ?? null) : (request.category ?? null)
  const pairs: Pair[] = [
    { name: 'product_type', value: category },
    { name: 'notes', value: request.description ?? null },
  ]
  if (isObject(request.location)) pairs.push({ name: 'location', value: request.location })
  if (Array.isArray(request.details)) pairs.push(...(questionsIn(request.details) ?? []))
  for (const name of Object.keys(request)) {
    const value = request[name] as JsonValue
    if (REQUEST_READ.has(name)) continue
    if (typeof value === 'string' && (name === 'title' || name === 'schedule')) {
      pairs.push({ name: `request_${name}`, question: name === 'title' ? 'Title' : 'Schedule', value })
    } else pairs.push({ name, value, isBookkeeping: true })
  }
  if (request.requestID !== undefined)
    pairs.push({ name: 'requestID', value: request.requestID, isBookkeeping: true })
  return pairs
}
