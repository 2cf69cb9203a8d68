// biome-ignore-all lint/a11y/useSemanticElements: a real <table> cannot leave out the rows that are not in view
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and points at the active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys
// A list of any length as a grid: only the rows in view exist, the rest is height. The focus stays on the grid itself and points at the
// active row (aria-activedescendant), so scrolling, refetching and a lead that arrives above never take it away; the active row is known
// by its record, not by its place. Written by hand instead of with @tanstack/react-virtual because rows are all 34 px high, and because
// browsers cut elements off at about 33 million pixels: beyond that the scroll way is compressed, so a million rows are all within reach.
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import type { Sort } from '../../shared/domain/list/filter.ts'
import { type Rows, useRowChanges } from '../api/hooks.ts'
import { useShortcut } from '../app/shortcuts.ts'
import { useColumnWidths } from './column-widths.ts'
import { ErrorState, useIsSlow } from './states.tsx'
import { useCells } from './table-cells.tsx'
import {
  type Column,
  cellClass,
  HeadEdge,
  HeadMark,
  HeadTitle,
  MARKS,
  type Selection,
  sortWord,
  TableRow,
} from './table-parts.tsx'

const ROW = 34
const HEAD = 30
const OVERSCAN = 6
/** Below the height at which engines cut an element off. */
const MAX_HEIGHT = 16_000_000

/** What a table measured last: the next one most likely has the same room, and is drawn once. */
let lastSize = { height: 600, width: Number.POSITIVE_INFINITY }

export type TableHandle = {
  focus(): void
  /**
   * What keys work on: the place of the active row; undefined while the focus is elsewhere. A cell has its own keys, and who has just come
   * to the place of a row that is gone was not chosen by anybody: nothing.
   */
  hand(): number | 'nothing' | undefined
  /** The same, with a cell chosen too, for keys that are not a cell's. */
  row(): number | undefined
  /** The active row goes by the person's own doing: the one that comes to its place is active next. */
  moveOn(): void
  /** Opens the editor of that column for the active row; false where it has none. */
  edit(column: Column<never>): boolean
}

type DataTableProps<Row, Id extends string | number> = {
  /** What is listed: "Leads". */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: Rows<Row>
  readonly idOf: (row: Row) => Id
  /** The record whose detail is open, if any. */
  readonly openId?: Id | undefined
  /** Enter and click open (and Enter moves on into the panel); Space peeks: the focus stays in the list. */
  readonly onOpen?: (row: Row, how: 'open' | 'peek') => void
  /** Shown in place of the rows when there are none. */
  readonly empty: ReactNode
  /** Columns at the left that stay while the table scrolls sideways; all but the last of them need `grow: 0`. */
  readonly stickyColumns?: number
  /** Changes with the filter: the list starts at its top again. */
  readonly resetKey?: string
  readonly sort?: Sort
  readonly onSort?: (sort: Sort) => void
  readonly selection?: Selection<Row>
  /** Marks a row: a test lead, something switched off. */
  readonly isDimmed?: (row: Row) => boolean
  readonly ref?: Ref<TableHandle>
}

export function DataTable<Row, Id extends string | number>(props: DataTableProps<Row, Id>) {
  const {
    label,
    columns: givenColumns,
    rows,
    idOf,
    openId,
    onOpen,
    empty,
    stickyColumns: givenSticky = 1,
    resetKey = '',
    isDimmed,
    sort,
    onSort,
    selection,
    ref,
  } = props
  const grid = useRef<HTMLDivElement | null>(null)
  const baseId = useId()
  useRowChanges(rows)
  // `top` follows the scrollbar by whole rows: what is drawn does not depend on the pixels between.
  const [view, setView] = useState(() => ({ top: 0, ...lastSize }))
  const [active, setActive] = useState<{ readonly id: Id | undefined; readonly index: number }>({
    id: undefined,
    index: 0,
  })
  const [isFocused, setFocused] = useState(false)

  // Two columns may stand for one order, as Age and Received do: the arrow is on the one that was pressed.
  const [pressedTitle, setPressedTitle] = useState<string>()
  const hasSelection = selection !== undefined
  const { columns: sizedColumns, setWidth } = useColumnWidths(label, givenColumns)
  const allColumns = useMemo(
    () => (hasSelection ? [MARKS as Column<Row>, ...sizedColumns] : sizedColumns),
    [hasSelection, sizedColumns],
  )
  const stickyColumns = givenSticky + (hasSelection ? 1 : 0)
  const isBeside = openId !== undefined
  const shownColumns = isBeside ? columnsThatFit(allColumns, view.width, stickyColumns) : allColumns.length
  const columns = useMemo(() => allColumns.slice(0, shownColumns), [allColumns, shownColumns])

  const sortedBy = columns.filter((column) => column.sort !== undefined && column.sort === sort?.column)
  const sortedId = (sortedBy.find(({ id }) => id === pressedTitle) ?? sortedBy[0])?.id
  const sortOf = (column: Column<Row>) => (column.id === sortedId ? sort : undefined)

  const total = rows.length
  const fullHeight = total * ROW
  const height = Math.min(fullHeight, MAX_HEIGHT)
  const room = Math.max(0, view.height - HEAD)
  // One pixel of the scrollbar is `scale` pixels of the list; 1 up to 470,000 rows.
  const scale = height > room && fullHeight > height ? (fullHeight - room) / (height - room) : 1
  const virtualTop = view.top * scale
  const first = Math.max(0, Math.min(total - 1, Math.floor(virtualTop / ROW)))
  const last = Math.max(0, Math.min(total - 1, Math.ceil((virtualTop + room) / ROW)))

  // The grid goes when there are no rows, and comes back with the first: it is measured anew each time.
  const attach = useCallback((box: HTMLDivElement) => {
    grid.current = box
    const observer = new ResizeObserver(() => {
      lastSize = { height: box.clientHeight, width: box.clientWidth }
      const { height, width } = lastSize
      setView((now) => (now.height === height && now.width === width ? now : { ...now, height, width }))
    })
    observer.observe(box)
    return () => {
      observer.disconnect()
      grid.current = null
    }
  }, [])

  const { show } = rows
  useEffect(() => {
    show(Math.max(0, first - OVERSCAN), last + OVERSCAN)
  }, [show, first, last])

  const shownKey = useRef(resetKey)
  useLayoutEffect(() => {
    // A table that has just come is at its top; to ask it would have it laid out on the spot.
    if (shownKey.current === resetKey) return
    shownKey.current = resetKey
    if (grid.current) grid.current.scrollTop = 0
    setView((now) => (now.top === 0 ? now : { ...now, top: 0 }))
    setActive({ id: undefined, index: 0 })
  }, [resetKey])

  // Which place has the active record now? Rows that arrived above push it down; it is followed.
  const visible: { readonly index: number; readonly row: Row | undefined }[] = []
  if (total > 0) {
    for (
      let index = Math.max(0, first - OVERSCAN);
      index <= Math.min(total - 1, last + OVERSCAN);
      index += 1
    ) {
      visible.push({ index, row: rows.row(index) })
    }
  }
  const wantedId = active.id ?? openId
  const placed = visible.find(
    ({ row }) => row !== undefined && wantedId !== undefined && idOf(row) === wantedId,
  )
  const activeIndex = Math.max(0, Math.min(placed?.index ?? active.index, total - 1))

  // What was opened, here or by an address, stays the active row when it is closed again.
  const openIndex = visible.find(
    ({ row }) => row !== undefined && openId !== undefined && idOf(row) === openId,
  )?.index
  useEffect(() => {
    if (openId !== undefined && openIndex !== undefined) setActive({ id: openId, index: openIndex })
  }, [openId, openIndex])

  // Whoever has scrolled down keeps looking at the same rows when others arrive above them.
  const anchor = useRef<{ readonly id: Id; readonly index: number }>(undefined)
  useLayoutEffect(() => {
    const box = grid.current
    const held = anchor.current
    if (box && held && scale === 1) {
      const found = visible.find(({ row }) => row !== undefined && idOf(row) === held.id)
      if (found && found.index !== held.index && box.scrollTop > 0)
        box.scrollTop += (found.index - held.index) * ROW
    }
    const row = rows.row(first)
    anchor.current = row === undefined ? undefined : { id: idOf(row), index: first }
  })

  const reveal = useCallback(
    (index: number) => {
      const box = grid.current
      if (!box) return
      const top = index * ROW
      const now = box.scrollTop * scale
      // A compressed way is rounded to its pixels; the row gets that much room beside it.
      const margin = scale === 1 ? 0 : scale * 2
      if (top < now) box.scrollTop = (top - margin) / scale
      else if (top + ROW > now + room) box.scrollTop = (top + ROW - room + margin) / scale
    },
    [scale, room],
  )

  const follow = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(follow.current), [])

  function moveTo(index: number) {
    if (total === 0) return
    setAwaited(undefined)
    const next = Math.max(0, Math.min(index, total - 1))
    const row = rows.row(next)
    setActive({ id: row === undefined ? undefined : idOf(row), index: next })
    reveal(next)
    setFocused(true)
    // An open panel follows the active row, a moment later: holding J must not ask for every record on the way.
    clearTimeout(follow.current)
    if (openId !== undefined && row !== undefined && onOpen)
      follow.current = setTimeout(() => onOpen(row, 'peek'), 70)
  }

  // Enter on a row that is still on its way opens it when it is there.
  const [awaited, setAwaited] = useState<{ readonly how: 'open' | 'peek'; readonly index: number }>()
  const awaitedRow = awaited === undefined ? undefined : rows.row(awaited.index)
  useEffect(() => {
    if (awaited === undefined || awaitedRow === undefined) return
    setAwaited(undefined)
    latestOpen.current(awaited.how, awaited.index)
  }, [awaited, awaitedRow])

  function open(how: 'open' | 'peek', index = activeIndex) {
    if (!onOpen || total === 0) return
    const row = rows.row(index)
    if (row === undefined) return setAwaited({ how, index })
    clearTimeout(follow.current)
    setActive({ id: idOf(row), index })
    onOpen(row, how)
  }

  // A range reaches from the row picked out last to this one.
  const rangeFrom = useRef<number>(undefined)
  useEffect(() => {
    if (selection?.count === 0) rangeFrom.current = undefined
  }, [selection?.count])
  function mark(index: number, isRange: boolean) {
    const row = rows.row(index)
    if (selection === undefined || row === undefined) return
    if (isRange && rangeFrom.current !== undefined) selection.range(rangeFrom.current, index)
    else selection.toggle(row)
    rangeFrom.current = index
  }
  function stretch(by: number) {
    if (selection === undefined || total === 0) return
    const from = rangeFrom.current ?? activeIndex
    rangeFrom.current ??= activeIndex
    const to = Math.max(0, Math.min(activeIndex + by, total - 1))
    moveTo(to)
    selection.range(from, to, activeIndex)
  }
  const latestMark = useRef(mark)
  useEffect(() => {
    latestMark.current = mark
  })
  const pressMark = useCallback((index: number, isRange: boolean) => latestMark.current(index, isRange), [])
  useShortcut(
    'list.select',
    selection !== undefined && total > 0
      ? () => {
          mark(activeIndex, false)
          grid.current?.focus({ preventScroll: true })
        }
      : undefined,
  )
  useShortcut('list.selectAll', selection !== undefined && total > 0 ? selection.all : undefined)
  useShortcut(
    'panel.close',
    selection !== undefined && selection.count > 0 && openId === undefined ? selection.clear : undefined,
  )

  const latestOpen = useRef(open)
  useEffect(() => {
    latestOpen.current = open
  })
  const press = useCallback((index: number) => latestOpen.current('peek', index), [])

  /** The first press of J, K or an arrow lands on the active row itself when nothing was active yet. */
  function step(by: number) {
    const isFirst = active.id === undefined && openId === undefined && !placed
    moveTo(isFirst && !grid.current?.contains(document.activeElement) ? activeIndex : activeIndex + by)
  }

  const hasRows = total > 0
  useShortcut('list.next', hasRows ? () => stepFromAnywhere(1) : undefined)
  useShortcut('list.previous', hasRows ? () => stepFromAnywhere(-1) : undefined)
  function stepFromAnywhere(by: number) {
    step(by)
    grid.current?.focus({ preventScroll: true })
  }

  const topOf = (index: number) => (scale === 1 ? index * ROW : view.top + index * ROW - virtualTop)
  const cells = useCells({
    grid,
    columns,
    stickyColumns,
    activeIndex,
    rowAt: rows.row,
    idOf,
    visible,
    placeOf: (index) => HEAD + topOf(index) - (grid.current?.scrollTop ?? view.top),
    height: view.height,
    setWidth,
    resetKey,
  })

  const rowInHand = () => {
    if (document.activeElement !== grid.current || !isFocused || total === 0) return undefined
    const row = rows.row(activeIndex)
    return active.id === undefined || (row !== undefined && idOf(row) === active.id) ? activeIndex : 'nothing'
  }
  useImperativeHandle(ref, () => ({
    focus: () => grid.current?.focus({ preventScroll: true }),
    hand: () =>
      document.activeElement === grid.current && cells.activeColumn !== undefined ? 'nothing' : rowInHand(),
    row: () => {
      const at = rowInHand()
      return at === 'nothing' ? undefined : at
    },
    edit: (column) => cells.edit(column as unknown as Column<Row>),
    moveOn: () => {
      setActive({ id: undefined, index: activeIndex })
      grid.current?.focus({ preventScroll: true })
    },
  }))

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== grid.current || event.ctrlKey || event.metaKey || event.altKey) return
    if (cells.onKeyDown(event)) {
      event.preventDefault()
      setFocused(true)
      return
    }
    if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      stretch(event.key === 'ArrowDown' ? 1 : -1)
      event.preventDefault()
      return
    }
    const page = Math.max(1, Math.floor(room / ROW) - 1)
    const to: Readonly<Record<string, number>> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: total - 1,
    }
    const index = to[event.key]
    if (index !== undefined) moveTo(index)
    else if (event.key === 'Enter') open('open')
    else if (event.key === ' ') open('peek')
    else return
    event.preventDefault()
  }

  const tracks = useMemo(
    () =>
      columns.map(({ min, grow = 1 }) => (grow === 0 ? `${min}px` : `minmax(${min}px, ${grow}fr)`)).join(' '),
    [columns],
  )
  const minWidth = useMemo(() => columns.reduce((sum, { min }) => sum + min, 0), [columns])
  // What stays put costs a layer a cell while scrolling: only where there is something to scroll sideways.
  const isWide = minWidth > view.width
  const lefts = useMemo(() => {
    let left = 0
    return columns.map(({ min }, index) => {
      const own = left
      left += min
      return isWide && index < stickyColumns ? own : undefined
    })
  }, [columns, stickyColumns, isWide])

  const isSlow = useIsSlow(rows.isLoading)
  if (rows.failure) {
    return (
      <div className="table-state">
        <ErrorState failure={rows.failure} onRetry={rows.retry} />
      </div>
    )
  }
  if (!rows.isLoading && total === 0) return <div className="table-state">{empty}</div>

  const isActiveThere = visible.some(({ index }) => index === activeIndex)
  return (
    <div
      className="table-frame"
      onPointerMove={cells.onPointerMove}
      onPointerLeave={cells.onPointerLeave}
      onPointerDown={cells.onPointerDown}
    >
      <div
        ref={attach}
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={allColumns.length}
        aria-busy={rows.isLoading || undefined}
        aria-activedescendant={
          hasRows && isActiveThere
            ? `${baseId}-${activeIndex}${isFocused && cells.activeColumn !== undefined ? `-${cells.activeColumn}` : ''}`
            : undefined
        }
        className="table"
        tabIndex={0}
        style={{ '--columns': tracks, '--min': `${minWidth}px` } as CSSProperties}
        onKeyDown={onKeyDown}
        onFocus={(event) =>
          setFocused(event.target === grid.current && grid.current.matches(':focus-visible'))
        }
        onBlur={() => setFocused(false)}
        onScroll={({ currentTarget: { scrollTop } }) => {
          const isAnotherRow = scale !== 1 || Math.floor(scrollTop / ROW) !== Math.floor(view.top / ROW)
          if (!isAnotherRow && !cells.isOver) return
          // At once, before the browser paints: no white stripes while scrolling fast.
          flushSync(() => {
            cells.onScroll()
            setView((now) => ({ ...now, top: scrollTop }))
          })
        }}
      >
        <div role="rowgroup" className="table-head">
          <div role="row" aria-rowindex={1} className="table-row head">
            {columns.map((column, index) => (
              <div
                key={column.id}
                role="columnheader"
                aria-label={column.title}
                aria-sort={sortWord(column.sort, sortOf(column))}
                aria-colindex={index + 1}
                className={cellClass(column as unknown as Column<never>, lefts[index] !== undefined)}
                style={lefts[index] === undefined ? undefined : { left: lefts[index] }}
              >
                {column.id === MARKS.id && selection ? (
                  <HeadMark selection={selection} total={total} />
                ) : (
                  <>
                    <HeadTitle
                      column={column as unknown as Column<never>}
                      sort={sortOf(column)}
                      onSort={
                        onSort &&
                        ((next) => {
                          setPressedTitle(column.id)
                          onSort(next)
                        })
                      }
                    />
                    <HeadEdge onResize={(width) => setWidth(column.id, width)} />
                  </>
                )}
              </div>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className="table-body"
          style={{ height: rows.isLoading ? (isSlow ? room : 0) : height }}
        >
          {rows.isLoading
            ? isSlow &&
              Array.from({ length: Math.ceil(room / ROW) }, (_, index) => (
                <TableRow
                  // biome-ignore lint/suspicious/noArrayIndexKey: grey rows are all alike
                  key={index}
                  id={`${baseId}-${index}`}
                  index={index}
                  top={index * ROW}
                  row={undefined}
                  columns={columns as unknown as readonly Column<never>[]}
                  lefts={lefts}
                  isActive={false}
                  activeColumn={undefined}
                  isOpen={false}
                  isDimmed={false}
                  onPress={ignore}
                  isMarked={undefined}
                  onMark={ignore}
                />
              ))
            : visible.map(({ index, row }) => (
                <TableRow
                  key={index}
                  id={`${baseId}-${index}`}
                  index={index}
                  top={topOf(index)}
                  row={row}
                  columns={columns as unknown as readonly Column<never>[]}
                  lefts={lefts}
                  isActive={isFocused && index === activeIndex}
                  activeColumn={isFocused && index === activeIndex ? cells.activeColumn : undefined}
                  isOpen={row !== undefined && openId !== undefined && idOf(row) === openId}
                  isDimmed={row !== undefined && (isDimmed?.(row) ?? false)}
                  onPress={press}
                  isMarked={selection === undefined || row === undefined ? undefined : selection.has(row)}
                  onMark={pressMark}
                />
              ))}
        </div>
      </div>
      {cells.over}
    </div>
  )
}

/** How many columns, from the first on, have room whole; those that stay put are always there. */
function columnsThatFit(
  columns: readonly Pick<Column<never>, 'min'>[],
  width: number,
  least: number,
): number {
  let left = width
  const count = columns.findIndex(({ min }) => {
    left -= min
    return left < 0
  })
  return count === -1 ? columns.length : Math.max(least, count)
}

function ignore() {}
