// How a conversion reads in every list: one select, one shape.
import type { ConversionRow } from '../../../shared/contract/conversions.ts'

export const CONVERSION_ROW = `c.id, c.contact_id, c.lead_id, coalesce(l.first_name, k.first_name) as first_name,
  coalesce(l.last_name, k.last_name) as last_name, coalesce(l.phone, k.phone) as phone, coalesce(l.email, k.email) as email, l.lead_type,
  c.workspace_id, s.name as workspace_name, c.conversion_type, c.value_cents, c.currency, c.converted_at, c.converted_by,
  g.name as converted_by_name, c.voided_at, c.void_reason, coalesce(l.is_test, 0) as is_test`
export const CONVERSION_JOINS = `left join leads l on l.id = c.lead_id
  left join contacts k on k.id = c.contact_id
  left join workspaces s on s.id = c.workspace_id
  left join agents g on g.slug = c.converted_by`

// biome-ignore lint/suspicious/noExplicitAny: a row of CONVERSION_ROW, turned into its shape right here.
export function toConversionRow(row: any): ConversionRow {
  return {
    id: row.id,
    contactId: row.contact_id,
    leadId: row.lead_id,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    email: row.email,
    leadType: row.lead_type,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    conversionType: row.conversion_type,
    valueCents: row.value_cents,
    currency: row.currency,
    convertedAt: row.converted_at,
    convertedBy: row.converted_by,
    convertedByName: row.converted_by_name,
    voidedAt: row.voided_at,
    voidReason: row.void_reason,
    isTest: row.is_test === 1,
  }
}
