// A process that begins an export and is killed in the middle of it (test/core/export.test.ts).
import fs from 'node:fs'
import { createCore } from '../../electron/core/core.ts'

const [directory = '', migrationsFolder = ''] = process.argv.slice(2)
const core = await createCore({
  directory,
  migrationsFolder,
  masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
  listener: null,
})
// All but the name is done.
fs.renameSync = () => process.kill(process.pid, 'SIGKILL')
await core.api.call('exports.csv', { what: { list: 'leads', columns: ['id'] } })
