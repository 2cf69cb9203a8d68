// No list scans a table or sorts: SQLite is asked how it would run every statement that a page of leads takes.
import { describe, expect, test } from 'vitest'
import { conversionsPage } from '../../electron/core/conversions/list-conversions.ts'
import { BRIEF_ROWS, TakesLong } from '../../electron/core/long-work.ts'
import { leadsPage } from '../../electron/core/records/list-leads.ts'
import { conversionOperations } from '../../shared/contract/conversions.ts'
import type { Input } from '../../shared/contract/index.ts'
import { leadOperations } from '../../shared/contract/leads.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { statementsOf } from '../support/statements.ts'

const FILTERS: readonly (readonly [string, Input<'leads.page'>])[] = [
  ['unfiltered', {}],
  ['the test leads', { filter: { isTest: true } }],
  ['one status', { filter: { statuses: ['contacted'] } }],
  ['one type', { filter: { types: ['solar'] } }],
  ['status and type', { filter: { statuses: ['contacted'], types: ['solar'] } }],
  ['several of both', { filter: { statuses: ['new', 'contacted', 'lost'], types: ['solar', 'hvac'] } }],
  ['a workspace', { filter: { workspaceId: 'acme' } }],
  ['no workspace', { filter: { workspaceId: null } }],
  [
    'a workspace, status and type',
    { filter: { workspaceId: 'acme', statuses: ['new', 'contacted'], types: ['hvac'] } },
  ],
  ['whose they are', { filter: { where: [{ column: 'assigned_to', way: 'any_of', values: ['owner'] }] } }],
  [
    'a type, as a condition',
    { filter: { where: [{ column: 'lead_type', way: 'none_of', values: ['hvac'] }] } },
  ],
  ...['created_at', 'status', 'lead_type', 'workspace_id', 'updated_at', 'last_name'].flatMap((column) =>
    (['asc', 'desc'] as const).map(
      (direction) => [`by ${column} ${direction}`, { sort: { column, direction } }] as const,
    ),
  ),
  [
    'a workspace and statuses by type',
    {
      filter: { workspaceId: 'acme', statuses: ['new', 'lost'] },
      sort: { column: 'lead_type', direction: 'asc' },
    },
  ],
]
const SEARCHES = ['ana', 'maria ruiz', '(602) 555-01', 'ana.ruiz@example.com', 'an', 'a r', '1234567890']

/** Small tables that are read whole, lists of values that are no tables, and walks along an index that end at their limit. */
const MAY_BE_SCANNED =
  /^SCAN (CONSTANT ROW|lead_counts|\w+ VIRTUAL TABLE INDEX|leads USING COVERING INDEX leads_(recent|test|changed)|contacts USING INDEX contacts_sequence)/

function plansOf(core: TestCore, input: unknown): string[] {
  const parsed = leadOperations['leads.page'].input.parse(input)
  const { connection } = core.writer
  return statementsOf(connection, (db) => leadsPage(db, parsed, Date.now())).flatMap(({ text, values }) =>
    connection
      .sql(`explain query plan ${text}`)
      .all<{ detail: string }>(...values)
      .map(({ detail }) => detail),
  )
}

/** Those with one last name are put in order among themselves; their index leads to them. */
const AMONG_NAMESAKES = 'USE TEMP B-TREE FOR LAST 3 TERMS OF ORDER BY'
const sorts = (detail: string) => detail.includes('TEMP B-TREE') && detail !== AMONG_NAMESAKES
const scans = (detail: string) => detail.startsWith('SCAN ') && !MAY_BE_SCANNED.test(detail)

async function openWithLeads() {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  for (const line of ['42', '43', '44']) {
    await core.ask('leads.create', {
      webhookId,
      values: { first_name: 'Ana', last_name: 'Ruiz', phone: `(602) 555-01${line}` },
    })
  }
  return core
}

describe('a page of leads neither scans a table nor sorts', () => {
  test.each(FILTERS)('%s, at its beginning and beyond its middle', async (_name, input) => {
    const core = await openWithLeads()
    for (const offset of [0, 2]) {
      const plans = plansOf(core, { ...input, offset })
      expect(plans.length).toBeGreaterThan(0)
      expect(plans.filter(scans)).toEqual([])
      expect(plans.filter(sorts)).toEqual([])
    }
  })

  test.each(SEARCHES)('searched for "%s": only the matches are sorted', async (search) => {
    const core = await openWithLeads()
    const plans = plansOf(core, { filter: { search } })
    // A person's leads come from the index by contact; walking the wide one for each person took seconds.
    expect(plans.filter((detail) => detail.includes('leads_wide'))).toEqual([])
    expect(plans.filter(scans)).toEqual([])
    expect(plans.filter(sorts).filter((detail) => !detail.includes('json_group_array'))).toEqual([])
  })
})

/** So many of the newest contact. */
async function openWithConversions(count: number) {
  const core = await openWithLeads()
  core.writer.connection.raw.exec(
    `insert into conversions (id, contact_id, converted_by, converted_at, conversion_type, created_at, updated_at, converted_day)
     with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count})
     select printf('00000000-0000-4000-8000-%012x', i), (select max(id) from contacts), 'owner', '2026-01-01T00:00:00.000Z', 'sale',
       '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01' from n`,
  )
  return core.writer.connection
}
const conversionsInput = (input: unknown) => conversionOperations['conversions.page'].input.parse(input)

test('a page of conversions reads its own rows and no others', async () => {
  const connection = await openWithConversions(2_500)
  for (const input of [{}, { offset: 20 }, { sort: { column: 'value', direction: 'desc' } }]) {
    const asked = statementsOf(connection, (db) => conversionsPage(db, conversionsInput(input)))
    const [page] = asked.filter(({ text }) => text.includes('as wanted'))
    const plan = connection
      .sql(`explain query plan ${page?.text}`)
      .all<{ detail: string }>(...(page?.values ?? []))
      .map(({ detail }) => detail)
    expect(plan.filter((detail) => detail.includes('AUTOMATIC'))).toEqual([])
    expect(plan.filter((detail) => detail.startsWith('SCAN c'))).toHaveLength(1)
    expect(plan).toContain('SEARCH c USING INTEGER PRIMARY KEY (rowid=?)')
  }
})

test('the list of many conversions, whose sums are a pass, goes to the reader for passes; that of one contact does not', async () => {
  const connection = await openWithConversions(BRIEF_ROWS + 1)
  const contactId = connection.sql('select min(id) from contacts').value<number>() ?? 0
  const page = (input: unknown, isBrief: boolean) =>
    conversionsPage({ ...connection, isBrief }, conversionsInput(input))
  expect(() => page({}, true)).toThrow(TakesLong)
  expect(page({}, false).total).toBe(BRIEF_ROWS + 1)
  expect(page({ filter: { contactId } }, true).total).toBe(0)
})

test('pages beyond the middle come in the same order as those before it', async () => {
  const core = await openWithLeads()
  const all = (await core.ask('leads.page', {})).rows.map(({ id }) => id)
  const oneByOne = []
  for (let offset = 0; offset <= all.length; offset++)
    oneByOne.push(...(await core.ask('leads.page', { offset, limit: 1 })).rows.map(({ id }) => id))
  expect(oneByOne).toEqual(all)
  expect((await core.ask('leads.page', { offset: 2, limit: 2 })).rows.map(({ id }) => id)).toEqual(
    all.slice(2),
  )
})

test('a pass goes along an index that holds all it asks for', async () => {
  const core = await openWithLeads()
  const passOf = (input: Input<'leads.page'>) =>
    plansOf(core, input).filter((detail) => /^(SCAN|SEARCH) l /.test(detail))[0]
  // Columns behind the 63rd of the table, which SQLite does not see in an index by itself.
  for (const column of ['next_step', 'assigned_to']) {
    const where = [{ column, way: 'filled' as const, values: [] }]
    expect(passOf({ filter: { where }, sort: { column: 'city', direction: 'asc' } })).toContain('leads_wide')
  }
  const isCallable = [{ column: 'callable', way: 'yes' as const, values: [] }]
  expect(passOf({ filter: { where: isCallable } })).toContain('leads_wide')
  const due = {
    filter: {
      statuses: ['new' as const],
      where: [{ column: 'follow_up_at', way: 'last_days' as const, values: [30] }],
    },
    sort: { column: 'follow_up_at', direction: 'asc' as const },
  }
  expect(passOf(due)).toContain('leads_follow_up')
  expect(plansOf(core, due).filter(sorts)).toEqual([])
})
