// Undo and redo, also tomorrow: one walk over the steps of an entry, with what a change of status brings with it.
import { AppError } from '../../../shared/contract/reply.ts'
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { bringBack } from '../records/bring-back.ts'
import { followContact, followWorkspace, refuseTakenPhone, tellEdits } from '../records/edit.ts'
import { deletedRecords } from '../records/gone.ts'
import { refuseMerged, walkMerge } from '../records/merge.ts'
import { followConversion, leadToMove, writeStatusEvent } from '../records/move-lead.ts'
import { removeAgain } from '../records/remove.ts'
import { assertInTime } from '../records/restore.ts'
import {
  type AnyStep,
  addRow,
  type Change,
  type Columns,
  IS_ENTRY,
  moveRows,
  overwriteConflict,
  ROUTING_DRAFT,
  removeRow,
  type Step,
  UNDOABLE,
  type UndoableTable,
  writeRow,
} from '../records/undo.ts'
import { tellAppointment, tellRestored } from '../records/write-appointment.ts'

type EntryRow = {
  readonly id: number
  readonly label: string
  readonly steps: string
  readonly performed_by: string
  readonly created_at: string
  readonly undone_at: string | null
}

export const historyQueries: QueriesOf<'history'> = {
  'history.recent': ({ db }, { limit }) =>
    db
      .sql(`select * from undo_log where ${IS_ENTRY} order by id desc limit ?`)
      .all<EntryRow>(limit)
      .map(show),
}

export const historyCommands: CommandsOf<'history'> = {
  'history.undo': (context, { undoId, isForced }) => {
    const entry =
      undoId === undefined
        ? context.db
            .sql(
              `select * from undo_log where undone_at is null and ${IS_ENTRY} and steps not like '%"waits":true}]' order by id desc limit 1`,
            )
            .get<EntryRow>()
        : context.db.sql('select * from undo_log where id = ?').get<EntryRow>(undoId)
    if (entry === undefined) throw new AppError('not_found', 'There is nothing to undo.')
    if (entry.undone_at !== null) throw new AppError('conflict', `"${entry.label}" is undone already.`)
    // An import is too long for one transaction: the answer names it, and whoever asked starts its task (imports.undo).
    if (importOf(entry) !== undefined) return show(entry)
    const { notes, isLost, waits } = walk(context, entry, 'back', isForced)
    const undoneAt = waits ? null : context.clock.now()
    // What cannot be done must not stand before what can: the step leaves the log, and the answer says why.
    if (isLost && !waits) context.db.sql('delete from undo_log where id = ?').run(entry.id)
    else context.db.sql('update undo_log set undone_at = ? where id = ?').run(undoneAt, entry.id)
    return {
      ...show({ ...entry, undone_at: undoneAt }),
      ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
      ...(isLost ? { isLost } : {}),
    }
  },
  'history.redo': (context, { undoId }) => {
    const entry =
      undoId === undefined
        ? context.db
            // Only what was undone after the last new step can be done again; older branches are history.
            .sql(
              `select * from undo_log where undone_at is not null
                 and undone_at >= coalesce((select max(created_at) from undo_log where undone_at is null and ${IS_ENTRY}), '')
                 and json_type(steps) = 'array'
               order by undone_at desc, id asc limit 1`,
            )
            .get<EntryRow>()
        : context.db.sql('select * from undo_log where id = ?').get<EntryRow>(undoId)
    if (entry === undefined) throw new AppError('not_found', 'There is nothing to do again.')
    if (entry.undone_at === null) throw new AppError('conflict', `"${entry.label}" is not undone.`)
    if (importOf(entry) !== undefined)
      throw new AppError('refused', 'An import cannot be done again from here. Import the file once more.')
    const { notes, isLost } = walk(context, entry, 'forth', false)
    if (isLost) throw new AppError('not_found', notes[0] ?? 'There is nothing to do again.')
    context.db.sql('update undo_log set undone_at = null where id = ?').run(entry.id)
    return show({ ...entry, undone_at: null })
  },
}

/** The import that an entry stands for; other entries hold their steps themselves. */
function importOf({ steps }: EntryRow): string | undefined {
  return steps.startsWith('{') ? (JSON.parse(steps) as { importId: string }).importId : undefined
}

/**
 * Returns what is to be told of it beside its label. Records that are gone for good are passed over; `isLost`: that is all of them, and
 * nothing was done. `waits`: some of it can still be undone later, by its id.
 */
function walk(
  context: WriteContext,
  entry: EntryRow,
  direction: 'back' | 'forth',
  isForced: boolean,
): { readonly notes: readonly string[]; readonly isLost: boolean; readonly waits: boolean } {
  const steps = JSON.parse(entry.steps) as AnyStep[]
  if (direction === 'back') steps.reverse()
  const walked: Change[] = []
  const restored: number[] = []
  const notes: string[] = []
  const isGone = seekGone(context)
  let lost = 0
  let waits = false
  for (const step of steps) {
    if (isGone(step)) {
      lost++
      continue
    }
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
        const brought = bringBack(context, entry.id, step)
        notes.push(...brought.notes)
        if (brought.isLost) lost++
        waits ||= brought.waits
      } else removeAgain(context, entry.id, step)
      continue
    }
    const [from, to] = direction === 'back' ? [step.after, step.before] : [step.before, step.after]
    if (to === null) {
      // A booking that was moved or confirmed since is not taken away unseen.
      if (step.table === 'appointments' && from !== null && !isForced)
        refuseConflict(entry, presentValues(context, step, Object.keys(from)), from)
      if (step.table === 'workspaces') refuseUsedWorkspace(context, String(step.key))
      removeRow(context, step.table, step.key)
      continue
    }
    if (from === null) {
      if (step.table === 'settings') refuseOtherDraft(context, String(step.key))
      addRow(context, step.table, { ...to, [UNDOABLE[step.table].key]: step.key })
      if (step.table === 'appointments' && direction === 'back') restored.push(Number(step.key))
      continue
    }
    const present = presentValues(context, step, Object.keys(from))
    refuseLateRestore(context, step.table, present, to)
    if (!isForced) refuseConflict(entry, present, from)
    refuseImpossible(context, step, to)
    writeRow(context, step.table, step.key, deletedNow(context, step.table, to))
    walked.push({ table: step.table, key: step.key, before: present, after: to })
    if (step.table === 'leads') followLead(context, Number(step.key), present, to, direction)
    if (step.table === 'contacts')
      followContact(context, Number(step.key), step.times?.[direction === 'back' ? 'before' : 'after'] ?? {})
  }
  const how = direction === 'back' ? 'Undone' : 'Done again'
  for (const change of walked) if (change.table === 'appointments') tellAppointment(context, change, how)
  for (const id of restored) tellRestored(context, id)
  tellEdits(context, walked, how)
  context.touch('history')
  const isLost = lost > 0 && lost === steps.length
  if (lost > 0 && notes.length === 0)
    notes.push(
      isLost
        ? 'What it changed is no longer there: it has been removed since, with its import or the sample data.'
        : 'Some of what it changed is no longer there: it has been removed since, with its import or the sample data.',
    )
  return { notes, isLost, waits }
}

/**
 * Whether the record of a step is gone for good. One that was deleted and can come back is not: then that comes first, and is refused
 * until it has.
 */
function seekGone({ db }: WriteContext): (step: AnyStep) => boolean {
  let deleted: ReturnType<typeof deletedRecords> | undefined
  const isMissing = (table: UndoableTable, key: string | number) => {
    if (db.sql(`select 1 from ${table} where ${UNDOABLE[table].key} = ?`).value(key) !== undefined)
      return false
    if (table === 'appointments' && wasDeleted(db, key))
      throw new AppError('not_found', 'This appointment has been deleted since. Undo that first.')
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
    const needsLead = step.table === 'lead_events' || step.table === 'appointments'
    if (needsLead && typeof of?.lead_id === 'number' && isMissing('leads', of.lead_id)) return true
    // Looked at in its turn: where a booking comes back, it has come before its history.
    if (step.table === 'appointment_events' && typeof of?.appointment_id === 'number')
      return isMissing('appointments', of.appointment_id)
    return step.before !== null && step.after !== null && isMissing(step.table, step.key)
  }
}

/** Whether a step that can still be undone took the appointment away. */
function wasDeleted({ sql }: Pick<WriteContext['db'], 'sql'>, key: string | number): boolean {
  const steps = `%{"table":"appointments","key":${Number(key)},"before":{%},"after":null}%`
  return sql('select 1 from undo_log where undone_at is null and steps like ?').value(steps) !== undefined
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
function refuseUsedWorkspace({ db }: WriteContext, id: string): void {
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

function refuseOtherDraft({ db }: WriteContext, key: string): void {
  if (
    key.startsWith(ROUTING_DRAFT) &&
    db.sql('select 1 from settings where key = ?').value(key) !== undefined
  )
    throw new AppError(
      'refused',
      'There is another draft of the routing rules by now. Switch it on or discard it first.',
    )
}

/** Forced or not: what was deleted longer ago is gone for everybody. */
function refuseLateRestore(context: WriteContext, table: UndoableTable, present: Columns, to: Columns): void {
  const { deleted_at: deletedAt } = present
  if (typeof deletedAt !== 'string' || to.deleted_at !== null) return
  const known = UNDOABLE[table]
  if ('restorable' in known) assertInTime(context, known.restorable, deletedAt)
}

/** What a walk deletes once more has its day from now on, like anything that is deleted. */
function deletedNow(context: WriteContext, table: UndoableTable, to: Columns): Columns {
  return 'restorable' in UNDOABLE[table] && typeof to.deleted_at === 'string'
    ? { ...to, deleted_at: context.clock.now() }
    : to
}

/** Times of change are no conflict: every change moves them. */
const IGNORED = new Set(['updated_at'])

function refuseConflict(entry: EntryRow, present: Columns, expected: Columns): void {
  const differing = Object.keys(expected).filter(
    (column) => !IGNORED.has(column) && !isSame(column, present[column], expected[column]),
  )
  if (differing.length === 0) return
  throw overwriteConflict(entry.label, present, differing)
}

/** Of a deletion it counts that there is one; its time moves when it is done again. */
function isSame(column: string, present: Columns[string] | undefined, expected: Columns[string] | undefined) {
  return column === 'deleted_at' ? (present === null) === (expected === null) : present === expected
}

function presentValues(context: WriteContext, step: Step, columns: readonly string[]): Columns {
  const row = context.db
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
  direction: 'back' | 'forth',
): void {
  const lead = leadToMove(context, id)
  if ('status' in to && from.status !== to.status) {
    writeStatusEvent(
      context,
      lead,
      from.status as LeadStatus,
      to.status as LeadStatus,
      direction === 'back' ? 'Undone' : 'Done again',
    )
  }
  followConversion(context, lead, from, to)
  followWorkspace(context, lead, from, to)
}

function show(entry: EntryRow) {
  return {
    undoId: entry.id,
    label: entry.label,
    performedBy: entry.performed_by,
    createdAt: entry.created_at,
    isUndone: entry.undone_at !== null,
    ...(importOf(entry) === undefined ? {} : { importId: importOf(entry) }),
  }
}
