// Two contacts that are one person: merged, worked with, unmerged, undone and done again in any order, beside a model of a few lines.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ContactValues,
  type FieldTimes,
  mergeContact,
  searchTextOf,
} from '../../shared/domain/contact.ts'
import { foldText } from '../../shared/domain/fold.ts'
import {
  MERGE_CHOICES,
  MERGE_FIELDS,
  type MergeChoice,
  type MergeField,
} from '../../shared/domain/merging.ts'
import type { TestCore } from '../support/core.ts'
import { openIntake, rows } from '../support/intake.ts'

type Intake = Awaited<ReturnType<typeof openIntake>>
type Person = { readonly name: string; readonly phone: string; readonly [field: string]: unknown }

/** Ana on the solar webhook and Anna on the HVAC one, with a workspace each. */
async function withTwo() {
  const intake = await openIntake()
  const { core, webhookId, hvacId } = intake
  addWorkspaces(core)
  const ana = await send(intake, webhookId, {
    name: 'Ana Ruiz',
    phone: '602-555-0142',
    email: 'ana@example.com',
    created_at: '2026-01-02T10:00:00.000Z',
  })
  const anna = await send(intake, hvacId, {
    name: 'Anna Ruiz',
    phone: '602-555-0143',
    email: 'anna@example.com',
    address: '12 Oak Street',
    created_at: '2026-01-03T10:00:00.000Z',
  })
  await core.ask('leads.update', { id: ana.leadId, values: { workspace_id: 'north' } })
  await core.ask('leads.update', { id: anna.leadId, values: { workspace_id: 'south' } })
  return { ...intake, ana, anna }
}

function addWorkspaces(core: TestCore) {
  for (const id of ['north', 'south']) {
    core.writer.connection
      .sql('insert into workspaces (id, name, created_at, updated_at) values (?, ?, ?, ?)')
      .run(id, id, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')
  }
}

let sent = 0
async function send({ post }: Intake, webhookId: string, person: Person) {
  const { status, json } = await post({ ...person, n: ++sent }, { path: `/webhook/${webhookId}` })
  expect(status).toBe(201)
  return { leadId: json.lead_id as number, contactId: json.contact_id as number, is: json.contact_status }
}

/** All that a merge may move, as it is stored; times of change are no content. */
function everything(core: TestCore) {
  return {
    contacts: rows(core, 'select * from contacts order by id').map(({ updated_at, ...row }) => row),
    leads: rows(core, 'select id, contact_id, workspace_id, status from leads order by id'),
    seen: rows(core, 'select * from contact_workspaces order by workspace_id, contact_id'),
    tracking: rows(core, 'select id, contact_id, lead_id from workspace_tracking order by id'),
    appointments: rows(core, 'select id, contact_id from appointments order by id'),
    conversions: rows(core, 'select id, contact_id from conversions order by id'),
    deliveries: rows(core, 'select id, contact_id from deliveries order by id'),
    records: rows(core, `select key from settings where key like 'merge:%'`),
  }
}

/** What is kept of contacts, beside the same counted and composed anew. */
function followed(core: TestCore) {
  const contacts = rows(core, 'select * from contacts order by id')
  const leads = rows(core, 'select * from leads where is_test = 0')
  const newest = (some: readonly { created_at: string }[]) =>
    some.reduce<string | null>(
      (last, { created_at }) => (last === null || created_at > last ? created_at : last),
      null,
    )
  return {
    stored: {
      contacts: contacts.map((row) => [
        row.id,
        row.lead_count,
        row.last_lead_at,
        row.search_text,
        row.first_key,
        row.last_key,
      ]),
      seen: rows(core, 'select * from contact_workspaces order by workspace_id, contact_id').map((row) =>
        [row.workspace_id, row.contact_id, row.lead_count, row.last_lead_at].join(' '),
      ),
      counts: rows(
        core,
        'select workspace_id, status, lead_type, total from lead_counts where total > 0 order by 1, 2, 3',
      ),
      days: rows(
        core,
        'select webhook_id, sum(total_leads) as total from lead_analytics group by 1 order by 1',
      ),
      found: rows(
        core,
        `select rowid from contact_search where contact_search match '"602"' order by rowid`,
      ).map(({ rowid }) => rowid),
    },
    counted: {
      contacts: contacts.map((row) => {
        const own = leads.filter(({ contact_id }) => contact_id === row.id)
        const names = contacts.filter(({ merged_into_id }) => merged_into_id === row.id)
        const isMerged = row.merged_into_id !== null
        return [
          row.id,
          own.length,
          newest(own),
          isMerged ? '' : [row, ...names].map(searchTextOf).join(' '),
          isMerged ? '' : foldText(row.first_name ?? ''),
          isMerged ? '' : foldText(row.last_name ?? ''),
        ]
      }),
      seen: contacts
        .flatMap(({ id }) =>
          ['north', 'south'].flatMap((workspace) => {
            const here = leads.filter((lead) => lead.contact_id === id && lead.workspace_id === workspace)
            return here.length === 0 ? [] : [[workspace, id, here.length, newest(here)].join(' ')]
          }),
        )
        .sort(),
      counts: rows(
        core,
        `select coalesce(workspace_id, '') as workspace_id, status, lead_type, count(*) as total from leads where is_test = 0
         group by 1, 2, 3 order by 1, 2, 3`,
      ),
      days: rows(
        core,
        'select webhook_id, count(*) as total from leads where is_test = 0 group by 1 order by 1',
      ),
      found: contacts
        .filter(({ merged_into_id }) => merged_into_id === null)
        .map(({ sequence }) => sequence)
        .sort((a, b) => a - b),
    },
  }
}

function expectFollowed(core: TestCore) {
  const { stored, counted } = followed(core)
  expect(stored).toEqual(counted)
}

describe('merging two contacts', () => {
  test('moves all that hung on the one, takes the newer values, and leaves nothing to be found of it', async () => {
    const { core, ana, anna } = await withTwo()
    const preview = await core.ask('contacts.mergePreview', {
      keepId: ana.contactId,
      mergeId: anna.contactId,
    })
    expect(preview.moves).toEqual({ leads: 1, appointments: 0, conversions: 0, names: 0 })
    expect(preview.fields.find(({ name }) => name === 'email')).toMatchObject({
      keep: 'ana@example.com',
      merge: 'anna@example.com',
      preset: 'merge',
    })
    const merged = await core.ask('contacts.merge', {
      keepId: ana.contactId,
      mergeId: anna.contactId,
      choices: { first_name: 'keep' },
    })
    expect(merged).toMatchObject({ label: 'Merged Anna Ruiz into Ana Ruiz', contactId: ana.contactId })
    const contact = await core.ask('contacts.get', { id: anna.contactId })
    expect(contact).toMatchObject({
      id: ana.contactId,
      firstName: 'Ana',
      email: 'anna@example.com',
      address: '12 Oak Street',
      leadCount: 2,
      mergedFrom: [{ contact: { id: anna.contactId, firstName: 'Anna' }, by: 'owner' }],
    })
    expect(contact.moments.filter(({ type }) => type === 'merged')).toHaveLength(1)
    expect((await core.ask('contacts.page', {})).rows.map(({ id }) => id)).toEqual([ana.contactId])
    for (const search of ['anna', '0143', 'an', 'anna@example.com']) {
      expect((await core.ask('contacts.page', { search })).rows.map(({ id }) => id)).toEqual([ana.contactId])
    }
    expect(
      (await core.ask('search.people', { text: String(anna.contactId) })).map(({ contactId }) => contactId),
    ).toEqual([ana.contactId])
    expect((await core.ask('leads.get', { id: anna.leadId })).events[0]).toMatchObject({
      eventType: 'merged',
      data: { from: anna.contactId, to: ana.contactId, from_name: 'Anna Ruiz' },
      performedBy: 'owner',
    })
    expectFollowed(core)
  })

  test('is undone to the last column, done again, and unmerged', async () => {
    const { core, ana, anna } = await withTwo()
    const apart = everything(core)
    const { undoId } = await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    const together = everything(core)
    await core.ask('history.undo', { undoId })
    expect(everything(core)).toEqual(apart)
    await core.ask('history.redo', { undoId })
    expect(everything(core)).toEqual(together)
    const unmerged = await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    expect(unmerged).toMatchObject({ label: 'Unmerged Anna Ruiz from Ana Ruiz', keptId: ana.contactId })
    expect(everything(core)).toEqual(apart)
    await core.ask('history.undo', { undoId: unmerged.undoId })
    expect(everything(core)).toEqual(together)
  })

  test('appointments, conversions and what names no lead go along and come back', async () => {
    const { core, ana, anna } = await withTwo()
    const at = '2026-02-01T10:00:00.000Z'
    const { sql } = core.writer.connection
    sql(
      `insert into appointments (lead_id, contact_id, scheduled_at, created_by, created_at, updated_at, time_zone) values (?, ?, ?, 'owner', ?, ?, 'America/New_York')`,
    ).run(anna.leadId, anna.contactId, at, at, at)
    for (const [id, leadId] of [
      ['one', anna.leadId],
      ['two', null],
    ] as const) {
      sql(
        `insert into conversions (id, contact_id, lead_id, converted_by, converted_at, conversion_type, created_at, updated_at, converted_day, value_cents)
         values (?, ?, ?, 'owner', ?, 'sale', ?, ?, '2026-02-01', 100)`,
      ).run(id, anna.contactId, leadId, at, at, at)
    }
    const apart = everything(core)
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    expect(rows(core, 'select distinct contact_id from conversions')).toEqual([{ contact_id: ana.contactId }])
    expect(rows(core, 'select distinct contact_id from appointments')).toEqual([
      { contact_id: ana.contactId },
    ])
    expect(rows(core, 'select distinct contact_id from workspace_tracking')).toEqual([
      { contact_id: ana.contactId },
    ])
    await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    expect(everything(core)).toEqual(apart)
  })

  test('leads that arrive for either number go to the kept one, and home after an unmerge', async () => {
    const intake = await withTwo()
    const { core, ana, anna, webhookId, hvacId } = intake
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    const forAnna = await send(intake, hvacId, {
      name: 'Anna Ruiz',
      phone: '602-555-0143',
      email: 'new@example.com',
    })
    expect(forAnna).toMatchObject({ contactId: ana.contactId, is: 'existing' })
    const forAna = await send(intake, webhookId, { name: 'Ana Ruiz', phone: '602-555-0142', city: 'Tempe' })
    const byHand = await core.ask('leads.create', { webhookId: hvacId, values: { phone: '602-555-0143' } })
    expect([forAna.contactId, byHand.contactId]).toEqual([ana.contactId, ana.contactId])
    expect(await core.ask('contacts.get', { id: ana.contactId })).toMatchObject({
      leadCount: 5,
      email: 'new@example.com',
      city: 'Tempe',
    })
    expectFollowed(core)
    await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    expect(await core.ask('contacts.get', { id: ana.contactId })).toMatchObject({
      leadCount: 2,
      email: 'ana@example.com',
      address: null,
      city: 'Tempe',
    })
    const back = await core.ask('contacts.get', { id: anna.contactId })
    expect(back).toMatchObject({ leadCount: 3, email: 'new@example.com', city: null, mergedFrom: [] })
    expect(back.leads.map(({ id }) => id).sort()).toEqual([anna.leadId, forAnna.leadId, byHand.leadId].sort())
    expectFollowed(core)
  })

  test('a test lead for the merged number says nothing, and goes home as well', async () => {
    const intake = await withTwo()
    const { core, ana, anna, hvacId } = intake
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    const before = await core.ask('contacts.get', { id: ana.contactId })
    const tried = await send(intake, hvacId, { name: 'Try Out', phone: '602-555-0143', is_test: true })
    expect(tried.contactId).toBe(ana.contactId)
    expect(await core.ask('contacts.get', { id: ana.contactId })).toMatchObject({
      firstName: before.firstName,
      leadCount: before.leadCount,
    })
    expectFollowed(core)
    await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    expect(rows(core, 'select contact_id from leads where id = ?', tried.leadId)).toEqual([
      { contact_id: anna.contactId },
    ])
    expectFollowed(core)
  })

  test('an import for either number goes to the kept one, and its undo takes exactly that away', async () => {
    const { core, ana, anna, hvacId } = await withTwo()
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    const without = ({ records, ...rest }: ReturnType<typeof everything>) => rest
    const before = without(everything(core))
    const folder = path.join(core.directory, 'imports')
    fs.mkdirSync(folder, { recursive: true })
    const handle = randomUUID()
    fs.writeFileSync(
      path.join(folder, handle),
      'first name,last name,phone,city\nAnna,Ruiz-Smith,602-555-0143,Mesa\nCy,New,602-555-0199,Mesa\n',
    )
    const { reading, mapping } = await core.ask('imports.inspect', { handle, reading: {} })
    const ended = async (taskId: string) => {
      const find = async () => (await core.ask('tasks.list', {})).find((task) => task.taskId === taskId)
      await expect.poll(async () => (await find())?.status, { interval: 5 }).toBe('done')
      return (await find())?.result as { importId: string; leads: number; newContacts: number }
    }
    const { taskId } = await core.ask('imports.run', {
      handle,
      name: 'list.csv',
      reading,
      mapping,
      webhookId: hvacId,
      makes: 'leads',
      knownPeople: 'create',
      isDryRun: false,
    })
    const { importId, leads, newContacts } = await ended(taskId)
    expect({ leads, newContacts }).toEqual({ leads: 2, newContacts: 1 })
    expect(await core.ask('contacts.get', { id: anna.contactId })).toMatchObject({
      id: ana.contactId,
      lastName: 'Ruiz-Smith',
      leadCount: 3,
    })
    expectFollowed(core)
    await ended((await core.ask('imports.undo', { importId })).taskId)
    expect(without(everything(core))).toEqual(before)
    expectFollowed(core)
  })

  test('what was typed since is shown before an undo overwrites it, and an unmerge leaves it', async () => {
    const { core, ana, anna } = await withTwo()
    const { undoId } = await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    await core.ask('contacts.update', { id: ana.contactId, values: { email: 'typed@example.com' } })
    expect(await core.api.call('history.undo', { undoId })).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: expect.stringContaining('email "typed@example.com"') },
    })
    await core.ask('history.undo', { undoId, isForced: true })
    expect(await core.ask('contacts.get', { id: ana.contactId })).toMatchObject({
      email: 'ana@example.com',
      address: null,
    })
    await core.ask('history.redo', { undoId })
    await core.ask('contacts.update', { id: ana.contactId, values: { email: 'typed@example.com' } })
    await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    expect(await core.ask('contacts.get', { id: ana.contactId })).toMatchObject({
      email: 'typed@example.com',
      address: null,
    })
    expectFollowed(core)
  })

  test('makes no chains: who was merged before goes along, and comes back', async () => {
    const intake = await withTwo()
    const { core, ana, anna, webhookId } = intake
    const ben = await send(intake, webhookId, { name: 'Ben Ruiz', phone: '602-555-0144' })
    await core.ask('contacts.merge', { keepId: anna.contactId, mergeId: ben.contactId })
    const before = everything(core)
    const { undoId } = await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    expect(
      rows(core, 'select distinct merged_into_id as id from contacts where merged_into_id is not null'),
    ).toEqual([{ id: ana.contactId }])
    expect(await core.ask('contacts.get', { id: ben.contactId })).toMatchObject({
      id: ana.contactId,
      leadCount: 3,
    })
    expectFollowed(core)
    await core.ask('history.undo', { undoId })
    expect(everything(core)).toEqual(before)
    await core.ask('history.redo', { undoId })
    await core.ask('contacts.unmerge', { mergedId: anna.contactId })
    expect(await core.ask('contacts.get', { id: ben.contactId })).toMatchObject({
      id: ana.contactId,
      leadCount: 2,
    })
    expectFollowed(core)
  })

  test('is refused in words: itself, nobody, one that is merged already', async () => {
    const { core, ana, anna } = await withTwo()
    const refusal = async (keepId: number, mergeId: number) => {
      const reply = await core.api.call('contacts.merge', { keepId, mergeId })
      return reply.ok ? 'done' : reply.error.message
    }
    expect(await refusal(ana.contactId, ana.contactId)).toContain('with itself')
    expect(await refusal(ana.contactId, 999_999)).toContain('There is no contact 999999')
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    expect(await refusal(ana.contactId, anna.contactId)).toContain('has already been merged into')
    expect(await refusal(anna.contactId, ana.contactId)).toContain('has already been merged into')
    expect(await core.api.call('contacts.unmerge', { mergedId: ana.contactId })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('a contact of its own') },
    })
    expect(
      await core.api.call('contacts.update', { id: anna.contactId, values: { city: 'Tempe' } }),
    ).toMatchObject({ ok: false, error: { message: expect.stringContaining('has been merged into') } })
    expect(core.defects).toEqual([])
  })
})

describe('suggestions', () => {
  test('each pair once with all its reasons, strongest first; merged and dismissed ones are left out', async () => {
    const intake = await withTwo()
    const { core, ana, anna, webhookId, hvacId } = intake
    const twin = await send(intake, hvacId, {
      name: 'ANA RUIZ',
      phone: '602-555-0142',
      email: 'ANA@example.com',
      address: '9 Elm St.',
    })
    const neighbour = await send(intake, webhookId, {
      name: 'Anna Ruíz',
      phone: '602-555-0188',
      address: '12 oak st',
    })
    const seen = async () =>
      (await core.ask('contacts.duplicates', {})).rows.map(({ keep, merge, reasons }) => [
        keep.id,
        merge.id,
        reasons,
      ])
    expect(await seen()).toEqual([
      [ana.contactId, twin.contactId, ['phone', 'email']],
      [anna.contactId, neighbour.contactId, ['name_address']],
    ])
    const { undoId } = await core.ask('contacts.notDuplicates', {
      ids: [neighbour.contactId, anna.contactId],
    })
    expect(await seen()).toHaveLength(1)
    await core.ask('history.undo', { undoId })
    expect(await seen()).toHaveLength(2)
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: twin.contactId })
    expect(await seen()).toEqual([[anna.contactId, neighbour.contactId, ['name_address']]])
    await core.ask('history.undo', {})
    expect(await seen()).toHaveLength(2)
  })

  test('while typing: who has this phone or e-mail, also under a second name', async () => {
    const { core, ana, anna, hvacId } = await withTwo()
    expect(await core.ask('contacts.known', { webhookId: hvacId, phone: '(602) 555-0143' })).toMatchObject([
      { contact: { id: anna.contactId }, reason: 'phone', joins: true },
    ])
    expect(
      await core.ask('contacts.known', { webhookId: hvacId, phone: '602', email: 'ANA@example.com' }),
    ).toMatchObject([{ contact: { id: ana.contactId }, reason: 'email', joins: false }])
    await core.ask('contacts.merge', { keepId: ana.contactId, mergeId: anna.contactId })
    expect(await core.ask('contacts.known', { webhookId: hvacId, phone: '602-555-0143' })).toMatchObject([
      { contact: { id: ana.contactId }, reason: 'phone', joins: true },
    ])
  })
})

// ---- Anything, in any order ----------------------------------------------------------------------------------------------------

const LINES = ['0101', '0102', '0103']
const EMAILS = ['a@example.com', 'b@example.com', 'c@example.com', undefined]
const CITIES = ['Tempe', 'Mesa', undefined]
const choices = fc.dictionary(
  fc.constantFrom<MergeField>(...MERGE_FIELDS),
  fc.constantFrom<MergeChoice>(...MERGE_CHOICES),
)

const arrive = fc.record({
  type: fc.constant('arrive' as const),
  key: fc.nat({ max: 5 }),
  email: fc.constantFrom(...EMAILS),
  city: fc.constantFrom(...CITIES),
  day: fc.integer({ min: 1, max: 9 }),
})
const joining = fc.record({
  type: fc.constantFrom('merge' as const, 'merge' as const, 'unmerge' as const),
  a: fc.nat({ max: 5 }),
  b: fc.nat({ max: 5 }),
  choices,
})
const walking = fc.record({ type: fc.constantFrom('undo' as const, 'undo' as const, 'redo' as const) })
const editing = fc.record({
  type: fc.constantFrom('contact' as const, 'lead' as const, 'workspace' as const, 'status' as const),
  which: fc.nat(),
  email: fc.constantFrom('typed@example.com', 'other@example.com', 'a@example.com'),
  workspace: fc.constantFrom('north', 'south', null),
})

type Deed = { readonly type: 'together' | 'apart'; readonly kept: number; readonly merged: number }

/** Numbers by their place; whose second name each is; the steps of each entry of the log. */
class Model {
  readonly into = new Map<number, number>()
  readonly entries = new Map<number, readonly Deed[]>()
  readonly leads: { readonly id: number; readonly of: number }[] = []
  walk(deeds: readonly Deed[], direction: 'back' | 'forth') {
    for (const { type, kept, merged } of direction === 'back' ? [...deeds].reverse() : deeds) {
      if ((type === 'together') === (direction === 'forth')) this.into.set(merged, kept)
      else this.into.delete(merged)
    }
  }
  top(number: number) {
    return this.into.get(number) ?? number
  }
}

describe.each(['with edits', 'without edits'] as const)('any sequence %s', (kind) => {
  const withEdits = kind === 'with edits'
  test('ends as the model says', { timeout: 120_000 }, async () => {
    const action = fc.oneof(
      { weight: 4, arbitrary: arrive },
      { weight: 5, arbitrary: joining },
      { weight: 3, arbitrary: walking },
      ...(withEdits ? [{ weight: 3, arbitrary: editing }] : []),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 6, maxLength: 30 }), async (actions) => {
        const intake = await openIntake()
        const { core, webhookId, hvacId } = intake
        addWorkspaces(core)
        const model = new Model()
        const ids = new Map<number, number>()
        const own = new Map<number, { values: ContactValues; times: FieldTimes }>()
        const arriveFor = async (
          key: number,
          person: { email?: string; city?: string; created_at: string },
        ) => {
          const phone = `602-555-${LINES[key % 3]}`
          const made = await send(intake, key < 3 ? webhookId : hvacId, {
            name: `Ana${key} Ruiz`,
            phone,
            ...person,
          })
          if (!ids.has(key)) ids.set(key, made.contactId)
          expect(made.contactId).toBe(ids.get(model.top(key)))
          model.leads.push({ id: made.leadId, of: key })
          const known = own.get(key) ?? { values: NOBODY, times: {} }
          own.set(
            key,
            mergeContact(
              known.values,
              known.times,
              {
                first_name: `Ana${key}`,
                last_name: 'Ruiz',
                email: person.email ?? null,
                city: person.city ?? null,
              },
              person.created_at,
            ),
          )
        }
        for (const key of [0, 1, 2, 3, 4, 5]) {
          await arriveFor(key, {
            ...(key < 4 ? { email: EMAILS[key % 3] as string } : {}),
            created_at: `2026-01-0${key + 1}T12:00:00.000Z`,
          })
        }
        const idOf = (key: number) => ids.get(key) as number
        const keyOf = (id: number) => [...ids].find(([, one]) => one === id)?.[0] as number
        for (const one of actions) {
          if (one.type === 'arrive') {
            const { key, email, city, day } = one
            await arriveFor(key, {
              ...(email ? { email } : {}),
              ...(city ? { city } : {}),
              created_at: `2026-02-0${day}T12:00:00.000Z`,
            })
          } else if (one.type === 'merge') {
            const reply = await core.api.call('contacts.merge', {
              keepId: idOf(one.a),
              mergeId: idOf(one.b),
              choices: one.choices,
            })
            const isPossible = one.a !== one.b && !model.into.has(one.a) && !model.into.has(one.b)
            expect(reply.ok).toBe(isPossible)
            if (reply.ok) {
              const names = [...model.into].filter(([, kept]) => kept === one.b).map(([name]) => name)
              const deeds: Deed[] = [
                ...names.map((merged) => ({ type: 'apart' as const, kept: one.b, merged })),
                ...[one.b, ...names].map((merged) => ({ type: 'together' as const, kept: one.a, merged })),
              ]
              model.walk(deeds, 'forth')
              model.entries.set(reply.value.undoId as number, deeds)
            }
          } else if (one.type === 'unmerge') {
            const reply = await core.api.call('contacts.unmerge', { mergedId: idOf(one.a) })
            expect(reply.ok).toBe(model.into.has(one.a))
            if (reply.ok) {
              const deeds: Deed[] = [{ type: 'apart', kept: keyOf(reply.value.keptId), merged: one.a }]
              model.walk(deeds, 'forth')
              model.entries.set(reply.value.undoId as number, deeds)
            }
          } else if (one.type === 'undo' || one.type === 'redo') {
            const reply =
              one.type === 'undo'
                ? await core.api.call('history.undo', { isForced: true })
                : await core.api.call('history.redo', {})
            if (reply.ok)
              model.walk(model.entries.get(reply.value.undoId) ?? [], one.type === 'undo' ? 'back' : 'forth')
          } else if ('which' in one) {
            const lead = model.leads[one.which % model.leads.length] as { id: number }
            if (one.type === 'contact') {
              const id = idOf(model.top(one.which % 6))
              await core.ask('contacts.update', { id, values: { email: one.email } })
            } else if (one.type === 'lead')
              await core.ask('leads.update', { id: lead.id, values: { email: one.email } })
            else if (one.type === 'workspace')
              await core.ask('leads.update', { id: lead.id, values: { workspace_id: one.workspace } })
            else await core.ask('leads.setStatus', { id: lead.id, status: 'contacted' })
          }
          const stored = rows(core, 'select id, contact_id from leads order by id')
          expect(stored).toEqual(
            model.leads
              .map(({ id, of }) => ({ id, contact_id: idOf(model.top(of)) }))
              .sort((a, b) => a.id - b.id),
          )
          expect(
            rows(
              core,
              'select id, merged_into_id from contacts where merged_into_id is not null order by id',
            ),
          ).toEqual(
            [...model.into]
              .map(([merged, kept]) => ({ id: idOf(merged), merged_into_id: idOf(kept) }))
              .sort((a, b) => a.id - b.id),
          )
          expectFollowed(core)
          if (withEdits) continue
          // Whoever has no second names says what its own number has said, and nothing of anybody else.
          for (const [key, { values }] of own) {
            if ([...model.into.values()].includes(key)) continue
            const row = rows(
              core,
              'select first_name, last_name, email, city from contacts where id = ?',
              idOf(key),
            )[0]
            const { first_name, last_name, email, city } = values
            expect({ key, ...row }).toEqual({ key, first_name, last_name, email, city })
          }
        }
        expect(core.defects).toEqual([])
        await core.close()
      }),
      { numRuns: 30 },
    )
  })
})

const NOBODY: ContactValues = {
  first_name: null,
  last_name: null,
  email: null,
  address: null,
  city: null,
  state: null,
  zip_code: null,
  phone_extension: null,
}
