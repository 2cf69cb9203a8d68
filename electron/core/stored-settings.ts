// Settings as they are stored: one JSON value a key, with what holds before anything was chosen.
import type { Settings } from '../../shared/contract/settings.ts'
import type { CallingHours } from '../../shared/domain/callable/hours.ts'
import type { QuietHours } from '../../shared/domain/schedule/reminders.ts'
import type { ReadDb, WriteDb } from './db/connection.ts'

export const DEFAULT_SETTINGS = {
  agencyName: 'My agency',
  timeZone: 'America/New_York',
  currency: 'USD',
  theme: 'system' as 'system' | 'light' | 'dark',
  isSetUp: false,
  isLanOpen: false,
  webhookPort: 8787,
  publicOrigin: null as string | null,
  hasShortcuts: true,
  /** Only what differs from the hours that come with the application. */
  callingHours: {} as CallingHours,
  /** How long steps of the history can be undone. */
  undoDays: 90,
  /** How long before an appointment it is told of; null is never. */
  reminderMinutes: 30 as number | null,
  remindsOfFollowUps: true,
  quietHours: { from: 20 * 60, to: 7 * 60 } as QuietHours | null,
  watchedFolder: null as Settings['watchedFolder'],
  /** Slug of the agent who sits at the laptop. */
  currentAgent: 'owner',
}
export type StoredSettings = typeof DEFAULT_SETTINGS

export function readSettings(db: ReadDb): StoredSettings {
  const stored: Record<string, unknown> = {}
  // Other keys of the table belong to other features, and may be many.
  for (const row of db
    .sql('select key, value from settings where key in (select value from json_each(?))')
    .all<{ key: string; value: string }>(JSON.stringify(Object.keys(DEFAULT_SETTINGS))))
    stored[row.key] = JSON.parse(row.value)
  return { ...DEFAULT_SETTINGS, ...stored }
}

export function writeSettings(db: WriteDb, values: Partial<StoredSettings>): void {
  const put = db.sql(
    'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  )
  for (const [key, value] of Object.entries(values))
    if (value !== undefined) put.run(key, JSON.stringify(value))
}
