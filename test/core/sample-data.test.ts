// Sample data: the same for the same seed, every counter equal to a naive recount, and gone without a trace when it is taken away.
import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Task } from '../../electron/core/context.ts'
import { type DataFolder, openDataFolder } from '../../electron/core/db/folder.ts'
import { acceptDelivery } from '../../electron/core/intake/accept.ts'
import { createTally } from '../../electron/core/records/tally.ts'
import {
  sampleDataQueries,
  sampleDataTasks,
  takeBackUnfinished,
} from '../../electron/core/sample-data/sample-data.ts'
import { writeSettings } from '../../electron/core/stored-settings.ts'
import { drive, taskContext } from '../../electron/core/tasks/run-task.ts'
import { openVault } from '../../electron/core/vault.ts'
import { createWriter } from '../../electron/core/writer.ts'
import { ARRIVALS } from '../../shared/domain/pipeline.ts'
import { STAGES } from '../../shared/domain/vocabulary.ts'

const NOW = '2026-03-18T16:20:31.417Z'
const ZONE = 'America/New_York'
const migrations = path.resolve(import.meta.dirname, '../../drizzle')
const opened: DataFolder[] = []

afterEach(() => {
  for (const folder of opened.splice(0)) {
    folder.close()
    fs.rmSync(folder.directory, { recursive: true, force: true })
  }
})

function openSample(now = NOW) {
  const folder = openDataFolder(fs.mkdtempSync(path.join(os.tmpdir(), 'convio-sample-')), migrations)
  opened.push(folder)
  const vault = openVault(new Uint8Array(32), 'file')
  const logDefect = (error: unknown) => {
    throw error
  }
  const clock = { nowMs: () => Date.parse(now), now: () => now }
  const { connection } = folder
  // Durability is another test's: here the disk need not be waited for.
  connection.raw.pragma('synchronous = OFF')
  const writer = createWriter({
    connection,
    vault,
    logDefect,
    checksOutputs: true,
    clock,
    announce: () => {},
  })
  writer.run('system', (context) => {
    writeSettings(context.db, { timeZone: ZONE, isSetUp: true })
    context.touch('settings')
  })
  const context = taskContext({ writer, vault, actor: 'system', secretProtection: 'file' })
  const rows = <T = Row>(sql: string, ...values: unknown[]) => connection.sql(sql).all<T>(...values)
  const run = async (task: Task<unknown>, isCancelled = () => false) => {
    const seen: { done: number; total: number | null; unit: string }[] = []
    const end = await drive(task, {
      isCancelled,
      logDefect,
      report: (progress) => void seen.push({ ...progress }),
    })
    return { end, seen }
  }
  return {
    writer,
    context,
    rows,
    one: (sql: string, ...values: unknown[]) => connection.sql(sql).value(...values),
    run,
    create: async (leads: number, seed = 1) => {
      const { end } = await run(sampleDataTasks['sampleData.create'](context, { leads, seed }))
      if (end.status !== 'done') throw new Error(JSON.stringify(end))
      return end.result as { contacts: number; leads: number }
    },
    remove: async () => {
      const { end } = await run(sampleDataTasks['sampleData.remove'](context, {}))
      if (end.status !== 'done') throw new Error(JSON.stringify(end))
      return end.result as { contacts: number; leads: number }
    },
    status: () => sampleDataQueries['sampleData.status'](context, {}),
    /** A real delivery, as a vendor sends one. */
    receive: (webhookId: string, providerId: string, phone: string) =>
      writer.run(`webhook:${webhookId}`, (writing) => {
        const webhook = writing.directory.webhook(webhookId)
        if (webhook === undefined) throw new Error(`no ${webhookId}`)
        const tally = createTally()
        const id = (connection.sql('select max(id) from deliveries').value<number>() ?? 0) + 1
        const body = Buffer.from(
          JSON.stringify({ first_name: 'Real', last_name: 'Person', phone, zip: '92103' }),
        )
        const answer = acceptDelivery(
          writing,
          tally,
          {
            webhook,
            method: 'POST',
            path: `/webhook/${webhookId}`,
            query: '',
            contentType: 'application/json',
            headers: [['lead_source_provider_id', providerId]],
            body,
            remoteAddress: '127.0.0.1',
            receivedMs: Date.parse(now),
          },
          id,
        )
        tally.write(writing.db, now)
        expect(answer.status).toBe(201)
        return JSON.parse(answer.body) as { lead_id: number; contact_id: number; contact_status: string }
      }),
    dump: (without: readonly string[] = []) =>
      Object.fromEntries(
        rows<{ name: string }>(
          `select name from sqlite_schema where type = 'table' and name not like '%\\_search%' escape '\\'
             and name not like 'sqlite\\_%' escape '\\' and name <> 'lead_changes' order by name`,
        )
          .filter(({ name }) => !without.includes(name))
          .map(({ name }) => [name, rows(`select * from "${name}" order by rowid`)]),
      ),
  }
}
type Sample = ReturnType<typeof openSample>
// biome-ignore lint/suspicious/noExplicitAny: rows of many tables, compared with each other.
type Row = any

/** Tables whose primary key is text have no order of their own worth comparing, and this one has no rowid alias at all. */
const sorted = (list: Row[]) => list.map((row) => JSON.stringify(row)).sort()

const dayFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const dayIn = (instant: string) => dayFormat.format(new Date(instant))
const group = <T>(list: readonly T[], key: (row: T) => string | null) => {
  const groups = new Map<string, T[]>()
  for (const row of list) {
    const name = key(row)
    if (name === null) continue
    const there = groups.get(name)
    if (there === undefined) groups.set(name, [row])
    else there.push(row)
  }
  return groups
}
const last = (list: readonly (string | null)[]) =>
  list.reduce((max, one) => (one !== null && (max === null || one > max) ? one : max), null)

/** Every counter and sum of the database, counted again from the rows in the plainest way. */
function expectExact({ rows, one }: Sample) {
  const leads = rows('select * from leads where is_test = 0')
  const sales = rows(
    `select c.*, l.webhook_id from conversions c join leads l on l.id = c.lead_id
     where c.conversion_type in ('sale', 'contract') and c.voided_at is null`,
  )

  const days = new Map<string, Row>()
  const dayOf = (webhookId: string, date: string) => {
    const key = `${webhookId} ${date}`
    if (!days.has(key)) days.set(key, { key, leads: 0, converted: 0, ms: 0, cents: 0 })
    return days.get(key)
  }
  for (const lead of leads) {
    const day = dayOf(lead.webhook_id, dayIn(lead.created_at))
    day.leads++
    if (lead.converted_at !== null) {
      day.converted++
      day.ms += Date.parse(lead.converted_at) - Date.parse(lead.created_at)
    }
  }
  for (const sale of sales) dayOf(sale.webhook_id, dayIn(sale.converted_at)).cents += sale.value_cents
  const kept = rows(
    `select webhook_id || ' ' || date as key, total_leads as leads, converted_leads as converted, conversion_ms_sum as ms,
       total_revenue_cents as cents from lead_analytics`,
  )
  expect(sorted(kept)).toEqual(sorted([...days.values()]))
  for (const conversion of rows('select converted_at, converted_day from conversions')) {
    expect(conversion.converted_day).toBe(dayIn(conversion.converted_at))
  }

  const byWebhook = group(leads, (lead) => lead.webhook_id)
  for (const webhook of rows('select * from webhook_configs')) {
    const own = byWebhook.get(webhook.webhook_id) ?? []
    expect(webhook.total_leads).toBe(own.length)
    expect(webhook.last_lead_at).toBe(last(own.map((lead) => lead.created_at)))
  }
  const byProvider = group(leads, (lead) => lead.provider_id)
  const usage = group(rows('select * from provider_usage_log'), (row) => row.provider_id)
  const notLeads = rows('select * from deliveries where lead_id is null and provider_id is not null')
  for (const provider of rows('select * from lead_source_providers')) {
    const own = byProvider.get(provider.provider_id) ?? []
    expect(provider.total_leads).toBe(own.length)
    const requests = [
      ...own.map((lead) => `${lead.webhook_id} ${dayIn(lead.created_at)}`),
      ...notLeads
        .filter((row) => row.provider_id === provider.provider_id)
        .map((row) => `${row.webhook_id} ${dayIn(row.received_at)}`),
    ]
    const counted = [...group(requests, (key) => key)].map(([key, list]) => `${key} ${list.length}`)
    const logged = usage.get(provider.provider_id) ?? []
    expect(logged.map((row) => `${row.webhook_id} ${row.date} ${row.request_count}`).sort()).toEqual(
      counted.sort(),
    )
  }
  const tracked = group(rows('select * from workspace_tracking'), (row) => row.workspace_id)
  for (const workspace of rows('select * from workspaces')) {
    const own = sales.filter((sale) => sale.workspace_id === workspace.id)
    expect(workspace.total_conversions).toBe(own.length)
    expect(workspace.total_revenue_cents).toBe(own.reduce((sum, sale) => sum + sale.value_cents, 0))
    const activity = last((tracked.get(workspace.id) ?? []).map((row) => row.timestamp))
    // What is received counts from the lead's own time, its history from when it was written: milliseconds apart.
    expect(Date.parse(activity ?? NOW) - Date.parse(workspace.last_activity_at ?? NOW)).toBeLessThan(1_000)
  }

  const byContact = group(leads, (lead) => String(lead.contact_id))
  for (const contact of rows('select * from contacts')) {
    const own = byContact.get(String(contact.id)) ?? []
    expect(contact.lead_count).toBe(own.length)
    expect(contact.last_lead_at).toBe(last(own.map((lead) => lead.created_at)))
  }
  const seen = [
    ...group(leads, (lead) => lead.workspace_id && `${lead.workspace_id} ${lead.contact_id}`),
  ].map(([key, list]) => `${key} ${list.length} ${last(list.map((lead) => lead.created_at))}`)
  const keptSeen = rows('select * from contact_workspaces').map(
    (row) => `${row.workspace_id} ${row.contact_id} ${row.lead_count} ${row.last_lead_at}`,
  )
  expect(keptSeen.sort()).toEqual(seen.sort())
  const counts = [
    ...group(leads, (lead) => `${lead.workspace_id ?? ''} ${lead.status} ${lead.lead_type}`),
  ].map(([key, list]) => `${key} ${list.length}`)
  const keptCounts = rows('select * from lead_counts where total > 0').map(
    (row) => `${row.workspace_id} ${row.status} ${row.lead_type} ${row.total}`,
  )
  expect(keptCounts.sort()).toEqual(counts.sort())
  const verdicts = rows(
    `select webhook_id || ' ' || verdict as key, count(*) as total from deliveries group by 1 order by 1`,
  )
  expect(
    rows(`select webhook_id || ' ' || verdict as key, total from delivery_counts where total > 0 order by 1`),
  ).toEqual(verdicts)
  expect(one('select count(*) from contact_search')).toBe(one('select count(*) from contacts'))
  expect(one('pragma integrity_check')).toBe('ok')
  expect(rows('pragma foreign_key_check')).toEqual([])
}

describe('sample data', () => {
  it('is the same for the same seed, and other for another', async () => {
    const [first, again, other, later] = [
      openSample(),
      openSample(),
      openSample(),
      openSample('2026-03-18T22:05:00.000Z'),
    ]
    await first.create(300, 7)
    await again.create(300, 7)
    await other.create(300, 8)
    await later.create(300, 7)
    const [mine, its] = [first.dump(), again.dump()]
    for (const table of Object.keys(mine)) {
      expect(sorted(its[table] ?? []), table).toEqual(sorted(mine[table] ?? []))
    }
    const names = ({ rows }: Sample) =>
      rows('select first_name, last_name, email from contacts order by sequence')
    expect(names(other)).not.toEqual(names(first))
    // Later on the same day, only the last hours are others.
    const past = ({ rows }: Sample) =>
      rows(`select * from leads where created_at < '2026-03-17T16:00:00.000Z' order by id`)
    expect(past(first).length).toBeGreaterThan(250)
    expect(past(later)).toEqual(past(first))
  })

  it('counts everything exactly', async () => {
    const sample = openSample()
    const made = await sample.create(2_000)
    const { one, rows } = sample
    expect(made.leads).toBe(2_000)
    expect(sample.status()).toEqual(made)
    expect(one('select count(*) from leads')).toBe(2_000)
    expect(one('select count(*) from contacts')).toBe(made.contacts)
    expect(made.contacts / made.leads).toBeGreaterThan(0.65)
    expect(made.contacts / made.leads).toBeLessThan(0.78)
    expectExact(sample)
    // The seed's own readings agree with the counters.
    const funnel = rows('select * from conversion_funnel')[0]
    expect(funnel.total_leads).toBe(2_000)
    expect(funnel.converted_leads).toBe(one('select sum(converted_leads) from lead_analytics'))
    expect(one('select sum(value_cents) from conversions where voided_at is null')).toBe(
      one('select sum(total_revenue_cents) from lead_analytics'),
    )
  })

  it('has what every screen shows', async () => {
    const { create, rows, one } = openSample()
    await create(1_500)
    expect(
      rows('select webhook_id, lead_type, rate_limit, rate_window from webhook_configs order by id'),
    ).toEqual([
      { webhook_id: 'ws_cal_solar_001', lead_type: 'solar', rate_limit: 1000, rate_window: 60 },
      { webhook_id: 'ws_tx_hvac_002', lead_type: 'hvac', rate_limit: 1000, rate_window: 60 },
      { webhook_id: 'ws_fl_ins_003', lead_type: 'insurance', rate_limit: 1000, rate_window: 60 },
    ])
    expect(
      rows('select provider_id, allowed_webhooks, is_active, api_key from lead_source_providers order by id'),
    ).toEqual([
      { provider_id: 'click_ventures_0001', allowed_webhooks: null, is_active: 1, api_key: null },
      {
        provider_id: 'lead_gen_pro_0002',
        allowed_webhooks: '["ws_cal_solar_001"]',
        is_active: 1,
        api_key: null,
      },
    ])
    expect(one('select count(*) from workspaces where api_key is null')).toBe(3)
    expect(one('select count(distinct status) from leads')).toBe(9)
    expect(one(`select count(*) from leads where routing_method = 'unrouted'`)).toBeGreaterThan(30)
    const hourAgo = new Date(Date.parse(NOW) - 3_600_000).toISOString()
    expect(one('select count(*) from leads where created_at > ?', hourAgo)).toBeGreaterThanOrEqual(6)
    expect(one('select max(created_at) from leads') < NOW).toBe(true)
    expect(one('select max(created_at) from lead_events') < NOW).toBe(true)
    expect(one('select count(*) from appointments where scheduled_at > ?', NOW)).toBeGreaterThan(8)
    expect(rows(`select distinct verdict from deliveries order by 1`).map(({ verdict }) => verdict)).toEqual([
      'accepted',
      'held',
      'quarantined',
      'refused',
    ])
    expect(one('select count(distinct sender) from deliveries')).toBeGreaterThanOrEqual(5)
    expect(
      one(`select count(*) from leads l join deliveries d on d.id = l.delivery_id where d.lead_id = l.id`),
    ).toBe(one(`select count(*) from deliveries where verdict = 'accepted'`))
    // People who are known to two webhooks, and people who came back.
    expect(
      one('select count(*) from (select 1 from contacts group by phone having count(*) > 1)'),
    ).toBeGreaterThan(3)
    expect(one('select max(lead_count) from contacts')).toBeGreaterThan(2)
  })

  it('tells histories that fit their leads', async () => {
    const { create, rows } = openSample()
    await create(1_000)
    const events = group(rows('select * from lead_events order by id'), (event) => String(event.lead_id))
    for (const lead of rows('select * from leads')) {
      const own = events.get(String(lead.id)) ?? []
      expect(own[0].event_type).toBe('created')
      expect(own.map((event) => event.created_at)).toEqual(own.map((event) => event.created_at).sort())
      let status = 'new'
      for (const event of own.filter(({ event_type }) => event_type === 'status_changed')) {
        const { from, to } = JSON.parse(event.event_data)
        expect(from).toBe(status)
        status = to
      }
      expect(lead.status).toBe(status)
      expect(lead.contacted_at !== null).toBe(!['new'].includes(lead.stage_reached))
      const furthest = STAGES.indexOf(lead.stage_reached)
      for (const [stage, column] of Object.entries(ARRIVALS)) {
        const isReached = furthest >= STAGES.indexOf(stage as keyof typeof ARRIVALS)
        expect(lead[column] !== null, `${column} of a lead that reached ${lead.stage_reached}`).toBe(
          isReached,
        )
      }
    }
    const tracking = rows('select timestamp from workspace_tracking order by id').map(
      ({ timestamp }) => timestamp,
    )
    const early = tracking.slice(0, -60)
    expect(early).toEqual([...early].sort())
  })

  it('books nobody twice', async () => {
    const { create, rows } = openSample()
    await create(1_200)
    await create(600)
    const booked = group(rows('select * from appointments order by scheduled_at'), (row) => row.assigned_to)
    for (const list of booked.values()) {
      for (const [index, next] of list.slice(1).entries()) {
        const before = list[index]
        if (['cancelled', 'no_show'].includes(before.status)) continue
        expect(Date.parse(next.scheduled_at)).toBeGreaterThanOrEqual(
          Date.parse(before.scheduled_at) + before.duration_minutes * 60_000,
        )
      }
    }
  })

  it('invents telephones and addresses that reach nobody', async () => {
    const { create, rows } = openSample()
    await create(800)
    for (const table of ['contacts', 'leads']) {
      for (const { phone, email } of rows(`select phone, email from ${table}`)) {
        expect(phone).toMatch(/^\+1[2-9]\d\d55501\d\d$/)
        if (email !== null) expect(email).toMatch(/^[a-z0-9._]+@([a-z]+\.)?example\.com$/)
      }
    }
    for (const { body } of rows('select cast(body as text) as body from deliveries')) {
      for (const [, domain] of body.matchAll(/(?:@|%40)([a-z0-9.-]+)/gi))
        expect(domain).toMatch(/example\.com$/)
    }
  })

  it.each([1, 5, 40])('makes exactly %i leads', async (leads) => {
    const sample = openSample()
    expect((await sample.create(leads)).leads).toBe(leads)
    expectExact(sample)
  })

  it('uses what is there, and a second batch brings other people', async () => {
    const sample = openSample()
    const { create, rows, one, writer } = sample
    writer.run('system', ({ db, touch }) => {
      db.sql(
        `insert into webhook_configs (webhook_id, name, lead_type, rate_limit, created_at, updated_at) values ('ws_tx_hvac_002', 'My own', 'hvac', 7, ?, ?)`,
      ).run(NOW, NOW)
      touch('webhooks')
    })
    await create(600)
    await create(600)
    expect(
      rows(`select name, rate_limit, batch_id from webhook_configs where webhook_id = 'ws_tx_hvac_002'`),
    ).toEqual([{ name: 'My own', rate_limit: 7, batch_id: null }])
    expect(one('select count(*) from leads')).toBe(1_200)
    expect(one('select count(*) from appointment_routing_rules')).toBe(4)
    expect(one('select count(*) from workspaces')).toBe(3)
    const people = (batch: string) =>
      rows('select first_name, last_name, email from contacts where batch_id = ?', batch).map((row) =>
        JSON.stringify(row),
      )
    const both = new Set(people('sample-1'))
    expect(people('sample-2').filter((person) => both.has(person)).length).toBeLessThan(5)
    expectExact(sample)
    expect((await sample.remove()).leads).toBe(1_200)
    expect(rows('select webhook_id, total_leads, last_lead_at from webhook_configs')).toEqual([
      { webhook_id: 'ws_tx_hvac_002', total_leads: 0, last_lead_at: null },
    ])
    expectExact(sample)
  })
})

describe('taking sample data away', () => {
  const KEPT = ['settings', 'sequences', '__drizzle_migrations']

  it('leaves an empty database', async () => {
    const sample = openSample()
    const empty = sample.dump(KEPT)
    const made = await sample.create(900)
    expect(await sample.remove()).toEqual(made)
    expect(sample.dump(KEPT)).toEqual(empty)
    expect(sample.status()).toEqual({ contacts: 0, leads: 0 })
    expectExact(sample)
    // And ids are never given twice.
    const before = sample.one(`select value from sequences where name = 'leads'`)
    await sample.create(10)
    expect(sample.one(`select value from sequences where name = 'leads'`)).toBe(before + 10)
  })

  it('keeps what is real, and what that hangs on', async () => {
    const sample = openSample()
    const { rows, one } = sample
    await sample.create(700)
    const phone = one(
      `select phone from contacts where webhook_id = 'ws_cal_solar_001' order by lead_count desc limit 1`,
    )
    const known = sample.receive('ws_cal_solar_001', 'lead_gen_pro_0002', phone)
    const fresh = sample.receive('ws_cal_solar_001', 'lead_gen_pro_0002', '(619) 555-0199')
    expect(known.contact_status).toBe('existing')
    const lead = rows('select * from leads where id = ?', known.lead_id)[0]
    expect(lead.workspace_id).toBe('solar-west')
    expectExact(sample)
    await sample.remove()
    expect(rows('select * from leads where id = ?', known.lead_id)).toEqual([lead])
    expect(rows('select id from leads order by id').map(({ id }) => id)).toEqual(
      [known.lead_id, fresh.lead_id].sort(),
    )
    expect(rows('select id, lead_count, batch_id from contacts order by id')).toEqual(
      [known.contact_id, fresh.contact_id].sort().map((id) => ({ id, lead_count: 1, batch_id: null })),
    )
    expect(rows('select webhook_id, total_leads, batch_id from webhook_configs')).toEqual([
      { webhook_id: 'ws_cal_solar_001', total_leads: 2, batch_id: null },
    ])
    expect(rows('select provider_id, total_leads, batch_id from lead_source_providers')).toEqual([
      { provider_id: 'lead_gen_pro_0002', total_leads: 2, batch_id: null },
    ])
    expect(rows('select id, batch_id from workspaces')).toEqual([{ id: 'solar-west', batch_id: null }])
    expect(rows('select workspace_id, notes from appointment_routing_rules')).toEqual([
      { workspace_id: 'solar-west', notes: 'California' },
    ])
    expect(one('select count(*) from deliveries')).toBe(2)
    expect(one('select count(*) from agents')).toBe(0)
    expect(one('select count(*) from batches')).toBe(0)
    expectExact(sample)
  })

  it('survives another time zone in between', async () => {
    const sample = openSample()
    const empty = sample.dump(KEPT)
    await sample.create(400)
    expect(sample.writer.command('settings.update', { timeZone: 'Asia/Tokyo' }).ok).toBe(true)
    await sample.remove()
    expect(sample.dump(KEPT)).toEqual(empty)
  })

  it('takes along the lead of a sample delivery that was repaired', async () => {
    const sample = openSample()
    const empty = sample.dump(KEPT)
    await sample.create(300)
    const id = sample.one(
      `select id from deliveries where verdict = 'quarantined' and cause like '%phone-required'`,
    )
    const reply = sample.writer.command('deliveries.replay', { ids: [id], values: { phone: '512-555-0177' } })
    expect(reply).toMatchObject({ ok: true, value: { accepted: 1 } })
    expect(sample.one('select count(*) from leads')).toBe(301)
    await sample.remove()
    expect(sample.dump(KEPT)).toEqual(empty)
  })

  it('happens by itself when the making is cancelled', async () => {
    const sample = openSample()
    const empty = sample.dump(KEPT)
    let asked = 0
    const { end, seen } = await sample.run(
      sampleDataTasks['sampleData.create'](sample.context, { leads: 2_000, seed: 1 }),
      () => ++asked > 5,
    )
    expect(end.status).toBe('cancelled')
    expect(seen.some(({ done, total, unit }) => done > 0 && total === 2_000 && unit === 'leads')).toBe(true)
    expect(sample.dump(KEPT)).toEqual(empty)
    expectExact(sample)
  })

  it('finds what a killed process left behind', async () => {
    const sample = openSample()
    await sample.create(200)
    const whole = sample.dump(['sequences'])
    const task = sampleDataTasks['sampleData.create'](sample.context, { leads: 1_000, seed: 3 })
    for (let step = 0; step < 4; step++) task.next()
    const left = sample.one('select count(*) from leads') - 200
    expect(left).toBeGreaterThan(100)
    const { end } = await sample.run(takeBackUnfinished(sample.context))
    expect(end).toEqual({ status: 'done', result: left })
    const after = sample.dump(['sequences'])
    for (const table of Object.keys(whole)) {
      // Counters are exact again; when they were last moved is another thing.
      if (table !== 'lead_analytics')
        expect(sorted(after[table] ?? []), table).toEqual(sorted(whole[table] ?? []))
    }
    expectExact(sample)
  })
})
