// One function makes every window, so that no window can be made with weaker preferences.
import path from 'node:path'
import { app, BrowserWindow, dialog, nativeTheme, screen, type WebPreferences } from 'electron'
import { fitBounds, MIN_HEIGHT, MIN_WIDTH, readPlacement, writePlacement } from './bounds.ts'
import { ORIGIN } from './origin.ts'

/** `--bg` of renderer/ui/tokens.css: what is seen before the page has painted. */
const BACKGROUND = { light: '#ffffff', dark: '#14181c' }
const SAVE_AFTER_MS = 500

export type WindowOptions = {
  readonly preload: string
  /** Keeps the place of the window. */
  readonly placementFile: string
}

const webPreferences = (preload: string): WebPreferences => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
  devTools: !app.isPackaged,
})

export function openWindow({ preload, placementFile }: WindowOptions): BrowserWindow {
  const stored = readPlacement(placementFile)
  const workAreas = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    ...fitBounds(stored?.bounds, workAreas),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'Convio Leads',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: webPreferences(preload),
  })
  window.once('ready-to-show', () => {
    if (stored?.isMaximized) window.maximize()
    window.show()
  })
  keepPlacement(window, placementFile)
  offerWaysOn(window)
  void window.loadURL(`${ORIGIN}/`).catch((error: NodeJS.ErrnoException) => {
    // Aborted: another navigation (a reload) came in between.
    if (error.code === 'ERR_ABORTED') return
    console.error('The page could not be loaded:', error.message)
    if (!window.isDestroyed()) window.show()
  })
  return window
}

function keepPlacement(window: BrowserWindow, file: string): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    clearTimeout(timer)
    writePlacement(file, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
  }
  const saveSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER_MS)
  }
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.on('close', save)
  window.on('closed', () => clearTimeout(timer))
}

/** The page crashed or hangs: the core goes on, so a reload is all that is needed. */
function offerWaysOn(window: BrowserWindow): void {
  let isAsking = false
  let isEndedByUs = false
  const ask = async (
    message: string,
    detail: string,
    buttons: readonly [string, string],
    act: () => void,
  ) => {
    if (isAsking || window.isDestroyed()) return
    isAsking = true
    try {
      const options = {
        type: 'warning' as const,
        message,
        detail,
        buttons: [...buttons],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      }
      const { response } = await dialog.showMessageBox(window, options)
      if (window.isDestroyed()) return
      if (response === 0) act()
    } finally {
      isAsking = false
    }
  }
  const reload = () => window.webContents.reload()
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    if (isEndedByUs) {
      isEndedByUs = false
      reload()
      return
    }
    console.error(`The page ended: ${reason}.`)
    void ask(
      'This window has stopped working.',
      'Webhooks are still received and nothing saved is lost. Reload the window to go on.',
      ['Reload', 'Close'],
      reload,
    )
  })
  window.webContents.on('unresponsive', () => {
    void ask(
      'This window does not respond.',
      'Webhooks are still received. Reload the window, or wait for it.',
      ['Reload', 'Wait'],
      () => {
        // A page that is busy hears no request to reload; it has to be ended first.
        isEndedByUs = true
        window.webContents.forcefullyCrashRenderer()
      },
    )
  })
}

/** The built preload, beside the built main file. */
export const preloadFile = (appFolder: string) => path.join(appFolder, 'out', 'preload', 'preload.cjs')
