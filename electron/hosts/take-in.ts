// Files that a person hands to the application, in either host: the bytes come piece by piece and lie in a folder under a name made here. The page
// gets that name and nothing else; no path of its making is ever used, and what was not handed over whole cannot be used.
import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Failure, Reply } from '../../shared/contract/reply.ts'

const MOST_BYTES = 2 * 1024 ** 3
const KEPT_MS = 24 * 3_600_000
/** Pages that went away in the middle of a file leave it open; more than this were never meant. */
const MOST_OPEN = 8
const OWN = /^\.?[0-9a-f]{8}-[0-9a-f-]{27}(?:\.part|\.refused\.csv)?$/

export type TakeIn = {
  /** All pieces of a file; answers with its handle. */
  stream(pieces: AsyncIterable<Uint8Array>): Promise<Reply<string>>
  /** One piece: the first one without a handle, which the answer brings; the file is there after the last one. */
  piece(args: readonly unknown[]): Promise<Reply<string>>
}

export function createTakeIn(folder: string, mostBytes = MOST_BYTES): TakeIn {
  const begun = new Map<string, { readonly file: FileHandle; bytes: number }>()
  const swept = sweep(folder)
  const part = (handle: string) => path.join(folder, `.${handle}.part`)

  const begin = async (): Promise<string> => {
    await swept
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const handle = randomUUID()
    begun.set(handle, { file: await open(part(handle), 'wx', 0o600), bytes: 0 })
    const [oldest] = begun.keys()
    if (begun.size > MOST_OPEN && oldest !== undefined) await drop(oldest)
    return handle
  }
  const drop = async (handle: string) => {
    const one = begun.get(handle)
    begun.delete(handle)
    await one?.file.close().catch(() => {})
    await rm(part(handle), { force: true }).catch(() => {})
  }
  const append = async (handle: string, bytes: Uint8Array) => {
    const one = begun.get(handle)
    if (one === undefined) throw new Refusal(GONE)
    one.bytes += bytes.length
    if (one.bytes > mostBytes) throw new Refusal(TOO_LARGE)
    for (let from = 0; from < bytes.length; ) from += (await one.file.write(bytes, from)).bytesWritten
  }
  const finish = async (handle: string) => {
    const one = begun.get(handle)
    if (one === undefined) throw new Refusal(GONE)
    begun.delete(handle)
    await one.file.close()
    await rename(part(handle), path.join(folder, handle))
  }
  /** Whatever goes wrong, nothing half of it stays. */
  const inWords = async (handle: string | undefined, work: () => Promise<string>): Promise<Reply<string>> => {
    try {
      return { ok: true, value: await work() }
    } catch (error) {
      if (handle !== undefined) await drop(handle)
      return { ok: false, error: error instanceof Refusal ? error.failure : failureOf(error, folder) }
    }
  }

  return {
    stream: async (pieces) => {
      const started = await inWords(undefined, begin)
      if (!started.ok) return started
      const handle = started.value
      return inWords(handle, async () => {
        for await (const bytes of pieces) await append(handle, bytes)
        await finish(handle)
        return handle
      })
    },
    piece: async ([given, bytes, isLast]) => {
      const isFitting =
        (given === null || typeof given === 'string') &&
        bytes instanceof Uint8Array &&
        typeof isLast === 'boolean'
      if (!isFitting) return { ok: false, error: GONE }
      const started = given === null ? await inWords(undefined, begin) : { ok: true as const, value: given }
      if (!started.ok) return started
      const handle = started.value
      return inWords(handle, async () => {
        await append(handle, bytes)
        if (isLast) await finish(handle)
        return handle
      })
    },
  }
}

class Refusal extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

const GONE: Failure = { code: 'not_found', message: 'The file did not arrive whole. Choose it again.' }
const TOO_LARGE: Failure = {
  code: 'refused',
  message: 'A file may be 2 GB long at most. Split it, and import one part after the other.',
}

function failureOf(error: unknown, folder: string): Failure {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return {
      code: 'unavailable',
      message: 'The disk is full, so the file could not be taken. Free some space and try again.',
    }
  console.error('A file could not be taken in:', error)
  return {
    code: 'unavailable',
    message: `The file could not be taken into ${folder}. Check that the folder can be written, and try again.`,
  }
}

/** What waited for more than a day is not waited for any more. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    if (!OWN.test(name)) continue
    const file = path.join(folder, name)
    const found: Stats | undefined = await stat(file).catch(() => undefined)
    if (found && (name.startsWith('.') || Date.now() - found.mtimeMs > KEPT_MS))
      await rm(file, { force: true }).catch(() => {})
  }
}
