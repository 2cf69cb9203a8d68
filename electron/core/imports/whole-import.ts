// What every import has in common, however its rows are read: it is complete, or taken back as if it had never begun, and what it refuses comes
// back as a file.
import fs from 'node:fs'
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { Topic } from '../../../shared/contract/topics.ts'
import type { CsvRow } from '../../../shared/domain/import/csv.ts'
import type { Progress, Task, TaskContext, WriteContext } from '../context.ts'
import { Counts, labelOf } from './counts.ts'
import { importFile, refusedFile } from './files.ts'
import { openRefused } from './refused-rows.ts'
import { openTable } from './table.ts'
import { rememberImport, removeImport } from './take-back.ts'

type Plan = ParsedInput<'imports.run'>
export type Refuse = (one: { readonly row: CsvRow; readonly message: string }) => void

/** A file under way. */
export type OpenImport = {
  /** Null in a dry run, which writes nothing. */
  readonly importId: string | null
  readonly headings: readonly string[] | null
  readonly rows: Iterable<CsvRow>
  readonly counts: Counts
  progress(): Progress
}

/** Runs `bring` with a new id, and takes back what it made when it does not come to its end: cancelled, refused or out of space. */
export function* wholeImport(
  context: TaskContext,
  plan: Plan,
  bring: (open: OpenImport) => Task<Result<'imports.run'>>,
): Task<Result<'imports.run'>> {
  const file = importFile(context.db, plan.handle)
  const importId = plan.isDryRun ? null : nextImportId(context)
  try {
    const result = yield* bring(openImport(plan, file, importId))
    if (importId !== null) fs.rmSync(file, { force: true })
    return result
  } catch (error) {
    fs.rmSync(refusedFile(context.db, plan.handle), { force: true })
    if (importId !== null) yield* removeImport(context, importId)
    throw error
  }
}

function openImport(plan: Plan, file: string, importId: string | null): OpenImport {
  const bytes = fs.statSync(file).size
  let bytesRead = 0
  const { headings, rows } = openTable(file, plan.reading, (read) => {
    bytesRead = read
  })
  const counts = new Counts()
  return {
    importId,
    headings,
    rows,
    counts,
    progress: () => ({
      done: counts.rows,
      total: Math.max(counts.rows, Math.round((counts.rows * bytes) / Math.max(1, bytesRead))),
      unit: 'rows',
      of: plan.name,
    }),
  }
}

function nextImportId({ db, clock }: TaskContext): string {
  let number = clock.nowMs()
  const isTaken = db.sql('select 1 from batches where id = ?')
  while (isTaken.value(`import-${number.toString(36)}`) !== undefined) number++
  return `import-${number.toString(36)}`
}

/** The batch that everything made hangs on; `keepBefore` keeps what taking it back needs to know. */
export function beginImport(
  context: TaskContext,
  importId: string,
  name: string,
  keepBefore: (writing: WriteContext) => void,
): void {
  context.slice((writing) => {
    writing.db
      .sql(`insert into batches (id, kind, label, created_at) values (?, 'import', ?, ?)`)
      .run(importId, name, writing.clock.now())
    keepBefore(writing)
  })
}

/** From here on it is one entry of the history; `learn` keeps what only an import teaches that came to its end. */
export function completeImport(
  context: TaskContext,
  importId: string,
  plan: Pick<Plan, 'name' | 'makes'>,
  counts: Counts,
  topics: readonly Topic[],
  learn: (writing: WriteContext) => void = () => {},
): void {
  context.slice((writing) => {
    rememberImport(writing, importId, labelOf(plan, counts))
    learn(writing)
    writing.db.sql('update batches set completed_at = ? where id = ?').run(writing.clock.now(), importId)
    writing.touch(...topics, 'history')
  })
}

/** Refused rows are counted and kept as a file; the first one ends an import that was not told to leave them out. */
export function openRefusals(
  context: TaskContext,
  plan: Plan,
  { importId, counts }: OpenImport,
  headings: readonly string[],
): { readonly refuse: Refuse; readonly write: () => void; readonly close: () => void } {
  const refused = openRefused(refusedFile(context.db, plan.handle), [...headings, 'Problem'])
  return {
    refuse: (one) => {
      if (!plan.leavesOutRefused && importId !== null)
        throw new AppError('refused', `Line ${one.row.line}: ${one.message} Nothing was imported.`)
      counts.refuse(one)
      refused.add(one)
    },
    write: refused.write,
    close: refused.close,
  }
}
