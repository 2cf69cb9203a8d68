// When a payload without a phone is not a broken lead but no lead at all: a subscription check, a status message, ids only. Such a
// delivery is accepted and waits with its reason; asking its sender for a phone number would make them retry for days.

import { foldKey } from '../fold.ts'
import type { LeadFieldName, PayloadFieldName } from './fields.ts'
import { isObject, type JsonValue } from './json.ts'
import { SLOTS } from './targets.ts'

/** Fields that a message about a lead may carry too; any other one means that a person was described. */
const ABOUT_A_LEAD = new Set<string>([
  'source',
  'campaign_id',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'created_at',
  'product_type',
  'landing_page_url',
  'notes',
  'external_id',
  'price',
  'is_test',
  'workspace_id',
] satisfies (LeadFieldName | PayloadFieldName)[])

const CHECKS = new Set(['hubchallenge', 'hubmode', 'hubverifytoken', 'challenge', 'ping', 'zen'])
const EVENTS = new Set([
  'event',
  'eventtype',
  'eventname',
  'type',
  'action',
  'topic',
  'trigger',
  'webhookevent',
  'object',
])
const STATES = new Set(['status', 'leadstatus', 'state', 'stage', 'disposition', 'outcome'])

export function findReasonToHold(
  payload: JsonValue,
  candidates: readonly (readonly unknown[] | undefined)[],
): string | null {
  if (!isObject(payload)) return null
  for (let slot = 0; slot < SLOTS.length; slot++) {
    if (candidates[slot] !== undefined && !ABOUT_A_LEAD.has(SLOTS[slot]?.name ?? '')) return null
  }
  const keys = Object.keys(payload)
  const folded = keys.map(foldKey)
  if (folded.some((key) => CHECKS.has(key)))
    return 'This is a check of the address by the sender; it carries no person.'
  const event = keys.find((key) => EVENTS.has(foldKey(key)))
  if (event !== undefined) {
    return `This is a message about an event (${quote(event, payload[event])}); it carries no person.`
  }
  const state = keys.find((key) => STATES.has(foldKey(key)))
  if (state !== undefined)
    return `This is a status update (${quote(state, payload[state])}); it carries no person.`
  if (folded.some((key) => key.endsWith('id')) && folded.every(isIdOrTime)) {
    return 'The payload carries ids only. Ask the sender to send the answers along: name, phone, email.'
  }
  return null
}

function isIdOrTime(key: string): boolean {
  return /(?:id|ids|uuid|time|timestamp|at|date|test)$/.test(key)
}

function quote(key: string, value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number'
    ? `${key}: ${String(value).slice(0, 60)}`
    : key
}
