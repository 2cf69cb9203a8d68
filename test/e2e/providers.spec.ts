// Providers: a key that is shown once and works, a new one that ends the old, deletion and its way back.
import { expect, hostForAll, open, panel, paste, rowOf, someone, test, toast } from './support.ts'

const server = hostForAll()

test('a provider: key once, works as a bearer, replaced, switched off, deleted, restored', async ({
  page,
}, info) => {
  const { webhookId } = await server.ask('webhooks.create', {
    name: 'Keys only',
    leadType: 'solar',
    senderRule: 'key',
  })
  const statusWith = async (key: string) =>
    (await server.post(webhookId, someone(), { authorization: `Bearer ${key}` })).status

  await open(page, server, '/providers')
  await page.getByRole('button', { name: 'Create the first provider' }).click()
  const form = page.getByRole('dialog', { name: 'New provider' })
  await form.getByLabel('Contact email').fill('not an address')
  await form.getByRole('button', { name: 'Create provider' }).click()
  await expect(form.getByText('Give the provider a name.')).toBeVisible()
  await expect(form.getByLabel('Contact email')).toHaveAttribute('aria-invalid', 'true')
  await form.getByLabel('Name').fill('Click Ventures')
  await form.getByLabel('Contact email').fill('partners@click-ventures.example.com')
  await form.getByRole('button', { name: 'Create provider' }).click()

  const box = page.getByRole('dialog', { name: /API key/ })
  await expect(box).toContainText('it will not be shown again')
  const key = await box.locator('code').first().innerText()
  expect(key).toMatch(/^clp_/)
  // The command beside it carries the key, and works as it stands.
  expect(await paste(await box.locator('pre').innerText(), info)).toMatchObject({ status: 'success' })
  await page.keyboard.press('Escape')
  if (await box.isVisible()) await box.getByRole('button', { name: 'I have saved it' }).click()
  await expect(box).toHaveCount(0)
  await page.reload()
  const detail = panel(page, 'Provider')
  await expect(detail.getByRole('heading', { name: 'Click Ventures' })).toBeVisible()
  expect(await page.content()).not.toContain(key)
  expect(await statusWith(key)).toBe(201)
  await expect(rowOf(page, 'Click Ventures')).toContainText('now')
  await expect(detail).toContainText('2 leads')

  await detail.getByRole('button', { name: 'Make a new key' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Make a new key' }).click()
  const next = await box.locator('code').first().innerText()
  expect(next).not.toBe(key)
  await box.getByRole('button', { name: 'I have saved it' }).click()
  expect(await statusWith(key)).toBe(401)
  expect(await statusWith(next)).toBe(201)

  const may = detail.getByRole('switch', { name: 'May send leads' })
  await may.click()
  await expect(may).not.toBeChecked()
  expect(await statusWith(next)).toBe(401)
  await page.keyboard.press('Control+z')
  await expect(may).toBeChecked()
  expect(await statusWith(next)).toBe(201)

  const remove = async () => {
    await detail.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Delete provider' }).click()
    await expect(detail.getByText(/can be restored for 24 hours/)).toBeVisible()
  }
  await remove()
  expect(await statusWith(next)).toBe(401)
  await toast(page, /delete/i)
    .getByRole('button', { name: 'Undo' })
    .click()
  await expect(may).toBeChecked()
  await remove()
  await detail.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(may).toBeChecked()
  expect(await statusWith(next)).toBe(201)

  // Only some webhooks: elsewhere it is refused.
  const elsewhere = await server.ask('webhooks.create', { name: 'Elsewhere', leadType: 'hvac' })
  await detail.getByRole('button', { name: 'Edit', exact: true }).click()
  const edit = page.getByRole('dialog', { name: 'Edit Click Ventures' })
  await edit.getByRole('radio', { name: 'Only these' }).click()
  await edit.getByRole('checkbox', { name: /Elsewhere/ }).click()
  await edit.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(edit).toHaveCount(0)
  await expect(rowOf(page, 'Click Ventures')).toContainText('Elsewhere')
  expect(await statusWith(next)).toBe(403)
  const there = await server.post(elsewhere.webhookId, someone(), { authorization: `Bearer ${next}` })
  expect(there.status).toBe(201)
})
