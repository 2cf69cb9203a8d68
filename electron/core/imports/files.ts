// The files that wait to be imported, and the rows that an import gave back: in a folder of the data folder, under handles that the host made.
// The name that a person knows the file by is only words; nothing outside of this folder is ever opened.
import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/contract/reply.ts'
import type { ReadDb } from '../db/connection.ts'

export const IMPORTS_FOLDER = 'imports'

function folderOf(db: ReadDb): string {
  const database = db.sql('select file from pragma_database_list where name = ?').value<string>('main') ?? ''
  return path.join(path.dirname(database), IMPORTS_FOLDER)
}

export function importFile(db: ReadDb, handle: string): string {
  const file = path.join(folderOf(db), handle)
  if (!fs.existsSync(file)) {
    throw new AppError(
      'not_found',
      'The file is no longer here: it was imported already, or it waited for more than a day. Choose it again.',
    )
  }
  return file
}

/** Beside the file itself; it stays after the import, until the next start a day later. */
export function refusedFile(db: ReadDb, handle: string): string {
  return path.join(folderOf(db), `${handle}.refused.csv`)
}
