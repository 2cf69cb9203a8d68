import { z } from 'zod'
import { usualSort } from '../../../shared/contract/list-filter.ts'
import { definitionOf } from '../../../shared/contract/views.ts'
import { LEAD_STATUSES, LEAD_TYPES } from '../../../shared/domain/vocabulary.ts'

const view = definitionOf('leads')

/** What the list shows, in the address. Anything unreadable is left out rather than refused: an old link still opens the list. */
export const leadsSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  statuses: z.array(z.enum(LEAD_STATUSES)).optional().catch(undefined),
  types: z.array(z.enum(LEAD_TYPES)).optional().catch(undefined),
  /** Test leads alone; they are kept apart from the real ones. */
  test: z.boolean().optional().catch(undefined),
  /** Conditions on any column, and whether all or any of them must hold. */
  where: view.shape.where.catch(undefined),
  match: view.shape.match.catch(undefined),
  sort: view.shape.sort.catch(undefined),
  /** Columns shown, in their order. */
  columns: view.shape.columns.catch(undefined),
  layout: view.shape.layout.catch(undefined),
  /** The open lead. */
  lead: z.number().int().optional().catch(undefined),
})

/** What the list asks for; also asked ahead, before the screen is there. */
export function leadsFilter(
  { q, statuses, types, test, where, match }: z.infer<typeof leadsSearch>,
  workspaceId: string | null | undefined,
) {
  return {
    workspaceId,
    statuses: [...(statuses ?? [])],
    types: [...(types ?? [])],
    isTest: test ?? false,
    search: q ?? '',
    match: match ?? ('all' as const),
    where: where ?? [],
  }
}

/** The list as it opens, with nothing set. */
export function plainLeads(workspaceId: string | null | undefined) {
  return { filter: leadsFilter({}, workspaceId), sort: usualSort('leads'), columns: [] }
}
