// Threads end, by a defect or by the system: what they were asked is answered, and others take their place.
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { oneAtATime } from '../../electron/core/threads/one-at-a-time.ts'
import { startThreadedCore } from '../../electron/core/threads/threaded-core.ts'
import { furnish, MIGRATIONS, openCore, temporaryFolder } from '../support/core.ts'

test('a reader that ends is replaced, and its question is answered in words', async () => {
  const { api, close } = await startThreadedCore({
    directory: temporaryFolder(),
    migrationsFolder: MIGRATIONS,
    workerFile: path.resolve(import.meta.dirname, '../support/crashing-worker.ts'),
    webhookPort: 0,
    masterKey: { key: new Uint8Array(32), protection: 'file' },
    logDefect: () => {},
  })
  onTestFinished(close)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all(
      [1, 2, 3].map(() => api.call('search.people', { text: 'end this thread' })),
    )
    for (const answer of answers)
      expect(answer).toMatchObject({
        ok: false,
        error: { code: 'unavailable', message: expect.stringContaining('starting again') },
      })
    await expect.poll(async () => (await api.call('settings.get', {})).ok, { timeout: 8_000 }).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
  }
})

test('of a line, what was called off before its turn is left out, and what fails holds nobody up', async () => {
  const line = oneAtATime('called off')
  const begun: string[] = []
  const work = (name: string) => async () => {
    begun.push(name)
    await new Promise((resolve) => setTimeout(resolve, 1))
    if (name === 'fails') throw new Error('No.')
    return name
  }
  const nobodyWaits = new AbortController()
  const answers = Promise.allSettled([
    line(work('first'), nobodyWaits.signal),
    line(work('fails')),
    line(work('typed over'), nobodyWaits.signal),
    line(work('last')),
  ])
  // The first one has begun by then, and is not taken back.
  await Promise.resolve().then(() => nobodyWaits.abort())
  expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    'first',
    'failed',
    'called off',
    'last',
  ])
  expect(begun).toEqual(['first', 'fails', 'last'])
})

test('passes that nobody waits for any more are left out', { timeout: 60_000 }, async () => {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  core.writer.connection.raw
    .prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 21000)
       insert into leads (id, webhook_id, lead_type, status, city, created_at, updated_at)
       select 1000000000 + i, ?, 'solar', 'new', iif(i % 3 = 0, 'Phoenix', 'Reno'), '2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00.000Z'
       from n`,
    )
    .run(webhookId)
  await core.close()
  const { api, close } = await startThreadedCore({
    directory: core.directory,
    migrationsFolder: MIGRATIONS,
    // From what `npm test` has just built, several times as fast; run alone, from the sources.
    workerFile: path.resolve(
      import.meta.dirname,
      process.env.CONVIO_FROM_BUILD === '1'
        ? '../../out/main/worker.cjs'
        : '../../electron/core/threads/worker.ts',
    ),
    webhookPort: 0,
    masterKey: { key: new Uint8Array(32).fill(7), protection: 'file' },
  })
  onTestFinished(close)
  const typed = new AbortController()
  const ask = (city: string, signal?: AbortSignal) =>
    api.call(
      'leads.page',
      { filter: { where: [{ column: 'city', way: 'contains', values: [city] }] } },
      signal,
    )
  const answers = Promise.all([
    ask('reno'),
    ...['p', 'ph', 'pho', 'phoe'].map((city) => ask(city, typed.signal)),
    ask('phoenix'),
  ])
  typed.abort()
  const [before, ...typedOver] = await answers
  const last = typedOver.pop()
  expect(before).toMatchObject({ ok: true, value: { total: 14_000 } })
  expect(last).toMatchObject({ ok: true, value: { total: 7_000 } })
  for (const answer of typedOver) expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  // A brief one is answered all the same.
  expect(await api.call('settings.get', {}, typed.signal)).toMatchObject({ ok: true })
})
