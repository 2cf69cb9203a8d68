// Which conversions a filter means: the same for the list, its sums and files.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import { SALE_TYPES } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import { readSettings } from '../stored-settings.ts'
import { findPeople, searchWords } from './find-people.ts'
import { resultSet } from './result-sets.ts'

type Page = ParsedInput<'conversions.page'>
type Filter = Page['filter']
export type ConversionSort = Page['sort']
type Where = {
  readonly text: string
  readonly values: readonly unknown[]
  /** False: the search stopped at its limit of people. */
  readonly isComplete: boolean
}

/** Lists are bound as JSON, so that their length makes no new statement. */
export function conversionsWhere(db: ReadDb, filter: Filter): Where {
  const parts: string[] = []
  const values: unknown[] = []
  const only = (part: string, ...bound: readonly unknown[]) => {
    parts.push(part)
    values.push(...bound)
  }
  const oneOf = (column: string, list: readonly string[]) => {
    if (list.length > 0) only(`${column} in (select value from json_each(?))`, JSON.stringify(list))
  }
  const { leadId, contactId, workspaceId, from, to, leastCents, mostCents, voided } = filter
  let isComplete = true
  if (searchWords(filter.search).length > 0) {
    const found = findPeople(db, filter.search)
    isComplete = found.isComplete
    only('c.contact_id in (select value from json_each(?))', JSON.stringify(found.contactIds))
  }
  if (leadId !== undefined) only('c.lead_id = ?', leadId)
  if (contactId !== undefined) only('c.contact_id = ?', contactId)
  if (workspaceId !== undefined) only('c.workspace_id is ?', workspaceId)
  const { timeZone } = readSettings(db)
  const instant = (ms: number) => new Date(ms).toISOString()
  if (from !== undefined) only('c.converted_at >= ?', instant(dayBounds(from, timeZone).startMs))
  if (to !== undefined) only('c.converted_at < ?', instant(dayBounds(to, timeZone).endMs))
  oneOf('c.conversion_type', filter.types)
  oneOf('c.converted_by', filter.agents)
  oneOf('c.currency', filter.currencies)
  if (leastCents !== undefined) only('c.value_cents >= ?', leastCents)
  if (mostCents !== undefined) only('c.value_cents <= ?', mostCents)
  if (voided === 'without') only('c.voided_at is null')
  if (voided === 'only') only('c.voided_at is not null')
  return { text: parts.length === 0 ? '' : `where ${parts.join(' and ')}`, values, isComplete }
}

/** The rows' own numbers break a tie: an index that ends in them has this order, in either direction. Without a value comes last. */
export function conversionsOrder({ column, direction }: ConversionSort): string {
  return column === 'value'
    ? `c.value_cents is null, c.value_cents ${direction}, c.rowid ${direction}`
    : `c.converted_at ${direction}, c.rowid ${direction}`
}

const USUAL_ORDER = conversionsOrder({ column: 'converted_at', direction: 'desc' })

/** Their numbers in the order of a list, found once and kept until something is written. Sorted, not walked along an index: that reads each row apart. */
export function conversionsInOrder(
  db: ReadDb,
  { text, values }: Pick<Where, 'text' | 'values'>,
  order: string,
): Float64Array {
  return resultSet(
    db,
    `select c.rowid as id from conversions c ${text} order by ${order.replace('c.converted_at', '+c.converted_at')}`,
    values,
  )
}

/** What of a list counts in its sums, test leads aside: what hangs on them is taken off by whoever sums, since they are few. */
export const SALE_IN_LIST = `c.conversion_type in (${SALE_TYPES.map((type) => `'${type}'`).join(', ')}) and c.voided_at is null`

/** Every one by its number, in the order of the list: what an export writes. */
export function conversionNumbers(
  db: ReadDb,
  filter: Filter,
): { readonly ids: Float64Array; readonly isComplete: boolean } {
  const { text, values, isComplete } = conversionsWhere(db, filter)
  return { ids: conversionsInOrder(db, { text, values }, USUAL_ORDER), isComplete }
}
