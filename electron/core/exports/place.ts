// Where an export goes and what it is called.
import path from 'node:path'
import { offsetFinder } from '../../../shared/domain/days.ts'
import { csvInstant } from '../../../shared/domain/list/csv-out.ts'
import type { TaskContext } from '../context.ts'
import { databaseOf, type ReadDb } from '../db/connection.ts'
import { readSettings } from '../stored-settings.ts'

export function dataFolderOf(db: ReadDb): string {
  return path.dirname(databaseOf(db))
}

/** `leads-2026-03-18-0920`, by the agency's clock. */
export function nameOf({ db, clock }: TaskContext, list: string): string {
  const nowMs = clock.nowMs()
  const offsetMs = offsetFinder(readSettings(db).timeZone)(nowMs)
  const local = csvInstant(new Date(nowMs).toISOString(), offsetMs, 'spreadsheet')
  return `${list}-${local.replace(' ', '-').replace(':', '')}`
}
