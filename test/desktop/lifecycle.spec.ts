// Starting and stopping: one program a data folder, the window where it was left, refusals in words, and nothing left behind.
import { type ChildProcess, spawn } from 'node:child_process'
import { lstatSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import type { Bridge } from '../../shared/contract/bridge.ts'
import { makeFolder, openShell, removeFolder, root, startShell } from './support.ts'

/** In the page. */
declare const convio: Bridge

let data: string
test.beforeEach(() => {
  data = makeFolder()
})
test.afterEach(() => removeFolder(data))

test('a second start brings the first window to the front and ends', async () => {
  const first = await openShell(data)
  await first.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0] as Electron.BrowserWindow
    const focus = window.focus.bind(window)
    window.focus = () => {
      Object.assign(globalThis, { wasFocused: true })
      focus()
    }
  })
  const { code, output } = await startShell(data).ending
  expect(code).toBe(0)
  expect(output).toContain('open already')
  await expect
    .poll(() => first.app.evaluate(() => (globalThis as { wasFocused?: boolean }).wasFocused))
    .toBe(true)
  expect(await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  await first.app.close()
})

test('another folder opens beside it', async () => {
  const other = makeFolder()
  const first = await openShell(data)
  const second = await openShell(other)
  for (const { page } of [first, second]) {
    expect(await page.evaluate(async () => (await convio.call('settings.get', {})).ok)).toBe(true)
  }
  await first.app.close()
  await second.app.close()
  removeFolder(other)
})

test('the window comes back where it was', async () => {
  const first = await openShell(data)
  // A display of this size may not be there; the bounds stay inside the smallest usual one.
  const bounds = await first.app.evaluate(({ BrowserWindow, screen }) => {
    const { workArea } = screen.getPrimaryDisplay()
    const window = BrowserWindow.getAllWindows()[0] as Electron.BrowserWindow
    window.setBounds({ x: workArea.x + 20, y: workArea.y + 30, width: 950, height: 650 })
    return window.getBounds()
  })
  await first.app.close()
  const second = await openShell(data)
  const restored = await second.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  )
  expect(restored).toEqual(bounds)
  await second.app.close()

  writeFileSync(
    path.join(data, 'desktop', 'window.json'),
    JSON.stringify({ bounds: { x: 90_000, y: 90_000, width: 1_000, height: 700 }, isMaximized: false }),
  )
  const third = await openShell(data)
  const isOnScreen = await third.app.evaluate(({ BrowserWindow, screen }) => {
    const { x, y } = (BrowserWindow.getAllWindows()[0] as Electron.BrowserWindow).getBounds()
    return screen.getAllDisplays().some(({ bounds: { width, height, ...at } }) => {
      return x >= at.x && x < at.x + width && y >= at.y && y < at.y + height
    })
  })
  expect(isOnScreen).toBe(true)
  await third.app.close()
})

test('a folder that the browser host has open is refused in a sentence', async () => {
  const holder = await openBrowserHost(data)
  try {
    const { code, output } = await startShell(data).ending
    expect(code).toBe(1)
    expect(output).toContain('[dialog] Convio Leads cannot open: ')
    expect(output).toMatch(/already open on the folder/)
    expect(output).not.toMatch(/\n\s+at /)
  } finally {
    await end(holder)
  }
})

test('a wrong option is refused in a sentence', async () => {
  const { code, output } = await startShell(data, ['--webhook-port', 'banana']).ending
  expect(code).toBe(2)
  expect(output).toContain('--webhook-port needs a number from 0 to 65535')
})

test('a webhook port that is taken leaves the window working, and the problem told', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  const { app, page } = await openShell(data, ['--webhook-port', String(port)])
  const status = await page.evaluate(() => convio.call('listener.status', {}))
  expect(status).toMatchObject({
    ok: true,
    value: { isOn: false, problem: expect.stringContaining(String(port)) },
  })
  await app.close()
  taken.close()
})

test('closing the window ends the program, and frees the folder', async () => {
  test.skip(process.platform === 'darwin', 'On a Mac the program stays.')
  const { app } = await openShell(data)
  const ended = new Promise<number | null>((resolve) => app.process().once('exit', (code) => resolve(code)))
  await app.evaluate(({ BrowserWindow }) => {
    setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 50)
  })
  expect(await ended).toBe(0)
  const holder = await openBrowserHost(data)
  await end(holder)
})

test.describe('SIGTERM ends it in order', () => {
  test.skip(process.platform === 'win32', 'Windows has no signals.')

  test('with the window open', async () => {
    const { app } = await openShell(data)
    const ended = new Promise<number | null>((resolve) => app.process().once('exit', (code) => resolve(code)))
    app.process().kill('SIGTERM')
    expect(await ended).toBe(0)
    await end(await openBrowserHost(data))
  })

  test('in the middle of a start', async () => {
    const { child, ending } = startShell(data)
    await expect.poll(() => hasEntry(path.join(data, 'desktop', 'SingletonLock'))).toBe(true)
    child.kill('SIGTERM')
    const { code, signal, output } = await ending
    // Before Chromium listens for it, the signal itself is the end.
    expect([0, 'SIGTERM']).toContain(code ?? signal)
    expect(output).not.toMatch(/\n\s+at /)
    await end(await openBrowserHost(data))
  })
})

/** True for a link that leads nowhere, too; Chromium's lock is one. */
function hasEntry(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}

/** The browser host on the same folder: opens only when nobody else has it. */
async function openBrowserHost(folder: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'electron', 'headless.ts'),
      '--data',
      folder,
      '--port',
      '0',
      '--webhook-port',
      '0',
      '--no-open',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
        if (output.includes('Webhooks arrive')) resolve()
      })
    }
    child.once('exit', (code) => reject(new Error(`The browser host ended with ${code}: ${output}`)))
  })
  return child
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
