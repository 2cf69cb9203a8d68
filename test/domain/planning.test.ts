// Where an appointment goes: the time that is offered, steps of a move by keyboard, and the days a calendar shows.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, periodOf, stepOf, titleOf, weeksOf } from '../../shared/domain/schedule/period.ts'
import { nextSensibleTime, stepPlan, wallTimeAfterDays } from '../../shared/domain/schedule/planning.ts'
import { wallTimeOf } from '../../shared/domain/schedule/wall-time.ts'
import { isWithin, USUAL_WORKING_HOURS } from '../../shared/domain/schedule/working-hours.ts'

const PHOENIX = 'America/Phoenix'
const NEW_YORK = 'America/New_York'
const days = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('the time that is offered', () => {
  const offered = (now: string, more: Partial<Parameters<typeof nextSensibleTime>[0]> = {}) =>
    nextSensibleTime({
      nowMs: Date.parse(now),
      timeZone: PHOENIX,
      hours: null,
      busy: [],
      durationMinutes: 60,
      ...more,
    })

  test.each([
    ['the next half hour that is an hour away', '2026-11-24T17:10:00.000Z', '2026-11-24T18:30:00.000Z'],
    ['on the half hour itself', '2026-11-24T17:00:00.000Z', '2026-11-24T18:00:00.000Z'],
    ['the next morning when the day is over', '2026-11-25T00:20:00.000Z', '2026-11-25T16:00:00.000Z'],
    ['Monday after a Friday', '2026-11-28T01:00:00.000Z', '2026-11-30T16:00:00.000Z'],
  ])('%s', (_, now, at) => {
    expect(offered(now)).toBe(at)
  })

  test('what is booked is left out, and so is what would not end before it', () => {
    const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 24, hour, minute)
    const busy = [{ startMs: at(18), endMs: at(19, 30) }]
    expect(offered('2026-11-24T16:00:00.000Z', { busy })).toBe('2026-11-24T17:00:00.000Z')
    expect(offered('2026-11-24T16:10:00.000Z', { busy })).toBe('2026-11-24T19:30:00.000Z')
  })

  test('an agent without a single hour is offered the next half hour all the same', () => {
    expect(offered('2026-11-24T17:10:00.000Z', { hours: {} })).toBe('2026-11-24T18:30:00.000Z')
  })

  test('is never within the next hour, and always within working hours', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        fc.constantFrom(PHOENIX, NEW_YORK, 'Asia/Kolkata', 'Australia/Lord_Howe'),
        (now, timeZone) => {
          const startMs = Date.parse(
            nextSensibleTime({ nowMs: now.getTime(), timeZone, hours: null, busy: [], durationMinutes: 60 }),
          )
          expect(startMs - now.getTime()).toBeGreaterThanOrEqual(3_600_000)
          expect(isWithin(USUAL_WORKING_HOURS, timeZone, { startMs, endMs: startMs + 3_600_000 })).toBe(true)
          expect(wallTimeOf(new Date(startMs).toISOString(), timeZone)).toMatch(/:(00|30)$/)
        },
      ),
    )
  })
})

describe('moving', () => {
  test('days keep the wall clock, also over a change of it', () => {
    expect(wallTimeAfterDays('2026-10-31T14:00:00.000Z', NEW_YORK, 1)).toBe('2026-11-01T10:00')
    expect(wallTimeAfterDays('2026-03-07T15:00:00.000Z', NEW_YORK, 1)).toBe('2026-03-08T10:00')
    expect(wallTimeAfterDays('2026-03-07T07:30:00.000Z', NEW_YORK, 1)).toBe('2026-03-08T02:30')
  })

  test.each([
    ['a quarter on', '2026-11-24T17:00:00.000Z', { move: { minutes: 15 } }, '2026-11-24T17:15:00.000Z'],
    [
      'to the next quarter',
      '2026-11-24T17:10:00.000Z',
      { move: { minutes: 15 } },
      '2026-11-24T17:15:00.000Z',
    ],
    [
      'to the last quarter',
      '2026-11-24T17:10:00.000Z',
      { move: { minutes: -15 } },
      '2026-11-24T17:00:00.000Z',
    ],
    ['over midnight', '2026-11-25T06:45:00.000Z', { move: { minutes: 15 } }, '2026-11-25T07:00:00.000Z'],
    ['a day back', '2026-11-24T17:00:00.000Z', { move: { days: -1 } }, '2026-11-23T17:00:00.000Z'],
  ] as const)('%s', (_, at, step, to) => {
    expect(stepPlan({ at, durationMinutes: 60 }, step, PHOENIX)).toEqual({ at: to, durationMinutes: 60 })
  })

  test('by real minutes through the hour that comes twice, by days over the one that is skipped', () => {
    const first = { at: '2026-11-01T05:45:00.000Z', durationMinutes: 30 }
    // 1:45 EDT goes to 1:00 EST.
    expect(stepPlan(first, { move: { minutes: 15 } }, NEW_YORK).at).toBe('2026-11-01T06:00:00.000Z')
    expect(
      stepPlan({ at: '2026-03-07T07:30:00.000Z', durationMinutes: 30 }, { move: { days: 1 } }, NEW_YORK).at,
    ).toBe('2026-03-08T07:30:00.000Z')
  })

  test('the length snaps, and stays between a quarter of an hour and a day', () => {
    const plan = (durationMinutes: number, stretch: number) =>
      stepPlan({ at: '2026-11-24T17:00:00.000Z', durationMinutes }, { stretch }, PHOENIX).durationMinutes
    expect([plan(60, 15), plan(50, 15), plan(50, -15), plan(15, -15), plan(1440, 15)]).toEqual([
      75, 60, 45, 15, 1440,
    ])
  })

  test('there and back is where it was, from any quarter of an hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0, 1) / 900_000, max: Date.UTC(2027, 0, 1) / 900_000 }),
        fc.constantFrom(PHOENIX, NEW_YORK, 'Asia/Kolkata'),
        (quarter, zone) => {
          const plan = { at: new Date(quarter * 900_000).toISOString(), durationMinutes: 60 }
          const there = stepPlan(plan, { move: { minutes: 15 } }, zone)
          expect(Date.parse(there.at) - Date.parse(plan.at)).toBe(900_000)
          expect(stepPlan(there, { move: { minutes: -15 } }, zone)).toEqual(plan)
        },
      ),
    )
  })
})

describe('the days of a calendar', () => {
  test.each([
    ['week', '2026-11-24', '2026-11-23', '2026-11-30', 'Nov 23 – 29, 2026'],
    ['week', '2026-11-01', '2026-10-26', '2026-11-02', 'Oct 26 – Nov 1, 2026'],
    ['week', '2027-01-01', '2026-12-28', '2027-01-04', 'Dec 28, 2026 – Jan 3, 2027'],
    ['day', '2026-11-24', '2026-11-24', '2026-11-25', 'Tuesday, November 24, 2026'],
    ['agenda', '2026-11-24', '2026-11-24', '2026-12-08', 'Nov 24 – Dec 7, 2026'],
    ['month', '2026-11-24', '2026-11-01', '2026-12-01', 'November 2026'],
  ] as const)('a %s around %s', (view, day, from, to, title) => {
    expect(periodOf(view, day)).toMatchObject({ from, to })
    expect(titleOf(view, day)).toBe(title)
  })

  test('a month shows whole weeks from Monday on', () => {
    expect(periodOf('month', '2026-11-24')).toMatchObject({ shownFrom: '2026-10-26', shownTo: '2026-12-07' })
    const weeks = weeksOf('2026-02-10')
    expect(weeks.map(([first]) => first)).toEqual([
      '2026-01-26',
      '2026-02-02',
      '2026-02-09',
      '2026-02-16',
      '2026-02-23',
    ])
  })

  test('a step forward begins where the period ends, and a step back comes to it again', () => {
    fc.assert(
      fc.property(days, fc.constantFrom('month', 'week', 'day', 'agenda'), (day, view) => {
        const here = periodOf(view, day)
        const next = stepOf(view, day, 1)
        expect(periodOf(view, next).from).toBe(here.to)
        expect(periodOf(view, stepOf(view, next, -1))).toEqual(here)
        expect(day >= here.from && day < here.to).toBe(true)
      }),
    )
  })

  test('days are counted by the calendar', () => {
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01')
  })
})
