// From a payload to a conversion that is wanted, or all that is wrong with it. Names are taken in any case and with any separators, as for leads; what is
// no field is kept among the details.
import { type LogRequest, logRequest } from '../../../shared/contract/conversions-api.ts'
import type { FieldProblem } from '../../../shared/contract/reply.ts'
import { CONVERSION_LIMITS } from '../../../shared/domain/conversion.ts'
import { dayOf, instantOfWallTime } from '../../../shared/domain/days.ts'
import { parseInstant, readClock, splitDate } from '../../../shared/domain/payload/instants.ts'
import { isObject, type JsonObject, type JsonValue } from '../../../shared/domain/payload/json.ts'
import { saysNothing } from '../../../shared/domain/payload/read.ts'

export type WantedConversion = {
  readonly leadId: number | null
  readonly contactId: number | null
  readonly conversionType: LogRequest['conversion_type']
  readonly valueCents: number | null
  /** Null: the agency's own. */
  readonly currency: string | null
  readonly convertedAt: string
  readonly convertedBy: string | null
  readonly customData: NonNullable<LogRequest['custom_data']>
  readonly externalId: string | null
  readonly note: string
  /** What had to be assumed or set aside, for the answer. */
  readonly notes: readonly string[]
}

export type ConversionReading =
  | { readonly ok: true; readonly wanted: WantedConversion }
  | { readonly ok: false; readonly details: readonly FieldProblem[] }

type Circumstances = {
  readonly timeZone: string
  readonly nowMs: number
  /** The Idempotency-Key of the request. */
  readonly key: string | null
}

export function readConversion(payload: JsonValue, circumstances: Circumstances): ConversionReading {
  if (!isObject(payload)) return misfit('', 'Send one conversion as an object or a form.', 'not_an_object')
  const notes: string[] = []
  const { fields, others } = sorted(payload)
  const parsed = logRequest.safeParse(fields)
  const details = parsed.success ? [] : problemsOf(parsed.error.issues)
  if (fields.lead_id === undefined && fields.contact_id === undefined)
    details.unshift({
      field: 'lead_id',
      message: 'Say whose conversion it is: send lead_id, or contact_id.',
      code: 'required',
    })
  if ((circumstances.key?.length ?? 0) > LONGEST_KEY)
    details.push({
      field: 'Idempotency-Key',
      message: `An Idempotency-Key has at most ${LONGEST_KEY} characters here.`,
      code: 'too_big',
    })
  const moment = momentOf(fields.converted_at, circumstances)
  if (typeof moment !== 'string') details.push(moment)
  if (!parsed.success || typeof moment !== 'string' || details.length > 0) return { ok: false, details }

  const { data } = parsed
  const tooMany = misfit(
    'custom_data',
    `A conversion keeps at most ${CONVERSION_LIMITS.mostDetails} details.`,
    'too_big',
  )
  // Each of them is told, kept or not.
  if (others.length > CONVERSION_LIMITS.mostDetails) return tooMany
  const customData = { ...data.custom_data }
  for (const [name, value] of others) {
    const key = name.trim().slice(0, 60)
    const isKept = key !== '' && key !== '__proto__' && !Object.hasOwn(customData, key) && isPlain(value)
    if (isKept) customData[key] = value
    notes.push(
      isKept
        ? `“${key}” is no field of a conversion; it is kept in custom_data.`
        : `“${key}” is no field of a conversion, and was left out.`,
    )
  }
  if (Object.keys(customData).length > CONVERSION_LIMITS.mostDetails) return tooMany
  const given = data.external_id ?? circumstances.key
  return {
    ok: true,
    wanted: {
      leadId: data.lead_id ?? null,
      contactId: data.contact_id ?? null,
      conversionType: data.conversion_type,
      valueCents: data.conversion_value ?? null,
      currency: data.currency ?? null,
      convertedAt: moment,
      convertedBy: data.converted_by ?? null,
      customData,
      // A template that found nothing must not make all of them one.
      externalId: given === null || saysNothing(given) ? null : given,
      note: data.note ?? '',
      notes,
    },
  }
}

/** As of an external_id, which it is kept as. */
const LONGEST_KEY = 200

const FIELDS = new Map(Object.keys(logRequest.shape).map((name) => [folded(name), name]))

function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Fields under their own names, and the rest. What is empty has not been sent. */
function sorted(payload: JsonObject): {
  readonly fields: Record<string, JsonValue | undefined>
  readonly others: readonly (readonly [string, JsonValue])[]
} {
  const fields: Record<string, JsonValue> = {}
  const others: [string, JsonValue][] = []
  for (const [name, value] of Object.entries(payload)) {
    if (value === null || value === undefined || (typeof value === 'string' && value.trim() === '')) continue
    const field = FIELDS.get(folded(name))
    if (field === undefined || Object.hasOwn(fields, field)) others.push([name, value])
    else fields[field] = value
  }
  return { fields, others }
}

function isPlain(value: JsonValue): value is string | number | boolean {
  return typeof value === 'string' ? value.length <= 1_000 : ['number', 'boolean'].includes(typeof value)
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string; readonly code?: string }

/** As they are told to whoever called. */
export function problemsOf(issues: readonly Issue[]): FieldProblem[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && 'keys' in issue
      ? (issue.keys as string[]).map((key) => ({
          field: key,
          message: `There is no parameter “${key}”. Check its spelling.`,
          code: 'unknown',
        }))
      : [
          {
            field: issue.path.map(String).join('.'),
            message: issue.message,
            code: issue.code === undefined || issue.code === 'custom' ? 'invalid' : issue.code,
          },
        ],
  )
}

function misfit(field: string, message: string, code: string): ConversionReading {
  return { ok: false, details: [{ field, message, code }] }
}

/** Now where nothing is said; noon of a day, or now if that is still to come; what names no zone is of the agency's clocks. */
function momentOf(said: JsonValue | undefined, { timeZone, nowMs }: Circumstances): string | FieldProblem {
  if (said === undefined) return new Date(nowMs).toISOString()
  const at = instantOf(said, timeZone, nowMs)
  const wrong = (message: string, code: string) => ({ field: 'converted_at', message, code })
  if (at === null)
    return wrong(
      'This is no time. Write it as 2027-03-02T16:30:00-07:00, or a day as 2027-03-02.',
      'not_a_time',
    )
  if (Date.parse(at) > nowMs + CONVERSION_LIMITS.aheadMs)
    return wrong('This time is still to come. Log a conversion when it has happened.', 'out_of_range')
  if (at.slice(0, 10) < CONVERSION_LIMITS.earliestDay)
    return wrong(`Nothing converted before ${CONVERSION_LIMITS.earliestDay}. Check the year.`, 'out_of_range')
  return at
}

/** The instant that is meant; null: it is none. */
export function instantOf(said: JsonValue, timeZone: string, nowMs: number): string | null {
  if (typeof said === 'number') return parseInstant(said)
  if (typeof said !== 'string' || said.length > 60) return null
  const text = said.trim()
  const date = splitDate(text)
  if (date === null) return parseInstant(text)
  const day = new Date(date.dayMs).toISOString().slice(0, 10)
  if (date.time === null) {
    const noon = instantOfWallTime(`${day}T12:00`, timeZone)
    const now = new Date(nowMs).toISOString()
    return noon > now && day === dayOf(now, timeZone) ? now : noon
  }
  const clock = readClock(date.time.trim())
  if (clock === null) return null
  if (clock.zone !== '') return parseInstant(text)
  return instantOfWallTime(`${day}T${new Date(clock.ms).toISOString().slice(11, 23)}`, timeZone)
}
