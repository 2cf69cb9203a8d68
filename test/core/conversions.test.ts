// Conversions through the front door: logged, changed, voided and undone; what lead, workspace and figures make of them; and what is refused in words.
import { describe, expect, test } from 'vitest'
import { monotonicClock } from '../../electron/core/clock.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { openImport } from '../support/imports.ts'
import { openIntake, rows } from '../support/intake.ts'

const ANA = {
  first_name: 'Ana',
  last_name: 'Ruiz',
  phone: '602-555-0142',
  created_at: '2026-03-02T17:00:00.000Z',
}
const BEN = {
  first_name: 'Ben',
  last_name: 'Okafor',
  phone: '520-555-0143',
  created_at: '2026-03-05T17:00:00.000Z',
}
const NOW = Date.parse('2026-04-10T18:00:00.000Z')

/** A clock that moves on whenever it is looked at, so that no two things happen at once. */
function tickingClock() {
  let ms = NOW
  return monotonicClock(() => ++ms)
}

async function withLeads() {
  const core = await openCore({ clock: tickingClock() })
  const { webhookId } = await furnish(core)
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  await core.ask('workspaces.create', { id: 'north', name: 'North Solar' })
  await core.ask('workspaces.create', { id: 'south', name: 'South Solar' })
  const ana = await core.ask('leads.create', { webhookId, values: ANA })
  const ben = await core.ask('leads.create', { webhookId, values: BEN })
  await core.ask('leads.update', { id: ana.leadId, values: { workspace_id: 'north' } })
  return { core, webhookId, ana, ben }
}

const lead = (core: TestCore, id: number) => core.ask('leads.get', { id })
const place = (core: TestCore, id: number) =>
  rows(
    core,
    `select status, stage_reached, contacted_at, qualified_at, proposal_sent_at, negotiating_at, scheduled_at, converted_at from leads where id = ?`,
    id,
  )[0]
const stored = (core: TestCore) => ({
  conversions: rows(core, 'select * from conversions order by rowid').map(({ updated_at: _, ...row }) => row),
  leads: rows(core, 'select * from leads order by id').map(({ updated_at: _, ...row }) => row),
  workspaces: rows(core, 'select id, total_conversions, total_revenue_cents from workspaces order by id'),
  days: rows(
    core,
    'select webhook_id, date, total_leads, converted_leads, conversion_ms_sum, total_revenue_cents from lead_analytics order by 1, 2',
  ),
})
const totals = (core: TestCore, id = 'north') =>
  rows(
    core,
    'select total_conversions as sales, total_revenue_cents as cents from workspaces where id = ?',
    id,
  )[0]
const revenueOf = (core: TestCore, date: string) =>
  rows(core, 'select total_revenue_cents as cents from lead_analytics where date = ?', date)[0]?.cents ?? 0
const kinds = async (core: TestCore, id: string) =>
  (await core.ask('conversions.get', { id })).events.map(({ eventType, data }) =>
    typeof data.field === 'string' ? data.field : eventType,
  )

describe('logging', () => {
  test('a sale is the lead’s, its workspace’s and its day’s, once, with the history of each', async () => {
    const { core, ana } = await withLeads()
    const { id, label } = await core.ask('conversions.log', {
      of: { leadId: ana.leadId },
      conversionType: 'sale',
      valueCents: 1_250_050,
      convertedAt: '2026-04-09T06:30:00.000Z',
      customData: { 'Contract id': 'SV-100', 'System size (kW)': 7.2 },
      note: 'Signed at the kitchen table',
    })
    expect(label).toBe('Sale of $12,500.50 to Ana Ruiz logged')
    expect(await core.ask('conversions.get', { id })).toMatchObject({
      contactId: ana.contactId,
      leadId: ana.leadId,
      firstName: 'Ana',
      workspaceId: 'north',
      workspaceName: 'North Solar',
      currency: 'USD',
      convertedBy: 'dana-reyes',
      convertedByName: 'Dana Reyes',
      customData: { 'Contract id': 'SV-100', 'System size (kW)': 7.2 },
      lead: { status: 'converted' },
    })
    expect(await kinds(core, id)).toEqual(['note_added', 'created'])
    // The day before in Phoenix.
    expect(rows(core, 'select converted_day as day from conversions')).toEqual([{ day: '2026-04-08' }])
    expect(revenueOf(core, '2026-04-08')).toBe(1_250_050)
    expect(totals(core)).toEqual({ sales: 1, cents: 1_250_050 })
    const { events, convertedAt, status } = await lead(core, ana.leadId)
    expect({ status, convertedAt }).toEqual({ status: 'converted', convertedAt: '2026-04-09T06:30:00.000Z' })
    expect(events.slice(0, 2).map(({ eventType }) => eventType)).toEqual(['converted', 'status_changed'])
    expect(
      rows(
        core,
        `select action, action_details as details from workspace_tracking where action = 'converted'`,
      ),
    ).toEqual([{ action: 'converted', details: 'Sale logged ($12,500.50)' }])
    expect(
      rows(core, 'select * from workspace_conversion_summary where workspace_id = ?', 'north'),
    ).toMatchObject([{ total_conversions: 1, total_revenue: 12_500.5, currency: 'USD' }])
    expect(rows(core, 'select * from daily_conversion_metrics')).toMatchObject([
      { conversion_date: '2026-04-08', conversion_count: 1, daily_revenue: 12_500.5, currency: 'USD' },
    ])
  })

  test.each([
    ['qualified', 'qualified', 'qualified'],
    ['proposal', 'proposal_sent', 'updated'],
    ['appointment', 'scheduled', 'updated'],
    ['contract', 'converted', 'converted'],
  ] as const)('%s moves a new lead to %s, and back with undo', async (conversionType, status, action) => {
    const { core, ana } = await withLeads()
    const before = stored(core)
    const { undoId } = await core.ask('conversions.log', { of: { leadId: ana.leadId }, conversionType })
    expect((await lead(core, ana.leadId)).status).toBe(status)
    expect(rows(core, 'select action from workspace_tracking order by id desc limit 1')).toEqual([{ action }])
    const after = stored(core)
    await core.ask('history.undo', { undoId })
    expect(stored(core)).toEqual(before)
    await core.ask('history.redo', { undoId })
    expect(stored(core)).toEqual(after)
  })

  test('a milestone never moves backwards, and out of an exit only a sale does', async () => {
    const { core, ana } = await withLeads()
    const of = { leadId: ana.leadId }
    await core.ask('leads.setStatus', { id: ana.leadId, status: 'negotiating' })
    await core.ask('conversions.log', { of, conversionType: 'qualified' })
    expect((await lead(core, ana.leadId)).status).toBe('negotiating')
    await core.ask('leads.setStatus', { id: ana.leadId, status: 'lost' })
    await core.ask('conversions.log', { of, conversionType: 'appointment' })
    expect((await lead(core, ana.leadId)).status).toBe('lost')
    await core.ask('conversions.log', { of, conversionType: 'sale', valueCents: 100 })
    expect((await lead(core, ana.leadId)).status).toBe('converted')
    expect(totals(core)).toEqual({ sales: 1, cents: 100 })
  })

  test('of a contact alone: no lead moves, and the workspace is one of its leads or none', async () => {
    const { core, ana } = await withLeads()
    const before = await lead(core, ana.leadId)
    const { id } = await core.ask('conversions.log', {
      of: { contactId: ana.contactId },
      conversionType: 'sale',
      valueCents: 5_000,
      workspaceId: 'north',
    })
    expect((await lead(core, ana.leadId)).status).toBe(before.status)
    expect(totals(core)).toEqual({ sales: 1, cents: 5_000 })
    expect(await core.ask('conversions.of', { contactId: ana.contactId })).toMatchObject([
      { id, leadId: null },
    ])
    expect(await core.ask('conversions.of', { leadId: ana.leadId })).toEqual([])
    const elsewhere = await core.api.call('conversions.log', {
      of: { contactId: ana.contactId },
      conversionType: 'sale',
      workspaceId: 'south',
    })
    expect(elsewhere).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('has no lead in South Solar') },
    })
  })

  test.each([
    [{ valueCents: -1 }, 'cannot be negative'],
    [{ valueCents: 100_000_000_001 }, 'slipped digit'],
    [{ currency: 'XQX' }, 'three letters'],
    [{ convertedAt: '2026-04-12T00:00:00.000Z' }, 'still to come'],
    [{ convertedAt: '1989-12-31T12:00:00.000Z' }, 'cannot be meant'],
    [{ convertedBy: 'nobody-here' }, 'no agent'],
    [{ workspaceId: 'south' }, 'This lead belongs to North Solar'],
    [{ customData: { '': 'x' } }, 'Give the detail a name'],
  ])('%j is refused in words, and nothing is written', async (values, words) => {
    const { core, ana } = await withLeads()
    const before = stored(core)
    const reply = await core.api.call('conversions.log', {
      of: { leadId: ana.leadId },
      conversionType: 'sale',
      ...values,
    })
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(reply.ok || `${reply.error.message} ${JSON.stringify(reply.error.details)}`).toContain(words)
    expect(stored(core)).toEqual(before)
  })

  test('a deleted lead is named, and a merged contact is the one that it belongs to', async () => {
    const { core, ana, ben } = await withLeads()
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: ben.contactId, choices: {} })
    const { id } = await core.ask('conversions.log', {
      of: { contactId: ben.contactId },
      conversionType: 'sale',
    })
    expect((await core.ask('conversions.get', { id })).contactId).toBe(ana.contactId)
    await core.ask('leads.delete', { target: { ids: [ben.leadId] } })
    expect(
      await core.api.call('conversions.log', { of: { leadId: ben.leadId }, conversionType: 'sale' }),
    ).toMatchObject({ ok: false, error: { message: expect.stringContaining('was deleted by Dana Reyes') } })
  })
})

describe('the first sale', () => {
  test('is when the lead converted; an earlier one that is logged later moves it, never before the lead came', async () => {
    const { core, ana } = await withLeads()
    const of = { leadId: ana.leadId }
    const log = (convertedAt: string) =>
      core.ask('conversions.log', { of, conversionType: 'sale', convertedAt })
    await log('2026-04-05T12:00:00.000Z')
    const earlier = await log('2026-04-01T12:00:00.000Z')
    expect(place(core, ana.leadId).converted_at).toBe('2026-04-01T12:00:00.000Z')
    await core.ask('conversions.update', { id: earlier.id, convertedAt: '2026-04-03T12:00:00.000Z' })
    expect(place(core, ana.leadId).converted_at).toBe('2026-04-03T12:00:00.000Z')
    const before = await log('2020-01-01T00:00:00.000Z')
    expect(place(core, ana.leadId).converted_at).toBe(ANA.created_at)
    expect((await core.ask('conversions.get', { id: before.id })).convertedAt).toBe(
      '2020-01-01T00:00:00.000Z',
    )
    expect(
      rows(core, 'select converted_leads, conversion_ms_sum from lead_analytics where converted_leads > 0'),
    ).toEqual([{ converted_leads: 1, conversion_ms_sum: 0 }])
    await core.ask('conversions.void', { id: before.id, reason: 'Another customer' })
    expect(place(core, ana.leadId).converted_at).toBe('2026-04-03T12:00:00.000Z')
  })

  test('set by hand before, that stays when the sale is voided', async () => {
    const { core, ana } = await withLeads()
    await core.ask('leads.setStatus', { id: ana.leadId, status: 'converted' })
    const byHand = place(core, ana.leadId)
    const { id } = await core.ask('conversions.log', {
      of: { leadId: ana.leadId },
      conversionType: 'sale',
      convertedAt: '2026-03-10T12:00:00.000Z',
    })
    expect(place(core, ana.leadId).converted_at).toBe('2026-03-10T12:00:00.000Z')
    await core.ask('conversions.void', { id, reason: 'Never signed' })
    expect(place(core, ana.leadId)).toEqual(byHand)
  })

  test('of a lead that a file brought as converted says when, and nobody does once it is taken back', async () => {
    const { core, bring, rows: found } = await openImport()
    await bring('Name,Phone,Lead Status\nAna Ruiz,602-555-0142,Sold\n')
    const [{ id: leadId }] = found('select id from leads')
    const brought = place(core, leadId)
    expect(brought).toMatchObject({ stage_reached: 'converted', converted_at: null })
    const figures = () => found('select converted_leads, conversion_ms_sum from lead_analytics')
    const before = figures()
    const sale = { of: { leadId }, conversionType: 'sale' } as const
    const { undoId } = await core.ask('conversions.log', sale)
    expect(place(core, leadId).converted_at).not.toBeNull()
    await core.ask('history.undo', { undoId })
    expect([place(core, leadId), figures()]).toEqual([brought, before])
    const { id } = await core.ask('conversions.log', sale)
    await core.ask('conversions.void', { id, reason: 'Cancelled' })
    expect([place(core, leadId), figures()]).toEqual([brought, before])
  })

  test('stands also when a change of status from before it is undone', async () => {
    const { core, ana } = await withLeads()
    const { undoId } = await core.ask('leads.setStatus', { id: ana.leadId, status: 'converted' })
    await core.ask('conversions.log', {
      of: { leadId: ana.leadId },
      conversionType: 'sale',
      convertedAt: '2026-04-10T19:00:00.000Z',
    })
    await core.ask('history.undo', { undoId })
    expect(place(core, ana.leadId)).toMatchObject({
      stage_reached: 'converted',
      converted_at: '2026-04-10T19:00:00.000Z',
    })
    await core.ask('history.redo', { undoId })
    expect((await lead(core, ana.leadId)).status).toBe('converted')
  })
})

describe('voiding', () => {
  test('takes the lead back to where it was, and the figures too; undo and redo are exact', async () => {
    const { core, ana } = await withLeads()
    await core.ask('leads.setStatus', { id: ana.leadId, status: 'proposal_sent' })
    const before = stored(core)
    const { id } = await core.ask('conversions.log', {
      of: { leadId: ana.leadId },
      conversionType: 'contract',
      valueCents: 9_900,
    })
    const sold = stored(core)
    const { undoId } = await core.ask('conversions.void', { id, reason: 'Entered twice' })
    expect(stored(core)).toMatchObject({
      leads: before.leads,
      workspaces: before.workspaces,
      days: before.days,
    })
    const voided = stored(core)
    expect(await core.ask('conversions.get', { id })).toMatchObject({ voidReason: 'Entered twice' })
    expect(await kinds(core, id)).toEqual(['voided', 'created'])
    await core.ask('history.undo', { undoId })
    expect(stored(core)).toEqual(sold)
    await core.ask('history.redo', { undoId })
    expect(stored(core)).toEqual(voided)
  })

  test('while another sale stands the lead stays converted; without it, it goes back past both', async () => {
    const { core, ana } = await withLeads()
    const of = { leadId: ana.leadId }
    const start = place(core, ana.leadId)
    const one = await core.ask('conversions.log', {
      of,
      conversionType: 'sale',
      convertedAt: '2026-04-01T12:00:00.000Z',
    })
    const two = await core.ask('conversions.log', {
      of,
      conversionType: 'sale',
      convertedAt: '2026-04-02T12:00:00.000Z',
    })
    const both = place(core, ana.leadId)
    const voided = await core.ask('conversions.void', { id: one.id, reason: 'No' })
    expect(place(core, ana.leadId)).toMatchObject({
      status: 'converted',
      converted_at: '2026-04-02T12:00:00.000Z',
    })
    await core.ask('conversions.void', { id: two.id, reason: 'No' })
    expect(place(core, ana.leadId)).toEqual(start)
    await core.ask('history.undo', {})
    await core.ask('history.undo', { undoId: voided.undoId })
    expect(place(core, ana.leadId)).toEqual(both)
  })

  test('what somebody decided since stays', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('conversions.log', { of: { leadId: ana.leadId }, conversionType: 'sale' })
    await core.ask('leads.setStatus', { id: ana.leadId, status: 'lost' })
    const lost = place(core, ana.leadId)
    await core.ask('conversions.void', { id, reason: 'Cancelled within three days' })
    expect(place(core, ana.leadId)).toMatchObject({
      status: 'lost',
      stage_reached: 'new',
      converted_at: null,
    })
    await core.ask('history.undo', {})
    expect(place(core, ana.leadId)).toEqual(lost)
  })

  test('a milestone and then a sale: each takes back what it alone said', async () => {
    const { core, ana } = await withLeads()
    const of = { leadId: ana.leadId }
    const start = place(core, ana.leadId)
    const milestone = await core.ask('conversions.log', { of, conversionType: 'qualified' })
    const sale = await core.ask('conversions.log', { of, conversionType: 'sale' })
    await core.ask('conversions.void', { id: milestone.id, reason: 'No' })
    expect(place(core, ana.leadId)).toMatchObject({ status: 'converted', stage_reached: 'converted' })
    await core.ask('conversions.void', { id: sale.id, reason: 'No' })
    expect(place(core, ana.leadId)).toEqual(start)
  })

  test('twice, or changing what is voided, is refused in words', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('conversions.log', { of: { leadId: ana.leadId }, conversionType: 'sale' })
    await core.ask('conversions.void', { id, reason: 'Test' })
    expect(await core.api.call('conversions.void', { id, reason: 'Again' })).toMatchObject({
      ok: false,
      error: { code: 'refused', message: 'This conversion is voided already: Test' },
    })
    expect(await core.api.call('conversions.update', { id, valueCents: 1 })).toMatchObject({
      ok: false,
      error: { code: 'refused', message: expect.stringContaining('voided, so it cannot be changed') },
    })
    await core.ask('conversions.addNote', { id, text: 'Asked Ana' })
    expect(await kinds(core, id)).toEqual(['note_added', 'voided', 'created'])
  })
})

describe('changing', () => {
  test('value, currency, date and agent: an event each with old and new, figures and undo', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('conversions.log', {
      of: { leadId: ana.leadId },
      conversionType: 'sale',
      valueCents: 10_000,
      convertedAt: '2026-04-05T18:00:00.000Z',
    })
    const before = stored(core)
    const { undoId } = await core.ask('conversions.update', {
      id,
      valueCents: 20_000,
      convertedAt: '2026-04-06T18:00:00.000Z',
    })
    expect([revenueOf(core, '2026-04-05'), revenueOf(core, '2026-04-06')]).toEqual([0, 20_000])
    expect(totals(core)).toEqual({ sales: 1, cents: 20_000 })
    expect(await core.ask('conversions.get', { id })).toMatchObject({
      events: [
        { eventType: 'value_updated', data: { field: 'converted_at' } },
        { eventType: 'value_updated', data: { field: 'value_cents', from: 10_000, to: 20_000 } },
        { eventType: 'created' },
      ],
    })
    await core.ask('history.undo', { undoId })
    expect(stored(core)).toEqual(before)
    // What was changed since is shown before it is overwritten, also of the whole sale.
    const changed = await core.ask('conversions.update', { id, valueCents: 30_000 })
    await core.ask('conversions.update', { id, valueCents: 40_000 })
    expect(await core.api.call('history.undo', { undoId: changed.undoId })).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: expect.stringContaining('value cents "40000"') },
    })
    expect((await core.ask('conversions.update', { id, valueCents: 40_000 })).undoId).toBeUndefined()
  })

  test('in another currency it is shown apart, and the sums follow the agency’s', async () => {
    const { core, ana, ben } = await withLeads()
    const log = (leadId: number, valueCents: number, currency: string) =>
      core.ask('conversions.log', { of: { leadId }, conversionType: 'sale', valueCents, currency })
    await log(ana.leadId, 10_000, 'USD')
    const euros = await log(ana.leadId, 5_000, 'EUR')
    await log(ben.leadId, 700, 'EUR')
    expect(totals(core)).toEqual({ sales: 2, cents: 10_000 })
    expect((await core.ask('conversions.page', {})).sums).toEqual([
      { currency: 'USD', conversions: 1, withValue: 1, revenueCents: 10_000 },
      { currency: 'EUR', conversions: 2, withValue: 2, revenueCents: 5_700 },
    ])
    await core.ask('settings.update', { currency: 'EUR' })
    expect(totals(core)).toEqual({ sales: 2, cents: 5_000 })
    expect(revenueOf(core, '2026-04-10')).toBe(5_700)
    await core.ask('conversions.update', { id: euros.id, currency: 'USD' })
    expect(totals(core)).toEqual({ sales: 2, cents: 0 })
    await core.ask('settings.update', { currency: 'USD', timeZone: 'Pacific/Auckland' })
    expect(totals(core)).toEqual({ sales: 2, cents: 15_000 })
    expect([revenueOf(core, '2026-04-10'), revenueOf(core, '2026-04-11')]).toEqual([0, 15_000])
  })
})

describe('what hangs together', () => {
  test('a deleted lead takes its sales along and brings them back; what was done to them waits for that', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('conversions.log', {
      of: { leadId: ana.leadId },
      conversionType: 'sale',
      valueCents: 10_000,
    })
    const changed = await core.ask('conversions.update', { id, valueCents: 20_000 })
    const before = stored(core)
    const deleted = await core.ask('leads.delete', { target: { ids: [ana.leadId] } })
    expect(totals(core)).toEqual({ sales: 0, cents: 0 })
    expect(await core.api.call('history.undo', { undoId: changed.undoId })).toMatchObject({
      ok: false,
      error: { code: 'not_found', message: expect.stringContaining('Undo that first') },
    })
    await core.ask('history.undo', { undoId: deleted.undoId })
    expect(stored(core)).toEqual(before)
    await core.ask('history.undo', { undoId: changed.undoId })
    expect(totals(core)).toEqual({ sales: 1, cents: 10_000 })
  })

  test('a merge moves them, and undoing the sale afterwards still can', async () => {
    const { core, ana, ben } = await withLeads()
    const sale = await core.ask('conversions.log', { of: { leadId: ben.leadId }, conversionType: 'sale' })
    const merged = await core.ask('contacts.merge', {
      keepId: ana.contactId,
      mergeId: ben.contactId,
      choices: {},
    })
    expect((await core.ask('conversions.get', { id: sale.id })).contactId).toBe(ana.contactId)
    await core.ask('history.undo', { undoId: sale.undoId })
    await core.ask('history.redo', { undoId: sale.undoId })
    expect((await core.ask('conversions.get', { id: sale.id })).contactId).toBe(ana.contactId)
    await core.ask('history.undo', { undoId: merged.undoId })
    expect((await core.ask('conversions.get', { id: sale.id })).contactId).toBe(ben.contactId)
  })

  test('a test lead’s sale moves the lead and counts nowhere', async () => {
    const { core, post, hvacId } = await openIntake({ clock: tickingClock() })
    const { json } = await post(
      { name: 'Test Lead', phone: '602-555-0199', is_test: true },
      { path: `/webhook/${hvacId}` },
    )
    const leadId = json.lead_id as number
    expect(rows(core, 'select is_test from leads')).toEqual([{ is_test: 1 }])
    const { id } = await core.ask('conversions.log', {
      of: { leadId },
      conversionType: 'sale',
      valueCents: 4_200,
    })
    expect((await lead(core, leadId)).status).toBe('converted')
    expect(rows(core, 'select * from daily_conversion_metrics')).toEqual([])
    expect(await core.ask('conversions.page', {})).toMatchObject({ rows: [{ id, isTest: true }], sums: [] })
    await core.ask('settings.update', { timeZone: 'Asia/Tokyo', currency: 'JPY' })
    await core.ask('conversions.void', { id, reason: 'A test' })
    await core.ask('history.undo', {})
    await core.ask('leads.delete', { target: { ids: [leadId] } })
    await core.ask('history.undo', {})
    expect(rows(core, 'select * from lead_analytics')).toEqual([])
  })

  test('a sale of the sample data takes its lead back like any other', async () => {
    const core = await openCore()
    const ended = new Promise<void>((resolve) => {
      core.api.onChanges(({ tasks }) => {
        if (tasks?.some(({ status }) => status !== 'running')) resolve()
      })
    })
    await core.ask('sampleData.create', { leads: 120, seed: 5 })
    await ended
    const sold = rows(
      core,
      `select c.id, c.lead_id from conversions c join leads l on l.id = c.lead_id
       where c.conversion_type in ('sale', 'contract') and c.voided_at is null and l.status = 'converted'
         and (select count(*) from conversions o where o.lead_id = l.id and o.voided_at is null and o.conversion_type <> 'qualified') = 1`,
    )
    expect(sold.length).toBeGreaterThan(0)
    for (const { id, lead_id } of sold) {
      const before = place(core, lead_id)
      await core.ask('conversions.void', { id, reason: 'No' })
      const now = place(core, lead_id)
      expect(now).toMatchObject({ status: now.stage_reached, converted_at: null })
      await core.ask('history.undo', {})
      expect(place(core, lead_id)).toEqual(before)
    }
  })
})

describe('the list', () => {
  test('filters, searches, sorts and sums all that match', async () => {
    const { core, ana, ben } = await withLeads()
    const log = (leadId: number, values: object) =>
      core.ask('conversions.log', { of: { leadId }, conversionType: 'sale', ...values })
    const small = await log(ana.leadId, { valueCents: 1_000, convertedAt: '2026-04-01T18:00:00.000Z' })
    const big = await log(ben.leadId, { valueCents: 9_000, convertedAt: '2026-04-03T18:00:00.000Z' })
    const none = await log(ben.leadId, {
      conversionType: 'qualified',
      convertedAt: '2026-04-04T18:00:00.000Z',
    })
    const gone = await log(ana.leadId, { valueCents: 500, convertedAt: '2026-04-05T18:00:00.000Z' })
    await core.ask('conversions.void', { id: gone.id, reason: 'Twice' })
    const ids = async (input: object) => (await core.ask('conversions.page', input)).rows.map(({ id }) => id)
    expect(await ids({})).toEqual([none.id, big.id, small.id])
    expect(await ids({ filter: { voided: 'only' } })).toEqual([gone.id])
    expect(await ids({ filter: { voided: 'with' } })).toEqual([gone.id, none.id, big.id, small.id])
    expect(await ids({ filter: { types: ['qualified'] } })).toEqual([none.id])
    expect(await ids({ filter: { from: '2026-04-03', to: '2026-04-03' } })).toEqual([big.id])
    expect(await ids({ filter: { leastCents: 2_000 } })).toEqual([big.id])
    expect(await ids({ filter: { mostCents: 2_000 } })).toEqual([small.id])
    expect(await ids({ filter: { workspaceId: 'north' } })).toEqual([small.id])
    expect(await ids({ filter: { workspaceId: null } })).toEqual([none.id, big.id])
    expect(await ids({ filter: { agents: ['somebody'] } })).toEqual([])
    expect(await ids({ filter: { search: 'okaf' } })).toEqual([none.id, big.id])
    expect(await ids({ filter: { search: '0142' } })).toEqual([small.id])
    expect(await ids({ filter: { contactId: ana.contactId } })).toEqual([small.id])
    expect(await ids({ sort: { column: 'value', direction: 'desc' } })).toEqual([big.id, small.id, none.id])
    expect(await ids({ sort: { column: 'value', direction: 'asc' } })).toEqual([small.id, big.id, none.id])
    expect(await ids({ offset: 1, limit: 1 })).toEqual([big.id])
    expect(await core.ask('conversions.page', { filter: { voided: 'with' } })).toMatchObject({
      total: 4,
      isTotalExact: true,
      sums: [{ currency: 'USD', conversions: 2, withValue: 2, revenueCents: 10_000 }],
    })
  })
})
