// A process that begins an import over threads and is killed in the middle of it (test/core/import.test.ts): as soon as the screen is told of so many rows.
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Input } from '../../shared/contract/index.ts'

const [directory = '', migrationsFolder = '', plan = '', rows = ''] = process.argv.slice(2)
const { api } = await startThreadedCore({
  directory,
  migrationsFolder,
  workerFile: new URL('../../electron/core/threads/worker.ts', import.meta.url),
  webhookPort: 0,
  masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
})
api.onChanges(({ tasks }) => {
  if (tasks?.some(({ done, status }) => done >= Number(rows) || status !== 'running'))
    process.kill(process.pid, 'SIGKILL')
})
await api.call('imports.run', JSON.parse(plan) as Input<'imports.run'>)
