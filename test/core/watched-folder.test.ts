// The watched folder, with real files: what is known is imported and put away, what is not waits, and nothing is lost or overwritten.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
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

type Hooks = Partial<Record<OperationName, (reply: unknown) => unknown>>

/** `before` is done when the watched folder calls an operation, `meanwhile` before it hears the reply. */
async function openWatched({ before = {}, meanwhile = {} }: { before?: Hooks; meanwhile?: Hooks } = {}) {
  const folder = temporaryFolder()
  const core = await openCore()
  const call = async (name: OperationName, input: never) => {
    await before[name]?.(undefined)
    const reply = await core.api.call(name, input)
    await meanwhile[name]?.(reply)
    return reply
  }
  const made = await core.ask('webhooks.create', { name: 'Lists', leadType: 'solar', senderRule: 'open' })
  const incomingFolder = path.join(core.directory, 'imports')
  const patienceMs = { close: 2_000, check: 30_000 }
  const watched = watchFolder(
    { close: core.close, api: { ...core.api, call: call as Api['call'] } },
    { incomingFolder, lookEveryMs: 30, patienceMs },
  )
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
  /** A file that somebody opened and explained, ready to be imported. */
  const openAndExplain = async (file: string) => {
    await vi.waitFor(async () => expect((await status()).waiting).toContain(file), 5_000)
    const { handle, name } = await ask('watchedFolder.open', { name: file })
    const { reading, mapping } = await ask('imports.inspect', { handle })
    const { webhookId } = settings
    const how = { webhookId, makes: 'leads', knownPeople: 'update', isDryRun: false } as const
    return { handle, name, reading, mapping, ...how }
  }
  const taskEnd = async (taskId: string) => {
    const task = async () => (await ask('tasks.list', {})).find((one) => one.taskId === taskId)?.status
    await expect.poll(task, { timeout: 5_000, interval: 5 }).not.toBe('running')
    return await task()
  }
  return {
    core,
    folder,
    incomingFolder,
    patienceMs,
    watched,
    ask,
    settings,
    put,
    names,
    status,
    leads,
    teach,
    openAndExplain,
    taskEnd,
  }
}

/** One function of the file system behaves otherwise until the test is over. */
function standIn<N extends 'readdir' | 'realpath' | 'rename' | 'link'>(
  name: N,
  instead: (real: (typeof fs.promises)[N]) => unknown,
) {
  const real = fs.promises[name]
  const put = (one: unknown) => {
    Object.assign(fs.promises, { [name]: one })
    syncBuiltinESMExports()
  }
  put(instead(real))
  const restore = () => put(real)
  onTestFinished(restore)
  return restore
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

test('a file that is replaced while its rows are imported is imported as well, before it is put away', async () => {
  let replace: (() => void) | undefined
  const { ask, settings, put, names, status, leads, teach } = await openWatched({
    meanwhile: { 'imports.run': () => replace?.() },
  })
  await teach()
  await ask('settings.update', { watchedFolder: settings })
  replace = () => {
    replace = undefined
    put('daily.csv', list(2))
  }
  put('daily.csv', list(3))
  await vi.waitFor(async () => expect((await status()).outcomes).toHaveLength(2), 5_000)
  expect((await status()).outcomes).toMatchObject([
    { name: 'daily.csv', leads: 2, problem: null },
    { name: 'daily.csv', leads: 3, problem: null },
  ])
  expect(await leads()).toBe(6)
  expect(names()).toEqual([])
  expect(names('imported')).toEqual(['daily.csv'])
})

test('another file of the same size and time is another file', async () => {
  let replace: (() => void) | undefined
  const { ask, folder, settings, put, names, leads, teach } = await openWatched({
    meanwhile: { 'imports.run': () => replace?.() },
  })
  await teach()
  await ask('settings.update', { watchedFolder: settings })
  const at = new Date('2026-03-01T12:00:00Z')
  const place = (text: string) => {
    put('.upload', text)
    fs.utimesSync(path.join(folder, '.upload'), at, at)
    fs.renameSync(path.join(folder, '.upload'), path.join(folder, 'daily.csv'))
  }
  const [first, second] = [list(2), list(2)]
  expect(first.length).toBe(second.length)
  replace = () => {
    replace = undefined
    place(second)
  }
  place(first)
  await vi.waitFor(() => expect(names('imported')).toEqual(['daily.csv']), 5_000)
  expect(await leads()).toBe(5)
})

test.each([
  ['with links', null],
  ['on a drive without links', 'ENOTSUP'],
])('replaced in the very moment of putting away, it comes back and over nothing, %s', async (_, problem) => {
  const { ask, settings, put, names, leads, teach } = await openWatched()
  await teach()
  if (problem !== null)
    standIn('link', () => () => Promise.reject(Object.assign(new Error(problem), { code: problem })))
  let isReplaced = false
  standIn('rename', (real) => async (from: string, to: string) => {
    const isIt = !isReplaced && path.basename(from) === 'daily.csv'
    if (isIt) put('daily.csv', list(3))
    await real(from, to)
    // And one more under the name that is free for a moment.
    if (isIt) put('daily.csv', list(4))
    isReplaced ||= isIt
  })
  await ask('settings.update', { watchedFolder: settings })
  put('daily.csv', list(2))
  await vi.waitFor(async () => expect(await leads()).toBe(1 + 2 + 3 + 4), 5_000)
  await vi.waitFor(() => expect(names()).toEqual([]), 5_000)
  expect(names('imported')).toEqual(['daily (2).csv', 'daily.csv'])
})

test('an opened file that is overwritten before it is imported stays, and is looked at anew', async () => {
  const { ask, settings, put, names, leads, openAndExplain } = await openWatched()
  await ask('settings.update', { watchedFolder: settings })
  put('vendor.csv', list(2))
  const plan = await openAndExplain('vendor.csv')
  put('vendor.csv', list(5))
  await ask('imports.run', plan)
  await vi.waitFor(() => expect(names('imported')).toEqual(['vendor.csv']), 5_000)
  expect(await leads()).toBe(7)
  expect((await ask('imports.list', {})).map(({ name }) => name)).toEqual(['vendor.csv', 'vendor.csv'])
})

test('an opened file is put away where it was opened, whatever folder is watched by then', async () => {
  const { ask, folder, settings, put, names, leads, openAndExplain } = await openWatched()
  await ask('settings.update', { watchedFolder: settings })
  put('vendor.csv', list(2))
  const plan = await openAndExplain('vendor.csv')
  const other = temporaryFolder()
  fs.writeFileSync(path.join(other, 'vendor.csv'), list(3))
  await ask('settings.update', { watchedFolder: { ...settings, path: other } })
  await ask('imports.run', plan)
  await vi.waitFor(() => expect(names('imported')).toEqual(['vendor.csv']), 5_000)
  await vi.waitFor(() => expect(fs.readdirSync(path.join(other, 'imported'))).toEqual(['vendor.csv']), 5_000)
  expect(await leads()).toBe(5)
  expect(fs.existsSync(path.join(folder, 'vendor.csv'))).toBe(false)
})

test('an import that failed or was cancelled teaches nothing; corrected, its file is put away', async () => {
  let cancel = false
  const opened = await openWatched({
    meanwhile: {
      'imports.run': async (reply) => {
        const { value } = reply as { value: { taskId: string } }
        if (cancel) await opened.core.ask('tasks.cancel', { taskId: value.taskId })
      },
    },
  })
  const { ask, settings, put, names, leads, openAndExplain, taskEnd } = opened
  const other = await ask('webhooks.create', { name: 'Other', leadType: 'hvac', senderRule: 'open' })
  await ask('settings.update', { watchedFolder: settings })
  put('vendor.csv', `${list(2)}Ana,Ruiz,,\n`)
  const plan = { ...(await openAndExplain('vendor.csv')), webhookId: other.webhookId }
  const isKnown = async () => (await ask('imports.inspect', { handle: plan.handle })).isRemembered

  const failing = await ask('imports.run', { ...plan, leavesOutRefused: false })
  expect(await taskEnd(failing.taskId)).toBe('failed')
  expect(await isKnown()).toBe(false)
  cancel = true
  expect(await taskEnd((await ask('imports.run', plan)).taskId)).toBe('cancelled')
  cancel = false
  expect(await isKnown()).toBe(false)
  expect(opened.core.defects).toEqual([])
  expect(await leads()).toBe(0)

  await ask('imports.run', { ...plan, webhookId: settings.webhookId })
  await vi.waitFor(() => expect(names('imported')).toEqual(['vendor.csv']), 5_000)
  put('next.csv', list(1))
  await vi.waitFor(() => expect(names('imported')).toEqual(['next.csv', 'vendor.csv']), 5_000)
  const { rows } = await ask('leads.page', {})
  expect(rows.map(({ webhookId }) => webhookId)).toEqual(Array(3).fill(settings.webhookId))
})

test('a known list goes where the last import went that came to its end', async () => {
  const { ask, settings, put, names, teach, incomingFolder, taskEnd } = await openWatched()
  const other = await ask('webhooks.create', { name: 'Other', leadType: 'hvac', senderRule: 'open' })
  await teach()
  const handle = crypto.randomUUID()
  fs.writeFileSync(path.join(incomingFolder, handle), `${list(1)}Ana,Ruiz,,\n`)
  const { reading, mapping } = await ask('imports.inspect', { handle })
  const { taskId } = await ask('imports.run', {
    handle,
    name: 'wrong.csv',
    reading,
    mapping,
    webhookId: other.webhookId,
    makes: 'contacts',
    knownPeople: 'skip',
    isDryRun: false,
    leavesOutRefused: false,
  })
  expect(await taskEnd(taskId)).toBe('failed')
  await ask('settings.update', { watchedFolder: settings })
  put('friday.csv', list(2))
  await vi.waitFor(() => expect(names('imported')).toEqual(['friday.csv']), 5_000)
  const { rows } = await ask('leads.page', {})
  expect(rows.map(({ webhookId }) => webhookId)).toEqual(Array(3).fill(settings.webhookId))
})

test('a list that comes while one with its headings is imported goes where that one goes', async () => {
  let looks = 0
  const fiveLooks = () => vi.waitFor(() => expect(looks).toBeGreaterThan(5), 5_000)
  const { ask, settings, put, names, openAndExplain } = await openWatched({
    before: {
      'settings.get': () => ++looks,
      // Some looks pass between the end of the import and what is remembered of it.
      'watchedFolder.remember': () => {
        looks = 0
        return fiveLooks()
      },
    },
  })
  const other = await ask('webhooks.create', { name: 'Other', leadType: 'hvac', senderRule: 'open' })
  await ask('settings.update', { watchedFolder: settings })
  put('a.csv', list(2))
  put('b.csv', list(2))
  const plan = await openAndExplain('a.csv')
  await ask('imports.run', { ...plan, webhookId: other.webhookId })
  await vi.waitFor(() => expect(names('imported')).toEqual(['a.csv', 'b.csv']), 5_000)
  const { rows } = await ask('leads.page', {})
  expect(rows.map(({ webhookId }) => webhookId)).toEqual(Array(4).fill(other.webhookId))
})

test('by no way into its own data, nor around them; and nothing is made in a folder that is not saved', async () => {
  const { ask, core, settings, folder } = await openWatched()
  const answer = (change: Partial<typeof settings>) =>
    ask('settings.update', { watchedFolder: { ...settings, ...change } }).then(
      () => 'accepted',
      (error: Error) => error.message,
    )
  const link = path.join(folder, 'link')
  fs.symlinkSync(core.directory, link, 'junction')
  expect(await answer({ path: link })).toMatch(/keeps its own data in\. Choose another one/)
  const within = path.join(core.directory, '..within')
  fs.mkdirSync(within)
  expect(await answer({ path: within })).toMatch(/keeps its own data in/)
  expect(await answer({ path: path.dirname(core.directory) })).toMatch(/holds the one .* own data/)
  fs.unlinkSync(link)

  expect(await answer({ knownPeople: 'nothing' as 'update' })).not.toBe('accepted')
  expect(fs.readdirSync(folder)).toEqual([])
  expect(await answer({})).toBe('accepted')
  await vi.waitFor(() => expect(fs.readdirSync(folder).sort()).toEqual(['imported', 'refused']), 5_000)
})

test('a drive that hangs keeps nobody from quitting, and is not waited for when it is chosen', async () => {
  const { ask, settings, folder, watched, core, patienceMs } = await openWatched()
  let isHanging = false
  const hang =
    (real: (where: string, ...more: never[]) => unknown) =>
    (where: string, ...more: never[]) => {
      if (where !== folder) return real(where, ...more)
      isHanging = true
      return new Promise(() => {})
    }
  const works = standIn('realpath', (real) => hang(real as never))
  patienceMs.check = 50
  await expect(ask('settings.update', { watchedFolder: settings })).rejects.toThrow(/does not answer/)
  works()
  patienceMs.check = 30_000
  patienceMs.close = 50
  isHanging = false
  standIn('readdir', (real) => hang(real as never))
  await ask('settings.update', { watchedFolder: settings })
  await vi.waitFor(() => expect(isHanging).toBe(true), 5_000)
  await Promise.race([
    watched.close(),
    new Promise((_, reject) => setTimeout(reject, 5_000, new Error('It did not close.'))),
  ])
  expect(core.defects).toEqual([])
})
