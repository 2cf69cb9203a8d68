// Deleting by keyboard, and taking it back: selected leads after a question, one lead at once, a contact with all that hangs on it.
import {
  activeRow,
  expect,
  expectNoBarrier,
  hostForAll,
  open,
  PERSON,
  panel,
  ready,
  rowOf,
  test,
  toast,
} from './support.ts'

const PHONES = [42, 43, 44, 45, 46].map((number) => `(602) 555-01${number}`)
const NAMES = ['Ada', 'Ben', 'Cleo', 'Dina', 'Eli']

let webhook = ''
const server = hostForAll({}, async (host) => {
  const { webhookId } = await host.ask('webhooks.create', {
    name: 'Open door',
    leadType: 'solar',
    senderRule: 'open',
  })
  webhook = webhookId
  // Ada is the newest and stands first.
  for (const [at, first_name] of [...NAMES.entries()].reverse())
    await host.post(webhookId, {
      ...PERSON,
      first_name,
      phone: PHONES[at],
      email: `${first_name}@example.com`,
    })
})

test('three selected leads go after a question, and a key brings them back', async ({ page }) => {
  await open(page, server, '/leads')
  const list = await ready(page, 'Leads')
  await list.focus()
  for (const name of ['Ada', 'Ben', 'Cleo']) {
    await expect.poll(() => activeRow(page)).toContain(name)
    await page.keyboard.press('x')
    await page.keyboard.press('j')
  }
  await expect(page.getByRole('region', { name: 'Selected leads' })).toContainText('3 selected')
  const question = page.getByRole('alertdialog', { name: 'Delete 3 leads?' })

  await page.keyboard.press('Delete')
  await expect(question.getByRole('button', { name: 'Delete 3 leads' })).toBeFocused()
  await expectNoBarrier(page)
  await page.keyboard.press('Escape')
  await expect(question).toHaveCount(0)
  await expect(list).toBeFocused()
  await expect(list).toHaveAttribute('aria-rowcount', '6')

  await page.keyboard.press('Delete')
  await expect(question.getByRole('button', { name: 'Delete 3 leads' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(toast(page, '3 leads deleted')).toBeVisible()
  await expect(list).toHaveAttribute('aria-rowcount', '3')
  await expect(page.getByRole('region', { name: 'Selected leads' })).toHaveCount(0)
  await expect(list).toBeFocused()

  await page.keyboard.press('Control+z')
  await expect(toast(page, 'Undid: 3 leads deleted')).toBeVisible()
  await expect(list).toHaveAttribute('aria-rowcount', '6')
  for (const name of ['Ada', 'Ben', 'Cleo']) await expect(rowOf(page, name)).toBeVisible()
})

test('one lead goes from its panel at once, its address says so, and brings it back', async ({ page }) => {
  await open(page, server, '/leads')
  const list = await ready(page, 'Leads')
  await list.focus()
  await page.keyboard.press('j')
  await expect.poll(() => activeRow(page)).toContain('Ben')
  await page.keyboard.press('Enter')
  const detail = panel(page, 'Lead')
  await expect(detail.getByRole('heading', { name: 'Ben Ortega' })).toBeVisible()
  await expect(page).toHaveURL(/lead=\d+/)
  const address = new URL(page.url()).hash.slice(1)
  await detail.getByRole('button', { name: 'More' }).press('Enter')
  const entry = page.getByRole('menuitem', { name: 'Delete lead' })
  await expect(entry).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(toast(page, 'Lead of Ben Ortega deleted')).toBeVisible()
  await expect(detail).toHaveCount(0)
  await expect(rowOf(page, 'Ben')).toHaveCount(0)
  await expect(list).toBeFocused()
  await expect.poll(() => activeRow(page)).toContain('Cleo')

  // The active row goes by its key alone, and comes back by another.
  await page.keyboard.press('Delete')
  await expect(toast(page, 'Lead of Cleo Ortega deleted')).toBeVisible()
  await expect(rowOf(page, 'Cleo')).toHaveCount(0)
  await expect.poll(() => activeRow(page)).toContain('Dina')
  await page.keyboard.press('Control+z')
  await expect(rowOf(page, 'Cleo')).toBeVisible()

  await open(page, server, address)
  await expect(detail).toContainText('This lead was deletedBy Dana Reyes')
  await detail.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(detail.getByRole('heading', { name: 'Ben Ortega' })).toBeVisible()
  await expect(rowOf(page, 'Ben')).toBeVisible()
})

test('a contact tells what goes along, and its delivery still leads to where it can be undone', async ({
  page,
}) => {
  await open(page, server, '/contacts')
  const list = await ready(page, 'Contacts')
  await list.focus()
  const first = await activeRow(page)
  await page.keyboard.press('Delete')
  const question = page.getByRole('alertdialog', { name: /^Delete .+ Ortega\?$/ })
  await expect(question).toContainText('1 lead goes along')
  await page.keyboard.press('Enter')
  await expect(toast(page, /Contact .+ with 1 lead deleted/)).toBeVisible()
  await expect(list).toHaveAttribute('aria-rowcount', '5')

  await open(page, server, '/deliveries')
  await ready(page, 'Deliveries')
  await rowOf(page, first.split('\n')[0] ?? '').click()
  const delivery = panel(page, 'Delivery')
  await expect(delivery).toContainText('was deleted')
  await delivery.getByRole('link', { name: /^Lead \d+/ }).press('Enter')
  await panel(page, 'Lead').getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(toast(page, 'Undid: contact')).toBeVisible()
  await expect(panel(page, 'Lead').getByRole('heading', { level: 2 })).toContainText('Ortega')
})

test('all that are listed are asked about again when another one has come meanwhile', async ({ page }) => {
  await open(page, server, '/leads')
  const list = await ready(page, 'Leads')
  await list.focus()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('region', { name: 'Selected leads' })).toContainText('5 selected')
  await page.keyboard.press('Delete')
  const question = (count: number) => page.getByRole('alertdialog', { name: `Delete ${count} leads?` })
  await expect(question(5).getByRole('button', { name: 'Delete 5 leads' })).toBeFocused()
  await server.post(webhook, {
    ...PERSON,
    first_name: 'Fay',
    phone: '(602) 555-0147',
    email: 'fay@example.com',
  })
  await page.keyboard.press('Enter')
  await expect(toast(page, '6 leads match now; you confirmed 5. Look again.')).toBeVisible()
  await expect(question(6).getByRole('button', { name: 'Delete 6 leads' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(toast(page, '6 leads deleted')).toBeVisible()
  await expect(page.getByRole('alertdialog')).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(list).toHaveAttribute('aria-rowcount', '7')
})
