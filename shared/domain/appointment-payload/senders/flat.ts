// Any other sender: named values at the top, or under a word like "appointment" or "booking".
import { foldKey } from '../../fold.ts'
import { emptyRecord, isObject, type JsonObject, type JsonValue } from '../../payload/json.ts'
import { isAbsent } from '../../payload/values.ts'
import { SERVICE_TYPES } from '../../vocabulary.ts'
import { type AppointmentFieldName, appointmentTarget } from '../fields.ts'
import type { AppointmentSender } from '../sender.ts'

/** Under these stands the whole payload, as relays put it. */
const ENVELOPES = new Set(['data', 'payload', 'body'])
/** Under these stands the appointment. */
const WRAPPERS = new Set([
  'appointment',
  'booking',
  'meeting',
  'reservation',
  'visit',
  'schedule',
  'calendar',
  'event',
])
/** Of what stands under such a word these name the appointment itself; at the top they may name anybody. */
const OWN_IDS = new Set(['id', 'uid', 'uuid'])
const CANCELLED = /^(?:appointment|booking|event|meeting)?[\s._-]*cancell?ed$/i
const SERVICES = new Set<string>(SERVICE_TYPES)

export const flatAppointment: AppointmentSender = {
  id: 'flat',
  name: 'Plain fields',
  recognises: () => true,
  read(payload) {
    const whole = unwrap(payload)
    const best = new Map<AppointmentFieldName, { readonly rank: number; readonly value: JsonValue }>()
    const rest: JsonObject = emptyRecord()
    const take = (name: string, value: JsonValue, depth: number) => {
      if (isObject(value) && WRAPPERS.has(foldKey(name)) && depth === 0) {
        for (const [inner, its] of Object.entries(value)) take(inner, its, 1)
        return
      }
      const target = appointmentTarget(depth > 0 && OWN_IDS.has(foldKey(name)) ? 'external_id' : name)
      if (target === null) {
        rest[name in rest ? `${name} (2)` : name] = value
        return
      }
      const known = best.get(target.field)
      if (!isAbsent(value) && (known === undefined || target.rank < known.rank))
        best.set(target.field, { rank: target.rank, value })
    }
    for (const [name, value] of Object.entries(whole)) take(name, value, 0)
    const said = Object.fromEntries([...best].map(([field, { value }]) => [field, value]))
    const { appointment_status: status } = said
    return {
      act: typeof status === 'string' && CANCELLED.test(status.trim()) ? 'cancel' : 'book',
      said,
      person: { rest: asProduct(rest) },
    }
  },
}

function unwrap(payload: JsonObject): JsonObject {
  const entries = Object.entries(payload)
  const inner = entries.filter(([name, value]) => ENVELOPES.has(foldKey(name)) && isObject(value))
  const isBare = !entries.some(
    ([name]) => appointmentTarget(name)?.field === 'scheduled_at' || WRAPPERS.has(foldKey(name)),
  )
  return isBare && inner.length === 1 ? (inner[0]?.[1] as JsonObject) : payload
}

/** With an appointment the service type is the product ("Solar"), unless it is a word of the lead's own field ("repair"). */
function asProduct(rest: JsonObject): JsonObject {
  const name = Object.keys(rest).find((key) => foldKey(key) === 'servicetype')
  const value = name === undefined ? undefined : rest[name]
  if (name === undefined || typeof value !== 'string' || SERVICES.has(value.trim().toLowerCase())) return rest
  if (Object.keys(rest).some((key) => ['producttype', 'product'].includes(foldKey(key)))) return rest
  const { [name]: _, ...others } = rest
  return { ...others, product_type: value }
}
