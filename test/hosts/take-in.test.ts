// Files handed to the application: whole or not at all, within limits, under names that were made here.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startHttpHost } from '../../electron/hosts/http.ts'
import { createTakeIn } from '../../electron/hosts/take-in.ts'
import type { Api } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'

let folder: string
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'convio-take-in-')), 'imports')
  onTestFinished(() => rmSync(path.dirname(folder), { recursive: true, force: true }))
})
const handleOf = (reply: Reply<string>) => {
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value
}
const bytes = (text: string) => new TextEncoder().encode(text)

test('piece by piece: there after the last one', async () => {
  const takeIn = createTakeIn(folder)
  const handle = handleOf(await takeIn.piece([null, bytes('Name,'), false]))
  expect(existsSync(path.join(folder, handle))).toBe(false)
  expect(handleOf(await takeIn.piece([handle, bytes('Phone\n'), false]))).toBe(handle)
  await takeIn.piece([handle, new Uint8Array(), true])
  expect(readFileSync(path.join(folder, handle), 'utf8')).toBe('Name,Phone\n')
  expect(await takeIn.piece([handle, bytes('more'), true])).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  })
})

test.each([
  [['../../convio.db', bytes('x'), true]],
  [['00000000-0000-4000-8000-000000000000', bytes('x'), true]],
  [[null, 'text', true]],
  [[{}, bytes('x'), true]],
  [[]],
])('takes nothing for %j', async (args) => {
  expect(await createTakeIn(folder).piece(args)).toMatchObject({ ok: false })
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
})

test('too long, broken off, or left by another day: nothing stays', async () => {
  const takeIn = createTakeIn(folder, 10)
  async function* pieces(...texts: string[]) {
    for (const text of texts) yield bytes(text)
  }
  async function* broken() {
    yield bytes('123')
    throw new Error('aborted')
  }
  expect(await takeIn.stream(pieces('123456', '123456'))).toMatchObject({
    ok: false,
    error: { message: /2 GB/ },
  })
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  // Other test files share the console.
  onTestFinished(() => told.mockRestore())
  expect(await takeIn.stream(broken())).toMatchObject({ ok: false })
  expect(readdirSync(folder)).toEqual([])
  const handle = handleOf(await takeIn.stream(pieces('a', 'b')))
  writeFileSync(path.join(folder, `.${handle}.part`), 'left')
  writeFileSync(path.join(folder, 'notes.txt'), 'of somebody else')
  const long = new Date(Date.now() - 25 * 3_600_000)
  utimesSync(path.join(folder, handle), long, long)
  await createTakeIn(folder).stream(pieces('c'))
  await expect.poll(() => readdirSync(folder).length).toBe(2)
  expect(readdirSync(folder)).toContain('notes.txt')
})

test('over HTTP: signed in, as bytes', async () => {
  const host = await startHttpHost({
    api: { call: async () => ({ ok: true, value: null }), onChanges: () => () => {} } as unknown as Api,
    rendererFolder: folder,
    filesFolder: folder,
    incomingFolder: folder,
    port: 0,
  }).catch((error: unknown) => {
    throw error
  })
  onTestFinished(() => host.close())
  const send = (headers: Record<string, string>, body: BodyInit = 'Name,Phone\n') =>
    fetch(`${host.origin}/api/files`, { method: 'POST', headers, body })
  const type = { 'content-type': 'application/octet-stream' }
  const key = { authorization: `Bearer ${host.token}` }
  expect((await send(type)).status).toBe(401)
  expect((await send({ ...type, ...key, origin: 'http://evil.example.com' })).status).toBe(403)
  expect((await send({ ...key, 'content-type': 'text/plain' })).status).toBe(415)
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
  const long = 'x'.repeat(12_000_000)
  const reply = (await (await send({ ...type, ...key }, long)).json()) as Reply<string>
  expect(readFileSync(path.join(folder, handleOf(reply)), 'utf8')).toBe(long)
})
