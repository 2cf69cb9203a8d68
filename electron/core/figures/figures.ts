// The figures of contract/analytics.ts, of one scope or of each group in it.
import type { CurrencySum, Figures, Spread } from '../../../shared/domain/metrics.ts'
import { STAGES } from '../../../shared/domain/vocabulary.ts'
import type { Image } from './image.ts'
import {
  type Codes,
  FLAG_BITS,
  HAS_APPOINTMENT,
  HAS_BROUGHT,
  IS_DUPLICATE,
  IS_FAST,
  IS_PRICED,
} from './lead-columns.ts'
import { collectTimes, spreadOf, spreadsOf } from './spread.ts'

/** Places of the arrivals (lead-columns.ts). */
export const AT_CONTACTED = STAGES.indexOf('contacted') - 1
export const AT_CONVERTED = STAGES.indexOf('converted') - 1
const CONTACTED = STAGES.indexOf('contacted')
const QUALIFIED = STAGES.indexOf('qualified')
const CONVERTED = STAGES.indexOf('converted')

/** Leads by the group that their code stands for; without one they are one group. */
export type Grouping = { readonly codes: Codes; readonly groupOf: Int32Array; readonly groups: number }

type OfLeads = Omit<Figures, 'revenue' | 'quarantined'>

/** Leads that are alike in stage and flags are counted together: one step a lead, whatever is asked of them. */
const KINDS = STAGES.length << FLAG_BITS

/** Figures of each group, and of all of them together. */
export function countLeads(
  image: Image,
  rows: Int32Array,
  grouping: Grouping | null,
): { readonly groups: OfLeads[]; readonly total: OfLeads } {
  const { kind, cost, brought, arrivals } = image.leads
  const groups = grouping?.groups ?? 1
  const kinds = new Int32Array(groups * KINDS)
  const costs = new Float64Array(groups)
  const sums = new Float64Array(groups)
  const squares = new Float64Array(groups)
  const groupOfRow = grouping === null ? null : groupsOf(rows, grouping)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number
    const group = groupOfRow === null ? 0 : (groupOfRow[at] as number)
    const marks = kind[row] as number
    const place = group * KINDS + marks
    kinds[place] = (kinds[place] as number) + 1
    if ((marks & IS_PRICED) !== 0) costs[group] = (costs[group] as number) + (cost[row] as number)
    if ((marks & HAS_BROUGHT) !== 0) {
      const cents = brought[row] as number
      sums[group] = (sums[group] as number) + cents
      squares[group] = (squares[group] as number) + cents * cents
    }
  }
  const counts = Array.from({ length: groups }, (_, group) => readKinds(kinds, group))
  const of = counts.map(({ leads }) => leads)
  const contacts = timesOf(arrivals[AT_CONTACTED] as Float64Array, rows, groupOfRow, of)
  const conversions = timesOf(arrivals[AT_CONVERTED] as Float64Array, rows, groupOfRow, of)
  const figures = counts.map((count, group) => ({
    ...count,
    costCents: costs[group] as number,
    broughtCents: sums[group] as number,
    broughtSquares: squares[group] as number,
    firstContact: contacts.groups[group] as Spread,
    toConversion: conversions.groups[group] as Spread,
  }))
  const total = { ...NOTHING, firstContact: contacts.total, toConversion: conversions.total }
  for (const group of figures)
    for (const name of Object.keys(NOTHING) as (keyof typeof NOTHING)[]) total[name] += group[name]
  return { groups: figures, total }
}

const NOTHING = {
  leads: 0,
  contacted: 0,
  contactedInFive: 0,
  qualified: 0,
  appointments: 0,
  converted: 0,
  duplicates: 0,
  priced: 0,
  costCents: 0,
  broughtCents: 0,
  broughtSquares: 0,
}

function groupsOf(rows: Int32Array, { codes, groupOf }: Grouping): Int32Array {
  const groups = new Int32Array(rows.length)
  for (let at = 0; at < rows.length; at++) groups[at] = groupOf[codes[rows[at] as number] as number] as number
  return groups
}

function readKinds(kinds: Int32Array, group: number) {
  const counts = { ...NOTHING }
  for (let kind = 0; kind < KINDS; kind++) {
    const leads = kinds[group * KINDS + kind] as number
    if (leads === 0) continue
    const reached = kind >> FLAG_BITS
    counts.leads += leads
    if (reached >= CONTACTED) counts.contacted += leads
    if (reached >= QUALIFIED) counts.qualified += leads
    if (reached >= CONVERTED) counts.converted += leads
    if ((kind & IS_FAST) !== 0) counts.contactedInFive += leads
    if ((kind & HAS_APPOINTMENT) !== 0) counts.appointments += leads
    if ((kind & IS_DUPLICATE) !== 0) counts.duplicates += leads
    if ((kind & IS_PRICED) !== 0) counts.priced += leads
  }
  return counts
}

/** Of those of which a time is known. What happened before the lead was written down took no time. */
export function timesOf(
  arrivals: Float64Array,
  rows: Int32Array,
  groupOfRow: Int32Array | null,
  of: readonly number[],
): { readonly groups: readonly Spread[]; readonly total: Spread } {
  const times = collectTimes(arrivals, rows, groupOfRow)
  const groups = groupOfRow === null ? null : spreadsOf(times, of)
  const total = spreadOf(times, rows.length)
  return { groups: groups ?? [total], total }
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
