// The guarded export of every lead, as the task thread does it, against `sqlite3 -csv` on the same file; where that program is not
// installed, against the bare statement with its cells joined. Memory is that of a process that does nothing else.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Api } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { LEAD_COLUMNS } from '../../shared/domain/list/columns.ts'
import { exportColumns } from '../../shared/domain/list/export-columns.ts'
import { atLeast, atMost, type Figure, figure, median } from './figures.ts'
import { ask, openBeside } from './hundred-thousand.ts'
import { MASTER_KEY, MIGRATIONS, serveHelper, startHelper, WORKER } from './workplace.ts'

/** Every column of a lead's list; names, which the floor would have to join, only on our side. */
const LISTED = exportColumns('leads').filter(({ column }) => LEAD_COLUMNS.includes(column))
const COLUMNS = LISTED.map(({ key }) => key)
const STORED = LISTED.filter(({ part }) => part === 'value').map(({ key }) => key)
const STATEMENT = `select ${STORED.join(', ')} from leads where is_test = 0 order by created_at desc, id desc`
const COMMAND = '/usr/bin/sqlite3'

/** Rows that were exported. */
async function exportAll(api: Api, directory: string): Promise<number> {
  const ended = new Promise<TaskState>((resolve) => {
    const stop = api.onChanges(({ tasks }) => {
      const end = tasks?.find(({ name, status }) => name === 'exports.csv' && status !== 'running')
      if (end === undefined) return
      stop()
      resolve(end)
    })
  })
  await ask(api, 'exports.csv', { what: { list: 'leads', columns: COLUMNS } })
  const { status, problem, result } = await ended
  if (status !== 'done') throw new Error(`The export ${status}: ${problem}`)
  const { file, rows } = result as { file: string; rows: number }
  fs.rmSync(path.join(directory, 'exports', file))
  return rows
}

function runFloor(directory: string): string {
  const out = path.join(directory, 'floor.csv')
  if (fs.existsSync(COMMAND)) {
    execFileSync(COMMAND, [
      '-batch',
      '-cmd',
      '.mode csv',
      '-cmd',
      `.output ${out}`,
      `${directory}/convio.db`,
      STATEMENT,
    ])
    return 'sqlite3 -csv'
  }
  const beside = openBeside(directory)
  const handle = fs.openSync(out, 'w')
  let text = ''
  for (const row of beside.raw.prepare(STATEMENT).raw().iterate() as IterableIterator<unknown[]>) {
    text += `${row.join(',')}\r\n`
    if (text.length < 1 << 20) continue
    fs.writeSync(handle, text)
    text = ''
  }
  fs.writeSync(handle, text)
  fs.closeSync(handle)
  beside.close()
  return 'bare statement'
}

export async function measureExport(directory: string, pairs: number): Promise<Figure[]> {
  const helper = startHelper('export.ts', directory)
  const product: number[] = []
  const floor: number[] = []
  let floorName = ''
  let growth = 0
  let rows = 0
  for (let pair = 0; pair < pairs; pair++) {
    const took = await helper.ask({ do: 'export' })
    rows = took.rows
    growth = Math.max(growth, took.growth)
    product.push(took.rows / took.seconds)
    const start = performance.now()
    floorName = runFloor(directory)
    floor.push(took.rows / ((performance.now() - start) / 1000))
  }
  await helper.end()
  fs.rmSync(path.join(directory, 'floor.csv'), { force: true })
  const ratios = product.map((rate, at) => rate / (floor[at] as number))
  const mebibytes = growth / 2 ** 20
  return [
    figure(
      'export',
      `${rows.toLocaleString('en-US')} guarded leads of ${COLUMNS.length} columns, rows, over ${floorName}`,
      median(product),
      '/s',
      { floor: median(floor), ratios, goal: atLeast(0.45, median(ratios), 'of the floor') },
    ),
    figure('export', 'memory above that before the first one, at most', mebibytes, 'MiB', {
      goal: atMost(64, mebibytes, 'MiB'),
    }),
  ]
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  const directory = process.argv[2] as string
  const core = await startThreadedCore({
    directory,
    migrationsFolder: MIGRATIONS,
    workerFile: WORKER,
    webhookPort: 0,
    masterKey: MASTER_KEY,
  })
  let before: number | undefined
  serveHelper(
    {
      export: async () => {
        before ??= process.memoryUsage.rss()
        let peak = 0
        const watch = setInterval(() => {
          peak = Math.max(peak, process.memoryUsage.rss())
        }, 10)
        const start = performance.now()
        const rows = await exportAll(core.api, directory)
        const seconds = (performance.now() - start) / 1000
        clearInterval(watch)
        return { rows, seconds, growth: peak - before }
      },
    },
    () => core.close(),
  )
}
