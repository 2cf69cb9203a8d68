import type { ANALYTICS_PANELS } from '../../../shared/contract/analytics.ts'
import type { Dimension, TrendStep } from '../../../shared/domain/metrics.ts'
import { exportAnalytics } from '../../api/exports.ts'
import type { View } from './use-view.ts'

type PanelName = (typeof ANALYTICS_PANELS)[number]

/** The panel as a file, with all of its figures. */
export function CsvAction({
  panel,
  view: { scope, before },
  step,
  by,
}: {
  readonly panel: PanelName
  readonly view: Pick<View, 'scope' | 'before'>
  readonly step?: TrendStep
  readonly by?: Dimension
}) {
  return (
    <button
      type="button"
      className="figures-action"
      onClick={() =>
        void exportAnalytics({
          panel,
          scope,
          ...(before && (panel === 'overview' || panel === 'breakdown') ? { compare: before } : {}),
          ...(step ? { step } : {}),
          ...(by ? { by } : {}),
        })
      }
    >
      CSV<span className="unseen"> of {FILE_WORDS[panel]}</span>
    </button>
  )
}

const FILE_WORDS: Readonly<Record<PanelName, string>> = {
  overview: 'the headline figures',
  funnel: 'stage reached',
  trend: 'over time',
  heat: 'when leads come',
  speed: 'times',
  breakdown: 'this table',
  cohorts: 'weeks at the same age',
}
