// Finding leads by what was noted on them: the note they came with, and the notes written since. Every word must be in one note.
import { foldText } from '../../../shared/domain/fold.ts'
import type { ReadDb } from '../db/connection.ts'

/** A search over notes is a help beside the search for people; beyond this many nobody reads. */
export const MOST_NOTES = 200

/** Ids of leads, newest note first. Words of fewer than three letters are left out; without a longer one nothing is found. */
export function findByNotes(db: ReadDb, text: string, most = MOST_NOTES): readonly number[] {
  const words = foldText(text.replaceAll('\0', ' '))
    .split(' ')
    .filter((word) => [...word].length >= 3)
    .slice(0, 8)
  if (words.length === 0) return []
  // Trigrams are kept without positions, so each hit is confirmed on the text itself.
  const match = words.flatMap((word) => trigramsOf(distinctPart(word))).join(' AND ')
  const confirmed = (column: string) => words.map(() => `and instr(fold(${column}), ?) > 0`).join(' ')
  const written = db
    .sql(
      `select e.lead_id as id from note_search s join lead_events e on e.id = s.rowid
       where note_search match ? and s.rowid > 0 ${confirmed(`e.event_data ->> 'text'`)} order by s.rowid desc limit ?`,
    )
    .all<{ id: number }>(match, ...words, most)
  const brought = db
    .sql(
      `select l.id from note_search s join leads l on l.id = -s.rowid
       where note_search match ? and s.rowid < 0 ${confirmed('l.notes')} order by s.rowid limit ?`,
    )
    .all<{ id: number }>(match, ...words, most)
  return [...new Set([...written, ...brought].map(({ id }) => id))].slice(0, most)
}

/** Of an e-mail address what stands before the @: the provider's name is in many notes, and each trigram costs a walk through its list. */
function distinctPart(word: string): string {
  const [own = ''] = word.split('@')
  return [...own].length < 3 ? word : own
}

function trigramsOf(word: string): string[] {
  const letters = [...word]
  return Array.from(
    { length: letters.length - 2 },
    (_, at) =>
      `"${letters
        .slice(at, at + 3)
        .join('')
        .replaceAll('"', '""')}"`,
  )
}
