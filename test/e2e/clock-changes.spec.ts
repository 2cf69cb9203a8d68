// The nights in which clocks are changed, on the screen: for agencies of five zones, on a computer that is in a sixth. What the rules say of
// these nights is test/domain/schedule.test.ts; here the calendar has to show it.
import type { Locator, Page } from '@playwright/test'
import { expect, hostForAll, open, openWebhook, panel, type Server, someone, test, toast } from './support.ts'

test.use({ timezoneId: 'Asia/Tokyo' })

type Night = {
  readonly zone: string
  /** An hour that is left out: what is typed, what is proposed for it; and a visit before it that a step of the keyboard brings behind it. */
  readonly gap?: {
    readonly day: string
    readonly typed: string
    readonly proposal: string
    readonly before: string
    readonly stepped: string
  }
  /** An hour that comes twice: what is typed, the two that are offered, what the calendar shows of the later one; and a visit moved into it. */
  readonly fold?: {
    readonly day: string
    readonly typed: string
    readonly choices: readonly [string, string]
    readonly instant: string
    readonly before: string
    readonly stepped: string
  }
}

const NIGHTS: readonly Night[] = [
  {
    zone: 'America/New_York',
    gap: {
      day: '2031-03-09',
      typed: '02:30',
      proposal: '3:30 AM',
      before: '01:45',
      stepped: '3:00 – 4:00 AM',
    },
    fold: {
      day: '2031-11-02',
      typed: '01:30',
      choices: ['1:30 AM EDT', '1:30 AM EST'],
      instant: '2031-11-02T06:30:00.000Z',
      before: '00:45',
      stepped: '1:00 AM EDT – 1:00 AM EST',
    },
  },
  {
    zone: 'Europe/London',
    gap: {
      day: '2031-03-30',
      typed: '01:30',
      proposal: '2:30 AM',
      before: '00:45',
      stepped: '2:00 – 3:00 AM',
    },
    fold: {
      day: '2031-10-26',
      typed: '01:30',
      choices: ['1:30 AM BST', '1:30 AM GMT'],
      instant: '2031-10-26T01:30:00.000Z',
      before: '00:45',
      stepped: '1:00 AM BST – 1:00 AM GMT',
    },
  },
  {
    // The clocks are changed by half an hour.
    zone: 'Australia/Lord_Howe',
    gap: {
      day: '2031-10-05',
      typed: '02:15',
      proposal: '2:45 AM',
      before: '01:45',
      stepped: '2:30 – 3:30 AM',
    },
    fold: {
      day: '2031-04-06',
      typed: '01:45',
      choices: ['1:45 AM LHDT', '1:45 AM LHST'],
      instant: '2031-04-05T15:15:00.000Z',
      before: '01:15',
      stepped: '1:30 AM LHDT – 2:00 AM',
    },
  },
  { zone: 'America/Phoenix' },
  { zone: 'Asia/Kolkata' },
]

let webhookId = ''
const server = hostForAll({}, async (host) => {
  webhookId = await openWebhook(host)
})

async function leadOf(host: Server, name: string): Promise<number> {
  const { json } = await host.post(webhookId, someone({ first_name: name, last_name: 'Sample' }))
  return Number(json.lead_id)
}

async function booked(leadId: number, day: string, time: string, timeZone: string): Promise<number> {
  const when = { wallTime: `${day}T${time}`, timeZone }
  return (
    await server.ask('appointments.book', { leadId, when, locationType: 'phone', acceptsConflicts: true })
  ).id
}

const box = (page: Page, id: number): Locator => page.locator(`[data-appointment="${id}"]`)
/** What a day of the calendar says of an appointment, and the wall-clock time of the line that it begins at. */
async function expectShown(page: Page, id: number, words: string): Promise<void> {
  await expect(box(page, id).locator('.cal-time')).toHaveText(words)
  const [hour = 0, minute = 0] = words.split(' ')[0]?.split(':').map(Number) ?? []
  const line = (hour % 12) * 4 + Math.floor(minute / 15)
  await expect
    .poll(async () => {
      const slot = await page.locator('.cal-slot').nth(line).boundingBox()
      const event = await box(page, id).boundingBox()
      return Math.abs((slot?.y ?? -1_000) - (event?.y ?? 1_000)) <= 3
    })
    .toBe(true)
}

/** "1:30" and "1:30 EST" of "1:30 AM EST". */
const inCalendar = (label: string) => label.replace(/ [AP]M/, '')

async function openForm(page: Page, leadId: number, name: string): Promise<Locator> {
  await open(page, server, `/leads?lead=${leadId}`)
  await expect(panel(page, 'Lead').getByRole('heading', { name: `${name} Sample` })).toBeVisible()
  await page.keyboard.press('b')
  // Exactly: the toast that it is booked is a dialog as well.
  return page.getByRole('dialog', { name: `Appointment with ${name} Sample`, exact: true })
}
async function fill(form: Locator, day: string, time: string): Promise<void> {
  await form.getByLabel('Date').fill(day)
  await form.getByLabel('Time', { exact: true }).fill(time)
}
async function book(page: Page, form: Locator, leadId: number): Promise<number> {
  const known = new Set((await server.ask('appointments.of', { leadId })).map(({ id }) => id))
  await form.locator('button[type="submit"]').click()
  await expect(toast(page, 'booked')).toBeVisible()
  await expect(form).toHaveCount(0)
  const made = (await server.ask('appointments.of', { leadId })).find(({ id }) => !known.has(id))
  if (made === undefined) throw new Error('Nothing was booked.')
  return made.id
}

for (const [at, { zone, gap, fold }] of NIGHTS.entries()) {
  const name = `Nighta${'abcde'[at]}`

  test(`${zone}: booked by the form`, async ({ page }) => {
    await server.ask('settings.update', { timeZone: zone })
    const leadId = await leadOf(server, name)
    if (gap) {
      const form = await openForm(page, leadId, name)
      await fill(form, gap.day, gap.typed)
      await expect(form.getByRole('alert')).toContainText(`does not exist in ${zone}`)
      await form.getByRole('button', { name: `Use ${gap.proposal}` }).click()
      await expect(form.getByRole('alert')).toHaveCount(0)
      const id = await book(page, form, leadId)
      await open(page, server, `/appointments?view=day&date=${gap.day}`)
      await expectShown(page, id, inCalendar(gap.proposal))
    }
    if (fold) {
      const form = await openForm(page, leadId, name)
      await fill(form, fold.day, fold.typed)
      await expect(form.getByRole('alert')).toContainText(`comes twice in ${zone}`)
      await expect(form.getByRole('radio')).toHaveCount(2)
      for (const choice of fold.choices) await expect(form.getByRole('radio', { name: choice })).toBeVisible()
      await form.getByRole('radio', { name: fold.choices[1] }).click()
      const id = await book(page, form, leadId)
      expect(await server.ask('appointments.get', { id })).toMatchObject({ scheduledAt: fold.instant })
      await open(page, server, `/appointments?view=day&date=${fold.day}`)
      await expectShown(page, id, inCalendar(fold.choices[1]))
    }
    // Where no clock is changed nothing is asked.
    const day = gap === undefined ? '2031-03-09' : '2031-07-08'
    const form = await openForm(page, leadId, name)
    await fill(form, day, '02:30')
    const id = await book(page, form, leadId)
    await open(page, server, `/appointments?view=day&date=${day}`)
    await expectShown(page, id, '2:30')
  })

  test(`${zone}: moved across the night`, async ({ page }) => {
    await server.ask('settings.update', { timeZone: zone })
    const step = async (day: string, before: string, stepped: string) => {
      const id = await booked(await leadOf(server, 'Stepped'), day, before, zone)
      await open(page, server, `/appointments?view=day&date=${day}`)
      await box(page, id).focus()
      await page.keyboard.press('Shift+ArrowDown')
      await expect(page.locator('.plan-bubble')).toContainText(stepped)
      await page.keyboard.press('Enter')
      await expect(page.locator('.plan-bubble')).toHaveCount(0)
      await expectShown(page, id, inCalendar(stepped.split(' – ')[0] ?? ''))
      expect((await server.ask('appointments.get', { id })).durationMinutes).toBe(60)
    }
    if (gap) {
      await step(gap.day, gap.before, gap.stepped)
      // In a month only the day is chosen: the hour that is left out there is asked about.
      const dayBefore = new Date(Date.parse(`${gap.day}T00:00Z`) - 86_400_000).toISOString().slice(0, 10)
      const id = await booked(await leadOf(server, 'Moved'), dayBefore, gap.typed, zone)
      await open(page, server, `/appointments?view=month&date=${gap.day}`)
      await box(page, id).focus()
      await page.keyboard.press('Shift+ArrowRight')
      await page.keyboard.press('Enter')
      const question = page.getByRole('dialog', { name: 'Which time is meant?' })
      await expect(question).toContainText(`does not exist in ${zone}`)
      await expect(question.getByRole('radio', { name: gap.proposal })).toBeChecked()
      await question.getByRole('button', { name: 'Use this time' }).click()
      await expect(question).toHaveCount(0)
      await open(page, server, `/appointments?view=day&date=${gap.day}`)
      await expectShown(page, id, inCalendar(gap.proposal))
    } else await step('2031-03-09', '01:45', '2:00 – 3:00 AM')
    if (fold) await step(fold.day, fold.before, fold.stepped)
  })
}

test('what was booked by other clocks says by which, in summer and in winter', async ({ page }) => {
  await server.ask('settings.update', { timeZone: 'America/New_York' })
  const leadId = await leadOf(server, 'Clocks')
  for (const [day, theirs] of [
    [
      '2031-07-16',
      {
        'Europe/London': 'BST',
        'Australia/Lord_Howe': 'LHST',
        'America/Phoenix': 'MST',
        'Asia/Kolkata': 'IST',
      },
    ],
    [
      '2031-01-15',
      {
        'Europe/London': 'GMT',
        'Australia/Lord_Howe': 'LHDT',
        'America/Phoenix': 'MST',
        'Asia/Kolkata': 'IST',
      },
    ],
  ] as const) {
    const ids = new Map<number, string>()
    for (const [zone, label] of Object.entries(theirs))
      ids.set(await booked(leadId, day, '09:00', zone), label)
    await open(page, server, `/appointments?view=week&date=${day}`)
    for (const [id, label] of ids)
      await expect(box(page, id).first()).toContainText(`booked 9:00 AM ${label}`)
  }
})
