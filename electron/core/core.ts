// The application in one process: everything behind `Api`, on the calling thread. Tests and tools use it; the hosts use the same pieces
// spread over threads (threads/threaded-core.ts).
import type { Api, Change, OperationName } from '../../shared/contract/index.ts'
import { contract } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'
import { type AnswerOptions, answer } from './answer.ts'
import { type Clock, monotonicClock } from './clock.ts'
import { openConnection } from './db/connection.ts'
import { openDataFolder } from './db/folder.ts'
import { withImageCheck } from './figures/check-image.ts'
import { createIntake, type Intake } from './intake/intake.ts'
import { startJobs } from './jobs/jobs.ts'
import type { MasterKey } from './master-key.ts'
import { createReader } from './reader.ts'
import { createTaskRegistry } from './tasks/registry.ts'
import { createTaskLine } from './tasks/task-line.ts'
import { openVault } from './vault.ts'
import { createWriter, type Writer } from './writer.ts'

export type CoreOptions = {
  readonly directory: string
  readonly migrationsFolder: string
  readonly masterKey: MasterKey
  /** Null leaves the listener off; otherwise as in `IntakeOptions`. */
  readonly listener: { readonly port: number | null; readonly bodyBytes?: number } | null
  readonly clock?: Clock
  readonly checksOutputs?: boolean
  readonly logDefect?: (error: unknown) => void
  /** How tasks share their one connection with everybody else; tests ask for the smallest slices, and do something between two of them. */
  readonly slices?: {
    readonly bite?: number
    readonly isWanted?: () => boolean
    readonly atRest?: () => void
  }
}

export type Core = {
  readonly api: Api
  readonly writer: Writer
  readonly intake: Intake | null
  close(): Promise<void>
}

export async function createCore(options: CoreOptions): Promise<Core> {
  const answerOptions: AnswerOptions = {
    logDefect: options.logDefect ?? ((error) => console.error(error)),
    checksOutputs: options.checksOutputs ?? false,
  }
  const clock = options.clock ?? monotonicClock()
  const folder = openDataFolder(options.directory, options.migrationsFolder)
  const vault = openVault(options.masterKey.key, options.masterKey.protection)
  const listeners = new Set<(change: Change) => void>()
  const announce = (change: Change) => {
    for (const listener of listeners) listener(change)
  }
  const writer = createWriter({ ...answerOptions, connection: folder.connection, vault, announce, clock })
  const reader = createReader({
    ...answerOptions,
    connection: openConnection(folder.file, 'read'),
    secretProtection: vault.protection,
    clock,
  })
  const registry = createTaskRegistry(announce)
  const line = createTaskLine({
    writer,
    vault,
    ...options.slices,
    logDefect: answerOptions.logDefect,
    onProgress: registry.progress,
    onEnd: (taskId, end) => {
      const isVerified = end.status === 'done' && registry.nameOf(taskId) === 'analytics.verify'
      const check = isVerified ? reader.query('analytics.checkImage', {}) : undefined
      registry.end(taskId, withImageCheck(end, check?.ok ? (check.value as never) : undefined))
    },
  })
  const intake =
    options.listener === null
      ? null
      : createIntake({
          writer,
          ask: async (name, input) => reader.query(name, input) as never,
          ...options.listener,
          logDefect: answerOptions.logDefect,
          onStatus: () => announce({ topics: ['listener'] }),
        })
  const jobs = startJobs({ writer, logDefect: answerOptions.logDefect, hasScreen: false })
  await intake?.follow()

  const startTask = (name: OperationName, input: unknown): Reply<unknown> => {
    const checked = answer(name, input, answerOptions, () => null)
    if (!checked.ok) return checked
    const taskId = registry.start(name)
    line.add({ taskId, name, input, actor: writer.directory.settings().currentAgent })
    return { ok: true, value: { taskId } }
  }

  const control = (name: string, input: unknown): Reply<unknown> =>
    answer(name, input, answerOptions, (parsed) => {
      if (name === 'tasks.list') return registry.list()
      if (name === 'tasks.cancel') {
        line.cancel(parsed.taskId)
        return {}
      }
      return (
        intake?.status() ?? {
          isOn: false,
          port: null,
          origin: null,
          lanOrigins: [],
          problem: 'The listener is switched off.',
        }
      )
    })

  const api: Api = {
    call: async (name, input) => {
      const kind = Object.hasOwn(contract, name) ? contract[name].kind : 'query'
      const reply =
        kind === 'command'
          ? writer.command(name, input)
          : kind === 'task'
            ? startTask(name, input)
            : kind === 'control'
              ? control(name, input)
              : reader.query(name, input)
      if (name === 'settings.update' && reply.ok) await intake?.follow()
      // biome-ignore lint/suspicious/noExplicitAny: the handler's type is the contract's (handlers.ts).
      return reply as any
    },
    onChanges: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    api,
    writer,
    intake,
    close: async () => {
      await line.close()
      jobs.stop()
      await intake?.close()
      reader.close()
      folder.close()
    },
  }
}
