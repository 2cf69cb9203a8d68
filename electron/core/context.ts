// What a handler is given. Its type decides what it may do: a query cannot write, a command cannot leave its transaction half open.
import type { Topic } from '../../shared/contract/topics.ts'
import type { Clock } from './clock.ts'
import type { ReadDb, WriteDb } from './db/connection.ts'
import type { Directory } from './directory.ts'
import type { Vault } from './vault.ts'

export type ReadContext = {
  readonly db: ReadDb
  readonly clock: Clock
  readonly secretProtection: Vault['protection']
}

export type WriteContext = Omit<ReadContext, 'db'> & {
  readonly db: WriteDb
  /** Who does it: an agent's slug, `system`, `webhook:<id>`, `import:<id>`, `api:<workspace>`. */
  readonly actor: string
  readonly directory: Directory
  readonly vault: Vault
  /** Names what this transaction touched; announced once it is committed. */
  touch(...topics: readonly Topic[]): void
}

export type Progress = {
  readonly done: number
  readonly total: number | null
  readonly unit: string
  /** What it is about, where that has a name: a file. */
  readonly of?: string
  /** It goes to its end from here on, and hears no cancel. */
  readonly isDeaf?: boolean
}

export type TaskContext = ReadContext & {
  readonly directory: Directory
  readonly vault: Vault
  readonly actor: string
  /** One slice of the work: its own short transaction, so that intake and the screens get their turn between two. */
  slice<T>(work: (context: WriteContext) => T): T
  /**
   * A slice that the disk is not waited for, for work that a crash takes back anyway. The WAL keeps the order of all commits, so the slice that
   * completes the work, and is waited for, brings all earlier ones to the disk with it.
   */
  unsyncedSlice<T>(work: (context: WriteContext) => T): T
  /** Whether another writer waits: work that can end its slice early does so, and goes on in the next one. */
  isWanted(): boolean
  /** Records of a long step that are handled together: after so many, its slice can end. */
  readonly bite: number
  /** Statements outside of a transaction, for reading along the way. */
  readonly db: ReadDb
}

/** A task yields after each slice; on cancel `TaskCancelled` is thrown into it at a yield, so that it can take back what it wrote. */
export type Task<T> = Generator<Progress, T, void>

export class TaskCancelled extends Error {
  constructor() {
    super('The task was cancelled.')
    this.name = 'TaskCancelled'
  }
}
