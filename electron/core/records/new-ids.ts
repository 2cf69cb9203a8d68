// New ids for what comes back and finds its own taken, and what is written of the old one elsewhere: an import of another folder's file may have
// brought somebody under it.
import { contactIdAt, leadIdAt } from '../../../shared/domain/ids.ts'
import type { WriteDb } from '../db/connection.ts'
import { type AnyStep, type Columns, compact, HAS_STEPS, stepsOf } from './undo.ts'

const ID_AT = { leads: leadIdAt, contacts: contactIdAt } as const

/** The next free one, with its place in the order of arrival. */
export function newId(
  db: WriteDb,
  list: keyof typeof ID_AT,
): { readonly id: number; readonly sequence: number } {
  let sequence = db.sql('select value from sequences where name = ?').value<number>(list) ?? 0
  const isTaken = db.sql(`select 1 from ${list} where id = ?`)
  while (isTaken.value(ID_AT[list](sequence)) !== undefined) sequence++
  db.sql(
    'insert into sequences (name, value) values (?, ?) on conflict do update set value = excluded.value',
  ).run(list, sequence + 1)
  return { id: ID_AT[list](sequence), sequence }
}

export type NewNames = {
  readonly leads: ReadonlyMap<number, number>
  readonly contacts: ReadonlyMap<number, number>
}

/** Steps before an entry were done to those who had the ids then. */
export function renameInLog(db: WriteDb, before: number, names: NewNames): void {
  if (names.leads.size + names.contacts.size === 0) return
  const entries = db
    .sql(`select id, steps from undo_log where id < ? and steps like '[%' and ${HAS_STEPS}`)
    .all<{ id: number; steps: string }>(before)
  for (const { id, steps } of entries) {
    const renamed = JSON.stringify(compact(stepsOf(steps).map((step) => renamedStep(step, names))))
    if (renamed !== steps) db.sql('update undo_log set steps = ? where id = ?').run(renamed, id)
  }
}

export function renamedStep(step: AnyStep, { leads, contacts }: NewNames): AnyStep {
  const lead = (id: number) => leads.get(id) ?? id
  const contact = (id: number) => contacts.get(id) ?? id
  if ('removed' in step)
    return {
      ...step,
      removed: { leads: step.removed.leads.map(lead), contacts: step.removed.contacts.map(contact) },
      ...(step.back === undefined
        ? {}
        : { back: step.back.map(([id, at, event]) => [lead(id), at, event] as const) }),
    }
  if ('merge' in step) return { ...step, keptId: contact(step.keptId), mergedId: contact(step.mergedId) }
  if ('keys' in step) return step
  const { key } = step
  const named = (columns: Columns | null): Columns | null =>
    columns === null
      ? null
      : {
          ...columns,
          ...(typeof columns.lead_id === 'number' ? { lead_id: lead(columns.lead_id) } : {}),
          ...(typeof columns.contact_id === 'number' ? { contact_id: contact(columns.contact_id) } : {}),
        }
  return {
    ...step,
    key: step.table === 'leads' ? lead(Number(key)) : step.table === 'contacts' ? contact(Number(key)) : key,
    before: named(step.before),
    after: named(step.after),
  }
}
