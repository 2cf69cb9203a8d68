// Appointments in the calendar: drawn, moved and stretched by pointer and by keyboard, asked about where something speaks against it, and taken back.
import type { Locator, Page } from '@playwright/test'
import type { AppointmentTime } from '../../shared/contract/appointments.ts'
import type { Input } from '../../shared/contract/index.ts'
import {
  expect,
  expectNoBarrier,
  hostForAll,
  layRails,
  open,
  openWebhook,
  panel,
  type Server,
  signIn,
  someone,
  test,
  toast,
} from './support.ts'

/** Weeks that no clock of a test comes to, one for each test, so that none finds another's appointments. */
const week = (number: number) => new Date(Date.UTC(2031, 5, 2 + 7 * number)).toISOString().slice(0, 10)
const dayOf = (monday: string, ahead: number) =>
  new Date(Date.parse(`${monday}T00:00Z`) + ahead * 86_400_000).toISOString().slice(0, 10)
const weekOf = (monday: string) => `/appointments?view=week&date=${monday}`
const PHOENIX = 'America/Phoenix'
const wall = (day: string, time: string, timeZone = PHOENIX) => ({ wallTime: `${day}T${time}`, timeZone })

let webhookId = ''
const server = hostForAll({}, async (host) => {
  webhookId = await openWebhook(host)
  await host.ask('agents.save', { name: 'Ben Okafor' })
})

type Made = { readonly leadId: number; readonly id: number; readonly name: string }

/** Somebody of a name, and an appointment with them. */
async function booked(
  host: Server,
  name: string,
  when: AppointmentTime,
  more: Partial<Input<'appointments.book'>> = {},
): Promise<Made> {
  const { leadId } = await lead(host, name)
  const { id } = await host.ask('appointments.book', {
    leadId,
    when,
    locationType: 'phone',
    acceptsConflicts: true,
    ...more,
  })
  return { leadId, id, name }
}

async function lead(host: Server, name: string, values = {}): Promise<{ leadId: number }> {
  const { json } = await host.post(webhookId, someone({ first_name: name, last_name: 'Sample', ...values }))
  return { leadId: Number(json.lead_id) }
}

const timesOf = async (id: number) => {
  const { scheduledAt, durationMinutes } = await server.ask('appointments.get', { id })
  return `${scheduledAt} ${durationMinutes}`
}
const box = (page: Page, { id }: Pick<Made, 'id'>): Locator => page.locator(`[data-appointment="${id}"]`)
const bubble = (page: Page): Locator => page.locator('.plan-bubble')

/** How many pixels an hour is high, and a day wide, in the grid as it stands. */
async function measure(page: Page): Promise<{ readonly hour: number; readonly day: number }> {
  return page.evaluate(() => {
    const slots = [...document.querySelectorAll('.cal-slot')].map((slot) => slot.getBoundingClientRect().top)
    const lanes = [...document.querySelectorAll('.cal-lane')].map((lane) => lane.getBoundingClientRect().left)
    return {
      hour: ((slots[40] ?? 0) - (slots[0] ?? 0)) / 10,
      day: (lanes[1] ?? 0) - (lanes[0] ?? 0),
    }
  })
}

/** Opens the calendar and waits until the appointment stands where it stays: the grid is measured, and scrolled to the morning, once it is there. */
async function openAt(page: Page, address: string, what: Made): Promise<void> {
  await open(page, server, address)
  await still(box(page, what))
}

async function still(what: Locator): Promise<void> {
  let last = ''
  await expect
    .poll(
      async () => {
        const before = last
        last = JSON.stringify(await what.boundingBox())
        return last !== 'null' && last === before
      },
      { intervals: [150], timeout: 15_000, message: 'it stands still' },
    )
    .toBe(true)
}

/** Takes an appointment by its head and brings it so many hours and days away, without letting go. */
async function hold(page: Page, what: Locator, by: { hours?: number; days?: number }): Promise<void> {
  const { hour, day } = await measure(page)
  const at = await what.boundingBox()
  if (at === null) throw new Error('The appointment is not in sight.')
  const x = at.x + at.width / 2
  const y = at.y + 6
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 5, y + 5)
  await page.mouse.move(x + (by.days ?? 0) * day, y + (by.hours ?? 0) * hour, { steps: 6 })
}

test('moved by the pointer, with the time beside it, and taken back', async ({ page }) => {
  const monday = week(0)
  const ana = await booked(server, 'Ana', wall(monday, '10:00'))
  await openAt(page, weekOf(monday), ana)
  await hold(page, box(page, ana), { hours: 1.25, days: 1 })
  await expect(bubble(page)).toContainText('Tue, Jun 3, 11:15 AM – 12:15 PM')
  await page.mouse.up()
  await expect(toast(page, 'Appointment with Ana Sample moved')).toBeVisible()
  expect(await timesOf(ana.id)).toBe(`${dayOf(monday, 1)}T18:15:00.000Z 60`)
  await page.keyboard.press('Control+z')
  await expect(toast(page, 'Undid: appointment with Ana Sample')).toBeVisible()
  await expect.poll(() => timesOf(ana.id)).toBe(`${monday}T17:00:00.000Z 60`)
  await expect(box(page, ana)).toContainText('10:00')
})

test('Esc puts back what the pointer holds, and the click it ends in opens nothing', async ({ page }) => {
  const monday = week(1)
  const ana = await booked(server, 'Esca', wall(monday, '10:00'))
  await openAt(page, weekOf(monday), ana)
  await hold(page, box(page, ana), { hours: 2 })
  await expect(bubble(page)).toContainText('12:00 – 1:00 PM')
  await page.keyboard.press('Escape')
  await expect(bubble(page)).toHaveCount(0)
  const at = await box(page, ana).boundingBox()
  await page.mouse.move((at?.x ?? 0) + 20, (at?.y ?? 0) + 6)
  await page.mouse.up()
  await expect(box(page, ana)).toContainText('10:00')
  await expect(panel(page, 'Appointment')).toHaveCount(0)
  // Nothing is left behind: the next one goes as usual.
  await hold(page, box(page, ana), { hours: 1 })
  await page.mouse.up()
  await expect(toast(page, 'moved')).toBeVisible()
  expect(await timesOf(ana.id)).toBe(`${monday}T18:00:00.000Z 60`)
})

test('stretched at its lower edge, by quarters of an hour', async ({ page }) => {
  const monday = week(2)
  const ana = await booked(server, 'Strecha', wall(monday, '10:00'))
  await openAt(page, weekOf(monday), ana)
  const { hour } = await measure(page)
  const at = await box(page, ana).boundingBox()
  if (at === null) throw new Error('The appointment is not in sight.')
  await box(page, ana).hover()
  await page.mouse.move(at.x + at.width / 2, at.y + at.height - 3)
  await page.mouse.down()
  await page.mouse.move(at.x + at.width / 2, at.y + at.height + 5)
  await page.mouse.move(at.x + at.width / 2, at.y + at.height - 3 + hour * 0.75, { steps: 5 })
  await expect(bubble(page)).toContainText('10:00 – 11:45 AM')
  await page.mouse.up()
  await expect(toast(page, 'Appointment with Strecha Sample changed')).toBeVisible()
  expect(await timesOf(ana.id)).toBe(`${monday}T17:00:00.000Z 105`)
})

test('drawn in the grid, the form has the time; the person is found, and it is booked', async ({ page }) => {
  const monday = week(3)
  await lead(server, 'Drawina')
  await open(page, server, weekOf(monday))
  await still(page.locator('.cal-axis-words').filter({ hasText: /^9 AM$/ }))
  const lane = await page.locator('.cal-lane').nth(2).boundingBox()
  const nine = await page
    .locator('.cal-axis-words')
    .filter({ hasText: /^9 AM$/ })
    .boundingBox()
  const { hour } = await measure(page)
  if (lane === null || nine === null) throw new Error('The grid is not in sight.')
  const x = lane.x + lane.width / 2
  const y = nine.y + nine.height / 2 + 3
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + hour * 1.5 - 6, { steps: 6 })
  await expect(bubble(page)).toContainText('9:00 – 10:30 AM')
  await page.mouse.up()
  const form = page.getByRole('dialog', { name: 'New appointment' })
  await expect(form.getByLabel('Date')).toHaveValue(dayOf(monday, 2))
  await expect(form.getByLabel('Time', { exact: true })).toHaveValue('09:00')
  await expect(form.getByLabel('Length')).toHaveValue('90')
  await form.getByLabel('With').fill('drawin')
  await page.getByRole('option', { name: /Drawina Sample/ }).click()
  const titled = page.getByRole('dialog', { name: 'Appointment with Drawina Sample' })
  await titled.getByRole('button', { name: 'Book' }).click()
  await expect(toast(page, 'Appointment with Drawina Sample booked')).toBeVisible()
  await expect(page.locator('[data-appointment]').filter({ hasText: 'Drawina' })).toBeVisible()
  const [made] = await server.ask('appointments.range', {
    from: `${monday}T07:00:00.000Z`,
    to: `${dayOf(monday, 7)}T07:00:00.000Z`,
  })
  expect(made).toMatchObject({ scheduledAt: `${dayOf(monday, 2)}T16:00:00.000Z`, durationMinutes: 90 })
})

test('a conflict is shown while it is held, and saving it is asked about: Cancel puts it back', async ({
  page,
}) => {
  const monday = week(4)
  await booked(server, 'Firsta', wall(monday, '09:00'), { assignedTo: 'ben-okafor' })
  const second = await booked(server, 'Seconda', wall(monday, '11:00'), { assignedTo: 'ben-okafor' })
  await openAt(page, weekOf(monday), second)
  await hold(page, box(page, second), { hours: -1.5 })
  await expect(bubble(page)).toContainText('9:30 – 10:30 AM')
  await expect(bubble(page)).toContainText('Ben Okafor is booked then: Firsta Sample')
  await page.mouse.up()
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText('Ben Okafor is booked then: Firsta Sample')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectNoBarrier(page, '.dialog')
  await page.keyboard.press('Enter')
  await expect(question).toHaveCount(0)
  await expect(box(page, second)).toContainText('11:00')
  expect(await timesOf(second.id)).toBe(`${monday}T18:00:00.000Z 60`)
  await hold(page, box(page, second), { hours: -1.5 })
  await page.mouse.up()
  await question.getByRole('button', { name: 'Move it anyway' }).click()
  await expect(toast(page, 'Appointment with Seconda Sample moved')).toBeVisible()
  expect(await timesOf(second.id)).toBe(`${monday}T16:30:00.000Z 60`)
})

test('whole by keyboard: from one to the next, moved, stretched, kept, put back', async ({ page }) => {
  const monday = week(5)
  const one = await booked(server, 'Keya', wall(monday, '09:00'))
  const two = await booked(server, 'Keyb', wall(dayOf(monday, 1), '09:30'))
  await openAt(page, weekOf(monday), one)
  // From wherever one is when the screen is opened.
  await page.keyboard.press('ArrowDown')
  await expect(box(page, one)).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(box(page, two)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(box(page, one)).toBeFocused()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(bubble(page)).toContainText('Tue, Jul 8, 9:30 – 10:45 AM')
  await expect(page.getByRole('status').filter({ hasText: 'Tue, Jul 8, 9:30 – 10:45 AM' })).toHaveCount(1)
  await expect(box(page, one)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(bubble(page)).toHaveCount(0)
  await expect(box(page, one)).toBeFocused()
  expect(await timesOf(one.id)).toBe(`${monday}T16:00:00.000Z 60`)
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Enter')
  await expect(toast(page, 'Appointment with Keya Sample moved')).toBeVisible()
  expect(await timesOf(one.id)).toBe(`${dayOf(monday, 2)}T15:45:00.000Z 60`)
  await expect(box(page, one)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(panel(page, 'Appointment').getByRole('heading', { name: 'Keya Sample' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel(page, 'Appointment')).toHaveCount(0)
  // The periods and the views have keys of their own.
  await page.keyboard.press('k')
  await expect(page.getByRole('button', { name: /^Jun 30 – Jul 6, 2031/ })).toBeVisible()
  await page.keyboard.press('m')
  await expect(page.locator('.calendar.is-month')).toBeVisible()
  await page.keyboard.press('t')
  await expect(page).not.toHaveURL(/date=/)
})

test('in a month the day is moved and the customer’s clock stays; an hour that comes twice is asked about', async ({
  page,
}) => {
  // Booked in New York for 1:30 AM; on November 2, 2031 that comes twice there.
  const made = await booked(server, 'Folda', wall('2031-11-01', '01:30', 'America/New_York'))
  await openAt(page, '/appointments?view=month&date=2031-11-10', made)
  await box(page, made).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Enter')
  const question = page.getByRole('dialog', { name: 'Which time is meant?' })
  await expect(question).toContainText('comes twice in America/New_York')
  await question.getByRole('radio', { name: '1:30 AM EST' }).click()
  await question.getByRole('button', { name: 'Use this time' }).click()
  await expect(toast(page, 'moved')).toBeVisible()
  expect(await timesOf(made.id)).toBe('2031-11-02T06:30:00.000Z 60')
  // And on to a day of standard time: half past one there, whatever it is here.
  await expect(box(page, made)).toBeFocused()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Enter')
  await expect.poll(() => timesOf(made.id)).toBe('2031-11-03T06:30:00.000Z 60')
})

test('B and Enter book a lead at the next time that makes sense; its panel shows it', async ({ page }) => {
  const { leadId } = await lead(server, 'Quicka')
  await open(page, server, `/leads?lead=${leadId}`)
  const detail = panel(page, 'Lead')
  await expect(detail.getByRole('heading', { name: 'Quicka Sample' })).toBeVisible()
  // Neither an appointment nor a conversion.
  await expect(detail.getByText('None yet.', { exact: true })).toHaveCount(2)
  await page.keyboard.press('b')
  await expect(page.getByRole('dialog', { name: 'Appointment with Quicka Sample' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(toast(page, 'Appointment with Quicka Sample booked')).toBeVisible()
  await expect(detail.locator('.appointments-of li')).toHaveCount(1)
  const [made] = await server.ask('appointments.of', { leadId })
  expect(Date.parse(made?.scheduledAt ?? '')).toBeGreaterThan(Date.now())
  await page.keyboard.press('Control+z')
  await expect(detail.locator('.appointments-of li')).toHaveCount(0)
})

test('the form asks where the clocks are changed', async ({ page }) => {
  const { leadId } = await lead(server, 'Clocka', { zip_code: '10001', city: 'New York', state: 'NY' })
  await open(page, server, `/leads?lead=${leadId}`)
  await expect(panel(page, 'Lead').getByRole('heading', { name: 'Clocka Sample' })).toBeVisible()
  await page.keyboard.press('b')
  const form = page.getByRole('dialog', { name: 'Appointment with Clocka Sample' })
  await form.getByRole('button', { name: 'Book by their clocks' }).click()
  await form.getByLabel('Date').fill('2031-03-09')
  await form.getByLabel('Time', { exact: true }).fill('02:30')
  await expect(form.getByText(/does not exist in America\/New_York/)).toBeVisible()
  await form.getByRole('button', { name: 'Use 3:30 AM' }).click()
  await expect(form.getByLabel('Time', { exact: true })).toHaveValue('03:30')
  await form.getByLabel('Date').fill('2031-11-02')
  await form.getByLabel('Time', { exact: true }).fill('01:30')
  await form.getByRole('radio', { name: '1:30 AM EDT' }).click()
  await expectNoBarrier(page, '.dialog')
  await form.getByRole('button', { name: /^Book( |$)/ }).click()
  await expect(toast(page, 'booked')).toBeVisible()
  expect(await server.ask('appointments.of', { leadId })).toMatchObject([
    { scheduledAt: '2031-11-02T05:30:00.000Z', timeZone: 'America/New_York' },
  ])
})

test('the way from the home visit before stands in the later one, and that it is tight', async ({ page }) => {
  const monday = week(14)
  const visit = (name: string, time: string, zip: string) =>
    booked(server, name, wall(monday, time), {
      locationType: 'home',
      locationAddress: `1 W Main St, AZ ${zip}`,
      assignedTo: 'ben-okafor',
    })
  const first = await visit('Waya', '08:00', '85018')
  const near = await visit('Wayb', '10:30', '85004')
  const far = await visit('Wayc', '12:00', '85701')
  await openAt(page, weekOf(monday), first)
  await expect(box(page, first)).not.toContainText('from the visit before')
  await expect(box(page, near)).toContainText(/about \d+ min from the visit before, an estimate/)
  await expect(box(page, near)).not.toContainText('tight')
  await expect(box(page, far)).toContainText(
    /tight, ~2 h.*about 2 h.* from the visit before, an estimate; 30 min between/,
  )
  // Where another calendar is shown, or it is moved, the way is not.
  await page.keyboard.press('m')
  await expect(page.locator('.calendar.is-month')).toBeVisible()
  await expect(box(page, far)).not.toContainText('from the visit before')
})

test('filters stand in the address and narrow the calendar', async ({ page }) => {
  const monday = week(9)
  const mine = await booked(server, 'Minea', wall(monday, '09:00'), { assignedTo: 'dana-reyes' })
  const theirs = await booked(server, 'Theirsa', wall(monday, '12:00'), { assignedTo: 'ben-okafor' })
  await open(page, server, weekOf(monday))
  await expect(box(page, mine)).toBeVisible()
  await expect(box(page, theirs)).toBeVisible()
  await page.getByRole('button', { name: /^Agent/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Ben Okafor' }).click()
  await page.keyboard.press('Escape')
  await expect(box(page, mine)).toHaveCount(0)
  await expect(box(page, theirs)).toBeVisible()
  await expect(page).toHaveURL(/agents=/)
  await page.reload()
  await expect(box(page, theirs)).toBeVisible()
  await expect(box(page, mine)).toHaveCount(0)
  await page.getByRole('button', { name: 'Remove filter Agent' }).click()
  await expect(box(page, mine)).toBeVisible()
})

test('a time without appointments says so, and offers what one does next', async ({ page }) => {
  await open(page, server, '/appointments?view=agenda&date=2033-01-03')
  await expect(page.getByRole('heading', { name: 'Nothing is booked' })).toBeVisible()
  await page.getByRole('button', { name: 'Book an appointment' }).click()
  const form = page.getByRole('dialog', { name: 'New appointment' })
  await expect(form.getByLabel('With')).toBeFocused()
  await form.getByRole('button', { name: /^Book( |$)/ }).click()
  await expect(form.getByText('Choose whom it is with.')).toBeVisible()
  await page.keyboard.press('Escape')
  await open(page, server, '/appointments?view=agenda&date=2033-01-03&status=%5B%22no_show%22%5D')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is booked' })).toBeVisible()
})

test('the panel changes fields where they stand, completes with an outcome, tells its history, deletes and undoes', async ({
  page,
}) => {
  const monday = week(10)
  const made = await booked(server, 'Panela', wall(monday, '09:00'))
  await open(page, server, `${weekOf(monday)}&appointment=${made.id}`)
  const detail = panel(page, 'Appointment')
  await detail.getByRole('button', { name: /^When/ }).click()
  await detail.getByLabel('Time', { exact: true }).fill('10:15')
  await detail.getByRole('button', { name: 'Save' }).click()
  await expect(toast(page, 'moved')).toBeVisible()
  await expect(detail.getByRole('button', { name: /^When.*10:15 – 11:15 AM/s })).toBeFocused()
  await detail.getByRole('button', { name: /^Agent/ }).click()
  await page.getByRole('menuitem', { name: 'Ben Okafor' }).click()
  await expect(detail.getByRole('button', { name: 'Agent Ben Okafor' })).toBeVisible()
  await detail.getByRole('button', { name: 'Complete…' }).click()
  const end = page.getByRole('dialog', { name: 'Completed' })
  await end.getByRole('radio', { name: 'Proposal sent' }).click()
  await end.getByLabel('Next action').fill('Call about the proposal')
  await expectNoBarrier(page, '.dialog')
  await end.getByRole('button', { name: 'Set to completed' }).click()
  const history = detail.getByRole('list', { name: 'History' })
  await expect(history).toContainText('Scheduled → Completed')
  await expect(history).toContainText('Agent set to Ben Okafor')
  await expect(detail.getByRole('button', { name: 'Outcome Proposal sent' })).toBeVisible()
  expect(await server.ask('leads.get', { id: made.leadId })).toMatchObject({
    nextStep: 'Call about the proposal',
  })
  await detail.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete appointment' }).click()
  await expect(toast(page, 'Appointment with Panela Sample deleted')).toBeVisible()
  await expect(box(page, made)).toHaveCount(0)
  await toast(page, 'Panela Sample deleted').getByRole('button', { name: 'Undo' }).click()
  await expect(box(page, made)).toBeVisible()
})

test('a day on paper: a page an agent, with phones and notes', async ({ page }) => {
  const monday = week(11)
  await booked(server, 'Papera', wall(monday, '09:00'), {
    assignedTo: 'dana-reyes',
    notes: 'Dog in the yard',
  })
  await booked(server, 'Paperb', wall(monday, '10:00'), { assignedTo: 'ben-okafor' })
  await page.addInitScript(() => {
    window.print = () => document.body.classList.add('was-printed')
  })
  await open(page, server, `/appointments?view=day&date=${monday}`)
  await page.getByRole('button', { name: 'Print Monday, Aug 18' }).click()
  await expect(page.locator('body.was-printed')).toHaveCount(1)
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('.sheet-page')).toHaveCount(2)
  await expect(page.locator('.sheet-page').first()).toContainText('Ben Okafor')
  await expect(page.locator('.sheet-page').nth(1)).toContainText('Dog in the yard')
  await expect(page.locator('.sheet-page').nth(1)).toContainText(/\(480\) 555-0\d{3}/)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
})

test('on a computer of another zone the agency’s clock is shown all the same', async ({ browser }) => {
  const monday = week(12)
  const here = await booked(server, 'Zonea', wall(monday, '23:00'))
  const there = await booked(server, 'Zoneb', wall(monday, '11:00', 'America/New_York'))
  const context = await browser.newContext({
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1280, height: 800 },
  })
  const check = await layRails(context)
  await signIn(context, server)
  const page = await context.newPage()
  await open(page, server, `/appointments?view=day&date=${monday}`)
  await expect(box(page, here)).toContainText('11:00')
  await expect(box(page, there)).toContainText('8:00')
  await expect(box(page, there)).toContainText('booked 11:00 AM EDT')
  await still(box(page, there))
  await hold(page, box(page, there), { hours: 1 })
  await expect(bubble(page)).toContainText('Mon, Aug 25, 9:00 – 10:00 AM')
  await page.mouse.up()
  await expect(toast(page, 'moved')).toBeVisible()
  expect(await timesOf(there.id)).toBe(`${monday}T16:00:00.000Z 60`)
  check()
  await context.close()
})

test('no barrier in the calendar, in either theme, and none in the panel', async ({ page }) => {
  const monday = week(13)
  const made = await booked(server, 'Axea', wall(monday, '09:00'), { assignedTo: 'ben-okafor' })
  await booked(server, 'Axeb', { allDayDate: monday, timeZone: PHOENIX })
  // Every screen in both themes is the walk of accessibility.spec.ts.
  for (const [view, colorScheme] of [
    ['week', 'light'],
    ['month', 'light'],
    ['week', 'dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await open(page, server, `/appointments?view=${view}&date=${monday}`)
    await expect(box(page, made)).toBeVisible()
    await expectNoBarrier(page)
  }
  await box(page, made).click()
  await expect(panel(page, 'Appointment').getByRole('heading', { name: 'Axea Sample' })).toBeVisible()
  await expectNoBarrier(page)
})
