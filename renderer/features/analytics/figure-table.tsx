// A table of figures: titles that say what they mean and sort, numbers that open the leads behind them. Within it the arrows go from number to number.
import { Link } from '@tanstack/react-router'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { Tooltip } from '../../ui/tooltip.tsx'
import type { Order } from './analytics-search.ts'
import type { LeadsSearch } from './behind.ts'
import { STOP, STOP_LINE, useRoving } from './roving.ts'

export type FigureColumn<R> = {
  readonly id: string
  readonly title: string
  /** What it means, shown on its title. */
  readonly meaning?: string
  readonly isText?: boolean
  readonly cell: (row: R) => ReactNode
  /** What it is sorted by; rows without a value come last either way. Without it the column does not sort. */
  readonly sortBy?: (row: R) => number | string | null
  readonly leads?: (row: R) => LeadsSearch | undefined
}

type FigureTableProps<R> = {
  /** For a screen reader: "Vendors". */
  readonly label: string
  readonly columns: readonly FigureColumn<R>[]
  readonly rows: readonly R[]
  readonly keyOf: (row: R) => string
  readonly order?: Order | undefined
  readonly onOrder?: (order: Order) => void
  /** Rows that stand below the others whatever they are sorted by: the sum. */
  readonly foot?: readonly R[]
  readonly isMuted?: (row: R) => boolean
}

export function FigureTable<R>(props: FigureTableProps<R>) {
  const { label, columns, rows, keyOf, order, foot = [], isMuted } = props
  const roving = useRoving<HTMLTableElement>()
  const shown = order === undefined ? rows : sorted(rows, columns, order)
  const line = (row: R) => (
    <tr key={keyOf(row)} className={isMuted?.(row) ? 'is-muted' : undefined} {...STOP_LINE}>
      {columns.map((column, at) => {
        const Cell = at === 0 ? 'th' : 'td'
        const leads = column.leads?.(row)
        return (
          <Cell key={column.id} {...(at === 0 ? { scope: 'row' } : {})} className={classOf(column)}>
            {leads === undefined ? (
              column.cell(row)
            ) : (
              <Link {...STOP} className="figure-link" to="/leads" search={leads} title="Open these leads">
                {column.cell(row)}
              </Link>
            )}
          </Cell>
        )
      })}
    </tr>
  )
  return (
    // What scrolls sideways is reached by the keys of the table in it.
    <div className="figures-scroll">
      <table className="figures-table" {...roving}>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr {...STOP_LINE}>
            {columns.map((column) => (
              <Title key={column.id} column={column} {...props} />
            ))}
          </tr>
        </thead>
        <tbody>{shown.map(line)}</tbody>
        {foot.length > 0 && <tfoot>{foot.map(line)}</tfoot>}
      </table>
    </div>
  )
}

function Title<R>({
  column,
  order,
  onOrder,
}: { readonly column: FigureColumn<R> } & Pick<FigureTableProps<R>, 'order' | 'onOrder'>) {
  const { id, title, meaning, sortBy } = column
  const direction = order?.column === id ? order.direction : undefined
  const first = column.isText ? 'asc' : 'desc'
  const head =
    sortBy && onOrder ? (
      <button
        type="button"
        {...STOP}
        className="figures-sort"
        aria-description={meaning}
        onClick={() =>
          onOrder({
            column: id,
            direction: direction === undefined ? first : direction === 'asc' ? 'desc' : 'asc',
          })
        }
      >
        {title}
        {direction === 'asc' && <ArrowUp size={12} aria-hidden />}
        {direction === 'desc' && <ArrowDown size={12} aria-hidden />}
      </button>
    ) : meaning === undefined ? null : (
      <button type="button" {...STOP} className="defined" aria-description={meaning}>
        {title}
      </button>
    )
  return (
    <th
      scope="col"
      className={classOf(column)}
      aria-sort={direction && (direction === 'asc' ? 'ascending' : 'descending')}
    >
      {head === null ? (
        title
      ) : meaning === undefined ? (
        head
      ) : (
        <Tooltip label={meaning} side="top">
          {head}
        </Tooltip>
      )}
    </th>
  )
}

function classOf({ isText }: { readonly isText?: boolean }): string | undefined {
  return isText ? undefined : 'number'
}

function sorted<R>(rows: readonly R[], columns: readonly FigureColumn<R>[], order: Order): readonly R[] {
  const by = columns.find(({ id }) => id === order.column)?.sortBy
  if (by === undefined) return rows
  const sign = order.direction === 'asc' ? 1 : -1
  return rows.toSorted((a, b) => {
    const [left, right] = [by(a), by(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    if (typeof left === 'string' && typeof right === 'string') return sign * left.localeCompare(right, 'en')
    return sign * (Number(left) - Number(right))
  })
}
