// Leads and contacts that are deleted come back as they were, row by row, and every figure is right before, between and after.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refuseTooMany, refuseTooManyPeople } from '../../electron/core/records/deletion-words.ts'
import { dayOf } from '../../shared/domain/days.ts'
import { contactSequenceOf } from '../../shared/domain/ids.ts'
import { usualColumns } from '../../shared/domain/list/export-columns.ts'
import { openCore, type TestCore } from '../support/core.ts'
import { openIntake, rows } from '../support/intake.ts'

type Intake = Awaited<ReturnType<typeof openIntake>>
// biome-ignore lint/suspicious/noExplicitAny: rows are looked into by the tests.
type Row = any

const AT = '2026-01-05T10:00:00.000Z'
const DAY = 24 * 3_600_000

async function withPeople() {
  const intake = await openIntake()
  // Durability is another test's: here the disk need not be waited for.
  intake.core.writer.connection.raw.pragma('synchronous = OFF')
  for (const id of ['north', 'south'])
    intake.core.writer.connection
      .sql('insert into workspaces (id, name, created_at, updated_at) values (?, ?, ?, ?)')
      .run(id, id, AT, AT)
  return intake
}

let sent = 0
async function send({ post, webhookId }: Intake, person: Row, to = webhookId) {
  const { status, json, text } = await post({ ...person, n: ++sent }, { path: `/webhook/${to}` })
  expect(status, text).toBe(201)
  return { leadId: json.lead_id as number, contactId: json.contact_id as number, is: json.contact_status }
}

const phone = (at: number) => `602-555-01${String(at).padStart(2, '0')}`

/** What no screen makes yet: an appointment with its history, and a sale with its own, in every figure it belongs to. */
function book(core: TestCore, leadId: number | null, contactId: number) {
  const { sql } = core.writer.connection
  const { lastInsertRowid } = sql(
    `insert into appointments (lead_id, contact_id, scheduled_at, created_by, created_at, updated_at, time_zone, workspace_id, notes)
     values (?, ?, ?, 'owner', ?, ?, 'America/Phoenix', 'north', 'Ring twice')`,
  ).run(leadId, contactId, '2026-02-01T17:00:00.000Z', AT, AT)
  sql(
    `insert into appointment_events (appointment_id, event_type, new_value, performed_by, metadata, created_at) values (?, 'created', 'x', 'owner', '{"a":1}', ?)`,
  ).run(lastInsertRowid, AT)
}
let sold = 0
function sell(core: TestCore, leadId: number | null, contactId: number, cents = 120_050) {
  const { sql } = core.writer.connection
  const id = `00000000-0000-4000-8000-${String(++sold).padStart(12, '0')}`
  const at = '2026-01-20T06:30:00.000Z'
  const day = dayOf(at, core.writer.directory.settings().timeZone)
  sql(
    `insert into conversions (id, contact_id, lead_id, workspace_id, converted_by, converted_at, conversion_type, created_at, updated_at, value_cents, converted_day)
     values (?, ?, ?, 'north', 'owner', ?, 'sale', ?, ?, ?, ?)`,
  ).run(id, contactId, leadId, at, AT, AT, cents, day)
  sql(
    `insert into conversion_events (conversion_id, event_type, created_by, created_at) values (?, 'created', 'owner', ?)`,
  ).run(id, AT)
  sql(
    `update workspaces set total_conversions = total_conversions + 1, total_revenue_cents = total_revenue_cents + ? where id = 'north'`,
  ).run(cents)
  if (leadId === null) return
  const webhookId = sql('select webhook_id from leads where id = ?').value(leadId)
  const { changes } = sql(
    'update lead_analytics set total_revenue_cents = total_revenue_cents + ? where webhook_id = ? and date = ?',
  ).run(cents, webhookId, day)
  if (changes === 0)
    sql(
      'insert into lead_analytics (webhook_id, date, total_revenue_cents, created_at, updated_at) values (?, ?, ?, ?, ?)',
    ).run(webhookId, day, cents, AT, AT)
}

/** Every row of every table. A day's figures are known by their day; that its row was written anew is no content, nor is a count of none. */
function everything(core: TestCore): Readonly<Record<string, readonly Row[]>> {
  const tables = rows(
    core,
    `select name from sqlite_master where type = 'table' and sql not like 'create virtual%' and name not like '%\\_search\\_%' escape '\\'
       and name not like 'sqlite%' and name not like '\\_\\_%' escape '\\' and name not in ('undo_log', 'lead_changes')`,
  ).map(({ name }) => name as string)
  const all = Object.fromEntries(
    tables.map((name) => [
      name,
      rows(core, `select * from ${name}`)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  )
  return {
    ...all,
    lead_analytics: rows(core, 'select * from lead_analytics order by webhook_id, date').map(
      ({ id, created_at, updated_at, ...row }) => row,
    ),
    lead_counts: rows(core, 'select * from lead_counts where total > 0 order by 1, 2, 3'),
    people_found: rows(core, 'select rowid from contact_search order by rowid'),
    notes_found: rows(core, 'select rowid from note_search order by rowid'),
    notes_by_word: rows(core, `select rowid from note_search where note_search match '"roo"' order by rowid`),
  }
}

/** Every figure that is kept, beside the same counted anew in the plainest way. */
function figures(core: TestCore) {
  const zone = core.writer.directory.settings().timeZone
  const leads = rows(core, 'select * from leads where is_test = 0')
  const sales = rows(
    core,
    `select c.*, l.webhook_id, l.is_test from conversions c left join leads l on l.id = c.lead_id
     where c.conversion_type in ('sale', 'contract') and c.voided_at is null`,
  )
  const tally = (keys: readonly string[]) => {
    const counts = new Map<string, number>()
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    return [...counts].map(([key, count]) => `${key} ${count}`).sort()
  }
  const newest = (own: readonly Row[]) =>
    own
      .map(({ created_at }) => created_at)
      .sort()
      .at(-1) ?? null
  const days = new Map<string, { leads: number; converted: number; ms: number; cents: number }>()
  const day = (webhookId: string, at: string) => {
    const key = `${webhookId} ${dayOf(at, zone)}`
    const figure = days.get(key) ?? { leads: 0, converted: 0, ms: 0, cents: 0 }
    days.set(key, figure)
    return figure
  }
  for (const lead of leads) {
    const figure = day(lead.webhook_id, lead.created_at)
    figure.leads++
    if (lead.converted_at === null) continue
    figure.converted++
    figure.ms += Date.parse(lead.converted_at) - Date.parse(lead.created_at)
  }
  for (const sale of sales)
    if (sale.webhook_id !== null && sale.is_test === 0)
      day(sale.webhook_id, sale.converted_at).cents += sale.value_cents
  const own = (lead: Row) => (contact: Row) => contact.id === lead.contact_id
  const contacts = rows(core, 'select * from contacts order by id')
  const pairs = tally(
    leads.flatMap((lead) => (lead.workspace_id === null ? [] : [`${lead.workspace_id} ${lead.contact_id}`])),
  )
  return {
    stored: {
      days: rows(core, 'select * from lead_analytics')
        .map((row) =>
          [
            row.webhook_id,
            row.date,
            row.total_leads,
            row.converted_leads,
            row.conversion_ms_sum,
            row.total_revenue_cents,
          ].join(' '),
        )
        .sort(),
      counts: rows(core, 'select * from lead_counts where total > 0')
        .map((row) => [row.workspace_id, row.status, row.lead_type, row.total].join(' '))
        .sort(),
      webhooks: rows(core, 'select * from webhook_configs where total_leads > 0')
        .map((row) => `${row.webhook_id} ${row.total_leads}`)
        .sort(),
      providers: rows(core, 'select * from lead_source_providers where total_leads > 0')
        .map((row) => `${row.provider_id} ${row.total_leads}`)
        .sort(),
      workspaces: rows(core, 'select * from workspaces order by id').map((row) => [
        row.id,
        row.total_conversions,
        row.total_revenue_cents,
      ]),
      contacts: contacts.map((row) => [row.id, row.lead_count, row.last_lead_at]),
      seen: rows(core, 'select * from contact_workspaces')
        .map((row) => [row.workspace_id, row.contact_id, row.lead_count].join(' '))
        .sort(),
      people: rows(core, 'select count(*) as n from contact_search')[0].n,
    },
    counted: {
      days: [...days]
        .map(([key, { leads, converted, ms, cents }]) => [key, leads, converted, ms, cents].join(' '))
        .sort(),
      counts: tally(leads.map((lead) => [lead.workspace_id ?? '', lead.status, lead.lead_type].join(' '))),
      webhooks: tally(leads.map((lead) => lead.webhook_id)),
      providers: tally(leads.flatMap((lead) => lead.provider_id ?? [])),
      workspaces: rows(core, 'select id from workspaces order by id').map(({ id }) => {
        const here = sales.filter((sale) => sale.workspace_id === id)
        return [id, here.length, here.reduce((sum, sale) => sum + sale.value_cents, 0)]
      }),
      contacts: contacts.map((contact) => {
        const its = leads.filter((lead) => own(lead)(contact))
        return [contact.id, its.length, newest(its)]
      }),
      seen: pairs,
      people: contacts.length,
    },
  }
}

function expectExact(core: TestCore) {
  const { stored, counted } = figures(core)
  expect(stored).toEqual(counted)
  expect(rows(core, 'pragma foreign_key_check')).toEqual([])
  expect(core.defects).toEqual([])
}

/** A lead with everything that can hang on one. */
async function withFullLead() {
  const intake = await withPeople()
  const { core } = intake
  const lead = await send(intake, {
    name: 'Ana Ruiz',
    phone: phone(42),
    email: 'ana@example.com',
    notes: 'The roof is new',
    monthly_electric_bill: '$310.25',
    lead_id: 'X-1',
    shoe_size: 44,
    created_at: AT,
  })
  await core.ask('leads.update', { id: lead.leadId, values: { workspace_id: 'north' } })
  await core.ask('leads.addNote', { id: lead.leadId, text: 'Asked about the roof again' })
  await core.ask('leads.logCall', { id: lead.leadId, result: 'reached' })
  await core.ask('leads.setStatus', { id: lead.leadId, status: 'converted' })
  book(core, lead.leadId, lead.contactId)
  sell(core, lead.leadId, lead.contactId)
  expectExact(core)
  return { ...intake, ...lead }
}

describe('a deleted lead', () => {
  test('goes with all that hangs on it, and comes back as it was, also tomorrow', async () => {
    const { core, leadId, contactId } = await withFullLead()
    const before = everything(core)
    expect(await core.ask('leads.deletePreview', { target: { ids: [leadId] } })).toEqual({
      name: 'Ana Ruiz',
      contacts: 0,
      leads: 1,
      appointments: 1,
      conversions: 1,
    })
    const done = await core.ask('leads.delete', { target: { ids: [leadId] } })
    expect(done).toMatchObject({ deleted: 1, label: 'Lead of Ana Ruiz deleted' })
    expectExact(core)
    for (const table of [
      'leads',
      'lead_events',
      'appointments',
      'appointment_events',
      'conversions',
      'conversion_events',
      'workspace_tracking',
      'contact_workspaces',
    ])
      expect(rows(core, `select * from ${table}`), table).toEqual([])
    const after = everything(core)
    for (const table of ['deliveries', 'provider_usage_log']) expect(after[table]).toEqual(before[table])
    expect(await core.ask('contacts.get', { id: contactId })).toMatchObject({ leadCount: 0, leads: [] })
    expect(await core.ask('history.recent', {})).toHaveLength(5)
    await core.close()

    const next = await openCore({ directory: core.directory })
    expect((await next.ask('history.undo', {})).label).toBe('Lead of Ana Ruiz deleted')
    expect(everything(next)).toEqual(before)
    await next.ask('history.redo', {})
    expect(everything(next)).toEqual(after)
    await next.ask('history.undo', { undoId: done.undoId })
    expect(everything(next)).toEqual(before)
    expectExact(next)
    expect(rows(next, `select * from undo_log where performed_by like 'delete-part:%'`)).toEqual([])
  })

  test('is told of where somebody still looks for it', async () => {
    const { core, leadId, contactId } = await withFullLead()
    const [{ id: deliveryId }] = rows(core, 'select id from deliveries')
    expect(await core.ask('deliveries.get', { id: deliveryId })).toMatchObject({ leadId, isLeadThere: true })
    const { undoId } = await core.ask('leads.delete', { target: { ids: [leadId] } })
    expect(await core.api.call('leads.get', { id: leadId })).toMatchObject({
      ok: false,
      error: {
        code: 'not_found',
        message: expect.stringMatching(/^This lead was deleted by .+\. Undo brings it back\.$/),
        details: [
          { field: 'undoId', message: String(undoId), code: 'deleted' },
          { field: 'by', code: 'deleted_by' },
          { field: 'at', code: 'deleted_at' },
        ],
      },
    })
    expect(await core.ask('deliveries.get', { id: deliveryId })).toMatchObject({ leadId, isLeadThere: false })
    await core.ask('history.undo', {})
    await core.ask('leads.get', { id: leadId })
    await core.ask('contacts.delete', { ids: [contactId] })
    expect(await core.api.call('contacts.get', { id: contactId })).toMatchObject({
      error: { message: expect.stringContaining('This contact was deleted by') },
    })
    // In the same words wherever it is looked for.
    await core.ask('history.undo', {})
    const { undoId: again } = await core.ask('contacts.delete', { ids: [contactId] })
    for (const [name, input] of [
      ['leads.addNote', { id: leadId, text: 'Gone' }],
      ['leads.update', { id: leadId, values: { city: 'Mesa' } }],
      ['contacts.update', { id: contactId, values: { city: 'Mesa' } }],
      ['contacts.mergePreview', { keepId: contactId, mergeId: 100_001 }],
    ] as const)
      expect(await core.api.call(name, input as never), name).toMatchObject({
        error: {
          code: 'not_found',
          message: expect.stringContaining('was deleted by'),
          details: [{ field: 'undoId', message: String(again) }, {}, {}],
        },
      })
    expect(await core.api.call('leads.get', { id: 1_000_000_001 })).toMatchObject({
      error: { message: expect.stringContaining('the number is wrong'), code: 'not_found' },
    })
  })

  test('makes earlier steps wait for its undo', async () => {
    const { core, leadId } = await withFullLead()
    const [note] = (await core.ask('history.recent', {})).filter(({ label }) => label.startsWith('Note'))
    await core.ask('history.undo', { undoId: note?.undoId })
    const { undoId } = await core.ask('leads.delete', { target: { ids: [leadId] } })
    const [status] = (await core.ask('history.recent', {})).filter(({ label }) => label.startsWith('Status'))
    for (const [name, id] of [
      ['history.undo', status?.undoId],
      ['history.redo', note?.undoId],
    ] as const)
      expect(await core.api.call(name, { undoId: id })).toMatchObject({
        error: { code: 'not_found', message: expect.stringContaining('This lead has been deleted since') },
      })
    await core.ask('history.undo', { undoId })
    await core.ask('history.redo', { undoId: note?.undoId })
    expectExact(core)
  })

  test('that its sender has sent again comes back beside the new one, and says so', async () => {
    const intake = await withFullLead()
    const { core, leadId } = intake
    const { undoId } = await core.ask('leads.delete', { target: { ids: [leadId] } })
    const again = await send(intake, { name: 'Ana Ruiz', phone: phone(42), lead_id: 'X-1' })
    expect(again.leadId).not.toBe(leadId)
    const { note } = await core.ask('history.undo', { undoId })
    expect(note).toBe('1 lead came back without the sender’s id: the sender has sent that lead again since.')
    expect((await core.ask('leads.get', { id: leadId })).externalId).toBeNull()
    expectExact(core)
  })

  test('comes back without a workspace that is gone, and keeps its sales', async () => {
    const { core, leadId } = await withFullLead()
    await core.ask('leads.delete', { target: { ids: [leadId] } })
    core.writer.connection.sql(`delete from workspaces where id = 'north'`).run()
    const { note } = await core.ask('history.undo', {})
    expect(note).toContain('came back without a workspace')
    expect(await core.ask('leads.get', { id: leadId })).toMatchObject({
      workspaceId: null,
      status: 'converted',
    })
    expect(rows(core, 'select * from conversions')).toHaveLength(1)
    expectExact(core)
  })

  test('stays away where its webhook is gone, and says so', async () => {
    const { core, contactId, webhookId } = await withFullLead()
    await core.ask('contacts.delete', { ids: [contactId] })
    core.writer.connection.sql('delete from webhook_configs where webhook_id = ?').run(webhookId)
    expect(await core.ask('history.undo', {})).toMatchObject({
      isLost: true,
      note: '1 lead stays deleted: the webhook is no longer there.',
    })
    expect(rows(core, 'select * from contacts')).toEqual([])
    expectExact(core)
  })

  test('counts on the day it is today, where the zone has changed', async () => {
    const { core, leadId } = await withFullLead()
    await core.ask('leads.delete', { target: { ids: [leadId] } })
    await core.ask('settings.update', { timeZone: 'Asia/Tokyo' })
    await core.ask('history.undo', {})
    expectExact(core)
    expect(rows(core, 'select converted_day as day from conversions')).toEqual([{ day: '2026-01-20' }])
  })
})

describe('many leads', () => {
  test('all that a filter lists but one, in one step', async () => {
    const intake = await withPeople()
    const { core } = intake
    const made = []
    for (let at = 0; at < 9; at++)
      made.push(await send(intake, { name: `Person ${at}`, phone: phone(at % 6), created_at: AT }))
    const filter = { types: ['solar' as const] }
    const keep = made[4]?.leadId as number
    const before = everything(core)
    const target = { filter, allBut: [keep] }
    expect((await core.ask('leads.deletePreview', { target })).leads).toBe(8)
    const done = await core.ask('leads.delete', { target })
    expect(done).toMatchObject({ deleted: 8, label: '8 leads deleted' })
    expect(rows(core, 'select id from leads')).toEqual([{ id: keep }])
    expectExact(core)
    await core.ask('history.undo', {})
    expect(everything(core)).toEqual(before)
  })

  test('that nobody confirmed are not deleted', async () => {
    const intake = await withPeople()
    const { core } = intake
    const target = { filter: { types: ['solar' as const] } }
    for (let at = 0; at < 3; at++) await send(intake, { name: `Person ${at}`, phone: phone(at) })
    const [{ id }] = rows(core, 'select min(id) as id from leads')
    const before = everything(core)
    const asked: [Row, number, string][] = [
      [target, 2, '3 leads match now; you confirmed 2. Look again.'],
      [{ ...target, allBut: [id as number] }, 3, '2 leads match now; you confirmed 3. Look again.'],
      [{ filter: { types: ['hvac' as const] } }, 1, 'No leads match now; you confirmed 1. Look again.'],
    ]
    for (const [wanted, expected, message] of asked)
      expect(await core.api.call('leads.delete', { target: wanted, expected })).toMatchObject({
        error: { code: 'conflict', message },
      })
    expect(everything(core)).toEqual(before)
    expect(await core.ask('leads.delete', { target, expected: 3 })).toMatchObject({ deleted: 3 })
  })

  test('too many are refused, and so are none', async () => {
    const { core } = await withPeople()
    expect(() => refuseTooMany(100_001, 'deleted')).toThrow(
      'At most 100,000 leads can be deleted at once, and these are 100,001. Narrow the list with a filter, or select fewer, and delete them in parts.',
    )
    expect(() => refuseTooManyPeople(2, 100_001, 'deleted')).toThrow(
      'At most 100,000 leads can be deleted at once, and these contacts have 100,001.',
    )
    expect(() => refuseTooManyPeople(100_000, 100_000, 'deleted')).not.toThrow()
    expect(await core.api.call('leads.delete', { target: { ids: [1_000_000_001] } })).toMatchObject({
      error: { code: 'not_found', message: expect.stringContaining('no longer there') },
    })
  })
})

describe('a deleted contact', () => {
  async function withMerged() {
    const intake = await withPeople()
    const { core, hvacId } = intake
    const ana = await send(intake, { name: 'Ana Ruiz', phone: phone(1), created_at: AT })
    const anna = await send(
      intake,
      { name: 'Anna Ruiz', phone: phone(2), notes: 'roof', created_at: AT },
      hvacId,
    )
    await core.ask('leads.update', { id: anna.leadId, values: { workspace_id: 'south' } })
    book(core, anna.leadId, anna.contactId)
    return { ...intake, ana, anna }
  }

  test('goes with its leads and second names, and all of them come back', async () => {
    const { core, ana, anna } = await withMerged()
    const apart = everything(core)
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    sell(core, null, ana.contactId)
    expect(await core.api.call('contacts.delete', { ids: [anna.contactId] })).toMatchObject({
      error: { code: 'refused', message: expect.stringContaining('has been merged into') },
    })
    const before = everything(core)
    expect(await core.ask('contacts.deletePreview', { ids: [ana.contactId] })).toEqual({
      name: 'Ana Ruiz',
      contacts: 1,
      leads: 2,
      appointments: 1,
      conversions: 1,
    })
    const done = await core.ask('contacts.delete', { ids: [ana.contactId] })
    expect(done).toMatchObject({ deleted: 1, label: 'Contact Ana Ruiz with 2 leads deleted' })
    for (const table of ['contacts', 'leads', 'appointments', 'conversions'])
      expect(rows(core, `select * from ${table}`), table).toEqual([])
    expect(rows(core, `select * from settings where key like 'merge:%'`)).toEqual([])
    expectExact(core)
    await core.ask('history.undo', {})
    expect(everything(core)).toEqual(before)
    await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    expect(rows(core, 'select id, contact_id from leads order by id')).toEqual(
      apart.leads
        ?.map((row) => JSON.parse(row))
        .map(({ id, contact_id }) => ({ id, contact_id }))
        .sort((a, b) => a.id - b.id),
    )
    expectExact(core)
  })

  test('that has come back by itself meanwhile takes its leads up', async () => {
    const intake = await withFullLead()
    const { core, leadId, contactId } = intake
    const { undoId } = await core.ask('contacts.delete', { ids: [contactId] })
    const again = await send(intake, { name: 'Ana Ruiz', phone: phone(42) })
    expect(again).toMatchObject({ is: 'new' })
    const { note } = await core.ask('history.undo', { undoId })
    expect(note).toBe(
      `Ana Ruiz came back meanwhile as contact ${again.contactId}, and what was deleted went there.`,
    )
    const lead = await core.ask('leads.get', { id: leadId })
    expect(lead.contact).toMatchObject({ id: again.contactId, leadCount: 2 })
    expect(rows(core, 'select distinct contact_id as id from deliveries')).toEqual([{ id: again.contactId }])
    expectExact(core)
    // Done again: the leads go, and the contact that has a lead of its own stays.
    await core.ask('history.redo', { undoId })
    expect(rows(core, 'select id from leads')).toEqual([{ id: again.leadId }])
    expectExact(core)
  })

  test('is not deleted again together with what has come since', async () => {
    const intake = await withFullLead()
    const { core, contactId } = intake
    const { undoId } = await core.ask('contacts.delete', { ids: [contactId] })
    await core.ask('history.undo', { undoId })
    await send(intake, { name: 'Ana Ruiz', phone: phone(42) })
    expect(await core.api.call('history.redo', { undoId })).toMatchObject({
      error: {
        code: 'conflict',
        message: expect.stringContaining('Another lead of Ana Ruiz has come since'),
      },
    })
    expectExact(core)
  })
})

describe('a lead whose contact', () => {
  test('has been merged since goes to the one it was merged into, and comes apart with it', async () => {
    const intake = await withPeople()
    const { core, hvacId } = intake
    const ana = await send(intake, { name: 'Ana Ruiz', phone: phone(1), created_at: AT })
    const anna = await send(intake, { name: 'Anna Ruiz', phone: phone(2), created_at: AT }, hvacId)
    const other = await send(intake, { name: 'Anna Ruiz', phone: phone(2), created_at: AT }, hvacId)
    const { undoId } = await core.ask('leads.delete', { target: { ids: [anna.leadId] } })
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    await core.ask('history.undo', { undoId })
    const homes = () =>
      Object.fromEntries(
        rows(core, 'select id, contact_id from leads').map((row) => [row.id, row.contact_id]),
      )
    expect(homes()[anna.leadId]).toBe(ana.contactId)
    expectExact(core)
    await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    expect(homes()).toEqual({
      [ana.leadId]: ana.contactId,
      [anna.leadId]: anna.contactId,
      [other.leadId]: anna.contactId,
    })
    expectExact(core)
  })

  test('has been unmerged since goes to the one whose own it is', async () => {
    const intake = await withPeople()
    const { core, hvacId } = intake
    const ana = await send(intake, { name: 'Ana Ruiz', phone: phone(1), created_at: AT })
    const anna = await send(intake, { name: 'Anna Ruiz', phone: phone(2), created_at: AT }, hvacId)
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    const { undoId } = await core.ask('leads.delete', { target: { ids: [anna.leadId] } })
    await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    await core.ask('history.undo', { undoId })
    expect((await core.ask('leads.get', { id: anna.leadId })).contactId).toBe(anna.contactId)
    expectExact(core)
  })

  test('has been deleted since brings it back, and the undo of that brings the rest', async () => {
    const intake = await withPeople()
    const { core } = intake
    const one = await send(intake, { name: 'Ana Ruiz', phone: phone(1), created_at: AT })
    await send(intake, { name: 'Ana Ruiz', phone: phone(1), created_at: AT })
    const before = everything(core)
    const lead = await core.ask('leads.delete', { target: { ids: [one.leadId] } })
    const contact = await core.ask('contacts.delete', { ids: [one.contactId] })
    await core.ask('history.undo', { undoId: lead.undoId })
    expect((await core.ask('leads.get', { id: one.leadId })).contact).toMatchObject({
      id: one.contactId,
      leadCount: 1,
    })
    expectExact(core)
    await core.ask('history.undo', { undoId: contact.undoId })
    expect(everything(core)).toEqual(before)
  })
})

describe('what is there again by the time of the undo', () => {
  /** Exported exactly as it stands, and the way to import that file. */
  async function exportedExactly(core: TestCore) {
    const { file } = (
      await taskEnd(core, 'exports.csv', {
        what: {
          list: 'leads',
          columns: [...usualColumns('leads', 'exact')],
          sort: { column: 'id', direction: 'asc' },
        },
        mode: 'exact',
      })
    ).result
    const text = fs.readFileSync(path.join(core.directory, 'exports', file), 'utf8')
    return async () => {
      const handle = randomUUID()
      fs.mkdirSync(path.join(core.directory, 'imports'), { recursive: true })
      fs.writeFileSync(path.join(core.directory, 'imports', handle), text)
      const { reading, mapping } = await core.ask('imports.inspect', { handle, reading: {} })
      const plan = { handle, name: 'moved.csv', reading, mapping, webhookId: null, makes: 'leads' }
      expect(
        await taskEnd(core, 'imports.run', { ...plan, knownPeople: 'update', isDryRun: false }),
      ).toMatchObject({ status: 'done' })
    }
  }

  async function taskEnd(core: TestCore, name: 'imports.run' | 'exports.csv', input: Row): Promise<Row> {
    const { taskId } = await core.ask(name, input)
    let state: Row
    await expect
      .poll(
        async () => {
          state = (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)
          return state?.status
        },
        { timeout: 20_000, interval: 5 },
      )
      .not.toBe('running')
    return state
  }

  const HANGING = ['appointments', 'appointment_events', 'conversions', 'conversion_events'] as const

  /** The id of one record goes to another one, as an import of another laptop's file could do it. */
  function giveId(core: TestCore, table: 'leads' | 'contacts', from: number, to: number, sequence?: number) {
    const { raw, sql } = core.writer.connection
    const key = table === 'leads' ? 'lead_id' : 'contact_id'
    raw.pragma('foreign_keys = OFF')
    const [row] = rows(core, `select * from ${table} where id = ?`, from)
    sql(`delete from ${table} where id = ?`).run(from)
    const moved = { ...row, id: to, ...(sequence === undefined ? {} : { sequence }) }
    sql(
      `insert into ${table} (${Object.keys(moved).join(', ')}) values (${Object.keys(moved)
        .map(() => '?')
        .join(', ')})`,
    ).run(...Object.values(moved))
    const others =
      table === 'leads'
        ? ['lead_events', 'workspace_tracking', 'deliveries']
        : ['leads', 'workspace_tracking', 'deliveries', 'contact_workspaces']
    for (const other of others) sql(`update ${other} set ${key} = ? where ${key} = ?`).run(to, from)
    raw.pragma('foreign_keys = ON')
    expectExact(core)
  }

  test('a lead imported again takes up what hung on it', async () => {
    const { core, leadId } = await withFullLead()
    const importAgain = await exportedExactly(core)
    const before = everything(core)
    const { undoId } = await core.ask('leads.delete', { target: { ids: [leadId] } })
    await importAgain()
    expect(rows(core, 'select id from leads')).toEqual([{ id: leadId }])
    const undone = await core.ask('history.undo', { undoId })
    expect(undone).toMatchObject({
      isUndone: true,
      note: '1 lead was there again already, and took up what was deleted with it.',
    })
    expect(undone.isLost).toBeUndefined()
    for (const table of HANGING) expect(everything(core)[table], table).toEqual(before[table])
    const events = everything(core).lead_events ?? []
    expect(events).toEqual(expect.arrayContaining([...(before.lead_events ?? [])]))
    // It is its own again, and no longer the import's.
    expect(rows(core, 'select delivery_id is null as is_apart, batch_id from leads')).toEqual([
      { is_apart: 0, batch_id: null },
    ])
    expectExact(core)
    await core.ask('history.redo', { undoId })
    for (const table of ['leads', ...HANGING]) expect(rows(core, `select * from ${table}`)).toEqual([])
    await core.ask('history.undo', { undoId })
    for (const table of HANGING) expect(everything(core)[table], table).toEqual(before[table])
    expectExact(core)
  })

  test('a contact that came back with its lead is no loss', async () => {
    const { core, leadId, contactId } = await withFullLead()
    const before = everything(core)
    const lead = await core.ask('leads.delete', { target: { ids: [leadId] } })
    const contact = await core.ask('contacts.delete', { ids: [contactId] })
    await core.ask('history.undo', { undoId: lead.undoId })
    const undone = await core.ask('history.undo', { undoId: contact.undoId })
    expect(undone).toMatchObject({ isUndone: true, note: '1 contact was there again already.' })
    expect(undone.isLost).toBeUndefined()
    expect(everything(core)).toEqual(before)
    expectExact(core)
  })

  test('a sale whose lead is deleted as well waits for that lead', async () => {
    const intake = await withPeople()
    const { core } = intake
    const ana = await send(intake, { name: 'Ana Ruiz', phone: phone(1), created_at: AT })
    const bo = await send(intake, { name: 'Bo Lee', phone: phone(2), created_at: AT })
    // A sale of the one person to the lead of the other.
    sell(core, bo.leadId, ana.contactId)
    book(core, bo.leadId, ana.contactId)
    const before = everything(core)
    const contact = await core.ask('contacts.delete', { ids: [ana.contactId] })
    const lead = await core.ask('leads.delete', { target: { ids: [bo.leadId] } })
    await core.ask('history.undo', { undoId: contact.undoId })
    expect(rows(core, 'select * from conversions')).toEqual([])
    await core.ask('history.undo', { undoId: lead.undoId })
    expect(everything(core)).toEqual(before)
    expectExact(core)
  })

  test('a lead whose id another one has by now comes back under a new one', async () => {
    const intake = await withFullLead()
    const { core, leadId, contactId } = intake
    const { undoId } = await core.ask('leads.delete', { target: { ids: [leadId] } })
    const stranger = await send(intake, { name: 'Bo Lee', phone: phone(7) })
    giveId(core, 'leads', stranger.leadId, leadId)
    const { note } = await core.ask('history.undo', { undoId })
    const [{ id }] = rows(core, 'select id from leads where contact_id = ?', contactId)
    expect(note).toBe(`1 lead came back under a new number, ${id}: another lead has the old one by now.`)
    expect(rows(core, 'select contact_id from leads where id = ?', leadId)).toEqual([
      { contact_id: stranger.contactId },
    ])
    expect(await core.ask('leads.get', { id })).toMatchObject({ firstName: 'Ana', status: 'converted' })
    for (const table of ['appointments', 'conversions', 'workspace_tracking'])
      expect(rows(core, `select distinct lead_id, contact_id from ${table}`), table).toEqual([
        { lead_id: id, contact_id: contactId },
      ])
    expect(
      rows(core, `select lead_id from lead_events where event_type in ('created', 'note_added') order by id`),
    ).toEqual([{ lead_id: id }, { lead_id: id }, { lead_id: leadId }])
    expect(rows(core, 'select lead_id from deliveries where contact_id = ?', contactId)).toEqual([
      { lead_id: id },
    ])
    expectExact(core)
    // Earlier steps are still those of the lead that they were done to.
    const [status] = (await core.ask('history.recent', {})).filter(({ label }) => label.startsWith('Status'))
    await core.ask('history.undo', { undoId: status?.undoId, isForced: true })
    expect((await core.ask('leads.get', { id })).status).toBe('contacted')
    await core.ask('history.redo', { undoId: status?.undoId })
    await core.ask('history.redo', { undoId })
    expect(rows(core, 'select id from leads')).toEqual([{ id: leadId }])
    await core.ask('history.undo', { undoId })
    expect((await core.ask('leads.get', { id })).status).toBe('converted')
    expectExact(core)
  })

  test('a lead does not hang on a stranger who has its contact’s id by now', async () => {
    const intake = await withFullLead()
    const { core, leadId, contactId } = intake
    const { undoId } = await core.ask('contacts.delete', { ids: [contactId] })
    const stranger = await send(intake, { name: 'Bo Lee', phone: phone(7) })
    giveId(core, 'contacts', stranger.contactId, contactId, contactSequenceOf(contactId))
    const { note } = await core.ask('history.undo', { undoId })
    const { contactId: now } = await core.ask('leads.get', { id: leadId })
    expect(now).not.toBe(contactId)
    expect(await core.ask('contacts.get', { id: now as number })).toMatchObject({
      firstName: 'Ana',
      leadCount: 1,
    })
    expect(note).toBe(
      `Ana Ruiz came back under a new number, ${now}: another contact has the old one by now.`,
    )
    expect(await core.ask('contacts.get', { id: contactId })).toMatchObject({ firstName: 'Bo', leadCount: 1 })
    for (const table of ['appointments', 'conversions', 'workspace_tracking'])
      expect(rows(core, `select distinct contact_id as id from ${table}`), table).toEqual([{ id: now }])
    expectExact(core)
    await core.ask('history.redo', { undoId })
    expect(rows(core, 'select id from contacts')).toEqual([{ id: contactId }])
    expectExact(core)
  })

  test('second names go with a contact that gets a new number', async () => {
    const intake = await withPeople()
    const { core, hvacId } = intake
    const ana = await send(intake, { name: 'Ana Ruiz', phone: phone(1), created_at: AT })
    const anna = await send(intake, { name: 'Anna Ruiz', phone: phone(2), created_at: AT }, hvacId)
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    const { undoId } = await core.ask('contacts.delete', { ids: [ana.contactId] })
    const bo = await send(intake, { name: 'Bo Lee', phone: phone(7) })
    giveId(core, 'contacts', bo.contactId, ana.contactId, contactSequenceOf(ana.contactId))
    await core.ask('history.undo', { undoId })
    const now = (await core.ask('leads.get', { id: ana.leadId })).contactId as number
    expect(now).not.toBe(ana.contactId)
    expect((await core.ask('leads.get', { id: anna.leadId })).contactId).toBe(now)
    expect(rows(core, 'select merged_into_id as id from contacts where id = ?', anna.contactId)).toEqual([
      { id: now },
    ])
    expectExact(core)
    // The merge itself can still be taken back, and is that of the same two.
    await core.ask('history.undo', {})
    expect((await core.ask('leads.get', { id: anna.leadId })).contactId).toBe(anna.contactId)
    expect((await core.ask('leads.get', { id: ana.leadId })).contactId).toBe(now)
    expect((await core.ask('contacts.get', { id: ana.contactId })).firstName).toBe('Bo')
    expectExact(core)
  })

  test('a lead finds its contact by the number where its id is somebody else’s', async () => {
    const intake = await withFullLead()
    const { core, leadId, contactId } = intake
    const { undoId } = await core.ask('leads.delete', { target: { ids: [leadId] } })
    await core.ask('contacts.delete', { ids: [contactId] })
    const again = await send(intake, { name: 'Ana Ruiz', phone: phone(42) })
    const stranger = await send(intake, { name: 'Bo Lee', phone: phone(7) })
    giveId(core, 'contacts', stranger.contactId, contactId, contactSequenceOf(contactId))
    await core.ask('history.undo', { undoId })
    expect((await core.ask('leads.get', { id: leadId })).contactId).toBe(again.contactId)
    expectExact(core)
  })

  test('nothing is forgotten while its webhook is away', async () => {
    const { core, contactId, webhookId } = await withFullLead()
    const before = everything(core)
    const { undoId } = await core.ask('contacts.delete', { ids: [contactId] })
    const [webhook] = rows(core, 'select * from webhook_configs where webhook_id = ?', webhookId)
    const { sql } = core.writer.connection
    sql('delete from webhook_configs where webhook_id = ?').run(webhookId)
    expect((await core.ask('history.undo', {})).isLost).toBe(true)
    // It stands in no other step's way.
    expect(await core.api.call('history.undo', {})).toMatchObject({
      error: { message: expect.stringContaining('has been deleted since') },
    })
    sql(
      `insert into webhook_configs (${Object.keys(webhook).join(', ')}) values (${Object.keys(webhook)
        .map(() => '?')
        .join(', ')})`,
    ).run(...Object.values(webhook))
    await core.ask('history.undo', { undoId })
    expect(everything(core)).toEqual(before)
  })
})

describe('a deletion done again', () => {
  test('does not take along what was worked on since', async () => {
    const { core, leadId } = await withFullLead()
    const { undoId } = await core.ask('leads.delete', { target: { ids: [leadId] } })
    await core.ask('history.undo', { undoId })
    await core.ask('leads.addNote', { id: leadId, text: 'She called back' })
    expect(await core.api.call('history.redo', { undoId })).toMatchObject({
      error: {
        code: 'conflict',
        message:
          'The lead of Ana Ruiz has been worked on since it came back. Delete it from the list, if it is to go all the same.',
      },
    })
    expect(rows(core, 'select id from leads')).toEqual([{ id: leadId }])
    // Taken back, that work is in nobody's way.
    await core.ask('history.undo', {})
    await core.ask('history.redo', { undoId })
    expect(rows(core, 'select id from leads')).toEqual([])
    expectExact(core)
  })

  test('follows on the steps before it, undone and done again', async () => {
    const { core, leadId } = await withFullLead()
    await core.ask('leads.delete', { target: { ids: [leadId] } })
    for (let at = 0; at < 3; at++) await core.ask('history.undo', {})
    for (let at = 0; at < 3; at++) await core.ask('history.redo', {})
    expect(rows(core, 'select id from leads')).toEqual([])
    expectExact(core)
  })
})

describe('leads of an import', () => {
  /** Two people from a file, one of whom sends another lead by herself. */
  async function withImport() {
    const intake = await withPeople()
    const { core, webhookId } = intake
    const handle = randomUUID()
    fs.mkdirSync(path.join(core.directory, 'imports'), { recursive: true })
    fs.writeFileSync(
      path.join(core.directory, 'imports', handle),
      `Name,Phone\nEva Stone,${phone(60)}\nIda Wolf,${phone(61)}\n`,
    )
    const { reading, mapping } = await core.ask('imports.inspect', { handle, reading: {} })
    const done = await finished(core, 'imports.run', {
      ...{ handle, name: 'list.csv', reading, mapping, webhookId },
      ...{ makes: 'leads', knownPeople: 'update', isDryRun: false },
    })
    const [imported] = rows(core, 'select distinct batch_id as id from leads')
    const own = await send(intake, { name: 'Eva Stone', phone: phone(60) })
    expect([done.status, own.is]).toEqual(['done', 'existing'])
    return { ...intake, importId: imported?.id as string, own }
  }

  async function finished(core: TestCore, name: 'imports.run' | 'imports.undo', input: Row): Promise<Row> {
    const { taskId } = await core.ask(name, input)
    let state: Row
    await expect
      .poll(
        async () => {
          state = (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)
          return state?.status
        },
        { timeout: 20_000, interval: 5 },
      )
      .not.toBe('running')
    return state
  }

  test('that is undone stay away, and the undo of their deletion says so', async () => {
    const { core, importId } = await withImport()
    const ids = rows(core, 'select id from leads where batch_id is not null').map(({ id }) => id as number)
    const { undoId } = await core.ask('leads.delete', { target: { ids } })
    expect(await finished(core, 'imports.undo', { importId, isForced: true })).toMatchObject({
      status: 'done',
      result: { leads: 0 },
    })
    expectExact(core)
    const before = everything(core)
    expect(await core.ask('history.undo', {})).toMatchObject({
      isLost: true,
      note: '2 leads came from an import or sample data that has been taken back since, and stay deleted.',
    })
    expect(everything(core)).toEqual(before)
    // It does not stand in the way of what was done before it.
    expect(await core.api.call('history.undo', { undoId })).toMatchObject({ error: { code: 'not_found' } })
    expect((await core.ask('history.recent', {})).map(({ undoId: id }) => id)).not.toContain(undoId)
  })

  test('that is undone no longer hold up what was done to them before', async () => {
    const { core, importId, own } = await withImport()
    const ids = rows(core, 'select id from leads order by batch_id is null').map(({ id }) => id as number)
    await core.ask('leads.addNote', { id: own.leadId, text: 'first' })
    await core.ask('leads.changeMany', { target: { ids }, change: { status: 'lost' } })
    await core.ask('leads.addNote', { id: ids[0] as number, text: 'on an imported one' })
    await finished(core, 'imports.undo', { importId, isForced: true })
    expect(await core.ask('history.undo', {})).toMatchObject({
      label: expect.stringContaining('Note on'),
      isLost: true,
      note: expect.stringContaining('What it changed is no longer there'),
    })
    expect(await core.ask('history.undo', {})).toMatchObject({
      label: 'Status of 3 leads set to Lost',
      note: expect.stringContaining('Some of what it changed is no longer there'),
    })
    expect((await core.ask('leads.get', { id: own.leadId })).status).toBe('new')
    expect((await core.ask('history.undo', {})).label).toContain('Note on Eva Stone')
    expectExact(core)
  })

  test('that is undone do not take a lead of one’s own with them, nor its contact', async () => {
    const { core, importId, own } = await withImport()
    const { undoId } = await core.ask('leads.delete', {
      target: { ids: rows(core, 'select id from leads').map(({ id }) => id as number) },
    })
    await finished(core, 'imports.undo', { importId, isForced: true })
    expect(rows(core, 'select id from contacts')).toEqual([])
    const { note } = await core.ask('history.undo', { undoId })
    expect(note).toContain('2 leads came from an import')
    expect(rows(core, 'select id, contact_id from leads')).toEqual([
      { id: own.leadId, contact_id: own.contactId },
    ])
    expect(rows(core, 'select id, batch_id from contacts')).toEqual([{ id: own.contactId, batch_id: null }])
    expectExact(core)
    await core.ask('history.redo', { undoId })
    expectExact(core)
  })
})

describe('any history', () => {
  test('ends in figures that are right, and every deletion is taken back row by row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            what: fc.constantFrom(
              'send',
              'send',
              'move',
              'edit',
              'note',
              'assign',
              'book',
              'sell',
              'delete',
              'delete many',
              'delete contact',
              'merge',
              'undo',
              'redo',
            ),
            a: fc.nat(40),
            b: fc.nat(40),
          }),
          { minLength: 6, maxLength: 16 },
        ),
        async (steps) => {
          const intake = await withPeople()
          const { core, webhookId, hvacId } = intake
          for (let at = 0; at < 4; at++)
            await send(intake, { name: `Person ${at}`, phone: phone(at % 3), notes: 'roof', created_at: AT })
          const live = new Set<number>(rows(core, 'select id from leads').map(({ id }) => id))
          /** What each deletion took, in the order of the log. */
          const taken = new Map<number, readonly number[]>()
          const pick = <T>(list: readonly T[], at: number) => list[at % Math.max(1, list.length)]
          const remove = async (run: () => Promise<{ undoId?: number | undefined }>) => {
            const before = everything(core)
            const had = rows(core, 'select id from leads').map(({ id }) => id as number)
            const { undoId } = await run()
            const left = new Set(rows(core, 'select id from leads').map(({ id }) => id as number))
            const after = everything(core)
            expectExact(core)
            await core.ask('history.undo', { undoId })
            expect(everything(core)).toEqual(before)
            await core.ask('history.redo', { undoId })
            expect(everything(core)).toEqual(after)
            const gone = had.filter((id) => !left.has(id))
            for (const id of gone) live.delete(id)
            taken.set(undoId as number, gone)
          }
          for (const { what, a, b } of steps) {
            const leads = rows(core, 'select id, contact_id from leads order by id')
            const contacts = rows(
              core,
              'select id from contacts where merged_into_id is null order by id',
            ).map(({ id }) => id as number)
            const lead = pick(leads, a)
            const id = lead?.id as number
            if (what === 'send') {
              const at = new Date(Date.parse(AT) + (b % 3) * DAY).toISOString()
              const made = await send(
                intake,
                { name: `Person ${a}`, phone: phone(a % 5), created_at: at, product: 'solar' },
                b % 2 === 0 ? webhookId : hvacId,
              )
              live.add(made.leadId)
            } else if (what === 'undo' || what === 'redo') {
              const reply = await core.api.call(`history.${what}`, {})
              if (!reply.ok) expect(['not_found', 'conflict', 'refused']).toContain(reply.error.code)
              else
                for (const gone of taken.get(reply.value.undoId) ?? []) {
                  if (what === 'undo') live.add(gone)
                  else live.delete(gone)
                }
            } else if (what === 'merge') {
              const [keepId, mergeId] = [pick(contacts, a), pick(contacts, b)]
              if (keepId !== undefined && mergeId !== undefined && keepId !== mergeId)
                await core.ask('contacts.merge', { keepId, mergeId })
            } else if (what === 'delete contact') {
              const contactId = pick(contacts, a)
              if (contactId !== undefined)
                await remove(() => core.ask('contacts.delete', { ids: [contactId] }))
            } else if (lead === undefined) continue
            else if (what === 'move')
              await core.ask('leads.setStatus', { id, status: b % 2 === 0 ? 'converted' : 'lost' })
            else if (what === 'edit') await core.ask('leads.update', { id, values: { city: `Town ${b}` } })
            else if (what === 'note') await core.ask('leads.addNote', { id, text: `The roof, ${b} times` })
            else if (what === 'assign')
              await core.ask('leads.update', {
                id,
                values: { workspace_id: b % 2 === 0 ? 'north' : 'south' },
              })
            else if (what === 'book') book(core, id, lead.contact_id)
            else if (what === 'sell') sell(core, b % 4 === 0 ? null : id, lead.contact_id, b * 100)
            else if (what === 'delete')
              await remove(() => core.ask('leads.delete', { target: { ids: [id] } }))
            else if (what === 'delete many') {
              const ids = leads.filter((_, at) => at % 3 !== b % 3).map((one) => one.id as number)
              if (ids.length > 0) await remove(() => core.ask('leads.delete', { target: { ids } }))
            }
            expectExact(core)
            expect(rows(core, 'select id from leads order by id').map((row) => row.id)).toEqual(
              [...live].sort((x, y) => x - y),
            )
          }
          await core.close()
        },
      ),
      { numRuns: 25 },
    )
  }, 60_000)
})
