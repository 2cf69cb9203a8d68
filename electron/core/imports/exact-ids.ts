// Ids of an exact export: kept where nobody else has or had them here, else new ones.
import { contactIdAt, contactSequenceOf, leadIdAt, leadSequenceOf } from '../../../shared/domain/ids.ts'
import type { ExactList } from '../../../shared/domain/import/exact.ts'
import type { WriteDb } from '../db/connection.ts'
import type { GoneIds } from './gone-ids.ts'

/** Ids of a file far beyond what anybody has would use up the numbers that are left. */
const IDS = {
  leads: {
    at: leadIdAt,
    sequenceOf: leadSequenceOf,
    fits: (id: number) => id >= 1_000_000_000 && id <= 9_999_999_999,
    most: 1_000_000_000,
  },
  contacts: {
    at: contactIdAt,
    sequenceOf: contactSequenceOf,
    fits: (id: number) => id >= 100_000 && id <= 9_999_999,
    most: 5_000_000,
  },
} as const

export type ExactIds = ReturnType<typeof createIds>

export function createIds(db: WriteDb, list: ExactList, gone: GoneIds) {
  const { at, sequenceOf, fits, most } = IDS[list]
  const taken = db.sql(`select 1 from ${list} where id = ?`)
  const isFree = (id: number) => taken.value(id) === undefined
  let next = db.sql('select value from sequences where name = ?').value<number>(list) ?? 0
  return {
    /** The id of the file where nobody else has or had it, else a new one, with its place in the order of arrival. */
    take: (
      wanted: unknown,
      told: Readonly<Record<string, unknown>>,
    ): { readonly id: number; readonly sequence: number } => {
      if (
        typeof wanted === 'number' &&
        fits(wanted) &&
        isFree(wanted) &&
        !gone.isAnothers(list, wanted, told)
      ) {
        const sequence = sequenceOf(wanted)
        if (sequence < most) {
          next = Math.max(next, sequence + 1)
          return { id: wanted, sequence }
        }
      }
      while (!isFree(at(next)) || gone.isAnothers(list, at(next), told)) next++
      return { id: at(next), sequence: next++ }
    },
    write: () => {
      db.sql(
        'insert into sequences (name, value) values (?, ?) on conflict do update set value = max(value, excluded.value)',
      ).run(list, next)
    },
  }
}
