// A file as a table: its reading guessed where nobody has chosen, its rows one by one with the lines they stand on.
import type { ImportReading } from '../../../shared/contract/imports.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { type CsvRow, LineTooLong, rowsOf } from '../../../shared/domain/import/csv.ts'
import {
  firstRows,
  guessHeader,
  guessLineEnd,
  guessSeparator,
  sepLineOf,
} from '../../../shared/domain/import/guess.ts'
import { assertText, guessEncoding, textOf } from './encoding.ts'

/** Columns of a table that somebody could still map. */
const MOST_COLUMNS = 2_000
/** Letters that guesses are made from. */
const HEAD = 1 << 18

export type Reading = Omit<ImportReading, 'dateOrder'>

export function readingOf(file: string, chosen: Partial<ImportReading>): Reading & { readonly head: string } {
  assertText(file)
  const encoding = chosen.encoding ?? guessEncoding(file)
  const head = headOf(file, encoding)
  const lineEnd = guessLineEnd(head)
  const sepLine = sepLineOf(head)
  const rest = sepLine === null ? head : head.slice(sepLine.length)
  const separator = chosen.separator ?? sepLine?.separator ?? guessSeparator(rest, lineEnd)
  const hasHeader = chosen.hasHeader ?? guessHeader(firstRows(rest, separator, lineEnd))
  return { encoding, separator, hasHeader, head }
}

/** The first piece of text; what the reading is guessed by. */
function headOf(file: string, encoding: ImportReading['encoding']): string {
  let head = ''
  for (const piece of textOf(file, encoding)) {
    head += piece
    if (head.length >= HEAD) break
  }
  return head.slice(0, HEAD)
}

export type Table = {
  /** Null when the first row is already one of the data. */
  readonly headings: readonly string[] | null
  readonly rows: Generator<CsvRow, void, void>
}

export function openTable(file: string, reading: Reading, told?: (bytes: number) => void): Table {
  const pieces = textOf(file, reading.encoding, told)
  const first = pieces.next().value ?? ''
  const sepLine = sepLineOf(first)
  const whole = (function* () {
    yield sepLine === null ? first : first.slice(sepLine.length)
    yield* pieces
  })()
  const rows = inWords(
    rowsOf(whole, { separator: reading.separator, lineEnd: guessLineEnd(first) }),
    sepLine === null ? 0 : 1,
  )
  const headings = reading.hasHeader ? (rows.next().value?.cells ?? []) : null
  if (headings !== null && headings.length > MOST_COLUMNS) {
    throw new AppError(
      'refused',
      `This file has ${headings.length} columns; ${MOST_COLUMNS} is the most that can be read.`,
    )
  }
  return { headings, rows }
}

function* inWords(rows: Generator<CsvRow, void, void>, linesBefore: number): Generator<CsvRow, void, void> {
  try {
    for (const row of rows) {
      // A line of separators alone is as empty as one without them.
      if (row.problem === null && row.cells.length > 1 && row.cells.every((cell) => cell.trim() === ''))
        continue
      yield linesBefore === 0 ? row : { ...row, line: row.line + linesBefore }
    }
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error
    throw new AppError(
      'refused',
      `The first line of the file does not end within a million characters, so it is no table. Check the file.`,
    )
  }
}
