// The application over threads, behind the same `Api`: the kind of an operation decides which thread answers it. The calling thread (the
// window's, the host's) runs no SQL and keeps only what it must know at once: the tasks and the listener's state.
import { Worker } from 'node:worker_threads'
import {
  type Api,
  type CallSignal,
  type Change,
  contract,
  type OperationName,
} from '../../../shared/contract/index.ts'
import type { ListenerStatus } from '../../../shared/contract/listener.ts'
import { AppError, type Reply } from '../../../shared/contract/reply.ts'
import type { Topic } from '../../../shared/contract/topics.ts'
import { answer } from '../answer.ts'
import { withImageCheck } from '../figures/check-image.ts'
import type { MasterKey } from '../master-key.ts'
import { createTaskRegistry } from '../tasks/registry.ts'
import type { TaskEnd } from '../tasks/run-task.ts'
import type { FromThread, ToThread, WorkerData } from './messages.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { endTurnOf, sharedTurn } from './write-turn.ts'

export type CoreOptions = {
  /** The data folder. */
  readonly directory: string
  readonly migrationsFolder: string
  /** worker.ts itself under Node 24, or its bundle. */
  readonly workerFile: string | URL
  /** Null: the settings' port. 0: any free one. */
  readonly webhookPort: number | null
  readonly masterKey: MasterKey
  readonly logDefect?: (text: string) => void
}

export type HostedCore = { readonly api: Api; readonly close: () => Promise<void> }

/** For brief answers; whatever takes long has a thread of its own, so that nothing waits behind it. */
const READERS = 2
/** Kept in memory by writers; another writer's change of these is passed on. */
const REMEMBERED: readonly Topic[] = ['webhooks', 'providers', 'workspaces', 'settings']

/** Rejects with an AppError whose message is a sentence: folder taken, newer database, not writable … */
export async function startThreadedCore(options: CoreOptions): Promise<HostedCore> {
  const listeners = new Set<(change: Change) => void>()
  const announce = (change: Change) => {
    for (const listener of listeners) listener(change)
  }
  const logDefect = options.logDefect ?? ((text: string) => console.error(text))
  const registry = createTaskRegistry(announce)
  const waiting = new Map<
    number,
    { readonly thread: Thread; readonly settle: (reply: Reply<unknown> | typeof TAKES_LONG) => void }
  >()
  let lastId = 0
  let isClosed = false
  let listener: ListenerStatus = { isOn: false, port: null, origin: null, lanOrigins: [], problem: null }
  const threads: Thread[] = []
  const turn = sharedTurn()

  const one = (role: WorkerData['role']): Thread | undefined =>
    threads
      .filter((thread) => thread.role === role)
      .reduce<Thread | undefined>(
        (least, thread) => (least === undefined || thread.waiting < least.waiting ? thread : least),
        undefined,
      )
  const ask = async (role: WorkerData['role'], name: string, input: unknown) => {
    const thread = one(role)
    if (thread === undefined) return INTERRUPTED
    const id = ++lastId
    thread.waiting++
    return new Promise<Reply<unknown> | typeof TAKES_LONG>((resolve) => {
      waiting.set(id, { thread, settle: resolve })
      thread.tell({ type: 'call', id, name, input })
    }).finally(() => thread.waiting--)
  }
  // Here and not in the thread, which has no ears while it works.
  const longLine = oneAtATime<Reply<unknown>>(CALLED_OFF)
  const answerFrom = async (
    role: 'writer' | 'reader' | 'analytics',
    name: string,
    input: unknown,
    signal?: CallSignal,
  ): Promise<Reply<unknown>> => {
    const reply = await ask(role, name, input)
    if (reply !== TAKES_LONG) return reply
    return longLine(() => ask('long-reader', name, input) as Promise<Reply<unknown>>, signal)
  }
  const answerQuery = (name: OperationName, input: unknown, signal?: CallSignal) =>
    answerFrom(contract[name].lane ?? 'reader', name, input, signal)
  /** The listener's thread asks what it must not read itself. Only queries: it has the one connection that writes. */
  const answerThread = async ({ id, name, input }: FromThread & { type: 'ask' }, tell: Tell) => {
    const isQuery = Object.hasOwn(contract, name) && contract[name as OperationName].kind === 'query'
    const reply = isClosed || !isQuery ? CLOSED : await answerQuery(name as OperationName, input)
    tell({ type: 'answer', id, reply })
  }

  const hear = (from: WorkerData['role'], message: FromThread, tell: Tell) => {
    if (message.type === 'reply') {
      waiting.get(message.id)?.settle(message.reply)
      waiting.delete(message.id)
    } else if (message.type === 'takesLong') {
      waiting.get(message.id)?.settle(TAKES_LONG)
      waiting.delete(message.id)
    } else if (message.type === 'change') {
      const others = from === 'writer' ? 'tasks' : 'writer'
      const remembered = message.change.topics.filter((topic) => REMEMBERED.includes(topic))
      // Intake moves counters all the time and configures nothing, so its news of webhooks and providers is not passed on.
      const isIntake = from === 'writer' && message.change.topics.includes('deliveries')
      if (remembered.length > 0 && !isIntake) {
        for (const thread of threads)
          if (thread.role === others) thread.tell({ type: 'forget', topics: remembered })
      }
      announce(message.change)
    } else if (message.type === 'keep') {
      one('writer')?.tell(message)
    } else if (message.type === 'ask') void answerThread(message, tell)
    else if (message.type === 'listener') {
      listener = message.status
      announce({ topics: ['listener'] })
    } else if (message.type === 'progress') registry.progress(message.taskId, message.progress)
    else if (message.type === 'ended') void endTask(message.taskId, message.end)
    else if (message.type === 'defect') logDefect(message.text)
  }
  const open = async (role: WorkerData['role']): Promise<Thread> => {
    const { directory, migrationsFolder, masterKey, webhookPort } = options
    const data: WorkerData = { role, directory, migrationsFolder, masterKey, webhookPort, turn }
    const thread = await startThread(
      options.workerFile,
      data,
      (message, tell) => hear(role, message, tell),
      logDefect,
    )
    threads.push(thread)
    void thread.ended.then(() => replace(thread))
    return thread
  }
  /** A thread that ended by itself has failed: what it was asked is answered in words, and another one takes its place. */
  const replace = async (lost: Thread) => {
    threads.splice(threads.indexOf(lost), 1)
    if (lost.role === 'writer' || lost.role === 'tasks') endTurnOf(turn, lost.role)
    if (isClosed) return
    for (const [id, { thread, settle }] of waiting) {
      if (thread !== lost) continue
      waiting.delete(id)
      settle(INTERRUPTED)
    }
    if (lost.role === 'tasks') {
      for (const { taskId, status } of registry.list()) {
        if (status === 'running')
          registry.end(taskId, {
            status: 'failed',
            problem: 'It was interrupted. What it had written is taken back.',
          })
      }
    }
    if (performance.now() - lost.startedAt < SHORTEST_LIFE_MS)
      return logDefect(`The ${lost.role} thread ended at once; it is not started again.`)
    try {
      await open(lost.role)
    } catch (error) {
      logDefect(
        `The ${lost.role} thread could not be started again: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }
  const closeAll = async () => {
    // The tasks thread first: it takes back what is half done. The writer frees the folder, so it goes last.
    for (const role of ['tasks', 'reader', 'long-reader', 'analytics', 'checkpoints', 'writer'] as const) {
      await Promise.all(threads.filter((thread) => thread.role === role).map((thread) => thread.close()))
    }
    for (const { settle } of waiting.values()) settle(CLOSED)
    waiting.clear()
  }

  await open('writer')
  const started = await Promise.allSettled([
    ...Array.from({ length: READERS }, () => open('reader')),
    open('long-reader'),
    open('analytics'),
    open('tasks'),
    open('checkpoints'),
  ])
  const failed = started.find((one) => one.status === 'rejected')
  if (failed !== undefined) {
    await closeAll()
    throw failed.reason
  }

  const endTask = async (taskId: string, end: TaskEnd) => {
    const isVerified = end.status === 'done' && registry.nameOf(taskId) === 'analytics.verify'
    const check = isVerified ? await answerFrom('analytics', 'analytics.checkImage', {}) : undefined
    registry.end(taskId, withImageCheck(end, check?.ok ? (check.value as never) : undefined))
  }
  const startTask = async (name: string, input: unknown): Promise<Reply<unknown>> => {
    const checked = answer(name, input, { logDefect: () => {}, checksOutputs: false }, () => null)
    if (!checked.ok) return checked
    const settings = await answerFrom('reader', 'settings.get', {})
    const actor = settings.ok ? (settings.value as { agent: { slug: string } }).agent.slug : 'system'
    const worker = one('tasks')
    if (worker === undefined) return INTERRUPTED
    const taskId = registry.start(name)
    worker.tell({ type: 'task', taskId, name, input, actor })
    return { ok: true, value: { taskId } }
  }
  const control = (name: string, input: unknown): Reply<unknown> =>
    answer(
      name,
      input,
      { logDefect: (error) => logDefect(String(error)), checksOutputs: false },
      (parsed) => {
        if (name === 'tasks.list') return registry.list()
        if (name === 'tasks.cancel') {
          one('tasks')?.tell({ type: 'cancel', taskId: parsed.taskId })
          return {}
        }
        return listener
      },
    )

  return {
    api: {
      call: async (name, input, signal) => {
        const reply = isClosed ? CLOSED : await route(name, input, signal)
        // biome-ignore lint/suspicious/noExplicitAny: the handler's type is the contract's (handlers.ts).
        return reply as any
      },
      onChanges: (heard) => {
        listeners.add(heard)
        return () => listeners.delete(heard)
      },
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      await closeAll()
    },
  }

  async function route(
    name: OperationName,
    input: unknown,
    signal: CallSignal | undefined,
  ): Promise<Reply<unknown>> {
    const kind = Object.hasOwn(contract, name) ? contract[name].kind : 'control'
    if (kind === 'command') return answerFrom('writer', name, input)
    if (kind === 'task') return startTask(name, input)
    if (kind === 'control') return control(name, input)
    return answerQuery(name, input, signal)
  }
}

/** What a reader says of a question that the long reader is for. */
const TAKES_LONG = Symbol('takes long')

const CLOSED: Reply<never> = {
  ok: false,
  error: { code: 'unavailable', message: 'Convio Leads is closing. Start it again.' },
}

/** Nobody reads it. */
const CALLED_OFF: Reply<never> = {
  ok: false,
  error: { code: 'unavailable', message: 'Nobody waited for this answer any more.' },
}

const INTERRUPTED: Reply<never> = {
  ok: false,
  error: {
    code: 'unavailable',
    message: 'A part of Convio Leads stopped and is starting again. Nothing is lost; try again in a moment.',
  },
}
/** A thread that ends sooner than this would end again; it is not started for ever. */
const SHORTEST_LIFE_MS = 1_000

type Tell = (message: ToThread) => void

type Thread = {
  readonly role: WorkerData['role']
  readonly startedAt: number
  readonly ended: Promise<void>
  waiting: number
  readonly tell: Tell
  close(): Promise<void>
}

function startThread(
  file: string | URL,
  data: WorkerData,
  hear: (message: FromThread, tell: Tell) => void,
  logDefect: (text: string) => void,
): Promise<Thread> {
  const worker = new Worker(file, { workerData: data, name: `convio ${data.role}` })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const tell: Tell = (message) => worker.postMessage(message)
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.type === 'ready') {
        resolve({
          role: data.role,
          startedAt: performance.now(),
          ended,
          waiting: 0,
          tell,
          close: () => {
            tell({ type: 'close' })
            return ended
          },
        })
      } else if (message.type === 'failed')
        reject(new AppError(message.failure.code, message.failure.message))
      else hear(message, tell)
    })
    worker.once('error', (error: Error) => {
      logDefect(error.stack ?? error.message)
      reject(error)
    })
    worker.once('exit', () =>
      reject(new AppError('internal', `The ${data.role} thread ended before it was ready.`)),
    )
  })
}
