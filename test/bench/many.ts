// A change of ten thousand leads: how long it takes beside its bare statements, and how long a sender waits whose lead comes meanwhile.
import http from 'node:http'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Api, Input } from '../../shared/contract/index.ts'
import { atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, openInProcess, timeOf } from './hundred-thousand.ts'
import { MASTER_KEY, MIGRATIONS, sleep, WORKER } from './workplace.ts'

const MANY = 10_000
const IDLE_MS = 4_000
const BETWEEN_MS = 8
const LONGEST_MS = 50

export async function measureMany(directory: string, pairs: number): Promise<Figure[]> {
  const core = await openInProcess(directory)
  const ids = await ask(core.api, 'leads.ids', { offset: 0, limit: MANY })
  const { raw } = core.writer.connection
  const update = raw.prepare('update leads set status = ?, updated_at = ? where id = ?')
  const tell = raw.prepare(
    `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'status_changed', ?, ?, 'owner')`,
  )
  const product: number[] = []
  const undo: number[] = []
  const floor: number[] = []
  const change = { target: { ids: [...ids] }, change: { status: 'negotiating' as const } }
  for (let pair = 0; pair < pairs; pair++) {
    const bare = () => {
      raw.exec('begin immediate')
      const now = new Date().toISOString()
      for (const id of ids) {
        update.run('contacted', now, id)
        tell.run(id, '{"from":"new","to":"contacted"}', now)
      }
      raw.exec('rollback')
    }
    if (pair % 2 === 0) floor.push(await timeOf(bare))
    let undoId = 0
    product.push(
      await timeOf(async () => {
        undoId = (await taskOf(core.api, 'leads.changeTask', change)).undoId
      }),
    )
    undo.push(await timeOf(() => taskOf(core.api, 'history.undoTask', { undoId })))
    if (pair % 2 === 1) floor.push(await timeOf(bare))
  }
  await core.close()
  const area = 'one change for many'
  const words = `${ids.length.toLocaleString('en-US')} leads`
  const { idle, busy } = await meanwhile(directory, pairs, change)
  const idleP99 = percentile(idle, 0.99)
  const longest = Math.max(...busy)
  return [
    figure(area, `status of ${words}`, median(product), 'ms', {
      floor: median(floor),
      ratios: product.map((took, at) => took / (floor[at] as number)),
    }),
    figure(area, `its undo`, median(undo), 'ms'),
    figure(area, 'a delivery meanwhile, p99', percentile(busy, 0.99), 'ms', {
      floor: idleP99,
      ratios: [percentile(busy, 0.99) / idleP99],
    }),
    figure(area, 'a delivery meanwhile, the longest', longest, 'ms', {
      floor: Math.max(...idle),
      goal: atMost(LONGEST_MS, longest, 'ms'),
    }),
  ]
}

/** Deliveries one after the other, over threads: with nothing else to do, and while the change and its undo run. */
async function meanwhile(directory: string, pairs: number, change: Input<'leads.changeTask'>) {
  const core = await startThreadedCore({
    directory,
    migrationsFolder: MIGRATIONS,
    workerFile: WORKER,
    webhookPort: 0,
    masterKey: MASTER_KEY,
  })
  const { api } = core
  const { webhookId } = await ask(api, 'webhooks.create', {
    name: 'Meanwhile',
    leadType: 'solar',
    senderRule: 'open',
    rateLimit: 100_000,
    rateWindow: 1,
  })
  const { port } = await ask(api, 'listener.status', {})
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  let sent = 0
  const send = () => {
    const phone = `+1480555${String(sent++ % 10_000).padStart(4, '0')}`
    const body = JSON.stringify({ name: `Bench ${sent}`, phone, id: `${webhookId}-${sent}` })
    return new Promise<void>((resolve, reject) => {
      const request = http.request(
        {
          host: '127.0.0.1',
          port: port ?? 0,
          agent,
          method: 'POST',
          path: `/webhook/${webhookId}`,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          response.resume()
          response.on('end', () =>
            response.statusCode === 201 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
          )
        },
      )
      request.on('error', reject)
      request.end(body)
    })
  }
  const feel = async (isOver: () => boolean) => {
    const waits: number[] = []
    while (!isOver()) {
      waits.push(await timeOf(send))
      await sleep(BETWEEN_MS)
    }
    return waits
  }
  const idle: number[] = []
  const busy: number[] = []
  await feel(() => sent > 50)
  for (let pair = 0; pair < pairs; pair++) {
    const start = performance.now()
    idle.push(...(await feel(() => performance.now() - start > IDLE_MS / pairs)))
    let isOver = false
    const work = taskOf(api, 'leads.changeTask', change)
      .then(({ undoId }) => taskOf(api, 'history.undoTask', { undoId }))
      .finally(() => {
        isOver = true
      })
    busy.push(...(await feel(() => isOver)))
    await work
  }
  agent.destroy()
  await core.close()
  return { idle, busy }
}

async function taskOf<N extends 'leads.changeTask' | 'history.undoTask'>(
  api: Api,
  name: N,
  input: Input<N>,
): Promise<{ undoId: number }> {
  let taskId = ''
  const ended = new Promise<{ undoId: number }>((resolve, reject) => {
    const stop = api.onChanges(({ tasks }) => {
      const task = tasks?.find((one) => one.taskId === taskId)
      if (task === undefined || task.status === 'running') return
      stop()
      if (task.status === 'done') resolve(task.result as { undoId: number })
      else reject(new Error(task.problem ?? task.status))
    })
  })
  taskId = ((await ask(api, name, input)) as { taskId: string }).taskId
  return ended
}
