// A process that begins something with many records over threads and is killed in the middle of it (test/core/long-steps.test.ts): as soon as the
// screen is told of so many of them.
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Input, OperationName } from '../../shared/contract/index.ts'

const [directory = '', migrationsFolder = '', name = '', input = '', records = ''] = process.argv.slice(2)
const { api } = await startThreadedCore({
  directory,
  migrationsFolder,
  workerFile: new URL('../../electron/core/threads/worker.ts', import.meta.url),
  webhookPort: 0,
  masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
})
api.onChanges(({ tasks }) => {
  if (tasks?.some(({ done, status }) => done >= Number(records) || status !== 'running'))
    process.kill(process.pid, 'SIGKILL')
})
await api.call(name as OperationName, JSON.parse(input) as Input<OperationName>)
