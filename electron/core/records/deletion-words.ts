// What is told of a deletion: how much it would take along before it happens, and afterwards whoever looks for what is gone.
import { AppError } from '../../../shared/contract/reply.ts'
import type { ReadDb } from '../db/connection.ts'
import { type ContactRecord, nameOfContact } from './merge.ts'
import type { RemovedStep } from './undo.ts'

/** What is deleted is kept as well, and what is changed is kept as it was: more would fill the disk before anybody saw it. */
const MOST_AT_ONCE = 100_000

export function refuseTooMany(count: number, done: 'changed' | 'deleted'): void {
  const most = MOST_AT_ONCE
  if (count <= most) return
  throw new AppError(
    'refused',
    `At most ${inWords(most)} leads can be ${done} at once, and these are ${inWords(count)}. ${
      done === 'changed'
        ? 'Narrow the list with a filter.'
        : 'Narrow the list with a filter, or select fewer, and delete them in parts.'
    }`,
  )
}

/** Contacts go with all their leads. */
export function refuseTooManyPeople(contacts: number, leads: number, done: 'changed' | 'deleted'): void {
  const most = MOST_AT_ONCE
  if (contacts > most)
    throw new AppError(
      'refused',
      `At most ${inWords(most)} contacts can be ${done} at once, and these are ${inWords(contacts)}. Select fewer contacts, ${
        done === 'changed' ? 'or narrow the list with a filter.' : 'and delete them in parts.'
      }`,
    )
  if (leads <= most) return
  throw new AppError(
    'refused',
    contacts === 1
      ? `At most ${inWords(most)} leads can be deleted at once, and this contact has ${inWords(leads)}. Delete some of its leads first.`
      : `At most ${inWords(most)} leads can be deleted at once, and these contacts have ${inWords(leads)}. Select fewer contacts, and delete them in parts.`,
  )
}

function inWords(count: number): string {
  return count.toLocaleString('en-US')
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
