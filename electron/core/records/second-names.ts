// A contact that was merged into another one stays as that one's second name: its webhook and phone still find the person, its row goes on
// taking up what is said under its number, and nothing lists, counts or finds the row itself.
import { type ContactValues, searchTextOf } from '../../../shared/domain/contact.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import type { ReadDb } from '../db/connection.ts'

type Person = ContactValues & {
  readonly id: number
  readonly phone: string
  readonly merged_into_id: number | null
}

/** What a contact is found by: its own words and those of its second names. A second name itself is not found. */
export function foundBy(
  db: ReadDb,
  person: Person,
): { readonly first_key: string; readonly last_key: string; readonly search_text: string } {
  if (person.merged_into_id !== null) return { first_key: '', last_key: '', search_text: '' }
  const others = db.sql('select * from contacts where merged_into_id = ? order by id').all<Person>(person.id)
  return {
    first_key: foldText(person.first_name ?? ''),
    last_key: foldText(person.last_name ?? ''),
    search_text: [person, ...others].map(searchTextOf).join(' '),
  }
}

/** The contact that stands for this id today: itself, or the one it was merged into. */
export function standingFor(db: ReadDb, id: number): number {
  return db.sql('select merged_into_id from contacts where id = ?').value<number | null>(id) ?? id
}

export function mergeKey(mergedId: number): string {
  return `merge:${mergedId}`
}
