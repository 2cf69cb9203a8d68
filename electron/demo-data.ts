// `npm run demo-data -- --data DIR --leads N [--seed S]`: fills a data folder with sample data, without opening the app. The folder must
// not be open elsewhere.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { contract } from '../shared/contract/index.ts'
import { AppError } from '../shared/contract/reply.ts'
import { type Progress, TaskCancelled } from './core/context.ts'
import { dataFolder } from './core/data-folder.ts'
import type { Connection } from './core/db/connection.ts'
import { fillBeside } from './core/db/fill-beside.ts'
import { openDataFolder } from './core/db/folder.ts'
import { readFileKey } from './core/master-key.ts'
import { createSampleAlone } from './core/sample-data/create.ts'
import { takeBackUnfinished } from './core/sample-data/sample-data.ts'
import { writeSettings } from './core/stored-settings.ts'
import { drive, taskContext } from './core/tasks/run-task.ts'
import { openVault } from './core/vault.ts'
import { createWriter } from './core/writer.ts'
import { COMMANDS, readArgumentsOrExit } from './launch/arguments.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const options = readArgumentsOrExit('npm run demo-data', process.argv.slice(2), COMMANDS['demo-data'])
const input = contract['sampleData.create'].input.safeParse({ leads: options.leads, seed: options.seed })
if (!input.success) {
  console.error('--leads needs a number from 1 to 2000000.')
  process.exit(2)
}
const wanted = input.data
const directory = dataFolder(process.platform, process.env, options)

let isCancelled = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (isCancelled) process.exit(130)
    isCancelled = true
    show('Stopping; nothing of it is kept.', true)
  })
}

try {
  process.exitCode = await fill()
} catch (error) {
  if (!(error instanceof AppError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

type Made = { readonly contacts: number; readonly leads: number; readonly rows: number }

async function fill(): Promise<number> {
  const startedMs = performance.now()
  const folder = openDataFolder(directory, path.join(root, 'drizzle'))
  let end: Made | number = 1
  try {
    await fillBeside(folder, async (connection) => {
      end = await fillDatabase(connection)
      return typeof end !== 'number'
    })
  } finally {
    folder.close()
  }
  if (typeof end === 'number') return end
  const { leads, contacts, rows } = end as Made
  const seconds = (performance.now() - startedMs) / 1_000
  console.log(
    `Made ${leads} leads and ${contacts} contacts in ${directory}: ${rows} rows in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} rows per second.`,
  )
  return 0
}

/** What was made, or the exit code of a run that made nothing. */
async function fillDatabase(connection: Connection): Promise<Made | number> {
  const logDefect = (error: unknown) => console.error(error)
  const vault = openVault(readFileKey(directory), 'file')
  const writer = createWriter({ connection, vault, logDefect, checksOutputs: false, announce: () => {} })
  const running = { writer, vault, actor: 'system', secretProtection: vault.protection, logDefect }
  await drive(takeBackUnfinished(taskContext(running)), {
    logDefect,
    isCancelled: () => false,
    report: () => {},
  })
  if (!writer.directory.settings().isSetUp) {
    writer.run('system', (context) => {
      writeSettings(context.db, {
        agencyName: 'Sun Valley Energy Partners',
        timeZone: 'America/Phoenix',
        isSetUp: true,
      })
      context.touch('settings')
    })
  }
  const rowsBefore = countRows(connection)
  const end = await drive(createSampleAlone(taskContext(running), wanted), {
    logDefect,
    isCancelled: () => false,
    report: (progress) => {
      // The task is left where it is: what it wrote is thrown away as a whole.
      if (isCancelled) throw new TaskCancelled()
      show(inWords(progress), false)
    },
  })
  show('', true)
  if (end.status === 'cancelled') {
    console.error('Cancelled. Nothing was kept.')
    return 130
  }
  if (end.status === 'failed') {
    console.error(end.problem)
    return 1
  }
  const made = end.result as Omit<Made, 'rows'>
  return { ...made, rows: countRows(connection) - rowsBefore }
}

function countRows(connection: Connection): number {
  const tables = connection
    .sql(
      `select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not like '%\\_search%' escape '\\' and name <> 'lead_changes'`,
    )
    .all<{ name: string }>()
  return tables.reduce(
    (sum, { name }) => sum + (connection.sql(`select count(*) from "${name}"`).value<number>() ?? 0),
    0,
  )
}

function inWords({ done, total, unit }: Progress): string {
  return total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`
}

/** One line that is written over on a terminal; a log gets none of it. */
function show(line: string, isEnd: boolean): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r\x1b[K${line}${isEnd && line !== '' ? '\n' : ''}`)
}
