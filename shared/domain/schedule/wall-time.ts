// Wall-clock times of a zone and the instants they stand for. In the night of a clock change an hour is skipped (a time in it does not exist) or comes
// twice (a time in it is two instants): neither is ever guessed here.
import { Temporal } from 'temporal-polyfill'

/** Which of the two, where the clocks are set back and an hour comes twice. */
export const FOLDS = ['earlier', 'later'] as const
export type Fold = (typeof FOLDS)[number]

export type WallReading =
  | { readonly ok: true; readonly instant: string }
  /** `proposal` is the first time of the same length after the gap, as a wall-clock time. */
  | { readonly ok: false; readonly code: 'gap'; readonly proposal: string; readonly message: string }
  | {
      readonly ok: false
      readonly code: 'fold'
      readonly choices: readonly { readonly fold: Fold; readonly instant: string; readonly label: string }[]
      readonly message: string
    }

/** Whether a text is the date and time of some clock, such as 2026-11-24T09:00. */
export function isWallTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return false
  try {
    return wallText(Temporal.PlainDateTime.from(text)) === text
  } catch {
    return false
  }
}

/** "2026-11-24T09:00" on the clocks of a zone; the fold only matters where the time comes twice. */
export function readWallTime(wallTime: string, timeZone: string, fold?: Fold): WallReading {
  const wall = Temporal.PlainDateTime.from(wallTime)
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  const later = wall.toZonedDateTime(timeZone, { disambiguation: 'later' })
  if (earlier.epochMilliseconds === later.epochMilliseconds)
    return { ok: true, instant: isoOf(earlier.epochMilliseconds) }
  const shown = showWallTime(wallTime)
  if (!earlier.toPlainDateTime().equals(wall)) {
    const proposal = wallText(later.toPlainDateTime())
    return {
      ok: false,
      code: 'gap',
      proposal,
      message: `${shown} does not exist in ${timeZone}: the clocks are set forward that night. Choose ${showWallTime(proposal)}, or another time.`,
    }
  }
  if (fold !== undefined)
    return { ok: true, instant: isoOf((fold === 'earlier' ? earlier : later).epochMilliseconds) }
  const choices = (
    [
      ['earlier', earlier],
      ['later', later],
    ] as const
  ).map(([name, at]) => {
    const instant = isoOf(at.epochMilliseconds)
    return { fold: name, instant, label: `${showClock(wallTime)} ${zoneLabel(instant, timeZone)}` }
  })
  return {
    ok: false,
    code: 'fold',
    choices,
    message: `${shown} comes twice in ${timeZone}, because the clocks are set back that night. Choose ${choices.map(({ label }) => label).join(' or ')}.`,
  }
}

/** "2026-11-24T09:00" of an instant on the clocks of a zone. */
export function wallTimeOf(instant: string, timeZone: string): string {
  return wallText(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime())
}

/** Which of the two an instant is, where its wall-clock time comes twice; null where it comes once. */
export function foldOf(instant: string, timeZone: string): Fold | null {
  const reading = readWallTime(wallTimeOf(instant, timeZone), timeZone)
  if (reading.ok || reading.code !== 'fold') return null
  return reading.choices.find((choice) => choice.instant === isoOf(Date.parse(instant)))?.fold ?? null
}

/** American English has names for American clocks; those of other countries are called what they are called there. */
const ENGLISH = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA'] as const
const formats = new Map<string, Intl.DateTimeFormat>()

/** "EDT", "BST", "LHST"; "GMT+9" where they have no name in English: what the clocks of a zone are called at an instant. */
export function zoneLabel(instant: string, timeZone: string): string {
  let first: string | undefined
  for (const english of ENGLISH) {
    const label = labelIn(english, instant, timeZone)
    if (!/^(GMT|UTC)[+-]/.test(label)) return label
    first ??= label
  }
  return first ?? timeZone
}

function labelIn(english: string, instant: string, timeZone: string): string {
  const key = `${english} ${timeZone}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(english, { timeZone, timeZoneName: 'short' })
    formats.set(key, format)
  }
  return (
    format.formatToParts(Date.parse(instant)).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
  )
}

function showWallTime(wallTime: string): string {
  const at = Temporal.PlainDateTime.from(wallTime)
  return `${at.toLocaleString('en-US', { month: 'short', day: 'numeric', year: 'numeric' })}, ${showClock(wallTime)}`
}

function showClock(wallTime: string): string {
  const { hour, minute } = Temporal.PlainDateTime.from(wallTime)
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
}

function wallText(at: Temporal.PlainDateTime): string {
  return at.toString({ smallestUnit: 'minute' })
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
