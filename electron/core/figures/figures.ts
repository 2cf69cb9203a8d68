// The figures of contract/analytics.ts, of one scope or of each group in it.
import { type CurrencySum, FAST_CONTACT_MS, type Figures } from '../../../shared/domain/metrics.ts'
import { STAGES } from '../../../shared/domain/vocabulary.ts'
import type { Image } from './image.ts'
import { type Codes, HAS_APPOINTMENT, IS_DUPLICATE } from './lead-columns.ts'
import { spreadsOf } from './spread.ts'

/** Places of the arrivals (lead-columns.ts). */
export const AT_CONTACTED = STAGES.indexOf('contacted') - 1
export const AT_CONVERTED = STAGES.indexOf('converted') - 1
const CONTACTED = STAGES.indexOf('contacted')
const QUALIFIED = STAGES.indexOf('qualified')
const CONVERTED = STAGES.indexOf('converted')

/** Leads by the group that their code stands for; without one they are one group. */
export type Grouping = { readonly codes: Codes; readonly groupOf: Int32Array; readonly groups: number }

/** Places of the sums of a group. */
const SUM = {
  leads: 0,
  contacted: 1,
  contactedInFive: 2,
  qualified: 3,
  appointments: 4,
  converted: 5,
  duplicates: 6,
  costCents: 7,
  priced: 8,
  broughtCents: 9,
} as const
const SUMS = Object.keys(SUM).length

type OfLeads = Omit<Figures, 'revenue' | 'quarantined'>

export function countLeads(image: Image, rows: Int32Array, grouping: Grouping | null): OfLeads[] {
  const { stage, flags, cost, brought, arrivals } = image.leads
  const contacted = arrivals[AT_CONTACTED] as Float64Array
  const converted = arrivals[AT_CONVERTED] as Float64Array
  const groups = grouping?.groups ?? 1
  const sums = new Float64Array(groups * SUMS)
  const squares = new Float64Array(groups)
  const contact = durations(rows.length)
  const conversion = durations(rows.length)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number
    const group = grouping === null ? 0 : (grouping.groupOf[grouping.codes[row] as number] as number)
    const from = group * SUMS
    add(sums, from + SUM.leads, 1)
    const reached = stage[row] as number
    if (reached >= CONTACTED) {
      add(sums, from + SUM.contacted, 1)
      if (reached >= QUALIFIED) add(sums, from + SUM.qualified, 1)
      if (reached >= CONVERTED) add(sums, from + SUM.converted, 1)
    }
    const marks = flags[row] as number
    if ((marks & HAS_APPOINTMENT) !== 0) add(sums, from + SUM.appointments, 1)
    if ((marks & IS_DUPLICATE) !== 0) add(sums, from + SUM.duplicates, 1)
    const price = cost[row] as number
    if (!Number.isNaN(price)) {
      add(sums, from + SUM.costCents, price)
      add(sums, from + SUM.priced, 1)
    }
    const cents = brought[row] as number
    if (cents !== 0) {
      add(sums, from + SUM.broughtCents, cents)
      squares[group] = (squares[group] as number) + cents * cents
    }
    const toContact = contacted[row] as number
    if (!Number.isNaN(toContact)) {
      if (toContact <= FAST_CONTACT_MS) add(sums, from + SUM.contactedInFive, 1)
      contact.push(toContact, group)
    }
    const toConversion = converted[row] as number
    if (!Number.isNaN(toConversion)) conversion.push(toConversion, group)
  }
  const of = Array.from({ length: groups }, (_, group) => sums[group * SUMS + SUM.leads] as number)
  const contacts = contact.spreads(of)
  const conversions = conversion.spreads(of)
  return of.map((leads, group) => {
    const sum = (which: number) => sums[group * SUMS + which] as number
    return {
      leads,
      contacted: sum(SUM.contacted),
      contactedInFive: sum(SUM.contactedInFive),
      qualified: sum(SUM.qualified),
      appointments: sum(SUM.appointments),
      converted: sum(SUM.converted),
      duplicates: sum(SUM.duplicates),
      costCents: sum(SUM.costCents),
      priced: sum(SUM.priced),
      broughtCents: sum(SUM.broughtCents),
      broughtSquares: squares[group] as number,
      firstContact: contacts[group] as Figures['firstContact'],
      toConversion: conversions[group] as Figures['toConversion'],
    }
  })
}

function add(sums: Float64Array, at: number, by: number): void {
  sums[at] = (sums[at] as number) + by
}

/** Durations with their groups. What happened before the lead was written down took no time. */
export function durations(most: number) {
  const values = new Float64Array(most)
  const groups = new Int32Array(most)
  let count = 0
  return {
    push: (ms: number, group: number) => {
      values[count] = ms > 0 ? ms : 0
      groups[count] = group
      count++
    },
    values: () => values.subarray(0, count),
    spreads: (of: readonly number[]) => spreadsOf(values.subarray(0, count), groups.subarray(0, count), of),
  }
}

/** Sums of sales, one for each currency in the order of their letters; `groupOf` names the group of a sale. */
export function sumSales(
  image: Image,
  sales: Int32Array,
  groups: number,
  groupOf: (sale: number) => number,
): CurrencySum[][] {
  const { columns } = image.sales
  const size = image.currencies.size
  const conversions = new Int32Array(groups * size)
  const withValue = new Int32Array(groups * size)
  const cents = new Float64Array(groups * size)
  for (const sale of sales) {
    const at = groupOf(sale) * size + (columns.currency[sale] as number)
    conversions[at] = (conversions[at] as number) + 1
    const value = columns.cents[sale] as number
    if (Number.isNaN(value)) continue
    withValue[at] = (withValue[at] as number) + 1
    cents[at] = (cents[at] as number) + value
  }
  return Array.from({ length: groups }, (_, group) =>
    Array.from({ length: size }, (_, code) => ({
      currency: image.currencies.valueOf(code) ?? '',
      conversions: conversions[group * size + code] as number,
      withValue: withValue[group * size + code] as number,
      revenueCents: cents[group * size + code] as number,
    }))
      .filter((sum) => sum.conversions > 0)
      .sort((one, other) => (one.currency < other.currency ? -1 : 1)),
  )
}
