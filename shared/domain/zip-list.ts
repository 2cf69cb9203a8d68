// The ZIP codes of a routing rule: typed, pasted or from a file, read into one normal form. An entry is a code (`85018`), a range (`85001-85099`), a
// prefix (`850*`) or all of them (`*`); ZIP+4 counts as its first five digits (DOMAIN §7).

/** Codes are 00000 to 99999; one number more stands for a record without any. */
export const NO_ZIP = 100_000
export const ALL_ZIPS = '*'

/** From and to, both included: pairs in ascending order that neither touch nor overlap. Null is everything, records without a code too. */
export type ZipSpans = Int32Array | null

export type ZipProblem = {
  /** Counted from 1. */
  readonly line: number
  readonly entry: string
  readonly reason: string
}

export type ZipList = { readonly entries: readonly string[]; readonly problems: readonly ZipProblem[] }

const CODE = /^(\d{5})(?:-?\d{4})?$/
const RANGE = /^(\d{5})-(\d{5})$/
const PREFIX = /^(\d{1,4})\*$/
/** Spaces around a range's dash, other dashes, and "to". */
const LOOSE_RANGE = /(?<![\d-])(\d{5})\s*(?:[-–—]|\bto\b)\s*(\d{5})(?!\d)/gi
const HEADING = /^(zip|zip ?codes?|postal ?codes?|post ?codes?)$/i

/** The number that routing compares; NO_ZIP where there is no US ZIP code. */
export function zipNumber(text: string | null): number {
  if (text === null) return NO_ZIP
  let number = 0
  for (let at = 0; at < 5; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return at === 0 && /^\s/.test(text) ? zipNumber(text.trim()) : NO_ZIP
    number = number * 10 + digit
  }
  return text.length === 5 || /^(?:[- ]?\d{4})?$/.test(text.slice(5).trim()) ? number : NO_ZIP
}

export function showZip(number: number): string {
  return number === NO_ZIP ? 'no ZIP code' : String(number).padStart(5, '0')
}

/** Reads what somebody typed, pasted or took from a file; broken entries are told by line, the others stand. */
export function readZipList(text: string): ZipList {
  const problems: ZipProblem[] = []
  const found: string[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const column = columnOf(lines[0] ?? '')
  for (const [index, whole] of lines.entries()) {
    if (index === 0 && (column !== undefined || isHeading(whole))) continue
    const line = column === undefined ? whole : (cellsOf(whole)[column] ?? '')
    for (const entry of entriesOf(line)) {
      const reading = readEntry(entry)
      if (reading.ok) found.push(reading.entry)
      else problems.push({ line: index + 1, entry, reason: reading.reason })
    }
  }
  return { entries: normalise(found), problems }
}

/** Which column of a CSV file holds the codes, by its heading; undefined where it has none. */
function columnOf(line: string): number | undefined {
  const cells = cellsOf(line)
  if (cells.length < 2) return undefined
  const at = cells.findIndex((cell) => HEADING.test(cell.replaceAll('_', ' ').trim()))
  return at < 0 ? undefined : at
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|[,;\t])(?:"((?:[^"]|"")*)"|([^,;\t]*))/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  )
}

/** A first line of words only. */
function isHeading(line: string): boolean {
  return HEADING.test(
    line
      .replaceAll(/["',;]/g, '')
      .replaceAll('_', ' ')
      .trim(),
  )
}

function entriesOf(line: string): string[] {
  return line
    .replaceAll(/["'“”]/g, ' ')
    .replaceAll(LOOSE_RANGE, '$1-$2')
    .split(/[\s,;]+/)
    .filter((entry) => entry !== '')
}

function readEntry(
  entry: string,
): { readonly ok: true; readonly entry: string } | { readonly ok: false; readonly reason: string } {
  const refuse = (reason: string) => ({ ok: false as const, reason })
  const take = (normal: string) => ({ ok: true as const, entry: normal })
  if (entry === ALL_ZIPS || /^(all|any)$/i.test(entry)) return take(ALL_ZIPS)
  const code = CODE.exec(entry)
  if (code) return take(code[1] as string)
  const range = RANGE.exec(entry)
  if (range) {
    const [, from = '', to = ''] = range
    if (from > to) return refuse(`The range runs backwards. Write ${to}-${from}.`)
    return take(from === to ? from : `${from}-${to}`)
  }
  if (PREFIX.test(entry)) return take(entry)
  if (/^\d{4}$/.test(entry))
    return refuse(
      `Four digits. If a spreadsheet lost the zero, write 0${entry}; for all that begin so, ${entry}*.`,
    )
  if (/^\d{1,3}$/.test(entry)) return refuse(`Too short. For all codes that begin so, write ${entry}*.`)
  if (/^[\d*-]+$/.test(entry))
    return refuse(
      'A code has five digits, a range is two codes with a dash (85001-85099), a prefix ends in * (850*).',
    )
  return refuse('Not a ZIP code.')
}

/** In order, each once, without what a range or prefix of the list holds anyway. */
function normalise(found: readonly string[]): string[] {
  if (found.includes(ALL_ZIPS)) return [ALL_ZIPS]
  const spans = [...new Set(found)]
    .map((entry) => ({ entry, span: spanOf(entry) as Span }))
    // The wider first where two begin alike.
    .sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])
  let reached = -1
  const kept: string[] = []
  for (const { entry, span } of spans) {
    if (span[1] <= reached) continue
    reached = span[1]
    kept.push(entry)
  }
  return kept
}

type Span = readonly [from: number, to: number]

/** Of a stored entry; undefined where it is none, which then covers nothing. */
function spanOf(entry: string): Span | undefined {
  if (entry.length === 5) {
    const number = zipNumber(entry)
    return number === NO_ZIP ? prefixSpan(entry) : [number, number]
  }
  const range = RANGE.exec(entry)
  if (range) return [Number(range[1]), Number(range[2])]
  const number = zipNumber(entry)
  return number === NO_ZIP ? prefixSpan(entry) : [number, number]
}

function prefixSpan(entry: string): Span | undefined {
  const digits = PREFIX.exec(entry.trim())?.[1]
  return digits === undefined ? undefined : [Number(digits.padEnd(5, '0')), Number(digits.padEnd(5, '9'))]
}

/** What a rule's stored list covers; an empty list or `*` is everything. */
export function zipSpans(entries: readonly string[]): ZipSpans {
  if (entries.length === 0 || entries.includes(ALL_ZIPS)) return null
  const packed = new Float64Array(entries.length)
  let count = 0
  for (const entry of entries) {
    const span = spanOf(entry)
    if (span !== undefined && span[0] <= span[1]) packed[count++] = span[0] * 131_072 + span[1]
  }
  const sorted = packed.subarray(0, count).sort()
  const spans = new Int32Array(2 * count)
  let length = 0
  for (const value of sorted) {
    const from = Math.floor(value / 131_072)
    const to = value % 131_072
    const last = length === 0 ? -2 : (spans[length - 1] as number)
    if (from <= last + 1) {
      if (to > last) spans[length - 1] = to
    } else {
      spans[length++] = from
      spans[length++] = to
    }
  }
  return spans.slice(0, length)
}

/** The same from the stored JSON. Long lists are codes alone, and are read without making a text of each. */
export function storedZipSpans(json: string): ZipSpans {
  // ["85001","85002"]: eight characters a code, the last one closed by a bracket.
  const count = (json.length - 1) / 8
  if (!Number.isInteger(count) || count < 1) return zipSpans(JSON.parse(json))
  const spans = new Int32Array(2 * count)
  let length = 0
  let last = -2
  for (let at = 0; at < json.length - 1; at += 8) {
    let zip = 0
    for (let digit = 2; digit < 7; digit++) {
      const value = json.charCodeAt(at + digit) - 48
      if (!(value >= 0 && value <= 9)) return zipSpans(JSON.parse(json))
      zip = zip * 10 + value
    }
    const isClosed = json.charCodeAt(at + 1) === QUOTE && json.charCodeAt(at + 7) === QUOTE
    if (!isClosed || zip <= last) return zipSpans(JSON.parse(json))
    if (zip === last + 1) spans[length - 1] = zip
    else {
      spans[length++] = zip
      spans[length++] = zip
    }
    last = zip
  }
  return spans.slice(0, length)
}

const QUOTE = 34

export function spansHold(spans: ZipSpans, zip: number): boolean {
  if (spans === null) return true
  let low = 0
  let high = spans.length / 2 - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (zip < (spans[2 * middle] as number)) high = middle - 1
    else if (zip > (spans[2 * middle + 1] as number)) low = middle + 1
    else return true
  }
  return false
}

export type ZipSummary = {
  readonly isAll: boolean
  readonly codes: number
  readonly ranges: number
  readonly prefixes: number
}

export function zipSummary(entries: readonly string[]): ZipSummary {
  if (entries.length === 0 || entries.includes(ALL_ZIPS))
    return { isAll: true, codes: 0, ranges: 0, prefixes: 0 }
  let ranges = 0
  let prefixes = 0
  for (const entry of entries) {
    if (entry.endsWith('*')) prefixes++
    else if (RANGE.test(entry)) ranges++
  }
  return { isAll: false, codes: entries.length - ranges - prefixes, ranges, prefixes }
}

/** "1,204 ZIP codes, 3 ranges", "All ZIP codes". */
export function showZipSummary({ isAll, codes, ranges, prefixes }: ZipSummary): string {
  if (isAll) return 'All ZIP codes'
  const count = (many: number, one: string) =>
    many === 0 ? '' : `${many.toLocaleString('en-US')} ${one}${many === 1 ? '' : 's'}`
  const prefix =
    prefixes === 0 ? '' : `${prefixes.toLocaleString('en-US')} ${prefixes === 1 ? 'prefix' : 'prefixes'}`
  return [count(codes, 'ZIP code'), count(ranges, 'range'), prefix].filter((part) => part !== '').join(', ')
}
