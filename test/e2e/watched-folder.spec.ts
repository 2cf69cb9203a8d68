// The watched folder from the settings to the list: a file that nobody has explained waits and is opened; the next one comes by itself.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, expectNoBarrier, hostForAll, open, openWebhook, test, toast } from './support.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'convio-watched-'))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))
const server = hostForAll({}, async (host) => {
  await openWebhook(host, 'Bought lists')
})
/** A look, and another that finds the file unchanged. */
const SOON = { timeout: 20_000 }
const put = (name: string, text: string) => writeFileSync(path.join(folder, name), text)

test('set up, waited for, opened, learned; the next file comes by itself, with its undo', async ({
  page,
}) => {
  test.setTimeout(90_000)
  await open(page, server, '/settings')
  const form = page.locator('form').filter({ has: page.getByRole('textbox', { name: 'Folder' }) })
  await form.getByRole('textbox', { name: 'Folder' }).fill(path.join(folder, 'nowhere'))
  await form.getByRole('combobox', { name: 'Leads go to' }).fill('bought')
  await page.keyboard.press('Enter')
  await form.getByRole('button', { name: 'Watch this folder' }).click()
  await expect(form).toContainText('There is no folder')
  await form.getByRole('textbox', { name: 'Folder' }).fill(folder)
  await page.keyboard.press('Enter')
  await expect(form.getByText('Watching', { exact: true })).toBeVisible()
  await expectNoBarrier(page, '.settings')

  put('monday.csv', 'First Name,Last Name,Phone\nIda,List,602-555-0131\nTom,List,602-555-0132\n')
  const nav = page.getByRole('navigation', { name: 'Main' })
  await nav.getByRole('link', { name: '1 file waits' }).click(SOON)
  const waiting = page.getByRole('region', { name: 'Watched folder' })
  await expect(waiting).toContainText('1 file waits for you to say what its columns are')
  await expectNoBarrier(page, '.import')
  await waiting.getByRole('button', { name: 'Open monday.csv' }).click()
  for (const name of ['Next', 'Check the file', 'Import 2 leads'])
    await page.getByRole('button', { name }).click()
  await expect(page.getByRole('button', { name: 'Undo this import' })).toBeVisible()
  await expect.poll(() => existsSync(path.join(folder, 'imported', 'monday.csv'))).toBe(true)
  await expect(nav.getByRole('link', { name: /wait/ })).toHaveCount(0)

  await open(page, server, '/leads')
  put('tuesday.csv', 'First Name,Last Name,Phone\nUna,List,602-555-0133\n')
  const news = toast(page, 'Imported tuesday.csv from the watched folder')
  await expect(news).toContainText('1 lead, 1 new person', SOON)
  await expect(page.getByRole('grid')).toContainText('Una List')
  await news.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('grid')).not.toContainText('Una List')
  expect(existsSync(path.join(folder, 'imported', 'tuesday.csv'))).toBe(true)
})
