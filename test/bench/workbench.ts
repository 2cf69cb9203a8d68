// The workbench: a list by any column and in any order, any place of it, and one change for ten thousand leads.
import { leadsPage } from '../../electron/core/records/list-leads.ts'
import type { Input } from '../../shared/contract/index.ts'
import { leadOperations } from '../../shared/contract/leads.ts'
import { statementsOf } from '../support/statements.ts'
import { atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, openBeside, openInProcess, timeOf } from './hundred-thousand.ts'

const DEEP_CALLS = 40
const MANY = 10_000

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

  const ids = await ask(core.api, 'leads.ids', { offset: 0, limit: MANY })
  const { raw } = core.writer.connection
  const update = raw.prepare('update leads set status = ?, updated_at = ? where id = ?')
  const tell = raw.prepare(
    `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'status_changed', ?, ?, 'owner')`,
  )
  const product: number[] = []
  const floor: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    floor.push(
      await timeOf(() => {
        raw.exec('begin immediate')
        const now = new Date().toISOString()
        for (const id of ids) {
          update.run('contacted', now, id)
          tell.run(id, '{"from":"new","to":"contacted"}', now)
        }
        raw.exec('rollback')
      }),
    )
    let undoId: number | undefined
    product.push(
      await timeOf(async () => {
        const change = { target: { ids: [...ids] }, change: { status: 'negotiating' as const } }
        undoId = (await ask(core.api, 'leads.changeMany', change)).undoId
      }),
    )
    await ask(core.api, 'history.undo', { undoId })
  }
  figures.push(
    figure(
      'one change for many',
      `status of ${ids.length.toLocaleString('en-US')} leads`,
      median(product),
      'ms',
      {
        floor: median(floor),
        ratios: product.map((took, at) => took / (floor[at] as number)),
      },
    ),
  )
  await core.close()
  return figures
}
