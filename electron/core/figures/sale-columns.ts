// Sales and contracts that count, column by column: neither voided ones nor those of test leads.
import { GONE } from './lead-columns.ts'

export type Sale = {
  /** Row of its lead, or -1. */
  readonly lead: number
  readonly day: number
  readonly workspace: number
  readonly agent: number
  readonly currency: number
  /** Null: nothing has been said of its value. */
  readonly cents: number | null
}

export type SaleColumns = {
  lead: Int32Array<ArrayBuffer>
  /** As of leads; GONE where the row is free. */
  day: Int32Array<ArrayBuffer>
  workspace: Uint32Array<ArrayBuffer>
  agent: Uint32Array<ArrayBuffer>
  currency: Uint16Array<ArrayBuffer>
  /** NaN: nothing has been said of its value. */
  cents: Float64Array<ArrayBuffer>
  /** The next one of the same lead, or -1. */
  next: Int32Array<ArrayBuffer>
}

export type Sales = {
  readonly columns: SaleColumns
  /** Rows in use and free ones among them. */
  readonly count: number
  /** Returns its row; `next` is the row that it stands before, or -1. */
  add(sale: Sale, next: number): number
  /** Frees a row and all that it stands before. */
  drop(first: number): void
}

const empty = (capacity: number): SaleColumns => ({
  lead: new Int32Array(capacity),
  day: new Int32Array(capacity),
  workspace: new Uint32Array(capacity),
  agent: new Uint32Array(capacity),
  currency: new Uint16Array(capacity),
  cents: new Float64Array(capacity),
  next: new Int32Array(capacity),
})

export function createSales(): Sales {
  let columns = empty(1_024)
  let count = 0
  const free: number[] = []
  const grow = () => {
    const before = columns
    columns = empty(before.day.length * 2)
    for (const name of Object.keys(before) as (keyof SaleColumns)[]) columns[name].set(before[name])
  }
  return {
    get columns() {
      return columns
    },
    get count() {
      return count
    },
    add: ({ lead, day, workspace, agent, currency, cents }, next) => {
      const row = free.pop() ?? count++
      if (row === columns.day.length) grow()
      columns.lead[row] = lead
      columns.day[row] = day
      columns.workspace[row] = workspace
      columns.agent[row] = agent
      columns.currency[row] = currency
      columns.cents[row] = cents ?? Number.NaN
      columns.next[row] = next
      return row
    },
    drop: (first) => {
      for (let row = first; row !== -1; row = columns.next[row] as number) {
        columns.day[row] = GONE
        free.push(row)
      }
    },
  }
}
