// Finding people: by half a name without accents, any digits of the phone, e-mail, address, ZIP. From three letters by the trigram index
// (positions are not kept, so each hit is confirmed on the folded text); one or two letters by the beginning of first or last name.
// Newest arrivals first: the index is numbered by arrival, so nothing is sorted and a broad search costs no more than a narrow one.
import { digitsOf, foldText } from '../../../shared/domain/fold.ts'
import type { ReadDb } from '../db/connection.ts'

/** A broad search stops counting here; the list says "1,000+". */
export const MOST_MATCHES = 1_000

export type Found = { readonly contactIds: readonly number[]; readonly isComplete: boolean }

export function findPeople(db: ReadDb, text: string, most = MOST_MATCHES): Found {
  const words = searchWords(text)
  if (words.length === 0) return { contactIds: [], isComplete: true }
  const long = words.filter((word) => word.length >= 3)
  const ids = long.length > 0 ? byTrigrams(db, words, long, most + 1) : byBeginnings(db, words, most + 1)
  return { contactIds: ids.slice(0, most), isComplete: ids.length <= most }
}

/** "(602) 555-01" is digits of a phone; everything else is folded words. */
export function searchWords(text: string): string[] {
  const folded = foldText(text)
  if (/^[\d\s()+.\-/x]+$/.test(folded)) {
    const digits = digitsOf(folded)
    return digits === '' ? [] : [digits]
  }
  return folded.split(' ').filter((word) => word !== '').slice(0, 8)
}

function byTrigrams(db: ReadDb, words: readonly string[], long: readonly string[], most: number): number[] {
  const trigrams = new Set<string>()
  for (const word of long) for (let at = 0; at + 3 <= word.length; at++) trigrams.add(word.slice(at, at + 3))
  const match = [...trigrams].slice(0, 24).map((gram) => `"${gram.replaceAll('"', '""')}"`).join(' AND ')
  const rows = db
    .sql(
      `select c.id, c.search_text from contact_search s join contacts c on c.sequence = s.rowid
       where contact_search match ? order by s.rowid desc`,
    )
    .iterate<{ id: number; search_text: string }>(match)
  const ids: number[] = []
  for (const { id, search_text } of rows) {
    if (!words.every((word) => contains(search_text, word))) continue
    ids.push(id)
    if (ids.length >= most) break
  }
  return ids
}

/** A long word may stand anywhere, a short one begins a word. */
function contains(text: string, word: string): boolean {
  return word.length >= 3 ? text.includes(word) : text.startsWith(word) || text.includes(` ${word}`)
}

function byBeginnings(db: ReadDb, words: readonly string[], most: number): number[] {
  const [first = '', second] = words
  const end = `${first}\u{10ffff}`
  const rows = db
    .sql(
      `select id, first_key, last_key from contacts where first_key >= ? and first_key < ?
       union select id, first_key, last_key from contacts where last_key >= ? and last_key < ? limit ?`,
    )
    .all<{ id: number; first_key: string; last_key: string }>(first, end, first, end, second === undefined ? most : 20_000)
  return rows
    .filter(({ first_key, last_key }) => second === undefined || first_key.startsWith(second) || last_key.startsWith(second))
    .slice(0, most)
    .map(({ id }) => id)
}
