// `npm run serve` as scripts and people meet it: two lines, an address that opens, refusals in sentences, a clean stop.
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const script = path.join(import.meta.dirname, '..', 'electron', 'headless.ts')
let folder: string
let running: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'convio-headless-'))
  running = []
})
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

type Run = {
  child: ChildProcessWithoutNullStreams
  out: () => string
  err: () => string
  ended: Promise<number | null>
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, [script, '--data', folder, '--no-open', ...args])
  running.push(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return { child, out: () => out, err: () => err, ended }
}

async function opened(...args: string[]): Promise<Run & { origin: string; token: string }> {
  const started = run(...args)
  await expect
    .poll(() => started.out().includes('Webhooks ') || started.child.exitCode !== null, { timeout: 50_000 })
    .toBe(true)
  expect(started.err()).toBe('')
  const [, origin = '', token = ''] = /open at (http:\S+)\/\?token=(\S+)/.exec(started.out()) ?? []
  return { ...started, origin, token }
}

async function takePort(): Promise<{ server: Server; port: string }> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return { server, port: String((server.address() as { port: number }).port) }
}

const call = async (origin: string, token: string, name: string, input: unknown = {}) => {
  const response = await fetch(`${origin}/api/call`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, input }),
  })
  return response.json()
}

test('two lines, calls, and a stop in order that frees the folder', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, out, err, ended, origin, token } = await opened('--port', '0', '--webhook-port', '0')
    expect(out().split('\n')).toEqual([
      expect.stringMatching(/^Convio Leads is open at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/),
      expect.stringMatching(/^Webhooks arrive at http:\/\/127\.0\.0\.1:\d+\/webhook\/\{webhook_id\}$/),
      '',
    ])
    expect(await call(origin, token, 'settings.get')).toMatchObject({
      ok: true,
      value: { secretProtection: 'file' },
    })
    expect(await call(origin, token, 'nothing.here')).toMatchObject({ ok: false })
    child.kill(signal)
    expect([await ended, err()]).toEqual([0, ''])
  }
})

test('Enter prints another address that works once, and out signs every browser out, while all goes on', async () => {
  const { child, out, ended } = await opened('--port', '0', '--webhook-port', '0')
  const next = async (line: string, number: number) => {
    child.stdin.write(line)
    const printed = () =>
      [...out().matchAll(/Opens Convio Leads once: (\S+)/g)].map((match) => match[1] ?? '')
    await expect.poll(() => printed().length).toBe(number)
    return printed()[number - 1] ?? ''
  }
  const enter = async (address: string) => {
    const answer = await fetch(address, { redirect: 'manual' })
    return { status: answer.status, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }
  const first = await next('\n', 1)
  const { status, cookie } = await enter(first)
  expect([status, (await enter(first)).status]).toEqual([303, 401])
  const home = new URL('/', first)
  expect((await fetch(home, { headers: { cookie } })).status).not.toBe(401)
  const second = await next('out\n', 2)
  expect((await fetch(home, { headers: { cookie } })).status).toBe(401)
  expect((await enter(second)).status).toBe(303)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('--demo fills an empty folder once, before the lines are printed', async () => {
  const first = await opened('--port', '0', '--webhook-port', '0', '--demo')
  expect(await call(first.origin, first.token, 'sampleData.status')).toMatchObject({
    value: { leads: 1_000 },
  })
  expect(await call(first.origin, first.token, 'settings.get')).toMatchObject({
    value: { agencyName: 'Sun Valley Energy Partners', timeZone: 'America/Phoenix', isSetUp: true },
  })
  first.child.kill('SIGTERM')
  await first.ended
  const second = await opened('--port', '0', '--webhook-port', '0', '--demo')
  expect(await call(second.origin, second.token, 'sampleData.status')).toMatchObject({
    value: { leads: 1_000 },
  })
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
})

test('a second start on the same folder says so', async () => {
  const first = await opened('--port', '0', '--webhook-port', '0')
  const second = run('--port', '0', '--webhook-port', '0')
  expect(await second.ended).toBe(1)
  expect(second.err()).toMatch(/^Convio Leads is already open on the folder .+\n$/)
  expect(second.out()).toBe('')
  first.child.kill('SIGTERM')
  await first.ended
})

test('a taken port that was asked for is a sentence with a way on', async () => {
  const { server, port } = await takePort()
  for (const args of [
    ['--port', port, '--webhook-port', '0'],
    ['--port', '0', '--webhook-port', port],
  ]) {
    const { ended, out, err } = run(...args)
    expect(await ended).toBe(1)
    expect(out()).toBe('')
    expect(err()).toContain(port)
    expect(err()).toMatch(/choose another/i)
    expect(err().trim().split('\n')).toHaveLength(1)
  }
  server.close()
})

test('a stop in the middle of a start is clean too', async () => {
  const { child, ended, out, err } = run('--port', '0', '--webhook-port', '0', '--demo')
  await new Promise((resolve) => setTimeout(resolve, 700))
  child.kill('SIGTERM')
  const code = await ended
  // Before the program listens for it, the signal itself is the end.
  expect([0, null]).toContain(code)
  expect(err()).not.toMatch(/\n\s+at /)
  expect(out().split('\n').length).toBeLessThanOrEqual(3)
})

test('a folder that is a file, and an unknown option, are sentences', async () => {
  const file = path.join(folder, 'a-file')
  writeFileSync(file, '')
  const inFile = run('--data', file, '--port', '0', '--webhook-port', '0')
  expect(await inFile.ended).toBe(1)
  expect(inFile.err()).toMatch(/--data/)
  expect(inFile.err()).not.toMatch(/\n\s+at /)
  const unknown = run('--prot', '1')
  expect(await unknown.ended).toBe(2)
  expect(unknown.err()).toContain('Did you mean --port?')
})
