// A reader: a read-only connection that answers queries. There may be several, each in a thread of its own.
import type { Input, NamesOf, OperationName, Output } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'
import { type AnswerOptions, answer } from './answer.ts'
import { type Clock, monotonicClock } from './clock.ts'
import type { ReadContext } from './context.ts'
import type { Connection } from './db/connection.ts'
import { queries } from './handlers.ts'
import type { Vault } from './vault.ts'

/** Asks a reader, wherever it is; a failure is a value, as everywhere at a border. */
export type Ask = <N extends NamesOf<'query'>>(name: N, input: Input<N>) => Promise<Reply<Output<N>>>

export type Reader = { query(name: OperationName, input: unknown): Reply<unknown>; close(): void }

export type ReaderOptions = AnswerOptions & {
  readonly connection: Connection
  readonly secretProtection: Vault['protection']
  readonly clock?: Clock
}

export function createReader(options: ReaderOptions): Reader {
  const { connection, secretProtection } = options
  const context: ReadContext = { db: connection, clock: options.clock ?? monotonicClock(), secretProtection }
  return {
    query: (name, input) =>
      answer(name, input, options, (parsed) => {
        const handler = queries[name as keyof typeof queries] as (
          context: ReadContext,
          input: unknown,
        ) => unknown
        return handler(context, parsed)
      }),
    close: () => connection.close(),
  }
}
