// Finding people: by half a name without accents, any digits of the phone, e-mail, address, ZIP. From three letters by the trigram index
// (positions are not kept, so each hit is confirmed on the folded text); one or two letters by the beginning of first or last name.
// Newest arrivals first: the index is numbered by arrival, so nothing is sorted and a broad search costs no more than a narrow one.
import { digitsOf, foldText } from '../../../shared/domain/fold.ts'
import { contactIdAt } from '../../../shared/domain/ids.ts'
import type { ReadDb } from '../db/connection.ts'

/** A broad search stops counting here; the list says "500+". Each match costs, and nobody reads further: one types on. */
export const MOST_MATCHES = 500

export type Found = { readonly contactIds: readonly number[]; readonly isComplete: boolean }

export function findPeople(db: ReadDb, text: string, most = MOST_MATCHES): Found {
  const words = searchWords(text)
  if (words.length === 0) return { contactIds: [], isComplete: true }
  const long = words.filter(isLong)
  const ids = long.length > 0 ? byTrigrams(db, words, long, most + 1) : byBeginnings(db, words, most + 1)
  return { contactIds: ids.slice(0, most), isComplete: ids.length <= most }
}

/** "(602) 555-01" is digits of a phone; everything else is folded words. */
export function searchWords(text: string): string[] {
  // The index ends a text at NUL.
  const folded = foldText(text.replaceAll('\0', ' '))
  if (ZIP_PLUS_FOUR.test(folded)) return [folded]
  if (/^[\d\s()+.\-/x]+$/.test(folded)) {
    const digits = digitsOf(folded.replace(EXTENSION, ''))
    if (digits !== '') return [digits]
  }
  return folded
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 8)
}

const ZIP_PLUS_FOUR = /^\d{5}-\d{4}$/
/** Kept apart from the number, and no way to find a person. */
const EXTENSION = /\s*x\s*\d*$/

/** Long enough for a trigram, counted in letters: an emoji is one, though two code units. */
function isLong(word: string): boolean {
  return word.length >= 3 && [...word].length >= 3
}

/** So many trigrams find few enough to confirm; each further one costs a walk through its own list. */
const TRIGRAMS_ASKED = 3
/** The newest people, who show what everybody has: "com", "555", the letters of the big city. */
const GLANCED_AT = 48
const COMMON_SHARE = 1 / 4

function byTrigrams(db: ReadDb, words: readonly string[], long: readonly string[], most: number): number[] {
  // The text begins with a space, so two letters that begin a word are a trigram with the space before them.
  const beginnings = words.filter((word) => [...word].length === 2).map((word) => ` ${word}`)
  const trigrams = [...new Set([...long.flatMap(trigramsOf), ...beginnings])]
  const match = fewest(db, trigrams)
    .map((gram) => `"${gram.replaceAll('"', '""')}"`)
    .join(' AND ')
  // One word of three letters is its trigram, so every hit is right, and the id follows from the number.
  if (words.length === 1 && trigrams.length === 1) {
    return db
      .sql('select rowid from contact_search where contact_search match ? order by rowid desc limit ?')
      .all<{ rowid: number }>(match, most)
      .map(({ rowid }) => contactIdAt(rowid))
  }
  // A long word may stand anywhere, a short one begins a word.
  const parts = words.map((word) => (isLong(word) ? word : ` ${word}`))
  return db
    .sql(
      `select c.id from contact_search s join contacts c on c.sequence = s.rowid
       where contact_search match ? ${parts.map(() => `and instr(' ' || c.search_text, ?) > 0`).join(' ')}
       order by s.rowid desc limit ?`,
    )
    .all<{ id: number }>(match, ...parts, most)
    .map(({ id }) => id)
}

function trigramsOf(word: string): string[] {
  const letters = [...word]
  return Array.from({ length: Math.max(0, letters.length - 2) }, (_, at) =>
    letters.slice(at, at + 3).join(''),
  )
}

/** The trigrams worth asking for: those that few people have, spread over the words. */
function fewest(db: ReadDb, trigrams: readonly string[]): readonly string[] {
  if (trigrams.length <= TRIGRAMS_ASKED) return trigrams
  const texts = db
    .sql('select search_text from contacts order by sequence desc limit ?')
    .all<{ search_text: string }>(GLANCED_AT)
  const counted = trigrams.map((gram) => ({
    gram,
    count: texts.filter(({ search_text }) => ` ${search_text}`.includes(gram)).length,
  }))
  const least = Math.min(...counted.map(({ count }) => count))
  const rare = counted.filter(({ count }) => count <= Math.max(least, texts.length * COMMON_SHARE))
  const unseen = rare.filter(({ count }) => count === least)
  const best =
    unseen.length >= TRIGRAMS_ASKED ? unseen : rare.sort((a, b) => a.count - b.count).slice(0, TRIGRAMS_ASKED)
  const step = (best.length - 1) / (TRIGRAMS_ASKED - 1)
  return best.length <= TRIGRAMS_ASKED
    ? best.map(({ gram }) => gram)
    : Array.from({ length: TRIGRAMS_ASKED }, (_, at) => best[Math.round(at * step)]?.gram as string)
}

function byBeginnings(db: ReadDb, words: readonly string[], most: number): number[] {
  const ids = new Set<number>()
  for (const [one, other] of [
    ['first_key', 'last_key'],
    ['last_key', 'first_key'],
  ] as const) {
    for (const id of beginning(db, one, other, words, most)) ids.add(id)
  }
  return [...ids].slice(0, most)
}

/** Both words are looked up in an index that holds all that is asked, so no row is read. */
function beginning(
  db: ReadDb,
  one: 'first_key' | 'last_key',
  other: 'first_key' | 'last_key',
  [first = '', second]: readonly string[],
  most: number,
): number[] {
  const range = (word: string) => [word, `${word}\u{10ffff}`]
  const found =
    second === undefined
      ? db
          .sql(`select id from contacts where ${one} >= ? and ${one} < ? limit ?`)
          .all<{ id: number }>(...range(first), most)
      : db
          .sql(
            `select id from contacts where ${one} >= ? and ${one} < ?
               and +id in (select id from contacts where ${other} >= ? and ${other} < ?) limit ?`,
          )
          .all<{ id: number }>(...range(first), ...range(second), most)
  return found.map(({ id }) => id)
}
