// A walk through the figures: every number is the list it opens, the whole screen by keyboard, axe in both themes, every window, paper, and data that is
// ugly: long names, one lead, huge sums in two currencies.
import type { Page } from '@playwright/test'
import {
  expect,
  expectNoBarrier,
  hostForAll,
  open,
  openWebhook,
  ready,
  type Server,
  someone,
  test,
} from './support.ts'

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const headline = (page: Page, name: string) =>
  page.getByLabel('Headline figures').locator('div').filter({ hasText: name })
const drawn = async (page: Page) => {
  await headline(page, 'Leads').getByRole('link').waitFor()
  await section(page, 'Converted at the same age').getByRole('table').waitFor()
  await section(page, 'Time to conversion').getByRole('list').waitFor()
}
const NO_NONSENSE = /NaN|Infinity|undefined|null/

test.describe('sample data', () => {
  const server = hostForAll({ demo: true })

  test('each count of the vendors is as many leads as its list has', async ({ page }) => {
    test.slow()
    await open(page, server, '/analytics?period=%22year%22')
    const table = section(page, 'Vendors').getByRole('table')
    await table.waitFor()
    const links = table.getByRole('link')
    const many = await links.count()
    expect(many).toBeGreaterThan(10)
    for (let index = 0; index < many; index += 3) {
      const words = await links.nth(index).innerText()
      const count = Number(/(\d[\d,]*)(?: of [\d,]+)?$/.exec(words.trim())?.[1]?.replaceAll(',', '') ?? '0')
      await links.nth(index).click()
      if (count > 0) await ready(page, 'Leads')
      await expect(page.locator('.count')).toHaveText(count === 1 ? '1 lead' : `${count} leads`)
      await page.goBack()
      await links.first().waitFor()
    }
  })

  test('by keyboard alone: days of one’s own, a comparison, an order, a row, a point', async ({ page }) => {
    await open(page, server, '/analytics')
    await drawn(page)
    await page.keyboard.press('p')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    const box = page.getByRole('dialog', { name: 'Days of your own' })
    await box.getByLabel('From').fill('2026-05-01')
    await box.getByLabel('To').fill('2026-04-01')
    await page.keyboard.press('Enter')
    await expect(box).toContainText('ends before it begins')
    await box.getByLabel('To').fill('2026-06-30')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: /May 1 – Jun 30, 2026/ })).toBeVisible()
    await expect(page).toHaveURL(/from=2026-05-01/)

    const vendors = section(page, 'Vendors').getByRole('table')
    await vendors.getByRole('button', { name: 'Leads' }).focus()
    await page.keyboard.press('ArrowRight')
    await expect(vendors.getByRole('button', { name: 'Contacted' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(vendors.getByRole('columnheader', { name: 'Contacted' })).toHaveAttribute(
      'aria-sort',
      'descending',
    )
    await page.keyboard.press('ArrowDown')
    await expect(vendors.getByRole('link').nth(1)).toBeFocused()
    await page.keyboard.press('Enter')
    await ready(page, 'Leads')
    await page.goBack()

    const points = section(page, 'Over time').getByRole('list', { name: 'Revenue by week' })
    await points.getByRole('link').first().focus()
    await page.keyboard.press('ArrowRight')
    await expect(page.locator('.plot-bubble')).toContainText('2026')
    await page.keyboard.press('End')
    await expect(points.locator('.plot-stop').last()).toBeFocused()
  })

  for (const theme of ['light', 'dark'] as const) {
    test(`nothing is a barrier, ${theme}`, async ({ page }) => {
      test.slow()
      await page.emulateMedia({ colorScheme: theme })
      await open(page, server, '/analytics')
      await drawn(page)
      await expectNoBarrier(page)
      await open(
        page,
        server,
        `/analytics?heat=%22five%22&tables=${encodeURIComponent('["funnel","trend","heat","contact","conversion"]')}`,
      )
      await section(page, 'When leads come')
        .getByRole('table', { name: 'Leads by weekday and hour' })
        .waitFor()
      await expectNoBarrier(page)
      await page.keyboard.press('f')
      await page.getByRole('option').first().waitFor()
      await expectNoBarrier(page, '.popup')
      await expect(page.getByPlaceholder('Filter by…')).toBeFocused()
      await page.keyboard.type('provider')
      await expect(page.getByRole('option')).toHaveCount(1)
      await page.keyboard.press('Enter')
      await page.getByRole('option', { name: /Click Ventures/ }).waitFor()
      await expectNoBarrier(page, '.popup')
      await open(page, server, '/analytics?verify=true')
      await page.getByRole('dialog', { name: 'Verify figures' }).getByText('All figures agree').waitFor()
      await expectNoBarrier(page)
      await open(page, server, '/analytics/report?vendors=true&costs=true')
      await page.getByRole('article').getByRole('table', { name: 'Vendors' }).waitFor()
      await expectNoBarrier(page)
    })
  }

  for (const [width, height] of [
    [1280, 800],
    [1024, 640],
    [512, 320],
  ] as const) {
    test(`${width} × ${height}: nothing is cut, what is wide scrolls in its panel`, async ({ page }) => {
      await page.setViewportSize({ width, height })
      for (const screen of ['/analytics', '/analytics/report?vendors=true&costs=true']) {
        await open(page, server, screen)
        await page.locator('.headline-value, .paper-value').first().waitFor()
        const wide = await page.evaluate(() => {
          const box = document.querySelector('.screen')
          return (box?.scrollWidth ?? 0) - (box?.clientWidth ?? 0)
        })
        expect(wide, `${screen} is wider than its place`).toBeLessThanOrEqual(0)
      }
    })
  }

  test('paper: the report alone, light, with nothing cut', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await open(page, server, '/analytics/report?vendors=true')
    const paper = page.getByRole('article')
    await paper.getByRole('table', { name: 'Vendors' }).waitFor()
    // Among the people may be a Costa.
    await expect(
      paper.locator('dt, th[scope="col"]').filter({ hasText: /cost|per sale|return/i }),
    ).toHaveCount(0)
    await page.setViewportSize({ width: 720, height: 1000 })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
    await expect(paper).toHaveCSS('background-color', 'rgb(255, 255, 255)')
    expect(await paper.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
    // The sheet is as high as what is on it: nothing is left behind a scroll bar.
    expect(
      await paper.evaluate((box) => document.documentElement.scrollHeight - box.scrollHeight),
    ).toBeGreaterThanOrEqual(0)
  })
})

test.describe('ugly data', () => {
  const LONG = 'Superlongproviderofleads and sons of the valley and the desert, Inc'
  const NAME = 'Maximiliana-Alexandra-Konstantina-Wilhelmina von und zu Hohenstein-Schillingsfürst'
  const server: Server = hostForAll({}, async (host) => {
    const webhook = await openWebhook(host)
    const { json } = await host.post(webhook, someone({ source: LONG, first_name: NAME }))
    const leadId = Number(json.lead_id)
    for (const [currency, valueCents] of [
      ['USD', 99_999_999_999],
      ['EUR', 123_456],
    ] as const)
      await host.ask('conversions.log', { of: { leadId }, conversionType: 'sale', valueCents, currency })
  })

  test('one lead, a huge sum and two currencies: said in words, and never in one sum', async ({ page }) => {
    await open(page, server, '/analytics')
    await expect(headline(page, 'Revenue')).toContainText('$1B')
    await expect(headline(page, 'Revenue')).toContainText('and €1,235')
    await expect(headline(page, 'Conversion rate')).toContainText('1 of 1')
    await expect(section(page, 'Over time').getByRole('list')).toHaveCount(2)
    await expect(section(page, 'Time to first contact')).toContainText('The one lead')
    await expect(section(page, 'By source')).toContainText(LONG)
    await expect(page.locator('.analytics')).not.toContainText(NO_NONSENSE)
    await expectNoBarrier(page)
    await page.setViewportSize({ width: 720, height: 1000 })
    await open(page, server, '/analytics/report')
    await page.emulateMedia({ media: 'print' })
    const paper = page.getByRole('article')
    await expect(paper.getByRole('table', { name: 'Conversions of the period' })).toContainText(NAME)
    expect(await paper.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
    await expect(page.getByRole('article')).toContainText('$999,999,999.99')
    await expect(page.getByRole('article')).toContainText('€1,234.56')
    await expect(page.getByRole('article')).not.toContainText(NO_NONSENSE)
  })

  test('an empty period says so, and offers a longer one', async ({ page }) => {
    await open(page, server, '/analytics?from=2020-01-01&to=2020-01-03')
    await expect(page.getByText('No lead came in this period, Jan 1 – 3, 2020.')).toBeVisible()
    await expect(page.locator('.analytics')).not.toContainText(NO_NONSENSE)
    await page.getByRole('button', { name: 'Show the last 7 days' }).click()
    await expect(headline(page, 'Leads').getByRole('link')).toHaveText('1')
  })
})
