import { z } from 'zod'
import { CALL_REGIONS, type CallHours, DAY_MINUTES } from '../domain/callable/hours.ts'
import { isCurrency } from '../domain/currency.ts'
import { isTimeZone } from '../domain/days.ts'
import { THEMES } from '../domain/vocabulary.ts'
import { KNOWN_PEOPLE } from './imports.ts'
import { command, query } from './operation.ts'
import { nothing } from './shapes.ts'

const timeZone = z.string().refine(isTimeZone, 'Choose a time zone by its name, such as America/Phoenix.')
const agencyName = z.string().trim().min(1, 'Give your agency a name.').max(100)
const publicOrigin = z
  .url({
    protocol: /^https?$/,
    error: 'Write the tunnel’s whole address, such as https://leads.example.com.',
  })
  .transform((text) => (/^https?:\/\/[^/?#]+/i.exec(text)?.[0] ?? text).toLowerCase())
  .nullable()
const port = z
  .number()
  .int()
  .min(1024, 'Choose a port from 1024 to 65535.')
  .max(65_535, 'Choose a port from 1024 to 65535.')

const currency = z.string().refine(isCurrency, 'Choose a currency by its three letters, such as USD.')

const minute = z.number().int().min(0).max(DAY_MINUTES)
const span = z
  .object({ from: minute, to: minute })
  .refine(({ from, to }) => from < to, 'Calling hours end after they begin: choose a later end.')
  .nullable()
const callHours = z.object({ weekdays: span, saturday: span, sunday: span } satisfies Record<
  keyof CallHours,
  z.ZodType
>)
const callingHours = z
  .record(z.string(), callHours)
  .refine(
    (hours) => Object.keys(hours).every((code) => CALL_REGIONS.some((region) => region.code === code)),
    'Calling hours are set for a state of the list, or for all others.',
  )

const undoDays = z
  .number()
  .int()
  .min(7, 'Keep undo for 7 to 3,650 days.')
  .max(3_650, 'Keep undo for 7 to 3,650 days.')
const reminderMinutes = z
  .number()
  .int()
  .min(1, 'Remind at least one minute before.')
  .max(1440, 'Remind at most a day before.')
  .nullable()
const quietHours = z.object({ from: minute, to: minute }).nullable()

const watchedFolder = z
  .object({
    path: z.string().trim().min(1, 'Choose the folder to watch.').max(1_000),
    webhookId: z.string().min(1, 'Choose the webhook that the leads go to.'),
    knownPeople: z.enum(KNOWN_PEOPLE),
  })
  .nullable()

export const settings = z.object({
  agencyName: z.string(),
  /** IANA name; days in lists and figures are days in this zone. */
  timeZone: z.string(),
  /** ISO 4217. Sums of the agency are in it; what was sold in another one is shown apart. */
  currency: z.string(),
  theme: z.enum(THEMES),
  /** False until the first run was answered. */
  isSetUp: z.boolean(),
  /** The listener answers the local network too, not only this computer. */
  isLanOpen: z.boolean(),
  webhookPort: z.number().int(),
  /** Where a tunnel makes the listener reachable from outside; its host is then answered, and shown in copied addresses. */
  publicOrigin: z.string().nullable(),
  /** Single-key shortcuts (J, K, X …). */
  hasShortcuts: z.boolean(),
  /** Hours in which people are called, by state; only what was changed (shared/domain/callable/hours.ts: callHours). */
  callingHours,
  /** Steps of the history can be undone for so many days; what is kept for older ones is removed. */
  undoDays: z.number().int(),
  /** Where files are imported from by themselves, and how; null is off. */
  watchedFolder,
  /** How many minutes before an appointment it is told of; null is never. */
  reminderMinutes,
  remindsOfFollowUps: z.boolean(),
  /** On the agency's clock: nothing is told then, and what passed is told of afterwards, once. Null: at any time. */
  quietHours,
  /** Who sits at the laptop; history is written in this name. */
  agent: z.object({ slug: z.string(), name: z.string() }),
  /** How signing secrets are sealed on this computer. */
  secretProtection: z.enum(['keychain', 'file']),
})
export type Settings = z.infer<typeof settings>

export const settingsOperations = {
  'settings.get': query(['settings', 'agents'], nothing, settings),
  'settings.setUp': command(
    z.object({ agencyName, timeZone, agentName: z.string().trim().max(100).default('') }),
    settings,
  ),
  'settings.update': command(
    z
      .object({
        agencyName,
        timeZone,
        currency,
        theme: z.enum(THEMES),
        isLanOpen: z.boolean(),
        webhookPort: port,
        publicOrigin,
        hasShortcuts: z.boolean(),
        callingHours,
        undoDays,
        watchedFolder,
        reminderMinutes,
        remindsOfFollowUps: z.boolean(),
        quietHours,
        agentName: z.string().trim().min(1).max(100),
      })
      .partial(),
    settings,
  ),
}
