// The rows of an import into the database, for real: slice by slice, each a transaction of its own. Rows are looked up many at once, and people whom nobody
// knows, most of any list, are written many at once.
import { CONTACT_FIELDS } from '../../../shared/domain/contact.ts'
import type { KeptColumn } from '../../../shared/domain/import/exact.ts'
import type { TaskContext, WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import {
  createLead,
  type LeadOrigin,
  type Newcomers,
  openNewcomers,
  saveContact,
} from '../records/create-lead.ts'
import { openLeadIds } from '../records/lead-ids.ts'
import { countConvertedLead, createTally, type Tally } from '../records/tally.ts'
import type { Counts } from './counts.ts'
import type { ReadRow, RefusedRow } from './read-row.ts'
import type { Plan } from './run.ts'
import { type ContactStep, keepSteps } from './take-back.ts'

const TELL_EVERY_MS = 500
/** Nobody waits for the database meanwhile, but a cancel and the numbers on the screen wait for the slice. */
const LONGEST_SLICE_MS = 600
/** Rows that are looked up and written together. Between two such groups a slice can end: every 10 ms or so. */
const GROUP = 32

type KnownPerson = {
  readonly id: number
  readonly batch_id: string | null
  readonly merged_into_id: number | null
}
type KnownLead = { readonly phone: string; readonly batch_id: string | null }
/** A lead that had converted where it comes from: its day, and how long it took. */
type Converted = { readonly day: string; readonly ms: number }

type Slice = {
  readonly writing: WriteContext
  readonly plan: Plan
  readonly webhook: KnownWebhook
  /** Whom the leads were bought of, if anybody said so. */
  readonly provider: LeadOrigin['provider']
  readonly importId: string
  readonly counts: Counts
  readonly refuse: (one: RefusedRow) => void
  readonly now: string
  readonly begunMs: number
  readonly tally: Tally
  readonly steps: ContactStep[]
  readonly converted: Converted[]
  readonly newcomers: Newcomers
}

export function otherPerson({ key }: ReadRow): string {
  return `The id “${key.slice(0, 60)}” belongs to a lead with another phone number. Correct the row, or leave its id column out.`
}

/** Writes as many of the rows as it can until another writer waits, at least one group; says how many, and how long their commit took. */
export function writeRows(
  context: TaskContext,
  plan: Plan,
  { webhook, provider }: Pick<Slice, 'webhook' | 'provider'>,
  importId: string,
  counts: Counts,
) {
  const leadIds = openLeadIds()
  const begunMs = context.clock.nowMs()
  let toldMs = Number.NEGATIVE_INFINITY
  return (rows: readonly ReadRow[], refuse: (one: RefusedRow) => void) => {
    if (rows.length === 0) return { taken: 0, commitMs: 0 }
    let writtenMs = 0
    const taken = context.unsyncedSlice((usual) => {
      const startedMs = performance.now()
      const writing: WriteContext = { ...usual, actor: `import:${importId.slice('import-'.length)}` }
      const { db } = writing
      const now = writing.clock.now()
      const tally = createTally(leadIds)
      const slice: Slice = {
        writing,
        plan,
        webhook,
        provider,
        importId,
        counts,
        refuse,
        now,
        begunMs,
        tally,
        steps: [],
        converted: [],
        newcomers: openNewcomers(writing, tally),
      }
      let done = 0
      do {
        writeGroup(slice, rows.slice(done, done + GROUP))
        done = Math.min(rows.length, done + GROUP)
      } while (done < rows.length && !context.isWanted() && performance.now() - startedMs < LONGEST_SLICE_MS)
      tally.write(db, now)
      for (const { day, ms } of slice.converted) countConvertedLead(db, webhook.webhookId, day, 1, ms, now)
      keepSteps(db, importId, slice.steps, now)
      if (startedMs - toldMs >= TELL_EVERY_MS) {
        toldMs = startedMs
        writing.touch('leads', 'contacts', 'webhooks', 'providers', 'workspaces')
      }
      writtenMs = performance.now()
      return done
    })
    return { taken, commitMs: performance.now() - writtenMs }
  }
}

function writeGroup(slice: Slice, rows: readonly ReadRow[]): void {
  const found = lookUp(slice, rows)
  for (const one of rows) writeRow(slice, found, one)
  slice.newcomers.write()
}

/** Who and what is there of a group of rows; kept up to date while they are written. */
type Found = {
  readonly people: Map<string, KnownPerson | 'newcomer'>
  readonly leads: Map<string, KnownLead>
}

function lookUp({ writing: { db }, plan, webhook }: Slice, rows: readonly ReadRow[]): Found {
  const { webhookId } = webhook
  const phones = JSON.stringify(rows.map(phoneOf))
  const people = db
    .sql(
      `select phone, id, batch_id, merged_into_id from contacts
       where webhook_id = ? and phone in (select value from json_each(?))`,
    )
    .all<KnownPerson & { phone: string }>(webhookId, phones)
  const leads =
    plan.makes === 'contacts'
      ? []
      : db
          .sql(
            `select external_id, phone, batch_id from leads
             where webhook_id = ? and external_id is not null and external_id in (select value from json_each(?))`,
          )
          .all<KnownLead & { external_id: string }>(webhookId, JSON.stringify(rows.map(({ key }) => key)))
  return {
    people: new Map(people.map((person) => [person.phone, person])),
    leads: new Map(leads.map((lead) => [lead.external_id, lead])),
  }
}

const phoneOf = ({ draft }: ReadRow) => draft.fields.phone?.e164 ?? ''

const NOT_MERGED = { merged_into_id: null }

function writeRow(slice: Slice, { people, leads }: Found, one: ReadRow): void {
  const { writing, plan, webhook, importId, counts, tally, now, newcomers, refuse } = slice
  const { webhookId } = webhook
  const phone = phoneOf(one)
  const personOrigin = { webhookId, batchId: importId, receivedAt: now }
  const known = () => {
    const person = people.get(phone)
    if (person !== 'newcomer') return person
    // Gathered a few rows ago; what follows may need the rows themselves.
    newcomers.write()
    const { id } = writing.db
      .sql('select id from contacts where webhook_id = ? and phone = ?')
      .get<{ id: number }>(webhookId, phone) as { id: number }
    const written: KnownPerson = { id, batch_id: importId, ...NOT_MERGED }
    people.set(phone, written)
    return written
  }
  const update = () => {
    const person = known()
    if (person === undefined) return
    watched(writing.db, importId, person, slice, () => saveContact(writing, one.draft, personOrigin, tally))
  }
  const isThere = people.has(phone)
  if (plan.makes === 'contacts') {
    if (!isThere) {
      newcomers.addContact(one.draft, personOrigin)
      people.set(phone, 'newcomer')
      counts.newContacts++
      return
    }
    if (plan.knownPeople !== 'skip') update()
    counts.existing++
    return
  }
  const lead = leads.get(one.key)
  if (lead !== undefined) {
    if (lead.phone !== phone) {
      refuse({ row: one.row, message: otherPerson(one) })
      return
    }
    if (plan.knownPeople === 'update' && one.hasOwnId) update()
    if (lead.batch_id === importId) counts.repeated++
    else counts.known++
    return
  }
  if (isThere && plan.knownPeople !== 'create') {
    if (plan.knownPeople === 'update') update()
    counts.existing++
    return
  }
  const draft = one.hasOwnId ? one.draft : { ...one.draft, externalId: one.key }
  const origin = originOf(slice, one)
  if (!isThere && one.kept === null) {
    newcomers.addLead(draft, origin)
    people.set(phone, 'newcomer')
    counts.newContacts++
  } else {
    const make = () => {
      const { leadId, contactId } = createLead(writing, draft, origin, tally)
      if (one.kept !== null) restoreColumns(writing, leadId, one.kept, slice.converted)
      return contactId
    }
    const person = known()
    if (person === undefined) {
      people.set(phone, { id: make(), batch_id: importId, ...NOT_MERGED })
      counts.newContacts++
    } else watched(writing.db, importId, person, slice, make)
  }
  leads.set(one.key, { phone, batch_id: importId })
  counts.leads++
}

function originOf(
  { plan, webhook, provider, importId, now, begunMs, counts }: Slice,
  one: ReadRow,
): LeadOrigin {
  return {
    webhook,
    provider,
    deliveryId: null,
    rawPayload: null,
    ipAddress: null,
    userAgent: null,
    receivedAt: now,
    // Leads without a date of their own are a millisecond apart and the first row is the newest, so that lists show the file's order; a million
    // of them reach back 17 minutes, and none into the future.
    undatedAt: new Date(begunMs - counts.leads).toISOString(),
    ...(one.status === null ? {} : { status: one.status }),
    batch: {
      id: importId,
      event: JSON.stringify({
        webhook_id: webhook.webhookId,
        import_id: importId,
        file: plan.name,
        line: one.row.line,
      }),
    },
  }
}

const PERSON_COLUMNS = [
  ...CONTACT_FIELDS,
  'field_times',
  'first_key',
  'last_key',
  'search_text',
  'updated_at',
]
const PERSON = `select ${PERSON_COLUMNS.join(', ')} from contacts where id = ?`

/** Does something to a person and keeps what the person was before, unless this import made the person itself. */
export function watched(
  db: WriteContext['db'],
  importId: string,
  person: KnownPerson,
  { counts, steps }: Pick<Slice, 'counts' | 'steps'>,
  deed: () => unknown,
): void {
  // Of a merged person two rows take up what is new: the name that was found, and the one that stands for both.
  const ids = [person.id, ...(person.merged_into_id === null ? [] : [person.merged_into_id])]
  const isOwn = db.sql('select 1 from contacts where id = ? and batch_id = ?')
  const watching = ids.filter((id) => isOwn.value(id, importId) === undefined)
  const before = watching.map((id) => db.sql(PERSON).get(id))
  deed()
  for (const [at, id] of watching.entries()) {
    const was = before[at]
    const is = db.sql(PERSON).get(id)
    if (PERSON_COLUMNS.every((column) => was[column] === is[column])) continue
    steps.push({ id, before: was, after: is })
    if (CONTACT_FIELDS.some((field) => was[field] !== is[field])) counts.updated.add(person.id)
  }
}

/** What an exact file says of a lead beyond its fields. The day's figures follow a lead that had converted. */
function restoreColumns(
  { db, directory }: WriteContext,
  leadId: number,
  kept: ReadonlyMap<KeptColumn, string | number>,
  converted: Converted[],
): void {
  const columns = [...kept.keys()]
  db.sql(`update leads set ${columns.map((column) => `${column} = ?`).join(', ')} where id = ?`).run(
    ...columns.map((column) => kept.get(column)),
    leadId,
  )
  const convertedAt = kept.get('converted_at')
  if (typeof convertedAt !== 'string') return
  const lead = db.sql('select created_at, is_test from leads where id = ?').get(leadId)
  if (lead.is_test === 1) return
  const createdMs = Date.parse(lead.created_at)
  converted.push({ day: directory.dayOf(createdMs), ms: Date.parse(convertedAt) - createdMs })
}
