// multipart/form-data by busboy, fed in one piece, so that its answers are there when the call returns. Files are noted by name and size;
// their bytes stay in the delivery.

import { Buffer } from 'node:buffer'
import busboy from 'busboy'
import { emptyRecord, type JsonObject, type JsonValue } from '../../../shared/domain/payload/json.ts'
import type { FormReading } from './decode.ts'
import { MAX_FIELDS } from './form-fields.ts'

type DecodeText = (bytes: Uint8Array, charset: string) => string | null

const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^;\s]+))/i

export function readMultipart(contentType: string, body: Uint8Array, decodeText: DecodeText): FormReading {
  const found = BOUNDARY.exec(contentType)
  const boundary = found?.[1] ?? found?.[2] ?? ''
  if (boundary === '')
    return invalid('The multipart form does not name its boundary in the Content-Type header.')
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (bytes.lastIndexOf(`--${boundary}--`) === -1) {
    return invalid('The multipart form breaks off: its closing boundary is missing. Send it again.')
  }
  const fields: [string, JsonValue][] = []
  let problem: FormReading | null = null
  const tooMany = () => {
    problem = { ok: false, code: 'too_many_fields', message: `The form has more than ${MAX_FIELDS} fields.` }
  }
  try {
    const form = busboy({
      headers: { 'content-type': contentType },
      // Latin-1 hands the bytes through one by one; which text they are is decided below, for all forms alike.
      defCharset: 'latin1',
      defParamCharset: 'latin1',
      limits: { fields: MAX_FIELDS, files: MAX_FIELDS, parts: MAX_FIELDS + 1, fieldSize: body.length + 1 },
    })
    form.on('error', () => {
      problem = invalid('The multipart form has a part with a malformed header.')
    })
    form.on('fieldsLimit', tooMany)
    form.on('filesLimit', tooMany)
    form.on('partsLimit', tooMany)
    form.on('field', (name, value) =>
      fields.push([asText(name ?? '', decodeText), asText(value, decodeText)]),
    )
    form.on('file', (name, stream, { filename, mimeType }) => {
      const note: JsonObject = emptyRecord()
      note.file_name = asText(filename ?? '', decodeText)
      note.file_type = mimeType
      note.file_size = 0
      // Nobody reads this stream, so its chunks are only counted; none of them fills a buffer and makes the form wait.
      stream.push = (chunk: Uint8Array | null) => {
        if (chunk !== null) note.file_size = (note.file_size as number) + chunk.length
        return true
      }
      stream.on('error', () => {})
      fields.push([asText(name ?? '', decodeText), note])
    })
    form.write(bytes)
    form.destroy()
  } catch {
    return invalid('The multipart form cannot be read. Check its boundary and the headers of its parts.')
  }
  return problem ?? { ok: true, fields }
}

/** Text that came through as Latin-1, read for what it is. A part that named another character set is beyond Latin-1 already. */
function asText(text: string, decodeText: DecodeText): string {
  let isHigh = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0xff) return text
    if (code > 0x7f) isHigh = true
  }
  return isHigh ? (decodeText(Buffer.from(text, 'latin1'), '') ?? text) : text
}

function invalid(message: string): FormReading {
  return { ok: false, code: 'invalid_form', message }
}
