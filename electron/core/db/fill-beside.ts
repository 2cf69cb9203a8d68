// Filling a database that nobody else uses, by as many rows as it likes: the work is done on a copy beside it, without waiting for the disk
// and without the indexes that only readers need, and the copy takes the database's place when it is complete. Cancelled or killed, the
// database is as it was.
import fs from 'node:fs'
import { type Connection, connect, openConnection } from './connection.ts'
import type { DataFolder } from './folder.ts'
import { syncFile, syncFolder } from './safety-copy.ts'

const BULK_CACHE_KIB = 1_048_576

type SchemaEntry = { readonly type: 'index' | 'trigger'; readonly name: string; readonly sql: string }

/**
 * Lets `fill` work on a copy of the folder's database. When it answers true, the copy takes the database's place and the folder's connection
 * is closed for good; when it answers false or throws, the copy is thrown away.
 */
export async function fillBeside(
  folder: DataFolder,
  fill: (connection: Connection) => Promise<boolean>,
): Promise<void> {
  const copy = `${folder.file}.filling`
  const discard = () => {
    for (const file of [copy, `${copy}-wal`, `${copy}-shm`, `${copy}-journal`])
      fs.rmSync(file, { force: true })
  }
  discard()
  try {
    folder.connection.raw.prepare('vacuum into ?').run(copy)
    const { raw } = openConnection(copy, 'write', { cacheKib: BULK_CACHE_KIB })
    try {
      raw.pragma('locking_mode = EXCLUSIVE')
      raw.pragma('journal_mode = MEMORY')
      raw.pragma('synchronous = OFF')
      const putAside = putReadersWorkAside(raw)
      const isComplete = await fill(connect(raw))
      if (!isComplete) return
      putAside.restore()
    } finally {
      raw.close()
    }
    syncFile(copy)
    folder.connection.close()
    fs.renameSync(copy, folder.file)
    syncFolder(folder.directory)
  } finally {
    discard()
  }
}

/** Indexes that only make reading fast, and the triggers that keep the search and tell readers of changes; both are cheaper to make anew than to keep row by row. */
function putReadersWorkAside(raw: Connection['raw']): { restore(): void } {
  const entries = raw
    .prepare(
      `select type, name, sql from sqlite_schema
       where (type = 'index' and sql is not null and sql not like 'create unique%') or (type = 'trigger' and (name like 'contact\\_search\\_%' escape '\\' or name like '%\\_changes\\_%' escape '\\'))`,
    )
    .all() as SchemaEntry[]
  for (const { type, name } of entries) raw.exec(`drop ${type} "${name}"`)
  return {
    restore: () => {
      raw.exec(`insert into contact_search (contact_search) values ('delete-all');
        insert into contact_search (rowid, text) select sequence, ' ' || search_text from contacts order by sequence;
        delete from conversion_analytics_cache`)
      for (const { sql } of entries) raw.exec(sql)
    },
  }
}
