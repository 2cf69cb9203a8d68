// What is done to many records at once is done in slices, and all the same it is all or nothing: one entry that one undo takes back, also after a
// restart; cancelled, refused or killed in the middle, it is as if it had never begun.
import { fork } from 'node:child_process'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { leadCommands } from '../../electron/core/leads/leads.ts'
import type { Input, NamesOf } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { furnish, MIGRATIONS, openCore, type TestCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

/** All rows of all tables but the log's own, and without the counters that no number may be given twice from. */
function everything(core: TestCore) {
  const tables = rows(
    core,
    `select name from sqlite_master where type = 'table' and sql not like '%virtual%' and name not like 'sqlite%'
       and name not like '\\_\\_%' escape '\\' and name not like '%\\_search\\_%' escape '\\' and name not like 'undo_log'
       and name not in ('sequences', 'lead_counts', 'lead_changes') order by 1`,
  ).map(({ name }) => String(name))
  return {
    ...Object.fromEntries(tables.map((name) => [name, rows(core, `select * from ${name} order by 1, 2`)])),
    lead_counts: rows(core, 'select * from lead_counts where total > 0 order by 1, 2, 3'),
    lead_analytics: rows(core, 'select * from lead_analytics order by webhook_id, date').map(
      ({ id: _id, created_at: _made, updated_at: _at, ...row }) => row,
    ),
    log: rows(
      core,
      'select id, label, performed_by, undone_at is not null as is_undone from undo_log order by id',
    ),
  }
}

/** What changes when things are done and undone again: times, and lines of history. */
function asTold(core: TestCore) {
  const {
    lead_events: _events,
    workspace_tracking: _tracking,
    log: _log,
    long_steps: _steps,
    ...all
  } = everything(core) as Record<
    string,
    // biome-ignore lint/suspicious/noExplicitAny: rows as the database has them.
    any[]
  >
  return Object.fromEntries(
    Object.entries(all).map(([name, list]) => [
      name,
      list.map(({ updated_at: _at, last_activity_at: _last, ...row }) => row),
    ]),
  )
}

type TaskName = NamesOf<'task'>

/** Runs a task to its end; `between` is called after each slice with how many there were, and may cancel it. */
async function run<N extends TaskName>(core: TestCore, name: N, input: Input<N>): Promise<TaskState> {
  const { taskId } = (await core.ask(name, input)) as { taskId: string }
  let found: TaskState | undefined
  await expect
    .poll(
      async () => {
        found = (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)
        return found?.status
      },
      { timeout: 30_000, interval: 5 },
    )
    .not.toBe('running')
  return found as TaskState
}

async function withLeads(count = 12, hasSlices = true) {
  const hooks = { between: (_slice: number, _cancel: () => void) => {} }
  let slice = 0
  let taskId = ''
  const core: TestCore = await openCore(
    hasSlices
      ? {
          slices: {
            bite: 1,
            isWanted: () => true,
            atRest: () => hooks.between(++slice, () => void core.api.call('tasks.cancel', { taskId })),
          },
        }
      : {},
  )
  core.api.onChanges(({ tasks }) => {
    const running = tasks?.find(({ status }) => status === 'running')
    if (running === undefined || running.taskId === taskId) return
    taskId = running.taskId
    slice = 0
  })
  const { webhookId, hvacId } = await furnish(core)
  core.writer.connection
    .sql(
      `insert into workspaces (id, name, created_at, updated_at, last_activity_at)
       values ('north', 'North', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
              ('south', 'South', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', null)`,
    )
    .run()
  const made: { leadId: number; contactId: number }[] = []
  for (let at = 0; at < count; at++)
    made.push(
      await core.ask('leads.create', {
        webhookId: at % 3 === 0 ? hvacId : webhookId,
        // One of them is another lead of somebody.
        values: {
          name: `Person ${at === 6 ? 3 : at}`,
          phone: `(602) 555-01${String(at === 6 ? 3 : at).padStart(2, '0')}`,
          city: at % 2 === 0 ? 'Mesa' : 'Yuma',
        },
      }),
    )
  const ids = made.map(({ leadId }) => leadId)
  await core.ask('leads.changeMany', {
    target: { ids: ids.slice(0, 6) },
    change: { values: { workspace_id: 'north' } },
  })
  await core.ask('leads.changeMany', { target: { ids: ids.slice(0, 2) }, change: { status: 'qualified' } })
  return { core, hooks, webhookId, ids, people: [...new Set(made.map(({ contactId }) => contactId))] }
}

type Opened = Awaited<ReturnType<typeof withLeads>>

const DEEDS: readonly [string, string, (opened: Opened) => [TaskName, Input<TaskName>]][] = [
  [
    'a status',
    'Status of 12 leads set to Converted',
    ({ ids }) => ['leads.changeTask', { target: { ids }, change: { status: 'converted' } }],
  ],
  [
    'a workspace',
    'Workspace of 12 leads set to South',
    ({ ids }) => ['leads.changeTask', { target: { ids }, change: { values: { workspace_id: 'south' } } }],
  ],
  [
    'a field that lead and contact share',
    'City of 12 leads changed',
    ({ ids }) => ['leads.changeTask', { target: { ids }, change: { values: { city: 'Tempe' } } }],
  ],
  [
    'a field of contacts',
    'City of 11 contacts changed',
    ({ people }) => ['contacts.changeTask', { target: { ids: people }, values: { city: 'Tempe' } }],
  ],
  ['the deletion of leads', '12 leads deleted', ({ ids }) => ['leads.deleteTask', { target: { ids } }]],
  [
    'the deletion of contacts',
    '11 contacts with 12 leads deleted',
    ({ people }) => ['contacts.deleteTask', { ids: people }],
  ],
]

describe.each(DEEDS)('%s', (_name, label, deedOf) => {
  test('is one entry, whatever the slices; undone and done again it is as it was', async () => {
    const opened = await withLeads()
    const { core } = opened
    const [name, input] = deedOf(opened)
    const before = asTold(core)
    const known = (await core.ask('history.recent', {})).length
    const done = await run(core, name, input)
    expect(done).toMatchObject({ status: 'done', problem: null })
    const { undoId, label: told } = done.result as { undoId: number; label: string }
    expect(told).toBe(label)
    const after = asTold(core)
    expect(after).not.toEqual(before)
    const [newest, ...older] = await core.ask('history.recent', {})
    expect(newest).toMatchObject({ undoId, isLong: true, isUndone: false })
    expect(older).toHaveLength(known)
    expect(await core.ask('history.undo', {})).toMatchObject({ undoId, isLong: true })
    expect(asTold(core)).toEqual(after)

    expect(await run(core, 'history.undoTask', { undoId })).toMatchObject({
      status: 'done',
      result: { undoId, isUndone: true },
    })
    expect(asTold(core)).toEqual(before)
    expect(await core.ask('history.redo', {})).toMatchObject({ undoId, isLong: true, isUndone: true })
    expect(await run(core, 'history.redoTask', { undoId })).toMatchObject({
      status: 'done',
      result: { undoId, isUndone: false },
    })
    expect(asTold(core)).toEqual(after)
    // After a restart as well.
    await core.close()
    const next = await openCore({ directory: core.directory })
    expect(asTold(next)).toEqual(after)
    expect(await run(next, 'history.undoTask', { undoId })).toMatchObject({ status: 'done' })
    expect(asTold(next)).toEqual(before)
    expect(next.defects).toEqual([])
  })

  test('does what the quick step does', async () => {
    const quick = await withLeads()
    const long = await withLeads()
    const [name, input] = deedOf(quick)
    const command =
      name === 'leads.changeTask'
        ? 'leads.changeMany'
        : name === 'contacts.changeTask'
          ? 'contacts.changeMany'
          : name === 'leads.deleteTask'
            ? 'leads.delete'
            : 'contacts.delete'
    const told = await core(quick, command, input)
    const done = await run(long.core, ...deedOf(long))
    expect((done.result as { label: string }).label).toBe(told.label)
    const plain = (opened: Opened) => {
      const { leads, contacts, lead_counts } = asTold(opened.core)
      return JSON.stringify({ leads, contacts, lead_counts })
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then')
        .replace(/ws_\w+/g, 'webhook')
    }
    expect(plain(long)).toBe(plain(quick))

    async function core(opened: Opened, operation: typeof command, given: unknown) {
      const reply = opened.core.writer.command(operation, given)
      if (!reply.ok) throw new Error(reply.error.message)
      return reply.value as { label: string }
    }
  })

  test('cancelled after any slice, it is as if it had never begun', async () => {
    const opened = await withLeads()
    const { core, hooks } = opened
    const before = everything(core)
    for (const when of [1, 4, 9]) {
      hooks.between = (slice, cancel) => {
        if (slice === when) cancel()
      }
      expect(await run(core, ...deedOf(opened))).toMatchObject({ status: 'cancelled' })
      expect(everything(core)).toEqual(before)
    }
    expect(core.defects).toEqual([])
  })

  test('its undo and its redo, cancelled, are as if they had never begun; what brings back goes to its end', async () => {
    const opened = await withLeads()
    const { core, hooks } = opened
    const done = await run(core, ...deedOf(opened))
    const { undoId } = done.result as { undoId: number }
    const after = everything(core)
    const isDeletion = 'deleted' in (done.result as object)
    const pieces = rows(core, `select id from undo_log where performed_by like 'long-part:%'`).length
    hooks.between = (slice, cancel) => {
      if (slice === (isDeletion ? 2 : pieces + 2)) cancel()
    }
    const end = await run(core, 'history.undoTask', { undoId })
    if (isDeletion) expect(end).toMatchObject({ status: 'done', isDeaf: true, result: { isUndone: true } })
    else {
      expect(end).toMatchObject({ status: 'cancelled' })
      expect(everything(core)).toEqual(after)
      hooks.between = () => {}
      expect(await run(core, 'history.undoTask', { undoId })).toMatchObject({ status: 'done' })
    }
    const [undone, undoneTold] = [everything(core), asTold(core)]
    hooks.between = (slice, cancel) => {
      if (slice === pieces + 2) cancel()
    }
    expect(await run(core, 'history.redoTask', { undoId })).toMatchObject({ status: 'cancelled' })
    // What is deleted once more keeps its parts anew.
    if (isDeletion) expect(asTold(core)).toEqual(undoneTold)
    else expect(everything(core)).toEqual(undone)
    hooks.between = () => {}
    expect(await run(core, 'history.redoTask', { undoId })).toMatchObject({ status: 'done' })
    expect(core.defects).toEqual([])
  })
})

describe('with others at work meanwhile', () => {
  const pieces = (core: TestCore) =>
    rows(core, `select id from undo_log where performed_by like '%-part:%'`).length

  test('leads that arrive and are edited between two slices stay as they are, and an undo says what it would overwrite', async () => {
    const { core, hooks, ids, webhookId } = await withLeads()
    const [first = 0, , third = 0] = ids
    hooks.between = (slice) => {
      if (slice === 1) core.writer.command('leads.setStatus', { id: first, status: 'lost' })
      if (slice === 2)
        core.writer.command('leads.create', { webhookId, values: { name: 'Late', phone: '(602) 555-0190' } })
      if (slice === 5) core.writer.command('leads.addNote', { id: third, text: 'Called back' })
    }
    const done = await run(core, 'leads.changeTask', {
      target: { filter: {} },
      change: { status: 'converted' },
    })
    hooks.between = () => {}
    const { undoId, changed } = done.result as { undoId: number; changed: number }
    // Ids count up as leads come, so the first one was changed first.
    expect(changed).toBe(12)
    const statuses = () =>
      Object.fromEntries(
        rows(core, 'select first_name || last_name as name, id, status from leads').map(
          ({ id, name, status }) => [name === null ? 'Late' : id, status],
        ),
      )
    const after = statuses()
    expect(after).toMatchObject({ [third]: 'converted', Late: 'new' })
    const isFirstLost = after[first] === 'lost'
    const before = everything(core)
    const refused = await run(core, 'history.undoTask', { undoId })
    if (isFirstLost) {
      expect(refused).toMatchObject({
        status: 'failed',
        problem: expect.stringContaining('Going back would overwrite status "lost"'),
        failure: {
          code: 'conflict',
          details: expect.arrayContaining([{ field: 'undoId', message: String(undoId), code: 'entry' }]),
        },
      })
      expect(everything(core)).toEqual(before)
      expect(await run(core, 'history.undoTask', { undoId, isForced: true })).toMatchObject({
        status: 'done',
      })
    }
    expect(statuses()).toMatchObject({ [third]: 'new', Late: 'new' })
    expect(rows(core, `select 1 from lead_events where event_type = 'note_added'`)).toHaveLength(1)
  })

  test('cancelled, what others did meanwhile is there and nothing else', async () => {
    const { core, hooks, ids, webhookId } = await withLeads()
    const [first = 0, second = 0] = ids
    const { updated_at: _at, ...before } = rows(
      core,
      `select * from leads where id = ${first}`,
    )[0] as object & {
      updated_at: string
    }
    hooks.between = (slice, cancel) => {
      if (slice === 3) core.writer.command('leads.setStatus', { id: first, status: 'lost' })
      if (slice === 4)
        core.writer.command('leads.create', { webhookId, values: { name: 'Late', phone: '(602) 555-0190' } })
      if (slice === 6) cancel()
    }
    expect(
      await run(core, 'leads.changeTask', { target: { ids }, change: { status: 'negotiating' } }),
    ).toMatchObject({ status: 'cancelled' })
    const status = (id: number) => rows(core, `select status from leads where id = ${id}`)[0]?.status
    expect([status(first), status(second)]).toEqual(['lost', 'qualified'])
    expect(rows(core, `select 1 from leads where first_name = 'Late'`)).toHaveLength(1)
    expect(
      rows(
        core,
        `select event_data from lead_events where event_type = 'status_changed' and lead_id = ${first}`,
      ),
    ).toHaveLength(2)
    expect(pieces(core)).toBe(0)
    // Undone, it leads to what was there before both.
    expect(await core.api.call('history.undo', {})).toMatchObject({ ok: true })
    expect(rows(core, `select * from leads where id = ${first}`)).toMatchObject([before])
  })

  test('somebody who is deleted comes back by themselves: the undo of the deletion gives them their leads', async () => {
    const { core, hooks, ids, people } = await withLeads()
    hooks.between = (slice) => {
      if (slice !== 11) return
      const { id } = rows(
        core,
        `select w.webhook_id as id from webhook_configs w where lead_type = 'hvac'`,
      )[0] as { id: string }
      const reply = core.writer.command('leads.create', {
        webhookId: id,
        values: { name: 'Person 0', phone: '(602) 555-0100' },
      })
      expect(reply.ok).toBe(true)
    }
    const done = await run(core, 'contacts.deleteTask', { ids: people })
    hooks.between = () => {}
    expect(rows(core, 'select first_name from leads')).toHaveLength(1)
    const { undoId } = done.result as { undoId: number }
    expect(await run(core, 'history.undoTask', { undoId })).toMatchObject({
      status: 'done',
      result: { note: expect.stringContaining('came back meanwhile') },
    })
    expect(rows(core, 'select id from leads')).toHaveLength(13)
    expect(rows(core, 'select id from contacts')).toHaveLength(people.length)
    expect(rows(core, `select id from leads where id in (${ids.join(',')})`)).toHaveLength(12)
    expect(rows(core, 'select max(lead_count) as most from contacts')).toEqual([{ most: 2 }])
  })

  test('while many are changed nobody is deleted or merged, and what is being deleted says so', async () => {
    const { core, hooks, ids, people } = await withLeads()
    const replies: unknown[] = []
    hooks.between = (slice) => {
      if (slice !== 2) return
      replies.push(
        core.writer.command('leads.delete', { target: { ids: ids.slice(0, 1) } }),
        core.writer.command('contacts.merge', { keepId: people[0], mergeId: people[1] }),
      )
    }
    await run(core, 'leads.changeTask', { target: { ids }, change: { status: 'lost' } })
    for (const reply of replies)
      expect(reply).toMatchObject({
        error: { code: 'refused', message: expect.stringContaining('being changed right now') },
      })
    expect(replies).toHaveLength(2)
    const gone: Promise<unknown>[] = []
    hooks.between = (slice) => {
      if (slice === 2) gone.push(core.api.call('leads.get', { id: Math.min(...ids) }))
    }
    const { result } = await run(core, 'leads.deleteTask', { target: { ids } })
    hooks.between = () => {}
    expect(await gone[0]).toMatchObject({
      error: { message: 'This lead is being deleted right now, with many others.' },
    })
    // And afterwards names the entry that brings it back.
    const { undoId } = result as { undoId: number }
    expect(await core.api.call('leads.get', { id: ids[5] as number })).toMatchObject({
      error: {
        details: expect.arrayContaining([{ field: 'undoId', message: String(undoId), code: 'deleted' }]),
      },
    })
  })

  test('a redo of a deletion that finds somebody worked on is taken back in the middle', async () => {
    const { core, hooks, ids } = await withLeads()
    const { result } = await run(core, 'leads.deleteTask', { target: { ids } })
    const { undoId } = result as { undoId: number }
    await run(core, 'history.undoTask', { undoId })
    hooks.between = (slice) => {
      if (slice === 3) core.writer.command('leads.addNote', { id: ids[9], text: 'Wait' })
    }
    expect(await run(core, 'history.redoTask', { undoId })).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('has been worked on since it came back'),
    })
    expect(rows(core, 'select id from leads').map(({ id }) => id)).toEqual(expect.arrayContaining(ids))
    expect((await core.ask('history.recent', { limit: 2 }))[1]).toMatchObject({ undoId, isUndone: true })
  })
})

describe('as commands', () => {
  test('more than a few hundred are left to the task, and one that is not there refuses all', async () => {
    const { core, ids, people } = await withLeads()
    const before = everything(core)
    const many = Array.from({ length: 501 }, (_, at) => 1_000_000_000 + at)
    const someone = Array.from({ length: 501 }, (_, at) => 100_000 + at)
    expect(await core.ask('leads.changeMany', { target: { ids: many }, change: { status: 'lost' } })).toEqual(
      { label: '', changed: 0, isLong: true },
    )
    expect(await core.ask('leads.delete', { target: { ids: many } })).toMatchObject({
      deleted: 0,
      isLong: true,
    })
    expect(await core.ask('contacts.delete', { ids: someone })).toMatchObject({ deleted: 0, isLong: true })
    expect(
      await core.ask('contacts.changeMany', { target: { ids: someone }, values: { city: 'Mesa' } }),
    ).toMatchObject({ isLong: true })
    expect(
      await run(core, 'leads.changeTask', {
        target: { ids: [...ids, 1_000_000_001] },
        change: { status: 'lost' },
      }),
    ).toMatchObject({ status: 'failed', failure: { code: 'not_found' } })
    expect(
      await run(core, 'contacts.changeTask', {
        target: { ids: [...people, 100_001] },
        values: { city: 'Mesa' },
      }),
    ).toMatchObject({ status: 'failed', failure: { code: 'not_found' } })
    expect(
      await run(core, 'leads.changeTask', { target: { ids }, change: { values: { assigned_to: 'nobody' } } }),
    ).toMatchObject({ status: 'failed' })
    expect(await run(core, 'leads.deleteTask', { target: { filter: {} }, expected: 11 })).toMatchObject({
      status: 'failed',
      problem: '12 leads match now; you confirmed 11. Look again.',
    })
    expect(everything(core)).toEqual(before)
  })

  test('what changes nothing leaves no step', async () => {
    const { core, ids } = await withLeads()
    const before = everything(core)
    const done = await run(core, 'leads.changeTask', {
      target: { ids: ids.slice(6) },
      change: { status: 'new' },
    })
    expect(done).toMatchObject({ status: 'done', result: { changed: 0 } })
    expect(everything(core)).toEqual(before)
  })
})

describe('killed with its process', () => {
  const COUNT = 2_000

  async function withMany() {
    const { core, webhookId, ids } = await withLeads(12, false)
    core.writer.run('owner', (context) => {
      for (let at = 0; at < COUNT; at++)
        leadCommands['leads.create'](context, {
          webhookId,
          values: { name: `Many ${at}`, phone: `+1480555${String(at).padStart(4, '0')}` },
        })
    })
    return { core, ids }
  }

  async function killIn(directory: string, name: TaskName, input: unknown, records: number) {
    const child = fork(
      path.resolve(import.meta.dirname, '../support/kill-many.ts'),
      [directory, MIGRATIONS, name, JSON.stringify(input), String(records)],
      { stdio: 'inherit' },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise((resolve) => child.once('exit', resolve))
    expect(child.signalCode).toBe('SIGKILL')
  }
  const isSettled = (core: TestCore) =>
    expect
      .poll(() => rows(core, `select 1 from long_steps where state not in ('done', 'undone')`), {
        timeout: 30_000,
      })
      .toEqual([])

  test('the next start takes it back by itself; its undo as well, and what brings deleted leads back goes on', async () => {
    let { core } = await withMany()
    const { directory } = core
    const next = async () => {
      core = await openCore({ directory })
    }
    const all = { target: { filter: {} } }
    for (const [name, input] of [
      ['leads.changeTask', { ...all, change: { status: 'converted' } }],
      ['leads.deleteTask', all],
    ] as const) {
      const before = everything(core)
      await core.close()
      await killIn(directory, name, input, 300)
      await next()
      expect(rows(core, 'select state from long_steps')).toEqual([{ state: 'doing' }])
      await isSettled(core)
      expect(everything(core)).toEqual(before)
    }
    const changed = await run(core, 'leads.changeTask', { ...all, change: { status: 'converted' } })
    const { undoId } = changed.result as { undoId: number }
    const before = everything(core)
    await core.close()
    await killIn(directory, 'history.undoTask', { undoId, isForced: true }, 300)
    await next()
    await isSettled(core)
    expect(everything(core)).toEqual(before)

    const told = asTold(core)
    const deleted = await run(core, 'leads.deleteTask', all)
    expect(rows(core, 'select count(*) as n from leads')).toEqual([{ n: 0 }])
    await core.close()
    await killIn(directory, 'history.undoTask', deleted.result, 300)
    await next()
    await isSettled(core)
    expect(asTold(core)).toEqual(told)
    expect(core.defects).toEqual([])
  }, 120_000)
})
