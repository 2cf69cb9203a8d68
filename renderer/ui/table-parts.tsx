// biome-ignore-all lint/a11y/useSemanticElements: a real <table> cannot leave out the rows that are not in view
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and points at the active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys
// What a table is put together from: its columns, its head, its rows and their marks.
import { ArrowDown, ArrowUp, Check, Minus } from 'lucide-react'
import { memo, type ReactNode, useRef } from 'react'
import type { Sort } from '../../shared/domain/list/filter.ts'

export type Column<Row> = {
  readonly id: string
  readonly title: string
  /** Narrowest width in px; the table scrolls sideways before a column gets narrower. Columns stand in the order of their weight: beside
   * an open record, which says the rest, the last ones make room. */
  readonly min: number
  /** Share of the width left over; 0 keeps it at `min`. */
  readonly grow?: number
  readonly isNumber?: boolean
  /** Title read aloud only: a column of marks. */
  readonly isTitleHidden?: boolean
  /** The column of the database that pressing the title sorts by. */
  readonly sort?: string
  /** Pure. Text alone is drawn without an element of its own, and stands whole in the cell's tooltip. */
  readonly cell: (row: Row) => ReactNode
  /** The editor of a cell, which opens as it appears and tells of its end; undefined where this row's cell is not changed here. */
  readonly editor?: (row: Row, onEnd: (end: CellEnd) => void) => ReactNode
}

export type CellEnd = {
  /** The keys go on in the list. */
  readonly isByKeyboard: boolean
  /** On to the next cell, or back to the one before. */
  readonly step?: 1 | -1
}

/** The rows that are picked out, by their records and not by their places. */
export type Selection<Row> = {
  readonly count: number
  has(row: Row): boolean
  toggle(row: Row): void
  /** All rows between two places, in whichever direction; what a range that reached `until` gives up is no longer picked out. */
  range(from: number, to: number, until?: number): void
  all(): void
  clear(): void
}

/** The column of marks, before all others. */
export const MARKS: Column<never> = {
  id: 'marks',
  title: 'Selected',
  min: 36,
  grow: 0,
  isTitleHidden: true,
  cell: () => null,
}

export function sortWord(
  column: string | undefined,
  sort: Sort | undefined,
): 'ascending' | 'descending' | undefined {
  if (column === undefined || sort?.column !== column) return undefined
  return sort.direction === 'asc' ? 'ascending' : 'descending'
}

export function HeadTitle({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<never>
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
}) {
  if (column.isTitleHidden) return <span className="unseen">{column.title}</span>
  const by = column.sort
  if (by === undefined || onSort === undefined) return column.title
  const word = sortWord(by, sort)
  return (
    <button
      type="button"
      className="head-sort"
      aria-label={`Sort by ${column.title}`}
      onClick={() =>
        onSort({
          column: by,
          direction:
            word === 'ascending' ? 'desc' : word === 'descending' ? 'asc' : column.isNumber ? 'desc' : 'asc',
        })
      }
    >
      {column.title}
      {word === 'ascending' && <ArrowUp size={12} aria-hidden />}
      {word === 'descending' && <ArrowDown size={12} aria-hidden />}
    </button>
  )
}

/** The right edge of a title: dragged it makes the column wider or narrower, pressed twice as wide as it comes by itself. */
export function HeadEdge({ onResize }: { readonly onResize: (width: number | undefined) => void }) {
  const from = useRef<{ readonly x: number; readonly width: number }>(undefined)
  return (
    <span
      className="head-edge"
      // By keyboard: Shift and an arrow on a chosen cell.
      aria-hidden
      onPointerDown={(event) => {
        const head = event.currentTarget.parentElement
        if (event.button !== 0 || !head) return
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width: head.offsetWidth }
      }}
      onPointerMove={(event) => {
        if (from.current) onResize(from.current.width + event.clientX - from.current.x)
      }}
      onPointerUp={() => {
        from.current = undefined
      }}
      onPointerCancel={() => {
        from.current = undefined
      }}
      onDoubleClick={() => onResize(undefined)}
    />
  )
}

export function HeadMark<Row>({
  selection,
  total,
}: {
  readonly selection: Selection<Row>
  readonly total: number
}) {
  const state = selection.count === 0 ? false : selection.count >= total ? true : 'mixed'
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={state}
      aria-label="All that are listed"
      className="mark"
      onClick={() => (state === false ? selection.all() : selection.clear())}
    >
      <Box state={state} />
    </button>
  )
}

function RowMark({
  isMarked,
  onMark,
}: {
  readonly isMarked: boolean
  readonly onMark: (isRange: boolean) => void
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={isMarked}
      aria-label="Selected"
      className="mark"
      // The grid keeps the focus; by keyboard X marks the active row.
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation()
        onMark(event.shiftKey)
      }}
    >
      <Box state={isMarked} />
    </button>
  )
}

function Box({ state }: { readonly state: boolean | 'mixed' }) {
  return (
    <span className={`checkbox small${state === false ? '' : ' on'}`} aria-hidden>
      {state === true && <Check size={11} strokeWidth={3} />}
      {state === 'mixed' && <Minus size={11} strokeWidth={3} />}
    </span>
  )
}

export function cellClass(column: Column<never>, isSticky: boolean): string {
  return `cell${column.isNumber ? ' number' : ''}${isSticky ? ' sticky' : ''}`
}

type TableRowProps = {
  readonly id: string
  readonly index: number
  readonly top: number
  readonly row: unknown
  readonly columns: readonly Column<never>[]
  readonly lefts: readonly (number | undefined)[]
  readonly isActive: boolean
  /** Place of the column whose cell is chosen in the active row. */
  readonly activeColumn: number | undefined
  readonly isOpen: boolean
  readonly isDimmed: boolean
  readonly onPress: (index: number) => void
  /** Undefined: the list has no marks. */
  readonly isMarked: boolean | undefined
  readonly onMark: (index: number, isRange: boolean) => void
}

function TableRowPlain({
  id,
  index,
  top,
  row,
  columns,
  lefts,
  isActive,
  activeColumn,
  isOpen,
  isDimmed,
  onPress,
  isMarked,
  onMark,
}: TableRowProps) {
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={isMarked ?? isOpen}
      className={`table-row${isActive && activeColumn === undefined ? ' active' : ''}${isOpen ? ' open' : ''}${isMarked ? ' marked' : ''}${isDimmed ? ' dimmed' : ''}`}
      style={{ top }}
      onClick={(event) => {
        if (isMarked !== undefined && (event.shiftKey || event.ctrlKey || event.metaKey)) {
          window.getSelection()?.removeAllRanges()
          onMark(index, event.shiftKey)
          return
        }
        // Selecting text in a row must not open it.
        if (window.getSelection()?.isCollapsed !== false) onPress(index)
      }}
    >
      {columns.map((column, at) => {
        const content =
          column.id === MARKS.id ? (
            <RowMark isMarked={isMarked ?? false} onMark={(isRange) => onMark(index, isRange)} />
          ) : row === undefined ? (
            <span className={`skeleton-line w${(index + at) % 4}`} />
          ) : (
            column.cell(row as never)
          )
        const text = typeof content === 'string' ? content : undefined
        return (
          <div
            key={column.id}
            // Named only while the grid points at it.
            id={at === activeColumn ? `${id}-${at}` : undefined}
            role="gridcell"
            aria-colindex={at + 1}
            className={`${cellClass(column, lefts[at] !== undefined)}${text === undefined ? '' : ' text'}${at === activeColumn ? ' chosen' : ''}`}
            style={lefts[at] === undefined ? undefined : { left: lefts[at] }}
            title={text}
          >
            {content}
          </div>
        )
      })}
    </div>
  )
}

/** Drawn again only when its own record, place or state changes. */
export const TableRow = memo(
  TableRowPlain,
  (a, b) =>
    a.row === b.row &&
    a.top === b.top &&
    a.index === b.index &&
    a.columns === b.columns &&
    a.lefts === b.lefts &&
    a.isActive === b.isActive &&
    a.activeColumn === b.activeColumn &&
    a.isOpen === b.isOpen &&
    a.isDimmed === b.isDimmed &&
    a.isMarked === b.isMarked,
)
