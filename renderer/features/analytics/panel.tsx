// A panel of the screen: its title, one sentence that says what the chart shows, the chart or its table, and what can be done with it.
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import type { CallFailed } from '../../api/queries.ts'
import { ErrorState, useIsSlow } from '../../ui/states.tsx'

type PanelProps<A> = {
  readonly title: ReactNode
  readonly query: Pick<UseQueryResult<A, CallFailed>, 'data' | 'error' | 'isPlaceholderData' | 'refetch'>
  /** One sentence, or nothing where the panel says itself that there is nothing: what a glance at the chart tells. Read to whoever cannot see it, and there for everybody. */
  readonly summary: (answer: A) => string
  /** Beside the title: the view's own choices. */
  readonly choices?: ReactNode
  /** At the right: open, table, CSV. */
  readonly actions?: (answer: A) => ReactNode
  readonly children: (answer: A) => ReactNode
  readonly isWide?: boolean
}

export function Panel<A>({ title, query, summary, choices, actions, children, isWide }: PanelProps<A>) {
  const id = useId()
  const { data, error, isPlaceholderData } = query
  const isSlow = useIsSlow(isPlaceholderData)
  return (
    <section
      className={`figures-panel${isWide ? ' is-wide' : ''}${isSlow ? ' is-old' : ''}`}
      aria-labelledby={id}
      aria-busy={isPlaceholderData || data === undefined}
    >
      <header className="figures-head">
        <h2 id={id}>{title}</h2>
        {choices}
        <span className="figures-actions">{data !== undefined && actions?.(data)}</span>
      </header>
      {data !== undefined ? (
        <>
          <Summary>{summary(data)}</Summary>
          {children(data)}
        </>
      ) : error ? (
        <ErrorState failure={error.failure} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting />
      )}
    </section>
  )
}

function Summary({ children }: { readonly children: string }) {
  return children === '' ? null : <p className="figures-summary">{children}</p>
}

/** Holds the place, so that nothing jumps when the answer comes; grey only after a while. */
function Waiting() {
  const isSlow = useIsSlow(true)
  return <div className={`figures-waiting${isSlow ? ' is-slow' : ''}`} />
}

/** Whether a panel shows its table; it stands in the address. */
export type PanelLook = {
  readonly isTable: boolean
  readonly setTable: (isTable: boolean) => void
}

/** Chart or table. */
export function TableToggle({
  isOn,
  of,
  onChange,
}: {
  readonly isOn: boolean
  /** For a screen reader, which hears several: "Stage reached". */
  readonly of: string
  readonly onChange: (isOn: boolean) => void
}) {
  return (
    <button type="button" className="figures-action" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
      Table<span className="unseen"> of {of}</span>
    </button>
  )
}

export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="figures-nothing">{children}</p>
}
