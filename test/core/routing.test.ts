// Routing through the front door: rules with their order, ties and never-winning ones, what waits unrouted, the draft and its replay, agents, workspaces.
import { describe, expect, test } from 'vitest'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { openIntake, rows } from '../support/intake.ts'

let people = 0
const AREAS = ['602', '480', '623', '520', '928']
/** Another name and phone each time. */
const someone = (values: Record<string, unknown> = {}) => ({
  first_name: 'Ana',
  last_name: `Ruiz ${++people}`,
  phone: `${AREAS[Math.floor(people / 100)]}-555-01${String(people % 100).padStart(2, '0')}`,
  zip: '85018',
  ...values,
})

async function withWorkspaces() {
  const core = await openCore()
  const { webhookId, hvacId } = await furnish(core)
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  await core.ask('workspaces.create', { id: 'solar-west', name: 'Solar West' })
  await core.ask('workspaces.create', { id: 'solar-east', name: 'Solar East' })
  const addLead = async (values: Record<string, unknown> = {}, webhook = webhookId) =>
    (await core.ask('leads.create', { webhookId: webhook, values: someone(values) })).leadId
  const addRule = async (values: Record<string, unknown> = {}) =>
    (
      await core.ask('routing.saveRule', {
        set: 'active',
        workspaceId: 'solar-west',
        productTypes: ['Solar'],
        zips: '85018',
        ...values,
      })
    ).id
  const placeOf = async (id: number) => (await core.ask('leads.get', { id })).workspaceId
  return { core, webhookId, hvacId, addLead, addRule, placeOf }
}
const order = async (core: TestCore) =>
  (await core.ask('routing.rules', {})).map(({ id, priority }) => [id, priority])
const stored = (core: TestCore) => ({
  rules: rows(core, 'select * from appointment_routing_rules order by id').map(
    ({ updated_at: _, ...row }) => row,
  ),
  leads: rows(
    core,
    'select id, workspace_id, routing_method, routing_rule_id, routing_reason, assigned_to from leads order by id',
  ),
  appointments: rows(
    core,
    'select id, workspace_id, routing_method, routing_rule_id, routing_reason from appointments order by id',
  ),
  seats: rows(core, 'select * from contact_workspaces order by contact_id, workspace_id'),
})
const undoLast = (core: TestCore) => core.ask('history.undo', {})
const refusal = async (call: Promise<unknown>) => {
  const reply = (await call) as { ok: boolean; error?: { message: string; code: string } }
  expect(reply.ok).toBe(false)
  return reply.error as { message: string; code: string }
}
async function endOf(core: TestCore, taskId: string) {
  await expect
    .poll(async () => (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)?.status)
    .not.toBe('running')
  return (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)
}

describe('rules', () => {
  test('route what comes from the moment they are saved, and undone they do not', async () => {
    const { core, addLead, addRule, placeOf } = await withWorkspaces()
    expect(await placeOf(await addLead())).toBeNull()
    const id = await addRule({ zips: '850*\n86001-86099', notes: 'Phoenix and north' })
    const lead = await core.ask('leads.get', { id: await addLead() })
    expect(lead).toMatchObject({
      workspaceId: 'solar-west',
      routing: {
        method: 'rule',
        ruleId: id,
        reason: `Rule ${id} of Solar West: solar in 85018, priority 1.`,
      },
    })
    expect(lead.events.map(({ eventType }) => eventType)).toEqual(['assigned', 'created'])
    expect(rows(core, 'select action from workspace_tracking')).toEqual([{ action: 'received' }])
    await undoLast(core)
    expect(await placeOf(await addLead())).toBeNull()
    expect(await core.ask('routing.rules', {})).toEqual([])
  })

  test('read pasted lists; broken entries refuse by line until they are left out on purpose', async () => {
    const { core, addRule } = await withWorkspaces()
    const zips = 'zip\n85018-1234\n850\n"85019"'
    const reply = await core.api.call('routing.saveRule', { set: 'active', workspaceId: 'solar-west', zips })
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'invalid', details: [{ field: 'zips', code: 'broken' }] },
    })
    expect(JSON.stringify(reply)).toContain('Line 3: “850”')
    expect(await core.ask('routing.rules', {})).toEqual([])
    const id = await addRule({ zips, keepsGood: true })
    expect(await core.ask('routing.rule', { set: 'active', id })).toEqual({ zips: '85018\n85019' })
    const { message } = await refusal(
      core.api.call('routing.saveRule', { set: 'active', id, zips: 'Phoenix', keepsGood: true }),
    )
    expect(message).toContain('leave the field empty')
  })

  test.each([
    [{ workspaceId: 'nobody' }, 'Choose another one'],
    [{ priority: 0 }, 'first priority is 1'],
    [{ id: 4_711 }, 'no longer there'],
  ])('%j is refused in words', async (values, words) => {
    const { core } = await withWorkspaces()
    const reply = await core.api.call('routing.saveRule', {
      set: 'active',
      workspaceId: 'solar-west',
      ...values,
    })
    expect(JSON.stringify(reply)).toContain(words)
    expect(reply.ok).toBe(false)
    expect(await core.ask('routing.rules', {})).toEqual([])
  })

  test('keep their priority where the new order allows it; the order is one step', async () => {
    const { core, addRule } = await withWorkspaces()
    const [a, b, c, d] = [
      await addRule({ priority: 1 }),
      await addRule({ priority: 1 }),
      await addRule({ priority: 2 }),
      await addRule({ priority: 7 }),
    ] as [number, number, number, number]
    await core.ask('routing.reorder', { set: 'active', ids: [a, d, b, c] })
    const moved = await order(core)
    expect(moved.map(([id]) => id)).toEqual([a, d, b, c])
    await undoLast(core)
    expect(await order(core)).toEqual([
      [a, 1],
      [b, 1],
      [c, 2],
      [d, 7],
    ])
    await core.ask('routing.reorder', { set: 'active', ids: [d, c, b, a] })
    expect((await order(core)).map(([id]) => id)).toEqual([d, c, b, a])
    const { code } = await refusal(core.api.call('routing.reorder', { set: 'active', ids: [a, b] }))
    expect(code).toBe('conflict')
  })

  test('say that they tie, or can never win, and which ones take it before', async () => {
    const { core, addRule } = await withWorkspaces()
    const first = await addRule({ priority: 1, zips: '85001-85099' })
    const tied = await addRule({ priority: 1, workspaceId: 'solar-east', zips: '85099 85100' })
    const dead = await addRule({ priority: 2, zips: '85018 85050' })
    const byId = new Map((await core.ask('routing.rules', {})).map((rule) => [rule.id, rule]))
    expect(byId.get(first)).toMatchObject({
      tie: { withId: tied, withWorkspace: 'Solar East', product: 'solar', zip: '85099' },
      neverWins: null,
    })
    expect(byId.get(tied)).toMatchObject({ tie: { withId: first }, neverWins: null })
    expect(byId.get(dead)).toMatchObject({ tie: null, neverWins: { by: [first] } })
    await core.ask('routing.saveRule', { set: 'active', id: first, isActive: false })
    for (const rule of await core.ask('routing.rules', {}))
      expect(rule).toMatchObject({ tie: null, neverWins: null })
  })

  test('explain a record: what was stored, and rule by rule what today’s say', async () => {
    const { core, addLead, addRule } = await withWorkspaces()
    const hvac = await addRule({ priority: 1, productTypes: ['HVAC'], zips: '' })
    const far = await addRule({ priority: 2, zips: '10001' })
    const wins = await addRule({ priority: 3 })
    await addRule({ priority: 4, zips: '' })
    const id = await addLead()
    const why = await core.ask('routing.why', { leadId: id })
    expect(why).toMatchObject({
      workspaceName: 'Solar West',
      method: 'rule',
      ruleId: wins,
      products: ['solar'],
      zip: '85018',
      today: { workspaceName: 'Solar West' },
    })
    expect(why.rules.map(({ ruleId, verdict }) => [ruleId, verdict])).toEqual([
      [hvac, 'product'],
      [far, 'zip'],
      [wins, 'wins'],
    ])
    expect(why.rules[0]?.words).toBe('It wants hvac.')
    await core.ask('workspaces.update', { id: 'solar-west', isActive: false })
    const later = await core.ask('routing.why', { leadId: id })
    expect(later.today.workspaceName).toBeNull()
    expect(later.rules.map(({ verdict }) => verdict)).toEqual(Array(4).fill('workspace'))
  })
})

describe('what waits unrouted', () => {
  async function waiting() {
    const all = await withWorkspaces()
    const ids = [
      await all.addLead(),
      await all.addLead({ zip: '85018-4321' }),
      await all.addLead({ zip: '10001' }),
    ]
    const { id: visit } = await all.core.ask('appointments.book', {
      leadId: ids[0] as number,
      when: { at: '2031-06-10T16:00:00.000Z' },
    })
    return { ...all, ids: ids as [number, number, number], visit }
  }

  test('is counted and listed; given by hand as one step, appointments go along', async () => {
    const { core, ids, visit } = await waiting()
    expect(await core.ask('routing.unroutedCounts', {})).toEqual({ leads: 3, appointments: 1 })
    const page = await core.ask('routing.unroutedLeads', {})
    expect(page.rows.map(({ leadId }) => leadId)).toEqual([...ids].reverse())
    expect(page.rows[0]?.reason).toContain('10001')
    expect((await core.ask('routing.unroutedAppointments', {})).rows).toMatchObject([
      { appointmentId: visit, leadId: ids[0] },
    ])
    const before = stored(core)
    const done = await core.ask('routing.assign', { leadIds: [ids[0], ids[2]], workspaceId: 'solar-east' })
    expect(done).toMatchObject({ leads: 2, label: '2 leads given to Solar East' })
    expect(await core.ask('routing.unroutedCounts', {})).toEqual({ leads: 1, appointments: 0 })
    expect(
      (await core.ask('appointments.get', { id: visit })).events.map(({ eventType }) => eventType),
    ).toContain('routed')
    await undoLast(core)
    expect(stored(core)).toEqual(before)
    const { code } = await refusal(
      core.api.call('routing.assign', { leadIds: [ids[0]], workspaceId: 'gone' }),
    )
    expect(code).toBe('refused')
  })

  test('an appointment alone is given by hand', async () => {
    const { core, visit } = await waiting()
    await core.ask('routing.assign', { appointmentIds: [visit], workspaceId: 'solar-west' })
    expect(await core.ask('appointments.get', { id: visit })).toMatchObject({
      workspaceId: 'solar-west',
      routing: { method: 'manual' },
    })
    await undoLast(core)
    expect((await core.ask('appointments.get', { id: visit })).workspaceId).toBeNull()
  })

  test('is routed again by today’s rules, all of it as one step, but not what a person took out', async () => {
    const { core, ids, visit, addRule, placeOf } = await waiting()
    await core.ask('leads.update', { id: ids[1], values: { workspace_id: 'solar-east' } })
    await core.ask('leads.update', { id: ids[1], values: { workspace_id: null } })
    const rule = await addRule()
    const before = stored(core)
    const { taskId } = await core.ask('routing.routeAgain', {})
    expect(await endOf(core, taskId)).toMatchObject({
      status: 'done',
      result: { leads: 1, appointments: 1, left: 2 },
    })
    expect(await core.ask('leads.get', { id: ids[0] })).toMatchObject({
      workspaceId: 'solar-west',
      routing: { method: 'rule', ruleId: rule },
    })
    expect(await placeOf(ids[1])).toBeNull()
    expect(await core.ask('appointments.get', { id: visit })).toMatchObject({ workspaceId: 'solar-west' })
    const lead = await core.ask('leads.get', { id: ids[0] })
    expect(lead.events[0]).toMatchObject({
      eventType: 'assigned',
      data: { workspace_id: 'solar-west', method: 'rule', rule_id: rule },
    })
    expect(
      rows(core, `select action, action_details from workspace_tracking where lead_id = ?`, ids[0]),
    ).toEqual([
      { action: 'received', action_details: `Rule ${rule} of Solar West: solar in 85018, priority 1.` },
    ])
    expect((await core.ask('history.recent', { limit: 1 }))[0]?.label).toBe(
      '1 lead and 1 appointment routed again',
    )
    await undoLast(core)
    expect(stored(core)).toEqual(before)
  })

  test('many are routed over several slices and undone as one step', async () => {
    const { core, addRule, addLead } = await withWorkspaces()
    for (let index = 0; index < 230; index++) await addLead()
    await addRule()
    const before = stored(core)
    const { taskId } = await core.ask('routing.routeAgain', {})
    expect(await endOf(core, taskId)).toMatchObject({ result: { leads: 230, left: 0 } })
    expect(rows(core, `select count(*) as n from leads where workspace_id = 'solar-west'`)).toEqual([
      { n: 230 },
    ])
    await undoLast(core)
    expect(stored(core)).toEqual(before)
  })
})

describe('what no rule covers', () => {
  test('is told by place and product, most leads first', async () => {
    const { core, addRule, addLead, hvacId } = await withWorkspaces()
    await addRule()
    for (const zip of ['85018', '10001', '10001-2222', '90210']) await addLead({ zip })
    await addLead({ zip: '85018' }, hvacId)
    await addLead({ zip: '' }, hvacId)
    const { leads, uncovered, rows: found } = await core.ask('routing.coverage', {})
    expect([leads, uncovered]).toEqual([6, 5])
    expect(found.map(({ zip, product, leads: count }) => [zip, product, count])).toEqual([
      ['10001', 'solar', 2],
      [null, 'hvac', 1],
      ['85018', 'hvac', 1],
      ['90210', 'solar', 1],
    ])
  })
})

describe('the draft', () => {
  async function drafted() {
    const all = await withWorkspaces()
    const { core, addRule, addLead } = all
    const west = await addRule({ zips: '85018' })
    const north = await addRule({ zips: '86001' })
    const ids = {
      phoenix: await addLead({ zip: '85018', price: '40.00' }),
      north: await addLead({ zip: '86001', price: '25.50' }),
      far: await addLead({ zip: '10001' }),
      byHand: await addLead({ zip: '86001' }),
    }
    await core.ask('leads.update', { id: ids.byHand, values: { workspace_id: 'solar-east' } })
    await core.ask('appointments.book', { leadId: ids.phoenix, when: { at: '2031-06-10T16:00:00.000Z' } })
    await core.ask('routing.startDraft', {})
    return { ...all, west, north, ids }
  }
  const versionOf = async (core: TestCore) => (await core.ask('routing.draft', {}))?.version as string

  test('routes nothing, survives a restart, and says how it differs', async () => {
    const { core, west, north, addLead, placeOf } = await drafted()
    await core.ask('routing.saveRule', { set: 'draft', id: west, workspaceId: 'solar-east' })
    await core.ask('routing.deleteRule', { set: 'draft', id: north })
    const added = await core.ask('routing.saveRule', {
      set: 'draft',
      workspaceId: 'solar-west',
      zips: '10001',
    })
    expect(await placeOf(await addLead({ zip: '85018' }))).toBe('solar-west')
    expect(await placeOf(await addLead({ zip: '10001' }))).toBeNull()
    const before = await core.ask('routing.draft', {})
    expect(before?.rules.map(({ id, change }) => [id, change])).toEqual([
      [west, 'changed'],
      [added.id, 'new'],
    ])
    expect(before?.removed).toEqual([{ id: north, workspaceName: 'Solar West' }])
    const { directory } = core
    await core.close()
    const again = await openCore({ directory })
    expect(await again.ask('routing.draft', {})).toEqual(before)
  })

  test('replayed unchanged it changes nothing; changed it says what would have gone where, with what it is worth', async () => {
    const { core, west, north, ids } = await drafted()
    const still = await core.ask('routing.replay', { days: 30, version: await versionOf(core) })
    expect(still).toMatchObject({
      leads: { considered: 4, unchanged: 3, fixed: 1, elsewhere: 0, unrouted: 0, newlyRouted: 0 },
      groups: [],
      appointmentGroups: [],
    })
    await core.ask('routing.saveRule', { set: 'draft', id: west, workspaceId: 'solar-east' })
    await core.ask('routing.deleteRule', { set: 'draft', id: north })
    await core.ask('routing.saveRule', { set: 'draft', workspaceId: 'solar-west', zips: '10001' })
    core.writer.connection
      .sql(
        `insert into conversions (id, contact_id, lead_id, converted_by, converted_at, conversion_type, created_at, updated_at, value_cents, converted_day, voided_at)
         select 'c' || v.value, l.contact_id, l.id, 'dana-reyes', l.created_at, 'sale', l.created_at, l.created_at, 1250000, '2031-01-01', v.voided
         from leads l, (select 1 as value, null as voided union all select 2, '2031-01-01T00:00:00.000Z') v where l.id = ?`,
      )
      .run(ids.phoenix)
    const version = await versionOf(core)
    const result = await core.ask('routing.replay', { days: 90, version })
    expect(result.leads).toEqual({
      considered: 4,
      unchanged: 0,
      fixed: 1,
      elsewhere: 1,
      unrouted: 1,
      newlyRouted: 1,
    })
    const way = (from: string | null, to: string | null) =>
      result.groups.find((group) => group.from.id === from && group.to.id === to)
    expect(way('solar-west', 'solar-east')).toMatchObject({
      count: 1,
      alsoToday: 0,
      costCents: 4_000,
      revenueCents: 1_250_000,
      sales: 1,
    })
    expect(way('solar-west', null)).toMatchObject({ count: 1, costCents: 2_550, revenueCents: 0 })
    expect(way(null, 'solar-west')).toMatchObject({ count: 1, costCents: 0, withoutPrice: 1 })
    expect(result.appointmentGroups).toMatchObject([
      { from: { id: 'solar-west' }, to: { id: 'solar-east' }, count: 1 },
    ])
    const records = await core.ask('routing.replayRecords', {
      days: 90,
      version,
      kind: 'leads',
      from: 'solar-west',
      to: 'solar-east',
    })
    expect(records).toMatchObject({ total: 1, rows: [{ leadId: ids.phoenix, costCents: 4_000 }] })
    const { code } = await refusal(core.api.call('routing.replay', { days: 30, version: 'of before' }))
    expect(code).toBe('conflict')
  })

  test('switched on it takes the place of the rules as one step; undone, both are as they were', async () => {
    const { core, west, north, addLead, placeOf } = await drafted()
    await core.ask('routing.saveRule', {
      set: 'draft',
      id: west,
      workspaceId: 'solar-east',
      zips: '85018 85019',
    })
    await core.ask('routing.deleteRule', { set: 'draft', id: north })
    await core.ask('routing.saveRule', { set: 'draft', workspaceId: 'solar-west', zips: '10001' })
    const [before, draft] = [stored(core), await core.ask('routing.draft', {})]
    await core.ask('routing.switchOn', { version: draft?.version as string })
    expect(await core.ask('routing.draft', {})).toBeNull()
    const now = await core.ask('routing.rules', {})
    expect(now.map(({ id, workspaceId }) => [id, workspaceId])).toEqual([
      [west, 'solar-east'],
      [expect.any(Number), 'solar-west'],
    ])
    expect(await placeOf(await addLead({ zip: '85019' }))).toBe('solar-east')
    await undoLast(core)
    expect(stored(core).rules).toEqual(before.rules)
    expect(await core.ask('routing.draft', {})).toEqual(draft)
    await core.ask('history.redo', {})
    expect((await core.ask('routing.rules', {})).map(({ id }) => id)).toEqual(now.map(({ id }) => id))
  })

  test('what it would overwrite is counted, and a version of before is not switched on', async () => {
    const { core, west } = await drafted()
    const { version } = (await core.ask('routing.draft', {})) as { version: string }
    await core.ask('routing.saveRule', { set: 'active', id: west, notes: 'Changed meanwhile' })
    expect((await core.ask('routing.draft', {}))?.changedSince).toBe(1)
    await core.ask('routing.saveRule', { set: 'draft', id: west, priority: 9 })
    const { code } = await refusal(core.api.call('routing.switchOn', { version }))
    expect(code).toBe('conflict')
  })

  test('one whose beginning was undone leaves nothing to the next', async () => {
    const { core } = await drafted()
    const begun = (await core.ask('history.recent', { limit: 1 }))[0]
    await core.ask('routing.saveRule', { set: 'draft', workspaceId: 'solar-west', zips: '10001' })
    await core.ask('history.undo', { undoId: begun?.undoId })
    expect(await core.ask('routing.draft', {})).toBeNull()
    await core.ask('routing.startDraft', {})
    expect((await core.ask('routing.draft', {}))?.rules.map(({ change }) => change)).toEqual(['same', 'same'])
  })

  test('discarded it comes back by undo, unless there is another one', async () => {
    const { core } = await drafted()
    const draft = await core.ask('routing.draft', {})
    const { undoId } = await core.ask('routing.discardDraft', {})
    expect(await core.ask('routing.draft', {})).toBeNull()
    await undoLast(core)
    expect(await core.ask('routing.draft', {})).toEqual(draft)
    await core.ask('history.redo', {})
    await core.ask('routing.startDraft', {})
    const { message } = await refusal(core.api.call('history.undo', { undoId }))
    expect(message).toContain('another draft')
  })
})

describe('who takes what is routed', () => {
  async function withAgents(mode: 'agent' | 'turns' | 'load', agents: readonly string[]) {
    const intake = await openIntake()
    const { core } = intake
    for (const name of ['Ana', 'Ben', 'Cleo']) await core.ask('agents.save', { name })
    await core.ask('workspaces.create', { id: 'solar-west', name: 'Solar West' })
    await core.ask('workspaces.update', { id: 'solar-west', assignment: { mode, agents: [...agents] } })
    await core.ask('routing.saveRule', { set: 'active', workspaceId: 'solar-west', zips: '85018' })
    const arrive = async (zip = '85018') => {
      const { json } = await intake.post(someone({ zip }))
      return json.lead_id as number
    }
    const agentOf = async (id: number) => (await core.ask('leads.get', { id })).assignedTo
    return { ...intake, arrive, agentOf }
  }

  test('by turns, passing over who is not active; the event tells why', async () => {
    const { core, arrive, agentOf } = await withAgents('turns', ['ana', 'ben', 'cleo'])
    const got: unknown[] = []
    for (let index = 0; index < 6; index++) got.push(await agentOf(await arrive()))
    expect(got).toEqual(['ana', 'ben', 'cleo', 'ana', 'ben', 'cleo'])
    await core.ask('agents.save', { slug: 'ben', isActive: false })
    const later: unknown[] = []
    for (let index = 0; index < 4; index++) later.push(await agentOf(await arrive()))
    expect(new Set(later)).toEqual(new Set(['ana', 'cleo']))
    const { events } = await core.ask('leads.get', { id: await arrive() })
    expect(events[0]).toMatchObject({
      eventType: 'assigned',
      data: { field: 'assigned_to', from: null, reason: 'By turns among 2 agents' },
    })
    expect(await agentOf(await arrive('10001'))).toBeNull()
  })

  test('by load: who has fewest open leads, then fewest appointments', async () => {
    const { core, arrive, agentOf } = await withAgents('load', ['ana', 'ben'])
    const first = await arrive()
    const second = await arrive()
    expect([await agentOf(first), await agentOf(second)]).toEqual(['ana', 'ben'])
    await core.ask('leads.setStatus', { id: second, status: 'lost' })
    expect(await agentOf(await arrive())).toBe('ben')
    // Both have one now; Ana has a visit soon.
    await core.ask('appointments.book', {
      leadId: first,
      when: { at: new Date(Date.now() + 86_400_000).toISOString() },
      assignedTo: 'ana',
    })
    expect(await agentOf(await arrive())).toBe('ben')
    expect(await agentOf(await arrive())).toBe('ana')
  })

  test('one agent takes all; not active, nobody does', async () => {
    const { core, arrive, agentOf } = await withAgents('agent', ['cleo'])
    expect(await agentOf(await arrive())).toBe('cleo')
    await core.ask('agents.save', { slug: 'cleo', isActive: false })
    expect(await agentOf(await arrive())).toBeNull()
  })

  test('also by hand, for who has nobody yet; undone with it', async () => {
    const { core, arrive, agentOf } = await withAgents('turns', ['ana', 'ben'])
    const [loose, taken] = [await arrive('10001'), await arrive('10001')]
    await core.ask('leads.update', { id: taken, values: { assigned_to: 'cleo' } })
    await core.ask('leads.changeMany', {
      target: { ids: [loose, taken] },
      change: { values: { workspace_id: 'solar-west' } },
    })
    expect([await agentOf(loose), await agentOf(taken)]).toEqual(['ana', 'cleo'])
    await undoLast(core)
    expect([await agentOf(loose), await agentOf(taken)]).toEqual([null, 'cleo'])
  })

  test.each([
    [{ mode: 'turns', agents: [] }, 'Choose who takes'],
    [{ mode: 'agent', agents: ['ana', 'ben'] }, 'Choose one agent'],
    [{ mode: 'turns', agents: ['ana', 'ana'] }, 'once'],
    [{ mode: 'load', agents: ['nobody'] }, 'no agent'],
  ] as const)('%j is refused', async (assignment, words) => {
    const { core } = await withAgents('agent', ['ana'])
    const { message } = await refusal(
      core.api.call('workspaces.update', {
        id: 'solar-west',
        assignment: { ...assignment, agents: [...assignment.agents] },
      }),
    )
    expect(message).toContain(words)
  })
})

describe('workspaces', () => {
  test('are made, renamed and put aside; an inactive one gets nothing', async () => {
    const { core, addRule, addLead, placeOf } = await withWorkspaces()
    await addRule()
    await core.ask('workspaces.update', { id: 'solar-west', name: 'Solar West Inc.' })
    const lead = await core.ask('leads.get', { id: await addLead() })
    expect(lead).toMatchObject({ workspaceName: 'Solar West Inc.' })
    expect(lead.routing.reason).toContain('Solar West Inc.')
    await core.ask('workspaces.update', { id: 'solar-west', isActive: false })
    expect(await placeOf(await addLead())).toBeNull()
    await undoLast(core)
    expect(await placeOf(await addLead())).toBe('solar-west')
    expect((await core.ask('workspaces.list', {})).find(({ id }) => id === 'solar-west')).toMatchObject({
      leadCount: 2,
      isActive: true,
    })
  })

  test('that are in use stay when their making is undone', async () => {
    const { core, addLead } = await withWorkspaces()
    const { undoId } = await core.ask('workspaces.create', { id: 'third', name: 'Third' })
    await core.ask('leads.update', { id: await addLead(), values: { workspace_id: 'third' } })
    const { message } = await refusal(core.api.call('history.undo', { undoId }))
    expect(message).toContain('Third has leads by now')
    const other = await core.ask('workspaces.create', { id: 'fourth', name: 'Fourth' })
    await core.ask('history.undo', { undoId: other.undoId })
    expect((await core.ask('workspaces.list', {})).map(({ id }) => id)).not.toContain('fourth')
  })

  test.each([
    [{ id: 'Solar West', name: 'New' }, 'small letters'],
    [{ id: 'solar-west', name: 'New' }, 'taken by Solar West'],
    [{ id: 'new', name: 'solar  west' }, 'called Solar West already'],
    [{ id: 'new', name: ' ' }, 'name of the client'],
  ])('%j is refused in words', async (values, words) => {
    const { core } = await withWorkspaces()
    const reply = await core.api.call('workspaces.create', values)
    expect(JSON.stringify(reply)).toContain(words)
    expect(reply.ok).toBe(false)
  })
})
