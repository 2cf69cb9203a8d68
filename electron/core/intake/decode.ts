// From the bytes of a request to a payload: which of the accepted forms it is, in which character set, and nothing about leads.
//
// A lead must not be lost over an accent: bytes that are not the UTF-8 they claim to be are read as Windows-1252, the usual truth behind
// such a claim. The raw bytes are in the delivery either way.

import { Buffer, isUtf8 } from 'node:buffer'
import { type JsonValue, parseJson } from '../../../shared/domain/payload/json.ts'
import { MAX_FIELDS, nestFields } from './form-fields.ts'
import { readMultipart } from './multipart.ts'

export type PayloadKind = 'json' | 'form' | 'multipart' | 'query'
export type DecodeCode =
  | 'empty_body'
  | 'invalid_json'
  | 'invalid_form'
  | 'too_many_fields'
  | 'unsupported_charset'
  | 'unsupported_type'
export type Decoded =
  | { readonly ok: true; readonly payload: JsonValue; readonly kind: PayloadKind }
  | { readonly ok: false; readonly status: 400 | 415; readonly code: DecodeCode; readonly message: string }

export type BodyToDecode = {
  readonly method: string
  /** The header as it came; null or empty when there was none. */
  readonly contentType: string | null | undefined
  /** The query string, with or without its question mark. */
  readonly query: string | null | undefined
  /** After any content encoding is undone. */
  readonly body: Uint8Array
}

const ACCEPTED =
  'Send the lead as JSON (application/json), as a form (application/x-www-form-urlencoded or multipart/form-data) or in the query string.'
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i
const JSON_START = /^\s*[{[]/
const FORM_START = /^\s*[^\s=&{[<"']{1,200}=/
/** Types that say nothing about the content, or are wrong so often that the content is asked. */
const UNSPOKEN = new Set([
  '',
  'text/plain',
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-unknown',
])

export function decodeBody({ contentType, query, body }: BodyToDecode): Decoded {
  const header = contentType?.trim() ?? ''
  const type = (header.split(';', 1)[0] ?? '').trim().toLowerCase()
  if (body.length === 0) return decodeQuery(query ?? '', type)
  if (type === 'multipart/form-data')
    return readForm(() => readMultipart(header, body, decodeText), 'multipart')
  const isForm = type === 'application/x-www-form-urlencoded'
  const isJson =
    type === 'application/json' ||
    type === 'text/json' ||
    type === 'application/x-json' ||
    type.endsWith('+json')
  if (!isForm && !isJson && !UNSPOKEN.has(type)) {
    return refuse(415, 'unsupported_type', `This request says its body is ${type.slice(0, 80)}. ${ACCEPTED}`)
  }
  const charset = CHARSET.exec(header)?.[1]?.toLowerCase() ?? ''
  const text = decodeText(body, charset)
  if (text === null) {
    return refuse(
      415,
      'unsupported_charset',
      `The character set “${charset.slice(0, 40)}” is not known. Send UTF-8.`,
    )
  }
  if (isJson) return decodeJson(text)
  if (isForm) {
    // curl -d sends JSON under this type unless told otherwise.
    const json = JSON_START.test(text) ? decodeJson(text) : null
    if (json !== null && (json.ok || !FORM_START.test(text))) return json
    return readForm(() => decodeForm(text), 'form')
  }
  if (JSON_START.test(text)) return decodeJson(text)
  if (FORM_START.test(text)) return readForm(() => decodeForm(text), 'form')
  if (text.trim() === '') return decodeQuery(query ?? '', type)
  const what =
    type === '' ? 'This request does not say what its body is, and it' : `This request’s body is ${type} and`
  return refuse(415, 'unsupported_type', `${what} is neither JSON nor a form. ${ACCEPTED}`)
}

function decodeQuery(query: string, type: string): Decoded {
  const text = query.startsWith('?') ? query.slice(1) : query
  if (text === '') {
    const hint = type === '' ? ACCEPTED : 'Send the lead in the body of the request.'
    return refuse(400, 'empty_body', `The request is empty. ${hint}`)
  }
  return readForm(() => decodeForm(text), 'query')
}

function decodeJson(text: string): Decoded {
  const reading = parseJson(text)
  return reading.ok
    ? { ok: true, payload: reading.value, kind: 'json' }
    : refuse(400, 'invalid_json', reading.message)
}

/** Values by name in their order, or what is wrong. */
export type FormReading =
  | { readonly ok: true; readonly fields: readonly (readonly [string, JsonValue])[] }
  | { readonly ok: false; readonly code: 'invalid_form' | 'too_many_fields'; readonly message: string }

function readForm(read: () => FormReading, kind: PayloadKind): Decoded {
  const reading = read()
  return reading.ok
    ? { ok: true, payload: nestFields(reading.fields), kind }
    : refuse(400, reading.code, reading.message)
}

function decodeForm(text: string): FormReading {
  const fields: [string, JsonValue][] = []
  let from = 0
  while (from <= text.length) {
    let end = text.indexOf('&', from)
    if (end === -1) end = text.length
    if (end > from) {
      if (fields.length === MAX_FIELDS) {
        return { ok: false, code: 'too_many_fields', message: `The form has more than ${MAX_FIELDS} fields.` }
      }
      const equals = text.indexOf('=', from)
      const split = equals === -1 || equals > end ? end : equals
      fields.push([unescapeForm(text.slice(from, split)), unescapeForm(text.slice(split + 1, end))])
    }
    from = end + 1
  }
  return { ok: true, fields }
}

/** Percent and plus signs undone; a stray percent sign stays, and bytes that are no UTF-8 are read as Windows-1252. */
function unescapeForm(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    const bytes: Buffer[] = []
    for (const part of spaced.split(/((?:%[0-9a-f]{2})+)/i)) {
      const isEscaped = /^%[0-9a-f]{2}/i.test(part)
      bytes.push(isEscaped ? Buffer.from(part.replaceAll('%', ''), 'hex') : Buffer.from(part, 'utf8'))
    }
    return decodeText(Buffer.concat(bytes), '') ?? spaced
  }
}

const windows1252 = new TextDecoder('windows-1252')
const ENCODINGS = new Map([
  ['utf16', 'utf-16le'],
  ['utf-16', 'utf-16le'],
  ['ucs-2', 'utf-16le'],
])

/** The text in its character set, without byte order mark; null when the character set is unknown. */
export function decodeText(bytes: Uint8Array, charset: string): string | null {
  const [first, second, third] = bytes
  // A byte order mark knows better than a header.
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (
    charset === '' ||
    charset === 'utf-8' ||
    charset === 'utf8' ||
    charset === 'us-ascii' ||
    charset === 'ascii'
  ) {
    if (!isUtf8(bytes)) return windows1252.decode(bytes)
    const start = first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', start)
  }
  try {
    return new TextDecoder(ENCODINGS.get(charset) ?? charset).decode(bytes)
  } catch {
    return null
  }
}

function refuse(status: 400 | 415, code: DecodeCode, message: string): Decoded {
  return { ok: false, status, code, message }
}
