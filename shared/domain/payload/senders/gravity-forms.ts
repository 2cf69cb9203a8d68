// Gravity Forms, Webhooks Add-On: an entry with numbered inputs ("1.3" is the first name of field 1), or the names chosen in the feed.
// Shapes: https://docs.gravityforms.com/entry-object and https://docs.gravityforms.com/triggering-webhooks-form-submissions/

import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { bookkeepingOf, type Pair, pairsOf, type Sender, textAt } from '../sender.ts'
import { targetOf } from '../targets.ts'
import { isAbsent } from '../values.ts'

const INPUT = /^(\d+)(?:\.(\d+))?$/
const ENTRY = new Set(
  'id form_id form_title entry_id post_id date_updated is_starred is_read ip user_agent currency payment_status payment_date payment_amount payment_method transaction_id transaction_type is_fulfilled created_by status source_id'.split(
    ' ',
  ),
)
const LABELS = new Set(['labels', 'field_labels', 'fields', 'form'])
/** The inputs of the name and the address field are numbered alike in every form. */
const NAME_INPUTS = new Map([
  ['3', 'first_name'],
  ['6', 'last_name'],
])
const ADDRESS_INPUTS = new Map([
  ['1', 'address'],
  ['2', 'address_line_2'],
  ['3', 'city'],
  ['4', 'state'],
  ['5', 'zip_code'],
])
const PHONE_SHAPE = /^\+?1?[-. ]?\(?[2-9]\d{2}\)?[-. ]?\d{3}[-. ]?\d{4}$/
const EMAIL_SHAPE = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
/** A field known by its looks goes after one known by its name. */
const BY_LOOKS = 500

export const gravityForms: Sender = {
  id: 'gravity-forms',
  name: 'Gravity Forms',
  recognises: (payload) =>
    (payload.form_title !== undefined && (payload.form_id !== undefined || payload.entry_id !== undefined)) ||
    (payload.form_id !== undefined &&
      ((payload.date_created !== undefined && payload.source_url !== undefined) ||
        Object.keys(payload).some((key) => INPUT.test(key)))),
  read(payload) {
    const labels = labelsOf(payload)
    const groups = groupsOf(payload)
    const pairs: Pair[] = []
    for (const name of Object.keys(payload)) {
      const value = payload[name] as JsonValue
      const input = INPUT.exec(name)
      if (input !== null) {
        if (!isAbsent(value)) pairs.push(readInput(name, input, value, labels, groups))
      } else if (ENTRY.has(name) || (LABELS.has(name) && labels.size > 0)) continue
      else pairs.push({ name, value })
    }
    const around = bookkeepingOf(payload).filter(({ name }) => ENTRY.has(name))
    const id = entryId(payload)
    return { pairs: [...pairs, ...around], ...(id === null ? {} : { externalId: id }) }
  },
}

function readInput(
  name: string,
  input: RegExpExecArray,
  value: JsonValue,
  labels: ReadonlyMap<string, string>,
  groups: ReadonlyMap<string, ReadonlySet<string>>,
): Pair {
  const [, fieldId = '', part] = input
  const label = labels.get(name) ?? (part === undefined ? undefined : labels.get(fieldId))
  if (label !== undefined && targetOf(label) !== null) return { name: label, question: label, value }
  const group = groups.get(fieldId)
  if (part !== undefined && group !== undefined) {
    const isAddress = group.has('1') && (group.has('5') || group.has('4'))
    const isName = !isAddress && group.has('6')
    const known = (isAddress ? ADDRESS_INPUTS : isName ? NAME_INPUTS : null)?.get(part)
    if (known !== undefined) return { name: known, value }
  }
  if (label === undefined && part === undefined && typeof value === 'string' && value.length <= 320) {
    const text = value.trim()
    if (PHONE_SHAPE.test(text)) return { name: 'phone', question: `Field ${name}`, value, penalty: BY_LOOKS }
    if (EMAIL_SHAPE.test(text)) return { name: 'email', question: `Field ${name}`, value, penalty: BY_LOOKS }
  }
  // Not a bookkeeping pair, so that a mapping can still name it; no alias is a number.
  return label === undefined ? { name, value } : { name, question: label, value }
}

/** Which numbered parts each field has: {"1" => {"3", "6"}}. Empty parts are sent too, so the set tells the kind of field. */
function groupsOf(payload: JsonObject): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>()
  for (const key of Object.keys(payload)) {
    const [, fieldId = '', part] = INPUT.exec(key) ?? []
    if (part === undefined) continue
    const group = groups.get(fieldId) ?? new Set()
    groups.set(fieldId, group.add(part))
  }
  return groups
}

/** Labels by input number, from {"1.3": "First"} or from a form's fields ([{id, label, inputs: [{id, label}]}]). */
function labelsOf(payload: JsonObject): Map<string, string> {
  const labels = new Map<string, string>()
  const form = isObject(payload.form) ? payload.form : {}
  for (const source of [payload.labels, payload.field_labels, payload.fields, form.fields]) {
    if (isObject(source)) {
      for (const { name, value } of pairsOf(source)) {
        if (INPUT.test(name) && typeof value === 'string') labels.set(name, value)
      }
    }
    const list = Array.isArray(source) ? source : []
    for (const field of list) {
      if (!isObject(field)) continue
      labels.set(textAt(field, 'id'), textAt(field, 'label'))
      for (const input of Array.isArray(field.inputs) ? field.inputs : []) {
        if (isObject(input)) labels.set(textAt(input, 'id'), textAt(input, 'label'))
      }
    }
  }
  for (const [id, label] of labels) if (id === '' || label === '') labels.delete(id)
  return labels
}

/** Entry numbers count per site, so site and form belong to the id: two sites may send to one webhook. */
function entryId(payload: JsonObject): string | null {
  const id = textAt(payload, 'id') || textAt(payload, 'entry_id')
  if (id === '') return null
  const host = /^https?:\/\/([^/?#]+)/i.exec(textAt(payload, 'source_url'))?.[1]?.toLowerCase() ?? ''
  return [host, textAt(payload, 'form_id'), id].filter((part) => part !== '').join(':')
}
