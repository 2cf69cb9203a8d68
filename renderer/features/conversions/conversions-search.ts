import { z } from 'zod'
import { CONVERSION_SORTS } from '../../../shared/contract/conversions.ts'
import { CONVERSION_TYPES } from '../../../shared/domain/vocabulary.ts'

const day = z.iso.date().optional().catch(undefined)
const cents = z.number().int().min(0).optional().catch(undefined)

/** What the list shows, in the address. */
export const conversionsSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  /** Types of conversion; `types` are those of leads. */
  kinds: z.array(z.enum(CONVERSION_TYPES)).optional().catch(undefined),
  agents: z.array(z.string()).optional().catch(undefined),
  currencies: z.array(z.string()).optional().catch(undefined),
  from: day,
  to: day,
  least: cents,
  most: cents,
  voided: z.enum(['only', 'with']).optional().catch(undefined),
  sort: z
    .object({ column: z.enum(CONVERSION_SORTS), direction: z.enum(['asc', 'desc']) })
    .optional()
    .catch(undefined),
  /** The open record. */
  conversion: z.uuid().optional().catch(undefined),
})
export type ConversionsSearch = z.infer<typeof conversionsSearch>

export const USUAL_SORT = { column: 'converted_at', direction: 'desc' } as const

const NONE: readonly never[] = []

/** What the list asks for. */
export function conversionsFilter(
  { q, kinds, agents, currencies, from, to, least, most, voided }: ConversionsSearch,
  workspaceId: string | null | undefined,
) {
  return {
    workspaceId,
    search: q ?? '',
    types: [...(kinds ?? NONE)],
    agents: [...(agents ?? NONE)],
    currencies: [...(currencies ?? NONE)],
    from,
    to,
    leastCents: least,
    mostCents: most,
    voided: voided ?? ('without' as const),
  }
}

/** Every filter left out. */
export const NO_FILTER = {
  q: undefined,
  kinds: undefined,
  agents: undefined,
  currencies: undefined,
  from: undefined,
  to: undefined,
  least: undefined,
  most: undefined,
  voided: undefined,
} as const satisfies Partial<Record<keyof ConversionsSearch, undefined>>
