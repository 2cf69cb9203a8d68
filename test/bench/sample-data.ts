// Sample data, as the first run offers it: made by the task thread beside a listening writer, against the same rows put into the same
// schema by statements prepared by hand.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import Database from 'better-sqlite3'
import { openDataFolder } from '../../electron/core/db/folder.ts'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { atLeast, type Figure, figure, median } from './figures.ts'
import { ask } from './hundred-thousand.ts'
import { MASTER_KEY, MIGRATIONS, removeFolder, temporaryFolder, WORKER } from './workplace.ts'

/** Rows in one transaction of the floor. */
const AT_ONCE = 10_000
/** Written by triggers, or by the migration. */
const KEPT_BY_TRIGGERS =
  /^(contact_search.*|note_search.*|lead_counts|lead_changes|delivery_counts|sqlite_.*|__drizzle_migrations)$/

type Table = {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly unknown[][]
}

/** Seconds that the task took. */
async function fill(directory: string, leads: number, seed: number): Promise<number> {
  const core = await startThreadedCore({
    directory,
    migrationsFolder: MIGRATIONS,
    workerFile: WORKER,
    webhookPort: 0,
    masterKey: MASTER_KEY,
  })
  try {
    const start = performance.now()
    const ended = new Promise<TaskState>((resolve) => {
      core.api.onChanges(({ tasks }) => {
        const end = tasks?.find(({ status }) => status !== 'running')
        if (end !== undefined) resolve(end)
      })
    })
    await ask(core.api, 'sampleData.create', { leads, seed })
    const { status, problem } = await ended
    if (status !== 'done') throw new Error(`The sample data ${status}: ${problem}`)
    return (performance.now() - start) / 1000
  } finally {
    await core.close()
  }
}

/** Seconds that the command takes for a folder of its own, from its start to its end. */
export function demoData(directory: string, leads: number): number {
  const command = path.resolve(import.meta.dirname, '../../electron/demo-data.ts')
  const start = performance.now()
  execFileSync(process.execPath, [command, '--data', directory, '--leads', String(leads), '--seed', '1'])
  return (performance.now() - start) / 1000
}

export function readTables(file: string): Table[] {
  const raw = new Database(file, { readonly: true })
  const names = raw
    .prepare(`select name from pragma_table_list where type = 'table' and schema = 'main'`)
    .pluck()
    .all() as string[]
  const tables = names
    .filter((name) => !KEPT_BY_TRIGGERS.test(name))
    .map((name) => {
      // Computed columns are no columns to insert into.
      const columns = raw
        .prepare(`select name from pragma_table_xinfo(?) where hidden = 0`)
        .pluck()
        .all(name) as string[]
      const list = columns.map((column) => `"${column}"`).join(', ')
      return { name, columns, rows: raw.prepare(`select ${list} from "${name}"`).raw().all() as unknown[][] }
    })
  raw.close()
  return tables
}

/** Seconds for the same rows; references are not checked, since whole tables go in one after another. */
export function insertBare(directory: string, tables: readonly Table[]): number {
  const folder = openDataFolder(directory, MIGRATIONS)
  const { raw } = folder.connection
  raw.pragma('foreign_keys = OFF')
  const start = performance.now()
  for (const { name, columns, rows } of tables) {
    const list = columns.map((column) => `"${column}"`).join(', ')
    const insert = raw.prepare(
      `insert or replace into "${name}" (${list}) values (${columns.map(() => '?').join(', ')})`,
    )
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      raw.exec('begin immediate')
      for (const row of rows.slice(from, from + AT_ONCE)) insert.run(row)
      raw.exec('commit')
    }
  }
  const seconds = (performance.now() - start) / 1000
  folder.close()
  return seconds
}

export async function measureSampleData(pairs: number, leads: number): Promise<Figure[]> {
  const product: number[] = []
  const floor: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const made = temporaryFolder()
    const took = await fill(made, leads, pair + 1)
    const tables = readTables(`${made}/convio.db`)
    removeFolder(made)
    const copied = temporaryFolder()
    const rows = tables.reduce((sum, table) => sum + table.rows.length, 0)
    product.push(rows / took)
    floor.push(rows / insertBare(copied, tables))
    removeFolder(copied)
  }
  const ratios = product.map((rate, at) => rate / (floor[at] as number))
  return [
    figure('sample data', `${leads.toLocaleString('en-US')} leads, rows`, median(product), '/s', {
      floor: median(floor),
      ratios,
      goal: atLeast(0.5, median(ratios), 'of the floor'),
    }),
  ]
}
