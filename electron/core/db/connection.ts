// A connection with its prepared statements. SQL is written where it is used; each text is prepared once and kept.
// A query gets a ReadDb, which has no way to write; a command gets a WriteDb. (Rows come back as objects keyed by column name.)
import Database from 'better-sqlite3'
import { foldText } from '../../../shared/domain/fold.ts'

// biome-ignore lint/suspicious/noExplicitAny: a row's type is stated where the SQL is written.
type Row = any

export type ReadStatement = {
  get<T = Row>(...values: readonly unknown[]): T | undefined
  all<T = Row>(...values: readonly unknown[]): T[]
  iterate<T = Row>(...values: readonly unknown[]): IterableIterator<T>
  /** The first column of the first row. */
  value<T = Row>(...values: readonly unknown[]): T | undefined
  /** Rows as lists of their cells: for passes over many. */
  arrays<T = Row>(...values: readonly unknown[]): T[]
}
export type WriteStatement = ReadStatement & {
  run(...values: readonly unknown[]): { readonly changes: number; readonly lastInsertRowid: number | bigint }
}
export type ReadDb = {
  sql(text: string): ReadStatement
  /** True: kept for brief answers (long-work.ts). */
  readonly isBrief?: boolean
  /** Runs `work` with what it reads as it is at one moment. */
  snapshot?<T>(work: () => T): T
}
export type WriteDb = { sql(text: string): WriteStatement }

export type Connection = WriteDb & {
  readonly isBrief?: boolean
  readonly raw: Database.Database
  snapshot<T>(work: () => T): T
  close(): void
}

const MOST_PREPARED = 1_000

export function connect(raw: Database.Database): Connection {
  const prepared = new Map<string, WriteStatement>()
  const prepare = (text: string): WriteStatement => {
    const statement = raw.prepare(text)
    let plucked: Database.Statement | undefined
    let bare: Database.Statement | undefined
    return {
      get: (...values) => statement.get(...values) as Row,
      all: (...values) => statement.all(...values) as Row[],
      iterate: (...values) => statement.iterate(...values) as IterableIterator<Row>,
      run: (...values) => statement.run(...values),
      value: (...values) => {
        plucked ??= raw.prepare(text).pluck()
        return plucked.get(...values) as Row
      },
      arrays: (...values) => {
        bare ??= raw.prepare(text).raw()
        return bare.all(...values) as Row[]
      },
    }
  }
  return {
    raw,
    sql: (text) => {
      let statement = prepared.get(text)
      if (statement === undefined) {
        statement = prepare(text)
        prepared.set(text, statement)
        // Filters make texts without end; the oldest of them go.
        if (prepared.size > MOST_PREPARED) prepared.delete(prepared.keys().next().value as string)
      }
      return statement
    },
    snapshot: (work) => {
      if (raw.inTransaction) return work()
      raw.exec('begin')
      try {
        return work()
      } finally {
        raw.exec('commit')
      }
    },
    close: () => {
      prepared.clear()
      raw.close()
    },
  }
}

/** SQLite before this can corrupt a WAL file that two connections checkpoint at once. */
const OLDEST_SQLITE = [3, 51, 3] as const

// Every connection gets these and reads them back (TRUST, Storage): a pragma that did not take is a defect, not a preference.
const PRAGMAS: readonly (readonly [name: string, value: number | string, readBack: number | string])[] = [
  ['busy_timeout', 10_000, 10_000],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['mmap_size', 0, 0],
  ['temp_store', 'MEMORY', 2],
]

/**
 * WAL pages after which the committing thread moves what waits in it: the default of 1,000 is the p99 of intake. Over threads little
 * waits by then, since a thread of its own has moved the rest (checkpoints.ts).
 */
export const CHECKPOINT_PAGES = 8_000
/** After a checkpoint the WAL file is cut back to this many bytes. */
const WAL_LIMIT = 64 * 1024 * 1024

export type OpenMode = 'write' | 'read'

export function openConnection(
  file: string,
  mode: OpenMode,
  options: { readonly cacheKib?: number } = {},
): Connection {
  const raw = new Database(file, { readonly: mode === 'read', fileMustExist: mode === 'read' })
  try {
    assertSqlite(raw)
    setPragmas(raw, PRAGMAS)
    raw.pragma(`cache_size = -${options.cacheKib ?? 65_536}`)
    // For filters over texts; no index and no view knows it, so the file stays readable for any other SQLite tool.
    raw.function('fold', { deterministic: true }, (text: unknown) =>
      typeof text === 'string' ? foldText(text) : text,
    )
    if (mode === 'write') {
      if (file !== ':memory:') {
        setPragmas(raw, [
          ['journal_mode', 'WAL', 'wal'],
          // Acknowledge only what is on the disk: better-sqlite3 would otherwise run WAL at NORMAL.
          ['synchronous', 'FULL', 2],
          ['wal_autocheckpoint', CHECKPOINT_PAGES, CHECKPOINT_PAGES],
          ['journal_size_limit', WAL_LIMIT, WAL_LIMIT],
        ])
      }
    } else {
      setPragmas(raw, [['query_only', 'ON', 1]])
    }
    return connect(raw)
  } catch (error) {
    raw.close()
    throw error
  }
}

function setPragmas(raw: Database.Database, pragmas: typeof PRAGMAS): void {
  for (const [name, value, readBack] of pragmas) {
    raw.pragma(`${name} = ${value}`)
    const is = raw.pragma(name, { simple: true })
    // Where the library leaves a pragma out altogether (mmap in some builds) there is nothing to set.
    if (is !== undefined && is !== readBack)
      throw new Error(`SQLite keeps ${name} at ${String(is)} instead of ${readBack}.`)
  }
}

function assertSqlite(raw: Database.Database): void {
  const version = raw.prepare('select sqlite_version()').pluck().get() as string
  const parts = version.split('.').map(Number)
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0
    if (part > least) return
    if (part < least)
      throw new Error(`This SQLite is ${version}; ${OLDEST_SQLITE.join('.')} or newer is needed.`)
  }
}

/** Runs `work` in one transaction; anything thrown takes all of it back. */
export function inTransaction<T>(connection: Connection, work: () => T): T {
  const { raw } = connection
  connection.sql('begin immediate').run()
  try {
    const result = work()
    connection.sql('commit').run()
    return result
  } catch (error) {
    if (raw.inTransaction) connection.sql('rollback').run()
    throw error
  }
}

/** The file that this connection has open. */
export function databaseOf(db: ReadDb): string {
  const main = db
    .sql('pragma database_list')
    .all<{ name: string; file: string }>()
    .find(({ name }) => name === 'main')
  return main?.file ?? ''
}
