// Deliveries: everything that came, why it ended as it did, and the ways from a failure to a lead.
import {
  expect,
  expectFocusIn,
  grid,
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

test('the list lives; a delivery shows what was sent, why it failed, what was answered', async ({ page }) => {
  // An answer that takes a moment: the list stands there empty-handed, goes, and comes back with its first row.
  await page.route('**/api/call', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    await route.continue()
  })
  await open(page, server, '/deliveries')
  await expect(page.getByRole('heading', { name: 'No deliveries yet' })).toBeVisible()
  await page.unrouteAll({ behavior: 'wait' })
  const webhookId = await openWebhook(server, 'Front door')
  const good = someone({ first_name: 'Good', last_name: 'Person' })
  await server.post(webhookId, good)
  await expect(rowOf(page, 'Good Person')).toContainText('Accepted', { timeout: 1_500 })
  expect((await server.post(webhookId, good)).status).toBe(201)
  await expect(rowOf(page, 'Good Person')).toContainText('×2')
  expect((await server.post(webhookId, { first_name: 'Phoneless', favourite: 'teal' })).status).toBe(422)
  await expect(rowOf(page, 'Phoneless')).toContainText('422')

  await rowOf(page, 'Phoneless').click()
  const detail = panel(page, 'Delivery')
  await expect(detail.getByRole('heading', { name: 'Reason' })).toBeVisible()
  await expect(detail.getByText(/phone/i).first()).toBeVisible()
  await expect(detail.locator('pre').first()).toContainText('"favourite":"teal"')
  await expect(detail.getByRole('heading', { name: 'What was answered, 422' })).toBeVisible()
  await expect(detail).toContainText(`POST /webhook/${webhookId}`)

  // Reading the same again cannot help, so the repair comes first. Replayed as it is, it still fails, and says why.
  const ways = await detail.getByRole('button', { name: /Replay|Repair|Dismiss/ }).allInnerTexts()
  expect(ways).toEqual(['Repair by hand', 'Replay', 'Dismiss'])
  await detail.getByRole('button', { name: 'Replay' }).click()
  await expect(detail.getByText(/Still no lead/)).toBeVisible()
  await detail.getByRole('button', { name: 'Repair by hand' }).click()
  const box = page.getByRole('dialog', { name: /Repair delivery/ })
  await expect(box).toContainText('teal')
  // What was sent stands in the fields already.
  await expect(box.getByLabel('First name')).toHaveValue('Phoneless')
  await box.getByRole('button', { name: 'Make the lead' }).click()
  await expect(box.getByText('Correct or fill in at least one field.')).toBeVisible()
  await box.getByLabel('Phone').fill('12')
  await box.getByRole('button', { name: 'Make the lead' }).click()
  await expect(box.getByLabel('Phone')).toHaveAccessibleDescription(/US number has ten/)
  await box.getByLabel('Phone').fill('602 555 0190')
  await box.getByRole('button', { name: 'Make the lead' }).click()
  await expect(toast(page, 'became a lead').getByRole('button', { name: 'Open' })).toBeVisible()
  await expect(rowOf(page, 'Phoneless')).toContainText('Accepted')
  // The sender got 422; that it became a lead later is told beside it.
  await expect(detail.getByRole('heading', { name: 'What was answered, 422' })).toBeVisible()
  await expect(detail.getByText(/^Repaired by/)).toContainText('became lead')
  await detail.getByRole('link', { name: /Open lead/ }).click()
  await expect(panel(page, 'Lead')).toContainText('(602) 555-0190')
  await expect(panel(page, 'Lead').getByRole('heading', { level: 2 })).toContainText('Phoneless')
})

test('the repair offers what was sent as intake reads it, the unreadable phone too', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Offers')
  await server.ask('webhooks.update', { webhookId, mapping: { phone: 'reach.me_at' } })
  const sent = { name: 'Rosa Delgado', reach: { me_at: '555-0142' }, mail: 'rosa@example.com', zip: '85018' }
  expect((await server.post(webhookId, sent)).status).toBe(422)
  await open(page, server, '/deliveries')
  await rowOf(page, 'Rosa Delgado').click()
  await panel(page, 'Delivery').getByRole('button', { name: 'Repair by hand' }).click()
  const box = page.getByRole('dialog', { name: /Repair delivery/ })
  await expect(box.getByLabel('Phone')).toHaveValue('555-0142')
  await expect(box.getByLabel('First name')).toHaveValue('Rosa')
  await expect(box.getByLabel('Last name')).toHaveValue('Delgado')
  await expect(box.getByLabel('ZIP')).toHaveValue('85018')
  await box.getByLabel('Phone').fill('(602) 555-0142')
  await box.getByRole('button', { name: 'Make the lead' }).click()
  await expect(toast(page, 'became a lead')).toBeVisible()
})

test('a group is repaired by a mapping, and all of it becomes leads', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Odd names')
  for (const line of ['0141', '0142', '0143']) {
    expect((await server.post(webhookId, { who: 'Ana', reach: { me_at: `602-555-${line}` } })).status).toBe(
      422,
    )
  }
  await open(page, server, '/deliveries')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: '3 to review' }).click()
  await expect(page.getByRole('heading', { name: '3 to review' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'To review 3' })).toHaveAttribute('aria-current', 'page')
  const group = page.getByRole('listitem').filter({ hasText: 'Odd names' })
  await expect(group).toContainText('3 deliveries')
  // What is looked at opens beside, and Esc comes back to the button.
  await group.getByRole('button', { name: 'Look at the newest' }).click()
  await expectFocusIn(panel(page, 'Delivery'))
  await page.keyboard.press('Escape')
  await expect(group.getByRole('button', { name: 'Look at the newest' })).toBeFocused()
  await group.getByRole('button', { name: 'Repair by mapping' }).click()
  const box = page.getByRole('dialog', { name: 'Repair by mapping' })
  await expect(box.getByRole('combobox', { name: 'Their name or path, row 1' })).toHaveValue('reach.me_at')
  await box.getByRole('button', { name: 'Save and replay 3' }).click()
  await expect(box).toHaveCount(0)
  await expect(page.getByText('Odd names: 3 became leads')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Nothing to review' })).toBeVisible()
  await page.getByRole('link', { name: 'Open leads' }).click()
  await ready(page, 'Leads')
  await expect(rowOf(page, '(602) 555-0143')).toBeVisible()
})

test('what needs repair and what is on hold are one count, in the badge, the heading and the filter', async ({
  page,
}) => {
  const webhookId = await openWebhook(server, 'Two kinds')
  expect((await server.post(webhookId, { first_name: 'No', last_name: 'Phone' })).status).toBe(422)
  expect((await server.post(webhookId, { event: 'lead_status', lead_id: 'L-1' })).status).toBe(202)
  await open(page, server, '/webhooks')
  await rowOf(page, 'Two kinds').getByRole('link', { name: '2 to review' }).click()
  await expect(grid(page, 'Deliveries')).toHaveAttribute('aria-rowcount', '3')
  await expect(page.getByRole('button', { name: 'Verdict To review' })).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: '2 to review' }).click()
  await expect(page.getByRole('heading', { name: '2 to review' })).toBeVisible()
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2)
  const onHold = page.getByRole('region', { name: 'On hold' }).getByRole('listitem')
  await expect(onHold).toContainText('carries no person')
  await onHold.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByRole('heading', { name: '1 to review' })).toBeVisible()
  await page.getByRole('region', { name: 'Needs repair' }).getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing to review' })).toBeVisible()
  await expect(page.getByRole('link', { name: /to review/ })).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('heading', { name: '1 to review' })).toBeVisible()
  await page.getByRole('region', { name: 'Needs repair' }).getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing to review' })).toBeVisible()
})

test('dismissed ones are no longer to review and can still be replayed', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Junk door')
  expect((await server.post(webhookId, { first_name: 'Junk', last_name: 'Mail' })).status).toBe(422)
  await open(page, server, '/deliveries?view=review')
  const group = page.getByRole('listitem').filter({ hasText: 'Junk door' })
  await group.getByRole('button', { name: 'Dismiss' }).click()
  await expect(toast(page, 'dismissed')).toBeVisible()
  await expect(group).toHaveCount(0)
  await page.getByRole('link', { name: 'All', exact: true }).click()
  await expect(rowOf(page, 'Junk Mail')).toContainText('Dismissed')
  await rowOf(page, 'Junk Mail').click()
  await expect(panel(page, 'Delivery').getByRole('button', { name: 'Repair by hand' })).toBeVisible()
})

test('who was turned away is counted; a refused sender is kept with its reason', async ({ page }) => {
  expect((await server.post('ws_zz_solar_999', someone())).status).toBe(404)
  const { webhookId } = await server.ask('webhooks.create', { name: 'Vendors only', leadType: 'solar' })
  const stranger = someone({ first_name: 'Refused', last_name: 'Sender' })
  expect((await server.post(webhookId, stranger, { lead_source_provider_id: 'nobody_0001' })).status).toBe(
    401,
  )
  await open(page, server, '/deliveries')
  await ready(page, 'Deliveries')
  await expect(rowOf(page, 'Vendors only')).toContainText('Refused')
  await page.getByRole('button', { name: 'Verdict', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: /Refused/ }).click()
  await page.keyboard.press('Escape')
  await expect(grid(page, 'Deliveries')).toHaveAttribute('aria-rowcount', '2')
  await page.reload()
  await expect(grid(page, 'Deliveries')).toHaveAttribute('aria-rowcount', '2')
  await rowOf(page, 'Vendors only').click()
  await expect(panel(page, 'Delivery').getByRole('heading', { name: 'Reason' })).toBeVisible()
  await page.getByRole('link', { name: /^Turned away/ }).click()
  await expect(page.getByRole('row').filter({ hasText: 'No such webhook' })).toContainText('1')
})
