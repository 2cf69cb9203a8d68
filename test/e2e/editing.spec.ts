// The detail that is edited in place: a field by the keyboard alone, a refusal beside it, undo, a call, and the person's one time line.
import {
  activeRow,
  expect,
  hostForAll,
  open,
  openWebhook,
  panel,
  ready,
  rowOf,
  signIn,
  someone,
  test,
  toast,
} from './support.ts'

let webhookId = ''
const server = hostForAll({}, async (host) => {
  webhookId = await openWebhook(host)
})

test('a field by keyboard alone: Enter opens and saves, Esc restores, Tab goes on, a refusal keeps what was typed', async ({
  page,
}) => {
  await server.post(webhookId, someone({ first_name: 'Marisol', monthly_electric_bill: '180' }))
  await open(page, server)
  await ready(page, 'Leads')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const detail = panel(page, 'Lead')
  const details = detail.getByLabel('Details', { exact: true })
  const bill = details.getByRole('button', { name: /^Monthly bill/ })
  await expect(bill).toHaveText('$180.00')

  const field = details.getByRole('textbox', { name: 'Monthly bill' })
  await bill.focus()
  const box = await bill.boundingBox()
  await page.keyboard.press('Enter')
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('180')
  // What opens stands where the text stood.
  expect((await field.boundingBox())?.height).toBeCloseTo(box?.height ?? 0, 0)
  expect((await field.boundingBox())?.y).toBeCloseTo(box?.y ?? 0, 0)
  await page.keyboard.type('999')
  await page.keyboard.press('Escape')
  await expect(bill).toBeFocused()
  await expect(bill).toHaveText('$180.00')
  await expect(detail).toBeVisible()

  await page.keyboard.press('Enter')
  await page.keyboard.type('$200-300')
  await page.keyboard.press('Enter')
  await expect(details.getByText(/“\$200-300” is not one amount\. Write an amount, such as/)).toBeVisible()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveValue('$200-300')
  await expect(field).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('$245')
  await page.keyboard.press('Enter')
  await expect(bill).toHaveText('$245.00')
  await expect(bill).toBeFocused()
  await expect(toast(page, 'Monthly bill of Marisol Sample changed')).toBeVisible()
  await expect(detail.getByRole('list', { name: 'History' })).toContainText('Monthly bill: $180.00 → $245.00')
  await expect(detail.getByRole('list', { name: 'History' })).toContainText('by Dana Reyes')

  // Tab saves and goes to the next field.
  await page.keyboard.press('Enter')
  await page.keyboard.type('260')
  await page.keyboard.press('Tab')
  await expect(details.getByRole('button', { name: /^Property type/ })).toBeFocused()
  await expect(bill).toHaveText('$260.00')
  await page.keyboard.press('Control+z')
  await expect(bill).toHaveText('$245.00')
  await page.keyboard.press('Control+z')
  await expect(bill).toHaveText('$180.00')
  await page.keyboard.press('Control+Shift+z')
  await expect(bill).toHaveText('$245.00')

  // A choice is a menu; fields of other types are not there until the type is theirs.
  await details.getByRole('button', { name: /^Roof condition/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Poor' }).click()
  await expect(details.getByRole('button', { name: /^Roof condition/ })).toHaveText('Poor')
  await expect(details.getByText('Urgency')).toHaveCount(0)
  await details.getByRole('button', { name: /^Type/ }).click()
  await page.getByRole('menuitem', { name: 'HVAC' }).waitFor()
  await page.keyboard.press('2')
  await expect(details.getByRole('button', { name: /^Urgency/ })).toBeVisible()
  await expect(bill).toBeVisible()
  await expect(details.getByText('Shade')).toHaveCount(0)
})

test('a name typed here is found in the list; a phone of somebody else is refused by name', async ({
  page,
}) => {
  const ben = someone({ first_name: 'Ben', last_name: 'Ode' })
  await server.post(webhookId, ben)
  await server.post(webhookId, someone({ first_name: 'Wrong' }))
  await open(page, server)
  await ready(page, 'Leads')
  await rowOf(page, 'Wrong Sample').click()
  const detail = panel(page, 'Lead')
  await detail.getByRole('button', { name: /^First name/ }).click()
  await page.keyboard.type('Zoë')
  // Leaving saves as well.
  await detail.getByRole('heading', { name: 'Details' }).click()
  await expect(detail.getByRole('heading', { name: 'Zoë Sample' })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search leads' }).fill('zoe')
  await expect(rowOf(page, 'Zoë Sample')).toBeVisible()

  await detail.getByRole('button', { name: /^Phone/ }).click()
  await page.keyboard.type(ben.phone)
  await page.keyboard.press('Enter')
  await expect(detail.getByText(/belongs to Ben Ode \(contact \d+\) on this webhook/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(detail.getByText(/belongs to Ben Ode/)).toHaveCount(0)
})

test('the day’s work by keys: L logs a call, A assigns, T the next step, D the follow-up, and all of it goes back', async ({
  page,
}) => {
  await server.ask('agents.save', { name: 'Ana Cole' })
  await server.post(webhookId, someone({ first_name: 'Carla' }))
  await open(page, server)
  const list = await ready(page, 'Leads')
  await page.keyboard.press('j')
  expect(await activeRow(page)).toContain('Carla')
  await page.keyboard.press(' ')
  const detail = panel(page, 'Lead')
  const work = detail.getByLabel('Work', { exact: true })
  const history = detail.getByRole('list', { name: 'History' })
  await expect(work.getByText('No next step')).toBeVisible()
  await expect(work).toContainText('None yet')

  await page.keyboard.press('l')
  await page.getByRole('menuitem', { name: 'No answer' }).waitFor()
  await page.keyboard.press('1')
  await expect(history).toContainText('Call 1: no answer')
  await expect(list).toBeFocused()
  await page.keyboard.press('l')
  await page.getByRole('menuitem', { name: 'Reached' }).waitFor()
  await page.keyboard.press('3')
  await expect(history).toContainText('Call 2: reached')
  await expect(rowOf(page, 'Carla')).toContainText('Contacted')
  await toast(page, 'Call to Carla Sample: reached').getByRole('button', { name: 'Undo' }).click()
  await expect(rowOf(page, 'Carla')).toContainText('New')
  await expect(work).toContainText('1 · last')

  await list.focus()
  await page.keyboard.press('a')
  await page.getByRole('menuitem', { name: 'Ana Cole' }).click()
  await expect(work.getByRole('button', { name: /^Assigned to/ })).toHaveText('Ana Cole')
  await expect(history).toContainText('Assigned to Ana Cole')
  await expect(list).toBeFocused()

  await page.keyboard.press('t')
  await page.keyboard.type('Send the proposal')
  await page.keyboard.press('Enter')
  await expect(work.getByRole('button', { name: /^Next step/ })).toHaveText('Send the proposal')
  await expect(list).toBeFocused()

  const followUp = work.getByRole('button', { name: /^Follow-up/ })
  await page.keyboard.press('d')
  await page.getByRole('menuitem', { name: /^Tomorrow/ }).waitFor()
  await page.keyboard.press('3')
  await expect(followUp).toHaveText(/9:00 AM/)
  await expect(page.getByRole('menu')).toHaveCount(0)
  await page.keyboard.press('d')
  await page.getByRole('menuitem', { name: /Pick date and time/ }).waitFor()
  await page.keyboard.press('6')
  const moment = work.getByLabel('Follow-up')
  await expect(moment).toBeFocused()
  await moment.fill('2031-03-14T15:30')
  await page.keyboard.press('Enter')
  await expect(followUp).toHaveText('Mar 14, 2031, 3:30 PM')
  await expect(list).toBeFocused()

  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('Control+z')
    await expect(toast(page, 'Undid').first()).toBeVisible()
  }
  await expect(work.getByText('No next step')).toBeVisible()
  await expect(work.getByRole('button', { name: /^Assigned to/ })).toHaveText('Nobody')
})

test('a contact: its fields, and one time line over all its leads, with the older part on asking', async ({
  page,
}) => {
  const person = someone({ first_name: 'Dolores' })
  const { json } = await server.post(webhookId, person)
  await server.post(webhookId, { ...person, again: true })
  for (let n = 0; n < 50; n += 1)
    await server.ask('leads.logCall', { id: Number(json.lead_id), result: 'voicemail' })
  await signIn(page.context(), server)
  await open(page, server, `/contacts?contact=${json.contact_id}`)
  const detail = panel(page, 'Contact')
  const history = detail.getByRole('list', { name: 'History' })
  await expect(history.getByRole('listitem')).toHaveCount(50)
  await detail.getByRole('button', { name: 'Show older' }).click()
  await expect(history).toContainText('Call 1: left a voicemail')
  await expect(history.getByRole('link', { name: /^delivery/ })).toHaveCount(2)
  await expect(detail.getByRole('button', { name: 'Show older' })).toHaveCount(0)

  await detail.getByRole('button', { name: /^Email/ }).click()
  await page.keyboard.type('dolores@example.com')
  await page.keyboard.press('Enter')
  await expect(history).toContainText(`Email: ${person.email} → dolores@example.com`)
  await expect(rowOf(page, 'Dolores')).toContainText('dolores@example.com')
  await detail.getByRole('button', { name: /^Phone/ }).click()
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await expect(detail.getByText(/Phone cannot be empty/)).toBeVisible()
})
