// Cells of a list, changed where they stand: chosen by arrow keys, opened by F2 or Enter, refused in words, taken back.
import {
  activeRow,
  expect,
  expectNoBarrier,
  grid,
  hostForAll,
  open,
  PERSON,
  ready,
  rowOf,
  test,
  toast,
} from './support.ts'

const SOLAR = 'ws_cal_solar_001'
const server = hostForAll({ demo: true })

test('by keyboard: a status by its menu, a text with Tab to the next cell, a refusal beside it, Esc', async ({
  page,
}) => {
  await server.post(SOLAR, PERSON, { lead_source_provider_id: 'click_ventures_0001' })
  await open(
    page,
    server,
    `/leads?columns=${encodeURIComponent(JSON.stringify(['name', 'status', 'email', 'city', 'zip_code']))}`,
  )
  const list = await ready(page, 'Leads')
  const row = rowOf(page, 'Marisol Ortega')
  await expect(row).toBeVisible()
  const cell = (column: number) => row.getByRole('gridcell').nth(column)
  await page.keyboard.press('j')
  await expect(list).toBeFocused()
  await page.keyboard.press('F2')
  // The first cell that can be changed is the status: the name is made of two.
  await expect(page.getByRole('menuitem', { name: 'Contacted' })).toBeVisible()
  await page.keyboard.press('2')
  await expect(cell(2)).toHaveText('Contacted')
  await expect(list).toBeFocused()

  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const email = page.getByRole('textbox', { name: 'Email' })
  await expect(email).toBeFocused()
  await expect(email).toHaveValue('marisol.ortega@example.com')
  await email.fill('nobody at all')
  await page.keyboard.press('Enter')
  await expect(page.locator('.cell-editor').getByText('Write it like name@example.com.')).toBeVisible()
  await expect(email).toBeFocused()
  await expectNoBarrier(page)
  await email.fill('m.ortega@example.com')
  await page.keyboard.press('Tab')
  const city = page.getByRole('textbox', { name: 'City' })
  await expect(city).toBeFocused()
  await expect(cell(3)).toHaveText('m.ortega@example.com')
  await city.fill('Tempe')
  await page.keyboard.press('Escape')
  await expect(city).toHaveCount(0)
  await expect(list).toBeFocused()
  await expect(cell(4)).toHaveText('Phoenix')
  // One step back for each cell.
  await page.keyboard.press('Control+z')
  await expect(toast(page, 'Undid')).toBeVisible()
  await expect(cell(3)).toHaveText('marisol.ortega@example.com')
  await page.keyboard.press('Control+z')
  await expect(cell(2)).toHaveText('New')
  // Esc goes back to whole rows; Enter opens them again.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'Lead' })).toBeVisible()
})

test('by mouse: the pencil of a cell opens its editor and not the record; leaving saves', async ({
  page,
}) => {
  await open(page, server, '/contacts')
  await ready(page, 'Contacts')
  const cell = grid(page, 'Contacts').getByRole('row').nth(1).getByRole('gridcell').nth(3)
  const name = await grid(page, 'Contacts').getByRole('row').nth(1).getByRole('gridcell').nth(1).innerText()
  await cell.hover()
  await expect(page.getByRole('button', { name: 'Change Email' })).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('button', { name: 'Change Email' }).click()
  const box = page.getByRole('textbox', { name: 'Email' })
  await expect(box).toBeFocused()
  await box.fill('written.here@example.com')
  await page.getByRole('searchbox', { name: 'Search contacts' }).click()
  await expect(rowOf(page, name).first().getByRole('gridcell').nth(3)).toHaveText('written.here@example.com')
  await expect(page.getByRole('complementary')).toHaveCount(0)
})

test('a column is made wider by dragging its edge and by keys, and stays so', async ({ page }) => {
  await open(page, server, '/contacts')
  const list = await ready(page, 'Contacts')
  const head = (name: string) => list.getByRole('columnheader', { name })
  const widthOf = async (name: string) => (await head(name).boundingBox())?.width ?? 0
  /** The middle of the edge that is dragged. */
  const edgeOf = async (name: string) => {
    const { x = 0, y = 0, width = 0 } = (await head(name).boundingBox()) ?? {}
    return { x: x + width - 4, y: y + 12 }
  }
  const usual = await widthOf('Phone')
  const edge = await edgeOf('Phone')
  await page.mouse.move(edge.x, edge.y)
  await page.mouse.down()
  await page.mouse.move(edge.x + 60, edge.y, { steps: 4 })
  await page.mouse.up()
  expect(await widthOf('Phone')).toBeCloseTo(usual + 60, 0)
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowLeft')
  await expect.poll(() => widthOf('Phone')).toBeCloseTo(usual + 44, 0)
  await page.reload()
  await ready(page, 'Contacts')
  expect(await widthOf('Phone')).toBeCloseTo(usual + 44, 0)
  const there = await edgeOf('Phone')
  await page.mouse.dblclick(there.x, there.y)
  await expect.poll(() => widthOf('Phone')).toBeCloseTo(usual, 0)
})

test('what is begun outlives scrolling; who clicks elsewhere stays there', async ({ page }) => {
  await open(
    page,
    server,
    `/leads?columns=${encodeURIComponent(JSON.stringify(['name', 'email', 'status']))}`,
  )
  const list = await ready(page, 'Leads')
  await page.keyboard.press('j')
  await page.keyboard.press('F2')
  const email = page.getByRole('textbox', { name: 'Email' })
  await email.fill('half.an.address')
  await list.hover({ position: { x: 300, y: 300 } })
  await page.mouse.wheel(0, 6_000)
  await expect(list.getByRole('row').nth(1)).not.toHaveAttribute('aria-rowindex', '2')
  await page.mouse.wheel(0, -6_000)
  await expect(list.getByRole('row').nth(1)).toHaveAttribute('aria-rowindex', '2')
  await expect(email).toHaveValue('half.an.address')
  await email.press('Escape')

  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Contacted' })).toBeVisible()
  const search = page.getByRole('searchbox', { name: 'Search leads' })
  await search.click()
  await expect(page.getByRole('menuitem', { name: 'Contacted' })).toHaveCount(0)
  await expect(page.locator('.cell-editor')).toHaveCount(0)
  await expect(search).toBeFocused()
})

test('at the foot of the list an editor and its refusal are seen whole', async ({ page }) => {
  await open(page, server, `/leads?columns=${encodeURIComponent(JSON.stringify(['name', 'email', 'city']))}`)
  await ready(page, 'Leads')
  await page.keyboard.press('j')
  await page.keyboard.press('End')
  await expect.poll(() => activeRow(page)).toContain('@')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const email = page.getByRole('textbox', { name: 'Email' })
  await email.fill('nobody at all')
  await page.keyboard.press('Enter')
  const refusal = page.locator('.cell-editor').getByText('Write it like name@example.com.')
  await expect(refusal).toBeInViewport({ ratio: 1 })
  await expect(email).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  // Of a column that is not shown too.
  await page.keyboard.press('t')
  await expect(page.getByRole('textbox', { name: 'Next step' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await expect(grid(page, 'Leads')).toBeFocused()
})
