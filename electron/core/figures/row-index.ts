// Finds rows by a number that they have: an open-addressed table of row numbers, four bytes each. Entries are replaced and never removed.

export type RowIndex = {
  /** The row under this key, or -1. */
  find(key: number): number
  /** From now on this row is found under its key. */
  put(key: number, row: number): void
  rows(): Iterable<number>
}

const EMPTY = -1
const LEAST = 1_024

/** `keyAt` tells the key of a row that is in the index. */
export function createRowIndex(keyAt: (row: number) => number, expected: number): RowIndex {
  let size = LEAST
  while (size < 2 * expected) size *= 2
  let slots = new Int32Array(size).fill(EMPTY)
  let used = 0

  /** Where the key stands, or the free slot that it would take. */
  const slotOf = (key: number): number => {
    const mask = slots.length - 1
    const mixed = Math.imul((key >>> 0) ^ (Math.floor(key / 4_294_967_296) * 0x85ebca6b), 0x9e3779b1)
    let slot = (mixed ^ (mixed >>> 15)) & mask
    for (;;) {
      const row = slots[slot] as number
      if (row === EMPTY || keyAt(row) === key) return slot
      slot = (slot + 1) & mask
    }
  }
  const grow = () => {
    const before = slots
    slots = new Int32Array(before.length * 2).fill(EMPTY)
    for (const row of before) if (row !== EMPTY) slots[slotOf(keyAt(row))] = row
  }
  return {
    find: (key) => slots[slotOf(key)] as number,
    put: (key, row) => {
      const slot = slotOf(key)
      if (slots[slot] === EMPTY) used++
      slots[slot] = row
      if (used * 2 > slots.length) grow()
    },
    *rows() {
      for (const row of slots) if (row !== EMPTY) yield row
    },
  }
}
