// Which records are meant by a target of many: those named, or all that a filter lists but a few.
import { AppError } from '../../../shared/contract/reply.ts'

type Target<F> =
  | { readonly ids: readonly number[] }
  | { readonly filter: F; readonly allBut: readonly number[] }

/** Their ids. `expected`: how many somebody has confirmed; of a filter another count is refused. */
export function idsMeant<F>(
  target: Target<F>,
  word: 'lead' | 'contact',
  expected: number | undefined,
  listed: (filter: F) => Iterable<number>,
): readonly number[] {
  if ('ids' in target) return [...new Set(target.ids)]
  const allBut = new Set(target.allBut)
  const ids = [...listed(target.filter)].filter((id) => !allBut.has(id))
  if (expected !== undefined && ids.length !== expected) {
    const now =
      ids.length === 0
        ? `No ${word}s match`
        : ids.length === 1
          ? `1 ${word} matches`
          : `${inWords(ids.length)} ${word}s match`
    throw new AppError('conflict', `${now} now; you confirmed ${inWords(expected)}. Look again.`)
  }
  return ids
}

function inWords(count: number): string {
  return count.toLocaleString('en-US')
}
