// Ids for the leads of work in bulk, taken many at once and given in descending order: rows that follow each other go into the same pages of everything that is
// kept by a lead's id, and lists, which go by time and then by id from the highest down, show leads of one instant in the order they came in. That holds within
// what was set aside at once. One id after another still looks random, and none is given twice; those that are left over are never given.
import { leadIdAt } from '../../../shared/domain/ids.ts'

/** Ids set aside at once: ever more of them, since nobody knows how many leads will come. */
const AT_ONCE = { first: 4_096, times: 16, most: 65_536 }

export type LeadIds = {
  /** `take` sets so many numbers aside, in the transaction under way, and answers with the first. */
  next(take: (count: number) => number): number
}

export function openLeadIds(): LeadIds {
  let ids = new Float64Array()
  let at = 0
  let count: number = AT_ONCE.first
  return {
    next: (take) => {
      if (at === ids.length) {
        const first = take(count)
        ids = Float64Array.from({ length: count }, (_, by) => leadIdAt(first + by))
          .sort()
          .reverse()
        at = 0
        count = Math.min(count * AT_ONCE.times, AT_ONCE.most)
      }
      return ids[at++] as number
    },
  }
}
