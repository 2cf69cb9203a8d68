// A lead changes its status: the milestones it reaches, the event of its history, and the day's figures, in the caller's transaction.

import { milestonesAfter } from '../../../shared/domain/pipeline.ts'
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import { goneRecord } from './gone.ts'
import { countConvertedLead } from './tally.ts'
import { type Change, type Columns, changeRow } from './undo.ts'

export type MovableLead = {
  readonly id: number
  readonly webhook_id: string
  readonly contact_id: number | null
  readonly workspace_id: string | null
  readonly status: LeadStatus
  readonly stage_reached: LeadStatus
  readonly contacted_at: string | null
  readonly qualified_at: string | null
  readonly converted_at: string | null
  readonly created_at: string
  readonly is_test: 0 | 1
  readonly first_name: string | null
  readonly last_name: string | null
  readonly phone: string | null
}

export function leadToMove(context: WriteContext, id: number): MovableLead {
  const lead = context.db
    .sql(
      `select id, webhook_id, contact_id, workspace_id, status, stage_reached, contacted_at, qualified_at, converted_at, created_at, is_test,
         first_name, last_name, phone from leads where id = ?`,
    )
    .get<MovableLead>(id)
  if (lead === undefined) throw goneRecord(context.db, 'lead', id)
  return lead
}

/** Moves the lead and writes its history; the step can be undone. Moving to the status it has changes nothing. */
export function moveLead(
  context: WriteContext,
  lead: MovableLead,
  status: LeadStatus,
  reason: string | undefined,
): Change {
  if (status === lead.status) return { table: 'leads', key: lead.id, before: {}, after: {} }
  const now = context.clock.now()
  const reached = milestonesAfter(
    {
      stageReached: lead.stage_reached,
      contactedAt: lead.contacted_at,
      qualifiedAt: lead.qualified_at,
      convertedAt: lead.converted_at,
    },
    status,
    now,
  )
  const step = changeRow(context, 'leads', lead.id, {
    status,
    stage_reached: reached.stageReached,
    contacted_at: reached.contactedAt,
    qualified_at: reached.qualifiedAt,
    converted_at: reached.convertedAt,
    updated_at: now,
  })
  writeStatusEvent(context, lead, lead.status, status, reason)
  followConversion(context, lead, step.before, step.after)
  return step
}

export function writeStatusEvent(
  context: WriteContext,
  lead: Pick<MovableLead, 'id' | 'contact_id' | 'workspace_id'>,
  from: LeadStatus,
  to: LeadStatus,
  reason: string | undefined,
): void {
  const now = context.clock.now()
  context.db
    .sql(
      `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'status_changed', ?, ?, ?)`,
    )
    .run(
      lead.id,
      JSON.stringify({ from, to, ...(reason === undefined || reason === '' ? {} : { reason }) }),
      now,
      context.actor,
    )
  if (lead.workspace_id !== null && lead.contact_id !== null) {
    const action = to === 'qualified' || to === 'converted' || to === 'rejected' ? to : 'updated'
    context.db
      .sql(
        `insert into workspace_tracking (contact_id, lead_id, workspace_id, action, action_details, performed_by, timestamp) values (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(lead.contact_id, lead.id, lead.workspace_id, action, `Status ${from} to ${to}`, context.actor, now)
    context.db.sql('update workspaces set last_activity_at = ? where id = ?').run(now, lead.workspace_id)
    context.touch('workspaces')
  }
}

/** Keeps lead_analytics in step when a change of a row, or its undo, sets or clears `converted_at`. */
export function followConversion(
  context: WriteContext,
  lead: Pick<MovableLead, 'webhook_id' | 'created_at' | 'is_test'>,
  before: Columns,
  after: Columns,
): void {
  if (lead.is_test === 1 || !('converted_at' in after) || before.converted_at === after.converted_at) return
  const createdMs = Date.parse(lead.created_at)
  const day = context.directory.dayOf(createdMs)
  const now = context.clock.now()
  if (typeof before.converted_at === 'string') {
    countConvertedLead(context.db, lead.webhook_id, day, -1, Date.parse(before.converted_at) - createdMs, now)
  }
  if (typeof after.converted_at === 'string') {
    countConvertedLead(context.db, lead.webhook_id, day, 1, Date.parse(after.converted_at) - createdMs, now)
  }
}
