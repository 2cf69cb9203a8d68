// A browser host of its own for a spec, a browser signed in to it, and rails beside every test: no request leaves the origin, nothing is
// refused by the policy, nothing is written to the console as an error.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import AxeBuilder from '@axe-core/playwright'
import {
  type BrowserContext,
  test as base,
  expect,
  type Locator,
  type Page,
  type TestInfo,
} from '@playwright/test'
import type { Input, OperationName, Output } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
/** Only what hangs takes this long. */
const STARTING_MS = 50_000

// ---- The host ----

export type Server = {
  readonly data: string
  readonly origin: string
  /** As printed: signs one browser in, once. */
  readonly address: string
  /** Where webhooks arrive: `http://127.0.0.1:40123`. */
  readonly intake: string
  /** An operation, as a script would call it. Throws a refusal. */
  ask<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>
  /** Posts to a webhook; an object goes as JSON. */
  post(webhookId: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Sent>
  /** Ends the program by SIGTERM and keeps the folder. */
  stop(): Promise<void>
  /** Ends the program and removes the folder. */
  end(): Promise<void>
}

export type Sent = {
  readonly status: number
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

type Start = {
  /** 1,000 sample leads, made before the first page is opened. */
  readonly demo?: boolean
  /** A folder that is there already; else a fresh one. */
  readonly data?: string
  /** False leaves the first run to the test. */
  readonly isSetUp?: boolean
}

/** Origins of all hosts of this worker. */
const ownOrigins = new Set<string>()
const sessions = new Map<string, string>()

export async function startServer({ demo = false, data, isSetUp = true }: Start = {}): Promise<Server> {
  const folder = data ?? mkdtempSync(path.join(tmpdir(), 'convio-e2e-'))
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'electron', 'headless.ts'),
      ...['--data', folder, '--port', '0', '--webhook-port', '0', '--no-open'],
      ...(demo ? ['--demo'] : []),
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // What one host has compiled the next need not.
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(tmpdir(), 'convio-e2e-compiled') },
    },
  )
  const { address, intake } = await readLines(child)
  const { origin, searchParams } = new URL(address)
  const token = searchParams.get('token') ?? ''
  ownOrigins.add(origin)

  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    expect(child.exitCode, 'SIGTERM ends the program cleanly').toBe(0)
  }
  const server: Server = {
    data: folder,
    origin,
    address,
    intake,
    ask: async (name, input) => {
      const response = await fetch(`${origin}/api/call`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ name, input }),
      })
      const reply = (await response.json()) as Reply<never>
      if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
      return reply.value
    },
    post: async (webhookId, body, headers = {}) => {
      const response = await fetch(`${intake}/webhook/${webhookId}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, text, json: readObject(text) }
    },
    stop,
    end: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
  if (isSetUp && !demo && data === undefined) {
    await server.ask('settings.setUp', {
      agencyName: 'Sun Valley Leads',
      timeZone: 'America/Phoenix',
      agentName: 'Dana Reyes',
    })
  }
  return server
}

function readLines(child: ChildProcess): Promise<{ address: string; intake: string }> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => fail(`no address after ${STARTING_MS} ms`), STARTING_MS)
    const fail = (why: string) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`The browser host did not start (${why}):\n${said}`))
    }
    child.once('exit', (code) => fail(`exit code ${code}`))
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
        const address = /is open at (\S+)/.exec(said)?.[1]
        const intake = /Webhooks arrive at (\S+?)\/webhook\//.exec(said)?.[1]
        if (address === undefined || intake === undefined) return
        clearTimeout(timer)
        child.removeAllListeners('exit')
        resolve({ address, intake })
      })
    }
  })
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

// ---- The browser ----

/** Signs the browser in without its window: the printed address works once, and tests of one host share its session. */
export async function signIn(context: BrowserContext, server: Server): Promise<void> {
  const port = new URL(server.origin).port
  if ((await context.cookies(server.origin)).some(({ name }) => name.endsWith(`_${port}`))) return
  let cookie = sessions.get(server.origin)
  if (cookie === undefined) {
    const response = await fetch(server.address, { redirect: 'manual' })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    sessions.set(server.origin, cookie)
  }
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: server.origin }])
}

/** Opens a screen by its address: `/leads`, `/webhooks?webhook=ws_cal_solar_001`. */
export async function open(page: Page, server: Server, screen = '/leads'): Promise<void> {
  await signIn(page.context(), server)
  await page.goto(`${server.origin}/#${screen}`)
}

export type Rails = {
  /** A test that ends the host on purpose lets the browser complain about that. */
  allow(complaint: RegExp): void
}

export const test = base.extend<{ rails: Rails }>({
  rails: [
    async ({ context }, use, info) => {
      const allowed: RegExp[] = []
      const check = await layRails(context)
      await use({ allow: (complaint) => allowed.push(complaint) })
      if (info.status === info.expectedStatus) check(allowed)
    },
    { auto: true },
  ],
})
export { expect }

/** For contexts that a test opens by itself; the returned function asserts. */
export async function layRails(context: BrowserContext): Promise<(allowed?: readonly RegExp[]) => void> {
  const complaints: string[] = []
  const strays: string[] = []
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (!['data:', 'blob:', 'about:'].includes(protocol) && !ownOrigins.has(origin))
      strays.push(request.url())
  })
  context.on('console', (message) => {
    if (message.type() === 'error')
      complaints.push(`console: ${message.text()} (${message.location().url ?? ''})`)
  })
  context.on('weberror', (error) => {
    const { name, message, stack } = error.error()
    complaints.push(`error: ${stack || `${name}: ${message}`} (on ${error.page()?.url()})`)
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`),
    )
  })
  return (allowed = []) => {
    expect(strays, 'requests that left the origin').toEqual([])
    const left = complaints.filter((complaint) => !allowed.some((pattern) => pattern.test(complaint)))
    expect(left, 'what the browser complained about').toEqual([])
  }
}

/**
 * One host for all tests of a spec, which run one after the other on it; ended after the last. Ask it only within tests.
 * `prepare` fills it before the first.
 */
export function hostForAll(start: Start = {}, prepare?: (server: Server) => Promise<void>): Server {
  let server: Server | undefined
  test.describe.configure({ mode: 'default' })
  test.beforeAll(async () => {
    server = await startServer(start)
    await prepare?.(server)
  })
  test.afterAll(() => server?.end())
  return new Proxy({} as Server, {
    get: (_, name) => {
      if (server === undefined) throw new Error('The host of this spec is started before its first test.')
      return Reflect.get(server, name)
    },
  })
}

// ---- What stands on the screen ----

export const grid = (page: Page, name: string): Locator => page.getByRole('grid', { name, exact: true })
export const panel = (page: Page, name: string): Locator =>
  page.getByRole('complementary', { name, exact: true })
export const rowOf = (page: Page, words: string | RegExp): Locator =>
  page.getByRole('grid').getByRole('row').filter({ hasText: words })
/** The list with its rows there. */
export async function ready(page: Page, name: string): Promise<Locator> {
  const list = grid(page, name)
  // It looks again sooner than an expectation does.
  await list.getByRole('gridcell').first().waitFor({ timeout: 10_000 })
  // A key pressed in the very moment of the first rows would come before they listen.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  return list
}
export async function expectFocusIn(box: Locator): Promise<void> {
  await expect
    .poll(() => box.evaluate((element) => element.contains(document.activeElement)), {
      message: 'the focus is in it',
    })
    .toBe(true)
}
/** The toasts that are there now. */
export const toast = (page: Page, words: string | RegExp): Locator =>
  page.getByRole('region', { name: 'Messages' }).locator('.toast').filter({ hasText: words })

/** The row that the keyboard is on, as its first cells read. */
export async function activeRow(page: Page): Promise<string> {
  const id = await page.getByRole('grid').getAttribute('aria-activedescendant')
  return id === null ? '' : page.locator(`[id="${id}"]`).innerText()
}

/** Picks from one of our select boxes. */
export async function choose(page: Page, box: Locator, option: string | RegExp): Promise<void> {
  await box.click()
  await page.getByRole('option', { name: option }).click()
}

/** The clipboard, which only a permitted page may read back. */
export async function readClipboard(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  return page.evaluate(() => navigator.clipboard.readText())
}

/** Nothing on the screen is a barrier, as far as axe can tell. The walk through every screen and both themes is accessibility.spec.ts. */
export async function expectNoBarrier(page: Page, within?: string): Promise<void> {
  // In the page itself, without axe's second window: there are no frames here.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
  if (within) axe.include(within)
  const { violations } = await axe.analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}

// ---- Data ----

export const PERSON = {
  first_name: 'Marisol',
  last_name: 'Ortega',
  phone: '(602) 555-0142',
  email: 'marisol.ortega@example.com',
  city: 'Phoenix',
  state: 'AZ',
  zip_code: '85018',
}

let peopleMade = 0

/** Somebody nobody has heard of: every call another name and phone. */
export function someone(values: Readonly<Record<string, unknown>> = {}): typeof PERSON {
  peopleMade += 1
  const number = String(100 + peopleMade)
  return {
    ...PERSON,
    first_name: `Person${number}`,
    last_name: 'Sample',
    phone: `(480) 555-0${number}`,
    email: `person.${number}@example.com`,
    ...values,
  }
}

/** A webhook that takes leads from anybody. */
export async function openWebhook(server: Server, name = 'Open door'): Promise<string> {
  const made = await server.ask('webhooks.create', { name, leadType: 'solar', senderRule: 'open' })
  return made.webhookId
}

const run = promisify(execFile)

/** Runs a command as somebody who pasted it into a terminal; without curl, does what it says. */
export async function paste(command: string, info: TestInfo): Promise<Readonly<Record<string, unknown>>> {
  const hasCurl = await run('curl', ['--version']).then(
    () => true,
    () => false,
  )
  if (hasCurl && process.platform !== 'win32') {
    return readObject((await run('sh', ['-c', command], { timeout: 10_000 })).stdout)
  }
  info.annotations.push({ type: 'curl', description: 'There is no curl here; the command was read instead.' })
  const plain = command.replaceAll('\\\n', ' ')
  const headers = [...plain.matchAll(/-H (['"])(.+?)\1/g)].map((match) => (match[2] ?? '').split(/:\s*/, 2))
  const response = await fetch(/https?:\/\/[^\s'"]+/.exec(plain)?.[0] ?? '', {
    method: 'POST',
    headers: Object.fromEntries(headers),
    body: (/-d '(.+)'/s.exec(plain) ?? /-d "(.+)"/s.exec(plain))?.[1]?.replaceAll('\\"', '"') ?? '',
  })
  return readObject(await response.text())
}
