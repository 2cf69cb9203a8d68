// From the name a sender uses to the field it means. The tables are built once; names seen before cost one look-up.

import { foldKey, foldText } from '../fold.ts'
import { LEAD_FIELDS, type LeadField, PAYLOAD_FIELDS, type PayloadFieldName } from './fields.ts'

/** Where a value goes (an index into SLOTS) and how good the name is (0 is the field's own). */
export type Target = { readonly slot: number; readonly rank: number }

export type Slot = {
  readonly name: string
  readonly label: string
  /** The lead's field; null for what only the payload carries (whole name, sender's id, price, …). */
  readonly field: LeadField | null
}

export const SLOTS: readonly Slot[] = [
  ...LEAD_FIELDS.map((field): Slot => ({ name: field.name, label: field.label, field })),
  ...PAYLOAD_FIELDS.map(({ name, label }): Slot => ({ name, label, field: null })),
]

const slots = new Map(SLOTS.map((slot, index) => [slot.name, index]))
const targets = new Map<string, Target>()
for (const [slot, { name, aliases }] of [...LEAD_FIELDS, ...PAYLOAD_FIELDS].entries()) {
  for (const [rank, alias] of [name, ...aliases].entries()) {
    const key = foldKey(alias)
    if (!targets.has(key)) targets.set(key, { slot, rank })
  }
}

export function slotOf(name: LeadField['name'] | PayloadFieldName): number {
  const slot = slots.get(name)
  if (slot === undefined) throw new Error(`There is no payload field ${name}.`)
  return slot
}

export function isTargetName(name: string): boolean {
  return slots.has(name)
}

/** Raw names already looked up. Senders repeat theirs for ever; a sender that never does must not fill the memory. */
const seen = new Map<string, Target | null>()
const SEEN_AT_MOST = 4_000
const LONGEST_NAME = 200

export function targetOf(name: string): Target | null {
  if (name.length > LONGEST_NAME) return null
  let target = seen.get(name)
  if (target === undefined) {
    target = targets.get(foldKey(name)) ?? null
    if (seen.size >= SEEN_AT_MOST) seen.clear()
    seen.set(name, target)
  }
  return target
}

const LEAD_IN =
  /^(?:(?:please )?(?:enter|provide|select|choose|type|confirm|tell us|give us)|what(?:'s|’s|s| is| are| was)?|how (?:old|big|much) (?:is|are)|and|so|may we have|can we have)\s+/
const OWNER = /^(?:your|the|my|a|current)\s+/
const TAIL = /[\s?!.:*]+$/

/** The field a question asks for, when it is a field's name in a sentence ("What is your zip code?"); else null. */
export function targetOfQuestion(question: string): Target | null {
  const direct = targetOf(question)
  if (direct !== null || question.length > LONGEST_NAME) return direct
  let text = foldText(question.replaceAll('_', ' ')).replace(TAIL, '')
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(LEAD_IN, '').replace(OWNER, '')
  }
  return targets.get(foldKey(text)) ?? null
}
