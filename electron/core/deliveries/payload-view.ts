// A stored delivery as a mapping sees it: every name in the payload with a sample.
import { isObject, type JsonValue } from '../../../shared/domain/payload/json.ts'
import { decodeBody } from '../intake/decode.ts'

const MOST_FIELDS = 300
const SAMPLE_LENGTH = 120

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
