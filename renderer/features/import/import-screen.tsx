// Import in steps: choose a file, see how it is read, say where its columns go, see what would happen, let it happen. Every step can be gone back to,
// and nothing is written before the last one.
import { useEffect, useRef, useState } from 'react'
import type { ImportResult } from '../../../shared/contract/imports.ts'
import { handIn } from '../../api/files.ts'
import { useApiQuery, useTasks } from '../../api/hooks.ts'
import { useIncoming } from '../../app/incoming.ts'
import { Button } from '../../ui/button.tsx'
import { announce } from '../../ui/live-region.tsx'
import { Notice } from '../../ui/states.tsx'
import { CheckStep } from './check-step.tsx'
import { ExactStep } from './exact-step.tsx'
import { FileStep } from './file-step.tsx'
import { goalOf, type LastImport, resultWords, type Step, useImport, useIsUndone } from './import-state.ts'
import { MappingStep } from './mapping-step.tsx'
import { ReadingStep } from './reading-step.tsx'
import { RunStep } from './run-step.tsx'
import './import.css'

const STEPS: readonly { readonly step: Step; readonly title: string }[] = [
  { step: 'file', title: 'Choose a file' },
  { step: 'reading', title: 'Check how it is read' },
  { step: 'mapping', title: 'Match the columns' },
  { step: 'check', title: 'See what would happen' },
  { step: 'run', title: 'Import' },
]

export function ImportScreen() {
  const { step, file, begin } = useImport()
  const incoming = useIncoming((state) => state.file)
  const take = useIncoming((state) => state.take)
  const [isSending, setSending] = useState(false)
  const [problem, setProblem] = useState<string>()
  const heading = useRef<HTMLHeadingElement>(null)

  const bring = async (blob: Blob, name: string) => {
    setProblem(undefined)
    if (blob.size === 0) return setProblem(`${name} is empty. Export the list again and choose the new file.`)
    setSending(true)
    const reply = await handIn(blob)
    setSending(false)
    if (reply.ok) begin({ name, handle: reply.value })
    else setProblem(reply.error.message)
  }
  const bringNow = useRef(bring)
  bringNow.current = bring
  useEffect(() => {
    if (!incoming) return
    const dropped = take()
    if (dropped) void bringNow.current(dropped, dropped.name)
  }, [incoming, take])

  const seen = useSeen()
  const at = STEPS.findIndex((one) => one.step === step)
  const isUndone = useIsUndone(seen?.importId)
  const title = (isUndone ? 'Import undone:' : seen?.words) ?? STEPS[at]?.title ?? ''
  const lastStep = useRef(step)
  useEffect(() => {
    if (lastStep.current === step) return
    lastStep.current = step
    heading.current?.focus()
  }, [step])
  useEffect(() => {
    if (problem) announce(problem)
  }, [problem])

  return (
    <div className="import">
      <ol className="import-steps" aria-label="Steps">
        {STEPS.map((one, index) => (
          <li
            key={one.step}
            className={index === at ? 'on' : index < at ? 'done' : ''}
            aria-current={index === at ? 'step' : undefined}
          >
            <span className="import-number" aria-hidden>
              {index + 1}
            </span>
            {one.title}
          </li>
        ))}
      </ol>
      <h2 ref={heading} tabIndex={-1} className="import-title">
        {title}
        {file && step !== 'file' && <span className="mute clip"> {file.name}</span>}
      </h2>
      {problem && <Notice tone="danger">{problem}</Notice>}
      {step === 'file' && <FileStep isSending={isSending} onBring={(blob, name) => void bring(blob, name)} />}
      {step !== 'file' && file && <Inspected handle={file.handle} onProblem={setProblem} />}
    </div>
  )
}

/** What the import came to, while its result is on the screen. Whoever leaves it finds room for the next file on coming back. */
function useSeen(): LastImport | undefined {
  const state = useImport()
  const { file, runId, leave } = state
  const task = useTasks().find(({ taskId }) => taskId === runId)
  const result = task?.status === 'done' ? (task.result as ImportResult) : undefined
  const seen =
    result && file
      ? {
          ...file,
          importId: result.importId,
          words: resultWords(result, goalOf(state).makes),
          refused: result.refused,
        }
      : undefined
  const latest = useRef(seen)
  useEffect(() => {
    latest.current = seen
  })
  useEffect(
    () => () => {
      if (latest.current) leave(latest.current)
    },
    [leave],
  )
  return seen
}

/** The steps that need to know the file. */
function Inspected({
  handle,
  onProblem,
}: {
  readonly handle: string
  readonly onProblem: (problem: string) => void
}) {
  const { step, reading, begin, runId, isAsItWas } = useImport()
  // Once it runs, the file is used up; what is known of it stays.
  const query = useApiQuery('imports.inspect', { handle, reading }, { enabled: runId === undefined })
  const failure = query.error?.failure
  useEffect(() => {
    // What is no table at all is said where another file can be chosen.
    if (!failure || Object.keys(reading).length > 0) return
    begin(undefined)
    onProblem(failure.message)
  }, [failure, reading, begin, onProblem])
  if (step === 'run') return <RunStep />
  if (failure) {
    return (
      <>
        <Notice tone="danger">{failure.message}</Notice>
        <Button onClick={() => useImport.getState().change({ reading: {} })}>Read it as guessed</Button>
      </>
    )
  }
  if (!query.data) return null
  if (step === 'reading') return <ReadingStep file={query.data} />
  if (step === 'check') return <CheckStep file={query.data} />
  const { exact } = query.data
  return exact !== null && isAsItWas ? (
    <ExactStep file={query.data} exact={exact} />
  ) : (
    <MappingStep file={query.data} />
  )
}
