// Undo, redo and the figures that follow: whatever is done in whatever order, what is kept equals what is counted anew.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monotonicClock } from '../../electron/core/clock.ts'
import { dayOf } from '../../shared/domain/days.ts'
import { LEAD_STATUSES, type LeadStatus } from '../../shared/domain/vocabulary.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { openIntake, rows } from '../support/intake.ts'

async function withLead() {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  const { leadId } = await core.ask('leads.create', {
    webhookId,
    values: { name: 'Ana Ruiz', phone: '602-555-0142' },
  })
  return { core, webhookId, leadId }
}

/** Every figure that is kept, beside the same figure counted from the leads themselves. */
function kept(core: TestCore) {
  const timeZone = core.writer.directory.settings().timeZone
  const leads = rows(
    core,
    'select id, webhook_id, contact_id, workspace_id, status, lead_type, created_at, converted_at, is_test from leads',
  )
  const real = leads.filter(({ is_test }) => is_test === 0)
  const group = (keys: readonly string[]) => {
    const counts: Record<string, number> = {}
    for (const key of keys) counts[key] = (counts[key] ?? 0) + 1
    return counts
  }
  const day = (lead: { created_at: string }) => dayOf(lead.created_at, timeZone)
  const converted = real.filter(({ converted_at }) => converted_at !== null)
  return {
    stored: {
      counts: Object.fromEntries(
        rows(core, 'select * from lead_counts where total > 0').map((row) => [
          `${row.workspace_id}|${row.status}|${row.lead_type}`,
          row.total,
        ]),
      ),
      days: Object.fromEntries(
        rows(core, 'select * from lead_analytics').map((row) => [
          `${row.webhook_id}|${row.date}`,
          row.total_leads,
        ]),
      ),
      converted: Object.fromEntries(
        rows(core, 'select * from lead_analytics where converted_leads > 0').map((row) => [
          `${row.webhook_id}|${row.date}`,
          row.converted_leads,
        ]),
      ),
      elapsed: rows(core, 'select coalesce(sum(conversion_ms_sum), 0) as ms from lead_analytics')[0].ms,
      webhooks: Object.fromEntries(
        rows(core, 'select webhook_id, total_leads from webhook_configs where total_leads > 0').map((row) => [
          row.webhook_id,
          row.total_leads,
        ]),
      ),
      contacts: Object.fromEntries(
        rows(core, 'select id, lead_count from contacts where lead_count > 0').map((row) => [
          row.id,
          row.lead_count,
        ]),
      ),
    },
    counted: {
      counts: group(real.map((lead) => `${lead.workspace_id ?? ''}|${lead.status}|${lead.lead_type}`)),
      days: group(real.map((lead) => `${lead.webhook_id}|${day(lead)}`)),
      converted: group(converted.map((lead) => `${lead.webhook_id}|${day(lead)}`)),
      elapsed: converted.reduce(
        (sum, lead) => sum + Date.parse(lead.converted_at) - Date.parse(lead.created_at),
        0,
      ),
      webhooks: group(real.map((lead) => lead.webhook_id)),
      contacts: group(real.map((lead) => String(lead.contact_id))),
    },
  }
}

describe('a change of status', () => {
  test('is history with old and new value, who and why; its undo is history too', async () => {
    const { core, leadId } = await withLead()
    const { undoId, label } = await core.ask('leads.setStatus', {
      id: leadId,
      status: 'lost',
      reason: 'Too expensive',
    })
    expect(label).toBe('Status of Ana Ruiz set to Lost')
    await core.ask('history.undo', { undoId })
    const { status, events } = await core.ask('leads.get', { id: leadId })
    expect(status).toBe('new')
    expect(events.map(({ eventType, data }) => [eventType, data.from, data.to, data.reason])).toEqual([
      ['status_changed', 'lost', 'new', 'Undone'],
      ['status_changed', 'new', 'lost', 'Too expensive'],
      ['created', undefined, undefined, undefined],
    ])
    expect(events[0]?.performedBy).toBe('owner')
  })

  test('keeps the first arrival at each stage, and undo takes it back', async () => {
    const { core, leadId } = await withLead()
    await core.ask('leads.setStatus', { id: leadId, status: 'qualified' })
    const first = await core.ask('leads.get', { id: leadId })
    expect(first.contactedAt).toBe(first.qualifiedAt)
    await core.ask('leads.setStatus', { id: leadId, status: 'contacted' })
    await core.ask('leads.setStatus', { id: leadId, status: 'qualified' })
    expect((await core.ask('leads.get', { id: leadId })).qualifiedAt).toBe(first.qualifiedAt)
    // What is passed over is reached with what lies beyond it.
    await core.ask('leads.setStatus', { id: leadId, status: 'scheduled' })
    const arrivals = () =>
      core.writer.connection
        .sql('select qualified_at, proposal_sent_at, negotiating_at, scheduled_at from leads where id = ?')
        .get(leadId)
    const { qualified_at, ...later } = arrivals()
    expect(qualified_at).toBe(first.qualifiedAt)
    expect(later.scheduled_at > qualified_at).toBe(true)
    expect(new Set(Object.values(later)).size).toBe(1)
    for (let n = 0; n < 4; n++) await core.ask('history.undo', {})
    expect(await core.ask('leads.get', { id: leadId })).toMatchObject({
      status: 'new',
      qualifiedAt: null,
      contactedAt: null,
    })
    expect(Object.values(arrivals())).toEqual([null, null, null, null])
  })

  test('that was followed by another one is a conflict, shown before it is overwritten', async () => {
    const { core, leadId } = await withLead()
    const first = await core.ask('leads.setStatus', { id: leadId, status: 'contacted' })
    await core.ask('leads.setStatus', { id: leadId, status: 'qualified' })
    const refused = await core.api.call('history.undo', { undoId: first.undoId })
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: expect.stringContaining('"qualified"') },
    })
    expect((await core.ask('leads.get', { id: leadId })).status).toBe('qualified')
    await core.ask('history.undo', { undoId: first.undoId, isForced: true })
    expect((await core.ask('leads.get', { id: leadId })).status).toBe('new')
  })

  test('can be undone tomorrow, and done again', async () => {
    const { core, leadId } = await withLead()
    await core.ask('leads.setStatus', { id: leadId, status: 'contacted' })
    await core.ask('leads.addNote', { id: leadId, text: 'Call in the morning' })
    await core.close()
    const next = await openCore({ directory: core.directory })
    expect((await next.ask('history.undo', {})).label).toBe('Note on Ana Ruiz')
    expect((await next.ask('history.undo', {})).label).toBe('Status of Ana Ruiz set to Contacted')
    expect(await next.ask('leads.get', { id: leadId })).toMatchObject({ status: 'new' })
    await next.ask('history.redo', {})
    await next.ask('history.redo', {})
    const { status, events } = await next.ask('leads.get', { id: leadId })
    expect(status).toBe('contacted')
    expect(events.filter(({ eventType }) => eventType === 'note_added').map(({ data }) => data.text)).toEqual(
      ['Call in the morning'],
    )
    expect(await next.api.call('history.redo', {})).toMatchObject({
      ok: false,
      error: { message: 'There is nothing to do again.' },
    })
  })
})

test('a change of status to the one it has changes nothing and is no step', async () => {
  const { core, leadId } = await withLead()
  await core.ask('leads.setStatus', { id: leadId, status: 'contacted' })
  const before = await core.ask('leads.get', { id: leadId })
  const heard: string[] = []
  core.api.onChanges(({ topics }) => heard.push(...topics))
  const again = await core.ask('leads.setStatus', { id: leadId, status: 'contacted', reason: 'Twice' })
  expect('undoId' in again).toBe(false)
  expect(await core.ask('leads.get', { id: leadId })).toEqual(before)
  expect(heard).toEqual([])
  expect(await core.ask('history.recent', {})).toHaveLength(1)
})

describe('what was deleted', () => {
  const DAY_MS = 24 * 3_600_000
  async function withDeleted() {
    let nowMs = Date.parse('2026-05-01T12:00:00.000Z')
    const core = await openCore({ clock: monotonicClock(() => nowMs) })
    const { webhookId, everywhere } = await furnish(core)
    const webhook = await core.ask('webhooks.delete', { webhookId })
    const provider = await core.ask('providers.delete', { providerId: everywhere.providerId })
    const wait = (ms: number) => {
      nowMs += ms
    }
    return { core, webhookId, providerId: everywhere.providerId, webhook, provider, wait }
  }

  test('is brought back by undo for as long as by restore, and refused with the same sentence', async () => {
    const { core, webhookId, providerId, webhook, provider, wait } = await withDeleted()
    wait(DAY_MS + 1)
    for (const [entry, restore] of [
      [webhook, core.api.call('webhooks.restore', { webhookId })],
      [provider, core.api.call('providers.restore', { providerId })],
    ] as const) {
      const refused = await restore
      expect(refused).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('more than 24 hours ago') },
      })
      for (const isForced of [false, true])
        expect(await core.api.call('history.undo', { undoId: entry.undoId, isForced })).toEqual(refused)
    }
    expect(rows(core, 'select count(deleted_at) as n from webhook_configs')).toEqual([{ n: 1 }])
  })

  test('once more, by undo or redo, has its day from then on', async () => {
    const { core, webhookId, webhook, provider, wait } = await withDeleted()
    const deletedAt = async () => (await core.ask('webhooks.get', { webhookId })).deletedAt
    await core.ask('history.undo', { undoId: provider.undoId })
    const { undoId } = await core.ask('webhooks.restore', { webhookId })
    wait(2 * DAY_MS)
    await core.ask('history.undo', { undoId })
    expect(await deletedAt()).toBe('2026-05-03T12:00:00.000Z')
    await core.ask('history.undo', { undoId: webhook.undoId })
    wait(2 * DAY_MS)
    await core.ask('history.redo', { undoId: webhook.undoId })
    expect(await deletedAt()).toBe('2026-05-05T12:00:00.000Z')
    await core.ask('history.undo', { undoId: webhook.undoId })
    expect(await deletedAt()).toBeNull()
  })

  test('is brought back by undo within the day', async () => {
    const { core, webhookId, webhook, provider, wait } = await withDeleted()
    wait(DAY_MS - 1_000)
    await core.ask('history.undo', { undoId: provider.undoId })
    await core.ask('history.undo', { undoId: webhook.undoId })
    expect((await core.ask('webhooks.get', { webhookId })).deletedAt).toBeNull()
  })
})

describe('deliveries that were dismissed', () => {
  async function withQuarantined() {
    const intake = await openIntake()
    for (const n of [1, 2, 3]) expect((await intake.post({ first_name: 'Ana', n })).status).toBe(422)
    const { rows: stored } = await intake.core.ask('deliveries.page', {})
    const [group] = await intake.core.ask('deliveries.causes', {})
    return { ...intake, ids: stored.map(({ id }) => id), cause: group?.cause as string }
  }

  test.each(['ids', 'cause'] as const)('by %s come back by undo, and go again by redo', async (by) => {
    const { core, ids, cause } = await withQuarantined()
    const done = await core.ask('deliveries.dismiss', by === 'ids' ? { ids } : { cause })
    expect(done).toMatchObject({ dismissed: 3, label: '3 deliveries dismissed', undoId: expect.any(Number) })
    expect(await core.ask('deliveries.counts', {})).toMatchObject({ quarantined: 0, dismissed: 3 })
    await core.ask('history.undo', {})
    expect(await core.ask('deliveries.counts', {})).toMatchObject({ quarantined: 3, dismissed: 0 })
    expect((await core.ask('deliveries.causes', {}))[0]).toMatchObject({ cause, count: 3 })
    await core.ask('history.redo', {})
    expect(await core.ask('deliveries.counts', {})).toMatchObject({ quarantined: 0, dismissed: 3 })
  })

  test('and replayed meanwhile stay the leads they became', async () => {
    const { core, ids } = await withQuarantined()
    const { undoId } = await core.ask('deliveries.dismiss', { ids })
    await core.ask('deliveries.replay', { ids: [ids[0] as number], values: { phone: '602 555 0142' } })
    await core.ask('history.undo', { undoId, isForced: true })
    expect(await core.ask('deliveries.counts', {})).toMatchObject({
      quarantined: 2,
      accepted: 1,
      dismissed: 0,
    })
  })

  test('none of them: nothing to undo', async () => {
    const { core, ids } = await withQuarantined()
    await core.ask('deliveries.dismiss', { ids })
    const again = await core.ask('deliveries.dismiss', { ids })
    expect(again.dismissed).toBe(0)
    expect('undoId' in again).toBe(false)
    expect(await core.ask('history.recent', {})).toHaveLength(1)
  })
})

test('whatever is done, undone and done again: what is kept equals what is counted', {
  timeout: 60_000,
}, async () => {
  const action = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('create' as const),
        line: fc.integer({ min: 100, max: 105 }),
        webhook: fc.boolean(),
        daysAgo: fc.integer({ min: 0, max: 3 }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant('status' as const),
        which: fc.nat(),
        status: fc.constantFrom<LeadStatus>(...LEAD_STATUSES),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('note' as const), which: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('undo' as const, 'redo' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('zone' as const),
        zone: fc.constantFrom('America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'),
      }),
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (actions) => {
      const core = await openCore()
      const { webhookId, hvacId } = await furnish(core)
      const made: number[] = []
      for (const one of actions) {
        if (one.type === 'create') {
          const { leadId } = await core.ask('leads.create', {
            webhookId: one.webhook ? webhookId : hvacId,
            values: {
              phone: `6025550${one.line}`,
              created_at: new Date(Date.now() - one.daysAgo * 86_400_000).toISOString(),
            },
          })
          made.push(leadId)
        } else if (one.type === 'status' && made.length > 0) {
          await core.ask('leads.setStatus', {
            id: made[one.which % made.length] as number,
            status: one.status,
          })
        } else if (one.type === 'note' && made.length > 0) {
          await core.ask('leads.addNote', { id: made[one.which % made.length] as number, text: 'note' })
        } else if (one.type === 'undo') await core.api.call('history.undo', { isForced: true })
        else if (one.type === 'redo') await core.api.call('history.redo', {})
        else if (one.type === 'zone') await core.ask('settings.update', { timeZone: one.zone })
        const { stored, counted } = kept(core)
        expect(stored).toEqual(counted)
      }
      expect(core.defects).toEqual([])
      await core.close()
    }),
    { numRuns: 15 },
  )
})
