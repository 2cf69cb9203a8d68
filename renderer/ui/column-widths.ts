// How wide somebody made the columns of a list: kept by the page on this computer, like the theme, and no part of a view, which is the
// same on a wide screen and a narrow one.
import { useCallback, useMemo, useState } from 'react'
import type { Column } from './table-parts.tsx'

type Widths = Readonly<Record<string, number>>

const NARROWEST = 48
const WIDEST = 800

export function useColumnWidths<Row>(
  list: string,
  columns: readonly Column<Row>[],
): {
  /** The columns, with the widths that were given to them. */
  readonly columns: readonly Column<Row>[]
  /** Undefined: as wide as it comes by itself. */
  readonly setWidth: (id: string, width: number | undefined) => void
} {
  const key = `convio-widths ${list}`
  const [widths, setWidths] = useState<Widths>(() => stored(key))
  const setWidth = useCallback(
    (id: string, width: number | undefined) =>
      setWidths((now) => {
        const { [id]: _, ...others } = now
        const next =
          width === undefined
            ? others
            : { ...others, [id]: Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))) }
        keep(key, next)
        return next
      }),
    [key],
  )
  const sized = useMemo(
    () =>
      columns.map((column) => {
        const width = widths[column.id]
        return width === undefined ? column : { ...column, min: width, grow: 0 }
      }),
    [columns, widths],
  )
  return { columns: sized, setWidth }
}

function stored(key: string): Widths {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, width]) => Number.isFinite(width)))
  } catch {
    return {}
  }
}

function keep(key: string, widths: Widths): void {
  try {
    localStorage.setItem(key, JSON.stringify(widths))
  } catch {
    // Without storage the widths hold until the list is left.
  }
}
