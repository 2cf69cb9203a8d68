// The analytics screen, panel by panel, against the same figures counted live by SQL over the base tables in the same run; what keeping them adds to one
// intake; Verify against one bare pass over what it reads; and how long the image takes to load.

import { verify } from '../../electron/core/analytics/verify.ts'
import type { Connection } from '../../electron/core/db/connection.ts'
import { openConnection } from '../../electron/core/db/connection.ts'
import { advanceImage } from '../../electron/core/figures/answers.ts'
import { taskContext } from '../../electron/core/tasks/run-task.ts'
import type { Api, Input, OperationName } from '../../shared/contract/index.ts'
import { atLeast, atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, openBeside, openInProcess, timeOf } from './hundred-thousand.ts'

type Scope = { readonly from: string; readonly to: string }
type Panel = {
  readonly name: string
  readonly ask: (api: Api, scope: Scope) => Promise<unknown>
  /** The same figures, counted live; `:from` and `:to` are instants. */
  readonly live: readonly string[]
}

const IN = `is_test = 0 and created_at >= :from and created_at < :to`
const MS = (column: string) => `(unixepoch(${column}, 'subsec') - unixepoch(created_at, 'subsec')) * 1000`
const SOLD = `c.conversion_type in ('sale', 'contract') and c.voided_at is null
  and not exists (select 1 from leads t where t.id = c.lead_id and t.is_test = 1)`
const STAGES = ['new', 'contacted', 'qualified', 'proposal_sent', 'negotiating', 'scheduled', 'converted']
const reached = (stage: string) =>
  `sum(stage_reached in (${STAGES.slice(STAGES.indexOf(stage))
    .map((one) => `'${one}'`)
    .join(', ')}))`
/** Median and quarters of each group. */
const quarters = (column: string, group: string) =>
  `select g, avg(case when place = n / 2 then ms end), avg(case when place = n / 4 then ms end), avg(case when place = n * 3 / 4 then ms end), avg(ms)
   from (select ${group} as g, ${MS(column)} as ms, row_number() over (partition by ${group} order by ${MS(column)}) as place,
           count(*) over (partition by ${group}) as n from leads where ${IN} and ${column} is not null) group by g`
const figuresBy = (group: string): readonly string[] => [
  `select ${group} as g, count(*), ${reached('contacted')}, ${reached('qualified')}, ${reached('converted')},
     sum(${MS('contacted_at')} <= 300000), sum(exists (select 1 from appointments a where a.lead_id = leads.id)),
     sum(coalesce(cost_cents, (select price_cents from provider_prices p where p.provider_id = leads.provider_id
       and p.webhook_id in ('', leads.webhook_id) and p.from_day <= substr(created_at, 1, 10) order by p.webhook_id desc, p.from_day desc limit 1)))
   from leads where ${IN} group by g`,
  `select g, sum(again) from (select ${group} as g, created_at, is_test, created_at > min(created_at) over (partition by phone) as again
     from leads where is_test = 0 and phone is not null) where ${IN} group by g`,
  `select ${group} as g, sum(c.value_cents) from leads join conversions c on c.lead_id = leads.id
   where ${IN.replaceAll('created_at', 'leads.created_at')} and ${SOLD} group by g`,
  quarters('contacted_at', group),
  quarters('converted_at', group),
  `select ${group} as g, c.currency, count(*), sum(c.value_cents) from conversions c left join leads on leads.id = c.lead_id
   where c.converted_at >= :from and c.converted_at < :to and ${SOLD} group by g, c.currency`,
]

const PANELS: readonly Panel[] = [
  {
    name: 'headline figures',
    ask: (api, scope) => ask(api, 'analytics.overview', { scope }),
    live: figuresBy('1'),
  },
  {
    name: 'funnel with times',
    ask: (api, scope) => ask(api, 'analytics.funnel', { scope }),
    live: [
      `select stage_reached, status in ('rejected', 'lost'), count(*) from leads where ${IN} group by 1, 2`,
      ...[
        'contacted_at',
        'qualified_at',
        'proposal_sent_at',
        'negotiating_at',
        'scheduled_at',
        'converted_at',
      ].map((column) => quarters(column, '1')),
    ],
  },
  {
    name: 'trend by day',
    ask: (api, scope) => ask(api, 'analytics.trend', { scope, step: 'day' }),
    live: [
      `select substr(created_at, 1, 10), count(*), ${reached('converted')} from leads where ${IN} group by 1`,
      `select c.converted_day, c.currency, count(*), sum(c.value_cents) from conversions c
       where c.converted_at >= :from and c.converted_at < :to and ${SOLD} group by 1, 2`,
    ],
  },
  {
    name: 'heat map',
    ask: (api, scope) => ask(api, 'analytics.heat', { scope }),
    live: [
      `select strftime('%w %H', created_at, '-7 hours'), count(*), sum(${MS('contacted_at')} <= 300000) from leads where ${IN} group by 1`,
    ],
  },
  {
    name: 'times with buckets',
    ask: (api, scope) => ask(api, 'analytics.speed', { scope }),
    live: ['contacted_at', 'converted_at'].flatMap((column) => [
      quarters(column, '1'),
      `select ${MS(column)} / 86400000, count(*) from leads where ${IN} and ${column} is not null group by 1`,
    ]),
  },
  {
    name: 'vendors',
    ask: (api, scope) => ask(api, 'analytics.breakdown', { scope, by: 'provider_id' }),
    live: figuresBy('provider_id'),
  },
  {
    name: 'agents',
    ask: (api, scope) => ask(api, 'analytics.breakdown', { scope, by: 'assigned_to' }),
    live: figuresBy('assigned_to'),
  },
  {
    name: 'ZIP prefixes',
    ask: (api, scope) => ask(api, 'analytics.breakdown', { scope, by: 'zip_prefix' }),
    live: figuresBy('substr(zip_code, 1, 3)'),
  },
  {
    name: 'cohorts',
    ask: (api, scope) => ask(api, 'analytics.cohorts', { scope }),
    live: [
      `select strftime('%Y %W', created_at), count(*), ${[1, 2, 4, 8, 12, 26]
        .map((weeks) => `sum(${MS('converted_at')} <= ${weeks * 7 * 86_400_000})`)
        .join(', ')} from leads where ${IN} group by 1`,
    ],
  },
]

const DAY_MS = 86_400_000
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const words = (count: number) => count.toLocaleString('en-US')

export async function measureAnalytics(directory: string, runs: number): Promise<Figure[]> {
  const figures: Figure[] = []
  const beside = openBeside(directory)
  const leads = beside.sql('select count(*) from leads where is_test = 0').value<number>() ?? 0
  const sales = beside.sql('select count(*) from conversions').value<number>() ?? 0
  const [first, last] = beside
    .sql('select min(created_at), max(created_at) from leads')
    .arrays<[string, string]>()[0] as [string, string]
  const load = await timeOf(() => advanceImage(beside, Number.POSITIVE_INFINITY))
  figures.push(
    figure(
      'analytics',
      `the image of ${words(leads)} leads and ${words(sales)} conversions loads in`,
      load / 1_000,
      's',
    ),
  )
  const core = await openInProcess(directory)
  const endMs = Date.parse(last)
  /** The periods differ by a day before the first lead, or by nothing that anybody sells in: no answer is known already. */
  const spans: readonly (readonly [string, (run: number) => Scope])[] = [
    ['all', (run) => ({ from: dayOf(Date.parse(first) - (run + 2) * DAY_MS), to: dayOf(endMs + DAY_MS) })],
    ['90 days', (run) => ({ from: dayOf(endMs - 90 * DAY_MS), to: dayOf(endMs + (run + 2) * DAY_MS) })],
  ]
  await ask(core.api, 'analytics.heat', { scope: { from: '2000-01-01', to: '2000-01-02' } })
  for (const [name, scopeOf] of spans) {
    const whole: number[] = []
    for (const panel of PANELS) {
      for (let run = 0; run < 3; run++) await panel.ask(core.api, scopeOf(runs + run))
      const cold: number[] = []
      const warm: number[] = []
      for (let run = 0; run < runs; run++) {
        const took = await timeOf(() => panel.ask(core.api, scopeOf(run)))
        cold.push(took)
        whole[run] = (whole[run] ?? 0) + took
        warm.push(await timeOf(() => panel.ask(core.api, scopeOf(run))))
      }
      const scope = scopeOf(0)
      const bounds = { from: `${scope.from}T07:00:00.000Z`, to: `${scope.to}T07:00:00.000Z` }
      const live = await timeOf(() => {
        for (const text of panel.live) beside.sql(text).all(bounds)
      })
      const p99 = percentile(cold, 0.99)
      const times = live / median(cold)
      figures.push(
        figure('analytics', `${panel.name}, ${name}: cold, p99`, p99, 'ms', { goal: atMost(20, p99, 'ms') }),
        figure('analytics', 'the same, p50; the floor counts it live', median(cold), 'ms', {
          floor: live,
          ratios: [median(cold) / live],
          goal: atLeast(100, times, 'times as fast'),
        }),
        figure('analytics', 'the same, warm, p99', percentile(warm, 0.99), 'ms'),
      )
    }
    figures.push(figure('analytics', `the whole screen, ${name}: cold, p99`, percentile(whole, 0.99), 'ms'))
  }
  figures.push(await measureFollowing(core, runs))
  figures.push(await measureUpkeep(core))
  figures.push(...(await measureVerify(core)))
  beside.close()
  await core.close()
  return figures
}

type Core = Awaited<ReturnType<typeof openInProcess>>

/** A lead has come: the next answer is of the image with it. */
async function measureFollowing(core: Core, runs: number): Promise<Figure> {
  const webhookId =
    core.writer.connection.sql('select webhook_id from webhook_configs limit 1').value<string>() ?? ''
  const took: number[] = []
  for (let run = 0; run < runs; run++) {
    await ask(core.api, 'leads.create', { webhookId, values: { phone: phoneOf(run) } })
    took.push(
      await timeOf(() =>
        ask(core.api, 'analytics.heat', { scope: { from: '2000-01-01', to: '2000-01-02' } }),
      ),
    )
  }
  const p99 = percentile(took, 0.99)
  return figure('analytics', 'taking up a lead that has just come, p99', p99, 'ms', {
    goal: atMost(20, p99, 'ms'),
  })
}

const phoneOf = (at: number) => `(602) 555-${String(100 + (at % 100)).padStart(4, '0')}`

const INTAKES = 400

/** What is written beside a lead for the sake of figures, over making the lead; neither waits for the disk. */
async function measureUpkeep(core: Core): Promise<Figure> {
  const { writer } = core
  const { connection } = writer
  const webhookId = connection.sql('select webhook_id from webhook_configs limit 1').value<string>() ?? ''
  const ratios: number[] = []
  const intakes: number[] = []
  const upkeeps: number[] = []
  for (let pair = 0; pair < 7; pair++) {
    connection.raw.exec('pragma synchronous = off')
    const intake = await timeOf(async () => {
      for (let at = 0; at < INTAKES; at++)
        await ask(
          core.api,
          'leads.create' satisfies OperationName,
          {
            webhookId,
            values: { phone: phoneOf(at), zip_code: '85018', source: 'Bench' },
          } satisfies Input<'leads.create'>,
        )
    })
    const day = writer.directory.dayOf(Date.now())
    const upkeep = await timeOf(() => {
      for (let at = 0; at < INTAKES; at++)
        writer.run('system', ({ db, clock }) => {
          db.sql('insert into lead_changes (lead_id) values (?)').run(1)
          db.sql(
            'update lead_analytics set total_leads = total_leads + 0, updated_at = ? where webhook_id = ? and date = ?',
          ).run(clock.now(), webhookId, day)
          db.sql('delete from conversion_analytics_cache').run()
        })
    })
    const empty = await timeOf(() => {
      for (let at = 0; at < INTAKES; at++)
        writer.run('system', ({ db }) => void db.sql('update sequences set value = value').run())
    })
    intakes.push(intake / INTAKES)
    upkeeps.push(Math.max(0, upkeep - empty) / INTAKES)
    ratios.push(Math.max(0, upkeep - empty) / intake)
  }
  connection.raw.exec('pragma synchronous = full')
  return figure(
    'analytics',
    'keeping the figures, over one intake that waits for no disk',
    median(upkeeps),
    'ms',
    {
      floor: median(intakes),
      ratios,
      goal: { words: 'at most 10 % of it', isMet: median(ratios) <= 0.1 },
    },
  )
}

async function measureVerify(core: Core): Promise<Figure[]> {
  const { writer } = core
  const file = writer.connection.raw.name
  const product: number[] = []
  const floor: number[] = []
  let found = 0
  for (let pair = 0; pair < 3; pair++) {
    floor.push(await timeOf(() => barePass(file)))
    product.push(
      await timeOf(() => {
        const context = taskContext({
          writer,
          vault: null as never,
          actor: 'system',
          secretProtection: 'file',
        })
        const task = verify(context)
        for (;;) {
          const { done, value } = task.next()
          if (done !== true) continue
          found = value.differences.length + value.more
          break
        }
      }),
    )
  }
  const ratios = product.map((took, at) => took / (floor[at] as number))
  return [
    figure('analytics', 'Verify, over one bare pass over the tables', median(product), 'ms', {
      floor: median(floor),
      ratios,
      goal: { words: 'at most 1.5 of it', isMet: median(ratios) <= 1.5 },
    }),
    figure('analytics', 'differences that it found', found, '', { goal: atMost(0, found, '') }),
  ]
}

/** Reads what Verify reads, and does nothing with it. */
function barePass(file: string): void {
  const db: Connection = openConnection(file, 'read', { cacheKib: 16_384 })
  const pass = (text: string) => {
    for (const row of db.raw.prepare(text).raw().iterate()) void row
  }
  pass(
    'select id, webhook_id, provider_id, workspace_id, created_at, converted_at, status, lead_type, stage_reached from leads where is_test = 0',
  )
  pass(
    `select c.rowid, c.id, c.converted_at, c.converted_day, c.workspace_id, l.webhook_id, c.value_cents from conversions c left join leads l on l.id = c.lead_id`,
  )
  pass('select id, lead_count, last_lead_at from contacts')
  pass('select contact_id, workspace_id, lead_count, last_lead_at from contact_workspaces')
  pass('select contact_id, workspace_id, created_at, is_test from leads indexed by leads_contact')
  pass('select id, webhook_id, verdict from deliveries')
  db.close()
}
