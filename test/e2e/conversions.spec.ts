// Conversions: a sale logged by a key, in the list with its sums, changed where it stands, voided with a reason and brought back.
import {
  expect,
  expectFocusIn,
  expectNoBarrier,
  hostForAll,
  open,
  openWebhook,
  panel,
  ready,
  rowOf,
  someone,
  test,
  toast,
} from './support.ts'

const server = hostForAll()

async function leadOf(name: string, phone: string): Promise<number> {
  const webhookId = await openWebhook(server)
  const { json } = await server.post(webhookId, someone({ first_name: name, phone }))
  return Number(json.lead_id)
}

test('a sale is logged by $ from the list of leads, and its lead is converted', async ({ page }) => {
  await open(page, server, '/conversions')
  await expect(page.getByRole('heading', { name: 'No conversions yet' })).toBeVisible()
  await leadOf('Ana', '(602) 555-0142')
  await open(page, server, '/leads')
  const list = await ready(page, 'Leads')
  await list.focus()
  await page.keyboard.press('j')
  await page.keyboard.press('$')
  const box = page.getByRole('dialog', { name: /^Sale to Ana/ })
  await expect(box.getByText('Moves the lead to Converted.')).toBeVisible()
  await expectNoBarrier(page, '[role=dialog]')
  await box.getByLabel('Value').fill('a lot')
  await page.keyboard.press('Enter')
  await expect(box.getByText('“a lot” is not one amount')).toBeVisible()
  // Half of the world would mean twelve thousand.
  await box.getByLabel('Value').fill('12.345')
  await page.keyboard.press('Enter')
  await expect(box.getByText('“12.345” is not one amount')).toBeVisible()
  await box.getByLabel('Value').fill('12,500')
  // What is not found is not sold in what was chosen before.
  const currency = box.getByRole('combobox', { name: 'Currency' })
  await currency.fill('XYZ')
  await expect(page.getByText('Nothing by that name.')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing by that name.')).toBeVisible()
  await currency.fill('usd')
  await expect(page.getByRole('option', { name: /^USD/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(currency).toHaveValue('USD')
  await box.getByRole('textbox', { name: 'Contract id' }).fill('SV-100')
  await page.keyboard.press('Enter')
  await expect(box).toHaveCount(0)
  await expect(toast(page, 'Sale of $12,500.00 to Ana')).toBeVisible()
  await expect(rowOf(page, /Ana/)).toContainText('Converted')
  await expectFocusIn(list)

  await page.keyboard.press('g')
  await page.keyboard.press('v')
  await ready(page, 'Conversions')
  await expect(page.getByRole('list', { name: 'Sums of this list' })).toContainText('$12,500.00 1 sale')
  await rowOf(page, /Ana/).click()
  await expect(panel(page, 'Conversion')).toContainText('SV-100')
})

test('value, note, voiding and undo in the panel; the lead goes back and comes again', async ({ page }) => {
  const leadId = await leadOf('Ben', '(602) 555-0143')
  const { id } = await server.ask('conversions.log', {
    of: { leadId },
    conversionType: 'contract',
    valueCents: 900_000,
  })
  const status = async () => (await server.ask('leads.get', { id: leadId })).status
  await open(page, server, `/conversions?conversion=${id}`)
  const side = panel(page, 'Conversion')
  await expect(side.getByRole('heading', { level: 2 })).toContainText('Ben')
  await side.getByRole('button', { name: /^Value/ }).click()
  await page.keyboard.type('9850.50')
  await page.keyboard.press('Enter')
  await expect(side.getByRole('list', { name: 'History' })).toContainText('Value: $9,000.00 → $9,850.50')
  await side.getByRole('textbox', { name: 'Note' }).fill('Signed by both')
  await page.keyboard.press('Control+Enter')
  await expect(side.getByRole('list', { name: 'History' })).toContainText('Signed by both')
  await expectNoBarrier(page)

  await side.getByRole('button', { name: /^Void/ }).click()
  const box = page.getByRole('dialog', { name: 'Void this conversion' })
  await box.getByRole('button', { name: 'Void' }).click()
  await expect(box.getByText('Say why, in a word or two.')).toBeVisible()
  await box.getByLabel('Reason').fill('Cancelled within three days')
  await page.keyboard.press('Enter')
  await expect(side).toContainText('It counts nowhere and cannot be changed')
  await expect.poll(status).toBe('new')
  await toast(page, 'voided').getByRole('button', { name: 'Undo' }).click()
  await expect(side.getByRole('button', { name: /^Void/ })).toBeVisible()
  await expect.poll(status).toBe('converted')
})

test('who sets Converted by hand is offered to log the sale; filters and sums follow the address', async ({
  page,
}) => {
  const leadId = await leadOf('Cleo', '(602) 555-0144')
  await open(page, server, `/leads?lead=${leadId}`)
  const side = panel(page, 'Lead')
  await side.getByRole('button', { name: /^Status/ }).click()
  await page.getByRole('menuitem', { name: 'Converted' }).click()
  await expect(side).toContainText('Converted, but no sale is logged')
  await toast(page, 'Status of Cleo').getByRole('button', { name: 'Log the sale' }).click()
  const box = page.getByRole('dialog', { name: /^Sale to Cleo/ })
  await box.getByLabel('Value').fill('700')
  await box.getByRole('combobox', { name: 'Currency' }).fill('eur')
  await page.getByRole('option', { name: /^EUR/ }).click()
  await box.getByRole('button', { name: /^Log/ }).click()
  await expect(box).toHaveCount(0)
  await side.getByRole('link', { name: '€700.00' }).click()
  await ready(page, 'Conversions')
  await page.getByRole('button', { name: 'Currency', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: 'EUR' }).click()
  await page.keyboard.press('Escape')
  const sums = page.getByRole('list', { name: 'Sums of this list' })
  await expect(sums.getByRole('listitem')).toHaveText(['€700.00 1 sale'])
  await expect(page).toHaveURL(/currencies=/)
  await page.locator('.toolbar').getByRole('button', { name: 'Value', exact: true }).click()
  await page.getByLabel('At least').fill('1,000')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'No conversion matches' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Remove filter Value' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(rowOf(page, /Cleo/)).toBeVisible()
})
