// A stored delivery as people see it: the raw bytes as text, and every name in the payload with a sample, to build a mapping from.
import { isUtf8 } from 'node:buffer'
import { isObject, type JsonValue } from '../../../shared/domain/payload/json.ts'
import { decodeBody } from '../intake/decode.ts'

const SHOWN_BYTES = 64 * 1024
const MOST_FIELDS = 300
const SAMPLE_LENGTH = 120
/** Control characters other than tab and line ends; they are shown by their code. */
const isControl = (code: number) => (code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127

export function rawTextOf(body: Buffer): { readonly text: string; readonly isCut: boolean } {
  const shown = wholeCharacters(body.subarray(0, SHOWN_BYTES))
  const text = isUtf8(shown) ? shown.toString('utf8') : escapeBytes(shown)
  const escaped = Array.from(text, (one) => (isControl(one.charCodeAt(0)) ? byCode(one) : one)).join('')
  return { text: escaped, isCut: body.length > SHOWN_BYTES }
}

function byCode(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}

/** A cut in the middle of a character would make good text look broken. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let less = 0; less < 4 && less < bytes.length; less++) {
    const shorter = bytes.subarray(0, bytes.length - less)
    if (isUtf8(shorter)) return shorter
  }
  return bytes
}

/** Bytes that are no text: printable ASCII as it is, the rest by its code. */
function escapeBytes(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\u0080-\u00ff]/g, byCode)
}

type StoredBody = {
  readonly method: string
  readonly path: string
  readonly content_type: string | null
  readonly body: Buffer
}

export function storedRequest(row: StoredBody) {
  const mark = row.path.indexOf('?')
  return {
    method: row.method,
    contentType: row.content_type,
    query: mark === -1 ? '' : row.path.slice(mark + 1),
    body: row.body,
  }
}

/** Paths as a mapping writes them: `data.person.mobile`, `answers[2].text`. */
export function namesAndSamples(row: StoredBody): { path: string; sample: string }[] {
  const decoded = decodeBody(storedRequest(row))
  if (!decoded.ok) return []
  const found: { path: string; sample: string }[] = []
  const walk = (value: JsonValue, path: string): void => {
    if (found.length >= MOST_FIELDS) return
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, `${path}[${index}]`)
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) walk(item, path === '' ? key : `${path}.${key}`)
    } else if (value !== null && value !== '') {
      found.push({ path, sample: String(value).slice(0, SAMPLE_LENGTH) })
    }
  }
  walk(decoded.payload, '')
  return found
}
