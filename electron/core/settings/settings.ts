// Settings, the first run, and who sits at the laptop.

import { AppError } from '../../../shared/contract/reply.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import { slug } from '../../../shared/domain/ids.ts'
import type { ReadContext, WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { recountRevenue } from '../records/lead-figures.ts'
import { readSettings, type StoredSettings, writeSettings } from '../stored-settings.ts'

export const settingsQueries: QueriesOf<'settings'> = {
  'settings.get': (context) => show(context),
}

export const settingsCommands: CommandsOf<'settings'> = {
  'settings.setUp': (context, { agencyName, timeZone, agentName }) => {
    change(context, { agencyName, timeZone, isSetUp: true })
    if (agentName !== '') nameAgent(context, agentName)
    return show(context)
  },
  'settings.update': (context, { agentName, ...values }) => {
    change(context, values)
    if (agentName !== undefined) nameAgent(context, agentName)
    return show(context)
  },
}

function show({ db, secretProtection }: Pick<ReadContext, 'db' | 'secretProtection'>): Settings {
  const { currentAgent, ...stored } = readSettings(db)
  const name = db.sql('select name from agents where slug = ?').value<string>(currentAgent)
  return { ...stored, agent: { slug: currentAgent, name: name ?? 'Owner' }, secretProtection }
}

function change(context: WriteContext, values: Partial<StoredSettings>): void {
  const before = readSettings(context.db)
  writeSettings(context.db, values)
  context.touch('settings')
  // Which leads may be called is worked out when a list is asked for, so the lists are to be asked again.
  if (values.callingHours !== undefined) context.touch('leads')
  const hasMoved = values.timeZone !== undefined && values.timeZone !== before.timeZone
  const hasOtherCurrency = values.currency !== undefined && values.currency !== before.currency
  if (!hasMoved && !hasOtherCurrency) return
  context.directory.forget(['settings'])
  if (hasMoved) moveDays(context)
  recountRevenue(context)
  context.touch('leads', 'conversions', 'workspaces')
}

/** Days are days of the agency's zone: another zone counts everything under other days, in the same transaction; money is counted after. */
function moveDays(context: WriteContext): void {
  const { db, directory } = context
  const now = context.clock.now()
  const days = new Map<
    string,
    { webhookId: string; day: string; leads: number; converted: number; ms: number }
  >()
  const dayRow = (webhookId: string, day: string) => {
    const key = `${webhookId}\n${day}`
    let row = days.get(key)
    if (row === undefined) {
      row = { webhookId, day, leads: 0, converted: 0, ms: 0 }
      days.set(key, row)
    }
    return row
  }
  for (const lead of db
    .sql('select webhook_id, created_at, converted_at from leads where is_test = 0')
    .iterate()) {
    const createdMs = Date.parse(lead.created_at)
    const row = dayRow(lead.webhook_id, directory.dayOf(createdMs))
    row.leads++
    if (lead.converted_at !== null) {
      row.converted++
      row.ms += Date.parse(lead.converted_at) - createdMs
    }
  }
  const sold = db
    .sql('select id, converted_at, converted_day from conversions')
    .arrays<[string, string, string]>()
  for (const [id, convertedAt, before] of sold) {
    const day = directory.dayOf(Date.parse(convertedAt))
    if (day !== before) db.sql('update conversions set converted_day = ? where id = ?').run(day, id)
  }
  db.sql('delete from lead_analytics').run()
  for (const row of days.values()) {
    db.sql(
      `insert into lead_analytics (webhook_id, date, total_leads, converted_leads, conversion_ms_sum, created_at, updated_at)
       values (?, ?, ?, ?, ?, ?, ?)`,
    ).run(row.webhookId, row.day, row.leads, row.converted, row.ms, now, now)
  }
}

/** The name of the agent at the laptop; the slug of its history stays. */
function nameAgent(context: WriteContext, name: string): void {
  const current = readSettings(context.db).currentAgent
  const isKnown = context.db.sql('select 1 from agents where slug = ?').value(current) !== undefined
  if (isKnown) context.db.sql('update agents set name = ? where slug = ?').run(name, current)
  else {
    const made = slug(name, '-') || 'owner'
    if (['system'].includes(made))
      throw new AppError('invalid', 'Choose another name; this one is used by the application itself.')
    context.db
      .sql(
        'insert into agents (slug, name, created_at) values (?, ?, ?) on conflict (slug) do update set name = excluded.name',
      )
      .run(made, name, context.clock.now())
    writeSettings(context.db, { currentAgent: made })
  }
  context.touch('agents', 'settings')
}
