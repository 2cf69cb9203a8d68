// Jotform: a multipart post whose `rawRequest` holds the answers as JSON, under names like q3_name or q7_phoneNumber.
// Shape: https://www.jotform.com/help/245-how-to-setup-a-webhook-with-jotform/

import { isObject, type JsonObject, type JsonValue, parseJson } from '../json.ts'
import { bookkeepingOf, type Pair, type Sender } from '../sender.ts'
import { targetOf } from '../targets.ts'

const QUESTION = /^q\d+_(.+)$/
const CAMEL = /([a-z])([A-Z])/g
const NUMBERED = /\d+$/
/** How the form behaved in the browser; says nothing about the person. */
const NOISE = new Set(
  'slug jsExecutionTracker submitSource buildDate uploadServerUrl eventObserver timeToSubmit validatedNewRequiredFieldIDs path temp_upload file_server target_env event_id'.split(
    ' ',
  ),
)
const READ_HERE = new Set(['rawRequest', 'pretty', 'submissionID'])

export const jotform: Sender = {
  id: 'jotform',
  name: 'Jotform',
  recognises: (payload) =>
    (payload.rawRequest !== undefined && payload.pretty !== undefined) ||
    (payload.submissionID !== undefined &&
      (payload.formID !== undefined || payload.rawRequest !== undefined)),
  read(payload) {
    const pairs: Pair[] = []
    const raw = rawRequestOf(payload)
    const answers = raw ?? payload
    for (const key of Object.keys(answers)) {
      const value = answers[key] as JsonValue
      const question = QUESTION.exec(key)?.[1]
      if (question !== undefined) pairs.push(readAnswer(question, value))
      else if (key === 'submitDate') pairs.push({ name: 'submit_date', value })
      else if (raw !== null && !NOISE.has(key)) pairs.push({ name: key, value })
    }
    const around = bookkeepingOf(payload, READ_HERE).filter(
      ({ name }) => raw !== null || !QUESTION.test(name),
    )
    return { pairs: [...pairs, ...around], externalId: payload.submissionID }
  },
}

function rawRequestOf(payload: JsonObject): JsonObject | null {
  const raw = payload.rawRequest
  if (isObject(raw)) return raw
  const reading = typeof raw === 'string' ? parseJson(raw) : null
  return reading?.ok && isObject(reading.value) ? reading.value : null
}

/** Jotform numbers the names it makes itself ("phoneNumber5", "name3"); the number is no part of the name. */
function readAnswer(key: string, value: JsonValue): Pair {
  const plain = key.length > 200 ? key : key.replace(NUMBERED, '')
  const name = targetOf(key) === null && plain !== '' ? plain : key
  return { name, question: plain.replace(CAMEL, '$1 $2').replaceAll('_', ' ') || key, value }
}
