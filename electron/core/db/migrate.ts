// The safe migration runner. drizzle's own runs drizzle-kit's `PRAGMA foreign_keys=OFF` inside a transaction, where SQLite ignores it:
// a rebuilt parent table then deletes its children by cascade. Here foreign keys are off outside, and checked before the commit.
// It keeps drizzle's journal table, so that the file stays readable to drizzle's tools.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/contract/reply.ts'
import type { Connection } from './connection.ts'

type Migration = {
  readonly tag: string
  readonly when: number
  readonly hash: string
  readonly statements: readonly string[]
}

export function readMigrations(folder: string): readonly Migration[] {
  const journal = JSON.parse(fs.readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[]
  }
  return journal.entries.map(({ tag, when }) => {
    const text = fs.readFileSync(path.join(folder, `${tag}.sql`), 'utf8')
    return {
      tag,
      when,
      hash: createHash('sha256').update(text).digest('hex'),
      statements: text.split('--> statement-breakpoint').map((statement) => statement.trim()),
    }
  })
}

/**
 * Brings the file up to the newest migration, one transaction each. `copyFirst` is called once before the first change of a file that
 * has data. Throws AppError `refused` when the file was written by a newer version.
 */
export function migrate(
  connection: Connection,
  migrations: readonly Migration[],
  copyFirst: () => void,
): void {
  const { raw } = connection
  raw.exec(
    'create table if not exists __drizzle_migrations (id integer primary key autoincrement, hash text not null, created_at numeric)',
  )
  const applied = raw.prepare('select max(created_at) from __drizzle_migrations').pluck().get() as
    | number
    | null
  const newest = migrations.at(-1)?.when ?? 0
  if (applied !== null && applied > newest) {
    throw new AppError(
      'refused',
      'This data folder was written by a newer version of Convio Leads. Install that version (or a later one), or choose another data folder with --data. Nothing was changed.',
    )
  }
  const pending = migrations.filter(({ when }) => applied === null || when > applied)
  if (pending.length === 0) return
  if (applied !== null) copyFirst()
  raw.pragma('foreign_keys = OFF')
  try {
    for (const migration of pending) {
      raw.exec('begin immediate')
      try {
        for (const statement of migration.statements) if (statement !== '') raw.exec(statement)
        const broken = raw.pragma('foreign_key_check') as { table: string; parent: string }[]
        if (broken.length > 0) {
          const [first] = broken
          throw new Error(
            `Migration ${migration.tag} leaves ${broken.length} rows of ${first?.table} without their ${first?.parent}.`,
          )
        }
        raw
          .prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)')
          .run(migration.hash, migration.when)
        raw.exec('commit')
      } catch (error) {
        if (raw.inTransaction) raw.exec('rollback')
        throw error
      }
    }
  } finally {
    raw.pragma('foreign_keys = ON')
  }
}
