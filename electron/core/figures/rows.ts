// What the image reads of leads and of what was sold to them, and how texts become numbers.

import { SALE_TYPES } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'

/** In the order of LEAD_CELLS. */
export type LeadCells = readonly [
  id: number,
  createdAt: string,
  stageReached: string,
  status: string,
  contactedAt: string | null,
  qualifiedAt: string | null,
  proposalSentAt: string | null,
  negotiatingAt: string | null,
  scheduledAt: string | null,
  convertedAt: string | null,
  costCents: number | null,
  phone: string | null,
  workspaceId: string | null,
  providerId: string | null,
  webhookId: string,
  leadType: string,
  source: string | null,
  utmSource: string | null,
  utmMedium: string | null,
  utmCampaign: string | null,
  campaignId: string | null,
  assignedTo: string | null,
  zipCode: string | null,
]
/** Arrivals begin at this cell, in the order of the stages; dimensions at the other one. */
export const FIRST_ARRIVAL = 4
export const FIRST_DIMENSION = 12

const LEAD_CELLS = `l.id, l.created_at, l.stage_reached, l.status, l.contacted_at, l.qualified_at, l.proposal_sent_at, l.negotiating_at,
  l.scheduled_at, l.converted_at, l.cost_cents, l.phone, l.workspace_id, l.provider_id, l.webhook_id, l.lead_type, l.source, l.utm_source,
  l.utm_medium, l.utm_campaign, l.campaign_id, l.assigned_to, l.zip_code`

export const LEADS_AFTER = `select ${LEAD_CELLS} from leads l where l.id > ? and l.is_test = 0 order by l.id limit ?`
/** The same of some leads, and whether they have an appointment. */
export const LEADS_AMONG = `select ${LEAD_CELLS}, exists (select 1 from appointments a where a.lead_id = l.id)
  from json_each(?) j cross join leads l on l.id = j.value where l.is_test = 0`
export const LEADS_WITH_APPOINTMENTS = `select distinct lead_id from appointments where lead_id > ? order by lead_id limit ?`

export type SaleCells = readonly [
  rowid: number,
  leadId: number | null,
  day: string,
  workspaceId: string | null,
  convertedBy: string,
  currency: string,
  cents: number | null,
]
const SALE = `select c.rowid, c.lead_id, c.converted_day, c.workspace_id, c.converted_by, c.currency, c.value_cents from conversions c`
const COUNTS = `c.conversion_type in (${SALE_TYPES.map((type) => `'${type}'`).join(', ')}) and c.voided_at is null`
export const SALES_AFTER = `${SALE} where c.rowid > ? and ${COUNTS} order by c.rowid limit ?`
export const SALES_OF = `${SALE} where c.lead_id = ? and ${COUNTS}`
export const SALES_OF_NONE = `${SALE} where c.lead_id is null and ${COUNTS}`

export function newestChange(db: ReadDb): number {
  return db.sql('select max(id) from lead_changes').value<number | null>() ?? 0
}

const DAY_MS = 86_400_000

/** Days since 1970. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

export function dayText(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10)
}

/** Day and hour of the week of an instant, on a clock so far from UTC. 1970 began on a Thursday. */
export function onTheWall(
  instantMs: number,
  offsetMs: number,
): { readonly day: number; readonly hour: number } {
  const wallMs = instantMs + offsetMs
  const day = Math.floor(wallMs / DAY_MS)
  const weekday = (((day + 3) % 7) + 7) % 7
  return { day, hour: weekday * 24 + Math.floor((wallMs - day * DAY_MS) / 3_600_000) }
}

/** A phone as it is stored, as one number; null where it is none that fits into one. */
export function phoneNumber(phone: string): number | null {
  return /^\+[1-9]\d{4,14}$/.test(phone) ? Number(phone.slice(1)) : null
}

/** The first three digits of a ZIP code. */
export function zipPrefix(zip: string | null): string | null {
  if (zip === null || zip.length < 3) return null
  for (let at = 0; at < 3; at++) {
    const code = zip.charCodeAt(at)
    if (code < 48 || code > 57) return null
  }
  return zip.slice(0, 3)
}
