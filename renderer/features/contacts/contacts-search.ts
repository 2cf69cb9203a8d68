import { z } from 'zod'
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
