// Agents with their hours and time off, in Settings; and reminders, from the clock to the bell.
import { expect, expectNoBarrier, hostForAll, open, openWebhook, someone, test, toast } from './support.ts'

const server = hostForAll()

test('hours are written as people write them, refused beside the day, kept and undone', async ({ page }) => {
  await open(page, server, '/settings')
  const row = page.getByRole('list', { name: 'Agents' }).getByRole('button', { name: /^Dana Reyes/ })
  await expect(row).toContainText('Any time')
  await row.click()
  const box = page.getByRole('dialog', { name: 'Dana Reyes', exact: true })
  await box.getByRole('switch', { name: 'Working hours' }).click()
  await box.getByLabel('Monday').fill('8-12, 1-5')
  await box.getByLabel('Tuesday').fill('nine to five')
  await box.getByLabel('Wednesday').focus()
  await expect(box.getByLabel('Monday')).toHaveValue('8 AM – 12 PM, 1 PM – 5 PM')
  await box.getByRole('button', { name: 'Save' }).click()
  await expect(box.getByText('is no span of time')).toBeVisible()
  await expect(box.getByLabel('Tuesday')).toHaveAttribute('aria-invalid', 'true')
  await expectNoBarrier(page, '[role=dialog]')
  await box.getByLabel('Tuesday').fill('')
  await box.getByRole('button', { name: 'Save' }).click()
  await expect(box).toHaveCount(0)
  await expect(row).toContainText('Mon 8 AM – 12 PM, 1 PM – 5 PM, Wed–Fri 9 AM – 6 PM')
  await toast(page, 'Agent Dana Reyes').getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('Any time')
})

test('time off is added by its first and last day, and taken away again', async ({ page }) => {
  await open(page, server, '/settings')
  await page
    .getByRole('list', { name: 'Agents' })
    .getByRole('button', { name: /^Dana Reyes/ })
    .click()
  const box = page.getByRole('dialog', { name: 'Dana Reyes', exact: true })
  await box.getByRole('button', { name: 'Add' }).click()
  await expect(box.getByText('Choose the first day off.')).toBeVisible()
  await box.getByLabel('First day off').fill('2031-12-24')
  await box.getByLabel('Last day off').fill('2032-01-02')
  await box.getByLabel('Why').fill('Holiday')
  await box.getByRole('button', { name: 'Add' }).click()
  const absences = box.getByRole('list', { name: 'Time off' })
  await expect(absences.getByRole('listitem')).toContainText('Dec 24, 2031 – Jan 2, 2032')
  const [agent] = await server.ask('agents.list', {})
  expect(agent?.timeOff[0]).toMatchObject({
    startsAt: '2031-12-24T07:00:00.000Z',
    endsAt: '2032-01-03T07:00:00.000Z',
    note: 'Holiday',
  })
  await absences.getByRole('button', { name: /Remove time off/ }).click()
  await expect(absences).toHaveCount(0)
})

test('what begins soon rings: told, listed under the bell, opened, seen', async ({ page }) => {
  await server.ask('settings.update', { quietHours: null })
  const webhookId = await openWebhook(server)
  const { json } = await server.post(webhookId, someone({ first_name: 'Rosa' }))
  await open(page, server, '/leads')
  const bell = page.getByRole('button', { name: /^Reminders/ })
  await expect(bell).toHaveAccessibleName('Reminders')
  await server.ask('appointments.book', {
    leadId: Number(json.lead_id),
    when: { at: new Date(Date.now() + 20 * 60_000).toISOString() },
  })
  // The clock is looked at every fifteen seconds.
  await expect(bell).toHaveAccessibleName('Reminders, 1 not seen', { timeout: 30_000 })
  await expect(toast(page, 'Appointment with Rosa')).toBeVisible()
  await bell.click()
  const list = page.getByRole('dialog', { name: 'Reminders' })
  await expectNoBarrier(page, '.reminders')
  await list.getByRole('button', { name: /Rosa/ }).click()
  await expect(page).toHaveURL(/#\/appointments/)
  await expect(bell).toHaveAccessibleName('Reminders')
})
