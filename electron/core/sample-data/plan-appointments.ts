// Meetings of the past and of the coming two weeks, with the history each of them has by now.
import { DAY } from './calendar.ts'
import type { Trade } from './lead-details.ts'
import type { Random } from './random.ts'

export type PlannedAppointment = {
  readonly type: string
  readonly startMs: number
  readonly minutes: number
  readonly status: string
  readonly location: string
  readonly address: string | null
  readonly agent: string
  readonly outcome: string | null
  readonly bookedMs: number
  readonly updatedMs: number
  readonly events: readonly {
    readonly type: string
    readonly description: string
    readonly old: string | null
    readonly new: string | null
    readonly by: string
    readonly at: number
  }[]
}

const LOCATIONS = {
  solar: ['home', 'home', 'home', 'video'],
  hvac: ['home'],
  insurance: ['phone', 'phone', 'video', 'office'],
} as const

export function consultation(
  random: Random,
  anchorMs: number,
  meeting: { readonly agent: string; readonly startMs: number },
  bookedMs: number,
  next: { readonly at: number; readonly to: string } | undefined,
  by: string,
  address: string | null,
  trade: Trade,
): PlannedAppointment {
  const { startMs, agent } = meeting
  const endMs = startMs + 3_600_000
  const location = random.pick(LOCATIONS[trade])
  const events: PlannedAppointment['events'][number][] = [
    { type: 'created', description: 'Booked by phone.', old: null, new: null, by, at: bookedMs },
  ]
  const change = (from: string, to: string, at: number) =>
    events.push({
      type: 'status_changed',
      description: `${from} to ${to}`,
      old: from,
      new: to,
      by: agent,
      at,
    })
  let status = 'scheduled'
  let outcome: string | null = null
  const confirmMs = Math.max(bookedMs + 60_000, startMs - DAY)
  if (confirmMs < anchorMs && confirmMs < startMs && random.chance(0.5)) {
    change('scheduled', 'confirmed', confirmMs)
    status = 'confirmed'
  }
  if (endMs < anchorMs) {
    const end = random.next()
    const fate =
      next?.to === 'lost' ? (end < 0.35 ? 'no_show' : end < 0.6 ? 'cancelled' : 'completed') : 'completed'
    change(status, fate, fate === 'cancelled' ? Math.max(bookedMs, startMs - 7_200_000) : endMs)
    status = fate
    if (fate === 'completed') {
      outcome =
        next === undefined
          ? 'needs_follow_up'
          : next.to === 'lost'
            ? 'not_interested'
            : random.pick(['qualified', 'proposal_sent'])
    }
  }
  return {
    type: random.chance(0.75) ? 'consultation' : 'estimate',
    startMs,
    minutes: 60,
    status,
    location,
    address: location === 'home' ? address : null,
    agent,
    outcome,
    bookedMs,
    updatedMs: events.at(-1)?.at ?? bookedMs,
    events,
  }
}

export function installation(
  anchorMs: number,
  visit: { readonly agent: string; readonly startMs: number },
  bookedMs: number,
  address: string | null,
): PlannedAppointment {
  const { startMs, agent } = visit
  const endMs = startMs + 7_200_000
  const isOver = endMs < anchorMs
  const events: PlannedAppointment['events'][number][] = [
    { type: 'created', description: 'Booked with the sale.', old: null, new: null, by: agent, at: bookedMs },
  ]
  if (isOver) {
    events.push({
      type: 'status_changed',
      description: 'scheduled to completed',
      old: 'scheduled',
      new: 'completed',
      by: agent,
      at: endMs,
    })
  }
  return {
    type: 'installation',
    startMs,
    minutes: 120,
    status: isOver ? 'completed' : 'scheduled',
    location: 'home',
    address,
    agent,
    outcome: null,
    bookedMs,
    updatedMs: isOver ? endMs : bookedMs,
    events,
  }
}
