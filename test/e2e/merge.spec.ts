// Two contacts that are one person: found, compared, merged, undone and unmerged, all by keyboard.
import {
  expect,
  expectNoBarrier,
  grid,
  hostForAll,
  open,
  PERSON,
  panel,
  ready,
  rowOf,
  test,
  toast,
} from './support.ts'

const server = hostForAll({}, async (host) => {
  const sun = await host.ask('webhooks.create', { name: 'Sun', leadType: 'solar', senderRule: 'open' })
  const air = await host.ask('webhooks.create', { name: 'Air', leadType: 'hvac', senderRule: 'open' })
  await host.post(sun.webhookId, { ...PERSON, created_at: '2026-01-02T10:00:00.000Z' })
  await host.post(sun.webhookId, { ...PERSON, created_at: '2026-01-03T10:00:00.000Z' })
  await host.post(air.webhookId, {
    ...PERSON,
    first_name: 'Mari',
    email: 'a.very.long.address.of.somebody.called.mari.ortega@example.com',
    address: '12 Oak Street',
    created_at: '2026-01-04T10:00:00.000Z',
  })
  await host.post(air.webhookId, { ...PERSON, first_name: 'Eva', phone: '(602) 555-0177', email: '' })
})

test('a pair is compared and merged by keyboard, undone by a key, merged again and unmerged', async ({
  page,
}) => {
  await open(page, server, '/contacts')
  await ready(page, 'Contacts')
  await page.getByRole('link', { name: 'Duplicates', exact: true }).press('Enter')
  const list = await ready(page, 'Duplicates')
  await expect(page.locator('.toolbar .count')).toHaveText('1 pair to look at')
  await expect(rowOf(page, 'Marisol Ortega')).toContainText('Same phone')
  await expectNoBarrier(page)

  await list.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Merge two contacts' })
  const email = dialog.getByRole('radiogroup', { name: 'Email' })
  await expect(email.getByRole('radio', { name: /a\.very\.long/ })).toBeChecked()
  await expect(dialog).toContainText('1 lead goes to Marisol Ortega')
  await expectNoBarrier(page)
  await email.getByRole('radio', { name: /a\.very\.long/ }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(email.getByRole('radio', { name: PERSON.email })).toBeChecked()
  const stays = dialog.getByRole('radiogroup', { name: 'Which contact stays' })
  await stays.getByRole('radio', { name: 'Mari Ortega' }).press('Space')
  await expect(dialog).toContainText('2 leads go to Mari Ortega')
  await expect(email.getByRole('radio', { name: PERSON.email })).toBeChecked()
  await stays.getByRole('radio', { name: 'Marisol Ortega' }).press('Space')
  await expect(dialog).toContainText('1 lead goes to Marisol Ortega')
  await dialog.getByRole('button', { name: 'Merge', exact: true }).press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(toast(page, 'Merged Mari Ortega into Marisol Ortega')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No duplicates' })).toBeVisible()

  await page.keyboard.press('Control+z')
  await expect(toast(page, 'Undid')).toBeVisible()
  await expect(rowOf(page, 'Marisol Ortega')).toBeVisible()
  await expect(grid(page, 'Duplicates')).toBeVisible()

  // From the panel of the one, with its suggestion.
  await open(page, server, '/contacts')
  await ready(page, 'Contacts')
  await rowOf(page, 'Marisol Ortega').click()
  const detail = panel(page, 'Contact')
  await detail.getByRole('button', { name: 'Merge with Mari Ortega' }).press('Enter')
  await expect(dialog.getByRole('radio', { name: 'Marisol Ortega' })).toBeChecked()
  await dialog.getByRole('button', { name: 'Merge', exact: true }).press('Enter')
  await expect(detail.getByRole('heading', { name: 'Merged from' })).toBeVisible()
  await expect(detail.getByRole('heading', { name: '3 leads' })).toBeVisible()
  await expect(detail.getByRole('list', { name: 'History' })).toContainText(
    'Mari Ortega merged into Marisol Ortega',
  )
  await expectNoBarrier(page)
  await detail.getByRole('button', { name: 'Unmerge Mari Ortega' }).press('Enter')
  await expect(detail.getByRole('heading', { name: '2 leads' })).toBeVisible()
  await expect(toast(page, 'Unmerged Mari Ortega from')).toBeVisible()
  await expect(grid(page, 'Contacts')).toHaveAttribute('aria-rowcount', '4')
})

test('the address of a merged contact leads to the one it belongs to; a pair can be said to be two people', async ({
  page,
}) => {
  const { rows } = await server.ask('contacts.duplicates', {})
  const [pair] = rows
  if (pair === undefined) throw new Error('There is a pair to begin with.')
  const merged = await server.ask('contacts.merge', { keepId: pair.keep.id, mergeId: pair.merge.id })
  await open(page, server, `/contacts?contact=${pair.merge.id}`)
  await expect(panel(page, 'Contact').getByRole('heading', { name: 'Merged from' })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`contact=${pair.keep.id}`))
  await server.ask('history.undo', { undoId: merged.undoId })

  await open(page, server, '/duplicates')
  await ready(page, 'Duplicates')
  await rowOf(page, 'Marisol Ortega').click()
  await page.getByRole('button', { name: 'Not the same person' }).click()
  await expect(page.getByRole('heading', { name: 'No duplicates' })).toBeVisible()
  await toast(page, 'as two people').getByRole('button', { name: 'Undo' }).click()
  await expect(rowOf(page, 'Marisol Ortega')).toBeVisible()
})

test('while a lead is typed, whoever has the phone already is named', async ({ page }) => {
  await open(page, server, '/leads')
  await ready(page, 'Leads')
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New lead' })
  await dialog.getByRole('textbox', { name: 'Phone' }).fill('602-555-0177')
  await expect(dialog.getByRole('status').filter({ hasText: 'Already known' })).toContainText('Eva Ortega')
  await expectNoBarrier(page)
  await dialog.getByRole('textbox', { name: 'Phone' }).fill('602-555-0199')
  await expect(dialog.getByText('Already known')).toHaveCount(0)
})
