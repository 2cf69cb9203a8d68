// What speaks against an appointment as it is planned (DOMAIN §8). Nothing here forbids anything: it is shown while one drags, and saving it takes a
// deliberate yes. Gathering is the caller's: these rules take values and return values.
import type { AppointmentStatus, LocationType } from '../vocabulary.ts'
import { visitBefore } from './drives.ts'
import { type Spot, showMinutes, travelMinutes } from './travel.ts'
import { isWithin, type Stretch, type WorkingHours } from './working-hours.ts'

export const CONFLICT_KINDS = [
  'agent_overlap',
  'customer_overlap',
  'travel',
  'time_off',
  'outside_hours',
  'past',
] as const
export type ConflictKind = (typeof CONFLICT_KINDS)[number]

/** Statuses that take up time. */
export const HOLDING_STATUSES = [
  'scheduled',
  'confirmed',
  'completed',
] as const satisfies readonly AppointmentStatus[]
export function holdsTime(status: AppointmentStatus): boolean {
  return (HOLDING_STATUSES as readonly string[]).includes(status)
}

export type PlannedVisit = Stretch & {
  readonly id: number | null
  readonly agent: string | null
  readonly contactId: number
  readonly isAllDay: boolean
  readonly status: AppointmentStatus
  readonly locationType: LocationType
  /** Where it is, for the way to it; null when it is not known. */
  readonly spot: Spot | null
  /** As it is called in a sentence: "Ana Ruiz, 9:00 AM". */
  readonly name: string
}

export type Agenda = {
  readonly agentName: string
  readonly timeZone: string
  readonly workingHours: WorkingHours | null
  readonly timeOff: readonly (Stretch & { readonly note: string | null })[]
}

export type Conflict = {
  readonly kind: ConflictKind
  /** A sentence for a person. */
  readonly message: string
  /** The other appointment, where there is one. */
  readonly appointmentId: number | null
}

/**
 * All conflicts of one plan, the gravest first. `others` are appointments near it, of its agent or its contact (any order, itself among them or
 * not); `agenda` is its agent's, null without one.
 */
export function conflictsOf(
  plan: PlannedVisit,
  others: readonly PlannedVisit[],
  agenda: Agenda | null,
  nowMs: number,
): Conflict[] {
  if (!holdsTime(plan.status)) return []
  const found: Conflict[] = []
  const add = (kind: ConflictKind, message: string, other: PlannedVisit | null = null) =>
    found.push({ kind, message, appointmentId: other?.id ?? null })
  const holding = others.filter(({ id, status }) => (id === null || id !== plan.id) && holdsTime(status))
  for (const other of holding) {
    if (plan.isAllDay || other.isAllDay || !overlaps(plan, other)) continue
    const isSameAgent = plan.agent !== null && other.agent === plan.agent
    if (isSameAgent)
      add('agent_overlap', `${agenda?.agentName ?? plan.agent} is booked then: ${other.name}.`, other)
    if (other.contactId === plan.contactId)
      add('customer_overlap', `This customer has another appointment then: ${other.name}.`, other)
  }
  if (agenda !== null && !plan.isAllDay) {
    for (const way of waysOf(plan, holding)) add('travel', way.message, way.other)
    for (const off of agenda.timeOff) {
      if (!overlaps(plan, off)) continue
      add('time_off', `${agenda.agentName} is off then${off.note === null ? '' : `: ${off.note}`}.`)
      break
    }
    if (agenda.workingHours !== null && !isWithin(agenda.workingHours, agenda.timeZone, plan))
      add('outside_hours', `This is outside ${agenda.agentName}’s working hours.`)
  }
  if (plan.endMs <= nowMs || (!plan.isAllDay && plan.startMs < nowMs && plan.status !== 'completed'))
    add('past', plan.endMs <= nowMs ? 'This is in the past.' : 'This has begun already.')
  return found.sort((a, b) => CONFLICT_KINDS.indexOf(a.kind) - CONFLICT_KINDS.indexOf(b.kind))
}

export function overlaps(a: Stretch, b: Stretch): boolean {
  return a.startMs < b.endMs && b.startMs < a.endMs
}

/** The way from the visit before and to the one after, where there is less time between than it takes. */
function waysOf(plan: PlannedVisit, holding: readonly PlannedVisit[]) {
  if (plan.locationType !== 'home' || plan.spot === null || plan.agent === null) return []
  const visits = holding.filter(
    ({ agent, locationType, isAllDay, spot }) =>
      agent === plan.agent && locationType === 'home' && !isAllDay && spot !== null,
  )
  const before = visitBefore(plan, visits) ?? null
  const after = visits
    .filter(({ startMs }) => startMs >= plan.endMs)
    .reduce<PlannedVisit | null>(
      (first, one) => (first === null || one.startMs < first.startMs ? one : first),
      null,
    )
  return [
    { other: before, gapMs: before === null ? 0 : plan.startMs - before.endMs, words: 'from' },
    { other: after, gapMs: after === null ? 0 : after.startMs - plan.endMs, words: 'to' },
  ].flatMap(({ other, gapMs, words }) => {
    if (other === null || other.spot === null || plan.spot === null) return []
    const minutes = travelMinutes(plan.spot, other.spot)
    const gap = Math.floor(gapMs / 60_000)
    if (gap >= minutes) return []
    return [
      {
        other,
        message: `About ${showMinutes(minutes)} of driving ${words} ${other.name} (an estimate), and ${showMinutes(gap)} between.`,
      },
    ]
  })
}
