// Answers that are kept in the database: there after a start, gone in the very transaction that changes what they count, and never wrong.
import { fork } from 'node:child_process'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { openConnection } from '../../electron/core/db/connection.ts'
import { analyticsAnswer, lastAnswer } from '../../electron/core/figures/answers.ts'
import {
  type KeptAnswer,
  keepAnswer,
  keptAnswer,
  keptAnswers,
  keyOf,
  restsOn,
} from '../../electron/core/figures/kept-answers.ts'
import { startAnalytics } from '../../electron/core/figures/lane.ts'
import { createReader } from '../../electron/core/reader.ts'
import { furnish, MIGRATIONS, openCore, type TestCore, temporaryFolder } from '../support/core.ts'
import { finished } from '../support/finished.ts'
import { rows } from '../support/intake.ts'

const SCOPE = { from: '2026-01-01', to: '2026-12-31' }
const START = Date.parse('2026-03-18T16:20:31.417Z')
const clock = { nowMs: () => START, now: () => new Date(START).toISOString() }

async function open() {
  const core = await openCore({ clock })
  const known = await furnish(core)
  await core.ask('workspaces.create', { id: 'north', name: 'North' })
  const { leadId } = await core.ask('leads.create', {
    webhookId: known.webhookId,
    values: { phone: '(602) 555-0142', created_at: '2026-03-02T17:00:00.000Z' },
  })
  return { core, leadId, ...known }
}

/** An answer as the reader of analytics hands it on. */
function answerOf(
  core: TestCore,
  name: 'analytics.overview' | 'analytics.cohorts' = 'analytics.overview',
): KeptAnswer {
  const db = core.writer.connection
  const input = { scope: { ...SCOPE, where: [] } }
  analyticsAnswer({ db, clock: core.writer.clock }, name, input)
  const { answer, untilMs } = lastAnswer(db) as NonNullable<ReturnType<typeof lastAnswer>>
  return { key: keyOf(name, input), answer, rests: restsOn(db), untilMs }
}
const verified = async (core: TestCore) => {
  const done = (await finished(core, 'analytics.verify', {})) as { differences: { what: string }[] }
  return done.differences.map(({ what }) => what)
}
const found = (core: TestCore, { key }: KeptAnswer, nowMs = START) =>
  keptAnswer(core.writer.connection, key, nowMs)

test('an answer goes with the transaction that touches what it counts, and stays otherwise', async () => {
  const { core, leadId, webhookId, everywhere } = await open()
  const sale = await core.ask('conversions.log', { of: { leadId }, conversionType: 'sale', valueCents: 100 })
  const changes: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a lead', () => core.ask('leads.create', { webhookId, values: { phone: '(602) 555-0143' } })],
    ['a status', () => core.ask('leads.setStatus', { id: leadId, status: 'lost' })],
    ['its undo', () => core.ask('history.undo', {})],
    ['a value', () => core.ask('conversions.update', { id: sale.id, valueCents: 200 })],
    ['a void', () => core.ask('conversions.void', { id: sale.id, reason: 'No' })],
    [
      'an appointment',
      () =>
        core.ask('appointments.book', {
          leadId,
          when: { at: '2026-04-02T17:00:00.000Z' },
          acceptsConflicts: true,
        }),
    ],
    ['a name', () => core.ask('workspaces.update', { id: 'north', name: 'Far north' })],
    [
      'a provider',
      () => core.ask('providers.update', { providerId: everywhere.providerId, providerName: 'Clicks' }),
    ],
    ['the zone', () => core.ask('settings.update', { timeZone: 'Asia/Tokyo' })],
    ['the currency', () => core.ask('settings.update', { currency: 'EUR' })],
    ['a deletion', () => core.ask('leads.delete', { target: { ids: [leadId] } })],
  ]
  for (const [what, change] of changes) {
    const answer = answerOf(core)
    expect(keepAnswer(core.writer, answer), what).toBe(true)
    expect(found(core, answer), what).toEqual(answer.answer)
    await change()
    expect(found(core, answer), what).toBeUndefined()
    expect(rows(core, 'select * from conversion_analytics_cache'), what).toEqual([])
    // What was made before is not kept after.
    expect(keepAnswer(core.writer, answer), what).toBe(false)
  }
  const answer = answerOf(core)
  keepAnswer(core.writer, answer)
  await core.ask('leads.page', {})
  expect(found(core, answer)).toEqual(answer.answer)
  expect(core.defects).toEqual([])
})

test('the same figures in another order are no difference', async () => {
  const { core } = await open()
  const kept = answerOf(core)
  const { now, ...others } = kept.answer as { readonly now: object }
  const turned = Object.fromEntries(Object.entries(now).reverse())
  keepAnswer(core.writer, { ...kept, answer: { ...others, now: turned } })
  expect(await verified(core)).toEqual([])
  keepAnswer(core.writer, { ...kept, answer: { ...others, now: { ...turned, leads: 7 } } })
  expect(await verified(core)).toEqual(['A kept answer'])
})

test('a change that is taken back takes nothing away', async () => {
  const { core, webhookId } = await open()
  const answer = answerOf(core)
  keepAnswer(core.writer, answer)
  expect(() =>
    core.writer.run('system', ({ db, touch }) => {
      db.sql('update leads set source = ?').run('Elsewhere')
      touch('leads')
      throw new Error('No.')
    }),
  ).toThrow('No.')
  expect(found(core, answer)).toEqual(answer.answer)
  await core.ask('leads.create', { webhookId, values: { phone: '(602) 555-0143' } })
  expect(found(core, answer)).toBeUndefined()
})

test('another tool that writes into the file makes none of them wrong', async () => {
  const { core } = await open()
  const answer = answerOf(core)
  keepAnswer(core.writer, answer)
  const other = new Database(path.join(core.directory, 'convio.db'))
  other.exec(`update leads set source = 'By hand'`)
  other.close()
  expect(found(core, answer)).toBeUndefined()
})

test('a cohort that was too early is told when its time has come', async () => {
  const { core } = await open()
  const answer = answerOf(core, 'analytics.cohorts')
  expect(answer.untilMs).toBeGreaterThan(START)
  keepAnswer(core.writer, answer)
  expect(found(core, answer, answer.untilMs - 1)).toEqual(answer.answer)
  expect(found(core, answer, answer.untilMs)).toBeUndefined()
})

test('is there at once after a start, before the image is, and made anew when something changes', async () => {
  const { core, webhookId } = await open()
  const made = answerOf(core)
  // Told apart from what the image would say.
  const marked = { ...made, answer: { ...(made.answer as object), before: 'kept' } }
  expect(keepAnswer(core.writer, marked)).toBe(true)
  const connection = openConnection(path.join(core.directory, 'convio.db'), 'read')
  const replies: unknown[] = []
  const handedOn: KeptAnswer[] = []
  const options = {
    connection,
    clock,
    logDefect: (error: unknown) => core.defects.push(error),
    checksOutputs: true,
  }
  const reader = createReader({ ...options, secretProtection: 'file' })
  const lane = startAnalytics({
    ...options,
    reader,
    onReply: (_, reply) => replies.push(reply),
    onAnswer: (answer) => handedOn.push(answer),
  })
  onTestFinished(() => {
    lane.stop()
    reader.close()
  })
  lane.ask(1, 'analytics.overview', { scope: SCOPE })
  expect(replies).toEqual([{ ok: true, value: marked.answer }])
  await core.ask('leads.create', {
    webhookId,
    values: { phone: '(602) 555-0143', created_at: '2026-03-03T17:00:00.000Z' },
  })
  lane.ask(2, 'analytics.overview', { scope: SCOPE })
  await expect.poll(() => replies.length).toBe(2)
  expect(replies[1]).toMatchObject({ ok: true, value: { now: { leads: 2 }, before: null } })
  // It is for the writer to keep, and right until something changes again.
  expect(handedOn).toHaveLength(1)
  expect(keepAnswer(core.writer, handedOn[0] as KeptAnswer)).toBe(true)
  expect(core.defects).toEqual([])
})

test('killed while answers are kept and leads come, every answer that is left is right', {
  timeout: 90_000,
}, async () => {
  const directory = temporaryFolder()
  const before = await openCore({ directory })
  const { webhookId } = await furnish(before)
  await before.close()
  const child = fork(
    path.resolve(import.meta.dirname, '../support/kill-counting.ts'),
    [directory, MIGRATIONS, webhookId],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const file = new Database(path.join(directory, 'convio.db'), { readonly: true })
  onTestFinished(() => void file.close())
  const kept = file.prepare('select count(*) from conversion_analytics_cache').pluck()
  const rounds: number[] = []
  child.on('message', (round) => rounds.push(Number(round)))
  // Something is kept, which the next lead would take away.
  await expect
    .poll(() => (rounds.at(-1) ?? 0) > 30 && kept.get(), { timeout: 120_000, interval: 5 })
    .toBeGreaterThan(0)
  child.kill('SIGKILL')
  await exited
  const core = await openCore({ directory })
  const { connection, clock: now } = core.writer
  const left = keptAnswers(connection, now.nowMs())
  for (const { name, input, answer } of left)
    expect(answer).toEqual(
      analyticsAnswer({ db: connection, clock: now }, name as 'analytics.overview', input as never),
    )
  // Those that are left were made since the last lead.
  expect(left.length).toBe(rows(core, 'select * from conversion_analytics_cache').length)
})
