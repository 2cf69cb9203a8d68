// What a list counted is never older than what was written, however long the counting took.
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openConnection } from '../../electron/core/db/connection.ts'
import { resultSet } from '../../electron/core/records/result-sets.ts'
import { temporaryFolder } from '../support/core.ts'

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
