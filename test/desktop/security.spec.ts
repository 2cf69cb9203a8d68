// Electron's security checklist and TRUST's lines for the desktop, each tried from inside the page as hostile content would.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { contentSecurityPolicy } from '../../electron/hosts/policy.ts'
import {
  answerDialogs,
  askedDialogs,
  makeFolder,
  openedOutside,
  openShell,
  removeFolder,
  root,
  type Shell,
} from './support.ts'

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

const opened = () => openedOutside(shell.app)
const countWindows = () => shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

test('the page comes with the policy, the same as in the browser', async () => {
  const headers = await shell.page.evaluate(async () => {
    const response = await fetch('/')
    return Object.fromEntries(response.headers)
  })
  expect(headers['content-security-policy']).toBe(contentSecurityPolicy())
  expect(headers['x-content-type-options']).toBe('nosniff')
})

test('markup in data stays inert: no inline script, no handler, no eval', async () => {
  const result = await shell.page.evaluate(async () => {
    const attempts: Record<string, string> = {}
    const attempt = (name: string, work: () => unknown) => {
      try {
        work()
        attempts[name] = 'allowed'
      } catch (error) {
        attempts[name] = (error as Error).name
      }
    }
    // While the test's own call runs, the debugger lifts the ban on eval; a moment later it holds.
    await new Promise((resolve) => setTimeout(resolve, 10))
    const host = document.body.appendChild(document.createElement('div'))
    attempt('innerHTML', () => {
      host.innerHTML = '<img src=x onerror="window.hacked = 1">'
    })
    attempt('timer', () => setTimeout('window.hacked = 2' as never))
    attempt('Function', () => new Function('window.hacked = 3')())
    attempt('policy', () =>
      (
        window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
      ).trustedTypes.createPolicy('mine', {}),
    )
    const image = document.createElement('img')
    attempt('onerror', () => image.setAttribute('onerror', 'window.hacked = 4'))
    image.src = 'missing.png'
    host.append(image)
    await new Promise((resolve) => setTimeout(resolve, 300))
    host.remove()
    return { attempts, hacked: (window as { hacked?: number }).hacked }
  })
  expect(result.hacked).toBeUndefined()
  expect(Object.values(result.attempts)).not.toContain('allowed')
})

test('the page cannot be led elsewhere; https is asked for by its host, and opened outside', async () => {
  const { app, page } = shell
  const before = page.url()
  await answerDialogs(app, 1)
  await page.evaluate(() => {
    location.href = 'https://attacker.example/a?b'
  })
  await expect.poll(() => askedDialogs(app)).toHaveLength(1)
  expect((await askedDialogs(app))[0]?.message).toContain('attacker.example')
  expect(await opened()).toEqual([])

  await answerDialogs(app, 0)
  await page.evaluate(() => {
    location.href = 'https://example.com/lead'
  })
  await expect.poll(opened).toEqual(['https://example.com/lead'])

  await answerDialogs(app, 0)
  for (const address of [
    'http://attacker.example/',
    'file:///etc/passwd',
    'data:text/html,hello',
    'app://other/',
    'app://convio@attacker.example/',
    'smb://attacker.example/share',
    'javascript:void(location.hash = "moved")',
  ]) {
    await page.evaluate((target) => {
      try {
        location.href = target
      } catch {
        // Not an address at all.
      }
    }, address)
    await page.waitForTimeout(50)
  }
  expect(page.url()).toBe(before)
  expect(await opened()).toEqual([])
})

test('mail and telephone open at once, once each', async () => {
  const { app, page } = shell
  await answerDialogs(app, 1)
  const addresses = ['mailto:maria@example.com', 'tel:+16025550142']
  for (const [i, address] of addresses.entries()) {
    await page.evaluate((target) => {
      const link = Object.assign(document.createElement('a'), { href: target })
      document.body.append(link)
      link.click()
      link.remove()
    }, address)
    await expect.poll(opened).toEqual(addresses.slice(0, i + 1))
  }
  await page.waitForTimeout(100)
  expect(await opened()).toEqual(addresses)
  expect(await askedDialogs(app)).toEqual([])
})

test('no second window opens, by whatever means', async () => {
  const { app, page } = shell
  await answerDialogs(app, 1)
  const results = await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: 'app://convio/leads', target: '_blank' })
    document.body.append(link)
    link.click()
    link.remove()
    return [
      window.open('https://attacker.example/'),
      window.open('about:blank'),
      window.open('app://convio/'),
      window.open('javascript:1'),
    ].map(String)
  })
  expect(results).toEqual(['null', 'null', 'null', 'null'])
  expect(await countWindows()).toBe(1)
})

test('frames and webviews stay empty', async () => {
  const { app, page } = shell
  const isWebview = await page.evaluate(async () => {
    for (const address of ['https://attacker.example/', 'app://convio/', 'data:text/html,hello']) {
      const frame = document.body.appendChild(document.createElement('iframe'))
      frame.className = 'test'
      frame.src = address
    }
    const view = document.body.appendChild(document.createElement('webview'))
    view.className = 'test'
    view.setAttribute('src', 'https://attacker.example/')
    await new Promise((resolve) => setTimeout(resolve, 300))
    return 'getWebContentsId' in view
  })
  expect(isWebview).toBe(false)
  const found = await app.evaluate(async ({ BrowserWindow, webContents }) => {
    const frames = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame.frames ?? []
    const seen = await Promise.all(
      frames.map((frame) => frame.executeJavaScript('document.body.innerText.length + typeof window.convio')),
    )
    return { kinds: webContents.getAllWebContents().map((one) => one.getType()), seen }
  })
  expect(found).toEqual({ kinds: ['window'], seen: ['0undefined', '0undefined', '0undefined'] })
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('.test')) element.remove()
  })
})

test('permissions are denied, but for writing to the clipboard', async () => {
  const { page } = shell
  const states = await page.evaluate(async () => {
    const ask = async (name: string) =>
      (await navigator.permissions.query({ name: name as PermissionName }).catch(() => ({ state: 'denied' })))
        .state
    return {
      geolocation: await ask('geolocation'),
      camera: await ask('camera'),
      microphone: await ask('microphone'),
      notifications: await Notification.requestPermission(),
      clipboardRead: await navigator.clipboard.readText().then(
        () => 'granted',
        () => 'denied',
      ),
      media: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      ),
    }
  })
  expect(Object.entries(states).filter(([, state]) => state !== 'denied')).toEqual([])

  // Writing itself needs the focus, which nobody gives here; the permission is what is ours.
  const writing = await page.evaluate(
    async () => (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state,
  )
  expect(writing).toBe('granted')
})

test('no request leaves: the page may not ask, and what asks anyway is cancelled and counted', async () => {
  const { app, page } = shell
  let arrived = 0
  const server = createServer((_request, response) => {
    arrived += 1
    response.end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

  const fromPage = await page.evaluate(async (target) => {
    const image = new Image()
    image.src = target
    return fetch(target, { mode: 'no-cors' }).then(
      () => 'sent',
      () => 'refused',
    )
  }, address)
  expect(fromPage).toBe('refused')

  // Past the policy, as a flaw in it would: a page without one.
  const beyondPolicy = await app.evaluate(async ({ BrowserWindow }, target) => {
    const window = new BrowserWindow({ show: false })
    await window.loadURL('data:text/html,hello')
    const result = await window.webContents.executeJavaScript(
      `fetch(${JSON.stringify(target)}, { mode: 'no-cors' }).then(() => 'sent', () => 'refused')`,
    )
    window.destroy()
    return result
  }, address)
  expect(beyondPolicy).toBe('refused')
  expect(arrived).toBe(0)
  expect(shell.errors()).toMatch(/Refused a request to http:\/\/127\.0\.0\.1:\d+ \(\d+ so far\)/)
  server.close()
})

test('app:// serves the renderer and nothing beside it', async () => {
  const ways = [
    'app://convio/..%2f..%2fpackage.json',
    'app://convio/..%2F..%2F..%2Fpackage.json',
    'app://convio/assets/..%2f..%2f..%2fpackage.json',
    'app://convio/%2e%2e/%2e%2e/package.json',
    'app://convio/..%5c..%5cpackage.json',
    'app://convio/%252e%252e%252fpackage.json',
    `app://convio/${encodeURIComponent(path.join(root, 'package.json'))}`,
    'app://convio//etc/passwd',
    'app://other/index.html',
  ]
  const answers = await shell.app.evaluate(
    ({ net }, addresses) =>
      Promise.all(
        addresses.map(async (address) => {
          const response = await net.fetch(address)
          return { address, status: response.status, text: await response.text() }
        }),
      ),
    ways,
  )
  for (const { address, status, text } of answers) {
    expect([address, text.includes('convio-leads"'), text.includes('root:')]).toEqual([address, false, false])
    if (address !== 'app://convio//etc/passwd') expect([400, 404]).toContain(status)
  }
  const route = await shell.app.evaluate(
    async ({ net }) => (await net.fetch('app://convio/leads/ld_1')).status,
  )
  expect(route).toBe(200)
})

test('a page of another origin that gets hold of the preload is refused', async () => {
  const reply = await shell.app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
      await window.loadURL('data:text/html,hello')
      const result = await window.webContents.executeJavaScript('window.convio.call("settings.get", {})')
      window.destroy()
      return result
    },
    path.join(root, 'out', 'preload', 'preload.cjs'),
  )
  expect(reply).toMatchObject({ ok: false, error: { code: 'refused' } })
})
