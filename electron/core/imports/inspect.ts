// What a file seems to be, before anything is done with it: the guesses, the first rows, samples of every column, and where each column goes.
import fs from 'node:fs'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { columnNames, guessMapping, headingsKey } from '../../../shared/domain/import/columns.ts'
import type { CsvRow } from '../../../shared/domain/import/csv.ts'
import { exactListOf, exactMapping } from '../../../shared/domain/import/exact.ts'
import { guessDateOrder } from '../../../shared/domain/import/guess.ts'
import type { ReadContext } from '../context.ts'
import { importFile } from './files.ts'
import { openTable, readingOf } from './table.ts'

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
    estimatedRows: lines < SAMPLED_ROWS ? lines : Math.round((lines * bytes) / sizeOf(looked, head, bytes)),
  }
}

function sizeOf(rows: readonly CsvRow[], head: string, bytes: number): number {
  const letters = rows.reduce(
    (sum, { cells }) => sum + cells.reduce((all, cell) => all + cell.length + 1, 1),
    0,
  )
  // Of what the file's bytes are to its letters, the first piece tells enough.
  return Math.max(1, Math.min(bytes, letters * Math.max(1, Math.min(2, bytes / Math.max(1, head.length)))))
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
