// An appointment that is dragged and let go: until it stands painted at its new place, and until it is saved as well. The floor is a bare page
// that paints another text when the pointer lets go.
import type { Page } from '@playwright/test'
import { atMost, type Figure, figure, median, percentile } from './figures.ts'

declare global {
  interface Window {
    /** Milliseconds from letting go to the paint, and to the paint after the command was answered. */
    dropped: Promise<{ readonly painted: number; readonly saved: number }>
    savedAt: number | undefined
  }
}

/** A Tuesday that no sample data comes to. */
const DAY = '2031-06-10'
const DROPS_A_PAIR = 8

export async function measureDrags(page: Page, bare: Page, pairs: number): Promise<Figure[]> {
  const id = await bookOne(page)
  const event = page.locator(`[data-appointment="${id}"]`)
  const painted: number[] = []
  const saved: number[] = []
  const floor: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    await page.bringToFront()
    if (pair === 0) {
      await page.evaluate((day) => {
        location.hash = `#/appointments?view=week&date=${day}`
      }, DAY)
      await event.waitFor()
      // The grid is measured and scrolled to the morning once it is there.
      await page.waitForTimeout(1_000)
    }
    for (let drop = 0; drop < DROPS_A_PAIR; drop++) {
      const took = await dropOnce(page, id, drop % 2 === 0 ? 1 : -1)
      painted.push(took.painted)
      saved.push(took.saved)
    }
    await bare.bringToFront()
    for (let drop = 0; drop < DROPS_A_PAIR; drop++) floor.push(await dropBare(bare))
  }
  const [p99, whole] = [percentile(painted, 0.99), percentile(saved, 0.99)]
  return [
    figure('screen', 'drop to painted, p50', median(painted), 'ms', { floor: median(floor) }),
    figure('screen', 'drop to painted, p99', p99, 'ms', { floor: percentile(floor, 0.99) }),
    figure('screen', 'drop to saved and repainted, p50', median(saved), 'ms', { floor: median(floor) }),
    figure('screen', 'drop to saved and repainted, p99', whole, 'ms', {
      floor: percentile(floor, 0.99),
      goal: atMost(100, whole, 'ms'),
    }),
  ]
}

async function bookOne(page: Page): Promise<number> {
  return page.evaluate(async (day) => {
    const call = async (name: string, input: unknown) => {
      const response = await fetch('/api/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, input }),
      })
      return (await response.json()).value
    }
    const { timeZone } = await call('settings.get', {})
    const { rows } = await call('leads.page', { limit: 1 })
    const made = await call('appointments.book', {
      leadId: rows[0].id,
      when: { wallTime: `${day}T09:00`, timeZone },
      locationType: 'phone',
      assignedTo: null,
      acceptsConflicts: true,
    })
    return made.id
  }, DAY)
}

/** Drags it an hour down or up and lets go. */
async function dropOnce(page: Page, id: number, hours: number) {
  const selector = `[data-appointment="${id}"]`
  const at = await page.locator(selector).boundingBox()
  const hour = await page.evaluate(() => {
    const tops = [...document.querySelectorAll('.cal-slot')].map((slot) => slot.getBoundingClientRect().top)
    return ((tops[40] ?? 0) - (tops[0] ?? 0)) / 10
  })
  if (at === null) throw new Error('The appointment is not in sight.')
  const [x, y] = [at.x + at.width / 2, at.y + 6]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + 5)
  await page.mouse.move(x, y + hours * hour, { steps: 6 })
  await page.evaluate(
    ([where, top]) => {
      const original = window.fetch
      window.savedAt = undefined
      window.fetch = async (...said) => {
        const response = await original(...said)
        if (String(said[1]?.body).includes('"appointments.update"')) window.savedAt = performance.now()
        return response
      }
      window.dropped = new Promise((resolve) => {
        window.addEventListener(
          'mouseup',
          () => {
            const start = performance.now()
            let painted: number | undefined
            const look = () => {
              // Behind the frame: what it shows is painted by then.
              const channel = new MessageChannel()
              const element = [...document.querySelectorAll(where)].find(
                (one) =>
                  !one.classList.contains('is-planned') &&
                  Math.abs(one.getBoundingClientRect().top - top) <= 3,
              )
              const isSaved = window.savedAt !== undefined
              channel.port1.onmessage = () => {
                const now = performance.now()
                if (element) painted ??= now - start
                if (painted === undefined || !element || !isSaved) return requestAnimationFrame(look)
                window.fetch = original
                resolve({ painted, saved: now - start })
              }
              channel.port2.postMessage(0)
            }
            requestAnimationFrame(look)
          },
          { once: true, capture: true },
        )
      })
    },
    [selector, at.y + hours * hour] as const,
  )
  await page.mouse.up()
  const took = await page.evaluate(() => window.dropped)
  // What the answer brought along is drawn before the next one is taken.
  await page.waitForTimeout(400)
  return took
}

async function dropBare(bare: Page): Promise<number> {
  await bare.mouse.move(200, 200)
  await bare.mouse.down()
  await bare.mouse.move(220, 260, { steps: 6 })
  await bare.evaluate(() => {
    window.painted = new Promise<number>((resolve) => {
      window.addEventListener(
        'mouseup',
        () => {
          const start = performance.now()
          const answer = document.querySelector('#answer')
          if (answer) answer.textContent = String(start)
          requestAnimationFrame(() => {
            const channel = new MessageChannel()
            channel.port1.onmessage = () => resolve(performance.now() - start)
            channel.port2.postMessage(0)
          })
        },
        { once: true, capture: true },
      )
    })
  })
  await bare.mouse.up()
  return bare.evaluate(() => window.painted)
}
