// Appointments through the front door: booked, moved, confirmed, deleted, undone; what speaks against them; and what the lead and its history make of it.
import { describe, expect, test } from 'vitest'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

const ANA = {
  first_name: 'Ana',
  last_name: 'Ruiz',
  phone: '602-555-0142',
  address: '120 W Main St',
  city: 'Phoenix',
  state: 'AZ',
  zip: '85018',
}
const BEN = {
  first_name: 'Ben',
  last_name: 'Okafor',
  phone: '520-555-0143',
  city: 'Tucson',
  state: 'AZ',
  zip: '85701',
}
/** Far enough ahead that no clock of a test overtakes it. */
const DAY = '2031-06-10'

async function withLeads() {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  const ana = await core.ask('leads.create', { webhookId, values: ANA })
  const ben = await core.ask('leads.create', { webhookId, values: BEN })
  return { core, webhookId, ana, ben }
}
const wall = (time: string, timeZone = 'America/Phoenix') => ({ wallTime: `${DAY}T${time}`, timeZone })
const all = (core: TestCore) => ({
  appointments: rows(core, 'select * from appointments order by id').map(({ updated_at: _, ...row }) => row),
  leads: rows(core, 'select * from leads order by id').map(({ updated_at: _, ...row }) => row),
})
const kinds = async (core: TestCore, id: number) =>
  (await core.ask('appointments.get', { id })).events.map(({ eventType, field }) => field ?? eventType)

test('the ways between the home visits of a day are estimated, and follow what is changed', async () => {
  const { core, ana, ben } = await withLeads()
  const book = async (leadId: number, time: string) =>
    (
      await core.ask('appointments.book', {
        leadId,
        when: wall(time),
        assignedTo: 'dana-reyes',
        acceptsConflicts: true,
      })
    ).id
  const first = await book(ana.leadId, '09:00')
  const second = await book(ben.leadId, '10:30')
  const day = { from: `${DAY}T07:00:00.000Z`, to: '2031-06-11T07:00:00.000Z' }
  const [drive, ...others] = await core.ask('appointments.drives', day)
  expect(others).toEqual([])
  expect(drive).toMatchObject({ id: second, fromId: first, gapMinutes: 30 })
  expect(drive?.minutes).toBeGreaterThan(90)
  // By telephone nobody drives; nor to what is cancelled.
  await core.ask('appointments.update', { id: first, locationType: 'phone' })
  expect(await core.ask('appointments.drives', day)).toEqual([])
  await core.ask('history.undo', {})
  await core.ask('appointments.setStatus', { id: second, status: 'cancelled' })
  expect(await core.ask('appointments.drives', day)).toEqual([])
})

describe('booking', () => {
  test('takes what the lead has, moves it to scheduled, and tells its history', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('appointments.book', {
      leadId: ana.leadId,
      when: wall('09:00'),
      assignedTo: 'dana-reyes',
    })
    expect(await core.ask('appointments.get', { id })).toMatchObject({
      scheduledAt: `${DAY}T16:00:00.000Z`,
      durationMinutes: 60,
      appointmentType: 'consultation',
      locationType: 'home',
      locationAddress: '120 W Main St, Phoenix, AZ 85018',
      timeZone: 'America/Phoenix',
      status: 'scheduled',
      contactId: ana.contactId,
      createdBy: 'dana-reyes',
      conflicts: [],
    })
    const lead = await core.ask('leads.get', { id: ana.leadId })
    expect(lead).toMatchObject({ status: 'scheduled', assignedTo: 'dana-reyes' })
    expect(lead.events.map(({ eventType }) => eventType)).toContain('appointment_booked')
    expect(await kinds(core, id)).toEqual(['unrouted', 'created'])
    expect(rows(core, 'select * from appointment_summary_view')).toHaveLength(1)
  })

  test('never moves a lead back from converted', async () => {
    const { core, ana } = await withLeads()
    await core.ask('leads.setStatus', { id: ana.leadId, status: 'converted' })
    await core.ask('appointments.book', {
      leadId: ana.leadId,
      when: wall('09:00'),
      appointmentType: 'installation',
    })
    expect((await core.ask('leads.get', { id: ana.leadId })).status).toBe('converted')
  })

  test.each([
    [{ durationMinutes: 0 }, 'at least one minute'],
    [{ durationMinutes: 10_000 }, 'at most 24 hours'],
    [{ when: { wallTime: `${DAY}T09:00`, timeZone: 'Mars/Olympus' } }, 'time zone'],
    [{ when: { wallTime: '2031-02-30T09:00', timeZone: 'America/Phoenix' } }, 'that exist'],
    [{ when: { wallTime: '2031-03-09T02:30', timeZone: 'America/New_York' } }, 'does not exist'],
    [{ when: { wallTime: '2031-11-02T01:30', timeZone: 'America/New_York' } }, 'comes twice'],
    [{ when: { at: '2301-01-01T00:00:00.000Z' } }, 'cannot be meant'],
    [{ assignedTo: 'nobody-here' }, 'no agent'],
  ])('%j is refused in words, and nothing is written', async (values, words) => {
    const { core, ana } = await withLeads()
    const before = all(core)
    const reply = await core.api.call('appointments.book', {
      leadId: ana.leadId,
      when: wall('09:00'),
      ...values,
    })
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(reply.ok || `${reply.error.message} ${JSON.stringify(reply.error.details)}`).toContain(words)
    expect(all(core)).toEqual(before)
  })

  test('an hour that comes twice is booked when one says which', async () => {
    const { core, ana } = await withLeads()
    const when = { wallTime: '2031-11-02T01:30', timeZone: 'America/New_York', fold: 'later' as const }
    const { id } = await core.ask('appointments.book', { leadId: ana.leadId, when })
    expect((await core.ask('appointments.get', { id })).scheduledAt).toBe('2031-11-02T06:30:00.000Z')
  })

  test('a whole day stays on its day', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('appointments.book', { leadId: ana.leadId, when: { allDayDate: DAY } })
    await core.ask('settings.update', { timeZone: 'Pacific/Auckland' })
    expect(await core.ask('appointments.get', { id })).toMatchObject({
      allDayDate: DAY,
      timeZone: 'America/Phoenix',
    })
  })

  test('of a deleted lead or one without a contact there is none', async () => {
    const { core, ana } = await withLeads()
    await core.ask('leads.delete', { target: { ids: [ana.leadId] } })
    expect(
      await core.api.call('appointments.book', { leadId: ana.leadId, when: wall('09:00') }),
    ).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
  })
})

describe('conflicts', () => {
  test('the same agent is not booked twice unseen', async () => {
    const { core, ana, ben } = await withLeads()
    await core.ask('appointments.book', { leadId: ana.leadId, when: wall('09:00'), assignedTo: 'dana-reyes' })
    const plan = { leadId: ben.leadId, when: wall('09:30'), assignedTo: 'dana-reyes' }
    const refused = await core.api.call('appointments.book', plan)
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'conflict', details: [{ field: 'agent_overlap' }] },
    })
    expect(await core.ask('appointments.check', { ...plan, durationMinutes: 60 })).toMatchObject([
      { kind: 'agent_overlap', message: 'Dana Reyes is booked then: Ana Ruiz, 9:00 AM.' },
    ])
    const { id } = await core.ask('appointments.book', { ...plan, acceptsConflicts: true })
    expect((await core.ask('appointments.get', { id })).conflicts).toHaveLength(1)
  })

  test('from Phoenix to Tucson takes longer than an hour; by phone it takes none', async () => {
    const { core, ana, ben } = await withLeads()
    await core.ask('appointments.book', { leadId: ana.leadId, when: wall('09:00'), assignedTo: 'dana-reyes' })
    const plan = { leadId: ben.leadId, when: wall('11:00'), assignedTo: 'dana-reyes', durationMinutes: 60 }
    expect((await core.ask('appointments.check', plan)).map(({ kind }) => kind)).toEqual(['travel'])
    expect(await core.ask('appointments.check', { ...plan, locationType: 'phone' })).toEqual([])
  })

  test('the same customer has one appointment at a time', async () => {
    const { core, ana } = await withLeads()
    await core.ask('appointments.book', { leadId: ana.leadId, when: wall('09:00') })
    const plan = { leadId: ana.leadId, when: wall('09:15'), durationMinutes: 15, assignedTo: null }
    expect((await core.ask('appointments.check', plan)).map(({ kind }) => kind)).toEqual(['customer_overlap'])
  })
})

describe('changing', () => {
  test('every changed column is an event with old and new value; a moved one waits for confirmation again', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('appointments.book', { leadId: ana.leadId, when: wall('09:00') })
    await core.ask('appointments.setStatus', { id, status: 'confirmed' })
    await core.ask('appointments.update', { id, when: wall('14:00'), notes: 'Bring the ladder' })
    const { events, status, scheduledAt } = await core.ask('appointments.get', { id })
    expect({ status, scheduledAt }).toEqual({ status: 'scheduled', scheduledAt: `${DAY}T21:00:00.000Z` })
    expect(events.slice(0, 3)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          eventType: 'status_changed',
          oldValue: 'confirmed',
          newValue: 'scheduled',
        }),
        expect.objectContaining({
          eventType: 'rescheduled',
          oldValue: `${DAY}T16:00:00.000Z`,
          newValue: `${DAY}T21:00:00.000Z`,
          performedBy: 'dana-reyes',
        }),
        expect.objectContaining({
          eventType: 'updated',
          field: 'notes',
          oldValue: null,
          newValue: 'Bring the ladder',
        }),
      ]),
    )
  })

  test('across a change of the clock the time on the wall stays', async () => {
    const { core, ana } = await withLeads()
    const zone = 'America/New_York'
    const { id } = await core.ask('appointments.book', {
      leadId: ana.leadId,
      when: { wallTime: '2031-03-08T09:00', timeZone: zone },
    })
    await core.ask('appointments.update', { id, when: { wallTime: '2031-03-09T09:00', timeZone: zone } })
    expect((await core.ask('appointments.get', { id })).scheduledAt).toBe('2031-03-09T13:00:00.000Z')
  })

  test('the next action becomes the lead’s next step and follow-up', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('appointments.book', { leadId: ana.leadId, when: wall('09:00') })
    await core.ask('appointments.update', {
      id,
      outcome: 'needs_follow_up',
      nextAction: 'Send the proposal',
      nextActionDate: '2031-06-12T16:00:00.000Z',
    })
    expect(await core.ask('leads.get', { id: ana.leadId })).toMatchObject({
      nextStep: 'Send the proposal',
      followUpAt: '2031-06-12T16:00:00.000Z',
    })
  })
})

describe('undo', () => {
  test('takes back booking, moving and deleting, and does them again', async () => {
    const { core, ana } = await withLeads()
    const bare = all(core)
    const { id } = await core.ask('appointments.book', {
      leadId: ana.leadId,
      when: wall('09:00'),
      assignedTo: 'dana-reyes',
    })
    const booked = all(core)
    await core.ask('appointments.update', { id, when: wall('14:00') })
    const moved = all(core)
    await core.ask('appointments.delete', { id })
    expect(all(core).appointments).toEqual([])
    await core.ask('history.undo', {})
    expect(all(core)).toEqual(moved)
    expect(await kinds(core, id)).toContain('restored')
    await core.ask('history.undo', {})
    expect(all(core)).toEqual(booked)
    await core.ask('history.undo', {})
    expect(all(core)).toEqual(bare)
    for (const state of [booked, moved]) {
      await core.ask('history.redo', {})
      expect(all(core)).toEqual(state)
    }
    await core.ask('history.redo', {})
    expect(all(core).appointments).toEqual([])
  })

  test('a booking that was moved since is not taken away unseen', async () => {
    const { core, ana } = await withLeads()
    const { id, undoId } = await core.ask('appointments.book', { leadId: ana.leadId, when: wall('09:00') })
    await core.ask('appointments.update', { id, when: wall('14:00') })
    const wanted = { undoId: undoId as number }
    expect(await core.api.call('history.undo', wanted)).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
    await core.ask('history.undo', { ...wanted, isForced: true })
    expect(all(core).appointments).toEqual([])
  })

  test('a lead that is deleted takes its appointments along and brings them back', async () => {
    const { core, ana } = await withLeads()
    const { id } = await core.ask('appointments.book', { leadId: ana.leadId, when: wall('09:00') })
    const before = all(core)
    await core.ask('leads.delete', { target: { ids: [ana.leadId] } })
    expect(all(core).appointments).toEqual([])
    await core.ask('history.undo', {})
    expect(all(core)).toEqual(before)
    expect(await kinds(core, id)).toEqual(['unrouted', 'created'])
  })
})

test('a calendar asks for what touches its days, a list for pages; filters narrow both', async () => {
  const { core, ana, ben } = await withLeads()
  const first = await core.ask('appointments.book', {
    leadId: ana.leadId,
    when: wall('23:30'),
    assignedTo: 'dana-reyes',
  })
  const second = await core.ask('appointments.book', {
    leadId: ben.leadId,
    when: { allDayDate: '2031-06-11' },
    assignedTo: null,
  })
  const idsOf = async (from: string, to: string, filter = {}) =>
    (await core.ask('appointments.range', { from, to, filter })).map(({ id }) => id)
  // From midnight in Phoenix: the one that began before it still runs.
  expect(await idsOf('2031-06-11T07:00:00.000Z', '2031-06-12T07:00:00.000Z')).toEqual([first.id, second.id])
  expect(await idsOf('2031-06-11T07:30:00.000Z', '2031-06-12T07:00:00.000Z')).toEqual([second.id])
  expect(await idsOf('2031-06-01T07:00:00.000Z', '2031-07-01T07:00:00.000Z', { agents: [null] })).toEqual([
    second.id,
  ])
  const page = await core.ask('appointments.page', { filter: { agents: ['dana-reyes'] }, limit: 1 })
  expect(page).toMatchObject({ total: 1, rows: [{ id: first.id, firstName: 'Ana' }] })
  expect((await core.ask('appointments.of', { contactId: ben.contactId })).map(({ id }) => id)).toEqual([
    second.id,
  ])
})

test('a day’s sheet has what touches the day, with the notes; the count only what is to be kept', async () => {
  const { core, ana, ben } = await withLeads()
  const book = (
    leadId: number,
    when: Parameters<typeof core.ask<'appointments.book'>>[1]['when'],
    notes?: string,
  ) => core.ask('appointments.book', { leadId, when, ...(notes === undefined ? {} : { notes }) })
  const late = await book(ana.leadId, wall('23:30'), 'Dog in the yard')
  const next = await book(ben.leadId, { wallTime: '2031-06-11T08:00', timeZone: 'America/Phoenix' })
  const whole = await book(ben.leadId, { allDayDate: '2031-06-11', timeZone: 'Pacific/Honolulu' })
  const sheet = async (day: string) =>
    (await core.ask('appointments.daySheet', { day })).map(({ id, notes }) => [id, notes])
  expect(await sheet(DAY)).toEqual([[late.id, 'Dog in the yard']])
  expect(await sheet('2031-06-11')).toEqual([
    [late.id, 'Dog in the yard'],
    [whole.id, null],
    [next.id, null],
  ])
  const count = (day: string) => core.ask('appointments.countOn', { day })
  expect([await count(DAY), await count('2031-06-11')]).toEqual([1, 2])
  await core.ask('appointments.setStatus', { id: next.id, status: 'cancelled' })
  expect(await count('2031-06-11')).toBe(1)
})

test('completed in one step with its outcome and the next action, which becomes the lead’s next step', async () => {
  const { core, ana } = await withLeads()
  const { id } = await core.ask('appointments.book', { leadId: ana.leadId, when: wall('09:00') })
  const before = all(core)
  await core.ask('appointments.setStatus', {
    id,
    status: 'completed',
    outcome: 'proposal_sent',
    nextAction: 'Call about the proposal',
    nextActionDate: '2031-06-12T16:00:00.000Z',
  })
  expect(await core.ask('appointments.get', { id })).toMatchObject({
    status: 'completed',
    outcome: 'proposal_sent',
    nextAction: 'Call about the proposal',
  })
  expect(await core.ask('leads.get', { id: ana.leadId })).toMatchObject({
    nextStep: 'Call about the proposal',
    followUpAt: '2031-06-12T16:00:00.000Z',
  })
  await core.ask('history.undo', {})
  expect(all(core)).toEqual(before)
})
