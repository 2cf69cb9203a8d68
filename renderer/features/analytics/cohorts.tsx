// Leads by the week they came in, compared at equal age: what four weeks have made of each. What is not so old yet is too early to say.
import type { Output } from '../../../shared/contract/index.ts'
import { shareOf } from '../../../shared/domain/metrics.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount, showTotal } from '../../ui/format.ts'
import { behind } from './behind.ts'
import { CsvAction } from './csv-action.tsx'
import { Defined } from './definition.tsx'
import { type FigureColumn, FigureTable } from './figure-table.tsx'
import { isTooFew, Share, showPercent } from './figure-words.tsx'
import { Nothing, Panel } from './panel.tsx'
import { showPeriod } from './period-words.ts'
import { on, type View } from './use-view.ts'

type Answer = Output<'analytics.cohorts'>
type Cohort = Answer['cohorts'][number]

const MEANING =
  'Leads by the week they were created in, and the share that had converted once they were so many weeks old. Weeks are compared at the same age.'

export function CohortsPanel({ view }: { readonly view: View }) {
  const query = useApiQuery('analytics.cohorts', { scope: view.scope })
  return (
    <Panel
      title={<Defined meaning={MEANING}>Converted at the same age</Defined>}
      isWide
      query={query}
      summary={saysCohorts}
      actions={() => <CsvAction panel="cohorts" view={view} />}
    >
      {({ ages, cohorts }) =>
        cohorts.every(({ leads }) => leads === 0) ? (
          <Nothing>No lead came in this period.</Nothing>
        ) : (
          <FigureTable
            label="Converted, by week of creation and age"
            columns={columnsOf(ages, view)}
            rows={cohorts.toReversed()}
            keyOf={({ from }) => from}
          />
        )
      }
    </Panel>
  )
}

function columnsOf(ages: readonly number[], { scope }: View): readonly FigureColumn<Cohort>[] {
  return [
    { id: 'week', title: 'Created', isText: true, cell: showPeriod },
    {
      id: 'leads',
      title: 'Leads',
      cell: ({ leads }) => showCount(leads),
      leads: ({ from, to }) => behind(on(scope, { from, to }), 'leads'),
    },
    ...ages.map((age, at) => ({
      id: String(age),
      title: age === 1 ? '1 week old' : `${age} weeks old`,
      cell: ({ leads, convertedAtAge }: Cohort) => {
        const converted = convertedAtAge[at] ?? null
        if (converted === null) return <span className="mute">too early</span>
        return <Share part={converted} whole={leads} />
      },
    })),
  ]
}

/** "At 4 weeks 8.1% had converted, over 9 weeks of leads that are old enough." */
export function saysCohorts({ ages, cohorts }: Answer): string {
  const whole = cohorts.filter(({ leads }) => leads > 0)
  if (whole.length === 0) return ''
  // The oldest age that at least half of the cohorts have reached.
  const at = ages.findLastIndex(
    (_, index) =>
      whole.filter(({ convertedAtAge }) => convertedAtAge[index] !== null).length * 2 >= whole.length,
  )
  const old = whole.filter(({ convertedAtAge }) => (convertedAtAge[at] ?? null) !== null)
  const leads = old.reduce((sum, cohort) => sum + cohort.leads, 0)
  const age = ages[at]
  if (at < 0 || age === undefined || leads === 0)
    return 'It is too early to say anything: no week of this period is old enough yet.'
  const converted = old.reduce((sum, { convertedAtAge }) => sum + (convertedAtAge[at] ?? 0), 0)
  const { value } = shareOf(converted, leads, '')
  const weeks = age === 1 ? '1 week' : `${age} weeks`
  return isTooFew(leads) || value === null
    ? `At an age of ${weeks}, ${showCount(converted)} of ${showTotal(leads, true, 'lead')} had converted: too few to say a rate.`
    : `At an age of ${weeks}, ${showPercent(value)} had converted (${showCount(converted)} of ${showTotal(leads, true, 'lead')}).`
}
