// The row of a contact, as every list shows it.
import type { ContactRow } from '../../../shared/contract/contacts.ts'
import type { ReadDb } from '../db/connection.ts'

export const CONTACT_ROW = `c.id, c.first_name, c.last_name, c.phone, c.phone_extension, c.email, c.city, c.state, c.zip_code, c.webhook_id,
  w.name as webhook_name, c.lead_count, c.last_lead_at, c.created_at`
export const CONTACT_JOIN = 'left join webhook_configs w on w.webhook_id = c.webhook_id'

export function rowsOf(db: ReadDb, ids: readonly number[]): ContactRow[] {
  return db
    .sql(
      `select ${CONTACT_ROW} from json_each(?) j join contacts c on c.id = j.value ${CONTACT_JOIN} order by j.key`,
    )
    .all(JSON.stringify(ids))
    .map(toContactRow)
}

// biome-ignore lint/suspicious/noExplicitAny: a row of CONTACT_ROW, turned into its shape right here.
export function toContactRow(row: any): ContactRow {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    phoneExtension: row.phone_extension,
    email: row.email,
    city: row.city,
    state: row.state,
    zipCode: row.zip_code,
    webhookId: row.webhook_id,
    webhookName: row.webhook_name,
    leadCount: row.lead_count,
    lastLeadAt: row.last_lead_at,
    createdAt: row.created_at,
  }
}
