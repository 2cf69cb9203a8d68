// The desktop host without Electron: its one wrapper looks at who sends, then at what, and always answers with a reply.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CHANNELS } from '../../electron/hosts/channels.ts'
import { type IpcEvent, originOf, startIpcHost } from '../../electron/hosts/ipc.ts'
import type { Api, Change } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'

type Listener = (event: IpcEvent, ...args: unknown[]) => Promise<unknown>
const own: IpcEvent = { senderFrame: { url: 'app://convio/leads', parent: null } }

let channels: Map<string, Listener>
let listeners: Set<(change: Change) => void>
let calls: unknown[]
let sent: unknown[]
let stop: () => void
let folder: string
let asked: string[]
let shown: string[]
/** What the person chooses. */
let target: string | null

beforeEach(() => {
  channels = new Map()
  listeners = new Set()
  calls = []
  sent = []
  folder = mkdtempSync(path.join(tmpdir(), 'convio-ipc-'))
  asked = []
  shown = []
  target = path.join(folder, 'chosen.csv')
  const api: Api = {
    call: async (name: string, input: unknown, signal?: AbortSignal): Promise<Reply<never>> => {
      calls.push({ name, input })
      if (name === 'slow.now') await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      if (name === 'defect.now') throw new Error('SQLITE_ERROR')
      return { ok: true, value: input as never }
    },
    onChanges(listener: (change: Change) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const window = (name: string, isDestroyed: boolean) => ({
    isDestroyed: () => isDestroyed,
    send: (channel: string, ...args: unknown[]) => sent.push([name, channel, ...args]),
  })
  stop = startIpcHost({
    api,
    origin: 'app://convio',
    files: {
      folder,
      askForPlace: async (name) => {
        asked.push(name)
        return target
      },
      show: (file) => shown.push(file),
    },
    ipc: {
      handle: (channel, listener) => channels.set(channel, listener),
      removeHandler: (channel) => channels.delete(channel),
    },
    windows: () => [window('first', false), window('gone', true), window('second', false)],
  })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const send = (event: IpcEvent, ...args: unknown[]) =>
  (channels.get(CHANNELS.call) as Listener)(event, ...args)

describe('calls', () => {
  test('of our own page go through', async () => {
    expect(await send(own, { name: 'leads.list', input: { search: 'lopez' } })).toEqual({
      ok: true,
      value: { search: 'lopez' },
    })
    expect(await send(own, { name: 'settings.get' })).toEqual({ ok: true, value: {} })
  })

  test('are called off by their ticket, by our own page only', async () => {
    const callOff = channels.get(CHANNELS.callOff) as Listener
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    let isAnswered = false
    const asking = send(own, { name: 'slow.now' }, 'ticket 1').finally(() => {
      isAnswered = true
    })
    await callOff({ senderFrame: { url: 'https://attacker.example/', parent: null } }, 'ticket 1')
    await callOff(own, 'ticket 2')
    await callOff(own, { ticket: 1 })
    expect(isAnswered).toBe(false)
    // A ticket in use, or one that is none.
    for (const ticket of ['ticket 1', 1, 'x'.repeat(65)])
      expect(await send(own, { name: 'settings.get' }, ticket)).toMatchObject({ ok: false })
    await callOff(own, 'ticket 1')
    expect(await asking).toMatchObject({ ok: true })
    expect(await send(own, { name: 'settings.get' }, 'ticket 1')).toMatchObject({ ok: true })
    log.mockRestore()
  })

  test('of anybody else are refused before they are read', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const strangers: IpcEvent[] = [
      { senderFrame: null },
      { senderFrame: { url: 'app://convio/', parent: {} } },
      ...[
        'https://attacker.example/',
        'app://convio.attacker.example/',
        'app://other/',
        'app://convio:81/',
        'app://convio@attacker.example/',
        'https://convio/',
        'file:///app://convio/',
        'data:text/html,app://convio/',
        'blob:app://convio/0',
        'about:blank',
        '',
      ].map((url) => ({ senderFrame: { url, parent: null } })),
    ]
    for (const stranger of strangers) {
      const reply = await send(stranger, { name: 'settings.get', input: {} })
      expect([stranger, reply]).toEqual([stranger, expect.objectContaining({ ok: false })])
    }
    expect(calls).toEqual([])
    log.mockRestore()
  })

  test('of any shape are answered with a reply', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.anything({ withMap: true, withDate: true, withBigInt: true })),
        async (args) => {
          expect(typeof ((await send(own, ...args)) as Reply<unknown>).ok).toBe('boolean')
        },
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), async (name, input) => {
        expect(typeof ((await send(own, { name, input })) as Reply<unknown>).ok).toBe('boolean')
      }),
    )
    log.mockRestore()
  })

  test('with anything beside name and input reach nobody', async () => {
    const malformed = [
      [],
      [null],
      ['settings.get', {}],
      [{ name: 'settings.get', input: {}, more: 1 }],
      [{ name: 'settings.get' }, {}],
      [{ name: '__proto__.x' }],
      [{ name: ['settings.get'] }],
    ]
    for (const args of malformed)
      expect(await send(own, ...args)).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(calls).toEqual([])
  })

  test('that hit a defect get a sentence', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const reply = await send(own, { name: 'defect.now' })
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(reply)).not.toContain('SQLITE')
    log.mockRestore()
  })
})

test('changes go to every window that is there; stopping stops all of it', () => {
  const change: Change = { topics: ['leads'] }
  for (const listener of listeners) listener(change)
  expect(sent).toEqual([
    ['first', CHANNELS.change, change],
    ['second', CHANNELS.change, change],
  ])
  stop()
  expect([channels.size, listeners.size]).toEqual([0, 0])
})

test('an origin is scheme and host, with nothing hidden in it', () => {
  expect(originOf('app://convio/leads?x#y')).toBe('app://convio')
  expect(originOf('http://127.0.0.1:5173/x')).toBe('http://127.0.0.1:5173')
  for (const address of ['app://user@convio/', 'app://user:word@convio/', 'nonsense', '']) {
    expect(originOf(address)).toBeUndefined()
  }
})

describe('a finished file', () => {
  const ask = (channel: string, ...args: unknown[]) =>
    (channels.get(channel) as Listener)(own, ...args) as Promise<Reply<string>>
  const choose = async () => {
    const reply = await ask(CHANNELS.choosePlace, 'leads-2026-03-18.csv')
    return reply.ok ? reply.value : ''
  }
  beforeEach(() => {
    writeFileSync(path.join(folder, 'leads.csv'), 'Name\r\n')
    writeFileSync(path.join(folder, '.leads.csv.part'), 'half')
  })

  test('goes to the place that the person chose, which is shown on request', async () => {
    const place = await choose()
    expect(asked).toEqual(['leads-2026-03-18.csv'])
    expect(await ask(CHANNELS.handOver, place, 'leads.csv')).toEqual({ ok: true, value: target })
    expect(readFileSync(target as string, 'utf8')).toBe('Name\r\n')
    expect(existsSync(path.join(folder, 'leads.csv'))).toBe(false)
    expect(await ask(CHANNELS.showPlace, place)).toEqual({ ok: true, value: null })
    expect(shown).toEqual([target])
    // The answer stood for one file.
    writeFileSync(path.join(folder, 'leads.csv'), 'again')
    expect(await ask(CHANNELS.handOver, place, 'leads.csv')).toMatchObject({ ok: false })
  })

  test('stays where it is when nobody chose a place, and when the place cannot be written', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    target = null
    expect(await ask(CHANNELS.choosePlace, 'leads.csv')).toEqual({ ok: true, value: null })
    target = path.join(folder, 'no such folder', 'chosen.csv')
    const reply = await ask(CHANNELS.handOver, await choose(), 'leads.csv')
    expect(reply).toMatchObject({ ok: false, error: { message: expect.stringContaining('stays at') } })
    expect(existsSync(path.join(folder, 'leads.csv'))).toBe(true)
    log.mockRestore()
  })

  test('is named by the page, a place never is', async () => {
    const place = await choose()
    for (const name of ['../leads.csv', '.leads.csv.part', '/etc/passwd', 'leads.csv/', '', null, 7])
      expect(await ask(CHANNELS.handOver, place, name)).toMatchObject({ ok: false })
    for (const other of [target, '/tmp/x.csv', '', null, {}])
      expect(await ask(CHANNELS.handOver, other, 'leads.csv')).toMatchObject({ ok: false })
    for (const name of ['../x.csv', 'x', '', null, ['x.csv']])
      expect(await ask(CHANNELS.choosePlace, name)).toMatchObject({ ok: false })
    expect(await ask(CHANNELS.showPlace, '/etc')).toMatchObject({ ok: false })
    expect(shown).toEqual([])
  })
})
