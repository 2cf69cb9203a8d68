// Many rows of one table at once. One statement for many rows saves the cost that each statement has of its own; for a table that numbers
// its rows, that is as much as the row itself.
import type { WriteDb } from './connection.ts'

/** Rows in one statement: a few sizes, so that few texts are prepared. */
const SIZES = [64, 8, 1]

/** Inserts `rows` in their order; each has a value for every one of `columns`. */
export function insertRows(
  db: WriteDb,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): void {
  let from = 0
  for (const size of SIZES) {
    if (rows.length - from < size) continue
    const statement = db.sql(textFor(table, columns, size))
    for (; rows.length - from >= size; from += size)
      statement.run(size === 1 ? rows[from] : rows.slice(from, from + size).flat())
  }
}

/** A lead that comes alone should not pay for the making of its statements' texts. */
const texts = new WeakMap<readonly string[], Map<string, string>>()

function textFor(table: string, columns: readonly string[], size: number): string {
  let known = texts.get(columns)
  if (known === undefined) {
    known = new Map()
    texts.set(columns, known)
  }
  const key = `${table} ${size}`
  let text = known.get(key)
  if (text === undefined) {
    const marks = `(${columns.map(() => '?').join(', ')})`
    text = `insert into ${table} (${columns.join(', ')}) values ${Array.from({ length: size }, () => marks).join(', ')}`
    known.set(key, text)
  }
  return text
}
