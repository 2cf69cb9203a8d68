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
import { exactListOf } from '../../../shared/domain/import/exact.ts'
import type { Task, TaskContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { personOf } from '../records/create-lead.ts'
import { importFile, refusedFile } from './files.ts'
import { type ReadRow, type RefusedRow, rowReader } from './read-row.ts'
import { openTable } from './table.ts'
import { keepBefore, rememberImport, removeImport } from './take-back.ts'
import { otherPerson, writeRows } from './write-rows.ts'

export { watched } from './write-rows.ts'

export type Plan = ParsedInput<'imports.run'> & { readonly webhookId: string }

/**
 * Each transaction writes the pages again that its rows touch, so long ones are cheaper by far. They end early when somebody waits (write-rows.ts), who then
 * waits for the commit; so the commit is what must stay short.
 */
const COMMIT_MS = 25
const SLICE_ROWS = { first: 100, least: 64, most: 1_000 }
/** Of a dry run: nobody waits for the database meanwhile, but a cancel waits for the slice. */
const DRY_ROWS = 2_000
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
    importId === null ? drySlice(context, plan, counts) : writeRows(context, plan, webhook, importId, counts)
  if (importId !== null) {
    context.slice(({ db, clock }) => {
      db.sql(`insert into batches (id, kind, label, created_at) values (?, 'import', ?, ?)`).run(
        importId,
        plan.name,
        clock.now(),
      )
      keepBefore(db, importId, plan.webhookId, clock.now())
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
      const { taken, commitMs } = writer(slice, refuse)
      const fitting = (taken * COMMIT_MS) / Math.max(1, commitMs)
      // A slice that was cut short for somebody says little of how many fit.
      if (importId !== null && taken === slice.length)
        size = Math.round(
          Math.max(SLICE_ROWS.least, Math.min(size * 2, (size + fitting) / 2, SLICE_ROWS.most)),
        )
      slice = slice.slice(taken)
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
    do {
      flush()
      yield { done: counts.rows, total: counts.rows, unit: 'rows' }
    } while (slice.length > 0)
    if (importId !== null) {
      context.slice((writing) => {
        rememberImport(writing, importId, labelOf(plan, counts))
        // Only now: an import that does not come to its end teaches nothing.
        if (headings !== null && !isExact) {
          writing.db
            .sql(
              `insert into import_mappings (headings, mapping, updated_at) values (?, ?, ?)
               on conflict do update set mapping = excluded.mapping, updated_at = excluded.updated_at`,
            )
            .run(headingsKey(headings), JSON.stringify(plan.mapping), writing.clock.now())
        }
        writing.db.sql('update batches set completed_at = ? where id = ?').run(writing.clock.now(), importId)
        writing.touch('leads', 'contacts', 'webhooks', 'workspaces', 'history')
      })
    }
    return { importId, ...counts.result() }
  } finally {
    refused.close()
  }
}

export function labelOf(plan: Pick<Plan, 'name' | 'makes'>, { leads, newContacts, updated }: Counts): string {
  const parts = plan.makes === 'leads' ? [count(leads, 'lead')] : [count(newContacts, 'contact')]
  if (updated.size > 0) parts.push(`${count(updated.size, 'contact')} updated`)
  return `Import of ${plan.name}: ${parts.join(', ')}`
}

const count = (number: number, word: string) =>
  `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`

export function nextImportId({ db, clock }: TaskContext): string {
  let number = clock.nowMs()
  const isTaken = db.sql('select 1 from batches where id = ?')
  while (isTaken.value(`import-${number.toString(36)}`) !== undefined) number++
  return `import-${number.toString(36)}`
}

export class Counts {
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

/** Takes rows, from the first on, and says how many it took and how long their commit was. A dry run takes all, and only looks. */
type SliceWriter = (
  rows: readonly ReadRow[],
  refuse: (one: RefusedRow) => void,
) => { readonly taken: number; readonly commitMs: number }

const PHONE_BY_ID = 'select phone from leads where webhook_id = ? and external_id = ?'

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
        const lead = earlier ?? db.sql(PHONE_BY_ID).value<string>(plan.webhookId, one.key)
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
    return { taken: slice.length, commitMs: 0 }
  }
}

// ---- Refused rows ---------------------------------------------------------------------------------------------------------

/** Refused rows as they came, with the reason in a column more; there is no file until there is such a row. */
export function openRefused(file: string, headings: readonly string[]) {
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
