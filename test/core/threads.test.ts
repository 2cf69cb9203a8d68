// Threads end, by a defect or by the system: what they were asked is answered, and others take their place.
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import { MIGRATIONS, temporaryFolder } from '../support/core.ts'

test('a reader that ends is replaced, and its question is answered in words', async () => {
  const { api, close } = await startThreadedCore({
    directory: temporaryFolder(),
    migrationsFolder: MIGRATIONS,
    workerFile: path.resolve(import.meta.dirname, '../support/crashing-worker.ts'),
    webhookPort: 0,
    masterKey: { key: new Uint8Array(32), protection: 'file' },
    logDefect: () => {},
  })
  onTestFinished(close)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all(
      [1, 2, 3].map(() => api.call('search.people', { text: 'end this thread' })),
    )
    for (const answer of answers)
      expect(answer).toMatchObject({
        ok: false,
        error: { code: 'unavailable', message: expect.stringContaining('starting again') },
      })
    await expect.poll(async () => (await api.call('settings.get', {})).ok, { timeout: 8_000 }).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
  }
})
