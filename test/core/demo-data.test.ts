// `npm run demo-data` as it is typed: what it leaves behind is whole, and killed or cancelled the database is as it was.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { openDataFolder } from '../../electron/core/db/folder.ts'

const root = path.resolve(import.meta.dirname, '../..')
const folders: string[] = []
const running: ChildProcess[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convio-demo-'))
  folders.push(folder)
  return folder
}

function start(folder: string, leads: number): ChildProcess {
  const child = spawn(
    process.execPath,
    ['electron/demo-data.ts', '--data', folder, '--leads', String(leads), '--seed', '3'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  running.push(child)
  return child
}

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk) => {
    out += chunk
  })
  child.stderr?.on('data', (chunk) => {
    err += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

function read<T>(folder: string, work: (raw: Database.Database) => T): T {
  const raw = new Database(path.join(folder, 'convio.db'), { readonly: true })
  try {
    return work(raw)
  } finally {
    raw.close()
  }
}

const schemaOf = (folder: string) =>
  read(folder, (raw) => raw.prepare(`select type, name, sql from sqlite_schema order by type, name`).all())
const countOf = (folder: string, table: string) =>
  read(folder, (raw) => raw.prepare(`select count(*) from ${table}`).pluck().get() as number)

/** Resolves once the copy beside the database has leads to lose. */
async function isFilling(folder: string): Promise<void> {
  const copy = path.join(folder, 'convio.db.filling')
  const deadline = performance.now() + 20_000
  while ((fs.statSync(copy, { throwIfNoEntry: false })?.size ?? 0) < 2_000_000) {
    if (performance.now() > deadline) throw new Error('The copy did not grow.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('npm run demo-data', { timeout: 60_000 }, () => {
  it('fills a new folder: every index and trigger is there, the search finds everyone', async () => {
    const fresh = temporaryFolder()
    openDataFolder(fresh, path.join(root, 'drizzle')).close()
    const folder = temporaryFolder()
    const { code, out } = await ended(start(folder, 400))
    expect(code).toBe(0)
    expect(out).toMatch(/^Made 400 leads and \d+ contacts in .*: \d+ rows in /)
    expect(fs.readdirSync(folder).sort()).toEqual(['convio.db', 'convio.key', 'convio.lock'])
    expect(schemaOf(folder)).toEqual(schemaOf(fresh))
    read(folder, (raw) => {
      expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(raw.pragma('foreign_key_check')).toEqual([])
      const found = raw.prepare(`select rowid from contact_search where contact_search match '"555"'`).all()
      expect(found).toHaveLength(raw.prepare('select count(*) from contacts').pluck().get() as number)
    })
  })

  it('adds to what is there, and opens like any other database afterwards', async () => {
    const folder = temporaryFolder()
    await ended(start(folder, 200))
    const { code } = await ended(start(folder, 300))
    expect(code).toBe(0)
    const again = openDataFolder(folder, path.join(root, 'drizzle'))
    expect(again.connection.raw.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(again.connection.sql('select count(*) from leads').value()).toBeGreaterThanOrEqual(500)
    again.close()
  })

  it.each([
    ['killed', 'SIGKILL', null],
    ['cancelled', 'SIGINT', 130],
  ] as const)('%s in the middle, the database is as it was', async (_, signal, expected) => {
    const folder = temporaryFolder()
    const own = openDataFolder(folder, path.join(root, 'drizzle'))
    own.connection.raw.exec(
      `insert into agents (slug, name, created_at) values ('dana', 'Dana', '2026-01-01T00:00:00.000Z')`,
    )
    own.close()
    const child = start(folder, 20_000)
    const end = ended(child)
    await isFilling(folder)
    child.kill(signal)
    const { code } = await end
    expect(code).toBe(expected)
    expect(countOf(folder, 'leads')).toBe(0)
    expect(countOf(folder, 'agents')).toBe(1)
    // What a killed run left behind does not hinder the next one, which leaves nothing behind.
    if (signal === 'SIGKILL') {
      expect((await ended(start(folder, 50))).code).toBe(0)
      expect(countOf(folder, 'leads')).toBeGreaterThan(0)
    }
    expect(fs.readdirSync(folder).filter((name) => name.includes('filling'))).toEqual([])
  })
})
