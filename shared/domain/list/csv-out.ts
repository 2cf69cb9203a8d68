// How a cell is written into a CSV file (RFC 4180, CRLF), and the guard of the spreadsheet mode. A spreadsheet runs a cell that begins like
// a formula, and what a stranger sent in a form is such a cell: an apostrophe before it makes it a text again. The exact mode writes what
// is stored and guards nothing. The exporter writes bytes by the same rules (electron/core/exports/encode.ts); a property test compares.

export const CSV_MODES = ['spreadsheet', 'exact'] as const
export type CsvMode = (typeof CSV_MODES)[number]

/** What a file's name begins with: the two modes of a list are not taken for one another. */
export function fileStem(list: string, mode: CsvMode = 'spreadsheet'): string {
  return mode === 'exact' ? `${list}-exact` : list
}

export const CSV_LINE_END = '\r\n'
export const CSV_BOM = '\ufeff'

/** A cell that some spreadsheet takes for a formula: = + - @, tab, CR, LF, NUL and the full-width twins; also behind our own guard. */
const RISKY = /^'*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/
const PHONE = /^\+\d{5,17}$/
/** No longer than a number can be. */
const NEGATIVE_NUMBER = /^-\d{1,20}(?:\.\d{1,20})?$/

/** Phones (in a column of phones) and negative numbers begin with a sign and are no formulas. */
export function needsGuard(text: string, isPhone = false): boolean {
  if (!RISKY.test(text)) return false
  return !(NEGATIVE_NUMBER.test(text) || (isPhone && PHONE.test(text)))
}

export function guard(text: string, isPhone = false): string {
  return needsGuard(text, isPhone) ? `'${text}` : text
}

/** Takes away exactly the guard that `guard` puts before a text; any other apostrophe stays. */
export function unguard(text: string): string {
  return text.startsWith("'") && RISKY.test(text.slice(1)) ? text.slice(1) : text
}

/** One cell as it stands in the file. */
export function csvCell(text: string, { isGuarded = false, isPhone = false } = {}): string {
  const shown = isGuarded ? guard(text, isPhone) : text
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}

/** One line with its end. A line of one empty cell is quoted, because readers pass over empty lines. */
export function csvLine(cells: readonly string[], options: { isGuarded?: boolean } = {}): string {
  const line = cells.map((cell) => csvCell(cell, options)).join(',')
  return `${line === '' ? '""' : line}${CSV_LINE_END}`
}

/**
 * An instant (`2026-03-18T16:20:00.000Z`) on the clock of a zone that is `offsetMs` away from UTC then: `2026-03-18 09:20` for a
 * spreadsheet, ISO 8601 with the offset for the exact mode. Offsets with seconds (before railway time) have no such form and stay UTC.
 */
export function csvInstant(instant: string, offsetMs: number, mode: CsvMode): string {
  const local = new Date(Date.parse(instant) + offsetMs).toISOString()
  if (mode === 'spreadsheet') return `${local.slice(0, 10)} ${local.slice(11, 16)}`
  if (offsetMs % 60_000 !== 0) return instant
  const minutes = Math.abs(offsetMs) / 60_000
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return `${local.slice(0, -1)}${offsetMs < 0 ? '-' : '+'}${clock}`
}

const NATIONAL = /^\+1(\d{3})(\d{3})(\d{4})$/

/** A phone as the screen shows it: (602) 555-0142; one of another country, and the exact mode, as it is stored. */
export function csvPhone(text: string, mode: CsvMode): string {
  return mode === 'exact' ? text : text.replace(NATIONAL, '($1) $2-$3')
}

/** Dollars as SQLite writes them (`245.5`), with both places of the cents; the exact mode keeps parts of a cent. */
export function csvDollars(text: string, mode: CsvMode = 'spreadsheet'): string {
  const [, whole = '', cents = ''] = /^(-?\d+)(?:\.(\d{0,2}))?$/.exec(text) ?? []
  if (whole !== '') return `${whole}.${cents.padEnd(2, '0')}`
  if (mode === 'exact') return text
  const value = Number(text)
  return text === '' || !Number.isFinite(value) ? text : value.toFixed(2)
}

/** Whole cents (`24550`) as dollars. */
export function csvCents(text: string): string {
  if (!/^-?\d+$/.test(text)) return text
  const isNegative = text.startsWith('-')
  const digits = (isNegative ? text.slice(1) : text).padStart(3, '0')
  return `${isNegative ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
