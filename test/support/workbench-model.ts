// A model of the workbench: after every step the database says what a few maps in memory say, the lists, every field, every count. The model knows the
// rules of the product and nothing of how they are kept. `CONVIO_RUNS=100` runs a hundred times as many sequences as the usual run.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import { monotonicClock } from '../../electron/core/clock.ts'
import type { ImportResult } from '../../shared/contract/imports.ts'
import type { Input, OperationName } from '../../shared/contract/index.ts'
import type { Reply } from '../../shared/contract/reply.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { foldText } from '../../shared/domain/fold.ts'
import { csvLine } from '../../shared/domain/import/csv.ts'
import { LEAD_STATUSES, STAGES } from '../../shared/domain/vocabulary.ts'
import { furnish, openCore, type TestCore } from './core.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows as the database has them.
type Row = any

export const RUNS = Number(process.env.CONVIO_RUNS ?? 1)

// ---- The model ------------------------------------------------------------------------------------------------------------------

export const PERSON_FIELDS = ['first_name', 'city', 'email'] as const
export type PersonField = (typeof PERSON_FIELDS)[number]
export const LEAD_FIELDS = [...PERSON_FIELDS, 'notes', 'next_step'] as const
export type LeadField = (typeof LEAD_FIELDS)[number]
export type Status = (typeof LEAD_STATUSES)[number]
export type Text = string | null
export type Said = Record<PersonField, Text>
type Times = Record<PersonField, string>

export type Lead = {
  readonly id: number
  readonly webhook: string
  readonly phone: string
  readonly createdAt: string
  /** What makes a row of a file the same row. */
  readonly content: string | null
  contact: string
  values: Record<LeadField, Text>
  status: Status
  furthest: number
  reached: Record<(typeof MILESTONES)[number], Text>
}
export const MILESTONES = [
  'contacted',
  'qualified',
  'proposal_sent',
  'negotiating',
  'scheduled',
  'converted',
] as const
type Merge = {
  before: Said
  beforeTimes: Times
  after: Said
  own: number[]
  lateSaid: Said[]
  keptSince: number[]
}
export type Contact = {
  readonly webhook: string
  readonly phone: string
  values: Said
  times: Times
  mergedInto: string | null
  /** Of a second name: what an unmerge needs. */
  merge: Merge | null
}
export type World = { contacts: Record<string, Contact>; leads: Lead[] }

export const copy = (world: World): World => structuredClone(world)
const NOBODY: Said = { first_name: null, city: null, email: null }
const NEVER: Times = { first_name: '', city: '', email: '' }
export const keyOf = (webhook: string, phone: string) => `${webhook} ${phone}`
const stageOf = (status: Status) => (STAGES as readonly string[]).indexOf(status)

/** Newer words win, of one instant the greater one; returns whether anything is new, a value or only its time. */
export function hear(
  contact: Contact,
  said: Said,
  at: string,
): { isNews: boolean; changes: boolean; values: Said; times: Times } {
  const values = { ...contact.values }
  const times = { ...contact.times }
  let isNews = false
  for (const field of PERSON_FIELDS) {
    const value = said[field]
    if (value === null || value === '') continue
    const wins = at > times[field] || (at === times[field] && value > (values[field] ?? ''))
    if (!wins) continue
    if (at !== times[field] || value !== values[field]) isNews = true
    values[field] = value
    times[field] = at
  }
  return {
    isNews,
    changes: PERSON_FIELDS.some((field) => values[field] !== contact.values[field]),
    values,
    times,
  }
}

/** A lead, or a row without one, says something of a person under a number. Returns who stands for that number. */
export function arrive(world: World, key: string, said: Said, at: string, hasLead: boolean): string {
  let contact = world.contacts[key]
  if (contact === undefined) {
    const [webhook = '', phone = ''] = key.split(' ')
    contact = { webhook, phone, values: { ...NOBODY }, times: { ...NEVER }, mergedInto: null, merge: null }
    world.contacts[key] = contact
    Object.assign(contact, pickHeard(hear(contact, said, at)))
    return key
  }
  const heard = hear(contact, said, at)
  const isNews = hasLead ? heard.isNews : heard.changes
  if (isNews) Object.assign(contact, pickHeard(heard))
  if (contact.mergedInto === null) return key
  const kept = world.contacts[contact.mergedInto] as Contact
  const keptHeard = hear(kept, said, at)
  if (isNews || (hasLead ? keptHeard.isNews : keptHeard.changes)) Object.assign(kept, pickHeard(keptHeard))
  return contact.mergedInto
}
const pickHeard = ({ values, times }: { values: Said; times: Times }) => ({ values, times })

/** By hand: what lead and person said alike changes on both, and on the person's other leads that said the same. */
export function editLead(world: World, lead: Lead, field: LeadField, value: Text, now: string): void {
  const was = lead.values[field]
  if (was === value) return
  lead.values[field] = value
  if (!isPersonField(field)) return
  const contact = world.contacts[lead.contact] as Contact
  if (contact.values[field] === was) editPerson(world, lead.contact, field, value, now)
}

export function editPerson(world: World, key: string, field: PersonField, value: Text, now: string): void {
  const contact = world.contacts[key] as Contact
  const was = contact.values[field]
  if (was === value) return
  contact.values[field] = value
  contact.times[field] = now
  for (const lead of world.leads)
    if (lead.contact === key && lead.values[field] === was) lead.values[field] = value
}

const isPersonField = (field: LeadField): field is PersonField =>
  (PERSON_FIELDS as readonly string[]).includes(field)

export function move(lead: Lead, status: Status, now: string): void {
  if (lead.status === status) return
  lead.status = status
  lead.furthest = Math.max(lead.furthest, stageOf(status))
  for (const stage of MILESTONES) if (lead.furthest >= stageOf(stage)) lead.reached[stage] ??= now
}

export function merge(world: World, keptKey: string, mergedKey: string): void {
  const kept = world.contacts[keptKey] as Contact
  const merged = world.contacts[mergedKey] as Contact
  const before = { before: { ...kept.values }, beforeTimes: { ...kept.times } }
  for (const field of PERSON_FIELDS) {
    const [ours, theirs] = [kept.values[field], merged.values[field]]
    if (ours === theirs) continue
    const isTheirs =
      theirs !== null &&
      theirs !== '' &&
      (ours === null || ours === '' || merged.times[field] > kept.times[field])
    if (isTheirs) kept.values[field] = theirs
    if (merged.times[field] > kept.times[field]) kept.times[field] = merged.times[field]
  }
  const own = world.leads.filter(({ contact }) => contact === mergedKey)
  for (const lead of own) lead.contact = keptKey
  merged.mergedInto = keptKey
  merged.merge = {
    ...before,
    after: { ...kept.values },
    own: own.map(({ id }) => id),
    lateSaid: [],
    keptSince: [],
  }
}

/** The merged one's own leads go back; a field of the kept one goes back too, unless somebody has said something else since. */
export function unmerge(world: World, mergedKey: string): void {
  const merged = world.contacts[mergedKey] as Contact
  const { before, beforeTimes, after, own, lateSaid, keptSince } = merged.merge as Merge
  const kept = world.contacts[merged.mergedInto as string] as Contact
  for (const lead of world.leads) if (own.includes(lead.id)) lead.contact = mergedKey
  let alone = { values: { ...before }, times: { ...beforeTimes } }
  for (const lead of world.leads) {
    if (!keptSince.includes(lead.id)) continue
    alone = pickHeard(hear({ ...kept, ...alone }, lead.values, lead.createdAt))
  }
  for (const field of PERSON_FIELDS) {
    const theirs = new Set([
      after[field],
      merged.values[field],
      ...lateSaid.flatMap((said) => said[field] ?? []),
    ])
    if (!theirs.has(kept.values[field]) && kept.values[field] !== alone.values[field]) continue
    kept.values[field] = alone.values[field]
    kept.times[field] = alone.times[field]
  }
  merged.mergedInto = null
  merged.merge = null
}

type FileRow = {
  readonly person: number
  readonly first: string
  readonly city: string
  readonly day: number
}
type Policy = 'update' | 'skip' | 'create'
type Counted = { leads: number; newContacts: number; existing: number; known: number; repeated: number }

/** The leads of an import come in the order of its rows; their ids are told by the database. */
export function bring(
  world: World,
  webhook: string,
  rows: readonly FileRow[],
  policy: Policy,
  ids: readonly number[],
): Counted {
  const counted: Counted = { leads: 0, newContacts: 0, existing: 0, known: 0, repeated: 0 }
  const own = new Set<Lead>()
  for (const row of rows) {
    const phone = phoneOf(row.person)
    const key = keyOf(webhook, phone)
    const content = JSON.stringify([row.person, row.first, row.city, row.day])
    const said: Said = { first_name: row.first || null, city: row.city || null, email: null }
    const same = world.leads.find((lead) => lead.webhook === webhook && lead.content === content)
    if (same !== undefined) {
      if (own.has(same)) counted.repeated++
      else counted.known++
      continue
    }
    const isThere = world.contacts[key] !== undefined
    if (isThere && policy !== 'create') {
      counted.existing++
      if (policy === 'update') arrive(world, key, said, dayOf(row.day), false)
      continue
    }
    if (!isThere) counted.newContacts++
    own.add(
      addLead(world, {
        webhook,
        phone,
        createdAt: dayOf(row.day),
        content,
        said,
        id: ids[counted.leads] ?? 0,
      }),
    )
    counted.leads++
  }
  return counted
}

export function addLead(
  world: World,
  lead: { webhook: string; phone: string; createdAt: string; content: string | null; said: Said; id: number },
): Lead {
  const key = keyOf(lead.webhook, lead.phone)
  const contact = arrive(world, key, lead.said, lead.createdAt, true)
  const second = world.contacts[key]?.merge
  if (second) {
    second.own.push(lead.id)
    second.lateSaid.push(lead.said)
  } else
    for (const other of Object.values(world.contacts))
      if (other.mergedInto === contact) other.merge?.keptSince.push(lead.id)
  const made: Lead = {
    id: lead.id,
    webhook: lead.webhook,
    phone: lead.phone,
    createdAt: lead.createdAt,
    content: lead.content,
    contact,
    values: { ...lead.said, notes: null, next_step: null },
    status: 'new',
    furthest: 0,
    reached: {
      contacted: null,
      qualified: null,
      proposal_sent: null,
      negotiating: null,
      scheduled: null,
      converted: null,
    },
  }
  world.leads.push(made)
  return made
}

export function removeLeads(world: World, ids: readonly number[]): void {
  world.leads = world.leads.filter(({ id }) => !ids.includes(id))
}

/** With their leads and second names. */
export function removePeople(world: World, keys: readonly string[]): void {
  world.leads = world.leads.filter(({ contact }) => !keys.includes(contact))
  for (const [key, { mergedInto }] of Object.entries(world.contacts))
    if (keys.includes(key) || (mergedInto !== null && keys.includes(mergedInto))) delete world.contacts[key]
}

export const phoneOf = (person: number) => `+1602555010${person}`
export const dayOf = (day: number) => `2025-0${1 + day}-15T12:00:00.000Z`

// ---- The database, as the model sees it -----------------------------------------------------------------------------------------

const sortedJson = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort()

export function modelView(world: World) {
  const leadsOf = (key: string) => world.leads.filter(({ contact }) => contact === key)
  const days = new Map<string, { leads: number; converted: number }>()
  for (const { webhook, createdAt, reached } of world.leads) {
    const key = `${webhook} ${createdAt.slice(0, 10)}`
    const day = days.get(key) ?? { leads: 0, converted: 0 }
    days.set(key, { leads: day.leads + 1, converted: day.converted + (reached.converted === null ? 0 : 1) })
  }
  const contacts = Object.entries(world.contacts)
  return {
    leads: sortedJson(
      world.leads.map(({ id, webhook, phone, createdAt, contact, values, status, furthest, reached }) => [
        id,
        webhook,
        phone,
        createdAt,
        contact,
        ...LEAD_FIELDS.map((field) => values[field]),
        status,
        STAGES[furthest],
        ...MILESTONES.map((stage) => reached[stage]),
      ]),
    ),
    contacts: sortedJson(
      contacts.map(([key, { values, times, mergedInto }]) => [
        key,
        ...PERSON_FIELDS.map((field) => values[field]),
        ...PERSON_FIELDS.map((field) => times[field]),
        mergedInto,
        leadsOf(key).length,
        leadsOf(key)
          .map(({ createdAt }) => createdAt)
          .sort()
          .at(-1) ?? null,
        mergedInto === null ? foldText(values.first_name ?? '') : '',
      ]),
    ),
    days: sortedJson([...days].map(([key, { leads, converted }]) => [key, leads, converted])),
    listedLeads: world.leads.length,
    listedContacts: contacts.filter(([, { mergedInto }]) => mergedInto === null).length,
    byStatus: Object.fromEntries(
      LEAD_STATUSES.map((status) => [status, world.leads.filter((lead) => lead.status === status).length]),
    ),
    byWebhook: sortedJson(
      [...new Set(world.leads.map(({ webhook }) => webhook))].map((webhook) => [
        webhook,
        world.leads.filter((lead) => lead.webhook === webhook).length,
      ]),
    ),
    newest: [...world.leads]
      .sort((a, b) => (a.createdAt === b.createdAt ? b.id - a.id : a.createdAt < b.createdAt ? 1 : -1))
      .map(({ id }) => id),
    named: Object.fromEntries(
      NAMES.map((name) => [name, world.leads.filter(({ values }) => values.first_name === name).length]),
    ),
  }
}

export async function databaseView(core: TestCore): Promise<ReturnType<typeof modelView>> {
  const rows = (sql: string): Row[] => core.writer.connection.sql(sql).all()
  const keys = new Map(
    rows('select id, webhook_id, phone from contacts').map(({ id, webhook_id, phone }) => [
      id,
      keyOf(webhook_id, phone),
    ]),
  )
  const page = await core.ask('leads.page', { offset: 0, limit: 100 })
  const contacts = await core.ask('contacts.page', { offset: 0, limit: 100 })
  const counts = await core.ask('leads.counts', {})
  expect(page.rows).toHaveLength(page.total)
  expect(contacts.rows).toHaveLength(contacts.total)
  const named: Record<string, number> = {}
  for (const name of NAMES) {
    const found = await core.ask('leads.page', {
      filter: { where: [{ column: 'first_name', way: 'is', values: [name] }] },
      offset: 0,
      limit: 100,
    })
    named[name] = found.total
  }
  return {
    leads: sortedJson(
      rows('select * from leads').map((row) => [
        row.id,
        row.webhook_id,
        row.phone,
        row.created_at,
        keys.get(row.contact_id),
        ...LEAD_FIELDS.map((field) => row[field]),
        row.status,
        row.stage_reached,
        row.contacted_at,
        row.qualified_at,
        row.proposal_sent_at,
        row.negotiating_at,
        row.scheduled_at,
        row.converted_at,
      ]),
    ),
    contacts: sortedJson(
      rows('select * from contacts').map((row) => {
        const times = JSON.parse(row.field_times)
        return [
          keys.get(row.id),
          ...PERSON_FIELDS.map((field) => row[field]),
          ...PERSON_FIELDS.map((field) => times[field] ?? ''),
          row.merged_into_id === null ? null : keys.get(row.merged_into_id),
          row.lead_count,
          row.last_lead_at,
          row.first_key,
        ]
      }),
    ),
    days: sortedJson(
      rows(
        'select webhook_id, date, total_leads, converted_leads from lead_analytics where total_leads <> 0 or converted_leads <> 0',
      ).map((row) => [`${row.webhook_id} ${row.date}`, row.total_leads, row.converted_leads]),
    ),
    listedLeads: page.total,
    listedContacts: contacts.total,
    byStatus: Object.fromEntries(LEAD_STATUSES.map((status) => [status, counts.byStatus[status] ?? 0])),
    byWebhook: sortedJson(
      rows('select webhook_id, total_leads from webhook_configs where total_leads <> 0').map((row) => [
        row.webhook_id,
        row.total_leads,
      ]),
    ),
    newest: page.rows.map(({ id }) => id),
    named,
  }
}

// ---- Sequences ------------------------------------------------------------------------------------------------------------------

export const NAMES = ['Ana', 'Bo', 'Zoë'] as const
export const value = fc.constantFrom<Text>(...NAMES, null)
export const at = fc.nat(11)
export const kind = <K extends string, T extends object>(
  name: K,
  more: { [P in keyof T]: fc.Arbitrary<T[P]> },
) => fc.record({ kind: fc.constant(name), ...more } as never) as unknown as fc.Arbitrary<{ kind: K } & T>

export const fileRow = fc.record({
  person: fc.nat(5),
  first: fc.constantFrom(...NAMES, ''),
  city: fc.constantFrom('Mesa', 'Yuma', ''),
  day: fc.nat(4),
})
export const change = fc.oneof(
  fc.record({ status: fc.constantFrom(...LEAD_STATUSES) }),
  fc.record({ field: fc.constantFrom(...LEAD_FIELDS), value }),
)
export const step = fc.oneof(
  {
    weight: 4,
    arbitrary: kind<'lead', { at: number; field: LeadField; value: Text }>('lead', {
      at,
      field: fc.constantFrom(...LEAD_FIELDS),
      value,
    }),
  },
  {
    weight: 2,
    arbitrary: kind<'contact', { at: number; field: PersonField; value: Text }>('contact', {
      at,
      field: fc.constantFrom(...PERSON_FIELDS),
      value,
    }),
  },
  {
    weight: 2,
    arbitrary: kind<'status', { at: number; status: Status }>('status', {
      at,
      status: fc.constantFrom(...LEAD_STATUSES),
    }),
  },
  {
    weight: 2,
    arbitrary: kind<'many', { some: number[]; change: Row; sliced: boolean }>('many', {
      some: fc.uniqueArray(at, { minLength: 1, maxLength: 5 }),
      change,
      sliced: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: kind<'merge', { keep: number; merge: number }>('merge', { keep: at, merge: at }) },
  { weight: 2, arbitrary: kind<'unmerge', { at: number }>('unmerge', { at }) },
  {
    weight: 2,
    arbitrary: kind<'import', { rows: FileRow[]; policy: Policy; second: boolean }>('import', {
      rows: fc.array(fileRow, { minLength: 1, maxLength: 5 }),
      policy: fc.constantFrom<Policy>('update', 'skip', 'create'),
      second: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: kind<'delete', { some: number[]; sliced: boolean }>('delete', {
      some: fc.uniqueArray(at, { minLength: 1, maxLength: 3 }),
      sliced: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: kind<'deletePeople', { some: number[]; sliced: boolean }>('deletePeople', {
      some: fc.uniqueArray(at, { minLength: 1, maxLength: 2 }),
      sliced: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: kind<'undo', object>('undo', {}) },
  { weight: 2, arbitrary: kind<'redo', object>('redo', {}) },
)
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

export const TICK_MS = 60_000
export const START_MS = Date.parse('2025-08-01T00:00:00.000Z')

export class Bench {
  core!: TestCore
  webhooks: string[] = []
  ms = START_MS
  /** Done between two slices of a task. */
  between: () => void = () => {}
  world: World = { contacts: {}, leads: [] }
  /** What can be undone, and done again: the worlds on both sides. An import cannot be done again, so nothing under it is tried. */
  done: { before: World; after: World; importId?: string }[] = []
  undone: { before: World; after: World; importId?: string }[] = []

  static async open(): Promise<Bench> {
    const bench = new Bench()
    // A slice for every record, so that there is room for something else between any two.
    const slices = { bite: 1, isWanted: () => true, atRest: () => bench.between() }
    bench.core = await openCore({ clock: monotonicClock(() => bench.ms), slices })
    await bench.core.ask('settings.setUp', { agencyName: 'Sun Valley', timeZone: 'UTC' })
    // Durability is another test's: here the disk need not be waited for.
    bench.core.writer.connection.raw.pragma('synchronous = OFF')
    fs.mkdirSync(path.join(bench.core.directory, 'imports'), { recursive: true })
    const { webhookId, hvacId } = await furnish(bench.core)
    bench.webhooks = [webhookId, hvacId]
    for (const person of [0, 1, 2, 3]) {
      const webhook = bench.webhooks[person % 2] as string
      const said = { first_name: NAMES[person % 3] as string, city: person > 1 ? 'Mesa' : null, email: null }
      const { leadId } = await bench.core.ask('leads.create', {
        webhookId: webhook,
        values: {
          phone: phoneOf(person),
          ...(Object.fromEntries(Object.entries(said).filter(([, one]) => one !== null)) as Record<
            string,
            string
          >),
        },
      })
      addLead(bench.world, {
        webhook,
        phone: phoneOf(person),
        createdAt: bench.now(),
        content: null,
        said,
        id: leadId,
      })
    }
    await bench.compare()
    return bench
  }

  now(): string {
    return new Date(this.ms).toISOString()
  }

  async compare(): Promise<void> {
    expect(await databaseView(this.core)).toEqual(modelView(this.world))
    expect(this.core.defects).toEqual([])
  }

  lead(at: number): Lead | undefined {
    return this.world.leads[at % Math.max(1, this.world.leads.length)]
  }
  person(at: number): string | undefined {
    const listed = Object.keys(this.world.contacts).filter(
      (key) => this.world.contacts[key]?.mergedInto === null,
    )
    return listed[at % Math.max(1, listed.length)]
  }
  idOf(key: string): number {
    return this.core.writer.connection
      .sql('select id from contacts where webhook_id = ? and phone = ?')
      .value<number>(...key.split(' ')) as number
  }

  /** A step that can be undone; one that changes nothing may leave no entry. */
  remember(before: World, entry: { undoId?: number | undefined; importId?: string }): void {
    if (entry.undoId === undefined && entry.importId === undefined) {
      expect(modelView(this.world)).toEqual(modelView(before))
      return
    }
    this.done.push({
      before,
      after: copy(this.world),
      ...(entry.importId === undefined ? {} : { importId: entry.importId }),
    })
    this.undone = []
  }

  async do(step: Step): Promise<void> {
    this.ms += TICK_MS
    const before = copy(this.world)
    const { core, world } = this
    switch (step.kind) {
      case 'lead': {
        const lead = this.lead(step.at)
        if (lead === undefined) return
        const values = { [step.field]: valueFor(step.field, step.value) }
        editLead(world, lead, step.field, valueFor(step.field, step.value), this.now())
        return this.remember(before, await core.ask('leads.update', { id: lead.id, values }))
      }
      case 'contact': {
        const key = this.person(step.at)
        if (key === undefined) return
        const wanted = valueFor(step.field, step.value)
        editPerson(world, key, step.field, wanted, this.now())
        return this.remember(
          before,
          await core.ask('contacts.update', { id: this.idOf(key), values: { [step.field]: wanted } }),
        )
      }
      case 'status': {
        const lead = this.lead(step.at)
        if (lead === undefined) return
        move(lead, step.status, this.now())
        return this.remember(before, await core.ask('leads.setStatus', { id: lead.id, status: step.status }))
      }
      case 'many': {
        const some = [...new Set(step.some.map((one) => this.lead(one)))].filter((lead) => lead !== undefined)
        if (some.length === 0) return
        const { status, field } = step.change
        const wanted = field === undefined ? null : valueFor(field, step.change.value)
        for (const lead of some)
          if (status !== undefined) move(lead, status, this.now())
          else editLead(world, lead, field, wanted, this.now())
        const input = {
          target: { ids: some.map(({ id }) => id) },
          change: status === undefined ? { values: { [field]: wanted } } : { status },
        }
        return this.remember(
          before,
          step.sliced
            ? await this.task('leads.changeTask', input)
            : await core.ask('leads.changeMany', input),
        )
      }
      case 'merge': {
        const [keep, merged] = [this.person(step.keep), this.person(step.merge)]
        // One second name each: more of them are test/core/merge.test.ts.
        const hasSecond = (key: string) =>
          Object.values(world.contacts).some(({ mergedInto }) => mergedInto === key)
        if (keep === undefined || merged === undefined || keep === merged) return
        if (hasSecond(keep) || hasSecond(merged)) return
        merge(world, keep, merged)
        return this.remember(
          before,
          await core.ask('contacts.merge', { keepId: this.idOf(keep), mergeId: this.idOf(merged) }),
        )
      }
      case 'unmerge': {
        const merged = Object.keys(world.contacts).filter((key) => world.contacts[key]?.mergedInto)
        const key = merged[step.at % Math.max(1, merged.length)]
        if (key === undefined) return
        unmerge(world, key)
        return this.remember(before, await core.ask('contacts.unmerge', { mergedId: this.idOf(key) }))
      }
      case 'import': {
        const webhook = this.webhooks[step.second ? 1 : 0] as string
        const result = await this.import(webhook, step.rows, step.policy)
        const ids = core.writer.connection
          .sql(
            `select lead_id as id from lead_events where event_type = 'imported' and event_data ->> 'import_id' = ? order by event_data ->> 'line'`,
          )
          .all<{ id: number }>(result.importId)
          .map(({ id }) => id)
        const counted = bring(world, webhook, step.rows, step.policy, ids)
        expect(result).toMatchObject({ ...counted, rows: step.rows.length, refused: 0 })
        return this.remember(before, { importId: result.importId as string })
      }
      case 'delete': {
        const ids = [...new Set(step.some.map((one) => this.lead(one)?.id))].filter((id) => id !== undefined)
        if (ids.length === 0) return
        removeLeads(world, ids)
        const target = { ids }
        return this.remember(
          before,
          step.sliced
            ? await this.task('leads.deleteTask', { target })
            : await core.ask('leads.delete', { target }),
        )
      }
      case 'deletePeople': {
        const keys = [...new Set(step.some.map((one) => this.person(one)))].filter((key) => key !== undefined)
        if (keys.length === 0) return
        const ids = keys.map((key) => this.idOf(key))
        removePeople(world, keys)
        return this.remember(
          before,
          step.sliced
            ? await this.task('contacts.deleteTask', { ids })
            : await core.ask('contacts.delete', { ids }),
        )
      }
      case 'undo':
        return void (await this.undo())
      case 'redo':
        return void (await this.redo())
    }
  }

  async import(webhookId: string, rows: readonly FileRow[], knownPeople: Policy): Promise<ImportResult> {
    const handle = randomUUID()
    const text = rows
      .map(({ person, first, city, day }) => csvLine([first, phoneOf(person), city, dayOf(day)]))
      .join('')
    fs.writeFileSync(path.join(this.core.directory, 'imports', handle), text)
    return this.task('imports.run', {
      handle,
      name: 'list.csv',
      reading: { encoding: 'utf-8', separator: ',', hasHeader: false, dateOrder: 'mdy' },
      mapping: ['first_name', 'phone', 'city', 'created_at'],
      webhookId,
      makes: 'leads',
      knownPeople,
      isDryRun: false,
    })
  }

  async task<N extends OperationName>(name: N, input: Input<N>): Promise<Row> {
    const task = await this.taskEnd(name, input)
    if (task.status === 'done') return task.result
    throw new Error(task.problem ?? task.status, { cause: this.core.defects.at(-1) })
  }

  /** However it ends. */
  async taskEnd<N extends OperationName>(name: N, input: Input<N>): Promise<TaskState> {
    const { taskId } = (await this.core.ask(name, input)) as Row
    for (;;) {
      const task = (await this.core.ask('tasks.list', {})).find((one) => one.taskId === taskId)
      if (task !== undefined && task.status !== 'running') return task
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** One step back or forth, by a task where it is long. */
  async walk(
    way: 'undo' | 'redo',
    which: { readonly undoId?: number; readonly isForced?: boolean } = {},
  ): Promise<Reply<Row>> {
    const reply = await this.core.api.call(`history.${way}`, which)
    if (!reply.ok || !reply.value.isLong) return reply
    const { undoId } = reply.value
    const { isForced = false } = which
    const { status, result, failure } =
      way === 'undo'
        ? await this.taskEnd('history.undoTask', { undoId, isForced })
        : await this.taskEnd('history.redoTask', { undoId })
    if (status === 'done') return { ok: true, value: result }
    return { ok: false, error: failure ?? { code: 'internal', message: status } }
  }

  async undo(): Promise<boolean> {
    const entry = this.done.pop()
    if (entry === undefined) {
      expect(await this.core.api.call('history.undo', {})).toMatchObject({ ok: false })
      return false
    }
    const reply = await this.walk('undo')
    if (!reply.ok) throw new Error(reply.error.message, { cause: this.core.defects.at(-1) })
    const undone = reply.value
    expect(undone.importId).toBe(entry.importId)
    if (entry.importId !== undefined)
      await this.task('imports.undo', { importId: entry.importId, isForced: true })
    this.world = copy(entry.before)
    this.undone.push(entry)
    return true
  }

  async redo(): Promise<boolean> {
    const entry = this.undone.at(-1)
    if (entry === undefined) {
      expect(await this.core.api.call('history.redo', {})).toMatchObject({ ok: false })
      return false
    }
    if (entry.importId !== undefined) return false
    this.undone.pop()
    const reply = await this.walk('redo')
    if (!reply.ok) throw new Error(reply.error.message, { cause: this.core.defects.at(-1) })
    this.world = copy(entry.after)
    this.done.push(entry)
    return true
  }
}

/** An e-mail must look like one. */
export function valueFor(field: LeadField, text: Text): Text {
  return field === 'email' && text !== null ? `${foldText(text)}@example.com` : text
}

// ---- What an edit did -----------------------------------------------------------------------------------------------------------
/** What an edit did to one column of one row; a person's word carries when it was said. */
export type Diff = {
  readonly lead?: number
  readonly contact?: string
  readonly column: string
  readonly before: Text | number
  readonly after: Text | number
  readonly times?: readonly [before: string, after: string]
}

export const columnsOf = (lead: Lead): Record<string, Text | number> => ({
  ...lead.values,
  status: lead.status,
  furthest: lead.furthest,
  ...lead.reached,
})

export function diffs(before: World, after: World): Diff[] {
  const found: Diff[] = []
  for (const [at, lead] of after.leads.entries()) {
    const [was, is] = [columnsOf(before.leads[at] as Lead), columnsOf(lead)]
    for (const column of Object.keys(is))
      if (was[column] !== is[column])
        found.push({ lead: at, column, before: was[column] as Text, after: is[column] as Text })
  }
  for (const [contact, { values, times }] of Object.entries(after.contacts)) {
    const was = before.contacts[contact] as Contact
    for (const column of PERSON_FIELDS)
      if (was.values[column] !== values[column])
        found.push({
          contact,
          column,
          before: was.values[column],
          after: values[column],
          times: [was.times[column], times[column]],
        })
  }
  return found
}

export function present(world: World, { lead, contact, column }: Diff): Text | number {
  return lead === undefined
    ? (world.contacts[contact as string] as Contact).values[column as PersonField]
    : (columnsOf(world.leads[lead] as Lead)[column] as Text)
}

export function put(
  world: World,
  { lead, contact, column, times }: Diff,
  value: Text | number,
  side: 0 | 1,
): void {
  if (lead === undefined) {
    const person = world.contacts[contact as string] as Contact
    person.values[column as PersonField] = value as Text
    person.times[column as PersonField] = times?.[side] ?? ''
    return
  }
  const one = world.leads[lead] as Lead
  if (column === 'status') one.status = value as Status
  else if (column === 'furthest') one.furthest = value as number
  else if ((MILESTONES as readonly string[]).includes(column))
    one.reached[column as (typeof MILESTONES)[number]] = value as Text
  else one.values[column as LeadField] = value as Text
}
