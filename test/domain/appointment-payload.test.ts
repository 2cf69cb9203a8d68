// When an appointment is, in any of the spellings that senders have, and what of a payload is the appointment's and what the person's.
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { readAppointment } from '../../shared/domain/appointment-payload/read.ts'
import { readZone } from '../../shared/domain/appointment-payload/zones.ts'
import type { JsonObject } from '../../shared/domain/payload/json.ts'

const AGENCY = 'America/Phoenix'
const read = (payload: JsonObject, typed?: Record<string, string>) =>
  readAppointment(payload, { agencyZone: AGENCY, ...(typed === undefined ? {} : { typed }) })
const pad = (value: number, length = 2) => String(value).padStart(length, '0')

describe('when', () => {
  const zone = fc.constantFrom(
    'America/New_York',
    'America/Phoenix',
    'Pacific/Honolulu',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'UTC',
  )
  const moment = fc
    .integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2040, 0, 1) / 60_000 })
    .map((minutes) => new Date(minutes * 60_000).toISOString())
  const spellings: Record<string, (at: Temporal.ZonedDateTime) => JsonObject> = {
    'with its offset': (at) => ({ scheduled_at: at.toString({ timeZoneName: 'never' }) }),
    'with offset and zone': (at) => ({ start: at.toString() }),
    'in UTC beside the zone': (at) => ({ start: at.toInstant().toString(), timezone: at.timeZoneId }),
    'as epoch seconds': (at) => ({ start: at.epochMilliseconds / 1000 }),
    'as date, time and zone': (at) => ({
      date: at.toPlainDate().toString(),
      time: `${pad(at.hour)}:${pad(at.minute)}`,
      time_zone: at.timeZoneId,
    }),
    'in the American way': (at) => ({
      appointment_date: `${at.month}/${at.day}/${at.year}`,
      appointment_time: `${at.hour % 12 || 12}:${pad(at.minute)} ${at.hour < 12 ? 'AM' : 'p.m.'}`,
      tz: at.timeZoneId,
    }),
    'in words': (at) => ({
      when: `${at.toLocaleString('en-US', { month: 'long', day: 'numeric', year: 'numeric' })} at ${pad(at.hour)}:${pad(at.minute)}`,
      zone: at.timeZoneId,
    }),
  }
  test.each(Object.entries(spellings))('%s is the same instant', (_name, spell) => {
    fc.assert(
      fc.property(moment, zone, (instant, timeZone) => {
        const at = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
        // Of an hour that comes twice the second needs an offset.
        const first = at.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'earlier' })
        fc.pre(first.equals(at))
        const { when, problems } = read({ phone: '602-555-0142', ...spell(at) })
        expect(problems).toEqual([])
        expect(when?.scheduledAt).toBe(instant)
      }),
      { numRuns: 150 },
    )
  })

  test.each([
    ['Eastern Time (US & Canada)', 'America/New_York'],
    ['pacific', 'America/Los_Angeles'],
    ['PST', 'America/Los_Angeles'],
    ['MST', 'America/Phoenix'],
    ['US/Central', 'US/Central'],
    ['america/denver', 'America/Denver'],
    ['Mars/Base', null],
    ['', null],
    ['+25:00', null],
  ])('the zone “%s”', (text, expected) => {
    const found = readZone(text)
    const name = (zone: string) => Temporal.Now.zonedDateTimeISO(zone).timeZoneId
    const same = (a: string, b: string) =>
      Temporal.PlainDateTime.from('2031-07-01T12:00').toZonedDateTime(a).epochMilliseconds ===
        Temporal.PlainDateTime.from('2031-07-01T12:00').toZonedDateTime(b).epochMilliseconds && name(a) !== ''
    if (expected === null) expect(found).toBeNull()
    else expect(found?.kind === 'zone' && same(found.timeZone, expected)).toBe(true)
  })

  test('"9:00 AM EST" in July is nine on the clocks of New York', () => {
    const summer = read({ phone: '602-555-0142', date: '2031-07-01', time: '9:00 AM EST' })
    expect(summer.when).toMatchObject({
      scheduledAt: '2031-07-01T13:00:00.000Z',
      timeZone: 'America/New_York',
    })
  })
})

describe('what is whose', () => {
  test('the appointment’s names are its own, the person’s are read as of any lead', () => {
    const draft = read({
      'First Name': 'Ana',
      phone: '602-555-0142',
      'Service Type': 'repair',
      start: '2031-06-10T16:00:00Z',
      message: 'Ring twice',
      booking_id: 77,
      monthly_bill: '$120',
    })
    expect(draft).toMatchObject({ externalId: '77', notes: 'Ring twice', problems: [], issues: [] })
    expect(draft.lead.fields).toMatchObject({
      first_name: 'Ana',
      service_type: 'repair',
      monthly_electric_bill: 12_000,
    })
    expect(draft.lead.fields).not.toHaveProperty('notes')
    expect(draft.lead.externalId).toBeNull()
  })

  test('what is typed by hand wins, field by field; a new begin leaves the old end behind', () => {
    const sent = { phone: '12', start: '2031-06-10T16:00:00Z', end: '2031-06-10T17:30:00Z', notes: 'Dog' }
    const draft = read(sent, {
      phone: '602-555-0142',
      date: '2031-06-11',
      time: '9:00 AM',
      time_zone: AGENCY,
    })
    expect(draft.problems).toEqual([])
    expect(draft.lead.problems).toEqual([])
    expect(draft.when).toMatchObject({ scheduledAt: '2031-06-11T16:00:00.000Z', durationMinutes: null })
    expect(draft.notes).toBe('Dog')
    expect(read(sent, { duration_minutes: '45' }).when).toMatchObject({
      scheduledAt: '2031-06-10T16:00:00.000Z',
      durationMinutes: 45,
    })
  })
})
