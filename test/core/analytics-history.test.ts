// Whatever happens to leads, sales, appointments, prices and settings, in any order: after each step every answer, every kept figure, every view and every
// file equals what a plain count over the tables makes of it, and Verify finds no difference.
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Output } from '../../shared/contract/index.ts'
import { DIMENSIONS, METRICS, TREND_STEPS } from '../../shared/domain/metrics.ts'
import { checkScope } from '../support/analytics-check.ts'
import { analyticsModel } from '../support/analytics-model.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { finished } from '../support/finished.ts'
import { rows } from '../support/intake.ts'

const START = Date.parse('2026-03-18T16:20:31.417Z')
const EVER = { from: '2026-01-01', to: '2026-12-31' }
const PLACES = ['north', 'south'] as const

const at = fc
  .integer({ min: 0, max: 75 * 24 * 4 })
  .map((quarter) => new Date(Date.UTC(2026, 0, 5) + quarter * 900_000 + 417).toISOString())
const which = fc.nat({ max: 30 })
const lead = fc.record({
  do: fc.constant('create' as const),
  isHvac: fc.boolean(),
  hasProvider: fc.constantFrom(0, 1, 2),
  phone: fc.constantFrom(
    '(602) 555-0142',
    '(602) 555-0143',
    '(602) 555-0144',
    '(520) 555-0145',
    '(520) 555-0146',
  ),
  zip: fc.constantFrom('85018', '85701-1234', '90210', ''),
  source: fc.constantFrom('Facebook', 'facebook', 'Google Ads', ''),
  campaign: fc.constantFrom('spring', 'summer', ''),
  place: fc.constantFrom(null, ...PLACES),
  at,
})
const step = fc.oneof(
  { weight: 6, arbitrary: lead },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      which,
      to: fc.constantFrom(
        'contacted',
        'qualified',
        'proposal_sent',
        'scheduled',
        'converted',
        'lost',
        'rejected',
        'new',
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('sell' as const),
      which,
      type: fc.constantFrom('sale', 'contract', 'qualified'),
      cents: fc.option(fc.nat(900_000)),
      currency: fc.constantFrom('USD', 'EUR'),
      at: fc.option(at),
      isOfPerson: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('void' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), which, other: which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redo' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('settings' as const),
      timeZone: fc.constantFrom('America/Phoenix', 'Asia/Kolkata', 'America/New_York'),
      currency: fc.constantFrom('USD', 'EUR'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('price' as const),
      provider: fc.constantFrom(0, 1),
      isOfWebhook: fc.boolean(),
      from: at.map((instant) => instant.slice(0, 10)),
      cents: fc.nat(9_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('book' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      which,
      values: fc.constantFrom<Record<string, string | null>>(
        { zip_code: '90001' },
        { source: 'Yelp' },
        { workspace_id: 'south' },
        { workspace_id: null },
        { assigned_to: 'owner' },
        { phone: '(602) 555-0142' },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('quarantine' as const), at, isKnown: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('test' as const), which }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A core on which nothing happens by the clock: it stands still between two steps. */
async function open() {
  let nowMs = START
  const clock = { nowMs: () => nowMs, now: () => new Date(nowMs).toISOString() }
  const core = await openCore({ clock })
  await core.ask('settings.setUp', { agencyName: 'Figures', timeZone: 'America/Phoenix', agentName: 'Owner' })
  const known = await furnish(core)
  for (const id of PLACES) await core.ask('workspaces.create', { id, name: `Client ${id}` } as never)
  return {
    core,
    ...known,
    nowMs: () => nowMs,
    tick: (ms: number) => {
      nowMs += ms
    },
  }
}
type World = Awaited<ReturnType<typeof open>>

async function perform({ core, webhookId, hvacId, everywhere, solarOnly }: World, one: Step): Promise<void> {
  const { api } = core
  const pick = (table: string, at: number) => {
    const all = rows(core, `select * from ${table} order by created_at, id`)
    return all[at % Math.max(1, all.length)]
  }
  const providers = [everywhere.providerId, solarOnly.providerId] as const
  switch (one.do) {
    case 'create': {
      const provider = one.hasProvider === 2 ? undefined : providers[one.hasProvider]
      const reply = await api.call('leads.create', {
        webhookId: one.isHvac ? hvacId : webhookId,
        values: {
          first_name: 'Ana',
          phone: one.phone,
          created_at: one.at,
          ...(one.zip === '' ? {} : { zip_code: one.zip }),
          ...(one.source === '' ? {} : { source: one.source }),
          ...(one.campaign === '' ? {} : { utm_campaign: one.campaign, campaign_id: one.campaign }),
          ...(one.place === null ? {} : { workspace_id: one.place }),
        },
      })
      // No door of the screen names a provider.
      if (reply.ok && provider !== undefined)
        core.writer.run('system', ({ db, touch }) => {
          db.sql('update leads set provider_id = ? where id = ?').run(provider, reply.value.leadId)
          db.sql('update lead_source_providers set total_leads = total_leads + 1 where provider_id = ?').run(
            provider,
          )
          touch('leads', 'providers')
        })
      break
    }
    case 'move': {
      const id = pick('leads', one.which)?.id
      if (id !== undefined) await api.call('leads.setStatus', { id, status: one.to as 'new' })
      break
    }
    case 'sell': {
      const found = pick('leads', one.which)
      if (found === undefined) break
      await api.call('conversions.log', {
        of: one.isOfPerson ? { contactId: found.contact_id } : { leadId: found.id },
        conversionType: one.type as 'sale',
        valueCents: one.cents,
        currency: one.currency,
        ...(one.at === null ? {} : { convertedAt: one.at }),
      })
      break
    }
    case 'void': {
      const id = pick('conversions', one.which)?.id
      if (id !== undefined) await api.call('conversions.void', { id, reason: 'Fell through' })
      break
    }
    case 'merge': {
      const [keep, merge] = [pick('contacts', one.which), pick('contacts', one.other)]
      if (keep !== undefined && keep.id !== merge.id)
        await api.call('contacts.merge', { keepId: keep.id, mergeId: merge.id } as never)
      break
    }
    case 'undo':
      await api.call('history.undo', {})
      break
    case 'redo':
      await api.call('history.redo', {})
      break
    case 'delete': {
      const id = pick('leads', one.which)?.id
      if (id !== undefined) await api.call('leads.delete', { target: { ids: [id] } })
      break
    }
    case 'settings':
      await core.ask('settings.update', { timeZone: one.timeZone, currency: one.currency })
      break
    case 'price':
      core.writer.run('system', ({ db, touch }) => {
        db.sql(
          `insert into provider_prices (provider_id, webhook_id, from_day, price_cents, created_at) values (?, ?, ?, ?, ?)
           on conflict (provider_id, webhook_id, from_day) do update set price_cents = excluded.price_cents`,
        ).run(
          providers[one.provider],
          one.isOfWebhook ? webhookId : '',
          one.from,
          one.cents,
          '2026-03-18T00:00:00.000Z',
        )
        touch('providers')
      })
      break
    case 'book': {
      const id = pick('leads', one.which)?.id
      if (id !== undefined)
        await api.call('appointments.book', {
          leadId: id,
          when: { at: '2026-04-02T17:00:00.000Z' },
          acceptsConflicts: true,
        })
      break
    }
    case 'edit': {
      const id = pick('leads', one.which)?.id
      if (id !== undefined) await api.call('leads.update', { id, values: one.values })
      break
    }
    case 'quarantine':
      core.writer.run('system', ({ db, touch }) => {
        db.sql(
          `insert into deliveries (webhook_id, provider_id, received_at, method, path, headers, body, size, verdict, status_code, body_hash)
           values (?, ?, ?, 'POST', '/', '[]', x'', 0, 'quarantined', 422, x'')`,
        ).run(webhookId, one.isKnown ? everywhere.providerId : null, one.at)
        touch('deliveries')
      })
      break
    case 'test':
      // No door turns a lead into a test lead; whatever does must be followed all the same.
      core.writer.run('system', ({ db, touch }) => {
        const found = pick('leads', one.which)
        if (found === undefined || found.converted_at !== null) return
        if (rows(core, 'select 1 from conversions where lead_id = ?', found.id).length > 0) return
        retire(core, found)
        db.sql('update leads set is_test = 1 where id = ?').run(found.id)
        db.sql(
          `update contacts set (lead_count, last_lead_at) = (select count(*), max(created_at) from leads where contact_id = contacts.id and is_test = 0)
           where id = ?`,
        ).run(found.contact_id)
        db.sql('delete from contact_workspaces where contact_id = ?').run(found.contact_id)
        db.sql(
          `insert into contact_workspaces select workspace_id, contact_id, count(*), max(created_at) from leads
           where contact_id = ? and workspace_id is not null and is_test = 0 group by 1`,
        ).run(found.contact_id)
        touch('leads')
      })
      break
  }
}

/** Takes a lead out of the figures of its day, webhook and provider. */
// biome-ignore lint/suspicious/noExplicitAny: a row as it is.
function retire(core: TestCore, found: any): void {
  if (found.is_test === 1) return
  const { connection, directory } = core.writer
  connection
    .sql('update lead_analytics set total_leads = total_leads - 1 where webhook_id = ? and date = ?')
    .run(found.webhook_id, directory.dayOf(Date.parse(found.created_at)))
  connection
    .sql('update webhook_configs set total_leads = total_leads - 1 where webhook_id = ?')
    .run(found.webhook_id)
  connection
    .sql('update lead_source_providers set total_leads = total_leads - 1 where provider_id = ?')
    .run(found.provider_id)
}

/** What is kept in tables, and what the views say. */
function checkKept(core: TestCore, model: ReturnType<typeof analyticsModel>): void {
  const kept = new Map(
    rows(core, 'select * from lead_analytics').map((row) => [
      `${row.webhook_id} ${row.date}`,
      {
        leads: row.total_leads,
        converted: row.converted_leads,
        ms: row.conversion_ms_sum,
        cents: row.total_revenue_cents,
      },
    ]),
  )
  const nothing = { leads: 0, converted: 0, ms: 0, cents: 0 }
  const counted = model.byDay()
  for (const key of new Set([...kept.keys(), ...counted.keys()]))
    expect(kept.get(key) ?? nothing, key).toEqual(counted.get(key) ?? nothing)
  expect(rows(core, 'select id, total_conversions, total_revenue_cents from workspaces order by id')).toEqual(
    model.ofWorkspaces(),
  )
  const ever = model.figures({ from: '1990-01-01', to: '2100-01-01' })
  const [view] = rows(core, 'select * from conversion_funnel')
  expect(view).toEqual({
    total_leads: ever.leads,
    contacted_leads: ever.contacted,
    qualified_leads: ever.qualified,
    converted_leads: ever.converted,
    conversion_rate: METRICS.conversionRate.of(ever).value,
  })
  const days = rows(
    core,
    'select conversion_date, currency, conversion_count, daily_revenue, avg_value from daily_conversion_metrics',
  )
  expect(days.length).toBe(new Set(model.sales.map((sale) => `${sale.converted_day} ${sale.currency}`)).size)
  for (const row of days) {
    const figures = model.figures({ from: row.conversion_date, to: row.conversion_date })
    const sum = figures.revenue.find(({ currency }) => currency === row.currency)
    expect([row.conversion_count, Math.round(row.daily_revenue * 100)]).toEqual([
      sum?.conversions,
      sum?.revenueCents,
    ])
    const average = METRICS.averageValue.of(figures, row.currency).value
    expect(row.avg_value === null ? null : row.avg_value * 100).toEqual(
      average === null ? null : expect.closeTo(average, 6),
    )
  }
  for (const row of rows(core, 'select * from workspace_conversion_summary')) {
    const figures = model.figures({ from: '1990-01-01', to: '2100-01-01', workspaceId: row.workspace_id })
    const sum = figures.revenue.find(({ currency }) => currency === row.currency)
    expect([row.total_conversions, Math.round(row.total_revenue * 100)]).toEqual([
      sum?.conversions ?? 0,
      sum?.revenueCents ?? 0,
    ])
  }
}

/** A file says what the screen does. */
async function checkFile(world: World, model: ReturnType<typeof analyticsModel>): Promise<void> {
  const { core } = world
  const { file } = (await finished(core, 'exports.analytics', {
    panel: 'breakdown',
    scope: EVER,
    by: 'source',
  })) as { file: string }
  const text = fs.readFileSync(path.join(core.directory, 'exports', file), 'utf8')
  expect(text.startsWith('\ufeff')).toBe(true)
  const data = parse(text, { bom: true, columns: true }) as Record<string, string>[]
  const total = model.figures(EVER)
  const all = data.at(-1) as Record<string, string>
  expect(all.Source).toBe('All')
  expect(all.Leads).toBe(String(total.leads))
  const share = METRICS.conversionRate.of(total).value
  expect(all['Conversion rate']).toBe(share === null ? '' : `${(share * 100).toFixed(1)}%`)
  const revenue = METRICS.revenue.of(total, model.currency).value as number
  expect(all[`Revenue (${model.currency})`]).toBe((revenue / 100).toFixed(2))
  const { values, now } = model.breakdown(EVER, 'source')
  expect(
    data
      .slice(0, -1)
      .map((row) => row['Source: id'])
      .sort(),
  ).toEqual(values.map((value) => value ?? '').sort())
  for (const row of data.slice(0, -1))
    expect(row.Leads).toBe(
      String(now([row['Source: id'] === '' ? null : (row['Source: id'] as string)]).leads),
    )
}

test('whatever happens, every figure is what a count makes of it', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(lead, { minLength: 5, maxLength: 9 }),
      fc.array(fc.tuple(step, fc.constantFrom(...DIMENSIONS), fc.constantFrom(...TREND_STEPS)), {
        minLength: 6,
        maxLength: 14,
      }),
      async (leads, steps) => {
        const world = await open()
        const { core } = world
        // What happens then has somebody to happen to. Asked once, so that all of it is followed.
        await core.ask('analytics.heat', { scope: EVER })
        for (const one of leads) await perform(world, one)
        const compare = { from: '2026-01-01', to: '2026-02-15' }
        for (const [one, by, trend] of steps) {
          await perform(world, one)
          world.tick(61_000)
          const model = analyticsModel((sql) => rows(core, sql), world.nowMs())
          await checkScope(core, model, EVER, { compare, by, step: trend })
          await checkScope(
            core,
            model,
            {
              ...compare,
              workspaceId: 'north',
              where: [{ dimension: by, values: [null, 'Facebook', '850'] }],
            },
            { compare: EVER, by: 'assigned_to', step: trend },
          )
          checkKept(core, model)
        }
        await checkFile(
          world,
          analyticsModel((sql) => rows(core, sql), world.nowMs()),
        )
        const verified = (await finished(core, 'analytics.verify', {})) as Output<'analytics.verify'> & {
          differences: unknown[]
          checked: number
        }
        expect(verified.differences).toEqual([])
        expect(verified.checked).toBeGreaterThan(0)
        expect(core.defects).toEqual([])
        await core.close()
      },
    ),
    { numRuns: 12 },
  )
})

test('Verify finds what is not as it should be', async () => {
  const world = await open()
  const { core, webhookId } = world
  const { leadId, contactId } = await core.ask('leads.create', {
    webhookId,
    values: { phone: '(602) 555-0142', created_at: '2026-03-02T17:00:00.000Z', workspace_id: 'north' },
  })
  await core.ask('conversions.log', { of: { leadId }, conversionType: 'sale', valueCents: 12_345 })
  const spoil = (sql: string) => core.writer.connection.sql(sql).run()
  spoil('update lead_analytics set total_leads = total_leads + 2')
  spoil('update lead_counts set total = 7')
  spoil(`update workspaces set total_revenue_cents = 1 where id = 'north'`)
  spoil('update contacts set lead_count = 3')
  spoil('delete from contact_workspaces')
  spoil(`update conversions set converted_day = '2020-01-01'`)
  spoil('update webhook_configs set total_leads = 9')
  spoil(`update leads set stage_reached = 'new'`)
  const { differences } = (await finished(core, 'analytics.verify', {})) as {
    differences: { what: string; of: string; kept: string; counted: string }[]
  }
  const said = differences
    .map(({ what, of, kept, counted }) => `${what}, ${of}: ${kept}, ${counted}`)
    .join('\n')
  for (const part of [
    `Figures of a day: leads, ${webhookId}, 2026-03-02: 3, 1`,
    'Counts of the list: leads, north, converted, solar: 7, 1',
    'Figures of a workspace: revenue, north: 1, 12345',
    `Leads of a contact, contact ${contactId}: 3 2026-03-02T17:00:00.000Z, 1 2026-03-02T17:00:00.000Z`,
    `Leads of a contact in a workspace, contact ${contactId}, north: nothing, 1 2026-03-02T17:00:00.000Z`,
    'Day of a conversion',
    `Figures of a webhook: leads, ${webhookId}: 9, 1`,
    `Furthest stage, lead ${leadId}: new, converted`,
  ])
    expect(said).toContain(part)
})

test('Verify finds what analytics holds in memory and the tables do not say', async () => {
  const { core, webhookId } = await open()
  const { leadId } = await core.ask('leads.create', {
    webhookId,
    values: { phone: '(602) 555-0142', zip_code: '85018' },
  })
  await core.ask('analytics.heat', { scope: EVER })
  const verify = async () =>
    ((await finished(core, 'analytics.verify', {})) as { differences: { what: string; of: string }[] })
      .differences
  expect(await verify()).toEqual([])
  // Nobody is told of this one.
  core.writer.connection.sql('drop trigger lead_changes_update').run()
  core.writer.connection.sql(`update leads set zip_code = '90001'`).run()
  expect(await verify()).toMatchObject([{ what: 'What analytics holds', of: `lead ${leadId}` }])
})
