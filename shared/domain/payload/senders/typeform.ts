// Typeform. Shape: https://www.typeform.com/developers/webhooks/example-payload/

import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { type Pair, pairsOf, type Sender, textAt } from '../sender.ts'
import { targetOf, targetOfQuestion } from '../targets.ts'

export const typeform: Sender = {
  id: 'typeform',
  name: 'Typeform',
  recognises: (payload) => isObject(payload.form_response),
  read(payload) {
    const response = payload.form_response as JsonObject
    const definition = isObject(response.definition) ? response.definition : {}
    const titles = titlesOf(definition)
    const pairs: Pair[] = []
    for (const answer of Array.isArray(response.answers) ? response.answers : []) {
      if (isObject(answer)) pairs.push(readAnswer(answer, titles))
    }
    if (isObject(response.hidden)) pairs.push(...pairsOf(response.hidden))
    if (response.submitted_at !== undefined)
      pairs.push({ name: 'submitted_at', value: response.submitted_at })
    const about: JsonObject = {
      event_id: payload.event_id ?? null,
      form_id: response.form_id ?? null,
      form_title: definition.title ?? null,
    }
    for (const name of ['calculated', 'variables', 'thankyou_screen_ref', 'ending']) {
      if (response[name] !== undefined) about[name] = response[name]
    }
    pairs.push(...pairsOf(about).map((pair): Pair => ({ ...pair, isBookkeeping: true })))
    return { pairs, externalId: response.token, isTest: payload.event_type === 'form_response_test' }
  },
}

function titlesOf(definition: JsonObject): Map<string, string> {
  const titles = new Map<string, string>()
  const add = (fields: JsonValue | undefined) => {
    for (const field of Array.isArray(fields) ? fields : []) {
      if (!isObject(field)) continue
      titles.set(textAt(field, 'id'), textAt(field, 'title'))
      if (isObject(field.properties)) add(field.properties.fields)
    }
  }
  add(definition.fields)
  return titles
}

/** The field's own reference decides, then its title, then its type: a phone question may ask "Where can we reach you?". */
function readAnswer(answer: JsonObject, titles: ReadonlyMap<string, string>): Pair {
  const field = isObject(answer.field) ? answer.field : {}
  const ref = textAt(field, 'ref')
  const title = titles.get(textAt(field, 'id')) || ref || textAt(field, 'id')
  const type = textAt(answer, 'type')
  const value = answerOf(answer, type)
  if (targetOf(ref) !== null) return { name: ref, question: title, value }
  if (targetOfQuestion(title) !== null) return { name: title, question: title, value }
  if (type === 'phone_number') return { name: 'phone', question: title, value, penalty: 500 }
  if (type === 'email') return { name: 'email', question: title, value, penalty: 500 }
  return { name: title, question: title, value }
}

function answerOf(answer: JsonObject, type: string): JsonValue {
  const value = answer[type] ?? null
  if (!isObject(value)) return value
  if (type === 'choices') {
    const labels = Array.isArray(value.labels) ? value.labels : []
    return value.other === undefined ? labels : [...labels, value.other]
  }
  return value.label ?? value.other ?? value
}
