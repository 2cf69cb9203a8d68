// Which leads are meant by a target of many: those named, or all that a filter lists but a few.
import type { z } from 'zod'
import type { leadTarget } from '../../../shared/contract/leads.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { ReadContext } from '../context.ts'
import { refuseTooMany } from '../records/deletion-words.ts'
import { allIds } from '../records/list-leads.ts'

/**
 * Their ids; refuses more than go into one transaction. `done` is what would be done with them: "changed".
 * `expected`: how many somebody has confirmed; of a filter another count is refused.
 */
export function idsOf(
  { db, clock }: Pick<ReadContext, 'db' | 'clock'>,
  target: z.output<typeof leadTarget>,
  done: 'changed' | 'deleted',
  expected?: number,
): readonly number[] {
  const ids = 'ids' in target ? [...new Set(target.ids)] : listed()
  if ('filter' in target && expected !== undefined && ids.length !== expected) {
    const now =
      ids.length === 0
        ? 'No leads match'
        : ids.length === 1
          ? '1 lead matches'
          : `${inWords(ids.length)} leads match`
    throw new AppError('conflict', `${now} now; you confirmed ${inWords(expected)}. Look again.`)
  }
  refuseTooMany(ids.length, done)
  return ids

  function listed() {
    if (!('filter' in target)) return []
    const { ids } = allIds(db, target.filter, { column: 'id', direction: 'asc' }, clock.nowMs())
    const allBut = new Set(target.allBut)
    return [...ids].filter((id) => !allBut.has(id))
  }
}

function inWords(count: number): string {
  return count.toLocaleString('en-US')
}
