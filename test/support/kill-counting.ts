// A process that asks for figures and makes leads in turns, over threads, until it is killed: so that answers are being kept while what they count changes.
// Tells each round; the data folder and the webhook are its arguments.
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'

const [directory = '', migrationsFolder = '', webhookId = ''] = process.argv.slice(2)
const { api } = await startThreadedCore({
  directory,
  migrationsFolder,
  workerFile: new URL('../../electron/core/threads/worker.ts', import.meta.url),
  webhookPort: 0,
  masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
})
for (let round = 0; ; round++) {
  // Another period each time: an answer is kept once a minute.
  const day = new Date(Date.UTC(2020, 0, 1 + round)).toISOString().slice(0, 10)
  await Promise.all([
    api.call('analytics.overview', { scope: { from: day, to: '2099-12-31' } }),
    ...(round % 3 === 0
      ? [
          api.call('leads.create', {
            webhookId,
            values: { phone: `(602) 555-01${String(round % 100).padStart(2, '0')}` },
          }),
        ]
      : []),
  ])
  process.send?.(round)
}
