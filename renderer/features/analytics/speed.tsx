// How long it takes until a lead is contacted, and until it converts: the middle, the spread, and how many at which length.
import { Suspense } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import type { LeadsFigure } from '../../../shared/domain/leads-behind.ts'
import { METRICS } from '../../../shared/domain/metrics.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount, showTotal } from '../../ui/format.ts'
import { behind } from './behind.ts'
import { CsvAction } from './csv-action.tsx'
import { Defined } from './definition.tsx'
import { type FigureColumn, FigureTable } from './figure-table.tsx'
import { isTooFew, Share, sayShare, showLasting, TOO_FEW } from './figure-words.tsx'
import { Plot } from './lazy-plot.ts'
import { Nothing, Panel, type PanelLook, TableToggle } from './panel.tsx'
import type { View } from './use-view.ts'

type Which = 'firstContact' | 'toConversion'
type Speed = Output<'analytics.speed'>[Which]
type Bucket = Speed['buckets'][number]

const WORDS = {
  firstContact: {
    done: 'contacted',
    yet: 'not contacted yet',
    none: 'Nobody of this period was contacted yet.',
  },
  toConversion: {
    done: 'converted',
    yet: 'not converted yet',
    none: 'No lead of this period has converted yet.',
  },
} as const satisfies Record<Which, object>

export function SpeedPanel({
  view,
  look,
  which,
}: {
  readonly view: View
  readonly look: PanelLook
  readonly which: Which
}) {
  const query = useApiQuery('analytics.speed', { scope: view.scope })
  const { label, definition } = METRICS[which]
  return (
    <Panel
      title={<Defined meaning={definition}>{label}</Defined>}
      query={query}
      summary={(answer) => saysSpeed(answer[which], which)}
      actions={() => (
        <>
          <TableToggle of={label.toLowerCase()} isOn={look.isTable} onChange={look.setTable} />
          <CsvAction panel="speed" view={view} />
        </>
      )}
    >
      {(answer) => {
        const speed = answer[which]
        if (speed.count === 0) return <Nothing>{WORDS[which].none}</Nothing>
        return (
          <>
            <dl className="spread">
              <SpreadFigure label="Median" ms={speed.medianMs} isLarge />
              <SpreadFigure label="A quarter within" ms={speed.firstQuarterMs} />
              <SpreadFigure label="Three quarters within" ms={speed.thirdQuarterMs} />
              <SpreadFigure label="Mean" ms={speed.meanMs} />
            </dl>
            {look.isTable ? (
              <FigureTable
                label={label}
                columns={columnsOf(speed, which, view)}
                rows={speed.buckets}
                keyOf={({ fromMs }) => String(fromMs)}
              />
            ) : (
              <Suspense fallback={<div className="speed-plot" />}>
                <Plot
                  label={`${label}, how many took how long`}
                  kind="bars"
                  height={150}
                  tick={showCount}
                  points={speed.buckets.map((bucket) => ({
                    key: String(bucket.fromMs),
                    label: shortName(bucket),
                    title: nameOf(bucket),
                    value: bucket.count,
                    words: `${showTotal(bucket.count, true, 'lead')}, ${sayShare(bucket.count, speed.count)}`,
                    leads: behind(view.scope, figureOf(which, bucket)),
                  }))}
                />
              </Suspense>
            )}
          </>
        )
      }}
    </Panel>
  )
}

function SpreadFigure({
  label,
  ms,
  isLarge = false,
}: {
  readonly label: string
  readonly ms: number | null
  readonly isLarge?: boolean
}) {
  return (
    <div className={isLarge ? 'is-large' : undefined}>
      <dt>{label}</dt>
      <dd>{ms === null ? '–' : showLasting(ms)}</dd>
    </div>
  )
}

/** "Half of the 1,091 contacted leads waited at most 14 min, the middle half between 4 min and 2 h. 193 are not contacted yet." */
export function saysSpeed(speed: Speed, which: Which): string {
  const { done, yet } = WORDS[which]
  const rest =
    speed.without === 0 ? '' : ` ${showCount(speed.without)} ${speed.without === 1 ? 'is' : 'are'} ${yet}.`
  const { count, medianMs, firstQuarterMs, thirdQuarterMs } = speed
  if (medianMs === null) return rest === '' ? '' : rest.trim()
  if (count === 1) return `The one lead that was ${done} took ${showLasting(medianMs)}.${rest}`
  const spread =
    firstQuarterMs === null || thirdQuarterMs === null
      ? ''
      : `, the middle half between ${showLasting(firstQuarterMs)} and ${showLasting(thirdQuarterMs)}`
  const few = isTooFew(count) ? ` ${count} are ${TOO_FEW}.` : ''
  return `Half of the ${showCount(count)} ${done} took at most ${showLasting(medianMs)}${spread}.${few}${rest}`
}

function nameOf({ fromMs, toMs }: Bucket): string {
  if (toMs === null) return `More than ${showLasting(fromMs)}`
  return fromMs === 0 ? `Up to ${showLasting(toMs)}` : `${showLasting(fromMs)} to ${showLasting(toMs)}`
}

function shortName({ fromMs, toMs }: Bucket): string {
  return toMs === null ? `> ${showLasting(fromMs)}` : `≤ ${showLasting(toMs)}`
}

function figureOf(which: Which, { fromMs, toMs }: Bucket): LeadsFigure {
  const took = { fromMs, toMs }
  return which === 'firstContact' ? { firstContact: took } : { toConversion: took }
}

function columnsOf(speed: Speed, which: Which, { scope }: View): readonly FigureColumn<Bucket>[] {
  return [
    { id: 'took', title: 'Took', isText: true, cell: nameOf },
    {
      id: 'leads',
      title: 'Leads',
      cell: ({ count }) => <Share part={count} whole={speed.count} />,
      leads: (bucket) => behind(scope, figureOf(which, bucket)),
    },
  ]
}
