// One change for many leads is the sum of the changes, under one undo; "all that match" is what the list shows.
import { describe, expect, test } from 'vitest'
import { furnish, openCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

async function withLeads(count = 12) {
  const core = await openCore()
  const { webhookId, hvacId } = await furnish(core)
  const ids: number[] = []
  for (let at = 0; at < count; at++) {
    const { leadId } = await core.ask('leads.create', {
      webhookId: at % 3 === 0 ? hvacId : webhookId,
      values: { name: `Person ${at}`, phone: `(602) 555-01${String(at).padStart(2, '0')}` },
    })
    ids.push(leadId)
  }
  const state = () => ({
    leads: rows(
      core,
      'select id, status, stage_reached, contacted_at, converted_at, assigned_to, workspace_id from leads order by id',
    ),
    counts: rows(core, 'select * from lead_counts where total > 0 order by 1, 2, 3'),
    days: rows(
      core,
      'select webhook_id, date, total_leads, converted_leads, conversion_ms_sum from lead_analytics order by 1, 2',
    ),
  })
  return { core, ids, state }
}

describe('many leads at once', () => {
  test('a status for some of them, taken back and done again as one step', async () => {
    const { core, ids, state } = await withLeads()
    const before = state()
    const answer = await core.ask('leads.changeMany', {
      target: { ids: ids.slice(0, 5) },
      change: { status: 'converted' },
    })
    expect(answer).toMatchObject({ changed: 5, label: 'Status of 5 leads set to Converted' })
    const after = state()
    expect(after.leads.filter(({ status }) => status === 'converted')).toHaveLength(5)
    expect(rows(core, `select * from lead_events where event_type = 'status_changed'`)).toHaveLength(5)
    await core.ask('history.undo', { undoId: answer.undoId })
    expect(state()).toEqual(before)
    await core.ask('history.redo', { undoId: answer.undoId })
    expect(state().leads).toEqual(after.leads)
    expect(await core.ask('history.recent', {})).toHaveLength(1)
  })

  test('all that a filter lists but two', async () => {
    const { core, ids, state } = await withLeads()
    await core.ask('agents.save', { name: 'Ana Souza' })
    const [agent] = (await core.ask('agents.list', {})).filter(({ name }) => name === 'Ana Souza')
    const filter = { types: ['solar' as const] }
    const page = await core.ask('leads.page', { filter })
    const kept = page.rows.slice(0, 2).map(({ id }) => id)
    const { changed } = await core.ask('leads.changeMany', {
      target: { filter, allBut: kept },
      change: { values: { assigned_to: agent?.slug as string } },
    })
    expect(changed).toBe(page.total - 2)
    const assigned = state().leads.filter(({ assigned_to }) => assigned_to === agent?.slug)
    expect(assigned.map(({ id }) => id).sort()).toEqual(
      page.rows
        .map(({ id }) => id)
        .filter((id) => !kept.includes(id))
        .sort(),
    )
    expect(ids.length).toBe(12)
  })

  test('what changes nothing leaves no step; what is refused changes none of them', async () => {
    const { core, ids, state } = await withLeads(4)
    const same = await core.ask('leads.changeMany', { target: { ids }, change: { status: 'new' } })
    expect(same).toMatchObject({ changed: 0 })
    expect(same.undoId).toBeUndefined()
    const before = state()
    const reply = await core.api.call('leads.changeMany', {
      target: { ids: [...ids, 1_000_000_001] },
      change: { status: 'lost' },
    })
    expect(reply).toMatchObject({ ok: false, error: { code: 'not_found' } })
    const wrong = await core.api.call('leads.changeMany', {
      target: { ids },
      change: { values: { assigned_to: 'nobody-of-that-name' } },
    })
    expect(wrong.ok).toBe(false)
    expect(state()).toEqual(before)
  })
})
