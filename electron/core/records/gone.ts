// What is told to whoever looks for a record that is not there: who deleted it, and what brings it back.
import { AppError } from '../../../shared/contract/reply.ts'
import type { ReadDb } from '../db/connection.ts'
import type { RemovedStep } from './undo.ts'

const DELETIONS = `u.undone_at is null and u.steps like '[{"removed":%'`

/** Which records the log could still bring back; asked for once, when something is missing. */
export function deletedRecords(db: ReadDb): {
  readonly leads: ReadonlySet<number>
  readonly contacts: ReadonlySet<number>
} {
  const all = db
    .sql(`select u.steps from undo_log u where ${DELETIONS}`)
    .all<{ steps: string }>()
    .map(({ steps }) => (JSON.parse(steps) as [RemovedStep])[0].removed)
  return {
    leads: new Set(all.flatMap(({ leads }) => leads)),
    contacts: new Set(all.flatMap(({ contacts }) => contacts)),
  }
}

/** Why a record is not there. Where the log knows of its deletion, `details` names the entry that brings it back, who did it and when. */
export function goneRecord(db: ReadDb, what: 'lead' | 'contact', id: number): AppError {
  const entries = db
    .sql(`select u.id, u.steps, u.performed_by from undo_log u where ${DELETIONS} order by u.id desc`)
    .iterate<{ id: number; steps: string; performed_by: string }>()
  for (const { id: entryId, steps, performed_by } of entries) {
    const [step] = JSON.parse(steps) as [RemovedStep]
    if (!step.removed[what === 'lead' ? 'leads' : 'contacts'].includes(id)) continue
    const entry = db
      .sql(
        `select u.id, u.created_at, coalesce(a.name, u.performed_by) as name from undo_log u left join agents a on a.slug = u.performed_by
         where u.id = coalesce((select entry_id from long_steps where ? = 'long-part:' || id), ?) and u.performed_by not like '%-part:%'`,
      )
      .get<{ id: number; created_at: string; name: string }>(performed_by, entryId)
    if (entry === undefined)
      return new AppError('not_found', `This ${what} is being deleted right now, with many others.`)
    const { id: undoId, created_at: at, name } = entry
    return new AppError('not_found', `This ${what} was deleted by ${name}. Undo brings it back.`, [
      { field: 'undoId', message: String(undoId), code: 'deleted' },
      { field: 'by', message: name, code: 'deleted_by' },
      { field: 'at', message: at, code: 'deleted_at' },
    ])
  }
  return new AppError(
    'not_found',
    `There is no ${what} ${id} any more. It was removed with the sample data or an import, or the number is wrong.`,
  )
}
