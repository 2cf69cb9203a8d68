// Who of a file looks like somebody else: named in the check and after the import, and a way from there to the list of duplicates.
import { Buffer } from 'node:buffer'
import { choose, expect, expectNoBarrier, hostForAll, open, openWebhook, test } from './support.ts'

const server = hostForAll({}, async (host) => {
  await openWebhook(host, 'California Solar')
})

test('people who look like others are named with their line, before and after, and lead to the duplicates', async ({
  page,
}) => {
  const next = (name: string) => page.getByRole('button', { name }).click()
  const { webhookId } = await server.ask('webhooks.create', {
    name: 'Nevada Solar',
    leadType: 'solar',
    region: 'nv',
  })
  const values = { first_name: 'Ida', last_name: 'Nash', phone: '602-555-0131', email: 'ida@example.com' }
  await server.ask('leads.create', { webhookId, values })
  await open(page, server, '/import')
  await page.getByLabel('File to import').setInputFiles({
    name: 'lookalikes.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      'Name,Phone,Email\nIda Nash,602-555-0131,\nI. Nash,602-555-0132,IDA@example.com\nIda N.,602-555-0132,\n',
    ),
  })
  await next('Next')
  await choose(page, page.getByRole('combobox', { name: /Webhook/ }), /California Solar/)
  await next('Check the file')
  await expect(page.getByText('People of this file who look like somebody you have: 2')).toBeVisible()
  await expect(page.getByRole('row', { name: /2 Same phone Ida Nash.*Nevada Solar/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /3 Same e-mail Ida Nash/ })).toBeVisible()
  await expect(page.getByText('Line 4 Same phone as line 3')).toBeVisible()
  await expectNoBarrier(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectNoBarrier(page)
  await page.emulateMedia({ colorScheme: 'light' })
  await next('Import 2 leads')
  await expect(page.getByText('2 people look like others. Nobody was merged.')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByRole('link', { name: 'Review the duplicates' }).click()
  await expect(page.getByText('2 pairs to look at')).toBeVisible()
})
