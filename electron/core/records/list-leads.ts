// The list of leads. Ids come from a covering index first, then the rows: skipping 50,000 entries of an index is cheap, skipping rows is
// not. Several statuses or types are several ranges of one index, merged in order by SQLite, so none of these filters sorts or scans. Any
// other condition or order makes a result set, once (records/result-sets.ts).
import type { z } from 'zod'
import type { LeadRow, leadFilter } from '../../../shared/contract/leads.ts'
import { columnOf } from '../../../shared/domain/list/columns.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import { LEAD_STATUSES, LEAD_TYPES } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import { readSettings } from '../stored-settings.ts'
import { type Bind, filterSql, orderSql } from './filter-sql.ts'
import { findByNotes } from './find-notes.ts'
import { findPeople, MOST_MATCHES } from './find-people.ts'
import { LEAD_JOINS, LEAD_ROW, toLeadRow } from './lead-rows.ts'
import { resultSet } from './result-sets.ts'

type Filter = z.output<typeof leadFilter>
type Page = { readonly rows: LeadRow[]; readonly total: number; readonly isTotalExact: boolean }
type Asked = {
  readonly filter: Filter
  readonly sort: Sort
  readonly columns: readonly string[]
  readonly offset: number
  readonly limit: number
}
type Ids = { readonly ids: readonly number[]; readonly total: number; readonly isTotalExact: boolean }

export function leadsPage(db: ReadDb, asked: Asked, nowMs: number): Page {
  const { ids, total, isTotalExact } = pageIds(db, asked, nowMs)
  return { rows: rowsOf(db, ids, asked.columns), total, isTotalExact }
}

function pageIds(db: ReadDb, asked: Asked, nowMs: number): Ids {
  const { filter, sort, offset, limit } = asked
  if (filter.search.trim() === '' && filter.where.length === 0 && isDefaultSort(sort)) {
    return { ...(filter.isTest ? testIds(db, asked) : listedIds(db, asked)), isTotalExact: true }
  }
  const { ids, isComplete } = allIds(db, filter, sort, nowMs)
  return { ids: [...ids.subarray(offset, offset + limit)], total: ids.length, isTotalExact: isComplete }
}

function isDefaultSort({ column, direction }: Sort): boolean {
  return column === 'created_at' && direction === 'desc'
}

/** Every lead of a filter, in the order of `sort`; whoever changes or exports "all that match" asks the same as the list does. */
export function allIds(
  db: ReadDb,
  filter: Filter,
  sort: Sort,
  nowMs: number,
  most = MOST_MATCHES,
): { readonly ids: Float64Array; readonly isComplete: boolean } {
  const { text, values } = conditionsOf(db, filter, nowMs)
  const order = orderSql('leads', sort, 'l')
  if (filter.search.trim() === '') {
    return {
      ids: resultSet(db, `select l.id from leads l where ${text} order by ${order}`, values),
      isComplete: true,
    }
  }
  // People first, then their leads: the newest people that match.
  const found = findPeople(db, filter.search, most)
  const ofPeople = db
    .sql(
      `select json_group_array(l.id order by ${order}) from json_each(?) j join leads l on l.contact_id = j.value where ${text}`,
    )
    .value<string>(JSON.stringify(found.contactIds), ...values)
  // Ten digits may be a lead's own number.
  const byNumber = /^\s*\d{10}\s*$/.test(filter.search)
    ? db
        .sql(`select l.id from leads l where l.id = ? and ${text}`)
        .all<{ id: number }>(Number(filter.search), ...values)
    : []
  // Whom the name names comes before whom a note mentions.
  const mentioned = findByNotes(db, filter.search)
  const noted =
    mentioned.length === 0
      ? '[]'
      : db
          .sql(
            `select json_group_array(l.id order by ${order}) from json_each(?) j join leads l on l.id = j.value where ${text}`,
          )
          .value<string>(JSON.stringify(mentioned), ...values)
  const ids = new Set([
    ...byNumber.map(({ id }) => id),
    ...(JSON.parse(ofPeople ?? '[]') as number[]),
    ...(JSON.parse(noted ?? '[]') as number[]),
  ])
  return { ids: Float64Array.from(ids), isComplete: found.isComplete }
}

/** The rows of a page of ids, in the order of the ids, with further columns of the lead if wanted. */
function rowsOf(db: ReadDb, ids: readonly number[], columns: readonly string[]): LeadRow[] {
  if (ids.length === 0) return []
  const more = columns.map((name) => `, l.${name} as m_${name}`).join('')
  const rows = db
    .sql(`select ${LEAD_ROW}${more} from json_each(?) j cross join leads l on l.id = j.value ${LEAD_JOINS}`)
    .all<{ id: number }>(JSON.stringify(ids))
    .map((row) => (columns.length === 0 ? toLeadRow(row) : { ...toLeadRow(row), more: moreOf(row, columns) }))
  // The loop over the ids is the outer one, so they come in its order without being sorted; SQLite promises that to nobody.
  if (rows.every(({ id }, at) => id === ids[at])) return rows
  const places = new Map(ids.map((id, at) => [id, at]))
  return rows.sort((one, other) => (places.get(one.id) as number) - (places.get(other.id) as number))
}

function moreOf(row: Readonly<Record<string, unknown>>, columns: readonly string[]): LeadRow['more'] {
  return Object.fromEntries(
    columns.map((name) => {
      const value = row[`m_${name}`] as string | number | null
      const isDollars = columnOf('leads', name)?.unit === 'dollars'
      return [name, isDollars && value !== null ? Math.round(Number(value) * 100) : value]
    }),
  )
}

function listedIds(db: ReadDb, { filter, offset, limit }: { filter: Filter; offset: number; limit: number }) {
  const total = leadCounts(db, filter).reduce((sum, row) => sum + row.total, 0)
  // Beyond the middle the way from the other end is shorter.
  const isFromEnd = offset > total / 2
  const skip = isFromEnd ? Math.max(0, total - offset - limit) : offset
  const take = isFromEnd ? Math.min(limit, total - offset) : limit
  if (take <= 0) return { ids: [], total }
  const { text, values } = rangesOf(filter)
  const direction = isFromEnd ? 'asc' : 'desc'
  const ids = db
    .sql(`${text} order by created_at ${direction}, id ${direction} limit ? offset ?`)
    .all<{ id: number }>(...values, take, skip)
    .map(({ id }) => id)
  return { ids: isFromEnd ? ids.reverse() : ids, total }
}

function testIds(db: ReadDb, { offset, limit }: { offset: number; limit: number }) {
  const ids = db
    .sql('select id from leads where is_test = 1 order by created_at desc, id desc limit ? offset ?')
    .all<{ id: number }>(limit, offset)
    .map(({ id }) => id)
  return { ids, total: db.sql('select count(*) from leads where is_test = 1').value<number>() ?? 0 }
}

/** One range of an index, or several joined by UNION ALL. */
function rangesOf(filter: Filter): { readonly text: string; readonly values: Bind[] } {
  const workspace = filter.workspaceId
  const [inWorkspace, workspaceValues]: [string, Bind[]] =
    workspace === undefined
      ? ['', []]
      : workspace === null
        ? ['workspace_id is null and ', []]
        : ['workspace_id = ? and ', [workspace]]
  if (filter.statuses.length === 0 && filter.types.length === 0) {
    return {
      text: `select id, created_at from leads where ${inWorkspace}is_test = 0`,
      values: workspaceValues,
    }
  }
  const statuses = filter.statuses.length === 0 ? LEAD_STATUSES : filter.statuses
  const types = filter.types.length === 0 ? LEAD_TYPES : filter.types
  const parts: string[] = []
  const values: Bind[] = []
  for (const status of new Set(statuses)) {
    for (const type of new Set(types)) {
      parts.push(
        `select id, created_at from leads where ${inWorkspace}status = ? and lead_type = ? and is_test = 0`,
      )
      values.push(...workspaceValues, status, type)
    }
  }
  return { text: parts.join(' union all '), values }
}

export function leadCounts(
  db: ReadDb,
  filter: {
    readonly workspaceId?: string | null | undefined
    readonly statuses: readonly string[]
    readonly types: readonly string[]
  },
): { status: string; lead_type: string; total: number }[] {
  const rows = db
    .sql('select workspace_id, status, lead_type, total from lead_counts')
    .all<{ workspace_id: string; status: string; lead_type: string; total: number }>()
  return rows.filter(
    (row) =>
      (filter.workspaceId === undefined || row.workspace_id === (filter.workspaceId ?? '')) &&
      (filter.statuses.length === 0 || filter.statuses.includes(row.status)) &&
      (filter.types.length === 0 || filter.types.includes(row.lead_type)),
  )
}

function conditionsOf(
  db: ReadDb,
  filter: Filter,
  nowMs: number,
): { readonly text: string; readonly values: Bind[] } {
  // Written out and not bound: the indexes of the lists hold one kind only.
  const parts = [`l.is_test = ${filter.isTest ? 1 : 0}`]
  const values: Bind[] = []
  if (filter.workspaceId !== undefined) {
    parts.push('l.workspace_id is ?')
    values.push(filter.workspaceId)
  }
  for (const [column, words] of [
    ['status', filter.statuses],
    ['lead_type', filter.types],
  ] as const) {
    if (words.length === 0) continue
    parts.push(`l.${column} in (select value from json_each(?))`)
    values.push(JSON.stringify(words))
  }
  if (filter.where.length > 0) {
    const present = { ...readSettings(db), nowMs }
    const { text, values: binds } = filterSql('leads', filter, present, 'l')
    parts.push(text)
    values.push(...binds)
  }
  return { text: parts.join(' and '), values }
}
