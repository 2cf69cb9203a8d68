// The window and what it carries: its preferences, its one door to the program, live changes, the menu, and the way on after a crash.
import { expect, test } from '@playwright/test'
import { type Bridge, MENU_COMMANDS } from '../../shared/contract/bridge.ts'
import { answerDialogs, askedDialogs, makeFolder, openShell, removeFolder, type Shell } from './support.ts'

/** In the page. */
declare const convio: Bridge

let data: string
let shell: Shell

test.beforeAll(async () => {
  data = makeFolder()
  shell = await openShell(data)
})
test.afterAll(async () => {
  await shell?.app.close()
  removeFolder(data)
})

test('one window, with the title, at our own address, in a sensible size', async () => {
  const { app, page } = shell
  await expect(page).toHaveTitle(/Convio Leads/)
  expect(page.url()).toMatch(/^app:\/\/convio\//)
  const seen = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      isVisible: window.isVisible(),
      minimum: window.getMinimumSize(),
      bounds: window.getBounds(),
    })),
  )
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ isVisible: true, minimum: [900, 600] })
  expect(seen[0]?.bounds.width).toBeGreaterThanOrEqual(900)
})

test('the preferences of the window are the strict ones', async () => {
  const preferences = await shell.app.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0] as Electron.BrowserWindow
    // Not part of the public types.
    return (
      webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  })
})

test('the page has named functions and nothing else of Node or Electron', async () => {
  const found = await shell.page.evaluate(() => ({
    door: Object.entries(convio)
      .map(([name, value]) => `${name}: ${typeof value}`)
      .sort(),
    leaks: [
      'require',
      'process',
      'module',
      'global',
      'Buffer',
      'ipcRenderer',
      'electron',
      '__dirname',
    ].filter((name) => name in window),
    isFrozen: (() => {
      try {
        ;(window as { convio: unknown }).convio = 1
      } catch {
        // Strict code is told so.
      }
      return typeof convio === 'object'
    })(),
  }))
  expect(found).toEqual({
    door: [
      'call: function',
      'callOff: function',
      'choosePlace: function',
      'handOver: function',
      'onChanges: function',
      'onMenu: function',
      'platform: string',
      'showPlace: function',
      'takeIn: function',
    ],
    leaks: [],
    isFrozen: true,
  })
})

test('a call goes through to the core and comes back as a reply', async () => {
  const reply = await shell.page.evaluate(() => convio.call('settings.get', {}))
  expect(reply).toMatchObject({
    ok: true,
    value: { agencyName: expect.any(String), secretProtection: 'file' },
  })
})

test('nonsense comes back as a reply too', async () => {
  const replies = await shell.page.evaluate(async () => {
    const call = convio.call as unknown as (...args: unknown[]) => Promise<unknown>
    const deep: Record<string, unknown> = {}
    deep.self = deep
    const names = [
      undefined,
      null,
      1,
      '',
      '__proto__',
      'constructor.name',
      'settings.nothing',
      'x'.repeat(1e5),
      {},
      [],
    ]
    const inputs = [
      null,
      1,
      'text',
      [],
      deep,
      new Map(),
      new Date(Number.NaN),
      10n,
      { ['__proto__']: 1 },
      () => 1,
    ]
    return Promise.all([
      ...names.map((name) => call(name, {})),
      ...inputs.map((input) => call('leads.list', { search: input })),
      call(),
      call('settings.get', {}, 'more'),
    ])
  })
  const shapes = replies.map((reply) => typeof (reply as { ok?: unknown } | undefined)?.ok)
  expect(shapes).toEqual(replies.map(() => 'boolean'))
  for (const reply of replies) expect(JSON.stringify(reply)).not.toMatch(/node:|\.cjs|SQLITE_/)
})

test('a lead posted to the webhook is announced to the window within a second', async () => {
  const { page } = shell
  const { origin, webhookId } = await page.evaluate(async () => {
    const status = await convio.call('listener.status', {})
    const made = await convio.call('webhooks.create', {
      name: 'Test',
      leadType: 'solar',
      senderRule: 'open',
    })
    if (!status.ok || !made.ok) throw new Error(JSON.stringify([status, made]))
    const seen: string[][] = []
    Object.assign(window, { seen })
    convio.onChanges((change) => seen.push([...change.topics]))
    return { origin: status.value.origin, webhookId: made.value.webhookId }
  })
  const response = await fetch(`${origin}/webhook/${webhookId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ first_name: 'Maria', last_name: 'Lopez', phone: '(602) 555-0142' }),
  })
  expect(response.status).toBe(201)
  await page.waitForFunction(
    () => (window as unknown as { seen: string[][] }).seen.some((topics) => topics.includes('leads')),
    undefined,
    { timeout: 1_000 },
  )
})

test('who stops listening hears nothing more', async () => {
  const { app, page } = shell
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    convio.onMenu((command) => heard.push(`stays ${command}`))
    convio.onMenu((command) => heard.push(`stopped ${command}`))()
  })
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('search')?.click())
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { heard: string[] }).heard))
    .toEqual(['stays search'])
})

test('the menu has the Edit roles, and asks the page by name', async () => {
  const { app, page } = shell
  const menu = await app.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).map((item) => ({
      label: item.label,
      roles: (item.submenu?.items ?? []).map((entry) => entry.role?.toLowerCase()),
    })),
  )
  expect(menu.map((one) => one.label)).toEqual(
    expect.arrayContaining(['File', 'Edit', 'View', 'Window', 'Help']),
  )
  expect(menu.find((one) => one.label === 'Edit')?.roles).toEqual(
    expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectall']),
  )
  expect(menu.find((one) => one.label === 'View')?.roles).toEqual(
    expect.arrayContaining(['resetzoom', 'zoomin', 'zoomout', 'reload']),
  )

  await page.evaluate(() => {
    const commands: string[] = []
    Object.assign(window, { commands })
    convio.onMenu((command) => commands.push(command))
  })
  for (const command of MENU_COMMANDS) {
    await app.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), command)
  }
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { commands: string[] }).commands))
    .toEqual([...MENU_COMMANDS])
})

test('the page does what the menu asks', async () => {
  const { app, page } = shell
  await page.evaluate(() =>
    convio.call('settings.setUp', { agencyName: 'Sun Valley', timeZone: 'America/Phoenix' }),
  )
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  const choose = (command: string) =>
    app.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), command)
  await choose('new-lead')
  await expect(page.getByRole('dialog', { name: 'New lead' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await choose('settings')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  await choose('reminders')
  await expect(page.getByRole('dialog', { name: 'Reminders' })).toBeVisible()
  await page.keyboard.press('Escape')
})

test('copy and paste work through the menu’s roles', async () => {
  const { app, page } = shell
  const roles = await app.evaluate(({ clipboard, BrowserWindow }) => {
    clipboard.writeText('555-0142')
    BrowserWindow.getAllWindows()[0]?.focus()
    return clipboard.readText()
  })
  expect(roles).toBe('555-0142')
  await page.evaluate(() => {
    const box = Object.assign(document.createElement('input'), { id: 'paste-here' })
    document.body.append(box)
    box.focus()
  })
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.paste())
  await expect(page.locator('#paste-here')).toHaveValue('555-0142')
  await page.locator('#paste-here').evaluate((box) => box.remove())
})

test('a page that does not respond is told, and Reload ends and reloads it without another question', async () => {
  const { app } = shell
  await answerDialogs(app, 0)
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.emit('unresponsive')
  })
  await expect.poll(pageAnswers).toBe(true)
  expect((await askedDialogs(app)).map(({ buttons }) => buttons)).toEqual([['Reload', 'Wait']])
})

test('a crash of the page is told, and Reload brings it back', async () => {
  const { app } = shell
  await answerDialogs(app, 0)
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await expect.poll(() => askedDialogs(app)).toHaveLength(1)
  const [asked] = await askedDialogs(app)
  expect(asked).toMatchObject({
    message: expect.stringContaining('stopped working'),
    buttons: ['Reload', 'Close'],
  })
  await expect.poll(pageAnswers).toBe(true)
})

/** The page is there again and reaches the core. Playwright's own page is gone with the process that crashed. */
function pageAnswers(): Promise<boolean | undefined> {
  return shell.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (!contents || contents.isCrashed() || contents.isLoading()) return undefined
    // A page that is just being ended never answers; then it is asked again.
    return Promise.race([
      contents.executeJavaScript('window.convio.call("settings.get", {}).then((reply) => reply.ok)'),
      new Promise<undefined>((resolve) => setTimeout(resolve, 1_000)),
    ])
  })
}
