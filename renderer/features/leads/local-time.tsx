// The clock where a lead is, and whether one calls at that hour. Said in words, beside any colour; a warning is never a lock.
import { CircleAlert } from 'lucide-react'
import {
  type CallingHours,
  callHours,
  callRegionName,
  isOpen,
  nextOpening,
  showSpanOfDay,
  spanOfDay,
} from '../../../shared/domain/callable/hours.ts'
import { type CallPlace, placeOf, type Whereabouts } from '../../../shared/domain/callable/places.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showClock } from '../../ui/format.ts'
import { useNow } from '../../ui/time.tsx'

const AS_THEY_COME: CallingHours = {}

/** The hours that were changed in the settings. */
export function useCallingHours(): CallingHours {
  return useApiQuery('settings.get', {}).data?.callingHours ?? AS_THEY_COME
}

/** "9:42 AM MST"; where a border between zones runs through, both. */
function clocksOf({ zones }: CallPlace, nowMs: number): string {
  return [...new Set(zones.map((zone) => showClock(nowMs, zone)))].join(' or ')
}

const UNKNOWN = 'Local time unknown'

/** In a list: the local time, and "closed" outside calling hours. */
export function LocalTime({ lead }: { readonly lead: Whereabouts }) {
  const now = useNow()
  const hours = useCallingHours()
  const place = placeOf(lead)
  if (place === null) {
    return (
      <span className="mute" title={`${UNKNOWN}: no ZIP code, state or area code says where they are.`}>
        Unknown
      </span>
    )
  }
  const clocks = clocksOf(place, now)
  if (isOpen(place, now, hours)) return <span title={`${clocks} · within calling hours`}>{clocks}</span>
  return (
    <span className="mute" title={`${clocks} · ${closedWords(place, now, hours)}`}>
      {clocks} · closed
    </span>
  )
}

/** Beside the number of one lead: the local time, the hours, and a warning outside of them. */
export function CallTime({ lead }: { readonly lead: Whereabouts }) {
  const now = useNow()
  const hours = useCallingHours()
  const place = placeOf(lead)
  if (place === null)
    return <div className="mute">{UNKNOWN}. A ZIP code or a state says when they may be called.</div>
  const clocks = clocksOf(place, now)
  const [zone] = place.zones
  if (zone !== undefined && isOpen(place, now, hours)) {
    const today = spanOfDay(callHours(place.state, hours), zone, now)
    return (
      <div className="mute">
        {clocks} there · calling hours {showSpanOfDay(today)}
      </div>
    )
  }
  return (
    <div className="call-warning">
      <CircleAlert size={14} aria-hidden />
      <span>
        {clocks} there · {closedWords(place, now, hours)}
      </span>
    </div>
  )
}

/** "outside calling hours until 8:00 AM their time", "… until Monday, 8:00 AM their time". */
function closedWords(place: CallPlace, nowMs: number, hours: CallingHours): string {
  const opening = nextOpening(place, nowMs, hours)
  if (opening === null) return `no calling hours are set for ${callRegionName(place.state)}`
  const [zone = 'UTC'] = place.zones
  return `outside calling hours until ${showClock(opening, zone, opening - nowMs < 86_400_000 ? 'time' : 'day')} their time`
}
