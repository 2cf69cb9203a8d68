// What becomes of an appointment from outside, when it arrives and when it is replayed. Conflicts refuse nothing here: the customer has been told already, so it is
// booked, and what speaks against it is noted in its history.
import type { AppointmentDraft } from '../../../shared/domain/appointment-payload/read.ts'
import type { AppointmentNote } from '../../../shared/domain/appointment-payload/sender.ts'
import type { JsonValue } from '../../../shared/domain/payload/json.ts'
import type { WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { createLead, saveContact } from '../records/create-lead.ts'
import type { Tally } from '../records/tally.ts'
import {
  type AppointmentColumns,
  addressOf,
  bookAppointment,
  senselessTime,
} from '../records/write-appointment.ts'
import {
  agentNamed,
  type BookedAppointment,
  bookedAs,
  cancelAppointment,
  cancelKey,
  cancelOfThis,
  externalIdOf,
  followSender,
  noteConflicts,
  noteOn,
  tieReplacement,
} from './appointment-follow-up.ts'
import {
  type AppointmentSetting,
  accept,
  answerFor,
  hold,
  misfit,
  repeat,
  rowOf,
  type Settled,
} from './appointment-judgements.ts'
import { findLead, type KnownLead, NOBODY, unknownLead } from './appointment-lead.ts'
import { findByKey, firstAnswer, type KnownDelivery } from './stored-deliveries.ts'

type Read = { readonly draft: AppointmentDraft; readonly payload: JsonValue }

export function settleAppointment(
  context: WriteContext,
  tally: Tally,
  { draft, payload }: Read,
  setting: AppointmentSetting,
): Settled {
  const { webhook } = setting
  if (draft.held !== null) return hold(draft, setting, draft.held)
  if (webhook === null) return misfit(draft, setting, [...draft.problems, whereTo(context, draft)])
  const known =
    draft.externalId === null ? undefined : bookedAs(context, webhook, draft.sender, draft.externalId)
  if (draft.act === 'cancel') return cancel(context, draft, setting, webhook, known)
  if (known !== undefined && isOfAnother(known, draft)) {
    const reason = `Its id belongs to an appointment of another person (${known.phone}). If this is another booking, ask the sender for ids of their own; if not, dismiss it.`
    return hold(draft, setting, reason, answerFor(context, known.id, setting, 'Appointment received.', 201))
  }
  if (known === undefined && setting.keyed?.status_code === 201 && isOfSame(context, setting.keyed, draft))
    return { repeats: setting.keyed.id, answer: firstAnswer(setting.keyed) }

  const found = findLead(context, webhook, draft)
  const senseless = draft.when === null ? null : senselessTime(draft.when.scheduledAt, context.clock.nowMs())
  const problems = [
    ...draft.problems,
    ...(found.ok ? [] : [found.note]),
    ...(senseless === null ? [] : [outOfRange(senseless, draft)]),
  ]
  if (!found.ok || draft.when === null || problems.length > 0) return misfit(draft, setting, problems)
  const agent = agentNamed(context, draft.agent)
  const issues = [...draft.issues, ...agent.issues]
  if (known !== undefined) {
    const isChanged = followSender(context, known, draft, agent.slug)
    if (!isChanged)
      return repeat(context, known, answerFor(context, known.id, setting, 'Appointment received.', 201))
    noteOn(context, known.id, issues)
    noteConflicts(context, known.id)
    return accept(
      context,
      draft,
      known.id,
      answerFor(context, known.id, setting, 'Appointment changed.', 200),
    )
  }
  const id = book(context, tally, draft, payload, setting, webhook, found.lead, agent.slug)
  noteOn(context, id, issues)
  if (draft.replaces !== null) {
    const old = bookedAs(context, webhook, draft.sender, draft.replaces)
    if (old !== undefined) tieReplacement(context, old.id, id)
  }
  if (draft.externalId !== null) catchUp(context, draft, webhook, id, setting)
  noteConflicts(context, id)
  return accept(context, draft, id, answerFor(context, id, setting, 'Appointment booked.', 201, issues))
}

function phoneOf(draft: AppointmentDraft): string | null {
  return draft.lead.fields.phone?.e164 ?? null
}

function isOfAnother(known: BookedAppointment, draft: AppointmentDraft): boolean {
  if (draft.leadId !== null) return draft.leadId !== known.leadId
  const phone = phoneOf(draft)
  return phone !== null && phone !== known.phone && phone !== known.contactPhone
}

/** A key that comes again says the same once more, unless it is for somebody else. */
function isOfSame(context: WriteContext, keyed: KnownDelivery, draft: AppointmentDraft): boolean {
  const phone = phoneOf(draft)
  if (draft.leadId === null) return phone === null || phone === keyed.phone
  return (
    context.db.sql('select lead_id from deliveries where id = ?').value<number>(keyed.id) === draft.leadId
  )
}

/** Why it leads nowhere. */
function whereTo(context: WriteContext, draft: AppointmentDraft): AppointmentNote {
  if (draft.leadId !== null) return unknownLead(context, draft.leadId)
  if (draft.webhookId !== null)
    return {
      field: 'webhook_id',
      message: `There is no active webhook ${draft.webhookId.slice(0, 80)}.`,
      code: 'unknown',
      value: draft.webhookId,
    }
  return phoneOf(draft) === null
    ? NOBODY
    : {
        field: 'webhook_id',
        message:
          'It names no webhook. Send to /appointments/receive?webhook=…, or send “webhook_id” or “lead_id” along.',
        code: 'required',
        value: null,
      }
}

function outOfRange(message: string, draft: AppointmentDraft): AppointmentNote {
  return { field: 'scheduled_at', message, code: 'out_of_range', value: draft.when?.scheduledAt ?? null }
}

// ---- Booking --------------------------------------------------------------------------------------------------------------------

function book(
  context: WriteContext,
  tally: Tally,
  draft: AppointmentDraft,
  payload: JsonValue,
  setting: AppointmentSetting,
  webhook: KnownWebhook,
  known: KnownLead | null,
  agent: string | undefined,
): number {
  const { when, lead } = draft
  if (when === null) throw new Error('What has no time must not get here.')
  let leadId = known?.id
  const { address: street, city = null, state = null, zip_code = null } = lead.fields
  // A ZIP code alone says less than what the lead has.
  const place = street === undefined ? null : addressOf({ address: street, city, state, zip_code })
  if (leadId === undefined) {
    const made = createLead(
      context,
      lead,
      {
        webhook,
        provider: setting.provider,
        deliveryId: setting.deliveryId,
        rawPayload: JSON.stringify(payload),
        ipAddress: setting.ipAddress,
        userAgent: setting.userAgent,
        receivedAt: setting.receivedAt,
      },
      tally,
    )
    leadId = made.leadId
  } else if (draft.leadId === null) {
    // The person says once more who and where they are.
    saveContact(
      context,
      lead,
      { webhookId: webhook.webhookId, batchId: null, receivedAt: setting.receivedAt },
      tally,
    )
  }
  const isAtHome = (draft.locationType ?? 'home') === 'home'
  const address = draft.locationAddress ?? (known !== null && isAtHome ? place : null)
  const values: AppointmentColumns = {
    ...(draft.appointmentType === null ? {} : { appointment_type: draft.appointmentType }),
    ...(draft.locationType === null ? {} : { location_type: draft.locationType }),
    ...(address === null ? {} : { location_address: address }),
    ...(when.durationMinutes === null ? {} : { duration_minutes: when.durationMinutes }),
    ...(agent === undefined ? {} : { assigned_to: agent }),
    notes: draft.notes,
    customer_notes: draft.customerNotes,
    status: draft.isConfirmed ? 'confirmed' : 'scheduled',
  }
  const { id } = bookAppointment(
    context,
    leadId,
    {
      ...values,
      scheduled_at: when.scheduledAt,
      all_day_date: when.allDayDate,
      time_zone: when.timeZone ?? context.directory.settings().timeZone,
    },
    {
      acceptsConflicts: true,
      ...(known !== null && lead.workspaceId !== null ? { workspaceId: lead.workspaceId } : {}),
      origin: {
        sender: draft.sender,
        external_id: draft.externalId === null ? null : externalIdOf(webhook, draft.externalId),
        delivery_id: setting.deliveryId,
      },
    },
  )
  return id
}

// ---- Cancelling -----------------------------------------------------------------------------------------------------------------

function cancel(
  context: WriteContext,
  draft: AppointmentDraft,
  setting: AppointmentSetting,
  webhook: KnownWebhook,
  known: BookedAppointment | undefined,
): Settled {
  if (draft.externalId === null)
    return misfit(draft, setting, [
      ...draft.problems,
      {
        field: 'external_id',
        message:
          'It does not say which appointment is cancelled. Send its “appointment_id”, as when it was booked.',
        code: 'required',
        value: null,
      },
    ])
  if (known === undefined) {
    const key = cancelKey(draft.sender, draft.externalId)
    const first = findByKey(context, webhook.webhookId, key)
    if (first !== undefined && first.id !== setting.deliveryId)
      return { repeats: first.id, answer: firstAnswer(first) }
    const reason =
      'It cancels an appointment that has not arrived here. Should it still come, it is cancelled then.'
    return { ...hold(draft, setting, reason), key }
  }
  const isNews = cancelAppointment(context, webhook, draft, known.id)
  const word = draft.replacedBy === undefined ? 'Appointment cancelled.' : 'Appointment rescheduled.'
  const answer = answerFor(context, known.id, setting, word, 200)
  return isNews ? accept(context, draft, known.id, answer) : repeat(context, known, answer)
}

/** Its cancellation may have come first, and waits among the deliveries. */
function catchUp(
  context: WriteContext,
  draft: AppointmentDraft,
  webhook: KnownWebhook,
  id: number,
  setting: AppointmentSetting,
): void {
  const waiting = cancelOfThis(context, webhook, draft)
  if (waiting === undefined) return
  cancelAppointment(context, webhook, waiting.draft, id)
  const row = rowOf(context, id)
  const answer = answerFor(context, id, setting, 'Appointment cancelled.', 200)
  context.db
    .sql(
      `update deliveries set verdict = 'accepted', reason = 'It came before its appointment, and was taken up with it.', cause = null, lead_id = ?,
         contact_id = ?, response = ? where id = ?`,
    )
    .run(row.lead_id, row.contact_id, answer.body, waiting.deliveryId)
  context.touch('deliveries')
}
