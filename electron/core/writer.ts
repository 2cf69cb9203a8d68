// The writer: the one connection that commands, intake and jobs write through. Each piece of work is one transaction, and what it touched
// is announced once it is committed.
import type { Change, OperationName } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'
import type { Topic } from '../../shared/contract/topics.ts'
import { type AnswerOptions, answer } from './answer.ts'
import { type Clock, monotonicClock } from './clock.ts'
import type { WriteContext } from './context.ts'
import { type Connection, inTransaction } from './db/connection.ts'
import { createDirectory, type Directory } from './directory.ts'
import { forgetAnswers } from './figures/kept-answers.ts'
import { commands } from './handlers.ts'
import type { Vault } from './vault.ts'

export type Writer = {
  readonly connection: Connection
  readonly directory: Directory
  readonly clock: Clock
  command(name: OperationName, input: unknown): Reply<unknown>
  /** One transaction in somebody's name (`system`, `webhook:<id>` …). */
  run<T>(actor: string, work: (context: WriteContext) => T): T
  /** The same for work that moves counters but configures nothing: the directory stays. */
  runIntake<T>(actor: string, work: (context: WriteContext) => T): T
  /** Another connection has written: what is kept in memory of these topics is read anew. */
  forget(topics: readonly Topic[]): void
}

export type WriterOptions = AnswerOptions & {
  readonly connection: Connection
  readonly vault: Vault
  readonly announce: (change: Change) => void
  readonly clock?: Clock
  /** Waits until this connection may write (threads/write-turn.ts); where only one writes, it always may. */
  readonly inTurn?: <T>(work: () => T) => T
}

export function createWriter(options: WriterOptions): Writer {
  const { connection, vault, announce } = options
  const clock = options.clock ?? monotonicClock()
  const directory = createDirectory(connection)
  const inTurn = options.inTurn ?? ((work) => work())

  const transact = <T>(actor: string, isConfiguring: boolean, work: (context: WriteContext) => T): T => {
    const touched = new Set<Topic>()
    const context: WriteContext = {
      db: connection,
      clock,
      vault,
      directory,
      actor,
      secretProtection: vault.protection,
      touch: (...topics) => {
        for (const topic of topics) touched.add(topic)
      },
    }
    try {
      return inTurn(() =>
        inTransaction(connection, () => {
          const result = work(context)
          forgetAnswers(connection, touched)
          return result
        }),
      )
    } catch (error) {
      // What was read within a transaction that was taken back must not stay in memory.
      directory.forget([...touched, 'settings'])
      touched.clear()
      throw error
    } finally {
      if (isConfiguring) directory.forget([...touched])
      if (touched.size > 0) announce({ topics: [...touched] })
    }
  }
  const run: Writer['run'] = (actor, work) => transact(actor, true, work)
  return {
    connection,
    directory,
    clock,
    run,
    runIntake: (actor, work) => transact(actor, false, work),
    forget: directory.forget,
    command: (name, input) =>
      answer(name, input, options, (parsed) => {
        const handler = commands[name as keyof typeof commands] as (
          context: WriteContext,
          input: unknown,
        ) => unknown
        return run(directory.settings().currentAgent, (context) => handler(context, parsed))
      }),
  }
}
