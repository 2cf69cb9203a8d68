// Undo is kept for as many days as the settings say; what is older goes with all its parts, in small bites, and nothing within the time is touched.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { monotonicClock } from '../../electron/core/clock.ts'
import { purgeSteps } from '../../electron/core/jobs/old-steps.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

const DAY_MS = 86_400_000

function purgeAll(core: TestCore): number {
  let rounds = 0
  while (core.writer.runIntake('system', purgeSteps)) rounds++
  return rounds
}

async function done(core: TestCore, { taskId }: { readonly taskId: string }) {
  const state = async () => (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)
  await expect.poll(async () => (await state())?.status, { interval: 5, timeout: 20_000 }).not.toBe('running')
  // biome-ignore lint/suspicious/noExplicitAny: the result of whichever task it was.
  return (await state()) as any
}

async function opened() {
  const time = { ms: Date.parse('2026-01-05T10:00:00.000Z') }
  const core = await openCore({
    clock: monotonicClock(() => time.ms),
    slices: { bite: 2, isWanted: () => true },
  })
  const { webhookId } = await furnish(core)
  const ids: number[] = []
  for (let at = 0; at < 60; at++) {
    const { leadId } = await core.ask('leads.create', {
      webhookId,
      values: { name: `Person ${at}`, phone: `(602) 555-01${String(at).padStart(2, '0')}` },
    })
    ids.push(leadId)
  }
  return { core, time, ids, webhookId }
}

test('older steps go with all that was kept for them, younger ones stay as they are', async () => {
  const { core, time, ids } = await opened()
  await core.ask('leads.setStatus', { id: ids[0] as number, status: 'lost' })
  await core.ask('leads.delete', { target: { ids: ids.slice(1, 3) } })
  await done(core, await core.ask('leads.deleteTask', { target: { ids: ids.slice(3, 50) } }))
  await done(
    core,
    await core.ask('leads.changeTask', { target: { ids: ids.slice(50) }, change: { status: 'contacted' } }),
  )
  const old = await core.ask('leads.setStatus', { id: ids[0] as number, status: 'new' })
  await core.ask('history.undo', { undoId: old.undoId })
  const first = rows(core, 'select count(*) as n from undo_log')[0]?.n as number
  expect(first).toBeGreaterThan(70)

  time.ms += 60 * DAY_MS
  // Undone lately, so that it can be done again.
  const young = await core.ask('leads.delete', { target: { ids: [ids[55] as number] } })
  await core.ask('leads.setStatus', { id: ids[56] as number, status: 'qualified' })
  expect(purgeAll(core)).toBe(0)
  expect(rows(core, 'select count(*) as n from undo_log')[0]?.n).toBe(first + 4)

  time.ms += 31 * DAY_MS
  // Nothing can be undone of which a part has gone.
  core.writer.runIntake('system', purgeSteps)
  const before = (await core.ask('history.recent', { limit: 100 })).length
  expect(before).toBe(6)
  // Cut off in the middle, it goes on after a restart.
  for (let round = 0; round < 5; round++) core.writer.runIntake('system', purgeSteps)
  expect(purgeAll(core)).toBeGreaterThan(4)
  const left = await core.ask('history.recent', { limit: 100 })
  expect(left.map(({ label }) => label)).toEqual([
    'Status of Person 56 set to Qualified',
    'Lead of Person 55 deleted',
  ])
  expect(rows(core, `select count(*) as n from undo_log where performed_by like '%-part:%'`)).toEqual([
    { n: 2 },
  ])
  expect(rows(core, 'select * from long_steps')).toEqual([])
  expect(await core.api.call('leads.get', { id: ids[5] as number })).toMatchObject({
    error: { code: 'not_found', message: expect.stringContaining('There is no lead') },
  })
  await core.ask('history.undo', { undoId: young.undoId })
  expect(rows(core, `select id from leads where id = ${ids[55]}`)).toHaveLength(1)
  expect(core.defects).toEqual([])
})

test('the number of days is a setting, from a week to ten years', async () => {
  const { core, time, ids } = await opened()
  expect((await core.ask('settings.get', {})).undoDays).toBe(90)
  for (const undoDays of [6, 3_651, 1.5])
    expect(await core.api.call('settings.update', { undoDays })).toMatchObject({ error: { code: 'invalid' } })
  await core.ask('settings.update', { undoDays: 3_650 })
  await core.ask('leads.setStatus', { id: ids[0] as number, status: 'lost' })
  time.ms += 3_000 * DAY_MS
  expect(purgeAll(core)).toBe(0)
  await core.ask('settings.update', { undoDays: 7 })
  expect(purgeAll(core)).toBe(1)
  expect(await core.ask('history.recent', {})).toEqual([])
})

test('an import that is too old is no longer offered for undo, and keeps its leads', async () => {
  const { core, time, webhookId } = await opened()
  fs.mkdirSync(path.join(core.directory, 'imports'), { recursive: true })
  const handle = randomUUID()
  fs.writeFileSync(path.join(core.directory, 'imports', handle), 'Ana,4805550100\nBo,4805550101\n')
  const { result } = await done(
    core,
    await core.ask('imports.run', {
      handle,
      name: 'list.csv',
      reading: { encoding: 'utf-8', separator: ',', hasHeader: false, dateOrder: 'mdy' },
      mapping: ['first_name', 'phone'],
      webhookId,
      makes: 'leads',
      knownPeople: 'update',
      isDryRun: false,
    }),
  )
  const { importId } = result as { importId: string }
  expect(await core.ask('imports.list', {})).toMatchObject([{ importId, leads: 2 }])
  time.ms += 91 * DAY_MS
  expect(purgeAll(core)).toBeGreaterThan(0)
  expect(await core.ask('imports.list', {})).toEqual([])
  expect(await done(core, await core.ask('imports.undo', { importId }))).toMatchObject({
    status: 'failed',
    problem: 'This import is too old to be undone. Settings say how long undo is kept.',
  })
  expect(rows(core, `select count(*) as n from leads where batch_id = '${importId}'`)).toEqual([{ n: 2 }])
  expect(rows(core, `select * from undo_log where performed_by like 'import-part:%'`)).toEqual([])
})
