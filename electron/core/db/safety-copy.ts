// The copy that is made before an update changes the file (TRUST, Storage): under a temporary name, checked, on the disk, and only then
// under its own name, so that whatever is in `backups` is whole.
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../../shared/contract/reply.ts'
import type { Connection } from './connection.ts'

/** Throws when the copy cannot be made or does not hold what the live file holds; nothing half stays behind. */
export function copyBeforeMigration(connection: Connection, directory: string): void {
  const backups = path.join(directory, 'backups')
  fs.mkdirSync(backups, { recursive: true, mode: 0o700 })
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const target = path.join(backups, `before-update-${stamp}.db`)
  const half = `${target}.part`
  try {
    connection.raw.prepare('vacuum into ?').run(half)
    const copy = new Database(half, { readonly: true })
    try {
      if (copy.pragma('quick_check', { simple: true }) !== 'ok') throw useless('is damaged')
      assertSameRows(connection.raw, copy)
    } finally {
      copy.close()
    }
    syncFile(half)
    fs.renameSync(half, target)
  } catch (error) {
    fs.rmSync(half, { force: true })
    throw error
  }
  syncFolder(backups)
  syncFolder(directory)
}

function useless(how: string): AppError {
  return new AppError(
    'unavailable',
    `The copy made before the update ${how}, so the update was not begun and nothing was changed. Check the drive, then start again.`,
  )
}

/** Virtual tables are left out: what is in them is in their shadow tables, which are counted like any other. */
const TABLES = `select name from sqlite_master where type = 'table' and sql not like 'create virtual%' order by name`

/** Throws unless both hold the same tables with as many rows. */
export function assertSameRows(live: Database.Database, copy: Database.Database): void {
  const namesOf = (db: Database.Database) => db.prepare(TABLES).pluck().all() as string[]
  const names = namesOf(live)
  if (namesOf(copy).join('\n') !== names.join('\n')) throw useless('does not have the tables of the database')
  for (const name of names) {
    const count = `select count(*) from "${name.replaceAll('"', '""')}"`
    const [there, here] = [live, copy].map((db) => db.prepare(count).pluck().get() as number)
    if (there !== here) throw useless(`has ${here} of ${there} rows of ${name}`)
  }
}

export function syncFile(file: string): void {
  const handle = fs.openSync(file, 'r+')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

/** Windows refuses to open or sync a folder; its file systems write a rename down by themselves. */
const UNSYNCED_ON_WINDOWS = ['EPERM', 'EISDIR', 'EACCES']

/** A rename is on the disk once its folder is. */
export function syncFolder(folder: string, platform: NodeJS.Platform = process.platform): void {
  try {
    const handle = fs.openSync(folder, 'r')
    try {
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
  } catch (error) {
    if (platform !== 'win32' || !UNSYNCED_ON_WINDOWS.includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error
  }
}
