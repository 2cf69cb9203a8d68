// Rows of an exact export, written as they were: a person is found by webhook and phone, a lead as known-leads.ts says.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import {
  CONTACT_FIELDS,
  type ContactValues,
  type FieldTimes,
  mergeContact,
} from '../../../shared/domain/contact.ts'
import { type ExactList, storedColumns } from '../../../shared/domain/import/exact.ts'
import type { TaskContext, WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'
import { type CountedLead, countLeads, recountContacts } from '../records/lead-figures.ts'
import { contactRecord, join, noteArrival, sideOf } from '../records/merge.ts'
import { foundBy } from '../records/second-names.ts'
import type { Counts } from './counts.ts'
import { createIds, type ExactIds } from './exact-ids.ts'
import { judged, type Places, personKey, type Read, secondNames, textOf } from './exact-row.ts'
import type { GoneIds } from './gone-ids.ts'
import { openKnownLeads } from './known-leads.ts'
import { makePlace } from './places.ts'
import type { ContactStep } from './take-back.ts'
import { keepSteps } from './take-back.ts'
import type { Refuse } from './whole-import.ts'
import { watched } from './write-rows.ts'

type Plan = ParsedInput<'imports.run'>

const TELL_EVERY_MS = 500
export const EXACT_TOUCHED = ['leads', 'contacts', 'webhooks', 'providers', 'workspaces', 'agents'] as const

/** Takes rows and says how long they took, in milliseconds. */
export type SliceWriter = (slice: readonly Read[], refuse: Refuse) => number

type Writing = {
  readonly context: WriteContext
  readonly importId: string
  readonly plan: Plan
  readonly counts: Counts
  readonly steps: ContactStep[]
  readonly leadIds: ExactIds
  readonly contactIds: ExactIds
  readonly knownLead: ReturnType<typeof openKnownLeads>
  /** Leads that were made. */
  readonly leads: CountedLead[]
}

export function exactWriter(
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
        const row = judged(list, raw, places, refuse)
        if (row === null) continue
        const { one, missing } = row
        for (const place of missing) {
          makePlace(usual, place, importId)
          places.add(place)
          usual.touch(...EXACT_TOUCHED)
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
        usual.touch(...EXACT_TOUCHED)
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

export type KnownPerson = ContactValues & {
  readonly id: number
  readonly phone: string
  readonly batch_id: string | null
  readonly merged_into_id: number | null
  readonly field_times: string
}
export const PERSON = `select id, phone, batch_id, merged_into_id, field_times, ${CONTACT_FIELDS.join(', ')} from contacts
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
export function newest(
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
