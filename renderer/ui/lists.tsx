// The quiet lists of a side panel: terms with values, and a history.
import type { ReactNode } from 'react'
import { Dot, type DotTone } from './status.tsx'
import { When } from './time.tsx'

export type Definition = { readonly term: string; readonly value: ReactNode; readonly key?: string }

/** Entries without a value are left out, so callers need no conditions. */
export function DefinitionList({
  entries,
  label,
}: {
  readonly entries: readonly Definition[]
  readonly label?: string
}) {
  const shown = entries.filter(
    ({ value }) => value !== null && value !== undefined && value !== '' && value !== false,
  )
  if (shown.length === 0) return null
  return (
    <dl className="definitions" aria-label={label}>
      {shown.map(({ term, value, key }) => (
        <div key={key ?? term} className="definition">
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export type Moment = {
  readonly key: string | number
  readonly at: string
  readonly title: ReactNode
  readonly detail?: ReactNode
  readonly tone?: DotTone
}

export function Timeline({
  moments,
  label,
}: {
  readonly moments: readonly Moment[]
  readonly label: string
}) {
  return (
    <ol className="timeline" aria-label={label}>
      {moments.map((moment) => (
        <li key={moment.key}>
          <Dot tone={moment.tone ?? 'lost'} />
          <div className="timeline-words">
            <div>{moment.title}</div>
            {moment.detail && <div className="timeline-detail">{moment.detail}</div>}
          </div>
          <When at={moment.at} />
        </li>
      ))}
    </ol>
  )
}
