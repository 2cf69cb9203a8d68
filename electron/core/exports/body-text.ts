// The raw body of a delivery as one cell: text that a spreadsheet can hold, without the passwords that some senders put into what they send.
import { rawTextOf } from '../records/raw-text.ts'

/** The name of the function in SQL. */
export const BODY_TEXT = 'body_text'
/** Bytes; a cell of a spreadsheet holds 32,767 characters. */
export const LONGEST_BODY = 32_000

const SECRET = '(?:google_key|(?:hub[._])?verify_token|api_?key|access_token|client_secret|secret|password)'
const IN_JSON = new RegExp(`("${SECRET}"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|[^,}\\s]+)`, 'gi')
const IN_FORM = new RegExp(`((?:^|&)${SECRET}=)[^&]*`, 'gi')
const IN_PART = new RegExp(`(name="${SECRET}"\\r?\\n(?:[^\\r\\n]+\\r?\\n)*\\r?\\n)[^\\r\\n]*`, 'gi')

export function bodyText(body: Buffer): string {
  const { text, isCut } = rawTextOf(body, LONGEST_BODY)
  const shown = text
    .slice(0, LONGEST_BODY)
    .replace(IN_JSON, '$1"(hidden)"')
    .replace(IN_FORM, '$1(hidden)')
    .replace(IN_PART, '$1(hidden)')
  return isCut || text.length > LONGEST_BODY
    ? `${shown} … (cut: ${body.length.toLocaleString('en-US')} bytes in all)`
    : shown
}
