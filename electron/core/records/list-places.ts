// Lists any place of which an index leads to: ids come from a covering index, and skipping 50,000 of its entries is cheap. Several statuses
// or types are several ranges of one index, merged in order by SQLite; a list by a column of few values is one such range after another.
// Nothing here sorts or scans, and what these lists count is exact.
import type { z } from 'zod'
import type { leadFilter } from '../../../shared/contract/leads.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import {
  LEAD_STATUSES,
  LEAD_TYPES,
  type LeadStatus,
  type LeadType,
} from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import { BRIEF_ROWS, beginLongWork } from '../long-work.ts'
import { type Bind, WITHIN_A_NAME } from './filter-sql.ts'
import { resultCount, resultSet } from './result-sets.ts'

type Filter = z.output<typeof leadFilter>
/** What the indexes of lists begin with; a workspace left out means all of them, null none. */
type Base = {
  readonly workspaceId?: string | null | undefined
  readonly statuses: readonly LeadStatus[]
  readonly types: readonly LeadType[]
}
/** A column with an index in its order, ties and all (filter-sql.ts: orderSql). */
type Order = {
  /** The column as the index has it. */
  readonly key: string
  /** The direction in which the newest of leads alike comes first. */
  readonly natural: Sort['direction']
  /** Rows without a value come last: how SQL says that there is one, and that there is none. */
  readonly empty?: { readonly isFilled: string; readonly isEmpty: string }
  /** What rows alike in the column are in the order of, which its index does not know. */
  readonly within?: string
}
const ORDERS: Readonly<Record<string, Order>> = {
  updated_at: { key: 'updated_at', natural: 'desc' },
  last_name: {
    key: 'last_name collate nocase',
    natural: 'asc',
    // As a range: "is not null" would walk through those without a name.
    empty: { isFilled: "last_name collate nocase >= ''", isEmpty: 'last_name is null' },
    within: WITHIN_A_NAME,
  },
}

export type Places = {
  readonly total: number
  /** Ids from a place on. */
  ids(offset: number, limit: number): readonly number[]
  /** True where the way to a place is longer than the pass for a set that has every place. */
  isFar(offset: number): boolean
}

/** The places of a list without a search, where an index has them in its order. */
export function placesOf(db: ReadDb, filter: Filter, sort: Sort): Places | undefined {
  const { column, direction } = sort
  const isNewestFirst = direction === 'desc'
  if (filter.isTest)
    return column === 'created_at' && filter.where.length === 0
      ? towards(testLeads(db), isNewestFirst)
      : undefined
  const { base, rest } = takeIn(filter)
  if (rest.length > 0) {
    const agents = column === 'created_at' && isAll(base) ? assignedTo(rest) : undefined
    return agents === undefined ? undefined : towards(ofAgents(db, agents), isNewestFirst)
  }
  switch (column) {
    case 'created_at':
      return towards(newestFirst(db, base), isNewestFirst)
    case 'status':
      return oneByOne(LEAD_STATUSES, base.statuses, direction, (status) =>
        newestFirst(db, { ...base, statuses: [status] }),
      )
    case 'lead_type':
      return oneByOne(LEAD_TYPES, base.types, direction, (type) =>
        newestFirst(db, { ...base, types: [type] }),
      )
    case 'workspace_id':
      return byWorkspace(db, base, direction)
    default: {
      const order = ORDERS[column]
      return order === undefined || !isAll(base)
        ? undefined
        : byIndex(db, order, countOf(db, base), direction)
    }
  }
}

/** The order of a column that an index has, of the leads with a value; undefined where a list has to be sorted. */
export function indexedOrder({
  column,
  direction,
}: Sort): { readonly text: string; readonly filled: string } | undefined {
  if (column === 'created_at') return { text: `l.created_at ${direction}, l.id ${direction}`, filled: '' }
  const order = ORDERS[column]
  if (order === undefined) return undefined
  const keys = wholeKeysOf(order).map(
    ([key, natural]) => `l.${key} ${direction === order.natural ? natural : MIRRORED[natural]}`,
  )
  return { text: keys.join(', '), filled: order.empty === undefined ? '' : ` and l.${order.empty.isFilled}` }
}

/** How many leads the indexes of a filter's statuses, types and workspace hold; what else it asks for can only be fewer. */
export function mostOf(db: ReadDb, filter: Filter): number {
  return filter.isTest ? testLeads(db).total : countOf(db, takeIn(filter).base)
}

/** Conditions that say what statuses, types and workspace say are taken in there; the rest is left. */
export function takeIn(filter: Filter): { readonly base: Base; readonly rest: Filter['where'] } {
  let { workspaceId, statuses, types } = filter
  const rest: (typeof filter.where)[number][] = []
  for (const condition of filter.where) {
    const { column, way, values } = condition
    const isJoined = filter.match === 'all' || filter.where.length === 1
    const words = column === 'status' ? LEAD_STATUSES : LEAD_TYPES
    const allowed =
      way === 'any_of'
        ? words.filter((word) => values.includes(word))
        : way === 'none_of'
          ? words.filter((word) => !values.includes(word))
          : []
    const among = <W extends string>(chosen: readonly W[]) =>
      allowed.filter((word) => chosen.length === 0 || (chosen as readonly string[]).includes(word)) as W[]
    if (isJoined && column === 'status' && among(statuses).length > 0) statuses = among(statuses)
    else if (isJoined && column === 'lead_type' && among(types).length > 0) types = among(types)
    else if (isJoined && column === 'workspace_id' && workspaceId === undefined && way === 'empty')
      workspaceId = null
    else if (isJoined && column === 'workspace_id' && workspaceId === undefined && isOne(condition))
      workspaceId = String(values[0])
    else rest.push(condition)
  }
  return { base: { workspaceId, statuses, types }, rest }
}

function isOne({ way, values }: Filter['where'][number]): boolean {
  return way === 'any_of' && values.length === 1
}

function isAll({ workspaceId, statuses, types }: Base): boolean {
  return workspaceId === undefined && statuses.length === 0 && types.length === 0
}

/** A condition on who has the leads, alone. */
function assignedTo(where: Filter['where']): readonly (string | null)[] | undefined {
  const [{ column, way, values } = { column: '', way: 'empty', values: [] }, ...others] = where
  if (column !== 'assigned_to' || others.length > 0) return undefined
  if (way === 'empty') return [null]
  return way === 'any_of' ? [...new Set(values.map(String))] : undefined
}

// ---- One stretch after another, and the same from its end ----

function inARow(parts: readonly Places[]): Places {
  return {
    total: parts.reduce((sum, { total }) => sum + total, 0),
    ids: (offset, limit) => {
      const found: number[] = []
      let start = 0
      for (const part of parts) {
        const end = start + part.total
        const at = offset + found.length
        if (at < end && found.length < limit)
          found.push(...part.ids(Math.max(0, at - start), limit - found.length))
        start = end
      }
      return found
    },
    isFar: (offset) => {
      let start = 0
      for (const part of parts) {
        if (offset < start + part.total) return part.isFar(offset - start)
        start += part.total
      }
      return false
    },
  }
}

function towards(places: Places, isForward: boolean): Places {
  if (isForward) return places
  const { total } = places
  return {
    total,
    ids: (offset, limit) => {
      const take = Math.min(limit, total - offset)
      return take <= 0 ? [] : [...places.ids(total - offset - take, take)].reverse()
    },
    isFar: (offset) => places.isFar(Math.max(0, total - offset)),
  }
}

function oneByOne<W extends string>(
  words: readonly W[],
  chosen: readonly W[],
  direction: Sort['direction'],
  partOf: (word: W) => Places,
): Places {
  const shown = words.filter((word) => chosen.length === 0 || chosen.includes(word))
  if (direction === 'desc') shown.reverse()
  return inARow(shown.map(partOf))
}

function byWorkspace(db: ReadDb, base: Base, direction: Sort['direction']): Places {
  if (base.workspaceId !== undefined) return newestFirst(db, base)
  const known = db
    .sql(`select distinct workspace_id from lead_counts where workspace_id <> '' order by 1`)
    .all<{
      workspace_id: string
    }>()
  const shown: (string | null)[] = known.map(({ workspace_id }) => workspace_id)
  if (direction === 'desc') shown.reverse()
  // Leads of no workspace come last in either direction.
  return inARow([...shown, null].map((workspaceId) => newestFirst(db, { ...base, workspaceId })))
}

// ---- Ranges of indexes ----

function newestFirst(db: ReadDb, base: Base): Places {
  return walk(db, countOf(db, base), rangesOf(base))
}

function testLeads(db: ReadDb): Places {
  const total = resultCount(db, 'select count(*) from leads where is_test = 1')
  return walk(db, total, { text: 'select id, created_at from leads where is_test = 1', values: [] })
}

function ofAgents(db: ReadDb, agents: readonly (string | null)[]): Places {
  const total = agents.reduce(
    (sum, agent) =>
      sum + resultCount(db, 'select count(*) from leads where assigned_to is ? and is_test = 0', [agent]),
    0,
  )
  const text = agents.map(() => 'select id, created_at from leads where assigned_to is ? and is_test = 0')
  return walk(db, total, { text: text.join(' union all '), values: agents })
}

/** In the order of a column; of rows without a value, which come last, the newest first where it is so of others alike. */
function byIndex(db: ReadDb, order: Order, total: number, direction: Sort['direction']): Places {
  const isNatural = direction === order.natural
  const range = 'select id from leads where is_test = 0'
  if (order.empty === undefined)
    return towards(walk(db, total, { text: range, values: [] }, keysOf(order)), isNatural)
  const { isFilled, isEmpty } = order.empty
  // There are fewer of these to count.
  const filled = total - resultCount(db, `select count(*) from leads where is_test = 0 and ${isEmpty}`)
  const there = walk(db, filled, { text: `${range} and ${isFilled}`, values: [] }, keysOf(order))
  const missing = { text: `${range} and ${isEmpty}`, values: [] }
  if (order.within === undefined)
    return inARow([towards(there, isNatural), towards(walk(db, total - filled, missing), isNatural)])
  return inARow([
    towards(inGroups(db, order, there), isNatural),
    towards(sorted(db, total - filled, missing.text, wholeKeysOf(order).slice(1)), isNatural),
  ])
}

/** The keys of an index, in its natural direction. */
function keysOf({ key, natural }: Order): readonly Key[] {
  return [[key, natural], ...NEWEST_FIRST]
}

/** The keys of an order, in its natural direction. */
function wholeKeysOf({ key, natural, within }: Order): readonly Key[] {
  return [[key, natural], ...(within === undefined ? [] : ([[within, natural]] as const)), ...NEWEST_FIRST]
}

/**
 * Rows alike in the column stand together in its index. Only those that a page begins and ends among have to be put in order, so that a page
 * costs its own rows and those alike to them.
 */
function inGroups(db: ReadDb, order: Order, places: Places): Places {
  const { key } = order
  const [column = ''] = key.split(' ')
  return {
    ...places,
    ids: (offset, limit) => {
      const page = places.ids(offset, limit)
      const [first, last] = [page[0], page.at(-1)]
      if (first === undefined || last === undefined) return page
      const of = `(select ${column} from leads where id = ?)`
      const before = db
        .sql(
          `select count(*) from leads where is_test = 0 and ${key} = ${of}
             and (created_at, id) > (select created_at, id from leads where id = ?)`,
        )
        .value<number>(first, first)
      return db
        .sql(
          `select id from leads where is_test = 0 and ${key} between ${of} and ${of}
           order by ${textOf(wholeKeysOf(order))} limit ? offset ?`,
        )
        .all<{ id: number }>(first, last, page.length, before)
        .map(({ id }) => id)
    },
  }
}

/** All that `text` selects, in an order that no index has: where they are many, by the pass for the whole list. */
function sorted(db: ReadDb, total: number, text: string, keys: readonly Key[]): Places {
  return {
    total,
    ids: (offset, limit) => {
      if (total > BRIEF_ROWS) beginLongWork(db)
      return [...resultSet(db, `${text} order by ${textOf(keys)}`, []).subarray(offset, offset + limit)]
    },
    isFar: () => total > BRIEF_ROWS,
  }
}

function textOf(keys: readonly Key[]): string {
  return keys.map(([key, direction]) => `${key} ${direction}`).join(', ')
}

type Key = readonly [text: string, direction: Sort['direction']]
const NEWEST_FIRST: readonly Key[] = [
  ['created_at', 'desc'],
  ['id', 'desc'],
]
/** Ranges that are merged are skipped ten times as slowly as one. */
const MERGED_REACH = 20_000
const MIRRORED = { asc: 'desc', desc: 'asc' } as const

/** Along the ranges; beyond the middle the way from the other end is shorter. */
function walk(
  db: ReadDb,
  total: number,
  { text, values }: { readonly text: string; readonly values: readonly Bind[] },
  keys = NEWEST_FIRST,
): Places {
  return {
    total,
    ids: (offset, limit) => {
      const isFromEnd = offset > total / 2
      const skip = isFromEnd ? Math.max(0, total - offset - limit) : offset
      const take = isFromEnd ? Math.min(limit, total - offset) : limit
      if (take <= 0) return []
      const order = keys.map(([key, direction]): Key => [key, isFromEnd ? MIRRORED[direction] : direction])
      const ids = db
        .sql(`${text} order by ${textOf(order)} limit ? offset ?`)
        .all<{ id: number }>(...values, take, skip)
        .map(({ id }) => id)
      return isFromEnd ? ids.reverse() : ids
    },
    isFar: (offset) => text.includes(' union all ') && Math.min(offset, total - offset) > MERGED_REACH,
  }
}

/** One range of an index, or several joined by UNION ALL. */
function rangesOf({ workspaceId, statuses, types }: Base): {
  readonly text: string
  readonly values: readonly Bind[]
} {
  const [inWorkspace, workspaceValues]: [string, Bind[]] =
    workspaceId === undefined
      ? ['', []]
      : workspaceId === null
        ? ['workspace_id is null and ', []]
        : ['workspace_id = ? and ', [workspaceId]]
  if (statuses.length === 0 && types.length === 0) {
    return {
      text: `select id, created_at from leads where ${inWorkspace}is_test = 0`,
      values: workspaceValues,
    }
  }
  const parts: string[] = []
  const values: Bind[] = []
  for (const status of new Set(statuses.length === 0 ? LEAD_STATUSES : statuses)) {
    for (const type of new Set(types.length === 0 ? LEAD_TYPES : types)) {
      parts.push(
        `select id, created_at from leads where ${inWorkspace}status = ? and lead_type = ? and is_test = 0`,
      )
      values.push(...workspaceValues, status, type)
    }
  }
  return { text: parts.join(' union all '), values }
}

// ---- Counts ----

function countOf(db: ReadDb, base: Base): number {
  return leadCounts(db, base).reduce((sum, row) => sum + row.total, 0)
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
