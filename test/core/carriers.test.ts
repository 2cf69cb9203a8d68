// One suite over every way to the application: the core in process, over threads, and through IPC and HTTP (which carry either core
// alike). They must be one.
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import { CHANNELS } from '../../electron/hosts/channels.ts'
import { startHttpHost } from '../../electron/hosts/http.ts'
import { type IpcReceiver, startIpcHost } from '../../electron/hosts/ipc.ts'
import type { Api, Change } from '../../shared/contract/index.ts'
import { MIGRATIONS, openCore, temporaryFolder } from '../support/core.ts'
import { openHttpApi } from '../support/http-api.ts'

async function inProcess(): Promise<Api> {
  return (await openCore()).api
}

async function overThreads(): Promise<Api> {
  const core = await startThreadedCore({
    directory: temporaryFolder(),
    migrationsFolder: MIGRATIONS,
    // Threads start from what `npm test` has just built, several times as fast; run alone, from the sources.
    workerFile: path.resolve(
      import.meta.dirname,
      process.env.CONVIO_FROM_BUILD === '1'
        ? '../../out/main/worker.cjs'
        : '../../electron/core/threads/worker.ts',
    ),
    webhookPort: 0,
    masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
  })
  onTestFinished(core.close)
  return core.api
}

async function overIpc(): Promise<Api> {
  const api = await inProcess()
  type Handler = Parameters<IpcReceiver['handle']>[1]
  const handlers = new Map<string, Handler>()
  const heard = new Set<(change: Change) => void>()
  const stop = startIpcHost({
    api,
    origin: 'app://convio',
    files: { folder: '', askForPlace: async () => null, show: () => {} },
    ipc: {
      handle: (channel, handler) => void handlers.set(channel, handler),
      removeHandler: (channel) => void handlers.delete(channel),
    },
    windows: () => [
      {
        isDestroyed: () => false,
        send: (_channel, change) => {
          for (const listener of heard) listener(structuredClone(change) as Change)
        },
      },
    ],
  })
  onTestFinished(stop)
  const page = { senderFrame: { url: 'app://convio/index.html', parent: null } }
  return {
    // Electron clones what crosses; so does this.
    call: async (name, input) =>
      structuredClone(
        await (handlers.get(CHANNELS.call) as Handler)(page, structuredClone({ name, input })),
      ) as never,
    onChanges: (listener) => {
      heard.add(listener)
      return () => heard.delete(listener)
    },
  }
}

async function overHttp(): Promise<Api> {
  const host = await startHttpHost({
    api: await inProcess(),
    rendererFolder: temporaryFolder(),
    filesFolder: temporaryFolder(),
    port: 0,
  })
  onTestFinished(host.close)
  return openHttpApi(host)
}

describe.each([
  ['in process', inProcess],
  ['over threads', overThreads],
  ['through IPC', overIpc],
  ['through HTTP', overHttp],
])('the application %s', (_name, open) => {
  test('answers queries, takes commands, and says what changed', async () => {
    const api = await open()
    const changes: Change[] = []
    const arrived = new Promise<void>((resolve) => {
      api.onChanges((change) => {
        changes.push(change)
        if (change.topics.includes('webhooks')) resolve()
      })
    })
    expect(await api.call('settings.get', {})).toMatchObject({
      ok: true,
      value: { isSetUp: false, webhookPort: 8787 },
    })
    const created = await api.call('webhooks.create', {
      name: 'California Solar',
      leadType: 'solar',
      region: 'cal',
    })
    expect(created).toEqual({ ok: true, value: { webhookId: 'ws_cal_solar_001' } })
    await arrived
    expect(await api.call('webhooks.get', { webhookId: 'ws_cal_solar_001' })).toMatchObject({
      ok: true,
      value: { leadType: 'solar', isActive: true },
    })
  })

  test('refuses in words, with the fields that do not fit', async () => {
    const api = await open()
    const nameless = await api.call('webhooks.create', { name: ' ', leadType: 'solar' })
    expect(nameless).toMatchObject({
      ok: false,
      error: { code: 'invalid', details: [{ field: 'name', message: 'Give the webhook a name.' }] },
    })
    expect(await api.call('leads.get', { id: 1_234_567_890 })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
    expect(await api.call('nothing.there' as 'leads.get', { id: 1 })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
    expect(await api.call('toString' as 'leads.get', { id: 1 })).toMatchObject({ ok: false })
  })

  test('runs a task with progress to its result, and cancels one without a trace', async () => {
    const api = await open()
    const states: NonNullable<Change['tasks']>[number][] = []
    let wake = () => {}
    api.onChanges(({ tasks }) => {
      states.push(...(tasks ?? []))
      wake()
    })
    const settled = async (taskId: string) => {
      for (;;) {
        const state = states.findLast((one) => one.taskId === taskId)
        if (state !== undefined && state.status !== 'running') return state
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    const cancelled = await api.call('sampleData.create', { leads: 50_000, seed: 1 })
    if (!cancelled.ok) throw new Error(cancelled.error.message)
    expect(await api.call('tasks.cancel', { taskId: cancelled.value.taskId })).toMatchObject({ ok: true })
    expect(await settled(cancelled.value.taskId)).toMatchObject({ status: 'cancelled' })
    expect(await api.call('sampleData.status', {})).toEqual({ ok: true, value: { contacts: 0, leads: 0 } })

    const made = await api.call('sampleData.create', { leads: 300, seed: 1 })
    if (!made.ok) throw new Error(made.error.message)
    expect(await settled(made.value.taskId)).toMatchObject({ status: 'done', result: { leads: 300 } })
    expect(await api.call('sampleData.status', {})).toMatchObject({ ok: true, value: { leads: 300 } })
    const list = await api.call('tasks.list', {})
    expect(list).toMatchObject({ ok: true, value: [{ status: 'done' }, { status: 'cancelled' }] })
  })
})
