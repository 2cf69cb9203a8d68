// The list of leads. Where an index leads to every place of a list (list-places.ts), a page is a walk along it and then the rows. Any other
// condition or order makes a result set, once (result-sets.ts): a pass over all leads. What it begins with can be said before that pass.
import type { z } from 'zod'
import type { LeadRow, leadFilter } from '../../../shared/contract/leads.ts'
import {
  CALLABLE,
  CONTACTED_IN_FIVE,
  columnOf,
  HAS_APPOINTMENT,
} from '../../../shared/domain/list/columns.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import type { ReadDb } from '../db/connection.ts'
import { BRIEF_ROWS, beginLongWork } from '../long-work.ts'
import { readSettings } from '../stored-settings.ts'
import { type Bind, filterSql, leavesNoneEmpty, orderSql } from './filter-sql.ts'
import { findByNotes } from './find-notes.ts'
import { findPeople, MOST_MATCHES } from './find-people.ts'
import { LEAD_JOINS, LEAD_ROW, toLeadRow } from './lead-rows.ts'
import { indexedOrder, mostOf, placesOf } from './list-places.ts'
import { leadSet } from './result-sets.ts'

/** So many leads are looked at for the beginning of a list: along the wide index, and where each costs a row. */
const GLANCED_AT = 10_000
const GLANCED_AT_ROWS = 1_000

type Filter = z.output<typeof leadFilter>
type Asked = {
  readonly filter: Filter
  readonly sort: Sort
  readonly columns: readonly string[]
  readonly offset: number
  readonly limit: number
  readonly isGlance: boolean
}
type Counted = { readonly total: number; readonly isTotalExact: boolean; readonly isCounting?: true }
type Page = Counted & { readonly rows: LeadRow[] }
type Ids = Counted & { readonly ids: readonly number[] }

export function leadsPage(db: ReadDb, asked: Asked, nowMs: number): Page {
  const { ids, ...counted } = pageIds(db, asked, nowMs)
  return { rows: rowsOf(db, ids, asked.columns), ...counted }
}

function pageIds(db: ReadDb, asked: Asked, nowMs: number): Ids {
  const { filter, sort, offset, limit } = asked
  if (filter.search.trim() === '') {
    const places = placesOf(db, filter, sort)
    if (places !== undefined && !places.isFar(offset))
      return { ids: places.ids(offset, limit), total: places.total, isTotalExact: true }
    if (mostOf(db, filter) > BRIEF_ROWS) {
      if (asked.isGlance) return glance(db, asked, nowMs)
      beginLongWork(db)
    }
  }
  const { ids, isComplete } = allIds(db, filter, sort, nowMs)
  return { ids: [...ids.subarray(offset, offset + limit)], total: ids.length, isTotalExact: isComplete }
}

/** What the list begins with, as far as it is found among the first leads of its order: right, and perhaps not a whole page. */
function glance(db: ReadDb, { filter, sort, offset, limit }: Asked, nowMs: number): Ids {
  const order = indexedOrder(sort)
  if (order === undefined || filter.isTest)
    return { ids: [], total: 0, isTotalExact: false, isCounting: true }
  const { text, values } = conditionsOf(db, filter, nowMs)
  const hint = sort.column === 'created_at' ? hintFor(db, filter, sort) : ''
  const most = hint === '' ? GLANCED_AT_ROWS : GLANCED_AT
  const ids = db
    .sql(
      `select id from
         (select l.id, (${text}) as fits from leads l${hint} where l.is_test = 0${order.filled} order by ${order.text} limit ${most})
       where fits limit ?`,
    )
    .all<{ id: number }>(...values, offset + limit)
    .map(({ id }) => id)
  return { ids: ids.slice(offset), total: ids.length, isTotalExact: false, isCounting: true }
}

/**
 * Which index a pass goes along, where one holds all that is asked. It has to be said: SQLite counts the columns that an index covers up to
 * the 63rd of a table, and reads the rows for those behind it.
 */
function hintFor(db: ReadDb, filter: Filter, sort: Sort): string {
  // Statuses, types and workspace alone have indexes of their own.
  if (filter.isTest || (filter.where.length === 0 && sort.column === 'created_at')) return ''
  const asked = new Set(filter.where.flatMap(({ column }) => RESTS_ON.get(column) ?? [column]))
  asked.add(sort.column)
  if (sort.column === 'last_name') asked.add('first_name')
  if (filter.statuses.length > 0) asked.add('status')
  if (filter.types.length > 0) asked.add('lead_type')
  if (filter.workspaceId !== undefined) asked.add('workspace_id')
  const holdsAll = (index: string) => {
    const held = db.sql('select name from pragma_index_info(?)').all<{ name: string | null }>(index)
    return [...asked].every((name) => held.some((column) => column.name === name))
  }
  const isPlanned = leavesNoneEmpty(filter, 'follow_up_at')
  if (isPlanned && filter.match === 'all' && holdsAll('leads_follow_up')) return ' indexed by leads_follow_up'
  return holdsAll('leads_wide') ? ' indexed by leads_wide' : ''
}

/** The columns that conditions which are worked out rest on: where a lead is tells whether it may be called. */
const RESTS_ON: ReadonlyMap<string, readonly string[]> = new Map([
  [CALLABLE.name, ['zip_code', 'state', 'phone']],
  [CONTACTED_IN_FIVE.name, ['created_at', 'contacted_at']],
  [HAS_APPOINTMENT.name, []],
])

/** Ids of a stretch of the list. */
export function leadIds(
  db: ReadDb,
  { filter, sort, offset, limit }: Omit<Asked, 'columns' | 'isGlance'>,
  nowMs: number,
): number[] {
  const asked = { filter, sort, offset, limit, columns: [], isGlance: false }
  return [...pageIds(db, asked, nowMs).ids]
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
  const order = orderSql('leads', sort, 'l', !leavesNoneEmpty(filter, sort.column))
  if (filter.search.trim() === '') {
    return {
      ids: leadSet(db, { hint: hintFor(db, filter, sort), where: text, order, values }),
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
