// What is told of a deletion: how much it would take along before it happens, and afterwards whoever looks for what is gone.
import { AppError } from '../../../shared/contract/reply.ts'
import type { ReadDb } from '../db/connection.ts'
import { type ContactRecord, nameOfContact } from './merge.ts'
import type { RemovedStep } from './undo.ts'

/** More would keep deliveries waiting for seconds: it is one transaction. */
export const MOST_AT_ONCE = 10_000

export function refuseTooMany(count: number, done: 'changed' | 'deleted'): void {
  if (count <= MOST_AT_ONCE) return
  throw new AppError(
    'refused',
    `At most ${MOST_AT_ONCE.toLocaleString('en-US')} leads can be ${done} at once, and these are ${count.toLocaleString('en-US')}. Narrow the list with a filter.`,
  )
}

/** How much would go, and whose it is where that is one record. */
export function takenAlong(db: ReadDb, { leads, contacts }: RemovedStep['removed']) {
  const [ofLeads, ofContacts] = [JSON.stringify(leads), JSON.stringify(contacts)]
  const these = '(select value from json_each(?))'
  const along = (table: 'appointments' | 'conversions') =>
    db
      .sql(
        `select count(*) from (select id from ${table} where lead_id in ${these} union select id from ${table} where contact_id in ${these})`,
      )
      .value<number>(ofLeads, ofContacts) ?? 0
  const people =
    db
      .sql(`select count(*) from contacts where merged_into_id is null and id in ${these}`)
      .value<number>(ofContacts) ?? 0
  return {
    name:
      (people || leads.length) === 1
        ? nameOfOne(db, people === 1 ? 'contacts' : 'leads', people === 1 ? contacts : leads)
        : null,
    contacts: people,
    leads: leads.length,
    appointments: along('appointments'),
    conversions: along('conversions'),
  }
}

function nameOfOne(db: ReadDb, table: 'contacts' | 'leads', [id]: readonly number[]): string | null {
  const row = db
    .sql(`select first_name, last_name, coalesce(phone, '') as phone from ${table} where id = ?`)
    .get<Pick<ContactRecord, 'first_name' | 'last_name' | 'phone'>>(id)
  return row === undefined ? null : nameOfContact(row) || null
}

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
    .sql(
      `select u.id, u.steps, u.created_at, coalesce(a.name, u.performed_by) as name from undo_log u left join agents a on a.slug = u.performed_by
       where ${DELETIONS} order by u.id desc`,
    )
    .iterate<{ id: number; steps: string; created_at: string; name: string }>()
  for (const { id: undoId, steps, created_at: at, name } of entries) {
    const [step] = JSON.parse(steps) as [RemovedStep]
    if (!step.removed[what === 'lead' ? 'leads' : 'contacts'].includes(id)) continue
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
