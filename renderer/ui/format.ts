// Values as words. Instants are always said in the agency's zone, never in the computer's.
import { showMoney } from '../../shared/domain/money.ts'
import { showPhone } from '../../shared/domain/phone.ts'

export { showMoney, showPhone }

const whole = new Intl.NumberFormat('en-US')

/** 1284 -> "1,284". */
export function showCount(count: number): string {
  return whole.format(count)
}

/** "1,284 leads", "1 lead", "1,000+ leads" where not everything was counted. */
export function showTotal(total: number, isExact: boolean, one: string, many = `${one}s`): string {
  return `${showCount(total)}${isExact ? '' : '+'} ${total === 1 && isExact ? one : many}`
}

type NameParts = {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone?: string | null
  readonly phoneExtension?: string | null
}

/** First and last name, else the phone, else "No name". */
export function showName({ firstName, lastName, phone, phoneExtension }: NameParts): string {
  const name = [firstName, lastName].filter(Boolean).join(' ').trim()
  return name || (phone ? showPhone(phone, phoneExtension ?? null) : 'No name')
}

export function hasName({ firstName, lastName }: NameParts): boolean {
  return Boolean(firstName?.trim() || lastName?.trim())
}

type Place = {
  readonly city: string | null
  readonly state: string | null
  readonly zipCode: string | null
}

/** As on a letter: "12 Oak Street, Phoenix, AZ 85018", "Phoenix, AZ 85018", "85018"; empty when there is nothing. */
export function showPlace(
  { city, state, zipCode }: Place,
  street?: string | number | null | undefined,
): string {
  return [street, city, [state, zipCode].filter(Boolean).join(' ')].filter(Boolean).join(', ')
}

/** As short as a list needs it: "Phoenix, AZ", the ZIP code only where no town is known. */
export function showTown({ city, state, zipCode }: Place): string {
  return city ? [city, state].filter(Boolean).join(', ') : showPlace({ city, state, zipCode })
}

/** "1.4 kB" */
export function showBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

type Options = Intl.DateTimeFormatOptions

/** By the options' own identity: a list asks for one several times a row. */
const formats = new Map<Options, Map<string, Intl.DateTimeFormat>>()

function format(timeZone: string, options: Options): Intl.DateTimeFormat {
  let ofZones = formats.get(options)
  if (!ofZones) {
    ofZones = new Map()
    formats.set(options, ofZones)
  }
  let found = ofZones.get(timeZone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', { ...options, timeZone })
    ofZones.set(timeZone, found)
  }
  return found
}

const YEAR: Options = { year: 'numeric' }
const DAY_OF_YEAR: Options = { month: 'short', day: 'numeric' }
const DAY: Options = { ...YEAR, ...DAY_OF_YEAR }
const WEEKDAY: Options = { weekday: 'long' }
const WEEKDAY_AND_DAY: Options = { weekday: 'short', ...DAY_OF_YEAR }
const TIME: Options = { hour: 'numeric', minute: '2-digit' }
const TIME_AND_ZONE: Options = { ...TIME, timeZoneName: 'short' }
const TIME_OF_YEAR: Options = { ...DAY_OF_YEAR, ...TIME }
const DAY_AND_TIME: Options = { ...DAY, ...TIME }
const IN_FULL: Options = {
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
}
const WALL_TIME: Options = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
}

/** As short as it can be: "9:37 AM" today, "Mar 14" this year, "Mar 14, 2025" before. */
export function showWhen(instant: string, timeZone: string, now = Date.now()): string {
  const at = new Date(instant)
  const today = format(timeZone, DAY).format(now)
  if (format(timeZone, DAY).format(at) === today) return format(timeZone, TIME).format(at)
  const isThisYear = today.endsWith(format(timeZone, YEAR).format(at))
  return format(timeZone, isThisYear ? DAY_OF_YEAR : DAY).format(at)
}

/** Day and time: "Mar 14, 9:37 AM" (with the year where it is not this one). */
export function showDayTime(instant: string, timeZone: string, now = Date.now()): string {
  const at = new Date(instant)
  const isThisYear = format(timeZone, YEAR).format(at) === format(timeZone, YEAR).format(now)
  return format(timeZone, isThisYear ? TIME_OF_YEAR : DAY_AND_TIME).format(at)
}

/** In full, with the zone's name of that day: "Saturday, March 14, 2026 at 9:37:05 AM MST". */
export function showInstant(instant: string, timeZone: string): string {
  return format(timeZone, IN_FULL).format(new Date(instant))
}

/** What the clocks of a zone show: "9:42 AM MST"; the time alone, "8:00 AM"; with its day, "Monday, 8:00 AM". */
export function showClock(instantMs: number, timeZone: string, as: 'zone' | 'time' | 'day' = 'zone'): string {
  const time = format(timeZone, as === 'zone' ? TIME_AND_ZONE : TIME).format(instantMs)
  return as === 'day' ? `${format(timeZone, WEEKDAY).format(instantMs)}, ${time}` : time
}

/** Time since, in one unit: "now", "4 min", "3 h", "12 d", "5 mo", "2 y". */
export function showSpan(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h`
  const days = Math.floor(hours / 24)
  if (days < 60) return `${days} d`
  return days < 730 ? `${Math.floor(days / 30.44)} mo` : `${Math.floor(days / 365.25)} y`
}

/** "2 min ago", "now". */
export function showAgo(ms: number): string {
  const span = showSpan(ms)
  return span === 'now' ? 'now' : `${span} ago`
}

/** What the clocks of a zone show, as a date-time field takes it: "2026-11-24T09:00". */
export function wallTimeOf(instant: string | number, timeZone: string): string {
  const parts = new Map(
    format(timeZone, WALL_TIME)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

export type QuickTime = {
  readonly label: string
  /** "Mon, Nov 23", or the time of today. */
  readonly detail: string
  /** Of the zone; later days at nine in the morning. */
  readonly wallTime: string
  /** The same for the same words, whatever the time of day leaves out. */
  readonly keys: string
}

/** As a field for date and time has it. */
export function inOneHour(timeZone: string, now = Date.now()): string {
  return wallTimeOf(now + HOUR, timeZone)
}

const HOUR = 3_600_000
/** What is left of a day: until which hour it is worth being named, and when it is. */
const PARTS_OF_DAY = [
  { label: 'This afternoon', until: 13, at: '15:00' },
  { label: 'This evening', until: 17, at: '18:00' },
] as const

/** What one usually says: in an hour, later today, tomorrow, in three days, in a week. */
export function quickTimes(timeZone: string, now = Date.now()): QuickTime[] {
  const wall = wallTimeOf(now, timeZone)
  const [year = 0, month = 1, day = 1] = wall.slice(0, 10).split('-').map(Number)
  const today = (wallTime: string, label: string, keys: string): QuickTime => ({
    label,
    detail: format('UTC', TIME).format(new Date(`${wallTime}Z`)),
    wallTime,
    keys,
  })
  const part = PARTS_OF_DAY.find(({ until }) => Number(wall.slice(11, 13)) < until)
  const after = (days: number, label: string, keys: string): QuickTime => {
    const date = new Date(Date.UTC(year, month - 1, day + days))
    return {
      label,
      detail: format('UTC', WEEKDAY_AND_DAY).format(date),
      wallTime: `${date.toISOString().slice(0, 10)}T09:00`,
      keys,
    }
  }
  return [
    today(inOneHour(timeZone, now), 'In 1 hour', '1'),
    ...(part === undefined ? [] : [today(`${wall.slice(0, 10)}T${part.at}`, part.label, '2')]),
    after(1, 'Tomorrow, 9:00 AM', '3'),
    after(3, 'In 3 days, 9:00 AM', '4'),
    after(7, 'In a week, 9:00 AM', '5'),
  ]
}
