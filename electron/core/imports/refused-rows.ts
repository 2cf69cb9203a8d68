import fs from 'node:fs'
import { type CsvRow, csvLine } from '../../../shared/domain/import/csv.ts'

/** Refused rows as they came, with the reason in a column more; there is no file until there is such a row. */
export function openRefused(file: string, headings: readonly string[]) {
  fs.rmSync(file, { force: true })
  let handle: number | null = null
  let lines: string[] = []
  const write = () => {
    if (lines.length === 0) return
    // A mark at the start, so that spreadsheets see that it is UTF-8.
    if (handle === null) {
      handle = fs.openSync(file, 'w', 0o600)
      lines.unshift(`\ufeff${csvLine(headings)}`)
    }
    fs.writeSync(handle, lines.join(''))
    lines = []
  }
  return {
    add: ({ row, message }: { readonly row: CsvRow; readonly message: string }) => {
      const cells = Array.from(
        { length: Math.max(headings.length - 1, row.cells.length) },
        (_, at) => row.cells[at] ?? '',
      )
      cells.splice(headings.length - 1, 0, message)
      lines.push(csvLine(cells))
    },
    write,
    close: () => {
      write()
      if (handle !== null) fs.closeSync(handle)
      handle = null
    },
  }
}
