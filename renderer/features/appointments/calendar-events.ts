// Appointments, working hours and time off as the calendar's library wants them.
import type { EventInput } from '@fullcalendar/react'
import type { Agent } from '../../../shared/contract/agents.ts'
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import type { Drive } from '../../../shared/domain/schedule/drives.ts'
import { workStretches } from '../../../shared/domain/schedule/working-hours.ts'
import { showName } from '../../ui/format.ts'
import type { Coloured } from './hues.ts'
import type { Plan } from './plan.ts'

export type EventProps = Coloured & {
  readonly row: AppointmentRow
  /** Tells two apart whose time reads alike, where an hour comes twice. */
  readonly at: string
  readonly isOpen: boolean
  readonly isPlanned: boolean
  /** The way from the visit before. */
  readonly drive: Drive | undefined
}

export function eventOf(
  row: AppointmentRow,
  look: {
    readonly coloured: Coloured
    readonly isOpen: boolean
    readonly plan: Plan | undefined
    readonly drive?: Drive | undefined
  },
): EventInput {
  const plan = look.plan?.row?.id === row.id ? look.plan : undefined
  const startMs = plan?.startMs ?? Date.parse(row.scheduledAt)
  const endMs = plan?.endMs ?? startMs + row.durationMinutes * 60_000
  const allDay = plan === undefined ? row.allDayDate : plan.allDayDate
  return {
    id: String(row.id),
    title: showName(row),
    ...(allDay === null
      ? { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() }
      : { start: allDay, allDay: true }),
    // The length of an item of a whole day is the day.
    durationEditable: allDay === null,
    extendedProps: {
      row,
      at: new Date(startMs).toISOString(),
      ...look.coloured,
      isOpen: look.isOpen,
      isPlanned: plan !== undefined,
      drive: look.drive,
    } satisfies EventProps,
  }
}

/** What lies behind the appointments: outside of everybody's working hours, and times off. */
export function backgroundOf(
  agents: readonly Agent[],
  zone: string,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): EventInput[] {
  const span = { startMs, endMs }
  const withHours = agents.filter(({ workingHours }) => workingHours)
  const events: EventInput[] = []
  // Somebody without hours may be booked at any time, so nothing is outside.
  if (withHours.length > 0 && withHours.length === agents.length) {
    const stretches = withHours.flatMap(({ workingHours, timeZone }) =>
      workStretches(workingHours ?? {}, timeZone ?? zone, span),
    )
    for (const stretch of stretches)
      events.push({
        ...asInstants(stretch.startMs, stretch.endMs),
        groupId: 'work',
        display: 'inverse-background',
        className: 'cal-closed',
      })
    if (stretches.length === 0)
      events.push({ ...asInstants(startMs, endMs), display: 'background', className: 'cal-closed' })
  }
  for (const { name, timeOff = [] } of agents)
    for (const { startsAt, endsAt, note } of timeOff)
      if (Date.parse(startsAt) < endMs && Date.parse(endsAt) > startMs)
        events.push({
          start: startsAt,
          end: endsAt,
          display: 'background',
          className: agents.length > 1 ? 'cal-off is-one-of-several' : 'cal-off',
          title: `${name} off${note === null || note === '' ? '' : `: ${note}`}`,
        })
  return events
}

function asInstants(startMs: number, endMs: number): { readonly start: string; readonly end: string } {
  return { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() }
}
