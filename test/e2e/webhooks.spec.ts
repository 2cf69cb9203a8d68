// Webhooks: made, used, secured, mapped, switched off, deleted and brought back.
import { createHmac } from 'node:crypto'
import {
  expect,
  expectFocusIn,
  hostForAll,
  open,
  openWebhook,
  PERSON,
  panel,
  readClipboard,
  ready,
  rowOf,
  someone,
  test,
  toast,
} from './support.ts'

const server = hostForAll()

test('a new webhook: its id is shown while one chooses, its address is copied and works', async ({
  page,
}) => {
  await open(page, server, '/webhooks')
  await page.getByRole('button', { name: 'Create the first webhook' }).click()
  const box = page.getByRole('dialog', { name: 'New webhook' })
  await expect(box.getByLabel('Name')).toBeFocused()
  await box.getByRole('button', { name: 'Create webhook' }).click()
  await expect(box.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true')

  await box.getByLabel('Name').fill('Sun')
  // The id is a proposal that one need not look at; what few need is folded away.
  const region = box.getByLabel('Region')
  await expect(region).toHaveAccessibleDescription(/ws_us_solar_001/)
  await expect(box.getByLabel('Prefix')).toBeHidden()
  await box.getByLabel('Name').fill('California sun')
  await expect(region).toHaveAccessibleDescription(/ws_ca_solar_001/)
  await region.fill('Florida')
  await expect(region).toHaveAccessibleDescription(/ws_fl_solar_001/)
  await region.fill('cal')
  await expect(region).toHaveAccessibleDescription(/ws_cal_solar_001/)
  await box.getByText('More options').click()
  const id = box.getByLabel('Id', { exact: true })
  await expect(id).toHaveValue('ws_cal_solar_001')
  await box.getByLabel('Prefix').fill('acme')
  await expect(id).toHaveValue('acme_ws_cal_solar_001')
  await id.fill('nonsense')
  await id.blur()
  await expect(id).toHaveAccessibleDescription(/ws_cal_solar_001/)
  await expect(id).toHaveAttribute('aria-invalid', 'true')
  await box.getByRole('button', { name: /Use the proposed/ }).click()
  await expect(id).toHaveValue('acme_ws_cal_solar_001')
  await box.getByRole('radio', { name: 'Anyone who knows the address' }).click()
  await box.getByRole('button', { name: 'Create webhook' }).click()

  const detail = panel(page, 'Webhook')
  await expect(detail.getByRole('heading', { name: 'California sun' })).toBeVisible()
  await expectFocusIn(detail)
  await detail.getByRole('button', { name: 'Copy address' }).click()
  await expect.poll(() => readClipboard(page)).toBe(`${server.intake}/webhook/acme_ws_cal_solar_001`)
  const answer = await fetch(await readClipboard(page), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(PERSON),
  })
  expect(answer.status).toBe(201)
  await expect(detail.getByText(/Last delivery now/)).toBeVisible()
})

test('a test lead at the press of a button: signed where it must be, marked, counted nowhere', async ({
  page,
}) => {
  const { webhookId } = await server.ask('webhooks.create', { name: 'Trial door', leadType: 'hvac' })
  await server.ask('webhooks.setSecret', { webhookId, action: 'generate' })
  await open(page, server, `/webhooks?webhook=${webhookId}`)
  const detail = panel(page, 'Webhook')
  await expect(detail.getByText('Waiting for the first delivery…')).toBeVisible()
  await detail.getByRole('button', { name: 'Send a test lead' }).click()
  await expect(detail.getByText(/Last delivery now/)).toBeVisible()
  await expect(detail.getByRole('listitem').filter({ hasText: 'Test Lead' })).toContainText('Accepted')
  await expect(detail.getByText('0 leads')).toBeVisible()
  const deliveries = await server.ask('deliveries.page', { webhookId })
  expect(deliveries.rows).toMatchObject([{ isTest: true, verdict: 'accepted', providerId: null }])
  // The same button again is another lead, not the same delivery.
  await detail.getByRole('button', { name: 'Send a test lead' }).click()
  await expect(detail.getByRole('listitem').filter({ hasText: 'Test Lead' })).toHaveCount(2)
  await toast(page, 'The test lead arrived').last().getByRole('button', { name: 'Open it' }).click()
  await expect(panel(page, 'Lead').getByRole('heading', { level: 2 })).toContainText('Test')
  await expect(page.getByRole('button', { name: 'Test leads' })).toHaveAttribute('aria-pressed', 'true')
})

test('a signing secret is asked about, shown once, replaced without a gap, and removed', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Signed door')
  const sign = (secret: string, values: object) => {
    const body = JSON.stringify(values)
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    return server.post(webhookId, body, { 'x-webhook-signature': `sha256=${signature}` })
  }
  await open(page, server, `/webhooks?webhook=${webhookId}`)
  const detail = panel(page, 'Webhook')
  await detail.getByRole('button', { name: 'Generate secret' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  expect((await server.post(webhookId, someone())).status).toBe(201)
  // Its line moves what stands below it.
  await expect(detail.getByRole('listitem').filter({ hasText: 'Sample' })).toHaveCount(1)

  await detail.getByRole('button', { name: 'Generate secret' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Generate secret' }).click()
  const box = page.getByRole('dialog', { name: 'Signing secret' })
  await expect(box).toContainText('it will not be shown again')
  const secret = await box.locator('code').first().innerText()
  expect(secret).toMatch(/^whsec_/)
  await box.getByRole('button', { name: 'I have saved it' }).click()
  await expect(box).toHaveCount(0)
  expect(await page.content()).not.toContain(secret)
  await page.reload()
  await expect(detail.getByText('Only signed deliveries are taken')).toBeVisible()
  expect(await page.content()).not.toContain(secret)
  expect((await server.post(webhookId, someone())).status).toBe(401)
  expect((await sign(secret, someone())).status).toBe(201)

  await detail.getByRole('button', { name: 'Replace secret' }).click()
  await expect(box).toContainText('The old secret works until')
  const next = await box.locator('code').first().innerText()
  expect(next).not.toBe(secret)
  await box.getByRole('button', { name: 'I have saved it' }).click()
  expect((await sign(secret, someone())).status).toBe(201)
  expect((await sign(next, someone())).status).toBe(201)

  await detail.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove secret' }).click()
  await expect(toast(page, 'Signing secret removed')).toBeVisible()
  expect((await server.post(webhookId, someone())).status).toBe(201)
})

test('a verification token answers a challenge, and stands hidden', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Meta door')
  await open(page, server, `/webhooks?webhook=${webhookId}`)
  const detail = panel(page, 'Webhook')
  await detail.getByRole('button', { name: 'Edit', exact: true }).click()
  const box = page.getByRole('dialog', { name: 'Edit Meta door' })
  await box.getByText('More options').click()
  await box.getByLabel('Verification token').fill('open sesame')
  await box.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(box).toHaveCount(0)
  await expect(detail.getByText('•••')).toBeVisible()
  await expect(detail.getByText('open sesame')).toHaveCount(0)
  await detail.getByRole('button', { name: 'Show verification token' }).click()
  await expect(detail.getByText('open sesame')).toBeVisible()
  const ask = (token: string) =>
    fetch(
      `${server.intake}/webhook/${webhookId}?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=${encodeURIComponent(token)}`,
    )
  expect(await (await ask('open sesame')).text()).toBe('4711')
  expect((await ask('guess')).status).toBe(403)
})

test('a mapping, added from what was sent, makes the next delivery a lead', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Odd names')
  const odd = (line: string) => ({ who: 'Ana', reach: { me_at: `602-555-${line}` } })
  expect((await server.post(webhookId, odd('0131'))).status).toBe(422)
  await open(page, server, `/webhooks?webhook=${webhookId}`)
  const detail = panel(page, 'Webhook')
  await detail.getByRole('button', { name: 'Add a mapping' }).click()
  const box = page.getByRole('dialog', { name: 'Mapping' })
  await expect(box.getByRole('combobox', { name: 'Their name or path, row 1' })).toHaveValue('reach.me_at')
  await expect(box.getByRole('combobox', { name: 'Our field, row 1' })).toHaveValue('Phone')
  await box.getByRole('button', { name: 'Map who' }).click()
  await box.getByRole('button', { name: 'Save mapping' }).click()
  await expect(box.getByText('Choose the field this belongs to.')).toBeVisible()
  await box.getByRole('combobox', { name: 'Our field, row 2' }).fill('first')
  await page.getByRole('option', { name: /First name/ }).click()
  await box.getByRole('button', { name: 'Save mapping' }).click()
  await expect(box).toHaveCount(0)
  await expect(detail.getByText('reach.me_at')).toBeVisible()
  const sent = await server.post(webhookId, odd('0132'))
  expect(sent.status).toBe(201)
  expect(await server.ask('leads.get', { id: Number(sent.json.lead_id) })).toMatchObject({
    firstName: 'Ana',
    phone: '+16025550132',
  })
})

test('switched off it answers 404; deleted it can be undone, and restored within a day', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Shut door')
  await open(page, server, `/webhooks?webhook=${webhookId}`)
  const detail = panel(page, 'Webhook')
  const status = async () => (await server.post(webhookId, someone())).status
  const receives = detail.getByRole('switch', { name: 'Receive leads' })
  await receives.click()
  await expect(receives).not.toBeChecked()
  await expect(rowOf(page, 'Shut door')).toContainText('Off')
  expect(await status()).toBe(404)
  await receives.click()
  await expect(receives).toBeChecked()
  expect(await status()).toBe(201)

  const remove = async () => {
    await detail.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Delete webhook' }).click()
    await expect(detail.getByText(/can be restored for 24 hours/)).toBeVisible()
  }
  await remove()
  expect(await status()).toBe(404)
  await toast(page, /delete/i)
    .getByRole('button', { name: 'Undo' })
    .click()
  await expect(receives).toBeChecked()
  expect(await status()).toBe(201)

  await remove()
  await page.reload()
  await ready(page, 'Webhooks')
  await expect(rowOf(page, 'Shut door')).toContainText(/Restore, \d+ h left/)
  await detail.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(receives).toBeChecked()
  expect(await status()).toBe(201)

  await page.getByRole('searchbox', { name: 'Search webhooks' }).fill('shut')
  await expect(page.locator('.toolbar .count')).toHaveText('1 webhook')
})
