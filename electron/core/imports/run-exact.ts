// Our own exact export, into the webhooks it came from: rows as they were, ids included, with nothing read, routed or guessed anew. What “exact”
// carries is said in shared/domain/import/exact.ts. An id that another row has here, or had before it was deleted, gives way to a new one; a person
// is found by webhook and phone, a lead as known-leads.ts says.
import fs from 'node:fs'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import {
  CONTACT_FIELDS,
  type ContactValues,
  type FieldTimes,
  mergeContact,
} from '../../../shared/domain/contact.ts'
import { contactIdAt, contactSequenceOf, leadIdAt, leadSequenceOf } from '../../../shared/domain/ids.ts'
import type { CsvRow } from '../../../shared/domain/import/csv.ts'
import {
  type ExactList,
  type ExactRow,
  exactListOf,
  exactReader,
  type SecondName,
  storedColumns,
} from '../../../shared/domain/import/exact.ts'
import type { Task, TaskContext, WriteContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/connection.ts'
import { type CountedLead, countLeads, recountContacts } from '../records/lead-figures.ts'
import { contactRecord, join, noteArrival, sideOf } from '../records/merge.ts'
import { foundBy } from '../records/second-names.ts'
import { importFile, refusedFile } from './files.ts'
import { type GoneIds, openGoneIds } from './gone-ids.ts'
import { openKnownLeads } from './known-leads.ts'
import { canBeMade, keepPlaces, knownPlaces, makePlace, type Place, type PlaceKind } from './places.ts'
import { Counts, labelOf, nextImportId, openRefused } from './run.ts'
import { openTable } from './table.ts'
import { type ContactStep, keepSteps, rememberImport, removeImport } from './take-back.ts'
import { watched } from './write-rows.ts'

type Plan = ParsedInput<'imports.run'>
type Read = { readonly row: CsvRow; readonly values: ExactRow['values']; readonly beside: ExactRow['beside'] }
type Refuse = (one: { readonly row: CsvRow; readonly message: string }) => void

const SLICE_MS = 40
const SLICE_ROWS = { first: 100, least: 50 }
const DRY_ROWS = 2_000
const TELL_EVERY_MS = 500

export function* runExactImport(context: TaskContext, plan: Plan): Task<Result<'imports.run'>> {
  const file = importFile(context.db, plan.handle)
  const importId = plan.isDryRun ? null : nextImportId(context)
  try {
    const result = yield* bring(context, plan, file, importId)
    if (importId !== null) fs.rmSync(file, { force: true })
    return result
  } catch (error) {
    fs.rmSync(refusedFile(context.db, plan.handle), { force: true })
    if (importId !== null) yield* removeImport(context, importId)
    throw error
  }
}

function* bring(
  context: TaskContext,
  plan: Plan,
  file: string,
  importId: string | null,
): Task<Result<'imports.run'>> {
  const bytes = fs.statSync(file).size
  let bytesRead = 0
  const { headings, rows } = openTable(file, plan.reading, (read) => {
    bytesRead = read
  })
  const list = exactListOf(headings)
  if (list === null || headings === null) {
    throw new AppError(
      'refused',
      'This file is no exact export of leads or contacts as it is read now. Choose a webhook for it instead.',
    )
  }
  const read = exactReader(list, headings)
  const refused = openRefused(refusedFile(context.db, plan.handle), [...headings, 'Problem'])
  const counts = new Counts()
  const places = createPlaces(context.db)
  const gone = openGoneIds()
  const writer =
    importId === null
      ? drySlice(context, list, plan, counts, places, gone)
      : sliceWriter(context, list, plan, importId, counts, places, gone)
  if (importId !== null) {
    context.slice(({ db, clock }) => {
      db.sql(`insert into batches (id, kind, label, created_at) values (?, 'import', ?, ?)`).run(
        importId,
        plan.name,
        clock.now(),
      )
      keepPlaces(db, importId, clock.now())
    })
  }
  const refuse: Refuse = (one) => {
    if (!plan.leavesOutRefused && importId !== null)
      throw new AppError('refused', `Line ${one.row.line}: ${one.message} Nothing was imported.`)
    counts.refuse(one)
    refused.add(one)
  }
  try {
    let size: number = importId === null ? DRY_ROWS : SLICE_ROWS.first
    let slice: Read[] = []
    const flush = () => {
      const tookMs = writer(slice, refuse)
      const fitting = (slice.length * SLICE_MS) / Math.max(1, tookMs)
      slice = []
      if (importId !== null)
        size = Math.round(Math.max(SLICE_ROWS.least, Math.min(size * 2, (size + fitting) / 2)))
      refused.write()
    }
    yield { done: 0, total: null, unit: 'rows' }
    for (const _ of gone.learn(context.db)) yield { done: 0, total: null, unit: 'rows' }
    let waiting = 0
    for (const row of rows) {
      counts.rows++
      waiting++
      const one = row.problem ?? read(row.cells)
      if (typeof one === 'string') refuse({ row, message: one })
      else slice.push({ row, ...one })
      if (slice.length < size && waiting < DRY_ROWS) continue
      waiting = 0
      flush()
      const total = Math.max(counts.rows, Math.round((counts.rows * bytes) / Math.max(1, bytesRead)))
      yield { done: counts.rows, total, unit: 'rows' }
    }
    flush()
    yield { done: counts.rows, total: counts.rows, unit: 'rows' }
    if (importId !== null) {
      context.slice((writing) => {
        rememberImport(writing, importId, labelOf({ name: plan.name, makes: list }, counts))
        writing.db.sql('update batches set completed_at = ? where id = ?').run(writing.clock.now(), importId)
        writing.touch(...TOUCHED, 'history')
      })
    }
    return { importId, ...counts.result(), made: places.made }
  } finally {
    refused.close()
  }
}

const TOUCHED = ['leads', 'contacts', 'webhooks', 'providers', 'workspaces', 'agents'] as const

// ---- What the rows refer to -----------------------------------------------------------------------------------------------------

/** Whatever a row refers to, with the heading of its name; what cannot be made is refused or only kept as a text. */
const REFERENCES = [
  { kind: 'webhook', column: 'webhook_id', name: 'webhook_name', isNeeded: true },
  { kind: 'webhook', column: 'contact_webhook_id', name: 'contact_webhook_name', isNeeded: true },
  { kind: 'workspace', column: 'workspace_id', name: 'workspace_name', isNeeded: true },
  { kind: 'provider', column: 'provider_id', name: 'provider_name', isNeeded: false },
  { kind: 'agent', column: 'assigned_to', name: 'assigned_to_name', isNeeded: false },
] as const satisfies readonly {
  kind: PlaceKind
  column: string
  name: string
  isNeeded: boolean
}[]

type Places = ReturnType<typeof createPlaces>

function createPlaces(db: ReadDb) {
  const known = knownPlaces(db)
  const made: Place[] = []
  return {
    made,
    /** Those of a row that are missing, or why the row cannot be taken. */
    missing: ({ values, beside }: Read): readonly Place[] | string => {
      const missing: Place[] = []
      for (const { kind, column, name, isNeeded } of REFERENCES) {
        const id = values[column] ?? beside[column]
        if (
          typeof id !== 'string' ||
          known[kind].has(id) ||
          missing.some((one) => one.kind === kind && one.id === id)
        )
          continue
        const place: Place = { kind, id, name: String(beside[name] ?? id) }
        if (canBeMade(place)) missing.push(place)
        else if (isNeeded)
          return `There is no ${kind} “${id.slice(0, 60)}” here, and none can be made under this id. Correct the cell, or export the list again.`
      }
      for (const { webhook_id: id, webhook_name: name } of secondNames(beside)) {
        const place: Place = { kind: 'webhook', id: String(id), name }
        if (!known.webhook.has(place.id) && !missing.some((one) => one.id === place.id) && canBeMade(place))
          missing.push(place)
      }
      return missing
    },
    add: (place: Place) => {
      known[place.kind].add(place.id)
      made.push(place)
    },
  }
}

const NEEDED = {
  leads: ['webhook_id', 'lead_type', 'status', 'created_at'],
  contacts: ['webhook_id', 'phone', 'created_at'],
} as const

/** What a row must say, with what stands in for columns that were left out of the file. */
function completed(list: ExactList, one: Read): Read | string {
  const empty = NEEDED[list].find((column) => (one.values[column] ?? null) === null)
  if (empty !== undefined)
    return `There is nothing under ${empty}. The file was changed since its export: fill the cell, or export the list again.`
  const { values } = one
  const filled: Record<string, string | number | null> = { ...values }
  filled.updated_at ??= values.created_at ?? null
  if (list === 'leads') {
    filled.stage_reached ??= 'new'
    filled.call_attempts ??= 0
    filled.is_test ??= 0
  } else filled.field_times ??= '{}'
  return { ...one, values: filled }
}

const textOf = (value: string | number | null | undefined): string | null =>
  typeof value === 'string' ? value : null

function secondNames({ second_names: text }: Read['beside']): readonly SecondName[] {
  return typeof text === 'string' ? (JSON.parse(text) as SecondName[]) : []
}

/** Webhook and phone of the person of a lead; null when the lead has nobody. */
function personKey({ values, beside }: Read): { readonly webhookId: string; readonly phone: string } | null {
  if (beside.contact_id === null) return null
  const phone = textOf(beside.contact_phone) ?? textOf(values.phone)
  const webhookId = textOf(beside.contact_webhook_id) ?? textOf(values.webhook_id)
  return phone === null || webhookId === null ? null : { webhookId, phone }
}

// ---- Ids ------------------------------------------------------------------------------------------------------------------------

/** Ids of a file far beyond what anybody has would use up the numbers that are left. */
const IDS = {
  leads: {
    at: leadIdAt,
    sequenceOf: leadSequenceOf,
    fits: (id: number) => id >= 1_000_000_000 && id <= 9_999_999_999,
    most: 1_000_000_000,
  },
  contacts: {
    at: contactIdAt,
    sequenceOf: contactSequenceOf,
    fits: (id: number) => id >= 100_000 && id <= 9_999_999,
    most: 5_000_000,
  },
} as const

function createIds(db: WriteDb, list: ExactList, gone: GoneIds) {
  const { at, sequenceOf, fits, most } = IDS[list]
  const taken = db.sql(`select 1 from ${list} where id = ?`)
  const isFree = (id: number) => taken.value(id) === undefined
  let next = db.sql('select value from sequences where name = ?').value<number>(list) ?? 0
  return {
    /** The id of the file where nobody else has or had it, else a new one, with its place in the order of arrival. */
    take: (
      wanted: unknown,
      told: Readonly<Record<string, unknown>>,
    ): { readonly id: number; readonly sequence: number } => {
      if (
        typeof wanted === 'number' &&
        fits(wanted) &&
        isFree(wanted) &&
        !gone.isAnothers(list, wanted, told)
      ) {
        const sequence = sequenceOf(wanted)
        if (sequence < most) {
          next = Math.max(next, sequence + 1)
          return { id: wanted, sequence }
        }
      }
      while (!isFree(at(next)) || gone.isAnothers(list, at(next), told)) next++
      return { id: at(next), sequence: next++ }
    },
    write: () => {
      db.sql(
        'insert into sequences (name, value) values (?, ?) on conflict do update set value = max(value, excluded.value)',
      ).run(list, next)
    },
  }
}

// ---- For real -------------------------------------------------------------------------------------------------------------------

type SliceWriter = (slice: readonly Read[], refuse: Refuse) => number

type Writing = {
  readonly context: WriteContext
  readonly importId: string
  readonly plan: Plan
  readonly counts: Counts
  readonly steps: ContactStep[]
  readonly leadIds: ReturnType<typeof createIds>
  readonly contactIds: ReturnType<typeof createIds>
  readonly knownLead: ReturnType<typeof openKnownLeads>
  /** Leads that were made. */
  readonly leads: CountedLead[]
}

function sliceWriter(
  context: TaskContext,
  list: ExactList,
  plan: Plan,
  importId: string,
  counts: Counts,
  places: Places,
  gone: GoneIds,
): SliceWriter {
  const knownLead = openKnownLeads(importId, gone)
  let toldMs = Number.NEGATIVE_INFINITY
  return (slice, refuse) => {
    if (slice.length === 0) return 0
    return context.unsyncedSlice((usual) => {
      const startedMs = performance.now()
      const { db } = usual
      // Deleted while the import runs.
      for (const _ of gone.learn(db));
      const writing: Writing = {
        context: { ...usual, actor: `import:${importId.slice('import-'.length)}` },
        importId,
        plan,
        counts,
        steps: [],
        leadIds: createIds(db, 'leads', gone),
        contactIds: createIds(db, 'contacts', gone),
        knownLead,
        leads: [],
      }
      for (const raw of slice) {
        const one = completed(list, raw)
        const missing = typeof one === 'string' ? one : places.missing(one)
        if (typeof one === 'string' || typeof missing === 'string') {
          refuse({ row: raw.row, message: typeof one === 'string' ? one : (missing as string) })
          continue
        }
        for (const place of missing) {
          makePlace(usual, place, importId)
          places.add(place)
          usual.touch(...TOUCHED)
        }
        if (list === 'leads') writeLead(writing, one)
        else writeContact(writing, one)
      }
      writing.leadIds.write()
      writing.contactIds.write()
      countUp(writing)
      keepSteps(db, importId, writing.steps, usual.clock.now())
      if (startedMs - toldMs >= TELL_EVERY_MS) {
        toldMs = startedMs
        usual.touch(...TOUCHED)
      }
      return performance.now() - startedMs
    })
  }
}

function countUp({ context, leads }: Writing): void {
  const { db } = context
  countLeads(context, leads, 1)
  recountContacts(
    db,
    leads.map(({ contact_id }) => contact_id),
  )
  for (const { webhook_id, workspace_id, created_at, is_test } of leads) {
    if (is_test === 1) continue
    db.sql(
      `update webhook_configs set last_lead_at = ? where webhook_id = ? and coalesce(last_lead_at, '') < ?`,
    ).run(created_at, webhook_id, created_at)
    if (workspace_id === null) continue
    db.sql(
      `update workspaces set last_activity_at = ? where id = ? and coalesce(last_activity_at, '') < ?`,
    ).run(created_at, workspace_id, created_at)
  }
}

/** Names become a part of the statement, so only those get into it that are columns. */
function insertRow(
  db: WriteDb,
  table: ExactList,
  row: Readonly<Record<string, string | number | null | undefined>>,
): void {
  const columns = Object.keys(row)
  for (const column of columns)
    if (!WRITTEN[table].has(column)) throw new Error(`“${column}” is no column of ${table}.`)
  db.sql(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`).run(
    ...Object.values(row),
  )
}

const WRITTEN: Readonly<Record<ExactList, ReadonlySet<string>>> = {
  leads: new Set([...storedColumns('leads'), 'id', 'contact_id', 'batch_id']),
  contacts: new Set([
    ...storedColumns('contacts'),
    ...['id', 'sequence', 'batch_id', 'first_key', 'last_key', 'search_text'],
  ]),
}

function writeLead(writing: Writing, one: Read): void {
  const { context, importId, plan, counts, leadIds, leads, knownLead } = writing
  const { db } = context
  const known = knownLead(db, one.values, one.beside.id)
  if (known !== undefined) {
    if (known.batch_id === importId) counts.repeated++
    else counts.known++
    return
  }
  const contactId = personOfLead(writing, one)
  const { id } = leadIds.take(one.beside.id, one.values)
  insertRow(db, 'leads', { id, contact_id: contactId, batch_id: importId, ...one.values })
  db.sql(
    `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'imported', ?, ?, ?)`,
  ).run(
    id,
    JSON.stringify({
      webhook_id: one.values.webhook_id,
      import_id: importId,
      file: plan.name,
      line: one.row.line,
    }),
    context.clock.now(),
    context.actor,
  )
  noteSecondName(db, one, contactId, id)
  leads.push({
    id,
    contact_id: contactId,
    webhook_id: String(one.values.webhook_id),
    provider_id: textOf(one.values.provider_id),
    workspace_id: textOf(one.values.workspace_id),
    created_at: String(one.values.created_at),
    converted_at: textOf(one.values.converted_at),
    is_test: one.values.is_test === 1 ? 1 : 0,
  })
  counts.leads++
}

/** A lead that came under the number of a merged contact is that one's own, should the two be unmerged. */
function noteSecondName(db: WriteDb, { values }: Read, contactId: number | null, leadId: number): void {
  if (contactId === null || textOf(values.phone) === null) return
  const second = db
    .sql('select id from contacts where webhook_id = ? and phone = ? and merged_into_id = ?')
    .value<number>(values.webhook_id, values.phone, contactId)
  if (second !== undefined) noteArrival(db, second, { id: leadId, said: {} })
}

type KnownPerson = ContactValues & {
  readonly id: number
  readonly phone: string
  readonly batch_id: string | null
  readonly merged_into_id: number | null
  readonly field_times: string
}
const PERSON = `select id, phone, batch_id, merged_into_id, field_times, ${CONTACT_FIELDS.join(', ')} from contacts
  where webhook_id = ? and phone = ?`

/**
 * Found, or made of what the lead says. Somebody who was there before takes nothing up: what the lead said of the person, and what was changed
 * by hand since, came with the contacts.
 */
function personOfLead(writing: Writing, one: Read): number | null {
  const key = personKey(one)
  if (key === null) return null
  const { context, importId, counts } = writing
  const { db } = context
  const { values, beside } = one
  const isOwnPhone = values.phone === key.phone
  const said = Object.fromEntries(
    CONTACT_FIELDS.map((field) => [
      field,
      field === 'phone_extension' && !isOwnPhone ? null : textOf(values[field]),
    ]),
  ) as unknown as ContactValues
  const at = values.is_test === 1 ? '' : String(values.created_at)
  const known = db.sql(PERSON).get<KnownPerson>(key.webhookId, key.phone)
  if (known === undefined) {
    const { values: person, times } = mergeContact(NOBODY, {}, said, at)
    counts.newContacts++
    return addContact(writing, beside.contact_id, {
      ...person,
      webhook_id: key.webhookId,
      phone: key.phone,
      field_times: JSON.stringify(times),
      created_at: values.created_at ?? null,
      updated_at: context.clock.now(),
    })
  }
  if (known.batch_id === importId && known.merged_into_id === null && values.is_test !== 1) {
    const merged = mergeContact(known, JSON.parse(known.field_times) as FieldTimes, said, at)
    if (merged.changed) updateContact(db, known, merged.values, merged.times, context.clock.now())
  }
  return known.merged_into_id ?? known.id
}

const NOBODY = Object.fromEntries(CONTACT_FIELDS.map((field) => [field, null])) as unknown as ContactValues

type ContactRow = Readonly<Record<string, string | number | null>>

function addContact(
  { context: { db }, importId, contactIds }: Writing,
  wanted: unknown,
  row: ContactRow,
): number {
  const { id, sequence } = contactIds.take(wanted, row)
  const person = { ...NOBODY, ...row } as unknown as ContactValues & { readonly phone: string }
  const found = foundBy(db, { ...person, id, merged_into_id: null })
  insertRow(db, 'contacts', { ...row, ...found, id, sequence, batch_id: importId })
  return id
}

function updateContact(
  db: WriteDb,
  known: KnownPerson,
  values: ContactValues,
  times: FieldTimes,
  now: string,
): void {
  const columns = {
    ...(Object.fromEntries(CONTACT_FIELDS.map((field) => [field, values[field]])) as ContactValues),
    ...foundBy(db, { ...known, ...values }),
    field_times: JSON.stringify(times),
    updated_at: now,
  }
  db.sql(
    `update contacts set ${Object.keys(columns)
      .map((column) => `${column} = ?`)
      .join(', ')} where id = ?`,
  ).run(...Object.values(columns), known.id)
}

/** Of somebody who is here and in the file each field stays as it was said last; emptied by hand is said too. */
function newest(
  known: KnownPerson,
  { values }: Read,
): { readonly values: ContactValues; readonly times: FieldTimes } {
  const theirs = JSON.parse(String(values.field_times)) as Record<string, string>
  const times = { ...(JSON.parse(known.field_times) as Record<string, string>) }
  const next: Record<string, string | null> = {}
  for (const field of CONTACT_FIELDS) {
    const at = theirs[field]
    const isTheirs = at !== undefined && field in values && at >= (times[field] ?? '')
    next[field] = isTheirs ? textOf(values[field]) : known[field]
    if (isTheirs) times[field] = at
  }
  return { values: next as unknown as ContactValues, times: times as FieldTimes }
}

function writeContact(writing: Writing, one: Read): void {
  const { context, importId, plan, counts, steps } = writing
  const { db } = context
  const { values, beside } = one
  const known = db.sql(PERSON).get<KnownPerson>(values.webhook_id, values.phone)
  if (known !== undefined) {
    counts.existing++
    if (plan.knownPeople === 'skip' || known.merged_into_id !== null) return
    watched(db, importId, known, { counts, steps }, () => {
      const { values: next, times } = newest(known, one)
      if (
        CONTACT_FIELDS.some((field) => next[field] !== known[field]) ||
        JSON.stringify(times) !== known.field_times
      )
        updateContact(db, known, next, times, context.clock.now())
    })
    return
  }
  const keptId = addContact(writing, beside.id, values)
  counts.newContacts++
  const others = secondNames(beside)
  for (const { id: wanted, webhook_name: _, ...row } of others) {
    const isThere = db
      .sql('select 1 from contacts where webhook_id = ? and phone = ?')
      .value(row.webhook_id, row.phone)
    const hasWebhook = db.sql('select 1 from webhook_configs where webhook_id = ?').value(row.webhook_id)
    if (isThere !== undefined || hasWebhook === undefined) continue
    const id = addContact(writing, wanted, row)
    join(context, keptId, id, sideOf(contactRecord(db, keptId)))
    db.sql('update contacts set updated_at = ? where id = ?').run(row.updated_at, id)
  }
  if (others.length > 0)
    db.sql('update contacts set updated_at = ? where id = ?').run(values.updated_at, keptId)
}

// ---- Dry ------------------------------------------------------------------------------------------------------------------------

function drySlice(
  { db }: TaskContext,
  list: ExactList,
  plan: Plan,
  counts: Counts,
  places: Places,
  gone: GoneIds,
): SliceWriter {
  const people = new Set<string>()
  const knownLead = openKnownLeads(null, gone)
  const leads = new Map<unknown, string>()
  const externals = new Set<string>()
  const keyOf = (webhookId: unknown, phone: unknown) => `${String(webhookId)} ${String(phone)}`
  return (slice, refuse) => {
    for (const raw of slice) {
      const one = completed(list, raw)
      const missing = typeof one === 'string' ? one : places.missing(one)
      if (typeof one === 'string' || typeof missing === 'string') {
        refuse({ row: raw.row, message: typeof one === 'string' ? one : (missing as string) })
        continue
      }
      for (const place of missing) places.add(place)
      const { values, beside } = one
      const isNew = (webhookId: unknown, phone: unknown) => {
        const key = keyOf(webhookId, phone)
        if (people.has(key) || db.sql(PERSON).get(webhookId, phone) !== undefined) return false
        people.add(key)
        return true
      }
      if (list === 'contacts') {
        if (isNew(values.webhook_id, values.phone)) {
          counts.newContacts++
          for (const { webhook_id, phone } of secondNames(beside)) isNew(webhook_id, phone)
          continue
        }
        counts.existing++
        const known = db.sql(PERSON).get<KnownPerson>(values.webhook_id, values.phone)
        if (known === undefined || plan.knownPeople === 'skip' || known.merged_into_id !== null) continue
        const next = newest(known, one).values
        if (CONTACT_FIELDS.some((field) => next[field] !== known[field])) counts.updated.add(known.id)
        continue
      }
      const lead = keyOf(values.webhook_id, values.created_at)
      const external = values.external_id == null ? null : keyOf(values.webhook_id, values.external_id)
      if (leads.get(beside.id) === lead || (external !== null && externals.has(external))) counts.repeated++
      else if (knownLead(db, values, beside.id) !== undefined) counts.known++
      else {
        counts.leads++
        leads.set(beside.id, lead)
        if (external !== null) externals.add(external)
        const person = personKey(one)
        if (person !== null && isNew(person.webhookId, person.phone)) counts.newContacts++
      }
    }
    return 0
  }
}
