// The data folder: who owns it, whether it can be trusted with a database, and opening what is in it. Refusals are sentences.
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../../shared/contract/reply.ts'
import { codeOf, inWords } from '../storage-words.ts'
import { type Connection, openConnection } from './connection.ts'
import { migrate, readMigrations } from './migrate.ts'

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
  refuseSharedFolder(directory)
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

// Sync clients and network file systems copy or lock parts of a database behind its back: the file is corrupted sooner or later.
const SYNCED =
  /(^|[\\/])(dropbox|onedrive( - [^\\/]+)?|google ?drive|my drive|icloud ?drive|mobile documents|cloudstorage|box|box sync|pcloud ?drive|nextcloud|owncloud)([\\/]|$)/i
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
])

function refuseSharedFolder(directory: string): void {
  const real = fs.realpathSync(directory)
  const advice =
    'Choose a folder on this computer’s own disk with --data, and keep copies elsewhere by backup.'
  if (SYNCED.test(real)) {
    throw new AppError(
      'refused',
      `The folder ${real} is kept in step by a sync service, which damages an open database. ${advice}`,
    )
  }
  const type = fs.statfsSync?.(real).type
  const network = type === undefined ? undefined : NETWORK_FILE_SYSTEMS.get(type >>> 0)
  if (network !== undefined) {
    throw new AppError(
      'refused',
      `The folder ${real} is on a network drive (${network}), where a database cannot be kept safe. ${advice}`,
    )
  }
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

function copyBeforeMigration(connection: Connection, directory: string): void {
  const backups = path.join(directory, 'backups')
  fs.mkdirSync(backups, { recursive: true, mode: 0o700 })
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const target = path.join(backups, `before-update-${stamp}.db`)
  const half = `${target}.part`
  fs.rmSync(half, { force: true })
  connection.raw.prepare('vacuum into ?').run(half)
  const copy = new Database(half)
  try {
    if (copy.pragma('quick_check', { simple: true }) !== 'ok')
      throw new Error('The copy made before the update is damaged.')
  } finally {
    copy.close()
  }
  const handle = fs.openSync(half, 'r+')
  fs.fsyncSync(handle)
  fs.closeSync(handle)
  fs.renameSync(half, target)
}
