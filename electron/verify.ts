// `npm run verify -- --data DIR`: counts every kept figure of a data folder anew and lists what differs. Ends with 1 where anything does. The folder
// must not be open elsewhere; while it is, the application does the same under Analytics.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Result } from '../shared/contract/index.ts'
import { AppError } from '../shared/contract/reply.ts'
import { verify } from './core/analytics/verify.ts'
import { dataFolder } from './core/data-folder.ts'
import { openDataFolder } from './core/db/folder.ts'
import { readFileKey } from './core/master-key.ts'
import { drive, taskContext } from './core/tasks/run-task.ts'
import { openVault } from './core/vault.ts'
import { createWriter } from './core/writer.ts'
import { COMMANDS, readArgumentsOrExit } from './launch/arguments.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const options = readArgumentsOrExit('npm run verify', process.argv.slice(2), COMMANDS.verify)
const directory = dataFolder(process.platform, process.env, options)

try {
  process.exitCode = await run()
} catch (error) {
  if (!(error instanceof AppError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(): Promise<number> {
  const startedMs = performance.now()
  const folder = openDataFolder(directory, path.join(root, 'drizzle'))
  try {
    const logDefect = (error: unknown) => console.error(error)
    const vault = openVault(readFileKey(directory), 'file')
    const writer = createWriter({
      connection: folder.connection,
      vault,
      logDefect,
      checksOutputs: false,
      announce: () => {},
    })
    const context = taskContext({ writer, vault, actor: 'system', secretProtection: vault.protection })
    const end = await drive(verify(context), { logDefect, isCancelled: () => false, report: () => {} })
    if (end.status !== 'done') {
      console.error(end.status === 'failed' ? end.problem : 'Cancelled.')
      return 1
    }
    const { checked, differences, more } = end.result as Result<'analytics.verify'>
    for (const { what, of, kept, counted } of differences)
      console.log(`${what}, ${of}: kept ${kept}, counted ${counted}`)
    if (more > 0) console.log(`… and ${more} more.`)
    const found = differences.length + more
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
    console.log(
      `Compared ${checked.toLocaleString('en-US')} figures of ${directory} in ${seconds} s: ${found === 0 ? 'no difference.' : `${found.toLocaleString('en-US')} differ.`}`,
    )
    return found === 0 ? 0 : 1
  } finally {
    folder.close()
  }
}
