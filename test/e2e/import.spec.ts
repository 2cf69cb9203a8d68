// Import as a person does it: drop or choose or paste, change guesses, map, check, import, undo; by keyboard too.

import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { usualColumns } from '../../shared/domain/list/export-columns.ts'
import {
  choose,
  expect,
  expectNoBarrier,
  hostForAll,
  open,
  openWebhook,
  startServer,
  test,
  toast,
} from './support.ts'

const server = hostForAll({}, async (host) => {
  await openWebhook(host, 'California Solar')
})

const give = (page: Page, name: string, text: string | Buffer) =>
  page.getByLabel('File to import').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const step = (page: Page, title: string) => page.getByRole('heading', { name: title })
const next = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click()
const leads = async () => (await server.ask('leads.counts', {})).total

test('a file from Excel: guesses, columns, check, import, refused rows, undo', async ({ page }) => {
  await open(page, server, '/import')
  await expect(step(page, 'Choose a file')).toBeVisible()
  await expectNoBarrier(page)
  await give(
    page,
    'last year.csv',
    '\ufeffKunde;Telefon-Nr;Stadt;Datum\nZoë Müller;(602) 555-0101;Mesa;25.03.2025\nBo Lee;602-555-0102;Yuma;01.04.2025\nCy;12;Mesa;\n',
  )
  await expect(step(page, 'Check how it is read')).toBeFocused()
  await expect(page.getByRole('combobox', { name: /Cells are separated by/ })).toContainText('Semicolon')
  await expect(page.getByRole('combobox', { name: /Dates are written/ })).toContainText('Day, month, year')
  await expect(page.getByRole('cell', { name: 'Zoë Müller' })).toBeVisible()
  await expectNoBarrier(page)
  await choose(page, page.getByRole('combobox', { name: /Cells are separated by/ }), 'Comma')
  await expect(page.getByRole('cell', { name: /Zoë Müller;/ })).toBeVisible()
  await choose(page, page.getByRole('combobox', { name: /Cells are separated by/ }), 'Semicolon')
  await next(page, 'Next')

  await expect(step(page, 'Match the columns')).toBeFocused()
  const target = (column: string) => page.getByRole('combobox', { name: `${column} goes into` })
  await target('Kunde').fill('Whole name')
  await page.getByRole('option', { name: /Whole name/ }).click()
  await target('Telefon-Nr').fill('Phone')
  await page.getByRole('option', { name: 'Phone phone', exact: true }).click()
  await target('Stadt').fill('City')
  await page.getByRole('option', { name: /^City/ }).click()
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await expectNoBarrier(page)
  // Back and forth keeps what was chosen, also over another screen.
  await next(page, 'Back')
  await page.getByRole('link', { name: /Contacts/ }).click()
  await page.getByRole('link', { name: 'Import' }).click()
  await next(page, 'Next')
  await expect(target('Kunde')).toHaveValue('Whole name')
  await next(page, 'Check the file')

  await expect(page.getByText('Line 4')).toBeVisible()
  await expect(page.locator('.import-counts')).toContainText('New leads2')
  await expectNoBarrier(page)
  expect(await leads()).toBe(0)
  const importing = page.getByRole('button', { name: 'Import 2 leads, leave out 1 row' })
  await expect(importing).toBeInViewport()
  const before = await importing.boundingBox()
  await importing.click()
  const undoing = page.getByRole('button', { name: 'Undo this import' })
  await expect(undoing).toBeVisible()
  await expect(step(page, 'Done: 2 leads imported last year.csv')).toBeVisible()
  // The second click of a double one does not undo it.
  const after = await undoing.boundingBox()
  expect(before && after && before.x + before.width < after.x).toBe(true)
  expect(await leads()).toBe(2)
  await expectNoBarrier(page)
  const [download] = await Promise.all([page.waitForEvent('download'), next(page, 'Download refused rows')])
  expect(download.suggestedFilename()).toBe('last year refused rows.csv')
  expect(readFileSync(await download.path(), 'utf8')).toContain('Cy,12,Mesa,,')
  await next(page, 'Undo this import')
  await expect(page.getByText('This import was undone')).toBeVisible()
  expect(await leads()).toBe(0)
  // Whoever comes back finds room for the next file, and what became of the last one.
  await page.getByRole('link', { name: /Contacts/ }).click()
  await page.getByRole('link', { name: 'Import' }).click()
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Last import' })).toContainText(
    'Import undone · last year.csv',
  )
})

test('dropped on any screen; a renamed workbook is refused in words', async ({ page }) => {
  await open(page, server, '/contacts')
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible()
  const drop = async (name: string, bytes: readonly number[]) => {
    const files = await page.evaluateHandle(
      ([fileName, content]) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([new Uint8Array(content)], fileName))
        return transfer
      },
      [name, [...bytes]] as const,
    )
    await page.dispatchEvent('main', 'dragover', { dataTransfer: files })
    await expect(page.locator('.file-drop')).toBeVisible()
    await page.dispatchEvent('main', 'drop', { dataTransfer: files })
    await expect(page.locator('.file-drop')).toHaveCount(0)
  }
  await drop('leads.csv', [0x50, 0x4b, 3, 4, 20, 0, 6, 0])
  await expect(page.locator('#main').getByText(/This is an Excel workbook/)).toBeVisible()
  await expect(step(page, 'Choose a file')).toBeVisible()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectNoBarrier(page)
  await drop('leads.csv', [...Buffer.from('Name,Phone\nAna,602-555-0111\n')])
  await expect(step(page, 'Check how it is read')).toBeVisible()
  await expectNoBarrier(page)
  await next(page, 'Next')
  await expectNoBarrier(page)
})

test('pasted rows, by keyboard; undone with Ctrl+Z, and what was worked on is shown first', async ({
  page,
}) => {
  const bring = async () => {
    await page.getByLabel('Or paste rows').fill('Name\tPhone\nAna Ruiz\t602-555-0121\nBo Lee\t602-555-0122')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(step(page, 'Check how it is read')).toBeFocused()
    for (const name of ['Next', 'Check the file', 'Import 2 leads']) {
      await page.getByRole('button', { name }).focus()
      await page.keyboard.press('Enter')
    }
    await expect(page.getByRole('button', { name: 'Undo this import' })).toBeVisible()
    expect(await leads()).toBe(2)
  }
  await open(page, server, '/import')
  await bring()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('This import was undone')).toBeVisible()
  expect(await leads()).toBe(0)
  await next(page, 'Import another file')
  await bring()
  const { rows } = await server.ask('leads.page', { offset: 0, limit: 5 })
  await server.ask('leads.addNote', { id: rows[0]?.id ?? 0, text: 'Called back' })
  await next(page, 'Undo this import')
  const box = page.getByRole('alertdialog')
  await expect(box).toContainText('1 lead of this import was worked on since')
  await expectNoBarrier(page)
  await page.keyboard.press('Escape')
  await next(page, 'Import another file')
  await expect(page.getByText('Earlier imports')).toBeVisible()
  await page.getByRole('button', { name: 'Undo the import of Pasted rows' }).click()
  await box.getByRole('button', { name: 'Undo anyway' }).click()
  await expect.poll(leads).toBe(0)
  // The newest stands first; that of the first import may still be there.
  await expect(toast(page, 'Import undone').first()).toBeVisible()
})

test('an exact export goes back as it was, and tells first what it makes', async ({ page }) => {
  const other = await startServer()
  try {
    await openWebhook(other, 'Texas HVAC')
    const [webhook] = await other.ask('webhooks.list', {})
    const webhookId = webhook?.webhookId ?? ''
    await other.ask('leads.create', { webhookId, values: { name: 'Dee Ito', phone: '(602) 555-0177' } })
    const { taskId } = await other.ask('exports.csv', {
      what: { list: 'leads', columns: [...usualColumns('leads', 'exact')] },
      mode: 'exact',
    })
    let file = ''
    await expect
      .poll(async () => {
        const task = (await other.ask('tasks.list', {})).find((one) => one.taskId === taskId)
        if (task?.status === 'done') file = (task.result as { file: string }).file
        return task?.status
      })
      .toBe('done')
    const text = readFileSync(path.join(other.data, 'exports', file), 'utf8').replaceAll(
      webhookId,
      'ws_tx_hvac_777',
    )
    const before = await leads()
    await open(page, server, '/import')
    await give(page, file, text)
    await expect(page.getByText('This is an exact export of Convio Leads')).toBeVisible()
    await next(page, 'Next')
    await expect(page.getByRole('radio', { name: /Into the webhooks of the file/ })).toBeChecked()
    await expectNoBarrier(page)
    await next(page, 'Check the file')
    await expect(page.getByRole('heading', { name: 'Not here yet, and made with the import' })).toBeVisible()
    await expect(page.getByText('ws_tx_hvac_777')).toBeVisible()
    await expectNoBarrier(page)
    await next(page, 'Import 1 lead')
    await expect(page.getByRole('heading', { name: 'Made for these rows' })).toBeVisible()
    expect(await leads()).toBe(before + 1)
    await next(page, 'Undo this import')
    await expect.poll(leads).toBe(before)
    expect((await server.ask('webhooks.list', {})).map((one) => one.webhookId)).not.toContain(
      'ws_tx_hvac_777',
    )
  } finally {
    await other.end()
  }
})

test('the file’s statuses are shown as ours, a bought list goes to its provider, and a missing date is said', async ({
  page,
}) => {
  await openWebhook(server, 'Bought lists')
  await server.ask('providers.create', { providerName: 'List Vendor' })
  await open(page, server, '/import')
  await give(page, 'bought.csv', 'Name,Phone,Stage\nAna Ruiz,602-555-0171,Sold\nBo Lee,602-555-0172,Zapped\n')
  await next(page, 'Next')
  await expect(page.getByRole('combobox', { name: 'Stage goes into' })).toHaveValue('Status')
  const words = page.getByRole('list', { name: 'What becomes of its words' })
  await expect(words).toContainText('Sold → Converted')
  await expect(words).toContainText('Zapped → New, with a note')
  await page.getByRole('combobox', { name: 'Provider', exact: true }).fill('List')
  await page.getByRole('option', { name: /List Vendor/ }).click()
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await expectNoBarrier(page)
  await next(page, 'Check the file')
  await expect(page.getByText('No date column: all 2 leads will count as received now.')).toBeVisible()
  await next(page, 'Import 2 leads')
  await expect(page.getByRole('button', { name: 'Undo this import' })).toBeVisible()
  const { rows } = await server.ask('leads.page', { limit: 2 })
  expect(rows.map(({ firstName, status, providerName }) => [firstName, status, providerName])).toEqual([
    ['Ana', 'converted', 'List Vendor'],
    ['Bo', 'new', 'List Vendor'],
  ])
})
