// The product: the core over its threads, the listener in the writer's, as headless.ts starts it. Its main thread only listens to changes.

import { type HostedCore, startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Api } from '../../shared/contract/index.ts'
import { percentile } from './figures.ts'
import { MASTER_KEY, MIGRATIONS, serveHelper, WORKER } from './workplace.ts'

const directory = process.argv[2] as string
let core: HostedCore | undefined
let delays: number[] = []
let changes = 0

async function open() {
  core = await startThreadedCore({
    directory,
    migrationsFolder: MIGRATIONS,
    workerFile: WORKER,
    webhookPort: 0,
    masterKey: MASTER_KEY,
  })
  const { api } = core
  api.onChanges(() => changes++)
  const { webhookId } = await ask(api, 'webhooks.create', {
    name: 'Bench solar',
    leadType: 'solar',
    region: 'cal',
    rateLimit: 100_000,
    rateWindow: 1,
  })
  const { apiKey } = await ask(api, 'providers.create', { providerName: 'Bench provider' })
  const { port } = await ask(api, 'listener.status', {})
  return {
    port,
    path: `/webhook/${webhookId}`,
    headers: { Authorization: `Bearer ${apiKey}`, 'User-Agent': 'convio-bench' },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the contract knows the shapes; a refusal ends the benchmark.
async function ask(api: Api, name: any, input: any): Promise<any> {
  const reply = await api.call(name, input)
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
  return reply.value
}

// How late the main thread's timers are: what a window or a host would feel.
const TICK_MS = 5
let expected = performance.now() + TICK_MS
function tick() {
  const now = performance.now()
  delays.push(Math.max(0, now - expected))
  expected = now + TICK_MS
  setTimeout(tick, TICK_MS)
}

serveHelper(
  {
    open,
    watch: () => {
      delays = []
      changes = 0
      expected = performance.now() + TICK_MS
    },
    watched: () => ({ p99: percentile(delays, 0.99), changes }),
  },
  () => core?.close(),
)
tick()
