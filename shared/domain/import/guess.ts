// What a file seems to be, from its first piece: separator, line ends, headings or none, the order of dates. Guesses are shown and can be changed.
import { targetOf } from '../payload/targets.ts'
import { parsePhone } from '../phone.ts'
import { importTargetOf } from './columns.ts'
import { type CsvRow, type LineEnd, rowsOf, SEPARATORS, type Separator } from './csv.ts'

export const DATE_ORDERS = ['mdy', 'dmy', 'ymd'] as const
export type DateOrder = (typeof DATE_ORDERS)[number]

/** Rows that a guess looks at. */
const LOOKED_AT = 60

export function guessLineEnd(text: string): LineEnd {
  let isInside = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) isInside = !isInside
    else if (isInside) continue
    else if (code === 10) return 'lf'
    else if (code === 13 && text.charCodeAt(at + 1) !== 10) return 'cr'
  }
  return 'lf'
}

const SEP_LINE = /^"?sep=(.)"?(\r\n|\n|\r|$)/i

/** A first line `sep=;` is for spreadsheets: it names the separator and is no row. */
export function sepLineOf(text: string): { readonly separator: Separator; readonly length: number } | null {
  const found = SEP_LINE.exec(text)
  const separator = SEPARATORS.find((one) => one === found?.[1])
  return found === null || separator === undefined ? null : { separator, length: found[0].length }
}

/** The separator that takes most rows apart into the same number of cells. */
export function guessSeparator(text: string, lineEnd: LineEnd): Separator {
  let best: { readonly separator: Separator; readonly score: number } = { separator: ',', score: 0 }
  for (const separator of SEPARATORS) {
    const counts = new Map<number, number>()
    let rows = 0
    for (const { cells } of firstRows(text, separator, lineEnd)) {
      rows++
      counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
    }
    for (const [cells, count] of counts) {
      // How regular the rows are decides, then how many cells they have.
      const score = cells < 2 ? 0 : (count / rows) ** 2 * Math.log2(cells + 1)
      if (score > best.score) best = { separator, score }
    }
  }
  return best.separator
}

export function firstRows(text: string, separator: Separator, lineEnd: LineEnd, most = LOOKED_AT): CsvRow[] {
  const rows: CsvRow[] = []
  for (const row of rowsOf([text], { separator, lineEnd })) {
    rows.push(row)
    if (rows.length === most) break
  }
  return rows
}

/** The first row names the columns, unless one of its cells is something that is said of a person. */
export function guessHeader(rows: readonly CsvRow[]): boolean {
  const first = rows[0]
  if (first === undefined) return false
  if (first.cells.some((cell) => targetOf(cell) !== null || importTargetOf(cell) !== null)) return true
  return !first.cells.some((cell) => isValue(cell)) && first.cells.some((cell) => /\p{L}/u.test(cell))
}

function isValue(cell: string): boolean {
  const text = cell.trim()
  if (text === '') return false
  return text.includes('@') || isPhone(text) || DATE.test(text) || /^[\d$€.,\s-]+$/.test(text)
}

export function isPhone(cell: string): boolean {
  return /^[+\d(]/.test(cell.trim()) && parsePhone(cell, 'US').ok
}

const DATE = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[T ,].*)?$/

/** `isCertain` is false when no date of the sample can only be read one way. */
export function guessDateOrder(cells: Iterable<string>): {
  readonly order: DateOrder
  readonly isCertain: boolean
} {
  let [dayFirst, monthFirst, yearFirst] = [0, 0, 0]
  for (const cell of cells) {
    const [, first = '', second = ''] = DATE.exec(cell.trim()) ?? []
    if (first === '') continue
    if (first.length === 4 || Number(first) > 31) yearFirst++
    else if (Number(first) > 12) dayFirst++
    else if (Number(second) > 12) monthFirst++
  }
  if (dayFirst > monthFirst) return { order: 'dmy', isCertain: monthFirst === 0 }
  if (monthFirst > 0) return { order: 'mdy', isCertain: dayFirst === 0 }
  return yearFirst > 0 ? { order: 'ymd', isCertain: true } : { order: 'mdy', isCertain: false }
}
