// The screens, as somebody at the keyboard meets them: from a key to the paint that answers it, from a click to another list, the frames
// of a list that is scrolled, and an appointment that is dragged (drag.ts). The floor is a bare page in the same browser.
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { build } from '../../electron/launch/build.mjs'
import { findChromium } from '../support/chromium.mjs'
import { measureDrags } from './drag.ts'
import { atMost, type Figure, figure, median, percentile } from './figures.ts'
import { timeOf } from './hundred-thousand.ts'

declare global {
  interface Window {
    /** What is waited for: milliseconds until a paint. */
    painted: Promise<number>
  }
}

const HOST = path.resolve(import.meta.dirname, '../../electron/headless.ts')
const SCROLL_MS = 4_000
const WORDS = ['ana ruiz', 'garcia', '5550142', 'moore', 'phoenix ho', 'lee']

const BARE = `<!doctype html><body style="margin:0;height:100vh;overflow:auto"><input id="box"><p id="answer">0</p>
<div style="height:400000px;background:repeating-linear-gradient(#fff,#fff 33px,#ddd 34px)"></div>
<script>box.oninput = () => { answer.textContent = box.value }</script></body>`

export async function measureScreen(directory: string, pairs: number): Promise<Figure[]> {
  const found = await findChromium({ node: process.execPath })
  if (!('file' in found)) {
    console.error(`No figures of the screens: ${found.reason}.`)
    return []
  }
  await build({ node: process.execPath, flags: [] }, { say: console.error })
  const { host, address } = await startHost(directory)
  const browser = await chromium.launch({
    executablePath: found.file,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
    ],
  })
  try {
    return await measure(browser, address, pairs)
  } finally {
    await browser.close()
    const ended = new Promise((resolve) => host.once('exit', resolve))
    host.kill('SIGTERM')
    await ended
  }
}

async function measure(browser: Browser, address: string, pairs: number): Promise<Figure[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const bare = await context.newPage()
  await bare.setContent(BARE)
  await page.bringToFront()
  await page.goto(address)
  await page.getByRole('gridcell').first().waitFor({ timeout: 30_000 })
  const opened: number[] = []
  for (let turn = 0; turn < pairs; turn++) {
    opened.push(
      await timeOf(async () => {
        await page.reload()
        await page.getByRole('gridcell').first().waitFor()
      }),
    )
  }

  const keys = { product: [] as number[], floor: [] as number[] }
  const frames = { product: [] as number[], floor: [] as number[] }
  const lists: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    await page.bringToFront()
    await page.keyboard.press('Control+k')
    const box = page.getByPlaceholder('Name, phone, email, or a command')
    await box.waitFor()
    const words = WORDS[pair % WORDS.length] as string
    keys.product.push(...(await typeAndPaint(page, '.palette', words)))
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await box.waitFor({ state: 'detached' })
    for (const screen of ['Contacts', 'Leads']) lists.push(await clickToList(page, screen))
    await page.getByRole('gridcell').first().waitFor()
    frames.product.push(...(await scroll(page, '.table')))

    await bare.bringToFront()
    await bare.focus('#box')
    await bare.fill('#box', '')
    keys.floor.push(...(await typeAndPaint(bare, 'body', words)))
    frames.floor.push(...(await scroll(bare, 'body')))
  }
  const drags = await measureDrags(page, bare, pairs)
  await context.close()

  const key = percentile(keys.product, 0.99)
  const frame = percentile(frames.product, 0.99)
  const list = percentile(lists, 0.99)
  return [
    figure('screen', 'reload to the list, p50', median(opened), 'ms', {
      goal: atMost(1_000, median(opened), 'ms'),
    }),
    figure('screen', 'palette, key to paint, p50', median(keys.product), 'ms', { floor: median(keys.floor) }),
    figure('screen', 'palette, key to paint, p99', key, 'ms', {
      floor: percentile(keys.floor, 0.99),
      goal: atMost(100, key, 'ms'),
    }),
    figure('screen', 'click to another list, p99', list, 'ms', { goal: atMost(100, list, 'ms') }),
    figure('screen', 'scrolling, frame p50', median(frames.product), 'ms', { floor: median(frames.floor) }),
    figure('screen', 'scrolling, frame p99', frame, 'ms', {
      floor: percentile(frames.floor, 0.99),
      goal: atMost(25, frame, 'ms'),
    }),
    ...drags,
  ]
}

/** Milliseconds from each key to the frame after what it changed within `where`. */
async function typeAndPaint(page: Page, where: string, words: string): Promise<number[]> {
  const took: number[] = []
  for (const letter of words) {
    await page.evaluate((selector) => {
      window.painted = new Promise<number>((resolve) => {
        const box = document.querySelector(selector) as Element
        window.addEventListener(
          'keydown',
          () => {
            const start = performance.now()
            // What is typed shows at once; what it finds, a moment later: the last change within a quarter of a second counts.
            let last = start
            const watcher = new MutationObserver(() =>
              requestAnimationFrame(() => {
                const channel = new MessageChannel()
                channel.port1.onmessage = () => {
                  last = performance.now()
                }
                channel.port2.postMessage(0)
              }),
            )
            watcher.observe(box, { subtree: true, childList: true, characterData: true })
            setTimeout(() => {
              watcher.disconnect()
              resolve(last - start)
            }, 250)
          },
          { once: true, capture: true },
        )
      })
    }, where)
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    const ms = await page.evaluate(() => window.painted)
    if (ms > 0) took.push(ms)
  }
  return took
}

/** Milliseconds from the click on a screen's name to the paint of its first rows. */
async function clickToList(page: Page, screen: string): Promise<number> {
  const link = page.getByRole('link', { name: screen, exact: false }).first()
  await page.evaluate((name) => {
    window.painted = new Promise<number>((resolve) => {
      window.addEventListener(
        'click',
        () => {
          const start = performance.now()
          const look = () => {
            const row = document.querySelector(
              `[role="grid"][aria-label="${name}"] .table-body [role="gridcell"]`,
            )
            if (row) resolve(performance.now() - start)
            else requestAnimationFrame(look)
          }
          requestAnimationFrame(look)
        },
        { once: true, capture: true },
      )
    })
  }, screen)
  await link.click()
  return page.evaluate(() => window.painted)
}

/** Milliseconds between frames while the wheel turns. */
async function scroll(page: Page, where: string): Promise<number[]> {
  const { x, y } = await page.evaluate((selector) => {
    const box = (document.querySelector(selector) as Element).getBoundingClientRect()
    return { x: box.left + box.width / 2, y: box.top + 300 }
  }, where)
  await page.mouse.move(x, y)
  const frames = page.evaluate(
    (ms) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = []
        let last = performance.now()
        const start = last
        const next = () => {
          const now = performance.now()
          gaps.push(now - last)
          last = now
          if (now - start < ms) requestAnimationFrame(next)
          else resolve(gaps.slice(2))
        }
        requestAnimationFrame(next)
      }),
    SCROLL_MS,
  )
  const until = performance.now() + SCROLL_MS - 200
  while (performance.now() < until) {
    await page.mouse.wheel(0, 240)
    await new Promise((resolve) => setTimeout(resolve, 16))
  }
  return frames
}

async function startHost(
  directory: string,
): Promise<{ readonly host: ChildProcess; readonly address: string }> {
  const host = spawn(
    process.execPath,
    [HOST, '--data', directory, '--port', '0', '--webhook-port', '0', '--no-open'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, CONVIO_FROM_BUILD: '1' } },
  )
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    host.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /is open at (\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
    host.once('exit', (code) => reject(new Error(`The browser host ended with ${code}.`)))
  })
  return { host, address }
}
