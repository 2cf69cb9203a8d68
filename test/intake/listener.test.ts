// The listener itself: where it listens, whether it is ready, how much it holds at once, and what it tells of whom it turned away.
import net from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openConnection } from '../../electron/core/db/connection.ts'
import { openCore } from '../support/core.ts'
import { openIntake, rows } from '../support/intake.ts'

const LEAD = { name: 'Ana Ruiz', phone: '602-555-0142' }

/** Holds a port until the test ends; 0 is any free one. */
function hold(port: number, host = '127.0.0.1'): Promise<{ port: number; free(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject)
    const free = () => new Promise<void>((done) => server.close(() => done()))
    onTestFinished(free)
    server.listen(port, host, () => resolve({ port: (server.address() as net.AddressInfo).port, free }))
  })
}

/** A core whose listener is where its settings say, on a port that was free a moment ago. */
async function openBySettings() {
  const before = await openCore()
  const spare = await hold(0)
  await before.ask('settings.update', { webhookPort: spare.port })
  await before.close()
  await spare.free()
  const core = await openCore({ directory: before.directory, listener: { port: null } })
  const status = () => core.ask('listener.status', {})
  expect(await status()).toMatchObject({ isOn: true, port: spare.port, problem: null })
  const isAlive = async (port: number) =>
    (await fetch(`http://127.0.0.1:${port}/health/live`).catch(() => null))?.status === 200
  return { core, port: spare.port, status, isAlive }
}

describe('moved to another port', () => {
  test('the listener opens there before it closes here', async () => {
    const { core, port, status, isAlive } = await openBySettings()
    const spare = await hold(0)
    await spare.free()
    await core.ask('settings.update', { webhookPort: spare.port })
    expect(await status()).toMatchObject({ isOn: true, port: spare.port, problem: null })
    expect([await isAlive(port), await isAlive(spare.port)]).toEqual([false, true])
  })

  test('that is taken: it goes on where it is and says so, and moves once the port is free', async () => {
    const { core, port, status, isAlive } = await openBySettings()
    const taken = await hold(0)
    await core.ask('settings.update', { webhookPort: taken.port })
    const told = await status()
    expect(told).toMatchObject({ isOn: true, port, origin: `http://127.0.0.1:${port}` })
    expect(told.problem).toContain(
      `Port ${taken.port} is used by another program. Close it, or choose another`,
    )
    expect(told.problem).toContain(`goes on at port ${port}`)
    expect(await isAlive(port)).toBe(true)
    await taken.free()
    await expect.poll(status, { timeout: 15_000, interval: 200 }).toMatchObject({
      isOn: true,
      port: taken.port,
      problem: null,
    })
  })

  test('that is taken, and back again: nothing is wrong any more', async () => {
    const { core, port, status } = await openBySettings()
    const taken = await hold(0)
    await core.ask('settings.update', { webhookPort: taken.port })
    await core.ask('settings.update', { webhookPort: port })
    expect(await status()).toMatchObject({ isOn: true, port, problem: null })
  })
})

// Only Linux has all of 127.0.0.0/8: a neighbour on 127.0.0.2 leaves this computer's port free and the network's taken.
test.skipIf(process.platform !== 'linux')(
  'opened to the network where that cannot be: it stays open to this computer',
  async () => {
    const { core, port, status, isAlive } = await openBySettings()
    await hold(port, '127.0.0.2')
    await core.ask('settings.update', { isLanOpen: true })
    const told = await status()
    expect(told).toMatchObject({ isOn: true, port, lanOrigins: [] })
    expect(told.problem).toContain(`Port ${port} is used by another program`)
    expect(await isAlive(port)).toBe(true)
    await core.ask('settings.update', { isLanOpen: false })
    expect((await status()).problem).toBeNull()
  },
)

describe('ready', () => {
  const ask = (origin: string) => fetch(`${origin}/health/ready`)
  /** The answer is kept for a second. */
  const ready = async (origin: string) => {
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    return ask(origin)
  }

  test('means that a lead could be written, and asking leaves nothing', async () => {
    const { core, origin } = await openIntake()
    const { raw } = core.writer.connection
    const content = () =>
      JSON.stringify([rows(core, 'select * from settings order by key'), rows(core, 'pragma page_count')])
    const before = content()
    expect((await ask(origin)).status).toBe(200)
    expect(content()).toBe(before)

    raw.pragma('query_only = ON')
    // Within the second the answer is the one before.
    expect((await ask(origin)).status).toBe(200)
    const readOnly = await ready(origin)
    expect([readOnly.status, readOnly.headers.get('retry-after')]).toEqual([503, '10'])
    expect((await fetch(`${origin}/health/live`)).status).toBe(200)
    raw.pragma('query_only = OFF')
    expect((await ready(origin)).status).toBe(200)
    expect(raw.inTransaction).toBe(false)
    expect(core.defects).toEqual([])
  })

  test('is no when the disk is full, and yes when space is back', async () => {
    const { core, origin, post } = await openIntake()
    const { raw } = core.writer.connection
    raw.exec('vacuum')
    raw.pragma(`max_page_count = ${raw.pragma('page_count', { simple: true })}`)
    const full = await ready(origin)
    expect([full.status, full.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await full.json()).toMatchObject({ status: 503, message: expect.stringContaining('written') })
    raw.pragma('max_page_count = 1073741823')
    expect((await ready(origin)).status).toBe(200)
    expect((await post(LEAD)).status).toBe(201)
  })

  test('is no while another program holds the database, without waiting for long', async () => {
    const { core, origin } = await openIntake()
    const other = openConnection(path.join(core.directory, 'convio.db'), 'write')
    onTestFinished(other.close)
    other.raw.exec('begin immediate')
    const before = performance.now()
    expect((await ask(origin)).status).toBe(503)
    expect(performance.now() - before).toBeLessThan(5_000)
    expect(core.writer.connection.raw.pragma('busy_timeout', { simple: true })).toBe(10_000)
    other.raw.exec('rollback')
    expect((await ready(origin)).status).toBe(200)
  })
})

test('bodies that are read at once have a common budget', async () => {
  const { core, origin, post, webhookId, everywhere } = await openIntake({
    listener: { port: 0, bodyBytes: 1_000 },
  })
  const slow = JSON.stringify({ ...LEAD, story: 'x'.repeat(900) })
  const { port } = new URL(origin)
  let heard = ''
  const socket = net.connect(Number(port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('data', (chunk) => {
    heard += chunk
  })
  socket.write(
    `POST /webhook/${webhookId} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nlead_source_provider_id: ${everywhere.providerId}\r\nContent-Length: ${slow.length}\r\n\r\n${slow.slice(0, 900)}`,
  )
  const wide = { ...LEAD, story: 'y'.repeat(200) }
  await expect.poll(async () => (await post(wide)).status).toBe(503)
  const refused = await post(wide)
  expect(refused.headers.get('retry-after')).toBe('2')
  expect(refused.json.message).toMatch(/at once.*[Ss]end it again/)
  // Small ones still fit beside the slow one, and what was refused gave its share back.
  expect((await post(LEAD)).status).toBe(201)
  socket.write(slow.slice(900))
  await expect.poll(() => heard).toMatch(/^HTTP\/1.1 201/)
  expect((await post(wide)).status).toBe(201)
  await expect
    .poll(() => core.ask('deliveries.refusals', {}), { timeout: 8_000 })
    .toMatchObject([{ reason: 'busy', webhookId }])
})

test('a sender that hangs up gives its share of the budget back', async () => {
  const { origin, post, webhookId } = await openIntake({ listener: { port: 0, bodyBytes: 1_000 } })
  const { port } = new URL(origin)
  const socket = net.connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `POST /webhook/${webhookId} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 990\r\n\r\n${'x'.repeat(980)}`,
  )
  await expect.poll(async () => (await post({ ...LEAD, n: Math.random() })).status).toBe(503)
  socket.destroy()
  await expect.poll(async () => (await post({ ...LEAD, n: Math.random() })).status).toBe(201)
})

test('who is turned away is booked on the webhook that was meant', async () => {
  const { core, post, webhookId } = await openIntake()
  const json = { 'content-type': 'application/json' }
  await post('x', { headers: { 'content-type': 'image/png' } })
  await post('x', { method: 'PUT', headers: json })
  await post('x', { headers: { ...json, 'content-encoding': 'br' } })
  await post('x', { headers: { ...json, 'content-encoding': 'gzip' } })
  await post('x'.repeat(1_100_000), { headers: json })
  await post('x', { path: '/webhook/ws_zz_solar_999', headers: json })
  const counted = async () =>
    Object.fromEntries(
      (await core.ask('deliveries.refusals', {})).map(({ reason, webhookId }) => [reason, webhookId]),
    )
  await expect.poll(counted, { timeout: 8_000 }).toEqual({
    'content-type': webhookId,
    method: webhookId,
    'content-encoding': webhookId,
    'broken-gzip': webhookId,
    'too-large': webhookId,
    'unknown-webhook': '',
  })
})
