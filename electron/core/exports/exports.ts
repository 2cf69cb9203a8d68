// Export to CSV: all rows of a list into one file, a slice at a time, on a read-only connection of its own. No transaction is held over the
// whole, so the WAL goes on being moved; the rows are those that the list had when the export began, each as it stands when its slice is
// read. What is deleted meanwhile is left out.
import path from 'node:path'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { offsetFinder } from '../../../shared/domain/days.ts'
import { CSV_BOM, type CsvMode, csvLine, fileStem } from '../../../shared/domain/list/csv-out.ts'
import { type ExportColumn, exportColumns } from '../../../shared/domain/list/export-columns.ts'
import type { ReadContext, Task, TaskContext } from '../context.ts'
import { databaseOf, openConnection, type ReadDb } from '../db/connection.ts'
import type { TasksOf } from '../handler-types.ts'
import { readSettings } from '../stored-settings.ts'
import { analyticsFileTasks } from './analytics-files.ts'
import { appointmentFileTasks } from './appointment-files.ts'
import { BODY_TEXT, bodyText } from './body-text.ts'
import { CELL_END, type CellRule, createEncoder, ROW_END } from './encode.ts'
import { type ExportFile, openExportFile } from './file.ts'
import { nameOf } from './place.ts'
import { idsOf, NAMES, SOURCES } from './sources.ts'

export const exportTasks: TasksOf<'exports'> = {
  'exports.csv': exportCsv,
  ...appointmentFileTasks,
  ...analyticsFileTasks,
}

/** Rows read at once. A row with more bytes of text than this is long; where there is one, rows are read by their bytes. */
const ROWS_AT_ONCE = 500
const LONG_ROW = 8_192
const BYTES_AT_ONCE = 1 << 20

/** Each page is read about once, so keeping many of them would cost memory and save nothing. */
const CACHE_KIB = 8_192

function* exportCsv(context: TaskContext, input: ParsedInput<'exports.csv'>): Task<Result<'exports.csv'>> {
  const { what } = input
  yield { done: 0, total: null, unit: what.list }
  const database = databaseOf(context.db)
  const reader = openConnection(database, 'read', { cacheKib: CACHE_KIB })
  reader.raw.function(BODY_TEXT, { deterministic: true }, (body: unknown) =>
    Buffer.isBuffer(body) ? bodyText(body) : null,
  )
  let file: ExportFile | undefined
  try {
    const { ids, isComplete } = idsOf(reader, what, context.clock.nowMs())
    if (ids.length === 0) {
      throw new AppError(
        'refused',
        `There are no ${what.list} to export. Change the filters of the list, then export again.`,
      )
    }
    file = openExportFile(path.dirname(database), nameOf(context, fileStem(what.list, input.mode)), 'csv')
    let rows = 0
    let asked = 0
    for (const { bytes, count, of } of csvSlices({ db: reader }, input, ids)) {
      file.write(bytes)
      rows += count
      asked += of
      yield { done: asked, total: ids.length, unit: what.list }
    }
    return { file: file.finish(), rows, isComplete }
  } finally {
    reader.close()
    // Nothing is left of it but its finished form.
    file?.drop()
  }
}

type Slice = { readonly bytes: Uint8Array; readonly count: number; readonly of: number }

/** The file's bytes, first line included; each slice is good until the next is asked for. */
export function* csvSlices(
  { db }: Pick<ReadContext, 'db'>,
  { what, mode, hasBom }: ParsedInput<'exports.csv'>,
  ids: ArrayLike<number>,
): Generator<Slice, void, void> {
  const byKey = new Map(exportColumns(what.list).map((column) => [column.key, column]))
  const columns = what.columns.map((key) => byKey.get(key) as ExportColumn)
  const source = SOURCES[what.list]
  const encode = createEncoder({
    mode,
    rules: columns.map((column) => ruleOf(db, column, mode)),
    offsetMs: offsetFinder(readSettings(db).timeZone),
  })
  const headings = columns.map(({ key, label }) => (mode === 'exact' ? key : label))
  yield { bytes: Buffer.from(`${hasBom ? CSV_BOM : ''}${csvLine(headings)}`), count: 0, of: 0 }

  const cellOf = ({ column: { name } }: ExportColumn) => source.elsewhere[name] ?? `x.${name}`
  const line = lineSql(columns.map(cellOf))
  // A text's length stands in the head of its row, so it is known before anything of it is read.
  const texts = columns.filter(({ column: { kind } }) => kind === 'text')
  const lengthOf = (column: ExportColumn) => source.lengths?.[column.key] ?? `octet_length(${cellOf(column)})`
  const length = texts.map((column) => `coalesce(${lengthOf(column)}, 0)`).join(' + ') || '0'
  const from = `from json_each(?) j cross join ${source.table} x on x.rowid = j.value ${source.joins}`
  const joined = (row: string) => `cast(group_concat(${row}, x'${hex(ROW_END)}') as blob) as bytes`
  const read = db.sql(`select count(*) as count, ${joined(line)} ${from}`)
  // Long rows are left out, which shows in the number of those that came: asking for that number too would cost a tenth.
  const readShort = db.sql(
    `select count(*) as count, ${joined(`case when ${length} <= ${LONG_ROW} then ${line} end`)} ${from}`,
  )
  const measure = db.sql(`select j.value as id, ${length} as length ${from}`)
  const slice = ({ count, bytes }: Joined, of: number): Slice => ({
    bytes: bytes === null ? new Uint8Array() : encode(bytes, count),
    count,
    of,
  })
  for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) {
    const some = Array.from(
      { length: Math.min(ROWS_AT_ONCE, ids.length - at) },
      (_, by) => ids[at + by] as number,
    )
    const short = readShort.get<Joined>(JSON.stringify(some)) as Joined
    if (rowsIn(short) === short.count) {
      yield slice(short, some.length)
      continue
    }
    // Once more, as many at a time as fit.
    const sized = measure.all<{ id: number; length: number }>(JSON.stringify(some))
    for (const few of portionsOf(sized)) yield slice(read.get<Joined>(JSON.stringify(few)) as Joined, 0)
    yield { bytes: new Uint8Array(), count: 0, of: some.length }
  }
}

type Joined = { readonly count: number; readonly bytes: Buffer | null }

function rowsIn({ bytes }: Joined): number {
  if (bytes === null) return 0
  let rows = 1
  for (let at = bytes.indexOf(ROW_END); at !== -1; at = bytes.indexOf(ROW_END, at + 1)) rows++
  return rows
}

function* portionsOf(
  rows: readonly { readonly id: number; readonly length: number }[],
): Generator<number[], void, void> {
  let ids: number[] = []
  let bytes = 0
  for (const { id, length } of rows) {
    if (ids.length > 0 && bytes + length > BYTES_AT_ONCE) {
      yield ids
      ids = []
      bytes = 0
    }
    ids.push(id)
    bytes += length
  }
  yield ids
}

/** One row as bytes with ends between its cells. A function takes so many arguments, and `||` would copy the row for every cell. */
const MOST_ARGUMENTS = 80

function lineSql(cells: readonly string[]): string {
  const parts = cells.flatMap((cell, at) => (at === 0 ? [cell] : [`x'${hex(CELL_END)}'`, cell]))
  const groups: string[] = []
  for (let from = 0; from < parts.length; from += MOST_ARGUMENTS)
    groups.push(`concat(${parts.slice(from, from + MOST_ARGUMENTS).join(', ')})`)
  return groups.length === 1 ? (groups[0] as string) : `concat(${groups.join(', ')})`
}

function hex(byte: number): string {
  return byte.toString(16)
}

function ruleOf(db: ReadDb, { column, part }: ExportColumn, mode: CsvMode): CellRule {
  const { kind, unit, refersTo, choices } = column
  if (part === 'name' && refersTo !== undefined) {
    const names = db.sql(NAMES[refersTo]).all<{ id: string; name: string }>()
    return { kind: 'words', words: new Map(names.map(({ id, name }) => [id, name])) }
  }
  if (kind === 'instant') return { kind }
  if (kind === 'money') return { kind: unit === 'cents' ? 'cents' : 'dollars' }
  if (kind === 'phone') return { kind }
  if (mode === 'spreadsheet') {
    if (kind === 'flag') return { kind: 'words', words: YES_OR_NO }
    if (choices !== undefined)
      return { kind: 'words', words: new Map(choices.map(({ value, label }) => [value, label])) }
  }
  return { kind: 'text' }
}

const YES_OR_NO = new Map([
  ['1', 'Yes'],
  ['0', 'No'],
])
