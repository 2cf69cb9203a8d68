// How figures read: counts beside percentages, no percentage where it would say nothing, currencies never in one sum.
import type { ReactNode } from 'react'
import type { Figures } from '../../../shared/contract/analytics.ts'
import {
  METRICS,
  type Measured,
  type MetricKind,
  type MetricName,
  SMALL_SAMPLE,
  shareOf,
} from '../../../shared/domain/metrics.ts'
import { showMoney } from '../../../shared/domain/money.ts'
import { showCount } from '../../ui/format.ts'

type Sum = Figures['revenue'][number]

const wholePercent = new Intl.NumberFormat('en-US', { style: 'percent' })
const finePercent = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 })

/** "61%", "11.1%", "0.4%": a decimal where it still says something. None of it is said so, and all of it is all. */
export function showPercent(share: number): string {
  if (share === 0) return 'none'
  if (share < 0.0005) return '< 0.1%'
  if (share > 0.9995 && share < 1) return '> 99.9%'
  return (share < 0.2 || (share > 0.99 && share < 1) ? finePercent : wholePercent).format(share)
}

/** "783 of 1,284". */
export function ofWhole(part: number, whole: number): string {
  return `${showCount(part)} of ${showCount(whole)}`
}

/** The share, named as a figure of its own. */
export const CONTACTED_IN_FIVE = 'Contacted within 5 min'

export const TOO_FEW = 'too few to say'

export function isTooFew(of: number): boolean {
  return of < SMALL_SAMPLE
}

/** A share in words: "61% (783 of 1,284)", "4 of 9, too few to say". */
export function sayShare(part: number, whole: number): string {
  const { value, note, isSmall } = shareOf(part, whole, 'none')
  if (value === null) return note ?? ''
  return isSmall ? `${ofWhole(part, whole)}, ${TOO_FEW}` : `${showPercent(value)} (${ofWhole(part, whole)})`
}

/** A share in a cell: the percentage and its count; of a small sample the counts alone. */
export function Share({ part, whole }: { readonly part: number; readonly whole: number }): ReactNode {
  const { value, isSmall, note } = shareOf(part, whole, 'No leads.')
  if (value === null) return <Dash why={note ?? ''} />
  if (isSmall)
    return (
      <span className="mute" title={note ?? undefined}>
        {ofWhole(part, whole)}
      </span>
    )
  if (part === 0) return <span className="mute">none</span>
  return (
    <>
      {showPercent(value)} <span className="figure-count">{showCount(part)}</span>
    </>
  )
}

/** A figure in a cell, by its kind; why there is none, or what one must know with it, on pointing at it. */
export function MetricCell({
  name,
  figures,
  currency,
}: {
  readonly name: MetricName
  readonly figures: Figures
  readonly currency: string
}): ReactNode {
  const { value, isSmall, note, margin } = METRICS[name].of(figures, currency) as Measured
  if (value === null) return <Dash why={note ?? ''} />
  const { kind } = METRICS[name]
  const isMoney = kind === 'money'
  const words = isMoney ? showRound(value, currency) : showValue(kind, value, currency)
  const spread = margin && value > 0 ? ` ± ${showCount(Math.round((margin.high - value) / 100))}` : ''
  const exact = isMoney ? showMoney(Math.round(value), currency) : null
  return (
    <span
      className={isSmall ? 'mute' : undefined}
      title={[exact, note].filter(Boolean).join('. ') || undefined}
    >
      {words}
      {spread}
    </span>
  )
}

export function showValue(kind: MetricKind, value: number, currency: string): string {
  switch (kind) {
    case 'count':
      return showCount(value)
    case 'share':
      return showPercent(value)
    case 'money':
      return showAmount(Math.round(value), currency)
    case 'duration':
      return showLasting(value)
    case 'ratio':
      return value === 0 ? 'none' : `${value.toFixed(value < 10 ? 1 : 0)}×`
  }
}

/** Nothing to say, and why. */
export function Dash({ why }: { readonly why: string }): ReactNode {
  return (
    <span className="mute" title={why}>
      <span aria-hidden>–</span>
      <span className="unseen">{why}</span>
    </span>
  )
}

const formats = new Map<string, Intl.NumberFormat>()

/** "$276.40", "$220", "$618,400"; from a thousand on without cents. A sum that must be whole is shown by `showMoney`. */
export function showAmount(cents: number, currency: string): string {
  const isRound = Math.abs(cents) >= 100_000 || cents % 100 === 0
  if (!isRound) return showMoney(cents, currency)
  return (
    amountFormat(currency, { maximumFractionDigits: 0 })?.format(cents / 100) ?? showMoney(cents, currency)
  )
}

/** A sum in a table: whole from a hundred on, since its row is compared with others. */
function showRound(cents: number, currency: string): string {
  return showAmount(Math.abs(cents) >= 10_000 ? Math.round(cents / 100) * 100 : Math.round(cents), currency)
}

/** As short as an axis or a large figure needs it: "$1.2M", "$618K". */
export function showShortAmount(cents: number, currency: string): string {
  return (
    amountFormat(currency, { notation: 'compact', maximumFractionDigits: 1 })?.format(cents / 100) ??
    showMoney(cents, currency)
  )
}

function amountFormat(currency: string, options: Intl.NumberFormatOptions): Intl.NumberFormat | undefined {
  const key = `${currency} ${options.notation ?? ''}`
  let format = formats.get(key)
  if (format === undefined) {
    try {
      format = new Intl.NumberFormat('en-US', { style: 'currency', currency, ...options })
    } catch {
      return undefined
    }
    formats.set(key, format)
  }
  return format
}

/** Sums one beside the other, the agency's currency first: "$12,300 · €4,200"; a dash where nothing was sold. */
export function Sums({ sums, currency }: { readonly sums: readonly Sum[]; readonly currency: string }) {
  const list = inOrder(sums, currency)
  if (list.length === 0) return <Dash why="no sales" />
  return list.map((sum, at) => (
    <span key={sum.currency} className={at === 0 ? 'figure-sum' : 'figure-sum is-other'}>
      {showAmount(sum.revenueCents, sum.currency)}
    </span>
  ))
}

export function saySums(sums: readonly Sum[], currency: string): string {
  const list = inOrder(sums, currency)
  return list.length === 0
    ? 'nothing'
    : list.map((sum) => showAmount(sum.revenueCents, sum.currency)).join(' and ')
}

/** The agency's currency first. */
export function inOrder(sums: readonly Sum[], currency: string): readonly Sum[] {
  return sums
    .filter(({ conversions }) => conversions > 0)
    .toSorted(
      (a, b) =>
        Number(b.currency === currency) - Number(a.currency === currency) ||
        a.currency.localeCompare(b.currency, 'en'),
    )
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long something took: "40 s", "14 min", "2 h 10 min", "3 d 4 h", "41 d". */
export function showLasting(ms: number): string {
  if (ms < 1_000) return '< 1 s'
  if (ms < 59_500) return `${Math.round(ms / 1000)} s`
  if (ms < 59.5 * MINUTE) return `${Math.max(1, Math.round(ms / MINUTE))} min`
  if (ms < DAY - MINUTE / 2) return pair(ms, HOUR, 'h', MINUTE, 'min')
  if (ms < 10 * DAY) return pair(ms, DAY, 'd', HOUR, 'h')
  return `${showCount(Math.round(ms / DAY))} d`
}

function pair(ms: number, large: number, of: string, small: number, and: string): string {
  const smalls = Math.round(ms / small)
  const each = large / small
  const rest = smalls % each
  return `${Math.floor(smalls / each)} ${of}${rest === 0 ? '' : ` ${rest} ${and}`}`
}

export function Lasting({
  ms,
  why = 'has not happened',
}: {
  readonly ms: number | null
  readonly why?: string
}) {
  return ms === null ? <Dash why={why} /> : showLasting(ms)
}
