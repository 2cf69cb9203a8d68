// What belongs to no workspace: open leads and coming appointments in a list, given to one by hand, or routed again by today's rules.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { UnroutedRow } from '../../../shared/contract/routing.ts'
import { OPEN_STATUSES } from '../../../shared/domain/vocabulary.ts'
import { type Task, TaskCancelled, type TaskContext, type WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { refuseTooMany } from '../records/deletion-words.ts'
import { editLead } from '../records/edit.ts'
import { routeAppointmentsOf, routeLeadAgain, type WaitingLead } from '../records/route-record.ts'
import { remember, type Step } from '../records/undo.ts'
import { changeAppointment, routeAppointmentAgain, storedAppointment } from '../records/write-appointment.ts'

const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ')
const COMING = `a.workspace_id is null and a.status in ('scheduled', 'confirmed', 'rescheduled')
  and (select is_test from leads t where t.id = a.lead_id) = 0`

export function unroutedCounts(db: ReadDb): Result<'routing.unroutedCounts'> {
  return {
    leads:
      db
        .sql(
          `select coalesce(sum(total), 0) from lead_counts where workspace_id = '' and status in (${OPEN})`,
        )
        .value<number>() ?? 0,
    appointments: db.sql(`select count(*) from appointments a where ${COMING}`).value<number>() ?? 0,
  }
}

export function unroutedLeads(
  db: ReadDb,
  { offset, limit }: ParsedInput<'routing.unroutedLeads'>,
): Result<'routing.unroutedLeads'> {
  const rows = db
    .sql(
      `select l.id as lead_id, null as appointment_id, l.first_name, l.last_name, l.phone, coalesce(l.product_type, l.lead_type) as product, l.zip_code,
         l.created_at as at, l.cost_cents, l.routing_reason
       from (
         select id as wanted from leads where workspace_id is null and is_test = 0 and status in (${OPEN})
         order by created_at desc, id desc limit ? offset ?
       ) join leads l on l.id = wanted order by l.created_at desc, l.id desc`,
    )
    .all(limit, offset)
    .map(toRow)
  return { rows, total: unroutedCounts(db).leads, isTotalExact: true }
}

export function unroutedAppointments(
  db: ReadDb,
  { offset, limit }: ParsedInput<'routing.unroutedAppointments'>,
): Result<'routing.unroutedAppointments'> {
  const rows = db
    .sql(
      `select a.lead_id, a.id as appointment_id, l.first_name, l.last_name, l.phone, coalesce(l.product_type, l.lead_type) as product, l.zip_code,
         a.scheduled_at as at, l.cost_cents, a.routing_reason
       from appointments a join leads l on l.id = a.lead_id where ${COMING} order by a.scheduled_at, a.id limit ? offset ?`,
    )
    .all(limit, offset)
    .map(toRow)
  return { rows, total: unroutedCounts(db).appointments, isTotalExact: true }
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the two selects above.
function toRow(row: any): UnroutedRow {
  return {
    leadId: row.lead_id,
    appointmentId: row.appointment_id,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    product: row.product,
    zipCode: row.zip_code,
    at: row.at,
    costCents: row.cost_cents,
    reason: row.routing_reason,
  }
}

// ---- By hand ---------------------------------------------------------------------------------------------------------------------

export function assignByHand(
  context: WriteContext,
  { leadIds, appointmentIds, workspaceId }: ParsedInput<'routing.assign'>,
): Result<'routing.assign'> {
  refuseTooMany(leadIds.length + appointmentIds.length, 'changed')
  const name = context.directory.workspace(workspaceId)?.name
  if (name === undefined)
    throw new AppError('refused', 'This workspace is not there, or no longer active. Choose another one.')
  const steps: Step[] = []
  let leads = 0
  for (const id of leadIds) {
    const own = editLead(context, id, { workspace_id: workspaceId })
    if (own.length > 0) leads++
    steps.push(...own, ...routeAppointmentsOf(context, id))
  }
  let appointments = 0
  for (const id of appointmentIds) {
    if (storedAppointment(context, id).workspace_id === workspaceId) continue
    const own = changeAppointment(
      context,
      id,
      { workspace_id: workspaceId },
      { acceptsConflicts: true, reason: 'Chosen by hand' },
    )
    if (own.length > 0) appointments++
    steps.push(...own)
  }
  const label = `${countWords(leads, appointments)} given to ${name}`
  return { ...remember(context, label, steps), leads, appointments }
}

export function countWords(leads: number, appointments: number): string {
  const count = (many: number, one: string) =>
    `${many.toLocaleString('en-US')} ${one}${many === 1 ? '' : 's'}`
  if (appointments === 0) return count(leads, 'lead')
  if (leads === 0) return count(appointments, 'appointment')
  return `${count(leads, 'lead')} and ${count(appointments, 'appointment')}`
}

// ---- By rule ---------------------------------------------------------------------------------------------------------------------

const SLICE = 200
/** One step to undo holds so many; the others wait for the next time. */
const MOST = 50_000

/** Leads that no person took out of a workspace, newest first, then appointments; what a slice has done is in the log with it, so a crash loses no step. */
export function* routeAgain(context: TaskContext): Task<Result<'routing.routeAgain'>> {
  const { db } = context
  const leads = db
    .sql(
      `select id, contact_id, lead_type, product_type, zip_code from leads
       where workspace_id is null and is_test = 0 and routing_method is not 'manual' and status in (${OPEN})
       order by created_at desc, id desc`,
    )
    .all<WaitingLead>()
  const appointments = db
    .sql(
      `select a.id from appointments a where ${COMING} and a.routing_method is not 'manual' order by a.scheduled_at`,
    )
    .all<{ id: number }>()
  const total = leads.length + appointments.length
  const done = { leads: 0, appointments: 0 }
  let entryId: number | undefined
  let stepped = 0
  const record = (writing: WriteContext, steps: readonly Step[]) => {
    if (steps.length === 0) return
    stepped += steps.length
    const label = `${countWords(done.leads, done.appointments)} routed again`
    if (entryId === undefined) entryId = remember(writing, label, steps).undoId
    else
      writing.db
        .sql(
          `update undo_log set label = ?, steps = substr(steps, 1, length(steps) - 1) || ',' || substr(?, 2) where id = ?`,
        )
        .run(label, JSON.stringify(steps), entryId)
    writing.touch('history')
  }
  let seen = 0
  try {
    for (; seen < leads.length && stepped < MOST; seen += SLICE) {
      context.slice((writing) => {
        const steps: Step[] = []
        for (const lead of leads.slice(seen, seen + SLICE)) {
          if (!isWaiting(writing, 'leads', lead.id)) continue
          const own = routeLeadAgain(writing, lead)
          if (own.length > 0) done.leads++
          done.appointments += own.filter(({ table }) => table === 'appointments').length
          steps.push(...own)
        }
        record(writing, steps)
      })
      yield { done: Math.min(leads.length, seen + SLICE), total, unit: 'records' }
    }
    for (let from = 0; from < appointments.length && stepped < MOST; from += SLICE) {
      context.slice((writing) => {
        const steps = appointments.slice(from, from + SLICE).flatMap(({ id }) => {
          if (!isWaiting(writing, 'appointments', id)) return []
          const own = routeAppointmentAgain(writing, id)
          done.appointments += own.length
          return own
        })
        record(writing, steps)
      })
      yield { done: leads.length + Math.min(appointments.length, from + SLICE), total, unit: 'records' }
    }
  } catch (error) {
    // Cancelled: what was routed stays, and is one step to undo.
    if (!(error instanceof TaskCancelled)) throw error
  }
  const counts = unroutedCounts(db)
  return { ...done, left: counts.leads + counts.appointments }
}

function isWaiting({ db }: WriteContext, table: 'leads' | 'appointments', id: number): boolean {
  return db.sql(`select 1 from ${table} where id = ? and workspace_id is null`).value(id) !== undefined
}
