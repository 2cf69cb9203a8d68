import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { monotonicClock } from '../../electron/core/clock.ts'
import { openVault } from '../../electron/core/vault.ts'
import { openIntake, rows } from '../support/intake.ts'

const LEAD = {
  first_name: 'Ana',
  last_name: 'Ruiz',
  phone: '(602) 555-0142',
  email: 'ana.ruiz@example.com',
  zip_code: '85018',
}

describe('a lead that is posted', () => {
  test('is answered with 201 and its ids, and is stored with everything that belongs to it', async () => {
    const { core, post, webhookId, everywhere } = await openIntake()
    const sent = await post({
      ...LEAD,
      monthly_electric_bill: '$1,250.00',
      favourite_colour: 'teal',
      zero: 0,
      no: false,
    })
    expect(sent.status).toBe(201)
    expect(sent.json).toMatchObject({
      status: 'success',
      webhook_id: webhookId,
      contact_status: 'new',
      email: LEAD.email,
    })
    expect(String(sent.json.contact_id)).toMatch(/^\d{6}$/)
    expect(String(sent.json.lead_id)).toMatch(/^\d{10}$/)

    const detail = await core.ask('leads.get', { id: sent.json.lead_id })
    expect(detail).toMatchObject({
      firstName: 'Ana',
      phone: '+16025550142',
      status: 'new',
      leadType: 'solar',
      source: 'Click Ventures',
      providerId: everywhere.providerId,
      fields: { monthly_electric_bill: 125_000, zip_code: '85018' },
      extra: { favourite_colour: 'teal', zero: 0, no: false },
    })
    expect(detail.events.map(({ eventType }) => eventType)).toEqual(['created'])
    expect(
      rows(
        core,
        'select total_leads, last_lead_at is not null as has_time from webhook_configs where webhook_id = ?',
        webhookId,
      ),
    ).toEqual([{ total_leads: 1, has_time: 1 }])
    expect(rows(core, 'select total_leads, converted_leads from lead_analytics')).toEqual([
      { total_leads: 1, converted_leads: 0 },
    ])
    expect(rows(core, 'select provider_id, request_count from provider_usage_log')).toEqual([
      { provider_id: everywhere.providerId, request_count: 1 },
    ])
    expect(rows(core, 'select verdict, status_code, lead_id from deliveries')).toEqual([
      { verdict: 'accepted', status_code: 201, lead_id: sent.json.lead_id },
    ])
  })

  test('with the same phone belongs to the same contact, and is always a new lead', async () => {
    const { core, post } = await openIntake()
    const first = await post(LEAD)
    const second = await post({ ...LEAD, phone: '+1 602 555 0142', last_name: 'Ruiz-Lopez' })
    expect(second.json).toMatchObject({ contact_status: 'existing', contact_id: first.json.contact_id })
    expect(second.json.lead_id).not.toBe(first.json.lead_id)
    const contact = await core.ask('contacts.get', { id: first.json.contact_id })
    expect(contact).toMatchObject({ lastName: 'Ruiz-Lopez', leadCount: 2 })
  })

  test('on another webhook is another contact, which is suggested', async () => {
    const { core, post, hvacId } = await openIntake()
    const solar = await post(LEAD)
    const hvac = await post(LEAD, { path: `/webhook/${hvacId}` })
    expect(hvac.json.contact_id).not.toBe(solar.json.contact_id)
    const { suggestions } = await core.ask('contacts.get', { id: solar.json.contact_id })
    expect(suggestions.map(({ contact, why }) => [contact.id, why])).toEqual([
      [hvac.json.contact_id, 'Same phone on another webhook'],
    ])
  })

  test('appears in the list, is announced, and can be searched without accents', async () => {
    const { core, post } = await openIntake()
    const heard: string[] = []
    core.api.onChanges(({ topics }) => heard.push(...topics))
    await post({ ...LEAD, first_name: 'Zoë', last_name: 'Ångström' })
    expect(heard).toEqual(expect.arrayContaining(['leads', 'contacts', 'deliveries', 'webhooks']))
    for (const search of [
      'zoe',
      'angst',
      '5550142',
      '(602) 555',
      '602-555-0142 x9',
      'ruiz@exam',
      'an',
      '85018',
    ]) {
      expect((await core.ask('leads.page', { filter: { search } })).total, search).toBe(1)
    }
    expect((await core.ask('leads.page', { filter: { search: 'nobody' } })).total).toBe(0)
  })

  test('whatever is typed into the search gets an answer', async () => {
    const { core, post } = await openIntake()
    await post({ ...LEAD, first_name: 'Xavier' })
    for (const search of [
      '\u{1f600}\u{1f600}',
      'ab\u0000cd',
      '"',
      '"" OR *',
      '()',
      '-',
      'NEAR(a b)',
      '\ud800\ud800\ud800',
    ]) {
      expect((await core.ask('leads.page', { filter: { search } })).total, search).toBe(0)
    }
    expect((await core.ask('leads.page', { filter: { search: 'x' } })).total).toBe(1)
  })
})

describe('the order of checks', () => {
  test.each([
    ['a method other than POST', { method: 'PUT' }, 405],
    ['an unreadable content type', { headers: { 'content-type': 'image/png' } }, 415],
    ['an id of the wrong shape', { path: '/webhook/nonsense' }, 400],
    ['an unknown webhook', { path: '/webhook/ws_zz_solar_999' }, 404],
    ['no provider', { headers: { lead_source_provider_id: '' } }, 401],
    ['an unknown provider', { headers: { lead_source_provider_id: 'nobody_0001' } }, 401],
    ['a wrong key', { headers: { authorization: 'Bearer clp_wrong' } }, 401],
  ])('%s', async (_name, options, status) => {
    const { post } = await openIntake()
    const sent = await post(JSON.stringify(LEAD), {
      ...options,
      headers: {
        'content-type': 'application/json',
        ...('headers' in options ? options.headers : {}),
      } as Record<string, string>,
    })
    expect(sent.status).toBe(status)
    expect(sent.headers.get('content-type')).toBe('application/problem+json')
    expect(sent.json).toMatchObject({
      status,
      error: expect.any(String),
      message: expect.stringMatching(/\w{3,}/),
      timestamp: expect.any(String),
    })
  })

  test('a provider that may not send to this webhook', async () => {
    const { post, hvacId, solarOnly } = await openIntake()
    const sent = await post(LEAD, {
      path: `/webhook/${hvacId}`,
      headers: { authorization: `Bearer ${solarOnly.apiKey}` },
    })
    expect(sent.status).toBe(403)
  })

  test('all three ways of naming the provider, and keys only', async () => {
    const { core, post, webhookId, everywhere } = await openIntake()
    const ways: Record<string, string>[] = [
      { authorization: `Bearer ${everywhere.apiKey}`, lead_source_provider_id: '' },
      { authorization: everywhere.providerId, lead_source_provider_id: '' },
      { lead_source_provider_id: everywhere.providerId },
    ]
    for (const [index, headers] of ways.entries())
      expect((await post({ ...LEAD, n: index }, { headers })).status).toBe(201)
    await core.ask('webhooks.update', { webhookId, senderRule: 'key' })
    const after = await Promise.all(ways.map((headers, index) => post({ ...LEAD, m: index }, { headers })))
    expect(after.map(({ status }) => status)).toEqual([201, 401, 401])
  })

  test.each(['application/octet-stream', 'application/x-json', 'text/plain'])(
    'a lead under the type %s is read all the same',
    async (type) => {
      const { post } = await openIntake()
      expect((await post(JSON.stringify(LEAD), { headers: { 'content-type': type } })).status).toBe(201)
    },
  )

  test('a phone longer than any is a 422, not a defect', async () => {
    const { core, post } = await openIntake()
    expect((await post({ ...LEAD, phone: '+49234567890123456' })).status).toBe(422)
    expect(core.defects).toEqual([])
  })

  test('a body that is no JSON is a 400 and quarantined', async () => {
    const { core, post } = await openIntake()
    const sent = await post('{"phone": ', { headers: { 'content-type': 'application/json' } })
    expect(sent.status).toBe(400)
    expect(rows(core, 'select verdict from deliveries')).toEqual([{ verdict: 'quarantined' }])
  })

  test('fields that do not fit are a 422 with details, and quarantined', async () => {
    const { core, post } = await openIntake()
    const sent = await post({ first_name: 'Ana', email: 'not an address' })
    expect(sent.status).toBe(422)
    expect(sent.json.details).toEqual([{ field: 'phone', code: 'required', message: expect.any(String) }])
    expect(await core.ask('deliveries.causes', {})).toMatchObject([{ count: 1 }])
  })

  test('more than the limit is a 429 that says when to come back', async () => {
    const { core, post, webhookId } = await openIntake()
    await core.ask('webhooks.update', { webhookId, rateLimit: 2, rateWindow: 60 })
    const statuses = []
    for (const n of [1, 2, 3]) statuses.push(await post({ ...LEAD, n }))
    expect(statuses.map(({ status }) => status)).toEqual([201, 201, 429])
    const last = statuses[2]
    expect(Number(last?.headers.get('retry-after'))).toBe(Number(last?.headers.get('ratelimit-reset')))
    expect(last?.headers.get('ratelimit-remaining')).toBe('0')
  })
})

describe('limits', () => {
  test('asking after a webhook uses up none of what its senders may send', async () => {
    const { core, origin, post, webhookId } = await openIntake()
    await core.ask('webhooks.update', { webhookId, rateLimit: 2 })
    for (let n = 0; n < 3; n++) expect((await fetch(`${origin}/webhook/${webhookId}`)).status).toBe(200)
    expect((await post(LEAD)).status).toBe(201)
  })

  test('a provider beyond its own limit uses up none of what the others may send', async () => {
    const { core, post, webhookId, solarOnly } = await openIntake()
    await core.ask('webhooks.update', { webhookId, rateLimit: 3 })
    await core.ask('providers.update', { providerId: solarOnly.providerId, rateLimit: 1 })
    const statuses = []
    for (const n of [1, 2, 3, 4]) {
      statuses.push(
        (await post({ ...LEAD, n }, { headers: { lead_source_provider_id: solarOnly.providerId } })).status,
      )
    }
    expect(statuses).toEqual([201, 429, 429, 429])
    expect((await post({ ...LEAD, n: 5 })).status).toBe(201)
  })
})

describe('the same delivery twice', () => {
  test('by its bytes, within a minute', async () => {
    const { core, post } = await openIntake()
    const [first, second] = [await post(LEAD), await post(LEAD)]
    expect(second.status).toBe(201)
    expect(second.text).toBe(first.text)
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 1 }])
    expect(rows(core, 'select repeats from deliveries')).toEqual([{ repeats: 1 }])
  })

  test.each(['idempotency-key', 'webhook-id'])('by its %s, whatever its bytes', async (header) => {
    const { core, post } = await openIntake()
    const headers = { [header]: 'delivery-1' }
    const first = await post(LEAD, { headers })
    const second = await post({ ...LEAD, first_name: 'Other' }, { headers })
    expect(second.text).toBe(first.text)
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 1 }])
  })

  test('by its bytes too, whatever its key', async () => {
    const { core, post } = await openIntake()
    const first = await post(LEAD, { headers: { 'idempotency-key': 'attempt-1' } })
    const again = [await post(LEAD, { headers: { 'idempotency-key': 'attempt-2' } }), await post(LEAD)]
    expect(again.map(({ text }) => text)).toEqual([first.text, first.text])
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 1 }])
  })

  test.each(['', ' ', 'undefined', 'null', '{{id}}'])(
    'but not by a key that says nothing: "%s"',
    async (key) => {
      const { core, post } = await openIntake()
      const headers = { 'idempotency-key': key }
      const people = ['(602) 555-0142', '(602) 555-0143'].map((phone) => ({ ...LEAD, phone }))
      for (const one of people) expect((await post(one, { headers })).status).toBe(201)
      expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 2 }])
    },
  )

  test.each([0, '', 'N/A', 'null', '[lead_id]'])(
    'nor by a lead id that says nothing: %j',
    async (lead_id) => {
      const { core, post } = await openIntake()
      const people = ['(602) 555-0142', '(602) 555-0143'].map((phone) => ({ ...LEAD, phone, lead_id }))
      for (const one of people) expect((await post(one)).status).toBe(201)
      expect(rows(core, 'select external_id from leads')).toEqual([
        { external_id: null },
        { external_id: null },
      ])
    },
  )

  test("by the sender's own id", async () => {
    const { core, post } = await openIntake()
    const first = await post({ ...LEAD, lead_id: '90071992547409931234' })
    const second = await post({ ...LEAD, lead_id: '90071992547409931234', again: true })
    expect(second.json.lead_id).toBe(first.json.lead_id)
    expect((await core.ask('leads.get', { id: first.json.lead_id })).externalId).toBe('90071992547409931234')
  })
})

describe('an id or key that comes again for somebody else', () => {
  test.each([
    ['key', { headers: { 'idempotency-key': 'form-7' } }, {}],
    ['lead id', {}, { lead_id: 'form-7' }],
  ])('%s: is answered alike, held, and becomes a lead when it is replayed', async (_what, options, more) => {
    const { core, post } = await openIntake()
    const first = await post({ ...LEAD, ...more }, options)
    const other = { ...LEAD, ...more, first_name: 'Ben', phone: '(602) 555-0143' }
    for (const _attempt of [1, 2]) {
      const second = await post(other, options)
      expect([second.status, second.text]).toEqual([201, first.text])
    }
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 1 }])
    const held = await core.ask('deliveries.page', { verdicts: ['held'] })
    expect(held).toMatchObject({
      total: 1,
      rows: [{ summary: 'Ben Ruiz', reason: expect.stringContaining('another phone') }],
    })
    const { leadIds } = await core.ask('deliveries.replay', { ids: [held.rows[0]?.id as number] })
    expect(await core.ask('leads.get', { id: leadIds[0] as number })).toMatchObject({
      firstName: 'Ben',
      phone: '+16025550143',
    })
    expect(core.defects).toEqual([])
  })

  test('news about a lead is held, not taken for the lead again', async () => {
    const { core, post } = await openIntake()
    await post({ ...LEAD, lead_id: 'form-7' })
    expect((await post({ lead_id: 'form-7', status: 'returned' })).status).toBe(202)
    expect(rows(core, 'select verdict from deliveries')).toEqual([
      { verdict: 'accepted' },
      { verdict: 'held' },
    ])
  })

  test('a key whose first delivery made no lead keeps nobody out', async () => {
    const { post } = await openIntake()
    const headers = { 'idempotency-key': 'k1' }
    expect((await post({ ...LEAD, phone: '12' }, { headers })).status).toBe(422)
    expect((await post(LEAD, { headers })).status).toBe(201)
  })
})

describe('signatures', () => {
  async function signedWebhook() {
    const intake = await openIntake()
    const { secret } = await intake.core.ask('webhooks.setSecret', {
      webhookId: intake.webhookId,
      action: 'generate',
    })
    return { ...intake, secret: secret as string }
  }
  const body = JSON.stringify(LEAD)

  test('Standard Webhooks, made by its own library', async () => {
    const { post, secret } = await signedWebhook()
    const at = new Date()
    const headers = {
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': `v1,AAAA ${new Webhook(secret).sign('msg_1', at, body)}`,
    }
    expect((await post(body, { headers })).status).toBe(201)
    const forged = await post(body.replace('Ana', 'Eve'), { headers: { ...headers, 'webhook-id': 'msg_2' } })
    expect(forged.status).toBe(401)
  })

  test('an old timestamp is told by how much', async () => {
    const { post, secret } = await signedWebhook()
    const at = new Date(Date.now() - 400_000)
    const headers = {
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    }
    const sent = await post(body, { headers })
    expect(sent.status).toBe(401)
    expect(sent.json.message).toMatch(/4\d\d seconds old/)
  })

  test('the plain header, and rotation: both secrets count for a day', async () => {
    const { core, post, webhookId, secret } = await signedWebhook()
    const { secret: next } = await core.ask('webhooks.setSecret', { webhookId, action: 'generate' })
    const sign = (key: string, text: string) => ({
      'content-type': 'application/json',
      'x-webhook-signature': `sha256=${createHmac('sha256', key).update(text).digest('hex')}`,
    })
    const texts = [body, `${body} `]
    expect((await post(texts[0], { headers: sign(secret, texts[0] as string) })).status).toBe(201)
    expect((await post(texts[1], { headers: sign(next as string, texts[1] as string) })).status).toBe(201)
    expect((await post(`${body}  `, { headers: { 'content-type': 'application/json' } })).status).toBe(401)
  })

  test('made anew again and again, every secret of the last day counts, the newest four of them', async () => {
    let nowMs = Date.now()
    const intake = await openIntake({ clock: monotonicClock(() => nowMs) })
    const { core, post, webhookId } = intake
    const make = async () =>
      (await core.ask('webhooks.setSecret', { webhookId, action: 'generate' })).secret as string
    let n = 0
    const statusWith = async (key: string) => {
      const text = JSON.stringify({ ...LEAD, n: n++ })
      const signature = createHmac('sha256', key).update(text).digest('hex')
      const headers = { 'content-type': 'application/json', 'x-webhook-signature': `sha256=${signature}` }
      return (await post(text, { headers })).status
    }
    const statuses = async (secrets: readonly string[]) => {
      const all = []
      for (const secret of secrets) all.push(await statusWith(secret))
      return all
    }
    const secrets = [await make(), await make(), await make()]
    expect(await statuses(secrets)).toEqual([201, 201, 201])
    for (let more = 0; more < 3; more++) secrets.push(await make())
    expect(await statuses(secrets)).toEqual([401, 201, 201, 201, 201, 201])
    const until = (await core.ask('webhooks.get', { webhookId })).previousSecretUntil
    expect(until).toBe(new Date(nowMs + 24 * 3_600_000).toISOString())
    nowMs += 23 * 3_600_000
    secrets.push(await make())
    nowMs += 2 * 3_600_000
    secrets.push(await make())
    // The listener has the wall clock, which has not moved; what the row keeps is what the writer's clock lets live.
    const [row] = rows(
      core,
      'select previous_secret_key from webhook_configs where webhook_id = ?',
      webhookId,
    )
    expect(JSON.parse(row.previous_secret_key)).toHaveLength(2)
    expect(await statuses(secrets.slice(-3))).toEqual([201, 201, 201])
    await core.ask('webhooks.setSecret', { webhookId, action: 'remove' })
    expect((await core.ask('webhooks.get', { webhookId })).previousSecretUntil).toBeNull()
    expect(await statusWith('nothing at all')).toBe(201)
  })

  test('a secret before the present one that an older version kept still counts', async () => {
    const { core, post, webhookId, secret } = await signedWebhook()
    const vault = openVault(new Uint8Array(32).fill(7), 'file')
    core.writer.connection
      .sql(
        'update webhook_configs set secret_key = ?, previous_secret_key = secret_key, previous_secret_until = ?',
      )
      .run(vault.seal('whsec_bmV3'), new Date(Date.now() + 60_000).toISOString())
    core.writer.forget(['webhooks'])
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-webhook-signature': `sha256=${signature}` }
    expect((await post(body, { headers })).status).toBe(201)
    expect((await core.ask('webhooks.get', { webhookId })).previousSecretUntil).not.toBeNull()
  })

  test('the secret is sealed at rest and leaves the core once', async () => {
    const { core, webhookId, secret } = await signedWebhook()
    const [row] = rows(core, 'select secret_key from webhook_configs where webhook_id = ?', webhookId)
    expect(row.secret_key).not.toContain(secret.slice(6))
    expect(JSON.stringify(await core.ask('webhooks.get', { webhookId }))).not.toContain(secret.slice(6))
  })
})

describe('what is no lead', () => {
  test('a payload without a person is accepted and held', async () => {
    const { core, post } = await openIntake()
    const sent = await post({
      object: 'page',
      entry: [
        {
          id: '1',
          changes: [{ field: 'leadgen', value: { leadgen_id: '17841400000000001', form_id: '2' } }],
        },
      ],
    })
    expect(sent.status).toBe(202)
    expect(rows(core, 'select verdict from deliveries')).toEqual([{ verdict: 'held' }])
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 0 }])
  })

  test('a test lead is stored and marked, and counted nowhere', async () => {
    const { core, post, webhookId } = await openIntake()
    const sent = await post({
      lead_id: 'TeSter',
      is_test: true,
      user_column_data: [
        { column_id: 'PHONE_NUMBER', string_value: '+16025550142' },
        { column_id: 'FULL_NAME', string_value: 'Test Person' },
      ],
    })
    expect(sent.status).toBe(201)
    expect(await core.ask('leads.get', { id: sent.json.lead_id })).toMatchObject({
      isTest: true,
      workspaceId: null,
    })
    expect((await core.ask('leads.page', {})).total).toBe(0)
    expect((await core.ask('leads.page', { filter: { isTest: true } })).total).toBe(1)
    expect(rows(core, 'select total_leads from webhook_configs where webhook_id = ?', webhookId)).toEqual([
      { total_leads: 0 },
    ])
    expect(rows(core, 'select * from lead_analytics')).toEqual([])
  })

  test('a test lead changes nothing about a person who is there, and gives way to one who comes', async () => {
    const { core, post } = await openIntake()
    const trial = {
      ...LEAD,
      first_name: 'Test',
      last_name: 'Test',
      test: true,
      created_at: new Date(Date.now() + 60_000).toISOString(),
    }
    const before = await post({ ...trial, phone: '(602) 555-0143' })
    const real = await post({ ...LEAD, phone: '(602) 555-0143' })
    expect(real.json.contact_id).toBe(before.json.contact_id)
    await post({ ...trial, phone: '(602) 555-0143', n: 2 })
    expect(await core.ask('contacts.get', { id: real.json.contact_id })).toMatchObject({
      firstName: 'Ana',
      leadCount: 1,
    })
  })

  test('a verification challenge is answered when its token fits', async () => {
    const { core, origin, webhookId } = await openIntake()
    await core.ask('webhooks.update', { webhookId, verifyToken: 'open sesame' })
    const ask = (token: string) =>
      fetch(
        `${origin}/webhook/${webhookId}?hub.mode=subscribe&hub.challenge=12345&hub.verify_token=${encodeURIComponent(token)}`,
      )
    const right = await ask('open sesame')
    expect([right.status, await right.text()]).toEqual([200, '12345'])
    expect((await ask('guess')).status).toBe(403)
  })
})

test('a Google lead form needs the webhook’s verification token as its key; other senders do not', async () => {
  const { core, post, webhookId } = await openIntake()
  await core.ask('webhooks.update', { webhookId, verifyToken: 'open sesame' })
  const form = {
    lead_id: 'g1',
    user_column_data: [{ column_id: 'PHONE_NUMBER', string_value: '+16025550142' }],
  }
  expect((await post(form)).status).toBe(401)
  for (const google_key of ['', 'guess', null, true, { key: 'open sesame' }])
    expect((await post({ ...form, google_key })).status, String(google_key)).toBe(401)
  expect((await post({ ...LEAD, google_key: 'guess' })).status).toBe(401)
  expect((await post({ ...form, google_key: 'open sesame' })).status).toBe(201)
  expect((await post(LEAD)).status).toBe(201)
  expect(rows(core, `select count(*) as n from deliveries where verdict = 'refused'`)).toEqual([{ n: 7 }])
})

describe('quarantine', () => {
  test('a mapping repairs every delivery of one cause, and the next retry gets the lead', async () => {
    const { core, post, webhookId } = await openIntake()
    const people = ['0142', '0143', '0144'].map((line) => ({
      who: 'Ana',
      contact: { reach_me_at: `602-555-${line}` },
    }))
    for (const [index, one] of people.entries()) {
      expect((await post(one, { headers: { 'idempotency-key': `k${index}` } })).status).toBe(422)
    }
    const [group] = await core.ask('deliveries.causes', {})
    expect(group?.count).toBe(3)
    await core.ask('webhooks.update', {
      webhookId,
      mapping: { phone: 'contact.reach_me_at', first_name: 'who' },
    })
    const replayed = await core.ask('deliveries.replay', { cause: group?.cause as string })
    expect(replayed).toMatchObject({ accepted: 3, failed: 0, nextAfterId: null })
    const retry = await post(people[0], { headers: { 'idempotency-key': 'k0' } })
    expect(retry.status).toBe(201)
    expect(retry.json.lead_id).toBe(replayed.leadIds[0])
    // What the sender got when it came stays as it was; what came of it later stands beside it.
    const [first] = (await core.ask('deliveries.page', {})).rows.slice(-1)
    const kept = await core.ask('deliveries.get', { id: first?.id as number })
    expect(kept).toMatchObject({
      verdict: 'accepted',
      statusCode: 422,
      details: [],
      repair: { status: 201, at: expect.any(String), byName: expect.any(String) },
    })
    expect(JSON.parse(kept.response ?? '')).toMatchObject({ status: 422 })
    expect(JSON.parse(kept.repair?.response ?? '')).toMatchObject({ lead_id: replayed.leadIds[0] })
    expect((await core.ask('leads.page', {})).total).toBe(3)
  })

  test('causes say whose they are and whether a mapping can mend them; refused senders stand once each', async () => {
    const { core, post, webhookId } = await openIntake()
    await post({ name: 'Ana Ruiz', phone: '12' })
    await post({ phone: '555-0142', email: 'not an address' })
    await post('{"name": "Bo', { headers: { 'content-type': 'application/json' } })
    expect(
      (await core.ask('deliveries.causes', {}))
        .map(({ people, canMap, count }) => ({ people, canMap, count }))
        .sort((a, b) => b.count - a.count),
    ).toEqual([
      { people: ['555-0142', 'Ana Ruiz'], canMap: true, count: 2 },
      { people: [], canMap: false, count: 1 },
    ])
    for (const line of ['0143', '0144'])
      expect(
        (await post({ phone: `602-555-${line}` }, { headers: { lead_source_provider_id: 'nobody_0001' } }))
          .status,
      ).toBe(401)
    const [group, ...others] = await core.ask('deliveries.refused', {})
    expect(others).toEqual([])
    expect(group).toMatchObject({ webhookId, count: 2, reason: expect.any(String) })
    expect(await core.ask('deliveries.replay', { ids: group?.ids ?? [] })).toMatchObject({ accepted: 2 })
    expect(await core.ask('deliveries.refused', {})).toEqual([])
    // What was taken all the same, though a value of it could not be read, carries a mark.
    await post({ phone: '602-555-0145', email: 'not an address', roof_condition: 'leaky' })
    expect((await core.ask('deliveries.page', { limit: 1 })).rows[0]).toMatchObject({
      verdict: 'accepted',
      notes: 2,
    })
  })

  test('what a sender tried again and again becomes one lead', async () => {
    const { core, post, webhookId } = await openIntake()
    const one = { who: 'Ana', reach_me_at: '602-555-0142' }
    const later = "update deliveries set received_at = strftime('%Y-%m-%dT%H:%M:%fZ', received_at, '-1 hour')"
    for (const _attempt of [1, 2, 3]) {
      expect((await post(one)).status).toBe(422)
      core.writer.connection.sql(later).run()
    }
    await core.ask('webhooks.update', { webhookId, mapping: { phone: 'reach_me_at' } })
    const { json } = await post(one)
    const [group] = await core.ask('deliveries.causes', {})
    const replayed = await core.ask('deliveries.replay', { cause: group?.cause as string })
    expect(replayed).toMatchObject({ accepted: 3, failed: 0 })
    expect(new Set(replayed.leadIds)).toEqual(new Set([json.lead_id]))
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 1 }])
  })

  test('a long query string is read again whole', async () => {
    const { core, post, webhookId } = await openIntake()
    const path = `/webhook/${webhookId}?story=${'x'.repeat(6_000)}&reach_me_at=6025550142`
    expect((await post(undefined, { path })).status).toBe(422)
    await core.ask('webhooks.update', { webhookId, mapping: { phone: 'reach_me_at' } })
    const [row] = (await core.ask('deliveries.page', { verdicts: ['quarantined'] })).rows
    expect((await core.ask('deliveries.replay', { ids: [row?.id as number] })).accepted).toBe(1)
  })

  test('by hand: values typed for one delivery win over its payload', async () => {
    const { core, post } = await openIntake()
    await post({ first_name: 'Ana', phone: '12' })
    const [row] = (await core.ask('deliveries.page', { verdicts: ['quarantined'] })).rows
    const result = await core.ask('deliveries.replay', {
      ids: [row?.id as number],
      values: { phone: '602 555 0142' },
    })
    expect(result.accepted).toBe(1)
    expect(await core.ask('leads.get', { id: result.leadIds[0] as number })).toMatchObject({
      firstName: 'Ana',
      phone: '+16025550142',
    })
    expect(await core.ask('deliveries.counts', {})).toMatchObject({ quarantined: 0, accepted: 1 })
  })
})
