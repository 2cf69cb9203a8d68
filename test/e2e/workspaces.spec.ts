// Workspaces: what a client has, its key shown once, what the key opens, and the trail of what was done in it.
import {
  choose,
  expect,
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

let webhookId = ''
const server = hostForAll({}, async (host) => {
  webhookId = await openWebhook(host)
  await host.ask('workspaces.create', { id: 'solar-west', name: 'Solar West' })
  await host.ask('routing.saveRule', {
    set: 'active',
    workspaceId: 'solar-west',
    productTypes: ['solar'],
    zips: '850*',
    priority: 1,
  })
})

test('its key is shown once, opens what it may, is replaced and ended', async ({ page }) => {
  const ask = async (key: string) =>
    (
      await fetch(`${server.intake}/conversions`, {
        headers: { 'x-workspace-id': 'solar-west', 'x-api-key': key },
      })
    ).status
  await open(page, server, '/routing?view=workspaces')
  await rowOf(page, 'Solar West').click()
  const client = panel(page, 'Workspace')
  await expect(client).toContainText('No key: it answers nobody.')
  await client.getByRole('button', { name: 'Make a key' }).click()
  const box = page.getByRole('dialog', { name: 'The API key of Solar West' })
  const key = await box.locator('code').first().innerText()
  expect(key).toMatch(/^clw_/)
  await expect(box.locator('pre')).toContainText(`X-API-Key: ${key}`)
  await expectNoBarrier(page, '.dialog')
  await box.getByRole('button', { name: 'I have saved it' }).click()
  await expect(box).toHaveCount(0)
  expect(await ask(key)).toBe(200)
  await page.reload()
  await expect(client).toContainText(`${key.slice(0, 8)}…${key.slice(-4)}`)
  expect(await page.content()).not.toContain(key)

  const may = client.getByRole('group', { name: 'The key may' })
  await may.getByRole('checkbox', { name: 'Read conversions and figures' }).click()
  await expect.poll(() => ask(key)).toBe(403)
  await page.keyboard.press('Control+z')
  await expect.poll(() => ask(key)).toBe(200)

  await client.getByText('How to use it').click()
  const examples = client.locator('pre')
  await expect(examples).toHaveCount(4)
  await expect(examples.nth(1)).toContainText(`${server.intake}/conversions/log`)
  await expect(examples.nth(1)).toContainText('X-API-Key: PASTE_THE_API_KEY')
  const document = String(await client.getByRole('link', { name: 'OpenAPI document' }).getAttribute('href'))
  expect(await (await fetch(document)).json()).toMatchObject({ openapi: '3.1.0' })
  await expectNoBarrier(page)

  await client.getByRole('button', { name: 'Make a new key' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Make a new key' }).click()
  const next = await box.locator('code').first().innerText()
  await box.getByRole('button', { name: 'I have saved it' }).click()
  expect([await ask(key), await ask(next)]).toEqual([401, 200])
  await client.getByRole('button', { name: 'End the key' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End the key' }).click()
  await expect(client).toContainText('No key: it answers nobody.')
  expect(await ask(next)).toBe(401)
})

test('the trail is read, narrowed to an action and to a lead, and leads to both', async ({ page }) => {
  const [one, two] = [
    await server.post(webhookId, someone({ zip_code: '85018' })),
    await server.post(webhookId, someone({ zip_code: '85019' })),
  ]
  const leadId = Number(one.json.lead_id)
  await server.ask('leads.setStatus', { id: leadId, status: 'qualified' })
  await open(page, server, '/routing?view=workspaces')
  await (await ready(page, 'Workspaces')).focus()
  await page.keyboard.press('Enter')
  const client = panel(page, 'Workspace')
  const trail = client.getByRole('list', { name: 'Trail' }).getByRole('listitem')
  await expect(trail).toHaveCount(3)
  await expect(trail.first()).toContainText(/Qualified Person\d+ Sample/)
  await expect(trail.first()).toContainText('New → Qualified · by Dana Reyes')
  await choose(page, client.getByRole('combobox', { name: 'Action' }), 'Received')
  await expect(trail).toHaveCount(2)
  await expect(trail.first()).toContainText('by webhook Open door')
  await trail
    .nth(1)
    .getByRole('link', { name: /Person/ })
    .first()
    .click()
  const lead = panel(page, 'Lead')
  await expect(lead).toContainText(String(leadId))
  await lead.getByRole('link', { name: 'Trail' }).click()
  await expect(trail).toHaveCount(2)
  await expect(client.getByRole('button', { name: `Lead ${leadId} only` })).toBeVisible()
  await trail
    .first()
    .getByRole('link', { name: /^Contact/ })
    .click()
  await expect(panel(page, 'Contact')).toBeVisible()
  await page.goBack()
  await client.getByRole('button', { name: `Lead ${leadId} only` }).click()
  await expect(trail).toHaveCount(3)
  expect(two.status).toBe(201)
})

test('a price of a provider’s leads is set, replaced by the same day, removed and undone', async ({
  page,
}) => {
  const { providerId } = await server.ask('providers.create', { providerName: 'Click Ventures' })
  await open(page, server, `/providers?provider=${providerId}`)
  const detail = panel(page, 'Provider')
  await expect(detail).toContainText('No price yet')
  const prices = detail.getByRole('table').filter({ hasText: 'Price' }).getByRole('row')
  const set = async (day: string, amount: string, webhook?: string) => {
    await detail.getByRole('button', { name: 'Add a price' }).click()
    const box = page.getByRole('dialog', { name: /Price of a lead/ })
    await box.getByLabel('From day').fill(day)
    await box.getByLabel('Price in USD').fill('a few')
    await box.getByRole('button', { name: 'Save price' }).click()
    await expect(box.getByText('Write one amount, such as 45 or $45.50.')).toBeVisible()
    await box.getByLabel('Price in USD').fill(amount)
    if (webhook !== undefined) {
      await box.getByRole('combobox', { name: 'For' }).fill(webhook)
      await page.getByRole('option', { name: webhook }).click()
    }
    await expectNoBarrier(page, '.dialog')
    await box.getByRole('button', { name: 'Save price' }).click()
    await expect(box).toHaveCount(0)
  }
  await set('2026-01-01', '$45.50')
  await expect(prices).toHaveCount(2)
  await set('2026-01-01', '47')
  await expect(prices.nth(1)).toContainText('Jan 1, 2026')
  await expect(prices.nth(1)).toContainText('$47.00')
  await expect(prices.nth(1)).toContainText('Now')
  await set('2026-02-01', '60', 'Open door')
  await expect(prices).toHaveCount(3)
  await expectNoBarrier(page)
  await detail.getByRole('button', { name: 'Remove the price from Feb 1, 2026 for Open door' }).click()
  await expect(prices).toHaveCount(2)
  await toast(page, 'removed').getByRole('button', { name: 'Undo' }).click()
  await expect(prices).toHaveCount(3)
})
