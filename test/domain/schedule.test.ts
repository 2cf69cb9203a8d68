// Time on the wall, working hours, the way between two visits, and what speaks against a plan.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conflictsOf, overlaps, type PlannedVisit } from '../../shared/domain/schedule/conflicts.ts'
import { drivesBetween, type HomeVisit, isTight } from '../../shared/domain/schedule/drives.ts'
import { milesBetween, travelMinutes } from '../../shared/domain/schedule/travel.ts'
import { foldOf, readWallTime, wallTimeOf, zoneLabel } from '../../shared/domain/schedule/wall-time.ts'
import { isWithin, USUAL_WORKING_HOURS, workStretches } from '../../shared/domain/schedule/working-hours.ts'

describe('a time on the wall', () => {
  test.each([
    ['America/New_York', '2026-03-08T01:59', '2026-03-08T06:59:00.000Z', 'EST'],
    ['America/New_York', '2026-03-08T03:00', '2026-03-08T07:00:00.000Z', 'EDT'],
    ['America/New_York', '2026-11-01T00:59', '2026-11-01T04:59:00.000Z', 'EDT'],
    ['America/New_York', '2026-11-01T02:00', '2026-11-01T07:00:00.000Z', 'EST'],
    ['America/Phoenix', '2026-03-08T02:30', '2026-03-08T09:30:00.000Z', 'MST'],
    ['America/Phoenix', '2026-07-01T09:00', '2026-07-01T16:00:00.000Z', 'MST'],
    ['Europe/London', '2026-03-29T00:59', '2026-03-29T00:59:00.000Z', 'GMT'],
    ['Europe/London', '2026-03-29T02:00', '2026-03-29T01:00:00.000Z', 'BST'],
    ['Australia/Lord_Howe', '2026-10-04T01:59', '2026-10-03T15:29:00.000Z', 'LHST'],
    ['Australia/Lord_Howe', '2026-10-04T02:30', '2026-10-03T15:30:00.000Z', 'LHDT'],
    ['Asia/Kolkata', '2026-03-29T02:30', '2026-03-28T21:00:00.000Z', 'IST'],
  ])('%s %s is %s (%s)', (zone, wall, instant, label) => {
    expect(readWallTime(wall, zone)).toEqual({ ok: true, instant })
    expect(wallTimeOf(instant, zone)).toBe(wall)
    expect(zoneLabel(instant, zone)).toBe(label)
    expect(foldOf(instant, zone)).toBeNull()
  })

  test.each([
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T03:30'],
    ['Europe/London', '2026-03-29T01:00', '2026-03-29T02:00'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-04T02:45'],
  ])('%s %s does not exist; %s is proposed', (zone, wall, proposal) => {
    const reading = readWallTime(wall, zone)
    expect(reading).toMatchObject({ ok: false, code: 'gap', proposal })
    expect(reading.ok || reading.message).toContain('does not exist')
    expect(readWallTime(proposal, zone).ok).toBe(true)
    // What does not exist stays so, whichever of two is asked for.
    expect(readWallTime(wall, zone, 'later')).toMatchObject({ ok: false, code: 'gap' })
  })

  test.each([
    [
      'America/New_York',
      '2026-11-01T01:30',
      '2026-11-01T05:30:00.000Z',
      '1:30 AM EDT',
      '2026-11-01T06:30:00.000Z',
      '1:30 AM EST',
    ],
    [
      'Europe/London',
      '2026-10-25T01:30',
      '2026-10-25T00:30:00.000Z',
      '1:30 AM BST',
      '2026-10-25T01:30:00.000Z',
      '1:30 AM GMT',
    ],
    [
      'Australia/Lord_Howe',
      '2026-04-05T01:45',
      '2026-04-04T14:45:00.000Z',
      '1:45 AM LHDT',
      '2026-04-04T15:15:00.000Z',
      '1:45 AM LHST',
    ],
  ])('%s %s comes twice: which is asked', (zone, wall, earlier, earlierLabel, later, laterLabel) => {
    expect(readWallTime(wall, zone)).toMatchObject({
      ok: false,
      code: 'fold',
      choices: [
        { fold: 'earlier', instant: earlier, label: earlierLabel },
        { fold: 'later', instant: later, label: laterLabel },
      ],
    })
    expect(readWallTime(wall, zone, 'earlier')).toEqual({ ok: true, instant: earlier })
    expect(readWallTime(wall, zone, 'later')).toEqual({ ok: true, instant: later })
    expect([foldOf(earlier, zone), foldOf(later, zone)]).toEqual(['earlier', 'later'])
  })

  test('every instant is found again by its wall time and fold', () => {
    const zones = [
      'America/New_York',
      'Europe/London',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'America/Phoenix',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2025, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 }),
        (zone, minute) => {
          const instant = new Date(minute * 60_000).toISOString()
          const reading = readWallTime(wallTimeOf(instant, zone), zone, foldOf(instant, zone) ?? undefined)
          expect(reading).toEqual({ ok: true, instant })
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('working hours', () => {
  const zone = 'America/New_York'
  const at = (wall: string) => {
    const reading = readWallTime(wall, zone)
    return reading.ok ? Date.parse(reading.instant) : Number.NaN
  }
  const span = (from: string, to: string) => ({ startMs: at(from), endMs: at(to) })

  test.each([
    ['2026-11-24T09:00', '2026-11-24T10:00', true],
    ['2026-11-24T17:00', '2026-11-24T18:00', true],
    ['2026-11-24T17:30', '2026-11-24T18:30', false],
    ['2026-11-24T08:59', '2026-11-24T10:00', false],
    ['2026-11-28T09:00', '2026-11-28T10:00', false],
  ])('%s to %s is within: %s', (from, to, is) => {
    expect(isWithin(USUAL_WORKING_HOURS, zone, span(from, to))).toBe(is)
  })

  test('spans that touch are one; a night of a clock change has its own length', () => {
    const hours = { sat: [{ from: 22 * 60, to: 1440 }], sun: [{ from: 0, to: 240 }] }
    expect(isWithin(hours, zone, span('2026-10-31T23:00', '2026-11-01T03:00'))).toBe(true)
    const [night] = workStretches(
      { sun: [{ from: 0, to: 240 }] },
      zone,
      span('2026-11-01T00:00', '2026-11-01T05:00'),
    )
    expect(((night?.endMs ?? 0) - (night?.startMs ?? 0)) / 3_600_000).toBe(5)
  })
})

test('the way is longer the further it is, and the same in both directions', () => {
  const phoenix = { latitude: 33.4958, longitude: -111.9883 }
  const tucson = { latitude: 32.2217, longitude: -110.9265 }
  expect(milesBetween(phoenix, tucson)).toBeGreaterThan(100)
  expect(milesBetween(phoenix, tucson)).toBeLessThan(115)
  expect(travelMinutes(phoenix, tucson)).toBe(travelMinutes(tucson, phoenix))
  expect(travelMinutes(phoenix, tucson)).toBeGreaterThan(120)
  expect(travelMinutes(phoenix, phoenix)).toBe(5)
})

describe('ways between home visits', () => {
  const at = (hour: number) => Date.UTC(2026, 10, 24, 0) + hour * 3_600_000
  const phoenix = { latitude: 33.4958, longitude: -111.9883 }
  const tucson = { latitude: 32.2217, longitude: -110.9265 }
  const visit = (id: number, from: number, more: Partial<HomeVisit> = {}): HomeVisit => ({
    id,
    agent: 'dana',
    spot: id % 2 === 0 ? tucson : phoenix,
    startMs: at(from),
    endMs: at(from + 1),
    ...more,
  })
  const day = ({ startMs }: { readonly startMs: number }) => new Date(startMs).toISOString().slice(0, 10)

  test('each leads from the one before of the same agent and day, and is tight where there is less time', () => {
    const [early, late] = [visit(1, 8), visit(2, 10)]
    const way = travelMinutes(phoenix, tucson)
    const drives = drivesBetween([late, visit(3, 9, { agent: 'eli' }), early, visit(4, 32)], day)
    expect(drives).toEqual([{ id: 2, fromId: 1, minutes: way, gapMinutes: 60 }])
    expect(isTight({ minutes: way, gapMinutes: 60 })).toBe(true)
    expect(isTight({ minutes: way, gapMinutes: way })).toBe(false)
  })

  test('none where it is not known where one of them is, and none between two at once', () => {
    expect(drivesBetween([visit(1, 8), visit(2, 10, { spot: null }), visit(3, 12)], day)).toEqual([])
    expect(drivesBetween([visit(1, 8), visit(2, 8.5)], day)).toEqual([])
  })

  test('from the one that ended last, in any order they come', () => {
    const round = [visit(1, 8, { endMs: at(12) }), visit(2, 9), visit(3, 13)]
    fc.assert(
      fc.property(fc.shuffledSubarray(round, { minLength: 3 }), (visits) => {
        expect(drivesBetween(visits, day)).toMatchObject([{ id: 3, fromId: 1, gapMinutes: 60 }])
      }),
    )
  })
})

describe('conflicts', () => {
  const HOUR = 3_600_000
  const visit = (more: Partial<PlannedVisit>): PlannedVisit => ({
    id: null,
    agent: 'dana',
    contactId: 100_001,
    isAllDay: false,
    status: 'scheduled',
    locationType: 'office',
    spot: null,
    name: 'Ana Ruiz, 9:00 AM',
    startMs: 100 * HOUR,
    endMs: 101 * HOUR,
    ...more,
  })
  const agenda = { agentName: 'Dana', timeZone: 'UTC', workingHours: null, timeOff: [] }

  test('overlap is what a naive model says, for agent and customer', () => {
    const someVisit = fc.record({
      agent: fc.constantFrom('dana', 'eli', null),
      contactId: fc.constantFrom(100_001, 100_002),
      isAllDay: fc.boolean(),
      status: fc.constantFrom('scheduled', 'confirmed', 'completed', 'cancelled', 'no_show', 'rescheduled'),
      start: fc.integer({ min: 0, max: 20 }),
      length: fc.integer({ min: 1, max: 6 }),
    })
    fc.assert(
      fc.property(fc.array(someVisit, { minLength: 1, maxLength: 12 }), (list) => {
        const visits = list.map(({ start, length, ...one }, id) =>
          visit({
            ...one,
            id,
            startMs: start * HOUR,
            endMs: (start + length) * HOUR,
          } as Partial<PlannedVisit>),
        )
        const [plan] = visits as [PlannedVisit]
        const busy = (one: PlannedVisit) => ['scheduled', 'confirmed', 'completed'].includes(one.status)
        const minutes = (one: PlannedVisit) => {
          const taken = new Set<number>()
          for (let hour = one.startMs / HOUR; hour < one.endMs / HOUR; hour++) taken.add(hour)
          return taken
        }
        const clashing = visits.filter(
          (one) =>
            one.id !== plan.id &&
            busy(one) &&
            busy(plan) &&
            !one.isAllDay &&
            !plan.isAllDay &&
            [...minutes(one)].some((hour) => minutes(plan).has(hour)),
        )
        const found = conflictsOf(plan, visits, agenda, -1)
        const idsOf = (kind: string) =>
          found
            .filter((one) => one.kind === kind)
            .map((one) => one.appointmentId)
            .sort()
        expect(idsOf('agent_overlap')).toEqual(
          clashing
            .filter(({ agent }) => agent !== null && agent === plan.agent)
            .map(({ id }) => id)
            .sort(),
        )
        expect(idsOf('customer_overlap')).toEqual(
          clashing
            .filter(({ contactId }) => contactId === plan.contactId)
            .map(({ id }) => id)
            .sort(),
        )
      }),
    )
  })

  test('what only touches does not overlap', () => {
    expect(overlaps({ startMs: 0, endMs: 5 }, { startMs: 5, endMs: 9 })).toBe(false)
    const after = visit({ id: 2, startMs: 101 * HOUR, endMs: 102 * HOUR })
    expect(conflictsOf(visit({}), [after], agenda, 0)).toEqual([])
  })

  test('the way between two home visits is asked for, and called an estimate', () => {
    const phoenix = { latitude: 33.4958, longitude: -111.9883 }
    const tucson = { latitude: 32.2217, longitude: -110.9265 }
    const plan = visit({ locationType: 'home', spot: phoenix })
    const after = visit({
      id: 2,
      locationType: 'home',
      spot: tucson,
      startMs: 102 * HOUR,
      endMs: 103 * HOUR,
      contactId: 100_002,
    })
    const [found] = conflictsOf(plan, [after], agenda, 0)
    expect(found).toMatchObject({ kind: 'travel', appointmentId: 2 })
    expect(found?.message).toMatch(/About \d.* of driving to Ana Ruiz.*an estimate.*1 h between/)
    expect(conflictsOf({ ...plan, locationType: 'phone' }, [after], agenda, 0)).toEqual([])
  })

  test('hours, absences and the past; what is cancelled minds nothing', () => {
    const busy = {
      ...agenda,
      workingHours: {},
      timeOff: [{ startMs: 0, endMs: 200 * HOUR, note: 'Holiday' }],
    }
    expect(conflictsOf(visit({}), [], busy, 150 * HOUR).map(({ kind }) => kind)).toEqual([
      'time_off',
      'outside_hours',
      'past',
    ])
    expect(conflictsOf(visit({ status: 'cancelled' }), [], busy, 150 * HOUR)).toEqual([])
  })
})
