// Long work in slices. Between two slices the thread takes a breath, in which a cancel can arrive.
import { setImmediate as breath } from 'node:timers/promises'
import type { OperationName } from '../../../shared/contract/index.ts'
import type { Failure } from '../../../shared/contract/reply.ts'
import { answer } from '../answer.ts'
import { type Progress, type Task, TaskCancelled, type TaskContext } from '../context.ts'
import { tasks } from '../handlers.ts'
import type { Writer } from '../writer.ts'

/** Takes 5 ms or so. */
const BITE = 32

export type TaskEnd =
  | { readonly status: 'done'; readonly result: unknown }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly problem: string; readonly failure?: Failure }

export type TaskOptions = {
  readonly writer: Writer
  readonly actor: string
  readonly secretProtection: TaskContext['secretProtection']
  readonly vault: TaskContext['vault']
  /** Absent where nobody else writes meanwhile. */
  readonly isWanted?: TaskContext['isWanted']
  readonly bite?: TaskContext['bite'] | undefined
  readonly logDefect: (error: unknown) => void
  readonly isCancelled: () => boolean
  readonly report: (progress: Progress) => void
  /** Done between two slices, when the task holds nothing that another writer may want. */
  readonly atRest?: (() => void) | undefined
}

export function taskContext(
  options: Pick<TaskOptions, 'writer' | 'actor' | 'vault' | 'secretProtection' | 'isWanted' | 'bite'>,
): TaskContext {
  const { writer, actor, vault, secretProtection } = options
  return {
    db: writer.connection,
    clock: writer.clock,
    directory: writer.directory,
    vault,
    actor,
    secretProtection,
    isWanted: options.isWanted ?? (() => false),
    bite: options.bite ?? BITE,
    slice: (work) => writer.run(actor, work),
    unsyncedSlice: (work) => {
      const { raw } = writer.connection
      const usual = raw.pragma('synchronous', { simple: true })
      raw.pragma('synchronous = NORMAL')
      try {
        return writer.run(actor, work)
      } finally {
        // Nothing else runs on this thread meanwhile, so nobody else ever commits without waiting.
        raw.pragma(`synchronous = ${String(usual)}`)
      }
    },
  }
}

/** Runs a task of the contract to its end; never rejects. */
export async function runTask(name: OperationName, input: unknown, options: TaskOptions): Promise<TaskEnd> {
  let started: Task<unknown> | undefined
  const reply = answer(name, input, { logDefect: options.logDefect, checksOutputs: false }, (parsed) => {
    const handler = tasks[name as keyof typeof tasks] as (
      context: TaskContext,
      input: unknown,
    ) => Task<unknown>
    started = handler(taskContext(options), parsed)
    return null
  })
  if (!reply.ok || started === undefined)
    return { status: 'failed', problem: reply.ok ? 'The task did not start.' : reply.error.message }
  return drive(started, options)
}

/** Drives any task to its end, with breaths between its slices. */
export async function drive(
  task: Task<unknown>,
  options: Pick<TaskOptions, 'isCancelled' | 'report' | 'logDefect' | 'atRest'>,
): Promise<TaskEnd> {
  let isTold = false
  try {
    let step = task.next()
    while (!step.done) {
      options.report(step.value)
      options.atRest?.()
      await breath()
      if (options.isCancelled() && !isTold) {
        isTold = true
        step = task.throw(new TaskCancelled())
      } else step = task.next()
    }
    return { status: 'done', result: step.value }
  } catch (error) {
    if (error instanceof TaskCancelled) return { status: 'cancelled' }
    const reply = answer('tasks.list', {}, { logDefect: options.logDefect, checksOutputs: false }, () => {
      throw error
    })
    return reply.ok
      ? { status: 'failed', problem: '' }
      : { status: 'failed', problem: reply.error.message, failure: reply.error }
  }
}
