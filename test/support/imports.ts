// An opened core to import into, and what tests of imports ask of it.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import type { ImportResult } from '../../shared/contract/imports.ts'
import type { Input } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { furnish, openCore, type TestCore } from './core.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows of many tables, compared with each other.
type Row = any
export type Plan = Input<'imports.run'>

export async function openImport(zone = 'America/Phoenix') {
  const core = await openCore()
  await core.ask('settings.setUp', { agencyName: 'Sun Valley', timeZone: zone })
  const { webhookId, hvacId } = await furnish(core)
  // Durability is another test's: here the disk need not be waited for.
  core.writer.connection.raw.pragma('synchronous = OFF')
  const folder = path.join(core.directory, 'imports')
  fs.mkdirSync(folder, { recursive: true })
  const put = (content: string | Uint8Array) => {
    const handle = randomUUID()
    fs.writeFileSync(path.join(folder, handle), content)
    return handle
  }
  const inspect = (handle: string, reading: Input<'imports.inspect'>['reading'] = {}) =>
    core.ask('imports.inspect', { handle, reading })
  const planOf = async (content: string | Uint8Array, more: Partial<Plan> = {}): Promise<Plan> => {
    const handle = put(content)
    const seen = await inspect(handle)
    return {
      handle,
      name: 'list.csv',
      reading: seen.reading,
      mapping: seen.mapping,
      webhookId,
      makes: 'leads',
      knownPeople: 'update',
      isDryRun: false,
      ...more,
    }
  }
  const run = async (plan: Plan) => (await ended(core, 'imports.run', plan)).result as ImportResult
  const bring = async (content: string | Uint8Array, more: Partial<Plan> = {}) =>
    run(await planOf(content, more))
  const rows = (sql: string, ...values: unknown[]): Row[] => core.writer.connection.sql(sql).all(...values)
  return { core, webhookId, hvacId, put, inspect, planOf, run, bring, rows, folder }
}
export type Opened = Awaited<ReturnType<typeof openImport>>

export async function ended(
  core: TestCore,
  name: 'imports.run' | 'imports.undo',
  input: Row,
): Promise<TaskState> {
  const { taskId } = await core.ask(name, input)
  let state: TaskState | undefined
  await expect
    .poll(
      async () => {
        state = (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)
        return state?.status
      },
      { timeout: 30_000, interval: 5 },
    )
    .not.toBe('running')
  if (state?.status !== 'done')
    throw new Error(state?.problem ?? state?.status, { cause: core.defects.at(-1) })
  return state
}

export const phone = (n: number) => `602-555-01${String(n).padStart(2, '0')}`
export const e164 = (n: number) => `+160255501${String(n).padStart(2, '0')}`
