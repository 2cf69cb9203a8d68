// The key that seals signing secrets where no keychain is at hand: a file in the data folder that only its owner may read.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../shared/contract/reply.ts'
import { inWords } from './storage-words.ts'

export const KEY_BYTES = 32

export type MasterKey = { readonly key: Uint8Array; readonly protection: 'keychain' | 'file' }

/** Reads `<data folder>/convio.key`, or makes it with mode 0600. Throws AppError when it cannot be read or is damaged. */
export function readFileKey(directory: string): Uint8Array {
  const file = path.join(directory, 'convio.key')
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (!fs.existsSync(file)) {
      const half = `${file}.${process.pid}`
      fs.writeFileSync(half, randomBytes(KEY_BYTES), { mode: 0o600 })
      // A link fails where a second start was quicker: then its key is the one.
      try {
        fs.linkSync(half, file)
      } catch {
        if (!fs.existsSync(file)) fs.copyFileSync(half, file, fs.constants.COPYFILE_EXCL)
      }
      fs.rmSync(half, { force: true })
    }
    const key = fs.readFileSync(file)
    if (key.length === KEY_BYTES) return key
  } catch (error) {
    throw inWords(error, file)
  }
  throw new AppError(
    'unavailable',
    `${file} is damaged. Put it back from a backup, or delete it and set the webhooks' signing secrets again.`,
  )
}
