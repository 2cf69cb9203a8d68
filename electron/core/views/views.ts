// Saved views of the lists.

import { AppError } from '../../../shared/contract/reply.ts'
import type { SavedView } from '../../../shared/contract/views.ts'
import type { WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { addRow, changeRow, dropRow, remember } from '../records/undo.ts'

type Row = {
  readonly id: number
  readonly name: string
  readonly workspace_id: string | null
  readonly definition: string
}

export const viewQueries: QueriesOf<'views'> = {
  'views.list': ({ db }, { list, workspaceId }) =>
    db
      .sql(
        `select id, name, workspace_id, definition from saved_views
         where list = ? and (workspace_id is null or workspace_id = ?) order by position, id`,
      )
      .all<Row>(list, workspaceId ?? null)
      .map(show),
}

export const viewCommands: CommandsOf<'views'> = {
  'views.save': (context, { list, name, workspaceId, definition }) => {
    refuseTakenName(context, list, name, workspaceId, null)
    const position =
      context.db
        .sql('select coalesce(max(position), 0) + 1 from saved_views where list = ?')
        .value<number>(list) ?? 1
    const now = context.clock.now()
    const step = addRow(context, 'saved_views', {
      list,
      name,
      workspace_id: workspaceId,
      definition: JSON.stringify(definition),
      position,
      created_at: now,
      updated_at: now,
    })
    remember(context, `View ${name} saved`, [step])
    return { id: Number(step.key), name, workspaceId, definition }
  },

  'views.update': (context, { list, id, name, definition }) => {
    const view = find(context, id)
    if (view.list !== list) throw new AppError('not_found', 'This view is no longer there.')
    if (name !== undefined && name !== view.name)
      refuseTakenName(context, view.list, name, view.workspace_id, id)
    const step = changeRow(context, 'saved_views', id, {
      ...(name === undefined ? {} : { name }),
      ...(definition === undefined ? {} : { definition: JSON.stringify(definition) }),
    })
    return remember(context, `View ${view.name} changed`, [step])
  },

  'views.delete': (context, { id }) => {
    const { name } = find(context, id)
    return remember(context, `View ${name} deleted`, [dropRow(context, 'saved_views', id)])
  },
}

function show({ id, name, workspace_id, definition }: Row): SavedView {
  return { id, name, workspaceId: workspace_id, definition: JSON.parse(definition) }
}

function find(context: WriteContext, id: number): Row & { readonly list: string } {
  const view = context.db.sql('select * from saved_views where id = ?').get<Row & { list: string }>(id)
  if (view === undefined) throw new AppError('not_found', 'This view is no longer there.')
  return view
}

/** Two views of one name side by side could not be told apart. */
function refuseTakenName(
  context: WriteContext,
  list: string,
  name: string,
  workspaceId: string | null,
  own: number | null,
): void {
  const other = context.db
    .sql(
      `select 1 from saved_views where list = ? and lower(name) = lower(?) and (workspace_id is null or ? is null or workspace_id = ?) and id is not ?`,
    )
    .value(list, name, workspaceId, workspaceId, own)
  if (other !== undefined)
    throw new AppError('conflict', `There is a view called ${name} already. Choose another name.`)
}
