// Free times: where an agent has room for an appointment, earliest first, and where one fits best between the visits of a day.
import { overlaps, type PlannedVisit } from './conflicts.ts'
import { type Spot, travelMinutes } from './travel.ts'
import type { Stretch } from './working-hours.ts'

/** Appointments begin at a quarter of an hour. */
export const SLOT_STEP_MS = 900_000

export type Slot = Stretch & {
  /** Minutes of driving that the visit adds to the day, an estimate; null where nothing is known of the way. */
  readonly addedMinutes: number | null
  /** Visits before and after it on the same day, and the way from and to them. */
  readonly from: { readonly name: string; readonly minutes: number } | null
  readonly to: { readonly name: string; readonly minutes: number } | null
}

/**
 * Starts of free stretches of `durationMs` within `work` (in order), on steps of a quarter of an hour from each stretch's begin, that no visit or
 * absence overlaps. Between home visits there is time for the way.
 */
export function* freeSlots(
  work: readonly Stretch[],
  taken: readonly PlannedVisit[],
  off: readonly Stretch[],
  { durationMs, notBeforeMs, spot }: { durationMs: number; notBeforeMs: number; spot: Spot | null },
): Generator<Slot> {
  const visits = taken.filter(({ isAllDay }) => !isAllDay).sort((a, b) => a.startMs - b.startMs)
  for (const { startMs, endMs } of work) {
    const steps = Math.max(0, Math.ceil((notBeforeMs - startMs) / SLOT_STEP_MS))
    for (let at = startMs + steps * SLOT_STEP_MS; at + durationMs <= endMs; at += SLOT_STEP_MS) {
      const slot = { startMs: at, endMs: at + durationMs }
      if (visits.some((visit) => overlaps(visit, slot)) || off.some((one) => overlaps(one, slot))) continue
      const found = placed(slot, visits, spot)
      if (found !== null) yield found
    }
  }
}

/** With the way from the visit before and to the one after; null where there is no time for it. */
function placed(slot: Stretch, visits: readonly PlannedVisit[], spot: Spot | null): Slot | null {
  if (spot === null) return { ...slot, addedMinutes: null, from: null, to: null }
  const homes = visits.filter((visit) => visit.locationType === 'home' && visit.spot !== null)
  const before = homes.filter((visit) => visit.endMs <= slot.startMs && isNear(visit, slot)).at(-1)
  const after = homes.find((visit) => visit.startMs >= slot.endMs && isNear(visit, slot))
  const from = before?.spot ? { name: before.name, minutes: travelMinutes(before.spot, spot) } : null
  const to = after?.spot ? { name: after.name, minutes: travelMinutes(spot, after.spot) } : null
  if (before && from && slot.startMs - before.endMs < from.minutes * 60_000) return null
  if (after && to && after.startMs - slot.endMs < to.minutes * 60_000) return null
  const direct = before?.spot && after?.spot ? travelMinutes(before.spot, after.spot) : 0
  const added = (from?.minutes ?? 0) + (to?.minutes ?? 0) - direct
  return { ...slot, from, to, addedMinutes: from === null && to === null ? null : Math.max(0, added) }
}

/** Of the same working day. */
const DAY_MS = 12 * 3_600_000
function isNear(visit: Stretch, slot: Stretch): boolean {
  return Math.min(Math.abs(visit.startMs - slot.endMs), Math.abs(slot.startMs - visit.endMs)) <= DAY_MS
}

/** The best fits first: next to other visits with the shortest way, then the earliest. */
export function byFit(a: Slot, b: Slot): number {
  const way = (slot: Slot) => slot.addedMinutes ?? Number.POSITIVE_INFINITY
  const [one, other] = [way(a), way(b)]
  return one === other ? a.startMs - b.startMs : one - other
}
