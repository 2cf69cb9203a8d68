// A page of the list of leads, wherever one scrolls to and whatever is filtered: the core's own answer against its statements run bare.

import { leadsPage } from '../../electron/core/records/list-leads.ts'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import type { Input } from '../../shared/contract/index.ts'
import { leadOperations } from '../../shared/contract/leads.ts'
import { statementsOf } from '../support/statements.ts'
import { atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, openBeside, openInProcess, timeOf } from './hundred-thousand.ts'
import { MASTER_KEY, MIGRATIONS, WORKER } from './workplace.ts'

const PAGE = 100
const CALLS = 30

type Filter = NonNullable<Input<'leads.page'>['filter']>

export async function measureLists(directory: string, pairs: number): Promise<Figure[]> {
  const core = await openInProcess(directory)
  const beside = openBeside(directory)
  const workspace = beside
    .sql(
      'select workspace_id from leads where workspace_id is not null group by 1 order by count(*) desc limit 1',
    )
    .value<string>() as string
  const filters: Readonly<Record<string, Filter>> = {
    unfiltered: {},
    'status and type': { statuses: ['contacted'], types: ['solar'] },
    'three statuses': { statuses: ['new', 'contacted', 'qualified'] },
    workspace: { workspaceId: workspace },
    'workspace and two statuses': { workspaceId: workspace, statuses: ['new', 'lost'] },
  }
  const figures: Figure[] = []
  const inputs: Input<'leads.page'>[] = []
  for (const [name, filter] of Object.entries(filters)) {
    const { total } = await ask(core.api, 'leads.page', { filter, limit: 1 })
    const places = { first: 0, middle: Math.floor(total / 2), last: Math.max(0, total - 3 * PAGE) }
    const ofProduct: number[] = []
    const ofFloor: number[] = []
    const ratios: number[] = []
    let worst = 0
    for (let pair = 0; pair < pairs; pair++) {
      const product: number[] = []
      const floor: number[] = []
      for (let call = 0; call < CALLS; call++) {
        for (const at of Object.values(places)) {
          const input = { filter, offset: at + ((call * 7) % PAGE), limit: PAGE }
          inputs.push(input)
          const parsed = leadOperations['leads.page'].input.parse(input)
          const statements = statementsOf(beside, (db) => leadsPage(db, parsed, Date.now())).map(
            ({ text, values }) => ({
              statement: beside.sql(text),
              values,
            }),
          )
          const bare = () => {
            for (const { statement, values } of statements) statement.all(...values)
          }
          // Whoever comes second finds the processor's caches warm, so they take turns at it.
          const isProductFirst = call % 2 === 0
          if (!isProductFirst) floor.push(await timeOf(bare))
          product.push(await timeOf(() => ask(core.api, 'leads.page', input)))
          if (isProductFirst) floor.push(await timeOf(bare))
        }
      }
      ratios.push(median(product) / median(floor))
      worst = Math.max(worst, percentile(product, 0.99))
      ofProduct.push(...product)
      ofFloor.push(...floor)
    }
    const p99 = percentile(ofProduct, 0.99)
    const ratio = median(ratios)
    figures.push(
      figure('list page of 100', `${name} (${total.toLocaleString('en-US')}), p50`, median(ofProduct), 'ms', {
        floor: median(ofFloor),
        ratios,
        goal: { words: 'at most 1.3 of the floor', isMet: ratio <= 1.3 },
      }),
      figure('list page of 100', `${name}, p99`, p99, 'ms', {
        floor: percentile(ofFloor, 0.99),
        goal: atMost(5, p99, 'ms'),
      }),
    )
  }
  beside.close()
  await core.close()

  const hosted = await startThreadedCore({
    directory,
    migrationsFolder: MIGRATIONS,
    workerFile: WORKER,
    webhookPort: 0,
    masterKey: MASTER_KEY,
  })
  const hopped: number[] = []
  for (const input of inputs.slice(0, 20)) await ask(hosted.api, 'leads.page', input)
  for (const input of inputs) hopped.push(await timeOf(() => ask(hosted.api, 'leads.page', input)))
  await hosted.close()
  const p99 = percentile(hopped, 0.99)
  figures.push(
    figure('list page of 100', 'all of these over threads, p50', median(hopped), 'ms'),
    figure('list page of 100', 'all of these over threads, p99', p99, 'ms', { goal: atMost(5, p99, 'ms') }),
  )
  return figures
}
