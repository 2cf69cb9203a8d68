// Lists that an index has in their order are walked, all others are found by a pass: whichever way, it is the same list. What a list begins
// with can be asked for before it is counted; and a thread for brief answers leaves a pass to the one for long ones.
import { describe, expect, onTestFinished, test } from 'vitest'
import { openConnection } from '../../electron/core/db/connection.ts'
import { TakesLong } from '../../electron/core/long-work.ts'
import { createReader } from '../../electron/core/reader.ts'
import type { Input } from '../../shared/contract/index.ts'
import type { LeadFilter } from '../../shared/contract/leads.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'

type Filter = LeadFilter
type Sort = NonNullable<Input<'leads.page'>['sort']>

/** Every lead fulfils it, and no index knows that: with it, a list is found by a pass. */
const EVERYBODY = { column: 'webhook_id', way: 'filled', values: [] } as const

const SORTS = ['created_at', 'status', 'lead_type', 'workspace_id', 'updated_at', 'last_name'].flatMap(
  (column) => (['asc', 'desc'] as const).map((direction): Sort => ({ column, direction })),
)

/** Filters, and the same in other words where the words of the first are an index's. */
const FILTERS: readonly { readonly name: string; readonly filter: Filter; readonly same?: Filter }[] = [
  { name: 'all', filter: {} },
  { name: 'two statuses', filter: { statuses: ['new', 'contacted'] } },
  { name: 'a type', filter: { types: ['solar'] } },
  {
    name: 'no workspace, as a condition',
    filter: { where: [{ column: 'workspace_id', way: 'empty', values: [] }] },
    same: { workspaceId: null },
  },
  {
    name: 'all but two statuses, of them those chosen',
    filter: {
      statuses: ['new', 'lost'],
      where: [{ column: 'status', way: 'none_of', values: ['new', 'qualified'] }],
    },
    same: { statuses: ['lost'] },
  },
  {
    name: 'two types, as a condition',
    filter: { where: [{ column: 'lead_type', way: 'any_of', values: ['solar', 'hvac'] }], match: 'any' },
    same: { types: ['hvac', 'solar'] },
  },
]

async function openSample(): Promise<TestCore> {
  const core = await openCore()
  await core.ask('settings.setUp', { agencyName: 'Places', timeZone: 'America/Phoenix' })
  const ended = new Promise<void>((resolve) => {
    core.api.onChanges(({ tasks }) => {
      if (tasks?.some(({ status }) => status !== 'running')) resolve()
    })
  })
  await core.ask('sampleData.create', { leads: 150, seed: 7 })
  await ended
  // Leads alike in all but their arrival, and some without a name.
  core.writer.connection.raw.exec(`
    update leads set updated_at = '2026-03-01T10:00:00.000Z', follow_up_at = '2026-03-05T09:00:00.000Z' where id % 3 = 0;
    update leads set last_name = null where id % 7 = 0;
    update leads set last_name = upper(last_name) where id % 5 = 0`)
  return core
}

/** The list page by page, with pages that fit nothing. */
async function idsOf(core: TestCore, filter: Filter, sort: Sort): Promise<number[]> {
  const ids: number[] = []
  for (let offset = 0; ; offset += 61) {
    const page = await core.ask('leads.page', { filter, sort, offset, limit: 61 })
    ids.push(...page.rows.map(({ id }) => id))
    if (offset + 61 >= page.total) {
      expect(page.isTotalExact).toBe(true)
      expect(ids).toHaveLength(page.total)
      return ids
    }
  }
}

describe('walked or found by a pass, it is the same list', () => {
  test.each(FILTERS)('$name', { timeout: 60_000 }, async ({ filter, same }) => {
    const core = await openSample()
    for (const sort of SORTS) {
      const walked = await idsOf(core, filter, sort)
      const { where = [], ...chosen } = same ?? filter
      const passed = await idsOf(core, { ...chosen, where: [...where, EVERYBODY] }, sort)
      expect(walked, `${sort.column} ${sort.direction}`).toEqual(passed)
      expect(walked.length).toBeGreaterThan(0)
      expect(await core.ask('leads.ids', { filter, sort, offset: 5, limit: 50 })).toEqual(walked.slice(5, 55))
    }
  })

  test('by name: the last one, then the first, as people look for somebody', async () => {
    const core = await openSample()
    const { raw } = core.writer.connection
    raw.exec(`
      update leads set last_name = 'Ruiz', first_name = null where id % 11 = 0;
      update leads set first_name = upper(first_name) where id % 4 = 0`)
    const named = raw
      .prepare('select id, first_name, last_name, created_at from leads where is_test = 0')
      .all() as {
      id: number
      first_name: string | null
      last_name: string | null
      created_at: string
    }[]
    // What has no last name comes last, what has no first name before its namesakes; of people called alike the newest first.
    const key = (name: string | null) =>
      name === null ? '' : `1${name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())}`
    const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
    const expected = named
      .sort(
        (a, b) =>
          Number(a.last_name === null) - Number(b.last_name === null) ||
          compare(key(a.last_name), key(b.last_name)) ||
          compare(key(a.first_name), key(b.first_name)) ||
          compare(b.created_at, a.created_at) ||
          b.id - a.id,
      )
      .map(({ id }) => id)
    expect(expected.length).toBeGreaterThan(100)
    expect(await idsOf(core, {}, { column: 'last_name', direction: 'asc' })).toEqual(expected)
    const filled = expected.filter((id) => named.find((one) => one.id === id)?.last_name !== null)
    const backwards = [...filled].reverse()
    expect(
      (await idsOf(core, {}, { column: 'last_name', direction: 'desc' })).slice(0, filled.length),
    ).toEqual(backwards)
    const people = await core.ask('contacts.page', {
      sort: { column: 'last_name', direction: 'asc' },
      limit: 200,
    })
    const names = people.rows.map(({ lastName, firstName }) => [key(lastName), key(firstName)].join('\t'))
    const withLast = names.filter((name) => !name.startsWith('\t'))
    expect(withLast).toEqual([...withLast].sort())
    expect(names.slice(0, withLast.length)).toEqual(withLast)
  })

  test('whose they are', async () => {
    const core = await openSample()
    const sort = { column: 'created_at', direction: 'desc' } as const
    const [agent] = core.writer.connection.raw
      .prepare(
        'select assigned_to from leads where assigned_to is not null group by 1 order by count(*) desc',
      )
      .pluck()
      .all() as [string]
    for (const condition of [
      { column: 'assigned_to', way: 'any_of', values: [agent, 'nobody', agent] },
      { column: 'assigned_to', way: 'empty', values: [] },
    ] as const) {
      const mine = await idsOf(core, { where: [condition] }, sort)
      expect(mine.length).toBeGreaterThan(0)
      expect(mine).toEqual(await idsOf(core, { where: [condition, EVERYBODY] }, sort))
    }
  })
})

/** More leads than one passes over in a moment. */
async function openWithMany(): Promise<TestCore> {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  const { raw } = core.writer.connection
  raw
    .prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 21000)
       insert into leads (id, webhook_id, lead_type, status, city, last_name, created_at, updated_at)
       select 1000000000 + i, ?, 'solar', 'new', iif(i % 4 = 0, 'San Diego', 'Reno'), 'Ruiz ' || (i % 100),
         strftime('%Y-%m-%dT%H:%M:%fZ', 1760000000 + i, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%fZ', 1760000000 + i, 'unixepoch')
       from n`,
    )
    .run(webhookId)
  return core
}

const IN_SAN = [{ column: 'city', way: 'contains', values: ['san'] }] as const

test('a glance is what the list begins with, and says that it has not counted', async () => {
  const core = await openWithMany()
  for (const sort of [
    { column: 'created_at', direction: 'desc' },
    { column: 'created_at', direction: 'asc' },
    { column: 'updated_at', direction: 'desc' },
    { column: 'last_name', direction: 'asc' },
    { column: 'last_name', direction: 'desc' },
  ] as const) {
    const asked = { filter: { where: IN_SAN }, sort } as const
    const glance = await core.ask('leads.page', { ...asked, isGlance: true })
    expect(glance).toMatchObject({ isCounting: true, isTotalExact: false })
    const whole = await core.ask('leads.page', asked)
    expect(whole).toMatchObject({ total: 5_250, isTotalExact: true })
    expect(whole.isCounting).toBeUndefined()
    expect(glance.rows.length).toBeGreaterThan(0)
    expect(glance.rows).toEqual(whole.rows.slice(0, glance.rows.length))
  }
  // Without an order in an index nothing can be said; where all is known anyway, all is said.
  const bySource = { filter: { where: IN_SAN }, sort: { column: 'city', direction: 'asc' } } as const
  expect(await core.ask('leads.page', { ...bySource, isGlance: true })).toMatchObject({
    rows: [],
    isCounting: true,
  })
  expect(await core.ask('leads.page', { isGlance: true })).toMatchObject({
    total: 21_000,
    isTotalExact: true,
  })
})

test('a connection for brief answers refuses a pass over many leads, and nothing else', async () => {
  const core = await openWithMany()
  const connection = openConnection(core.writer.connection.raw.name, 'read')
  const reader = createReader({
    connection: { ...connection, isBrief: true },
    secretProtection: 'file',
    logDefect: (error) => {
      throw error
    },
    checksOutputs: true,
  })
  onTestFinished(reader.close)
  expect(() => reader.query('leads.page', { filter: { where: IN_SAN } })).toThrow(TakesLong)
  for (const brief of [
    {},
    { filter: { where: IN_SAN }, isGlance: true },
    { filter: { search: 'san' } },
    { filter: { statuses: ['lost'], where: IN_SAN } },
  ])
    expect(reader.query('leads.page', brief)).toMatchObject({ ok: true })
})

test('far into a list of merged ranges, places are those of the whole list', async () => {
  const core = await openWithMany()
  const { raw } = core.writer.connection
  raw.exec(`
    insert into leads (id, webhook_id, lead_type, status, created_at, updated_at)
    select id + 30000, webhook_id, 'hvac', 'contacted', created_at, updated_at from leads`)
  const filter = { types: ['solar', 'hvac'] } as const
  const offset = 20_900
  const { rows, total } = await core.ask('leads.page', {
    filter: { types: [...filter.types] },
    offset,
    limit: 200,
  })
  expect(total).toBe(42_000)
  const expected = raw
    .prepare('select id from leads order by created_at desc, id desc limit 200 offset ?')
    .pluck()
    .all(offset)
  expect(rows.map(({ id }) => id)).toEqual(expected)
})
