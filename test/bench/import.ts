// Import of a file, as the Import screen starts it: by the task thread beside a listening writer, against the same rows put into the same schema by
// statements prepared by hand.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Input } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { csvLine } from '../../shared/domain/import/csv.ts'
import { atLeast, type Figure, figure, median } from './figures.ts'
import { ask } from './hundred-thousand.ts'
import { insertBare, readTables } from './sample-data.ts'
import { MASTER_KEY, MIGRATIONS, removeFolder, temporaryFolder, WORKER } from './workplace.ts'

const HEADINGS =
  'First Name,Last Name,Phone,Email,Address,City,State,Zip,Lead Source,Created,Electric Bill,Notes'.split(',')
const FIRST = 'Ana Bo Cy Di Eve Fay Gus Hal Ida Jo Kim Lou Mia Ned Ola Pia'.split(' ')
const LAST = 'Ruiz Lee Orr Diaz Stone Webb Marsh Cole Hart Nash Ortega Vance'.split(' ')
const CITIES = 'Mesa,Yuma,Tempe,Phoenix,Tucson,Gilbert,Chandler,Flagstaff'.split(',')

/** A list of people who are all different; every phone is possible. */
function writeList(file: string, rows: number): void {
  const handle = fs.openSync(file, 'w')
  const lines = [csvLine(HEADINGS)]
  for (let n = 0; n < rows; n++) {
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

/** Seconds of the check, and of the import itself. */
async function bring(
  directory: string,
  rows: number,
): Promise<{ readonly check: number; readonly run: number }> {
  const core = await startThreadedCore({
    directory,
    migrationsFolder: MIGRATIONS,
    workerFile: WORKER,
    webhookPort: 0,
    masterKey: MASTER_KEY,
  })
  try {
    const { webhookId } = await ask(core.api, 'webhooks.create', {
      name: 'List',
      leadType: 'solar',
      region: 'az',
    })
    const handle = randomUUID()
    fs.mkdirSync(path.join(directory, 'imports'), { recursive: true })
    writeList(path.join(directory, 'imports', handle), rows)
    const { reading, mapping } = await ask(core.api, 'imports.inspect', { handle })
    const plan: Input<'imports.run'> = {
      handle,
      name: 'list.csv',
      reading,
      mapping,
      webhookId,
      makes: 'leads',
      knownPeople: 'update',
      isDryRun: true,
    }
    const timed = async (isDryRun: boolean) => {
      const start = performance.now()
      const ended = new Promise<TaskState>((resolve) => {
        const stop = core.api.onChanges(({ tasks }) => {
          const end = tasks?.find(({ status }) => status !== 'running')
          if (end === undefined) return
          stop()
          resolve(end)
        })
      })
      await ask(core.api, 'imports.run', { ...plan, isDryRun })
      const { status, problem, result } = await ended
      if (status !== 'done') throw new Error(`The import ${status}: ${problem}`)
      if ((result as { leads: number }).leads !== rows)
        throw new Error(`Not all rows came in: ${JSON.stringify(result)}`)
      return (performance.now() - start) / 1000
    }
    return { check: await timed(true), run: await timed(false) }
  } finally {
    await core.close()
  }
}

export async function measureImport(pairs: number, rows: number): Promise<Figure[]> {
  const product: number[] = []
  const floor: number[] = []
  const checks: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const made = temporaryFolder()
    const took = await bring(made, rows)
    const tables = readTables(`${made}/convio.db`)
    removeFolder(made)
    const copied = temporaryFolder()
    product.push(rows / took.run)
    checks.push(rows / took.check)
    floor.push(rows / insertBare(copied, tables))
    removeFolder(copied)
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
  ]
}
