// Calendly, webhook subscriptions v2: {event, created_at, created_by, payload}, where the payload is an invitee with its scheduled event.
// Shapes: https://developer.calendly.com/api-docs (webhook payload), and for a reschedule, which comes as a pair of messages:
// https://developer.calendly.com/docs/api-guides/see-how-webhook-payloads-change-when-invitees-reschedule-events
import { isObject, type JsonObject, type JsonValue } from '../../payload/json.ts'
import { type Pair, textAt } from '../../payload/sender.ts'
import { slotOf, targetOfQuestion } from '../../payload/targets.ts'
import { readProductType } from '../../payload/values.ts'
import type { AppointmentMessage, AppointmentSender, SaidAppointment } from '../sender.ts'

const BOOKED = 'invitee.created'
const CANCELLED = 'invitee.canceled'
const PHONE = slotOf('phone')
const ASKS_FOR_PHONE = /\b(?:phone|mobile|cell|telephone)\b/i

export const calendly: AppointmentSender = {
  id: 'calendly',
  name: 'Calendly',
  recognises: ({ event, payload }) =>
    typeof event === 'string' &&
    isObject(payload) &&
    /^(?:invitee|invitee_no_show|routing_form_submission|event_type)\./.test(event),
  read(envelope) {
    const event = textAt(envelope, 'event')
    const invitee = envelope.payload as JsonObject
    const message = { said: saidOf(invitee), person: { pairs: personOf(invitee) } }
    if (event === BOOKED)
      return {
        act: 'book',
        ...message,
        replaces: textAt(invitee, 'old_invitee') || null,
      } satisfies AppointmentMessage
    if (event === CANCELLED) {
      const { by, reason } = cancellationOf(invitee)
      return {
        act: 'cancel',
        ...message,
        said: { ...message.said, ...(reason === '' ? {} : { cancel_reason: reason }) },
        ...(invitee.rescheduled === true ? { replacedBy: textAt(invitee, 'new_invitee') || null } : {}),
        cancelledBy: by,
      }
    }
    return {
      act: 'book',
      ...message,
      held: `Calendly sent the event ${event}; appointments come from ${BOOKED} and ${CANCELLED}.`,
    }
  },
}

function eventOf(invitee: JsonObject): JsonObject {
  return isObject(invitee.scheduled_event) ? invitee.scheduled_event : {}
}

function saidOf(invitee: JsonObject): SaidAppointment {
  const event = eventOf(invitee)
  const { location_type, location_address } = placeOf(event)
  const host = Array.isArray(event.event_memberships) ? event.event_memberships[0] : undefined
  const said: Record<string, JsonValue | undefined> = {
    external_id: invitee.uri,
    scheduled_at: event.start_time,
    end: event.end_time,
    time_zone: invitee.timezone,
    appointment_type: event.name,
    location_type,
    location_address,
    notes: notesOf(invitee),
    assigned_to: isObject(host) ? textAt(host, 'user_name') : undefined,
  }
  return Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  )
}

/** Where Calendly lets people meet. A place of the invitee's own is their home; one that the host set is the office. */
function placeOf(event: JsonObject): SaidAppointment {
  const place = isObject(event.location) ? event.location : {}
  const type = textAt(place, 'type')
  const text = [textAt(place, 'location'), textAt(place, 'additional_info')].filter(Boolean).join(', ')
  if (type === 'outbound_call' || type === 'inbound_call') return { location_type: 'phone' }
  if (type === 'physical') return { location_type: 'office', location_address: text }
  if (type === 'ask_invitee') return { location_type: 'home', location_address: text }
  const url = textAt(place, 'join_url')
  if (url !== '' || /zoom|google|teams|webex|gotomeeting/.test(type))
    return { location_type: 'video', location_address: url }
  return { location_address: text }
}

function questionsOf(invitee: JsonObject): { readonly question: string; readonly answer: string }[] {
  const list = Array.isArray(invitee.questions_and_answers) ? invitee.questions_and_answers : []
  return list
    .filter(isObject)
    .map((one) => ({ question: textAt(one, 'question').trim(), answer: textAt(one, 'answer').trim() }))
    .filter(({ question, answer }) => question !== '' && answer !== '')
}

function notesOf(invitee: JsonObject): string {
  return questionsOf(invitee)
    .map(({ question, answer }) => `${question}${/[?:!.]$/.test(question) ? '' : ':'} ${answer}`)
    .join('\n')
}

function personOf(invitee: JsonObject): Pair[] {
  const event = eventOf(invitee)
  const place = isObject(event.location) ? event.location : {}
  const pairs: Pair[] = []
  const add = (name: string, value: JsonValue | undefined, penalty = 0) => {
    if (value !== undefined && value !== null && value !== '') pairs.push({ name, value, penalty })
  }
  for (const name of ['first_name', 'last_name', 'name', 'email']) add(name, invitee[name])
  add('phone', invitee.text_reminder_number)
  if (textAt(place, 'type') === 'outbound_call') add('phone', place.location, 300)
  for (const { question, answer } of questionsOf(invitee)) {
    const target = targetOfQuestion(question)
    const isPhone = target?.slot === PHONE || (target === null && ASKS_FOR_PHONE.test(question))
    pairs.push(
      isPhone
        ? { name: 'phone', question, value: answer, penalty: 500 }
        : { name: question, question, value: answer },
    )
  }
  const product = textAt(event, 'name')
  if (readProductType(product) !== null) add('product_type', product)
  if (isObject(invitee.tracking))
    for (const name of ['utm_source', 'utm_medium', 'utm_campaign']) add(name, invitee.tracking[name])
  return pairs
}

function cancellationOf(invitee: JsonObject): { readonly by: string | null; readonly reason: string } {
  const told = isObject(invitee.cancellation)
    ? invitee.cancellation
    : isObject(eventOf(invitee).cancellation)
      ? (eventOf(invitee).cancellation as JsonObject)
      : {}
  const type = textAt(told, 'canceler_type')
  return {
    by: type === 'host' ? 'the host' : type === 'invitee' ? 'the customer' : null,
    reason: textAt(told, 'reason').trim(),
  }
}
