// The cache of answers, and the one place that hears changes: a query is asked again when a change touches a topic it reads.
import { QueryClient } from '@tanstack/react-query'
import {
  type Change,
  contract,
  type Input,
  type OperationName,
  type Output,
  type QueryName,
} from '../../shared/contract/index.ts'
import type { Failure } from '../../shared/contract/reply.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import type { Topic } from '../../shared/contract/topics.ts'
import { api } from './client.ts'

/** A refusal, as TanStack Query wants it: thrown. */
export class CallFailed extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'CallFailed'
    this.failure = failure
  }
}

/** `signal`: aborted when nobody waits for the answer any more. */
export async function callOrThrow<N extends OperationName>(
  name: N,
  input: Input<N>,
  signal?: AbortSignal,
): Promise<Output<N>> {
  const reply = await api.call(name, input, signal)
  if (!reply.ok) throw new CallFailed(reply.error)
  return reply.value
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Changes are pushed, so nothing grows stale by the clock; and a refusal does not get better by asking again.
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

export function queryKey<N extends QueryName>(name: N, input: Input<N>) {
  return [name, input] as const
}

const FLUSH_MS = 200
/** Ended tasks are of interest until their end was told. */
const TASKS_KEY = queryKey('tasks.list', {})

function reads(name: unknown, topics: ReadonlySet<Topic>): boolean {
  if (typeof name !== 'string' || !(name in contract)) return false
  return contract[name as OperationName].reads.some((topic) => topics.has(topic))
}

function keepTasks(moved: readonly TaskState[]) {
  queryClient.setQueryData<readonly TaskState[]>(TASKS_KEY, (known = []) => {
    const byId = new Map(known.map((task) => [task.taskId, task]))
    for (const task of moved) byId.set(task.taskId, task)
    return [...byId.values()]
  })
}

/**
 * Starts listening; returns the function that stops it. The first change acts at once, a flood at most five times a second.
 * A query that is being answered just then is asked once more afterwards: its answer may be from before the change.
 */
export function followChanges(): () => void {
  const touched = new Set<Topic>()
  const owed = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastFlush = Number.NEGATIVE_INFINITY

  function flush() {
    timer = undefined
    lastFlush = performance.now()
    const topics = new Set(touched)
    touched.clear()
    for (const query of queryClient.getQueryCache().getAll()) {
      if (!owed.has(query.queryHash) && !reads(query.queryKey[0], topics)) continue
      if (query.state.fetchStatus === 'fetching') {
        owed.add(query.queryHash)
        continue
      }
      owed.delete(query.queryHash)
      void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
    }
    if (owed.size > 0) schedule()
  }

  function schedule() {
    timer ??= setTimeout(flush, Math.max(0, lastFlush + FLUSH_MS - performance.now()))
  }

  const stop = api.onChanges((change: Change) => {
    if (change.tasks) keepTasks(change.tasks)
    for (const topic of change.topics) {
      // The states came along; asking for them again would only race with them.
      if (topic !== 'tasks' || !change.tasks) touched.add(topic)
    }
    if (touched.size > 0) schedule()
  })
  return () => {
    stop()
    clearTimeout(timer)
  }
}
