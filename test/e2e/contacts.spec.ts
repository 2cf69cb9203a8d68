// Contacts: people, their leads, and who may be the same person on another webhook.
import { expect, expectFocusIn, hostForAll, open, PERSON, panel, ready, rowOf, test } from './support.ts'

const server = hostForAll()

test('the list, its search, a person with all leads, and a suggestion that is never merged silently', async ({
  page,
}) => {
  await open(page, server, '/contacts')
  await expect(page.getByRole('heading', { name: 'No contacts yet' })).toBeVisible()
  const solar = await server.ask('webhooks.create', { name: 'Sun', leadType: 'solar', senderRule: 'open' })
  const hvac = await server.ask('webhooks.create', { name: 'Air', leadType: 'hvac', senderRule: 'open' })
  await server.post(solar.webhookId, { ...PERSON, first_name: 'José', last_name: 'Muñoz' })
  await server.post(solar.webhookId, { ...PERSON, first_name: 'José', last_name: 'Muñoz', again: true })
  await server.post(hvac.webhookId, { ...PERSON, first_name: 'Jose', last_name: 'Munoz' })
  await server.post(solar.webhookId, {
    first_name: 'Ada',
    last_name: 'Other',
    phone: '(602) 555-0111',
    email: 'ada@example.com',
  })
  const list = await ready(page, 'Contacts')
  await expect(list).toHaveAttribute('aria-rowcount', '4')
  await expect(rowOf(page, 'José Muñoz')).toContainText('Sun')

  const box = page.getByRole('searchbox', { name: 'Search contacts' })
  for (const [words, found] of [
    ['munoz', 2],
    ['0142', 2],
    ['ada@', 1],
    ['85018', 2],
  ] as const) {
    await box.fill(words)
    await expect(page.locator('.toolbar .count')).toHaveText(`${found} contact${found === 1 ? '' : 's'}`)
  }
  await page.reload()
  await expect(box).toHaveValue('85018')
  await box.fill('zzz')
  await expect(page.getByRole('heading', { name: 'Nobody matches' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear search' }).last().click()
  await expect(list).toHaveAttribute('aria-rowcount', '4')

  await rowOf(page, 'José Muñoz').click()
  const detail = panel(page, 'Contact')
  await expect(detail.getByRole('heading', { name: 'José Muñoz' })).toBeVisible()
  await expect(detail.getByRole('heading', { name: '2 leads' })).toBeVisible()
  await expect(detail.getByRole('list', { name: 'History' }).getByRole('listitem')).not.toHaveCount(0)
  await expect(detail.getByText(/Same phone on another webhook/)).toBeVisible()
  await detail.getByRole('link', { name: 'Jose Munoz' }).click()
  await expect(detail.getByRole('heading', { name: '1 lead' })).toBeVisible()
  await expect(list).toHaveAttribute('aria-rowcount', '4')
  await detail.getByRole('link', { name: 'HVAC' }).click()
  await expect(panel(page, 'Lead').getByRole('heading', { name: 'Jose Munoz' })).toBeVisible()

  // The same keys as in every list.
  await page.goBack()
  await expect(detail).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(detail).toHaveCount(0)
  await expect(list).toBeFocused()
  await page.keyboard.press('Enter')
  await expectFocusIn(detail)
})
