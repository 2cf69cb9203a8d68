// Bodies and senders that mean harm, or are simply broken: a clear answer, a record or a counted refusal, and the app alive.
import net from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openIntake, rows } from '../support/intake.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const LEAD = JSON.stringify({ name: 'Ana Ruiz', phone: '602-555-0142' })

/** Everything a raw connection gets back until it is closed. */
function speak(origin: string, say: (socket: net.Socket) => void): Promise<string> {
  const { port } = new URL(origin)
  return new Promise((resolve) => {
    let heard = ''
    const socket = net.connect(Number(port), '127.0.0.1', () => say(socket))
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(heard))
  })
}

describe('hostile bodies', () => {
  test.each([
    ['nothing at all', '', JSON_TYPE, [400]],
    ['10,000 levels of nesting', '['.repeat(10_000) + ']'.repeat(10_000), JSON_TYPE, [400]],
    ['10,000 levels of objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, JSON_TYPE, [400]],
    ['a gzip that is none', 'plain', { ...JSON_TYPE, 'content-encoding': 'gzip' }, [400]],
    ['an encoding we do not read', LEAD, { ...JSON_TYPE, 'content-encoding': 'br' }, [415]],
    [
      'a multipart without end',
      '--x\r\nContent-Disposition: form-data; name="phone"\r\n\r\n602',
      { 'content-type': 'multipart/form-data; boundary=x' },
      [400],
    ],
    ['a lone surrogate', '"\\ud800"', JSON_TYPE, [202, 422]],
    ['a number', '42', JSON_TYPE, [202, 422]],
    ['null', 'null', JSON_TYPE, [202, 422]],
  ])('%s', async (_name, body, headers, statuses) => {
    const { core, post } = await openIntake()
    const sent = await post(body, { headers: headers as Record<string, string> })
    expect(statuses).toContain(sent.status)
    expect(sent.json.message).toMatch(/\w+ \w+/)
    expect(core.defects).toEqual([])
    expect((await post(LEAD, { headers: JSON_TYPE })).status).toBe(201)
  })

  test('a bomb in gzip is refused without being unpacked', async () => {
    const { core, post } = await openIntake()
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 32))
    const before = process.memoryUsage().rss
    const sent = await post(new Uint8Array(bomb), { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } })
    expect(sent.status).toBe(413)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    expect(core.defects).toEqual([])
  })

  test('true gzip is read', async () => {
    const { post } = await openIntake()
    expect(
      (await post(new Uint8Array(gzipSync(LEAD)), { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } }))
        .status,
    ).toBe(201)
  })

  test('__proto__ and constructor are ordinary keys', async () => {
    const { core, post } = await openIntake()
    const sent = await post(
      '{"phone":"6025550142","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      { headers: JSON_TYPE },
    )
    expect(sent.status).toBe(201)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const { extra } = await core.ask('leads.get', { id: sent.json.lead_id })
    expect(Object.keys(extra)).toContain('constructor')
  })

  test('a body that says it is 100 MB, and one that only is', async () => {
    const { core, origin, post, webhookId } = await openIntake()
    const head = `POST /webhook/${webhookId} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n`
    const said = await speak(origin, (socket) => socket.write(`${head}Content-Length: 104857600\r\n\r\n{`))
    expect(said).toMatch(/^HTTP\/1.1 413/)
    const before = process.memoryUsage().rss
    const sent = await speak(origin, (socket) => {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
      const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
      let left = 1_600
      const pour = () => {
        while (left-- > 0) if (!socket.write(chunk)) return void socket.once('drain', pour)
      }
      pour()
    })
    expect(sent).toMatch(/^HTTP\/1.1 413/)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    expect((await post(LEAD, { headers: JSON_TYPE })).status).toBe(201)
    expect(core.defects).toEqual([])
  })

  test.each([
    ['no content type', LEAD, {}],
    ['plain text that is JSON', LEAD, { 'content-type': 'text/plain' }],
    ['a form that says nothing', 'name=Ana+Ruiz&phone=6025550142', {}],
    [
      'Latin-1',
      Buffer.from('{"name":"José Núñez","phone":"6025550142"}', 'latin1'),
      { 'content-type': 'application/json; charset=iso-8859-1' },
    ],
  ])('%s is read all the same', async (_name, body, headers) => {
    const { core, origin, webhookId, everywhere } = await openIntake()
    const bytes = Buffer.from(body as string)
    const heard = await speak(origin, (socket) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.write(
        `POST /webhook/${webhookId} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nlead_source_provider_id: ${everywhere.providerId}\r\n${lines.join('')}Content-Length: ${bytes.length}\r\n\r\n`,
      )
      socket.write(bytes)
    })
    expect(heard).toMatch(/^HTTP\/1.1 201/)
    const { rows: leads } = await core.ask('leads.page', {})
    expect(leads[0]?.phone).toBe('+16025550142')
    if (_name === 'Latin-1') expect(leads[0]).toMatchObject({ firstName: 'José', lastName: 'Núñez' })
  })
})

describe('hostile callers', () => {
  test('no HTTP, and headers without end', async () => {
    const { origin, post } = await openIntake()
    expect(await speak(origin, (socket) => socket.write('hello\r\n\r\n'))).toMatch(/^HTTP\/1.1 400/)
    expect(
      await speak(origin, (socket) => socket.write(`GET / HTTP/1.1\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`)),
    ).toMatch(/^HTTP\/1.1 431/)
    expect((await post(LEAD, { headers: JSON_TYPE })).status).toBe(201)
  })

  test('a foreign page in the browser, and a name that points here', async () => {
    const { origin, post } = await openIntake()
    expect((await post(LEAD, { headers: { ...JSON_TYPE, origin: 'https://evil.example.com' } })).status).toBe(
      403,
    )
    const rebound = await speak(origin, (socket) =>
      socket.write('GET /health HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n'),
    )
    expect(rebound).toMatch(/^HTTP\/1.1 421/)
  })

  test('a tunnel’s own name is answered once it is entered', async () => {
    const { core, origin } = await openIntake()
    await core.ask('settings.update', { publicOrigin: 'https://leads.example.com/' })
    const heard = await speak(origin, (socket) =>
      socket.write('GET /health HTTP/1.1\r\nHost: leads.example.com\r\nConnection: close\r\n\r\n'),
    )
    expect(heard).toMatch(/^HTTP\/1.1 200/)
  })

  test('guessing at webhooks is slowed down, true senders are not', async () => {
    const { post } = await openIntake()
    const statuses = new Set<number>()
    for (let n = 0; n < 130; n++)
      statuses.add((await post(LEAD, { path: '/webhook/ws_zz_solar_999', headers: JSON_TYPE })).status)
    expect([...statuses]).toEqual([404, 429])
    expect((await post(LEAD, { headers: JSON_TYPE })).status).toBe(201)
  })

  test('unknown, inactive and deleted webhooks answer alike; so do unknown and switched-off providers', async () => {
    const { core, post, webhookId, hvacId, everywhere } = await openIntake()
    await core.ask('webhooks.setActive', { webhookId: hvacId, isActive: false })
    const shape = ({ status, json }: { status: number; json: Record<string, unknown> }) => ({
      status,
      ...json,
      timestamp: null,
    })
    const unknown = shape(await post(LEAD, { path: '/webhook/ws_zz_solar_999', headers: JSON_TYPE }))
    const inactive = shape(await post(LEAD, { path: `/webhook/${hvacId}`, headers: JSON_TYPE }))
    expect(inactive).toEqual(unknown)
    const nobody = shape(
      await post(LEAD, { headers: { ...JSON_TYPE, lead_source_provider_id: 'nobody_0001' } }),
    )
    await core.ask('providers.setActive', { providerId: everywhere.providerId, isActive: false })
    expect(shape(await post(LEAD, { headers: JSON_TYPE }))).toEqual(nobody)
    await core.ask('webhooks.delete', { webhookId })
    expect(shape(await post(LEAD, { headers: JSON_TYPE }))).toEqual(unknown)
  })

  test('refusals are counted, not stored one by one; secrets are in no delivery', async () => {
    const { core, post, everywhere } = await openIntake()
    for (let n = 0; n < 5; n++) await post(LEAD, { path: '/webhook/nonsense', headers: JSON_TYPE })
    await post(LEAD, {
      headers: { ...JSON_TYPE, authorization: `Bearer ${everywhere.apiKey}`, cookie: 'session=1' },
    })
    expect(rows(core, 'select count(*) as n from deliveries')).toEqual([{ n: 1 }])
    expect(JSON.stringify(rows(core, 'select headers from deliveries'))).not.toContain(everywhere.apiKey)
    expect(JSON.stringify(rows(core, 'select api_key from lead_source_providers'))).not.toContain(
      everywhere.apiKey,
    )
    await core.close()
  })
})
