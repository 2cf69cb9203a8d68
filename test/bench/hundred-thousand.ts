// The data folder that lists and searches are measured on, made by the product's own sample data.

import { type Core, createCore } from '../../electron/core/core.ts'
import { openConnection } from '../../electron/core/db/connection.ts'
import type { Api, Input, OperationName, Output } from '../../shared/contract/index.ts'
import { MASTER_KEY, MIGRATIONS } from './workplace.ts'

export async function ask<N extends OperationName>(api: Api, name: N, input: Input<N>): Promise<Output<N>> {
  const reply = await api.call(name, input)
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
  return reply.value
}

export async function openInProcess(directory: string): Promise<Core> {
  return createCore({ directory, migrationsFolder: MIGRATIONS, masterKey: MASTER_KEY, listener: null })
}

/** A connection beside the core's reader, set up like it. */
export function openBeside(directory: string) {
  return openConnection(`${directory}/convio.db`, 'read')
}

/** Milliseconds of one call. */
export async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
