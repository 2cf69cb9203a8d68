// What arrives shows itself: leads, the waiting webhook, the deliveries, and the commands that the screens offer.
import {
  activeRow,
  expect,
  expectFocusIn,
  grid,
  hostForAll,
  open,
  openWebhook,
  panel,
  paste,
  ready,
  rowOf,
  someone,
  test,
} from './support.ts'

const server = hostForAll()

test('the first lead: the command on the empty list makes it, and it appears by itself', async ({
  page,
}, info) => {
  await open(page, server)
  await expect(page.getByRole('heading', { name: 'No leads yet' })).toBeVisible()
  const webhookId = await openWebhook(server, 'First door')
  // The screen learns of the webhook without a reload, and offers a command that fits it.
  await expect(page.getByRole('heading', { name: 'Waiting for the first lead' })).toBeVisible()
  const command = await page.locator('main pre').innerText()
  expect(command).toContain(`/webhook/${webhookId}`)
  const answer = await paste(command, info)
  expect(answer).toMatchObject({ status: 'success', webhook_id: webhookId })
  await expect(rowOf(page, 'Marisol Ortega')).toBeVisible({ timeout: 1_000 })
  await expect(grid(page, 'Leads')).toHaveAttribute('aria-rowcount', '2')
  await expect(
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Leads/ }),
  ).toContainText('1')
})

test('a waiting webhook turns green by itself when its own command is run', async ({ page }, info) => {
  const webhookId = await openWebhook(server, 'Waiting door')
  await open(page, server, `/webhooks?webhook=${webhookId}`)
  const detail = panel(page, 'Webhook')
  await expect(detail.getByText('Waiting for the first delivery…')).toBeVisible()
  await expect(detail.locator('.webhook-pulse .tone-good')).toHaveCount(0)

  const command = await detail.locator('pre').innerText()
  expect(await paste(command, info)).toMatchObject({ status: 'success', webhook_id: webhookId })
  await expect(detail.getByText(/Last delivery now/)).toBeVisible({ timeout: 2_000 })
  await expect(detail.locator('.webhook-pulse .tone-good')).toHaveCount(1)
  await expect(detail.getByRole('link', { name: 'Marisol Ortega' })).toBeVisible()
  await expect(rowOf(page, 'Waiting door')).toContainText('now')

  // A webhook of providers asks for one, and its command then carries the provider's name.
  const strict = await server.ask('webhooks.create', { name: 'Vendors only', leadType: 'hvac' })
  await open(page, server, `/webhooks?webhook=${strict.webhookId}`)
  await expect(detail.getByText('No provider may send here yet.')).toBeVisible()
  const { providerId } = await server.ask('providers.create', { providerName: 'Door Knockers' })
  await expect(detail.locator('pre')).toContainText(`lead_source_provider_id: ${providerId}`)
  expect(await paste(await detail.locator('pre').innerText(), info)).toMatchObject({ status: 'success' })
  await expect(detail.getByText(/Last delivery now/)).toBeVisible()
})

test('a lead that arrives is there within a second, and moves nothing under the eyes', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Busy door')
  for (let made = 0; made < 80; made += 1) {
    expect((await server.post(webhookId, someone())).status).toBe(201)
  }
  await open(page, server)
  const list = await ready(page, 'Leads')

  const fresh = someone({ first_name: 'Quick', last_name: 'Arrival' })
  await server.post(webhookId, fresh)
  await expect(rowOf(page, 'Quick Arrival')).toBeVisible({ timeout: 1_000 })

  // Somewhere in the list, with the keyboard on a row: both stay.
  await list.focus()
  for (let step = 0; step < 30; step += 1) await page.keyboard.press('j')
  await expect.poll(() => list.evaluate((box) => box.scrollTop)).toBeGreaterThan(100)
  const before = await activeRow(page)
  expect(before).toContain('Sample')
  const name = /Person\d+ Sample/.exec(before)?.[0] ?? ''
  const placeOf = () => rowOf(page, name).evaluate((row) => Math.round(row.getBoundingClientRect().top))
  const place = await placeOf()
  const count = Number(await list.getAttribute('aria-rowcount'))
  for (let made = 0; made < 3; made += 1) await server.post(webhookId, someone())
  await expect(list).toHaveAttribute('aria-rowcount', String(count + 3), { timeout: 1_500 })
  await expect(list).toBeFocused()
  await expect.poll(placeOf).toBe(place)
  expect(await activeRow(page)).toContain(name)

  // An open panel stays, too.
  await page.keyboard.press('Enter')
  await expect(panel(page, 'Lead').getByRole('heading', { name })).toBeVisible()
  await server.post(webhookId, someone())
  await expect(list).toHaveAttribute('aria-rowcount', String(count + 4))
  await expect(panel(page, 'Lead').getByRole('heading', { name })).toBeVisible()
  await expectFocusIn(panel(page, 'Lead'))
})
