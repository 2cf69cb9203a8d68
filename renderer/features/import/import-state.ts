// What was chosen on the way of an import: it stays when one goes back a step, or to another screen and returns.
import { create } from 'zustand'
import type { ImportReading } from '../../../shared/contract/imports.ts'

export type Step = 'file' | 'reading' | 'mapping' | 'check' | 'run'

type Choices = {
  readonly step: Step
  readonly file: { readonly name: string; readonly handle: string } | undefined
  /** What was changed of the guesses. */
  readonly reading: Partial<ImportReading>
  /** Undefined: as guessed. */
  readonly mapping: readonly string[] | undefined
  readonly webhookId: string | undefined
  /** Whom the list was bought of; of one file, the next may be another's. */
  readonly providerId: string | null
  readonly makes: 'leads' | 'contacts'
  readonly knownPeople: 'update' | 'skip' | 'create'
  /** Of an exact export: its rows as they were, into the webhooks they came from. */
  readonly isAsItWas: boolean
  /** Set when such a file was checked like that; it decides what the rows are. */
  readonly exact: 'leads' | 'contacts' | undefined
  readonly checkId: string | undefined
  readonly runId: string | undefined
}

type ImportState = Choices & {
  readonly change: (change: Partial<Choices>) => void
  readonly begin: (file: Choices['file']) => void
}

/** What is asked of the core, and shown, of what was chosen. */
export function goalOf({ exact, makes, knownPeople, webhookId, providerId }: Choices) {
  return exact === undefined
    ? { makes, knownPeople, webhookId, providerId: makes === 'leads' ? providerId : null }
    : { makes: exact, knownPeople: 'update' as const, webhookId: null, providerId: null }
}

const NOTHING: Choices = {
  step: 'file',
  file: undefined,
  reading: {},
  mapping: undefined,
  webhookId: undefined,
  providerId: null,
  makes: 'leads',
  knownPeople: 'update',
  isAsItWas: true,
  exact: undefined,
  checkId: undefined,
  runId: undefined,
}

export const useImport = create<ImportState>()((set) => ({
  ...NOTHING,
  change: (change) => set(change),
  // Where the leads go stays as it was for the file before.
  begin: (file) =>
    set((now) => ({
      ...NOTHING,
      webhookId: now.webhookId,
      makes: now.makes,
      knownPeople: now.knownPeople,
      file,
      step: file === undefined ? 'file' : 'reading',
    })),
}))
