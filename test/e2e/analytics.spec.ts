// Analytics: figures that open the leads they count, that follow what comes in, and that say so when they cannot say anything.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, expectNoBarrier, hostForAll, open, openWebhook, ready, someone, test } from './support.ts'

const headline = (page: Page, name: string) =>
  page.getByLabel('Headline figures').locator('div').filter({ hasText: name })
const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

test.describe('with leads', () => {
  let webhook = ''
  const server = hostForAll({}, async (host) => {
    webhook = await openWebhook(host)
    for (let index = 0; index < 12; index += 1) {
      const { json } = await host.post(webhook, someone({ source: index < 9 ? 'spring fair' : 'radio' }))
      if (index < 5) await host.ask('leads.setStatus', { id: Number(json.lead_id), status: 'contacted' })
    }
  })

  test('a figure opens the leads it counts, and is as many as the list says', async ({ page }) => {
    await open(page, server, '/analytics')
    await expect(headline(page, 'Leads').getByRole('link')).toHaveText('12')
    await section(page, 'Stage reached')
      .getByRole('link', { name: /^Contacted ?: 5 of 12/ })
      .click()
    await ready(page, 'Leads')
    await expect(page.locator('.count')).toHaveText('5 leads')
    await page.goBack()
    await headline(page, 'Leads').getByRole('link').click()
    await ready(page, 'Leads')
    await expect(page.locator('.count')).toHaveText('12 leads')
  })

  test('too few to say is said, and nothing is NaN, infinite or 0 %', async ({ page }) => {
    await open(page, server, '/analytics')
    await expect(headline(page, 'Conversion rate')).toContainText('0 of 12')
    await expect(headline(page, 'Conversion rate')).toContainText('too few to say')
    await expect(headline(page, 'Cost per sale')).toContainText('No price is known')
    await expect(section(page, 'Converted at the same age')).toContainText('too early')
    await expect(page.locator('.analytics')).not.toContainText(/NaN|Infinity|undefined|\b0%/)
  })

  test('a value that is typed fast is the one that is taken', async ({ page }) => {
    await open(page, server, '/analytics')
    await headline(page, 'Leads').getByRole('link').waitFor()
    await page.keyboard.press('f')
    await page.keyboard.type('sour')
    await page.keyboard.press('Enter')
    await expect(page.getByPlaceholder('Source…')).toBeFocused()
    await expect(page.getByRole('option', { name: /^spring fair/ })).toBeVisible()
    // Enter in the same breath, before the list can have followed.
    await page.getByPlaceholder('Source…').evaluate((field) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, 'rad')
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    })
    await expect(headline(page, 'Leads').getByRole('link')).toHaveText('3')
  })

  test('by keyboard: a period, a filter, a point of a chart; the address keeps all of it', async ({
    page,
  }) => {
    await open(page, server, '/analytics')
    await headline(page, 'Leads').getByRole('link').waitFor()
    await page.keyboard.press('p')
    await page.getByRole('menuitem', { name: 'This year' }).focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/period=year/)
    // Letters go to an open menu.
    await expect(page.getByRole('menu')).toHaveCount(0)
    await page.keyboard.press('f')
    await expect(page.getByPlaceholder('Filter by…')).toBeFocused()
    await page.keyboard.type('sour')
    await expect(page.getByRole('option')).toHaveCount(2)
    await page.keyboard.press('Enter')
    await expect(page.getByPlaceholder('Source…')).toBeFocused()
    await page.keyboard.type('radio')
    await expect(page.getByRole('option', { name: /^radio/ })).toBeVisible()
    await expect(page.getByRole('option')).toHaveCount(1)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect(headline(page, 'Leads').getByRole('link')).toHaveText('3')
    await page.reload()
    await expect(headline(page, 'Leads').getByRole('link')).toHaveText('3')
    await expect(page.getByRole('button', { name: 'Remove filter Source' })).toBeVisible()

    const funnel = section(page, 'Stage reached')
    await funnel.getByRole('link', { name: /^Received/ }).focus()
    await page.keyboard.press('ArrowDown')
    await expect(funnel.getByRole('link', { name: /^Contacted/ })).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await ready(page, 'Leads')
    await expect(page.locator('.count')).toHaveText('3 leads')
  })

  test('a chart has its table, and a table its file', async ({ page }) => {
    await open(page, server, '/analytics')
    const funnel = section(page, 'Stage reached')
    await funnel.getByRole('button', { name: 'Table of stage reached' }).click()
    await expect(funnel.getByRole('table', { name: 'Stage reached' })).toBeVisible()
    await expect(page).toHaveURL(/tables=/)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      funnel.getByRole('button', { name: 'CSV of stage reached' }).click(),
    ])
    expect(await readFile(await file.path(), 'utf8')).toMatch(/Contacted.*5/)
  })

  test('the report is one step away, prints without the frame, and keeps costs to the agency', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1024, height: 440 })
    await open(page, server, '/analytics')
    await page.getByRole('heading', { name: 'When leads come' }).scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: 'Report' }).click()
    const paper = page.getByRole('article', { name: 'Report for All clients' })
    await expect(paper).toContainText('Sun Valley Leads')
    // It begins at its top, however far down the screen before it was.
    await expect(paper.getByRole('heading', { name: 'All clients' })).toBeInViewport()
    await expect(paper).toContainText('5 of 12')
    await expect(paper).not.toContainText(/cost/i)
    await page.emulateMedia({ media: 'print' })
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
    await expect(page.getByRole('button', { name: 'Print' })).toBeHidden()
    await expect(paper).toBeVisible()
    await page.emulateMedia({ media: 'screen' })
    await expectNoBarrier(page)
  })

  test('a lead that comes in is counted at once', async ({ page }) => {
    await open(page, server, '/analytics')
    await expect(headline(page, 'Leads').getByRole('link')).toHaveText('12')
    await server.post(webhook, someone())
    await expect(headline(page, 'Leads').getByRole('link')).toHaveText('13')
    await expectNoBarrier(page)
  })

  test('the figures are verified, and agree', async ({ page }) => {
    await open(page, server, '/analytics')
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Verify figures' }).click()
    await expect(page.getByRole('dialog', { name: 'Verify figures' })).toContainText('All figures agree')
  })
})

test.describe('without leads', () => {
  const server = hostForAll()

  test('says that there is nothing to count, and where to begin', async ({ page }) => {
    await open(page, server, '/analytics')
    await expect(page.getByRole('heading', { name: 'No leads to count yet' })).toBeVisible()
    await page.getByRole('button', { name: 'Go to Leads' }).click()
    await expect(page.getByRole('heading', { name: 'No leads yet' })).toBeVisible()
  })
})
