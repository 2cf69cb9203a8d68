// Appointments from outside and out, as people meet them: the address of a webhook, a delivery that is repaired, the address of a calendar.
import {
  expect,
  expectNoBarrier,
  hostForAll,
  open,
  openWebhook,
  panel,
  paste,
  rowOf,
  test,
  toast,
} from './support.ts'

const server = hostForAll()
const CALENDAR = /\/calendar\/[\w-]{43}\.ics$/

async function postAppointment(webhookId: string, body: object) {
  const response = await fetch(`${server.intake}/appointments/receive?webhook=${webhookId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.status
}

test('an appointment that does not fit is shown as one, repaired by hand, and booked', async ({ page }) => {
  const webhookId = await openWebhook(server, 'Bookings')
  const body = {
    name: 'Rosa Delgado',
    phone: '602-555-0142',
    date: 'next Tuesday',
    time: '9:00 AM',
    tz: 'MST',
  }
  expect(await postAppointment(webhookId, body)).toBe(422)
  await open(page, server, '/deliveries')
  const row = rowOf(page, 'Rosa Delgado')
  await expect(row).toContainText('Appointment')
  await row.click()
  const detail = panel(page, 'Delivery')
  await expect(detail).toContainText('“next Tuesday” is not a date or time that exists')
  await detail.getByRole('button', { name: 'Replay' }).click()
  await expect(detail.getByText(/Still no appointment/)).toBeVisible()
  await detail.getByRole('button', { name: 'Repair by hand' }).click()
  const box = page.getByRole('dialog', { name: /Repair delivery/ })
  await expect(box.getByLabel('First name')).toHaveValue('Rosa')
  await expectNoBarrier(page)
  await box.getByLabel('Date').fill('2031-02-30')
  await box.getByRole('button', { name: 'Book it' }).click()
  await expect(box.getByText(/2031-02-30/)).toBeVisible()
  await box.getByLabel('Date').fill('2031-06-10')
  await box.getByRole('button', { name: 'Book it' }).click()
  await expect(toast(page, 'The appointment was booked')).toBeVisible()
  await expect(row).toContainText('Accepted')
  const { rows } = await server.ask('appointments.page', {})
  expect(rows.map(({ scheduledAt, firstName }) => [scheduledAt, firstName])).toEqual([
    ['2031-06-10T16:00:00.000Z', 'Rosa'],
  ])
  // From the delivery to its appointment, in the week it stands in, and back.
  await detail.getByRole('link', { name: /^Open appointment/ }).click()
  const booked = panel(page, 'Appointment')
  await expect(booked.getByRole('heading', { name: 'Rosa Delgado' })).toBeVisible()
  await expect(page.locator('[data-appointment]').filter({ hasText: 'Rosa' })).toBeVisible()
  await booked.getByRole('link', { name: /^Open delivery/ }).click()
  await expect(panel(page, 'Delivery').getByRole('link', { name: /^Open appointment/ })).toBeVisible()
})

test('a webhook says where appointments are sent, with a command that is understood', async ({
  page,
}, info) => {
  const webhookId = await openWebhook(server, 'Where to')
  await open(page, server, `/webhooks?webhook=${webhookId}`)
  const detail = panel(page, 'Webhook')
  await expect(
    detail.getByText(`${server.intake}/appointments/receive?webhook=${webhookId}`, { exact: true }),
  ).toBeVisible()
  await detail.getByText('How to send an appointment').click()
  const command = await detail.locator('pre', { hasText: 'appointments/receive' }).innerText()
  expect(await paste(command, info)).toMatchObject({ status: 'success', message: 'Appointment booked.' })
  await expectNoBarrier(page)
})

test('the address of an agent’s calendar is shown once, replaced and switched off', async ({ page }) => {
  await open(page, server, '/settings')
  await page.getByRole('button', { name: 'Make a calendar address for Dana Reyes' }).click()
  const box = page.getByRole('dialog', { name: 'Calendar of Dana Reyes' })
  const address = async () => (await box.getByText(CALENDAR).innerText()).trim()
  const first = await address()
  await expectNoBarrier(page)
  await box.getByRole('button', { name: 'I have saved it' }).click()
  const status = async (url: string) => (await fetch(url)).status
  expect(await status(first)).toBe(200)
  await expect(page.getByText(`Calendar address ending in ${first.slice(-8, -4)}`)).toBeVisible()
  await expect(page.getByText(CALENDAR)).toHaveCount(0)

  await page.getByRole('button', { name: 'Replace the calendar address of Dana Reyes' }).click()
  await page
    .getByRole('dialog', { name: 'Replace the calendar address?' })
    .getByRole('button', { name: 'Replace' })
    .click()
  const second = await address()
  await box.getByRole('button', { name: 'I have saved it' }).click()
  expect([await status(first), await status(second)]).toEqual([404, 200])

  await page.getByRole('button', { name: 'Switch off the calendar address of Dana Reyes' }).click()
  await page
    .getByRole('dialog', { name: 'Switch off the calendar address?' })
    .getByRole('button', { name: 'Switch off' })
    .click()
  await expect(page.getByText('No calendar address')).toBeVisible()
  expect(await status(second)).toBe(404)
})
