// How an appointment from outside is answered, and what is kept of that: booked, changed, on hold, or what does not fit.
import type { AppointmentDraft } from '../../../shared/domain/appointment-payload/read.ts'
import type { AppointmentNote } from '../../../shared/domain/appointment-payload/sender.ts'
import type { WriteContext } from '../context.ts'
import type { KnownProvider, KnownWebhook } from '../directory.ts'
import { type Answer, problem, success } from './answers.ts'
import type { BookedAppointment } from './appointment-follow-up.ts'
import type { Judgement, KnownDelivery } from './stored-deliveries.ts'

export type AppointmentSetting = {
  /** Null: nothing leads to a webhook. */
  readonly webhook: KnownWebhook | null
  readonly provider: KnownProvider | null
  readonly deliveryId: number
  readonly ipAddress: string | null
  readonly userAgent: string | null
  readonly receivedAt: string
  /** The delivery that came with the same key before, with other content. */
  readonly keyed?: KnownDelivery | undefined
}

export type Settled =
  | { readonly judgement: Judgement; readonly key?: string }
  /** The same once more: the answer of that delivery, and what it had made. */
  | {
      readonly repeats: number | null
      readonly answer: Answer
      readonly made?: { readonly leadId: number; readonly contactId: number }
    }

type Row = {
  readonly lead_id: number
  readonly contact_id: number
  readonly workspace_id: string | null
  readonly scheduled_at: string
  readonly duration_minutes: number
  readonly time_zone: string
  readonly status: string
}

export function rowOf(context: WriteContext, id: number): Row {
  return context.db
    .sql(
      'select lead_id, contact_id, workspace_id, scheduled_at, duration_minutes, time_zone, status from appointments where id = ?',
    )
    .get<Row>(id) as Row
}

export function answerFor(
  context: WriteContext,
  id: number,
  { webhook, receivedAt }: AppointmentSetting,
  message: string,
  status: 200 | 201,
  issues: readonly AppointmentNote[] = [],
): Answer {
  const row = rowOf(context, id)
  return success(status, {
    status: 'success',
    message,
    webhook_id: webhook?.webhookId ?? null,
    appointment_id: id,
    lead_id: row.lead_id,
    contact_id: row.contact_id,
    workspace_id: row.workspace_id,
    scheduled_at: row.scheduled_at,
    duration_minutes: row.duration_minutes,
    time_zone: row.time_zone,
    appointment_status: row.status,
    ...(issues.length === 0
      ? {}
      : { notes: issues.map(({ field, message, code }) => ({ field, message, code })) }),
    processed_at: context.clock.now(),
    timestamp: receivedAt,
  })
}

export function repeat(
  context: WriteContext,
  { id, deliveryId }: BookedAppointment,
  answer: Answer,
): Settled {
  const row = rowOf(context, id)
  return { repeats: deliveryId, answer, made: { leadId: row.lead_id, contactId: row.contact_id } }
}

export function accept(context: WriteContext, draft: AppointmentDraft, id: number, answer: Answer): Settled {
  const row = rowOf(context, id)
  context.touch('appointments', 'leads', 'contacts')
  return {
    judgement: {
      verdict: 'accepted',
      answer,
      reason: null,
      draft: shownAs(draft),
      leadId: row.lead_id,
      contactId: row.contact_id,
    },
  }
}

export function hold(
  draft: AppointmentDraft,
  { webhook, receivedAt }: AppointmentSetting,
  reason: string,
  given?: Answer,
) {
  const webhookId = webhook?.webhookId ?? ''
  const answer =
    given ??
    success(202, { status: 'held', message: reason, webhook_id: webhookId || null, timestamp: receivedAt })
  const judgement: Judgement = {
    verdict: 'held',
    answer,
    reason,
    cause: `${webhookId}:appointment:held:${draft.sender}`,
    draft: shownAs(draft),
  }
  return { judgement }
}

/** One cause for each kind of misfit, so that one repair mends them all. */
export function misfit(
  draft: AppointmentDraft,
  { webhook, receivedAt }: AppointmentSetting,
  problems: readonly AppointmentNote[],
): Settled {
  const details = problems.map(({ field, message, code }) => ({ field, message, code }))
  const message = problems.map((one) => one.message).join(' ')
  const kinds = problems.map(({ field, code }) => `${field}-${code}`).join('+')
  return {
    judgement: {
      verdict: 'quarantined',
      answer: problem(422, message, { details, at: receivedAt }),
      reason: message,
      cause: `${webhook?.webhookId ?? ''}:appointment:${kinds}`,
      details: problems,
      draft: shownAs(draft),
    },
  }
}

function shownAs({ sender, lead }: AppointmentDraft): NonNullable<Judgement['draft']> {
  return { sender, fields: lead.fields, isTest: lead.isTest }
}
