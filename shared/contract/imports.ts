// Import of separated text. The file goes to the host first (renderer/api/files.ts), which answers with a handle; everything else is said here.
import { z } from 'zod'
import { SEPARATORS } from '../domain/import/csv.ts'
import { DATE_ORDERS } from '../domain/import/guess.ts'
import { DUPLICATE_REASONS } from '../domain/merging.ts'
import { contactRow } from './contacts.ts'
import { query, task } from './operation.ts'
import { instant } from './shapes.ts'

/** A file that was handed to the host; good until it was imported, or for a day. */
const handle = z.uuid()

export const ENCODINGS = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** How the bytes become rows. */
export const importReading = z.object({
  encoding: z.enum(ENCODINGS),
  separator: z.enum(SEPARATORS),
  hasHeader: z.boolean(),
  /** Of dates whose parts could be either: month, day, year in the United States. */
  dateOrder: z.enum(DATE_ORDERS),
})
export type ImportReading = z.infer<typeof importReading>

/** What becomes of somebody who is there already (the same phone at the same webhook). */
export const KNOWN_PEOPLE = ['update', 'skip', 'create'] as const

const mapping = z.array(z.string().max(60)).max(2_000)
const rowNote = z.object({
  /** Of the file, from 1. */
  line: z.number().int(),
  message: z.string(),
})

export const importInspection = z.object({
  bytes: z.number().int(),
  reading: importReading,
  /** False where the dates of the file fit more than one order; of the mapped column of dates, if one is. */
  isDateOrderCertain: z.boolean(),
  columns: z.array(
    z.object({
      name: z.string(),
      /** The first values that are there. */
      samples: z.array(z.string()),
      /** Every word there is, where these are few; else none. */
      words: z.array(z.string()),
    }),
  ),
  /** A target for every column: a field's name, `extra` (kept under its heading) or `leave`. */
  mapping,
  /** The mapping is that of the last file with these headings. */
  isRemembered: z.boolean(),
  /** Written by our own exact export: whole leads or contacts, with columns only such a file has. */
  exact: z.enum(['leads', 'contacts']).nullable(),
  rows: z.array(z.object({ line: z.number().int(), cells: z.array(z.string()) })),
  /** Counted where they are few; else from the length of the first rows, in two figures. */
  estimatedRows: z.number().int(),
  isCounted: z.boolean(),
})
export type ImportInspection = z.infer<typeof importInspection>

export const importPlan = z.object({
  handle,
  /** The file's name: told in lists, and the source of leads that name none. */
  name: z.string().trim().min(1).max(200),
  reading: importReading,
  mapping,
  /** Null: into the webhooks of the file, row by row as they were; only of an exact export. Mapping and `makes` are the file's then. */
  webhookId: z.string().nullable(),
  /** Whom the list was bought of: the leads count as that provider's, its requests do not. */
  providerId: z.string().nullish(),
  makes: z.enum(['leads', 'contacts']),
  knownPeople: z.enum(KNOWN_PEOPLE),
  /** Reads and counts everything and writes nothing. */
  isDryRun: z.boolean(),
  /** False: the first row that cannot be taken ends the import, and nothing of it stays. */
  leavesOutRefused: z.boolean().default(true),
})

const reasons = z.array(z.enum(DUPLICATE_REASONS)).min(1)
const perReason = z.record(z.enum(DUPLICATE_REASONS), z.number().int())

/** Who of a file is probably somebody else as well, by the rules of the list of duplicates; nobody is merged by an import. */
const lookalikes = z.object({
  /** People of the file, each once, who look like a contact on another webhook or under another phone. */
  people: z.number().int(),
  /** One person may have several reasons. */
  reasons: perReason,
  /** The first of them; `people` counts all. */
  first: z.array(z.object({ line: z.number().int(), reasons, contact: contactRow })),
  /** Rows that look like an earlier row of the file. */
  repeats: z.object({
    rows: z.number().int(),
    reasons: perReason,
    first: z.array(z.object({ line: z.number().int(), earlier: z.number().int(), reasons })),
  }),
})

export const importResult = z.object({
  importId: z.string().nullable(),
  rows: z.number().int(),
  leads: z.number().int(),
  newContacts: z.number().int(),
  updatedContacts: z.number().int(),
  /** Rows of people who are there already, or stand earlier in the file, and got no lead. */
  existing: z.number().int(),
  /** Rows that an earlier import or delivery has brought already. */
  known: z.number().int(),
  /** Rows that stand in the file more than once. */
  repeated: z.number().int(),
  refused: z.number().int(),
  /** The first of them; `refused` counts all. */
  problems: z.array(rowNote),
  /** What rows of an exact export belong to and was missing: made, webhooks and providers switched off. */
  made: z
    .array(
      z.object({
        kind: z.enum(['webhook', 'provider', 'workspace', 'agent']),
        id: z.string(),
        name: z.string(),
      }),
    )
    .optional(),
  /** Values that could not be read; the rows are taken, the raw values are kept with the leads. */
  notes: z.number().int(),
  firstNotes: z.array(rowNote),
  /** Not of an exact export: its people were told apart where it comes from. */
  lookalikes: lookalikes.optional(),
})
export type ImportResult = z.infer<typeof importResult>

const importEntry = z.object({
  importId: z.string(),
  name: z.string(),
  createdAt: instant,
  leads: z.number().int(),
  newContacts: z.number().int(),
})

export const importOperations = {
  /** Refuses in words what is no table. What is left out of `reading` is guessed. */
  'imports.inspect': query(
    [],
    z.object({ handle, reading: importReading.partial().default({}) }),
    importInspection,
  ),
  'imports.run': task(importPlan, importResult),
  /** The rows that were refused last, as CSV with the reason in a column more; piece by piece, until `nextOffset` is null. */
  'imports.refusedRows': query(
    [],
    z.object({ handle, offset: z.number().int().min(0).default(0) }),
    z.object({ text: z.string(), nextOffset: z.number().int().nullable() }),
  ),
  /** Imports that can be undone, newest first. */
  'imports.list': query(['leads', 'contacts', 'history'], z.object({}), z.array(importEntry)),
  /** What an undo would take away although somebody has worked on it since. */
  'imports.workedOn': query(
    ['leads', 'contacts'],
    z.object({ importId: z.string() }),
    z.object({
      leads: z.number().int(),
      contacts: z.number().int(),
      first: z.array(z.object({ leadId: z.number().int(), name: z.string(), status: z.string() })),
    }),
  ),
  /** Takes away exactly this import, updates included. Fails with the number of leads worked on since, unless it is forced. */
  'imports.undo': task(
    z.object({ importId: z.string(), isForced: z.boolean().default(false) }),
    z.object({ leads: z.number().int(), contacts: z.number().int(), restored: z.number().int() }),
  ),
}
