// A core with its listener in a process of its own, to be killed. Prints the listener's origin; the data folder is its
// argument; it ends when its input does, so it never outlives the test.
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'

const { api } = await startThreadedCore({
  directory: process.argv[2] as string,
  migrationsFolder: new URL('../../drizzle', import.meta.url).pathname,
  workerFile: new URL('../../electron/core/threads/worker.ts', import.meta.url),
  webhookPort: 0,
  masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
})
const status = await api.call('listener.status', {})
console.log(status.ok ? status.value.origin : status.error.message)
process.stdin.on('end', () => process.exit()).resume()
