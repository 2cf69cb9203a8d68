// Listens to the statements a query runs: for asking SQLite how it would run them, and for running them bare.
import type { ReadDb, ReadStatement } from '../../electron/core/db/connection.ts'

export type Statement = { readonly text: string; readonly values: readonly unknown[] }

/** A database that answers like `db` and writes down what it was asked. */
export function listening(db: ReadDb, heard: Statement[]): ReadDb {
  return {
    sql: (text) => {
      const statement = db.sql(text)
      const note =
        <T>(run: (...values: readonly unknown[]) => T) =>
        (...values: readonly unknown[]): T => {
          heard.push({ text, values })
          return run(...values)
        }
      return {
        get: note(statement.get),
        all: note(statement.all),
        iterate: note(statement.iterate),
        value: note(statement.value),
      } as ReadStatement
    },
  }
}

/** What a query asks of the database, in order. */
export function statementsOf(db: ReadDb, query: (db: ReadDb) => unknown): readonly Statement[] {
  const heard: Statement[] = []
  query(listening(db, heard))
  return heard
}
