// What was chosen on the way of an import: it stays when one goes back a step, or to another screen and returns.
import { create } from 'zustand'
import type { ImportReading, ImportResult } from '../../../shared/contract/imports.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showTotal } from '../../ui/format.ts'

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

/** The import that was done last, once its result was seen. */
export type LastImport = {
  readonly name: string
  readonly handle: string
  readonly importId: string | null
  readonly words: string
  readonly refused: number
}

type ImportState = Choices & {
  readonly last: LastImport | undefined
  readonly change: (change: Partial<Choices>) => void
  readonly begin: (file: Choices['file']) => void
  /** The next file can come; what became of this one is said above it. */
  readonly leave: (last: LastImport) => void
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

/** Whether an import that was done has been undone since; undefined: there is none yet. */
export function useIsUndone(importId: string | null | undefined): boolean {
  const { data, isFetching } = useApiQuery('imports.list', {}, { enabled: importId !== undefined })
  // A list from before the import does not know it yet.
  if (data === undefined || isFetching || typeof importId !== 'string') return false
  return !data.some((one) => one.importId === importId)
}

/** "Done: 4 leads imported" */
export function resultWords(result: ImportResult, makes: Choices['makes']): string {
  const made =
    makes === 'leads' ? showTotal(result.leads, true, 'lead') : showTotal(result.newContacts, true, 'contact')
  const isUpdate = (makes === 'leads' ? result.leads : result.newContacts) === 0 && result.updatedContacts > 0
  return isUpdate
    ? `Done: ${showTotal(result.updatedContacts, true, 'person', 'people')} brought up to date`
    : `Done: ${made} imported`
}

export const useImport = create<ImportState>()((set) => ({
  ...NOTHING,
  last: undefined,
  change: (change) => set(change),
  leave: (last) => {
    useImport.getState().begin(undefined)
    set({ last })
  },
  // Where the leads go stays as it was for the file before.
  begin: (file) =>
    set((now) => ({
      ...NOTHING,
      webhookId: now.webhookId,
      makes: now.makes,
      knownPeople: now.knownPeople,
      file,
      last: undefined,
      step: file === undefined ? 'file' : 'reading',
    })),
}))
