// Moments as senders write them. What names no zone is UTC: form plugins store UTC, and a machine's own zone would make the same payload
// mean two things on two laptops. Month before day, as in the US, unless the first number cannot be a month.

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ,]+(.+))?$/i
const AMERICAN = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ,]+(.+))?$/i
const MONTH_FIRST =
  /^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[T ,]+(?:at\s+)?(.+))?$/i
const DAY_FIRST = /^(?:[a-z]{3,9},?\s+)?(\d{1,2})\s+([a-z]{3,9})\.?,?\s+(\d{4})(?:[T ,]+(?:at\s+)?(.+))?$/i
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(.*)$/i
const OFFSET = /^(?:utc|gmt)?\s*([+-])(\d{2}):?(\d{2})?$/i
const DIGITS = /^\d{9,14}(?:\.\d+)?$/
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** Hours from UTC. */
const ZONES = new Map(
  Object.entries({
    '': 0,
    z: 0,
    utc: 0,
    gmt: 0,
    est: -5,
    edt: -4,
    cst: -6,
    cdt: -5,
    mst: -7,
    mdt: -6,
    pst: -8,
    pdt: -7,
    akst: -9,
    akdt: -8,
    hst: -10,
  }),
)
const HOUR = 3_600_000

/** ISO 8601 UTC text with milliseconds from ISO text, epoch seconds or milliseconds, or a US date; null when it is no moment. */
export function parseInstant(raw: unknown): string | null {
  if (typeof raw === 'number') return instantOfEpoch(raw)
  if (typeof raw !== 'string' || raw.length > 60) return null
  const text = raw.trim()
  if (DIGITS.test(text)) return instantOfEpoch(Number(text))
  const date = splitDate(text)
  if (date === null) return null
  const clock = date.time === null ? { ms: 0, zone: '' } : readClock(date.time.trim())
  const offsetMs = clock === null ? null : offsetOfZone(clock.zone)
  return clock === null || offsetMs === null ? null : toText(date.dayMs + clock.ms - offsetMs)
}

export type SplitDate = {
  /** The begin of the day, as if it were one of UTC. */
  readonly dayMs: number
  /** What stands behind the date; null when nothing does. */
  readonly time: string | null
}

/** A date that exists, and the text behind it; null when the text does not begin with one. */
export function splitDate(text: string): SplitDate | null {
  const iso = ISO.exec(text)
  if (iso !== null) return fromParts(iso[1], iso[2], iso[3], iso[4])
  const american = AMERICAN.exec(text)
  if (american !== null) {
    const [, first, second, year, time] = american
    const fullYear = year?.length === 2 ? `20${year}` : year
    return Number(first) > 12
      ? fromParts(fullYear, second, first, time)
      : fromParts(fullYear, first, second, time)
  }
  const monthFirst = MONTH_FIRST.exec(text)
  if (monthFirst !== null)
    return fromParts(monthFirst[3], monthOf(monthFirst[1]), monthFirst[2], monthFirst[4])
  const dayFirst = DAY_FIRST.exec(text)
  if (dayFirst !== null) return fromParts(dayFirst[3], monthOf(dayFirst[2]), dayFirst[1], dayFirst[4])
  return null
}

/** From epoch seconds or milliseconds. */
export function instantOfEpoch(value: number): string | null {
  // Below 1e11 it counts seconds (until the year 5138), from there milliseconds (since 1973).
  return toText(value < 1e11 ? value * 1000 : value)
}

function monthOf(name: string | undefined): string {
  return String(MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1)
}

function fromParts(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  time: string | undefined,
): SplitDate | null {
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  if (m < 1 || m > 12 || d < 1 || d > new Date(Date.UTC(y, m, 0)).getUTCDate()) return null
  return { dayMs: Date.UTC(y, m - 1, d), time: time ?? null }
}

/** Milliseconds from the begin of the day, and the zone as it was written; null when the text is no time of day. */
export function readClock(text: string): { readonly ms: number; readonly zone: string } | null {
  const found = TIME.exec(text)
  if (found === null) return null
  let hour = Number(found[1])
  const half = found[5]?.[0]?.toLowerCase()
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half === 'p' ? 12 : 0)
  }
  const [minute, second] = [Number(found[2]), Number(found[3] ?? 0)]
  if (hour > 23 || minute > 59 || second > 60) return null
  const millis = Math.floor(Number(`0.${found[4] ?? '0'}`) * 1000)
  return {
    ms: hour * HOUR + minute * 60_000 + Math.min(second, 59) * 1000 + millis,
    zone: (found[6] ?? '').trim(),
  }
}

/** How far a zone as it was written behind a time is from UTC, in milliseconds; nothing is UTC, and null is no such zone. */
export function offsetOfZone(text: string): number | null {
  const named = ZONES.get(text.toLowerCase().replace(/^\((.*)\)$/, '$1'))
  if (named !== undefined) return named * HOUR
  const offset = OFFSET.exec(text)
  if (offset === null) return null
  const [hours, minutes] = [Number(offset[2]), Number(offset[3] ?? 0)]
  if (hours > 14 || minutes > 59) return null
  return (offset[1] === '-' ? -1 : 1) * (hours * HOUR + minutes * 60_000)
}

function toText(millis: number): string | null {
  // 1970 to 2199: a year outside is a mistyped or misread date, never the time of a lead.
  if (!(millis > 0 && millis < 7_258_118_400_000)) return null
  return new Date(Math.floor(millis)).toISOString()
}
