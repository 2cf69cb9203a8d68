// A folder of this computer that is looked into: files whose headings are known are imported from there by themselves, others wait.
import { z } from 'zod'
import { KNOWN_PEOPLE } from './imports.ts'
import { command, control, query } from './operation.ts'
import { instant, nothing } from './shapes.ts'

export const watchedFolderStatus = z.object({
  isOn: z.boolean(),
  /** Why nothing is taken from it, and what to do. */
  problem: z.string().nullable(),
  /** Names of the files that wait for somebody to say what their columns are. */
  waiting: z.array(z.string()),
  /** What became of the last files since the start, newest first. */
  outcomes: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      at: instant,
      /** Null: the file was refused. */
      importId: z.string().nullable(),
      leads: z.number().int(),
      newContacts: z.number().int(),
      /** Rows that could not be taken. */
      refused: z.number().int(),
      problem: z.string().nullable(),
    }),
  ),
})
export type WatchedFolderStatus = z.infer<typeof watchedFolderStatus>

/** Where the rows of a file go and how. */
export const importChoice = z.object({
  webhookId: z.string(),
  providerId: z.string().nullish(),
  makes: z.enum(['leads', 'contacts']),
  knownPeople: z.enum(KNOWN_PEOPLE),
})
/** The headings of a file, as a fingerprint: they may be long. */
const headings = z.string().regex(/^[0-9a-f]{64}$/)

export const watchedFolderOperations = {
  'watchedFolder.status': control(['watchedFolder', 'settings'], nothing, watchedFolderStatus),
  /** Hands a waiting file over, to be imported as if somebody had chosen it; the file is put away once that is done. */
  'watchedFolder.open': control(
    [],
    z.object({ name: z.string() }),
    z.object({ handle: z.uuid(), name: z.string() }),
  ),
  /** How a file with these headings was imported last. */
  'watchedFolder.choice': query([], z.object({ headings }), importChoice.nullable()),
  'watchedFolder.remember': command(z.object({ headings, choice: importChoice }), nothing),
}
