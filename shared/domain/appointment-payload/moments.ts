// What a sender's text says of a moment: an instant, a time on some clock, a date, a time of day, a stretch of the day, or a length.
import { instantOfEpoch, offsetOfZone, readClock, splitDate } from '../payload/instants.ts'
import type { JsonValue } from '../payload/json.ts'
import { readZone } from './zones.ts'

/** What a value says of a moment; `wall` and `zone` as they were written. */
export type Moment = Start | { readonly kind: 'clock'; readonly clockMs: number; readonly zone: string }
export type Start =
  | { readonly kind: 'instant'; readonly ms: number }
  | { readonly kind: 'wall'; readonly dayMs: number; readonly clockMs: number; readonly zone: string }
  | { readonly kind: 'date'; readonly dayMs: number }

const EPOCH = /^\d{9,14}(?:\.\d+)?$/
const RFC9557 = /\[!?(?:u-ca=\w+|([A-Za-z][\w+/-]+))\]/g
/** "9:00 AM - 10:30 AM": only where it cannot be an offset. */
const RANGE =
  /^(.*?\d\s*(?:[ap]\.?m\.?)?)(?:\s+(?:-|–|—|to)\s+|\s*(?:–|—)\s*|(?<=m\.?)-)(\d{1,2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?.*)$/i

export function rangeOf(value: JsonValue | undefined): readonly [string, string] | null {
  if (typeof value !== 'string' || value.length > 80) return null
  const found = RANGE.exec(value.trim())
  if (found === null) return null
  const [, from = '', to = ''] = found
  // "9 - 11 AM": the half of the day is said once.
  const half = /[ap]\.?m\.?/i.exec(to)?.[0] ?? ''
  const begin = /[ap]\.?m\.?/i.test(from) || half === '' ? from : `${from} ${half}`
  return momentOf(begin) === null || momentOf(to) === null ? null : [begin, to]
}

export function momentOf(value: JsonValue): Moment | null {
  if (typeof value === 'number') return instant(instantOfEpoch(value))
  if (typeof value !== 'string' || value.length > 80) return null
  let text = value.trim()
  if (EPOCH.test(text)) return instant(instantOfEpoch(Number(text)))
  let named = ''
  text = text.replace(RFC9557, (_, zone: string | undefined) => {
    named = zone ?? named
    return ''
  })
  const date = splitDate(text)
  if (date === null) {
    const clock = clockOf(text)
    return clock === null ? null : { kind: 'clock', clockMs: clock.ms, zone: clock.zone || named }
  }
  if (date.time === null || date.time.trim() === '') return { kind: 'date', dayMs: date.dayMs }
  const clock = clockOf(date.time)
  if (clock === null) return null
  // Z and an offset say an instant; the name of a zone says whose clocks are meant.
  const offsetMs = /^z$|[+-]\d/i.test(clock.zone) ? offsetOfZone(clock.zone) : null
  if (offsetMs !== null) return instant(new Date(date.dayMs + clock.ms - offsetMs).toISOString())
  return { kind: 'wall', dayMs: date.dayMs, clockMs: clock.ms, zone: clock.zone || named }
}

/** "9am", "9:00 AM EST", "14:30". */
function clockOf(text: string): { readonly ms: number; readonly zone: string } | null {
  const clock = readClock(text.trim().replace(/^(\d{1,2})\s*(?=[ap]\.?m\b)/i, '$1:00 '))
  return clock === null || (clock.zone !== '' && readZone(clock.zone) === null) ? null : clock
}

function instant(text: string | null): Moment | null {
  return text === null ? null : { kind: 'instant', ms: Date.parse(text) }
}

const LENGTH = /^(\d+(?:[.,]\d+)?)\s*(m|min|mins|minutes?|h|hr|hrs|hours?)?\.?$/i
const ISO_LENGTH = /^PT(?:(\d+)H)?(?:(\d+)M)?$/i

export function minutesOf(text: string): number | null {
  const iso = ISO_LENGTH.exec(text)
  if (iso !== null && text.length > 2) return Number(iso[1] ?? 0) * 60 + Number(iso[2] ?? 0)
  const colon = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(text)
  if (colon !== null) return Number(colon[1]) * 60 + Number(colon[2])
  const negative = /^-\d+(?:\.\d+)?$/.test(text)
  if (negative) return -1
  const found = LENGTH.exec(text)
  if (found === null) return null
  const amount = Number((found[1] ?? '').replace(',', '.'))
  return Math.round(/^h/i.test(found[2] ?? '') ? amount * 60 : amount)
}
