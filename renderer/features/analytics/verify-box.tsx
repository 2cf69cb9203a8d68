// Counts every kept figure anew and says whether one differs. There must be none; whoever does not believe it can see for themselves.
import { useEffect, useRef } from 'react'
import type { Result } from '../../../shared/contract/index.ts'
import { runCommand, useTasks } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { When } from '../../ui/time.tsx'
import { useNarrow } from './use-view.ts'

type Verified = Result<'analytics.verify'>

export function VerifyBox() {
  const narrow = useNarrow()
  const tasks = useTasks().filter(({ name }) => name === 'analytics.verify')
  const last = tasks.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0]
  const hasBegun = useRef(false)
  const begin = () => void runCommand('analytics.verify', {}, { isQuiet: true })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the box opens
  useEffect(() => {
    if (hasBegun.current || last?.status === 'running') return
    hasBegun.current = true
    begin()
  }, [])
  const isRunning = last === undefined || last.status === 'running'
  return (
    <Dialog
      isOpen
      title="Verify figures"
      onClose={() => narrow({ verify: undefined })}
      actions={
        <>
          <Button onClick={begin} disabled={isRunning}>
            Verify again
          </Button>
          <Button tone="main" onClick={() => narrow({ verify: undefined })}>
            Close
          </Button>
        </>
      }
    >
      <div className="verify" aria-live="polite" aria-busy={isRunning}>
        {isRunning ? (
          <p>
            Every kept figure is counted anew from the leads, conversions and deliveries themselves
            {last && last.done > 0
              ? `: ${showCount(last.done)}${last.total === null ? '' : ` of ${showCount(last.total)}`} ${last.unit}`
              : ''}
            …
          </p>
        ) : last.status === 'done' ? (
          <Outcome result={last.result as Verified} />
        ) : (
          <p>{last.problem ?? 'It was cancelled before its end.'}</p>
        )}
      </div>
    </Dialog>
  )
}

function Outcome({ result: { checked, differences, more, at } }: { readonly result: Verified }) {
  const count = differences.length + more
  if (count === 0)
    return (
      <p>
        All figures agree. {showTotal(checked, true, 'figure')} {checked === 1 ? 'was' : 'were'} counted anew,
        and none differs (<When at={at} as="full" />
        ).
      </p>
    )
  return (
    <>
      <p>
        {count === 1 ? 'One figure differs' : `${showCount(count)} figures differ`} from what was counted
        anew, of {showCount(checked)} (<When at={at} as="full" />
        ). Please report this: it must not happen.
      </p>
      <div className="figures-scroll">
        <table className="figures-table">
          <caption className="unseen">Differences</caption>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col">Of</th>
              <th scope="col" className="number">
                Kept
              </th>
              <th scope="col" className="number">
                Counted
              </th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ what, of, kept, counted }) => (
              <tr key={`${what} ${of}`}>
                <th scope="row">{what}</th>
                <td>{of}</td>
                <td className="number">{kept}</td>
                <td className="number">{counted}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p className="mute">And {showCount(more)} more.</p>}
    </>
  )
}
