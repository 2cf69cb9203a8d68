// How far leads got: each bar counts those whose furthest stage is this one or a later one, so it only narrows.
import { Link } from '@tanstack/react-router'
import type { CSSProperties, ReactNode } from 'react'
import type { Output } from '../../../shared/contract/index.ts'
import { STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { dropOff } from '../../../shared/domain/metrics.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount, showTotal } from '../../ui/format.ts'
import { behind, type LeadsSearch } from './behind.ts'
import { CsvAction } from './csv-action.tsx'
import { Defined } from './definition.tsx'
import { type FigureColumn, FigureTable } from './figure-table.tsx'
import { isTooFew, Lasting, Share, showLasting, showPercent, TOO_FEW } from './figure-words.tsx'
import { Nothing, Panel, type PanelLook, TableToggle } from './panel.tsx'
import { STOP, STOP_LINE, useRoving } from './roving.ts'
import type { View } from './use-view.ts'

export type Stage = Output<'analytics.funnel'>['stages'][number]

export const REACHED_MEANING =
  'The furthest stage of a lead is this one or a later one. So the bars only narrow, also where a lead has been set back.'
const DROP_MEANING = 'Of those who reached the stage above, the share that did not reach this one.'
const TIME_MEANING =
  'From the first arrival at this stage to the first arrival at the next stage that was reached: the median.'

/** A lead begins as new, which a funnel calls received. */
export function stageName({ stage }: Pick<Stage, 'stage'>): string {
  return stage === 'new' ? 'Received' : STATUS_LABELS[stage]
}

export function FunnelPanel({ view, look }: { readonly view: View; readonly look: PanelLook }) {
  const query = useApiQuery('analytics.funnel', { scope: view.scope })
  return (
    <Panel
      title={<Defined meaning={REACHED_MEANING}>Stage reached</Defined>}
      query={query}
      summary={({ stages }) => saysFunnel(stages)}
      actions={() => (
        <>
          <TableToggle of="stage reached" isOn={look.isTable} onChange={look.setTable} />
          <CsvAction panel="funnel" view={view} />
        </>
      )}
    >
      {({ stages }) =>
        (stages[0]?.reached ?? 0) === 0 ? (
          <Nothing>No lead came in this period.</Nothing>
        ) : look.isTable ? (
          <FigureTable label="Stage reached" columns={columnsOf(stages, view)} rows={stages} keyOf={keyOf} />
        ) : (
          <Funnel stages={stages} view={view} />
        )
      }
    </Panel>
  )
}

const keyOf = ({ stage }: Stage) => stage

/** "85% of 1,284 leads were contacted and 11.1% converted. Most are lost between Contacted and Qualified: 487." */
export function saysFunnel(stages: readonly Stage[]): string {
  const all = stages[0]?.reached ?? 0
  if (all === 0) return ''
  const reached = (stage: Stage['stage']) => stages.find((each) => each.stage === stage)?.reached ?? 0
  const [contacted, converted] = [reached('contacted'), reached('converted')]
  const losses = stages.slice(1).map((stage, at) => ({
    from: stageName(stages[at] as Stage),
    to: stageName(stage),
    lost: (stages[at]?.reached ?? 0) - stage.reached,
  }))
  const worst = losses.reduce((most, each) => (each.lost > most.lost ? each : most))
  return [
    `Of ${showTotal(all, true, 'lead')} ${sayPart(contacted, all)} ${contacted === 1 ? 'was' : 'were'} contacted and ${sayPart(converted, all)} converted.`,
    worst.lost > 0 && `Most stop between ${worst.from} and ${worst.to}: ${showCount(worst.lost)}.`,
    isTooFew(all) && `${all === 1 ? 'One lead is' : `${all} leads are`} ${TOO_FEW} a rate.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function sayPart(part: number, all: number): string {
  const { value, isSmall } = dropOff(all, all - part)
  if (part === 0) return 'none'
  return value === null || isSmall ? showCount(part) : `${showCount(part)} (${showPercent(value)})`
}

function Funnel({ stages, view }: { readonly stages: readonly Stage[]; readonly view: View }) {
  const roving = useRoving<HTMLOListElement>()
  const all = stages[0]?.reached ?? 0
  return (
    // The bars end where the longest count begins.
    <div style={{ '--count': `${showCount(all).length + 7}ch` } as CSSProperties}>
      <div className="funnel-head">
        <Defined meaning={DROP_MEANING}>Drop-off</Defined>
        <Defined meaning={TIME_MEANING}>Time in stage</Defined>
      </div>
      <ol className="funnel" {...roving}>
        {stages.map((stage, at) => {
          const above = stages[at - 1]
          const drop = above && dropOff(above.reached, stage.reached)
          const share = stage.reached / all
          const isFew = isTooFew(all)
          const lost = (above?.reached ?? 0) - stage.reached
          return (
            <li key={stage.stage} {...STOP_LINE}>
              <StageLine leads={behind(view.scope, { stage: stage.stage })}>
                <span className="funnel-name clip">
                  {stageName(stage)}
                  <span className="unseen">:</span>
                </span>
                <span className="funnel-track">
                  <span
                    className="funnel-bar"
                    style={{ width: stage.reached === 0 ? 0 : `max(2px, ${share * 100}%)` }}
                  />
                </span>
                <span className="funnel-count">
                  {showCount(stage.reached)}
                  {isFew ? (
                    <span className="unseen"> of {showCount(all)}</span>
                  ) : (
                    <span className="mute"> · {showPercent(share)}</span>
                  )}
                </span>
                <span className="funnel-drop">
                  {drop !== undefined && drop.value !== null && (
                    <>
                      <span className="unseen">drop-off </span>
                      {lost === 0 ? 'none' : `−${drop.isSmall ? showCount(lost) : showPercent(drop.value)}`}
                    </>
                  )}
                </span>
                <span className="funnel-time">
                  {stage.time.medianMs !== null && (
                    <>
                      <span className="unseen">time in stage </span>
                      {showLasting(stage.time.medianMs)}
                    </>
                  )}
                </span>
              </StageLine>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

/** A link where the list can be narrowed to just these leads. */
function StageLine({
  leads,
  children,
}: {
  readonly leads: LeadsSearch | undefined
  readonly children: ReactNode
}) {
  return leads === undefined ? (
    <div className="funnel-stage">{children}</div>
  ) : (
    <Link {...STOP} className="funnel-stage" to="/leads" search={leads} title="Open these leads">
      {children}
    </Link>
  )
}

function columnsOf(stages: readonly Stage[], view: View): readonly FigureColumn<Stage>[] {
  const all = stages[0]?.reached ?? 0
  const above = (stage: Stage) => stages[stages.indexOf(stage) - 1]
  return [
    { id: 'stage', title: 'Stage', isText: true, cell: stageName },
    {
      id: 'reached',
      title: 'Reached',
      meaning: REACHED_MEANING,
      cell: ({ reached }) => <Share part={reached} whole={all} />,
      leads: ({ stage }) => behind(view.scope, { stage }),
    },
    {
      id: 'drop',
      title: 'Drop-off',
      meaning: DROP_MEANING,
      cell: (stage) => {
        const before = above(stage)
        return before ? <Share part={before.reached - stage.reached} whole={before.reached} /> : ''
      },
    },
    {
      id: 'open',
      title: 'Still there',
      meaning: 'This is their furthest stage, and they are not rejected or lost.',
      cell: ({ open }) => showCount(open),
      leads: ({ stage, open }) => (open === 0 ? undefined : behind(view.scope, { open: stage })),
    },
    {
      id: 'ended',
      title: 'Ended here',
      meaning: 'This is their furthest stage, and they were rejected or lost.',
      cell: ({ ended }) => showCount(ended),
      leads: ({ stage, ended }) => (ended === 0 ? undefined : behind(view.scope, { ended: stage })),
    },
    {
      id: 'time',
      title: 'Time in stage',
      meaning: TIME_MEANING,
      cell: ({ time }) => <Lasting ms={time.medianMs} why="nobody went on yet" />,
    },
    {
      id: 'half',
      title: 'Middle half',
      cell: ({ time }) =>
        time.firstQuarterMs === null || time.thirdQuarterMs === null ? (
          <Lasting ms={null} why="nobody went on yet" />
        ) : (
          `${showLasting(time.firstQuarterMs)} – ${showLasting(time.thirdQuarterMs)}`
        ),
    },
  ]
}
