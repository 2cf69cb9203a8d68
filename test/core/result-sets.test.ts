// What a list counted is never older than what was written, however long the counting took.
import path from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { openConnection } from '../../electron/core/db/connection.ts'
import { pruneChanges } from '../../electron/core/jobs/jobs.ts'
import { leadsPage } from '../../electron/core/records/list-leads.ts'
import { resultSet } from '../../electron/core/records/result-sets.ts'
import type { Input } from '../../shared/contract/index.ts'
import { leadOperations } from '../../shared/contract/leads.ts'
import { LEAD_STATUSES } from '../../shared/domain/vocabulary.ts'
import { furnish, openCore, temporaryFolder } from '../support/core.ts'

/** A pass that takes a quarter of a second or more, so that keeping its answer would be tempting. */
const SLOW = `select id from marks where
  (with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select count(*) from n) > 0 order by id`

test('a slow list is found anew after a write of another connection, and of its own', () => {
  const file = path.join(temporaryFolder(), 'marks.db')
  const writer = openConnection(file, 'write')
  onTestFinished(writer.close)
  writer.raw.exec('create table marks (id integer primary key); insert into marks values (1), (2)')
  const reader = openConnection(file, 'read')
  onTestFinished(reader.close)
  expect([...resultSet(reader, SLOW, [])]).toEqual([1, 2])
  expect([...resultSet(writer, SLOW, [])]).toEqual([1, 2])
  writer.raw.exec('delete from marks where id = 1')
  expect([...resultSet(reader, SLOW, [])]).toEqual([2])
  expect([...resultSet(writer, SLOW, [])]).toEqual([2])
})

test('unchanged, it is the same set', () => {
  const writer = openConnection(path.join(temporaryFolder(), 'marks.db'), 'write')
  onTestFinished(writer.close)
  writer.raw.exec('create table marks (id integer primary key); insert into marks values (1)')
  const text = 'select id from marks where id > ?'
  expect(resultSet(writer, text, [0])).toBe(resultSet(writer, text, [0]))
  expect(resultSet(writer, text, [1])).toHaveLength(0)
})

const LISTS: readonly Input<'leads.page'>[] = [
  {
    filter: { where: [{ column: 'city', way: 'contains', values: ['a'] }] },
    sort: { column: 'city', direction: 'asc' },
  },
  {
    filter: {
      match: 'any',
      where: [
        { column: 'last_name', way: 'starts', values: ['m'] },
        { column: 'call_attempts', way: 'at_least', values: [1] },
      ],
    },
    sort: { column: 'revenue_potential', direction: 'desc' },
  },
  {
    filter: { statuses: ['new', 'contacted'], where: [{ column: 'state', way: 'filled', values: [] }] },
    sort: { column: 'created_at', direction: 'desc' },
  },
]

test('a list of leads follows what is written, as if it were found anew', { timeout: 60_000 }, async () => {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  const cities = ['Tampa', 'Reno', 'San Diego', 'Mesa', 'Ames']
  const create = (at: number) =>
    core.ask('leads.create', {
      webhookId,
      values: {
        phone: `(602) 555-01${10 + (at % 90)}`,
        last_name: ['Moss', 'Ruiz', 'May'][at % 3] as string,
        city: cities[at % 5] as string,
        state: 'AZ',
      },
    })
  for (let at = 0; at < 30; at++) await create(at)
  const { connection } = core.writer
  const idAt = (at: number) => {
    const ids = connection.raw.prepare('select id from leads order by id').pluck().all() as number[]
    return ids[at % ids.length] as number
  }
  /** A connection that has kept nothing. */
  const anew = (input: Input<'leads.page'>) => {
    const reader = openConnection(connection.raw.name, 'read')
    try {
      return leadsPage(reader, leadOperations['leads.page'].input.parse(input), Date.now())
    } finally {
      reader.close()
    }
  }
  const write = fc.record({ what: fc.nat(4), at: fc.nat(40), value: fc.nat(4) })
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 4 }), async (writes) => {
      for (const { what, at, value } of writes) {
        const id = idAt(at)
        if (what === 0) await create(at)
        else if (what === 1) await core.ask('leads.update', { id, values: { city: cities[value] as string } })
        else if (what === 2)
          await core.ask('leads.setStatus', { id, status: LEAD_STATUSES[value] as 'new' | 'contacted' })
        else if (what === 3)
          await core.ask('leads.update', {
            id,
            values: { revenue_potential: value === 0 ? null : value * 100 },
          })
        else {
          const { undoId } = await core.ask('leads.delete', { target: { ids: [id] } })
          if (value > 1) await core.ask('history.undo', { undoId })
        }
      }
      for (const list of LISTS) expect(await core.ask('leads.page', list)).toEqual(anew(list))
    }),
    { numRuns: 60 },
  )
})

test('it is found anew when more was written than can be followed, or what was written is forgotten', async () => {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  const city = [{ column: 'city', way: 'is', values: ['Reno'] }] as const
  const reno = async () => (await core.ask('leads.page', { filter: { where: city } })).total
  const { raw } = core.writer.connection
  const insert = raw.prepare(
    `insert into leads (id, webhook_id, lead_type, city, created_at, updated_at)
     values (?, ?, 'solar', 'Reno', '2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00.000Z')`,
  )
  let id = 1_000_000_000
  expect(await reno()).toBe(0)
  raw.exec('begin')
  for (let at = 0; at < 200; at++) insert.run(id++, webhookId)
  raw.exec('commit')
  expect(await reno()).toBe(200)
  raw.exec('begin')
  const update = raw.prepare('update leads set ip_address = ? where id = 1000000000')
  for (let at = 0; at < 10_100; at++) update.run(`${at}`)
  insert.run(id++, webhookId)
  raw.exec('commit')
  pruneChanges(core.writer)
  expect(raw.prepare('select count(*) from lead_changes').pluck().get()).toBe(10_001)
  expect(await reno()).toBe(201)
  raw.prepare('delete from leads where id = 1000000000').run()
  expect(await reno()).toBe(200)
})
