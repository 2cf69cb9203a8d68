// Agents: their hours, their time off, and the free times that follow from them.
import { describe, expect, test } from 'vitest'
import { furnish, openCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

const DAY = '2031-06-10'
const NOW = `${DAY}T13:00:00.000Z`
const HOURS = { tue: [{ from: 9 * 60, to: 12 * 60 }], wed: [{ from: 9 * 60, to: 12 * 60 }] }

async function withAgents() {
  const core = await openCore({ clock: { nowMs: () => Date.parse(NOW), now: () => NOW } })
  const { webhookId } = await furnish(core)
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  await core.ask('agents.save', { slug: 'dana-reyes', workingHours: HOURS })
  const lead = (phone: string, zip: string, first_name: string) =>
    core.ask('leads.create', { webhookId, values: { phone, zip, first_name } })
  return { core, lead }
}
const wall = (time: string) => ({ wallTime: `${DAY}T${time}`, timeZone: 'America/Phoenix' })

describe('working hours', () => {
  test('are kept, refused in words where they make no sense, and undone', async () => {
    const { core } = await withAgents()
    const dana = async () => (await core.ask('agents.list', {})).find(({ slug }) => slug === 'dana-reyes')
    expect(await dana()).toMatchObject({ workingHours: HOURS, timeZone: null, timeOff: [] })
    for (const tue of [
      [{ from: 600, to: 600 }],
      [
        { from: 540, to: 720 },
        { from: 700, to: 800 },
      ],
    ]) {
      const reply = await core.api.call('agents.save', { slug: 'dana-reyes', workingHours: { tue } })
      expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
    }
    await core.ask('agents.save', { slug: 'dana-reyes', timeZone: 'America/New_York', colour: 'violet' })
    expect(await dana()).toMatchObject({ timeZone: 'America/New_York', colour: 'violet' })
    await core.ask('history.undo', {})
    await core.ask('history.undo', {})
    expect(await dana()).toMatchObject({ timeZone: null, workingHours: null })
  })

  test('a booking outside of them, or in time off, is told', async () => {
    const { core, lead } = await withAgents()
    const { leadId } = await lead('602-555-0142', '85018', 'Ana')
    const plan = { leadId, durationMinutes: 60, assignedTo: 'dana-reyes', locationType: 'phone' as const }
    expect(await core.ask('appointments.check', { ...plan, when: wall('09:00') })).toEqual([])
    expect(await core.ask('appointments.check', { ...plan, when: wall('11:30') })).toMatchObject([
      { kind: 'outside_hours', message: 'This is outside Dana Reyes’s working hours.' },
    ])
    const off = { slug: 'dana-reyes', startsAt: `${DAY}T16:00:00.000Z`, endsAt: `${DAY}T17:00:00.000Z` }
    await core.ask('agents.addTimeOff', { ...off, note: 'Dentist' })
    expect(await core.ask('appointments.check', { ...plan, when: wall('09:30') })).toMatchObject([
      { kind: 'time_off', message: 'Dana Reyes is off then: Dentist.' },
    ])
    expect(await core.api.call('agents.addTimeOff', { ...off, endsAt: off.startsAt })).toMatchObject({
      ok: false,
    })
    const [dana] = await core.ask('agents.list', {})
    await core.ask('agents.removeTimeOff', { id: dana?.timeOff[0]?.id as number })
    expect(rows(core, 'select * from agent_time_off')).toEqual([])
    await core.ask('history.undo', {})
    expect(rows(core, 'select note from agent_time_off')).toEqual([{ note: 'Dentist' }])
  })
})

describe('free times', () => {
  const times = (slots: readonly { readonly startsAt: string }[]) =>
    slots.map(({ startsAt }) => startsAt.slice(0, 16))

  test('are the first quarters of an hour that nothing stands in', async () => {
    const { core, lead } = await withAgents()
    const { leadId } = await lead('602-555-0142', '85018', 'Ana')
    const plan = { leadId, durationMinutes: 60, agents: ['dana-reyes'], locationType: 'phone' as const }
    // Nine in Phoenix is 16:00 UTC.
    expect(times((await core.ask('appointments.slots', plan)).next)).toEqual([
      `${DAY}T16:00`,
      `${DAY}T16:15`,
      `${DAY}T16:30`,
    ])
    await core.ask('appointments.book', {
      leadId,
      when: wall('09:30'),
      durationMinutes: 90,
      assignedTo: 'dana-reyes',
      locationType: 'phone',
    })
    expect(times((await core.ask('appointments.slots', plan)).next)).toEqual([
      `${DAY}T18:00`,
      '2031-06-11T16:00',
      '2031-06-11T16:15',
    ])
    expect((await core.ask('appointments.slots', { ...plan, durationMinutes: 200 })).next).toEqual([])
  })

  test('near other visits come first the one with the shortest way, which is an estimate', async () => {
    const { core, lead } = await withAgents()
    const near = await lead('602-555-0142', '85016', 'Ben')
    const { leadId } = await lead('602-555-0143', '85018', 'Ana')
    await core.ask('appointments.book', {
      leadId: near.leadId,
      when: { wallTime: '2031-06-11T09:00', timeZone: 'America/Phoenix' },
      assignedTo: 'dana-reyes',
    })
    const { near: best } = await core.ask('appointments.slots', { leadId, durationMinutes: 60, agents: [] })
    expect(best[0]?.startsAt.slice(0, 10)).toBe('2031-06-11')
    expect(best[0]?.reason).toMatch(/^About \d+ min from Ben, 9:00 AM \(an estimate\)$/)
    // Never so close that there is no time for the way.
    expect(Date.parse(best[0]?.startsAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse('2031-06-11T17:00:00.000Z') + (best[0]?.addedMinutes ?? 0) * 60_000,
    )
  })
})
