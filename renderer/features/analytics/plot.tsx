// Lines and bars, drawn by recharts. What is drawn is for the eye alone: over each point lies a link of ours, which the pointer and the keyboard reach,
// which says its value, and which opens the leads behind it. A module of its own, so that the library is loaded beside the screen and not before it.
import { Link } from '@tanstack/react-router'
import { type CSSProperties, useState } from 'react'
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { ConversionsSearch, LeadsSearch } from './behind.ts'
import { STOP, useRoving } from './roving.ts'

export type PlotPoint = {
  readonly key: string
  /** Below the axis. */
  readonly label: string
  readonly value: number
  /** What the bubble and a screen reader say: when, then the values. */
  readonly title: string
  readonly words: string
  /** The leads, or what was won, behind it; without them the point only says its value. */
  readonly leads?: LeadsSearch | undefined
  readonly sold?: ConversionsSearch | undefined
}

type PlotProps = {
  /** What it shows, for a screen reader: "Revenue by week". */
  readonly label: string
  readonly kind: 'line' | 'bars'
  readonly points: readonly PlotPoint[]
  /** How a value reads at the left axis. */
  readonly tick: (value: number) => string
  readonly height?: number
}

const LEFT = 52
const MARGIN = { top: 10, right: 6, bottom: 0, left: 0 } as const
const BELOW = 24

export function Plot({ label, kind, points, tick, height = 190 }: PlotProps) {
  const [at, setAt] = useState<number>()
  const roving = useRoving<HTMLUListElement>()
  const shown = at === undefined ? undefined : points[at]
  const ticks = niceTicks(Math.max(...points.map(({ value }) => value)))
  // Room for about eight labels, whatever the width.
  const every = Math.max(1, Math.ceil(points.length / 8))
  return (
    <div
      className="plot"
      style={{ height, '--left': `${LEFT}px`, '--right': `${MARGIN.right}px` } as CSSProperties}
    >
      <div className="plot-drawing" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={[...points]} margin={MARGIN} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="key"
              scale="band"
              height={BELOW}
              interval={0}
              tickLine={false}
              axisLine={false}
              tick={<PlotLabel points={points} every={every} />}
            />
            <YAxis
              width={LEFT}
              tickFormatter={tick}
              ticks={ticks}
              domain={[0, ticks.at(-1) ?? 1]}
              tickLine={false}
              axisLine={false}
              tick={{ className: 'plot-label' }}
            />
            {kind === 'line' ? (
              <Line
                dataKey="value"
                stroke="var(--accent)"
                strokeWidth={2}
                isAnimationActive={false}
                activeDot={false}
                dot={points.length > 70 ? false : { r: 3, fill: 'var(--accent)', strokeWidth: 0 }}
              />
            ) : (
              <Bar dataKey="value" fill="var(--accent)" radius={[2, 2, 0, 0]} isAnimationActive={false} />
            )}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <ul
        className="plot-points"
        aria-label={label}
        style={{
          top: MARGIN.top,
          bottom: BELOW,
          gridTemplateColumns: `repeat(${points.length}, minmax(0, 1fr))`,
        }}
        {...roving}
        onPointerLeave={() => setAt(undefined)}
        onBlur={() => setAt(undefined)}
      >
        {points.map((point, index) => (
          <li key={point.key}>
            <PlotStop point={point} onShow={() => setAt(index)} />
          </li>
        ))}
      </ul>
      {shown !== undefined && at !== undefined && (
        <div
          className={`plot-bubble${at > points.length / 2 ? ' is-left' : ''}`}
          style={{ '--at': (at + 0.5) / points.length } as CSSProperties}
          aria-hidden
        >
          <b>{shown.title}</b>
          <span>{shown.words}</span>
        </div>
      )}
    </div>
  )
}

/** Zero and four round numbers at most, the last one not below the most. */
function niceTicks(most: number): number[] {
  if (most <= 0) return [0, 1]
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10
  const step = Math.max(1, Math.ceil(factor * power))
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step)
}

function PlotStop({ point, onShow }: { readonly point: PlotPoint; readonly onShow: () => void }) {
  const name = `${point.title}: ${point.words}`
  const shared = { ...STOP, className: 'plot-stop', onPointerEnter: onShow, onFocus: onShow } as const
  if (point.leads !== undefined)
    return <Link {...shared} to="/leads" search={point.leads} aria-label={`${name}. Open these leads`} />
  if (point.sold !== undefined)
    return (
      <Link
        {...shared}
        to="/conversions"
        search={point.sold}
        aria-label={`${name}. Open these conversions`}
      />
    )
  return <span {...shared} role="img" tabIndex={-1} aria-label={name} />
}

type LabelProps = {
  readonly points: readonly PlotPoint[]
  readonly every: number
  // What the library adds.
  readonly x?: number
  readonly y?: number
  readonly index?: number
}

function PlotLabel({ points, every, x = 0, y = 0, index = 0 }: LabelProps) {
  if (index % every !== 0) return null
  return (
    <text className="plot-label" x={x} y={y + 12} textAnchor="middle">
      {points[index]?.label}
    </text>
  )
}
