// What an import did, counted as it goes: the same numbers for a dry run and for the import that follows it.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import type { ReadRow, RefusedRow } from './read-row.ts'

/** Problems and notes that are told one by one; all are counted, and all refused rows come back as a file. */
const TOLD = 200

export class Counts {
  rows = 0
  leads = 0
  newContacts = 0
  readonly updated = new Set<number>()
  existing = 0
  known = 0
  repeated = 0
  refused = 0
  notes = 0
  private readonly problems: { line: number; message: string }[] = []
  private readonly firstNotes: { line: number; message: string }[] = []

  refuse({ row, message }: RefusedRow): void {
    this.refused++
    if (this.problems.length < TOLD) this.problems.push({ line: row.line, message })
  }

  note({ row, notes }: ReadRow): void {
    if (notes.length === 0) return
    this.notes += notes.length
    for (const { message } of notes)
      if (this.firstNotes.length < TOLD) this.firstNotes.push({ line: row.line, message })
  }

  result(): Omit<Result<'imports.run'>, 'importId'> {
    const { rows, leads, newContacts, updated, existing, known, repeated, refused, notes } = this
    return {
      rows,
      leads,
      newContacts,
      updatedContacts: updated.size,
      existing,
      known,
      repeated,
      refused,
      problems: this.problems.sort((a, b) => a.line - b.line),
      notes,
      firstNotes: this.firstNotes,
    }
  }
}

export function labelOf(
  plan: Pick<ParsedInput<'imports.run'>, 'name' | 'makes'>,
  { leads, newContacts, updated }: Counts,
): string {
  const parts = plan.makes === 'leads' ? [count(leads, 'lead')] : [count(newContacts, 'contact')]
  if (updated.size > 0) parts.push(`${count(updated.size, 'contact')} updated`)
  return `Import of ${plan.name}: ${parts.join(', ')}`
}

const count = (number: number, word: string) =>
  `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`
