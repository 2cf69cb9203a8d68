// What the benchmark says: one figure a line, with its floor and its goal. Absolute numbers are the machine's; ratios are the product's.

export type Figure = {
  readonly area: string
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same work done bare, in the same run. */
  readonly floor: number | null
  /** Median of the pairwise ratios, value over floor. */
  readonly ratio: number | null
  /** Smallest and largest of them. */
  readonly spread: readonly [number, number] | null
  /** In words; null for a figure that is only told. */
  readonly goal: string | null
  readonly isMet: boolean | null
}

export type Goal = { readonly words: string; readonly isMet: boolean }

export function figure(
  area: string,
  name: string,
  value: number,
  unit: string,
  more: { readonly floor?: number; readonly ratios?: readonly number[]; readonly goal?: Goal } = {},
): Figure {
  const ratios = more.ratios ?? []
  return {
    area,
    name,
    value,
    unit,
    floor: more.floor ?? null,
    ratio: ratios.length === 0 ? null : median(ratios),
    spread: ratios.length === 0 ? null : [Math.min(...ratios), Math.max(...ratios)],
    goal: more.goal?.words ?? null,
    isMet: more.goal?.isMet ?? null,
  }
}

export function atMost(limit: number, value: number, unit: string): Goal {
  return { words: `at most ${limit} ${unit}`, isMet: value <= limit }
}

export function atLeast(limit: number, value: number, what: string): Goal {
  return { words: `at least ${limit} ${what}`, isMet: value >= limit }
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** Nearest rank; `share` from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((one) => [
    one.area,
    one.name,
    `${short(one.value)} ${one.unit}`,
    one.floor === null ? '' : `${short(one.floor)} ${one.unit}`,
    one.ratio === null ? '' : one.ratio.toFixed(2),
    one.spread === null ? '' : `${one.spread[0].toFixed(2)} to ${one.spread[1].toFixed(2)}`,
    one.goal ?? '',
    one.isMet === null ? '' : one.isMet ? 'met' : 'MISSED',
  ])
  const lines = [['what', 'figure', 'value', 'floor', 'ratio', 'spread', 'goal', ''], ...rows]
  const widths = (lines[0] as string[]).map((_, at) =>
    Math.max(...lines.map((line) => line[at]?.length ?? 0)),
  )
  return lines
    .map((line) =>
      line
        .map((cell, at) =>
          at >= 2 && at <= 5 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}
