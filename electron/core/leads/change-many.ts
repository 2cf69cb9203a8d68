// One change for many leads: the same steps as for one, in one transaction and under one undo.
import type { z } from 'zod'
import type { leadChange, leadTarget } from '../../../shared/contract/leads.ts'
import { leadEdit } from '../../../shared/domain/editing.ts'
import { STATUS_LABELS } from '../../../shared/domain/labels.ts'
import type { WriteContext } from '../context.ts'
import { editLead } from '../records/edit.ts'
import { leadToMove, moveLead } from '../records/move-lead.ts'
import { remember, type Step } from '../records/undo.ts'
import { idsOf } from './target.ts'

export function changeMany(
  context: WriteContext,
  target: z.output<typeof leadTarget>,
  change: z.output<typeof leadChange>,
): { readonly undoId?: number; readonly label: string; readonly changed: number } {
  const ids = idsOf(context, target, 'changed')
  const steps: Step[] = []
  let changed = 0
  for (const id of ids) {
    const own =
      'status' in change
        ? [moveLead(context, leadToMove(context, id), change.status, change.reason)]
        : editLead(context, id, change.values)
    if (own.some(({ before, after }) => before === null || after === null || Object.keys(after).length > 0))
      changed++
    steps.push(...own)
  }
  const leads = changed === 1 ? '1 lead' : `${changed.toLocaleString('en-US')} leads`
  return { ...remember(context, labelOf(context, change, leads), steps), changed }
}

function labelOf(context: WriteContext, change: z.output<typeof leadChange>, leads: string): string {
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
    return context.db.sql(`select name from ${table} where ${key} = ?`).value<string>(value) ?? value
  }
}
