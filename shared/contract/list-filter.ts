// Conditions and sorting of the lists, as they cross a border; what they mean is in shared/domain/list/.
import { z } from 'zod'
import { COLUMNS_OF, columnOf, type ListName } from '../domain/list/columns.ts'
import { ALL_FILTER_WAYS, conditionProblem, MATCHES } from '../domain/list/filter.ts'

const MOST_CONDITIONS = 20
const MOST_VALUES = 500

const condition = z.object({
  column: z.string().max(60),
  way: z.enum(ALL_FILTER_WAYS),
  values: z
    .array(z.union([z.string().max(500), z.number()]))
    .max(MOST_VALUES)
    .readonly()
    .default([]),
})

/** Conditions on the columns of `list`; each problem is a sentence for the screen. */
export function conditionsOf(list: ListName) {
  const sensible = condition.superRefine((value, context) => {
    const problem = conditionProblem(list, value)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
  })
  return {
    match: z.enum(MATCHES).default('all'),
    where: z
      .array(sensible)
      .max(MOST_CONDITIONS, `A list takes at most ${MOST_CONDITIONS} conditions.`)
      .readonly()
      .default([]),
  }
}

export const DEFAULT_SORT = { leads: 'created_at', contacts: 'last_lead_at' } as const satisfies Record<
  ListName,
  string
>

/** The order of a list that nobody has sorted. */
export function usualSort(list: ListName): { readonly column: string; readonly direction: 'desc' } {
  return { column: DEFAULT_SORT[list], direction: 'desc' }
}

export function sortOf(list: ListName) {
  return z
    .object({
      column: z
        .string()
        .refine((name) => columnOf(list, name) !== undefined, 'There is no such column to sort by.'),
      direction: z.enum(['asc', 'desc']),
    })
    .default(usualSort(list))
}

export const listName = z.enum(Object.keys(COLUMNS_OF) as [ListName, ...ListName[]])
