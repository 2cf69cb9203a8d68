// Every figure that a lead is part of: the day's of its webhook, the webhook's, the provider's, the workspaces' sales, its contact's. Leads leave them
// and come back to them here and nowhere else, many in one go, so that no figure is written twice.
import { SALE_TYPES } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'

export type CountedLead = {
  readonly id: number
  readonly webhook_id: string
  readonly provider_id: string | null
  readonly contact_id: number | null
  readonly workspace_id: string | null
  readonly created_at: string
  readonly converted_at: string | null
  readonly is_test: 0 | 1
}
export const COUNTED_LEAD = `l.id, l.webhook_id, l.provider_id, l.contact_id, l.workspace_id, l.created_at, l.converted_at, l.is_test`

type DayFigures = { leads: number; converted: number; ms: number; cents: number }
type Sale = {
  readonly workspace_id: string | null
  readonly converted_day: string
  readonly cents: number
  readonly webhook_id: string | null
  readonly is_test: 0 | 1 | null
}

const SALE = `select c.workspace_id, c.converted_day, coalesce(c.value_cents, 0) as cents, l.webhook_id, l.is_test
  from conversions c left join leads l on l.id = c.lead_id
  where c.conversion_type in (${SALE_TYPES.map((type) => `'${type}'`).join(', ')}) and c.voided_at is null`

/**
 * Takes leads with their sales out of the figures (-1) or puts them into these (1). Both the leads and their conversions must stand in the database
 * then. What a contact counts is counted anew, once its leads have gone or come: `recountContacts`.
 */
export function countLeads(context: WriteContext, leads: readonly CountedLead[], sign: 1 | -1): void {
  const { db, directory } = context
  const figures = openFigures()
  const salesOf = db.sql(`${SALE} and c.lead_id = ?`)
  for (const lead of leads) {
    if (lead.is_test === 0) {
      const createdMs = Date.parse(lead.created_at)
      const day = figures.day(lead.webhook_id, directory.dayOf(createdMs))
      day.leads++
      bump(figures.webhooks, lead.webhook_id)
      if (lead.provider_id !== null) bump(figures.providers, lead.provider_id)
      if (lead.converted_at !== null) {
        day.converted++
        day.ms += Date.parse(lead.converted_at) - createdMs
      }
    }
    for (const sale of salesOf.all<Sale>(lead.id)) figures.sale(sale)
  }
  writeFigures(context, figures, sign)
}

/** The same for conversions that hang on no lead that is counted with them. */
export function countSales(context: WriteContext, conversionIds: readonly string[], sign: 1 | -1): void {
  const figures = openFigures()
  const sales = context.db.sql(`${SALE} and c.id in (select value from json_each(?))`)
  for (const sale of sales.all<Sale>(JSON.stringify(conversionIds))) figures.sale(sale)
  writeFigures(context, figures, sign)
}

function openFigures() {
  const days = new Map<string, DayFigures>()
  const workspaces = new Map<string, { sales: number; cents: number }>()
  const day = (webhookId: string, date: string): DayFigures => {
    const key = `${webhookId} ${date}`
    let figures = days.get(key)
    if (figures === undefined) {
      figures = { leads: 0, converted: 0, ms: 0, cents: 0 }
      days.set(key, figures)
    }
    return figures
  }
  return {
    days,
    workspaces,
    webhooks: new Map<string, number>(),
    providers: new Map<string, number>(),
    day,
    sale: ({ workspace_id, converted_day, cents, webhook_id, is_test }: Sale) => {
      if (webhook_id !== null && is_test === 0) day(webhook_id, converted_day).cents += cents
      if (workspace_id === null) return
      const known = workspaces.get(workspace_id) ?? { sales: 0, cents: 0 }
      workspaces.set(workspace_id, { sales: known.sales + 1, cents: known.cents + cents })
    },
  }
}

function writeFigures(
  { db, clock }: WriteContext,
  { days, webhooks, providers, workspaces }: ReturnType<typeof openFigures>,
  sign: 1 | -1,
): void {
  const now = clock.now()
  for (const [key, { leads, converted, ms, cents }] of days) {
    const [webhookId, date] = key.split(' ')
    const sums = [sign * converted, sign * leads, sign * ms, sign * cents]
    const { changes } = db
      .sql(
        `update lead_analytics set converted_leads = converted_leads + ?, total_leads = total_leads + ?, conversion_ms_sum = conversion_ms_sum + ?,
           total_revenue_cents = total_revenue_cents + ?, updated_at = ? where webhook_id = ? and date = ?`,
      )
      .run(...sums, now, webhookId, date)
    if (changes === 0 && sign === 1) {
      db.sql(
        `insert into lead_analytics (converted_leads, total_leads, conversion_ms_sum, total_revenue_cents, webhook_id, date, created_at, updated_at)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(...sums, webhookId, date, now, now)
    }
    if (sign === -1) {
      db.sql(
        'delete from lead_analytics where webhook_id = ? and date = ? and total_leads = 0 and total_revenue_cents = 0',
      ).run(webhookId, date)
    }
  }
  for (const [id, count] of webhooks)
    db.sql('update webhook_configs set total_leads = max(0, total_leads + ?) where webhook_id = ?').run(
      sign * count,
      id,
    )
  for (const [id, count] of providers) {
    db.sql(
      'update lead_source_providers set total_leads = max(0, total_leads + ?) where provider_id = ?',
    ).run(sign * count, id)
  }
  for (const [id, { sales, cents }] of workspaces) {
    db.sql(
      'update workspaces set total_conversions = total_conversions + ?, total_revenue_cents = total_revenue_cents + ? where id = ?',
    ).run(sign * sales, sign * cents, id)
  }
}

/** What contacts count, and the workspaces that see them, from the leads that are theirs now. */
export function recountContacts(db: WriteDb, contactIds: Iterable<number | null>): void {
  const ids = JSON.stringify([...new Set(contactIds)].filter((id) => id !== null))
  const these = '(select value from json_each(?))'
  db.sql(
    `update contacts set (lead_count, last_lead_at) =
       (select count(*), max(created_at) from leads where contact_id = contacts.id and is_test = 0) where id in ${these}`,
  ).run(ids)
  db.sql(
    `delete from contact_workspaces where contact_id in ${these} and not exists
       (select 1 from leads l where l.contact_id = contact_workspaces.contact_id and l.workspace_id = contact_workspaces.workspace_id and l.is_test = 0)`,
  ).run(ids)
  db.sql(
    `insert into contact_workspaces (workspace_id, contact_id, lead_count, last_lead_at)
     select workspace_id, contact_id, count(*), max(created_at) from leads
     where contact_id in ${these} and workspace_id is not null and is_test = 0 group by contact_id, workspace_id
     on conflict do update set lead_count = excluded.lead_count, last_lead_at = excluded.last_lead_at`,
  ).run(ids)
}

function bump(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}
