// Tasks one after the other, the same in process and in a thread. What a crash cut off is taken back before anything else is begun.
import type { OperationName } from '../../../shared/contract/index.ts'
import type { Progress, Task, TaskContext } from '../context.ts'
import { takeBackUnfinishedImports } from '../imports/take-back.ts'
import { settleLongSteps } from '../records/long-walk.ts'
import { takeBackUnfinished } from '../sample-data/sample-data.ts'
import type { Vault } from '../vault.ts'
import type { Writer } from '../writer.ts'
import { drive, runTask, type TaskEnd, taskContext } from './run-task.ts'

export type TaskLine = {
  add(task: {
    readonly taskId: string
    readonly name: OperationName
    readonly input: unknown
    readonly actor: string
  }): void
  cancel(taskId: string): void
  /** Cancels what runs or waits; resolves when all of it has taken back what it wrote. */
  close(): Promise<void>
}

export function createTaskLine({
  writer,
  vault,
  isWanted = () => false,
  bite,
  atRest,
  logDefect,
  onProgress,
  onEnd,
}: {
  readonly writer: Writer
  readonly vault: Vault
  readonly isWanted?: TaskContext['isWanted']
  readonly bite?: TaskContext['bite'] | undefined
  readonly atRest?: (() => void) | undefined
  readonly logDefect: (error: unknown) => void
  readonly onProgress: (taskId: string, progress: Progress) => void
  readonly onEnd: (taskId: string, end: TaskEnd) => void
}): TaskLine {
  const { protection: secretProtection } = vault
  const cancelled = new Set<string>()
  let isClosing = false
  let turn: Promise<unknown> = drive(
    takeBackAll(taskContext({ writer, vault, actor: 'system', secretProtection, isWanted, bite })),
    { logDefect, isCancelled: () => false, report: () => {}, atRest },
  )
  return {
    add: ({ taskId, name, input, actor }) => {
      turn = turn.then(async () => {
        const end = await runTask(name, input, {
          writer,
          vault,
          isWanted,
          bite,
          atRest,
          actor,
          secretProtection,
          logDefect,
          isCancelled: () => isClosing || cancelled.has(taskId),
          report: (progress) => onProgress(taskId, progress),
        })
        cancelled.delete(taskId)
        onEnd(taskId, end)
      })
    },
    cancel: (taskId) => void cancelled.add(taskId),
    close: async () => {
      isClosing = true
      await turn
    },
  }
}

function* takeBackAll(context: TaskContext): Task<void> {
  yield* takeBackUnfinished(context)
  yield* takeBackUnfinishedImports(context)
  yield* settleLongSteps(context)
}
