// Calendly through real HTTP, with the shapes of its webhook subscriptions v2: bookings, cancellations, and the pair of a reschedule in any order.
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openIntake, rows, type Sent } from '../support/intake.ts'

const AT_UTC = '2031-06-10T16:00:00.000Z'

const EVENTS = 'https://api.calendly.com/scheduled_events'
const uriOf = (id: string) => `${EVENTS}/E${id}/invitees/I${id}`

function invitee(id: string, more: Record<string, unknown> = {}, event: Record<string, unknown> = {}) {
  const start = String(event.start_time ?? '2031-06-10T16:00:00.000000Z')
  return {
    cancel_url: `https://calendly.com/cancellations/I${id}`,
    created_at: '2031-06-01T10:00:00.000000Z',
    email: 'ana.ruiz@example.com',
    event: `${EVENTS}/E${id}`,
    first_name: null,
    last_name: null,
    name: 'Ana Ruiz',
    new_invitee: null,
    no_show: null,
    old_invitee: null,
    payment: null,
    questions_and_answers: [
      { answer: '(602) 555-0142', position: 0, question: 'Phone Number' },
      {
        answer: 'Two storeys, tile roof',
        position: 1,
        question: 'Please share anything that will help prepare for our meeting.',
      },
    ],
    reconfirmation: null,
    reschedule_url: `https://calendly.com/reschedulings/I${id}`,
    rescheduled: false,
    routing_form_submission: null,
    status: 'active',
    text_reminder_number: null,
    timezone: 'America/Los_Angeles',
    tracking: {
      utm_campaign: 'spring',
      utm_source: 'google',
      utm_medium: null,
      utm_content: null,
      utm_term: null,
      salesforce_uuid: null,
    },
    updated_at: '2031-06-01T10:00:00.000000Z',
    uri: uriOf(id),
    scheduled_event: {
      uri: `${EVENTS}/E${id}`,
      name: 'Solar Consultation',
      status: 'active',
      start_time: start,
      end_time: new Date(Date.parse(start) + 45 * 60_000).toISOString(),
      event_type: 'https://api.calendly.com/event_types/T1',
      location: { type: 'ask_invitee', location: '120 W Main St, Phoenix, AZ 85018' },
      invitees_counter: { total: 1, active: 1, limit: 1 },
      event_memberships: [
        {
          user: 'https://api.calendly.com/users/U1',
          user_email: 'dana@example.com',
          user_name: 'Dana Reyes',
        },
      ],
      event_guests: [],
      created_at: '2031-06-01T10:00:00.000000Z',
      updated_at: '2031-06-01T10:00:00.000000Z',
      ...event,
    },
    ...more,
  }
}
const message = (event: string, payload: unknown) => ({
  event,
  created_at: '2031-06-01T10:00:01.000000Z',
  created_by: 'https://api.calendly.com/users/U1',
  payload,
})
const LATER = { start_time: '2031-06-12T18:00:00.000000Z' }
/** A booking, and the two messages of its reschedule; each of a person of their own. */
const pairOf = (one: string, other: string, phone = '(602) 555-0142', host: Record<string, unknown> = {}) => {
  const asked = {
    questions_and_answers: [
      { answer: phone, position: 0, question: 'Phone Number' },
      {
        answer: 'Two storeys, tile roof',
        position: 1,
        question: 'Please share anything that will help prepare for our meeting.',
      },
    ],
  }
  return {
    booked: message('invitee.created', invitee(one, asked, host)),
    cancelled: message(
      'invitee.canceled',
      invitee(
        one,
        {
          ...asked,
          status: 'canceled',
          rescheduled: true,
          new_invitee: uriOf(other),
          cancellation: {
            canceled_by: 'Ana Ruiz',
            reason: 'Thursday suits me better',
            canceler_type: 'invitee',
            created_at: '2031-06-02T10:00:00.000000Z',
          },
        },
        { ...host, status: 'canceled' },
      ),
    ),
    bookedAnew: message(
      'invitee.created',
      invitee(other, { ...asked, old_invitee: uriOf(one) }, { ...host, ...LATER }),
    ),
  }
}
const PAIR = pairOf('1', '2')

async function openCalendly() {
  const intake = await openIntake()
  const { core, webhookId, everywhere } = intake
  await core.ask('settings.setUp', {
    agencyName: 'Sun Valley',
    timeZone: 'America/Phoenix',
    agentName: 'Dana Reyes',
  })
  // Calendly can set no header.
  await core.ask('webhooks.update', {
    webhookId,
    senderRule: 'open',
    defaultProviderId: everywhere.providerId,
  })
  const send = (body: unknown, headers: Record<string, string> = {}) =>
    intake.post(body, {
      path: `/appointments/receive?webhook=${webhookId}`,
      headers: { lead_source_provider_id: '', ...headers },
    })
  const get = (sent: Sent) => core.ask('appointments.get', { id: sent.json.appointment_id })
  return { ...intake, send, get }
}

describe('Calendly', () => {
  test('a booking becomes an appointment with everything it says', async () => {
    const { core, send, get, everywhere } = await openCalendly()
    const sent = await send(PAIR.booked)
    expect(sent.status, sent.text).toBe(201)
    const detail = await get(sent)
    expect(detail).toMatchObject({
      firstName: 'Ana',
      lastName: 'Ruiz',
      phone: '+16025550142',
      scheduledAt: AT_UTC,
      durationMinutes: 45,
      timeZone: 'America/Los_Angeles',
      appointmentType: 'consultation',
      locationType: 'home',
      locationAddress: '120 W Main St, Phoenix, AZ 85018',
      assignedTo: 'dana-reyes',
      notes:
        'Phone Number: (602) 555-0142\nPlease share anything that will help prepare for our meeting. Two storeys, tile roof',
      sender: 'calendly',
    })
    expect(detail.events.map(({ description }) => description)).toContain('Booked from outside (Calendly)')
    const lead = await core.ask('leads.get', { id: detail.leadId })
    expect(lead).toMatchObject({ providerId: everywhere.providerId, email: 'ana.ruiz@example.com' })
    expect(lead.fields).toMatchObject({ utm_source: 'google', product_type: 'Solar Consultation' })
  })

  test('the number and the place are where Calendly puts them', async () => {
    const cases: [string, Record<string, unknown>, Record<string, unknown>, object][] = [
      [
        'the number for reminders',
        { text_reminder_number: '+1 520-555-0143', questions_and_answers: [] },
        {},
        { phone: '+15205550143', locationType: 'home' },
      ],
      [
        'the number that is called',
        { questions_and_answers: [] },
        { location: { type: 'outbound_call', location: '+1 520-555-0143' } },
        { phone: '+15205550143', locationType: 'phone', locationAddress: null },
      ],
      [
        'a question for a mobile',
        {
          questions_and_answers: [
            { question: 'Best mobile to reach you?', answer: '520-555-0143', position: 0 },
          ],
        },
        {},
        { phone: '+15205550143' },
      ],
      [
        'a video call',
        {},
        { location: { type: 'zoom_conference', status: 'pushed', join_url: 'https://zoom.example.com/j/1' } },
        { locationType: 'video', locationAddress: 'https://zoom.example.com/j/1' },
      ],
      [
        'the host’s place',
        {},
        { location: { type: 'physical', location: '1 Office Park', additional_info: 'Suite 2' } },
        { locationType: 'office', locationAddress: '1 Office Park, Suite 2' },
      ],
    ]
    const { send, get } = await openCalendly()
    for (const [at, [name, more, event, expected]] of cases.entries()) {
      const sent = await send(message('invitee.created', invitee(`P${at}`, more, event)))
      expect(sent.status, `${name}: ${sent.text}`).toBe(201)
      expect(await get(sent), name).toMatchObject(expected)
    }
  })

  test('without any number it waits, and a number typed by hand books it', async () => {
    const { core, send } = await openCalendly()
    const sent = await send(message('invitee.created', invitee('1', { questions_and_answers: [] })))
    expect(sent).toMatchObject({ status: 422, json: { details: [{ field: 'phone', code: 'required' }] } })
    const [{ id }] = rows(core, 'select id from deliveries')
    expect(
      await core.ask('deliveries.replay', { ids: [id], values: { phone: '602-555-0142' } }),
    ).toMatchObject({ accepted: 1 })
    expect(rows(core, 'select scheduled_at, sender from appointments')).toEqual([
      { scheduled_at: AT_UTC, sender: 'calendly' },
    ])
  })

  test('a cancellation ends it, with who and why; other events wait', async () => {
    const { core, send, get } = await openCalendly()
    const booked = await send(PAIR.booked)
    const sent = await send(
      message(
        'invitee.canceled',
        invitee('1', {
          status: 'canceled',
          cancellation: {
            canceled_by: 'Dana Reyes',
            reason: 'Storm',
            canceler_type: 'host',
            created_at: '2031-06-02T10:00:00Z',
          },
        }),
      ),
    )
    expect(sent).toMatchObject({ status: 200, json: { appointment_status: 'cancelled' } })
    expect((await get(booked)).events.slice(0, 2).map(({ description }) => description)).toEqual([
      'Reason given: Storm',
      'Cancelled by the host (Calendly)',
    ])
    expect((await send(message('invitee_no_show.created', invitee('1')))).status).toBe(202)
    expect(rows(core, 'select verdict from deliveries order by id').map(({ verdict }) => verdict)).toEqual([
      'accepted',
      'accepted',
      'held',
    ])
  })

  test('a reschedule ends the same in whichever order its messages come, and however often', async () => {
    const { core, send } = await openCalendly()
    const names = ['booked', 'cancelled', 'bookedAnew'] as const
    const ends = new Set<string>()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...names], { minLength: 3 }),
        fc.array(fc.constantFrom(...names), { maxLength: 3 }),
        async (order, again) => {
          const [one, other] = [`${runs}a`, `${runs}b`]
          const pair = pairOf(one, other, `(602) 555-01${String(runs++).padStart(2, '0')}`, {
            // Nobody’s agenda is full of the others.
            event_memberships: [],
          })
          for (const [at, name] of [...order, ...again].entries())
            expect((await send({ ...pair[name], attempt: at })).status).toBeLessThan(300)
          const find = (id: string) =>
            rows(
              core,
              'select id, scheduled_at, status from appointments where external_id like ?',
              `%${uriOf(id)}`,
            )[0]
          const [old, next] = [find(one), find(other)]
          expect([old.status, next.status]).toEqual(['rescheduled', 'scheduled'])
          const told = (id: number) =>
            rows(
              core,
              `select event_type, event_description, old_value, new_value from appointment_events where appointment_id = ? order by 1, 2, 3, 4`,
              id,
            )
          expect(told(next.id)).toContainEqual({
            event_type: 'rescheduled',
            event_description: 'Takes the place of an earlier appointment',
            old_value: AT_UTC,
            new_value: '2031-06-12T18:00:00.000Z',
          })
          expect(told(old.id).map(({ event_description }) => event_description)).toContain(
            'Reason given: Thursday suits me better',
          )
          expect(rows(core, `select count(*) as n from deliveries where verdict <> 'accepted'`)).toEqual([
            { n: 0 },
          ])
          ends.add(JSON.stringify([old.scheduled_at, next.scheduled_at, told(old.id), told(next.id)]))
        },
      ),
      { numRuns: 40 },
    )
    expect(core.defects).toEqual([])
    expect([...ends]).toHaveLength(1)
  })

  test('its signature is checked with the webhook’s secret', async () => {
    const { core, send, webhookId } = await openCalendly()
    const secret = String((await core.ask('webhooks.setSecret', { webhookId, action: 'generate' })).secret)
    const body = JSON.stringify(PAIR.booked)
    const sign = (at: number, key = secret, text = body) =>
      `t=${at},v1=${createHmac('sha256', key).update(`${at}.${text}`).digest('hex')}`
    const now = Math.floor(Date.now() / 1000)
    const status = async (signature: string | undefined) =>
      (
        await send(body, {
          'content-type': 'application/json',
          ...(signature === undefined ? {} : { 'calendly-webhook-signature': signature }),
        })
      ).status
    expect(await status(undefined)).toBe(401)
    expect(await status(sign(now, 'whsec_wrong'))).toBe(401)
    expect(await status(sign(now, secret, `${body} `))).toBe(401)
    expect(await status(sign(now - 3600))).toBe(401)
    expect(await status('nonsense')).toBe(401)
    expect(await status(sign(now))).toBe(201)
  })
})
