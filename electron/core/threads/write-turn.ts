// Whose turn it is to write. SQLite lets one connection write at a time, and one that must wait sleeps ever longer between its looks at the lock. Here the
// writer's thread (commands, intake, jobs) says that it waits, the tasks' thread ends its slice early when it sees that, and wakes the writer at the commit.
// It only makes waiting short: what keeps writers apart is SQLite's own lock.

/** Cells of the shared memory. */
const WAITING = 0
const IN_SLICE = 1
const CELLS = 2

/** A slice that takes longer is waited for at SQLite's lock, as another program would be. */
const LONGEST_WAIT_MS = 1_000
/** A long task goes on after so long, however busy the writer is. */
const LONGEST_GIVING_WAY_MS = 200

export type WriteTurn = {
  /** For the writer: runs `work` as soon as the slice that may be under way has ended. */
  first<T>(work: () => T): T
  /** For tasks: runs `work`, a slice, when the writer has nothing to do. */
  after<T>(work: () => T): T
  /** Whether the writer waits or writes; cheap enough to be asked every few rows. */
  isWanted(): boolean
}

export function sharedTurn(): SharedArrayBuffer {
  return new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT)
}

/** A thread has ended, perhaps in its turn: nobody waits for it, and it waits for nobody. */
export function endTurnOf(shared: SharedArrayBuffer, role: 'writer' | 'tasks'): void {
  const cell = role === 'writer' ? WAITING : IN_SLICE
  const cells = new Int32Array(shared)
  Atomics.store(cells, cell, 0)
  Atomics.notify(cells, cell)
}

export function writeTurn(shared: SharedArrayBuffer): WriteTurn {
  const cells = new Int32Array(shared)
  return {
    first: (work) => {
      Atomics.add(cells, WAITING, 1)
      try {
        const untilMs = performance.now() + LONGEST_WAIT_MS
        while (Atomics.load(cells, IN_SLICE) === 1) {
          const leftMs = untilMs - performance.now()
          if (leftMs <= 0) break
          Atomics.wait(cells, IN_SLICE, 1, leftMs)
        }
        return work()
      } finally {
        Atomics.sub(cells, WAITING, 1)
        Atomics.notify(cells, WAITING)
      }
    },
    after: (work) => {
      const untilMs = performance.now() + LONGEST_GIVING_WAY_MS
      for (;;) {
        const waiting = Atomics.load(cells, WAITING)
        const leftMs = untilMs - performance.now()
        if (waiting <= 0 || leftMs <= 0) break
        Atomics.wait(cells, WAITING, waiting, leftMs)
      }
      Atomics.store(cells, IN_SLICE, 1)
      try {
        return work()
      } finally {
        Atomics.store(cells, IN_SLICE, 0)
        Atomics.notify(cells, IN_SLICE)
      }
    },
    isWanted: () => Atomics.load(cells, WAITING) > 0,
  }
}
