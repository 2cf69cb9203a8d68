// Who takes a lead that comes to a workspace: by the workspace's way of assigning, passing over whoever is not active.
import { type Choice, chooseByLoad, chooseByTurn, chooseFixed } from '../../../shared/domain/assignment.ts'
import type { WriteContext } from '../context.ts'
import { trackLead } from './track.ts'
import { type Change, changeRow } from './undo.ts'

/** The next agent; a turn that was given is not given again, also when it is undone. */
export function chooseAgent(context: WriteContext, workspaceId: string): Choice | undefined {
  const { db, directory, clock } = context
  const workspace = directory.workspace(workspaceId)
  if (workspace === undefined || workspace.candidates.length === 0) return undefined
  const { assignment, candidates, name } = workspace
  switch (assignment.mode) {
    case 'none':
      return undefined
    case 'agent':
      return chooseFixed(candidates, name)
    case 'turns': {
      const turn = db
        .sql(
          'update workspaces set assignment_turn = assignment_turn + 1 where id = ? returning assignment_turn',
        )
        .value<number>(workspaceId)
      return chooseByTurn(candidates, turn ?? 1)
    }
    case 'load': {
      const now = clock.now()
      const choice = chooseByLoad(candidates, (slug) => directory.loadOf(slug, now))
      if (choice !== undefined) directory.countAssigned(choice.slug)
      return choice
    }
  }
}

/** As tellEdits writes it, with the reason. */
export function assignmentEvent({ slug, reason }: Choice): string {
  return JSON.stringify({ field: 'assigned_to', from: null, to: slug, reason })
}

/** A lead that has no agent yet gets the workspace's, with its event; the steps back. */
export function giveToAgent(context: WriteContext, leadId: number, workspaceId: string): Change[] {
  const lead = context.db
    .sql('select assigned_to, is_test from leads where id = ?')
    .get<{ assigned_to: string | null; is_test: 0 | 1 }>(leadId)
  if (lead === undefined || lead.assigned_to !== null || lead.is_test === 1) return []
  const choice = chooseAgent(context, workspaceId)
  if (choice === undefined) return []
  const now = context.clock.now()
  const step = changeRow(context, 'leads', leadId, { assigned_to: choice.slug, updated_at: now })
  context.db
    .sql(
      `insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, 'assigned', ?, ?, 'system')`,
    )
    .run(leadId, assignmentEvent(choice), now)
  trackLead(
    { ...context, actor: 'system' },
    leadId,
    `Assigned to ${nameOf(context, choice)}. ${choice.reason}.`,
  )
  return [step]
}

function nameOf({ db }: WriteContext, { slug }: Choice): string {
  return db.sql('select name from agents where slug = ?').value<string>(slug) ?? slug
}
