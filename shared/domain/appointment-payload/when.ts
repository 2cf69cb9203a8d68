// When an appointment from outside is: a moment with its offset, or a date and a time on the clocks of some zone. What does not exist is refused, what comes
// twice is taken as the earlier, and everything that had to be assumed is said.
import { dayBounds } from '../days.ts'
import type { JsonValue } from '../payload/json.ts'
import { isAbsent, readBoolean, textOf, unwrap } from '../payload/values.ts'
import { MOST_MINUTES } from '../schedule/duration.ts'
import { readWallTime } from '../schedule/wall-time.ts'
import { type Moment, minutesOf, momentOf, rangeOf, type Start } from './moments.ts'
import type { AppointmentNote, SaidAppointment } from './sender.ts'
import { type NamedZone, readZone } from './zones.ts'

export type ReadWhen = {
  readonly scheduledAt: string
  readonly allDayDate: string | null
  /** Null: none was named, so it is the agency's. */
  readonly timeZone: string | null
  /** Null: the sender says nothing of it. */
  readonly durationMinutes: number | null
}

type Notes = { readonly problems: AppointmentNote[]; readonly issues: AppointmentNote[] }

const MINUTE = 60_000
export function readWhen(said: SaidAppointment, agencyZone: string, notes: Notes): ReadWhen | null {
  const zone = readNamedZone(said.time_zone, notes)
  if (zone === 'unknown') {
    // The rest is looked at all the same, so that everything is told at once.
    readStart(said, null, agencyZone, { problems: notes.problems, issues: [] })
    return null
  }
  return readStart(said, zone, agencyZone, notes)
}

function readStart(
  said: SaidAppointment,
  zone: NamedZone | null,
  agencyZone: string,
  notes: Notes,
): ReadWhen | null {
  const { problems } = notes
  const parts = gather(said, notes)
  if (parts === null) {
    readDuration(said.duration_minutes, problems)
    return null
  }
  const duration = readDuration(said.duration_minutes, problems)
  const isAllDay = isAbsent(said.all_day) ? false : readBoolean(unwrap(said.all_day as JsonValue)) === true
  if (isAllDay && parts.start.kind !== 'instant') {
    const day = dayText(parts.start.dayMs)
    const timeZone = zone?.kind === 'zone' ? zone.timeZone : null
    return {
      scheduledAt: new Date(dayBounds(day, timeZone ?? agencyZone).startMs).toISOString(),
      allDayDate: day,
      timeZone,
      durationMinutes: null,
    }
  }
  if (parts.start.kind === 'date') {
    problems.push({
      field: 'time',
      message:
        'The time of day is missing. Send it as “time”, or with the date as “scheduled_at”; “all_day”: true means the whole day.',
      code: 'required',
      value: null,
    })
    return null
  }
  const begin = place(parts.start, parts.startName, zone, agencyZone, notes)
  if (begin === null) return null
  const minutes = lengthOf(begin.ms, parts, duration, zone, agencyZone, notes)
  return minutes === 'wrong' || duration === 'wrong'
    ? null
    : {
        scheduledAt: new Date(begin.ms).toISOString(),
        allDayDate: null,
        timeZone: begin.timeZone,
        durationMinutes: minutes,
      }
}

type Parts = {
  readonly start: Start
  readonly startName: string
  readonly end: Moment | null
  readonly endValue: JsonValue
}

/** Date and time put together from where they were sent. */
function gather(said: SaidAppointment, { problems }: Notes): Parts | null {
  const wrong = (field: string, value: JsonValue) => {
    problems.push({
      field,
      message: `${NAMES[field]}: “${quote(value)}” is not a date or time that exists. Write 2026-11-24T09:00:00-07:00, or a date, a time and a time_zone.`,
      code: 'not_a_date',
      value,
    })
  }
  let isWrong = false
  const read = (field: 'scheduled_at' | 'date' | 'time' | 'end', value: JsonValue | undefined) => {
    if (value === undefined || isAbsent(value)) return null
    const moment = momentOf(unwrap(value))
    if (moment === null) {
      wrong(field, value)
      isWrong = true
    }
    return moment
  }
  const range = rangeOf(said.time) ?? rangeOf(said.scheduled_at)
  const whole = read(
    'scheduled_at',
    range !== null && rangeOf(said.time) === null ? range[0] : said.scheduled_at,
  )
  const date = read('date', said.date)
  const time = read('time', rangeOf(said.time)?.[0] ?? said.time)
  const endValue = isAbsent(said.end) ? (range?.[1] ?? null) : (said.end as JsonValue)
  const end = read('end', endValue)
  if (isWrong) return null
  const all = [whole, date, time].filter((one) => one !== null)
  const full = all.find((one) => one.kind === 'instant') ?? all.find((one) => one.kind === 'wall')
  const startName =
    full !== undefined && full === date
      ? 'date'
      : full !== undefined && full === time
        ? 'time'
        : 'scheduled_at'
  if (full !== undefined) return { start: full, startName, end, endValue }
  const day = all.find((one) => one.kind === 'date')
  const clock = all.find((one) => one.kind === 'clock')
  if (day === undefined) {
    problems.push({
      field: clock === undefined ? 'scheduled_at' : 'date',
      message:
        clock === undefined
          ? 'It does not say when the appointment is. Send “scheduled_at”, such as 2026-11-24T09:00:00-07:00, or “date”, “time” and “time_zone”.'
          : 'The date is missing. Send it as “date”, such as 2026-11-24.',
      code: 'required',
      value: null,
    })
    return null
  }
  if (clock === undefined) return { start: day, startName: 'date', end, endValue }
  return {
    start: { kind: 'wall', dayMs: day.dayMs, clockMs: clock.clockMs, zone: clock.zone },
    startName: 'time',
    end,
    endValue,
  }
}

type Placed = { readonly ms: number; readonly timeZone: string | null }

function place(
  moment: Exclude<Start, { kind: 'date' }>,
  field: string,
  zone: NamedZone | null,
  agencyZone: string,
  { problems, issues }: Notes,
): Placed | null {
  const namedZone = zone?.kind === 'zone' ? zone.timeZone : null
  if (moment.kind === 'instant') return { ms: moment.ms, timeZone: namedZone }
  const own = moment.zone === '' ? null : readZone(moment.zone)
  const clocks = own ?? zone
  if (clocks?.kind === 'offset')
    return { ms: moment.dayMs + moment.clockMs - clocks.offsetMs, timeZone: namedZone }
  const timeZone = clocks?.timeZone ?? agencyZone
  const wall = new Date(moment.dayMs + moment.clockMs).toISOString().slice(0, 16)
  if (clocks === null)
    issues.push({
      field: 'time_zone',
      message: `The time names no zone, so it was taken in the agency’s (${agencyZone}).`,
      code: 'assumed',
      value: wall,
    })
  const reading = readWallTime(wall, timeZone)
  if (reading.ok) return { ms: Date.parse(reading.instant), timeZone: clocks === null ? null : timeZone }
  if (reading.code === 'gap') {
    problems.push({ field, message: reading.message, code: 'gap', value: wall })
    return null
  }
  const [earlier] = reading.choices
  issues.push({
    field,
    message: `${reading.message.replace(/ Choose .*$/, '')} It was taken as the earlier one, ${earlier?.label}.`,
    code: 'fold',
    value: wall,
  })
  return { ms: Date.parse(earlier?.instant ?? ''), timeZone: clocks === null ? null : timeZone }
}

function lengthOf(
  startMs: number,
  { start, end, endValue }: Parts,
  duration: number | null | 'wrong',
  zone: NamedZone | null,
  agencyZone: string,
  notes: Notes,
): number | null | 'wrong' {
  const told = duration === 'wrong' ? null : duration
  if (end === null || end.kind === 'date') return told
  const refuse = (message: string, code: 'before_start' | 'out_of_range') => {
    notes.problems.push({ field: 'end', message, code, value: endValue })
    return 'wrong' as const
  }
  let endMs: number
  if (end.kind === 'clock') {
    // On the day of the begin, by the same clocks.
    endMs = start.kind === 'wall' ? startMs + end.clockMs - start.clockMs : Number.NaN
  } else
    endMs = place(end, 'end', zone, agencyZone, { problems: notes.problems, issues: [] })?.ms ?? Number.NaN
  if (Number.isNaN(endMs)) {
    if (end.kind !== 'clock') return 'wrong'
    return refuse('The end has no date. Send it like the begin, or send “duration_minutes”.', 'before_start')
  }
  if (endMs <= startMs)
    return refuse(
      'The appointment ends before it begins. Check the date and time of its end.',
      'before_start',
    )
  const minutes = Math.ceil((endMs - startMs) / MINUTE)
  if (minutes > MOST_MINUTES) return refuse(TOO_LONG, 'out_of_range')
  if (told !== null && told !== minutes)
    notes.issues.push({
      field: 'duration_minutes',
      message: `The duration says ${told} minutes and the end says ${minutes}; the end was taken.`,
      code: 'assumed',
      value: told,
    })
  return minutes
}

const TOO_LONG =
  'An appointment takes at most 24 hours (1,440 minutes). For a longer one send each of its days.'
function readDuration(value: JsonValue | undefined, problems: AppointmentNote[]): number | null | 'wrong' {
  if (value === undefined || isAbsent(value)) return null
  const minutes = minutesOf(textOf(value))
  if (minutes !== null && minutes >= 1 && minutes <= MOST_MINUTES) return minutes
  problems.push(
    minutes === null
      ? {
          field: 'duration_minutes',
          message: `“${quote(value)}” is not a duration. Send whole minutes, such as 60.`,
          code: 'not_a_number',
          value,
        }
      : {
          field: 'duration_minutes',
          message: minutes < 1 ? 'An appointment takes at least one minute.' : TOO_LONG,
          code: 'out_of_range',
          value,
        },
  )
  return 'wrong'
}

function readNamedZone(value: JsonValue | undefined, { problems }: Notes): NamedZone | null | 'unknown' {
  if (value === undefined || isAbsent(value)) return null
  const zone = typeof value === 'string' ? readZone(value) : null
  if (zone !== null) return zone
  problems.push({
    field: 'time_zone',
    message: `The time zone “${quote(value)}” is not known. Name it like America/Phoenix, or send the time with its offset.`,
    code: 'unknown_zone',
    value,
  })
  return 'unknown'
}

const NAMES: Readonly<Record<string, string>> = {
  scheduled_at: 'Scheduled at',
  date: 'Date',
  time: 'Time',
  end: 'End',
}

function dayText(dayMs: number): string {
  return new Date(dayMs).toISOString().slice(0, 10)
}

function quote(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
