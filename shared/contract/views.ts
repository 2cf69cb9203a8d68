// Saved views: a list as somebody wants to see it again.
import { z } from 'zod'
import type { ListName } from '../domain/list/columns.ts'
import { LEAD_STATUSES, LEAD_TYPES } from '../domain/vocabulary.ts'
import { conditionsOf, listName, sortOf } from './list-filter.ts'
import { command, query } from './operation.ts'
import { undoable } from './shapes.ts'

/**
 * What a list shows, as it also stands in the address: whatever is left out is as the list comes by itself. `columns` are the columns
 * shown, in their order.
 */
export function definitionOf(list: ListName) {
  const { match, where } = conditionsOf(list)
  return z.object({
    q: z.string().max(200).optional(),
    statuses: z.array(z.enum(LEAD_STATUSES)).optional(),
    types: z.array(z.enum(LEAD_TYPES)).optional(),
    test: z.boolean().optional(),
    match: match.removeDefault().optional(),
    where: where.removeDefault().optional(),
    sort: sortOf(list).removeDefault().optional(),
    /** Leads beside their status instead of one below the other. */
    layout: z.literal('board').optional(),
    columns: z.array(z.string().max(60)).max(100).optional(),
  })
}
export type ViewDefinition = z.infer<ReturnType<typeof definitionOf>>

const viewName = z
  .string()
  .trim()
  .min(1, 'Give the view a name.')
  .max(60, 'A name has at most 60 characters.')
const viewId = z.number().int()

export const savedView = z.object({
  id: viewId,
  name: z.string(),
  /** Null: it stands in every workspace. */
  workspaceId: z.string().nullable(),
  // Checked when it was saved; what no longer fits is left out by the screen that opens it.
  definition: z.custom<ViewDefinition>((value) => typeof value === 'object' && value !== null),
})
export type SavedView = z.infer<typeof savedView>

function draftOf<L extends ListName>(list: L) {
  return z.object({
    list: z.literal(list),
    name: viewName,
    workspaceId: z.string().nullable().default(null),
    definition: definitionOf(list),
  })
}

function changeOf<L extends ListName>(list: L) {
  return z.object({
    list: z.literal(list),
    id: viewId,
    name: viewName.optional(),
    definition: definitionOf(list).optional(),
  })
}

export const viewOperations = {
  /** Those of a workspace and those of all, in their order. */
  'views.list': query(
    ['views'],
    z.object({ list: listName, workspaceId: z.string().nullish() }),
    z.array(savedView),
  ),
  'views.save': command(z.discriminatedUnion('list', [draftOf('leads'), draftOf('contacts')]), savedView),
  'views.update': command(z.discriminatedUnion('list', [changeOf('leads'), changeOf('contacts')]), undoable),
  'views.delete': command(z.object({ id: viewId }), undoable),
}
