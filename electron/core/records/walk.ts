// One walk over the steps of an entry, back or forth, with what a change of status, of a person or of a workspace brings with it.
import { AppError } from '../../../shared/contract/reply.ts'
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { withFreeExternalId } from './appointment-ids.ts'
import { bringBack } from './bring-back.ts'
import { openTelling, type Telling } from './bring-people.ts'
import { hasSale, keepFirstSale } from './conversion-lead.ts'
import { followContact, followWorkspace, refuseTakenPhone, tellEdits } from './edit.ts'
import { deletedRecords } from './gone.ts'
import { refuseWhileChanging } from './long-step.ts'
import { refuseMerged, walkMerge } from './merge.ts'
import { followConversion, leadToMove, writeStatusEvents } from './move-lead.ts'
import { removeAgain } from './remove.ts'
import { assertInTime } from './restore.ts'
import { trackEvent } from './track.ts'
import {
  type AnyStep,
  addRow,
  type Change,
  type Columns,
  moveRows,
  overwriteConflict,
  ROUTING_DRAFT,
  removeRow,
  type Step,
  stepsOf,
  UNDOABLE,
  type UndoableTable,
  writeRow,
} from './undo.ts'
import { tellAppointment, tellRestored } from './write-appointment.ts'
import { followedByAll, rowAsItIsNow, tellConversion } from './write-conversion.ts'

/** An entry of the log, or a piece of a long one. */
export type Walked = { readonly id: number; readonly label: string; readonly steps: string }
export type Direction = 'back' | 'forth'
/** The reason that the history of a record gives for what an undo did. */
export const UNDONE = 'Undone'

type Walk = {
  /** What is to be told of it beside its label. */
  readonly notes: readonly string[]
  /** All of its records are gone for good, and nothing was done; `isLostInPart`: some of them are, and were passed over. */
  readonly isLost: boolean
  readonly isLostInPart: boolean
  /** Some of it can still be undone later, by its id. */
  readonly waits: boolean
  /** Of a deletion: how many records came back. */
  readonly cameBack: number
}

/** `whole` is told what is told of this walk, where it is one of several. */
export function walk(
  context: WriteContext,
  entry: Walked,
  direction: Direction,
  { isForced, whole }: { readonly isForced: boolean; readonly whole?: Telling },
): Walk {
  const steps = stepsOf(entry.steps)
  if (direction === 'back') steps.reverse()
  const walked: Change[] = []
  const restored: number[] = []
  const notes: string[] = []
  const how = direction === 'back' ? UNDONE : 'Done again'
  const isGone = seekGone(context.db)
  let lost = 0
  let waits = false
  let cameBack = 0
  for (const step of steps) {
    if (isGone(step)) {
      lost++
      continue
    }
    if ('removed' in step) refuseWhileChanging(context.db)
    if ('merge' in step) {
      walkMerge(context, step, direction, { label: entry.label, isForced })
      continue
    }
    if ('keys' in step) {
      moveRows(context, step, direction)
      continue
    }
    if ('removed' in step) {
      if (direction === 'back') {
        const brought = bringBack(context, entry.id, step, openTelling(whole))
        notes.push(...brought.notes)
        if (brought.isLost) lost++
        waits ||= brought.waits
        cameBack += brought.cameBack
      } else removeAgain(context, entry.id, step)
      continue
    }
    const [from, to] = direction === 'back' ? [step.after, step.before] : [step.before, step.after]
    // Figures, its lead and its workspace go with a conversion, in either direction.
    const write = (work: () => void) =>
      step.table === 'conversions' ? followedByAll(context, String(step.key), how, work) : work()
    if (to === null) {
      // A booking that was moved or confirmed since is not taken away unseen, nor a sale that was changed or voided.
      if ((step.table === 'appointments' || step.table === 'conversions') && from !== null && !isForced) {
        const present = presentValues(context.db, step, Object.keys(from))
        const differing = differingColumns(context.db, present, from, step)
        if (differing.length > 0) throw overwriteConflict(entry.label, present, differing)
      }
      if (step.table === 'workspaces') refuseUsedWorkspace(context.db, String(step.key))
      write(() => removeRow(context, step.table, step.key))
      if (step.table === 'lead_events') trackEvent(context, step, how)
      continue
    }
    if (from === null) {
      if (step.table === 'settings') refuseOtherDraft(context.db, String(step.key))
      if (step.table === 'provider_prices') refuseOtherPrice(context.db, to)
      const row = { ...to, [UNDOABLE[step.table].key]: step.key }
      write(() => addRow(context, step.table, comingBack(context, step.table, row)))
      if (step.table === 'lead_events') trackEvent(context, step, how)
      if (step.table === 'appointments' && direction === 'back') restored.push(Number(step.key))
      continue
    }
    const present = presentValues(context.db, step, Object.keys(from))
    refuseLateRestore(context, step.table, present, to)
    const differing = isForced ? [] : differingColumns(context.db, present, from, step)
    if (differing.length > 0) throw overwriteConflict(entry.label, present, differing)
    refuseImpossible(context, step, to)
    write(() => writeRow(context, step.table, step.key, asItIsNow(context, step.table, to)))
    walked.push({ table: step.table, key: step.key, before: present, after: to })
    if (step.table === 'leads') followLead(context, Number(step.key), present, to, direction)
    if (step.table === 'contacts')
      followContact(context, Number(step.key), step.times?.[direction === 'back' ? 'before' : 'after'] ?? {})
  }
  for (const change of walked) {
    if (change.table === 'appointments') tellAppointment(context, change, how)
    if (change.table === 'conversions') tellConversion(context, change, how)
  }
  for (const id of restored) tellRestored(context, id)
  tellEdits(context, walked, how)
  context.touch('history')
  const isLost = lost > 0 && lost === steps.length
  if (lost > 0 && notes.length === 0) notes.push(isLost ? ALL_LOST : SOME_LOST)
  return { notes, isLost, isLostInPart: lost > 0, waits, cameBack }
}

export const ALL_LOST =
  'What it changed is no longer there: it has been removed since, with its import or the sample data.'
export const SOME_LOST =
  'Some of what it changed is no longer there: it has been removed since, with its import or the sample data.'

/** What a walk would be refused for, found without writing: values that it would overwrite. Throws where a record has to come back first. */
export function overwrittenBy(
  db: ReadDb,
  { steps }: Walked,
  direction: Direction,
): { readonly present: Columns; readonly differing: readonly string[] }[] {
  const isGone = seekGone(db)
  return stepsOf(steps).flatMap((step) => {
    if (!('before' in step) || 'merge' in step || 'keys' in step || isGone(step)) return []
    const from = direction === 'back' ? step.after : step.before
    const to = direction === 'back' ? step.before : step.after
    if (from === null || to === null) return []
    const present = presentValues(db, step, Object.keys(from))
    const differing = differingColumns(db, present, from, step)
    return differing.length === 0 ? [] : [{ present, differing }]
  })
}

/**
 * Whether the record of a step is gone for good. One that was deleted and can come back is not: then that comes first, and is refused
 * until it has.
 */
function seekGone(db: ReadDb): (step: AnyStep) => boolean {
  let deleted: ReturnType<typeof deletedRecords> | undefined
  const isMissing = (table: UndoableTable, key: string | number) => {
    if (db.sql(`select 1 from ${table} where ${UNDOABLE[table].key} = ?`).value(key) !== undefined)
      return false
    if (table === 'appointments' && wasDeleted(db, key))
      throw new AppError('not_found', 'This appointment has been deleted since. Undo that first.')
    if (table === 'conversions') refuseAwayConversion(db, String(key))
    if (table !== 'leads' && table !== 'contacts') return true
    deleted ??= deletedRecords(db)
    if (deleted[table].has(Number(key)))
      throw new AppError(
        'not_found',
        `This ${table === 'leads' ? 'lead' : 'contact'} has been deleted since. Undo that first.`,
      )
    return true
  }
  return (step) => {
    if ('removed' in step || 'keys' in step) return false
    if ('merge' in step) return [step.keptId, step.mergedId].some((id) => isMissing('contacts', id))
    // A line of history needs what it is of.
    const of = step.after ?? step.before
    const needsLead = ['lead_events', 'appointments', 'conversions'].includes(step.table)
    if (needsLead && typeof of?.lead_id === 'number' && isMissing('leads', of.lead_id)) return true
    // Looked at in its turn: where a booking comes back, it has come before its history.
    if (step.table === 'appointment_events' && typeof of?.appointment_id === 'number')
      return isMissing('appointments', of.appointment_id)
    if (step.table === 'conversion_events' && typeof of?.conversion_id === 'string')
      return isMissing('conversions', of.conversion_id)
    const isPrice = step.table === 'provider_prices'
    if (isPrice && typeof of?.provider_id === 'string' && isMissing('lead_source_providers', of.provider_id))
      return true
    const isOfPerson = step.table === 'conversions' && of?.lead_id === null
    if (isOfPerson && typeof of?.contact_id === 'number' && isMissing('contacts', of.contact_id)) return true
    return step.before !== null && step.after !== null && isMissing(step.table, step.key)
  }
}

/** Whether a step that can still be undone took the appointment away. */
function wasDeleted(db: ReadDb, key: string | number): boolean {
  const steps = `%{"table":"appointments","key":${Number(key)},"before":{%},"after":null}%`
  return db.sql('select 1 from undo_log where undone_at is null and steps like ?').value(steps) !== undefined
}

/** One that a step which can still be undone, or done again, took away. */
function refuseAwayConversion(db: ReadDb, id: string): void {
  const isKept = `select 1 from undo_log where undone_at is null and performed_by like 'delete-part:%' and instr(steps, ?) > 0`
  if (db.sql(isKept).value(id) !== undefined)
    throw new AppError(
      'not_found',
      'This conversion has been deleted with its lead or contact since. Undo that first.',
    )
  const isUndone = 'select 1 from undo_log where undone_at is not null and instr(steps, ?) > 0'
  if (db.sql(isUndone).value(`{"table":"conversions","key":"${id}","before":null`) !== undefined)
    throw new AppError(
      'not_found',
      'The logging of this conversion has been undone since. Do that again first.',
    )
}

/** Forced or not: a contact that is another one's second name, a phone that another one has by now, a workspace that is no longer there. */
function refuseImpossible(context: WriteContext, { table, key }: Step, to: Columns): void {
  if (table === 'contacts') refuseMerged(context.db, Number(key))
  if (table === 'contacts' && typeof to.phone === 'string') refuseTakenPhone(context, Number(key), to.phone)
  if (table !== 'leads' || typeof to.workspace_id !== 'string') return
  if (context.db.sql('select 1 from workspaces where id = ?').value(to.workspace_id) === undefined)
    throw new AppError(
      'refused',
      `The workspace ${to.workspace_id} is no longer there, so the lead cannot go back to it. Choose another one on the lead.`,
    )
}

/** What leads, rules and figures are written in is not taken away beneath them. */
function refuseUsedWorkspace(db: ReadDb, id: string): void {
  const tables = ['leads', 'appointments', 'conversions', 'workspace_tracking', 'appointment_routing_rules']
  const used = tables.find(
    (table) => db.sql(`select 1 from ${table} where workspace_id = ? limit 1`).value(id) !== undefined,
  )
  if (used === undefined) return
  const name = db.sql('select name from workspaces where id = ?').value<string>(id) ?? id
  throw new AppError(
    'refused',
    `${name} has ${used === 'appointment_routing_rules' ? 'routing rules' : used === 'workspace_tracking' ? 'a history' : used} by now, so it stays. Switch it off instead.`,
  )
}

function refuseOtherDraft(db: ReadDb, key: string): void {
  if (
    key.startsWith(ROUTING_DRAFT) &&
    db.sql('select 1 from settings where key = ?').value(key) !== undefined
  )
    throw new AppError(
      'refused',
      'There is another draft of the routing rules by now. Switch it on or discard it first.',
    )
}

function refuseOtherPrice(db: ReadDb, price: Columns): void {
  const { provider_id, webhook_id, from_day } = price
  const other = db
    .sql('select 1 from provider_prices where provider_id = ? and webhook_id = ? and from_day = ?')
    .value(provider_id, webhook_id, from_day)
  if (other !== undefined)
    throw new AppError('refused', `There is another price from ${from_day} by now. Remove it first.`)
}

/** Forced or not: what was deleted longer ago is gone for everybody. */
function refuseLateRestore(context: WriteContext, table: UndoableTable, present: Columns, to: Columns): void {
  const { deleted_at: deletedAt } = present
  if (typeof deletedAt !== 'string' || to.deleted_at !== null) return
  const known = UNDOABLE[table]
  if ('restorable' in known) assertInTime(context, known.restorable, deletedAt)
}

/** A row that was taken away and comes back. */
function comingBack(context: WriteContext, table: UndoableTable, row: Columns): Columns {
  if (table === 'appointments') return withFreeExternalId(context.db, row)
  return table === 'conversions' ? rowAsItIsNow(context, row) : row
}

/** What a walk deletes once more has its day from now on, like anything that is deleted; a conversion's day is of the agency's zone as it is now. */
function asItIsNow(context: WriteContext, table: UndoableTable, to: Columns): Columns {
  if (table === 'conversions' && typeof to.converted_at === 'string')
    return { ...to, converted_day: context.directory.dayOf(Date.parse(to.converted_at)) }
  return 'restorable' in UNDOABLE[table] && typeof to.deleted_at === 'string'
    ? { ...to, deleted_at: context.clock.now() }
    : to
}

/** Times of change are no conflict: every change moves them. Nor is what follows from something else: a day from its zone, whose it is from a merge. */
const IGNORED = new Set(['updated_at', 'converted_day'])

/** What a lead's first sale says of it (records/conversion-lead.ts), whatever was said by hand. */
const OF_FIRST_SALE = new Set(['stage_reached', 'converted_at'])

function differingColumns(
  db: ReadDb,
  present: Columns,
  expected: Columns,
  { table, key }: Pick<Step, 'table' | 'key'>,
): string[] {
  const follows = (column: string) =>
    (table === 'conversions' && column === 'contact_id') ||
    (table === 'leads' && OF_FIRST_SALE.has(column) && hasSale(db, Number(key)))
  return Object.keys(expected).filter(
    (column) =>
      !IGNORED.has(column) && !isSame(column, present[column], expected[column]) && !follows(column),
  )
}

/** Of a deletion it counts that there is one; its time moves when it is done again. */
function isSame(column: string, present: Columns[string] | undefined, expected: Columns[string] | undefined) {
  return column === 'deleted_at' ? (present === null) === (expected === null) : present === expected
}

function presentValues(db: ReadDb, step: Step, columns: readonly string[]): Columns {
  const row = db
    .sql(
      `select ${columns.length === 0 ? '1' : columns.join(', ')} from ${step.table} where ${UNDOABLE[step.table].key} = ?`,
    )
    .get<Columns>(step.key)
  if (row === undefined)
    throw new AppError('not_found', 'The record is no longer there, so this cannot be undone.')
  return row
}

/** The history of a lead tells an undo like any other change, and its day's figures follow. */
function followLead(
  context: WriteContext,
  id: number,
  from: Columns,
  to: Columns,
  direction: Direction,
): void {
  const lead = leadToMove(context, id)
  if ('status' in to && from.status !== to.status) {
    writeStatusEvents(
      context,
      [{ lead, from: from.status as LeadStatus, to: to.status as LeadStatus }],
      direction === 'back' ? UNDONE : 'Done again',
    )
  }
  followConversion(context, lead, from, to)
  if ('converted_at' in to) keepFirstSale(context, id)
  followWorkspace(context, lead, from, to)
}
