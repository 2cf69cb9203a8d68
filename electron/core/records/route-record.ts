// A lead that waits unrouted goes where the rules send it now: the row, its history, the tracking of the workspace, its agent, and its appointments.
import { type Routed, routeRecord } from '../../../shared/domain/routing.ts'
import type { WriteContext } from '../context.ts'
import { giveToAgent } from './assign-agent.ts'
import { followWorkspace } from './edit.ts'
import { changeRow, type Step } from './undo.ts'
import { routeAppointmentAgain } from './write-appointment.ts'

export type WaitingLead = {
  readonly id: number
  readonly contact_id: number | null
  readonly lead_type: string
  readonly product_type: string | null
  readonly zip_code: string | null
}

/** The steps back; none where no rule takes it still. */
export function routeLeadAgain(context: WriteContext, lead: WaitingLead): Step[] {
  const routed = routeRecord(context.directory.routing(), {
    explicitWorkspaceId: null,
    products: [lead.product_type, lead.lead_type].filter((product) => product !== null),
    zipCode: lead.zip_code,
  })
  return routed.workspaceId === null ? [] : placeLead(context, lead, routed, routed.workspaceId)
}

function placeLead(context: WriteContext, lead: WaitingLead, routed: Routed, workspaceId: string): Step[] {
  const now = context.clock.now()
  const step = changeRow(context, 'leads', lead.id, {
    workspace_id: workspaceId,
    routing_method: routed.method,
    routing_rule_id: routed.ruleId,
    routing_reason: routed.reason,
    updated_at: now,
  })
  followWorkspace(context, lead, step.before, step.after, routed.reason)
  context.db
    .sql(
      `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'assigned', ?, ?, ?)`,
    )
    .run(
      lead.id,
      JSON.stringify({
        workspace_id: workspaceId,
        method: routed.method,
        rule_id: routed.ruleId,
        reason: routed.reason,
      }),
      now,
      context.actor,
    )
  context.touch('leads', 'contacts')
  return [step, ...giveToAgent(context, lead.id, workspaceId), ...routeAppointmentsOf(context, lead.id)]
}

/** Appointments that wait unrouted go along with their lead. */
export function routeAppointmentsOf(context: WriteContext, leadId: number): Step[] {
  return context.db
    .sql(
      `select id from appointments where lead_id = ? and workspace_id is null and routing_method is not 'manual'`,
    )
    .all<{ id: number }>(leadId)
    .flatMap(({ id }) => routeAppointmentAgain(context, id))
}
