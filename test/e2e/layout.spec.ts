// The room there is: from a usual window to 200 % zoom of a small one, no screen is wider than the page and nothing one needs is out of reach.
import { expect, grid, hostForAll, open, panel, ready, rowOf, test } from './support.ts'

const server = hostForAll({ demo: true })

const SCREENS: readonly (readonly [path: string, title: string, list?: string])[] = [
  ['/leads', 'Leads', 'Leads'],
  ['/contacts', 'Contacts', 'Contacts'],
  ['/appointments', 'Appointments'],
  ['/appointments?view=month', 'Appointments'],
  ['/appointments?view=agenda', 'Appointments'],
  ['/conversions', 'Conversions', 'Conversions'],
  ['/analytics', 'Analytics'],
  ['/webhooks', 'Webhooks', 'Webhooks'],
  ['/deliveries', 'Deliveries', 'Deliveries'],
  ['/deliveries?view=review', 'Deliveries'],
  ['/providers', 'Providers', 'Providers'],
  ['/leads?layout=%22board%22', 'Leads'],
  ['/import', 'Import'],
  ['/routing', 'Routing'],
  ['/routing?view=unrouted', 'Routing', 'Unrouted leads'],
  ['/routing?view=coverage', 'Routing'],
  ['/routing?view=workspaces', 'Routing'],
  ['/settings', 'Settings'],
]

for (const { name, width, height, scale } of [
  { name: '1280x800', width: 1280, height: 800, scale: 1 },
  { name: '1024x640', width: 1024, height: 640, scale: 1 },
  // What a window of 1024x640 is to the page at 200 % zoom.
  { name: '1024x640 at 200 %', width: 512, height: 320, scale: 2 },
]) {
  test.describe(name, () => {
    test.use({ viewport: { width, height }, deviceScaleFactor: scale })

    test(`${name}: no screen is wider than the page, and what one needs is there`, async ({ page }) => {
      for (const [path, title, list] of SCREENS) {
        await open(page, server, path)
        await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
        if (list) {
          const table = await ready(page, list)
          expect(Number(await table.getAttribute('aria-rowcount'))).toBeGreaterThan(1)
          // Rows are in sight; what does not fit beside them scrolls within the table.
          await expect(table.getByRole('gridcell').first()).toBeInViewport({ ratio: 0.9 })
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(wide, `${path} is wider than the page`).toBeLessThanOrEqual(0)
        await expect(page.getByRole('button', { name: 'New lead' }).first()).toBeInViewport()
        await expect(page.getByRole('button', { name: /Search or jump to/ })).toBeInViewport()
        const nav = page.getByRole('navigation', { name: 'Main' })
        await nav.getByRole('link', { name: 'Settings' }).focus()
        await expect(nav.getByRole('link', { name: 'Settings' })).toBeInViewport()
        await nav.getByRole('link', { name: /^Leads/ }).focus()
        await expect(nav.getByRole('link', { name: /^Leads/ })).toBeInViewport()
      }

      await open(page, server, '/leads')
      await ready(page, 'Leads')
      await grid(page, 'Leads').focus()
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      const detail = panel(page, 'Lead')
      for (const name of [/^Status/, 'Copy phone', /^Note$/, 'Close lead']) {
        await expect(detail.getByRole('button', { name })).toBeVisible()
        await detail.getByRole('button', { name }).scrollIntoViewIfNeeded()
        await expect(detail.getByRole('button', { name })).toBeInViewport()
      }
      await detail.getByRole('textbox', { name: 'Note' }).focus()
      await expect(detail.getByRole('textbox', { name: 'Note' })).toBeInViewport()
      const sides = await detail.evaluate((box) => {
        const { left, right } = box.getBoundingClientRect()
        return left >= 0 && right <= window.innerWidth
      })
      expect(sides).toBe(true)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await expect(detail).toHaveCount(0)

      await page.keyboard.press('c')
      const box = page.getByRole('dialog', { name: 'New lead' })
      await expect(box.getByLabel('Phone')).toBeFocused()
      await expect(box.getByLabel('Phone')).toBeInViewport()
      await box.getByRole('button', { name: 'Add lead' }).scrollIntoViewIfNeeded()
      await expect(box.getByRole('button', { name: 'Add lead' })).toBeInViewport()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeFocused()
      await expect(page.getByRole('option').first()).toBeInViewport()
      await page.keyboard.press('Escape')

      await open(page, server, '/webhooks')
      await page.getByRole('button', { name: 'New webhook' }).click()
      const form = page.getByRole('dialog', { name: 'New webhook' })
      await form.getByRole('button', { name: 'Create webhook' }).scrollIntoViewIfNeeded()
      await expect(form.getByRole('button', { name: 'Create webhook' })).toBeInViewport()
      expect(await form.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(
        0,
      )
    })
  })
}

test('beside an open record no column is cut: the last ones make room, and come back', async ({ page }) => {
  for (const screen of ['Leads', 'Contacts', 'Webhooks', 'Providers', 'Deliveries']) {
    await open(page, server, `/${screen.toLowerCase()}`)
    const list = await ready(page, screen)
    const all = await list.getByRole('columnheader').count()
    expect(all).toBe(Number(await list.getAttribute('aria-colcount')))
    await list.getByRole('gridcell').nth(1).click()
    await expect(page.getByRole('complementary')).toBeVisible()
    await expect.poll(() => list.getByRole('columnheader').count(), { message: screen }).toBeLessThan(all)
    const over = () => list.evaluate((box) => box.scrollWidth - box.clientWidth)
    await expect.poll(over, { message: `${screen} scrolls sideways` }).toBeLessThanOrEqual(0)
    await page.keyboard.press('Escape')
    await expect(list.getByRole('columnheader')).toHaveCount(all)
  }
})

test('a list of 1,000 is whole by its numbers, and scrolls to its end', async ({ page }) => {
  await open(page, server, '/leads')
  const list = await ready(page, 'Leads')
  const count = Number(await list.getAttribute('aria-rowcount'))
  expect(count).toBeGreaterThan(900)
  await expect(list).toHaveAttribute('aria-colcount', /\d/)
  await list.focus()
  await page.keyboard.press('End')
  const last = page.locator(`[role="row"][aria-rowindex="${count}"]`)
  await expect(last).toBeInViewport()
  await expect(last).toContainText(/\d{3}-\d{4}/)
  // The head and the first columns stay.
  await expect(list.getByRole('columnheader', { name: 'Name' })).toBeInViewport()
  expect(await list.getByRole('row').count()).toBeLessThan(80)
  await page.keyboard.press('Home')
  await expect(page.locator('[role="row"][aria-rowindex="2"]')).toBeInViewport()
  await page.keyboard.press('PageDown')
  await expect(rowOf(page, /\d{3}-\d{4}/).first()).toBeVisible()
})

test('less motion for those who ask for it', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, server, '/webhooks')
  await ready(page, 'Webhooks')
  await page.getByRole('gridcell').first().click()
  await panel(page, 'Webhook').waitFor()
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .map((element) => getComputedStyle(element))
      .flatMap(({ animationName, animationDuration, transitionDuration }) => [
        animationName === 'none' ? '0s' : animationDuration,
        ...transitionDuration.split(', '),
      ])
      .map(Number.parseFloat)
      .filter((seconds) => seconds > 0.001),
  )
  expect(moving).toEqual([])
})
