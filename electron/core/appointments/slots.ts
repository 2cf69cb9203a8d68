// Free times of agents, from their agendas and what stands in their calendars.
import type { AppointmentSlot } from '../../../shared/contract/appointments.ts'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { byFit, freeSlots, type Slot } from '../../../shared/domain/schedule/slots.ts'
import type { Spot } from '../../../shared/domain/schedule/travel.ts'
import {
  type Stretch,
  USUAL_WORKING_HOURS,
  workStretches,
} from '../../../shared/domain/schedule/working-hours.ts'
import type { ReadDb } from '../db/connection.ts'
import { agendaOf, spotOf, visitsBetween } from '../records/appointment-conflicts.ts'
import { readSettings } from '../stored-settings.ts'

const EACH = 3
const BEST = 3
const DAY_MS = 86_400_000

type Found = { readonly slot: Slot; readonly agent: string; readonly agentName: string }

/** The earliest of each agent, and the best of all by the way. */
export function findSlots(
  db: ReadDb,
  { agents, from, days, durationMinutes, ...plan }: ParsedInput<'appointments.slots'>,
  nowMs: number,
): Result<'appointments.slots'> {
  const { timeZone } = readSettings(db)
  const startMs = Math.max(nowMs, from === undefined ? nowMs : Date.parse(from))
  const span = { startMs, endMs: startMs + days * DAY_MS }
  const spot = plan.locationType === 'home' ? spotOfPlan(db, plan) : null
  const next: Found[] = []
  const near: Found[] = []
  for (const { slug, name } of activeAgents(db, agents)) {
    const own: Found[] = []
    for (const slot of slotsOf(db, slug, plan.id ?? null, span, durationMinutes * 60_000, spot, timeZone)) {
      const found = { slot, agent: slug, agentName: name }
      if (own.length < EACH) own.push(found)
      // Without a way between visits only the earliest are of interest.
      if (spot === null && own.length === EACH) break
      if (slot.addedMinutes !== null) near.push(found)
    }
    next.push(...own)
  }
  next.sort((a, b) => a.slot.startMs - b.slot.startMs)
  near.sort((a, b) => byFit(a.slot, b.slot))
  return { next: next.slice(0, 2 * EACH).map(show), near: apart(near).slice(0, BEST).map(show) }
}

/** One of each agent's day: quarter by quarter they would all be the same visit. */
function apart(found: readonly Found[]): Found[] {
  const seen = new Set<string>()
  return found.filter(({ agent, slot }) => {
    const key = `${agent} ${Math.floor(slot.startMs / DAY_MS)}`
    return seen.has(key) ? false : seen.add(key)
  })
}

function* slotsOf(
  db: ReadDb,
  slug: string,
  exceptId: number | null,
  span: Stretch,
  durationMs: number,
  spot: Spot | null,
  agencyZone: string,
): Generator<Slot> {
  const agenda = agendaOf(db, slug, agencyZone, span)
  if (agenda === null) return
  const work = workStretches(agenda.workingHours ?? USUAL_WORKING_HOURS, agenda.timeZone, span)
  const taken = visitsBetween(db, slug, span, agenda.timeZone).filter(({ id }) => id !== exceptId)
  yield* freeSlots(work, taken, agenda.timeOff, { durationMs, notBeforeMs: span.startMs, spot })
}

function activeAgents(db: ReadDb, wanted: readonly string[]) {
  return db
    .sql(
      `select slug, name from agents where is_active = 1 and (? or slug in (select value from json_each(?))) order by name limit 100`,
    )
    .all<{ slug: string; name: string }>(wanted.length === 0 ? 1 : 0, JSON.stringify(wanted))
}

function spotOfPlan(
  db: ReadDb,
  { id, leadId }: Pick<ParsedInput<'appointments.slots'>, 'id' | 'leadId'>,
): Spot | null {
  const where = db
    .sql(
      `select a.location_address, coalesce(l.zip_code, c.zip_code) as zip_code from leads l left join contacts c on c.id = l.contact_id
         left join appointments a on a.lead_id = l.id and a.id = ?
       where l.id = coalesce(?, (select lead_id from appointments where id = ?))`,
    )
    .get<{ location_address: string | null; zip_code: string | null }>(id ?? null, leadId ?? null, id ?? null)
  return where === undefined ? null : spotOf(where)
}

function show({ slot, agent, agentName }: Found): AppointmentSlot {
  const ways = [
    slot.from === null ? null : `${slot.from.minutes} min from ${slot.from.name}`,
    slot.to === null ? null : `${slot.to.minutes} min to ${slot.to.name}`,
  ].filter((way) => way !== null)
  return {
    agent,
    agentName,
    startsAt: new Date(slot.startMs).toISOString(),
    endsAt: new Date(slot.endMs).toISOString(),
    addedMinutes: slot.addedMinutes,
    reason: ways.length === 0 ? null : `About ${ways.join(', ')} (an estimate)`,
  }
}
