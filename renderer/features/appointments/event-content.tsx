// What stands in an appointment's box: the time and the name first, then the kind, the place and the agent, as far as there is room.
import type { EventDisplayInfo } from '@fullcalendar/react'
import { Car } from 'lucide-react'
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import { APPOINTMENT_STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { type Drive, isTight } from '../../../shared/domain/schedule/drives.ts'
import { showMinutes } from '../../../shared/domain/schedule/travel.ts'
import {
  bookedTime,
  isOff,
  kindWord,
  LOCATION_WORDS,
  showStart,
  showTimes,
} from '../../ui/appointment-words.ts'
import { showName } from '../../ui/format.ts'
import { useZone } from '../../ui/time.tsx'
import type { EventProps } from './calendar-events.ts'

export function eventContent(info: EventDisplayInfo) {
  const props = info.event.extendedProps as Partial<EventProps>
  // A stretch of time that is being drawn, and what lies behind, have no record.
  if (props.row === undefined) return <Drawn info={info} />
  return <EventWords info={info} row={props.row} />
}

export function eventClass(info: EventDisplayInfo): string {
  const { row, hue, isOpen, isPlanned } = info.event.extendedProps as Partial<EventProps>
  return [
    'cal-event',
    `hue-${hue ?? 'teal'}`,
    row && isOff(row.status) ? 'is-off' : '',
    row?.status === 'completed' ? 'is-done' : '',
    isOpen ? 'is-open' : '',
    isPlanned || info.isMirror ? 'is-planned' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** The time as it is shown: while it is moved, where it would go. */
function timesOf(info: EventDisplayInfo, row: AppointmentRow) {
  const { start, end, allDay } = info.event
  if (start === null) return row
  const endMs = end === null ? start.getTime() + row.durationMinutes * 60_000 : end.getTime()
  return {
    ...row,
    scheduledAt: start.toISOString(),
    durationMinutes: Math.round((endMs - start.getTime()) / 60_000),
    allDayDate: allDay ? info.event.startStr.slice(0, 10) : null,
  }
}

function EventWords({ info, row }: { readonly info: EventDisplayInfo; readonly row: AppointmentRow }) {
  const zone = useZone()
  const props = info.event.extendedProps as EventProps
  const shown = timesOf(info, row)
  const isMoving = info.isMirror || props.isPlanned
  const isMonth = info.view.type === 'dayGridMonth'
  const time =
    shown.allDayDate !== null
      ? ''
      : isMonth
        ? monthTime(shown.scheduledAt, zone)
        : isMoving
          ? showTimes(shown, zone)
          : shortTime(shown.scheduledAt, zone)
  const theirs = bookedTime(shown, zone)
  const status = row.status === 'scheduled' ? '' : APPOINTMENT_STATUS_LABELS[row.status].toLowerCase()
  const agent = row.assignedToName ?? row.assignedTo ?? 'no agent'
  const what = [kindWord(row), LOCATION_WORDS[row.locationType]].join(' · ')
  const who = [agent, status].filter(Boolean).join(' · ')
  // While it is moved, the way is another.
  const drive = isMoving ? undefined : props.drive
  // One line for the name and the warning.
  const isCramped = info.isShort && drive !== undefined && isTight(drive)
  const whole = [
    `${showTimes(shown, zone)} ${showName(row)}`,
    what,
    who,
    ...(drive === undefined ? [] : [wayInWords(drive)]),
    ...(theirs === undefined ? [] : [`booked as ${theirs}`]),
  ].join(' · ')
  if (info.view.type === 'agenda')
    return <AgendaWords row={row} theirs={theirs} times={showTimes(shown, zone)} rest={`${what} · ${who}`} />
  // What the colour says stands beside it in letters too.
  const mark = (
    <span className="cal-mark">
      <span aria-hidden>{props.mark}</span>
      <span className="unseen">, {props.meaning}</span>
    </span>
  )
  if (isMonth || shown.allDayDate !== null)
    return (
      <div className="cal-line" title={whole}>
        {time && <span className="cal-time">{time}</span>}
        <span className="cal-name clip">{showName(row)}</span>
        {status && <span className="unseen">, {status}</span>}
        {mark}
      </div>
    )
  return (
    <div
      className={`cal-words${info.isShort ? ' is-short' : ''}${isCramped ? ' is-cramped' : ''}`}
      title={whole}
    >
      <div className="cal-head">
        <span className="cal-time">{time}</span>
        <span className="cal-name clip">{showName(row)}</span>
        {isCramped && <Way drive={drive} isShort />}
        {!isMoving && mark}
      </div>
      {theirs !== undefined && <div className="cal-theirs">booked {theirs}</div>}
      <div className="cal-rest">
        {!info.isShort && drive && (
          <>
            <Way drive={drive} /> ·{' '}
          </>
        )}
        {what}
      </div>
      <div className="cal-rest">{who}</div>
    </div>
  )
}

/** The way from the agent's visit before: in a word on the screen, in a sentence for a screen reader. */
function Way({ drive, isShort = false }: { readonly drive: Drive; readonly isShort?: boolean }) {
  const isTooShort = isTight(drive)
  return (
    <span className={`cal-drive${isTooShort ? ' is-tight' : ''}`}>
      <span aria-hidden>
        <Car size={11} />
        {isShort ? ' tight' : ` ${isTooShort ? 'tight, ' : ''}~${showMinutes(drive.minutes)}`}
      </span>
      <span className="unseen">{wayInWords(drive)}</span>
    </span>
  )
}

function wayInWords(drive: Drive): string {
  const way = `about ${showMinutes(drive.minutes)} from the visit before, an estimate`
  return isTight(drive) ? `${way}; ${showMinutes(drive.gapMinutes)} between` : way
}

/** "9:00" in the grid, whose axis says the half of the day; with the zone where the hour comes twice. */
function shortTime(instant: string, zone: string): string {
  return showStart(instant, zone).replace(/ [AP]M/, '')
}

/** "9a", "1:30p" in the narrow cells of a month; with the zone where the hour comes twice. */
function monthTime(instant: string, zone: string): string {
  return showStart(instant, zone)
    .replace(':00', '')
    .replace(/ ([AP])M/, (_, half: string) => half.toLowerCase())
}

function AgendaWords({
  row,
  times,
  theirs,
  rest,
}: {
  readonly row: AppointmentRow
  readonly times: string
  readonly theirs: string | undefined
  readonly rest: string
}) {
  return (
    <div className="cal-agenda">
      <span className="cal-agenda-time">
        {times}
        {theirs !== undefined && <span className="cal-theirs"> booked {theirs}</span>}
      </span>
      <span className="cal-agenda-words">
        <span className="cal-name">{showName(row)}</span> <span className="cal-rest">{rest}</span>
      </span>
      <span className="cal-agenda-place clip">{row.locationAddress}</span>
    </div>
  )
}

function Drawn({ info }: { readonly info: EventDisplayInfo }) {
  const zone = useZone()
  const { start, end, allDay } = info.event
  if (start === null || end === null || allDay) return null
  const durationMinutes = Math.round((end.getTime() - start.getTime()) / 60_000)
  return (
    <div className="cal-words is-short">
      <span className="cal-time">
        {showTimes({ scheduledAt: start.toISOString(), durationMinutes, allDayDate: null }, zone)}
      </span>
    </div>
  )
}
