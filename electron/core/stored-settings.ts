// Settings as they are stored: one JSON value a key, with what holds before anything was chosen.
import type { ReadDb, WriteDb } from './db/connection.ts'

export const DEFAULT_SETTINGS = {
  agencyName: 'My agency',
  timeZone: 'America/New_York',
  theme: 'system' as 'system' | 'light' | 'dark',
  isSetUp: false,
  isLanOpen: false,
  webhookPort: 8787,
  publicOrigin: null as string | null,
  hasShortcuts: true,
  /** Slug of the agent who sits at the laptop. */
  currentAgent: 'owner',
}
export type StoredSettings = typeof DEFAULT_SETTINGS

export function readSettings(db: ReadDb): StoredSettings {
  const stored: Record<string, unknown> = {}
  for (const row of db.sql('select key, value from settings').all<{ key: string; value: string }>()) {
    if (row.key in DEFAULT_SETTINGS) stored[row.key] = JSON.parse(row.value)
  }
  return { ...DEFAULT_SETTINGS, ...stored }
}

export function writeSettings(db: WriteDb, values: Partial<StoredSettings>): void {
  const put = db.sql(
    'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  )
  for (const [key, value] of Object.entries(values))
    if (value !== undefined) put.run(key, JSON.stringify(value))
}
