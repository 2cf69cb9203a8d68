// The desktop shell: one window around the core. It finds the data folder, starts the core in its threads, serves the page to the
// window, carries calls between the two, and stops all of it in order.
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, safeStorage, session, shell } from 'electron'
import type { MenuCommand } from '../../shared/contract/bridge.ts'
import type { Api } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/contract/reply.ts'
import { dataFolder } from '../core/data-folder.ts'
import { EXPORTS_FOLDER } from '../core/exports/file.ts'
import { IMPORTS_FOLDER } from '../core/imports/files.ts'
import { type HostedCore, startThreadedCore } from '../core/threads/threaded-core.ts'
import { watchFolder } from '../core/watched-folder/watched-folder.ts'
import { CHANNELS } from '../hosts/channels.ts'
import { startIpcHost } from '../hosts/ipc.ts'
import { COMMANDS, describeArguments, readArguments } from '../launch/arguments.mjs'
import { type Keychain, openMasterKey } from './key.ts'
import { buildMenu } from './menu.ts'
import { notifyOfReminders } from './notify.ts'
import { ORIGIN } from './origin.ts'
import { declareScheme, servePages } from './pages.ts'
import { lockDown } from './security.ts'
import { openWindow, preloadFile } from './window.ts'

/** What the core may take to close; then the program ends anyway (what was confirmed is on the disk). */
const CLOSING_MS = 8_000

// Chromium's own switches are on the same command line, so what is unknown here is passed over.
const { options, problem } = readArguments(process.argv.slice(1), COMMANDS.desktop, { unknown: 'ignore' })
if (options === undefined || options.help) {
  if (problem) console.error(problem)
  else console.log(describeArguments('npm start', COMMANDS.desktop))
  app.exit(problem ? 2 : 0)
} else {
  run(dataFolder(process.platform, process.env, options), options)
}

function run(directory: string, { demo, webhookPort }: { demo?: boolean; webhookPort?: number }): void {
  // The two exclude each other, and Chromium has no sandbox for root (containers, continuous integration).
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  declareScheme()
  const profile = profileFolder(directory)
  app.setPath('userData', profile)
  app.setPath('sessionData', profile)
  // The lock belongs to the profile, and so to the data folder: other folders may be open beside this one.
  if (!app.requestSingleInstanceLock()) {
    console.error('Convio Leads is open already; its window is in front now.')
    app.exit(0)
    return
  }

  let opening: Promise<HostedCore> | undefined
  let isQuitting = false
  const appFolder = app.getAppPath()
  const show = () =>
    openWindow({ preload: preloadFile(appFolder), placementFile: path.join(profile, 'window.json') })

  app.on('second-instance', () => {
    if (BrowserWindow.getAllWindows().length > 0) bringToFront(show)
  })
  app.on('activate', () => {
    if (opening && !isQuitting && BrowserWindow.getAllWindows().length === 0) show()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', (event) => {
    if (!opening || isQuitting) return
    isQuitting = true
    event.preventDefault()
    const patience = new Promise((resolve) => setTimeout(resolve, CLOSING_MS))
    void Promise.race([closeCore(opening), patience]).then(() => app.exit(0))
  })

  void app
    .whenReady()
    .then(async () => {
      lockDown(session.defaultSession)
      servePages(path.join(appFolder, 'out', 'renderer'))
      const masterKey = await openMasterKey(directory, safeStorage as Keychain)
      opening = startThreadedCore({
        directory,
        migrationsFolder: path.join(app.isPackaged ? process.resourcesPath : appFolder, 'drizzle'),
        workerFile: path.join(appFolder, 'out', 'main', 'worker.cjs'),
        webhookPort: webhookPort ?? null,
        masterKey: { key: masterKey.key, protection: masterKey.protection },
      }).then((core) => watchFolder(core, { incomingFolder: path.join(directory, IMPORTS_FOLDER) }))
      const { api } = await opening
      if (isQuitting) return
      startIpcHost({
        api,
        ipc: ipcMain,
        windows: () => BrowserWindow.getAllWindows().map((window) => window.webContents),
        origin: ORIGIN,
        incomingFolder: path.join(directory, IMPORTS_FOLDER),
        files: {
          folder: path.join(directory, EXPORTS_FOLDER),
          askForPlace,
          show: (file) => shell.showItemInFolder(file),
        },
      })
      await followTheme(api)
      await notifyOfReminders(api, () => {
        bringToFront(show)
        askWindow('reminders', show)
      })
      Menu.setApplicationMenu(buildMenu({ directory, ask: (command) => askWindow(command, show) }))
      if (demo) await offerSampleData(api)
      const window = show()
      if (masterKey.isReplaced) tellOfNewKey(window)
    })
    .catch(async (error: unknown) => {
      // What a stop interrupts has failed for that reason alone.
      if (isQuitting) return
      const sentence = error instanceof AppError ? error.message : 'Something went wrong inside Convio Leads.'
      console.error(error instanceof AppError ? sentence : error)
      dialog.showErrorBox('Convio Leads cannot open', sentence)
      if (opening) await closeCore(opening)
      app.exit(1)
    })
}

/** A core that could not start has nothing to close. */
async function closeCore(opening: Promise<HostedCore>): Promise<void> {
  const core = await opening.catch(() => undefined)
  await core?.close().catch((error: unknown) => console.error('The core did not close well:', error))
}

/** Chromium's own files, inside the data folder: another folder is another profile. */
function profileFolder(directory: string): string {
  const profile = path.join(directory, 'desktop')
  try {
    mkdirSync(profile, { recursive: true, mode: 0o700 })
    return profile
  } catch {
    // The core says in a sentence what is wrong with the folder; until then Chromium needs some place.
    return path.join(tmpdir(), `convio-leads-${process.pid}`)
  }
}

/** Native dialogs, menus and the window's background follow the theme of the settings. */
async function followTheme(api: Api): Promise<void> {
  const read = async () => {
    const reply = await api.call('settings.get', {})
    if (reply.ok) nativeTheme.themeSource = reply.value.theme
  }
  api.onChanges((change) => {
    if (change.topics.includes('settings')) void read()
  })
  await read()
}

const CSV_FILE = { name: 'CSV', extensions: ['csv'] }
const FILE_KINDS: Readonly<Record<string, Electron.FileFilter>> = {
  '.ics': { name: 'Calendar', extensions: ['ics'] },
  '.html': { name: 'Web page', extensions: ['html'] },
}

/** Where a finished file shall go; the system asks before something is written over. */
async function askForPlace(suggestedName: string): Promise<string | null> {
  const question = {
    defaultPath: path.join(app.getPath('downloads'), suggestedName),
    filters: [FILE_KINDS[path.extname(suggestedName)] ?? CSV_FILE],
  }
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, question)
    : dialog.showSaveDialog(question))
  return canceled || !filePath ? null : filePath
}

function bringToFront(show: () => BrowserWindow): void {
  const window = BrowserWindow.getAllWindows()[0] ?? show()
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function askWindow(command: MenuCommand, show: () => BrowserWindow): void {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
  if (window) {
    window.webContents.send(CHANNELS.menu, command)
    return
  }
  const opened = show()
  opened.webContents.once('did-finish-load', () => opened.webContents.send(CHANNELS.menu, command))
}

function tellOfNewKey(window: BrowserWindow): void {
  void dialog.showMessageBox(window, {
    type: 'warning',
    message: 'The signing secrets of your webhooks must be entered again.',
    detail:
      'The keychain of this computer no longer opens them (a new user account or a restored system is the usual cause). ' +
      'Leads, contacts and everything else are untouched. Until a secret is entered again, its signed webhook refuses deliveries.',
    buttons: ['OK'],
    noLink: true,
  })
}

/** --demo: sample data in a folder that has nothing yet; the window shows it arrive. */
async function offerSampleData(api: Api): Promise<void> {
  const counts = await api.call('sampleData.status', {})
  if (!counts.ok || counts.value.leads > 0 || counts.value.contacts > 0) return
  const settings = await api.call('settings.get', {})
  if (settings.ok && !settings.value.isSetUp) {
    await api.call('settings.setUp', {
      agencyName: 'Sun Valley Energy Partners',
      timeZone: 'America/Phoenix',
    })
  }
  await api.call('sampleData.create', { leads: 1_000 })
}
