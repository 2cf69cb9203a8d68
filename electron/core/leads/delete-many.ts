// Leads are deleted: few of them in one transaction, many as a long step.
import type { z } from 'zod'
import type { leadTarget } from '../../../shared/contract/leads.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { LONG_FROM } from '../../../shared/contract/shapes.ts'
import type { Task, TaskContext, WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { doLong } from '../records/do-long.ts'
import { leadToMove } from '../records/move-lead.ts'
import { remove } from '../records/remove.ts'
import { chunksOf } from '../records/removed-rows.ts'
import { idsOf } from './target.ts'
import { nameOf } from './words.ts'

type Target = z.output<typeof leadTarget>
type Deleted = { readonly undoId?: number; readonly label: string; readonly deleted: number }

export function deleteMany(
  context: WriteContext,
  target: Target,
  expected: number | undefined,
): Deleted & { readonly isLong?: true } {
  const wanted = idsOf(context, target, 'deleted', expected)
  if (wanted.length > LONG_FROM) return { label: '', deleted: 0, isLong: true }
  const ids = present(context.db, wanted)
  const [first] = ids
  if (first === undefined) throw nothingThere()
  const label =
    ids.length === 1 ? `Lead of ${nameOf(leadToMove(context, first))} deleted` : labelOf(ids.length)
  return { ...remove(context, { leads: ids, contacts: [] }, label), deleted: ids.length }
}

export function* deleteManyLong(
  context: TaskContext,
  target: Target,
  expected: number | undefined,
): Task<Deleted> {
  const ids = present(context.db, idsOf(context, target, 'deleted', expected))
  if (ids.length === 0) throw nothingThere()
  let deleted = 0
  const done = yield* doLong(context, {
    kind: 'deletion',
    unit: 'leads',
    bites: [...chunksOf(ids, context.bite)],
    sizeOf: (some) => some.length,
    piece: (writing, some, performedBy) => {
      // Some may have gone meanwhile.
      const leads = present(writing.db, some)
      deleted += leads.length
      if (leads.length > 0) remove(writing, { leads, contacts: [] }, 'Piece of a deletion', performedBy)
    },
    label: () => labelOf(deleted),
  })
  return { ...done, deleted }
}

function present(db: ReadDb, ids: readonly number[]): number[] {
  return db
    .sql('select distinct l.id from json_each(?) j join leads l on l.id = j.value order by l.id')
    .all<{ id: number }>(JSON.stringify(ids))
    .map(({ id }) => id)
}

function labelOf(count: number): string {
  return count === 1 ? '1 lead deleted' : `${count.toLocaleString('en-US')} leads deleted`
}

function nothingThere(): AppError {
  return new AppError('not_found', 'What was to be deleted is no longer there. Go back to the list.')
}
