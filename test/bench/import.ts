// Import of a file, as the Import screen starts it: by the task thread beside a listening writer, against the same rows put into the same schema by
// statements prepared by hand. And what the screens feel of it: calls while an import runs against the same calls while nothing does.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { rowReader } from '../../electron/core/imports/read-row.ts'
import { openTable } from '../../electron/core/imports/table.ts'
import { type HostedCore, startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Input } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { columnNames } from '../../shared/domain/import/columns.ts'
import { csvLine } from '../../shared/domain/import/csv.ts'
import { atLeast, atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, timeOf } from './hundred-thousand.ts'
import { insertBare, readTables } from './sample-data.ts'
import { MASTER_KEY, MIGRATIONS, removeFolder, sleep, temporaryFolder, WORKER } from './workplace.ts'

const HEADINGS =
  'First Name,Last Name,Phone,Email,Address,City,State,Zip,Lead Source,Created,Electric Bill,Notes'.split(',')
const FIRST = 'Ana Bo Cy Di Eve Fay Gus Hal Ida Jo Kim Lou Mia Ned Ola Pia'.split(' ')
const LAST = 'Ruiz Lee Orr Diaz Stone Webb Marsh Cole Hart Nash Ortega Vance'.split(' ')
const CITIES = 'Mesa,Yuma,Tempe,Phoenix,Tucson,Gilbert,Chandler,Flagstaff'.split(',')

/** A list of people who are all different; every phone is possible. */
function writeList(file: string, rows: number, from: number): void {
  const handle = fs.openSync(file, 'w')
  const lines = [csvLine(HEADINGS)]
  for (let n = from; n < from + rows; n++) {
    const first = FIRST[n % FIRST.length] as string
    const last = LAST[Math.floor(n / 7) % LAST.length] as string
    const digits = String(2_000_000 + n)
    lines.push(
      csvLine([
        first,
        last,
        `(480) ${digits.slice(0, 3)}-${digits.slice(3)}`,
        `${first}.${last}.${n}@example.com`.toLowerCase(),
        `${100 + (n % 9_900)} Oak Street`,
        CITIES[n % CITIES.length] as string,
        'AZ',
        String(85_001 + (n % 540)),
        'Home show',
        `2025-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')} 10:30`,
        n % 3 === 0 ? `$${150 + (n % 200)}` : '',
        n % 5 === 0 ? 'asked for a call, evenings' : '',
      ]),
    )
    if (lines.length >= 10_000) fs.writeSync(handle, lines.splice(0).join(''))
  }
  fs.writeSync(handle, lines.join(''))
  fs.closeSync(handle)
}

type Opened = {
  readonly core: HostedCore
  /** Runs a plan to its end; seconds. */
  run(plan: Input<'imports.run'>): Promise<number>
  /** Puts a list of new people where the Import screen would. */
  plan(from: number, rows: number): Promise<Input<'imports.run'>>
}

async function open(directory: string): Promise<Opened> {
  const core = await startThreadedCore({
    directory,
    migrationsFolder: MIGRATIONS,
    workerFile: WORKER,
    webhookPort: 0,
    masterKey: MASTER_KEY,
  })
  const { webhookId } = await ask(core.api, 'webhooks.create', {
    name: 'List',
    leadType: 'solar',
    region: 'az',
  })
  return {
    core,
    plan: async (from, rows) => {
      const handle = randomUUID()
      fs.mkdirSync(path.join(directory, 'imports'), { recursive: true })
      writeList(path.join(directory, 'imports', handle), rows, from)
      const { reading, mapping } = await ask(core.api, 'imports.inspect', { handle })
      return {
        handle,
        name: 'list.csv',
        reading,
        mapping,
        webhookId,
        makes: 'leads',
        knownPeople: 'update',
        isDryRun: false,
      }
    },
    run: async (plan) => {
      const start = performance.now()
      const ended = new Promise<TaskState>((resolve) => {
        const stop = core.api.onChanges(({ tasks }) => {
          const end = tasks?.find(({ status }) => status !== 'running')
          if (end === undefined) return
          stop()
          resolve(end)
        })
      })
      await ask(core.api, 'imports.run', plan)
      const { status, problem, result } = await ended
      if (status !== 'done') throw new Error(`The import ${status}: ${problem}`)
      const { rows, leads } = result as { rows: number; leads: number }
      if (leads !== rows) throw new Error(`Not all rows came in: ${JSON.stringify(result)}`)
      return (performance.now() - start) / 1000
    },
  }
}

/** Seconds of reading the list and nothing else. */
function readAlone(directory: string, { handle, reading, mapping, name }: Input<'imports.run'>): number {
  const start = performance.now()
  const { headings, rows } = openTable(path.join(directory, 'imports', handle), reading)
  const { dateOrder } = reading
  const read = rowReader(
    { name, mapping, reading: { ...reading, dateOrder } },
    columnNames(headings, mapping.length),
    { region: 'US', timeZone: 'America/Phoenix', isExact: false },
  )
  for (const row of rows) if ('message' in read(row)) throw new Error(`Line ${row.line} was refused.`)
  return (performance.now() - start) / 1000
}

/** The most memory of this process while `work` goes on, beyond what it had at its start, in MiB. */
async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss()
  let most = before
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 20)
  try {
    await work()
  } finally {
    clearInterval(look)
  }
  return (most - before) / 2 ** 20
}

/** What a person does meanwhile: looks at a page, searches, writes a lead down. */
const CALLS = {
  'a page of leads': ({ api }: HostedCore, n: number) =>
    ask(api, 'leads.page', { filter: {}, offset: (n * 37) % 5_000, limit: 100 }),
  'a search': ({ api }: HostedCore, n: number) =>
    ask(api, 'search.people', { text: (LAST[n % LAST.length] as string).slice(0, 3) }),
  'a new lead by hand': ({ api }: HostedCore, n: number, webhookId: string) =>
    ask(api, 'leads.create', {
      webhookId,
      values: { name: 'Ana Ruiz', phone: `602-555-01${String(n % 100).padStart(2, '0')}` },
    }),
} as const
type Call = keyof typeof CALLS
const CALL_NAMES = Object.keys(CALLS) as Call[]

/** Milliseconds of each call, made one after the other with a breath in between, until it is enough. */
async function feel(
  core: HostedCore,
  webhookId: string,
  isEnough: (rounds: number) => boolean,
): Promise<Record<Call, number[]>> {
  const times = Object.fromEntries(CALL_NAMES.map((name) => [name, [] as number[]])) as Record<Call, number[]>
  for (let round = 0; !isEnough(round); round++) {
    for (const name of CALL_NAMES) {
      times[name].push(await timeOf(() => CALLS[name](core, round, webhookId)))
      await sleep(10)
    }
  }
  return times
}

export async function measureImport(pairs: number, rows: number): Promise<Figure[]> {
  const product: number[] = []
  const floor: number[] = []
  const checks: number[] = []
  const reads: number[] = []
  const growth: number[] = []
  const felt = Object.fromEntries(
    CALL_NAMES.map((name) => [name, { idle: [] as number[], busy: [] as number[], ratios: [] as number[] }]),
  ) as Record<Call, { idle: number[]; busy: number[]; ratios: number[] }>
  for (let pair = 0; pair < pairs; pair++) {
    const made = temporaryFolder()
    const opened = await open(made)
    const plan = await opened.plan(0, rows)
    reads.push(rows / readAlone(made, plan))
    checks.push(rows / (await opened.run({ ...plan, isDryRun: true })))
    growth.push(
      await growthDuring(async () => {
        product.push(rows / (await opened.run(plan)))
      }),
    )
    const tables = readTables(`${made}/convio.db`)
    const copied = temporaryFolder()
    floor.push(rows / insertBare(copied, tables))
    removeFolder(copied)

    const second = await opened.plan(rows, rows)
    let isOver = false
    const running = opened.run(second).finally(() => {
      isOver = true
    })
    const { webhookId } = second
    if (webhookId === null || webhookId === undefined) throw new Error('The list has no webhook.')
    const busy = await feel(opened.core, webhookId, () => isOver)
    await running
    const idle = await feel(opened.core, webhookId, (rounds) => rounds >= busy['a search'].length)
    for (const name of CALL_NAMES) {
      felt[name].idle.push(...idle[name])
      felt[name].busy.push(...busy[name])
      felt[name].ratios.push(percentile(busy[name], 0.99) / percentile(idle[name], 0.99))
    }
    await opened.core.close()
    removeFolder(made)
  }
  const ratios = product.map((rate, at) => rate / (floor[at] as number))
  const name = `${rows.toLocaleString('en-US')} rows with contacts, leads, events`
  const million = 1_000_000 / median(product)
  return [
    figure('import', name, median(product), 'rows/s', {
      floor: median(floor),
      ratios,
      goal: atLeast(0.75, median(ratios), 'of the insert loop'),
    }),
    figure('import', '1,000,000 rows at that rate', million, 's', {
      goal: { words: 'at most 60 s', isMet: million <= 60 },
    }),
    figure('import', 'check (dry run)', median(checks), 'rows/s'),
    figure('import', 'reading the rows alone', median(reads), 'rows/s'),
    figure('import', 'memory above what the app has', Math.max(...growth), 'MiB'),
    ...CALL_NAMES.flatMap((name) => {
      const { idle, busy, ratios } = felt[name]
      return [
        figure('import', `${name} meanwhile, p50`, median(busy), 'ms', { floor: median(idle) }),
        figure('import', `${name} meanwhile, p99`, percentile(busy, 0.99), 'ms', {
          floor: percentile(idle, 0.99),
          ratios,
          ...(name === 'a new lead by hand'
            ? {}
            : { goal: atMost(2, median(ratios), 'of what it is alone') }),
        }),
      ]
    }),
  ]
}
