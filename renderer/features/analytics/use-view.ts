// What the figures on the screen are of: the address, the frame's workspace and the day, put together once.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { AnalyticsScope, Period } from '../../../shared/contract/analytics.ts'
import type { Dimension } from '../../../shared/domain/metrics.ts'
import { type Comparison, comparedWith, type PeriodPreset, periodOf } from '../../../shared/domain/period.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { useWorkspaceId } from '../../app/workspace.ts'
import { useToday } from '../../ui/time.tsx'
import type { AnalyticsSearch, ReportSearch } from './analytics-search.ts'

export type View = {
  readonly scope: AnalyticsScope
  /** Undefined: days of one's own. */
  readonly preset: PeriodPreset | undefined
  readonly period: Period
  readonly comparison: Comparison | undefined
  readonly before: Period | undefined
  /** The agency's; sums in others are shown apart. */
  readonly currency: string
  readonly today: string
}

/** Long enough to say something of sales, and never just begun. */
export const USUAL_PRESET: PeriodPreset = '90_days'

export const NO_CUTS: readonly never[] = []

export function useView(): View {
  const search = useSearch({ strict: false }) as Pick<
    AnalyticsSearch,
    'period' | 'from' | 'to' | 'compare' | 'cuts'
  >
  const { from, to, compare, cuts = NO_CUTS } = search
  const workspaceId = useWorkspaceId()
  const today = useToday()
  const currency = useApiQuery('settings.get', {}).data?.currency ?? 'USD'
  return useMemo(() => {
    const own = from !== undefined && to !== undefined && from <= to ? { from, to } : undefined
    const preset = own && search.period === undefined ? undefined : (search.period ?? USUAL_PRESET)
    const period = preset === undefined && own ? own : periodOf(preset ?? USUAL_PRESET, today)
    const comparison = compare === 'none' ? undefined : (compare ?? 'previous')
    const before = comparison && comparedWith(period, comparison, preset)
    const where = workspaceId === undefined ? cuts : cuts.filter((cut) => cut.dimension !== 'workspace_id')
    const scope = { ...period, workspaceId, where }
    return { scope, preset, period, comparison, before, currency, today }
  }, [search.period, from, to, compare, cuts, workspaceId, today, currency])
}

type AnySearch = Partial<AnalyticsSearch & ReportSearch>

/** Changes what the address says; a change of what is counted is a step for Back, a change of how it looks is not. */
export function useNarrow(): (change: AnySearch, isStep?: boolean) => void {
  const navigate = useNavigate()
  return useCallback(
    (change, isStep = false) =>
      void navigate({
        to: '.',
        search: ((now: AnySearch) => ({ ...now, ...change })) as never,
        replace: !isStep,
      }),
    [navigate],
  )
}

/** The same figures of one value of a dimension. */
export function within(scope: AnalyticsScope, dimension: Dimension, value: string | null): AnalyticsScope {
  const others = (scope.where ?? NO_CUTS).filter((cut) => cut.dimension !== dimension)
  return { ...scope, where: [...others, { dimension, values: [value] }] }
}

/** The same of some of its days. */
export function on(scope: AnalyticsScope, { from, to }: Period): AnalyticsScope {
  return { ...scope, from, to }
}
