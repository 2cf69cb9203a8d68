// Workspaces: the clients of the agency, what they hold, and who takes what comes to them.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { Workspace, WorkspaceDetail } from '../../../shared/contract/workspaces.ts'
import { readAssignment } from '../../../shared/domain/assignment.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import { PERMISSIONS } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { BRIEF_ROWS, beginLongWork } from '../long-work.ts'
import { addRow, type Columns, changeRow, remember } from '../records/undo.ts'
import { makeKey } from '../vault.ts'
import { ownConversions } from './own-conversions.ts'
import { trackingPage } from './tracking.ts'

export const workspaceQueries: QueriesOf<'workspaces'> = {
  'workspaces.list': ({ db }) =>
    db.sql(`select ${LISTED} from workspaces w order by w.is_active desc, w.name`).all().map(toWorkspace),

  'workspaces.get': ({ db }, { id }) => {
    const row = db
      .sql(`select ${LISTED}, w.created_at, w.permissions, w.key_hint from workspaces w where w.id = ?`)
      .get(id)
    if (row === undefined) throw gone()
    return {
      ...toWorkspace(row),
      createdAt: row.created_at,
      permissions: JSON.parse(row.permissions),
      keyHint: row.key_hint,
      summary: db
        .sql('select * from workspace_conversion_summary where workspace_id = ? and currency is not null')
        .all(id)
        .map(toSummary)
        .sort(byCount),
    }
  },

  'workspaces.summaries': ({ db }) => {
    if (db.sql('select 1 from conversions limit 1 offset ?').value(BRIEF_ROWS) !== undefined)
      beginLongWork(db)
    return db
      .sql('select * from workspace_conversion_summary where currency is not null')
      .all()
      .map((row) => ({ workspaceId: row.workspace_id, ...toSummary(row) }))
      .sort(byCount)
  },

  'workspaces.conversions': ({ db }, input) => ownConversions(db, input),
  'workspaces.tracking': ({ db }, input) => trackingPage(db, input),
}

const LISTED = `w.id, w.name, w.is_active, w.batch_id, w.total_conversions, w.total_revenue_cents, w.last_activity_at, w.assignment,
  (select coalesce(sum(total), 0) from lead_counts c where c.workspace_id = w.id) as lead_count`

// biome-ignore lint/suspicious/noExplicitAny: a row of `LISTED`, turned into its shape right here.
function toWorkspace(row: any): Workspace {
  return {
    id: row.id,
    name: row.name,
    isActive: row.is_active === 1,
    isSample: row.batch_id !== null,
    totalConversions: row.total_conversions,
    totalRevenueCents: row.total_revenue_cents,
    lastActivityAt: row.last_activity_at,
    leadCount: row.lead_count,
    assignment: readAssignment(row.assignment),
  }
}

type Summary = WorkspaceDetail['summary'][number]

/** The view is for whoever opens the file, so it speaks of dollars. */
// biome-ignore lint/suspicious/noExplicitAny: a row of the view, turned into its shape right here.
function toSummary(row: any): Summary {
  return {
    currency: row.currency,
    totalConversions: row.total_conversions,
    totalRevenueCents: Math.round(row.total_revenue * 100),
    avgConversionValueCents: row.avg_conversion_value === null ? null : row.avg_conversion_value * 100,
    uniqueContactsConverted: row.unique_contacts_converted,
    lastConversionAt: row.last_conversion_date,
  }
}

function byCount(a: Summary, b: Summary): number {
  return b.totalConversions - a.totalConversions || a.currency.localeCompare(b.currency)
}

function gone(): AppError {
  return new AppError('not_found', 'This workspace is no longer there. Go back to the list.')
}

export const workspaceCommands: CommandsOf<'workspaces'> = {
  'workspaces.rotateKey': (context, { id }) => {
    nameOf(context, id)
    const { key, hash, hint } = makeKey('clw')
    writeKey(context, id, hash, hint)
    return { apiKey: key }
  },

  'workspaces.removeKey': (context, { id }) => {
    nameOf(context, id)
    writeKey(context, id, null, null)
    return {}
  },

  'workspaces.create': (context, { name, id }) => {
    refuseTakenName(context, name, id)
    const known = context.db.sql('select name from workspaces where id = ?').value<string>(id)
    if (known !== undefined) throw invalid('id', `The id “${id}” is taken by ${known}. Choose another one.`)
    const now = context.clock.now()
    const step = addRow(context, 'workspaces', { id, name, is_active: 1, created_at: now, updated_at: now })
    return { id, ...remember(context, `Workspace ${name} created`, [step]) }
  },

  'workspaces.update': (context, { id, name, isActive, assignment, permissions }) => {
    const known = nameOf(context, id)
    if (name !== undefined) refuseTakenName(context, name, id)
    if (assignment !== undefined) refuseSenselessAssignment(context, assignment)
    const values: Columns = {
      ...(name === undefined ? {} : { name }),
      ...(isActive === undefined ? {} : { is_active: isActive ? 1 : 0 }),
      ...(assignment === undefined ? {} : { assignment: JSON.stringify(assignment) }),
      ...(permissions === undefined ? {} : { permissions: JSON.stringify(inOrder(permissions)) }),
    }
    const step = changeRow(context, 'workspaces', id, { ...values, updated_at: context.clock.now() })
    const done = wordsFor({ name, isActive, assignment })
    return remember(context, `Workspace ${name ?? known} ${done}`, [step])
  },
}

/** What a change did, for the history. */
function wordsFor({ name, isActive, assignment }: Omit<ParsedInput<'workspaces.update'>, 'id'>): string {
  if (isActive !== undefined) return isActive ? 'is active again' : 'is no longer active'
  if (name !== undefined) return 'renamed'
  return assignment !== undefined ? 'assigns differently' : 'may do other things by its API key'
}

function inOrder(permissions: readonly (typeof PERMISSIONS)[number][]): readonly string[] {
  return PERMISSIONS.filter((permission) => permissions.includes(permission))
}

function nameOf({ db }: Pick<WriteContext, 'db'>, id: string): string {
  const name = db.sql('select name from workspaces where id = ?').value<string>(id)
  if (name === undefined) throw gone()
  return name
}

/** Not undoable: a key was ended because somebody has it who should not. */
function writeKey(context: WriteContext, id: string, hash: string | null, hint: string | null): void {
  context.db
    .sql('update workspaces set api_key = ?, key_hint = ?, updated_at = ? where id = ?')
    .run(hash, hint, context.clock.now(), id)
  context.touch('workspaces')
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
