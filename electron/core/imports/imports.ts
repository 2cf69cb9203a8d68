// Import of files: what a file seems to be, the import itself, what it gave back, and its way back.

import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import { AppError } from '../../../shared/contract/reply.ts'
import type { ReadDb } from '../db/connection.ts'
import type { QueriesOf, TasksOf } from '../handler-types.ts'
import { UNDONE } from '../records/walk.ts'
import { refusedFile } from './files.ts'
import { inspect } from './inspect.ts'
import { runImport } from './run.ts'
import { runExactImport } from './run-exact.ts'
import { entryOf, removeImport } from './take-back.ts'

/** Of the refused rows at once; a call carries this easily. */
const PIECE = 1 << 20
const LISTED = 50
const SHOWN = 10

export const importQueries: QueriesOf<'imports'> = {
  'imports.inspect': inspect,
  'imports.refusedRows': ({ db }, { handle, offset }) => {
    const file = refusedFile(db, handle)
    if (!fs.existsSync(file))
      throw new AppError('not_found', 'The refused rows are no longer here. Run the check again.')
    const open = fs.openSync(file, 'r')
    try {
      const piece = Buffer.alloc(PIECE)
      let length = fs.readSync(open, piece, 0, PIECE, offset)
      const size = fs.fstatSync(open).size
      // A letter that the piece cuts in two belongs to the next one.
      if (offset + length < size) while (length > 0 && ((piece[length] as number) & 0xc0) === 0x80) length--
      if (offset + length < size && length === PIECE) {
        while (length > 0 && ((piece[length - 1] as number) & 0x80) !== 0) length--
      }
      const next = offset + length
      return { text: piece.toString('utf8', 0, length), nextOffset: next < size && length > 0 ? next : null }
    } finally {
      fs.closeSync(open)
    }
  },
  'imports.list': ({ db }) =>
    db
      .sql(
        `select id, label, created_at from batches b where kind = 'import' and completed_at is not null
           and exists (select 1 from undo_log u where u.steps = json_object('importId', b.id) and u.steps like '{"importId":%')
         order by created_at desc, id desc limit ?`,
      )
      .all<{ id: string; label: string; created_at: string }>(LISTED)
      .map(({ id, label, created_at }) => ({
        importId: id,
        name: label,
        createdAt: created_at,
        leads: db.sql('select count(*) from leads where batch_id = ?').value<number>(id) ?? 0,
        newContacts: db.sql('select count(*) from contacts where batch_id = ?').value<number>(id) ?? 0,
      })),
  'imports.workedOn': ({ db }, { importId }) => ({
    leads: workedOn(db, importId),
    contacts: otherLeads(db, importId),
    first: db
      .sql(
        `select id as leadId, trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) as name, status
         from leads l where batch_id = ? and ${IS_WORKED_ON} order by id limit ?`,
      )
      .all<{ leadId: number; name: string; status: string }>(importId, SHOWN),
  }),
}

export const importTasks: TasksOf<'imports'> = {
  'imports.run': (context, plan) =>
    plan.webhookId === null
      ? runExactImport(context, plan)
      : runImport(context, { ...plan, webhookId: plan.webhookId }),
  'imports.undo': function* (context, { importId, isForced }) {
    const { db } = context
    if (db.sql(`select 1 from batches where id = ? and kind = 'import'`).value(importId) === undefined)
      throw new AppError('not_found', 'This import is undone already.')
    // What it changed is kept no longer than any other step (jobs/old-steps.ts).
    if (entryOf(db, importId) === undefined)
      throw new AppError(
        'refused',
        'This import is too old to be undone. Settings say how long undo is kept.',
      )
    const touched = isForced ? 0 : workedOn(db, importId)
    if (touched > 0) {
      throw new AppError(
        'conflict',
        `${touched.toLocaleString('en-US')} of the leads of this import ${touched === 1 ? 'was' : 'were'} worked on since. Undo it on the Import screen, where they are shown first.`,
      )
    }
    return yield* removeImport(context, importId)
  },
}

/**
 * Whatever was done to a lead leaves a line in its history; what made it and routed it is no work. Of what was undone again two lines are
 * left, or none.
 */
const IS_WORKED_ON = `(
  select sum(case when e.event_data ->> '$.reason' = '${UNDONE}' then -1 else 1 end) from lead_events e where e.lead_id = l.id
    and e.event_type <> 'imported' and not (e.event_type = 'assigned' and e.performed_by = 'system')) > 0`

function workedOn(db: ReadDb, importId: string): number {
  return (
    db.sql(`select count(*) from leads l where batch_id = ? and ${IS_WORKED_ON}`).value<number>(importId) ?? 0
  )
}

/** People whom the import made and who have leads of others by now: they stay. */
function otherLeads(db: ReadDb, importId: string): number {
  return (
    db
      .sql(
        `select count(*) from contacts c where c.batch_id = ?
           and exists (select 1 from leads l where l.contact_id = c.id and l.batch_id is not c.batch_id)`,
      )
      .value<number>(importId) ?? 0
  )
}
