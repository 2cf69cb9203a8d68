// Contacts are changed or deleted, many at once: few of them in one transaction, many as a long step.
import type { z } from 'zod'
import type { contactTarget } from '../../../shared/contract/contacts.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { LONG_FROM } from '../../../shared/contract/shapes.ts'
import { leadEdit } from '../../../shared/domain/editing.ts'
import type { ReadContext, Task, TaskContext, WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { refuseTooManyPeople } from '../records/deletion-words.ts'
import { doLong } from '../records/do-long.ts'
import { type EditValues, editContact } from '../records/edit.ts'
import { goneRecord } from '../records/gone.ts'
import { contactIds } from '../records/list-contacts.ts'
import { type ContactRecord, nameOfContact, refuseMerged } from '../records/merge.ts'
import { type Removal, removalOf, remove } from '../records/remove.ts'
import { chunksOf } from '../records/removed-rows.ts'
import { idsMeant } from '../records/target.ts'
import { remember, type Step } from '../records/undo.ts'

type Target = z.output<typeof contactTarget>
type Done = { readonly undoId?: number; readonly label: string }
type Long = { readonly isLong?: true }

/** Which contacts are meant. `done` is what would be done with them. `expected`: see `idsMeant`. */
export function idsOf(
  { db, clock }: Pick<ReadContext, 'db' | 'clock'>,
  target: Target,
  done: 'changed' | 'deleted',
  expected?: number,
): readonly number[] {
  const order = { column: 'id', direction: 'asc' } as const
  const ids = idsMeant(
    target,
    'contact',
    expected,
    (filter) => contactIds(db, filter, order, clock.nowMs(), Number.POSITIVE_INFINITY).ids,
  )
  refuseTooManyPeople(ids.length, 0, done)
  return ids
}

// ---- Changing -------------------------------------------------------------------------------------------------------------------

type Changed = Done & { readonly changed: number }

export function changeMany(context: WriteContext, target: Target, values: EditValues): Changed & Long {
  const ids = idsOf(context, target, 'changed')
  if (ids.length > LONG_FROM) return { label: '', changed: 0, isLong: true }
  refuseMissing(context.db, ids)
  const { steps, changed } = changeSome(context, ids, values)
  return { ...remember(context, labelOf(values, changed), steps), changed }
}

export function* changeManyLong(context: TaskContext, target: Target, values: EditValues): Task<Changed> {
  const ids = idsOf(context, target, 'changed')
  refuseMissing(context.db, ids)
  let changed = 0
  const done = yield* doLong(context, {
    kind: 'change',
    unit: 'contacts',
    bites: [...chunksOf(ids, context.bite)],
    sizeOf: (some) => some.length,
    piece: (writing, some, performedBy) => {
      const one = changeSome(writing, some, values)
      changed += one.changed
      remember(writing, 'Piece of a change of many', one.steps, performedBy)
    },
    label: () => labelOf(values, changed),
  })
  return { ...done, changed }
}

/** Those that have gone since they were found to be there are left out. */
function changeSome(context: WriteContext, ids: readonly number[], values: EditValues) {
  const steps: Step[] = []
  let changed = 0
  for (const { id } of present(context.db, ids)) {
    refuseMerged(context.db, id)
    const own = editContact(context, id, values)
    if (own.length > 0) changed++
    steps.push(...own)
  }
  return { steps, changed }
}

function refuseMissing(db: ReadDb, ids: readonly number[]): void {
  const missing = db
    .sql('select value from json_each(?) where value not in (select id from contacts) limit 1')
    .value<number>(JSON.stringify(ids))
  if (missing !== undefined) throw goneRecord(db, 'contact', missing)
}

function labelOf(values: EditValues, changed: number): string {
  const [name = '', ...others] = Object.keys(values)
  const contacts = countOf(changed, 'contact')
  return others.length > 0
    ? `${others.length + 1} fields of ${contacts} changed`
    : `${leadEdit(name)?.label ?? 'Field'} of ${contacts} changed`
}

// ---- Deleting -------------------------------------------------------------------------------------------------------------------

type Deleted = Done & { readonly deleted: number }

export function deleteMany(
  context: WriteContext,
  target: Target,
  expected: number | undefined,
): Deleted & Long {
  const { db } = context
  const ids = idsOf(context, target, 'deleted', expected)
  if (ids.length > LONG_FROM) return { label: '', deleted: 0, isLong: true }
  const there = present(db, ids)
  if (there.length === 0) throw nothingThere()
  for (const { id, merged_into_id } of there) if (merged_into_id !== null) refuseMerged(db, id)
  const removal = removalOf(db, idsIn(there))
  // Few people may have many leads.
  if (removal.leads.length > LONG_FROM) return { label: '', deleted: 0, isLong: true }
  return { ...remove(context, removal, deletionLabel(there, removal.leads.length)), deleted: there.length }
}

export function* deleteManyLong(
  context: TaskContext,
  target: Target,
  expected: number | undefined,
): Task<Deleted> {
  const { db } = context
  const there = present(db, idsOf(context, target, 'deleted', expected))
  if (there.length === 0) throw nothingThere()
  refuseTooManyPeople(there.length, removalOf(db, idsIn(there)).leads.length, 'deleted')
  const [first] = there
  const person = there.length === 1 ? first : undefined
  let [people, leads] = [0, 0]
  const done = yield* doLong(context, {
    kind: 'deletion',
    unit: 'contacts',
    bites: bitesOf(context, idsIn(there)),
    sizeOf: ({ contacts }) => contacts.length,
    piece: (writing, bite, performedBy) => {
      const contacts = present(writing.db, bite.contacts)
      for (const { id, merged_into_id } of contacts) if (merged_into_id !== null) refuseMerged(writing.db, id)
      const removal: Removal =
        bite.leads.length > 0
          ? { leads: presentLeads(writing.db, bite.leads), contacts: [] }
          : removalOf(writing.db, idsIn(contacts))
      people += contacts.length
      leads += removal.leads.length
      if (removal.leads.length + removal.contacts.length > 0)
        remove(writing, removal, 'Piece of a deletion', performedBy)
    },
    label: () => (person !== undefined ? deletionLabel([person], leads) : deletionLabel(people, leads)),
  })
  return { ...done, deleted: people }
}

type Bite = { readonly contacts: readonly number[]; readonly leads: readonly number[] }

/** People with about as many leads as fit into one; of somebody who has more, the leads go first. */
function bitesOf({ db, bite }: TaskContext, ids: readonly number[]): Bite[] {
  const counts = new Map(
    db
      .sql(
        'select contact_id as id, count(*) as leads from leads where contact_id in (select value from json_each(?)) group by 1',
      )
      .all<{ id: number; leads: number }>(JSON.stringify(ids))
      .map(({ id, leads }) => [id, leads]),
  )
  const bites: Bite[] = []
  let some: number[] = []
  let size = 0
  const close = () => {
    if (some.length > 0) bites.push({ contacts: some, leads: [] })
    some = []
    size = 0
  }
  for (const id of ids) {
    const leads = counts.get(id) ?? 0
    if (leads > bite) {
      close()
      for (const chunk of chunksOf(removalOf(db, [id]).leads, bite))
        bites.push({ contacts: [], leads: chunk })
      bites.push({ contacts: [id], leads: [] })
      continue
    }
    if (some.length > 0 && size + 1 + leads > bite) close()
    some.push(id)
    size += 1 + leads
  }
  close()
  return bites
}

function deletionLabel(contacts: readonly ContactRecord[] | number, leads: number): string {
  const count = typeof contacts === 'number' ? contacts : contacts.length
  const [first] = typeof contacts === 'number' ? [] : contacts
  const who = first === undefined || count > 1 ? countOf(count, 'contact') : `Contact ${nameOfContact(first)}`
  return `${who}${leads === 0 ? '' : ` with ${countOf(leads, 'lead')}`} deleted`
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

function present(db: ReadDb, ids: readonly number[]): ContactRecord[] {
  return db
    .sql('select c.* from json_each(?) j join contacts c on c.id = j.value group by c.id order by c.id')
    .all<ContactRecord>(JSON.stringify(ids))
}

function presentLeads(db: ReadDb, ids: readonly number[]): number[] {
  return db
    .sql('select l.id from json_each(?) j join leads l on l.id = j.value order by l.id')
    .all<{ id: number }>(JSON.stringify(ids))
    .map(({ id }) => id)
}

function idsIn(rows: readonly { readonly id: number }[]): number[] {
  return rows.map(({ id }) => id)
}

function nothingThere(): AppError {
  return new AppError('not_found', 'What was to be deleted is no longer there. Go back to the list.')
}

function countOf(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${inWords(count)} ${word}s`
}

function inWords(count: number): string {
  return count.toLocaleString('en-US')
}
