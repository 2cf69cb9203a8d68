// The workbench: a list by any column and in any order, any place of it, and one change for ten thousand leads (many.ts).
import { leadsPage } from '../../electron/core/records/list-leads.ts'
import type { Input } from '../../shared/contract/index.ts'
import { leadOperations } from '../../shared/contract/leads.ts'
import { statementsOf } from '../support/statements.ts'
import { atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, openBeside, openInProcess, timeOf } from './hundred-thousand.ts'
import { measureMany } from './many.ts'

const DEEP_CALLS = 40

type Asked = Omit<Input<'leads.page'>, 'offset' | 'limit'>

/** `turn` makes each asking a new one, so that no kept result set answers it. */
const LISTS: Readonly<Record<string, (turn: number) => Asked>> = {
  'by last name': (turn) => ({
    filter: { where: [{ column: 'last_name', way: 'is_not', values: [`nobody ${turn}`] }] },
    sort: { column: 'last_name', direction: 'asc' },
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
      where: [{ column: 'follow_up_at', way: 'last_days', values: [3_000 + turn] }],
    },
    sort: { column: 'follow_up_at', direction: 'asc' },
  }),
}

export async function measureWorkbench(directory: string, pairs: number): Promise<Figure[]> {
  const core = await openInProcess(directory)
  const beside = openBeside(directory)
  const figures: Figure[] = []
  const deep: number[] = []
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
    const words = `${name} (${total.toLocaleString('en-US')}), first page`
    figures.push(
      figure('list by any column', words, median(product), 'ms', {
        floor: median(floor),
        ratios: product.map((took, at) => took / (floor[at] as number)),
        goal: atMost(150, median(product), 'ms'),
      }),
    )
  }
  const p99 = percentile(deep, 0.99)
  figures.push(
    figure('list by any column', 'any place of these, p50', median(deep), 'ms'),
    figure('list by any column', 'any place of these, p99', p99, 'ms', { goal: atMost(15, p99, 'ms') }),
  )
  beside.close()

  await core.close()
  return [...figures, ...(await measureMany(directory, pairs))]
}
