// Conditions on the columns of a list: which ways there are to ask for each kind of column, whether a condition makes sense, and how it
// reads. They come from the screen, from an address or from a saved view, so none is trusted before `conditionProblem` has seen it.
import { showMoney } from '../money.ts'
import { CALLABLE, type ColumnKind, conditionColumnOf, type ListColumn, type ListName } from './columns.ts'

/** The ways to ask for each kind of column, in the order a menu shows them. */
export const FILTER_WAYS = {
  text: ['contains', 'is', 'is_not', 'starts', 'empty', 'filled', 'exactly'],
  phone: ['contains', 'starts', 'empty', 'filled'],
  choice: ['any_of', 'none_of', 'empty', 'filled'],
  reference: ['any_of', 'none_of', 'empty', 'filled'],
  number: ['is', 'at_least', 'at_most', 'between', 'empty', 'filled'],
  money: ['is', 'at_least', 'at_most', 'between', 'empty', 'filled'],
  instant: ['on', 'between', 'before', 'after', 'last_days', 'next_days', 'empty', 'filled'],
  flag: ['yes', 'no', 'empty'],
} as const satisfies Record<ColumnKind, readonly string[]>
export type FilterWay = (typeof FILTER_WAYS)[ColumnKind][number]

/** The ways that a menu offers. `exactly` is asked by figures, which tell texts apart letter by letter; it takes more values than one can type. */
export function waysOf({ kind, isNeverEmpty }: Pick<ListColumn, 'kind' | 'isNeverEmpty'>): FilterWay[] {
  const ways: readonly FilterWay[] = FILTER_WAYS[kind]
  return ways.filter((way) => way !== 'exactly' && !(isNeverEmpty && way === 'empty'))
}

export const ALL_FILTER_WAYS = [...new Set(Object.values(FILTER_WAYS).flat())] as [FilterWay, ...FilterWay[]]

/** Everything or one of the conditions must hold. */
export const MATCHES = ['all', 'any'] as const
export type Match = (typeof MATCHES)[number]

/** Values: texts, ids or words; whole cents for money; days `YYYY-MM-DD` of the agency's zone; a count of days. */
export type Condition = {
  readonly column: string
  readonly way: FilterWay
  readonly values: readonly (string | number)[]
}

export type Sort = { readonly column: string; readonly direction: 'asc' | 'desc' }

/** How many values a way takes; `many` is one or more. */
export const VALUES_OF_WAY: Readonly<Record<FilterWay, 0 | 1 | 2 | 'many'>> = {
  contains: 1,
  is: 1,
  is_not: 1,
  starts: 1,
  empty: 0,
  filled: 0,
  any_of: 'many',
  none_of: 'many',
  exactly: 'many',
  at_least: 1,
  at_most: 1,
  between: 2,
  on: 1,
  before: 1,
  after: 1,
  last_days: 1,
  next_days: 1,
  yes: 0,
  no: 0,
}

/** Between a column's name and its value: "Monthly bill at least $200". */
export const WAY_LABELS: Readonly<Record<FilterWay, string>> = {
  contains: 'contains',
  is: 'is',
  is_not: 'is not',
  starts: 'starts with',
  empty: 'is empty',
  filled: 'is not empty',
  any_of: 'is',
  none_of: 'is not',
  exactly: 'is exactly',
  at_least: 'at least',
  at_most: 'at most',
  between: 'between',
  on: 'on',
  before: 'before',
  after: 'after',
  last_days: 'in the last days',
  next_days: 'in the next days',
  yes: 'yes',
  no: 'no',
}

/** A way of asking for a column, in the words that suit it. */
export function wayLabel({ emptyLabel }: Pick<ListColumn, 'emptyLabel'>, way: FilterWay): string {
  return way === 'empty' && emptyLabel !== undefined ? emptyLabel : WAY_LABELS[way]
}

/** True when time alone changes what these conditions find: the list has to be asked again as the minute turns. */
export function movesWithClock(where: readonly Condition[]): boolean {
  return where.some(({ column }) => column === CALLABLE.name)
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
export const MOST_DAYS = 3_660

/** Why a condition cannot be asked, in a sentence; null when it can. */
export function conditionProblem(list: ListName, { column: name, way, values }: Condition): string | null {
  const column = conditionColumnOf(list, name)
  if (column === undefined) return `There is no column "${name}" to filter by.`
  const ways: readonly FilterWay[] = FILTER_WAYS[column.kind]
  if (!ways.includes(way)) return `${column.label} cannot be filtered by "${WAY_LABELS[way]}".`
  const wanted = VALUES_OF_WAY[way]
  if (wanted === 'many' ? values.length === 0 : values.length !== wanted) {
    return wanted === 'many' || wanted === 1
      ? `${column.label}: enter a value.`
      : wanted === 2
        ? `${column.label}: enter both ends of the range.`
        : `${column.label}: "${WAY_LABELS[way]}" takes no value.`
  }
  for (const value of values) {
    const problem = valueProblem(column, way, value)
    if (problem !== null) return problem
  }
  const [from, to] = values
  if (way === 'between' && from !== undefined && to !== undefined && from > to)
    return `${column.label}: the range ends before it begins.`
  return null
}

function valueProblem({ kind, label, choices }: ListColumn, way: FilterWay, value: string | number) {
  switch (kind) {
    case 'text':
    case 'phone':
      if (typeof value !== 'string' || value.trim() === '') return `${label}: enter a value.`
      if (kind === 'phone' && !/\d/.test(value)) return `${label}: enter digits of the number.`
      return null
    case 'choice':
      return choices?.some((choice) => choice.value === value) ? null : `${label} has no value "${value}".`
    case 'reference':
      return typeof value === 'string' && value !== '' ? null : `${label}: choose one.`
    case 'number':
    case 'money':
      return typeof value === 'number' && Number.isFinite(value) ? null : `${label}: enter a number.`
    case 'instant':
      if (way === 'last_days' || way === 'next_days') {
        return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_DAYS
          ? null
          : `${label}: enter days from 1 to ${MOST_DAYS.toLocaleString('en-US')}.`
      }
      return typeof value === 'string' && isDay(value)
        ? null
        : `${label}: "${value}" is no date. Write it as 2026-03-31.`
    case 'flag':
      return null
  }
}

/** A day that exists: 2026-02-30 does not. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/**
 * A condition in words for a chip: `Status is New or Contacted`. `nameOf` gives the name of a referenced record.
 */
export function describeCondition(
  list: ListName,
  { column: name, way, values }: Condition,
  nameOf: (column: ListColumn, id: string) => string = (_, id) => id,
): string {
  const column = conditionColumnOf(list, name)
  if (column === undefined) return name
  const { label, kind } = column
  const shown = values.map((value) => {
    if (kind === 'money') return showMoney(Number(value)).replace(/\.00$/, '')
    if (kind === 'number') return Number(value).toLocaleString('en-US')
    if (kind === 'choice')
      return column.choices?.find((choice) => choice.value === value)?.label ?? String(value)
    if (kind === 'reference') return nameOf(column, String(value))
    return String(value)
  })
  if (way === 'last_days' || way === 'next_days') {
    const days = Number(values[0]) === 1 ? 'day' : `${shown[0]} days`
    return `${label} in the ${way === 'last_days' ? 'last' : 'next'} ${days}`
  }
  if (VALUES_OF_WAY[way] === 0)
    return kind === 'flag' ? `${label}: ${wayLabel(column, way)}` : `${label} ${WAY_LABELS[way]}`
  if (way === 'between') return `${label} ${shown[0]} to ${shown[1]}`
  const joined =
    shown.length <= 2
      ? shown.join(way === 'none_of' ? ' nor ' : ' or ')
      : `${shown[0]} or ${shown.length - 1} more`
  const quoted = kind === 'text' ? `“${joined}”` : joined
  return `${label} ${WAY_LABELS[way]} ${quoted}`
}
