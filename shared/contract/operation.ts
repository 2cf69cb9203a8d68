// How an operation is declared: once, here, with its schemas. The kind decides where it runs and what it may touch:
// a query reads on a read-only connection, a command writes in one transaction, a task is long work with progress and cancel,
// and a control asks the host itself (its tasks, its listener) and touches no table.
import type { z } from 'zod'
import type { Topic } from './topics.ts'

export type OperationKind = 'query' | 'command' | 'task' | 'control'

export type Operation<
  K extends OperationKind = OperationKind,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> = {
  readonly kind: K
  readonly input: I
  readonly output: O
  /** For a query or control: the topics whose change makes the answer stale. */
  readonly reads: readonly Topic[]
  /** For a query: the reader that answers it, where it is one of its own; `analytics` holds what it counts in memory. */
  readonly lane?: Lane
}
export type Lane = 'analytics'

export function query<I extends z.ZodType, O extends z.ZodType>(
  reads: readonly Topic[],
  input: I,
  output: O,
  lane?: Lane,
): Operation<'query', I, O> {
  return { kind: 'query', input, output, reads, ...(lane === undefined ? {} : { lane }) }
}

export function command<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
): Operation<'command', I, O> {
  return { kind: 'command', input, output, reads: [] }
}

/** A task answers at once with its id; progress and result arrive as `TaskState` under the topic `tasks`. */
export function task<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Operation<'task', I, O> {
  return { kind: 'task', input, output, reads: [] }
}

export function control<I extends z.ZodType, O extends z.ZodType>(
  reads: readonly Topic[],
  input: I,
  output: O,
): Operation<'control', I, O> {
  return { kind: 'control', input, output, reads }
}
