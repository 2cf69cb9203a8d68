// A batch of sample data that a crash cut off is taken back at the next start, by whichever core opens the folder.
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Api } from '../../shared/contract/index.ts'
import { MIGRATIONS, openCore, temporaryFolder } from '../support/core.ts'

async function overThreads(directory: string): Promise<Api> {
  const core = await startThreadedCore({
    directory,
    migrationsFolder: MIGRATIONS,
    workerFile: path.resolve(import.meta.dirname, '../../electron/core/threads/worker.ts'),
    webhookPort: 0,
    masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
  })
  onTestFinished(core.close)
  return core.api
}

test.each([
  ['in process', async (directory: string) => (await openCore({ directory })).api],
  ['over threads', overThreads],
])('%s', async (_name, open) => {
  const directory = temporaryFolder()
  const first = await openCore({ directory })
  await first.ask('sampleData.create', { leads: 200 })
  await expect
    .poll(async () => (await first.ask('tasks.list', {}))[0]?.status, { timeout: 30_000 })
    .toBe('done')
  expect((await first.ask('sampleData.status', {})).leads).toBeGreaterThan(0)
  // What a killed process leaves: a batch that was never completed.
  first.writer.connection.sql('update batches set completed_at = null').run()
  await first.close()
  const next = await open(directory)
  await expect
    .poll(async () => next.call('sampleData.status', {}), { timeout: 30_000 })
    .toEqual({ ok: true, value: { contacts: 0, leads: 0 } })
})
