// Which key seals the signing secrets, whatever the system's keychain does. The keychain here is made up; the files are real.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readFileKey } from '../../electron/core/master-key.ts'
import { type Keychain, openMasterKey } from '../../electron/shell/key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'convio-key-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const reverse = (bytes: Uint8Array) => Buffer.from(bytes).reverse()
const modern = (more: Partial<Keychain> = {}): Keychain => ({
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text) => reverse(Buffer.from(text)),
  decryptStringAsync: async (sealed) => ({ result: reverse(sealed).toString(), shouldReEncrypt: false }),
  isEncryptionAvailable: () => {
    throw new Error('the sync half is not to be used')
  },
  getSelectedStorageBackend: () => 'gnome_libsecret',
  ...more,
})
const old: Keychain = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => reverse(Buffer.from(text)),
  decryptString: (sealed) => reverse(sealed).toString(),
  getSelectedStorageBackend: () => 'kwallet6',
}
const sealed = () => path.join(folder, 'convio.key.sealed')

test('a keychain seals a key of 32 bytes, and opens the same one again', async () => {
  for (const keychain of [modern(), old]) {
    const first = await openMasterKey(folder, keychain, 'linux')
    expect(first).toMatchObject({ protection: 'keychain', isReplaced: false })
    expect(first.key).toHaveLength(32)
    const again = await openMasterKey(folder, keychain, 'linux')
    expect(Buffer.from(again.key).equals(first.key)).toBe(true)
  }
  expect(existsSync(path.join(folder, 'convio.key'))).toBe(false)
  expect(readFileSync(sealed()).includes(Buffer.from((await openMasterKey(folder, old, 'linux')).key))).toBe(
    false,
  )
  if (process.platform !== 'win32') expect(statSync(sealed()).mode & 0o777).toBe(0o600)
})

test('Linux’s basic_text is no keychain, and neither is one that does not work', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const useless: Keychain[] = [
    modern({ getSelectedStorageBackend: () => 'basic_text' }),
    modern({ getSelectedStorageBackend: () => 'unknown' }),
    modern({ isAsyncEncryptionAvailable: async () => false }),
    modern({
      isAsyncEncryptionAvailable: () => {
        throw new Error('no bus')
      },
    }),
    { ...old, isEncryptionAvailable: () => false },
    {},
  ]
  for (const keychain of useless) {
    const opened = await openMasterKey(folder, keychain, 'linux')
    expect(opened).toMatchObject({ protection: 'file', isReplaced: false })
    expect(Buffer.from(opened.key).equals(readFileKey(folder))).toBe(true)
  }
  expect(existsSync(sealed())).toBe(false)
})

test('the backend is asked for on Linux only', async () => {
  const keychain = modern({ getSelectedStorageBackend: undefined })
  expect((await openMasterKey(folder, keychain, 'darwin')).protection).toBe('keychain')
})

test('a sealed key that cannot be opened is put aside and replaced, and that is told', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const before = await openMasterKey(folder, modern(), 'linux')
  const broken = modern({
    decryptStringAsync: async () => {
      throw new Error('Error while decrypting the ciphertext')
    },
  })
  const replaced = await openMasterKey(folder, broken, 'linux')
  expect(replaced).toMatchObject({ protection: 'keychain', isReplaced: true })
  expect(Buffer.from(replaced.key).equals(before.key)).toBe(false)
  expect(readdirSync(folder).filter((name) => name.startsWith('convio.key.sealed.'))).toHaveLength(1)
  const next = await openMasterKey(folder, modern(), 'linux')
  expect(next.isReplaced).toBe(false)
  expect(Buffer.from(next.key).equals(replaced.key)).toBe(true)
})

test('a damaged file is a key that cannot be opened', async () => {
  await openMasterKey(folder, modern(), 'linux')
  writeFileSync(sealed(), 'damaged')
  expect(await openMasterKey(folder, modern(), 'linux')).toMatchObject({
    protection: 'keychain',
    isReplaced: true,
  })
})

test('a key that the keychain wants sealed anew is', async () => {
  const first = await openMasterKey(folder, modern(), 'linux')
  const rotated = modern({
    encryptStringAsync: async (text) => Buffer.from(`new ${text}`),
    decryptStringAsync: async (bytes) => ({ result: reverse(bytes).toString(), shouldReEncrypt: true }),
  })
  expect(Buffer.from((await openMasterKey(folder, rotated, 'linux')).key).equals(first.key)).toBe(true)
  expect(readFileSync(sealed(), 'utf8')).toMatch(/^new /)
})

test('a folder that began with a file key keeps it when a keychain comes', async () => {
  const key = readFileKey(folder)
  const opened = await openMasterKey(folder, modern(), 'linux')
  expect(opened).toMatchObject({ protection: 'file', isReplaced: false })
  expect(Buffer.from(opened.key).equals(key)).toBe(true)
})

test('a keychain that is away for a while is told, and its key is taken up again', async () => {
  const before = await openMasterKey(folder, modern(), 'linux')
  const away = await openMasterKey(folder, {}, 'linux')
  expect(away).toMatchObject({ protection: 'file', isReplaced: true })
  const back = await openMasterKey(folder, modern(), 'linux')
  expect(back).toMatchObject({ protection: 'keychain', isReplaced: false })
  expect(Buffer.from(back.key).equals(before.key)).toBe(true)
})

test('a folder that cannot be written is a sentence', async () => {
  const file = path.join(folder, 'a-file')
  writeFileSync(file, '')
  await expect(openMasterKey(file, modern(), 'linux')).rejects.toMatchObject({
    name: 'AppError',
    message: expect.stringContaining('--data'),
  })
})
