// Reading a request's bytes within their limits, and writing an answer.
import http from 'node:http'
import type { Duplex } from 'node:stream'
import zlib from 'node:zlib'
import { type Answer, problem } from './answers.ts'

export const MAX_BODY_BYTES = 1024 * 1024
/** All bodies together that are being read or wait for their commit: many large ones at once must not fill the memory. */
export const MOST_BODY_BYTES = 64 * 1024 * 1024

/** Bytes in flight, shared by all requests. */
export type BodyBudget = { left: number }

export type BodyProblem = 'too-large' | 'busy' | 'gone'

/** What the decoder reads, and the types that say so little that it looks at the content. */
const READABLE =
  /^\s*($|application\/(json|[\w.+-]+\+json|x-json|x-www-form-urlencoded|octet-stream|x-unknown)\b|binary\/octet-stream\b|multipart\/form-data\b|text\/(plain|json)\b)/i

export function isReadableType(contentType: string | null): boolean {
  return contentType === null || READABLE.test(contentType)
}

/**
 * The body, or why there is none. Its bytes stay taken from the budget until the caller gives them back; those of a body that could not be
 * read are given back here.
 */
export function readBody(
  request: http.IncomingMessage,
  budget: BodyBudget,
  done: (body: Buffer | BodyProblem) => void,
): void {
  let chunks: Buffer[] = []
  let size = 0
  let isDone = false
  const finish = (body: Buffer | BodyProblem) => {
    if (isDone) return
    isDone = true
    chunks = []
    if (typeof body === 'string') budget.left += size
    done(body)
  }
  request.on('data', (chunk: Buffer) => {
    if (isDone) return
    size += chunk.length
    budget.left -= chunk.length
    if (size > MAX_BODY_BYTES) finish('too-large')
    else if (budget.left < 0) finish('busy')
    else chunks.push(chunk)
  })
  request.on('end', () => finish(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
  request.on('error', () => finish('gone'))
  request.on('close', () => finish('gone'))
}

export function unzip(body: Buffer): Buffer | 'too-large' | 'broken' {
  try {
    return zlib.gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken'
  }
}

/** `more` are names and values in turn. One list of headers is written as it is; an object is merged and checked name by name. */
export function send(response: http.ServerResponse, answer: Answer, more: readonly string[] = []): void {
  if (response.headersSent || response.destroyed) return
  const headers = [...more]
  if (answer.headers['Cache-Control'] === undefined) headers.push('Cache-Control', 'no-store')
  // What has not changed has no body, and says nothing of its length.
  if (answer.status !== 304) headers.push('Content-Length', String(Buffer.byteLength(answer.body)))
  for (const name in answer.headers) headers.push(name, answer.headers[name] as string)
  response.writeHead(answer.status, headers)
  response.end(answer.body)
}

/** A body that will not be read: the answer goes out and what follows is thrown away. Where it does not end in a moment, the connection does. */
export function closeAfter(request: http.IncomingMessage, response: http.ServerResponse): void {
  request.removeAllListeners('data')
  request.resume()
  response.once('finish', () => {
    setTimeout(() => {
      if (!request.complete) request.socket.destroy()
    }, 250).unref()
  })
}

/** What is no HTTP, or comes too slowly, gets its answer past Node's own request handling. Returns the status. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): number {
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const message =
    status === 431
      ? 'The headers are longer than 16 KiB.'
      : status === 408
        ? 'The request took longer than 10 seconds to arrive.'
        : 'This is not a valid HTTP request.'
  const { body, headers } = problem(status, message)
  socket.end(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nContent-Type: ${headers['Content-Type']}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
  return status
}

/** Names in lower case, with their values, in the order they came. */
export function pairs(raw: readonly string[]): [string, string][] {
  const list: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2)
    list.push([(raw[index] as string).toLowerCase(), raw[index + 1] as string])
  return list
}

export function safeDecode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

export function shorten(text: string, most = 100): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
