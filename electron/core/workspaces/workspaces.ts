// Workspaces: the clients of the agency, what they hold, and who takes what comes to them.
import { AppError } from '../../../shared/contract/reply.ts'
import { readAssignment } from '../../../shared/domain/assignment.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import type { WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { addRow, type Columns, changeRow, remember } from '../records/undo.ts'

export const workspaceQueries: QueriesOf<'workspaces'> = {
  'workspaces.get': () => missing(),
  'workspaces.tracking': () => missing(),
  'workspaces.list': ({ db }) =>
    db
      .sql(
        `select w.*, (select coalesce(sum(total), 0) from lead_counts c where c.workspace_id = w.id) as lead_count
         from workspaces w order by w.is_active desc, w.name`,
      )
      .all()
      .map((row) => ({
        id: row.id,
        name: row.name,
        isActive: row.is_active === 1,
        isSample: row.batch_id !== null,
        totalConversions: row.total_conversions,
        totalRevenueCents: row.total_revenue_cents,
        lastActivityAt: row.last_activity_at,
        leadCount: row.lead_count,
        assignment: readAssignment(row.assignment),
      })),
}

const missing = (): never => {
  throw new Error('Not built yet.')
}

export const workspaceCommands: CommandsOf<'workspaces'> = {
  'workspaces.rotateKey': () => missing(),
  'workspaces.removeKey': () => missing(),
  'workspaces.create': (context, { name, id }) => {
    refuseTakenName(context, name, id)
    const known = context.db.sql('select name from workspaces where id = ?').value<string>(id)
    if (known !== undefined) throw invalid('id', `The id “${id}” is taken by ${known}. Choose another one.`)
    const now = context.clock.now()
    const step = addRow(context, 'workspaces', { id, name, is_active: 1, created_at: now, updated_at: now })
    return { id, ...remember(context, `Workspace ${name} created`, [step]) }
  },

  'workspaces.update': (context, { id, name, isActive, assignment }) => {
    const known = context.db.sql('select name from workspaces where id = ?').value<string>(id)
    if (known === undefined) throw new AppError('not_found', 'This workspace is no longer there.')
    if (name !== undefined) refuseTakenName(context, name, id)
    if (assignment !== undefined) refuseSenselessAssignment(context, assignment)
    const values: Columns = {
      ...(name === undefined ? {} : { name }),
      ...(isActive === undefined ? {} : { is_active: isActive ? 1 : 0 }),
      ...(assignment === undefined ? {} : { assignment: JSON.stringify(assignment) }),
    }
    const step = changeRow(context, 'workspaces', id, { ...values, updated_at: context.clock.now() })
    const done =
      isActive === undefined
        ? name === undefined
          ? 'assigns differently'
          : 'renamed'
        : isActive
          ? 'is active again'
          : 'is no longer active'
    return remember(context, `Workspace ${name ?? known} ${done}`, [step])
  },
}

function refuseTakenName(context: WriteContext, name: string, id: string): void {
  const folded = foldText(name)
  const other = context.db
    .sql('select id, name from workspaces')
    .all<{ id: string; name: string }>()
    .find((workspace) => workspace.id !== id && foldText(workspace.name) === folded)
  if (other !== undefined)
    throw invalid('name', `There is a workspace called ${other.name} already. Choose another name.`)
}

function refuseSenselessAssignment(
  context: WriteContext,
  { mode, agents }: { readonly mode: string; readonly agents: readonly string[] },
): void {
  if (mode !== 'none' && agents.length === 0)
    throw invalid('assignment', 'Choose who takes the leads of this workspace.')
  if (mode === 'agent' && agents.length > 1)
    throw invalid('assignment', 'Choose one agent, or let several take turns.')
  if (new Set(agents).size < agents.length) throw invalid('assignment', 'Each agent can be chosen once.')
  for (const slug of agents)
    if (context.db.sql('select 1 from agents where slug = ?').value(slug) === undefined)
      throw invalid('assignment', `There is no agent “${slug}”. Choose one of the list.`)
}

function invalid(field: string, message: string): AppError {
  return new AppError('invalid', message, [{ field, message, code: 'invalid' }])
}
