// Gathers what the rules of schedule/conflicts.ts need of an appointment as it is planned: the appointments near it, and its agent's agenda.
import {
  type Agenda,
  type Conflict,
  conflictsOf,
  holdsTime,
  type PlannedVisit,
} from '../../../shared/domain/schedule/conflicts.ts'
import type { Spot } from '../../../shared/domain/schedule/travel.ts'
import type { Stretch } from '../../../shared/domain/schedule/working-hours.ts'
import type { AppointmentStatus, LocationType } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import { spotOfZip } from '../geo/centroids.ts'
import { LONGEST_MS, stretchOf, type When } from './appointment-rows.ts'

export type Plan = When & {
  readonly id: number | null
  readonly assigned_to: string | null
  readonly contact_id: number
  readonly status: AppointmentStatus
  readonly location_type: LocationType
  readonly location_address: string | null
  /** Of the lead or contact, where the address names none. */
  readonly zip_code: string | null
}

type NearRow = Plan & {
  readonly id: number
  readonly first_name: string | null
  readonly last_name: string | null
}

/** How far a visit may be from the next one of the same agent and the way between them still be of interest. */
const NEAR_MS = 6 * 3_600_000

export function conflictsOfPlan(db: ReadDb, plan: Plan, agencyZone: string, nowMs: number): Conflict[] {
  const stretch = stretchOf(plan)
  const agenda = plan.assigned_to === null ? null : agendaOf(db, plan.assigned_to, agencyZone, stretch)
  const shownIn = agenda?.timeZone ?? agencyZone
  const others = near(db, plan, stretch)
  // The way is asked for only where there is one.
  const hasWay = plan.location_type === 'home' && others.some(({ location_type }) => location_type === 'home')
  return conflictsOf(
    visitOf(plan, hasWay, shownIn),
    others.map((other) => visitOf(other, hasWay, shownIn)),
    agenda,
    nowMs,
  )
}

const NEAR_COLUMNS = `a.id, a.assigned_to, a.contact_id, a.scheduled_at, a.duration_minutes, a.all_day_date, a.time_zone, a.status, a.location_type,
  a.location_address, coalesce(l.zip_code, c.zip_code) as zip_code, coalesce(l.first_name, c.first_name) as first_name,
  coalesce(l.last_name, c.last_name) as last_name`
const NEAR_JOINS = 'join leads l on l.id = a.lead_id join contacts c on c.id = a.contact_id'

/** What holds an agent's time in a span, with where it is. */
export function visitsBetween(
  db: ReadDb,
  agent: string,
  { startMs, endMs }: Stretch,
  timeZone: string,
): PlannedVisit[] {
  return db
    .sql(
      `select ${NEAR_COLUMNS} from appointments a indexed by appointments_agent ${NEAR_JOINS}
       where a.assigned_to = ? and a.scheduled_at >= ? and a.scheduled_at < ? order by a.scheduled_at`,
    )
    .all<NearRow>(agent, new Date(startMs - LONGEST_MS).toISOString(), new Date(endMs).toISOString())
    .map((row) => visitOf(row, true, timeZone))
    .filter(({ status }) => holdsTime(status))
}

function near(db: ReadDb, plan: Plan, { startMs, endMs }: Stretch): NearRow[] {
  const from = new Date(startMs - NEAR_MS - LONGEST_MS).toISOString()
  const to = new Date(endMs + NEAR_MS).toISOString()
  const rows = [
    ...db
      .sql(
        `select ${NEAR_COLUMNS} from appointments a indexed by appointments_agent ${NEAR_JOINS}
         where a.assigned_to = ? and a.scheduled_at >= ? and a.scheduled_at < ?`,
      )
      .all<NearRow>(plan.assigned_to, from, to),
    ...db
      .sql(
        `select ${NEAR_COLUMNS} from appointments a indexed by appointments_contact ${NEAR_JOINS}
         where a.contact_id = ? and a.scheduled_at >= ? and a.scheduled_at < ?`,
      )
      .all<NearRow>(plan.contact_id, from, to),
  ]
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Made once a zone: one costs more than the whole of a check. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', minute: '2-digit' })
    clocks.set(timeZone, clock)
  }
  return clock
}

function visitOf(
  row: Plan & { readonly first_name?: string | null; readonly last_name?: string | null },
  hasWay: boolean,
  timeZone: string,
): PlannedVisit {
  const who = [row.first_name, row.last_name].filter(Boolean).join(' ') || 'a customer'
  return {
    ...stretchOf(row),
    id: row.id,
    agent: row.assigned_to,
    contactId: row.contact_id,
    isAllDay: row.all_day_date !== null,
    status: row.status,
    locationType: row.location_type,
    spot: hasWay ? spotOf(row) : null,
    name: `${who}, ${clockOf(timeZone).format(Date.parse(row.scheduled_at))}`,
  }
}

/** By the ZIP code of the address, else of the lead or contact. */
export function spotOf({
  location_address,
  zip_code,
}: Pick<Plan, 'location_address' | 'zip_code'>): Spot | null {
  const written = [...(location_address ?? '').matchAll(/\b(\d{5})(?:-\d{4})?\b/g)].at(-1)?.[1]
  return spotOfZip(written ?? zip_code)
}

export function agendaOf(
  db: ReadDb,
  slug: string,
  agencyZone: string,
  { startMs, endMs }: Stretch,
): Agenda | null {
  const agent = db.sql('select name, time_zone, working_hours from agents where slug = ?').get(slug)
  if (agent === undefined) return null
  return {
    agentName: agent.name,
    timeZone: agent.time_zone ?? agencyZone,
    workingHours: agent.working_hours === null ? null : JSON.parse(agent.working_hours),
    timeOff: db
      .sql(
        'select starts_at, ends_at, note from agent_time_off where agent = ? and ends_at > ? and starts_at < ?',
      )
      .all(slug, new Date(startMs).toISOString(), new Date(endMs).toISOString())
      .map((row) => ({ startMs: Date.parse(row.starts_at), endMs: Date.parse(row.ends_at), note: row.note })),
  }
}
