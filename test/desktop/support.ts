// Starts the built shell in a real Electron, each time on a data folder of its own unless a test brings one.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

/** `npm run test:desktop` says which runtime; else the one of the package `electron`. */
export const executable: string =
  process.env.CONVIO_ELECTRON || (createRequire(import.meta.url)('electron') as unknown as string)

/** Chromium has no sandbox for root. */
const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/**
 * For starts that end by themselves, whose dialogs come before anybody could reach in: record-dialogs.cjs answers them.
 * (Playwright removes NODE_OPTIONS; in the windows it opens, dialogs are replaced from outside.)
 */
const recordingDialogs = {
  NODE_OPTIONS: `--require "${path.join(root, 'test', 'desktop', 'record-dialogs.cjs')}"`,
}

export function makeFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'convio-desktop-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}

const argumentsFor = (data: string, more: readonly string[]) => [
  root,
  ...flags,
  '--data',
  data,
  ...(more.includes('--webhook-port') ? [] : ['--webhook-port', '0']),
  ...more,
]

export type Shell = {
  readonly app: ElectronApplication
  readonly page: Page
  readonly data: string
  /** What the program wrote to standard error so far. */
  readonly errors: () => string
}

export async function openShell(data: string, more: readonly string[] = []): Promise<Shell> {
  const app = await electron.launch({
    executablePath: executable,
    args: argumentsFor(data, more),
    cwd: root,
  })
  let errors = ''
  app.process().stderr?.on('data', (chunk) => {
    errors += chunk
  })
  const page = await app.firstWindow()
  await page.waitForLoadState('load')
  await recordDialogs(app)
  return { app, page, data, errors: () => errors }
}

export type Ending = { readonly code: number | null; readonly signal: string | null; readonly output: string }

/** Starts the shell without Playwright, for starts that end by themselves. */
export function startShell(
  data: string,
  more: readonly string[] = [],
): { child: ChildProcess; ending: Promise<Ending> } {
  const child = spawn(executable, argumentsFor(data, more), {
    cwd: root,
    env: { ...process.env, ...recordingDialogs },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const ending = new Promise<Ending>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, output }))
  })
  return { child, ending }
}

type Asked = { readonly message: string; readonly detail?: string; readonly buttons?: string[] }
type Recorded = { answer: number; readonly asked: Asked[]; readonly opened: string[] }

/** Native dialogs, which nobody could click here, are recorded and answered; so is what would open in other programs. */
function recordDialogs(app: ElectronApplication): Promise<void> {
  return app.evaluate(({ dialog, shell }) => {
    const record: Recorded = { answer: 0, asked: [], opened: [] }
    Object.assign(globalThis, { recorded: record })
    dialog.showMessageBox = async (...args: unknown[]) => {
      const { message, detail, buttons } = args[args.length - 1] as Asked
      record.asked.push({ message, detail, buttons })
      return { response: record.answer, checkboxChecked: false }
    }
    shell.openExternal = async (address) => {
      record.opened.push(address)
    }
  })
}

/** From now on every native question is answered with the button of this number; what was recorded is forgotten. */
export async function answerDialogs(app: ElectronApplication, response: number): Promise<void> {
  await app.evaluate((_electron, answer) => {
    const { recorded } = globalThis as unknown as { recorded: Recorded }
    recorded.answer = answer
    recorded.asked.length = 0
    recorded.opened.length = 0
  }, response)
}

/** The native questions since answerDialogs. */
export const askedDialogs = (app: ElectronApplication): Promise<Asked[]> =>
  app.evaluate(() => (globalThis as unknown as { recorded: Recorded }).recorded.asked)

/** What was handed to other programs since answerDialogs. */
export const openedOutside = (app: ElectronApplication): Promise<string[]> =>
  app.evaluate(() => (globalThis as unknown as { recorded: Recorded }).recorded.opened)
