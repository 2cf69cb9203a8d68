// `npm run bench`: every figure is a ratio against a floor taken in the same run, A B A B, the median of the pairs. Prints a table and
// writes bench.json. The machine should have nothing else to do meanwhile.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { measureAnalytics } from './analytics.ts'
import { measureAppointments } from './appointments.ts'
import { measureExport } from './export.ts'
import { atMost, type Figure, figure, table } from './figures.ts'
import { measureImport } from './import.ts'
import { measureIntake } from './intake.ts'
import { measureLists } from './lists.ts'
import { measureRouting } from './routing.ts'
import { demoData, measureSampleData } from './sample-data.ts'
import { measureScreen } from './screen.ts'
import { measureSearch } from './search.ts'
import { measureWorkbench } from './workbench.ts'
import { cleanUp, removeFolder, temporaryFolder } from './workplace.ts'

const AREAS = [
  'intake',
  'sample-data',
  'import',
  'list',
  'search',
  'export',
  'workbench',
  'analytics',
  'calendar',
  'routing',
  'screen',
] as const
type Area = (typeof AREAS)[number]

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    pairs: { type: 'string' },
    seconds: { type: 'string' },
    connections: { type: 'string', default: '16' },
    leads: { type: 'string', default: '100000' },
    'leads-per-turn': { type: 'string', default: '20000' },
    'import-rows': { type: 'string' },
    data: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(
    `npm run bench -- [--only ${AREAS.join('|')}]… [--quick] [--pairs N] [--seconds S] [--connections N] [--leads N] [--leads-per-turn N] [--import-rows N] [--data DIR]\n--data measures lists, searches, exports, the workbench, analytics and screens on a folder filled by npm run demo-data, of 1,000,000 leads for example; the workbench and analytics write into it, so give it a copy.`,
  )
  process.exit(0)
}
const unknown = values.only?.find((name) => !(AREAS as readonly string[]).includes(name))
if (unknown !== undefined) {
  console.error(`There is no figure called "${unknown}". Choose among ${AREAS.join(', ')}.`)
  process.exit(2)
}
const pairs = Number(values.pairs ?? (values.quick ? 3 : 7))
const seconds = Number(values.seconds ?? (values.quick ? 2 : 4))

process.on('exit', cleanUp)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const figures: Figure[] = []
const run = async (area: Area, measure: () => Promise<readonly Figure[]>) => {
  if (values.only !== undefined && !values.only.includes(area)) return
  console.error(`Measuring ${area} …`)
  const measured = await measure()
  // Told at once: what comes later may fail.
  console.error(`${table(measured)}\n`)
  figures.push(...measured)
}
await run('intake', () => measureIntake({ pairs, seconds, connections: Number(values.connections) }))
await run('sample-data', () =>
  measureSampleData(values.quick ? 3 : Math.max(5, pairs), Number(values['leads-per-turn'])),
)
await run('import', () =>
  measureImport(
    values.quick ? 3 : Math.max(5, pairs),
    Number(values['import-rows'] ?? (values.quick ? 20_000 : 100_000)),
  ),
)

await run('calendar', async () => {
  const folder = temporaryFolder()
  demoData(folder, 20_000)
  const measured = await measureAppointments(folder, pairs)
  removeFolder(folder)
  return measured
})

const isRead = ['list', 'search', 'export', 'workbench', 'routing', 'analytics', 'screen'].some(
  (area) => values.only?.includes(area) ?? true,
)
if (isRead) {
  const leads = Number(values.leads)
  const folder = values.data ?? temporaryFolder()
  if (values.data === undefined) {
    console.error(`Making ${leads.toLocaleString('en-US')} leads …`)
    const seconds = demoData(folder, leads)
    figures.push(
      figure('sample data', `${leads.toLocaleString('en-US')} leads by demo-data, in all`, seconds, 's', {
        goal: atMost((30 * leads) / 100_000, seconds, 's'),
      }),
    )
  }
  await run('list', () => measureLists(folder, pairs, values.quick ? 10 : 30))
  await run('search', () => measureSearch(folder, values.quick ? 3 : 10))
  await run('export', () => measureExport(folder, pairs))
  await run('workbench', () => measureWorkbench(folder, pairs))
  await run('routing', () => measureRouting(folder, pairs))
  await run('screen', () => measureScreen(folder, pairs))
  // Last: it writes leads of its own.
  await run('analytics', () => measureAnalytics(folder, values.quick ? 30 : 100))
  if (values.data === undefined) removeFolder(folder)
}

const report = {
  date: new Date().toISOString(),
  machine: {
    cores: os.cpus().length,
    processor: os.cpus()[0]?.model ?? 'unknown',
    memoryGib: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.versions.node,
    sqlite: new Database(':memory:').prepare('select sqlite_version()').pluck().get() as string,
  },
  pairs,
  figures,
}
fs.writeFileSync(
  path.resolve(import.meta.dirname, '../../bench.json'),
  `${JSON.stringify(report, null, 2)}\n`,
)
console.log(`\n${table(figures)}\n`)
const { cores, node, sqlite } = report.machine
console.log(
  `${report.date.slice(0, 10)}, ${cores} cores, Node ${node}, SQLite ${sqlite}, ${pairs} pairs. Written to bench.json.`,
)
