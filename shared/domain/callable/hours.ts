// When one may call: the hours of each state on its own clocks. Federal law allows 8 AM to 9 PM where the person is (47 CFR 64.1200(c)(1),
// 16 CFR 310.4(c)); the states below are stricter. They are a starting point to be corrected in the settings, not legal advice: exemptions,
// consent and holidays are not looked at.
import { US_STATES } from '../payload/places.ts'
import {
  type CallPlace,
  PLACE_OF_AREA_CODE,
  PLACE_OF_PREFIX,
  PLACE_OF_STATE,
  PLACE_OF_STATE_AND_CODE,
  PLACE_OF_ZIP,
  placeOf,
  type Whereabouts,
} from './places.ts'

/** Minutes since midnight: from the first until just before the last; 1440 is midnight at the end of the day. */
export type CallSpan = { readonly from: number; readonly to: number }
/** Null: no calls on these days. */
export type CallHours = {
  readonly weekdays: CallSpan | null
  readonly saturday: CallSpan | null
  readonly sunday: CallSpan | null
}
export const CALL_DAYS = ['weekdays', 'saturday', 'sunday'] as const satisfies readonly (keyof CallHours)[]
export const DAY_MINUTES = 1440
const ALL_DAY: CallSpan = { from: 0, to: DAY_MINUTES }

/** Every state without hours of its own, and every province of Canada. */
export const OTHER_STATES = 'US'
export const CANADA = 'CANADA'
/** Hours that were changed, by two letters, OTHER_STATES or CANADA; the others are as they come. */
export type CallingHours = Readonly<Record<string, CallHours>>

const span = (fromHour: number, toHour: number): CallSpan => ({ from: fromHour * 60, to: toHour * 60 })
const daily = (fromHour: number, toHour: number): CallHours => {
  const each = span(fromHour, toHour)
  return { weekdays: each, saturday: each, sunday: each }
}
const noSunday = (fromHour: number, toHour: number): CallHours => ({
  ...daily(fromHour, toHour),
  sunday: null,
})

/** 47 CFR 64.1200(c)(1). */
export const FEDERAL_HOURS = daily(8, 21)
/** CRTC Unsolicited Telecommunications Rules, part III. */
const CANADIAN_HOURS: CallHours = {
  weekdays: { from: 9 * 60, to: 21 * 60 + 30 },
  saturday: span(10, 18),
  sunday: span(10, 18),
}

/** Stricter than federal law, as found in statutes, orders and published tables of 2025. */
export const STATE_HOURS: CallingHours = {
  AL: noSunday(8, 20),
  CT: daily(9, 20),
  FL: daily(8, 20),
  KY: daily(10, 21),
  LA: noSunday(8, 20),
  MD: daily(8, 20),
  MA: daily(8, 20),
  MI: daily(9, 21),
  MN: daily(9, 21),
  MS: noSunday(8, 20),
  NV: daily(9, 20),
  NM: daily(9, 21),
  OK: daily(8, 20),
  // R.I. Gen. Laws 5-61-2.
  RI: { weekdays: span(9, 18), saturday: span(10, 17), sunday: null },
  // Tex. Bus. & Com. Code 301.051.
  TX: { ...daily(9, 21), sunday: span(12, 21) },
  // Utah Code 13-25a-103.
  UT: noSunday(8, 21),
  // RCW 19.158.040.
  WA: daily(8, 20),
}

const usStates = new Map(US_STATES.map(({ code, name }) => [code, name]))

/** What hours can be set for, in the order of a list. */
export const CALL_REGIONS: readonly { readonly code: string; readonly name: string }[] = [
  { code: OTHER_STATES, name: 'Every other state' },
  ...[...US_STATES].sort((a, b) => (a.name < b.name ? -1 : 1)),
  { code: CANADA, name: 'Canada' },
]

export function callRegionName(code: string): string {
  return CALL_REGIONS.find((region) => region.code === code)?.name ?? code
}

/** The hours that come with the application. */
export function usualHours(region: string): CallHours {
  return region === CANADA ? CANADIAN_HOURS : (STATE_HOURS[region] ?? FEDERAL_HOURS)
}

/** The hours of a state, province or region. */
export function callHours(state: string, changed: CallingHours): CallHours {
  const region = usStates.has(state) || state === OTHER_STATES || !PLACE_OF_STATE.has(state) ? state : CANADA
  return (
    changed[region] ??
    (region === CANADA || STATE_HOURS[region] !== undefined ? undefined : changed[OTHER_STATES]) ??
    usualHours(region)
  )
}

type Clock = { readonly format: Intl.DateTimeFormat; quarter: number; offsetMs: number }
const clocks = new Map<string, Clock>()
/** No clock is changed but at a quarter of an hour. */
const QUARTER_MS = 900_000

/** How far a zone's clock is from UTC, in milliseconds. Asked of Intl: the library of dates takes half a second for its first fifteen zones. */
function offsetOf(zone: string, nowMs: number): number {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    clock = { format, quarter: Number.NaN, offsetMs: 0 }
    clocks.set(zone, clock)
  }
  const quarter = Math.floor(nowMs / QUARTER_MS)
  if (clock.quarter !== quarter) {
    const startMs = quarter * QUARTER_MS
    const shown = new Map(clock.format.formatToParts(startMs).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0
    const wallMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
    clock.offsetMs = wallMs - startMs
    clock.quarter = quarter
  }
  return clock.offsetMs
}

function spanOf(hours: CallHours, weekday: number): CallSpan | null {
  return weekday === 0 ? hours.sunday : weekday === 6 ? hours.saturday : hours.weekdays
}

/** The hours of the day that it is in a zone. */
export function spanOfDay(hours: CallHours, zone: string, nowMs: number): CallSpan | null {
  return spanOf(hours, new Date(nowMs + offsetOf(zone, nowMs)).getUTCDay())
}

function isOpenIn(zone: string, hours: CallHours, nowMs: number): boolean {
  const wall = new Date(nowMs + offsetOf(zone, nowMs))
  const open = spanOf(hours, wall.getUTCDay())
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes()
  return open !== null && minute >= open.from && minute < open.to
}

/** True when calls are in order on every clock that may hold there. */
export function isOpen(place: CallPlace, nowMs: number, changed: CallingHours): boolean {
  const hours = callHours(place.state, changed)
  return place.zones.every((zone) => isOpenIn(zone, hours, nowMs))
}

/** Whether somebody may be called: by a number, inside the hours of where they are; null when nothing tells where that is. */
export function isCallable(lead: Whereabouts, nowMs: number, changed: CallingHours): boolean | null {
  const place = placeOf(lead)
  return place === null ? null : Boolean(lead.phone) && isOpen(place, nowMs, changed)
}

/** The next minute at which calls are in order, within eight days; null when there is none. */
export function nextOpening(place: CallPlace, nowMs: number, changed: CallingHours): number | null {
  const hours = callHours(place.state, changed)
  let next: number | null = null
  for (const zone of place.zones) {
    for (let ahead = 0; ahead <= 8; ahead++) {
      const wall = new Date(nowMs + offsetOf(zone, nowMs) + ahead * 86_400_000)
      const open = spanOf(hours, wall.getUTCDay())
      if (open === null) continue
      const wallMs = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate(), 0, open.from)
      // The clock may change on the way there.
      const guess = wallMs - offsetOf(zone, nowMs)
      const at = wallMs - offsetOf(zone, guess)
      if (at > nowMs && isOpen(place, at, changed) && (next === null || at < next)) next = at
    }
  }
  return next
}

/**
 * Where one may call at an instant, as sets to compare a database's columns with: the same answer as `isCallable`, for any number of leads.
 * The sets stay the same from one opening or closing to the next.
 */
export type OpenPlaces = {
  readonly zips: readonly string[]
  readonly prefixes: readonly string[]
  readonly states: readonly string[]
  readonly statesAndCodes: readonly string[]
  readonly areaCodes: readonly string[]
}

export function openPlaces(nowMs: number, changed: CallingHours): OpenPlaces {
  const known = new Map<string, boolean>()
  const openOnes = (places: ReadonlyMap<string, CallPlace | null>) =>
    [...places].flatMap(([key, place]) => {
      if (place === null) return []
      const name = `${place.state} ${place.zones}`
      let isIn = known.get(name)
      if (isIn === undefined) {
        isIn = isOpen(place, nowMs, changed)
        known.set(name, isIn)
      }
      return isIn ? [key] : []
    })
  return {
    zips: openOnes(PLACE_OF_ZIP),
    prefixes: openOnes(PLACE_OF_PREFIX),
    states: openOnes(PLACE_OF_STATE),
    statesAndCodes: openOnes(PLACE_OF_STATE_AND_CODE),
    areaCodes: openOnes(PLACE_OF_AREA_CODE),
  }
}

/** "8 AM", "noon", "9:30 PM", "midnight". */
export function showMinute(minute: number): string {
  if (minute % DAY_MINUTES === 0) return 'midnight'
  if (minute === 720) return 'noon'
  const hour = Math.floor(minute / 60)
  const minutes = minute % 60
  const shown = `${hour % 12 === 0 ? 12 : hour % 12}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`
  return `${shown} ${hour < 12 ? 'AM' : 'PM'}`
}

/** "8 AM–9 PM", "all day", "no calls". */
export function showSpanOfDay(open: CallSpan | null): string {
  if (open === null) return 'no calls'
  if (open.from === ALL_DAY.from && open.to === ALL_DAY.to) return 'all day'
  return `${showMinute(open.from)}–${showMinute(open.to)}`
}

/** "8 AM–9 PM every day", "Mon–Sat 8 AM–8 PM, Sun no calls". */
export function showCallHours({ weekdays, saturday, sunday }: CallHours): string {
  const [week, sat, sun] = [weekdays, saturday, sunday].map(showSpanOfDay)
  if (week === sat && sat === sun) {
    if (weekdays === null) return 'No calls'
    return week === showSpanOfDay(ALL_DAY) ? 'All day, every day' : `${week} every day`
  }
  if (week === sat) return `Mon–Sat ${week}, Sun ${sun}`
  if (sat === sun) return `Mon–Fri ${week}, Sat–Sun ${sat}`
  return `Mon–Fri ${week}, Sat ${sat}, Sun ${sun}`
}

export function isSameHours(one: CallHours, other: CallHours): boolean {
  return CALL_DAYS.every((day) => one[day]?.from === other[day]?.from && one[day]?.to === other[day]?.to)
}
