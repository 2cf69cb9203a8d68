// Appointments from outside through real HTTP: whose, when and what they are; what is refused, all at once; repeats, changes and cancellations.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openIntake, rows, type Sent } from '../support/intake.ts'

const PERSON = {
  name: 'Ana Ruiz',
  phone: '(602) 555-0142',
  email: 'ana.ruiz@example.com',
  address: '120 W Main St',
  city: 'Phoenix',
  state: 'AZ',
  zip: '85018',
}
/** Far enough ahead that no clock of a test overtakes it. */
const AT = '2031-06-10T09:00:00-07:00'
const AT_UTC = '2031-06-10T16:00:00.000Z'

async function open(timeZone = 'America/Phoenix') {
  const intake = await openIntake()
  await intake.core.ask('settings.setUp', { agencyName: 'Sun Valley', timeZone, agentName: 'Dana Reyes' })
  const path = `/appointments/receive?webhook=${intake.webhookId}`
  const book = (body: unknown, options: Parameters<typeof intake.post>[1] = {}) =>
    intake.post(body, { path, ...options })
  const get = (sent: Sent) => intake.core.ask('appointments.get', { id: sent.json.appointment_id })
  return { ...intake, path, book, get }
}

describe('an appointment that is posted', () => {
  test('makes the person, the lead and the appointment in one go, and answers with all of them', async () => {
    const { core, book, get, webhookId, everywhere } = await open()
    const sent = await book({
      ...PERSON,
      service_type: 'Solar',
      scheduled_at: AT,
      duration: '90 minutes',
      appointment_type: 'Estimate',
      notes: 'Gate code 4711',
      assigned_agent: 'Dana Reyes',
      appointment_id: 'bk-1',
      roof: 'tile',
    })
    expect(sent.status).toBe(201)
    expect(sent.json).toMatchObject({
      status: 'success',
      message: 'Appointment booked.',
      webhook_id: webhookId,
      workspace_id: null,
      scheduled_at: AT_UTC,
      duration_minutes: 90,
      time_zone: 'America/Phoenix',
    })
    expect(sent.json.notes).toBeUndefined()
    expect(Date.parse(sent.json.timestamp)).not.toBeNaN()
    expect(await get(sent)).toMatchObject({
      leadId: sent.json.lead_id,
      contactId: sent.json.contact_id,
      firstName: 'Ana',
      scheduledAt: AT_UTC,
      durationMinutes: 90,
      appointmentType: 'estimate',
      status: 'scheduled',
      locationType: 'home',
      locationAddress: '120 W Main St, Phoenix, AZ 85018',
      assignedTo: 'dana-reyes',
      notes: 'Gate code 4711',
      sender: 'flat',
      conflicts: [],
    })
    const lead = await core.ask('leads.get', { id: sent.json.lead_id })
    expect(lead).toMatchObject({
      status: 'scheduled',
      source: 'Click Ventures',
      providerId: everywhere.providerId,
      extra: { roof: 'tile' },
    })
    expect(lead.fields).toMatchObject({ product_type: 'Solar' })
    expect(rows(core, 'select verdict, status_code, lead_id, summary, path from deliveries')).toEqual([
      {
        verdict: 'accepted',
        status_code: 201,
        lead_id: sent.json.lead_id,
        summary: 'Ana Ruiz',
        path: `/appointments/receive?webhook=${webhookId}`,
      },
    ])
    expect(rows(core, 'select total_leads from webhook_configs where total_leads > 0')).toHaveLength(1)
    expect(core.defects).toEqual([])
  })

  test('goes to the lead that is named, whose webhook need not be', async () => {
    const { core, post, book } = await open()
    const lead = await post(PERSON)
    const sent = await book(
      { lead_id: lead.json.lead_id, date: '06/10/2031', time: '9:00 AM', time_zone: 'America/Phoenix' },
      { path: '/appointments/receive' },
    )
    expect(sent.json).toMatchObject({ lead_id: lead.json.lead_id, scheduled_at: AT_UTC })
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 1 }])
  })

  test('goes to the newest open lead of the same product under that phone', async () => {
    const { core, post, book } = await open()
    const roofing = await post({ ...PERSON, product_type: 'Roofing' })
    const solar = await post({ ...PERSON, product_type: 'Solar panels', created_at: '2026-01-02T00:00:00Z' })
    const newest = await post({ ...PERSON, product_type: 'Solar panels' })
    await core.ask('leads.setStatus', { id: newest.json.lead_id, status: 'lost' })
    const at = (hour: number) => `2031-06-10T${hour}:00:00-07:00`
    const same = await book({ phone: '602.555.0142', service_type: 'solar PANELS', scheduled_at: at(10) })
    expect(same.json.lead_id).toBe(solar.json.lead_id)
    const other = await book({ phone: PERSON.phone, service_type: 'Roofing', scheduled_at: at(12) })
    expect(other.json.lead_id).toBe(roofing.json.lead_id)
    const none = await book({ phone: PERSON.phone, service_type: 'Gutters', scheduled_at: at(14) })
    expect([roofing, solar, newest].map(({ json }) => json.lead_id)).not.toContain(none.json.lead_id)
    expect(none.json.contact_id).toBe(solar.json.contact_id)
  })

  test('in any spelling is the same moment', async () => {
    const cases: [string, object][] = [
      [
        'JSON with names of any case',
        { 'Lead Phone': 1, 'Customer Name': 'Ana Ruiz', PHONE: '602-555-0142', ScheduledAt: AT },
      ],
      [
        'a nested appointment',
        { customer: { name: 'Ana Ruiz', phone: '602-555-0142' }, appointment: { start: AT } },
      ],
      ['an envelope', { data: { name: 'Ana Ruiz', phone: '602-555-0142', start_time: AT } }],
      ['epoch seconds', { ...PERSON, start: Date.parse(AT) / 1000 }],
      ['epoch milliseconds as text', { ...PERSON, start: String(Date.parse(AT)) }],
      [
        'a date, a time and a zone',
        { ...PERSON, date: '2031-06-10', time: '09:00', timezone: 'America/Phoenix' },
      ],
      ['words for the zone', { ...PERSON, date: 'June 10, 2031', time: '9am', tz: 'Arizona' }],
      [
        'a date with the begin',
        { ...PERSON, date: '2031-06-10', start_time: '12:00 PM', time_zone: 'Eastern Time' },
      ],
      ['a time slot', { ...PERSON, date: '2031-06-10', time_slot: '9:00 AM - 10:00 AM', time_zone: 'MST' }],
      ['a zone in brackets', { ...PERSON, start: '2031-06-10T09:00[America/Phoenix]' }],
      ['a time with its offset apart', { ...PERSON, date: '2031-06-10', time: '09:00', time_zone: '-07:00' }],
    ]
    const { book } = await open('America/New_York')
    for (const [name, body] of cases) {
      const sent = await book(body)
      expect(sent.json, `${name}: ${sent.text}`).toMatchObject({ status: 'success', scheduled_at: AT_UTC })
      expect(sent.json.notes).toBeUndefined()
    }
  })

  test('forms are understood, too', async () => {
    const { book } = await open()
    const form = new URLSearchParams({
      name: 'Ana Ruiz',
      phone: '6025550142',
      date: '2031-06-10',
      time: '09:00',
      time_zone: 'America/Phoenix',
    })
    const sent = await book(form.toString(), {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(sent.json.scheduled_at).toBe(AT_UTC)
    const parts = ['name', 'phone', 'scheduled_at']
      .map(
        (name, at) =>
          `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${['Ben Okafor', '5205550143', AT][at]}\r\n`,
      )
      .join('')
    const multi = await book(`${parts}--b--\r\n`, {
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    expect(multi.json.scheduled_at).toBe(AT_UTC)
  })

  test('has its place, length, kind and state in the sender’s words', async () => {
    const cases: [string, object, object][] = [
      [
        'a video call by its link',
        { location: 'https://meet.example.com/x' },
        { locationType: 'video', locationAddress: 'https://meet.example.com/x' },
      ],
      ['a word for the place', { location: 'Phone call' }, { locationType: 'phone', locationAddress: null }],
      [
        'a place with its kind',
        { location: { type: 'office', address: '1 Main St' } },
        { locationType: 'office', locationAddress: '1 Main St' },
      ],
      ['confirmed already', { status: 'confirmed' }, { status: 'confirmed' }],
      ['an end', { end_time: '2031-06-10T10:30:00-07:00' }, { durationMinutes: 90 }],
      [
        'an end on the clock',
        {
          start: undefined,
          date: '2031-06-10',
          time: '9:00',
          end_time: '9:45',
          tz: 'America/Phoenix',
          scheduled_at: undefined,
        },
        { durationMinutes: 45 },
      ],
      ['hours', { duration: '1.5 h' }, { durationMinutes: 90 }],
      ['an ISO duration', { duration: 'PT1H15M' }, { durationMinutes: 75 }],
      [
        'a whole day',
        { scheduled_at: undefined, date: '2031-06-10', all_day: true },
        { allDayDate: '2031-06-10' },
      ],
      ['a kind in other words', { type: 'In-home follow up' }, { appointmentType: 'follow_up' }],
    ]
    const { book, get } = await open()
    for (const [name, extra, expected] of cases) {
      const sent = await book({ ...PERSON, scheduled_at: AT, ...extra })
      expect(sent.status, sent.text).toBe(201)
      expect(await get(sent), name).toMatchObject(expected)
    }
  })

  test('what had to be assumed is noted: a time without a zone, an hour that comes twice, names nobody knows', async () => {
    const cases: [string, object, string, string][] = [
      [
        'a time without a zone is the agency’s',
        { date: '2031-06-10', time: '9:00 AM' },
        'assumed',
        '2031-06-10T13:00:00.000Z',
      ],
      [
        'an hour that comes twice is the earlier one',
        { date: '2031-11-02', time: '1:30 AM', time_zone: 'America/New_York' },
        'fold',
        '2031-11-02T05:30:00.000Z',
      ],
      ['an unknown agent', { scheduled_at: AT, agent: 'Nobody Known' }, 'unknown', AT_UTC],
      ['an unknown kind', { scheduled_at: AT, appointment_type: 'Xyz' }, 'unknown_choice', AT_UTC],
      [
        'duration and end that disagree',
        { scheduled_at: AT, duration: 30, end: '2031-06-10T10:00:00-07:00' },
        'assumed',
        AT_UTC,
      ],
    ]
    const { book, get } = await open('America/New_York')
    for (const [name, when, code, at] of cases) {
      const sent = await book({ ...PERSON, ...when })
      expect(sent.status, `${name}: ${sent.text}`).toBe(201)
      expect(sent.json).toMatchObject({ scheduled_at: at, notes: [{ code }] })
      const { events } = await get(sent)
      expect(events.map(({ description }) => description)).toContain(sent.json.notes[0].message)
    }
  })

  test('conflicts refuse nothing: it is booked, shown and noted, and nobody else is told of them', async () => {
    const { book, get } = await open()
    const first = await book({ ...PERSON, scheduled_at: AT, agent: 'dana-reyes' })
    const second = await book({
      name: 'Ben Okafor',
      phone: '520-555-0143',
      scheduled_at: AT,
      agent: 'Dana Reyes',
    })
    expect(second.status).toBe(201)
    expect(second.text).not.toContain('Ana')
    const detail = await get(second)
    expect(detail.conflicts.map(({ kind, appointmentId }) => [kind, appointmentId])).toEqual([
      ['agent_overlap', first.json.appointment_id],
    ])
    expect(
      detail.events.some(({ description }) => description?.startsWith('Booked in spite of this: Dana Reyes')),
    ).toBe(true)
  })

  test('describes itself when it is asked', async () => {
    const { post } = await open()
    const sent = await post(undefined, { path: '/appointments/receive', method: 'GET' })
    expect(sent).toMatchObject({ status: 200, json: { status: 'active' } })
    expect(sent.text).toContain('scheduled_at')
  })
})

describe('what does not fit', () => {
  test('is told, all of it at once, kept, and makes nothing', async () => {
    const cases: [string, object, [string, string][]][] = [
      ['nobody', { scheduled_at: AT, name: 'Ana' }, [['phone', 'required']]],
      ['a phone that is none', { scheduled_at: AT, phone: '12' }, [['phone', 'invalid']]],
      ['an unknown lead', { scheduled_at: AT, lead_id: 1234567890 }, [['lead_id', 'unknown']]],
      [
        'an id that is no lead’s',
        { scheduled_at: AT, lead_id: 'abc' },
        [
          ['lead_id', 'invalid'],
          ['phone', 'required'],
        ],
      ],
      [
        'an unknown zone',
        { ...PERSON, date: '2031-06-10', time: '9:00', time_zone: 'Mars/Base' },
        [['time_zone', 'unknown_zone']],
      ],
      [
        'an hour that is skipped',
        { ...PERSON, date: '2031-03-09', time: '2:30 AM', time_zone: 'America/New_York' },
        [['time', 'gap']],
      ],
      ['no time at all', PERSON, [['scheduled_at', 'required']]],
      ['a date without a time', { ...PERSON, date: '2031-06-10' }, [['time', 'required']]],
      ['a time without a date', { ...PERSON, time: '9:00' }, [['date', 'required']]],
      ['no minutes', { ...PERSON, scheduled_at: AT, duration: 0 }, [['duration_minutes', 'out_of_range']]],
      [
        'too many minutes',
        { ...PERSON, scheduled_at: AT, duration: 10_000 },
        [['duration_minutes', 'out_of_range']],
      ],
      [
        'a negative duration',
        { ...PERSON, scheduled_at: AT, duration: -5 },
        [['duration_minutes', 'out_of_range']],
      ],
      [
        'a duration that is none',
        { ...PERSON, scheduled_at: AT, duration: 'a while' },
        [['duration_minutes', 'not_a_number']],
      ],
      [
        'an end before the begin',
        { ...PERSON, scheduled_at: AT, end: '2031-06-10T08:00:00-07:00' },
        [['end', 'before_start']],
      ],
      [
        'an end days later',
        { ...PERSON, scheduled_at: AT, end: '2031-06-13T08:00:00-07:00' },
        [['end', 'out_of_range']],
      ],
      [
        'a date that does not exist',
        { ...PERSON, scheduled_at: '2031-02-30T09:00:00Z' },
        [['scheduled_at', 'not_a_date']],
      ],
      [
        'an hour that does not exist',
        { ...PERSON, date: '2031-06-10', time: '25:00' },
        [['time', 'not_a_date']],
      ],
      [
        'words',
        { ...PERSON, date: 'next Tuesday', time: 'afternoon' },
        [
          ['date', 'not_a_date'],
          ['time', 'not_a_date'],
        ],
      ],
      [
        'a year that cannot be meant',
        { ...PERSON, scheduled_at: '2199-06-10T09:00:00Z' },
        [['scheduled_at', 'out_of_range']],
      ],
      [
        'a cancellation of nothing',
        { status: 'cancelled', phone: PERSON.phone },
        [['external_id', 'required']],
      ],
      [
        'everything at once',
        { phone: 'x', date: '2031-13-45', time: '9:00', time_zone: 'Nowhere', duration: 0, lead_id: 'zz' },
        [
          ['time_zone', 'unknown_zone'],
          ['date', 'not_a_date'],
          ['duration_minutes', 'out_of_range'],
          ['lead_id', 'invalid'],
          ['phone', 'invalid'],
        ],
      ],
    ]
    const { core, book } = await open()
    for (const [name, body, expected] of cases) {
      const sent = await book(body)
      expect(sent.status, `${name}: ${sent.text}`).toBe(422)
      expect(sent.headers.get('content-type')).toBe('application/problem+json')
      const found = sent.json.details.map(({ field, code }: Record<string, string>) => [field, code])
      expect([...found].sort(), name).toEqual([...expected].sort())
      for (const { message } of sent.json.details) expect(message).toMatch(/^[A-Z“].*\.$/)
      expect(rows(core, 'select verdict, status_code from deliveries order by id desc limit 1')).toEqual([
        { verdict: 'quarantined', status_code: 422 },
      ])
      expect(
        rows(
          core,
          'select (select count(*) from leads) + (select count(*) from appointments) + (select count(*) from contacts) as n',
        ),
      ).toEqual([{ n: 0 }])
      expect(core.defects).toEqual([])
    }
  })

  test('a deleted lead, and the lead of a deleted contact, are named as such; one of another webhook is not told of', async () => {
    const { core, post, book, hvacId } = await open()
    const gone = await post(PERSON)
    const alone = await post({ ...PERSON, phone: '520-555-0143' })
    const elsewhere = await post(PERSON, { path: `/webhook/${hvacId}` })
    await core.ask('leads.delete', { target: { ids: [gone.json.lead_id] } })
    await core.ask('contacts.delete', { ids: [alone.json.contact_id] })
    const code = async (leadId: number, path?: string) =>
      (await book({ lead_id: leadId, scheduled_at: AT }, path === undefined ? {} : { path })).json.details[0]
        .code
    expect(await code(gone.json.lead_id)).toBe('deleted')
    expect(await code(alone.json.lead_id)).toBe('deleted')
    expect(await code(elsewhere.json.lead_id)).toBe('unknown')
    expect(await code(gone.json.lead_id, '/appointments/receive')).toBe('deleted')
  })

  test('what must not get further is answered as at the webhook', async () => {
    const cases: [
      string,
      { path?: string; method?: string; body?: string; headers?: Record<string, string> },
      number,
    ][] = [
      ['an unknown webhook', { path: '/appointments/receive?webhook=ws_zz_solar_999' }, 404],
      [
        'an unknown webhook in the body',
        { path: '/appointments/receive', body: '{"webhook_id":"ws_zz_solar_999"}' },
        404,
      ],
      ['an id of the wrong shape', { path: '/appointments/receive?webhook=nonsense' }, 400],
      [
        'a wrong shape in the body',
        { path: '/appointments/receive', body: '{"webhook_id":"nonsense"}' },
        400,
      ],
      ['another method', { method: 'PUT' }, 405],
      ['a type nobody reads', { headers: { 'content-type': 'image/png' } }, 415],
      ['no provider', { headers: { lead_source_provider_id: '' } }, 401],
      [
        'no provider and no webhook',
        { path: '/appointments/receive', headers: { lead_source_provider_id: '' } },
        401,
      ],
      ['an unknown provider', { headers: { lead_source_provider_id: 'nobody_0001' } }, 401],
      [
        'an unknown provider and no webhook',
        { path: '/appointments/receive', headers: { authorization: 'Bearer clp_wrong' } },
        401,
      ],
      ['broken JSON', { body: '{"phone": ' }, 400],
      ['nothing but a webhook', { body: '' }, 422],
      ['a body over the limit', { body: `{"notes":"${'x'.repeat(1024 * 1024)}"}` }, 413],
      ['a page below it', { path: '/appointments/receive/more' }, 404],
      ['a foreign host', { headers: { origin: 'https://evil.example.com' } }, 403],
    ]
    const { core, post, path: usual } = await open()
    for (const [
      name,
      { body = JSON.stringify({ ...PERSON, scheduled_at: AT }), path, method, headers },
      status,
    ] of cases) {
      const sent = await post(body, {
        path: path ?? usual,
        ...(method === undefined ? {} : { method }),
        // What is refused before it is read ends its connection, which no other request may wait in.
        headers: { connection: 'close', 'content-type': 'application/json', ...headers },
      })
      expect(sent.status, `${name}: ${sent.text}`).toBe(status)
      expect(rows(core, 'select count(*) as n from appointments')).toEqual([{ n: 0 }])
      expect(core.defects).toEqual([])
    }
  })

  test('strangers who name the webhook inside are slowed down before they are read; who is known is not', async () => {
    const { post, core, origin, webhookId } = await open()
    const body = JSON.stringify({ ...PERSON, scheduled_at: AT, webhook_id: webhookId })
    const path = '/appointments/receive'
    const statuses = new Set<number>()
    for (let at = 0; at < 125; at++)
      statuses.add(
        (
          await post(body, {
            path,
            headers: { connection: 'close', lead_source_provider_id: `nobody_${at}` },
          })
        ).status,
      )
    expect(statuses).toEqual(new Set([401, 429]))
    expect((await fetch(origin + path)).status).toBe(429)
    expect((await post(JSON.parse(body), { path })).status).toBe(201)
    expect(core.defects).toEqual([])
  })

  test('a provider that may not send to the webhook, and one that sends too much', async () => {
    const { core, post, path, hvacId, solarOnly, webhookId } = await open()
    const body = { ...PERSON, scheduled_at: AT }
    const headers = { lead_source_provider_id: solarOnly.providerId }
    expect((await post(body, { path: `/appointments/receive?webhook=${hvacId}`, headers })).status).toBe(403)
    await core.ask('webhooks.update', { webhookId, rateLimit: 1, rateWindow: 60 })
    expect((await post(body, { path, headers })).status).toBe(201)
    const limited = await post({ ...body, webhook_id: webhookId }, { path: '/appointments/receive', headers })
    expect(limited.status).toBe(429)
    expect(limited.headers.get('retry-after')).toMatch(/^\d+$/)
  })

  test('what names no webhook waits with what it says, and is booked when somebody names one', async () => {
    const { core, post, webhookId } = await open()
    const sent = await post({ ...PERSON, scheduled_at: AT }, { path: '/appointments/receive' })
    expect(sent).toMatchObject({
      status: 422,
      json: { details: [{ field: 'webhook_id', code: 'required' }] },
    })
    const [{ id }] = rows(core, 'select id from deliveries')
    expect(await core.ask('deliveries.get', { id })).toMatchObject({
      verdict: 'quarantined',
      summary: 'Ana Ruiz',
      webhookName: null,
      kind: 'appointment',
    })
    expect(await core.ask('deliveries.replay', { ids: [id] })).toMatchObject({ accepted: 0, failed: 1 })
    expect(
      await core.ask('deliveries.replay', { ids: [id], values: { webhook_id: webhookId } }),
    ).toMatchObject({ accepted: 1 })
    expect(rows(core, 'select scheduled_at from appointments')).toEqual([{ scheduled_at: AT_UTC }])
  })

  test('is repaired by hand: what is typed wins, the rest stays', async () => {
    const { core, book } = await open()
    await book({
      ...PERSON,
      date: 'next Tuesday',
      time: '9:00 AM',
      time_zone: 'America/Phoenix',
      notes: 'Dog',
    })
    const [{ id }] = rows(core, 'select id from deliveries')
    const failed = await core.ask('deliveries.replay', { ids: [id] })
    expect(failed.firstProblem).toContain('next Tuesday')
    expect(await core.ask('deliveries.replay', { ids: [id], values: { date: '2031-06-10' } })).toMatchObject({
      accepted: 1,
    })
    expect(rows(core, 'select scheduled_at, notes, delivery_id from appointments')).toEqual([
      { scheduled_at: AT_UTC, notes: 'Dog', delivery_id: id },
    ])
    const delivery = await core.ask('deliveries.get', { id })
    expect(delivery).toMatchObject({ verdict: 'accepted', kind: 'appointment', appointment: { id: 1 } })
    expect(delivery.reason).toContain('made an appointment by Dana Reyes, with date typed by hand')
  })

  test('one cause is replayed as a whole once its reason is gone', async () => {
    const { core, post, book } = await open()
    for (const at of [1, 2, 3]) await book({ scheduled_at: AT, mobile_no: `602-555-010${at}` })
    const [cause] = await core.ask('deliveries.causes', {})
    expect(cause).toMatchObject({ count: 3 })
    const { webhookId } = cause as { webhookId: string }
    await core.ask('webhooks.update', { webhookId, mapping: { phone: 'mobile_no' } })
    expect(await core.ask('deliveries.replay', { cause: cause?.cause as string })).toMatchObject({
      accepted: 3,
      failed: 0,
    })
    expect((await post(PERSON)).status).toBe(201)
  })
})

describe('the same once more', () => {
  const BODY = { ...PERSON, scheduled_at: AT }
  const count = (core: Parameters<typeof rows>[0]) =>
    rows(core, 'select (select count(*) from appointments) as a, (select count(*) from leads) as l')[0]

  test.each<[string, object, object, Record<string, string>]>([
    ['the same bytes', BODY, BODY, {}],
    ['the same idempotency key', BODY, { ...BODY, notes: 'again' }, { 'idempotency-key': 'k1' }],
    ['the same webhook-id', BODY, { ...BODY, notes: 'again' }, { 'webhook-id': 'msg_1' }],
    ['the sender’s own id', { ...BODY, booking_id: 7 }, { booking_id: '7', ...BODY }, {}],
  ])('%s makes nothing and gets the first answer', async (_name, first, second, headers) => {
    const { core, book } = await open()
    const one = await book(first, { headers })
    const two = await book(second, { headers })
    expect(one.status, one.text).toBe(201)
    expect(two.status, two.text).toBe(201)
    expect(two.json.appointment_id).toBe(one.json.appointment_id)
    expect(count(core)).toEqual({ a: 1, l: 1 })
    expect(rows(core, 'select repeats from deliveries')).toEqual([{ repeats: 1 }])
  })

  test('many at once are one', async () => {
    const { core, book } = await open()
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) => book({ ...BODY, booking_id: 9, n: at })),
    )
    expect(new Set(all.map(({ json }) => json.appointment_id)).size).toBe(1)
    expect(count(core)).toEqual({ a: 1, l: 1 })
  })

  test('an id that nobody chose counts as none', async () => {
    const { core, book } = await open()
    for (const id of ['', '0', 'null', '{{id}}'])
      expect(
        (await book({ phone: `602-555-01${10 + id.length}`, scheduled_at: AT, booking_id: id })).status,
      ).toBe(201)
    expect(count(core)).toEqual({ a: 4, l: 4 })
  })

  test('ids of two webhooks do not meet', async () => {
    const { core, post, book, hvacId } = await open()
    await book({ ...BODY, booking_id: 7 })
    await post({ ...BODY, booking_id: 7 }, { path: `/appointments/receive?webhook=${hvacId}` })
    expect(count(core)).toEqual({ a: 2, l: 2 })
  })

  test('the same id with another time moves it; with another person it waits; cancelled it ends, and can be booked anew', async () => {
    const { core, book, get } = await open()
    const first = await book({ ...BODY, booking_id: 7, status: 'confirmed' })
    const moved = await book({
      phone: PERSON.phone,
      booking_id: 7,
      scheduled_at: '2031-06-11T10:00:00-07:00',
    })
    expect(moved).toMatchObject({
      status: 200,
      json: { message: 'Appointment changed.', appointment_id: first.json.appointment_id },
    })
    const detail = await get(first)
    expect(detail).toMatchObject({ scheduledAt: '2031-06-11T17:00:00.000Z', status: 'scheduled' })
    expect(detail.events.find(({ eventType }) => eventType === 'rescheduled')).toMatchObject({
      oldValue: AT_UTC,
      newValue: '2031-06-11T17:00:00.000Z',
      description: 'Changed from outside (Plain fields)',
    })
    const other = await book({ name: 'Ben Okafor', phone: '520-555-0143', booking_id: 7, scheduled_at: AT })
    expect(other.json.appointment_id).toBe(first.json.appointment_id)
    expect(rows(core, `select summary from deliveries where verdict = 'held'`)).toEqual([
      { summary: 'Ben Okafor' },
    ])

    const cancelled = await book({ booking_id: 7, status: 'Cancelled', reason: 'Sold the house' })
    expect(cancelled).toMatchObject({ status: 200, json: { appointment_status: 'cancelled' } })
    expect((await get(first)).events[0]).toMatchObject({ description: 'Reason given: Sold the house' })
    expect((await book({ booking_id: 7, status: 'canceled', note: 'again' })).status).toBe(200)
    expect(
      (await book({ ...BODY, booking_id: 7, scheduled_at: '2031-06-12T10:00:00-07:00' })).json
        .appointment_status,
    ).toBe('scheduled')
    expect(count(core)).toEqual({ a: 1, l: 1 })
  })

  test('one key is one appointment also where only the lead is named, and another person’s is theirs', async () => {
    const { core, post, book } = await open()
    const lead = await post(PERSON)
    const headers = { 'idempotency-key': 'k1' }
    const body = { lead_id: lead.json.lead_id, scheduled_at: AT }
    const first = await book({ ...body, attempt: 1 }, { headers })
    const again = await book({ ...body, attempt: 2 }, { headers })
    expect(again.json.appointment_id).toBe(first.json.appointment_id)
    const other = await book({ phone: '520-555-0143', scheduled_at: AT }, { headers })
    expect(other.json.appointment_id).not.toBe(first.json.appointment_id)
    expect(count(core)).toEqual({ a: 2, l: 2 })
  })

  test('deleted and sent again it is booked again; what undo then brings back is beside it, without the id', async () => {
    const { core, book } = await open()
    const first = await book({ ...BODY, booking_id: 7 })
    const { undoId } = await core.ask('appointments.delete', { id: first.json.appointment_id })
    const second = await book({ ...BODY, booking_id: 7, again: 1 })
    expect(second.json.appointment_id).not.toBe(first.json.appointment_id)
    const gone = await core.ask('leads.delete', { target: { ids: [second.json.lead_id] } })
    const third = await book({ ...BODY, booking_id: 7, again: 2 })
    await core.ask('history.undo', { undoId: gone.undoId as number })
    await core.ask('history.undo', { undoId: undoId as number })
    const ids = rows(core, 'select id, external_id is not null as has_id from appointments order by id')
    expect(ids).toEqual([
      { id: first.json.appointment_id, has_id: 0 },
      { id: second.json.appointment_id, has_id: 0 },
      { id: third.json.appointment_id, has_id: 1 },
    ])
    expect(core.defects).toEqual([])
  })

  test('an id at the top may be anybody’s; under the appointment it is its own', async () => {
    const { core, book } = await open()
    await book({ ...BODY, id: 'contact-1' })
    await book({ ...BODY, id: 'contact-1', scheduled_at: '2031-06-11T09:00:00-07:00' })
    expect(count(core)).toEqual({ a: 2, l: 1 })
    const nested = (start: string) => ({ phone: PERSON.phone, appointment: { id: 5, start } })
    const first = await book(nested('2031-06-12T09:00:00-07:00'))
    const moved = await book(nested('2031-06-13T09:00:00-07:00'))
    expect(moved.json.appointment_id).toBe(first.json.appointment_id)
  })

  test('a lead and an appointment with one key are two', async () => {
    const { core, post, book, webhookId } = await open()
    const headers = { 'idempotency-key': 'k1' }
    const body = { ...BODY, webhook_id: webhookId }
    expect((await post(body, { headers })).status).toBe(201)
    expect((await book(body, { headers, path: '/appointments/receive' })).json).toMatchObject({
      message: 'Appointment booked.',
    })
    expect(count(core)).toEqual({ a: 1, l: 1 })
  })
})

describe('hostile bodies', () => {
  test('break nothing, and are kept', async () => {
    const cases: [string, unknown][] = [
      ['a number', 1],
      ['a text', '"x"'],
      ['null', 'null'],
      ['an empty list', []],
      [
        'a list of many',
        [
          { ...PERSON, scheduled_at: AT },
          { ...PERSON, scheduled_at: AT },
        ],
      ],
      [
        'objects where texts belong',
        {
          phone: {},
          scheduled_at: { a: {} },
          date: [],
          time: {},
          time_zone: {},
          duration: {},
          location: [[]],
          notes: { a: [1] },
          lead_id: {},
          agent: [],
        },
      ],
      [
        'keys of the prototype',
        '{"__proto__": {"phone": "602-555-0142"}, "constructor": 1, "phone": "602-555-0142", "scheduled_at": "2031-06-10T16:00:00Z"}',
      ],
      ['deep nesting', `${'{"appointment":'.repeat(60)}1${'}'.repeat(60)}`],
      [
        'long texts',
        {
          ...PERSON,
          scheduled_at: AT,
          notes: 'x'.repeat(200_000),
          location: 'y'.repeat(100_000),
          agent: 'z'.repeat(100_000),
          booking_id: 'i'.repeat(100_000),
        },
      ],
      [
        'long times',
        {
          ...PERSON,
          scheduled_at: '9'.repeat(100_000),
          time: ' - '.repeat(50_000),
          time_zone: 'A/'.repeat(50_000),
          duration: '1'.repeat(100_000),
        },
      ],
      ['many keys', Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`appointment_${at}`, at]))],
      [
        'NUL and halves of characters',
        { ...PERSON, name: 'A\u0000na \ud800', scheduled_at: AT, notes: '\u0000\udfff' },
      ],
    ]
    const { core, book } = await open()
    for (const [at, [name, body]] of cases.entries()) {
      const sent = await book(typeof body === 'number' ? String(body) : body, {
        headers: { 'content-type': 'application/json' },
      })
      expect(sent.status, `${name}: ${sent.text}`).toBeLessThan(500)
      expect(sent.status, name).not.toBe(404)
      expect(core.defects, name).toEqual([])
      expect(rows(core, 'select count(*) as n from deliveries'), name).toEqual([{ n: at + 1 }])
    }
  })

  test('whatever is sent as a time is answered, and what is booked is a moment', async () => {
    const { core, book } = await open()
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.stringMatching(/^[0-9:/ -]{0,20}$/),
      fc
        .date({ noInvalidDate: true, min: new Date('2027-01-01'), max: new Date('2035-01-01') })
        .map((date) => date.toISOString()),
      fc.integer(),
      fc.constantFrom('9am', '24:00', '2031-06-10', '06/10/2031', 'EST', '+25:00', 'America/Phoenix'),
    )
    const record = fc.record(
      {
        scheduled_at: text,
        date: text,
        time: text,
        end: text,
        time_zone: text,
        duration: text,
        all_day: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(record, async (when) => {
        const sent = await book({ ...PERSON, ...when })
        expect([201, 422]).toContain(sent.status)
        if (sent.status === 201)
          expect(new Date(sent.json.scheduled_at).toISOString()).toBe(sent.json.scheduled_at)
      }),
      { numRuns: 150 },
    )
    expect(core.defects).toEqual([])
  })
})
