// Time on the screen. One clock ticks for all; only the little elements that show an age listen to it, so a table is never drawn again for it.
import { createContext, useContext, useSyncExternalStore } from 'react'
import { showAgo, showDayTime, showInstant, showSpan, showWhen, wallTimeOf } from './format.ts'

const TICK_MS = 10_000
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function tick() {
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (!timer) {
    now = Date.now()
    timer = setInterval(tick, TICK_MS)
    document.addEventListener('visibilitychange', tick)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
    document.removeEventListener('visibilitychange', tick)
  }
}

/** Now, moving every ten seconds. Only for small leaves. */
export function useNow(): number {
  // The newest of the shared tick and this very moment, so that something made a second ago is never in the future.
  return Math.max(
    useSyncExternalStore(subscribe, () => now),
    now,
  )
}

/** YYYY-MM-DD of today on the agency's clocks; drawn anew when the day changes, and not before. */
export function useToday(): string {
  const zone = useZone()
  return useSyncExternalStore(subscribe, () => wallTimeOf(now, zone).slice(0, 10))
}

/** Runs `act` as each minute of the clock begins, and when the window is seen again; the returned function ends it. */
export function everyMinute(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    timer = setTimeout(turn, 60_000 - (Date.now() % 60_000) + 20)
  }
  const turn = () => {
    act()
    wait()
  }
  wait()
  document.addEventListener('visibilitychange', act)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', act)
  }
}

const ZoneContext = createContext(Intl.DateTimeFormat().resolvedOptions().timeZone)
/** Put around the application by the frame: the agency's zone. */
export const ZoneProvider = ZoneContext.Provider

/** The agency's time zone, an IANA name. */
export function useZone(): string {
  return useContext(ZoneContext)
}

/** Minutes after which a new lead is no longer fresh, and after which its first call is late. */
const WARM_AFTER = 5
const LATE_AFTER = 30

export type Freshness = 'fresh' | 'warm' | 'late'

export function freshnessOf(ageMs: number): Freshness {
  const minutes = ageMs / 60_000
  return minutes < WARM_AFTER ? 'fresh' : minutes < LATE_AFTER ? 'warm' : 'late'
}

const WORDS: Readonly<Record<Freshness, string>> = {
  fresh: 'fresh, call now',
  warm: 'cooling, call soon',
  late: 'late for its first call',
}

type AgeProps = {
  readonly since: string
  /** Only a lead still waiting for its first call is fresh or late. */
  readonly isWaiting: boolean
}

/** The age of a lead. The late ones carry a mark beside the colour, and the state in words for a screen reader and on hover. */
export function Age({ since, isWaiting }: AgeProps) {
  const age = Math.max(0, useNow() - Date.parse(since))
  const zone = useZone()
  const full = showInstant(since, zone)
  if (!isWaiting) {
    return (
      <time className="age" dateTime={since} title={full}>
        {showSpan(age)}
      </time>
    )
  }
  const freshness = freshnessOf(age)
  return (
    <time className={`age ${freshness}`} dateTime={since} title={`${WORDS[freshness]} · ${full}`}>
      {showSpan(age)}
      <span className="unseen">, {WORDS[freshness]}</span>
    </time>
  )
}

type WhenProps = {
  readonly at: string
  /** short: "9:37 AM" or "Mar 14"; full: day and time; ago: "2 min ago". */
  readonly as?: 'short' | 'full' | 'ago'
}

export function When({ at, as = 'short' }: WhenProps) {
  const zone = useZone()
  if (as === 'ago') return <Ago at={at} />
  return (
    <time dateTime={at} title={showInstant(at, zone)}>
      {as === 'full' ? showDayTime(at, zone) : showWhen(at, zone)}
    </time>
  )
}

function Ago({ at }: { readonly at: string }) {
  const zone = useZone()
  const ms = Math.max(0, useNow() - Date.parse(at))
  return (
    <time dateTime={at} title={showInstant(at, zone)}>
      {showAgo(ms)}
    </time>
  )
}
