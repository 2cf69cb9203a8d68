// What a file seems to be, before anything is done with it: the guesses, the first rows, samples of every column, and where each column goes.
import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { columnNames, guessMapping, headingsKey } from '../../../shared/domain/import/columns.ts'
import type { CsvRow } from '../../../shared/domain/import/csv.ts'
import { exactListOf, exactMapping } from '../../../shared/domain/import/exact.ts'
import { guessDateOrder, guessLineEnd } from '../../../shared/domain/import/guess.ts'
import type { ReadContext } from '../context.ts'
import { importFile } from './files.ts'
import { openTable, type Reading, readingOf } from './table.ts'

/** Rows that samples are taken from; the first non-empty cells may stand far down. */
const SAMPLED_ROWS = 2_000
const SAMPLES = 5
const SHOWN_ROWS = 20
const LONGEST_SAMPLE = 200
/** A column of statuses has no more words than this. */
const MOST_WORDS = 30

export function inspect(
  { db }: ReadContext,
  { handle, reading: chosen }: ParsedInput<'imports.inspect'>,
): Result<'imports.inspect'> {
  const file = importFile(db, handle)
  const { head, ...reading } = readingOf(file, chosen)
  const { headings, rows } = openTable(file, reading)
  const looked: CsvRow[] = []
  for (const row of rows) {
    looked.push(row)
    if (looked.length === SAMPLED_ROWS) break
  }
  rows.return()
  if (looked.length === 0 && (headings === null || headings.length === 0))
    throw new AppError('refused', 'This file holds no rows. Export the list again and choose the new file.')
  if (looked.length === 0)
    throw new AppError(
      'refused',
      'This file holds headings and nothing below them. Export the list again and choose the new file.',
    )
  const count = looked.reduce((most, { cells }) => Math.max(most, cells.length), headings?.length ?? 0)
  const columns = headings === null ? count : Math.max(headings.length, 1)
  const samples = Array.from({ length: columns }, (): string[] => [])
  const words = samples.map(() => new Set<string>())
  for (const { cells } of looked) {
    for (const [column, values] of samples.entries()) {
      const cell = cells[column]?.trim() ?? ''
      if (cell === '') continue
      if (values.length < SAMPLES) values.push(cell.slice(0, LONGEST_SAMPLE))
      const known = words[column] as Set<string>
      if (known.size <= MOST_WORDS) known.add(cell.slice(0, LONGEST_SAMPLE))
    }
  }
  const exact = exactListOf(headings)
  const names = columnNames(headings, columns)
  const remembered = headings === null || exact !== null ? null : rememberedMapping(db, headings, columns)
  const guessed =
    exact !== null && headings !== null ? exactMapping(headings) : guessMapping(headings, samples)
  const mapping = remembered ?? guessed
  const dated = mapping.indexOf('created_at')
  const dates = guessDateOrder(looked.flatMap(({ cells }) => (dated === -1 ? cells : (cells[dated] ?? ''))))
  const bytes = fs.statSync(file).size
  const lines = looked.length
  return {
    bytes,
    reading: { ...reading, dateOrder: chosen.dateOrder ?? dates.order },
    isDateOrderCertain: dates.isCertain,
    columns: names.map((name, column) => ({
      name: name.slice(0, LONGEST_SAMPLE),
      samples: samples[column] ?? [],
      words: (words[column]?.size ?? 0) > MOST_WORDS ? [] : [...(words[column] ?? [])],
    })),
    mapping,
    isRemembered: remembered !== null,
    exact,
    rows: looked.slice(0, SHOWN_ROWS).map(({ line, cells }) => ({
      line,
      cells: cells.map((cell) => cell.slice(0, LONGEST_SAMPLE)),
    })),
    isCounted: lines < SAMPLED_ROWS,
    estimatedRows: lines < SAMPLED_ROWS ? lines : estimateRows(looked, head, reading, bytes),
  }
}

/**
 * From where the rows of the head begin in its text: their marks, separators and line ends included. Two figures are told and no more, since the
 * rest of the file may have other rows.
 */
function estimateRows(rows: readonly CsvRow[], head: string, { encoding }: Reading, bytes: number): number {
  const ends: number[] = []
  const end = guessLineEnd(head) === 'cr' ? '\r' : '\n'
  for (let at = head.indexOf(end); at !== -1; at = head.indexOf(end, at + 1)) ends.push(at)
  const begins = ({ line }: CsvRow) => (line === 1 ? 0 : ends[line - 2])
  const first = rows[0] === undefined ? undefined : begins(rows[0])
  const last = rows.findLastIndex((row) => begins(row) !== undefined)
  const until = last < 1 ? undefined : begins(rows[last] as CsvRow)
  if (first === undefined || until === undefined) return rows.length
  const perLetter = encoding.startsWith('utf-16')
    ? 2
    : encoding === 'utf-8'
      ? Buffer.byteLength(head) / head.length
      : 1
  const perRow = (until - first) / last
  return Math.max(rows.length, Number(((bytes / perLetter - first) / perRow).toPrecision(2)))
}

function rememberedMapping(
  db: ReadContext['db'],
  headings: readonly string[],
  columns: number,
): string[] | null {
  const text = db
    .sql('select mapping from import_mappings where headings = ?')
    .value<string>(headingsKey(headings))
  const mapping: unknown = text === undefined ? null : JSON.parse(text)
  return Array.isArray(mapping) && mapping.length === columns ? mapping.map(String) : null
}
