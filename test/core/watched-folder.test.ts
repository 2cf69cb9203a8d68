// The watched folder, with real files: what is known is imported and put away, what is not waits, and nothing is lost or overwritten.
import fs from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { watchFolder } from '../../electron/core/watched-folder/watched-folder.ts'
import type { Api, Input, OperationName, Output } from '../../shared/contract/index.ts'
import { openCore, temporaryFolder } from '../support/core.ts'

const HEADINGS = 'First Name,Last Name,Phone,ZIP'
let people = 100
/** Rows of people nobody has heard of. */
function list(rows: number, headings = HEADINGS): string {
  const lines = Array.from({ length: rows }, () => `Ana${++people},Ruiz,(602) 555-0${people},85018`)
  return [headings, ...lines, ''].join('\n')
}

async function openWatched() {
  const folder = temporaryFolder()
  const core = await openCore()
  const made = await core.ask('webhooks.create', { name: 'Lists', leadType: 'solar', senderRule: 'open' })
  const incomingFolder = path.join(core.directory, 'imports')
  const watched = watchFolder(core, { incomingFolder, lookEveryMs: 30 })
  onTestFinished(() => watched.close())
  const ask = async <N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> => {
    const reply = await (watched.api as Api).call(name, input)
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value
  }
  const settings = { path: folder, webhookId: made.webhookId, knownPeople: 'update' as const }
  const put = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text)
  const names = (where = '') =>
    fs
      .readdirSync(path.join(folder, where), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort()
  const status = () => ask('watchedFolder.status', {})
  const leads = async () => (await ask('leads.page', {})).total
  /** Once by hand, so that the headings are known. */
  const teach = async () => {
    fs.mkdirSync(incomingFolder, { recursive: true })
    const handle = crypto.randomUUID()
    fs.writeFileSync(path.join(incomingFolder, handle), list(1))
    const { reading, mapping } = await ask('imports.inspect', { handle })
    const ended = new Promise<void>((resolve) => {
      watched.api.onChanges(({ tasks }) => {
        if (tasks?.some(({ status }) => status === 'done')) resolve()
      })
    })
    await ask('imports.run', {
      handle,
      name: 'by-hand.csv',
      reading,
      mapping,
      webhookId: made.webhookId,
      makes: 'leads',
      knownPeople: 'update',
      isDryRun: false,
    })
    await ended
  }
  return { folder, incomingFolder, watched, ask, settings, put, names, status, leads, teach }
}

test('off, nothing is touched; on, known headings are imported, put away and can be undone', async () => {
  const { ask, settings, put, names, status, leads, teach, incomingFolder } = await openWatched()
  await teach()
  expect(await leads()).toBe(1)
  put('monday.csv', list(3))
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(names()).toEqual(['monday.csv'])
  expect(await status()).toMatchObject({ isOn: false, waiting: [] })

  await ask('settings.update', { watchedFolder: settings })
  await vi.waitFor(async () => expect((await status()).outcomes).toHaveLength(1), 5_000)
  const [outcome] = (await status()).outcomes
  expect(outcome).toMatchObject({ name: 'monday.csv', leads: 3, newContacts: 3, refused: 0, problem: null })
  expect(names()).toEqual([])
  expect(names('imported')).toEqual(['monday.csv'])
  expect(await leads()).toBe(4)
  expect(fs.readdirSync(incomingFolder).filter((name) => !name.includes('refused'))).toEqual([])

  // The same name again: both are kept.
  put('monday.csv', list(2))
  await vi.waitFor(async () => expect(await leads()).toBe(6), 5_000)
  await vi.waitFor(() => expect(names('imported')).toEqual(['monday (2).csv', 'monday.csv']), 5_000)

  await ask('imports.undo', { importId: outcome?.importId ?? '' })
  await vi.waitFor(async () => expect(await leads()).toBe(3), 5_000)
})

test('unknown headings wait, are opened, and teach the ones after them', async () => {
  const { ask, settings, put, names, status, leads } = await openWatched()
  await ask('settings.update', { watchedFolder: settings })
  put('a.csv', list(2))
  put('b.csv', list(2))
  put('notes.txt', 'not a table of ours')
  await vi.waitFor(async () => expect((await status()).waiting).toEqual(['a.csv', 'b.csv']), 5_000)
  expect(await leads()).toBe(0)
  await expect(ask('watchedFolder.open', { name: '../../etc/passwd' })).rejects.toThrow(/does not wait/)

  const { handle, name } = await ask('watchedFolder.open', { name: 'a.csv' })
  const { reading, mapping, isRemembered } = await ask('imports.inspect', { handle })
  expect(isRemembered).toBe(false)
  const plan = { handle, name, reading, mapping, makes: 'leads', knownPeople: 'update' } as const
  await ask('imports.run', { ...plan, webhookId: settings.webhookId, isDryRun: true })
  await ask('imports.run', { ...plan, webhookId: settings.webhookId, isDryRun: false })
  await vi.waitFor(() => expect(names('imported')).toEqual(['a.csv', 'b.csv']), 5_000)
  expect(await leads()).toBe(4)
  // The one that was imported by hand came no second time.
  expect((await ask('imports.list', {})).map((one) => one.name).sort()).toEqual(['a.csv', 'b.csv'])
  await vi.waitFor(async () => expect((await status()).waiting).toEqual([]), 5_000)
  expect((await status()).outcomes.map((outcome) => outcome.name)).toEqual(['b.csv'])
  expect(names()).toEqual(['notes.txt'])
})

test('a list is imported as the last one with its headings was', async () => {
  const { ask, settings, put, names, leads, teach } = await openWatched()
  const other = await ask('webhooks.create', { name: 'Other', leadType: 'hvac', senderRule: 'open' })
  await teach()
  // The folder names another webhook; these headings went to the first.
  await ask('settings.update', { watchedFolder: { ...settings, webhookId: other.webhookId } })
  put('wednesday.csv', list(2))
  await vi.waitFor(() => expect(names('imported')).toEqual(['wednesday.csv']), 5_000)
  expect(await leads()).toBe(3)
  const { rows } = await ask('leads.page', {})
  expect(new Set(rows.map(({ webhookId }) => webhookId))).toEqual(new Set([settings.webhookId]))
})

test('what is no table, and what has no row to take, is put among the refused', async () => {
  const { ask, settings, put, names, status, leads, teach } = await openWatched()
  await teach()
  await ask('settings.update', { watchedFolder: settings })
  put('headings.csv', `${HEADINGS}\n`)
  put('nobody.csv', `${HEADINGS}\nAna,Ruiz,,\n`)
  await vi.waitFor(() => expect(names('refused')).toEqual(['headings.csv', 'nobody.csv']), 5_000)
  await vi.waitFor(async () => expect((await status()).outcomes).toHaveLength(2), 5_000)
  const { outcomes } = await status()
  expect(outcomes.every(({ importId }) => importId === null)).toBe(true)
  expect(outcomes.find(({ name }) => name === 'headings.csv')?.problem).toMatch(/nothing below them/)
  expect(await leads()).toBe(1)
})

test('a file that grows is waited for', async () => {
  const { ask, settings, folder, status, leads, teach } = await openWatched()
  await teach()
  await ask('settings.update', { watchedFolder: settings })
  const file = path.join(folder, 'slow.csv')
  const [headings, ...lines] = list(12).trim().split('\n')
  fs.writeFileSync(file, `${headings}\n`)
  for (const line of lines) {
    fs.appendFileSync(file, `${line}\n`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await vi.waitFor(async () => expect((await status()).outcomes).toHaveLength(1), 5_000)
  expect(await leads()).toBe(13)
})

test('a bad folder is refused in a sentence, and one that goes away is told of', async () => {
  const { ask, settings, folder, status, incomingFolder } = await openWatched()
  const wrong = async (where: string) => {
    try {
      await ask('settings.update', { watchedFolder: { ...settings, path: where } })
      return 'accepted'
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(await wrong('leads')).toMatch(/whole path/)
  expect(await wrong(path.join(folder, 'not-there'))).toMatch(/^There is no folder/)
  expect(await wrong(incomingFolder)).toMatch(/keeps its own data/)
  const file = path.join(folder, 'file.txt')
  fs.writeFileSync(file, 'x')
  expect(await wrong(file)).toMatch(/is a file, not a folder/)
  expect(await wrong('')).toMatch(/Choose the folder/)

  expect(await wrong(folder)).toBe('accepted')
  fs.rmSync(folder, { recursive: true })
  await vi.waitFor(async () => expect((await status()).problem).toMatch(/^There is no folder/), 5_000)
  fs.mkdirSync(folder)
  await vi.waitFor(async () => expect(await status()).toMatchObject({ isOn: true, problem: null }), 5_000)
  await ask('settings.update', { watchedFolder: null })
  await vi.waitFor(async () => expect((await status()).isOn).toBe(false), 5_000)
})

test('a webhook that is switched off leaves the file where it is, and says so', async () => {
  const { ask, settings, put, names, status, teach } = await openWatched()
  await teach()
  await ask('webhooks.setActive', { webhookId: settings.webhookId, isActive: false })
  await ask('settings.update', { watchedFolder: settings })
  put('tuesday.csv', list(2))
  await vi.waitFor(async () => expect(await status()).toMatchObject({ waiting: ['tuesday.csv'] }), 5_000)
  expect((await status()).problem).toMatch(/^tuesday\.csv was not imported\. This webhook is switched off/)
  expect(names()).toEqual(['tuesday.csv'])
  // Put right and saved anew, it is tried again.
  await ask('webhooks.setActive', { webhookId: settings.webhookId, isActive: true })
  await ask('settings.update', { watchedFolder: { ...settings, knownPeople: 'skip' } })
  await vi.waitFor(() => expect(names('imported')).toEqual(['tuesday.csv']), 5_000)
  await vi.waitFor(async () => expect((await status()).problem).toBeNull(), 5_000)
})
