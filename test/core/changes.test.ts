// Changing one thing leaves everything else as it was: defaults are for making, not for changing. And what making by hand refuses.
import { expect, test } from 'vitest'
import { furnish, openCore } from '../support/core.ts'

test('a webhook keeps what a change leaves out', async () => {
  const core = await openCore()
  const { webhookId, everywhere } = await furnish(core)
  const chosen = {
    description: 'From the spring fair',
    rateLimit: 7,
    rateWindow: 30,
    senderRule: 'open',
    defaultProviderId: everywhere.providerId,
    defaultRegion: 'CA',
    verifyToken: 'open sesame',
    mapping: { phone: 'who.mobile' },
  } as const
  await core.ask('webhooks.update', { webhookId, ...chosen })
  await core.ask('webhooks.update', { webhookId, name: 'Renamed' })
  expect(await core.ask('webhooks.get', { webhookId })).toMatchObject({ ...chosen, name: 'Renamed' })
  await core.ask('webhooks.update', { webhookId, mapping: { phone: 'mobile' } })
  expect(await core.ask('webhooks.get', { webhookId })).toMatchObject({
    ...chosen,
    mapping: { phone: 'mobile' },
  })
})

test('a provider keeps what a change leaves out', async () => {
  const core = await openCore()
  const { webhookId, everywhere } = await furnish(core)
  const chosen = {
    companyName: 'Click',
    contactEmail: 'ops@example.com',
    allowedWebhooks: [webhookId],
    rateLimit: 5,
    notes: 'Pays late',
  }
  await core.ask('providers.update', { providerId: everywhere.providerId, ...chosen })
  await core.ask('providers.update', { providerId: everywhere.providerId, providerName: 'Renamed' })
  expect(await core.ask('providers.get', { providerId: everywhere.providerId })).toMatchObject({
    ...chosen,
    providerName: 'Renamed',
  })
})

test('a lead by hand: not twice under one id, and not on a webhook that is gone', async () => {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  const lead = { webhookId, values: { phone: '(602) 555-0142', lead_id: 'paper-7' } }
  expect(await core.api.call('leads.create', lead)).toMatchObject({ ok: true })
  expect(await core.api.call('leads.create', lead)).toMatchObject({ ok: false, error: { code: 'conflict' } })
  await core.ask('webhooks.delete', { webhookId })
  const late = { webhookId, values: { phone: '(602) 555-0143' } }
  expect(await core.api.call('leads.create', late)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  expect(core.defects).toEqual([])
})
