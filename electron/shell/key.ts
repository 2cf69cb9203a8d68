// The key that seals signing secrets, kept by the system's keychain where it has one: 32 random bytes, sealed by safeStorage into
// convio.key.sealed. Without a keychain (Linux's basic_text only pretends) the key is a file that nobody else may read.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../shared/contract/reply.ts'
import { KEY_BYTES, type MasterKey, readFileKey } from '../core/master-key.ts'

/** What of Electron's `safeStorage` is used. The async half is missing in old runtimes, the sync half goes in Electron 46. */
export type Keychain = {
  isAsyncEncryptionAvailable?(): Promise<boolean>
  encryptStringAsync?(text: string): Promise<Buffer>
  decryptStringAsync?(sealed: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>
  isEncryptionAvailable?(): boolean
  encryptString?(text: string): Buffer
  decryptString?(sealed: Buffer): string
  getSelectedStorageBackend?(): string
}

export type OpenedKey = MasterKey & {
  /** The sealed key could not be opened, so this one is new: secrets sealed before must be entered again. */
  readonly isReplaced: boolean
}

type Sealer = {
  seal(text: string): Promise<Buffer>
  open(sealed: Buffer): Promise<{ readonly text: string; readonly isStale: boolean }>
}

/** Throws AppError when the data folder cannot be written or the file key is damaged. */
export async function openMasterKey(
  directory: string,
  keychain: Keychain,
  platform: NodeJS.Platform = process.platform,
): Promise<OpenedKey> {
  const sealer = await findSealer(keychain, platform)
  const sealedFile = path.join(directory, 'convio.key.sealed')
  const isSealed = existsSync(sealedFile)
  // A folder that began with a file key (the browser host's, say) keeps it, or its secrets would be lost.
  const hasFileKey = existsSync(path.join(directory, 'convio.key'))
  if (!sealer || (hasFileKey && !isSealed)) {
    return {
      key: readFileKey(directory),
      protection: 'file',
      // The keychain is gone for now: what it sealed stays, and is taken up again when it is back.
      isReplaced: isSealed && !hasFileKey,
    }
  }
  if (!isSealed) return { key: await makeKey(sealer, sealedFile), protection: 'keychain', isReplaced: false }
  const key = await openKey(sealer, sealedFile)
  if (key) return { key, protection: 'keychain', isReplaced: false }
  // Kept aside: the keychain it belongs to may come back from a backup.
  setAside(sealedFile)
  return { key: await makeKey(sealer, sealedFile), protection: 'keychain', isReplaced: true }
}

async function findSealer(keychain: Keychain, platform: NodeJS.Platform): Promise<Sealer | undefined> {
  try {
    // basic_text seals with a password that is the same on every computer.
    if (platform === 'linux' && isPretended(keychain.getSelectedStorageBackend?.())) return undefined
    const { encryptStringAsync, decryptStringAsync } = keychain
    if (keychain.isAsyncEncryptionAvailable && encryptStringAsync && decryptStringAsync) {
      if (!(await keychain.isAsyncEncryptionAvailable())) return undefined
      return {
        seal: (text) => encryptStringAsync.call(keychain, text),
        open: async (sealed) => {
          const { result, shouldReEncrypt } = await decryptStringAsync.call(keychain, sealed)
          return { text: result, isStale: shouldReEncrypt }
        },
      }
    }
    const { encryptString, decryptString } = keychain
    if (!encryptString || !decryptString || !keychain.isEncryptionAvailable?.()) return undefined
    return {
      seal: async (text) => encryptString.call(keychain, text),
      open: async (sealed) => ({ text: decryptString.call(keychain, sealed), isStale: false }),
    }
  } catch (error) {
    console.error('The keychain cannot be used:', error instanceof Error ? error.message : error)
    return undefined
  }
}

const isPretended = (backend: string | undefined) =>
  backend === undefined || backend === 'basic_text' || backend === 'unknown'

async function openKey(sealer: Sealer, file: string): Promise<Uint8Array | undefined> {
  try {
    const { text, isStale } = await sealer.open(readFileSync(file))
    const key = Buffer.from(text, 'base64')
    if (key.length !== KEY_BYTES) return undefined
    if (isStale) write(file, await sealer.seal(text))
    return key
  } catch (error) {
    console.error('The sealed key cannot be opened:', error instanceof Error ? error.message : error)
    return undefined
  }
}

async function makeKey(sealer: Sealer, file: string): Promise<Uint8Array> {
  const key = randomBytes(KEY_BYTES)
  write(file, await sealer.seal(key.toString('base64')))
  return key
}

function write(file: string, bytes: Uint8Array): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.part`, bytes, { mode: 0o600, flush: true } as { mode: number })
    renameSync(`${file}.part`, file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw new AppError(
      'unavailable',
      `${file} cannot be written (${code}). Give yourself write permission there, or choose another folder with --data.`,
    )
  }
}

function setAside(file: string): void {
  try {
    renameSync(file, `${file}.${new Date().toISOString().replace(/[:.]/g, '-')}`)
  } catch {
    // It is overwritten then.
  }
}
