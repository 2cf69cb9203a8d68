// The list of conversions in pages, with the sums of all that match, one for each currency.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import type { ReadDb } from '../db/connection.ts'
import { BRIEF_ROWS, beginLongWork } from '../long-work.ts'
import {
  conversionsInOrder,
  conversionsOrder,
  conversionsWhere,
  SALE_IN_LIST,
} from '../records/conversion-filter.ts'
import { CONVERSION_JOINS, CONVERSION_ROW, toConversionRow } from '../records/conversion-rows.ts'
import { resultOf } from '../records/result-sets.ts'
import { readSettings } from '../stored-settings.ts'

type Page = ParsedInput<'conversions.page'>
type Where = { readonly text: string; readonly values: readonly unknown[] }

export function conversionsPage(db: ReadDb, input: Page): Result<'conversions.page'> {
  const { leadId, contactId } = input.filter
  // The sums are a pass over all that match, made anew after each write.
  if (leadId === undefined && contactId === undefined && areMany(db)) beginLongWork(db)
  const where = conversionsWhere(db, input.filter)
  const { currency } = readSettings(db)
  const { total, sums } = summed(db, where, currency)
  const rows = total === 0 ? [] : rowsOf(db, where, input, total)
  return { rows, total, isTotalExact: where.isComplete, sums }
}

/**
 * Behind so many rows, and in a list of so few, a page is a slice of the whole order: skipping rows one by one, or walking the index to find a few far
 * apart, takes longer than finding it once.
 */
const FEW = 2_000

function rowsOf(db: ReadDb, where: Where, { sort, offset, limit }: Page, total: number) {
  const order = conversionsOrder(sort)
  if (offset > FEW || total < FEW) {
    const some = conversionsInOrder(db, where, order).subarray(offset, offset + limit)
    return db
      .sql(
        `select ${CONVERSION_ROW} from json_each(?) j join conversions c on c.rowid = j.value ${CONVERSION_JOINS} order by j.key`,
      )
      .all(JSON.stringify([...some]))
      .map(toConversionRow)
  }
  // Joined in this order: a planner that turns it around passes over the whole table for each page.
  return db
    .sql(
      `select ${CONVERSION_ROW} from (
         select c.rowid as wanted from conversions c ${where.text} order by ${order} limit ? offset ?
       ) cross join conversions c on c.rowid = wanted ${CONVERSION_JOINS} order by ${order}`,
    )
    .all(...where.values, limit, offset)
    .map(toConversionRow)
}

function areMany(db: ReadDb): boolean {
  return db.sql('select 1 from conversions limit 1 offset ?').value(BRIEF_ROWS) !== undefined
}

type Sum = Result<'conversions.page'>['sums'][number]
type Group = {
  readonly currency: string
  readonly conversions: number
  readonly withValue: number
  readonly cents: number
}

/**
 * One pass counts all that match and sums those in the agency's currency; the few others are grouped by theirs, which takes sorting, and what hangs on
 * test leads is taken off. Kept until something is written, since every page of a list asks for the same.
 */
function summed(
  db: ReadDb,
  { text, values }: Where,
  currency: string,
): { readonly total: number; readonly sums: Sum[] } {
  const own = `c.currency = ? and ${SALE_IN_LIST}`
  const figures = `count(*) as conversions, count(c.value_cents) as withValue, coalesce(sum(c.value_cents), 0) as cents`
  const also = (condition: string) => `${text === '' ? 'where' : `${text} and`} ${condition}`
  const [all] = resultOf<Omit<Group, 'currency'> & { total: number; others: number }>(
    db,
    `select count(*) as total, count(case when c.currency <> ? then 1 end) as others, count(case when ${own} then 1 end) as conversions,
       count(case when ${own} then c.value_cents end) as withValue, coalesce(sum(case when ${own} then c.value_cents end), 0) as cents
     from conversions c ${text}`,
    [currency, currency, currency, currency, ...values],
  )
  if (all === undefined || all.total === 0) return { total: 0, sums: [] }
  const others =
    all.others === 0
      ? []
      : resultOf<Group>(
          db,
          `select c.currency, ${figures} from conversions c ${also(`c.currency <> ? and ${SALE_IN_LIST}`)} group by c.currency`,
          [...values, currency],
        )
  const tests = resultOf<Group>(
    db,
    `select c.currency, ${figures} from leads t cross join conversions c on c.lead_id = t.id
     ${also(`t.is_test = 1 and ${SALE_IN_LIST}`)} group by c.currency`,
    values,
  )
  const sums = [{ ...all, currency }, ...others]
    .map((group): Sum => {
      const test = tests.find((each) => each.currency === group.currency)
      return {
        currency: group.currency,
        conversions: group.conversions - (test?.conversions ?? 0),
        withValue: group.withValue - (test?.withValue ?? 0),
        revenueCents: group.cents - (test?.cents ?? 0),
      }
    })
    .filter(({ conversions }) => conversions > 0)
  // The agency's own first; of the others the one with the most.
  return {
    total: all.total,
    sums: sums.sort(
      (a, b) =>
        Number(b.currency === currency) - Number(a.currency === currency) ||
        b.revenueCents - a.revenueCents ||
        (a.currency < b.currency ? -1 : 1),
    ),
  }
}
