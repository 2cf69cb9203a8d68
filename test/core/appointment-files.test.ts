// Appointments as files: calendars read back by two readers that are not ours, the sheet of a day, and the CSV of what the calendar shows.
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import ICAL from 'ical.js'
import { sync as nodeIcal } from 'node-ical'
import { describe, expect, test } from 'vitest'
import { calendarFile } from '../../electron/core/ics/calendar-file.ts'
import type { FiledAppointment } from '../../electron/core/records/appointment-files.ts'
import type { Input } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { APPOINTMENT_STATUSES } from '../../shared/domain/vocabulary.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

const DAY = '2031-06-10'
const wall = (time: string, day = DAY, timeZone = 'America/Phoenix') => ({
  wallTime: `${day}T${time}`,
  timeZone,
})
const HOSTILE = `<img src=x onerror="alert(1)">'"&`

async function withVisits() {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  await core.ask('settings.setUp', {
    agencyName: 'Sun & Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  await core.ask('agents.save', { name: 'Abel Novak' })
  const lead = async (values: Record<string, string>) =>
    (await core.ask('leads.create', { webhookId, values })).leadId
  const ana = await lead({
    first_name: 'Ana',
    last_name: 'Ruiz',
    phone: '602-555-0142',
    email: 'ana@example.com',
    address: '120 W Main St',
    city: 'Phoenix',
    state: 'AZ',
    zip: '85018',
  })
  const ben = await lead({
    first_name: HOSTILE,
    phone: '520-555-0143',
    city: 'Tucson',
    state: 'AZ',
    zip: '85701',
  })
  const book = async (input: Input<'appointments.book'>) =>
    (await core.ask('appointments.book', { acceptsConflicts: true, ...input })).id
  return { core, ana, ben, book }
}

/** Starts a task and waits for its end. */
async function ended<N extends 'exports.csv' | 'exports.calendar' | 'exports.visits'>(
  core: TestCore,
  name: N,
  input: Input<N>,
): Promise<TaskState> {
  const states = new Map<string, TaskState>()
  return new Promise((resolve, reject) => {
    let wanted: string | undefined
    const look = () => {
      const state = wanted === undefined ? undefined : states.get(wanted)
      if (state === undefined || state.status === 'running') return
      stop()
      resolve(state)
    }
    const stop = core.api.onChanges(({ tasks }) => {
      for (const state of tasks ?? []) states.set(state.taskId, state)
      look()
    })
    core.api.call(name, input).then((reply) => {
      if (!reply.ok) {
        stop()
        return reject(new Error(reply.error.message))
      }
      wanted = (reply.value as { taskId: string }).taskId
      look()
    }, reject)
  })
}

async function fileOf<N extends 'exports.csv' | 'exports.calendar' | 'exports.visits'>(
  core: TestCore,
  name: N,
  input: Input<N>,
): Promise<{ readonly file: string; readonly text: string }> {
  const end = await ended(core, name, input)
  if (end.status !== 'done') throw new Error(end.problem ?? end.status, { cause: core.defects.at(-1) })
  const { file } = end.result as { file: string }
  const place = path.join(core.directory, 'exports', file)
  const text = fs.readFileSync(place, 'utf8')
  fs.rmSync(place)
  return { file, text }
}

/** What ical.js makes of it, with what it complains about. */
function eventsOf(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text))
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
}

/** Every line ends in CRLF and has at most 75 octets, and no character is cut in two. */
function expectLines(text: string): void {
  expect(text.endsWith('\r\n')).toBe(true)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  for (const line of text.split('\r\n')) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(Buffer.from(line).toString()).toBe(line)
  }
}

function filed(more: Partial<FiledAppointment> = {}): FiledAppointment {
  return {
    id: 17,
    leadId: 1_000_000_001,
    contactId: 100_001,
    leadType: 'solar',
    firstName: 'Ana',
    lastName: 'Ruiz',
    phone: '+16025550142',
    email: 'ana@example.com',
    zipCode: '85018',
    city: 'Phoenix',
    state: 'AZ',
    appointmentType: 'estimate',
    scheduledAt: '2031-06-10T16:00:00.000Z',
    durationMinutes: 60,
    allDayDate: null,
    timeZone: 'America/Phoenix',
    status: 'scheduled',
    locationType: 'home',
    locationAddress: '120 W Main St, Phoenix, AZ 85018',
    assignedTo: null,
    assignedToName: null,
    outcome: null,
    nextAction: null,
    nextActionDate: null,
    workspaceId: null,
    workspaceName: null,
    notes: null,
    customerNotes: null,
    createdAt: '2026-11-27T18:00:00.123Z',
    updatedAt: '2026-11-27T19:00:00.000Z',
    changes: 0,
    ...more,
  }
}
const OPTIONS = { name: 'Sun Valley', detail: 'file' } as const

describe('a calendar file', () => {
  test('says what an appointment is, as RFC 5545 writes it', () => {
    const text = calendarFile([filed({ notes: 'Gate; code, 4711\nDog \\ cat', changes: 3 })], OPTIONS)
    expectLines(text)
    const plain = text.replaceAll('\r\n ', '')
    for (const line of [
      'VERSION:2.0',
      'PRODID:-//Convio//Convio Leads//EN',
      'UID:appointment-17-20261127180000123@convio-leads',
      'SEQUENCE:3',
      'DTSTAMP:20261127T190000Z',
      'DTSTART:20310610T160000Z',
      'DTEND:20310610T170000Z',
      'SUMMARY:Estimate: Ana Ruiz',
      'LOCATION:120 W Main St\\, Phoenix\\, AZ 85018',
      'STATUS:TENTATIVE',
    ])
      expect(plain.split('\r\n')).toContain(line)
    expect(plain).toContain(
      'DESCRIPTION:Phone: (602) 555-0142\\nEmail: ana@example.com\\nHome visit\\, scheduled\\nNotes: Gate\\; code\\, 4711\\nDog \\\\ cat\r\n',
    )
    const [event] = eventsOf(text)
    expect(event?.description).toContain('Notes: Gate; code, 4711\nDog \\ cat')
  })

  test('a whole day is a date, what does not take place is cancelled, and a feed carries no more than the way needs', () => {
    const text = calendarFile(
      [
        filed({ id: 1, allDayDate: '2031-06-10', status: 'confirmed' }),
        filed({ id: 2, status: 'cancelled', notes: 'secret' }),
        filed({ id: 3, status: 'rescheduled' }),
      ],
      { name: 'Dana', detail: 'feed' },
    )
    expectLines(text)
    expect(text).toContain('DTSTART;VALUE=DATE:20310610\r\nDTEND;VALUE=DATE:20310611\r\n')
    expect(text.match(/^STATUS:\w+/gm)).toEqual(['STATUS:CONFIRMED', 'STATUS:CANCELLED', 'STATUS:CANCELLED'])
    expect(text).not.toContain('secret')
    expect(text).not.toContain('example.com')
    expect(text).toContain('(602) 555-0142')
  })

  test('nobody’s name makes lines of its own', () => {
    const evil = 'A\r\nBEGIN:VEVENT\r\nUID:x\u0000\u0007; b, c'
    const text = calendarFile([filed({ firstName: evil, locationAddress: evil, notes: evil })], {
      name: evil,
      detail: 'file',
    })
    expectLines(text)
    const calendar = new ICAL.Component(ICAL.parse(text))
    expect(calendar.getAllSubcomponents('vevent')).toHaveLength(1)
    expect(calendar.getFirstPropertyValue('x-wr-calname')).toContain('BEGIN:VEVENT')
  })

  test('is one calendar, however many stand in it and whatever they say', () => {
    const notes = 'END:VCALENDAR\r\nBEGIN:VEVENT\nEND:VEVENT'
    const text = calendarFile(
      Array.from({ length: 101 }, (_, id) => filed({ id, notes })),
      OPTIONS,
    )
    expectLines(text)
    expect(text.match(/^(?:BEGIN|END):VCALENDAR$/gm)).toHaveLength(2)
    expect(eventsOf(text).map(({ uid }) => Number(uid.split('-')[1]))).toEqual(
      Array.from({ length: 101 }, (_, id) => id),
    )
    expectLines(calendarFile([], OPTIONS))
  })

  test('any instant, length and text comes back the same in both readers, folded by octets', () => {
    const instant = fc
      .date({ min: new Date('2001-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000).toISOString())
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 120 }),
      fc.constantFrom(
        '👩‍👩‍👧‍👦'.repeat(20),
        'ÄÖÜ'.repeat(40),
        'x'.repeat(60),
        'a;b,c\\d"e:f',
        'Zoë\nÅngström\r\nØ',
        '👍'.repeat(19),
      ),
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            at: instant,
            minutes: fc.integer({ min: 1, max: 1440 }),
            name: text,
            notes: text,
            status: fc.constantFrom(...APPOINTMENT_STATUSES),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        (list) => {
          const file = calendarFile(
            list.map(({ at, minutes, name, notes, status }, id) =>
              filed({
                id,
                scheduledAt: at,
                durationMinutes: minutes,
                firstName: name,
                lastName: null,
                locationAddress: name,
                notes,
                status,
              }),
            ),
            OPTIONS,
          )
          expectLines(file)
          const events = eventsOf(file)
          const others = Object.values(nodeIcal.parseICS(file)).filter((one) => one?.type === 'VEVENT')
          expect(events).toHaveLength(list.length)
          expect(others).toHaveLength(list.length)
          for (const [index, { at, minutes, notes }] of list.entries()) {
            const end = Date.parse(at) + minutes * 60_000
            const event = events[index] as ICAL.Event
            expect(event.startDate.toJSDate().toISOString()).toBe(at)
            expect(event.endDate.toJSDate().getTime()).toBe(end)
            const other = others.find((one) => one?.type === 'VEVENT' && one.uid === event.uid)
            if (other?.type !== 'VEVENT') throw new Error('The other reader does not know it.')
            expect(other.start.toISOString()).toBe(at)
            expect(other.end?.getTime()).toBe(end)
            // Line ends are one kind in a calendar; control characters are none of its.
            if (/^[\P{Cc}]*$/u.test(notes) && notes !== '')
              expect(event.description).toContain(`Notes: ${notes}`)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('of one, of a day and of a filter is handed over as a file; the same appointment has one UID and a growing sequence', async () => {
    const { core, ana, ben, book } = await withVisits()
    const id = await book({ leadId: ana, when: wall('09:00'), assignedTo: 'dana-reyes' })
    await book({ leadId: ben, when: wall('11:00'), assignedTo: 'abel-novak' })
    await book({ leadId: ben, when: { allDayDate: '2031-06-11', timeZone: 'America/Phoenix' } })
    const sequences: number[] = []
    const uids = new Set<string>()
    const look = async () => {
      const { file, text } = await fileOf(core, 'exports.calendar', { what: { id } })
      expect(file).toBe(`appointment-${id}.ics`)
      const [event] = eventsOf(text)
      sequences.push(event?.sequence ?? -1)
      uids.add(event?.uid ?? '')
      return event as ICAL.Event
    }
    await look()
    await core.ask('appointments.update', { id, when: wall('10:00') })
    expect((await look()).startDate.toString()).toBe('2031-06-10T17:00:00Z')
    const { undoId } = await core.ask('appointments.setStatus', { id, status: 'cancelled' })
    expect((await look()).component.getFirstPropertyValue('status')).toBe('CANCELLED')
    await core.ask('history.undo', { undoId: undoId as number })
    expect((await look()).component.getFirstPropertyValue('status')).toBe('TENTATIVE')
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
    expect(new Set(sequences).size).toBe(4)
    expect(uids.size).toBe(1)

    const day = { from: '2031-06-10T07:00:00.000Z', to: '2031-06-11T07:00:00.000Z' }
    const names = async (what: Input<'exports.calendar'>['what']) =>
      eventsOf((await fileOf(core, 'exports.calendar', { what })).text).map(({ startDate }) =>
        startDate.toString(),
      )
    expect(await names(day)).toEqual(['2031-06-10T17:00:00Z', '2031-06-10T18:00:00Z'])
    expect(await names({ from: day.to, to: '2031-06-12T07:00:00.000Z' })).toEqual(['2031-06-11'])
    expect(await names({ filter: { agents: ['dana-reyes'] } })).toEqual(['2031-06-10T17:00:00Z'])
    expect((await ended(core, 'exports.calendar', { what: { id: 999 } })).problem).toContain(
      'no longer there',
    )
    expect(
      (await ended(core, 'exports.calendar', { what: { from: '2040-01-01T00:00:00.000Z' } })).problem,
    ).toContain('no appointments')
    expect(fs.readdirSync(path.join(core.directory, 'exports'))).toEqual([])
  })
})

describe('the CSV', () => {
  test('has what the calendar shows: agents, statuses, kinds, workspace and time', async () => {
    const { core, ana, ben, book } = await withVisits()
    const early = await book({
      leadId: ana,
      when: wall('00:30'),
      durationMinutes: 60,
      assignedTo: 'dana-reyes',
    })
    const late = await book({
      leadId: ben,
      when: wall('23:30'),
      durationMinutes: 60,
      appointmentType: 'estimate',
      assignedTo: 'abel-novak',
    })
    const next = await book({ leadId: ana, when: wall('09:00', '2031-06-11'), assignedTo: null })
    await core.ask('appointments.setStatus', { id: next, status: 'cancelled' })
    const ids = async (filter: Extract<Input<'exports.csv'>['what'], { list: 'appointments' }>['filter']) => {
      const { text } = await fileOf(core, 'exports.csv', {
        what: { list: 'appointments', filter, columns: ['id'] },
        mode: 'exact',
      })
      return (parse(text, { from_line: 2 }) as string[][]).map(([id]) => Number(id))
    }
    expect(await ids({})).toEqual([next, late, early])
    expect(await ids({ from: '2031-06-10T07:00:00.000Z', to: '2031-06-11T07:00:00.000Z' })).toEqual([
      late,
      early,
    ])
    // Begun the day before, not over yet.
    expect(await ids({ from: '2031-06-11T07:00:00.000Z' })).toEqual([next, late])
    expect(await ids({ agents: ['dana-reyes'] })).toEqual([early])
    expect(await ids({ agents: [null] })).toEqual([next])
    expect(await ids({ statuses: ['cancelled'] })).toEqual([next])
    expect(await ids({ types: ['estimate'] })).toEqual([late])
    expect(await ids({ workspaceId: null })).toHaveLength(3)
  })
})

describe('the sheet of a day', () => {
  test('is one page that works alone: people by agent and time, phones to tap, estimates called estimates, strangers’ words as text', async () => {
    const { core, ana, ben, book } = await withVisits()
    await book({
      leadId: ana,
      when: wall('09:00'),
      assignedTo: 'dana-reyes',
      notes: `Dog </script>${HOSTILE}`,
    })
    await book({
      leadId: ben,
      when: wall('10:30'),
      assignedTo: 'dana-reyes',
      locationAddress: '1 Rd, Tucson, AZ 85701',
    })
    await book({
      leadId: ben,
      when: wall('15:00', DAY, 'America/New_York'),
      assignedTo: 'abel-novak',
      locationType: 'phone',
    })
    const off = await book({ leadId: ana, when: wall('16:00'), assignedTo: null })
    await core.ask('appointments.setStatus', { id: off, status: 'cancelled' })
    const { file, text } = await fileOf(core, 'exports.visits', { day: DAY })
    expect(file).toBe(`visits-${DAY}.html`)
    expect(text).toContain('<h1>Visits on Tuesday, June 10, 2031</h1>')
    expect(text).toContain('<bdi>Sun &amp; Valley</bdi>. All times are America/Phoenix (MST).')
    expect([...text.matchAll(/<h2><bdi>(.*?)<\/bdi>/g)].map(([, name]) => name)).toEqual([
      'Abel Novak',
      'Dana Reyes',
    ])
    expect(text).toContain('9:00 AM</time> to 10:00 AM')
    expect(text).toContain('12:00 PM</time> to 1:00 PM <small>(booked as 3:00 PM EDT)</small>')
    expect(text).toContain('<a href="tel:+16025550142">(602) 555-0142</a>')
    expect(text).toContain('<address><bdi>120 W Main St, Phoenix, AZ 85018</bdi></address>')
    expect(text).toMatch(/About (?:\d+ h )?(?:\d+ min )?of driving from the visit before \(an estimate\)/)
    expect(text).toMatch(/<b>Conflict:<\/b> <bdi>About (?:\d+ h )?(?:\d+ min )?of driving/)
    expect(text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&quot;&amp;')
    // Nothing runs, nothing is fetched.
    expect(text).not.toMatch(
      /<(?:script|img|link|iframe|object|form)\b|<[^>]*\son\w+=|url\(|@import|https?:/i,
    )
    expect(
      [...text.matchAll(/(?:href|src)="([^"]*)"/g)].every(([, target]) => target?.startsWith('tel:')),
    ).toBe(true)
    expect(rows(core, 'select count(*) as n from appointments')).toEqual([{ n: 4 }])

    const { text: hers } = await fileOf(core, 'exports.visits', {
      day: DAY,
      filter: { agents: ['abel-novak'] },
    })
    expect(hers).not.toContain('Ana')
    expect((await ended(core, 'exports.visits', { day: '2031-06-12' })).problem).toContain('no visits')
  })
})
