// One change for many leads: the same steps as for one, under one undo. Few of them are one transaction, many are a long step.
import type { z } from 'zod'
import type { leadChange, leadTarget } from '../../../shared/contract/leads.ts'
import { LONG_FROM } from '../../../shared/contract/shapes.ts'
import { leadEdit } from '../../../shared/domain/editing.ts'
import { STATUS_LABELS } from '../../../shared/domain/labels.ts'
import type { Task, TaskContext, WriteContext } from '../context.ts'
import type { ReadDb } from '../db/connection.ts'
import { doLong } from '../records/do-long.ts'
import { editLead } from '../records/edit.ts'
import { goneRecord } from '../records/gone.ts'
import { leadsToMove, moveLeads } from '../records/move-lead.ts'
import { chunksOf } from '../records/removed-rows.ts'
import { remember, type Step } from '../records/undo.ts'
import { idsOf } from './target.ts'

type Target = z.output<typeof leadTarget>
type LeadChange = z.output<typeof leadChange>
type Changed = { readonly undoId?: number; readonly label: string; readonly changed: number }

export function changeMany(
  context: WriteContext,
  target: Target,
  change: LeadChange,
): Changed & { readonly isLong?: true } {
  const ids = idsOf(context, target, 'changed')
  if (ids.length > LONG_FROM) return { label: '', changed: 0, isLong: true }
  refuseMissing(context.db, ids)
  const { steps, changed } = changeSome(context, ids, change)
  return { ...remember(context, labelOf(context.db, change, changed), steps), changed }
}

export function* changeManyLong(context: TaskContext, target: Target, change: LeadChange): Task<Changed> {
  const ids = idsOf(context, target, 'changed')
  refuseMissing(context.db, ids)
  let changed = 0
  const done = yield* doLong(context, {
    kind: 'change',
    unit: 'leads',
    bites: [...chunksOf(ids, context.bite)],
    sizeOf: (some) => some.length,
    piece: (writing, some, performedBy) => {
      const one = changeSome(writing, some, change)
      changed += one.changed
      remember(writing, 'Piece of a change of many', one.steps, performedBy)
    },
    label: () => labelOf(context.db, change, changed),
  })
  return { ...done, changed }
}

/** Those that have gone since they were found to be there are left out. */
function changeSome(
  context: WriteContext,
  ids: readonly number[],
  change: LeadChange,
): { readonly steps: readonly Step[]; readonly changed: number } {
  const leads = leadsToMove(context, ids)
  if ('status' in change) {
    const steps = moveLeads(context, leads, change.status, change.reason)
    return { steps, changed: steps.length }
  }
  const own = leads.map(({ id }) => editLead(context, id, change.values))
  return { steps: own.flat(), changed: own.filter((steps) => steps.length > 0).length }
}

function refuseMissing(db: ReadDb, ids: readonly number[]): void {
  const missing = db
    .sql('select value from json_each(?) where value not in (select id from leads) limit 1')
    .value<number>(JSON.stringify(ids))
  if (missing !== undefined) throw goneRecord(db, 'lead', missing)
}

function labelOf(db: ReadDb, change: LeadChange, changed: number): string {
  const leads = changed === 1 ? '1 lead' : `${changed.toLocaleString('en-US')} leads`
  if ('status' in change) return `Status of ${leads} set to ${STATUS_LABELS[change.status]}`
  const [[name = '', value] = [], ...others] = Object.entries(change.values)
  if (others.length > 0) return `${others.length + 1} fields of ${leads} changed`
  if (name === 'assigned_to') {
    return value === null
      ? `Assignment of ${leads} removed`
      : `Assignment of ${leads} set to ${nameOf('agents', 'slug')}`
  }
  if (name === 'workspace_id' && value !== null) {
    return `Workspace of ${leads} set to ${nameOf('workspaces', 'id')}`
  }
  return `${leadEdit(name)?.label ?? 'Field'} of ${leads} changed`

  function nameOf(table: 'agents' | 'workspaces', key: 'slug' | 'id') {
    return db.sql(`select name from ${table} where ${key} = ?`).value<string>(value) ?? value
  }
}
