// Appointments: calendar, lists, detail, what speaks against a plan, and the commands that book and change them.
import type { AppointmentDetail } from '../../../shared/contract/appointments.ts'
import type { ParsedInput } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { APPOINTMENT_STATUS_LABELS } from '../../../shared/domain/labels.ts'
import type { ReadContext, WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { conflictsOfPlan, type Plan } from '../records/appointment-conflicts.ts'
import { APPOINTMENT_JOINS, APPOINTMENT_ROW, toAppointmentRow } from '../records/appointment-rows.ts'
import { remember } from '../records/undo.ts'
import {
  type AppointmentColumns,
  bookAppointment,
  changeAppointment,
  deleteAppointment,
  storedAppointment,
  whenOf,
} from '../records/write-appointment.ts'
import { readSettings } from '../stored-settings.ts'
import { drivesIn } from './drives.ts'
import { appointmentsInRange, appointmentsPage, countOn, daySheet } from './list-appointments.ts'
import { findSlots } from './slots.ts'

export const appointmentQueries: QueriesOf<'appointments'> = {
  'appointments.range': ({ db }, input) => appointmentsInRange(db, input),

  'appointments.page': ({ db }, input) => appointmentsPage(db, input),

  'appointments.countOn': ({ db }, { day, workspaceId }) =>
    countOn(db, day, readSettings(db).timeZone, workspaceId),

  'appointments.daySheet': ({ db }, { day, filter }) => daySheet(db, day, readSettings(db).timeZone, filter),

  'appointments.get': (context, { id }) => appointmentDetail(context, id),

  'appointments.of': ({ db }, whose) => {
    const [column, id] =
      'leadId' in whose ? (['lead_id', whose.leadId] as const) : (['contact_id', whose.contactId] as const)
    return db
      .sql(
        `select ${APPOINTMENT_ROW} from appointments a ${APPOINTMENT_JOINS} where a.${column} = ? order by a.scheduled_at desc, a.id desc limit 500`,
      )
      .all(id)
      .map(toAppointmentRow)
  },

  'appointments.check': ({ db, clock }, input) => {
    const { timeZone } = readSettings(db)
    const known = input.id === undefined ? undefined : planOf(db, input.id)
    const lead = db
      .sql(
        `select l.contact_id, coalesce(l.zip_code, c.zip_code) as zip_code from leads l left join contacts c on c.id = l.contact_id where l.id = ?`,
      )
      .get<{ contact_id: number | null; zip_code: string | null }>(input.leadId)
    const plan: Plan = {
      id: input.id ?? null,
      contact_id: known?.contact_id ?? lead?.contact_id ?? 0,
      zip_code: known?.zip_code ?? lead?.zip_code ?? null,
      status: 'scheduled',
      location_address: known?.location_address ?? null,
      location_type: input.locationType,
      assigned_to: input.assignedTo,
      duration_minutes: input.durationMinutes,
      ...whenOf(input.when, timeZone),
    }
    return conflictsOfPlan(db, plan, timeZone, clock.nowMs())
  },

  'appointments.drives': ({ db }, span) => drivesIn(db, span, readSettings(db).timeZone),

  'appointments.slots': ({ db, clock }, input) => findSlots(db, input, clock.nowMs()),
}

export const appointmentCommands: CommandsOf<'appointments'> = {
  'appointments.book': (context, { leadId, when, acceptsConflicts, workspaceId, ...values }) => {
    const { id, steps } = bookAppointment(
      context,
      leadId,
      { ...columnsOf(values), ...whenOf(when, context.directory.settings().timeZone) },
      { acceptsConflicts, ...(workspaceId === undefined ? {} : { workspaceId }) },
    )
    return { id, ...remember(context, `Appointment with ${whoOf(context, id)} booked`, steps) }
  },

  'appointments.update': (context, { id, when, acceptsConflicts, workspaceId, ...values }) => {
    const agencyZone = context.directory.settings().timeZone
    const who = whoOf(context, id)
    // Where no zone is named, the one it was booked in stays.
    const moved =
      when === undefined
        ? {}
        : whenOf({ timeZone: storedAppointment(context, id).time_zone, ...when }, agencyZone)
    const steps = changeAppointment(
      context,
      id,
      { ...columnsOf(values), ...moved, ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }) },
      { acceptsConflicts },
    )
    const done = when === undefined ? 'changed' : 'moved'
    return remember(context, `Appointment with ${who} ${done}`, steps)
  },

  'appointments.setStatus': (context, { id, status, reason, ...values }) => {
    const who = whoOf(context, id)
    const steps = changeAppointment(
      context,
      id,
      { status, ...columnsOf(values) },
      { acceptsConflicts: true, ...(reason === undefined || reason === '' ? {} : { reason }) },
    )
    return remember(
      context,
      `Appointment with ${who} set to ${APPOINTMENT_STATUS_LABELS[status].toLowerCase()}`,
      steps,
    )
  },

  'appointments.delete': (context, { id }) => {
    const who = whoOf(context, id)
    return remember(context, `Appointment with ${who} deleted`, deleteAppointment(context, id))
  },
}

type Changeable = Omit<ParsedInput<'appointments.update'>, 'id' | 'when' | 'acceptsConflicts' | 'workspaceId'>

/** Contract names to columns; what is left out stays out. An empty text is none. */
function columnsOf(values: Changeable): AppointmentColumns {
  const named = {
    duration_minutes: values.durationMinutes,
    appointment_type: values.appointmentType,
    location_type: values.locationType,
    location_address: textOf(values.locationAddress),
    notes: textOf(values.notes),
    customer_notes: textOf(values.customerNotes),
    assigned_to: values.assignedTo,
    outcome: values.outcome,
    next_action: textOf(values.nextAction),
    next_action_date: values.nextActionDate,
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

function textOf(value: string | null | undefined): string | null | undefined {
  return value === '' ? null : value
}

function whoOf(context: WriteContext, id: number): string {
  const row = context.db
    .sql(`select ${APPOINTMENT_ROW} from appointments a ${APPOINTMENT_JOINS} where a.id = ?`)
    .get(id)
  if (row === undefined) throw gone()
  return [row.first_name, row.last_name].filter(Boolean).join(' ') || row.phone || 'a customer'
}

function gone(): AppError {
  return new AppError(
    'not_found',
    'This appointment is no longer there. Undo its deletion, or book a new one.',
  )
}

function planOf(db: ReadDb, id: number): Plan | undefined {
  return db
    .sql(
      `select a.id, a.assigned_to, a.contact_id, a.scheduled_at, a.duration_minutes, a.all_day_date, a.time_zone, a.status, a.location_type,
         a.location_address, coalesce(l.zip_code, c.zip_code) as zip_code
       from appointments a join leads l on l.id = a.lead_id join contacts c on c.id = a.contact_id where a.id = ?`,
    )
    .get<Plan>(id)
}

function appointmentDetail({ db, clock }: ReadContext, id: number): AppointmentDetail {
  const row = db
    .sql(
      `select ${APPOINTMENT_ROW}, a.notes, a.customer_notes, a.created_by, b.name as created_by_name, a.created_at, a.updated_at, a.sender,
         a.delivery_id, a.routing_method, a.routing_rule_id, a.routing_reason
       from appointments a ${APPOINTMENT_JOINS} left join agents b on b.slug = a.created_by where a.id = ?`,
    )
    .get(id)
  const plan = planOf(db, id)
  if (row === undefined || plan === undefined) throw gone()
  return {
    ...toAppointmentRow(row),
    notes: row.notes,
    customerNotes: row.customer_notes,
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    sender: row.sender,
    deliveryId: row.delivery_id,
    routing: { method: row.routing_method, ruleId: row.routing_rule_id, reason: row.routing_reason },
    // What is over needs no warning.
    conflicts: conflictsOfPlan(db, plan, readSettings(db).timeZone, clock.nowMs()).filter(
      ({ kind }) => kind !== 'past',
    ),
    events: db
      .sql(
        `select e.*, g.name as agent_name from appointment_events e left join agents g on g.slug = e.performed_by
         where e.appointment_id = ? order by e.id desc limit 500`,
      )
      .all(id)
      .map((event) => ({
        id: event.id,
        eventType: event.event_type,
        description: event.event_description,
        field: (JSON.parse(event.metadata ?? '{}') as { field?: string }).field ?? null,
        oldValue: event.old_value,
        newValue: event.new_value,
        performedBy: event.performed_by,
        performedByName: event.agent_name,
        createdAt: event.created_at,
      })),
  }
}
