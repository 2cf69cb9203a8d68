// "Callable now" from the settings to the list: whoever sets the hours sees at once whom one may call, whatever the time of day is here.
import {
  expect,
  expectNoBarrier,
  hostForAll,
  open,
  openWebhook,
  panel,
  ready,
  someone,
  test,
} from './support.ts'

const server = hostForAll({}, async (host) => {
  const webhook = await openWebhook(host)
  for (const values of [
    { first_name: 'Ida', state: 'AZ', zip_code: '85018' },
    { first_name: 'Tom', state: 'TX', zip_code: '75201' },
    { first_name: 'Una', state: '', zip_code: '', city: '', phone: '+44 20 7946 0018' },
  ]) {
    expect((await host.post(webhook, someone({ ...values, last_name: 'Caller' }))).status).toBe(201)
  }
})

const ALL_DAY = { from: 0, to: 1440 }
const OPEN = { weekdays: ALL_DAY, saturday: ALL_DAY, sunday: ALL_DAY }
const CLOSED = { weekdays: null, saturday: null, sunday: null }

test('the list of work follows the hours, and tells the local time', async ({ page }) => {
  await server.ask('settings.update', { callingHours: { US: OPEN, TX: CLOSED } })
  await open(page, server)
  const list = await ready(page, 'Leads')
  await page.getByRole('button', { name: /View:/ }).click()
  await page.getByRole('menuitem', { name: /Callable now/ }).click()
  await expect(page.getByRole('button', { name: 'Callable now: yes', exact: true })).toBeVisible()
  await expect(list).toHaveAttribute('aria-rowcount', '2')
  const row = list.getByRole('row').nth(1)
  await expect(row).toContainText('Ida Caller')
  await expect(row).toContainText(/\d+:\d\d [AP]M MST/)

  // The hours change elsewhere: the list follows by itself.
  await server.ask('settings.update', { callingHours: { US: CLOSED, TX: OPEN } })
  await expect(row).toContainText('Tom Caller')
  await expect(list).toHaveAttribute('aria-rowcount', '2')
})

test('a lead outside of its hours is warned of and can be called all the same', async ({ page }) => {
  await server.ask('settings.update', { callingHours: { US: OPEN, TX: CLOSED } })
  await open(page, server)
  const list = await ready(page, 'Leads')
  const lead = panel(page, 'Lead')
  await list.getByText('Tom Caller').click()
  await expect(lead).toContainText(/\d+:\d\d [AP]M C[SD]T there · no calling hours are set for Texas/)
  await expect(lead.getByRole('button', { name: /Log call/ })).toBeEnabled()
  await list.getByText('Ida Caller').click()
  await expect(lead).toContainText('calling hours all day')
  await list.getByText('Una Caller').click()
  await expect(lead).toContainText('Local time unknown')
})

test('hours are set by keyboard, refused in words, and reset', async ({ page }) => {
  await server.ask('settings.update', { callingHours: {} })
  await open(page, server, '/settings')
  const states = page.getByRole('list', { name: 'Calling hours by state' })
  await expect(states.getByRole('button', { name: /^Alabama/ })).toContainText(
    'Mon–Sat 8 AM–8 PM, Sun no calls',
  )
  await page.getByRole('combobox', { name: 'Set hours for' }).fill('ariz')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Calling hours in Arizona' })
  await expect(dialog).toContainText('As in every other state: 8 AM–9 PM every day.')
  await dialog.getByRole('checkbox', { name: 'Sunday' }).press(' ')
  const to = dialog.getByRole('combobox', { name: 'Saturday, to' })
  await to.press('Enter')
  await page.getByRole('option', { name: '7:30 AM', exact: true }).click()
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText(
    'Saturday: the hours end before they begin. Choose a later end.',
  )
  await to.press('Enter')
  await page.getByRole('option', { name: '6 PM', exact: true }).click()
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  await expect(dialog).toHaveCount(0)
  const arizona = states.getByRole('button', { name: /^Arizona/ })
  await expect(arizona).toContainText('Mon–Fri 8 AM–9 PM, Sat 8 AM–6 PM, Sun no calls')
  expect((await server.ask('settings.get', {})).callingHours.AZ?.sunday).toBeNull()

  await arizona.press('Enter')
  await dialog.getByRole('button', { name: 'Reset to default' }).press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(arizona).toHaveCount(0)
  expect((await server.ask('settings.get', {})).callingHours).toEqual({})
})

test('nothing of it is a barrier, in either theme', async ({ page }) => {
  await server.ask('settings.update', { theme: 'dark', callingHours: { US: OPEN, TX: CLOSED } })
  await open(page, server, '/settings')
  const states = page.getByRole('list', { name: 'Calling hours by state' })
  await expect(states.getByRole('button', { name: /^Texas/ })).toContainText('No calls')
  await expectNoBarrier(page, '.calling-hours')
  await states.getByRole('button', { name: /^Texas/ }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectNoBarrier(page, '[role=dialog]')
  await server.ask('settings.update', { theme: 'light' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await expectNoBarrier(page, '[role=dialog]')
})
