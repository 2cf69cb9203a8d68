// Appointments are booked, changed and deleted, whichever door they come through: the row, its history, what becomes of the lead, and the steps back, in the
// caller's transaction.
import type { AppointmentTime } from '../../../shared/contract/appointments.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { appointmentSenderName } from '../../../shared/domain/appointment-payload/senders/index.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import { APPOINTMENT_STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { isStage } from '../../../shared/domain/pipeline.ts'
import { routeRecord } from '../../../shared/domain/routing.ts'
import { readWallTime } from '../../../shared/domain/schedule/wall-time.ts'
import {
  type AppointmentEventType,
  type AppointmentStatus,
  type LocationType,
  STAGES,
} from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import { conflictsOfPlan, type Plan } from './appointment-conflicts.ts'
import type { When } from './appointment-rows.ts'
import { leadToMove, moveLead } from './move-lead.ts'
import { trackEvent, trackLead } from './track.ts'
import { addRow, type Change, type Columns, changeRow, dropRow, type Step } from './undo.ts'

/** The stored columns that a person or a sender sets; those of `When` beside them. */
export type AppointmentColumns = Partial<When> & {
  readonly appointment_type?: string
  readonly location_type?: LocationType
  readonly location_address?: string | null
  readonly notes?: string | null
  readonly customer_notes?: string | null
  readonly assigned_to?: string | null
  readonly outcome?: string | null
  readonly next_action?: string | null
  readonly next_action_date?: string | null
  readonly status?: AppointmentStatus
}

/** Where an appointment came from, when it was not booked here. */
export type AppointmentOrigin = {
  readonly sender: string
  readonly external_id: string | null
  readonly delivery_id: number | null
}

type LeadOfAppointment = {
  readonly id: number
  readonly contact_id: number | null
  readonly lead_type: string
  readonly product_type: string | null
  readonly workspace_id: string | null
  readonly assigned_to: string | null
  readonly is_test: 0 | 1
  readonly address: string | null
  readonly city: string | null
  readonly state: string | null
  readonly zip_code: string | null
}

type Stored = Plan &
  Required<AppointmentColumns> & {
    readonly id: number
    readonly lead_id: number
    readonly workspace_id: string | null
    readonly routing_method: string | null
  }

// ---- When -----------------------------------------------------------------------------------------------------------------------

/** An appointment's time as it is stored; a wall-clock time that does not exist, or of which there are two, is refused with the reason. */
export function whenOf(when: AppointmentTime, agencyZone: string): Omit<When, 'duration_minutes'> {
  const time_zone = when.timeZone ?? agencyZone
  if ('at' in when) return { scheduled_at: when.at, all_day_date: null, time_zone }
  if ('allDayDate' in when) {
    const { startMs } = dayBounds(when.allDayDate, time_zone)
    return { scheduled_at: new Date(startMs).toISOString(), all_day_date: when.allDayDate, time_zone }
  }
  const reading = readWallTime(when.wallTime, time_zone, when.fold)
  if (!reading.ok)
    throw new AppError('invalid', reading.message, [
      { field: 'when', message: reading.message, code: reading.code },
    ])
  return { scheduled_at: reading.instant, all_day_date: null, time_zone }
}

/** Twenty years to either side: anything else is a slip of the finger. The sentence about it, or null. */
export function senselessTime(scheduledAt: string, nowMs: number): string | null {
  const years = Math.abs(Date.parse(scheduledAt) - nowMs) / (365.25 * 86_400_000)
  return years <= 20 ? null : `The year ${scheduledAt.slice(0, 4)} cannot be meant. Correct the date.`
}

function refuseSenselessTime(scheduledAt: string, nowMs: number): void {
  const message = senselessTime(scheduledAt, nowMs)
  if (message === null) return
  throw new AppError('invalid', message, [{ field: 'when', message, code: 'out_of_range' }])
}

// ---- Booking --------------------------------------------------------------------------------------------------------------------

export function bookAppointment(
  context: WriteContext,
  leadId: number,
  values: AppointmentColumns & Omit<When, 'duration_minutes'>,
  options: {
    readonly acceptsConflicts: boolean
    /** Chosen by hand or named by the sender; left out, the lead's own or by rule. */
    readonly workspaceId?: string | null
    readonly origin?: AppointmentOrigin
  },
): { readonly id: number; readonly steps: readonly Step[] } {
  const lead = leadOf(context, leadId)
  const contactId = lead.contact_id
  if (contactId === null)
    throw new AppError(
      'refused',
      'This lead has no contact, so there is nobody to meet. Give it a phone number first.',
    )
  refuseSenselessTime(values.scheduled_at, context.clock.nowMs())
  const now = context.clock.now()
  const location_type = values.location_type ?? 'home'
  const home = location_type === 'home' ? addressOf(lead) : null
  const agent = values.assigned_to === undefined ? lead.assigned_to : values.assigned_to
  refuseUnknownAgent(context, agent)
  const routed = routeAppointment(context, lead, options.workspaceId, options.origin !== undefined)
  const row = {
    lead_id: lead.id,
    contact_id: contactId,
    appointment_type: values.appointment_type ?? 'consultation',
    scheduled_at: values.scheduled_at,
    duration_minutes: values.duration_minutes ?? 60,
    status: values.status ?? ('scheduled' as const),
    location_type,
    location_address: values.location_address === undefined ? home : values.location_address,
    notes: values.notes ?? null,
    customer_notes: values.customer_notes ?? null,
    assigned_to: agent,
    outcome: values.outcome ?? null,
    next_action: values.next_action ?? null,
    next_action_date: values.next_action_date ?? null,
    created_by: context.actor,
    created_at: now,
    updated_at: now,
    time_zone: values.time_zone,
    all_day_date: values.all_day_date,
    ...routed,
    ...(options.origin ?? {}),
  }
  if (!options.acceptsConflicts) refuseConflicts(context, { ...row, id: null, zip_code: lead.zip_code })
  const booked = addRow(context, 'appointments', row)
  const id = Number(booked.key)
  const steps: Step[] = [booked, ...moveToScheduled(context, lead, agent)]
  const booking = addRow(context, 'lead_events', {
    lead_id: lead.id,
    event_type: 'appointment_booked',
    event_data: JSON.stringify({ appointment_id: id, scheduled_at: row.scheduled_at }),
    created_at: now,
    performed_by: context.actor,
  })
  steps.push(
    addEvent(context, id, 'created', {
      event_description:
        options.origin === undefined
          ? 'Booked'
          : `Booked from outside (${appointmentSenderName(options.origin.sender)})`,
      new_value: row.scheduled_at,
    }),
    addEvent(context, id, row.workspace_id === null ? 'unrouted' : 'routed', {
      event_description: routed.routing_reason,
      new_value: row.workspace_id,
    }),
    booking,
  )
  trackEvent(context, booking)
  context.touch('appointments', 'leads', 'contacts')
  return { id, steps }
}

function leadOf(context: WriteContext, id: number): LeadOfAppointment {
  // Says in words when it was deleted.
  leadToMove(context, id)
  return context.db
    .sql(
      `select id, contact_id, lead_type, product_type, workspace_id, assigned_to, is_test, address, city, state, zip_code from leads where id = ?`,
    )
    .get<LeadOfAppointment>(id) as LeadOfAppointment
}

/** Forward to scheduled, never back from where the lead is further or won (DOMAIN §6); who visits an unassigned lead has it from now on. */
function moveToScheduled(context: WriteContext, lead: LeadOfAppointment, agent: string | null): Change[] {
  const now = context.clock.now()
  const steps: Change[] = []
  if (lead.assigned_to === null && agent !== null) {
    steps.push(changeRow(context, 'leads', lead.id, { assigned_to: agent, updated_at: now }))
    context.db
      .sql(
        `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'assigned', ?, ?, ?)`,
      )
      .run(
        lead.id,
        JSON.stringify({ field: 'assigned_to', from: null, to: agent, reason: 'Appointment booked' }),
        now,
        context.actor,
      )
  }
  const movable = leadToMove(context, lead.id)
  const isThere = isStage(movable.status) && STAGES.indexOf(movable.status) >= STAGES.indexOf('scheduled')
  if (!isThere) steps.push(moveLead(context, movable, 'scheduled', 'Appointment booked'))
  return steps
}

/** "120 W Main St, Phoenix, AZ 85018". */
export function addressOf({
  address,
  city,
  state,
  zip_code,
}: Pick<LeadOfAppointment, 'address' | 'city' | 'state' | 'zip_code'>): string | null {
  const region = [state, zip_code].filter(Boolean).join(' ')
  return [address, city, region].filter((part) => part !== null && part !== '').join(', ') || null
}

/** DOMAIN §7: an explicit workspace, else the lead's own, else by rule. */
function routeAppointment(
  context: WriteContext,
  lead: LeadOfAppointment,
  workspaceId: string | null | undefined,
  isFromOutside: boolean,
): {
  workspace_id: string | null
  routing_method: string
  routing_rule_id: number | null
  routing_reason: string
} {
  if (lead.is_test === 1)
    return {
      workspace_id: null,
      routing_method: 'unrouted',
      routing_rule_id: null,
      routing_reason: 'Appointments of test leads are not routed.',
    }
  const { workspaces } = context.directory.routing()
  if (isFromOutside && typeof workspaceId === 'string' && workspaces.has(workspaceId))
    return {
      workspace_id: workspaceId,
      routing_method: 'explicit',
      routing_rule_id: null,
      routing_reason: 'Named by the sender.',
    }
  if (workspaceId !== undefined && (workspaceId === null || workspaces.has(workspaceId)))
    return {
      workspace_id: workspaceId,
      routing_method: 'manual',
      routing_rule_id: null,
      routing_reason: workspaceId === null ? 'Taken out by hand' : 'Chosen by hand',
    }
  if (workspaceId === undefined && lead.workspace_id !== null) {
    const name =
      workspaces.get(lead.workspace_id) ??
      context.db.sql('select name from workspaces where id = ?').value<string>(lead.workspace_id)
    return {
      workspace_id: lead.workspace_id,
      routing_method: 'explicit',
      routing_rule_id: null,
      routing_reason: `Its lead is in ${name ?? lead.workspace_id}.`,
    }
  }
  const routed = routeRecord(context.directory.routing(), {
    explicitWorkspaceId: workspaceId ?? null,
    products: [lead.product_type, lead.lead_type].filter((product) => product !== null),
    zipCode: lead.zip_code,
  })
  return {
    workspace_id: routed.workspaceId,
    routing_method: routed.method,
    routing_rule_id: routed.ruleId,
    routing_reason: routed.reason,
  }
}

/** An appointment that waits unrouted, by its lead's workspace or today's rules; the step back, none where it goes on waiting. */
export function routeAppointmentAgain(context: WriteContext, id: number): Step[] {
  const { lead_id } = storedAppointment(context, id)
  const routed = routeAppointment(context, leadOf(context, lead_id), undefined, false)
  if (routed.workspace_id === null) return []
  const step = changeRow(context, 'appointments', id, { ...routed, updated_at: context.clock.now() })
  tellAppointment(context, step, routed.routing_reason)
  return [step]
}

// ---- Changing -------------------------------------------------------------------------------------------------------------------

const STORED = `a.id, a.lead_id, a.contact_id, a.appointment_type, a.scheduled_at, a.duration_minutes, a.all_day_date, a.time_zone, a.status,
  a.location_type, a.location_address, a.notes, a.customer_notes, a.assigned_to, a.outcome, a.next_action, a.next_action_date,
  a.workspace_id, a.routing_method, coalesce(l.zip_code, c.zip_code) as zip_code`

export function storedAppointment(context: WriteContext, id: number): Stored {
  const row = context.db
    .sql(
      `select ${STORED} from appointments a join leads l on l.id = a.lead_id join contacts c on c.id = a.contact_id where a.id = ?`,
    )
    .get<Stored>(id)
  if (row === undefined)
    throw new AppError(
      'not_found',
      'This appointment is no longer there. Undo its deletion, or book a new one.',
    )
  return row
}

/** Columns that say where and for whom it is: a change of one of them is looked at for conflicts. */
const PLANNED = [
  'scheduled_at',
  'duration_minutes',
  'all_day_date',
  'time_zone',
  'assigned_to',
  'location_type',
  'location_address',
] as const

export function changeAppointment(
  context: WriteContext,
  id: number,
  values: AppointmentColumns & { readonly workspace_id?: string | null },
  options: { readonly acceptsConflicts: boolean; readonly reason?: string },
): readonly Step[] {
  const before = storedAppointment(context, id)
  const wanted: Record<string, string | number | null> = {}
  for (const [column, value] of Object.entries(values))
    if (value !== undefined && value !== before[column as keyof Stored]) wanted[column] = value
  if (Object.keys(wanted).length === 0) return []
  if (wanted.assigned_to !== undefined) refuseUnknownAgent(context, values.assigned_to ?? null)
  if (wanted.scheduled_at !== undefined)
    refuseSenselessTime(String(wanted.scheduled_at), context.clock.nowMs())
  const isMoved = wanted.scheduled_at !== undefined || wanted.all_day_date !== undefined
  // The customer has said yes to another time.
  if (isMoved && before.status === 'confirmed' && wanted.status === undefined) wanted.status = 'scheduled'
  if (wanted.workspace_id !== undefined)
    Object.assign(wanted, chosenWorkspace(context, values.workspace_id ?? null))
  if (!options.acceptsConflicts && PLANNED.some((column) => wanted[column] !== undefined))
    refuseConflicts(context, { ...before, ...(wanted as Partial<Plan>) })
  const step = changeRow(context, 'appointments', id, { ...wanted, updated_at: context.clock.now() })
  tellAppointment(context, step, options.reason)
  context.touch('appointments', 'contacts')
  return [step, ...followUp(context, before.lead_id, wanted)]
}

function chosenWorkspace(context: WriteContext, workspaceId: string | null): Columns {
  if (
    workspaceId !== null &&
    context.db.sql('select is_active from workspaces where id = ?').value<number>(workspaceId) !== 1
  ) {
    const message = 'This workspace is not there, or no longer active. Choose another one.'
    throw new AppError('invalid', message, [{ field: 'workspaceId', message, code: 'unknown' }])
  }
  return {
    routing_method: 'manual',
    routing_rule_id: null,
    routing_reason: workspaceId === null ? 'Taken out by hand' : 'Chosen by hand',
  }
}

/** The next action of an appointment is the lead's next step, and its date the follow-up. */
function followUp(context: WriteContext, leadId: number, wanted: Columns): Step[] {
  const next: Record<string, string | number | null> = {}
  if (wanted.next_action !== undefined) next.next_step = wanted.next_action
  if (wanted.next_action_date !== undefined) next.follow_up_at = wanted.next_action_date
  if (Object.keys(next).length === 0) return []
  const step = changeRow(context, 'leads', leadId, { ...next, updated_at: context.clock.now() })
  context.touch('leads')
  return [step]
}

export function deleteAppointment(context: WriteContext, id: number): readonly Step[] {
  const { lead_id, scheduled_at } = storedAppointment(context, id)
  const events = context.db
    .sql('select id from appointment_events where appointment_id = ? order by id')
    .all<{ id: number }>(id)
    .map((event) => dropRow(context, 'appointment_events', event.id))
  const told = addRow(context, 'lead_events', {
    lead_id,
    event_type: 'updated',
    event_data: JSON.stringify({ appointment: 'deleted', scheduled_at }),
    created_at: context.clock.now(),
    performed_by: context.actor,
  })
  trackEvent(context, told)
  context.touch('appointments', 'leads', 'contacts')
  // The way back begins at the end: the row first, its history after it.
  return [told, ...events.reverse(), dropRow(context, 'appointments', id)]
}

// ---- History --------------------------------------------------------------------------------------------------------------------

function addEvent(
  context: WriteContext,
  appointmentId: number,
  type: AppointmentEventType,
  values: Columns,
): Step {
  return addRow(context, 'appointment_events', {
    appointment_id: appointmentId,
    event_type: type,
    ...values,
    performed_by: context.actor,
    created_at: context.clock.now(),
  })
}

/** Columns that follow from others, and are not told. */
const UNTOLD = new Set(['updated_at', 'routing_method', 'routing_rule_id', 'routing_reason', 'time_zone'])

/** One event for each column that changed, for a change as for its undo (`reason`: "Undone"). */
export function tellAppointment(
  context: WriteContext,
  { key, before, after }: Change,
  reason?: string,
): void {
  const changed = Object.keys(after).filter(
    (column) => !UNTOLD.has(column) && before[column] !== after[column],
  )
  trackAppointment(context, Number(key), changed, after, reason)
  for (const column of changed) {
    const type: AppointmentEventType =
      column === 'status'
        ? 'status_changed'
        : column === 'scheduled_at' || column === 'all_day_date'
          ? 'rescheduled'
          : column === 'workspace_id'
            ? after[column] === null
              ? 'unrouted'
              : 'routed'
            : 'updated'
    context.db
      .sql(
        `insert into appointment_events (appointment_id, event_type, event_description, old_value, new_value, performed_by, metadata, created_at)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        key,
        type,
        reason ?? null,
        textOf(before[column]),
        textOf(after[column]),
        context.actor,
        JSON.stringify({ field: column }),
        context.clock.now(),
      )
  }
}

/** One line in the trail of its lead's workspace, whatever was changed at once; where it went with its lead, the lead's line says it. */
function trackAppointment(
  context: WriteContext,
  id: number,
  all: readonly string[],
  { status }: Columns,
  reason: string | undefined,
): void {
  const changed = all.filter((column) => column !== 'workspace_id')
  const leadId = context.db.sql('select lead_id from appointments where id = ?').value<number>(id)
  if (changed.length === 0 || leadId === undefined) return
  const words =
    changed.includes('status') && status !== undefined
      ? (APPOINTMENT_STATUS_LABELS[status as AppointmentStatus]?.toLowerCase() ?? status)
      : changed.includes('scheduled_at') || changed.includes('all_day_date')
        ? 'moved'
        : 'changed'
  trackLead(context, leadId, `Appointment ${words}${reason === undefined ? '' : `: ${reason.toLowerCase()}`}`)
}

/** An appointment that an undo brought back says so. */
export function tellRestored(context: WriteContext, id: number): void {
  context.db
    .sql(
      `insert into appointment_events (appointment_id, event_type, event_description, performed_by, created_at) values (?, 'restored', 'Undone', ?, ?)`,
    )
    .run(id, context.actor, context.clock.now())
}

function textOf(value: Columns[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

// ---- What refuses ---------------------------------------------------------------------------------------------------------------

function refuseConflicts(context: WriteContext, plan: Plan): void {
  const agencyZone = context.directory.settings().timeZone
  const found = conflictsOfPlan(context.db, plan, agencyZone, context.clock.nowMs())
  if (found.length === 0) return
  throw new AppError(
    'conflict',
    found.map(({ message }) => message).join(' '),
    found.map(({ kind, message }) => ({ field: kind, message, code: 'schedule' })),
  )
}

function refuseUnknownAgent(context: WriteContext, slug: string | null): void {
  if (slug === null || context.db.sql('select 1 from agents where slug = ?').value(slug) !== undefined) return
  const message = `There is no agent “${slug}”. Choose one of the list.`
  throw new AppError('invalid', message, [{ field: 'assignedTo', message, code: 'unknown' }])
}
