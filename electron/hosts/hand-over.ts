// Finished files leave the application here, in either host: a download of the browser, or a place that the person chose in a dialog of
// the system. The page names a file by its plain name and a place by what it was given for it; no path of its making is ever used.
import { randomUUID } from 'node:crypto'
import type { ReadStream } from 'node:fs'
import { copyFile, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Reply } from '../../shared/contract/reply.ts'
import { failure } from './answer.ts'

/** Nothing hidden (what is being written begins with a dot), nothing that leads elsewhere. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,100}\.[a-z]{2,4}$/

export type FinishedFile = {
  readonly name: string
  readonly size: number
  stream(): ReadStream
  close(): Promise<void>
  remove(): Promise<void>
}

export async function openFinished(folder: string, name: string): Promise<FinishedFile | undefined> {
  if (!PLAIN_NAME.test(name)) return undefined
  const place = path.join(folder, name)
  const handle = await open(place, 'r').catch(() => undefined)
  if (!handle) return undefined
  const { size } = await handle.stat()
  return {
    name,
    size,
    stream: () => handle.createReadStream(),
    close: () => handle.close(),
    remove: () => rm(place, { force: true }).catch(() => {}),
  }
}

export type FilesShell = {
  readonly folder: string
  /** Asks the person; null when they thought better of it. */
  readonly askForPlace: (suggestedName: string) => Promise<string | null>
  readonly show: (file: string) => void
}

type Work<T> = (args: readonly unknown[]) => Promise<Reply<T>>

export function createHandOver({ folder, askForPlace, show }: FilesShell): {
  readonly choosePlace: Work<string | null>
  readonly handOver: Work<string>
  readonly showPlace: Work<null>
} {
  const chosen = new Map<string, string>()
  const filled = new Map<string, string>()
  return {
    choosePlace: async ([name]) => {
      if (typeof name !== 'string' || !PLAIN_NAME.test(name)) return NO_SUCH
      const target = await askForPlace(name)
      if (target === null) return { ok: true, value: null }
      const place = randomUUID()
      chosen.set(place, target)
      return { ok: true, value: place }
    },
    handOver: async ([place, name]) => {
      const target = typeof place === 'string' ? chosen.get(place) : undefined
      if (target === undefined || typeof name !== 'string' || !PLAIN_NAME.test(name)) return NO_SUCH
      chosen.delete(place as string)
      const file = path.join(folder, name)
      try {
        await move(file, target)
      } catch (error) {
        console.error(`${file} could not be moved:`, error)
        return failure(
          'unavailable',
          `The file could not be put at ${target}. It is complete and stays at ${file}; move it from there.`,
        )
      }
      filled.set(place as string, target)
      return { ok: true, value: target }
    },
    showPlace: async ([place]) => {
      const target = typeof place === 'string' ? filled.get(place) : undefined
      if (target === undefined) return NO_SUCH
      show(target)
      return { ok: true, value: null }
    },
  }
}

const NO_SUCH = failure('not_found', 'There is no such file any more. Export again.')

/** On another disk: copied beside the target under a hidden name first, so that the target is whole whenever it is there. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
    return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
  }
  const begun = path.join(path.dirname(to), `.${path.basename(to)}.${randomUUID()}.part`)
  try {
    await copyFile(from, begun)
    const handle = await open(begun, 'r+')
    try {
      await handle.sync()
      if ((await handle.stat()).size !== (await stat(from)).size) throw new Error('The copy is not whole.')
    } finally {
      await handle.close()
    }
    await rename(begun, to)
  } catch (error) {
    await rm(begun, { force: true })
    throw error
  }
  await rm(from, { force: true })
}
