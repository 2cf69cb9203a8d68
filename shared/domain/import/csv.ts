// Separated text, read row by row from pieces of any size, and written. Our own reader, because an import needs what parsers do not tell together:
// the line of the file on which each row begins, rows of any length as they are, a quotation mark that is never closed costing one row instead of the
// rest of the file, and rows that are pulled, since a task works in slices and never waits.

export const SEPARATORS = [',', ';', '\t', '|'] as const
export type Separator = (typeof SEPARATORS)[number]
/** What ends a line; `lf` takes the carriage return before it along. Only files of old Macs have `cr`. */
export type LineEnd = 'lf' | 'cr'

export type CsvRow = {
  readonly cells: readonly string[]
  /** Of the file, from 1; a row with line breaks in its cells begins here. */
  readonly line: number
  /** Set when the row could only be read by taking a quotation mark as a letter. */
  readonly problem: string | null
}

const LONGEST_ROW = 1_000_000
/** With marks around a cell: longer ones have an open mark. */
const LONGEST_QUOTED = 16_000_000
/** What is kept of a cell that takes a row beyond that. */
const KEPT_OF_LONG = 200
const QUOTE = 34

/** A first line without an end: whatever the file is, it is no table. A later one costs its row. */
export class LineTooLong extends Error {
  readonly line: number
  constructor(line: number) {
    super(`Line ${line} is longer than ${LONGEST_ROW} characters.`)
    this.name = 'LineTooLong'
    this.line = line
  }
}
const LF = 10
const CR = 13

const TOO_LONG =
  'This row is longer than a million characters; only its beginning is given back. Shorten the cell.'
const OPEN_QUOTE = 'A quotation mark in this row is never closed. Close it, or remove it.'

/** The rows of a text; empty lines are none. */
export function* rowsOf(
  pieces: Iterable<string>,
  { separator, lineEnd }: { readonly separator: Separator; readonly lineEnd: LineEnd },
): Generator<CsvRow, void, void> {
  const source = pieces[Symbol.iterator]()
  const end = lineEnd === 'lf' ? LF : CR
  const mark = separator.charCodeAt(0)
  let text = ''
  let at = 0
  let line = 1
  let isLast = false
  let isFirst = true
  /** Where the row that is being read has a quotation mark that is taken as a letter. */
  let literalQuoteAt = -1

  for (;;) {
    const start = at
    const startLine = line
    const cells: string[] = []
    let isComplete = false
    let isQuoted = false
    for (;;) {
      // One cell.
      let cell: string
      if (text.charCodeAt(at) === QUOTE && at !== literalQuoteAt) {
        const opened = at
        isQuoted = true
        let from = at + 1
        let close = text.indexOf('"', from)
        let isDoubled = false
        while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
          isDoubled = true
          from = close + 2
          close = text.indexOf('"', from)
        }
        // A quotation mark at the very end may be the first of two.
        if (close === -1 || (close === text.length - 1 && !isLast)) {
          if (isLast || text.length - start > LONGEST_QUOTED) {
            // Never closed: it is a letter. The row is read anew, and says so.
            literalQuoteAt = opened
            at = start
            line = startLine
            cells.length = 0
            isQuoted = false
            continue
          }
          break
        }
        cell = text.slice(opened + 1, close)
        for (let lf = cell.indexOf(end === LF ? '\n' : '\r'); lf !== -1; ) {
          line++
          lf = cell.indexOf(end === LF ? '\n' : '\r', lf + 1)
        }
        if (isDoubled) cell = cell.replaceAll('""', '"')
        at = close + 1
        // Something between the closing mark and the separator belongs to the cell, as in `"12" inch"`.
        const rest = at
        while (at < text.length && text.charCodeAt(at) !== mark && text.charCodeAt(at) !== end) at++
        const tail = text.slice(rest, end === LF && text.charCodeAt(at - 1) === CR ? at - 1 : at)
        if (tail.trim() !== '') cell += tail
      } else {
        const begun = at
        let code = text.charCodeAt(at)
        while (at < text.length && code !== mark && code !== end) code = text.charCodeAt(++at)
        cell = text.slice(
          begun,
          end === LF && at < text.length && code === LF && at > begun && text.charCodeAt(at - 1) === CR
            ? at - 1
            : at,
        )
        if (at === text.length && isLast && cell.endsWith('\r')) cell = cell.slice(0, -1)
      }
      if (at >= text.length) {
        if (!isLast) break
        cells.push(cell)
        isComplete = true
        break
      }
      cells.push(cell)
      const code = text.charCodeAt(at)
      at++
      if (code === end) {
        line++
        isComplete = true
        break
      }
    }
    if (!isComplete) {
      if (text.length - start > (isQuoted ? LONGEST_QUOTED : LONGEST_ROW)) {
        if (isFirst) throw new LineTooLong(startLine)
        const begun = text.lastIndexOf(separator, at - 1) + 1
        yield {
          cells: [...cells, text.slice(Math.max(start, begun), Math.max(start, begun) + KEPT_OF_LONG)],
          line: startLine,
          problem: TOO_LONG,
        }
        // On to the next line, which may be far away: nothing of this one is kept meanwhile.
        for (
          let next = text.indexOf(String.fromCharCode(end), at);
          ;
          next = text.indexOf(String.fromCharCode(end))
        ) {
          if (next !== -1) {
            text = text.slice(next + 1)
            line++
            break
          }
          const { value, done } = source.next()
          if (done) return
          text = value
        }
        at = 0
        literalQuoteAt = -1
        continue
      }
      const { value, done } = source.next()
      if (done) isLast = true
      text = text.slice(start) + (value ?? '')
      if (literalQuoteAt !== -1) literalQuoteAt -= start
      at = 0
      line = startLine
      continue
    }
    const isEmpty = cells.length === 1 && cells[0] === '' && !isQuoted
    if (!isEmpty) {
      isFirst = false
      yield {
        cells,
        line: startLine,
        problem: literalQuoteAt >= start ? OPEN_QUOTE : null,
      }
    }
    literalQuoteAt = -1
    if (at >= text.length && isLast) return
    // What was read goes in large steps: cutting the text for every row would copy it every time.
    if (at > 1_000_000) {
      text = text.slice(at)
      at = 0
    }
  }
}

/** One line as a spreadsheet reads it back. */
export function csvLine(cells: readonly string[], separator: Separator = ','): string {
  return `${cells
    .map((cell) =>
      cell.includes(separator) || /["\r\n]/.test(cell) || cell !== cell.trim()
        ? `"${cell.replaceAll('"', '""')}"`
        : cell,
    )
    .join(separator)}\r\n`
}

const GUARDED = /^'[=+\-@\t\r\n\0＝＋－＠]/

/** Exports put one `'` before what a spreadsheet would take for a formula; exactly one is taken away again. */
export function withoutGuard(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell
}
