import { z } from 'zod'
import { usualSort } from '../../../shared/contract/list-filter.ts'
import { definitionOf } from '../../../shared/contract/views.ts'

const view = definitionOf('contacts')

/** What the list shows, in the address; see the leads'. */
export const contactsSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  where: view.shape.where.catch(undefined),
  match: view.shape.match.catch(undefined),
  sort: view.shape.sort.catch(undefined),
  columns: view.shape.columns.catch(undefined),
  /** The open contact. */
  contact: z.number().int().optional().catch(undefined),
})

/** What the list asks for; see the leads'. */
export function contactsFilter(
  { q, where, match }: z.infer<typeof contactsSearch>,
  workspaceId: string | null | undefined,
) {
  return { workspaceId, search: q ?? '', match: match ?? ('all' as const), where: where ?? [] }
}

/** The list as it opens, with nothing set. */
export function plainContacts(workspaceId: string | null | undefined) {
  return { ...contactsFilter({}, workspaceId), sort: usualSort('contacts') }
}
