// Rows into CSV bytes. SQLite joins the stored values of many rows into one blob, with bytes between them that no UTF-8 text has, and this
// walks over it once: most bytes are only copied, a text is quoted or guarded where it must be, and dates, money, words and names are
// written as the mode wants them. Ten times as fast as building a JavaScript string for every cell; the rules are those of
// shared/domain/list/csv-out.ts.
import {
  type CsvMode,
  csvCell,
  csvCents,
  csvDollars,
  csvPhone,
  needsGuard,
} from '../../../shared/domain/list/csv-out.ts'

export const CELL_END = 0xff
export const ROW_END = 0xfe

/** How one column is written; `words` puts a label or a name in the place of what is stored. */
export type CellRule =
  | { readonly kind: 'text' | 'phone' | 'instant' | 'dollars' | 'cents' }
  | { readonly kind: 'words'; readonly words: ReadonlyMap<string, string> }

export type EncodeOptions = {
  readonly mode: CsvMode
  readonly rules: readonly CellRule[]
  /** How far the agency's clock is from UTC at an instant, in milliseconds. */
  readonly offsetMs: (instantMs: number) => number
}

/** Returns a view into memory that the next call writes over. */
export type Encoder = (input: Uint8Array, rows: number) => Uint8Array

const QUOTE = 0x22
const COMMA = 0x2c
const APOSTROPHE = 0x27
const CR = 13
const LF = 10
/** Bytes that decide something: the ends, and what makes quotes necessary. Every other byte is copied. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  [CELL_END, ROW_END, QUOTE, COMMA, CR, LF].includes(byte) ? 0 : 1,
)
/** The first byte of everything that may need a guard: = + - @, tab, CR, LF, NUL, an apostrophe, and of the full-width twins. */
const MAY_BE_RISKY = Uint8Array.from({ length: 256 }, (_, byte) =>
  [0, 9, 10, 13, 0x27, 0x2b, 0x2d, 0x3d, 0x40, 0xef].includes(byte) ? 1 : 0,
)
/** More than any date, amount, quotes or guard adds to a cell. */
const EXTRA_PER_CELL = 32

export function createEncoder({ mode, rules, offsetMs }: EncodeOptions): Encoder {
  const isGuarded = mode === 'spreadsheet'
  const columns = rules.length
  const words = rules.map((rule) => (rule.kind === 'words' ? wordIndex(rule.words, isGuarded) : null))
  const longest = words.reduce((sum, index) => sum + (index?.longest ?? 0), 0)
  const kinds = rules.map(({ kind }) => kind)
  const isPlainText = kinds.map((kind) => kind === 'text' || (kind === 'phone' && !isGuarded))
  const showInstant = instantWriter(mode, offsetMs)
  let output: Buffer = Buffer.allocUnsafe(0)

  return (bytes, rows) => {
    const input = bytes as Buffer
    const wanted = 2 * input.length + rows * (columns * EXTRA_PER_CELL + longest)
    if (output.length < wanted) output = Buffer.allocUnsafe(wanted)
    const out = output
    let to = 0
    let at = 0
    let column = 0
    let rowFrom = 0
    const end = input.length
    while (at <= end) {
      const from = at
      let byte: number
      if (isPlainText[column]) {
        const cellTo = to
        const isRisky =
          isGuarded &&
          MAY_BE_RISKY[at < end ? (input[at] as number) : CELL_END] === 1 &&
          needsGuard(firstOf(input, at))
        if (isRisky) out[to++] = APOSTROPHE
        byte = at < end ? (input[at] as number) : ROW_END
        while (IS_PLAIN[byte] === 1) {
          out[to++] = byte
          byte = ++at < end ? (input[at] as number) : ROW_END
        }
        if (byte < ROW_END) {
          // Once more from its beginning, now in quotes.
          to = cellTo
          out[to++] = QUOTE
          if (isRisky) out[to++] = APOSTROPHE
          at = from
          byte = input[at] as number
          while (byte < ROW_END) {
            if (byte === QUOTE) out[to++] = QUOTE
            out[to++] = byte
            byte = ++at < end ? (input[at] as number) : ROW_END
          }
          out[to++] = QUOTE
        }
      } else {
        byte = at < end ? (input[at] as number) : ROW_END
        while (byte < ROW_END) byte = ++at < end ? (input[at] as number) : ROW_END
        if (at > from) to = writeSpecial(column, input, from, at, out, to)
      }
      at++
      if (byte === CELL_END) {
        out[to++] = COMMA
        column++
      } else {
        // Readers pass over empty lines.
        if (to === rowFrom) {
          out[to++] = QUOTE
          out[to++] = QUOTE
        }
        out[to++] = CR
        out[to++] = LF
        rowFrom = to
        column = 0
      }
    }
    return out.subarray(0, to)
  }

  function writeSpecial(column: number, input: Buffer, from: number, at: number, out: Buffer, to: number) {
    switch (kinds[column]) {
      case 'words': {
        const known = words[column]?.find(input, from, at)
        if (known === undefined) return writeText(input.toString('utf8', from, at), out, to)
        // Short as they are, a call would cost more than the bytes.
        for (let byte = 0; byte < known.length; byte++) out[to + byte] = known[byte] as number
        return to + known.length
      }
      case 'instant':
        return showInstant(input, from, at, out, to) || writeText(input.toString('utf8', from, at), out, to)
      case 'phone':
        return (
          writeNational(input, from, at, out, to) ||
          writeText(csvPhone(input.toString('utf8', from, at), mode), out, to, true)
        )
      case 'dollars':
        return writeText(csvDollars(input.toString('utf8', from, at), mode), out, to)
      default:
        return writeText(csvCents(input.toString('utf8', from, at)), out, to)
    }
  }

  function writeText(text: string, out: Buffer, to: number, isPhone = false): number {
    return to + out.write(csvCell(text, { isGuarded, isPhone }), to, 'utf8')
  }
}

/** As much of a cell as tells whether it is risky: negative numbers, which are exempt, are shorter than this. */
const LOOK_AT = 64

function firstOf(input: Buffer, from: number): string {
  let to = from
  const most = Math.min(input.length, from + LOOK_AT)
  while (to < most && (input[to] as number) < ROW_END) to++
  // All apostrophes so far: what comes behind them decides.
  if (to === most && input[to - 1] === APOSTROPHE) {
    while (to < input.length && input[to - 1] === APOSTROPHE) to++
    to = Math.min(input.length, to + 3)
  }
  return input.toString('utf8', from, to)
}

/** Finds what is shown for stored bytes without making a text of them, which would cost more than all the rest of the cell. */
function wordIndex(words: ReadonlyMap<string, string>, isGuarded: boolean) {
  const places: { readonly stored: Buffer; readonly shown: Buffer }[][] = Array.from(
    { length: 256 },
    () => [],
  )
  let longest = 0
  for (const [text, label] of words) {
    const stored = Buffer.from(text, 'utf8')
    const shown = Buffer.from(csvCell(label, { isGuarded }), 'utf8')
    longest = Math.max(longest, shown.length)
    places[placeOf(stored, 0, stored.length)]?.push({ stored, shown })
  }
  return {
    longest,
    find: (input: Buffer, from: number, to: number): Buffer | undefined => {
      for (const { stored, shown } of places[placeOf(input, from, to)] ?? []) {
        if (stored.length !== to - from) continue
        let at = 0
        while (at < stored.length && stored[at] === input[from + at]) at++
        if (at === stored.length) return shown
      }
      return undefined
    },
  }
}

/** Ids of one list differ at their ends more than in what they begin with. */
function placeOf(bytes: Buffer, from: number, to: number): number {
  const length = to - from
  if (length < 2) return length === 0 ? 0 : (bytes[from] as number)
  const last = bytes[to - 1] as number
  const before = bytes[to - 2] as number
  const middle = bytes[from + (length >> 1)] as number
  return (length * 31 + last * 7 + before * 13 + middle * 17) & 255
}

/** Writes `+16025550142` as `csvPhone` does; returns 0 for anything else. */
function writeNational(input: Buffer, from: number, at: number, out: Buffer, to: number): number {
  if (at - from !== 12 || input[from] !== PLUS || input[from + 1] !== 0x31) return 0
  for (let place = 2; place < 12; place++) {
    const byte = input[from + place] as number
    if (byte < 48 || byte > 57) return 0
  }
  out[to] = 0x28
  input.copy(out, to + 1, from + 2, from + 5)
  out[to + 4] = 0x29
  out[to + 5] = 0x20
  input.copy(out, to + 6, from + 5, from + 8)
  out[to + 9] = MINUS
  input.copy(out, to + 10, from + 8, from + 12)
  return to + 14
}

/**
 * Writes instants of the usual shape (`2026-03-18T16:20:00.000Z`) as `csvInstant` does; returns 0 for anything else. By whole numbers, since
 * a row has five of them and a Date for each would cost as much as all the rest.
 */
function instantWriter(mode: CsvMode, offsetMs: (instantMs: number) => number) {
  const isExact = mode === 'exact'
  return (input: Buffer, from: number, at: number, out: Buffer, to: number): number => {
    if (at - from !== 24) return 0
    for (let place = 0; place < 24; place++) {
      const shape = SHAPE[place] as number
      const byte = input[from + place] as number
      if (shape === 0 ? byte < 48 || byte > 57 : byte !== shape) return 0
    }
    const two = (place: number) =>
      ((input[from + place] as number) - 48) * 10 + (input[from + place + 1] as number) - 48
    const month = two(5)
    if (month < 1 || month > 12) return 0
    const days = daysFromCivil(two(0) * 100 + two(2), month, two(8))
    const milliseconds = two(20) * 10 + (input[from + 22] as number) - 48
    const secondsMs = two(17) * 1_000 + milliseconds
    const utcMs = days * DAY_MS + (two(11) * 60 + two(14)) * 60_000 + secondsMs
    const away = offsetMs(utcMs)
    if (away % 60_000 !== 0) return 0
    const localMs = utcMs + away
    const localDay = Math.floor(localMs / DAY_MS)
    const minutes = Math.floor((localMs - localDay * DAY_MS) / 60_000)
    const put = (value: number, place: number) => {
      out[to + place] = 48 + ((value / 10) | 0)
      out[to + place + 1] = 48 + (value % 10)
    }
    // The civil date of a day, as in daysFromCivil.
    const shifted = localDay + 719_468
    const era = Math.floor(shifted / 146_097)
    const dayOfEra = shifted - era * 146_097
    const yearOfEra = Math.floor(
      (dayOfEra - ((dayOfEra / 1_460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) / 365,
    )
    const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0))
    const marchMonth = ((5 * dayOfYear + 2) / 153) | 0
    const localMonth = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    const year = yearOfEra + era * 400 + (localMonth <= 2 ? 1 : 0)
    if (year < 0 || year > 9_999) return 0
    put((year / 100) | 0, 0)
    put(year % 100, 2)
    out[to + 4] = MINUS
    put(localMonth, 5)
    out[to + 7] = MINUS
    put(dayOfYear - (((153 * marchMonth + 2) / 5) | 0) + 1, 8)
    out[to + 10] = isExact ? 0x54 : 0x20
    put((minutes / 60) | 0, 11)
    out[to + 13] = COLON
    put(minutes % 60, 14)
    if (!isExact) return to + 16
    // Seconds are the same on every clock that is whole minutes away.
    for (let place = 16; place < 23; place++) out[to + place] = input[from + place] as number
    const awayMinutes = Math.abs(away) / 60_000
    out[to + 23] = away < 0 ? MINUS : PLUS
    put((awayMinutes / 60) | 0, 24)
    out[to + 26] = COLON
    put(awayMinutes % 60, 27)
    return to + 29
  }
}

const MINUS = 0x2d
const PLUS = 0x2b
const COLON = 0x3a
const DAY_MS = 86_400_000
/** 0 stands for a digit. */
const SHAPE = Uint8Array.from('0000-00-00T00:00:00.000Z', (sign) => (sign === '0' ? 0 : sign.charCodeAt(0)))

/** Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0) + day - 1
  return (
    era * 146_097 + yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear - 719_468
  )
}
