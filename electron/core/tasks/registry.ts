// The tasks that run or ran since the start, as the screens see them. It lives with the host, beside the thread that does the work.
import { randomUUID } from 'node:crypto'
import type { Change } from '../../../shared/contract/index.ts'
import type { TaskState } from '../../../shared/contract/tasks.ts'
import type { Progress } from '../context.ts'
import type { TaskEnd } from './run-task.ts'

const KEPT = 20
const REPORT_EVERY_MS = 100

export type TaskRegistry = {
  list(): TaskState[]
  nameOf(taskId: string): string | undefined
  start(name: string): string
  progress(taskId: string, progress: Progress): void
  end(taskId: string, end: TaskEnd): void
}

export function createTaskRegistry(announce: (change: Change) => void): TaskRegistry {
  const states = new Map<string, TaskState>()
  const lastTold = new Map<string, number>()
  const put = (state: TaskState) => {
    states.set(state.taskId, state)
    lastTold.set(state.taskId, performance.now())
    announce({ topics: ['tasks'], tasks: [state] })
  }
  return {
    list: () => [...states.values()].reverse(),
    nameOf: (taskId) => states.get(taskId)?.name,
    start: (name) => {
      for (const [id, { status }] of states)
        if (states.size >= KEPT && status !== 'running') states.delete(id)
      const taskId = randomUUID()
      put({
        taskId,
        name,
        status: 'running',
        done: 0,
        total: null,
        unit: '',
        problem: null,
        startedAt: new Date().toISOString(),
        endedAt: null,
      })
      return taskId
    },
    progress: (taskId, progress) => {
      const state = states.get(taskId)
      if (state === undefined) return
      const { isDeaf: _wasDeaf, ...known } = state
      const next = { ...known, ...progress }
      states.set(taskId, next)
      if (performance.now() - (lastTold.get(taskId) ?? 0) >= REPORT_EVERY_MS) put(next)
    },
    end: (taskId, end) => {
      const state = states.get(taskId)
      if (state === undefined) return
      put({
        ...state,
        status: end.status,
        result: end.status === 'done' ? end.result : undefined,
        problem: end.status === 'failed' ? end.problem : null,
        ...(end.status === 'failed' && end.failure ? { failure: end.failure } : {}),
        endedAt: new Date().toISOString(),
      })
    },
  }
}
