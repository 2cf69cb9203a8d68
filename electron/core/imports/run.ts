// One import: the file row by row into leads or contacts, in short transactions, under a batch that is complete or taken back. Nothing is written in a
// dry run, and its counts are those of the import that follows.
import fs from 'node:fs'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import {
  CONTACT_FIELDS,
  type ContactValues,
  type FieldTimes,
  mergeContact,
} from '../../../shared/domain/contact.ts'
import { columnNames, headingsKey } from '../../../shared/domain/import/columns.ts'
import { type CsvRow, csvLine } from '../../../shared/domain/import/csv.ts'
import { exactListOf, type KeptColumn } from '../../../shared/domain/import/exact.ts'
import type { Task, TaskContext, WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { createLead, personOf, saveContact } from '../records/create-lead.ts'
import { countConvertedLead, createTally, type Tally } from '../records/tally.ts'
import { importFile, refusedFile } from './files.ts'
import { type ReadRow, type RefusedRow, rowReader } from './read-row.ts'
import { openTable } from './table.ts'
import { type ContactStep, keepBefore, keepSteps, rememberImport, removeImport } from './take-back.ts'

type Plan = ParsedInput<'imports.run'>

const SLICE_MS = 40
const SLICE_ROWS = { first: 100, least: 50 }
/** Of a dry run: nobody waits for the database meanwhile, but a cancel waits for the slice. */
const DRY_ROWS = 2_000
const TELL_EVERY_MS = 500
/** Problems and notes that are told one by one; all are counted, and all refused rows come back as a file. */
const TOLD = 200

export function* runImport(context: TaskContext, plan: Plan): Task<Result<'imports.run'>> {
  const file = importFile(context.db, plan.handle)
  const webhook = context.directory.webhook(plan.webhookId)
  if (webhook === undefined || !webhook.isOpen)
    throw new AppError(
      'refused',
      'This webhook is switched off or deleted. Choose another one for the import.',
    )
  const importId = plan.isDryRun ? null : nextImportId(context)
  try {
    const result = yield* bring(context, plan, file, webhook, importId)
    if (importId !== null) fs.rmSync(file, { force: true })
    return result
  } catch (error) {
    fs.rmSync(refusedFile(context.db, plan.handle), { force: true })
    // Cancelled, refused or out of space: nothing half-made stays.
    if (importId !== null) yield* removeImport(context, importId)
    throw error
  }
}

function* bring(
  context: TaskContext,
  plan: Plan,
  file: string,
  webhook: KnownWebhook,
  importId: string | null,
): Task<Result<'imports.run'>> {
  const bytes = fs.statSync(file).size
  let bytesRead = 0
  const { headings, rows } = openTable(file, plan.reading, (read) => {
    bytesRead = read
  })
  const names = columnNames(headings, plan.mapping.length)
  const isExact = exactListOf(headings) !== null
  const read = rowReader(plan, names, {
    region: webhook.defaultRegion,
    timeZone: context.directory.settings().timeZone,
    isExact,
  })
  const refused = openRefused(refusedFile(context.db, plan.handle), [...names, 'Problem'])
  const counts = new Counts()
  const writer =
    importId === null
      ? drySlice(context, plan, counts)
      : sliceWriter(context, plan, webhook, importId, counts)
  if (importId !== null) {
    context.slice(({ db, clock }) => {
      db.sql(`insert into batches (id, kind, label, created_at) values (?, 'import', ?, ?)`).run(
        importId,
        plan.name,
        clock.now(),
      )
      keepBefore(db, importId, plan.webhookId, clock.now())
      if (headings !== null && !isExact) {
        db.sql(
          `insert into import_mappings (headings, mapping, updated_at) values (?, ?, ?)
           on conflict do update set mapping = excluded.mapping, updated_at = excluded.updated_at`,
        ).run(headingsKey(headings), JSON.stringify(plan.mapping), clock.now())
      }
    })
  }
  try {
    let size: number = importId === null ? DRY_ROWS : SLICE_ROWS.first
    let slice: ReadRow[] = []
    const refuse = (one: RefusedRow) => {
      if (!plan.leavesOutRefused && importId !== null)
        throw new AppError('refused', `Line ${one.row.line}: ${one.message} Nothing was imported.`)
      counts.refuse(one)
      refused.add(one)
    }
    const flush = () => {
      const tookMs = writer(slice, refuse)
      const fitting = (slice.length * SLICE_MS) / Math.max(1, tookMs)
      slice = []
      if (importId !== null)
        size = Math.round(Math.max(SLICE_ROWS.least, Math.min(size * 2, (size + fitting) / 2)))
      refused.write()
    }
    const progress = () => ({
      done: counts.rows,
      total: Math.max(counts.rows, Math.round((counts.rows * bytes) / Math.max(1, bytesRead))),
      unit: 'rows',
    })
    yield { done: 0, total: null, unit: 'rows' }
    let waiting = 0
    for (const row of rows) {
      counts.rows++
      waiting++
      const one = read(row)
      if ('message' in one) refuse(one)
      else {
        counts.note(one)
        slice.push(one)
      }
      // Refused rows fill no slice, and a file may hold nothing else.
      if (slice.length < size && waiting < DRY_ROWS) continue
      waiting = 0
      flush()
      yield progress()
    }
    flush()
    yield { done: counts.rows, total: counts.rows, unit: 'rows' }
    if (importId !== null) {
      context.slice((writing) => {
        rememberImport(writing, importId, labelOf(plan, counts))
        writing.db.sql('update batches set completed_at = ? where id = ?').run(writing.clock.now(), importId)
        writing.touch('leads', 'contacts', 'webhooks', 'workspaces', 'history')
      })
    }
    return { importId, ...counts.result() }
  } finally {
    refused.close()
  }
}

function labelOf(plan: Plan, { leads, newContacts, updated }: Counts): string {
  const parts = plan.makes === 'leads' ? [count(leads, 'lead')] : [count(newContacts, 'contact')]
  if (updated.size > 0) parts.push(`${count(updated.size, 'contact')} updated`)
  return `Import of ${plan.name}: ${parts.join(', ')}`
}

const count = (number: number, word: string) =>
  `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`

function nextImportId({ db, clock }: TaskContext): string {
  let number = clock.nowMs()
  const isTaken = db.sql('select 1 from batches where id = ?')
  while (isTaken.value(`import-${number.toString(36)}`) !== undefined) number++
  return `import-${number.toString(36)}`
}

class Counts {
  rows = 0
  leads = 0
  newContacts = 0
  readonly updated = new Set<number>()
  existing = 0
  known = 0
  repeated = 0
  refused = 0
  notes = 0
  private readonly problems: { line: number; message: string }[] = []
  private readonly firstNotes: { line: number; message: string }[] = []

  refuse({ row, message }: RefusedRow): void {
    this.refused++
    if (this.problems.length < TOLD) this.problems.push({ line: row.line, message })
  }

  note({ row, notes }: ReadRow): void {
    if (notes.length === 0) return
    this.notes += notes.length
    for (const { message } of notes)
      if (this.firstNotes.length < TOLD) this.firstNotes.push({ line: row.line, message })
  }

  result(): Omit<Result<'imports.run'>, 'importId'> {
    const { rows, leads, newContacts, updated, existing, known, repeated, refused, notes } = this
    return {
      rows,
      leads,
      newContacts,
      updatedContacts: updated.size,
      existing,
      known,
      repeated,
      refused,
      problems: this.problems.sort((a, b) => a.line - b.line),
      notes,
      firstNotes: this.firstNotes,
    }
  }
}

/** Writes a slice and returns what its statements took, in milliseconds; or only looks, in a dry run. */
type SliceWriter = (slice: readonly ReadRow[], refuse: (one: RefusedRow) => void) => number

type KnownLead = { readonly phone: string; readonly batch_id: string | null }
const LEAD_BY_ID = 'select phone, batch_id from leads where webhook_id = ? and external_id = ?'
const CONTACT_BY_PHONE =
  'select id, batch_id, merged_into_id from contacts where webhook_id = ? and phone = ?'
type KnownPerson = {
  readonly id: number
  readonly batch_id: string | null
  readonly merged_into_id: number | null
}

function otherPerson({ key }: ReadRow): string {
  return `The id “${key.slice(0, 60)}” belongs to a lead with another phone number. Correct the row, or leave its id column out.`
}

// ---- For real ---------------------------------------------------------------------------------------------------------------

function sliceWriter(
  context: TaskContext,
  plan: Plan,
  webhook: KnownWebhook,
  importId: string,
  counts: Counts,
): SliceWriter {
  let toldMs = Number.NEGATIVE_INFINITY
  return (slice, refuse) => {
    if (slice.length === 0) return 0
    return context.unsyncedSlice((writing) => {
      const startedMs = performance.now()
      const steps: ContactStep[] = []
      const converted: Converted[] = []
      const tally = createTally()
      const now = writing.clock.now()
      const own: WriteContext = { ...writing, actor: `import:${importId.slice('import-'.length)}` }
      for (const one of slice)
        writeRow(own, plan, webhook, importId, one, { counts, steps, tally, refuse, converted, now })
      tally.write(writing.db, now)
      for (const { day, ms } of converted) countConvertedLead(writing.db, webhook.webhookId, day, 1, ms, now)
      keepSteps(writing.db, importId, steps, now)
      if (startedMs - toldMs >= TELL_EVERY_MS) {
        toldMs = startedMs
        writing.touch('leads', 'contacts', 'webhooks', 'workspaces')
      }
      return performance.now() - startedMs
    })
  }
}

type SliceState = {
  readonly counts: Counts
  readonly steps: ContactStep[]
  readonly tally: Tally
  readonly refuse: (one: RefusedRow) => void
  readonly converted: Converted[]
  readonly now: string
}
/** A lead that had converted where it comes from: its day, and how long it took. */
type Converted = { readonly day: string; readonly ms: number }

function writeRow(
  writing: WriteContext,
  plan: Plan,
  webhook: KnownWebhook,
  importId: string,
  one: ReadRow,
  { counts, steps, tally, refuse, converted, now }: SliceState,
): void {
  const { db } = writing
  const phone = one.draft.fields.phone?.e164 ?? ''
  const person = db.sql(CONTACT_BY_PHONE).get<KnownPerson>(webhook.webhookId, phone)
  const update = () => {
    if (person === undefined) return
    const origin = { webhookId: webhook.webhookId, batchId: importId, receivedAt: now }
    watched(db, importId, person, { counts, steps }, () => saveContact(writing, one.draft, origin, tally))
  }
  if (plan.makes === 'contacts') {
    if (person === undefined) {
      saveContact(
        writing,
        one.draft,
        { webhookId: webhook.webhookId, batchId: importId, receivedAt: now },
        tally,
      )
      counts.newContacts++
      return
    }
    if (plan.knownPeople !== 'skip') update()
    counts.existing++
    return
  }
  const lead = db.sql(LEAD_BY_ID).get<KnownLead>(webhook.webhookId, one.key)
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
  if (person !== undefined && plan.knownPeople !== 'create') {
    if (plan.knownPeople === 'update') update()
    counts.existing++
    return
  }
  const make = () => {
    const { leadId } = createLead(
      writing,
      one.hasOwnId ? one.draft : { ...one.draft, externalId: one.key },
      {
        webhook,
        provider: null,
        deliveryId: null,
        rawPayload: null,
        ipAddress: null,
        userAgent: null,
        receivedAt: now,
        batch: {
          id: importId,
          event: JSON.stringify({
            webhook_id: webhook.webhookId,
            import_id: importId,
            file: plan.name,
            line: one.row.line,
          }),
        },
      },
      tally,
    )
    if (one.kept !== null) restoreColumns(writing, leadId, one.kept, converted)
    return leadId
  }
  if (person === undefined) {
    make()
    counts.newContacts++
  } else watched(db, importId, person, { counts, steps }, make)
  counts.leads++
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
function watched(
  db: WriteContext['db'],
  importId: string,
  person: KnownPerson,
  { counts, steps }: Pick<SliceState, 'counts' | 'steps'>,
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

// ---- Dry ------------------------------------------------------------------------------------------------------------------

function drySlice({ db, clock }: TaskContext, plan: Plan, counts: Counts): SliceWriter {
  const ids = new Map<string, string>()
  const people = new Set<string>()
  const columns = `select k.id, ${CONTACT_FIELDS.map((field) => `k.${field}`).join(', ')}, k.field_times
    from contacts c join contacts k on k.id = coalesce(c.merged_into_id, c.id) where c.webhook_id = ? and c.phone = ?`
  const wouldChange = (one: ReadRow, person: ContactValues & { id: number; field_times: string }) => {
    const at = one.draft.fields.created_at ?? clock.now()
    const { values } = mergeContact(
      person,
      JSON.parse(person.field_times) as FieldTimes,
      personOf(one.draft),
      at,
    )
    if (CONTACT_FIELDS.some((field) => values[field] !== person[field])) counts.updated.add(person.id)
  }
  return (slice, refuse) => {
    for (const one of slice) {
      const phone = one.draft.fields.phone?.e164 ?? ''
      const person = db
        .sql(columns)
        .get<ContactValues & { id: number; field_times: string }>(plan.webhookId, phone)
      const isThere = person !== undefined || people.has(phone)
      if (plan.makes === 'leads') {
        const earlier = ids.get(one.key)
        const lead = earlier ?? db.sql(LEAD_BY_ID).get<KnownLead>(plan.webhookId, one.key)?.phone
        if (lead !== undefined) {
          if (lead !== phone) refuse({ row: one.row, message: otherPerson(one) })
          else if (earlier === undefined) counts.known++
          else counts.repeated++
          if (lead === phone && plan.knownPeople === 'update' && one.hasOwnId && person !== undefined)
            wouldChange(one, person)
          continue
        }
      }
      const makesLead = plan.makes === 'leads' && (!isThere || plan.knownPeople === 'create')
      if (isThere) {
        if (!makesLead) counts.existing++
        if (plan.knownPeople !== 'skip' && person !== undefined) wouldChange(one, person)
      } else counts.newContacts++
      if (makesLead) {
        counts.leads++
        ids.set(one.key, phone)
      }
      people.add(phone)
    }
    return 0
  }
}

// ---- Refused rows ---------------------------------------------------------------------------------------------------------

/** Refused rows as they came, with the reason in a column more; there is no file until there is such a row. */
function openRefused(file: string, headings: readonly string[]) {
  fs.rmSync(file, { force: true })
  let handle: number | null = null
  let lines: string[] = []
  const write = () => {
    if (lines.length === 0) return
    // A mark at the start, so that spreadsheets see that it is UTF-8.
    if (handle === null) {
      handle = fs.openSync(file, 'w', 0o600)
      lines.unshift(`\ufeff${csvLine(headings)}`)
    }
    fs.writeSync(handle, lines.join(''))
    lines = []
  }
  return {
    add: ({ row, message }: { readonly row: CsvRow; readonly message: string }) => {
      const cells = Array.from(
        { length: Math.max(headings.length - 1, row.cells.length) },
        (_, at) => row.cells[at] ?? '',
      )
      cells.splice(headings.length - 1, 0, message)
      lines.push(csvLine(cells))
    },
    write,
    close: () => {
      write()
      if (handle !== null) fs.closeSync(handle)
      handle = null
    },
  }
}
