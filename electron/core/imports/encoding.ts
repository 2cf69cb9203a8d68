// Which letters the bytes of a file stand for, and what is no text at all. The decoders are Node's own: UTF-8, UTF-16 both ways and Windows-1252
// are what spreadsheets and CRMs write, and Node knows all four.
import { Buffer, isUtf8 } from 'node:buffer'
import fs from 'node:fs'
import type { Encoding } from '../../../shared/contract/imports.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { exactListOf } from '../../../shared/domain/import/exact.ts'

const PIECE = 1 << 20
const LOOKED_AT = 1 << 16

/** What other programs call a table, by its first bytes; each with what to do instead. */
const NO_TEXT: readonly (readonly [bytes: string, words: string])[] = [
  [
    '504b0304',
    'This is an Excel workbook or another zip archive, whatever its name says. Open it in your spreadsheet program, choose “Save as” and CSV, and drop that file here.',
  ],
  [
    'd0cf11e0a1b11ae1',
    'This is an old Excel workbook (.xls). Open it in your spreadsheet program, choose “Save as” and CSV, and drop that file here.',
  ],
  ['25504446', 'This is a PDF. Leads can be read from a CSV file only: export the list again as CSV.'],
  ['1f8b', 'This is a compressed file (gzip). Unpack it first, and drop the CSV file that is in it.'],
  [
    '53514c69746520666f726d6174',
    'This is a database, not a CSV file. To bring Convio Leads’ own data back, restore a backup.',
  ],
  ['7b5c727466', 'This is a formatted text (RTF). Save the list as CSV and drop that file here.'],
]
const BOMS: readonly (readonly [bytes: string, encoding: Encoding])[] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
]

/** Refuses in words what is no text. */
export function assertText(file: string): void {
  const head = readHead(file, LOOKED_AT)
  if (head.length === 0)
    throw new AppError('refused', 'This file is empty. Export the list again and choose the new file.')
  const start = head.toString('hex', 0, 16)
  for (const [bytes, words] of NO_TEXT) if (start.startsWith(bytes)) throw new AppError('refused', words)
  const text = head.toString('latin1', 0, 512).trimStart().toLowerCase()
  if (/^(?:<!doctype html|<html|<\?xml|<table)/.test(text)) {
    throw new AppError(
      'refused',
      'This is a web page or XML, not a CSV file; some programs call such a page “Excel”. Open it in your spreadsheet program and save it as CSV.',
    )
  }
  // A payload that somebody sent may hold anything, and our own exact export holds it.
  const isOurs = exactListOf(head.toString('latin1', 0, head.indexOf(13)).split(',')) !== null
  if (
    !isOurs &&
    guessUtf16(head) === null &&
    !BOMS.some(([bytes]) => start.startsWith(bytes)) &&
    head.includes(0) &&
    controlsIn(head) > head.length * MOST_CONTROLS
  ) {
    throw new AppError(
      'refused',
      'This file holds no text, so it cannot be read as a list. Export the list as CSV.',
    )
  }
}

/** A table that passed through an old program may have a few zero bytes; a picture or an archive is full of such characters. */
const MOST_CONTROLS = 0.1

function controlsIn(head: Buffer): number {
  let controls = 0
  for (const byte of head) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls++
  return controls
}

export function guessEncoding(file: string): Encoding {
  const head = readHead(file, LOOKED_AT)
  const start = head.toString('hex', 0, 4)
  for (const [bytes, encoding] of BOMS) if (start.startsWith(bytes)) return encoding
  return guessUtf16(head) ?? (isUtf8File(file) ? 'utf-8' : 'windows-1252')
}

/** Without a mark at its start: in UTF-16 every other byte of a western text is zero. */
function guessUtf16(head: Buffer): Encoding | null {
  let [even, odd] = [0, 0]
  for (let at = 0; at + 1 < head.length; at += 2) {
    if (head[at] === 0) even++
    if (head[at + 1] === 0) odd++
  }
  const pairs = Math.floor(head.length / 2)
  if (pairs < 4) return null
  if (odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le'
  return even > pairs * 0.4 && odd < pairs * 0.05 ? 'utf-16be' : null
}

/** All of it: the one accent that decides may stand in the last row. */
function isUtf8File(file: string): boolean {
  const handle = fs.openSync(file, 'r')
  try {
    const piece = Buffer.allocUnsafe(PIECE)
    let kept = 0
    for (;;) {
      const read = fs.readSync(handle, piece, kept, PIECE - kept, null)
      const length = kept + read
      if (read === 0) return isUtf8(piece.subarray(0, length))
      // A letter that the piece cuts in two is looked at with the next one.
      let end = length
      while (end > 0 && length - end < 4 && ((piece[end - 1] as number) & 0xc0) === 0x80) end--
      if (end > 0 && ((piece[end - 1] as number) & 0xc0) === 0xc0) end--
      else end = length
      if (!isUtf8(piece.subarray(0, end))) return false
      piece.copy(piece, 0, end, length)
      kept = length - end
    }
  } finally {
    fs.closeSync(handle)
  }
}

export function readHead(file: string, most: number): Buffer {
  const handle = fs.openSync(file, 'r')
  try {
    const head = Buffer.alloc(most)
    return head.subarray(0, fs.readSync(handle, head, 0, most, 0))
  } finally {
    fs.closeSync(handle)
  }
}

/** The text of a file, piece by piece, without its mark. `told` hears how many bytes were read. */
export function* textOf(
  file: string,
  encoding: Encoding,
  told: (bytes: number) => void = () => {},
): Generator<string, void, void> {
  const handle = fs.openSync(file, 'r')
  try {
    const decode = decoderFor(encoding)
    const piece = Buffer.allocUnsafe(PIECE)
    let bytes = 0
    for (;;) {
      const read = fs.readSync(handle, piece, 0, PIECE, null)
      bytes += read
      told(bytes)
      yield decode(piece.subarray(0, read), read === 0)
      if (read === 0) return
    }
  } finally {
    fs.closeSync(handle)
  }
}

/** Windows-1252 and UTF-16 with the high byte first are put together here: not every build of Node decodes them, and some do it wrongly. */
function decoderFor(encoding: Encoding): (piece: Buffer, isLast: boolean) => string {
  if (encoding === 'windows-1252') {
    return (piece) =>
      piece.toString('latin1').replace(/[\x80-\x9f]/g, (one) => WINDOWS[one.charCodeAt(0) - 128] as string)
  }
  const decoder = new TextDecoder(encoding === 'utf-8' ? 'utf-8' : 'utf-16le')
  if (encoding !== 'utf-16be') return (piece, isLast) => decoder.decode(piece, { stream: !isLast })
  // Pieces have an even length, but for the last one of a broken file.
  return (piece, isLast) => decoder.decode(piece.subarray(0, piece.length & ~1).swap16(), { stream: !isLast })
}

/** 0x80 to 0x9f; five of them are nothing in Windows-1252, and stay what they are. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
