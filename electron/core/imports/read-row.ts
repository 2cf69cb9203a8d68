// From the cells of a row to the draft of a lead, read as any payload is; the mapping is worked out once for all rows.
import { hash } from 'node:crypto'
import type { ParsedInput } from '../../../shared/contract/index.ts'
import {
  importTargetOf,
  KEEP,
  MANY_COLUMNS,
  STATUS,
  withoutPrefix,
} from '../../../shared/domain/import/columns.ts'
import { type CsvRow, withoutGuard } from '../../../shared/domain/import/csv.ts'
import { dateReader } from '../../../shared/domain/import/dates.ts'
import { type KeptColumn, keptColumnOf, readKept } from '../../../shared/domain/import/exact.ts'
import { readStatus } from '../../../shared/domain/import/statuses.ts'
import type { Mapped } from '../../../shared/domain/payload/mapping.ts'
import { type FieldNote, type LeadDraft, readMapped } from '../../../shared/domain/payload/read.ts'
import type { Pair } from '../../../shared/domain/payload/sender.ts'
import { isTargetName, SLOTS, slotOf } from '../../../shared/domain/payload/targets.ts'
import type { LeadStatus } from '../../../shared/domain/vocabulary.ts'

/** No cell of a list of people is longer; one that is has swallowed others. */
const LONGEST_CELL = 100_000
const BETWEEN_CELLS = '\u001f'
const FILE_ENDING = /\.(?:csv|tsv|txt|tab)$/i

export type ReadRow = {
  readonly row: CsvRow
  readonly draft: LeadDraft
  /** The sender's id of the row, or one made of its content: the same row brings nothing twice. */
  readonly key: string
  readonly hasOwnId: boolean
  readonly kept: ReadonlyMap<KeptColumn, string | number> | null
  /** How far the lead got before; null where the file does not say. */
  readonly status: LeadStatus | null
  readonly notes: readonly FieldNote[]
}
export type RefusedRow = { readonly row: CsvRow; readonly message: string }

type Column = {
  readonly name: string
  readonly slot: number | null
  readonly rank: number
  readonly isDate: boolean
  readonly isList: boolean
  readonly kept: KeptColumn | null
  readonly isStatus: boolean
  readonly isKept: boolean
}

export function rowReader(
  plan: Pick<ParsedInput<'imports.run'>, 'mapping' | 'name' | 'reading'>,
  names: readonly string[],
  {
    region,
    timeZone,
    isExact,
  }: { readonly region: string; readonly timeZone: string; readonly isExact: boolean },
): (row: CsvRow) => ReadRow | RefusedRow {
  const columns = names.map((name, at): Column => {
    const target = plan.mapping[at] ?? KEEP
    const isField = isTargetName(target)
    const slot = isField ? slotOf(target as Parameters<typeof slotOf>[0]) : null
    const known = isField ? importTargetOf(name) : null
    return {
      name,
      slot,
      rank: known?.target === target ? known.rank : -1,
      isDate: slot !== null && SLOTS[slot]?.field?.kind === 'instant',
      isList: MANY_COLUMNS.has(target),
      kept: keptColumnOf(target),
      isStatus: target === STATUS,
      isKept: target === KEEP,
    }
  })
  const used = columns.filter(
    ({ slot, kept, isStatus, isKept }) => slot !== null || kept !== null || isStatus || isKept,
  )
  const positions = used.map((column) => columns.indexOf(column))
  const toInstant = dateReader(plan.reading.dateOrder, timeZone)
  const source = plan.name.replace(FILE_ENDING, '')
  const hasKept = columns.some(({ kept }) => kept !== null)

  return (row) => {
    const { cells } = row
    if (row.problem !== null) return { row, message: row.problem }
    if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
      return {
        row,
        message: `This row has ${cells.length} cells and the file has ${columns.length} columns. Put quotation marks around the cell that holds a separator.`,
      }
    }
    const mapped: Mapped[] = []
    const others: Pair[] = []
    let kept: Map<KeptColumn, string | number> | null = null
    let status: LeadStatus | null = null
    const misfits: FieldNote[] = []
    for (const [at, column] of used.entries()) {
      const raw = cells[positions[at] as number]
      if (raw === undefined || raw === '') continue
      if (raw.length > LONGEST_CELL && !isExact)
        return {
          row,
          message: `The cell under “${column.name}” has ${raw.length} characters. A quotation mark may be missing.`,
        }
      const cell = isExact ? raw : withoutGuard(raw)
      if (column.kept !== null) {
        const value = readKept(column.kept, cell)
        if (value === null)
          misfits.push({
            field: column.kept,
            message: `“${cell.slice(0, 60)}” does not fit ${column.kept}.`,
            code: 'invalid',
            value: cell,
          })
        else if (value !== undefined) {
          kept ??= new Map()
          kept.set(column.kept, value)
        }
        continue
      }
      if (column.isStatus) {
        const read = readStatus(cell)
        status ??= read
        if (read === null && cell.trim() !== '')
          misfits.push({
            field: STATUS,
            message: `Status: “${cell.slice(0, 60)}” is a word that is not known here; the lead is new.`,
            code: 'unknown_choice',
            value: cell,
          })
        // Another tool's word says more than the status it stands for.
        if (read === cell) continue
      }
      if (column.slot === null)
        others.push({
          name: column.name,
          // Fields are cleaned as they are read; what stands beside them is kept as it is, but for what no text has.
          value: isExact ? cell : cell.replaceAll('\0', ''),
          isBookkeeping: true,
        })
      else {
        let value = isExact ? cell : withoutPrefix(cell)
        if (column.isDate) value = toInstant(value) ?? value
        else if (column.isList && value.includes(' ::: ')) value = value.slice(0, value.indexOf(' ::: '))
        mapped.push({ slot: column.slot, rank: column.rank, pair: { name: column.name, value } })
      }
    }
    const read = readMapped('csv', mapped, others, region)
    const problem = read.problems[0]
    if (problem !== undefined)
      return { row, message: problem.code === 'required' ? 'The row has no phone number.' : problem.message }
    const issues = misfits.length === 0 ? read.issues : [...read.issues, ...misfits]
    const fields = read.fields.source === undefined && !isExact ? { ...read.fields, source } : read.fields
    return {
      row,
      draft: { ...read, fields, issues },
      key: read.externalId ?? contentKey(cells),
      hasOwnId: read.externalId !== null,
      kept: hasKept ? kept : null,
      status,
      notes: issues,
    }
  }
}

function contentKey(cells: readonly string[]): string {
  let last = cells.length
  while (last > 0 && cells[last - 1] === '') last--
  const text = cells.slice(0, last).join(BETWEEN_CELLS)
  return `row:${hash('sha256', text, 'base64url').slice(0, 22)}`
}
