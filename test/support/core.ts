// A core for tests: the real thing in process, on a temporary data folder, with outputs checked against the contract.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { type Core, type CoreOptions, createCore } from '../../electron/core/core.ts'
import { DATABASE_NAME, openDataFolder } from '../../electron/core/db/folder.ts'
import type { Input, OperationName, Output } from '../../shared/contract/index.ts'

export const MIGRATIONS = path.resolve(import.meta.dirname, '../../drizzle')

export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convio-test-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

let emptyDatabase: Buffer | undefined

/** A folder as a first start leaves it. Its migrations ran once in this process: for every test anew they would take longer than most tests. */
export function newDataFolder(): string {
  const folder = temporaryFolder()
  const file = path.join(folder, DATABASE_NAME)
  if (emptyDatabase === undefined) {
    openDataFolder(folder, MIGRATIONS).close()
    emptyDatabase = fs.readFileSync(file)
  } else fs.writeFileSync(file, emptyDatabase, { mode: 0o600 })
  return folder
}

/** The first migrations only: what an older version of the application had. */
export function olderMigrations(count = 1): string {
  const folder = temporaryFolder()
  fs.cpSync(MIGRATIONS, folder, { recursive: true })
  const file = path.join(folder, 'meta', '_journal.json')
  const journal = JSON.parse(fs.readFileSync(file, 'utf8'))
  fs.writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }))
  return folder
}

export type TestCore = Core & {
  readonly directory: string
  /** Calls and unwraps; a refusal fails the test with its sentence. */
  ask<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>
  readonly defects: unknown[]
}

export async function openCore(options: Partial<CoreOptions> = {}): Promise<TestCore> {
  const directory = options.directory ?? newDataFolder()
  const defects: unknown[] = []
  const core = await createCore({
    directory,
    migrationsFolder: MIGRATIONS,
    masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
    listener: null,
    checksOutputs: true,
    logDefect: (error) => defects.push(error),
    ...options,
  })
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    await core.close()
  }
  onTestFinished(close)
  return {
    ...core,
    close,
    directory,
    defects,
    ask: async (name, input) => {
      const reply = await core.api.call(name, input)
      if (!reply.ok)
        throw new Error(`${name}: ${reply.error.code}: ${reply.error.message}`, { cause: defects.at(-1) })
      return reply.value
    },
  }
}

/** Two webhooks, two providers and their rules: what most tests need. The keys are returned as a user would see them once. */
export async function furnish(core: TestCore) {
  const { webhookId } = await core.ask('webhooks.create', {
    name: 'California Solar',
    leadType: 'solar',
    region: 'cal',
    rateLimit: 100_000,
    rateWindow: 60,
  })
  const { webhookId: hvacId } = await core.ask('webhooks.create', {
    name: 'Texas HVAC',
    leadType: 'hvac',
    region: 'tx',
    rateLimit: 100_000,
    rateWindow: 60,
  })
  const everywhere = await core.ask('providers.create', { providerName: 'Click Ventures' })
  const solarOnly = await core.ask('providers.create', {
    providerName: 'Lead Gen Pro',
    allowedWebhooks: [webhookId],
  })
  return { webhookId, hvacId, everywhere, solarOnly }
}
