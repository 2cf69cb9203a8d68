import { z } from 'zod'
import { isTimeZone } from '../domain/days.ts'
import { THEMES } from '../domain/vocabulary.ts'
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

export const settings = z.object({
  agencyName: z.string(),
  /** IANA name; days in lists and figures are days in this zone. */
  timeZone: z.string(),
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
        theme: z.enum(THEMES),
        isLanOpen: z.boolean(),
        webhookPort: port,
        publicOrigin,
        hasShortcuts: z.boolean(),
        agentName: z.string().trim().min(1).max(100),
      })
      .partial(),
    settings,
  ),
}
