// Sorts what a sender said into candidates for each field, answers and extra values. Several names may mean one field, so each field has
// candidates in an order that depends on their names alone, never on the order of the keys.

import { takeApart } from './compound.ts'
import { emptyRecord, type JsonValue } from './json.ts'
import type { Mapped } from './mapping.ts'
import type { Pair } from './sender.ts'
import { SLOTS, targetOf, targetOfQuestion } from './targets.ts'
import { isAbsent, textOf } from './values.ts'

export type Candidate = {
  readonly pair: Pair
  readonly value: JsonValue
  readonly rank: number
  readonly order: number
}
export type Answer = { readonly question: string; readonly answer: string }

export type Collection = {
  /** By slot; best candidate first. */
  readonly candidates: readonly (Candidate[] | undefined)[]
  /** Keeps a value that no field took: as an answer when it had a question, among the extra values otherwise. */
  readonly keep: (pair: Pair, order: number) => void
  readonly answers: () => Answer[]
  readonly extra: Record<string, JsonValue>
}

export function collect(pairs: readonly Pair[], mapped: readonly Mapped[]): Collection {
  const candidates: (Candidate[] | undefined)[] = new Array(SLOTS.length)
  const extra = emptyRecord()
  const answers: (Answer & { readonly order: number })[] = []

  const add = (slot: number, pair: Pair, rank: number, order: number) => {
    const list = candidates[slot]
    const candidate = { pair, value: pair.value, rank, order }
    if (list === undefined) candidates[slot] = [candidate]
    else list.push(candidate)
  }
  const keep = (pair: Pair, order: number) => {
    if (pair.question === undefined) {
      let name = pair.name
      for (let count = 2; name in extra; count++) name = `${pair.name} (${count})`
      extra[name] = pair.value
    } else if (!isAbsent(pair.value)) {
      answers.push({ question: pair.question, answer: textOf(pair.value), order })
    }
  }
  const place = (pair: Pair, order: number, isPart: boolean) => {
    if (pair.isBookkeeping) return keep(pair, order)
    const value = pair.value
    if (typeof value === 'object' && value !== null && !isPart) {
      const parts = takeApart(pair)
      if (parts !== null) {
        for (const part of parts) place(part, order, true)
        return
      }
    }
    const target =
      targetOf(pair.name) ?? (pair.question === undefined || isPart ? null : targetOfQuestion(pair.question))
    if (target === null) keep(pair, order)
    else if (!isAbsent(value)) add(target.slot, pair, target.rank + (pair.penalty ?? 0), order)
  }

  const claimed = new Set(mapped.map(({ pair }) => pair))
  for (const [order, { slot, pair, rank }] of mapped.entries()) add(slot, pair, rank ?? -1, order)
  for (let order = 0; order < pairs.length; order++) {
    const pair = pairs[order] as Pair
    if (claimed.size === 0 || !claimed.has(pair)) place(pair, order, false)
  }
  for (const list of candidates) if (list !== undefined && list.length > 1) list.sort(byRank)

  return {
    candidates,
    keep,
    extra,
    answers: () =>
      answers.sort((a, b) => a.order - b.order).map(({ question, answer }) => ({ question, answer })),
  }
}

/** Same rank, same folded name: then the spelling decides, and among equal spellings (answers of a list) the earlier one. */
function byRank(a: Candidate, b: Candidate): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.pair.name !== b.pair.name) return a.pair.name < b.pair.name ? -1 : 1
  return a.order - b.order
}
