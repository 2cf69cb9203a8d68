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
/** As far into the list as a scrollbar is pulled in one go. */
const FAR = 200_000

type Asked = Pick<Input<'leads.page'>, 'filter' | 'sort'>

export async function measureLists(directory: string, pairs: number, calls: number): Promise<Figure[]> {
  const core = await openInProcess(directory)
  const beside = openBeside(directory)
  const workspace = beside
    .sql(
      'select workspace_id from leads where workspace_id is not null group by 1 order by count(*) desc limit 1',
    )
    .value<string>() as string
  const agent = beside
    .sql(
      'select assigned_to from leads where assigned_to is not null group by 1 order by count(*) desc limit 1',
    )
    .value<string>() as string
  const by = (column: string, direction: 'asc' | 'desc') => ({ sort: { column, direction } })
  const lists: Readonly<Record<string, Asked>> = {
    unfiltered: {},
    'status and type': { filter: { statuses: ['contacted'], types: ['solar'] } },
    'three statuses': { filter: { statuses: ['new', 'contacted', 'qualified'] } },
    workspace: { filter: { workspaceId: workspace } },
    'workspace and two statuses': { filter: { workspaceId: workspace, statuses: ['new', 'lost'] } },
    mine: { filter: { where: [{ column: 'assigned_to', way: 'any_of', values: [agent] }] } },
    'oldest first': by('created_at', 'asc'),
    'by status': by('status', 'asc'),
    'a workspace by type': { filter: { workspaceId: workspace }, ...by('lead_type', 'desc') },
    'by workspace': by('workspace_id', 'asc'),
    'by last name': by('last_name', 'asc'),
    'last changed': by('updated_at', 'desc'),
  }
  const figures: Figure[] = []
  const inputs: Input<'leads.page'>[] = []
  const jumps: number[] = []
  const counted: number[] = []
  for (const [name, asked] of Object.entries(lists)) {
    const { total } = await ask(core.api, 'leads.page', { ...asked, limit: 1 })
    const places = [0, Math.min(20 * PAGE, Math.floor(total / 2)), Math.max(0, total - 3 * PAGE)]
    const farAway = [Math.floor(total / 2), ...(total > FAR ? [FAR] : [])]
    const ofProduct: number[] = []
    const ofFloor: number[] = []
    const ratios: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      const product: number[] = []
      const floor: number[] = []
      for (let call = 0; call < calls; call++) {
        for (const at of places) {
          const input = { ...asked, offset: at + ((call * 7) % PAGE), limit: PAGE }
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
        for (const at of farAway) {
          const input = { ...asked, offset: at + ((call * 37) % 5_000), limit: PAGE }
          if (input.offset < total) jumps.push(await timeOf(() => ask(core.api, 'leads.page', input)))
        }
        counted.push(await timeOf(() => ask(core.api, 'leads.page', { ...asked, limit: 1 })))
      }
      ratios.push(median(product) / median(floor))
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
  const jumped = percentile(jumps, 0.99)
  const first = median(counted)
  figures.push(
    figure('jump', 'into the middle and to place 200,000 of all of these, p50', median(jumps), 'ms'),
    figure('jump', 'the same, p99', jumped, 'ms', { goal: atMost(15, jumped, 'ms') }),
    figure('exact count', 'of all of these with one row, p50', first, 'ms', { goal: atMost(1, first, 'ms') }),
  )
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
