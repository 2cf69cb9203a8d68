// Which file a connection has open.
import path from 'node:path'
import type { ReadDb } from './connection.ts'

/** The file that this connection has open. */
export function databaseOf(db: ReadDb): string {
  const main = db
    .sql('pragma database_list')
    .all<{ name: string; file: string }>()
    .find(({ name }) => name === 'main')
  return main?.file ?? ''
}

export function dataFolderOf(db: ReadDb): string {
  return path.dirname(databaseOf(db))
}
