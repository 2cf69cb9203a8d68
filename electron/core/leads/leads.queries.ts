// The list of leads. Ids come from a covering index first, then the rows: skipping 50,000 entries of an index is cheap, skipping rows is
// not. Several statuses or types are several ranges of one index, merged in order by SQLite, so no filter ever sorts or scans.
import type { z } from 'zod'
import type { LeadRow, leadFilter } from '../../../shared/contract/leads.ts'
import { LEAD_STATUSES, LEAD_TYPES } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import { findPeople } from '../records/find-people.ts'
import { LEAD_JOINS, LEAD_ROW, toLeadRow } from '../records/lead-rows.ts'

type Filter = z.output<typeof leadFilter>
type Page = { readonly rows: LeadRow[]; readonly total: number; readonly isTotalExact: boolean }
type Bind = string | number | null

export function leadsPage(db: ReadDb, input: { filter: Filter; offset: number; limit: number }): Page {
  if (input.filter.search.trim() !== '') return searchedPage(db, input)
  const { ids, total } = input.filter.isTest ? testIds(db, input) : listedIds(db, input)
  return { rows: rowsOf(db, ids), total, isTotalExact: true }
}

/** The rows of a page of ids, in the order of the ids. */
export function rowsOf(db: ReadDb, ids: readonly number[]): LeadRow[] {
  if (ids.length === 0) return []
  const rows = db
    .sql(`select ${LEAD_ROW} from json_each(?) j cross join leads l on l.id = j.value ${LEAD_JOINS}`)
    .all<{ id: number }>(JSON.stringify(ids))
    .map(toLeadRow)
  // The loop over the ids is the outer one, so they come in its order without being sorted; SQLite promises that to nobody.
  if (rows.every(({ id }, at) => id === ids[at])) return rows
  const places = new Map(ids.map((id, at) => [id, at]))
  return rows.sort((one, other) => (places.get(one.id) as number) - (places.get(other.id) as number))
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

/** People first, then their leads: the newest people that match, their leads in the order of the list. */
function searchedPage(
  db: ReadDb,
  { filter, offset, limit }: { filter: Filter; offset: number; limit: number },
): Page {
  const found = findPeople(db, filter.search)
  const { text, values } = conditionsOf(filter)
  const ofPeople = db
    .sql(
      `select json_group_array(l.id order by l.created_at desc, l.id desc)
       from json_each(?) j join leads l on l.contact_id = j.value where ${text}`,
    )
    .value<string>(JSON.stringify(found.contactIds), ...values)
  // Ten digits may be a lead's own number.
  const byNumber = /^\s*\d{10}\s*$/.test(filter.search)
    ? db
        .sql(`select l.id from leads l where l.id = ? and ${text}`)
        .all<{ id: number }>(Number(filter.search), ...values)
    : []
  const ids = [...new Set([...byNumber.map(({ id }) => id), ...(JSON.parse(ofPeople ?? '[]') as number[])])]
  return {
    rows: rowsOf(db, ids.slice(offset, offset + limit)),
    total: ids.length,
    isTotalExact: found.isComplete,
  }
}

function conditionsOf(filter: Filter): { readonly text: string; readonly values: Bind[] } {
  const parts = ['l.is_test = ?']
  const values: Bind[] = [filter.isTest ? 1 : 0]
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
  return { text: parts.join(' and '), values }
}
