// The browser host over a real socket. The Api beneath it is made up: the host knows no feature, so it needs none.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type HttpHost, startHttpHost } from '../../electron/hosts/http.ts'
import { contentSecurityPolicy } from '../../electron/hosts/policy.ts'
import type { Api, Change } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'
import { TOPICS } from '../../shared/contract/topics.ts'

let folder: string
let host: HttpHost
let calls: { name: string; input: unknown }[]
/** Of the last call. */
let signal: AbortSignal | undefined
let listeners: Set<(change: Change) => void>
const announce = (change: Change) => {
  for (const listener of listeners) listener(change)
}

const api: Api = {
  call: async (name: string, input: unknown, gone?: AbortSignal): Promise<Reply<never>> => {
    calls.push({ name, input })
    signal = gone
    if (name === 'slow.now') await new Promise((resolve) => gone?.addEventListener('abort', resolve))
    if (name === 'defect.now') throw new Error(`SQLITE_ERROR at ${folder}`)
    if (name === 'garbage.now') return undefined as never
    if (name === 'settings.get') return { ok: true, value: { agencyName: 'Sun Valley' } as never }
    return { ok: false, error: { code: 'not_found', message: `There is no operation ${name}.` } }
  },
  onChanges(listener: (change: Change) => void) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

beforeEach(async () => {
  calls = []
  listeners = new Set()
  folder = mkdtempSync(path.join(tmpdir(), 'convio-http-'))
  writeFileSync(path.join(folder, 'secret.txt'), 'not for the browser')
  const renderer = path.join(folder, 'renderer')
  mkdirSync(path.join(renderer, 'assets'), { recursive: true })
  writeFileSync(path.join(renderer, 'index.html'), '<!doctype html><title>Convio Leads</title>')
  writeFileSync(path.join(renderer, 'theme.js'), '// theme')
  writeFileSync(path.join(renderer, 'assets', 'main-D3adBeef.js'), 'export {}')
  host = await startHttpHost({
    api,
    rendererFolder: renderer,
    filesFolder: path.join(folder, 'exports'),
    port: 0,
    pingMs: 40,
  })
})
afterEach(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string }

/** A request with exactly these headers and this path; fetch would tidy both. */
function send(
  pathname: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; agent?: Agent } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(host.origin)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      // A host that was started again on its port knows nothing of the connections before.
      {
        hostname,
        port,
        path: pathname,
        method: options.method ?? 'GET',
        headers: options.headers,
        agent: options.agent ?? false,
      },
      (incoming) => {
        let body = ''
        incoming.setEncoding('utf8').on('data', (chunk) => {
          body += chunk
        })
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
        )
        incoming.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(options.body)
  })
}

const bearer = () => ({ authorization: `Bearer ${host.token}` })
const call = (body: string, headers: Record<string, string> = {}) =>
  send('/api/call', {
    method: 'POST',
    body,
    headers: { ...bearer(), 'content-type': 'application/json', ...headers },
  })
async function signedIn(): Promise<{ cookie: string }> {
  const answer = await send(new URL(host.issueAddress()).pathname + new URL(host.issueAddress()).search)
  return { cookie: String(answer.headers['set-cookie']).split(';')[0] as string }
}

test('a call is called off when whoever asked goes, and not when they were answered', async () => {
  await call('{"name":"settings.get"}')
  expect(signal?.aborted).toBe(false)
  const page = new AbortController()
  const asking = fetch(`${host.origin}/api/call`, {
    method: 'POST',
    body: '{"name":"slow.now"}',
    headers: { ...bearer(), 'content-type': 'application/json' },
    signal: page.signal,
  })
  await expect.poll(() => calls.at(-1)?.name).toBe('slow.now')
  page.abort()
  await expect(asking).rejects.toThrow()
  await expect.poll(() => signal?.aborted).toBe(true)
})

describe('signing in', () => {
  test('the token works once and becomes a strict cookie', async () => {
    const first = await send(`/?token=${host.token}`)
    expect(first.status).toBe(303)
    expect(first.headers.location).toBe('/')
    const cookie = String(first.headers['set-cookie'])
    expect(cookie).toMatch(/^convio_session_\d+=[\w-]{43};/)
    for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=2592000'])
      expect(cookie).toContain(flag)
    expect(cookie).not.toContain(host.token)

    const page = await send('/', { headers: { cookie: cookie.split(';')[0] as string } })
    expect(page.status).toBe(200)
    expect(page.body).toContain('<title>Convio Leads</title>')

    const second = await send(`/?token=${host.token}`)
    expect(second.status).toBe(401)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.body).toContain('used already')
    expect(second.body).toContain('press Enter in that window')
  })

  test('a browser that is signed in may open a used address again', async () => {
    const headers = await signedIn()
    await send(`/?token=${host.token}`)
    const again = await send(`/?token=${host.token}`, { headers })
    expect([again.status, again.headers.location]).toEqual([303, '/'])
  })

  test('HEAD, as a link checker sends it, does not use the token up', async () => {
    expect((await send(`/?token=${host.token}`, { method: 'HEAD' })).headers['set-cookie']).toBeUndefined()
    expect((await send(`/?token=${host.token}`)).status).toBe(303)
  })

  test('a wrong token, an empty one and none get a page that says what to do', async () => {
    for (const address of [
      '/?token=wrong',
      '/?token=',
      '/',
      '/leads/some-lead',
      '/assets/main-D3adBeef.js',
    ]) {
      const answer = await send(address)
      expect([address, answer.status]).toEqual([address, 401])
      expect(answer.body).toContain('Open Convio Leads from where you started it')
    }
  })

  test('the bearer token serves scripts, below /api only, before and after the address was used', async () => {
    const body = JSON.stringify({ name: 'settings.get' })
    expect((await call(body)).status).toBe(200)
    await send(`/?token=${host.token}`)
    expect((await call(body)).status).toBe(200)
    expect((await send('/', { headers: bearer() })).status).toBe(401)
    for (const authorization of ['Bearer wrong', 'Bearer ', `Basic ${host.token}`, host.token]) {
      expect((await call(body, { authorization })).status).toBe(401)
    }
  })

  test('the token of an issued address is no bearer', async () => {
    const issued = new URL(host.issueAddress()).searchParams.get('token')
    expect((await call('{"name":"settings.get"}', { authorization: `Bearer ${issued}` })).status).toBe(401)
  })

  describe('a session', () => {
    const sessionsFile = () => path.join(folder, 'browsers.json')
    const again = async (port: number, file = sessionsFile()) => {
      await host.close()
      host = await startHttpHost({
        api,
        rendererFolder: path.join(folder, 'renderer'),
        filesFolder: path.join(folder, 'exports'),
        sessionsFile: file,
        port,
      })
      return Number(new URL(host.origin).port)
    }
    afterEach(() => vi.useRealTimers())

    test('outlives the program in its own data folder, and is kept as a digest that only its owner reads', async () => {
      const port = await again(0)
      const headers = await signedIn()
      await again(port)
      expect((await send('/', { headers })).status).toBe(200)
      const kept = readFileSync(sessionsFile(), 'utf8')
      expect(kept).not.toContain(headers.cookie.split('=')[1])
      const [{ sha256 }] = JSON.parse(kept)
      expect((await send('/', { headers: { cookie: `convio_session_${port}=${sha256}` } })).status).toBe(401)
      if (process.platform !== 'win32') expect(statSync(sessionsFile()).mode & 0o777).toBe(0o600)
      // Another folder knows nothing of it.
      await again(port, path.join(folder, 'other.json'))
      expect((await send('/', { headers })).status).toBe(401)
    })

    test('ends for every browser at once, also for one that comes after a restart, and with it every address', async () => {
      const port = await again(0)
      const [one, two] = [await signedIn(), await signedIn()]
      const address = new URL(host.issueAddress())
      host.signOutAll()
      for (const headers of [one, two]) expect((await send('/', { headers })).status).toBe(401)
      expect((await send(address.pathname + address.search)).status).toBe(401)
      await again(port)
      for (const headers of [one, two]) expect((await send('/', { headers })).status).toBe(401)
    })

    test('ends 30 days after the application was last opened', async () => {
      const day = 86_400_000
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
      await again(0)
      const headers = await signedIn()
      vi.setSystemTime(Date.now() + 20 * day)
      const opened = await send('/', { headers })
      expect([opened.status, String(opened.headers['set-cookie'])]).toEqual([
        200,
        expect.stringMatching(
          /^convio_session_\d+=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
        ),
      ])
      // Once a day is enough.
      expect((await send('/', { headers })).headers['set-cookie']).toBeUndefined()
      vi.setSystemTime(Date.now() + 29 * day)
      expect((await send('/assets/main-D3adBeef.js', { headers })).status).toBe(200)
      vi.setSystemTime(Date.now() + 2 * day)
      expect((await send('/', { headers })).status).toBe(401)
    })

    test('a file that is damaged signs nobody in, and the next session mends it', async () => {
      writeFileSync(sessionsFile(), '[{"sha256": "zz", "endsAt": 1e99}, null, 7')
      const port = await again(0)
      expect((await send('/', { headers: { cookie: `convio_session_${port}=zz` } })).status).toBe(401)
      const headers = await signedIn()
      await again(port)
      expect((await send('/', { headers })).status).toBe(200)
    })
  })

  test('a made-up session is none', async () => {
    const { port } = new URL(host.origin)
    const headers = { cookie: `convio_session_${port}=${'A'.repeat(43)}` }
    expect((await send('/', { headers })).status).toBe(401)
    expect((await send('/api/changes', { headers })).status).toBe(401)
  })
})

describe('who asks', () => {
  test('a host that is not ours is refused in words (DNS rebinding)', async () => {
    for (const name of ['attacker.example', 'attacker.example:80', '127.0.0.1', '127.0.0.1:1', '[::1]:1']) {
      const answer = await send('/api/health', { headers: { host: name } })
      expect([name, answer.status]).toEqual([name, 421])
    }
    const { port } = new URL(host.origin)
    for (const name of [`localhost:${port}`, `[::1]:${port}`, `127.0.0.1:${port}`]) {
      expect((await send('/api/health', { headers: { host: name } })).status).toBe(200)
    }
  })

  test('foreign pages are refused, whatever they know', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'https://attacker.example' },
      { origin: 'null' },
      { origin: host.origin.replace('http:', 'https:') },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of foreign) {
      const answer = await call('{"name":"settings.get"}', headers)
      expect([headers, answer.status]).toEqual([headers, 403])
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'refused' } })
    }
    expect(calls).toEqual([])
    expect(
      (await call('{"name":"settings.get"}', { origin: host.origin, 'sec-fetch-site': 'same-origin' }))
        .status,
    ).toBe(200)
  })

  test('a preflight is not answered with permission', async () => {
    const answer = await send('/api/call', {
      method: 'OPTIONS',
      headers: { origin: 'https://attacker.example', 'access-control-request-method': 'POST' },
    })
    expect(answer.status).toBe(403)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('every answer carries the policy', async () => {
    const headers = await signedIn()
    const answers = [
      await send('/', { headers }),
      await send('/assets/main-D3adBeef.js', { headers }),
      await send('/api/health'),
      await send('/api/nothing', { headers }),
      await send('/', { headers: { host: 'attacker.example' } }),
    ]
    for (const answer of answers) {
      expect(answer.headers['content-security-policy']).toBe(contentSecurityPolicy())
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
      expect(answer.headers['referrer-policy']).toBe('no-referrer')
      expect(answer.headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
      expect(answer.headers['permissions-policy']).toContain('camera=()')
    }
    const page = await send('/')
    expect(page.headers['content-security-policy']).toMatch(/style-src 'self' 'sha256-[^']+';/)
    expect(contentSecurityPolicy()).not.toContain('unsafe')
  })
})

describe('pages', () => {
  test('files with their types and caching; routes get the page', async () => {
    const headers = await signedIn()
    const index = await send('/', { headers })
    expect(index.headers['cache-control']).toBe('no-store')
    expect(index.headers['content-type']).toBe('text/html; charset=utf-8')
    const asset = await send('/assets/main-D3adBeef.js', { headers })
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(asset.headers['cache-control']).toContain('immutable')
    expect((await send('/theme.js', { headers })).headers['cache-control']).toBe('no-cache')
    expect((await send('/leads/ld_1?status=new', { headers })).body).toBe(index.body)
    for (const missing of ['/assets/gone-12345678.js', '/assets/', '/assets', '/favicon.ico']) {
      expect((await send(missing, { headers })).status).toBe(404)
    }
  })

  test('no way leads out of the folder', async () => {
    const headers = await signedIn()
    const ways = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/%2e%2e%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/..\\secret.txt',
      '/%252e%252e/secret.txt',
      '/assets/%00/secret.txt',
      `//${folder}/secret.txt`,
      '/%c0%ae%c0%ae/secret.txt',
      '/.env',
    ]
    for (const way of ways) {
      const answer = await send(way, { headers })
      expect([way, answer.body.includes('not for the browser')]).toEqual([way, false])
      expect([400, 404]).toContain(answer.status)
      expect(answer.body).not.toContain(folder)
    }
  })
})

describe('calls', () => {
  test('a reply comes back as it is, with 200 also for a refusal', async () => {
    const good = await call('{"name":"settings.get","input":{}}')
    expect([good.status, JSON.parse(good.body)]).toEqual([
      200,
      { ok: true, value: { agencyName: 'Sun Valley' } },
    ])
    const bad = await call('{"name":"unknown.operation","input":{"a":1}}')
    expect([bad.status, JSON.parse(bad.body).error.code]).toEqual([200, 'not_found'])
    expect(calls).toEqual([
      { name: 'settings.get', input: {} },
      { name: 'unknown.operation', input: { a: 1 } },
    ])
  })

  test('malformed bodies are told so and reach nobody', async () => {
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '"settings.get"',
      '{}',
      '{"name":1}',
      '{"name":"__proto__"}',
      '{"name":"constructor.x","input":{},"more":1}',
      '{"name":"settings.get\\n","input":{}}',
      `${'['.repeat(100_000)}`,
    ]
    for (const body of bodies) {
      const answer = await call(body)
      expect([body.slice(0, 40), answer.status]).toEqual([body.slice(0, 40), 400])
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'invalid' } })
    }
    expect(calls).toEqual([])
  })

  test('only JSON, of 8 MiB at most, only by POST', async () => {
    const body = '{"name":"settings.get"}'
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      expect((await call(body, { 'content-type': type })).status).toBe(415)
    }
    expect((await call(body, { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(200)
    expect((await call(`{"name":"settings.get","input":"${'x'.repeat(8 * 1024 * 1024)}"}`)).status).toBe(413)
    expect((await call(`{"name":"settings.get","input":"${'x'.repeat(1024 * 1024)}"}`)).status).toBe(200)
    expect((await send('/api/call', { headers: bearer() })).status).toBe(404)
    expect((await send('/', { method: 'POST', headers: await signedIn() })).status).toBe(405)
  })

  test('a defect becomes a sentence, without stack or path', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    for (const name of ['defect.now', 'garbage.now']) {
      const answer = await call(JSON.stringify({ name }))
      expect(answer.status).toBe(200)
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'internal' } })
      expect(answer.body).not.toMatch(/SQLITE|\.ts|\/tmp|at /)
    }
    expect(log).toHaveBeenCalledTimes(2)
    log.mockRestore()
  })
})

describe('changes', () => {
  test('arrive as events, with pings, and the stream ends with the host', async () => {
    const response = await fetch(`${host.origin}/api/changes`, { headers: bearer() })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const decoder = new TextDecoder()
    let text = ''
    const until = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`The stream ended before ${wanted}: ${text}`)
        text += decoder.decode(value, { stream: true })
      }
    }
    await until(': open')
    announce({ topics: ['leads', 'contacts'] })
    await until('data: {"topics":["leads","contacts"]}\n\n')
    await until(': ping')
    await host.close()
    while (!(await reader.read()).done);
    expect(listeners.size).toBe(0)
    host = await startHttpHost({ api, rendererFolder: folder, filesFolder: folder, port: 0 })
  })

  test('a reader that does not keep up costs no memory and hears that all may have changed', async () => {
    const socket = connect(Number(new URL(host.origin).port), '127.0.0.1')
    socket.write(
      `GET /api/changes HTTP/1.1\r\nHost: ${new URL(host.origin).host}\r\nAuthorization: Bearer ${host.token}\r\n\r\n`,
    )
    await new Promise((resolve) => socket.once('data', resolve))
    socket.pause()
    const before = process.memoryUsage().rss
    const unit = 'x'.repeat(100_000)
    for (let i = 0; i < 2_000; i += 1) {
      announce({ topics: ['tasks'], tasks: [{ unit } as never] })
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000)
    let tail = ''
    socket.on('data', (chunk) => {
      tail = (tail + chunk.toString('latin1')).slice(-20_000)
    })
    socket.resume()
    await expect.poll(() => tail).toContain(`data: ${JSON.stringify({ topics: TOPICS })}`)
    announce({ topics: ['leads'] })
    await expect.poll(() => tail).toContain('data: {"topics":["leads"]}')
    socket.destroy()
  })
})

test('a taken port is the system’s error, and nothing keeps listening', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  const before = listeners.size
  await expect(
    startHttpHost({ api, rendererFolder: folder, filesFolder: folder, port }),
  ).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
  expect(listeners.size).toBe(before)
  other.close()
})

describe('a finished file', () => {
  const place = () => path.join(folder, 'exports', 'leads-2026-03-18-0920.csv')
  const address = '/api/files/leads-2026-03-18-0920.csv'
  beforeEach(() => {
    mkdirSync(path.join(folder, 'exports'))
    writeFileSync(place(), 'Name\r\nJosé\r\n')
    writeFileSync(path.join(folder, 'exports', '.leads.csv.part'), 'half')
    writeFileSync(path.join(folder, 'exports', 'plain'), 'no ending')
  })

  test('is downloaded once, whole, under its name', async () => {
    // Like a browser, which keeps its connection: one that is closed with the last byte may be one that went away.
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const answer = await send(address, { headers: bearer(), agent })
    expect(answer).toMatchObject({ status: 200, body: 'Name\r\nJosé\r\n' })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="leads-2026-03-18-0920.csv"',
      'content-length': '13',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    await expect.poll(() => existsSync(place())).toBe(false)
    expect((await send(address, { headers: bearer() })).status).toBe(404)
  })

  test('a calendar says so, and a page is never one of ours: it is bytes to keep', async () => {
    for (const [name, type] of [
      ['appointments-2026-03-18.ics', 'text/calendar; charset=utf-8'],
      ['visits-2026-03-18.html', 'application/octet-stream'],
    ] as const) {
      writeFileSync(path.join(folder, 'exports', name), '<script>')
      const { headers } = await send(`/api/files/${name}`, { headers: bearer() })
      expect(headers['content-type']).toBe(type)
      expect(headers['content-disposition']).toBe(`attachment; filename="${name}"`)
    }
  })

  test('stays when only asked about, and when the browser went away before its end', async () => {
    expect((await send(address, { method: 'HEAD', headers: bearer() })).status).toBe(200)
    writeFileSync(place(), Buffer.alloc(64 * 1024 * 1024, 'x'))
    const { hostname, port } = new URL(host.origin)
    await new Promise<void>((resolve) => {
      const outgoing = request({ hostname, port, path: address, headers: bearer() }, (incoming) => {
        incoming.once('data', () => {
          outgoing.destroy()
          resolve()
        })
        incoming.on('error', () => {})
      })
      outgoing.on('error', () => {})
      outgoing.end()
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(existsSync(place())).toBe(true)
  })

  test.each([
    '/api/files/.leads.csv.part',
    '/api/files/plain',
    '/api/files/..%2Fsecret.txt',
    '/api/files/%2e%2e%2fsecret.txt',
    '/api/files/..%5Csecret.txt',
    '/api/files/nobody.csv',
    '/api/files/',
  ])('is nothing else: %s', async (other) => {
    expect((await send(other, { headers: bearer() })).status).toBe(404)
  })

  test('is for who is signed in, on our own pages', async () => {
    expect((await send(address)).status).toBe(401)
    const foreign = { ...bearer(), 'sec-fetch-site': 'cross-site' }
    expect((await send(address, { headers: foreign })).status).toBe(403)
    expect(existsSync(place())).toBe(true)
  })
})
