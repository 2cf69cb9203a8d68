// Rows picked out of a list: some of them, or all that match but a few. "All" is a question to the database and not a list of ids, so it
// holds for a million rows; a new filter ends it.
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Selection } from './table-parts.tsx'

export type Target = { readonly ids: readonly number[] } | { readonly allBut: readonly number[] }

type State = { readonly key: string; readonly isAll: boolean; readonly ids: ReadonlySet<number> }

type SelectionOptions<Row> = {
  /** The filter; another one begins with nothing picked. */
  readonly key: string
  readonly total: number
  /** True: how many there are is not known yet, so "all" cannot be said. */
  readonly isCounting?: boolean
  readonly idOf: (row: Row) => number
  /** Ids of the rows from one place to another. */
  readonly idsBetween: (from: number, to: number) => Promise<readonly number[]>
}

export function useSelection<Row>({
  key,
  total,
  isCounting = false,
  idOf,
  idsBetween,
}: SelectionOptions<Row>): Selection<Row> & { readonly target: Target } {
  const [stored, setStored] = useState<State>({ key, isAll: false, ids: new Set() })
  const state = useMemo<State>(
    () => (stored.key === key ? stored : { key, isAll: false, ids: new Set<number>() }),
    [stored, key],
  )
  const change = useCallback(
    (work: (now: State) => Partial<State>) =>
      setStored((now) => {
        const present = now.key === key ? now : { key, isAll: false, ids: new Set<number>() }
        return { ...present, ...work(present) }
      }),
    [key],
  )
  const ranging = useRef<Promise<void>>(Promise.resolve())
  return useMemo(() => {
    const { isAll, ids } = state
    return {
      count: isAll ? Math.max(0, total - ids.size) : ids.size,
      has: (row) => ids.has(idOf(row)) !== isAll,
      toggle: (row) =>
        change((now) => {
          const next = new Set(now.ids)
          const id = idOf(row)
          if (!next.delete(id)) next.add(id)
          return { ids: next }
        }),
      range: (from, to, until = to) => {
        const first = Math.min(from, to, until)
        // One after the other: a range that shrinks must not be overtaken by the one before it.
        ranging.current = ranging.current.then(async () => {
          const found = await idsBetween(first, Math.max(from, to, until)).catch(() => [])
          change((now) => {
            const next = new Set(now.ids)
            found.forEach((id, at) => {
              const place = first + at
              const isWithin = place >= Math.min(from, to) && place <= Math.max(from, to)
              if (isWithin !== now.isAll) next.add(id)
              else next.delete(id)
            })
            return { ids: next }
          })
        })
      },
      all: () => {
        if (!isCounting) change(() => ({ isAll: true, ids: new Set() }))
      },
      clear: () => change(() => ({ isAll: false, ids: new Set() })),
      target: isAll ? { allBut: [...ids] } : { ids: [...ids] },
    }
  }, [state, total, isCounting, idOf, idsBetween, change])
}

/** The marked rows, as the contract names them. */
export function wantedOf<F>(target: Target, filter: F) {
  return 'ids' in target ? { ids: [...target.ids] } : { filter, allBut: [...target.allBut] }
}

/** The same without its filter, for those who name that beside it. */
export function copyOf(target: Target) {
  return 'ids' in target ? { ids: [...target.ids] } : { allBut: [...target.allBut] }
}
