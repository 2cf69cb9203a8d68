// Angi Leads (formerly HomeAdvisor) and Angi Ads. Shapes: https://www.homeadvisor.com/r/feed and
// https://intercom.help/angi/en/articles/15304819-angi-lead-integration-api

import { isObject, type JsonValue } from '../json.ts'
import { type Pair, type Sender, textAt } from '../sender.ts'
import { questionsIn } from './flat.ts'

const RENAMED = new Map([
  ['taskName', 'product_type'],
  ['Category', 'product_type'],
  ['PhoneNumber', 'phone'],
  ['primaryPhone', 'phone'],
  ['stateProvince', 'state'],
  ['comments', 'notes'],
  ['Description', 'notes'],
])
/** `crmKey` is the partner's key, so it is not kept beside the lead. */
const READ_HERE = new Set([
  'leadOid',
  'srOid',
  'CorrelationId',
  'correlationId',
  'interview',
  'crmKey',
  'fee',
])
const OWN = new Set(
  'secondaryPhone secondaryPhoneExt leadSource matchType leadDescription spEntityId spCompanyName'.split(' '),
)

export const angi: Sender = {
  id: 'angi',
  name: 'Angi',
  recognises: (payload) =>
    payload.leadOid !== undefined ||
    payload.srOid !== undefined ||
    ((payload.CorrelationId !== undefined || payload.ALAccountId !== undefined) &&
      payload.PostalAddress !== undefined),
  read(payload) {
    const pairs: Pair[] = []
    for (const key of Object.keys(payload)) {
      if (READ_HERE.has(key)) continue
      const value = payload[key] as JsonValue
      const name = RENAMED.get(key)
      if (name !== undefined) pairs.push({ name, value })
      else pairs.push(OWN.has(key) ? { name: key, value, isBookkeeping: true } : { name: key, value })
    }
    if (textAt(payload, 'primaryPhone') === '' && textAt(payload, 'secondaryPhone') !== '') {
      pairs.push({ name: 'phone', value: payload.secondaryPhone as JsonValue, penalty: 500 })
    }
    pairs.push(...interviewOf(payload.interview))
    // The service request (srOid) is sent to several pros; the lead is this one's.
    if (textAt(payload, 'leadOid') !== '' && payload.srOid !== undefined) {
      pairs.push({ name: 'srOid', value: payload.srOid, isBookkeeping: true })
    }
    return {
      pairs,
      externalId: payload.leadOid ?? payload.CorrelationId ?? payload.correlationId ?? payload.srOid,
      ...(payload.fee === undefined ? {} : { price: payload.fee }),
    }
  },
}

function interviewOf(interview: JsonValue | undefined): Pair[] {
  if (interview === undefined || interview === null) return []
  if (Array.isArray(interview)) {
    const pairs = questionsIn(interview)
    if (pairs !== null) return pairs
  }
  if (isObject(interview)) {
    return Object.keys(interview).map((question) => ({
      name: question,
      question,
      value: interview[question] as JsonValue,
    }))
  }
  return [{ name: 'interview', question: 'Interview', value: interview }]
}
