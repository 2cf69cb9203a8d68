// Which leads are meant by a target of many.
import type { z } from 'zod'
import type { leadTarget } from '../../../shared/contract/leads.ts'
import type { ReadContext } from '../context.ts'
import { refuseTooMany } from '../records/deletion-words.ts'
import { allIds } from '../records/list-leads.ts'
import { idsMeant } from '../records/target.ts'

/** Their ids; refuses more than go into one transaction. `done` is what would be done with them. `expected`: see `idsMeant`. */
export function idsOf(
  { db, clock }: Pick<ReadContext, 'db' | 'clock'>,
  target: z.output<typeof leadTarget>,
  done: 'changed' | 'deleted',
  expected?: number,
): readonly number[] {
  const order = { column: 'id', direction: 'asc' } as const
  const ids = idsMeant(target, 'lead', expected, (filter) => allIds(db, filter, order, clock.nowMs()).ids)
  refuseTooMany(ids.length, done)
  return ids
}
