// What a feature exports: its part of the handlers, typed by the contract.
import type { NamesOf, OperationName, ParsedInput, Result } from '../../shared/contract/index.ts'
import type { ReadContext, Task, TaskContext, WriteContext } from './context.ts'

type Of<Prefix extends string, N extends OperationName> = Extract<N, `${Prefix}.${string}`>

export type QueriesOf<Prefix extends string> = {
  readonly [N in Of<Prefix, NamesOf<'query'>>]: (context: ReadContext, input: ParsedInput<N>) => Result<N>
}
export type CommandsOf<Prefix extends string> = {
  readonly [N in Of<Prefix, NamesOf<'command'>>]: (context: WriteContext, input: ParsedInput<N>) => Result<N>
}
export type TasksOf<Prefix extends string> = {
  readonly [N in Of<Prefix, NamesOf<'task'>>]: (
    context: TaskContext,
    input: ParsedInput<N>,
  ) => Task<Result<N>>
}
