// What happens to the data folder when the world is not as it should be: a sentence, and nothing lost or half-written.
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openConnection } from '../../electron/core/db/connection.ts'
import { openDataFolder } from '../../electron/core/db/folder.ts'
import { migrate } from '../../electron/core/db/migrate.ts'
import { createCommitter } from '../../electron/core/intake/group-commit.ts'
import type { Incoming } from '../../electron/core/intake/incoming.ts'
import { pruneRefused, REFUSED_BYTES } from '../../electron/core/jobs/jobs.ts'
import { MIGRATIONS, olderMigrations, openCore, temporaryFolder } from '../support/core.ts'
import { openIntake, rows } from '../support/intake.ts'

const LEAD = { name: 'Ana Ruiz', phone: '602-555-0142' }

describe('the data folder', () => {
  test('has one owner: a second start is told so, and the lock goes with its holder', async () => {
    const directory = temporaryFolder()
    const first = await openCore({ directory })
    await expect(openCore({ directory })).rejects.toThrow(/already open on the folder/)
    await first.close()
    await (await openCore({ directory })).close()
  })

  test('written by a newer version is refused and stays as it is', async () => {
    const directory = temporaryFolder()
    await (await openCore({ directory })).close()
    const file = path.join(directory, 'convio.db')
    const db = new Database(file)
    db.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run(
      'later',
      9_999_999_999_999,
    )
    db.close()
    const before = fs.readFileSync(file)
    await expect(openCore({ directory })).rejects.toThrow(/newer version/)
    expect(fs.readFileSync(file).equals(before)).toBe(true)
  })

  test('that is a file, or holds something that is no database', async () => {
    const directory = temporaryFolder()
    const file = path.join(directory, 'taken')
    fs.writeFileSync(file, 'x')
    await expect(openCore({ directory: file })).rejects.toThrow(/not a folder/)
    fs.writeFileSync(
      path.join(directory, 'convio.db'),
      'this is no database, but it is long enough to be looked at'.repeat(40),
    )
    await expect(openCore({ directory })).rejects.toThrow(/damaged or is no Convio Leads database/)
  })

  test.each([
    [['Dropbox', 'leads']],
    [['OneDrive - Contoso', 'leads']],
    [['Library', 'CloudStorage', 'GoogleDrive-ana@example.com', 'leads']],
    [['Library', 'CloudStorage', 'OneDrive-Personal']],
  ])('in a synced folder is refused with the reason: %j', async (names) => {
    const directory = path.join(temporaryFolder(), ...names)
    await expect(openCore({ directory })).rejects.toThrow(/sync service/)
  })

  test('that cannot be written is refused in words', async () => {
    const directory = temporaryFolder()
    await (await openCore({ directory })).close()
    // Root may write anywhere, so the refusal is provoked where even root is refused: a directory in the file's place.
    fs.rmSync(path.join(directory, 'convio.db'))
    fs.mkdirSync(path.join(directory, 'convio.db'))
    await expect(openCore({ directory })).rejects.toThrow(/cannot be written/)
  })
})

test('every connection keeps the pragmas of trust', async () => {
  const core = await openCore()
  const read = (name: string) => core.writer.connection.raw.pragma(name, { simple: true })
  expect(
    Object.fromEntries(
      ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'cell_size_check'].map((name) => [
        name,
        read(name),
      ]),
    ),
  ).toEqual({
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    trusted_schema: 0,
    cell_size_check: 1,
  })
  const reader = openConnection(path.join(core.directory, 'convio.db'), 'read')
  expect(() => reader.raw.exec('delete from leads')).toThrow(/readonly/)
  reader.close()
})

describe('a full disk', () => {
  test('answers 507 with Retry-After, keeps what was there, and goes on when space is back', async () => {
    const { core, post } = await openIntake()
    expect((await post(LEAD)).status).toBe(201)
    const { raw } = core.writer.connection
    const pages = raw.pragma('page_count', { simple: true }) as number
    raw.pragma(`max_page_count = ${pages}`)
    const big = { ...LEAD, story: 'x'.repeat(400_000) }
    const full = await post({ ...big, n: 1 })
    expect(full.status).toBe(507)
    expect(full.headers.get('retry-after')).toBe('60')
    const [lead] = (await core.ask('leads.page', {})).rows
    const note = await core.api.call('leads.addNote', { id: lead?.id as number, text: 'y'.repeat(9_000) })
    expect(note).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: expect.stringContaining('disk is full') },
    })
    raw.pragma('max_page_count = 1073741823')
    expect((await post({ ...big, n: 1 })).status).toBe(201)
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 2 }])
    expect(rows(core, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(core.defects).toEqual([])
  })

  test('a bad delivery does not take the others of its group with it', async () => {
    const { core, post } = await openIntake()
    core.writer.connection.raw.exec(
      `create temp trigger trip before insert on leads when new.first_name = 'Trip' begin select raise(abort, 'tripped'); end`,
    )
    const people = ['Ana', 'Trip', 'Ben', 'Cleo'].map((first_name, n) => ({
      first_name,
      phone: `602555010${n}`,
    }))
    const statuses = await Promise.all(people.map((one) => post(one)))
    expect(statuses.map(({ status }) => status)).toEqual([201, 500, 201, 201])
    expect(rows(core, 'select first_name from leads order by first_name')).toEqual([
      { first_name: 'Ana' },
      { first_name: 'Ben' },
      { first_name: 'Cleo' },
    ])
    expect(core.defects).toHaveLength(1)
    core.writer.connection.raw.exec('drop trigger trip')
    const [kept] = (await core.ask('deliveries.page', { verdicts: ['quarantined'] })).rows
    expect((await core.ask('deliveries.replay', { ids: [kept?.id as number] })).accepted).toBe(1)
    expect((await post(people[1])).status).toBe(201)
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 4 }])
  })

  test('a lock that another program holds is waited for once, not once for each delivery', async () => {
    let tries = 0
    const transact = () => {
      tries++
      throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })
    }
    const { submit } = createCommitter(transact, () => {})
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit({} as Incoming)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 503))
    expect(tries).toBe(1)
  })

  test('what cannot be read ends neither the listener nor the application', async () => {
    const { core, post } = await openIntake()
    const { raw } = core.writer.connection
    raw.exec('alter table webhook_configs rename to elsewhere')
    core.writer.forget(['webhooks'])
    const sent = await post(LEAD)
    expect([sent.status, sent.headers.get('retry-after')]).toEqual([503, '60'])
    raw.exec('alter table elsewhere rename to webhook_configs')
    expect((await post(LEAD)).status).toBe(201)
  })
})

test('what strangers send is kept by number and by bytes, the newest first', async () => {
  const { core, webhookId } = await openIntake()
  const { connection } = core.writer
  const size = 1024 * 1024
  const most = REFUSED_BYTES / size
  connection
    .sql(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       insert into deliveries (webhook_id, received_at, method, path, headers, body, size, verdict, status_code, body_hash)
       select ?, ?, 'POST', '/', '[]', zeroblob(?), ?, 'refused', 401, x'00' from n`,
    )
    .run(most + 10, webhookId, core.writer.clock.now(), size, size)
  pruneRefused(core.writer)
  expect(rows(core, 'select count(*) as n, min(id) as oldest from deliveries')).toEqual([
    { n: most, oldest: 11 },
  ])
})

describe('migrations', () => {
  const statement = (text: string, when: number) => ({
    tag: `t${when}`,
    when,
    hash: String(when),
    statements: [text],
  })

  test('a rebuilt parent table keeps its children', () => {
    const connection = openConnection(path.join(temporaryFolder(), 'm.db'), 'write')
    const first = statement(
      'create table parent (id integer primary key); create table child (id integer primary key, parent_id integer references parent (id) on delete cascade)',
      1,
    )
    migrate(connection, [first], () => {})
    connection.raw.exec('insert into parent values (1); insert into child values (1, 1)')
    const rebuild = statement(
      'PRAGMA foreign_keys=OFF; create table next (id integer primary key, name text); insert into next (id) select id from parent; drop table parent; alter table next rename to parent; PRAGMA foreign_keys=ON',
      2,
    )
    let copies = 0
    migrate(connection, [first, rebuild], () => copies++)
    expect(connection.sql('select count(*) as n from child').value()).toBe(1)
    expect(connection.raw.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(copies).toBe(1)
    connection.close()
  })

  test('one that fails, or orphans rows, leaves the old state', () => {
    const connection = openConnection(path.join(temporaryFolder(), 'm.db'), 'write')
    const first = statement(
      'create table parent (id integer primary key); create table child (id integer references parent (id))',
      1,
    )
    migrate(connection, [first], () => {})
    connection.raw.exec('insert into parent values (1); insert into child values (1)')
    for (const text of [
      'create table later (id integer); create table later (id integer)',
      'delete from parent',
    ]) {
      expect(() => migrate(connection, [first, statement(text, 2)], () => {})).toThrow()
      expect(connection.sql('select count(*) as n from parent').value()).toBe(1)
      expect(connection.sql(`select count(*) as n from sqlite_master where name = 'later'`).value()).toBe(0)
    }
    connection.close()
  })

  test('a file with data is copied before it is changed', async () => {
    const directory = temporaryFolder()
    const folder = openDataFolder(directory, olderMigrations())
    folder.connection.raw.exec(
      `insert into agents (slug, name, created_at) values ('ana', 'Ana', '2026-01-01T00:00:00.000Z')`,
    )
    folder.close()
    openDataFolder(directory, MIGRATIONS).close()
    const [copy] = fs.readdirSync(path.join(directory, 'backups'))
    const db = new Database(path.join(directory, 'backups', copy as string), { readonly: true })
    expect(db.prepare('select name from agents').pluck().all()).toEqual(['Ana'])
    db.close()
  })
})

// The tables and views that anyone who opens the file may count on (DOMAIN §4), with their columns.
const SEED: Readonly<Record<string, string>> = {
  leads:
    'id webhook_id lead_type first_name last_name email phone address city state zip_code source campaign_id utm_source utm_medium utm_campaign monthly_electric_bill property_type roof_condition roof_age shade_coverage system_type system_age service_type urgency property_size policy_type coverage_amount current_premium property_value claims_history raw_payload ip_address user_agent created_at updated_at processed_at status notes conversion_score revenue_potential',
  contacts:
    'id webhook_id phone first_name last_name email address city state zip_code created_at updated_at',
  webhook_configs:
    'id webhook_id name description lead_type is_active secret_key rate_limit rate_window total_leads last_lead_at created_at updated_at',
  workspaces:
    'id name api_key permissions is_active created_at updated_at last_activity_at total_conversions total_revenue metadata',
  conversions:
    'id contact_id lead_id workspace_id converted_by converted_at conversion_type conversion_value currency custom_data created_at updated_at',
  workspace_tracking:
    'id contact_id lead_id workspace_id action action_details performed_by metadata timestamp',
  appointments:
    'id lead_id contact_id appointment_type scheduled_at duration_minutes status location_type location_address notes customer_notes assigned_to outcome next_action next_action_date created_by created_at updated_at',
  appointment_routing_rules:
    'id workspace_id product_types zip_codes priority is_active created_at updated_at created_by notes',
  lead_events: 'id lead_id event_type event_data created_at',
  appointment_events:
    'id appointment_id event_type event_description old_value new_value performed_by metadata created_at',
  conversion_events: 'id conversion_id event_type event_data created_by created_at',
  lead_analytics:
    'id webhook_id date total_leads converted_leads conversion_rate total_revenue avg_time_to_conversion created_at updated_at',
  conversion_analytics_cache: 'id cache_key cache_data expires_at created_at',
  lead_source_providers:
    'id provider_id provider_name company_name contact_email api_key is_active allowed_webhooks rate_limit notes created_at updated_at last_used_at',
  provider_usage_log: 'id provider_id webhook_id request_count date created_at',
  appointment_summary_view:
    'appointment_id appointment_type scheduled_at status lead_id lead_type source contact_id contact_phone contact_first_name contact_last_name webhook_name webhook_type',
  workspace_conversion_summary:
    'workspace_id workspace_name total_conversions total_revenue avg_conversion_value unique_contacts_converted last_conversion_date',
  conversion_funnel: 'total_leads contacted_leads qualified_leads converted_leads conversion_rate',
  daily_conversion_metrics:
    'conversion_date conversion_count daily_revenue avg_value active_workspaces active_agents',
}

test.each(Object.entries(SEED))('%s is there under its name, with its columns', async (table, columns) => {
  const core = await openCore()
  const present = rows(core, `select name from pragma_table_xinfo('${table}')`).map(({ name }) => name)
  expect(present).toEqual(expect.arrayContaining(columns.split(' ')))
  expect(rows(core, `select count(*) as n from ${table}`)).toHaveLength(1)
})
