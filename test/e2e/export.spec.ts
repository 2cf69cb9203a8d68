// Export to CSV as a person does it: from the list to the file in the downloads.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { parse } from 'csv-parse/sync'
import {
  expect,
  expectFocusIn,
  hostForAll,
  open,
  openWebhook,
  PERSON,
  ready,
  test,
  toast,
} from './support.ts'

const server = hostForAll({}, async (host) => {
  const webhookId = await openWebhook(host, 'Sun, Inc.')
  await host.post(webhookId, { ...PERSON, first_name: 'José', last_name: '=1+1' })
  await host.post(webhookId, { ...PERSON, first_name: 'Ada', last_name: 'Other', phone: '(602) 555-0111' })
})

const dialog = (page: Page, list: string) => page.getByRole('dialog', { name: `Export ${list} to CSV` })

async function runFromPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: 'Search or jump to' })
  await expect(box).toBeFocused()
  await box.fill(words)
  await expect(page.getByRole('option', { selected: true })).toContainText(words)
  await page.keyboard.press('Enter')
}

/** Presses Export in the dialog, and reads what arrives in the downloads. */
async function download(page: Page, list: string): Promise<{ name: string; text: string }> {
  const arriving = page.waitForEvent('download')
  await dialog(page, list).getByRole('button', { name: 'Export', exact: true }).click()
  const file = await arriving
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}

test('the whole list with its search, safe for a spreadsheet, in the columns one chose', async ({ page }) => {
  await open(page, server, '/contacts')
  await ready(page, 'Contacts')
  await page.getByRole('button', { name: 'Export' }).click()
  const box = dialog(page, 'contacts')
  await expect(box).toContainText('2 contacts')

  // By keyboard alone: one column out, one moved, one added.
  const columns = box.getByRole('list', { name: 'Columns of the file, in their order' })
  const usual = await columns.getByRole('listitem').count()
  await box.getByRole('button', { name: 'Leave out Email' }).press('Enter')
  await expect(columns.getByRole('listitem')).toHaveCount(usual - 1)
  await expect(box.getByRole('button', { name: 'Leave out Address', exact: true })).toBeFocused()
  await box.getByRole('button', { name: 'Move Last name up' }).press('Enter')
  // At the top it can go no further up, and the focus stays with it.
  await expect(box.getByRole('button', { name: 'Move Last name down' })).toBeFocused()
  await box.getByRole('combobox', { name: 'Add a column' }).fill('webhook id')
  await page.getByRole('option', { name: 'Webhook: id' }).press('Enter')
  await expect(columns.getByRole('listitem')).toHaveCount(usual)

  const { name, text } = await download(page, 'contacts')
  expect(name).toMatch(/^contacts-\d{4}-\d\d-\d\d-\d{4}\.csv$/)
  expect(text.startsWith('\ufeffLast name,First name,')).toBe(true)
  const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
  expect(rows.map((row) => [row['Last name'], row['First name'], row.Phone, row.Webhook]).sort()).toEqual([
    ["'=1+1", 'José', '(602) 555-0142', 'Sun, Inc.'],
    ['Other', 'Ada', '(602) 555-0111', 'Sun, Inc.'],
  ])
  expect(Object.keys(rows[0] ?? {})).not.toContain('Email')
  await expect(toast(page, '2 rows exported')).toContainText(name)
  await expect(box).toHaveCount(0)
  // What was downloaded is not kept a second time.
  await expect.poll(() => readdirSync(path.join(server.data, 'exports'))).toEqual([])
})

test('leads under their filter and in their order', async ({ page }) => {
  await open(page, server, `/leads?sort=${encodeURIComponent('{"column":"first_name","direction":"asc"}')}`)
  await ready(page, 'Leads')
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(dialog(page, 'leads')).toContainText('2 leads')
  const { text } = await download(page, 'leads')
  const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
  expect(rows.map((row) => [row['First name'], row.Status])).toEqual([
    ['Ada', 'New'],
    ['José', 'New'],
  ])
})

test('exact: what is stored under the names it has, without a mark', async ({ page }) => {
  await open(page, server, '/contacts?q=ada')
  await ready(page, 'Contacts')
  await page.getByRole('button', { name: 'Export' }).click()
  const box = dialog(page, 'contacts')
  await expect(box).toContainText('1 contact,')
  await box.getByRole('radio', { name: 'Exact, to import again' }).click()
  await expect(box.getByRole('checkbox')).toHaveCount(0)
  const { name, text } = await download(page, 'contacts')
  expect(name).toMatch(/^contacts-exact-\d{4}-\d\d-\d\d-\d{4}\.csv$/)
  expect(text.startsWith('first_name,')).toBe(true)
  const [row] = parse(text, { columns: true }) as Record<string, string>[]
  expect(row).toMatchObject({ first_name: 'Ada', phone: '+16025550111', lead_count: '1' })
  expect(row?.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-07:00$/)
})

test('deliveries from their list, and events from the palette', async ({ page }) => {
  await open(page, server, '/deliveries')
  await ready(page, 'Deliveries')
  await runFromPalette(page, 'Export this list')
  await expectFocusIn(dialog(page, 'deliveries'))
  expect(parse((await download(page, 'deliveries')).text, { bom: true, columns: true })).toHaveLength(2)

  await runFromPalette(page, 'Export events')
  const { text } = await download(page, 'events')
  const events = parse(text, { bom: true, columns: true }) as Record<string, string>[]
  expect(events.map((event) => event.Event)).toContain('Created')
})

test('what cannot be exported is told in a sentence', async ({ page }) => {
  await open(page, server, '/contacts')
  await ready(page, 'Contacts')
  await runFromPalette(page, 'Export appointments')
  await dialog(page, 'appointments').getByRole('button', { name: 'Export', exact: true }).click()
  await expect(toast(page, 'There are no appointments to export')).toBeVisible()
  await page.goto(`${server.origin}/#/contacts?q=nobody-at-all`)
  await expect(page.getByRole('button', { name: 'Export' })).toBeDisabled()
})
