// The workbench: a list by any column and in any order, what it begins with, any place of it, others while it is found, and one change for
// ten thousand leads (many.ts).
import { leadsPage } from '../../electron/core/records/list-leads.ts'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Input } from '../../shared/contract/index.ts'
import { leadOperations } from '../../shared/contract/leads.ts'
import { statementsOf } from '../support/statements.ts'
import { atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, openBeside, openInProcess, timeOf } from './hundred-thousand.ts'
import { measureMany } from './many.ts'
import { MASTER_KEY, MIGRATIONS, WORKER } from './workplace.ts'

const DEEP_CALLS = 40
const GLANCES = 40
/** A whole list is found by a pass, which grows with the leads. */
const PASS_MS = 150 / 100_000
const PASSES_BESIDE = 4

type Asked = Omit<Input<'leads.page'>, 'offset' | 'limit'>

/** `turn` makes each asking a new one, so that no kept result set answers it. */
const LISTS: Readonly<Record<string, (turn: number) => Asked>> = {
  'by last name': (turn) => ({
    filter: { where: [{ column: 'last_name', way: 'is_not', values: [`nobody ${turn}`] }] },
    sort: { column: 'last_name', direction: 'asc' },
  }),
  'by city': (turn) => ({
    filter: { where: [{ column: 'last_name', way: 'is_not', values: [`nobody ${turn}`] }] },
    sort: { column: 'city', direction: 'asc' },
  }),
  'a monthly bill': (turn) => ({
    filter: { where: [{ column: 'monthly_electric_bill', way: 'at_least', values: [20_000 + turn] }] },
  }),
  'half a city, unassigned, any': (turn) => ({
    filter: {
      match: 'any',
      where: [
        { column: 'city', way: 'contains', values: ['san'] },
        { column: 'assigned_to', way: 'empty' },
        { column: 'next_step', way: 'contains', values: [`step ${turn}`] },
      ],
    },
  }),
  'follow-ups due': (turn) => ({
    filter: {
      statuses: ['new', 'contacted', 'qualified'],
      where: [{ column: 'follow_up_at', way: 'last_days', values: [3_000 + (turn % 600)] }],
    },
    sort: { column: 'follow_up_at', direction: 'asc' },
  }),
}

export async function measureWorkbench(directory: string, pairs: number): Promise<Figure[]> {
  const core = await openInProcess(directory)
  const beside = openBeside(directory)
  const figures: Figure[] = []
  const deep: number[] = []
  const leads = beside.sql('select sum(total) from lead_counts').value<number>() ?? 0
  const mostMs = PASS_MS * Math.max(100_000, leads)
  for (const [name, asked] of Object.entries(LISTS)) {
    const product: number[] = []
    const floor: number[] = []
    let total = 0
    for (let pair = 0; pair < pairs; pair++) {
      const input = asked(pair)
      const parsed = leadOperations['leads.page'].input.parse(input)
      const statements = statementsOf(beside, (db) => leadsPage(db, parsed, Date.now()))
      const bare = () => {
        for (const { text, values } of statements) beside.sql(text).all(...values)
      }
      const isProductFirst = pair % 2 === 0
      if (!isProductFirst) floor.push(await timeOf(bare))
      product.push(await timeOf(() => ask(core.api, 'leads.page', input)))
      if (isProductFirst) floor.push(await timeOf(bare))
      if (pair > 0) continue
      ;({ total } = await ask(core.api, 'leads.page', { ...input, limit: 1 }))
      for (let call = 0; call < DEEP_CALLS; call++) {
        const offset = Math.floor((total * ((call * 7) % DEEP_CALLS)) / DEEP_CALLS)
        deep.push(await timeOf(() => ask(core.api, 'leads.page', { ...input, offset })))
      }
    }
    const words = `${name} (${total.toLocaleString('en-US')}), all of it`
    figures.push(
      figure('list by any column', words, median(product), 'ms', {
        floor: median(floor),
        ratios: product.map((took, at) => took / (floor[at] as number)),
        goal: atMost(mostMs, median(product), 'ms'),
      }),
    )
    const glances: number[] = []
    let shown = 0
    for (let call = 0; call < GLANCES; call++) {
      const glance = { ...asked(1_000 + call), isGlance: true }
      glances.push(
        await timeOf(async () => {
          const { rows, isCounting } = await ask(core.api, 'leads.page', glance)
          shown = isCounting === true ? rows.length : 0
        }),
      )
    }
    if (shown > 0) {
      const p99 = percentile(glances, 0.99)
      figures.push(
        figure('list by any column', `${name}, its first ${shown} rows, p50`, median(glances), 'ms'),
        figure('list by any column', `${name}, its first ${shown} rows, p99`, p99, 'ms', {
          goal: atMost(5, p99, 'ms'),
        }),
      )
    }
  }
  const p99 = percentile(deep, 0.99)
  figures.push(
    figure('list by any column', 'any place of these, p50', median(deep), 'ms'),
    figure('list by any column', 'any place of these, p99', p99, 'ms', { goal: atMost(15, p99, 'ms') }),
  )
  beside.close()

  await core.close()
  figures.push(...(await measureBeside(directory)), ...(await measureMany(directory, pairs)))
  return figures
}

/** The plain list over threads, alone and while passes run. */
async function measureBeside(directory: string): Promise<Figure[]> {
  const folder = { directory, migrationsFolder: MIGRATIONS, workerFile: WORKER }
  const hosted = await startThreadedCore({ ...folder, webhookPort: 0, masterKey: MASTER_KEY })
  const pageAt = (call: number) => ask(hosted.api, 'leads.page', { offset: (call * 100) % 5_000 })
  const alone: number[] = []
  const beside: number[] = []
  for (let call = 0; call < 100; call++) await pageAt(call)
  for (let call = 0; call < 200; call++) alone.push(await timeOf(() => pageAt(call)))
  const byName = LISTS['by city'] as (typeof LISTS)[string]
  for (let turn = 0; turn < PASSES_BESIDE; turn++) {
    let isRunning = true
    const passes = [0, 1, 2].map((one) => ask(hosted.api, 'leads.page', byName(2_000 + turn * 3 + one)))
    void Promise.all(passes).then(() => {
      isRunning = false
    })
    for (let call = 0; isRunning && call < 1_000; call++) beside.push(await timeOf(() => pageAt(call)))
    await Promise.all(passes)
  }
  await hosted.close()
  const p99 = percentile(beside, 0.99)
  return [
    figure(
      'beside a pass',
      'the plain list over threads, three passes asked for, p50',
      median(beside),
      'ms',
      {
        floor: median(alone),
        ratios: [median(beside) / median(alone)],
      },
    ),
    figure('beside a pass', 'the same, p99', p99, 'ms', {
      floor: percentile(alone, 0.99),
      goal: atMost(10, p99, 'ms'),
    }),
  ]
}
