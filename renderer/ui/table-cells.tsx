// The cells of a table, changed where they stand: the arrow keys choose one, F2 or Enter opens its editor, a pencil does the same for a
// mouse. The editor lies over its cell and goes along with its record when rows move.
import { Pencil } from 'lucide-react'
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react'
import type { CellEnd, Column } from './table-parts.tsx'

type CellsOptions<Row, Id extends string | number> = {
  readonly grid: RefObject<HTMLDivElement | null>
  readonly columns: readonly Column<Row>[]
  /** Columns that stay at the left while the others scroll by. */
  readonly stickyColumns: number
  readonly activeIndex: number
  readonly rowAt: (index: number) => Row | undefined
  readonly idOf: (row: Row) => Id
  /** Rows that exist as elements. */
  readonly visible: readonly { readonly index: number; readonly row: Row | undefined }[]
  /** Where a row stands now, in px from the top of the table as it is seen. */
  readonly placeOf: (index: number) => number
  /** How much of the table is seen, in px. */
  readonly height: number
  readonly setWidth: (column: string, width: number) => void
  /** A change of it ends what was begun: another filter, another record's detail. */
  readonly resetKey: string
}

type Cells<Row> = {
  /** Place of the chosen cell's column; undefined while whole rows are chosen. */
  readonly activeColumn: number | undefined
  /** True: the key was for a cell. */
  onKeyDown(event: KeyboardEvent): boolean
  /** Opens the editor of the active row for that column: over its cell, or below the row where the column is not shown. */
  edit(column: Column<Row>): boolean
  /** Moves, and not what comes under the pointer: rows that scroll by it are none of its doing. */
  onPointerMove(event: PointerEvent): void
  onPointerLeave(): void
  /** A press is for what lies there already. */
  onPointerDown(): void
  /** Rows move under the pointer. */
  onScroll(): void
  /** Something lies over the grid and goes along when it is scrolled. */
  readonly isOver: boolean
  /** The editor and the pencil, to lie over the grid: inside of it only rows may stand. */
  readonly over: ReactNode
}

/** A cell of a record, and where its column stands, in px. */
type Spot<Row> = {
  readonly row: Row
  readonly index: number
  readonly column: string
  readonly left: number
  readonly width: number
  /** Not shown: its editor stands with its name below the cell of another. */
  readonly further?: Column<Row>
}

const ROW = 34
const NARROWEST_EDITOR = 176
/** How long a mouse rests on a cell before the pencil comes: never under a click that is on its way. */
const REST_MS = 80
/** Room that an editor may take below its row: its name, or what is wrong. */
const BELOW_EDITOR = 72
/** What one press makes a column wider or narrower by, in px. */
const WIDER = 16

export function useCells<Row, Id extends string | number>({
  grid,
  columns,
  stickyColumns,
  activeIndex,
  rowAt,
  idOf,
  visible,
  placeOf,
  height,
  setWidth,
  resetKey,
}: CellsOptions<Row, Id>): Cells<Row> {
  const [chosen, setChosen] = useState<string>()
  const [edited, setEdited] = useState<Spot<Row>>()
  const [pointed, setPointed] = useState<Spot<Row>>()
  const resting = useRef<{ readonly row: Row; readonly at: number; readonly timer: number }>(undefined)
  const stopResting = () => {
    window.clearTimeout(resting.current?.timer)
    resting.current = undefined
  }
  useEffect(() => () => window.clearTimeout(resting.current?.timer), [])
  const chosenAt = columns.findIndex(({ id }) => id === chosen)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is the reason, not a value read inside
  useEffect(() => {
    setChosen(undefined)
    setEdited(undefined)
    setPointed(undefined)
  }, [resetKey])

  const canEdit = (at: number, row: Row) => columns[at]?.editor?.(row, () => {}) !== undefined
  /** The first column from there, in that direction, whose cell can be changed. */
  const nextEditable = (from: number, by: 1 | -1, row: Row): number => {
    for (let at = from; at >= 0 && at < columns.length; at += by) if (canEdit(at, row)) return at
    return -1
  }
  const headOf = (at: number) =>
    grid.current?.querySelector<HTMLElement>(`[role="columnheader"][aria-colindex="${at + 1}"]`)
  const spotOf = (row: Row, index: number, at: number): Spot<Row> | undefined => {
    const head = headOf(at)
    const column = columns[at]
    if (!head || column === undefined) return undefined
    return { row, index, column: column.id, left: head.offsetLeft, width: head.offsetWidth }
  }

  /** Brings a column out from behind those that stay, or from beyond the edge. */
  const reveal = (at: number) => {
    const box = grid.current
    const head = headOf(at)
    if (!box || !head || at < stickyColumns) return
    const kept = headOf(stickyColumns - 1)
    const keptTo = kept ? kept.getBoundingClientRect().right : box.getBoundingClientRect().left
    const { left, right } = head.getBoundingClientRect()
    const edge = box.getBoundingClientRect().left + box.clientWidth
    if (left < keptTo) box.scrollLeft -= keptTo - left
    else if (right > edge) box.scrollLeft += right - edge
  }
  const choose = (at: number) => {
    setChosen(columns[at]?.id)
    if (at >= 0) reveal(at)
  }
  const edit = (row: Row, index: number, at: number) => {
    choose(at)
    setPointed(undefined)
    setEdited(spotOf(row, index, at))
  }

  const editColumn = (column: Column<Row>): boolean => {
    const row = rowAt(activeIndex)
    if (row === undefined || column.editor?.(row, () => {}) === undefined) return false
    const at = columns.findIndex(({ id }) => id === column.id)
    if (at !== -1) reveal(at)
    const spot = spotOf(row, activeIndex, at === -1 ? stickyColumns - 1 : at)
    if (spot === undefined) return false
    setPointed(undefined)
    setEdited(at === -1 ? { ...spot, further: column } : spot)
    return true
  }

  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (event.shiftKey) {
      const by = event.key === 'ArrowRight' ? WIDER : event.key === 'ArrowLeft' ? -WIDER : 0
      const column = columns[chosenAt]
      const width = headOf(chosenAt)?.offsetWidth
      if (by === 0 || column === undefined || width === undefined) return false
      setWidth(column.id, width + by)
      return true
    }
    const row = rowAt(activeIndex)
    switch (event.key) {
      case 'ArrowRight':
        if (columns.every(({ editor }) => editor === undefined)) return false
        // Marks have a key of their own.
        choose(Math.min(columns.length - 1, chosenAt === -1 ? stickyColumns - 1 : chosenAt + 1))
        return true
      case 'ArrowLeft':
        if (chosenAt === -1) return false
        choose(chosenAt <= stickyColumns - 1 ? -1 : chosenAt - 1)
        return true
      case 'Escape':
        if (chosenAt === -1) return false
        setChosen(undefined)
        return true
      case 'Enter':
        if (chosenAt === -1 || row === undefined || !canEdit(chosenAt, row)) return false
        edit(row, activeIndex, chosenAt)
        return true
      case 'F2': {
        if (row === undefined) return false
        const at = nextEditable(Math.max(0, chosenAt), 1, row)
        if (at === -1) return false
        edit(row, activeIndex, at)
        return true
      }
      default:
        return false
    }
  }

  /** Where the spot's record and column are now; a record that is not drawn stays where it was last. */
  const present = (spot: Spot<Row> | undefined) => {
    const at = columns.findIndex(({ id }) => id === spot?.column)
    if (spot === undefined || at === -1) return undefined
    const there = visible.find(({ row }) => row !== undefined && idOf(row) === idOf(spot.row))
    return {
      spot,
      at,
      row: there?.row ?? spot.row,
      index: there?.index ?? spot.index,
      isDrawn: there !== undefined,
    }
  }
  // What is begun is kept, also when its row is scrolled away or no longer listed.
  const editing = present(edited)
  const hovered = editing === undefined ? present(pointed) : undefined
  const hovering = hovered?.isDrawn ? hovered : undefined

  const end = ({ isByKeyboard, step }: CellEnd) => {
    setEdited(undefined)
    if (isByKeyboard) grid.current?.focus({ preventScroll: true })
    else setChosen(undefined)
    if (step === undefined || editing === undefined || editing.spot.further) return
    const at = nextEditable(editing.at + step, step, editing.row)
    if (at !== -1) edit(editing.row, editing.index, at)
  }

  /** How far it is scrolled sideways; read only for what lies over the grid. */
  const scrolledBy = () => grid.current?.scrollLeft ?? 0

  const further = editing?.spot.further
  const top = editing === undefined ? 0 : placeOf(editing.index)
  // At the foot of the table it grows upwards.
  const isLow = top + ROW + BELOW_EDITOR > height
  return {
    edit: editColumn,
    activeColumn: chosenAt === -1 ? undefined : chosenAt,
    onKeyDown,
    onPointerMove: ({ target, pointerType }) => {
      if (pointerType !== 'mouse' || !(target instanceof Element)) return
      if (target.closest('.cell-pencil')) return
      const cell = target.closest('[role="gridcell"]')
      const index = Number(cell?.parentElement?.getAttribute('aria-rowindex')) - 2
      const at = Number(cell?.getAttribute('aria-colindex')) - 1
      const row = cell ? rowAt(index) : undefined
      if (pointed !== undefined && row === pointed.row && columns[at]?.id === pointed.column) return
      if (resting.current !== undefined && resting.current.row === row && resting.current.at === at) return
      stopResting()
      setPointed(undefined)
      if (row === undefined || !canEdit(at, row)) return
      const timer = window.setTimeout(() => setPointed(spotOf(row, index, at)), REST_MS)
      resting.current = { row, at, timer }
    },
    onPointerLeave: () => {
      stopResting()
      setPointed(undefined)
    },
    onPointerDown: stopResting,
    onScroll: () => {
      stopResting()
      setPointed(undefined)
    },
    isOver: editing !== undefined || hovering !== undefined,
    over: (
      <>
        {hovering && (
          <button
            type="button"
            className="cell-pencil"
            // By keyboard: F2.
            tabIndex={-1}
            aria-label={`Change ${columns[hovering.at]?.title}`}
            style={{
              top: placeOf(hovering.index),
              left: hovering.spot.left + hovering.spot.width - scrolledBy(),
            }}
            onClick={() => edit(hovering.row, hovering.index, hovering.at)}
          >
            <Pencil size={12} aria-hidden />
          </button>
        )}
        {editing && (
          <div
            key={`${idOf(editing.row)} ${further?.id ?? editing.spot.column}`}
            className={`cell-editor${further ? ' further' : ''}${isLow ? ' low' : ''}`}
            style={{
              top: top + (isLow === (further === undefined) ? ROW : 0),
              left: editing.spot.left - scrolledBy(),
              width: Math.max(NARROWEST_EDITOR, editing.spot.width),
            }}
          >
            {further && (
              <span className="cell-editor-name" aria-hidden>
                {further.title}
              </span>
            )}
            {(further ?? columns[editing.at])?.editor?.(editing.row, end)}
          </div>
        )}
      </>
    ),
  }
}
