// Many at once: contacts are marked, changed, merged, exported and deleted like leads; more than a few hundred are a task whose end is told with its Undo.
import {
  activeRow,
  choose,
  expect,
  expectNoBarrier,
  grid,
  hostForAll,
  open,
  ready,
  rowOf,
  test,
  toast,
} from './support.ts'

const server = hostForAll({ demo: true })

const bar = 'Selected contacts'

test('contacts are marked by keys, and one field is changed for all of them', async ({ page }) => {
  await open(page, server, '/contacts')
  const list = await ready(page, 'Contacts')
  await list.focus()
  await expect.poll(() => activeRow(page)).not.toBe('')
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  const marks = page.getByRole('region', { name: bar })
  await expect(marks).toContainText('3 selected')
  await expectNoBarrier(page)
  await page.keyboard.press('Control+a')
  const total = Number(await list.getAttribute('aria-rowcount')) - 1
  await expect(marks).toContainText(`${total.toLocaleString('en-US')} selected`)
  await page.keyboard.press('Escape')
  await expect(marks).toHaveCount(0)

  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(marks).toContainText('2 selected')
  await marks.getByRole('button', { name: 'Change' }).click()
  const box = page.getByRole('dialog', { name: 'Change 2 contacts' })
  await expectNoBarrier(page)
  await choose(page, box.getByRole('combobox', { name: 'Field' }), 'City')
  await box.getByRole('textbox', { name: 'City' }).fill('Bisbee')
  await box.getByRole('button', { name: 'Change 2 contacts' }).click()
  await expect(toast(page, 'City of 2 contacts changed')).toBeVisible()
  await expect(rowOf(page, 'Bisbee')).toHaveCount(2)
  // What was selected stays so: a second step on the same ones is common.
  await expect(marks).toContainText('2 selected')
  await page.keyboard.press('Control+z')
  await expect(toast(page, 'Undid: city of 2 contacts changed')).toBeVisible()
  await expect(rowOf(page, 'Bisbee')).toHaveCount(0)
})

test('two marked contacts are merged, marked ones exported, and deleted after a question', async ({
  page,
}) => {
  await open(page, server, '/contacts')
  const list = await ready(page, 'Contacts')
  await list.focus()
  await page.keyboard.press('x')
  const marks = page.getByRole('region', { name: bar })
  await expect(marks).toContainText('1 selected')
  await expect(marks.getByRole('button', { name: 'Merge' })).toHaveCount(0)
  await page.keyboard.press('Shift+ArrowDown')
  await expect(marks).toContainText('2 selected')
  await marks.getByRole('button', { name: 'Merge' }).click()
  await expect(page.getByRole('dialog', { name: 'Merge two contacts' })).toBeVisible()
  await expectNoBarrier(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await marks.getByRole('button', { name: 'Export' }).click()
  const box = page.getByRole('dialog', { name: 'Export contacts to CSV' })
  await expect(box).toContainText('2 contacts')
  await expect(box).toContainText('Those that are selected.')
  const download = page.waitForEvent('download')
  await box.getByRole('button', { name: 'Export', exact: true }).click()
  const lines = await (await download).createReadStream().then(async (stream) => {
    let text = ''
    for await (const piece of stream) text += piece
    return text.trim().split('\n')
  })
  expect(lines).toHaveLength(3)

  await list.focus()
  const before = Number(await list.getAttribute('aria-rowcount'))
  await page.keyboard.press('Delete')
  const question = page.getByRole('alertdialog', { name: 'Delete 2 contacts?' })
  await expect(question).toContainText(/leads?/)
  await expectNoBarrier(page)
  await question.getByRole('button', { name: 'Delete 2 contacts' }).click()
  await expect(toast(page, /^2 contacts with \d+ leads deleted/)).toBeVisible()
  await expect(list).toHaveAttribute('aria-rowcount', String(before - 2))
  await page.keyboard.press('Control+z')
  await expect(toast(page, /^Undid: 2 contacts with/)).toBeVisible()
  await expect(list).toHaveAttribute('aria-rowcount', String(before))
})

test('a thousand leads are one step: done, undone with a conflict that is shown first, and deleted', async ({
  page,
}) => {
  await open(page, server, '/leads')
  const list = await ready(page, 'Leads')
  const { total } = await server.ask('leads.page', { limit: 1 })
  const won = async () => (await server.ask('leads.counts', {})).byStatus.lost
  await list.focus()
  await page.keyboard.press('Control+a')
  const marks = page.getByRole('region', { name: 'Selected leads' })
  await expect(marks).toContainText(`${total.toLocaleString('en-US')} selected`)
  const lost = await won()
  await marks.getByRole('button', { name: 'Status' }).click()
  await page.getByRole('menuitem', { name: /^Lost/ }).click()
  const words = `Status of ${(total - lost).toLocaleString('en-US')} leads set to Lost`
  await expect(toast(page, words)).toBeVisible()
  expect(await won()).toBe(total)

  // Somebody goes on from there: the undo says so before it overwrites anything.
  const [lead] = (await server.ask('leads.page', { limit: 1 })).rows
  await server.ask('leads.setStatus', { id: lead?.id as number, status: 'contacted' })
  await toast(page, words).getByRole('button', { name: 'Undo' }).click()
  const conflict = toast(page, /was followed by another change/)
  await expect(conflict).toBeVisible()
  expect(await won()).toBe(total - 1)
  await conflict.getByRole('button', { name: 'Undo anyway' }).click()
  await expect(toast(page, /^Undid: status of/)).toBeVisible()
  expect(await won()).toBe(lost)

  await list.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Delete/ })
    .click()
  const deleted = toast(page, `${total.toLocaleString('en-US')} leads deleted`)
  await expect(deleted).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('heading', { name: 'Waiting for the first lead' })).toBeVisible()
  await deleted.getByRole('button', { name: 'Undo' }).click()
  await expect(toast(page, /^Undid: .* leads deleted/)).toBeVisible({ timeout: 20_000 })
  await expect(grid(page, 'Leads')).toHaveAttribute('aria-rowcount', String(total + 1))
})

test('how long undo is kept is a setting', async ({ page }) => {
  await open(page, server, '/settings')
  const days = page.getByRole('textbox', { name: 'Keep undo for' })
  await expect(days).toHaveValue('90')
  await days.fill('3')
  await days.press('Enter')
  await expect(page.getByText('Keep undo for 7 to 3,650 days.')).toBeVisible()
  await expectNoBarrier(page)
  await days.fill('30')
  await days.press('Enter')
  await expect.poll(async () => (await server.ask('settings.get', {})).undoDays).toBe(30)
  await page.reload()
  await expect(days).toHaveValue('30')
})
