// Conversions are logged, changed and voided, whichever door they come through: the row, its history, what becomes of lead, workspace and figures, and
// the steps back, in the caller's transaction.
import { randomUUID } from 'node:crypto'
import { AppError } from '../../../shared/contract/reply.ts'
import {
  CONVERSION_LIMITS,
  type ConversionType,
  isSale,
  statusOfConversion,
} from '../../../shared/domain/conversion.ts'
import { labelOf } from '../../../shared/domain/labels.ts'
import { showMoney } from '../../../shared/domain/money.ts'
import type { CONVERSION_EVENT_TYPES } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { moveWithConversion } from './conversion-lead.ts'
import { recountSales } from './lead-figures.ts'
import { contactRecord, nameOfContact } from './merge.ts'
import { leadToMove } from './move-lead.ts'
import { standingFor } from './second-names.ts'
import { addRow, type Change, type Columns, changeRow, type Step } from './undo.ts'

/** The names and values that an agency keeps with a conversion. */
export type Details = Readonly<Record<string, string | number | boolean | null>>

export type NewConversion = {
  readonly of: { readonly leadId: number } | { readonly contactId: number }
  readonly conversionType: ConversionType
  readonly valueCents: number | null
  /** Left out: the agency's. */
  readonly currency?: string | undefined
  /** Left out: now. */
  readonly convertedAt?: string | undefined
  /** Left out: whoever does it. */
  readonly convertedBy?: string | undefined
  /** Left out: the lead's. Another one than that is refused. */
  readonly workspaceId?: string | null | undefined
  readonly customData: Details
  readonly note?: string | undefined
  /** The caller's own id: the same again in its workspace makes nothing. */
  readonly externalId?: string | null
}

export type LoggedConversion = {
  readonly id: string
  readonly contactId: number
  readonly leadId: number | null
  /** What was done, in words. */
  readonly label: string
  /** None where the caller's own id was known already (`isKnown`). */
  readonly steps: readonly Step[]
  readonly isKnown: boolean
}

type Stored = {
  readonly id: string
  readonly contact_id: number
  readonly lead_id: number | null
  readonly workspace_id: string | null
  readonly conversion_type: ConversionType
  readonly value_cents: number | null
  readonly currency: string
  readonly converted_at: string
  readonly converted_by: string
  readonly custom_data: string | null
  readonly created_at: string
  readonly voided_at: string | null
  readonly void_reason: string | null
}

// ---- Logging --------------------------------------------------------------------------------------------------------------------

/** `context.actor` is who does it; nothing is remembered for undo here, that is the caller's. */
export function logConversion(context: WriteContext, input: NewConversion): LoggedConversion {
  const whose = ownerOf(context, input)
  const externalId = input.externalId ?? null
  const known = externalId === null ? undefined : knownBy(context.db, whose.workspaceId, externalId)
  if (known !== undefined)
    return {
      id: known.id,
      contactId: known.contact_id,
      leadId: known.lead_id,
      label: labelFor(whose.name, known, 'logged'),
      steps: [],
      isKnown: true,
    }
  const now = context.clock.now()
  const convertedAt = input.convertedAt ?? now
  refuseSenselessDate(context, convertedAt)
  refuseUnknownAgent(context, input.convertedBy)
  const id = randomUUID()
  const row = {
    id,
    contact_id: whose.contactId,
    lead_id: whose.leadId,
    workspace_id: whose.workspaceId,
    converted_by: input.convertedBy ?? context.actor,
    converted_at: convertedAt,
    conversion_type: input.conversionType,
    currency: input.currency ?? context.directory.settings().currency,
    custom_data: detailsText(input.customData),
    created_at: now,
    updated_at: now,
    value_cents: input.valueCents,
    converted_day: context.directory.dayOf(Date.parse(convertedAt)),
    external_id: externalId,
  }
  const steps = [
    followedByAll(context, id, `${labelOf(row.conversion_type)} logged`, () =>
      addRow(context, 'conversions', row),
    ),
    addEvent(context, id, 'created', {
      conversion_type: row.conversion_type,
      value_cents: row.value_cents,
      currency: row.currency,
      converted_at: row.converted_at,
    }),
    ...(input.note === undefined || input.note === '' ? [] : [addNote(context, id, input.note)]),
  ]
  if (row.lead_id !== null && isSale(row.conversion_type))
    steps.push(
      addRow(context, 'lead_events', {
        lead_id: row.lead_id,
        event_type: 'converted',
        event_data: JSON.stringify({
          conversion_id: id,
          conversion_type: row.conversion_type,
          value_cents: row.value_cents,
          currency: row.currency,
        }),
        created_at: now,
        performed_by: context.actor,
      }),
    )
  return {
    id,
    contactId: row.contact_id,
    leadId: row.lead_id,
    label: labelFor(whose.name, row, 'logged'),
    steps,
    isKnown: false,
  }
}

/** "Sale of $12,000.00 to Ana Ruiz logged" */
function labelFor(
  name: string,
  { conversion_type, value_cents, currency }: Pick<Stored, 'conversion_type' | 'value_cents' | 'currency'>,
  done: string,
): string {
  const value = value_cents === null ? '' : ` of ${showMoney(value_cents, currency)}`
  return `${labelOf(conversion_type)}${value} ${isSale(conversion_type) ? 'to' : 'of'} ${name} ${done}`
}

/** Whose it is and where it counts; a lead or contact that is gone, or a workspace of somebody else, is refused in words. */
function ownerOf(context: WriteContext, { of, workspaceId }: NewConversion) {
  const { db } = context
  if ('leadId' in of) {
    const lead = leadToMove(context, of.leadId)
    if (lead.contact_id === null)
      throw new AppError(
        'refused',
        'This lead has no contact, so there is nobody who bought. Give it a phone number first.',
      )
    if (typeof workspaceId === 'string' && workspaceId !== lead.workspace_id)
      throw invalid(
        'workspaceId',
        lead.workspace_id === null
          ? `This lead belongs to no workspace. Give it to ${nameOfWorkspace(db, workspaceId)} first, or leave the workspace out.`
          : `This lead belongs to ${nameOfWorkspace(db, lead.workspace_id)}. Log it there, or leave the workspace out.`,
        'other_workspace',
      )
    const name = [lead.first_name, lead.last_name].filter(Boolean).join(' ')
    return {
      leadId: lead.id as number | null,
      contactId: lead.contact_id,
      workspaceId: lead.workspace_id,
      name: name || nameOfContact(contactRecord(db, lead.contact_id)),
    }
  }
  // What is said of a second name is said of the contact it belongs to.
  const contact = contactRecord(db, standingFor(db, contactRecord(db, of.contactId).id))
  const name = nameOfContact(contact)
  if (
    typeof workspaceId === 'string' &&
    db.sql('select 1 from leads where contact_id = ? and workspace_id = ?').value(contact.id, workspaceId) ===
      undefined
  )
    throw invalid(
      'workspaceId',
      `${name} has no lead in ${nameOfWorkspace(db, workspaceId)}. Choose a workspace in which there is one, or none.`,
      'other_workspace',
    )
  return {
    leadId: null as number | null,
    contactId: contact.id,
    workspaceId: workspaceId ?? null,
    name,
  }
}

function nameOfWorkspace(db: ReadDb, id: string): string {
  return db.sql('select name from workspaces where id = ?').value<string>(id) ?? `the workspace ${id}`
}

function knownBy(db: ReadDb, workspaceId: string | null, externalId: string): Stored | undefined {
  return db
    .sql('select * from conversions where workspace_id = ? and external_id = ?')
    .get<Stored>(workspaceId, externalId)
}

function detailsText(details: Details): string | null {
  return Object.keys(details).length === 0 ? null : JSON.stringify(details)
}

// ---- Changing -------------------------------------------------------------------------------------------------------------------

export function storedConversion({ db }: { readonly db: ReadDb }, id: string): Stored {
  const row = db.sql('select * from conversions where id = ?').get<Stored>(id)
  if (row === undefined)
    throw new AppError(
      'not_found',
      'This conversion is no longer there. Undo what took it away, or log it anew.',
    )
  return row
}

/** Who bought, for the words of the history. */
function buyerOf(db: ReadDb, { lead_id, contact_id }: Stored): string {
  const lead =
    lead_id === null
      ? undefined
      : db
          .sql('select first_name, last_name from leads where id = ?')
          .get<{ first_name: string | null; last_name: string | null }>(lead_id)
  const name = [lead?.first_name, lead?.last_name].filter(Boolean).join(' ')
  return name || nameOfContact(contactRecord(db, contact_id))
}

type Done = { readonly label: string; readonly steps: readonly Step[] }

export function changeConversion(
  context: WriteContext,
  id: string,
  values: {
    readonly valueCents?: number | null | undefined
    readonly currency?: string | undefined
    readonly convertedAt?: string | undefined
    readonly convertedBy?: string | undefined
    readonly customData?: Details | undefined
  },
): Done {
  const before = storedConversion(context, id)
  if (before.voided_at !== null)
    throw new AppError(
      'refused',
      'This conversion is voided, so it cannot be changed. Undo the voiding first, or log it anew.',
    )
  const { convertedAt, customData } = values
  const asked: Readonly<Record<string, Columns[string] | undefined>> = {
    value_cents: values.valueCents,
    currency: values.currency,
    converted_at: convertedAt,
    converted_by: values.convertedBy,
    custom_data: customData === undefined ? undefined : detailsText(customData),
  }
  const wanted: Record<string, Columns[string]> = {}
  for (const [column, value] of Object.entries(asked))
    if (value !== undefined && value !== before[column as keyof Stored]) wanted[column] = value
  const label = labelFor(
    buyerOf(context.db, before),
    { ...before, ...(wanted as Partial<Stored>) },
    'changed',
  )
  if (Object.keys(wanted).length === 0) return { label, steps: [] }
  if (wanted.converted_by !== undefined) refuseUnknownAgent(context, values.convertedBy)
  if (wanted.converted_at !== undefined && convertedAt !== undefined) {
    refuseSenselessDate(context, convertedAt)
    wanted.converted_day = context.directory.dayOf(Date.parse(convertedAt))
  }
  const step = followedByAll(context, id, `${labelOf(before.conversion_type)} changed`, () =>
    changeRow(context, 'conversions', id, { ...wanted, updated_at: context.clock.now() }),
  )
  tellConversion(context, step)
  return { label, steps: [step] }
}

export function voidConversion(context: WriteContext, id: string, reason: string): Done {
  const before = storedConversion(context, id)
  if (before.voided_at !== null)
    throw new AppError(
      'refused',
      `This conversion is voided already: ${before.void_reason ?? 'no reason given'}`,
    )
  const now = context.clock.now()
  const step = followedByAll(context, id, `${labelOf(before.conversion_type)} voided: ${reason}`, () =>
    changeRow(context, 'conversions', id, { voided_at: now, void_reason: reason, updated_at: now }),
  )
  tellConversion(context, step)
  return { label: labelFor(buyerOf(context.db, before), before, 'voided'), steps: [step] }
}

export function noteConversion(context: WriteContext, id: string, text: string): Done {
  const before = storedConversion(context, id)
  return {
    label: `Note on the ${labelOf(before.conversion_type).toLowerCase()} ${isSale(before.conversion_type) ? 'to' : 'of'} ${buyerOf(context.db, before)}`,
    steps: [
      addNote(context, id, text),
      changeRow(context, 'conversions', id, { updated_at: context.clock.now() }),
    ],
  }
}

// ---- What follows ---------------------------------------------------------------------------------------------------------------

/**
 * Writes a conversion by `work` with all that follows: the figures, its lead, and what its workspace is told. The same for a command, its undo and doing it
 * again, so that nothing of it is a step of its own.
 */
export function followedByAll<T>(context: WriteContext, id: string, reason: string, work: () => T): T {
  const stored = () => context.db.sql('select * from conversions where id = ?').get<Stored>(id) ?? null
  const before = stored()
  const done = recountSales(context, [id], work)
  const after = stored()
  const leadId = (after ?? before)?.lead_id ?? null
  if (leadId !== null) moveWithConversion(context, leadId, before, after, reason)
  tellWorkspace(context, before, after, reason)
  context.touch('conversions', 'leads', 'contacts', 'workspaces')
  return done
}

/** One line in the trail of its workspace when it comes or goes. */
function tellWorkspace(
  context: WriteContext,
  before: Stored | null,
  after: Stored | null,
  reason: string,
): void {
  const stood = before !== null && before.voided_at === null
  const stands = after !== null && after.voided_at === null
  const row = after ?? before
  if (row === null || row.workspace_id === null || stood === stands) return
  const now = context.clock.now()
  const status = statusOfConversion(row.conversion_type)
  const value = row.value_cents === null ? '' : ` (${showMoney(row.value_cents, row.currency)})`
  const kind = labelOf(row.conversion_type)
  const what = reason.startsWith(kind) ? reason : `${kind}: ${reason.toLowerCase()}`
  context.db
    .sql(
      `insert into workspace_tracking (contact_id, lead_id, workspace_id, action, action_details, performed_by, timestamp) values (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      row.contact_id,
      row.lead_id,
      row.workspace_id,
      stands && (status === 'converted' || status === 'qualified') ? status : 'updated',
      `${what}${value}`,
      context.actor,
      now,
    )
  context.db.sql('update workspaces set last_activity_at = ? where id = ?').run(now, row.workspace_id)
}

/** A row that comes back: days are the agency's, and what it hung on may have moved meanwhile. */
export function rowAsItIsNow({ db, directory }: WriteContext, row: Columns): Columns {
  const ofLead =
    row.lead_id === null
      ? undefined
      : db.sql('select contact_id from leads where id = ?').value<number>(row.lead_id)
  const isThere = (id: Columns[string] | undefined) =>
    typeof id === 'string' && db.sql('select 1 from workspaces where id = ?').value(id) !== undefined
  return withFreeConversionId(db, {
    ...row,
    contact_id: ofLead ?? standingFor(db, Number(row.contact_id)),
    workspace_id: isThere(row.workspace_id) ? (row.workspace_id ?? null) : null,
    converted_day: directory.dayOf(Date.parse(String(row.converted_at))),
  })
}

/** Its caller may have sent it anew meanwhile, and then the id is that one's. */
export function withFreeConversionId<R extends Readonly<Record<string, unknown>>>(db: ReadDb, row: R): R {
  const { id, workspace_id, external_id } = row
  if (typeof external_id !== 'string' || typeof workspace_id !== 'string') return row
  const isTaken = db
    .sql('select 1 from conversions where workspace_id = ? and external_id = ? and id <> ?')
    .value(workspace_id, external_id, id)
  return isTaken === undefined ? row : { ...row, external_id: null }
}

// ---- History --------------------------------------------------------------------------------------------------------------------

type EventType = (typeof CONVERSION_EVENT_TYPES)[number]

function addEvent(
  context: WriteContext,
  conversionId: string,
  type: EventType,
  data: Readonly<Record<string, unknown>>,
): Step {
  return addRow(context, 'conversion_events', {
    conversion_id: conversionId,
    event_type: type,
    event_data: JSON.stringify(data),
    created_by: context.actor,
    created_at: context.clock.now(),
  })
}

function addNote(context: WriteContext, id: string, text: string): Step {
  return addEvent(context, id, 'note_added', { text })
}

/** Columns that follow from others, and are not told. */
const UNTOLD = new Set(['updated_at', 'converted_day', 'void_reason'])

/** One event for each column that changed, for a change as for its undo (`reason`: "Undone"). */
export function tellConversion(context: WriteContext, { key, before, after }: Change, reason?: string): void {
  for (const column of Object.keys(after)) {
    if (UNTOLD.has(column) || before[column] === after[column]) continue
    const why = reason === undefined ? {} : { how: reason }
    const isVoided = column === 'voided_at' && after.voided_at !== null
    addEvent(
      context,
      String(key),
      isVoided ? 'voided' : 'value_updated',
      isVoided
        ? { reason: after.void_reason, ...why }
        : { field: column, from: before[column] ?? null, to: after[column] ?? null, ...why },
    )
  }
}

// ---- What refuses ---------------------------------------------------------------------------------------------------------------

function refuseSenselessDate({ clock, directory }: WriteContext, convertedAt: string): void {
  const atMs = Date.parse(convertedAt)
  if (atMs > clock.nowMs() + CONVERSION_LIMITS.aheadMs)
    throw invalid(
      'convertedAt',
      'This date is still to come. Log a conversion on the day it happens, or book an appointment.',
      'out_of_range',
    )
  if (directory.dayOf(atMs) < CONVERSION_LIMITS.earliestDay)
    throw invalid(
      'convertedAt',
      `The year ${convertedAt.slice(0, 4)} cannot be meant. Correct the date.`,
      'out_of_range',
    )
}

function refuseUnknownAgent({ db, actor }: WriteContext, slug: string | undefined): void {
  if (slug === undefined || slug === actor) return
  if (db.sql('select 1 from agents where slug = ?').value(slug) !== undefined) return
  throw invalid('convertedBy', `There is no agent “${slug}”. Choose one of the list.`, 'unknown')
}

function invalid(field: string, message: string, code: string): AppError {
  return new AppError('invalid', message, [{ field, message, code }])
}
