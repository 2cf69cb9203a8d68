// The first start, and what stays after a restart: three answers, then work, empty or with invented people.
import { expect, grid, open, panel, rowOf, type Server, signIn, startServer, test, toast } from './support.ts'

test('three answers, then empty; all of it is still there after a restart', async ({ page, rails }) => {
  let server: Server = await startServer({ isSetUp: false })
  try {
    // The printed address signs the browser in and leaves no token in the address bar.
    await page.goto(server.address)
    await expect(page.getByRole('heading', { name: 'Welcome to Convio Leads' })).toBeVisible()
    expect(page.url()).not.toContain('token')
    await expect(page.getByLabel('Agency name')).toBeFocused()

    await page.getByRole('button', { name: 'Start empty' }).click()
    await expect(page.getByText('Give your agency a name.')).toBeVisible()
    await expect(page.getByLabel('Agency name')).toHaveAttribute('aria-invalid', 'true')

    await page.getByLabel('Agency name').fill('Saguaro Home Leads')
    const zone = page.getByRole('combobox', { name: 'Time zone' })
    for (const [words, found] of [
      ['Eastern', 'America/New York'],
      ['new york', 'America/New York'],
      ['EST', 'America/New York'],
      ['Chicago', 'America/Chicago'],
      ['Phoenix', 'America/Phoenix'],
      ['Arizona', 'America/Phoenix'],
    ] as const) {
      await zone.fill(words)
      await expect(page.getByRole('option').first()).toContainText(found)
    }
    await zone.fill('honolulu')
    await page.getByRole('option', { name: /Pacific\/Honolulu/ }).click()
    await page.getByLabel('Your name').fill('Dana Reyes')
    await page.getByRole('button', { name: 'Start empty' }).click()
    await expect(page.getByRole('heading', { name: 'No leads yet' })).toBeVisible()
    await expect(page.getByRole('button', { name: /Saguaro Home Leads/ })).toBeVisible()
    // The one button of the empty list opens the form itself.
    await page.getByRole('button', { name: 'Create a webhook' }).click()
    await expect(page.getByRole('dialog', { name: 'New webhook' }).getByLabel('Name')).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)

    await open(page, server, '/settings')
    await expect(page.getByLabel('Agency name')).toHaveValue('Saguaro Home Leads')
    await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Pacific/Honolulu')
    await expect(page.getByLabel('Your name')).toHaveValue('Dana Reyes')
    // A text is saved when its field is left; Esc takes back what was typed.
    await page.getByLabel('Agency name').fill('Saguaro Leads')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: /Saguaro Leads/ })).toBeVisible()
    await page.getByLabel('Your name').fill('Nobody')
    await page.keyboard.press('Escape')
    await expect(page.getByLabel('Your name')).toHaveValue('Dana Reyes')
    // An empty name is refused beside its field, and the old one counts.
    await page.getByLabel('Agency name').fill(' ')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Give your agency a name.')).toBeVisible()
    await page.getByRole('combobox', { name: 'Theme' }).click()
    await page.getByRole('option', { name: 'Dark' }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).click()
    await expect(page.getByRole('switch', { name: 'Single-key shortcuts' })).not.toBeChecked()
    // Opening to the network is asked about, and Cancel leaves it closed.
    await page.getByRole('switch', { name: 'Answer the local network' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('switch', { name: 'Answer the local network' })).not.toBeChecked()

    rails.allow(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/)
    await server.stop()
    await expect(page.getByRole('alert').filter({ hasText: 'does not answer' })).toBeVisible()

    server = await startServer({ data: server.data })
    await page.goto(server.address)
    await expect(page.getByRole('button', { name: /Saguaro Leads/ })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await open(page, server, '/settings')
    await expect(page.getByLabel('Agency name')).toHaveValue('Saguaro Leads')
    await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Pacific/Honolulu')
    await expect(page.getByLabel('Your name')).toHaveValue('Dana Reyes')
    await expect(page.getByRole('switch', { name: 'Single-key shortcuts' })).not.toBeChecked()
  } finally {
    await server.end()
  }
})

test('start with sample data: its progress is seen, it is labelled, and after a question it goes', async ({
  page,
}) => {
  const server = await startServer({ isSetUp: false })
  try {
    await signIn(page.context(), server)
    await page.addInitScript(() => {
      const seen: string[] = []
      Object.assign(window, { seen })
      new MutationObserver(() => {
        const bar = document.querySelector('.task-strip progress')
        if (bar) seen.push(bar.closest('.task-strip')?.textContent ?? '')
      }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
    })
    await page.goto(server.origin)
    await page.getByLabel('Agency name').fill('Saguaro Home Leads')
    await page.getByRole('button', { name: 'Start with sample data' }).click()
    await expect(toast(page, 'Sample data added')).toBeVisible({ timeout: 20_000 })
    const strips = await page.evaluate(() => (window as unknown as { seen: string[] }).seen)
    expect(strips.join('\n')).toMatch(/Adding sample data .*\d/)
    expect(strips.join('\n')).toContain('Cancel')

    const { leads } = await server.ask('sampleData.status', {})
    expect(leads).toBe(1_000)
    await expect(page.locator('.toolbar .count')).toHaveText(/^1,000 leads\b.*1,000.*sample/)
    expect(Number(await grid(page, 'Leads').getAttribute('aria-rowcount'))).toBeGreaterThan(900)
    await open(page, server, '/webhooks')
    await expect(rowOf(page, 'California Solar')).toContainText('Sample')

    await open(page, server, '/settings')
    await page.getByRole('button', { name: 'Remove all sample data' }).click()
    const question = page.getByRole('alertdialog', { name: 'Remove all sample data?' })
    await expect(question).toContainText('1,000 sample leads')
    await expect(question).toContainText('Your own leads and contacts stay')
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect((await server.ask('sampleData.status', {})).leads).toBe(1_000)
    await page.getByRole('button', { name: 'Remove all sample data' }).click()
    await question.getByRole('button', { name: 'Remove sample data' }).click()
    await expect(toast(page, 'Sample data removed')).toBeVisible({ timeout: 20_000 })
    await expect(page.getByText('There is no sample data here.')).toBeVisible()
    await open(page, server, '/leads')
    await expect(page.getByRole('heading', { name: 'No leads yet' })).toBeVisible()
    await expect(panel(page, 'Lead')).toHaveCount(0)
  } finally {
    await server.end()
  }
})

test('a browser that is not signed in sees nothing but where to look', async ({ page, rails }) => {
  const server = await startServer()
  try {
    rails.allow(/status of 401|status of 403/)
    await page.goto(server.origin)
    await expect(page.getByText(/address.*printed/i).first()).toBeVisible()
    await expect(page.getByRole('grid')).toHaveCount(0)
    await page.goto(`${server.origin}/?token=guess`)
    await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0)
  } finally {
    await server.end()
  }
})
