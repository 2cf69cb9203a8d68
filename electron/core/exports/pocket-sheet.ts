// The visits of a day as one page to carry on a phone: complete in itself, without a script and without anything from elsewhere. Times are the agency's; where the
// customer's clock shows another one, it stands beside.
import {
  APPOINTMENT_STATUS_LABELS,
  APPOINTMENT_TYPE_LABELS,
  LOCATION_TYPE_LABELS,
} from '../../../shared/domain/labels.ts'
import { showPhone } from '../../../shared/domain/phone.ts'
import { showMinutes } from '../../../shared/domain/schedule/travel.ts'
import { zoneLabel } from '../../../shared/domain/schedule/wall-time.ts'
import { nameOf } from '../ics/calendar-file.ts'
import type { FiledAppointment } from '../records/appointment-files.ts'

export type Visit = {
  readonly appointment: FiledAppointment
  /** Sentences. */
  readonly conflicts: readonly string[]
  /** From the visit before, estimated; null where there is no way, or it is not known. */
  readonly driveMinutes: number | null
}

export type PocketSheet = {
  readonly agencyName: string
  readonly day: string
  readonly timeZone: string
  /** By time. */
  readonly visits: readonly Visit[]
  readonly madeAt: string
}

export function pocketSheet({ agencyName, day, timeZone, visits, madeAt }: PocketSheet): string {
  const title = `Visits on ${showDay(day)}`
  const agents = [...new Set(visits.map(({ appointment }) => appointment.assignedTo))].sort(byName(visits))
  const zone = zoneLabel(visits[0]?.appointment.scheduledAt ?? madeAt, timeZone)
  const parts = agents.map((agent) => {
    const own = visits.filter(({ appointment }) => appointment.assignedTo === agent)
    return `<section>
<h2><bdi>${inHtml(own[0]?.appointment.assignedToName ?? 'Not assigned')}</bdi> <small>${own.length === 1 ? '1 visit' : `${own.length} visits`}</small></h2>
<ol>
${own.map((visit) => visitItem(visit, timeZone)).join('\n')}
</ol>
</section>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no, address=no, email=no, date=no">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${inHtml(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
<header>
<h1>${inHtml(title)}</h1>
<p>${agencyName === '' ? '' : `<bdi>${inHtml(agencyName)}</bdi>. `}All times are ${inHtml(timeZone)} (${inHtml(zone)}).</p>
</header>
<main>
${parts.join('\n')}
</main>
<footer>
<p>As of ${inHtml(showMoment(madeAt, timeZone))}. What changed since is not in this page. It holds names, addresses and phone numbers: delete it when the day is over.</p>
</footer>
</body>
</html>
`
}

function visitItem({ appointment, conflicts, driveMinutes }: Visit, timeZone: string): string {
  const { phone, locationAddress, notes, customerNotes } = appointment
  const kind = [
    APPOINTMENT_TYPE_LABELS[appointment.appointmentType],
    LOCATION_TYPE_LABELS[appointment.locationType],
    APPOINTMENT_STATUS_LABELS[appointment.status],
  ]
  const lines = [
    driveMinutes === null
      ? ''
      : `<p class="drive">About ${showMinutes(driveMinutes)} of driving from the visit before (an estimate)</p>`,
    `<h3>${timesOf(appointment, timeZone)}</h3>`,
    `<p class="who"><bdi>${inHtml(nameOf(appointment))}</bdi></p>`,
    `<p class="kind">${inHtml(kind.join(' · '))}</p>`,
    phone === null ? '' : phoneLink(phone),
    locationAddress === null ? '' : placeLine(locationAddress),
    ...conflicts.map((message) => `<p class="conflict"><b>Conflict:</b> <bdi>${inHtml(message)}</bdi></p>`),
    notes === null ? '' : noteBlock('Notes', notes),
    customerNotes === null ? '' : noteBlock('Customer’s notes', customerNotes),
  ]
  return `<li>\n${lines.filter((line) => line !== '').join('\n')}\n</li>`
}

function timesOf(
  { scheduledAt, durationMinutes, allDayDate, timeZone: own }: FiledAppointment,
  timeZone: string,
): string {
  if (allDayDate !== null) return 'All day'
  const end = new Date(Date.parse(scheduledAt) + durationMinutes * 60_000).toISOString()
  const shown = `<time datetime="${scheduledAt}">${showClock(scheduledAt, timeZone)}</time> to ${showClock(end, timeZone)}`
  const theirs = showClock(scheduledAt, own)
  return theirs === showClock(scheduledAt, timeZone)
    ? shown
    : `${shown} <small>(booked as ${theirs} ${inHtml(zoneLabel(scheduledAt, own))})</small>`
}

function phoneLink(phone: string): string {
  const dialled = phone.replace(/[^\d+]/g, '')
  return `<p><a href="tel:${dialled}">${inHtml(showPhone(phone))}</a></p>`
}

/** As text, to be copied: a map would ask somebody else where the customer lives. */
function placeLine(address: string): string {
  return `<address><bdi>${inHtml(address)}</bdi></address>`
}

function noteBlock(label: string, text: string): string {
  return `<p class="label">${label}</p>\n<p class="note"><bdi>${inHtml(text)}</bdi></p>`
}

function byName(visits: readonly Visit[]): (a: string | null, b: string | null) => number {
  const names = new Map(
    visits.map(({ appointment: { assignedTo, assignedToName } }) => [assignedTo, assignedToName]),
  )
  // Whoever has nobody comes last.
  return (a, b) =>
    a === null || b === null
      ? Number(a === null) - Number(b === null)
      : (names.get(a) ?? a).localeCompare(names.get(b) ?? b, 'en')
}

function showClock(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', minute: '2-digit' })
  return format.format(Date.parse(instant)).replaceAll('\u202f', ' ')
}

function showMoment(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  return format.format(Date.parse(instant)).replaceAll('\u202f', ' ')
}

function showDay(day: string): string {
  return new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'full' }).format(
    Date.parse(`${day}T00:00:00Z`),
  )
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What a stranger wrote is text, wherever it stands; control characters are none. */
function inHtml(text: string): string {
  const plain = Array.from(text, (one) => {
    const code = one.codePointAt(0) ?? 0
    return (code < 32 && code !== 9 && code !== 10) || (code >= 127 && code < 160) ? '' : one
  }).join('')
  return plain.replace(/[&<>"']/g, (one) => ESCAPED[one] ?? one)
}

const STYLE = `:root { --paper: #fff; --ink: #1b1b1f; --soft: #55555f; --line: #d9d9e0; --link: #1a56c4; --warn: #8a3b00; --warn-paper: #fff3e6; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16161a; --ink: #ececf1; --soft: #a9a9b4; --line: #35353d; --link: #8db4ff; --warn: #ffc48a; --warn-paper: #33220f; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 40rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 0.5rem; }
h3 { font-size: 1.05rem; margin: 0; font-variant-numeric: tabular-nums; }
p, address { margin: 0.25rem 0 0; font-style: normal; }
small, .kind, .label, .drive, header p, footer { color: var(--soft); font-size: 0.875rem; font-weight: 400; }
ol { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: 0.75rem 0; break-inside: avoid; }
.who { font-weight: 600; }
.drive { margin: 0 0 0.5rem; }
.label { margin-top: 0.5rem; }
.note { margin: 0; white-space: pre-wrap; }
.conflict { background: var(--warn-paper); color: var(--warn); border-radius: 0.25rem; padding: 0.25rem 0.5rem; }
a { color: var(--link); display: inline-block; padding: 0.375rem 0; font-variant-numeric: tabular-nums; }
footer { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: 0.5rem; }`
