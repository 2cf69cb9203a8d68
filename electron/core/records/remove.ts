// Leads and contacts are deleted: their rows go from the tables into the entry of the log (removed-rows.ts), and what they counted for goes with
// them. What was delivered stays as it came, and so does the count of requests: deleting a lead does not unsend it. The way back is
// bring-back.ts.
import { AppError } from '../../../shared/contract/reply.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { COUNTED_LEAD, type CountedLead, countLeads, countSales, recountContacts } from './lead-figures.ts'
import { refuseWhileChanging } from './long-step.ts'
import { type ContactRecord, contactRecord, nameOfContact } from './merge.ts'
import { forgetParts, keepLeads, keepLoose, keepPeople, secondNamesBehind } from './removed-rows.ts'
import { TOUCHED } from './take-back.ts'
import { type RemovedStep, remember } from './undo.ts'

export type Removal = RemovedStep['removed']

/** All that goes when these contacts go: their leads, and the second names that lead to them. */
export function removalOf(db: ReadDb, contacts: readonly number[]): Removal {
  const idsWhere = (text: string) =>
    db
      .sql(text)
      .all<{ id: number }>(JSON.stringify(contacts))
      .map(({ id }) => id)
  const these = '(select value from json_each(?))'
  return {
    leads: idsWhere(`select id from leads where contact_id in ${these} order by id`),
    contacts: [
      ...contacts,
      ...idsWhere(`select id from contacts where merged_into_id in ${these} order by id`),
    ],
  }
}

/** Deletes in one step that one undo takes back. `performedBy`: a piece of a long step. */
export function remove(
  context: WriteContext,
  removal: Removal,
  label: string,
  performedBy?: string,
): { readonly undoId?: number; readonly label: string } {
  refuseWhileChanging(context.db)
  const done = remember(context, label, [{ removed: removal }], performedBy)
  if (done.undoId !== undefined) takeAway(context, done.undoId, removal)
  return done
}

/** The step done again. What has come for one of its contacts since is no part of it, so that it is refused then. */
export function removeAgain(context: WriteContext, entryId: number, { removed, back }: RemovedStep): void {
  const { db } = context
  refuseWorkedOn(db, back ?? [])
  const present = (table: 'leads' | 'contacts', ids: readonly number[]) =>
    db
      .sql(`select id from ${table} where id in (select value from json_each(?)) order by id`)
      .all<{ id: number }>(JSON.stringify(ids))
      .map(({ id }) => id)
  const contacts = present('contacts', removed.contacts)
  const now = removalOf(db, contacts)
  const known = new Set([...removed.leads, ...removed.contacts])
  const [since] = [...now.leads, ...now.contacts].filter((id) => !known.has(id))
  if (since !== undefined) {
    const isLead = now.leads.includes(since)
    const contactId = isLead
      ? db.sql('select contact_id from leads where id = ?').value<number>(since)
      : contactRecord(db, since).merged_into_id
    const name = nameOfContact(contactRecord(db, contactId ?? since))
    throw new AppError(
      'conflict',
      isLead
        ? `Another lead of ${name} has come since. Open the contact and delete it there, if that one is to go too.`
        : `Another contact has been merged into ${name} since. Open the contact and delete it there, if both are to go.`,
    )
  }
  forgetParts(db, entryId)
  takeAway(context, entryId, { leads: present('leads', removed.leads), contacts })
}

/** By what it is seen that a lead has been worked on. Steps undone and done again leave it as it was, whatever they told of themselves. */
export function standing(db: ReadDb, leads: readonly number[]): NonNullable<RemovedStep['back']> {
  return db
    .sql(
      `select l.id, l.updated_at as at, (select max(e.id) from lead_events e where e.lead_id = l.id
         and coalesce(json_extract(e.event_data, '$.reason'), '') not in ('Undone', 'Done again')) as event
       from json_each(?) j join leads l on l.id = j.value`,
    )
    .all<{ id: number; at: string; event: number | null }>(JSON.stringify(leads))
    .map(({ id, at, event }) => [id, at, event] as const)
}

function refuseWorkedOn(db: ReadDb, back: NonNullable<RemovedStep['back']>): void {
  const now = new Map(
    standing(
      db,
      back.map(([id]) => id),
    ).map(([id, at, event]) => [id, `${at} ${event}`]),
  )
  const [first, ...others] = back.filter(([id, at, event]) => now.has(id) && now.get(id) !== `${at} ${event}`)
  if (first === undefined) return
  const lead = db
    .sql(`select first_name, last_name, coalesce(phone, '') as phone from leads where id = ?`)
    .get<Pick<ContactRecord, 'first_name' | 'last_name' | 'phone'>>(first[0])
  const name = (lead === undefined ? '' : nameOfContact(lead)) || `number ${first[0]}`
  throw new AppError(
    'conflict',
    others.length === 0
      ? `The lead of ${name} has been worked on since it came back. Delete it from the list, if it is to go all the same.`
      : `${(others.length + 1).toLocaleString('en-US')} leads, that of ${name} among them, have been worked on since they came back. Delete them from the list, if they are to go all the same.`,
  )
}

function takeAway(context: WriteContext, entryId: number, { leads, contacts }: Removal): void {
  const { db } = context
  const gone = db
    .sql(`select ${COUNTED_LEAD} from json_each(?) j join leads l on l.id = j.value`)
    .all<CountedLead>(JSON.stringify(leads))
  const isGoing = new Set(contacts)
  const homes = [...new Set(gone.map(({ contact_id }) => contact_id))].filter((id) => id !== null)
  const staying = homes.filter((id) => !isGoing.has(id))

  const seconds = secondNamesBehind(db, leads, homes)
  const others = [...new Set([...staying, ...seconds.map(([, id]) => id)])].filter((id) => !isGoing.has(id))
  keepPeople(context, entryId, contacts, others, seconds)
  keepLeads(context, entryId, leads)
  countLeads(context, gone, -1)
  const removeLead = db.sql('delete from leads where id = ?')
  for (const { id } of gone) removeLead.run(id)
  if (contacts.length > 0) {
    keepLoose(context, entryId, contacts)
    const keys = JSON.stringify(contacts)
    const loose = db
      .sql('select id from conversions where contact_id in (select value from json_each(?))')
      .all<{ id: string }>(keys)
    countSales(
      context,
      loose.map(({ id }) => id),
      -1,
    )
    db.sql(`delete from settings where key in (select 'merge:' || value from json_each(?))`).run(keys)
    db.sql('delete from contacts where id in (select value from json_each(?))').run(keys)
  }
  recountContacts(db, staying)
  db.sql('delete from conversion_analytics_cache').run()
  context.touch(...TOUCHED, 'history')
}
