// One import: the file row by row into leads or contacts, in short transactions, under a batch that is complete or taken back. Nothing is written in a
// dry run, and its counts are those of the import that follows.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import {
  CONTACT_FIELDS,
  type ContactValues,
  type FieldTimes,
  mergeContact,
} from '../../../shared/domain/contact.ts'
import { columnNames, headingsKey } from '../../../shared/domain/import/columns.ts'
import type { CsvRow } from '../../../shared/domain/import/csv.ts'
import { exactListOf } from '../../../shared/domain/import/exact.ts'
import type { Task, TaskContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { type LeadOrigin, personOf } from '../records/create-lead.ts'
import type { Counts } from './counts.ts'
import { openLookalikes } from './lookalikes.ts'
import { type ReadRow, type RefusedRow, rowReader } from './read-row.ts'
import { keepBefore } from './take-back.ts'
import { beginImport, completeImport, type OpenImport, openRefusals, wholeImport } from './whole-import.ts'
import { otherPerson, writeRows } from './write-rows.ts'

export type Plan = ParsedInput<'imports.run'> & { readonly webhookId: string }

/**
 * Each transaction writes the pages again that its rows touch, so long ones are cheaper by far. They end early when somebody waits (write-rows.ts), who then
 * waits for the commit; so the commit is what must stay short.
 */
const COMMIT_MS = 25
const SLICE_ROWS = { first: 100, least: 500, most: 4_000 }
/** Of a dry run: nobody waits for the database meanwhile, but a cancel waits for the slice. */
const DRY_ROWS = 2_000

export function* runImport(context: TaskContext, plan: Plan): Task<Result<'imports.run'>> {
  const webhook = context.directory.webhook(plan.webhookId)
  if (webhook === undefined || !webhook.isOpen)
    throw new AppError(
      'refused',
      'This webhook is switched off or deleted. Choose another one for the import.',
    )
  const provider = boughtOf(context, plan)
  return yield* wholeImport(context, plan, (open) => bring(context, plan, { webhook, provider }, open))
}

function boughtOf({ db }: TaskContext, { providerId = null }: Plan): LeadOrigin['provider'] {
  if (providerId === null) return null
  const provider = db
    .sql(
      `select provider_id as providerId, provider_name as providerName from lead_source_providers
       where provider_id = ? and deleted_at is null`,
    )
    .get<NonNullable<LeadOrigin['provider']>>(providerId)
  if (provider === undefined)
    throw new AppError('refused', 'This provider is deleted. Choose another one for the import, or none.')
  return provider
}

function* bring(
  context: TaskContext,
  plan: Plan,
  places: { readonly webhook: KnownWebhook; readonly provider: LeadOrigin['provider'] },
  open: OpenImport,
): Task<Result<'imports.run'>> {
  const { webhook } = places
  const { importId, headings, rows, counts } = open
  const names = columnNames(headings, plan.mapping.length)
  const isExact = exactListOf(headings) !== null
  const read = rowReader(plan, names, {
    region: webhook.defaultRegion,
    timeZone: context.directory.settings().timeZone,
    isExact,
  })
  const refused = openRefusals(context, plan, open, names)
  const lookalikes = openLookalikes(context.db, plan.webhookId, importId)
  const writer =
    importId === null ? drySlice(context, plan, counts) : writeRows(context, plan, places, importId, counts)
  if (importId !== null) {
    beginImport(context, importId, plan.name, ({ db, clock }) =>
      keepBefore(db, importId, plan.webhookId, clock.now()),
    )
  }
  try {
    let size: number = importId === null ? DRY_ROWS : SLICE_ROWS.first
    let slice: ReadRow[] = []
    const flush = () => {
      const left = new Set<CsvRow>()
      const { taken, commitMs } = writer(slice, (one) => {
        left.add(one.row)
        refused.refuse(one)
      })
      lookalikes.note(slice.slice(0, taken).filter(({ row }) => !left.has(row)))
      const fitting = (taken * COMMIT_MS) / Math.max(1, commitMs)
      // A slice that was cut short for somebody says little of how many fit.
      if (importId !== null && taken === slice.length)
        size = Math.round(
          Math.max(SLICE_ROWS.least, Math.min(size * 2, (size + fitting) / 2, SLICE_ROWS.most)),
        )
      slice = slice.slice(taken)
      refused.write()
    }
    yield { done: 0, total: null, unit: 'rows', of: plan.name }
    let waiting = 0
    for (const row of rows) {
      counts.rows++
      waiting++
      const one = read(row)
      if ('message' in one) refused.refuse(one)
      else {
        counts.note(one)
        slice.push(one)
      }
      // Refused rows fill no slice, and a file may hold nothing else.
      if (slice.length < size && waiting < DRY_ROWS) continue
      waiting = 0
      flush()
      yield open.progress()
    }
    do {
      flush()
      yield { done: counts.rows, total: counts.rows, unit: 'rows', of: plan.name }
    } while (slice.length > 0)
    for (const _ of lookalikes.finish())
      yield { done: counts.rows, total: counts.rows, unit: 'rows', of: plan.name }
    if (importId !== null) {
      completeImport(context, importId, plan, counts, TOUCHED, ({ db, clock }) => {
        // Only now: an import that does not come to its end teaches nothing.
        if (headings === null || isExact) return
        db.sql(
          `insert into import_mappings (headings, mapping, updated_at) values (?, ?, ?)
           on conflict do update set mapping = excluded.mapping, updated_at = excluded.updated_at`,
        ).run(headingsKey(headings), JSON.stringify(plan.mapping), clock.now())
      })
    }
    return { importId, ...counts.result(), lookalikes: lookalikes.result() }
  } finally {
    refused.close()
  }
}

const TOUCHED = ['leads', 'contacts', 'webhooks', 'providers', 'workspaces'] as const

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
