// Conditions of a list into SQL over its table. Texts are compared folded, so that "jose" finds "José"; days are days of the agency's zone.
import { dayBounds, dayOf } from '../../../shared/domain/days.ts'
import { digitsOf, foldText } from '../../../shared/domain/fold.ts'
import { COLUMNS_OF, columnOf, type ListColumn, type ListName } from '../../../shared/domain/list/columns.ts'
import type { Condition, Match, Sort } from '../../../shared/domain/list/filter.ts'

export type Bind = string | number | null
export type Sql = { readonly text: string; readonly values: readonly Bind[] }
/** What a day means: the agency's zone and the present. */
export type Present = { readonly timeZone: string; readonly nowMs: number }

/** Conditions joined by `match`, over a table known as `alias`. Unknown columns are a defect: the contract has refused them. */
export function filterSql(
  list: ListName,
  { match, where }: { readonly match: Match; readonly where: readonly Condition[] },
  present: Present,
  alias: string,
): Sql {
  const parts = where.map((condition) =>
    conditionSql(known(list, condition.column), condition, present, alias),
  )
  return {
    text:
      parts.length === 0
        ? '1'
        : `(${parts.map(({ text }) => text).join(match === 'all' ? ' and ' : ' or ')})`,
    values: parts.flatMap(({ values }) => values),
  }
}

/** The order of a list; ties by id, so that it is the same every time. Empty values come last in either direction. */
export function orderSql(list: ListName, { column: name, direction }: Sort, alias: string): string {
  const column = known(list, name)
  const value = `${alias}.${column.name}`
  if (column.name === 'id') return `${value} ${direction}`
  const emptyLast = column.isAlwaysThere ? '' : `${value} is null, `
  return `${emptyLast}${sortKey(column, value)} ${direction}, ${alias}.id ${direction}`
}

/** Words of a choice stand in their own order (new before contacted), texts without regard to case. */
function sortKey({ kind, choices }: ListColumn, value: string): string {
  if (kind === 'choice' && choices !== undefined) {
    return `case ${value} ${choices.map((choice, at) => `when '${choice.value}' then ${at}`).join(' ')} else ${choices.length} end`
  }
  return kind === 'text' ? `${value} collate nocase` : value
}

function known(list: ListName, name: string): ListColumn {
  const column = columnOf(list, name)
  if (column === undefined)
    throw new Error(`${name} is no column of ${Object.keys(COLUMNS_OF).join(' or ')}.`)
  return column
}

function conditionSql(column: ListColumn, { way, values }: Condition, present: Present, alias: string): Sql {
  const value = `${alias}.${column.name}`
  const [first = '', second = ''] = values
  const of = (text: string, ...binds: Bind[]): Sql => ({ text, values: binds })
  switch (way) {
    case 'empty':
      return column.kind === 'text' ? of(`(${value} is null or ${value} = '')`) : of(`${value} is null`)
    case 'filled':
      return column.kind === 'text' ? of(`${value} <> ''`) : of(`${value} is not null`)
    case 'yes':
      return of(`${value} = 1`)
    case 'no':
      return of(`${value} = 0`)
    case 'any_of':
      return of(`${value} in (select value from json_each(?))`, JSON.stringify(values))
    case 'none_of':
      return of(
        `(${value} is null or ${value} not in (select value from json_each(?)))`,
        JSON.stringify(values),
      )
    case 'contains':
    case 'starts': {
      const text = String(first)
      if (column.kind === 'phone') {
        // "602" starts the national number; the country's own digits may be typed before it.
        const digits = digitsOf(text)
        return way === 'contains'
          ? of(`instr(${value}, ?) > 0`, digits)
          : of(`(${value} like ? or ${value} like ?)`, `+1${digits}%`, `+${digits}%`)
      }
      return way === 'contains'
        ? of(`instr(fold(${value}), ?) > 0`, foldText(text))
        : of(`substr(fold(${value}), 1, ?) = ?`, [...foldText(text)].length, foldText(text))
    }
    case 'is_not':
      return of(`(${value} is null or fold(${value}) <> ?)`, foldText(String(first)))
    case 'is':
      if (column.kind === 'text') return of(`fold(${value}) = ?`, foldText(String(first)))
      return of(`${value} = ?`, onDisk(column, first))
    case 'at_least':
      return of(`${value} >= ?`, onDisk(column, first))
    case 'at_most':
      return of(`${value} <= ?`, onDisk(column, first))
    case 'between':
      if (column.kind === 'instant')
        return of(`(${value} >= ? and ${value} < ?)`, startOf(first, present), endOf(second, present))
      return of(`${value} between ? and ?`, onDisk(column, first), onDisk(column, second))
    case 'on':
      return of(`(${value} >= ? and ${value} < ?)`, startOf(first, present), endOf(first, present))
    case 'before':
      return of(`${value} < ?`, startOf(first, present))
    case 'after':
      return of(`${value} >= ?`, endOf(first, present))
    case 'last_days':
      return of(
        `(${value} >= ? and ${value} < ?)`,
        startOf(dayAway(1 - Number(first), present), present),
        endOf(dayAway(0, present), present),
      )
    case 'next_days':
      return of(
        `(${value} >= ? and ${value} < ?)`,
        startOf(dayAway(0, present), present),
        endOf(dayAway(Number(first) - 1, present), present),
      )
  }
}

function onDisk({ kind, unit }: ListColumn, value: string | number): number {
  return kind === 'money' && unit === 'dollars' ? Number(value) / 100 : Number(value)
}

function startOf(day: string | number, { timeZone }: Present): string {
  return new Date(dayBounds(String(day), timeZone).startMs).toISOString()
}

function endOf(day: string | number, { timeZone }: Present): string {
  return new Date(dayBounds(String(day), timeZone).endMs).toISOString()
}

/** Today, or a day so many days from it; a plain date has no clock to change, so whole days are added to it. */
function dayAway(days: number, { timeZone, nowMs }: Present): string {
  const today = dayOf(new Date(nowMs).toISOString(), timeZone)
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
