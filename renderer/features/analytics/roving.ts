// A chart, a map or a table is one stop of the Tab key; arrows go from point to point within it, Enter does what a click on the point does.
import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react'

/** Marks what arrows stop at, and what stands in one line. */
export const STOP = { 'data-stop': '' } as const
export const STOP_LINE = { 'data-stop-line': '' } as const

type Roving<E extends HTMLElement> = {
  readonly ref: RefObject<E | null>
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onFocus: (event: FocusEvent) => void
}

const stopsOf = (box: Element) => [...box.querySelectorAll<HTMLElement>('[data-stop]')]

/** Give `ref`, `onKeyDown` and `onFocus` to the box. Without lines inside, all of its stops are one line. */
export function useRoving<E extends HTMLElement>(): Roving<E> {
  const ref = useRef<E>(null)
  // After every drawing: points come and go, and one of them takes the Tab key, the one that had it before if it is still there.
  useLayoutEffect(() => {
    if (ref.current !== null) keepOneStop(ref.current)
  })
  return {
    ref,
    onFocus: ({ target }) => {
      if (ref.current !== null && target.matches('[data-stop]'))
        keepOneStop(ref.current, target as HTMLElement)
    },
    onKeyDown: (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || ref.current === null) return
      const at = (event.target as Element).closest<HTMLElement>('[data-stop]')
      const next = at === null ? undefined : neighbour(ref.current, at, event.key)
      if (next === undefined) return
      event.preventDefault()
      event.stopPropagation()
      next.focus()
      next.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    },
  }
}

function keepOneStop(box: Element, wanted?: HTMLElement): void {
  const stops = stopsOf(box)
  const kept = wanted ?? stops.find((stop) => stop.dataset.stop === 'kept') ?? stops[0]
  for (const stop of stops) {
    stop.tabIndex = stop === kept ? 0 : -1
    stop.dataset.stop = stop === kept ? 'kept' : ''
  }
}

function neighbour(box: Element, at: HTMLElement, key: string): HTMLElement | undefined {
  const lines = [...box.querySelectorAll('[data-stop-line]')].map(stopsOf).filter((line) => line.length > 0)
  if (lines.length === 0) lines.push(stopsOf(box))
  const row = lines.findIndex((line) => line.includes(at))
  const line = lines[row]
  if (line === undefined) return undefined
  const column = line.indexOf(at)
  const below = (by: 1 | -1) => {
    const other = lines[row + by]
    if (other === undefined) return at
    // Lines of a table may have gaps: what stands in the same place is meant, not what has the same number.
    const { left, width } = at.getBoundingClientRect()
    const middle = left + width / 2
    const distance = (stop: HTMLElement) => {
      const box = stop.getBoundingClientRect()
      return Math.abs(box.left + box.width / 2 - middle)
    }
    return other.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best))
  }
  switch (key) {
    case 'ArrowRight':
      return line[column + 1] ?? at
    case 'ArrowLeft':
      return line[column - 1] ?? at
    case 'ArrowDown':
      return lines.length === 1 ? (line[column + 1] ?? at) : below(1)
    case 'ArrowUp':
      return lines.length === 1 ? (line[column - 1] ?? at) : below(-1)
    case 'Home':
      return line[0]
    case 'End':
      return line.at(-1)
    default:
      return undefined
  }
}
