// The list as a workbench: conditions on any column, order, columns, views that come back, and one change for many, all with an undo.
import { expect, type grid, hostForAll, open, ready, test, toast } from './support.ts'

const server = hostForAll({ demo: true })
const rowCount = async (list: ReturnType<typeof grid>) => Number(await list.getAttribute('aria-rowcount')) - 1

test('a condition by keyboard: chosen, refused in words, shown as a chip, kept in the address, taken away', async ({
  page,
}) => {
  await open(page, server)
  const list = await ready(page, 'Leads')
  const all = await rowCount(list)
  await page.keyboard.press('f')
  const dialog = page.getByRole('dialog', { name: 'Filter' })
  // The first field has the focus from the first key on.
  const column = dialog.getByRole('combobox', { name: 'Column' })
  await expect(column).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await page.keyboard.press('f')
  await expect(column).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText('Choose a column first.')
  await page.keyboard.type('monthly')
  await expect(page.getByRole('option', { name: 'Monthly bill' })).toBeVisible()
  await page.keyboard.press('Enter')
  await dialog.getByRole('combobox', { name: 'Way' }).press('Enter')
  await page.getByRole('option', { name: 'at least' }).click()
  const value = dialog.getByRole('textbox', { name: 'Value' })
  await value.fill('a lot')
  await value.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText('Monthly bill: enter a number.')
  await value.fill('$250')
  await value.press('Enter')
  await expect(dialog).toHaveCount(0)
  const chip = page.getByRole('button', { name: 'Monthly bill at least $250', exact: true })
  await expect(chip).toBeVisible()
  await expect.poll(() => rowCount(list)).toBeLessThan(all)
  const some = await rowCount(list)
  const { total } = await server.ask('leads.page', {
    filter: { where: [{ column: 'monthly_electric_bill', way: 'at_least', values: [25_000] }] },
  })
  expect(some).toBe(total)

  await page.reload()
  await expect(chip).toBeVisible()
  await expect.poll(() => rowCount(list)).toBe(some)
  await page.getByRole('button', { name: 'Remove filter Monthly bill at least $250' }).click()
  await expect.poll(() => rowCount(list)).toBe(all)
})

test('a title sorts; columns come and go; the view is saved, left, opened again and deleted with an undo', async ({
  page,
}) => {
  await open(page, server)
  const list = await ready(page, 'Leads')
  const title = list.getByRole('columnheader', { name: 'Name' })
  // Anywhere in its cell.
  const width = (await title.boundingBox())?.width ?? 0
  await title.click({ position: { x: width - 20, y: 5 } })
  await expect(title).toHaveAttribute('aria-sort', 'ascending')
  const { rows } = await server.ask('leads.page', {
    sort: { column: 'last_name', direction: 'asc' },
    limit: 1,
  })
  await expect(list.getByRole('row').nth(1)).toContainText(rows[0]?.lastName ?? '')

  await page.getByRole('button', { name: 'Columns' }).click()
  const columns = page.getByRole('dialog', { name: 'Columns' })
  await columns.getByRole('button', { name: 'Leave out Place' }).click()
  await columns.getByRole('combobox', { name: 'Add a column' }).fill('zip')
  await page.keyboard.press('Enter')
  await columns.getByRole('button', { name: 'Move ZIP code up' }).click()
  await columns.getByRole('button', { name: 'Apply' }).click()
  await expect(list.getByRole('columnheader', { name: 'Place' })).toHaveCount(0)
  await expect(list.getByRole('columnheader', { name: 'ZIP code' })).toHaveCount(1)

  await page.getByRole('button', { name: 'Save view' }).click()
  const save = page.getByRole('dialog', { name: 'Save view' })
  await expect(save.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('By name')
  await page.keyboard.press('Enter')
  await expect(save).toHaveCount(0)
  await page.getByRole('button', { name: /View:.*By name/ }).click()
  await page.getByRole('menuitem', { name: /New, untouched/ }).click()
  await expect(title).not.toHaveAttribute('aria-sort', 'ascending')
  await expect(list.getByRole('columnheader', { name: 'Place' })).toHaveCount(1)
  await page.goBack()
  await expect(page.getByRole('button', { name: /View:.*By name/ })).toBeVisible()
  await page.reload()
  await page.getByRole('button', { name: /View:.*By name/ }).click()
  await page.getByRole('menuitem', { name: 'Delete By name' }).click()
  await expect(page.getByRole('button', { name: /View:.*Unsaved view/ })).toBeVisible()
  await toast(page, 'View By name deleted').getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: /View:.*By name/ })).toBeVisible()
})

test('rows are selected by X, Shift and Ctrl A; one change for all of them, and one undo', async ({
  page,
}) => {
  await open(page, server)
  const list = await ready(page, 'Leads')
  const bar = page.getByRole('region', { name: 'Selected leads' })
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(bar).toContainText('1 selected')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(bar).toContainText('3 selected')
  // Back over a row, and it is no longer selected.
  await page.keyboard.press('Shift+ArrowUp')
  await expect(bar).toContainText('2 selected')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(bar).toContainText('3 selected')
  const marked = await list.getByRole('row', { selected: true }).allInnerTexts()
  expect(marked).toHaveLength(3)
  await bar.getByRole('button', { name: 'Status' }).click()
  await page.keyboard.press('5')
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: 'Status of 3 leads set to Negotiating' })
      .or(toast(page, 'Status of 3 leads set to Negotiating'))
      .first(),
  ).toBeVisible()
  await expect(list.getByRole('row').nth(1)).toContainText('Negotiating')
  // They stay selected for a second step, and the keys go on in the list.
  await expect(bar).toContainText('3 selected')
  await expect(list).toBeFocused()
  await page.keyboard.press('s')
  await expect(page.getByRole('menuitem', { name: 'New' })).toBeFocused()
  await page.keyboard.press('3')
  await expect(list.getByRole('row').nth(3)).toContainText('Qualified')
  await expect(list).toBeFocused()
  await page.keyboard.press('Control+z')
  await expect(list.getByRole('row').nth(1)).toContainText('Negotiating')
  await page.keyboard.press('Control+z')
  await expect(list.getByRole('row').nth(1)).not.toContainText('Negotiating')
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)

  // Everything that is listed, as a question and not as ids.
  const { total } = await server.ask('leads.page', { filter: { types: ['hvac'] }, limit: 1 })
  await page.getByRole('button', { name: 'Type', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: /HVAC/ }).click()
  await page.keyboard.press('Escape')
  await expect.poll(() => rowCount(list)).toBe(total)
  await list.focus()
  await page.keyboard.press('Control+a')
  await expect(bar).toContainText(`${total} selected`)
  await bar.getByRole('button', { name: 'Assign' }).click()
  await page.getByRole('menuitem').first().click()
  await expect(toast(page, /Assignment of \d+ leads set to/)).toBeVisible()
  const nobody = {
    filter: { types: ['hvac' as const], where: [{ column: 'assigned_to', way: 'empty' as const }] },
  }
  expect((await server.ask('leads.page', nobody)).total).toBe(0)
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await server.ask('leads.page', nobody)).total).toBeGreaterThan(0)
})

test('the board: a card is moved by Shift and an arrow key, goes along with the focus, and comes back by undo', async ({
  page,
}) => {
  await open(page, server)
  await ready(page, 'Leads')
  await page.getByRole('button', { name: 'Show as a board' }).click()
  const board = page.getByRole('group', { name: 'Board of leads by status' })
  const column = (status: string) => board.getByRole('region', { name: new RegExp(`^${status}, `) })
  const cards = column('New').getByRole('button')
  await expect(cards.nth(12)).toBeAttached()
  // A layout is no other view.
  await expect(page.getByRole('button', { name: /View:.*All leads/ })).toBeVisible()
  expect(await page.locator('.screen').evaluate((box) => box.scrollHeight - box.clientHeight)).toBe(0)
  await page.keyboard.press('j')
  await expect(cards.first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(cards.nth(1)).toBeFocused()
  await page.keyboard.press('k')
  for (let step = 0; step < 12; step += 1) await page.keyboard.press('j')
  await expect(cards.nth(12)).toBeFocused()
  await expect(cards.nth(12)).toBeInViewport()
  // Nothing but the column moves.
  await expect(page.getByRole('searchbox', { name: 'Search leads' })).toBeInViewport()
  expect(
    await page.evaluate(() =>
      [...document.querySelectorAll('html, body, main, main *')]
        .filter((box) => box.scrollTop > 0)
        .map((box) => box.className),
    ),
  ).toEqual(['board-cards'])
  const card = cards.first()
  const words = (await card.innerText()).split('\n')[0] as string
  await card.focus()
  await page.keyboard.press('Shift+ArrowRight')
  const moved = column('Contacted')
    .getByRole('button', { name: new RegExp(words) })
    .first()
  await expect(moved).toBeVisible()
  await expect(moved).toBeFocused()
  await page.keyboard.press('Control+z')
  await expect(
    column('New')
      .getByRole('button', { name: new RegExp(words) })
      .first(),
  ).toBeVisible()
  await page.reload()
  await expect(board).toBeVisible()
  // By mouse.
  await column('New')
    .getByRole('button', { name: new RegExp(words) })
    .first()
    .dragTo(column('Qualified'))
  await expect(
    column('Qualified')
      .getByRole('button', { name: new RegExp(words) })
      .first(),
  ).toBeVisible()
})

test('contacts are filtered and sorted alike, and their views are their own', async ({ page }) => {
  await open(page, server, '/contacts')
  const list = await ready(page, 'Contacts')
  const all = await rowCount(list)
  await page.keyboard.press('f')
  const dialog = page.getByRole('dialog', { name: 'Filter' })
  await dialog.getByRole('combobox', { name: 'Column' }).fill('leads')
  await page.keyboard.press('Enter')
  await dialog.getByRole('combobox', { name: 'Way' }).press('Enter')
  await page.getByRole('option', { name: 'at least' }).click()
  await dialog.getByRole('textbox', { name: 'Value' }).fill('2')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Leads at least 2', exact: true })).toBeVisible()
  await expect.poll(() => rowCount(list)).toBeLessThan(all)
  await list.getByRole('columnheader', { name: 'Leads' }).getByRole('button').click()
  await expect(list.getByRole('columnheader', { name: 'Leads' })).toHaveAttribute('aria-sort', 'descending')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page
    .getByRole('dialog', { name: 'Save view' })
    .getByRole('textbox', { name: 'Name' })
    .fill('Came twice')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /View:.*Came twice/ })).toBeVisible()
  expect((await server.ask('views.list', { list: 'leads' })).map(({ name }) => name)).not.toContain(
    'Came twice',
  )
})
