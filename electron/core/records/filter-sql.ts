// Conditions of a list into SQL over its table. Texts are compared folded, so that "jose" finds "José"; days are days of the agency's zone.
import { type CallingHours, openPlaces } from '../../../shared/domain/callable/hours.ts'
import {
  PLACE_OF_AREA_CODE,
  PLACE_OF_PREFIX,
  PLACE_OF_STATE,
  PLACE_OF_STATE_AND_CODE,
  PLACE_OF_ZIP,
} from '../../../shared/domain/callable/places.ts'
import { dayBounds, dayOf } from '../../../shared/domain/days.ts'
import { digitsOf, foldText } from '../../../shared/domain/fold.ts'
import {
  CALLABLE,
  COLUMNS_OF,
  CONTACTED_IN_FIVE,
  columnOf,
  HAS_APPOINTMENT,
  type ListColumn,
  type ListName,
} from '../../../shared/domain/list/columns.ts'
import type { Condition, Match, Sort } from '../../../shared/domain/list/filter.ts'
import { FAST_CONTACT_MS } from '../../../shared/domain/metrics.ts'

export type Bind = string | number | null
export type Sql = { readonly text: string; readonly values: readonly Bind[] }
/** What a day means, and when one may call: the agency's zone and hours, and the present. */
export type Present = {
  readonly timeZone: string
  readonly callingHours: CallingHours
  readonly nowMs: number
}

/** Conditions joined by `match`, over a table known as `alias`. Unknown columns are a defect: the contract has refused them. */
export function filterSql(
  list: ListName,
  { match, where }: { readonly match: Match; readonly where: readonly Condition[] },
  present: Present,
  alias: string,
): Sql {
  const parts = where.map((condition) => {
    if (list === 'leads' && condition.column === CALLABLE.name) return callableSql(condition, present, alias)
    if (list === 'leads' && condition.column === CONTACTED_IN_FIVE.name)
      return contactedInFiveSql(condition, alias)
    if (list === 'leads' && condition.column === HAS_APPOINTMENT.name)
      return hasAppointmentSql(condition, alias)
    return conditionSql(known(list, condition.column), condition, present, alias)
  })
  return {
    text:
      parts.length === 0
        ? '1'
        : `(${parts.map(({ text }) => text).join(match === 'all' ? ' and ' : ' or ')})`,
    values: parts.flatMap(({ values }) => values),
  }
}

/**
 * The order of a list. Empty values come last in either direction. Of leads alike the newest comes first in the direction that a column is
 * read in by nature (instants backwards, all else forwards); the other direction is its mirror, so that one index serves both. Columns of
 * few values have so many alike that their newest comes first either way. Further ties go by id: it is the same every time. Those with one
 * last name go by their first name first.
 * `hasEmpty`: false where the list's conditions leave no row without a value, so that an index has this order.
 */
export function orderSql(
  list: ListName,
  { column: name, direction }: Sort,
  alias: string,
  hasEmpty = true,
): string {
  const column = known(list, name)
  const value = `${alias}.${column.name}`
  if (column.name === 'id') return `${value} ${direction}`
  const emptyLast = column.isAlwaysThere || !hasEmpty ? '' : `${value} is null, `
  const within = column.name === 'last_name' ? `, ${alias}.${WITHIN_A_NAME} ${direction}` : ''
  const key = `${emptyLast}${sortKey(column, value)} ${direction}${within}`
  if (list === 'contacts' || column.name === 'created_at') return `${key}, ${alias}.id ${direction}`
  const tie = isOfFew(column) || direction === (column.kind === 'instant' ? 'desc' : 'asc') ? 'desc' : 'asc'
  return `${key}, ${alias}.created_at ${tie}, ${alias}.id ${tie}`
}

/** What those with one last name are in the order of. */
export const WITHIN_A_NAME = 'first_name collate nocase'

function isOfFew({ kind }: ListColumn): boolean {
  return kind === 'choice' || kind === 'reference' || kind === 'flag'
}

/** True when no row without a value of `name` fulfils the conditions. */
export function leavesNoneEmpty(
  { match, where }: { readonly match: Match; readonly where: readonly Condition[] },
  name: string,
): boolean {
  const isFilled = ({ column, way }: Condition) => column === name && !HOLD_OF_EMPTY.has(way)
  return where.length > 0 && (match === 'all' ? where.some(isFilled) : where.every(isFilled))
}

const HOLD_OF_EMPTY: ReadonlySet<string> = new Set(['empty', 'none_of', 'is_not'])

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
    case 'exactly':
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
      const folded = foldText(text)
      return way === 'contains'
        ? foldedSql(value, folded, { text: `instr(fold(${value}), ?) > 0`, values: [folded] }, true)
        : foldedSql(value, folded, {
            text: `substr(fold(${value}), 1, ?) = ?`,
            values: [[...folded].length, folded],
          })
    }
    case 'is_not': {
      const folded = foldText(String(first))
      const same = foldedSql(value, folded, { text: `fold(${value}) = ?`, values: [folded] })
      return { text: `(${value} is null or not ${same.text})`, values: same.values }
    }
    case 'is':
      if (column.kind === 'text') {
        const folded = foldText(String(first))
        return foldedSql(value, folded, { text: `fold(${value}) = ?`, values: [folded] })
      }
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

/**
 * `exactly`, which folds, asked only where it has to be: most texts are plain ASCII, and in those SQLite finds the longest word by itself,
 * which is all there is to a word that is contained. Folding every text of a million would take longer than all the rest.
 */
function foldedSql(value: string, folded: string, exactly: Sql, isContained = false): Sql {
  const longest = folded.split(' ').reduce((one, other) => (other.length > one.length ? other : one), '')
  // A text of spaces folds to nothing.
  if (longest === '') return exactly
  const confirmed = isContained && longest === folded ? undefined : exactly
  return {
    text: `(case when ${value} is null then 0 when octet_length(${value}) <> length(${value}) then ${exactly.text}
      else ${value} like ? escape '\\'${confirmed === undefined ? '' : ` and ${confirmed.text}`} end)`,
    values: [
      ...exactly.values,
      `%${longest.replace(/[\\%_]/g, '\\$&')}%`,
      ...(confirmed === undefined ? [] : confirmed.values),
    ],
  }
}

const keysOf = (map: ReadonlyMap<string, unknown>) => JSON.stringify([...map.keys()])
/** The ZIP codes whose place is not told are as good as none. */
const ZIPS = JSON.stringify([...PLACE_OF_ZIP].flatMap(([zip, place]) => (place === null ? [] : [zip])))
const ZIPS_ELSEWHERE = JSON.stringify(
  [...PLACE_OF_ZIP].flatMap(([zip, place]) => (place === null ? [zip] : [])),
)
const PREFIXES = keysOf(PLACE_OF_PREFIX)
const STATES = keysOf(PLACE_OF_STATE)
const STATES_AND_CODES = keysOf(PLACE_OF_STATE_AND_CODE)
const AREA_CODES = keysOf(PLACE_OF_AREA_CODE)

/**
 * `isCallable` over the columns of a lead: its ZIP code, else its state, else its area code, each compared with the places that are open at
 * this moment. Those are values of the statement, so a kept result set is another one as soon as they change.
 */
function callableSql({ way }: Condition, { callingHours, nowMs }: Present, alias: string): Sql {
  const open = openPlaces(nowMs, callingHours)
  const isIn = (text: string) => `${text} in (select value from json_each(?))`
  const zip = `${alias}.zip_code`
  const code = `case when substr(${alias}.phone, 1, 2) = '+1' then substr(${alias}.phone, 3, 3) else '' end`
  const five = `'${'[0-9]'.repeat(5)}'`
  const nine = `'${'[0-9]'.repeat(5)}-${'[0-9]'.repeat(4)}'`
  const isZip = `(${zip} glob ${five} or ${zip} glob ${nine})`
  const stateAndCode = `${alias}.state || ' ' || ${code}`
  const text = `case
    when ${isZip} and ${isIn(`substr(${zip}, 1, 5)`)} then ${isIn(`substr(${zip}, 1, 5)`)}
    when ${isZip} and ${isIn(`substr(${zip}, 1, 3)`)} and not ${isIn(`substr(${zip}, 1, 5)`)} then ${isIn(`substr(${zip}, 1, 3)`)}
    when ${isIn(stateAndCode)} then ${isIn(stateAndCode)}
    when ${isIn(`${alias}.state`)} then ${isIn(`${alias}.state`)}
    when ${isIn(code)} then ${isIn(code)}
  end`
  const values = [
    ...[ZIPS, JSON.stringify(open.zips)],
    ...[PREFIXES, ZIPS_ELSEWHERE, JSON.stringify(open.prefixes)],
    ...[STATES_AND_CODES, JSON.stringify(open.statesAndCodes)],
    ...[STATES, JSON.stringify(open.states)],
    ...[AREA_CODES, JSON.stringify(open.areaCodes)],
  ]
  if (way === 'empty') return { text: `(${text}) is null`, values }
  const hasNumber = `(coalesce(${alias}.phone, '') <> '')`
  return { text: `(${text}) * ${hasNumber} = ${way === 'yes' ? 1 : 0}`, values }
}

/** Instants are texts of one form, so they compare as they stand. */
function contactedInFiveSql({ way }: Condition, alias: string): Sql {
  const contacted = `${alias}.contacted_at`
  const limit = `strftime('%Y-%m-%dT%H:%M:%fZ', ${alias}.created_at, '+${FAST_CONTACT_MS / 1_000} seconds')`
  const text = {
    yes: `${contacted} <= ${limit}`,
    no: `${contacted} > ${limit}`,
    empty: `${contacted} is null`,
  }[way as 'yes' | 'no' | 'empty']
  return { text: `(${text})`, values: [] }
}

function hasAppointmentSql({ way }: Condition, alias: string): Sql {
  const has = `exists (select 1 from appointments a where a.lead_id = ${alias}.id)`
  return { text: way === 'yes' ? has : way === 'no' ? `not ${has}` : '0', values: [] }
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
