// Which rows a scope means: of leads those created in it, of sales those that happened in it.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import type { Dimension } from '../../../shared/domain/metrics.ts'
import type { Image } from './image.ts'
import { type Codes, GONE } from './lead-columns.ts'
import { dayNumber } from './rows.ts'

export type Scope = ParsedInput<'analytics.funnel'>['scope']

/** Of each dimension that is narrowed, which codes are in. */
type Masks = readonly (readonly [Dimension, Uint8Array])[]

function masksOf(image: Image, { workspaceId, where }: Scope): Masks {
  const cuts = [
    ...(workspaceId === undefined ? [] : [{ dimension: 'workspace_id' as const, values: [workspaceId] }]),
    ...where,
  ]
  return cuts.map(({ dimension, values }) => {
    const dictionary = image.values[dimension]
    const mask = new Uint8Array(dictionary.size)
    for (const value of values) {
      const code = dictionary.find(value)
      if (code !== undefined) mask[code] = 1
    }
    return [dimension, mask] as const
  })
}

/** Panels of one screen are of one scope. */
const SCOPES_KEPT = 4
const kept = new WeakMap<Image, { readonly version: number; readonly rows: Map<string, Int32Array> }>()

/** Not to be written into: others read them too. */
export function leadRows(image: Image, scope: Scope): Int32Array {
  let known = kept.get(image)
  if (known?.version !== image.version) {
    known = { version: image.version, rows: new Map() }
    kept.set(image, known)
  }
  const key = JSON.stringify([scope.from, scope.to, scope.workspaceId, scope.where])
  let rows = known.rows.get(key)
  if (rows === undefined) {
    rows = findLeads(image, scope)
    known.rows.set(key, rows)
    if (known.rows.size > SCOPES_KEPT) known.rows.delete(known.rows.keys().next().value as string)
  }
  return rows
}

function findLeads(image: Image, scope: Scope): Int32Array {
  const { leads, count, ordered } = image
  const from = dayNumber(scope.from)
  const to = dayNumber(scope.to)
  const startOf = (day: number) =>
    ordered.starts[Math.min(Math.max(day - ordered.firstDay, 0), ordered.starts.length - 1)] as number
  const first = startOf(from)
  const end = Math.max(first, startOf(to + 1))
  const rows = new Int32Array(end - first + count - ordered.count)
  const { day } = leads
  let found = 0
  for (let row = first; row < end; row++) if (day[row] !== GONE) rows[found++] = row
  for (let row = ordered.count; row < count; row++) {
    const at = day[row] as number
    if (at >= from && at <= to) rows[found++] = row
  }
  for (const [dimension, mask] of masksOf(image, scope))
    found = keep(rows, found, leads.codes[dimension], mask)
  return rows.subarray(0, found)
}

function keep(rows: Int32Array, count: number, codes: Codes, mask: Uint8Array): number {
  let kept = 0
  for (let at = 0; at < count; at++) {
    const row = rows[at] as number
    if (mask[codes[row] as number] === 1) rows[kept++] = row
  }
  return kept
}

/** What a sale counts under: its own workspace, who converted it, and for all else its lead; a sale without a lead says nothing there. */
export function saleCode(image: Image, dimension: Dimension): (sale: number) => number {
  const { columns } = image.sales
  if (dimension === 'workspace_id') return (sale) => columns.workspace[sale] as number
  if (dimension === 'assigned_to') return (sale) => columns.agent[sale] as number
  const codes = image.leads.codes[dimension]
  return (sale) => {
    const lead = columns.lead[sale] as number
    return lead === -1 ? 0 : (codes[lead] as number)
  }
}

export function saleRows(image: Image, scope: Scope): Int32Array {
  const { columns, count } = image.sales
  const from = dayNumber(scope.from)
  const to = dayNumber(scope.to)
  const rows = new Int32Array(count)
  let found = 0
  for (let row = 0; row < count; row++) {
    const at = columns.day[row] as number
    if (at >= from && at <= to) rows[found++] = row
  }
  for (const [dimension, mask] of masksOf(image, scope)) {
    const codeOf = saleCode(image, dimension)
    let kept = 0
    for (let at = 0; at < found; at++) {
      const row = rows[at] as number
      if (mask[codeOf(row)] === 1) rows[kept++] = row
    }
    found = kept
  }
  return rows.subarray(0, found)
}

/** Whether a scope can be told of a delivery that waits for repair: it names its webhook and its provider, and nothing else. */
export function isOfDeliveries({ workspaceId, where }: Scope): boolean {
  return workspaceId === undefined && where.every(({ dimension }) => isDeliveryDimension(dimension))
}

export function isDeliveryDimension(dimension: Dimension): dimension is 'webhook_id' | 'provider_id' {
  return dimension === 'webhook_id' || dimension === 'provider_id'
}
