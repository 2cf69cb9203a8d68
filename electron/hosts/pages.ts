// The renderer's files, for both hosts. A path is taken apart into plain names, and anything that is not one (a dot at the front,
// a slash or a backslash in disguise) is refused before the disk is asked, so no path leads out of the folder.
import { readFile } from 'node:fs/promises'
import path from 'node:path'

export type Page = {
  readonly status: 200 | 400 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer> | string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}
const NAME = /^[A-Za-z0-9_~@+-][A-Za-z0-9._~@+-]*$/
/** The bundler puts a hash of the content into these names. */
const HASHED = /^assets\/[^/]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

/**
 * The file for a path of an address, as the address has it (percent-encoded). The router's own paths (`/leads/some-lead`) get the
 * application's page; a missing asset is a 404.
 */
export async function findPage(folder: string, pathname: string): Promise<Page> {
  const names = namesOf(pathname)
  if (!names) return plain(400, 'This address is not one of Convio Leads.')
  const relative = names.join('/')
  const type = TYPES[path.posix.extname(relative).toLowerCase()]
  if (relative !== '' && relative !== 'index.html' && type !== undefined) {
    const body = await read(path.join(folder, ...names))
    if (!body) return plain(404, 'There is no such file.')
    const caching = HASHED.test(relative) ? 'public, max-age=31536000, immutable' : 'no-cache'
    return { status: 200, headers: { 'content-type': type, 'cache-control': caching }, body }
  }
  if (names[0] === 'assets') return plain(404, 'There is no such file.')
  const body = await read(path.join(folder, 'index.html'))
  if (!body)
    return plain(404, 'The pages of Convio Leads have not been built. Run “npm run build”, then reload.')
  return {
    status: 200,
    headers: { 'content-type': TYPES['.html'] as string, 'cache-control': 'no-store' },
    body,
  }
}

function namesOf(pathname: string): readonly string[] | undefined {
  const raw = pathname.split('/').filter((name) => name !== '')
  // Route parameters may hold anything once; files never do, and percent signs are decoded exactly once.
  const names: string[] = []
  for (const part of raw) {
    let name: string
    try {
      name = decodeURIComponent(part)
    } catch {
      return undefined
    }
    if (!NAME.test(name)) return undefined
    names.push(name)
  }
  return names
}

async function read(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await readFile(file)
  } catch {
    return undefined
  }
}

function plain(status: 400 | 404, sentence: string): Page {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: sentence,
  }
}
