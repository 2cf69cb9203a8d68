// What a page may not do, whatever is in it: go elsewhere, open windows, ask for permissions, embed other pages, reach the network.
// Electron's security checklist, line by line; test/desktop/security.spec.ts proves each.
import { app, BrowserWindow, dialog, type Session, shell, type WebContents } from 'electron'
import { originOf } from '../hosts/ipc.ts'
import { isDevelopmentServer, ORIGIN } from './origin.ts'

/** Copying is the one thing that the pages need to be allowed. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])
const LOCAL_SCHEMES: ReadonlySet<string> = new Set(['app:', 'devtools:', 'blob:', 'data:'])

let remoteRequests = 0
/** How often anything tried to reach another computer. */
export const countRemoteRequests = () => remoteRequests

/** Before the first window. */
export function lockDown(session: Session): void {
  app.on('web-contents-created', (_event, contents) => guard(contents))

  const mayAsk = (permission: string, address: string) =>
    ALLOWED_PERMISSIONS.has(permission) && originOf(address) === ORIGIN
  session.setPermissionRequestHandler((contents, permission, decide) => {
    decide(mayAsk(permission, contents.getURL()))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => mayAsk(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)

  session.webRequest.onBeforeRequest((details, decide) => {
    const isOwn =
      LOCAL_SCHEMES.has(schemeOf(details.url)) || (isDevelopmentServer && isFromServer(details.url))
    if (!isOwn) {
      remoteRequests += 1
      console.error(
        `Refused a request to ${originOf(details.url) ?? 'an address'} (${remoteRequests} so far).`,
      )
    }
    decide({ cancel: !isOwn })
  })
}

function guard(contents: WebContents): void {
  // Comes before will-navigate, which a navigation prevented here never reaches.
  contents.on('will-frame-navigate', (event) => {
    if (originOf(event.url) === ORIGIN) return
    event.preventDefault()
    if (event.isMainFrame) void openOutside(contents, event.url)
  })
  for (const moment of ['will-navigate', 'will-redirect'] as const) {
    contents.on(moment as 'will-navigate', (event) => {
      if (originOf(event.url) !== ORIGIN) event.preventDefault()
    })
  }
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(contents, url)
    return { action: 'deny' }
  })
}

let isAsking = false

/**
 * Hands an address to the system: mail and telephone at once, web pages after a question that shows the host, since it may come
 * from a lead's own data. Everything else is dropped.
 */
async function openOutside(contents: WebContents, address: string): Promise<void> {
  const scheme = schemeOf(address)
  if (scheme === 'mailto:' || scheme === 'tel:') {
    await open(address)
    return
  }
  // One question at a time: a page cannot bury the screen in them.
  if (scheme !== 'https:' || isAsking) return
  isAsking = true
  try {
    const { host } = new URL(address)
    const question = {
      type: 'question' as const,
      title: 'Open in the browser',
      message: `Open ${host} in your browser?`,
      detail: address.length > 300 ? `${address.slice(0, 300)}…` : address,
      buttons: ['Open', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    }
    const window = BrowserWindow.fromWebContents(contents)
    const { response } = await (window
      ? dialog.showMessageBox(window, question)
      : dialog.showMessageBox(question))
    if (response === 0) await open(address)
  } finally {
    isAsking = false
  }
}

async function open(address: string): Promise<void> {
  try {
    await shell.openExternal(address)
  } catch {
    dialog.showErrorBox(
      'Nothing to open it with',
      `This computer has no program set up for ${schemeOf(address)} addresses.`,
    )
  }
}

function schemeOf(address: string): string {
  try {
    return new URL(address).protocol
  } catch {
    return ''
  }
}

const isFromServer = (address: string) => originOf(address.replace(/^ws/, 'http')) === ORIGIN
