// The leads that a figure counts, as a filter of their list: whoever clicks a number sees exactly those. Null where the list's columns cannot say it.
import { CONTACTED_IN_FIVE, HAS_APPOINTMENT } from './list/columns.ts'
import { type Condition, conditionProblem } from './list/filter.ts'
import type { Dimension } from './metrics.ts'
import { EXIT_STATUSES, STAGES } from './vocabulary.ts'

type Stage = (typeof STAGES)[number]
type TimeSpan = { readonly fromMs: number; readonly toMs: number | null }
/** What a count counts. `stage`: who reached it or a later one; `open` and `ended`: whose furthest it is. Of times: longer than `fromMs`, up to `toMs`. */
export type LeadsFigure =
  | 'leads'
  | 'contacted'
  | 'contactedInFive'
  | 'qualified'
  | 'appointments'
  | 'converted'
  | 'duplicates'
  | 'priced'
  | { readonly stage: Stage }
  | { readonly open: Stage }
  | { readonly ended: Stage }
  | { readonly firstContact: TimeSpan }
  | { readonly toConversion: TimeSpan }

export type CountedScope = {
  readonly from: string
  readonly to: string
  readonly workspaceId?: string | null | undefined
  readonly where?: readonly {
    readonly dimension: Dimension
    readonly values: readonly (string | null)[]
  }[]
}

/** As the list of leads takes it (contract: LeadFilter); all conditions must hold. */
export type LeadsBehind = {
  readonly workspaceId?: string | null
  readonly where: readonly Condition[]
}

export function leadsBehind(scope: CountedScope, figure: LeadsFigure): LeadsBehind | null {
  const cuts = (scope.where ?? []).map(conditionOfCut)
  const counted = conditionsOfFigure(figure)
  if (counted === null || cuts.some((cut) => cut === null || conditionProblem('leads', cut) !== null))
    return null
  return {
    ...(scope.workspaceId === undefined ? {} : { workspaceId: scope.workspaceId }),
    where: [
      { column: 'created_at', way: 'between', values: [scope.from, scope.to] },
      ...(cuts as Condition[]),
      ...counted,
    ],
  }
}

const from = (stage: Stage): Condition => ({
  column: 'stage_reached',
  way: 'any_of',
  values: STAGES.slice(STAGES.indexOf(stage)),
})
const furthest = (stage: Stage): Condition => ({ column: 'stage_reached', way: 'any_of', values: [stage] })

function conditionsOfFigure(figure: LeadsFigure): readonly Condition[] | null {
  if (typeof figure !== 'string') {
    if ('stage' in figure) return [from(figure.stage)]
    // The list does not know how long something took.
    if ('firstContact' in figure || 'toConversion' in figure) return null
    const way = 'open' in figure ? 'none_of' : 'any_of'
    return [
      furthest('open' in figure ? figure.open : figure.ended),
      { column: 'status', way, values: EXIT_STATUSES },
    ]
  }
  switch (figure) {
    case 'leads':
      return []
    case 'contacted':
    case 'qualified':
    case 'converted':
      return [from(figure)]
    case 'contactedInFive':
      return [{ column: CONTACTED_IN_FIVE.name, way: 'yes', values: [] }]
    case 'appointments':
      return [{ column: HAS_APPOINTMENT.name, way: 'yes', values: [] }]
    // They depend on other leads, or on prices.
    case 'duplicates':
    case 'priced':
      return null
  }
}

function conditionOfCut({ dimension, values }: NonNullable<CountedScope['where']>[number]): Condition | null {
  const named = values.filter((value) => value !== null)
  const hasNone = named.length < values.length
  if (hasNone && named.length > 0) return null
  if (dimension === 'zip_prefix') {
    // Nothing is also what does not begin with three digits.
    const [prefix] = named
    return prefix === undefined || named.length > 1
      ? null
      : { column: 'zip_code', way: 'starts', values: [prefix] }
  }
  if (hasNone) return { column: dimension, way: 'empty', values: [] }
  return { column: dimension, way: TEXTS.has(dimension) ? 'exactly' : 'any_of', values: named }
}

/** The others refer to records, or are one of a few words. */
const TEXTS: ReadonlySet<Dimension> = new Set([
  'source',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'campaign_id',
])
