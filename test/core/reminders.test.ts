// Reminders: each is told once, the quiet hours are quiet, and a laptop that slept catches up once.
import { describe, expect, test } from 'vitest'
import { tellReminders } from '../../electron/core/jobs/reminders.ts'
import { isQuiet } from '../../shared/domain/schedule/reminders.ts'
import { furnish, openCore, temporaryFolder } from '../support/core.ts'

const ANA = { first_name: 'Ana', last_name: 'Ruiz', phone: '602-555-0142' }
/** Noon in Phoenix. */
const NOON = '2031-06-10T19:00:00.000Z'

async function withLead(directory = temporaryFolder()) {
  let now = NOON
  const core = await openCore({ directory, clock: { nowMs: () => Date.parse(now), now: () => now } })
  const { webhookId } = await furnish(core)
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  const { leadId } = await core.ask('leads.create', { webhookId, values: ANA })
  const look = () => core.writer.runIntake('system', tellReminders)
  look()
  return {
    core,
    leadId,
    look,
    at: (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString(),
    /** So many minutes later, with a look every so often, as the job does; asleep there is none until the end. */
    pass: (minutes: number, isAsleep = false) => {
      let told = 0
      for (let passed = 0; passed < minutes; passed += 5) {
        now = new Date(Date.parse(now) + Math.min(5, minutes - passed) * 60_000).toISOString()
        if (!isAsleep) told += look()
      }
      return told + (isAsleep ? look() : 0)
    },
    unseen: async () => (await core.ask('reminders.unseen', {})).rows,
  }
}

describe('an appointment', () => {
  test('is told of so many minutes before it begins, once', async () => {
    const { core, leadId, pass, at, unseen } = await withLead()
    const when = { at: at(90) }
    const { id } = await core.ask('appointments.book', { leadId, when, assignedTo: 'dana-reyes' })
    expect(pass(55)).toBe(0)
    expect(pass(10)).toBe(1)
    expect(await unseen()).toMatchObject([
      {
        kind: 'appointment',
        appointmentId: id,
        leadId,
        name: 'Ana Ruiz',
        at: when.at,
        isMissed: false,
        assignedToName: 'Dana Reyes',
      },
    ])
    expect(pass(120)).toBe(0)
    await core.ask('reminders.markSeen', {})
    expect(await core.ask('reminders.unseen', {})).toEqual({ total: 0, rows: [] })
  })

  test('that is moved is told of again; one that is cancelled is not', async () => {
    const { core, leadId, pass, at } = await withLead()
    const { id } = await core.ask('appointments.book', { leadId, when: { at: at(60) } })
    expect(pass(40)).toBe(1)
    await core.ask('appointments.update', { id, when: { at: at(60) } })
    expect(pass(35)).toBe(1)
    await core.ask('appointments.update', { id, when: { at: at(60) } })
    await core.ask('appointments.setStatus', { id, status: 'cancelled' })
    expect(pass(90)).toBe(0)
  })

  test('that began while the laptop slept is listed as missed, and only once', async () => {
    const { core, leadId, pass, at, unseen, look } = await withLead()
    await core.ask('appointments.book', { leadId, when: { at: at(60) } })
    expect(pass(300, true)).toBe(1)
    expect(await unseen()).toMatchObject([{ isMissed: true }])
    expect(look()).toBe(0)
  })

  test('of a whole day is told of in the morning', async () => {
    const { core, leadId, pass, unseen } = await withLead()
    await core.ask('settings.update', { quietHours: null })
    await core.ask('appointments.book', { leadId, when: { allDayDate: '2031-06-11' } })
    expect(pass(19 * 60)).toBe(0)
    expect(pass(65)).toBe(1)
    expect(await unseen()).toMatchObject([{ isMissed: false }])
  })
})

test('a follow-up is told of when it is due, and not when its lead is won or lost', async () => {
  const { core, leadId, pass, at, unseen } = await withLead()
  await core.ask('leads.update', { id: leadId, values: { follow_up_at: at(30), next_step: 'Call back' } })
  expect(pass(25)).toBe(0)
  expect(pass(10)).toBe(1)
  expect(await unseen()).toMatchObject([{ kind: 'follow_up', detail: 'Call back', isMissed: false }])
  await core.ask('leads.update', { id: leadId, values: { follow_up_at: at(30) } })
  await core.ask('leads.setStatus', { id: leadId, status: 'lost' })
  expect(pass(60)).toBe(0)
})

test('in the quiet hours nothing is told; afterwards all of it, once', async () => {
  const { core, leadId, pass, at, unseen } = await withLead()
  await core.ask('settings.update', { quietHours: { from: 12 * 60, to: 15 * 60 } })
  await core.ask('appointments.book', { leadId, when: { at: at(60) } })
  await core.ask('leads.update', { id: leadId, values: { follow_up_at: at(90) } })
  expect(pass(175)).toBe(0)
  expect(pass(30)).toBe(2)
  expect((await unseen()).map(({ isMissed }) => isMissed)).toEqual([true, true])
})

test('what is over when the program begins for the first time is not told of', async () => {
  const { core, leadId, look } = await withLead()
  await core.ask('appointments.book', {
    leadId,
    when: { at: '2031-06-10T15:00:00.000Z' },
    acceptsConflicts: true,
  })
  expect(look()).toBe(0)
})

test.each([
  [{ from: 1200, to: 420 }, 1199, false],
  [{ from: 1200, to: 420 }, 1200, true],
  [{ from: 1200, to: 420 }, 0, true],
  [{ from: 1200, to: 420 }, 420, false],
  [{ from: 60, to: 120 }, 90, true],
  [{ from: 60, to: 120 }, 120, false],
  [{ from: 60, to: 60 }, 60, false],
])('%j at minute %i is quiet: %s', (hours, minute, is) => {
  expect(isQuiet(hours, minute)).toBe(is)
})
