// The same figures for each value of a dimension. Values are ranked by a first pass over counts alone; those beyond the ones asked for are one group.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import type { Dimension, Figures } from '../../../shared/domain/metrics.ts'
import { countLeads, sumSales } from './figures.ts'
import type { Image } from './image.ts'
import { GONE } from './lead-columns.ts'
import { type Waiting, waitingIn } from './quarantine.ts'
import { isDeliveryDimension, leadRows, type Scope, saleCode, saleRows } from './select.ts'

type Sides = {
  readonly scope: Scope
  readonly leads: Int32Array
  readonly sales: Int32Array
  /** Null where deliveries cannot be told by this dimension in this scope. */
  readonly waiting: readonly Waiting[] | null
}
export type LabelOf = (dimension: Dimension, value: string | null) => string | null

export function overview(
  image: Image,
  waiting: readonly Waiting[],
  { scope, compare }: ParsedInput<'analytics.overview'>,
): Result<'analytics.overview'> {
  const of = (one: Scope): Figures => {
    const { total } = countLeads(image, leadRows(image, one), null)
    const [revenue] = sumSales(image, saleRows(image, one), 1, () => 0)
    return {
      ...total,
      revenue: revenue ?? [],
      quarantined: waitingIn(waiting, one)?.length ?? null,
    }
  }
  return { now: shown(of(scope)), before: compare === undefined ? null : shown(of({ ...scope, ...compare })) }
}

export function breakdown(
  image: Image,
  waiting: readonly Waiting[],
  { scope, by, compare, most }: ParsedInput<'analytics.breakdown'>,
  labelOf: LabelOf,
): Result<'analytics.breakdown'> {
  const sideOf = (one: Scope): Sides => ({
    scope: one,
    leads: leadRows(image, one),
    sales: saleRows(image, one),
    waiting: isDeliveryDimension(by) ? waitingIn(waiting, one) : null,
  })
  const now = sideOf(scope)
  const before = compare === undefined ? null : sideOf({ ...scope, ...compare })
  const values = valuesIn(image, by, now, before)
  const shownValues = values.slice(0, most)
  const beyond = values.length - shownValues.length
  // The last group is the rest.
  const groups = shownValues.length + 1
  const groupOf = new Map(shownValues.map((value, at) => [value, at]))
  const figuresNow = figuresBy(image, by, now, groups, groupOf)
  const figuresBefore = before === null ? null : figuresBy(image, by, before, groups, groupOf)
  const [revenue] = sumSales(image, now.sales, 1, () => 0)
  return {
    rows: shownValues.map((value, at) => ({
      value,
      label: labelOf(by, value),
      now: figuresNow.groups[at] as ReturnType<typeof shown>,
      before: figuresBefore?.groups[at] ?? null,
    })),
    rest:
      beyond === 0
        ? null
        : { values: beyond, now: figuresNow.groups[groups - 1] as ReturnType<typeof shown> },
    total: shown({
      ...figuresNow.total,
      revenue: revenue ?? [],
      quarantined: waitingIn(waiting, scope)?.length ?? null,
    }),
  }
}

/** Every value that has anything in either period, most leads first, then most sold in the agency’s currency, then by its letters; nothing is the last among equals. */
function valuesIn(image: Image, by: Dimension, now: Sides, before: Sides | null): (string | null)[] {
  const size = image.values[by].size
  const codes = image.leads.codes[by]
  const leads = new Int32Array(size)
  const cents = new Float64Array(size)
  const earlier = new Int32Array(size)
  const isThere = new Uint8Array(size)
  const codeOf = saleCode(image, by)
  const { columns } = image.sales
  const own = image.currencies.find(image.currency)
  for (let at = 0; at < now.leads.length; at++) {
    const code = codes[now.leads[at] as number] as number
    leads[code] = (leads[code] as number) + 1
  }
  for (const sale of now.sales) {
    const code = codeOf(sale)
    isThere[code] = 1
    if (columns.currency[sale] === own) cents[code] = (cents[code] as number) + (columns.cents[sale] || 0)
  }
  for (const row of before?.leads ?? []) {
    const code = codes[row] as number
    earlier[code] = (earlier[code] as number) + 1
  }
  for (const sale of before?.sales ?? []) isThere[codeOf(sale)] = 1
  const found = new Map<string | null, readonly [leads: number, cents: number, earlier: number]>()
  for (let code = 0; code < size; code++)
    if (isThere[code] === 1 || (leads[code] as number) + (earlier[code] as number) > 0)
      found.set(image.values[by].valueOf(code), [
        leads[code] as number,
        cents[code] as number,
        earlier[code] as number,
      ])
  // A sender whose deliveries all wait for repair has no lead.
  if (isDeliveryDimension(by))
    for (const delivery of [...(now.waiting ?? []), ...(before?.waiting ?? [])])
      if (!found.has(delivery[by])) found.set(delivery[by], [0, 0, 0])
  return [...found]
    .sort(
      ([one, of], [other, than]) =>
        than[0] - of[0] || than[1] - of[1] || than[2] - of[2] || byLetters(one, other),
    )
    .map(([value]) => value)
}

function byLetters(one: string | null, other: string | null): number {
  if (one === null || other === null) return one === null ? 1 : -1
  return one < other ? -1 : 1
}

function figuresBy(
  image: Image,
  by: Dimension,
  side: Sides,
  groups: number,
  groupOfValue: ReadonlyMap<string | null, number>,
) {
  const rest = groups - 1
  const groupOf = Int32Array.from(
    { length: image.values[by].size },
    (_, code) => groupOfValue.get(image.values[by].valueOf(code)) ?? rest,
  )
  const codeOf = saleCode(image, by)
  const counts = countLeads(image, side.leads, { codes: image.leads.codes[by], groupOf, groups })
  const revenue = sumSales(image, side.sales, groups, (sale) => groupOf[codeOf(sale)] as number)
  let quarantined: number[] | null = null
  if (side.waiting !== null && isDeliveryDimension(by)) {
    quarantined = Array.from({ length: groups }, () => 0)
    for (const delivery of side.waiting) {
      const group = groupOfValue.get(delivery[by]) ?? rest
      quarantined[group] = (quarantined[group] as number) + 1
    }
  }
  return {
    groups: counts.groups.map((of, group) =>
      shown({ ...of, revenue: revenue[group] ?? [], quarantined: quarantined?.[group] ?? null }),
    ),
    total: counts.total,
  }
}

/** As the contract has them. */
function shown(figures: Figures): Result<'analytics.overview'>['now'] {
  return {
    ...figures,
    revenue: figures.revenue.map((sum) => ({ ...sum })),
    firstContact: { ...figures.firstContact },
    toConversion: { ...figures.toConversion },
  }
}

/** What a dimension can be narrowed to. */
export function valuesOf(
  image: Image,
  { dimension, search }: ParsedInput<'analytics.values'>,
  labelOf: LabelOf,
  most: number,
): Result<'analytics.values'> {
  const { day, codes } = image.leads
  const of = codes[dimension]
  const counts = new Int32Array(image.values[dimension].size)
  for (let row = 0; row < image.count; row++)
    if (day[row] !== GONE) {
      const code = of[row] as number
      counts[code] = (counts[code] as number) + 1
    }
  const wanted = search.trim().toLowerCase()
  return Array.from(counts, (leads, code) => ({ value: image.values[dimension].valueOf(code), leads }))
    .filter(({ leads }) => leads > 0)
    .map(({ value, leads }) => ({ value, label: labelOf(dimension, value), leads }))
    .filter(
      ({ value, label }) =>
        wanted === '' || [value, label].some((text) => text?.toLowerCase().includes(wanted) === true),
    )
    .sort((one, other) => other.leads - one.leads || byLetters(one.value, other.value))
    .slice(0, most)
}
