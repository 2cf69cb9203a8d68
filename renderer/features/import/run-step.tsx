// The import itself: how far it is, a way to stop it that leaves nothing, and at its end what came of it, with Undo.
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { ImportResult } from '../../../shared/contract/imports.ts'
import { useCommand, useTasks } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { showCount } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { Notice } from '../../ui/states.tsx'
import { goalOf, useImport, useIsUndone } from './import-state.ts'
import { Lookalikes } from './lookalikes-view.tsx'
import { Counts, MadePlaces, Problems, RefusedButton } from './result-view.tsx'
import { useUndoImport } from './undo-import.tsx'

export function RunStep() {
  const state = useImport()
  const { file, runId, begin, change } = state
  const { makes } = goalOf(state)
  const navigate = useNavigate()
  const tasks = useTasks()
  const task = tasks.find(({ taskId }) => taskId === runId)
  const cancel = useCommand('tasks.cancel')
  const { undo, box } = useUndoImport()
  const result = task?.status === 'done' ? (task.result as ImportResult) : undefined
  const isUndone = useIsUndone(result?.importId)
  const isUndoing = tasks.some(({ name, status }) => name === 'imports.undo' && status === 'running')
  useEffect(() => {
    if (result) announce('The import is done.')
  }, [result])
  return (
    <>
      {task?.status === 'running' && (
        <>
          <div className="import-progress">
            <progress
              aria-label="Importing"
              {...(task.total === null ? {} : { value: task.done, max: Math.max(1, task.total) })}
            />
            <span className="mute">
              {showCount(task.done)}
              {task.total === null ? '' : ` of ${showCount(task.total)}`} rows. You can work on meanwhile.
            </span>
          </div>
          <div className="import-actions">
            <Button onClick={() => void cancel({ taskId: task.taskId })}>Cancel</Button>
          </div>
        </>
      )}
      {(task === undefined || task.status === 'cancelled' || task.status === 'failed') && (
        <>
          <Notice tone={task?.status === 'failed' ? 'danger' : 'plain'}>
            {task?.status === 'failed' ? `${task.problem} ` : 'The import was cancelled. '}
            Nothing of it was kept.
          </Notice>
          <div className="import-actions">
            <Button onClick={() => begin(undefined)}>Choose another file</Button>
            <Button
              tone="main"
              onClick={() => change({ step: 'mapping', runId: undefined, checkId: undefined })}
            >
              Back to the columns
            </Button>
          </div>
        </>
      )}
      {result && (
        <>
          {isUndone ? <Notice>This import was undone; everything is as it was before.</Notice> : null}
          <Counts result={result} makes={makes} />
          {!isUndone && <MadePlaces result={result} isDone />}
          {!isUndone && <Lookalikes result={result} isDone />}
          <Problems result={result} />
          <div className="import-actions">
            <Button
              tone="main"
              onClick={() => void navigate({ to: makes === 'leads' ? '/leads' : '/contacts' })}
            >
              {makes === 'leads' ? 'Go to Leads' : 'Go to Contacts'}
            </Button>
            <Button onClick={() => begin(undefined)}>Import another file</Button>
            {result.refused > 0 && file && <RefusedButton handle={file.handle} name={file.name} />}
            {/* Far from where Import was: the second click of a double one must not undo it. */}
            <span className="grow" />
            {!isUndone && result.importId !== null && (
              <Button isBusy={isUndoing} onClick={() => void undo(result.importId ?? '', file?.name ?? '')}>
                Undo this import
              </Button>
            )}
          </div>
        </>
      )}
      {box}
    </>
  )
}
