// The list of conversions in pages, with the sums of all that match, one for each currency.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import type { ReadDb } from '../db/connection.ts'
import { BRIEF_ROWS, beginLongWork } from '../long-work.ts'
import { COUNTED_IN_LIST, conversionsOrder, conversionsWhere } from '../records/conversion-filter.ts'
import { CONVERSION_JOINS, CONVERSION_ROW, toConversionRow } from '../records/conversion-rows.ts'
import { resultOf } from '../records/result-sets.ts'

export function conversionsPage(
  db: ReadDb,
  { filter, sort, offset, limit }: ParsedInput<'conversions.page'>,
): Result<'conversions.page'> {
  // Their sums are a pass over all that match, made anew after each write.
  const isOfOne = filter.leadId !== undefined || filter.contactId !== undefined
  if (!isOfOne && areMany(db)) beginLongWork(db)
  const where = conversionsWhere(db, filter)
  const order = conversionsOrder(sort)
  // Joined in this order: a planner that turns it around passes over the whole table for each page.
  const rows = db
    .sql(
      `select ${CONVERSION_ROW} from (
         select c.rowid as wanted from conversions c ${where.text} order by ${order} limit ? offset ?
       ) cross join conversions c on c.rowid = wanted ${CONVERSION_JOINS} order by ${order}`,
    )
    .all(...where.values, limit, offset)
    .map(toConversionRow)
  const groups = sumsOf(db, where)
  return {
    rows,
    total: groups.reduce((total, { rows: count }) => total + count, 0),
    isTotalExact: where.isComplete,
    sums: groups
      .filter(({ conversions }) => conversions > 0)
      .map(({ currency, conversions, withValue, cents }) => ({
        currency,
        conversions,
        withValue,
        revenueCents: cents,
      })),
  }
}

function areMany(db: ReadDb): boolean {
  return db.sql('select 1 from conversions limit 1 offset ?').value(BRIEF_ROWS) !== undefined
}

type Group = {
  readonly currency: string
  readonly rows: number
  readonly conversions: number
  readonly withValue: number
  readonly cents: number
}

/** One pass counts and sums; it is kept until something is written, since every page of a list asks for the same. */
function sumsOf(
  db: ReadDb,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
): readonly Group[] {
  const counted = `sum(${COUNTED_IN_LIST})`
  return resultOf<Group>(
    db,
    `select c.currency, count(*) as rows, ${counted} as conversions,
       count(case when ${COUNTED_IN_LIST} then c.value_cents end) as withValue,
       coalesce(sum(case when ${COUNTED_IN_LIST} then c.value_cents end), 0) as cents
     from conversions c ${text} group by c.currency order by cents desc, c.currency`,
    values,
  )
}
