// Leads column by column: arrays of numbers, a row a lead. They grow by doubling; whoever reads them in a loop takes them anew for each answer.
import { DIMENSIONS, type Dimension } from '../../../shared/domain/metrics.ts'
import { ARRIVALS } from '../../../shared/domain/pipeline.ts'
import { STAGES } from '../../../shared/domain/vocabulary.ts'

/** In the place of its day: the lead is gone, and its row with it. */
export const GONE = -0x80000000

/** Bits of `kind`. */
export const HAS_APPOINTMENT = 1
/** The same phone had come before. */
export const IS_DUPLICATE = 2
/** Rejected or lost. */
export const HAS_ENDED = 4
/** The price came with the lead. */
export const HAS_OWN_PRICE = 8
/** A price is known. */
export const IS_PRICED = 16
/** Something was sold to it in the agency's currency. */
export const HAS_BROUGHT = 32
/** Contacted within five minutes. */
export const IS_FAST = 64
/** What is above them is the stage. */
export const FLAG_BITS = 7

export const STAGE_NUMBER: ReadonlyMap<string, number> = new Map(STAGES.map((stage, at) => [stage, at]))
/** Stages with a first arrival, in their order: all but the first, so `arrivals[n]` is of stage n + 1. */
export const ARRIVING = Object.keys(ARRIVALS).length

export type Codes = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>
const MOST_CODES = 0xffff

export type LeadColumns = {
  id: Float64Array<ArrayBuffer>
  createdMs: Float64Array<ArrayBuffer>
  /** Days since 1970 of the agency's clock, or GONE. */
  day: Int32Array<ArrayBuffer>
  /** Hour of the week on the agency's clock, 0 is Monday at midnight. */
  hour: Uint8Array<ArrayBuffer>
  /** Flags, and above them the place of the furthest stage among STAGES. */
  kind: Uint16Array<ArrayBuffer>
  /** From creation to the first arrival at each stage, in milliseconds; NaN where it is not known. */
  arrivals: Float64Array<ArrayBuffer>[]
  /** Cents; NaN where no price is known. */
  cost: Float64Array<ArrayBuffer>
  /** Cents in the agency's currency. */
  brought: Float64Array<ArrayBuffer>
  /** Digits of the phone as one number, or the negative code of a text that is none; 0 is no phone. */
  phone: Float64Array<ArrayBuffer>
  /** Another row with the same phone, or -1. */
  samePhone: Int32Array<ArrayBuffer>
  /** The first of its sales, or -1. */
  firstSale: Int32Array<ArrayBuffer>
  codes: Record<Dimension, Codes>
}

export function emptyColumns(capacity: number): LeadColumns {
  return {
    id: new Float64Array(capacity),
    createdMs: new Float64Array(capacity),
    day: new Int32Array(capacity),
    hour: new Uint8Array(capacity),
    kind: new Uint16Array(capacity),
    arrivals: Array.from({ length: ARRIVING }, () => new Float64Array(capacity)),
    cost: new Float64Array(capacity),
    brought: new Float64Array(capacity),
    phone: new Float64Array(capacity),
    samePhone: new Int32Array(capacity),
    firstSale: new Int32Array(capacity),
    codes: Object.fromEntries(DIMENSIONS.map((name) => [name, new Uint16Array(capacity)])) as Record<
      Dimension,
      Codes
    >,
  }
}

type Numbers = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Codes

/** The same columns, each array made anew by `remake`. */
function remade(columns: LeadColumns, remake: <A extends Numbers>(array: A) => A): LeadColumns {
  return {
    id: remake(columns.id),
    createdMs: remake(columns.createdMs),
    day: remake(columns.day),
    hour: remake(columns.hour),
    kind: remake(columns.kind),
    arrivals: columns.arrivals.map((array) => remake(array)),
    cost: remake(columns.cost),
    brought: remake(columns.brought),
    phone: remake(columns.phone),
    samePhone: remake(columns.samePhone),
    firstSale: remake(columns.firstSale),
    codes: Object.fromEntries(
      DIMENSIONS.map((name) => [name, remake(columns.codes[name])]),
    ) as LeadColumns['codes'],
  }
}

export function grown(columns: LeadColumns, capacity: number): LeadColumns {
  return remade(columns, (array) => {
    const next = new (array.constructor as new (length: number) => typeof array)(capacity)
    next.set(array as never)
    return next
  })
}

/** The first `count` rows in another order, with room for a few more. */
export function reordered(columns: LeadColumns, order: Int32Array, capacity: number): LeadColumns {
  return remade(columns, (array) => {
    const next = new (array.constructor as new (length: number) => typeof array)(capacity)
    for (let at = 0; at < order.length; at++) next[at] = array[order[at] as number] as number
    return next
  })
}

export function setCode(columns: LeadColumns, dimension: Dimension, row: number, code: number): void {
  const codes = columns.codes[dimension]
  if (code > MOST_CODES && codes instanceof Uint16Array) columns.codes[dimension] = Uint32Array.from(codes)
  columns.codes[dimension][row] = code
}

/** Rows in the order of their days; returns also where each day begins, from the first day on. */
export function orderByDay(
  day: Int32Array,
  count: number,
): { readonly order: Int32Array; readonly firstDay: number; readonly starts: Int32Array } {
  let firstDay = Number.POSITIVE_INFINITY
  let lastDay = Number.NEGATIVE_INFINITY
  for (let row = 0; row < count; row++) {
    const at = day[row] as number
    if (at < firstDay) firstDay = at
    if (at > lastDay) lastDay = at
  }
  if (count === 0) return { order: new Int32Array(0), firstDay: 0, starts: new Int32Array(1) }
  const starts = new Int32Array(lastDay - firstDay + 2)
  for (let row = 0; row < count; row++) (starts[(day[row] as number) - firstDay + 1] as number)++
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] as number) + (starts[at - 1] as number)
  const next = Int32Array.from(starts)
  const order = new Int32Array(count)
  for (let row = 0; row < count; row++) {
    const at = (day[row] as number) - firstDay
    order[next[at] as number] = row
    next[at] = (next[at] as number) + 1
  }
  return { order, firstDay, starts }
}
