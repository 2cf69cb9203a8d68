// What a provider charges for a lead: from a day on, for all webhooks or for one; undone like any other change.
import { expect, test } from 'vitest'
import { furnish, openCore } from '../support/core.ts'

async function open() {
  const core = await openCore()
  const { webhookId, hvacId, everywhere } = await furnish(core)
  const { providerId } = everywhere
  const set = (fromDay: string, priceCents: number, at: string | null = null) =>
    core.ask('providers.setPrice', { providerId, fromDay, priceCents, webhookId: at })
  const prices = async () =>
    (await core.ask('providers.get', { providerId })).prices.map(({ fromDay, priceCents, webhookId: at }) => [
      fromDay,
      priceCents,
      at,
    ])
  return { core, webhookId, hvacId, providerId, set, prices }
}

test('prices stand newest first, the same day replaces, and each step is undone', async () => {
  const { core, webhookId, set, prices } = await open()
  expect(await set('2026-10-01', 4_500)).toMatchObject({
    label: 'Price of Click Ventures from 2026-10-01 set to $45.00',
  })
  await set('2026-11-01', 5_000)
  await set('2026-11-01', 6_250, webhookId)
  const three = [
    ['2026-11-01', 5_000, null],
    ['2026-11-01', 6_250, webhookId],
    ['2026-10-01', 4_500, null],
  ]
  expect(await prices()).toEqual(three)
  await set('2026-11-01', 5_500)
  expect((await prices())[0]).toEqual(['2026-11-01', 5_500, null])
  await core.ask('history.undo', {})
  expect(await prices()).toEqual(three)
  // The same once more changes nothing, so there is nothing to undo.
  expect((await set('2026-11-01', 5_000)).undoId).toBeUndefined()
  const { id } = (await core.ask('providers.get', { providerId: 'click_ventures_0001' })).prices[1] ?? {}
  const { undoId } = await core.ask('providers.removePrice', { id: Number(id) })
  expect(await prices()).toHaveLength(2)
  await core.ask('history.undo', { undoId })
  expect(await prices()).toEqual(three)
  await core.ask('history.redo', {})
  expect(await prices()).toHaveLength(2)
})

test('a price comes back only where no other one has taken its day', async () => {
  const { core, set, prices, providerId } = await open()
  await set('2026-11-01', 5_000)
  const { prices: all } = await core.ask('providers.get', { providerId })
  const { undoId } = await core.ask('providers.removePrice', { id: Number(all[0]?.id) })
  await set('2026-11-01', 7_000)
  expect(await core.api.call('history.undo', { undoId })).toMatchObject({
    ok: false,
    error: { code: 'refused', message: expect.stringContaining('another price from 2026-11-01') },
  })
  expect(await prices()).toEqual([['2026-11-01', 7_000, null]])
  expect(core.defects).toEqual([])
})

test('a price whose provider went with the sample data is gone for good, in words', async () => {
  const { core, providerId, set } = await open()
  const { undoId } = await set('2026-11-01', 5_000)
  await core.ask('history.undo', { undoId })
  // As the removal of sample data takes its providers.
  core.writer.connection.sql('delete from lead_source_providers where provider_id = ?').run(providerId)
  const again = await core.api.call('history.redo', { undoId })
  expect(again).toMatchObject({
    ok: false,
    error: { code: 'not_found', message: expect.stringContaining('no longer there') },
  })
  expect(core.defects).toEqual([])
})

test('what does not fit is refused in words', async () => {
  const { core, providerId } = await open()
  const good = { providerId, fromDay: '2026-11-01', priceCents: 4_500 }
  const cases = [
    [{ ...good, providerId: 'nobody_0001' }, 'not_found', 'no longer there'],
    [{ ...good, webhookId: 'ws_zz_solar_999' }, 'invalid', 'There is no webhook ws_zz_solar_999'],
    [{ ...good, priceCents: -1 }, 'invalid', 'cannot be negative'],
    [{ ...good, priceCents: 10_000_001 }, 'invalid', 'slipped digit'],
    [{ ...good, fromDay: '2026-02-30' }, 'invalid', 'fromDay'],
  ] as const
  for (const [input, code, words] of cases)
    expect(await core.api.call('providers.setPrice', input), words).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(words) },
    })
  expect(await core.api.call('providers.removePrice', { id: 99 })).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  })
})
