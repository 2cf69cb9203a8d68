// The trail of the workspaces tells whatever is done to their leads and contacts: here what people do, beside what routing, changes of status and
// conversions tell by themselves (create-lead, edit, move-lead, write-conversion).
import { CALL_RESULT_LABELS } from '../../../shared/domain/labels.ts'
import type { CallResult } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { Step } from './undo.ts'

/** One line of the workspace that the lead is in; a lead in none, and a test lead, is told of nowhere. */
export function trackLead(context: WriteContext, leadId: number, details: string): void {
  const { db, actor } = context
  const lead = db
    .sql('select contact_id, workspace_id from leads where id = ? and is_test = 0')
    .get<{ contact_id: number | null; workspace_id: string | null }>(leadId)
  if (lead === undefined || lead.contact_id === null || lead.workspace_id === null) return
  const now = context.clock.now()
  db.sql(
    `insert into workspace_tracking (contact_id, lead_id, workspace_id, action, action_details, performed_by, timestamp)
     values (?, ?, ?, 'updated', ?, ?, ?)`,
  ).run(lead.contact_id, leadId, lead.workspace_id, details, actor, now)
  db.sql('update workspaces set last_activity_at = ? where id = ?').run(now, lead.workspace_id)
  context.touch('workspaces')
}

/** What a line of a lead's history tells its workspace; null for what is told elsewhere. */
function trailWords(eventType: string, data: Readonly<Record<string, unknown>>): string | null {
  if (eventType === 'note_added') return 'Note added'
  if (eventType === 'appointment_booked') return 'Appointment booked'
  if (data.call !== undefined)
    return `Called: ${CALL_RESULT_LABELS[data.call as CallResult]?.toLowerCase() ?? data.call}`
  return data.appointment === 'deleted' ? 'Appointment deleted' : null
}

/** A line of a lead's history that was written, or that an undo takes away or brings back (`how`). */
export function trackEvent(context: WriteContext, { before, after }: Step, how?: string): void {
  const event = after ?? before
  if (event === null) return
  const words = trailWords(String(event.event_type), JSON.parse(String(event.event_data)))
  if (words === null) return
  trackLead(context, Number(event.lead_id), how === undefined ? words : `${words}: ${how.toLowerCase()}`)
}
