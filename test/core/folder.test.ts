// Where a database may lie, and the copy that is made before an update changes it.
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openDataFolder } from '../../electron/core/db/folder.ts'
import { whyUnsafe } from '../../electron/core/db/place.ts'
import { assertSameRows, syncFolder } from '../../electron/core/db/safety-copy.ts'
import { MIGRATIONS, olderMigrations, temporaryFolder } from '../support/core.ts'

const EXT4 = 0xef53
const NTFS = 0x5346544e

describe('a place for the data', () => {
  test.each([
    ['a share', '\\\\server\\share\\Convio', undefined],
    ['a share by its long name', '\\\\?\\UNC\\server\\share\\Convio', undefined],
    ['a share of WSL', '\\\\wsl.localhost\\Ubuntu\\home\\ana', undefined],
    ['NFS', '/mnt/office/convio', 0x6969],
    // statfs gives the type as a signed number on some systems.
    ['CIFS', '/mnt/office/convio', 0xff534d42 | 0],
  ])('on the network is refused: %s', (_name, real, type) => {
    expect(whyUnsafe(real, type)).toMatch(/network drive.*Choose a folder on this computer/)
  })

  test.each([
    ['C:\\Users\\Ana\\AppData\\Roaming\\Convio Leads', NTFS],
    ['\\\\?\\C:\\Users\\Ana\\AppData\\Roaming\\Convio Leads', NTFS],
    ['\\\\?\\Volume{b75e2c83-0000-0000-0000-602f00000000}\\Convio', undefined],
    ['/home/ana/.local/share/convio-leads', EXT4],
    ['/Users/ana/Library/Application Support/Convio Leads', 0x1a],
  ])('on this computer is fine: %s', (real, type) => expect(whyUnsafe(real, type)).toBeNull())

  test('in a synced folder is refused', () => {
    expect(whyUnsafe('C:\\Users\\Ana\\OneDrive - Contoso\\leads', NTFS)).toMatch(/sync service/)
  })
})

/** A folder whose database lacks its last migrations, with one agent in it. */
function olderFolder(): string {
  const directory = temporaryFolder()
  const folder = openDataFolder(directory, olderMigrations())
  folder.connection.raw.exec(
    `insert into agents (slug, name, created_at) values ('ana', 'Ana', '2026-01-01T00:00:00.000Z')`,
  )
  folder.close()
  return directory
}

describe('the copy before an update', () => {
  test('has every row, lies alone in its folder, and is on the disk before the update begins', () => {
    const directory = olderFolder()
    const synced: string[] = []
    const open = new Map<number, string>()
    const reallyOpen = fs.openSync
    const reallySync = fs.fsyncSync
    const reallyRename = fs.renameSync
    const spies = [
      vi.spyOn(fs, 'openSync').mockImplementation((file, ...rest) => {
        const handle = reallyOpen(file, ...rest)
        open.set(handle, path.relative(directory, String(file)))
        return handle
      }),
      vi.spyOn(fs, 'fsyncSync').mockImplementation((handle) => {
        synced.push(`sync ${open.get(handle)?.replace(/update-.*Z/, 'update')}`)
        reallySync(handle)
      }),
      vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
        synced.push('rename')
        reallyRename(from, to)
      }),
    ]
    onTestFinished(() => {
      for (const spy of spies) spy.mockRestore()
    })
    openDataFolder(directory, MIGRATIONS).close()
    const names = fs.readdirSync(path.join(directory, 'backups'))
    expect(names).toEqual([expect.stringMatching(/^before-update-.*Z\.db$/)])
    expect(synced).toEqual(['sync backups/before-update.db.part', 'rename', 'sync backups', 'sync '])
    const copy = new Database(path.join(directory, 'backups', names[0] as string), { readonly: true })
    expect(copy.prepare('select name from agents').pluck().all()).toEqual(['Ana'])
    copy.close()
  })

  test('that lacks a row or a table is none', () => {
    const make = (sql: string) => {
      const db = new Database(':memory:')
      db.exec(sql)
      return db
    }
    const live = make('create table a (x); create table b (x); insert into a values (1), (2)')
    expect(() =>
      assertSameRows(live, make('create table a (x); create table b (x); insert into a values (1), (2)')),
    ).not.toThrow()
    for (const less of [
      'create table a (x); create table b (x); insert into a values (1)',
      'create table a (x); insert into a values (1), (2)',
    ])
      expect(() => assertSameRows(live, make(less))).toThrow(/copy made before the update/)
  })

  test('that fails its check stops the update, and leaves nothing half', () => {
    const directory = olderFolder()
    const full = vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    })
    onTestFinished(() => full.mockRestore())
    expect(() => openDataFolder(directory, MIGRATIONS)).toThrow(/disk is full/)
    expect(fs.readdirSync(path.join(directory, 'backups'))).toEqual([])
    full.mockRestore()
    const before = new Database(path.join(directory, 'convio.db'), { readonly: true })
    expect(before.prepare('select count(*) from __drizzle_migrations').pluck().get()).toBe(1)
    before.close()
  })

  test('a folder that Windows cannot sync is no failure there, and one elsewhere', () => {
    const spy = vi.spyOn(fs, 'fsyncSync')
    onTestFinished(() => spy.mockRestore())
    for (const code of ['EPERM', 'EISDIR', 'EACCES']) {
      spy.mockImplementation(() => {
        throw Object.assign(new Error(code), { code })
      })
      expect(() => syncFolder(temporaryFolder(), 'win32')).not.toThrow()
      expect(() => syncFolder(temporaryFolder(), 'linux')).toThrow(code)
    }
  })
})

test('an older file learns first arrivals from its history, up to the stage that each lead has reached', () => {
  const directory = temporaryFolder()
  const older = openDataFolder(directory, olderMigrations(8))
  const at = (day: number) => `2026-03-0${day}T00:00:00.000Z`
  older.connection.raw.exec(
    `insert into webhook_configs (webhook_id, name, lead_type, created_at, updated_at)
       values ('ws_cal_solar_001', 'Solar', 'solar', '${at(1)}', '${at(1)}');
     insert into leads (id, webhook_id, lead_type, status, stage_reached, created_at, updated_at)
       values (1000000001, 'ws_cal_solar_001', 'solar', 'scheduled', 'scheduled', '${at(1)}', '${at(1)}'),
         (1000000002, 'ws_cal_solar_001', 'solar', 'negotiating', 'negotiating', '${at(1)}', '${at(1)}');`,
  )
  const move = older.connection.sql(
    `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'status_changed', ?, ?, 'ana')`,
  )
  move.run(1_000_000_001, JSON.stringify({ from: 'new', to: 'negotiating' }), at(2))
  move.run(1_000_000_001, JSON.stringify({ from: 'negotiating', to: 'scheduled' }), at(3))
  // Taken back, so it has never been.
  move.run(1_000_000_002, JSON.stringify({ from: 'new', to: 'scheduled' }), at(2))
  move.run(1_000_000_002, JSON.stringify({ from: 'scheduled', to: 'new', reason: 'Undone' }), at(3))
  move.run(1_000_000_002, JSON.stringify({ from: 'new', to: 'negotiating' }), at(4))
  older.close()
  const folder = openDataFolder(directory, MIGRATIONS)
  onTestFinished(() => folder.close())
  expect(
    folder.connection
      .sql('select proposal_sent_at, negotiating_at, scheduled_at from leads order by id')
      .arrays(),
  ).toEqual([
    [at(2), at(2), at(3)],
    [at(4), at(4), null],
  ])
})
