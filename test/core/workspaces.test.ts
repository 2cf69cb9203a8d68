// Workspaces: what they have sold, their API key, and the trail of what was done in them.
import { describe, expect, test } from 'vitest'
import { hashKey } from '../../electron/core/vault.ts'
import type { Input } from '../../shared/contract/index.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

async function open() {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  await core.ask('workspaces.create', { id: 'solar-west', name: 'Solar West' })
  await core.ask('workspaces.create', { id: 'solar-east', name: 'Solar East' })
  let last = 0
  const lead = async (workspaceId: string | null = 'solar-west') => {
    const phone = `602-555-01${String(++last).padStart(2, '0')}`
    const { leadId } = await core.ask('leads.create', { webhookId, values: { first_name: 'Ana', phone } })
    if (workspaceId !== null)
      await core.ask('leads.update', { id: leadId, values: { workspace_id: workspaceId } })
    return leadId
  }
  return { core, lead }
}

function sell(core: TestCore, leadId: number, more: Partial<Record<string, string | number | null>> = {}) {
  const row: Record<string, string | number | null> = {
    id: crypto.randomUUID(),
    lead_id: leadId,
    contact_id: rows(core, 'select contact_id from leads where id = ?', leadId)[0].contact_id,
    workspace_id: 'solar-west',
    converted_by: 'dana-reyes',
    converted_at: '2026-11-20T18:00:00.000Z',
    converted_day: '2026-11-20',
    conversion_type: 'sale',
    currency: 'USD',
    value_cents: 100_000,
    created_at: '2026-11-20T18:00:00.000Z',
    updated_at: '2026-11-20T18:00:00.000Z',
    ...more,
  }
  const names = Object.keys(row)
  core.writer.connection
    .sql(`insert into conversions (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
    .run(...Object.values(row))
}

test('says what it has sold, a line for each currency, without what is voided, a milestone or a test', async () => {
  const { core, lead } = await open()
  const [first, second] = [await lead(), await lead()]
  sell(core, first)
  sell(core, first, { value_cents: null, converted_at: '2026-11-21T18:00:00.000Z' })
  sell(core, second, { conversion_type: 'contract', value_cents: 50_001 })
  sell(core, second, { currency: 'CAD', value_cents: 7_000 })
  sell(core, second, { conversion_type: 'qualified', value_cents: 9_900 })
  sell(core, second, { voided_at: '2026-11-22T18:00:00.000Z', void_reason: 'cancelled' })
  sell(core, await lead(), { workspace_id: 'solar-east', value_cents: 1 })
  const usd = {
    currency: 'USD',
    totalConversions: 3,
    totalRevenueCents: 150_001,
    uniqueContactsConverted: 2,
    lastConversionAt: '2026-11-21T18:00:00.000Z',
  }
  const cad = { currency: 'CAD', totalConversions: 1, totalRevenueCents: 7_000, uniqueContactsConverted: 1 }
  const west = await core.ask('workspaces.get', { id: 'solar-west' })
  expect(west).toMatchObject({
    name: 'Solar West',
    permissions: ['read'],
    keyHint: null,
    summary: [usd, cad],
  })
  expect(west.summary[0]?.avgConversionValueCents).toBeCloseTo(75_000.5, 6)
  expect(await core.ask('workspaces.summaries', {})).toMatchObject([
    { workspaceId: 'solar-west', ...usd },
    { workspaceId: 'solar-west', ...cad },
    { workspaceId: 'solar-east', totalRevenueCents: 1 },
  ])
  expect((await core.ask('workspaces.create', { id: 'new-one', name: 'New One' })).id).toBe('new-one')
  expect((await core.ask('workspaces.get', { id: 'new-one' })).summary).toEqual([])
  expect(await core.api.call('workspaces.get', { id: 'gone' })).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  })
})

describe('its API key', () => {
  test('is shown once, kept as a hash, replaced and ended; no undo brings one back', async () => {
    const { core } = await open()
    const hint = async () => (await core.ask('workspaces.get', { id: 'solar-west' })).keyHint
    const { apiKey: first } = await core.ask('workspaces.rotateKey', { id: 'solar-west' })
    expect(first).toMatch(/^clw_[\w-]{43}_[0-9a-f]{6}$/)
    expect(await hint()).toBe(`${first.slice(0, 8)}…${first.slice(-4)}`)
    const { apiKey: second } = await core.ask('workspaces.rotateKey', { id: 'solar-west' })
    expect(second).not.toBe(first)
    expect(rows(core, `select api_key from workspaces where id = 'solar-west'`)).toEqual([
      { api_key: hashKey(second) },
    ])
    const dump = JSON.stringify([
      rows(core, 'select * from workspaces'),
      rows(core, 'select * from undo_log'),
    ])
    expect(dump).not.toContain(first)
    expect(dump).not.toContain(second)
    // What was done before it is undone without touching it.
    await core.ask('workspaces.update', { id: 'solar-west', permissions: ['convert', 'read'] })
    await core.ask('workspaces.rotateKey', { id: 'solar-west' })
    const kept = await hint()
    await core.ask('history.undo', {})
    const after = await core.ask('workspaces.get', { id: 'solar-west' })
    expect([after.keyHint, after.permissions]).toEqual([kept, ['read']])
    await core.ask('workspaces.removeKey', { id: 'solar-west' })
    expect(await hint()).toBeNull()
    expect(rows(core, `select api_key from workspaces where api_key is not null`)).toEqual([])
    expect(await core.api.call('workspaces.rotateKey', { id: 'gone' })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
  })

  test('opens what the permissions say, each given once, in one order', async () => {
    const { core } = await open()
    const may = async () => (await core.ask('workspaces.get', { id: 'solar-west' })).permissions
    await core.ask('workspaces.update', { id: 'solar-west', permissions: ['convert', 'write', 'read'] })
    expect(await may()).toEqual(['read', 'write', 'convert'])
    await core.ask('workspaces.update', { id: 'solar-west', permissions: [] })
    expect(await may()).toEqual([])
    const twice = await core.api.call('workspaces.update', {
      id: 'solar-west',
      permissions: ['read', 'read'],
    })
    expect(twice).toMatchObject({ ok: false, error: { code: 'invalid' } })
  })
})

describe('the trail', () => {
  const trail = async (core: TestCore, input: Input<'workspaces.tracking'> = {}) =>
    (await core.ask('workspaces.tracking', input)).rows.map(({ workspaceId, action, details, leadId }) => [
      workspaceId,
      action,
      details,
      leadId,
    ])

  test('tells in words, newest first, of a workspace, a contact or a lead, and of the actions asked for', async () => {
    const { core, lead } = await open()
    const one = await lead()
    await core.ask('leads.setStatus', { id: one, status: 'qualified' })
    await core.ask('leads.setStatus', { id: one, status: 'proposal_sent' })
    await core.ask('leads.update', { id: one, values: { workspace_id: 'solar-east' } })
    const two = await lead()
    expect(await trail(core, { workspaceId: 'solar-west' })).toEqual([
      ['solar-west', 'received', 'Moved here by hand', two],
      ['solar-west', 'sent', 'Moved by hand to Solar East', one],
      ['solar-west', 'updated', 'Qualified → Proposal sent', one],
      ['solar-west', 'qualified', 'New → Qualified', one],
      ['solar-west', 'received', 'Moved here by hand', one],
    ])
    expect(await trail(core, { leadId: one, actions: ['received', 'sent'] })).toEqual([
      ['solar-east', 'received', 'Moved here by hand from Solar West', one],
      ['solar-west', 'sent', 'Moved by hand to Solar East', one],
      ['solar-west', 'received', 'Moved here by hand', one],
    ])
    const contactId = (await core.ask('leads.get', { id: two })).contactId as number
    expect(await core.ask('workspaces.tracking', { contactId })).toMatchObject({
      total: 1,
      isTotalExact: true,
      rows: [{ name: 'Ana', workspaceName: 'Solar West', performedByName: 'Dana Reyes' }],
    })
    const second = await core.ask('workspaces.tracking', { workspaceId: 'solar-west', offset: 1, limit: 2 })
    expect([second.total, second.rows.length, second.rows[0]?.action]).toEqual([5, 2, 'sent'])
  })

  test('tells of edits, notes, calls, appointments and who it went to, and of what was taken back', async () => {
    const { core, lead } = await open()
    await core.ask('agents.save', { name: 'Ben Okafor' })
    await core.ask('workspaces.update', {
      id: 'solar-west',
      assignment: { mode: 'agent', agents: ['ben-okafor'] },
    })
    const one = await lead()
    await core.ask('leads.update', { id: one, values: { email: 'ana@example.com', city: 'Mesa' } })
    await core.ask('leads.update', { id: one, values: { assigned_to: 'dana-reyes' } })
    await core.ask('leads.addNote', { id: one, text: 'Wants to be called in the evening.' })
    await core.ask('leads.logCall', { id: one, result: 'no_answer' })
    await core.ask('history.undo', {})
    const { id } = await core.ask('appointments.book', {
      leadId: one,
      when: { at: new Date(Date.now() + 86_400_000).toISOString() },
      acceptsConflicts: true,
    })
    await core.ask('appointments.setStatus', { id, status: 'confirmed' })
    const contactId = (await core.ask('leads.get', { id: one })).contactId as number
    await core.ask('contacts.update', { id: contactId, values: { last_name: 'Ruiz' } })
    const { rows: all } = await core.ask('workspaces.tracking', { leadId: one })
    expect(all.map(({ details, performedByName }) => [details, performedByName]).reverse()).toEqual([
      ['Moved here by hand', 'Dana Reyes'],
      ['Assigned to Ben Okafor. Takes what comes to Solar West.', null],
      ['Email, City changed', 'Dana Reyes'],
      ['Assigned to Dana Reyes', 'Dana Reyes'],
      ['Note added', 'Dana Reyes'],
      ['Called: no answer', 'Dana Reyes'],
      ['Called: no answer: undone', 'Dana Reyes'],
      ['New → Scheduled', 'Dana Reyes'],
      ['Appointment booked', 'Dana Reyes'],
      ['Appointment confirmed', 'Dana Reyes'],
      ['Last name changed', 'Dana Reyes'],
    ])
  })

  test('walks an index, whatever it is narrowed to, and sorts nothing', async () => {
    const { core, lead } = await open()
    await lead()
    const plans: Record<string, string> = {}
    for (const column of ['workspace_id', 'contact_id', 'lead_id'] as const)
      plans[column] = rows(
        core,
        `explain query plan select t.* from workspace_tracking t where 1 = 1 and t.${column} = 1 order by t.id desc limit 100 offset 0`,
      )
        .map(({ detail }) => detail)
        .join()
    expect(plans).toEqual({
      workspace_id: expect.stringMatching(/^SEARCH t USING INDEX workspace_tracking_workspace/),
      contact_id: expect.stringMatching(/^SEARCH t USING INDEX workspace_tracking_contact/),
      lead_id: expect.stringMatching(/^SEARCH t USING INDEX workspace_tracking_lead/),
    })
    expect(Object.values(plans).join()).not.toContain('TEMP B-TREE')
    const summary = rows(
      core,
      `explain query plan select * from workspace_conversion_summary where workspace_id = 'solar-west'`,
    ).map(({ detail }) => detail)
    expect(summary.join()).toMatch(/SEARCH c USING INDEX conversions_workspace/)
    expect(summary.join()).not.toMatch(/SCAN (w|c)\b/)
  })
})
