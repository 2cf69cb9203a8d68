// How a lead reads in every list: one select, one shape.
import type { LeadEvent, LeadRow } from '../../../shared/contract/leads.ts'

export const LEAD_ROW = `l.id, l.contact_id, l.first_name, l.last_name, l.phone, l.phone_extension, l.email, l.city, l.state, l.zip_code,
  l.lead_type, l.status, l.source, l.webhook_id, w.name as webhook_name, p.provider_name, l.workspace_id, s.name as workspace_name,
  l.is_test, l.assigned_to, g.name as assigned_name, l.next_step, l.follow_up_at, l.created_at,
  l.batch_id like 'import-%' as is_from_file`
export const LEAD_JOINS = `join webhook_configs w on w.webhook_id = l.webhook_id
  left join lead_source_providers p on p.provider_id = l.provider_id
  left join workspaces s on s.id = l.workspace_id
  left join agents g on g.slug = l.assigned_to`

// biome-ignore lint/suspicious/noExplicitAny: a row of LEAD_ROW, turned into its shape right here.
export function toLeadRow(row: any): LeadRow {
  return {
    id: row.id,
    contactId: row.contact_id,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    phoneExtension: row.phone_extension,
    email: row.email,
    city: row.city,
    state: row.state,
    zipCode: row.zip_code,
    leadType: row.lead_type,
    status: row.status,
    source: row.source,
    webhookId: row.webhook_id,
    webhookName: row.webhook_name,
    providerName: row.provider_name,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    isTest: row.is_test === 1,
    assignedTo: row.assigned_to,
    assignedToName: row.assigned_name,
    nextStep: row.next_step,
    followUpAt: row.follow_up_at,
    createdAt: row.created_at,
    isFromFile: row.is_from_file === 1,
  }
}

export const EVENT_ROW = `e.id, e.lead_id, e.event_type, e.event_data, e.performed_by, e.created_at, a.name as agent_name`
export const EVENT_JOINS = 'left join agents a on a.slug = e.performed_by'

// biome-ignore lint/suspicious/noExplicitAny: a row of EVENT_ROW, turned into its shape right here.
export function toLeadEvent(row: any): LeadEvent {
  return {
    id: row.id,
    leadId: row.lead_id,
    eventType: row.event_type,
    data: JSON.parse(row.event_data),
    performedBy: row.performed_by,
    performedByName: row.agent_name,
    createdAt: row.created_at,
  }
}
