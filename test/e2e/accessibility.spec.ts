// Every screen and box, empty and full, in both themes, through axe: no violation at all.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, open, panel, ready, type Server, signIn, someone, startServer, test } from './support.ts'

type State = {
  readonly name: string
  readonly screen: string
  /** Brings the screen into the state; without it the screen is enough. */
  readonly reach?: (page: Page) => Promise<unknown>
  /** Looks at this part alone: while a list hangs open the library hides the rest of the page from screen readers. */
  readonly only?: string
}

const title = (name: string) => (page: Page) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
const empty = (words: string) => (page: Page) => page.getByRole('heading', { name: words }).waitFor()
const press = (keys: string, dialog: string) => async (page: Page) => {
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.keyboard.press(keys)
  await page.getByRole('dialog', { name: dialog }).waitFor()
}
const list = (name: string) => (page: Page) => ready(page, name)
const panelOpen = (name: string) => async (page: Page) => {
  // The cell with the mark opens nothing.
  await page.getByRole('gridcell').filter({ hasText: /\S/ }).first().click()
  await panel(page, name).getByRole('heading', { level: 3 }).first().waitFor()
}
const boxOf = (button: string, dialog: string) => async (page: Page) => {
  await page.getByRole('button', { name: button, exact: true }).first().click()
  await page.getByRole('dialog', { name: dialog }).waitFor()
}

const EMPTY: readonly State[] = [
  { name: 'leads', screen: '/leads', reach: empty('No leads yet') },
  { name: 'contacts', screen: '/contacts', reach: empty('No contacts yet') },
  { name: 'appointments', screen: '/appointments', reach: title('Appointments') },
  { name: 'an agenda of nothing', screen: '/appointments?view=agenda', reach: empty('Nothing is booked') },
  { name: 'a new appointment', screen: '/appointments', reach: press('b', 'New appointment') },
  { name: 'conversions', screen: '/conversions', reach: empty('No conversions yet') },
  { name: 'a sale of nobody', screen: '/conversions', reach: press('$', 'Log a sale') },
  { name: 'analytics', screen: '/analytics', reach: empty('No leads to count yet') },
  { name: 'webhooks', screen: '/webhooks', reach: empty('No webhooks yet') },
  { name: 'a new webhook', screen: '/webhooks', reach: boxOf('New webhook', 'New webhook') },
  { name: 'providers', screen: '/providers', reach: empty('No providers yet') },
  { name: 'a new provider', screen: '/providers', reach: boxOf('New provider', 'New provider') },
  { name: 'deliveries', screen: '/deliveries', reach: empty('No deliveries yet') },
  { name: 'to review', screen: '/deliveries?view=review', reach: empty('Nothing to review') },
  { name: 'turned away', screen: '/deliveries?view=turned-away', reach: empty('Nobody was turned away') },
  { name: 'routing', screen: '/routing', reach: empty('No routing rules yet') },
  { name: 'nothing unrouted', screen: '/routing?view=unrouted', reach: empty('No unrouted leads') },
  { name: 'nothing uncovered', screen: '/routing?view=coverage', reach: empty('Nothing is left uncovered') },
  { name: 'no draft', screen: '/routing?view=draft', reach: empty('No draft') },
  { name: 'workspaces', screen: '/routing?view=workspaces', reach: empty('No workspaces yet') },
  { name: 'settings', screen: '/settings', reach: (page) => page.getByLabel('Agency name').waitFor() },
  { name: 'new lead without a webhook', screen: '/leads', reach: press('c', 'New lead') },
  { name: 'palette', screen: '/leads', reach: press('Control+k', 'Search or jump to') },
  { name: 'list of shortcuts', screen: '/leads', reach: press('?', 'Keyboard shortcuts') },
  { name: 'an unknown address', screen: '/nothing', reach: (page) => page.locator('main').waitFor() },
]

const FULL: readonly State[] = [
  { name: 'leads', screen: '/leads', reach: list('Leads') },
  { name: 'a lead', screen: '/leads', reach: panelOpen('Lead') },
  {
    name: 'the statuses of a lead',
    screen: '/leads',
    only: '.popup',
    reach: async (page) => {
      await panelOpen('Lead')(page)
      await page.keyboard.press('s')
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'a field of a lead that is refused',
    screen: '/leads',
    reach: async (page) => {
      await panelOpen('Lead')(page)
      await panel(page, 'Lead')
        .getByRole('button', { name: /^Email/ })
        .click()
      await page.keyboard.type('nonsense')
      await page.keyboard.press('Enter')
      await page.locator('[aria-invalid="true"]').waitFor()
    },
  },
  {
    name: 'the follow-up of a lead',
    screen: '/leads',
    only: '.popup',
    reach: async (page) => {
      await panelOpen('Lead')(page)
      await page.keyboard.press('d')
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'the results of a call',
    screen: '/leads',
    only: '.popup',
    reach: async (page) => {
      await panelOpen('Lead')(page)
      await page.keyboard.press('l')
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'a filter, open',
    screen: '/leads?statuses=%5B%22new%22%5D',
    only: '.popup',
    reach: async (page) => {
      await ready(page, 'Leads')
      await page
        .getByRole('button', { name: /^Status/ })
        .first()
        .click()
      await page.getByRole('menuitemcheckbox').first().waitFor()
    },
  },
  {
    name: 'a new lead that is refused',
    screen: '/leads',
    reach: async (page) => {
      await press('c', 'New lead')(page)
      await page.getByRole('button', { name: 'Add lead' }).click()
      await page.locator('[aria-invalid="true"]').waitFor()
    },
  },
  {
    name: 'conditions of the list',
    screen: `/leads?where=${encodeURIComponent(JSON.stringify([{ column: 'monthly_electric_bill', way: 'at_least', values: [20_000] }]))}`,
    reach: async (page) => {
      await ready(page, 'Leads')
      await page.keyboard.press('f')
      await page.getByRole('dialog', { name: 'Filter' }).waitFor()
    },
  },
  {
    name: 'selected leads',
    screen: '/leads',
    reach: async (page) => {
      await ready(page, 'Leads')
      await page.keyboard.press('Control+a')
      await page.getByRole('region', { name: 'Selected leads' }).waitFor()
    },
  },
  { name: 'columns', screen: '/leads', reach: boxOf('Columns', 'Columns') },
  {
    name: 'the board',
    screen: '/leads?layout=%22board%22',
    reach: (page) => page.locator('.board-card').first().waitFor(),
  },
  { name: 'import', screen: '/import', reach: title('Import') },
  { name: 'no match', screen: '/leads?q=nobody-at-all', reach: empty('No lead matches') },
  { name: 'contacts', screen: '/contacts', reach: list('Contacts') },
  { name: 'a contact', screen: '/contacts', reach: panelOpen('Contact') },
  { name: 'conversions', screen: '/conversions', reach: list('Conversions') },
  { name: 'a conversion', screen: '/conversions', reach: panelOpen('Conversion') },
  {
    name: 'the period of conversions',
    screen: '/conversions',
    only: '.popup',
    reach: async (page) => {
      await ready(page, 'Conversions')
      await page.getByRole('button', { name: 'Period' }).click()
      await page.getByLabel('From').waitFor()
    },
  },
  { name: 'a sale', screen: '/leads', reach: press('$', 'Log a sale') },
  { name: 'webhooks', screen: '/webhooks', reach: list('Webhooks') },
  { name: 'a webhook', screen: '/webhooks', reach: panelOpen('Webhook') },
  {
    name: 'a mapping',
    screen: '/webhooks?webhook=ws_cal_solar_001',
    reach: boxOf('Add a mapping', 'Mapping'),
  },
  { name: 'providers', screen: '/providers', reach: list('Providers') },
  { name: 'a provider', screen: '/providers', reach: panelOpen('Provider') },
  { name: 'deliveries', screen: '/deliveries', reach: list('Deliveries') },
  { name: 'a delivery', screen: '/deliveries', reach: panelOpen('Delivery') },
  {
    name: 'to review',
    screen: '/deliveries?view=review',
    reach: (page) => page.getByRole('button', { name: 'Repair by mapping' }).first().waitFor(),
  },
  {
    name: 'a repair by hand',
    screen: '/deliveries?view=review',
    reach: async (page) => {
      await page
        .getByRole('button', { name: /^Look at/ })
        .first()
        .click()
      await boxOf('Repair by hand', 'Repair delivery')(page)
    },
  },
  {
    name: 'turned away',
    screen: '/deliveries?view=turned-away',
    reach: (page) => page.getByRole('table').waitFor(),
  },
  { name: 'settings', screen: '/settings', reach: (page) => page.getByLabel('Agency name').waitFor() },
  {
    name: 'palette with people',
    screen: '/leads',
    reach: async (page) => {
      await press('Control+k', 'Search or jump to')(page)
      await page.getByRole('combobox', { name: 'Search or jump to' }).fill('a')
      await page.getByText('People', { exact: true }).waitFor()
    },
  },
  {
    name: 'a toast',
    screen: '/leads',
    reach: async (page) => {
      await ready(page, 'Leads')
      await page.keyboard.press('Control+z')
      await page.locator('.toast').first().waitFor()
    },
  },
  {
    name: 'routing rules',
    screen: '/routing',
    reach: (page) => page.getByRole('list', { name: 'Rules' }).getByRole('listitem').first().waitFor(),
  },
  {
    name: 'a routing rule',
    screen: '/routing',
    reach: async (page) => {
      await page
        .getByRole('button', { name: /^Edit rule/ })
        .first()
        .click()
      await page.getByRole('dialog', { name: 'Edit rule' }).getByLabel('ZIP codes').fill('850')
      await page.getByRole('list', { name: 'Broken entries' }).waitFor()
    },
  },
  { name: 'unrouted leads', screen: '/routing?view=unrouted', reach: list('Unrouted leads') },
  {
    name: 'what no rule covers',
    screen: '/routing?view=coverage',
    reach: (page) => page.getByRole('table').waitFor(),
  },
  {
    name: 'a draft, replayed',
    screen: '/routing?view=draft',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Begin a draft' }).click()
      await page
        .getByRole('button', { name: /^Delete rule/ })
        .first()
        .click()
      await page.getByText('1 change, begun').waitFor()
      await page.getByRole('button', { name: 'Replay 90 days' }).click()
      await page.getByRole('region', { name: 'Replay' }).getByRole('table').waitFor()
    },
  },
  {
    name: 'a workspace',
    screen: '/routing?view=workspaces',
    reach: async (page) => {
      await page.getByRole('grid').getByRole('row').nth(1).click()
      await panel(page, 'Workspace').getByRole('button', { name: 'Edit' }).click()
      await page.getByRole('radio', { name: 'By turns' }).click()
      await page.getByRole('list', { name: 'Agents' }).waitFor()
    },
  },
  {
    name: 'a workspace in full',
    screen: '/routing?view=workspaces',
    reach: async (page) => {
      await page.getByRole('grid').getByRole('row').nth(1).click()
      await panel(page, 'Workspace').getByText('How to use it').click()
      await panel(page, 'Workspace').getByRole('list', { name: 'Trail' }).waitFor()
    },
  },
  {
    name: 'why a lead is here',
    screen: '/leads',
    only: '.popup',
    reach: async (page) => {
      await panelOpen('Lead')(page)
      await panel(page, 'Lead').getByRole('button', { name: /^Why/ }).click()
      await page.getByRole('link', { name: 'Open the rules' }).waitFor()
    },
  },
]

/** One that is still to come. */
const appointment = (page: Page) => page.locator('[data-appointment]:not(.is-off):not(.is-done)').first()
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
const AGENDA = `/appointments?view=agenda&date=${TOMORROW}`
const shown = (page: Page) => appointment(page).waitFor()
const appointmentOpen = async (page: Page) => {
  await shown(page)
  await appointment(page).focus()
  await page.keyboard.press('Enter')
  await panel(page, 'Appointment').getByRole('heading', { level: 3 }).first().waitFor()
}

const APPOINTMENTS: readonly State[] = [
  { name: 'a month', screen: '/appointments?view=month', reach: shown },
  { name: 'an agenda', screen: AGENDA, reach: shown },
  {
    name: 'colors by status',
    screen: '/appointments?view=month',
    reach: async (page) => {
      await shown(page)
      await page.getByRole('button', { name: /^Color/ }).click()
      await page.getByRole('menuitem', { name: 'By status' }).click()
      await page.getByRole('list', { name: 'Colors by status' }).waitFor()
    },
  },
  {
    name: 'the small month',
    screen: '/appointments',
    only: '.popup',
    reach: async (page) => {
      await page.getByRole('button', { name: /go to a day$/ }).click()
      await page.getByRole('dialog', { name: 'Go to a day' }).waitFor()
    },
  },
  { name: 'an appointment', screen: AGENDA, reach: appointmentOpen },
  {
    name: 'the time of an appointment',
    screen: AGENDA,
    reach: async (page) => {
      await appointmentOpen(page)
      await panel(page, 'Appointment').getByRole('button', { name: /^When/ }).click()
      await panel(page, 'Appointment').getByLabel('Date').waitFor()
    },
  },
  {
    name: 'the end of an appointment',
    screen: AGENDA,
    reach: async (page) => {
      await appointmentOpen(page)
      await boxOf('Complete…', 'Completed')(page)
    },
  },
  {
    name: 'held by the keyboard',
    screen: AGENDA,
    reach: async (page) => {
      await shown(page)
      await appointment(page).focus()
      await page.keyboard.press('Shift+ArrowDown')
      await page.locator('.plan-bubble').waitFor()
    },
  },
  {
    name: 'booking a lead',
    screen: '/leads',
    reach: async (page) => {
      await panelOpen('Lead')(page)
      await page.keyboard.press('b')
      await page.getByRole('dialog', { name: /^Appointment with/ }).waitFor()
    },
  },
]

/** On a machine that does a lot besides; a quiet one needs a fifth of it. */
const SLOW_MS = 240_000

// Colours fade in; what axe measures half way is nobody's sight.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

async function expectNoViolation(page: Page, name: string, only?: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    // Not before the theme is painted, and nothing of it is on its way.
    await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      await Promise.allSettled(document.getAnimations().map((one) => one.finished))
    })
    // In the page itself, without axe's second window: there are no frames here.
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
    if (only) axe.include(only)
    // The hours of a day without appointments: the library's table may hold nothing that is focused, and Chromium and Firefox reach a box that
    // scrolls by themselves, which axe does not count.
    if (name === 'appointments') axe.disableRules(['scrollable-region-focusable'])
    // What does not look at colours was checked in light already.
    if (theme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
    const { violations } = await axe.analyze()
    const words = violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`).join('\n')}`,
    )
    expect.soft(words, `${name}, ${theme}`).toEqual([])
  }
}

async function walk(page: Page, server: Server, states: readonly State[]): Promise<void> {
  await signIn(page.context(), server)
  for (const { name, screen, reach, only } of states) {
    await test.step(name, async () => {
      // A new document each time: nothing open stays open.
      await page.goto('about:blank')
      await open(page, server, screen)
      await reach?.(page)
      await expectNoViolation(page, name, only)
    })
  }
}

test('first run and every empty screen', async ({ page }) => {
  test.setTimeout(SLOW_MS)
  const server = await startServer({ isSetUp: false })
  try {
    await open(page, server, '/')
    await page.getByRole('heading', { name: 'Welcome to Convio Leads' }).waitFor()
    await page.getByRole('button', { name: 'Start empty' }).click()
    await page.getByText('Give your agency a name.').waitFor()
    await expectNoViolation(page, 'first run')
    await page.getByRole('combobox', { name: 'Time zone' }).fill('new york')
    await page.getByRole('option').first().waitFor()
    await expectNoViolation(page, 'first run, choosing a zone', '.popup')
    await server.ask('settings.setUp', { agencyName: 'Sun Valley Leads', timeZone: 'America/Phoenix' })
    await walk(page, server, EMPTY)
  } finally {
    await server.end()
  }
})

for (const [part, states] of [
  ['leads and contacts', FULL.slice(0, 11)],
  ['intake', FULL.slice(11)],
  ['appointments', APPOINTMENTS],
] as const) {
  test(`every screen with sample data: ${part}`, async ({ page }) => {
    test.setTimeout(SLOW_MS)
    const server = await startServer({ demo: true })
    try {
      await server.post('ws_zz_solar_999', someone())
      await expect.poll(async () => (await server.ask('deliveries.refusals', {})).length).toBeGreaterThan(0)
      await walk(page, server, states)
    } finally {
      await server.end()
    }
  })
}
