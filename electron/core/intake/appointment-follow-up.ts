// What an appointment from outside brings with it: a change of one that is there, its end, the one that takes its place, and notes in its history. Every function does
// nothing the second time, and the pair of messages of a reschedule ends the same in whichever order it comes.
import type { AppointmentDraft } from '../../../shared/domain/appointment-payload/read.ts'
import type { AppointmentNote } from '../../../shared/domain/appointment-payload/sender.ts'
import { appointmentSenderName } from '../../../shared/domain/appointment-payload/senders/index.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import type { AppointmentEventType, AppointmentStatus } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { conflictsOfPlan } from '../records/appointment-conflicts.ts'
import { changeAppointment, storedAppointment } from '../records/write-appointment.ts'
import { readAppointmentDelivery } from './incoming-appointment.ts'

export type BookedAppointment = {
  readonly id: number
  readonly leadId: number
  readonly deliveryId: number | null
  /** Of its lead, and of its contact by now. */
  readonly phone: string | null
  readonly contactPhone: string | null
}

/** Two providers may count alike: an id counts on its webhook. */
export function externalIdOf({ webhookId }: KnownWebhook, id: string): string {
  return `${webhookId}/${id}`
}

/** By the sender's own id. */
export function bookedAs(
  context: WriteContext,
  webhook: KnownWebhook,
  sender: string,
  externalId: string,
): BookedAppointment | undefined {
  return context.db
    .sql(
      `select a.id, a.lead_id as leadId, a.delivery_id as deliveryId, l.phone, c.phone as contactPhone from appointments a
       join leads l on l.id = a.lead_id join contacts c on c.id = a.contact_id where a.sender = ? and a.external_id = ?`,
    )
    .get<BookedAppointment>(sender, externalIdOf(webhook, externalId))
}

/** The agent of a slug or name; one who is not there keeps nothing from being booked. */
export function agentNamed(
  context: WriteContext,
  text: string | null,
): { readonly slug: string | undefined; readonly issues: readonly AppointmentNote[] } {
  if (text === null) return { slug: undefined, issues: [] }
  const folded = foldText(text)
  const agent = context.db
    .sql('select slug, name from agents where is_active = 1')
    .all<{ slug: string; name: string }>()
    .find(({ slug, name }) => slug === text || foldText(name) === folded)
  if (agent !== undefined) return { slug: agent.slug, issues: [] }
  const message = `There is no active agent “${text.slice(0, 100)}” here, so it was given to the lead’s own, if it has one.`
  return { slug: undefined, issues: [{ field: 'assigned_to', message, code: 'unknown', value: text }] }
}

/** What the sender says now of an appointment that is there; what comes last counts. Returns whether anything changed. */
export function followSender(
  context: WriteContext,
  { id }: BookedAppointment,
  draft: AppointmentDraft,
  agent: string | undefined,
): boolean {
  const { when } = draft
  if (when === null) return false
  const before = storedAppointment(context, id)
  const isMoved = when.scheduledAt !== before.scheduled_at || when.allDayDate !== before.all_day_date
  const isOver = before.status === 'cancelled' || before.status === 'rescheduled'
  // Booked anew for another time; the old message once more brings nothing back.
  const status: AppointmentStatus | undefined =
    isOver && isMoved
      ? draft.isConfirmed
        ? 'confirmed'
        : 'scheduled'
      : draft.isConfirmed && before.status === 'scheduled'
        ? 'confirmed'
        : undefined
  const steps = changeAppointment(
    context,
    id,
    {
      scheduled_at: when.scheduledAt,
      all_day_date: when.allDayDate,
      ...(when.timeZone === null ? {} : { time_zone: when.timeZone }),
      ...(when.durationMinutes === null ? {} : { duration_minutes: when.durationMinutes }),
      ...(draft.appointmentType === null ? {} : { appointment_type: draft.appointmentType }),
      ...(draft.locationType === null ? {} : { location_type: draft.locationType }),
      ...(draft.locationAddress === null ? {} : { location_address: draft.locationAddress }),
      ...(draft.notes === null ? {} : { notes: draft.notes }),
      ...(draft.customerNotes === null ? {} : { customer_notes: draft.customerNotes }),
      ...(agent === undefined ? {} : { assigned_to: agent }),
      ...(status === undefined ? {} : { status }),
    },
    { acceptsConflicts: true, reason: `Changed from outside (${appointmentSenderName(draft.sender)})` },
  )
  return steps.length > 0
}

// ---- Ending ---------------------------------------------------------------------------------------------------------------------

/** Cancelled, or moved to another one. Returns whether that was news. */
export function cancelAppointment(
  context: WriteContext,
  webhook: KnownWebhook,
  draft: AppointmentDraft,
  id: number,
): boolean {
  const name = appointmentSenderName(draft.sender)
  const { status } = storedAppointment(context, id)
  const isReplaced = draft.replacedBy !== undefined
  let isNews = false
  if (isReplaced) {
    isNews = endAs(context, id, status, 'rescheduled', RESCHEDULED)
    const next =
      draft.replacedBy == null ? undefined : bookedAs(context, webhook, draft.sender, draft.replacedBy)
    if (next !== undefined) tieReplacement(context, id, next.id)
  } else {
    const by = draft.cancelledBy === null ? '' : ` by ${draft.cancelledBy}`
    isNews = endAs(context, id, status, 'cancelled', `Cancelled${by} (${name})`)
  }
  if (draft.cancelReason !== null)
    isNews = tellOnce(context, id, 'updated', `Reason given: ${draft.cancelReason.slice(0, 1_000)}`) || isNews
  return isNews
}

const RESCHEDULED = 'Moved to another time'

/** What has taken place, or was ended here already, stays as it is. */
function endAs(
  context: WriteContext,
  id: number,
  status: AppointmentStatus,
  end: 'cancelled' | 'rescheduled',
  reason: string,
): boolean {
  if (status === 'scheduled' || status === 'confirmed')
    return changeAppointment(context, id, { status: end }, { acceptsConflicts: true, reason }).length > 0
  return status === end ? false : tellOnce(context, id, 'updated', reason)
}

/** The old appointment gives its place to the new one, and both say so. */
export function tieReplacement(context: WriteContext, oldId: number, newId: number): void {
  const old = storedAppointment(context, oldId)
  endAs(context, oldId, old.status, 'rescheduled', RESCHEDULED)
  const isTold =
    context.db
      .sql(`select 1 from appointment_events where appointment_id = ? and metadata ->> 'replaces' = ?`)
      .value(newId, oldId) !== undefined
  if (isTold) return
  tell(context, newId, 'rescheduled', {
    description: 'Takes the place of an earlier appointment',
    oldValue: old.scheduled_at,
    newValue: storedAppointment(context, newId).scheduled_at,
    metadata: JSON.stringify({ replaces: oldId }),
  })
}

/** Names the delivery of a cancellation, so that it is found when its appointment comes after it. */
export function cancelKey(sender: string, externalId: string): string {
  return `cancel:${sender}:${externalId}`
}

/** The cancellation of this booking that came before it. */
export function cancelOfThis(
  context: WriteContext,
  webhook: KnownWebhook,
  { sender, externalId }: AppointmentDraft,
): { readonly deliveryId: number; readonly draft: AppointmentDraft } | undefined {
  if (externalId === null) return undefined
  const row = context.db
    .sql(
      `select id, method, path, content_type, body from deliveries where webhook_id = ? and idempotency_key = ? and verdict in ('held', 'dismissed')`,
    )
    .get(webhook.webhookId, cancelKey(sender, externalId))
  if (row === undefined) return undefined
  const mark = String(row.path).indexOf('?')
  const reading = readAppointmentDelivery(context.directory, webhook, {
    method: row.method,
    contentType: row.content_type,
    query: mark === -1 ? '' : String(row.path).slice(mark + 1),
    body: row.body,
  })
  return reading.ok && reading.draft.act === 'cancel'
    ? { deliveryId: row.id, draft: reading.draft }
    : undefined
}

// ---- Notes ----------------------------------------------------------------------------------------------------------------------

export function noteOn(context: WriteContext, id: number, issues: readonly AppointmentNote[]): void {
  for (const { message } of issues) tellOnce(context, id, 'updated', message)
}

/** Past or not, it was told to somebody: that it is past is no news to whoever looks at it. */
export function noteConflicts(context: WriteContext, id: number): void {
  const agencyZone = context.directory.settings().timeZone
  const found = conflictsOfPlan(context.db, storedAppointment(context, id), agencyZone, context.clock.nowMs())
  for (const { message } of found) tellOnce(context, id, 'updated', `Booked in spite of this: ${message}`)
}

function tellOnce(
  context: WriteContext,
  id: number,
  type: AppointmentEventType,
  description: string,
): boolean {
  const isTold =
    context.db
      .sql('select 1 from appointment_events where appointment_id = ? and event_description = ?')
      .value(id, description) !== undefined
  if (!isTold) tell(context, id, type, { description })
  return !isTold
}

function tell(
  context: WriteContext,
  id: number,
  type: AppointmentEventType,
  {
    description,
    oldValue = null,
    newValue = null,
    metadata = null,
  }: {
    readonly description: string
    readonly oldValue?: string | null
    readonly newValue?: string | null
    readonly metadata?: string | null
  },
): void {
  context.db
    .sql(
      `insert into appointment_events (appointment_id, event_type, event_description, old_value, new_value, performed_by, metadata, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(id, type, description, oldValue, newValue, context.actor, metadata, context.clock.now())
  context.touch('appointments')
}
