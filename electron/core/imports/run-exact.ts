// Our own exact export, into the webhooks it came from: rows as they were, ids included, with nothing read, routed or guessed anew. What “exact”
// carries is said in shared/domain/import/exact.ts. An id that another row has here, or had before it was deleted, gives way to a new one; a person
// is found by webhook and phone, a lead as known-leads.ts says.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { exactListOf, exactReader } from '../../../shared/domain/import/exact.ts'
import type { Task, TaskContext } from '../context.ts'
import { exactLooker } from './exact-dry.ts'
import { createPlaces, type Read } from './exact-row.ts'
import { EXACT_TOUCHED, exactWriter } from './exact-writer.ts'
import { openGoneIds } from './gone-ids.ts'
import { keepPlaces } from './places.ts'
import { beginImport, completeImport, type OpenImport, openRefusals, wholeImport } from './whole-import.ts'

type Plan = ParsedInput<'imports.run'>

const SLICE_MS = 40
const SLICE_ROWS = { first: 100, least: 50 }
const DRY_ROWS = 2_000

export function runExactImport(context: TaskContext, plan: Plan): Task<Result<'imports.run'>> {
  return wholeImport(context, plan, (open) => bring(context, plan, open))
}

function* bring(context: TaskContext, plan: Plan, open: OpenImport): Task<Result<'imports.run'>> {
  const { importId, headings, rows, counts } = open
  const list = exactListOf(headings)
  if (list === null || headings === null) {
    throw new AppError(
      'refused',
      'This file is no exact export of leads or contacts as it is read now. Choose a webhook for it instead.',
    )
  }
  const read = exactReader(list, headings)
  const refused = openRefusals(context, plan, open, headings)
  const places = createPlaces(context.db)
  const gone = openGoneIds()
  const writer =
    importId === null
      ? exactLooker(context, list, plan, counts, places, gone)
      : exactWriter(context, list, plan, importId, counts, places, gone)
  if (importId !== null)
    beginImport(context, importId, plan.name, ({ db, clock }) => keepPlaces(db, importId, clock.now()))
  try {
    let size: number = importId === null ? DRY_ROWS : SLICE_ROWS.first
    let slice: Read[] = []
    const flush = () => {
      const tookMs = writer(slice, refused.refuse)
      const fitting = (slice.length * SLICE_MS) / Math.max(1, tookMs)
      slice = []
      if (importId !== null)
        size = Math.round(Math.max(SLICE_ROWS.least, Math.min(size * 2, (size + fitting) / 2)))
      refused.write()
    }
    yield { done: 0, total: null, unit: 'rows' }
    for (const _ of gone.learn(context.db)) yield { done: 0, total: null, unit: 'rows' }
    let waiting = 0
    for (const row of rows) {
      counts.rows++
      waiting++
      const one = row.problem ?? read(row.cells)
      if (typeof one === 'string') refused.refuse({ row, message: one })
      else slice.push({ row, ...one })
      if (slice.length < size && waiting < DRY_ROWS) continue
      waiting = 0
      flush()
      yield open.progress()
    }
    flush()
    yield { done: counts.rows, total: counts.rows, unit: 'rows' }
    if (importId !== null)
      completeImport(context, importId, { name: plan.name, makes: list }, counts, EXACT_TOUCHED)
    return { importId, ...counts.result(), made: places.made }
  } finally {
    refused.close()
  }
}
