// The data folder: who owns it, whether it can be trusted with a database, and opening what is in it. Refusals are sentences.
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../../shared/contract/reply.ts'
import { codeOf, inWords } from '../storage-words.ts'
import { type Connection, openConnection } from './connection.ts'
import { migrate, readMigrations } from './migrate.ts'
import { realPlace, whyUnsafe } from './place.ts'
import { copyBeforeMigration } from './safety-copy.ts'

export const DATABASE_NAME = 'convio.db'

/** An opened data folder; closing it frees the lock last. */
export type DataFolder = {
  readonly directory: string
  readonly file: string
  readonly connection: Connection
  close(): void
}

export function openDataFolder(directory: string, migrationsFolder: string): DataFolder {
  makeFolder(directory)
  refuseUnsafePlace(directory)
  const lock = takeLock(directory)
  const file = path.join(directory, DATABASE_NAME)
  try {
    const connection = openDatabase(file)
    try {
      migrate(connection, readMigrations(migrationsFolder), () => copyBeforeMigration(connection, directory))
    } catch (error) {
      connection.close()
      throw inWords(error, file)
    }
    return {
      directory,
      file,
      connection,
      close: () => {
        connection.close()
        lock.close()
      },
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

function makeFolder(directory: string): void {
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
    const probe = path.join(directory, `.writable-${process.pid}`)
    fs.writeFileSync(probe, '')
    fs.rmSync(probe)
  } catch (error) {
    throw inWords(error, directory)
  }
}

function refuseUnsafePlace(directory: string): void {
  const real = realPlace(directory)
  const reason = whyUnsafe(real, fs.statfsSync?.(real).type)
  if (reason !== null) throw new AppError('refused', reason)
}

/**
 * One process owns a data folder. The lock is SQLite's own on a file beside the database: the system frees it when the process ends,
 * however it ends.
 */
function takeLock(directory: string): Database.Database {
  const file = path.join(directory, 'convio.lock')
  let lock: Database.Database | undefined
  try {
    lock = new Database(file, { timeout: 0 })
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.pragma('journal_mode = MEMORY')
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock?.close()
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      throw new AppError(
        'conflict',
        `Convio Leads is already open on the folder ${directory}. Use that window, close it first, or choose another folder with --data.`,
      )
    }
    throw inWords(error, file)
  }
}

function openDatabase(file: string): Connection {
  try {
    return openConnection(file, 'write')
  } catch (error) {
    throw inWords(error, file)
  }
}
