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
}

/** Which conversions count, over `conversions c left join leads l`: sales and contracts, voided ones aside, and nothing of a test lead. */
export const COUNTED_SALE = `c.conversion_type in (${SALE_TYPES.map((type) => `'${type}'`).join(', ')}) and c.voided_at is null
  and coalesce(l.is_test, 0) = 0`

/** Stored sums are the agency's currency alone (the one bound): what was sold in another one counts as a sale, and its value is shown apart. */
const SALE = `select c.workspace_id, c.converted_day, case when c.currency = ? then coalesce(c.value_cents, 0) else 0 end as cents, l.webhook_id
  from conversions c left join leads l on l.id = c.lead_id where ${COUNTED_SALE}`

/**
 * Takes leads with their sales out of the figures (-1) or puts them into these (1). Both the leads and their conversions must stand in the database
 * then. What a contact counts is counted anew, once its leads have gone or come: `recountContacts`.
 */
export function countLeads(context: WriteContext, leads: readonly CountedLead[], sign: 1 | -1): void {
  const { db, directory } = context
  const figures = openFigures()
  const { currency } = directory.settings()
  const salesOf = db.sql(`${SALE} and c.lead_id = ?`)
  for (const lead of leads) {
    if (lead.is_test === 0) {
      const createdMs = Date.parse(lead.created_at)
      const day = figures.day(lead.webhook_id, directory.dayOf(createdMs))
      day.leads += sign
      bump(figures.webhooks, lead.webhook_id, sign)
      if (lead.provider_id !== null) bump(figures.providers, lead.provider_id, sign)
      if (lead.converted_at !== null) {
        day.converted += sign
        day.ms += sign * (Date.parse(lead.converted_at) - createdMs)
      }
    }
    for (const sale of salesOf.all<Sale>(currency, lead.id)) figures.sale(sale, sign)
  }
  writeFigures(context, figures)
}

/** The same for conversions that hang on no lead that is counted with them. */
export function countSales(context: WriteContext, conversionIds: readonly string[], sign: 1 | -1): void {
  const figures = openFigures()
  for (const sale of salesBy(context, conversionIds)) figures.sale(sale, sign)
  writeFigures(context, figures)
}

/** Changes conversions by `work`: they leave the figures as they were and come back as they are then. */
export function recountSales<T>(context: WriteContext, conversionIds: readonly string[], work: () => T): T {
  const figures = openFigures()
  for (const sale of salesBy(context, conversionIds)) figures.sale(sale, -1)
  const done = work()
  for (const sale of salesBy(context, conversionIds)) figures.sale(sale, 1)
  writeFigures(context, figures)
  return done
}

function salesBy({ db, directory }: WriteContext, ids: readonly string[]): Sale[] {
  return db
    .sql(`${SALE} and c.id in (select value from json_each(?))`)
    .all<Sale>(directory.settings().currency, JSON.stringify(ids))
}

/** Every sum of money that is stored, anew: another currency of the agency counts other conversions. */
export function recountRevenue({ db, directory, clock }: WriteContext): void {
  const { currency } = directory.settings()
  const now = clock.now()
  const sums = db
    .sql(
      `select webhook_id, converted_day as day, sum(cents) as cents from (${SALE}) where webhook_id is not null
       group by webhook_id, converted_day having sum(cents) > 0`,
    )
    .all<{ webhook_id: string; day: string; cents: number }>(currency)
  db.sql(
    'update lead_analytics set total_revenue_cents = 0, updated_at = ? where total_revenue_cents <> 0',
  ).run(now)
  for (const { webhook_id, day, cents } of sums)
    writeDay({ db, now }, webhook_id, day, { leads: 0, converted: 0, ms: 0, cents })
  db.sql('delete from lead_analytics where total_leads = 0 and total_revenue_cents = 0').run()
  db.sql(
    `update workspaces set (total_conversions, total_revenue_cents) =
       (select count(*), coalesce(sum(cents), 0) from (${SALE}) s where s.workspace_id = workspaces.id)`,
  ).run(currency)
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
    sale: ({ workspace_id, converted_day, cents, webhook_id }: Sale, sign: 1 | -1) => {
      if (webhook_id !== null && cents !== 0) day(webhook_id, converted_day).cents += sign * cents
      if (workspace_id === null) return
      const known = workspaces.get(workspace_id) ?? { sales: 0, cents: 0 }
      workspaces.set(workspace_id, { sales: known.sales + sign, cents: known.cents + sign * cents })
    },
  }
}

function writeFigures(
  { db, clock }: WriteContext,
  { days, webhooks, providers, workspaces }: ReturnType<typeof openFigures>,
): void {
  const now = clock.now()
  for (const [key, figures] of days) {
    const [webhookId = '', date = ''] = key.split(' ')
    writeDay({ db, now }, webhookId, date, figures)
  }
  for (const [id, count] of webhooks)
    db.sql('update webhook_configs set total_leads = max(0, total_leads + ?) where webhook_id = ?').run(
      count,
      id,
    )
  for (const [id, count] of providers) {
    db.sql(
      'update lead_source_providers set total_leads = max(0, total_leads + ?) where provider_id = ?',
    ).run(count, id)
  }
  for (const [id, { sales, cents }] of workspaces) {
    if (sales === 0 && cents === 0) continue
    db.sql(
      'update workspaces set total_conversions = total_conversions + ?, total_revenue_cents = total_revenue_cents + ? where id = ?',
    ).run(sales, cents, id)
  }
}

/** What is added to the figures of a day; a day that has none left has no row. */
function writeDay(
  { db, now }: { readonly db: WriteDb; readonly now: string },
  webhookId: string,
  date: string,
  { leads, converted, ms, cents }: DayFigures,
): void {
  const sums = [converted, leads, ms, cents]
  if (sums.every((sum) => sum === 0)) return
  const { changes } = db
    .sql(
      `update lead_analytics set converted_leads = converted_leads + ?, total_leads = total_leads + ?, conversion_ms_sum = conversion_ms_sum + ?,
         total_revenue_cents = total_revenue_cents + ?, updated_at = ? where webhook_id = ? and date = ?`,
    )
    .run(...sums, now, webhookId, date)
  if (changes === 0) {
    if (leads > 0 || cents > 0)
      db.sql(
        `insert into lead_analytics (converted_leads, total_leads, conversion_ms_sum, total_revenue_cents, webhook_id, date, created_at, updated_at)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(...sums, webhookId, date, now, now)
    return
  }
  if (leads < 0 || cents < 0)
    db.sql(
      'delete from lead_analytics where webhook_id = ? and date = ? and total_leads = 0 and total_revenue_cents = 0',
    ).run(webhookId, date)
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

function bump(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by)
}
