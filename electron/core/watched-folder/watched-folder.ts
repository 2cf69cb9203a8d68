// The folder that is looked into, around an `Api`: it uses the same operations as a person with the Import screen. Looking every few seconds
// sees what a network drive tells nobody. A file is touched only once its size has settled, imported only if its headings are known, and put
// away afterwards: never deleted, and never over another file; what has come under its name meanwhile is another file, and stays. It is put
// away after its import: should the program end between the two, the import finds its rows known already.
import { createHash, randomUUID } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { access, copyFile, link, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { ImportInspection, ImportResult } from '../../../shared/contract/imports.ts'
import { type Api, type Change, contract, type Input, type Output } from '../../../shared/contract/index.ts'
import type { Reply } from '../../../shared/contract/reply.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import type { TaskState } from '../../../shared/contract/tasks.ts'
import type { WatchedFolderStatus } from '../../../shared/contract/watched-folder.ts'

const LOOK_EVERY_MS = 3_000
const TABLE = /\.(?:csv|tsv)$/i
const OUTCOMES_KEPT = 20
/** A file that was opened and not imported is anybody's again. */
const OPENED_MS = 30 * 60_000
const RETRY_MS = 5 * 60_000
/** A network drive that is gone may leave every question to it without an answer, for minutes or for ever. */
const PATIENCE_MS = { close: 2_000, check: 5_000 } as const
const IMPORTED = 'imported'
const REFUSED = 'refused'

type Watched = NonNullable<Settings['watchedFolder']>
type Core = { readonly api: Api; readonly close: () => Promise<void> }
type Opened = {
  readonly folder: string
  readonly name: string
  readonly key: string
  readonly reservedUntilMs: number
}
type Options = {
  /** Where files lie that are handed over, under their handles. */
  readonly incomingFolder: string
  readonly lookEveryMs?: number
  /** How long a drive is waited for when the program closes, and when its folder is chosen. */
  readonly patienceMs?: { readonly close: number; readonly check: number }
  readonly logDefect?: (error: unknown) => void
}

/** The same core, with the folder of the settings looked into. */
export function watchFolder(core: Core, options: Options): Core {
  const { incomingFolder, lookEveryMs = LOOK_EVERY_MS, patienceMs = PATIENCE_MS } = options
  const logDefect = options.logDefect ?? ((error: unknown) => console.error(error))
  const dataFolder = path.dirname(incomingFolder)
  const listeners = new Set<(change: Change) => void>()
  /** By name: size, time and inode of the last look. A file that is the same twice has settled. */
  const lastSeen = new Map<string, string>()
  /** By name: at which state of the file, and of what is known of headings, it was found to wait. */
  const held = new Map<string, string>()
  /** By name: files that are imported and could not be put away. */
  const stuck = new Map<string, string>()
  /** By name: files that could not be imported, at which state; tried again when that changes, and every few minutes. */
  const failed = new Map<string, string>()
  /** By handle: which file it is a copy of, and until when nobody else takes that one. */
  const opened = new Map<string, Opened>()
  /** By headings: how many imports by hand are underway. How they end decides where the next files go, which wait for it. */
  const deciding = new Map<string, number>()
  const following = new Set<Promise<void>>()
  let folderLookedInto: string | null = null
  let learned = 0
  let lastOutcome = 0
  let told = ''
  let status: WatchedFolderStatus = { isOn: false, problem: null, waiting: [], outcomes: [] }

  const show = (change: Partial<WatchedFolderStatus>) => {
    status = { ...status, ...change }
    const now = JSON.stringify(status)
    if (now === told) return
    told = now
    for (const listener of listeners) listener({ topics: ['watchedFolder'] })
  }
  const tell = (outcome: Omit<WatchedFolderStatus['outcomes'][number], 'id' | 'at'>) =>
    show({
      outcomes: [
        { id: ++lastOutcome, at: new Date().toISOString(), ...outcome },
        ...status.outcomes.slice(0, OUTCOMES_KEPT - 1),
      ],
    })

  // ---- Tasks of the core, to their end ----

  const ended = new Map<string, TaskState>()
  const waitingFor = new Map<string, (task: TaskState | null) => void>()
  const unfollow = core.api.onChanges(({ tasks }) => {
    for (const task of tasks ?? []) {
      if (task.name !== 'imports.run' || task.status === 'running') continue
      if (task.status === 'done') learned++
      const settle = waitingFor.get(task.taskId)
      if (settle === undefined) ended.set(task.taskId, task)
      else settle(task)
    }
    for (const taskId of ended.keys()) {
      if (ended.size <= 100) break
      ended.delete(taskId)
    }
  })
  /** Null when the program closes before. */
  const endOf = (taskId: string) =>
    new Promise<TaskState | null>((resolve) => {
      const known = ended.get(taskId)
      if (known !== undefined || isClosed) return resolve(known ?? null)
      waitingFor.set(taskId, resolve)
    }).finally(() => waitingFor.delete(taskId))

  // ---- Files ----

  const takeIn = async (file: string): Promise<string> => {
    await mkdir(incomingFolder, { recursive: true, mode: 0o700 })
    const handle = randomUUID()
    const part = path.join(incomingFolder, `.${handle}.part`)
    try {
      await copyFile(file, part, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      await rename(part, path.join(incomingFolder, handle))
    } catch (error) {
      // Half a copy is of no use to anybody.
      await rm(part, { force: true })
      throw error
    }
    return handle
  }
  const forget = (handle: string) => rm(path.join(incomingFolder, handle), { force: true })

  /** The file of that key, and no other: one that has come under its name since is left, or comes back, to be looked at. */
  const putAway = async (folder: string, name: string, where: string, key: string) => {
    const file = path.join(folder, name)
    if (keyOf(await stat(file)) !== key) return
    const target = await moveUnderFreeName(file, path.join(folder, where), name)
    // It may have been replaced in between. The inode is not asked again: on some drives it is another one after a move.
    if (!isSameText(keyOf(await stat(target)), key)) await bringBack(target, folder, name)
  }
  const tryPutAway = async (folder: string, name: string, where: string, key: string) => {
    try {
      await putAway(folder, name, where, key)
      lastSeen.delete(name)
    } catch (error) {
      // Gone already is as good.
      if (codeOf(error) === 'ENOENT') return
      stuck.set(name, key)
      show({
        problem: `${name} is ${where}, but could not be moved into the folder “${where}”. Move it there yourself, and check that the folder can be written.`,
      })
    }
  }

  // ---- One file ----

  const bring = async (watched: Watched, name: string, key: string): Promise<'gone' | 'waits' | 'failed'> => {
    const { path: folder } = watched
    let handle: string
    try {
      handle = await takeIn(path.join(folder, name))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'gone'
      show({
        problem: `${name} could not be read (${codeOf(error) ?? 'unknown reason'}). Check that this program may read it, and that the disk is not full.`,
      })
      return 'failed'
    }
    let isUsedUp = false
    try {
      // Still being written, after all: it is looked at again.
      const now = await stat(path.join(folder, name)).catch(() => undefined)
      if (now === undefined || keyOf(now) !== key) return 'gone'
      const inspected = await core.api.call('imports.inspect', { handle })
      if (!inspected.ok) {
        if (inspected.error.code !== 'refused' && inspected.error.code !== 'invalid') {
          show({ problem: inspected.error.message })
          return 'failed'
        }
        await tryPutAway(folder, name, REFUSED, key)
        tell({ ...NOTHING, name, problem: inspected.error.message })
        return 'gone'
      }
      const { isRemembered, exact, reading, mapping } = inspected.value
      const headings = fingerprint(inspected.value)
      if (!isRemembered || exact !== null || deciding.has(headings)) return 'waits'
      const last = await core.api.call('watchedFolder.choice', { headings })
      const { webhookId, providerId, makes, knownPeople } = (last.ok ? last.value : null) ?? {
        ...watched,
        providerId: null,
        makes: 'leads' as const,
      }
      const started = await core.api.call('imports.run', {
        handle,
        name,
        reading,
        mapping,
        webhookId,
        providerId,
        makes,
        knownPeople,
        isDryRun: false,
      })
      const task = started.ok ? await endOf(started.value.taskId) : null
      if (task?.status !== 'done') {
        const why = started.ok ? (task?.problem ?? 'The import was cancelled.') : started.error.message
        if (!isClosed) show({ problem: `${name} was not imported. ${why}` })
        return 'failed'
      }
      isUsedUp = true
      const { importId, leads, newContacts, updatedContacts, refused } = task.result as ImportResult
      const isRefused = refused > 0 && leads + newContacts + updatedContacts === 0
      await tryPutAway(folder, name, isRefused ? REFUSED : IMPORTED, key)
      tell(
        isRefused
          ? {
              ...NOTHING,
              name,
              refused,
              problem: 'None of its rows could be taken. Import it on the Import screen to see why.',
            }
          : { name, importId, leads, newContacts, refused, problem: null },
      )
      return 'gone'
    } finally {
      if (!isUsedUp) await forget(handle)
    }
  }

  // ---- One look ----

  const look = async () => {
    const settings = await core.api.call('settings.get', {})
    if (!settings.ok || isClosed) return
    const watched = settings.value.watchedFolder
    if (watched === null) {
      lastSeen.clear()
      held.clear()
      folderLookedInto = null
      return show({ isOn: false, problem: null, waiting: [] })
    }
    const folder = watched.path
    folderLookedInto = folder
    let names: string[]
    try {
      names = (await readdir(folder, { withFileTypes: true }))
        .filter((entry) => entry.isFile() && TABLE.test(entry.name) && !entry.name.startsWith('.'))
        .map(({ name }) => name)
        .sort()
      for (const where of [IMPORTED, REFUSED]) await mkdir(path.join(folder, where), { recursive: true })
    } catch (error) {
      return show({ isOn: true, problem: folderProblem(folder, error), waiting: [] })
    }
    for (const known of [lastSeen, held, stuck, failed]) {
      for (const name of known.keys()) if (!names.includes(name)) known.delete(name)
    }
    const waiting: string[] = []
    let isFailing = false
    for (const name of names) {
      if (isClosed) return
      const found = await stat(path.join(folder, name)).catch(() => undefined)
      if (found === undefined) continue
      const key = keyOf(found)
      const isSettled = lastSeen.get(name) === key && found.size > 0
      lastSeen.set(name, key)
      if (!isSettled) continue
      if (stuck.get(name) === key) {
        isFailing = true
        continue
      }
      const isOpen = [...opened.values()].some(
        (one) =>
          one.folder === folder && one.name === name && one.key === key && Date.now() < one.reservedUntilMs,
      )
      if (isOpen) {
        waiting.push(name)
        continue
      }
      const state = `${key} ${learned} ${JSON.stringify(watched)}`
      if (held.get(name) === state) {
        waiting.push(name)
        continue
      }
      const attempt = `${state} ${Math.floor(Date.now() / RETRY_MS)}`
      if (failed.get(name) === attempt) {
        isFailing = true
        waiting.push(name)
        continue
      }
      const outcome = await bring(watched, name, key)
      if (outcome === 'failed') {
        isFailing = true
        failed.set(name, attempt)
      }
      if (outcome === 'waits') held.set(name, state)
      // What failed can be imported by hand.
      if (outcome !== 'gone') waiting.push(name)
    }
    show({ isOn: true, waiting, ...(isFailing ? {} : { problem: null }) })
  }

  let isClosed = false
  const logUnlessClosed = (error: unknown) => {
    if (!isClosed) logDefect(error)
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let looking: Promise<void> = Promise.resolve()
  let isLooking = false
  const lookSoon = (afterMs: number) => {
    clearTimeout(timer)
    // Never two at once, or a file would be brought twice; the one that runs is followed by another anyway.
    if (isClosed || isLooking) return
    timer = setTimeout(() => {
      isLooking = true
      looking = look()
        .catch(logUnlessClosed)
        .then(() => {
          isLooking = false
          lookSoon(lookEveryMs)
        })
    }, afterMs)
    timer.unref()
  }
  lookSoon(0)

  // ---- The operations of its own ----

  const openWaiting = async (
    input: Input<'watchedFolder.open'>,
  ): Promise<Reply<Output<'watchedFolder.open'>>> => {
    const parsed = contract['watchedFolder.open'].input.safeParse(input)
    const settings = await core.api.call('settings.get', {})
    const folder = settings.ok ? settings.value.watchedFolder?.path : undefined
    // Only a name that was found there: no path of a page's making is ever used.
    if (
      !parsed.success ||
      folder === undefined ||
      folder !== folderLookedInto ||
      !status.waiting.includes(parsed.data.name)
    )
      return refuse('not_found', 'This file does not wait any more. Look into the folder.')
    const { name } = parsed.data
    try {
      const file = path.join(folder, name)
      const key = keyOf(await stat(file))
      const handle = await takeIn(file)
      if (keyOf(await stat(file)) !== key) {
        await forget(handle)
        return refuse('unavailable', `${name} is being written just now. Wait a moment, and open it again.`)
      }
      opened.set(handle, { folder, name, key, reservedUntilMs: Date.now() + OPENED_MS })
      return { ok: true, value: { handle, name } }
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') logDefect(error)
      return refuse(
        'unavailable',
        `${name} could not be read. Check that it is still in the folder, and try again.`,
      )
    }
  }

  /**
   * An import that somebody makes. Once it is done, how it was made is remembered for its headings, before the watched folder meets them
   * again; and if the file was opened from the folder, it is put away like the others.
   */
  const runByHand = async (plan: Input<'imports.run'>) => {
    if (plan?.isDryRun !== false) return core.api.call('imports.run', plan)
    // Afterwards the file is used up.
    const { handle, reading, webhookId, providerId, makes, knownPeople } = plan
    const inspected = await core.api.call('imports.inspect', { handle, reading })
    const lesson =
      inspected.ok && inspected.value.reading.hasHeader && webhookId !== null
        ? { headings: fingerprint(inspected.value), choice: { webhookId, providerId, makes, knownPeople } }
        : null
    const file = opened.get(handle)
    const free = () => {
      // Not before it is away: its headings are known by now, so a look in between would import it again.
      if (file !== undefined && opened.has(handle))
        opened.set(handle, { ...file, reservedUntilMs: Date.now() + OPENED_MS })
      if (lesson === null) return
      const others = (deciding.get(lesson.headings) ?? 1) - 1
      if (others === 0) deciding.delete(lesson.headings)
      else deciding.set(lesson.headings, others)
      // However it ended: what has waited for it is looked at again.
      learned++
    }
    if (file !== undefined) opened.set(handle, { ...file, reservedUntilMs: Number.POSITIVE_INFINITY })
    if (lesson !== null) deciding.set(lesson.headings, (deciding.get(lesson.headings) ?? 0) + 1)
    const follow = async (taskId: string) => {
      const task = await endOf(taskId)
      // The same file may be imported again after one that was cancelled.
      if (task?.status !== 'done') return
      if (lesson !== null) await core.api.call('watchedFolder.remember', lesson)
      if (file === undefined) return
      await tryPutAway(file.folder, file.name, IMPORTED, file.key)
      opened.delete(handle)
      if (file.folder === folderLookedInto)
        show({ waiting: status.waiting.filter((each) => each !== file.name) })
    }
    let reply: Awaited<ReturnType<typeof core.api.call<'imports.run'>>>
    try {
      reply = await core.api.call('imports.run', plan)
    } catch (error) {
      free()
      throw error
    }
    if (!reply.ok) free()
    else {
      const followed: Promise<void> = follow(reply.value.taskId)
        .catch(logUnlessClosed)
        .finally(() => {
          free()
          following.delete(followed)
        })
      following.add(followed)
    }
    return reply
  }

  const checkFolder = async (folder: string): Promise<string | null> => {
    if (!path.isAbsolute(folder))
      return `Write the folder’s whole path, such as ${process.platform === 'win32' ? 'C:\\Leads' : '/home/ana/leads'}.`
    if (isWithin(dataFolder, folder)) return OWN_DATA
    const check = async () => {
      try {
        // Where it really is: a link may lead anywhere.
        const real = await realpath(folder)
        const own = await realpath(dataFolder).catch(() => dataFolder)
        if (isWithin(own, real)) return OWN_DATA
        if (isWithin(real, own))
          return 'This folder holds the one that Convio Leads keeps its own data in. Choose another one.'
        if (!(await stat(folder)).isDirectory())
          return `${folder} is a file, not a folder. Choose the folder it is in.`
        await access(folder, constants.R_OK | constants.W_OK)
        return null
      } catch (error) {
        return folderProblem(folder, error)
      }
    }
    return within(
      patienceMs.check,
      check(),
      `The folder ${folder} does not answer. Check that the drive it is on is connected, and try again.`,
    )
  }

  return {
    api: {
      call: async (name, input) => {
        // biome-ignore lint/suspicious/noExplicitAny: the handler's type is the contract's, as in the core itself.
        const answerWith = (reply: Reply<unknown>) => reply as any
        if (name === 'watchedFolder.status') return answerWith({ ok: true, value: status })
        if (name === 'watchedFolder.open')
          return answerWith(await openWaiting(input as Input<'watchedFolder.open'>))
        if (name === 'settings.update') {
          const folder = (input as Input<'settings.update'> | undefined)?.watchedFolder?.path
          const problem =
            typeof folder === 'string' && folder.trim() !== '' ? await checkFolder(folder.trim()) : null
          if (problem !== null) return answerWith(refuse('invalid', problem))
        }
        if (name === 'imports.run') return answerWith(await runByHand(input as Input<'imports.run'>))
        const reply = await core.api.call(name, input)
        if (name === 'settings.update' && reply.ok) lookSoon(0)
        return reply
      },
      onChanges: (listener) => {
        listeners.add(listener)
        const stop = core.api.onChanges(listener)
        return () => {
          listeners.delete(listener)
          stop()
        }
      },
    },
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      for (const settle of waitingFor.values()) settle(null)
      // What a drive does not answer is left: no import hangs on it, and a file that is not put away is looked at after the next start.
      await within(patienceMs.close, Promise.all([looking, ...following]), null)
      unfollow()
      await core.close()
    },
  }
}

const OWN_DATA = 'This is the folder that Convio Leads keeps its own data in. Choose another one.'
const NOTHING = { importId: null, leads: 0, newContacts: 0, refused: 0 } as const

function refuse(code: 'not_found' | 'unavailable' | 'invalid', message: string): Reply<never> {
  return { ok: false, error: { code, message } }
}

/** What tells a file from another one of its name. */
function keyOf({ size, mtimeMs, ino }: Pick<Stats, 'size' | 'mtimeMs' | 'ino'>): string {
  return `${size} ${mtimeMs} ${ino}`
}

function isSameText(key: string, other: string): boolean {
  const withoutInode = (one: string) => one.slice(0, one.lastIndexOf(' '))
  return withoutInode(key) === withoutInode(other)
}

/** The name, then with numbers. */
function numbered(name: string, copy: number): string {
  const { name: stem, ext } = path.parse(name)
  return copy === 1 ? name : `${stem} (${copy})${ext}`
}

/** Under the name, or the first free one: an empty file of that name is made first, which fails where there is one. */
async function moveUnderFreeName(file: string, folder: string, name: string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const target = path.join(folder, numbered(name, copy))
    try {
      await (await open(target, 'wx')).close()
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue
      throw error
    }
    try {
      await rename(file, target)
      return target
    } catch (error) {
      await rm(target, { force: true })
      throw error
    }
  }
}

/** Into a folder that others write to, where even an empty file of ours may be written over: as a link, where the drive has links. */
async function bringBack(file: string, folder: string, name: string): Promise<void> {
  for (let copy = 1; ; copy++) {
    try {
      await link(file, path.join(folder, numbered(name, copy)))
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue
      await moveUnderFreeName(file, folder, name)
      return
    }
    return rm(file)
  }
}

/** Whether it is the folder itself, or anywhere in it. */
function isWithin(folder: string, other: string): boolean {
  const way = path.relative(folder, other)
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way)
}

/** What the work comes to, or `late` if that takes longer. */
async function within<T>(ms: number, work: Promise<T>, late: NoInfer<T> | null): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const clock = new Promise<T | null>((resolve) => {
    timer = setTimeout(resolve, ms, late)
  })
  try {
    return await Promise.race([work, clock])
  } finally {
    clearTimeout(timer)
  }
}

function fingerprint({ columns }: Pick<ImportInspection, 'columns'>): string {
  return createHash('sha256')
    .update(JSON.stringify(columns.map(({ name }) => name)))
    .digest('hex')
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

function folderProblem(folder: string, error: unknown): string {
  const code = codeOf(error)
  if (code === 'ENOENT') return `There is no folder ${folder}. Check the path, or connect the drive it is on.`
  if (code === 'ENOTDIR') return `${folder} is a file, not a folder. Choose the folder it is in.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `The folder ${folder} may not be read and written from here. Change its permissions, or choose another one.`
  return `The folder ${folder} cannot be read (${code ?? 'unknown reason'}). Check that it is there.`
}
