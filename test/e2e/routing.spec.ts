// Routing: a workspace and its rules made from nothing, their order, what waits unrouted, what no rule covers, a draft and its replay, and why a lead is where it is.
import type { Page } from '@playwright/test'
import {
  choose,
  expect,
  expectNoBarrier,
  hostForAll,
  open,
  openWebhook,
  panel,
  ready,
  rowOf,
  someone,
  test,
  toast,
} from './support.ts'

let webhookId = ''
const server = hostForAll({}, async (host) => {
  webhookId = await openWebhook(host)
})

const rules = (page: Page) => page.getByRole('list', { name: 'Rules', exact: true }).getByRole('listitem')
const view = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: new RegExp(`^${name}`) })
const order = (page: Page) =>
  rules(page).evaluateAll((items) => items.map((item) => item.getAttribute('data-rule')))

async function arrive(values: Readonly<Record<string, unknown>>): Promise<number> {
  const { json } = await server.post(webhookId, someone(values))
  return Number(json.lead_id)
}

test('from nothing: a workspace, a rule with a pasted list, and a lead that goes there and says why', async ({
  page,
}) => {
  await open(page, server, '/leads')
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await page.getByRole('button', { name: 'Create a workspace' }).click()
  const making = page.getByRole('dialog', { name: 'New workspace' })
  await making.getByLabel('Name').fill('Solar West')
  await expect(making.getByLabel('Id')).toHaveValue('solar-west')
  await making.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page.getByRole('row', { name: /Solar West/ })).toBeVisible()
  await server.ask('workspaces.create', { id: 'solar-east', name: 'Solar East' })

  await view(page, 'Rules').click()
  await page.getByRole('button', { name: 'Write the first rule' }).click()
  const box = page.getByRole('dialog', { name: 'New rule' })
  await choose(page, box.getByRole('combobox', { name: /Send to/ }), 'Solar West')
  await box.getByRole('button', { name: 'Solar', exact: true }).click()
  const zips = box.getByRole('textbox', { name: 'ZIP codes' })
  await zips.fill('85018-1234\n850\n85020 - 85029, 853*')
  await expect(box.getByRole('list', { name: 'Broken entries' })).toContainText('Line 2: 850 Too short')
  await expectNoBarrier(page, '.dialog')
  await box.getByRole('button', { name: 'Add rule' }).click()
  await expect(zips).toHaveAttribute('aria-invalid', 'true')
  await box.getByRole('checkbox', { name: 'Leave them out and keep the others' }).click()
  await box.getByRole('button', { name: 'Add rule' }).click()
  await expect(rules(page)).toHaveCount(1)
  await expect(rules(page).first()).toContainText('1 ZIP code, 1 range, 1 prefix')

  const lead = await arrive({ zip_code: '85025' })
  await open(page, server, `/leads?lead=${lead}`)
  const detail = panel(page, 'Lead')
  await detail.getByRole('button', { name: 'Why here?' }).click()
  const why = page.getByRole('dialog', { name: 'Why here?' })
  await expect(why).toContainText('Rule 1 of Solar West: solar in 85025, priority 1.')
  await expect(why.getByRole('listitem')).toContainText('It fits, and comes first.')
  await expectNoBarrier(page, '.why-popup')
  await page.keyboard.press('Escape')
  await expect(why).toHaveCount(0)
})

test('the order is changed by buttons, keys and dragging, with ties and never-winning rules selected', async ({
  page,
}) => {
  const add = (workspaceId: string, zips: string, priority: number) =>
    server.ask('routing.saveRule', { set: 'active', workspaceId, productTypes: ['solar'], zips, priority })
  const tied = String((await add('solar-east', '85018 85019', 1)).id)
  const dead = String((await add('solar-east', '85018', 5)).id)
  await open(page, server, '/routing')
  await expect(rules(page)).toHaveCount(3)
  expect(await order(page)).toEqual(['1', tied, dead])
  await expect(rules(page).nth(0)).toContainText(`Ties with rule ${tied} of Solar East`)
  await expect(rules(page).nth(2)).toContainText('Can never win: rule 1 takes all of it before')
  await expectNoBarrier(page)

  await page.getByRole('button', { name: `Move rule ${dead} up` }).click()
  await expect.poll(() => order(page)).toEqual(['1', dead, tied])
  await expect(page.getByRole('button', { name: `Move rule ${dead} up` })).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(() => order(page)).toEqual([dead, '1', tied])
  await expect(rules(page).first()).not.toContainText('Can never win')
  await rules(page).nth(2).locator('.rule-grip').dragTo(rules(page).nth(0))
  await expect.poll(() => order(page)).toEqual([tied, dead, '1'])
  await page.keyboard.press('Control+z')
  await expect.poll(() => order(page)).toEqual([dead, '1', tied])

  const on = page.getByRole('switch', { name: `Rule ${dead} is on` })
  await on.click()
  await expect(on).not.toBeChecked()
  await toast(page, 'switched off').getByRole('button', { name: 'Undo' }).click()
  await expect(on).toBeChecked()
  await page.getByRole('button', { name: `Delete rule ${dead}` }).click()
  await expect(rules(page)).toHaveCount(2)

  await page.getByRole('button', { name: `Edit rule ${tied}` }).click()
  const box = page.getByRole('dialog', { name: 'Edit rule' })
  await expect(box.getByRole('textbox', { name: 'ZIP codes' })).toHaveValue('85018\n85019')
  const choosing = page.waitForEvent('filechooser')
  await box.getByRole('button', { name: 'From a file…' }).click()
  await (await choosing).setFiles({
    name: 'zips.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('City,"ZIP code"\n"Mesa, AZ",85201\nTempe,85281-1234\n'),
  })
  await expect(box.getByRole('status')).toHaveText('4 ZIP codes')
  await expect(box.getByRole('textbox', { name: 'ZIP codes' })).toHaveValue('85018\n85019\n85201\n85281')
  await box.getByRole('button', { name: 'Save' }).click()
  await expect(rules(page).filter({ hasText: '4 ZIP codes' })).toHaveCount(1)
})

test('what waits unrouted is counted, given by hand, undone, and routed again by a new rule', async ({
  page,
}) => {
  const ids = [
    await arrive({ zip_code: '10001' }),
    await arrive({ zip_code: '10002' }),
    await arrive({ zip_code: '90210' }),
  ]
  await open(page, server, '/routing?view=unrouted')
  const list = await ready(page, 'Unrouted leads')
  await expect(page.getByRole('link', { name: '3 unrouted' })).toBeVisible()
  await expect(list).toContainText('No active rule covers solar in 90210.')
  await expectNoBarrier(page)
  await list.focus()
  await page.keyboard.press('x')
  const bar = page.getByRole('region', { name: 'Selected records' })
  await bar.getByRole('button', { name: 'Give to' }).click()
  await page.getByRole('menuitem', { name: /Solar East/ }).click()
  await expect(page.getByRole('link', { name: '2 unrouted' })).toBeVisible()
  await toast(page, '1 lead given to Solar East').getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('link', { name: '3 unrouted' })).toBeVisible()

  await view(page, 'Coverage').click()
  await expect(page.getByRole('row', { name: /10001/ })).toContainText('solar')
  await page.getByRole('button', { name: 'solar 3' }).click()
  await page.getByRole('button', { name: 'Rule for 3 ZIP codes' }).click()
  const box = page.getByRole('dialog', { name: 'New rule' })
  await expect(box.getByRole('textbox', { name: 'ZIP codes' })).toHaveValue('10001\n10002\n90210')
  await choose(page, box.getByRole('combobox', { name: /Send to/ }), 'Solar East')
  await box.getByRole('button', { name: 'Add rule' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is left uncovered' })).toBeVisible()

  await view(page, 'Unrouted').click()
  await page.getByRole('button', { name: 'Route all again' }).click()
  await expect(page.getByRole('heading', { name: 'No unrouted leads' })).toBeVisible()
  await expect(page.getByRole('link', { name: /\d unrouted/ })).toHaveCount(0)
  expect((await server.ask('leads.get', { id: ids[0] as number })).workspaceName).toBe('Solar East')
})

test('a draft routes nothing until it is switched on; its replay shows the very leads', async ({ page }) => {
  await open(page, server, '/routing?view=draft')
  await page.getByRole('button', { name: 'Begin a draft' }).click()
  const drafted = page.getByRole('list', { name: 'Rules of the draft' }).getByRole('listitem')
  await expect(drafted).toHaveCount(3)
  await drafted
    .filter({ hasText: '3 ZIP codes' })
    .getByRole('button', { name: /^Delete rule/ })
    .click()
  await expect(drafted).toHaveCount(2)
  await expect(page.getByText('1 change, begun')).toBeVisible()
  await page.getByRole('button', { name: 'Replay 30 days' }).click()
  const replay = page.getByRole('region', { name: 'Replay' })
  const group = replay.getByRole('row', { name: /Solar East/ })
  await expect(group).toContainText('Unrouted')
  await expect(group).toContainText('no price known')
  await expectNoBarrier(page)
  await group.getByRole('button', { name: '3 leads' }).click()
  const records = page.getByRole('dialog', { name: '3 leads: Solar East → Unrouted' })
  await expect(records.getByRole('link')).toHaveCount(3)
  await expectNoBarrier(page, '.dialog')
  await page.keyboard.press('Escape')

  // It is still there, and as it was, when one comes back.
  await page.reload()
  await expect(drafted).toHaveCount(2)
  expect(await server.ask('routing.rules', {})).toHaveLength(3)
  await page.getByRole('button', { name: 'Switch on' }).click()
  await expect(page.getByRole('heading', { name: 'No draft' })).toBeVisible()
  expect(await server.ask('routing.rules', {})).toHaveLength(2)
  await toast(page, 'switched on').getByRole('button', { name: 'Undo' }).click()
  await expect(drafted).toHaveCount(2)
  expect(await server.ask('routing.rules', {})).toHaveLength(3)
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByRole('heading', { name: 'No draft' })).toBeVisible()
})

test('a workspace shares what comes among its agents; switched off it gets nothing', async ({ page }) => {
  await server.ask('agents.save', { name: 'Ben Okafor' })
  await open(page, server, '/routing?view=workspaces')
  const row = rowOf(page, 'Solar West')
  await row.click()
  const client = panel(page, 'Workspace')
  await client.getByRole('button', { name: 'Edit' }).click()
  const box = page.getByRole('dialog', { name: 'Edit Solar West' })
  await box.getByRole('radio', { name: 'By turns' }).click()
  await box.getByRole('button', { name: 'Save' }).click()
  await expect(box).toContainText('Choose who takes the leads')
  await box.getByRole('checkbox', { name: 'Dana Reyes' }).click()
  await box.getByRole('checkbox', { name: 'Ben Okafor' }).click()
  await expectNoBarrier(page, '.dialog')
  await box.getByRole('button', { name: 'Save' }).click()
  await expect(client).toContainText('By turns: Dana Reyes, Ben Okafor')

  const leads = [await arrive({ zip_code: '85025' }), await arrive({ zip_code: '85025' })]
  const agents = await Promise.all(
    leads.map(async (id) => (await server.ask('leads.get', { id })).assignedToName),
  )
  expect(agents).toEqual(['Dana Reyes', 'Ben Okafor'])
  await open(page, server, `/leads?lead=${leads[0]}`)
  await expect(panel(page, 'Lead').getByRole('list', { name: 'History' })).toContainText(
    'By turns among 2 agents',
  )

  await open(page, server, '/routing?view=workspaces')
  await row.click()
  await client.getByRole('switch', { name: 'Active' }).click()
  await expect(row).toContainText('Inactive')
  const waiting = await arrive({ zip_code: '85025' })
  expect((await server.ask('leads.get', { id: waiting })).workspaceId).toBeNull()
  await view(page, 'Rules').click()
  await expect(rules(page).filter({ hasText: 'Solar West' })).toContainText('Its workspace is not active')
  await view(page, 'Unrouted').click()
  await ready(page, 'Unrouted leads')
  await rowOf(page, '85025').click()
  await panel(page, 'Lead').getByRole('button', { name: 'Why not routed?' }).click()
  await expect(page.getByRole('dialog', { name: 'Why not routed?' })).toContainText(
    'Its workspace is not active.',
  )
})
