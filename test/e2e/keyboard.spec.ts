// The keyboard, whole: palette, list of shortcuts, single keys on and off, and a day's work without a mouse.
import {
  expect,
  expectFocusIn,
  grid,
  hostForAll,
  open,
  openWebhook,
  PERSON,
  panel,
  ready,
  rowOf,
  someone,
  test,
  toast,
} from './support.ts'

const server = hostForAll({ demo: true }, async (server) => {
  const webhookId = await openWebhook(server)
  await server.post(webhookId, {
    ...PERSON,
    first_name: 'Renée',
    last_name: 'Qvistgaard',
    phone: '(602) 555-0188',
  })
  await server.post(webhookId, someone())
  await server.post(webhookId, someone({ first_name: 'Wilma', last_name: 'Zetterlund' }))
})

test('the palette finds a person by half a name or four digits, runs commands, and goes back on Esc', async ({
  page,
}) => {
  await open(page, server)
  const list = await ready(page, 'Leads')
  await list.focus()
  const box = page.getByRole('combobox', { name: 'Search or jump to' })
  const options = page.getByRole('option')
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await page.keyboard.type('rene qvist')
  await expect(options.first()).toContainText('Renée Qvistgaard')
  await box.fill('0188')
  await expect(options.first()).toContainText('Renée Qvistgaard')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(list).toBeFocused()

  // A key press is painted in well under a second.
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  const took = await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('.palette input')
    if (!input) return Number.POSITIVE_INFINITY
    const since = performance.now()
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    set?.call(input, 'qvistg')
    input.dispatchEvent(new Event('input', { bubbles: true }))
    while (!document.querySelector('.palette [role="option"]')?.textContent?.includes('Renée')) {
      if (performance.now() - since > 5_000) break
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
    return performance.now() - since
  })
  expect(took).toBeLessThan(1_000)
  await page.keyboard.press('Enter')
  await expect(panel(page, 'Lead').getByRole('heading', { name: 'Renée Qvistgaard' })).toBeVisible()

  // Commands: by words, by arrows.
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await page.keyboard.type('deliv')
  await expect(options.first()).toContainText('Deliveries')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Deliveries' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(options.first()).toBeVisible()
  const labels = await options.allInnerTexts()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('option', { selected: true })).toContainText(labels[1]?.split('\n')[0] ?? '?')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible()

  // What the page stands on, as painted: it may follow a frame after the attribute.
  const ground = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)
  const light = await ground()
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await page.keyboard.type('theme dark')
  await expect(options).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect.poll(ground).not.toBe(light)
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await page.keyboard.type('theme light')
  await expect(options).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await expect.poll(ground).toBe(light)
  // A workspace narrows every screen, and goes along in the address.
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await page.keyboard.type('solar west')
  await expect(page.getByRole('option', { selected: true })).toContainText('Solar West')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /Solar West.*Switch workspace/ })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await ready(page, 'Leads')
  expect(page.url()).toContain('workspace=solar-west')
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await page.keyboard.type('all workspaces')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /All workspaces.*Switch workspace/ })).toBeVisible()
})

test('what is typed right after the first Ctrl K is there when the palette has come', async ({ page }) => {
  let comes = () => {}
  const held = new Promise<void>((resolve) => {
    comes = resolve
  })
  await page.route(/\/palette-[^/]*\.js/, async (route) => {
    await held
    await route.continue()
  })
  await open(page, server)
  await ready(page, 'Leads')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('qvist')
  await expect(page.getByRole('option')).toHaveCount(0)
  comes()
  await expect(page.getByRole('option').first()).toContainText('Renée')
  await page.keyboard.type('gaard')
  await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toHaveValue('qvistgaard')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('S, A, T, D, L, N work on the row that the keyboard is on, without a panel', async ({ page }) => {
  await server.ask('agents.save', { name: 'Ana Cole' })
  await open(page, server, '/leads?q=zetterlund')
  const list = await ready(page, 'Leads')
  const lead = async () => {
    const { rows } = await server.ask('leads.page', { filter: { search: 'zetterlund' }, limit: 1 })
    return server.ask('leads.get', { id: rows[0]?.id ?? 0 })
  }
  const isBack = async () => {
    await expect(page.getByRole('menu')).toHaveCount(0)
    await expect(list).toBeFocused()
    await expect(panel(page, 'Lead')).toHaveCount(0)
  }
  await page.keyboard.press('j')
  // Over the cell of a column that is shown, below the row for another; Enter takes what is highlighted.
  await page.keyboard.press('s')
  await expect(page.getByRole('menuitem', { name: 'New' })).toBeFocused()
  await page.keyboard.press('3')
  await expect.poll(async () => (await lead()).status).toBe('qualified')
  await isBack()
  await page.keyboard.press('a')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.getByRole('menuitem', { name: 'Ana Cole' }).press('Enter')
  await expect.poll(async () => (await lead()).assignedToName).toBe('Ana Cole')
  await isBack()
  await page.keyboard.press('t')
  await expect(page.getByRole('textbox', { name: 'Next step' })).toBeFocused()
  await page.keyboard.type('Call about the roof')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await lead()).nextStep).toBe('Call about the roof')
  await isBack()
  await page.keyboard.press('d')
  await expect(page.getByRole('menuitem', { name: /^In 1 hour/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await lead()).followUpAt).not.toBeNull()
  await isBack()
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Note' })).toBeFocused()
  await page.keyboard.type('Has a dog')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveCount(0)
  expect(JSON.stringify((await lead()).events)).toContain('Has a dog')
  await isBack()
  await page.keyboard.press('l')
  await expect(page.getByRole('menuitem', { name: 'No answer' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await lead()).callAttempts).toBe(1)
  await isBack()
  // What comes next is offered, once.
  await server.ask('leads.update', { id: (await lead()).id, values: { follow_up_at: null } })
  await toast(page, 'Call to').getByRole('button', { name: 'Follow up in 1 hour' }).click()
  await expect.poll(async () => (await lead()).followUpAt).not.toBeNull()
})

test('? lists the shortcuts; single keys can be switched off; in a field none fires', async ({ page }) => {
  await open(page, server)
  await ready(page, 'Leads')
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  for (const words of ['Search or jump to…', 'New lead', 'Change status', 'Next row', 'Deliveries']) {
    await expect(help.getByText(words, { exact: true })).toBeVisible()
  }
  // Open boxes have their own keys.
  await page.keyboard.press('c')
  await page.keyboard.press('j')
  await expect(page.getByRole('dialog', { name: 'New lead' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  // Closed, a box gives the focus back to where it was.
  await grid(page, 'Leads').focus()
  await page.keyboard.press('c')
  await expect(page.getByRole('dialog', { name: 'New lead' }).getByLabel('Phone')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(grid(page, 'Leads')).toBeFocused()

  await page.keyboard.press('/')
  const search = page.getByRole('searchbox', { name: 'Search leads' })
  await expect(search).toBeFocused()
  await page.keyboard.type('c?js')
  await expect(search).toHaveValue('c?js')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(search).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(search).not.toBeFocused()

  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  const single = page.getByRole('switch', { name: 'Single-key shortcuts' })
  await single.click()
  await expect(single).not.toBeChecked()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Leads/ }).click()
  const list = await ready(page, 'Leads')
  for (const key of ['c', '?', '/', 'g', 's']) await page.keyboard.press(key)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(list).toBeVisible()
  await expect(search).not.toBeFocused()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeFocused()
  await page.keyboard.press('Escape')
  await server.ask('settings.update', { hasShortcuts: true })
  // The setting reaches an open page by itself.
  await expect
    .poll(async () => {
      await page.keyboard.press('c')
      return page.getByRole('dialog', { name: 'New lead' }).count()
    })
    .toBe(1)
})

test('a whole tour without a mouse: person, status, note, undo, redo, other screens, back', async ({
  page,
}) => {
  await open(page, server, '/analytics')
  await expect(page.getByRole('heading', { level: 1, name: 'Analytics' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeFocused()
  await page.keyboard.type('qvist')
  await expect(page.getByRole('option').first()).toContainText('Renée')
  await page.keyboard.press('Enter')
  const detail = panel(page, 'Lead')
  await expect(detail.getByRole('heading', { name: 'Renée Qvistgaard' })).toBeVisible()
  const status = detail.getByRole('button', { name: /^Status/ })
  const history = detail.getByRole('list', { name: 'History' })
  await page.keyboard.press('s')
  // The menu begins at the present status.
  await expect(page.getByRole('menuitem', { name: 'New' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(status).toContainText('Contacted')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await page.keyboard.press('n')
  await expect(detail.getByRole('textbox', { name: 'Note' })).toBeFocused()
  await page.keyboard.type('Wants a call at noon')
  await page.keyboard.press('Control+Enter')
  await expect(history).toContainText('Wants a call at noon')
  // One step back from the empty field closes the panel; Enter opens it again.
  await page.keyboard.press('Escape')
  await expect(detail).toHaveCount(0)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+z')
  await expect(history).not.toContainText('Wants a call at noon')
  await page.keyboard.press('Control+z')
  await expect(status).toContainText('New')
  await page.keyboard.press('Control+y')
  await expect(status).toContainText('Contacted')
  await page.keyboard.press('Control+z')
  await expect(toast(page, 'Undid').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(detail).toHaveCount(0)
  await expect(grid(page, 'Leads')).toBeFocused()

  for (const [keys, title] of [
    ['gc', 'Contacts'],
    ['ga', 'Appointments'],
    ['gv', 'Conversions'],
    ['gn', 'Analytics'],
    ['gw', 'Webhooks'],
    ['gd', 'Deliveries'],
    ['gp', 'Providers'],
    ['gs', 'Settings'],
    ['gl', 'Leads'],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key)
    await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
  }
  // Tab reaches everything from the top: first the way past the navigation.
  await page.reload()
  await ready(page, 'Leads')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expectFocusIn(page.locator('main'))
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: /View:/ })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('searchbox', { name: 'Search leads' })).toBeFocused()
  await page.keyboard.type('qvist')
  await expect(rowOf(page, 'Renée Qvistgaard')).toBeVisible()
  await expect(page.locator('.toolbar .count')).toHaveText('1 lead')
  await page.keyboard.press('Enter')
  await expect(grid(page, 'Leads')).toBeFocused()
  await page.keyboard.press('Enter')
  await expectFocusIn(detail)
})
