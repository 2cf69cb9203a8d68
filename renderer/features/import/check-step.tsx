// What would happen: counted over the whole file, and nothing written.
import { useEffect } from 'react'
import type { ImportInspection, ImportResult } from '../../../shared/contract/imports.ts'
import { runCommand, useCommand, useTasks } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { showCount, showTotal } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { Notice } from '../../ui/states.tsx'
import { goalOf, useImport } from './import-state.ts'
import { Lookalikes } from './lookalikes-view.tsx'
import { Counts, MadePlaces, Problems, RefusedButton } from './result-view.tsx'

export function CheckStep({ file }: { readonly file: ImportInspection }) {
  const state = useImport()
  const { change, checkId } = state
  const { makes, knownPeople, webhookId, providerId } = goalOf(state)
  const task = useTasks().find(({ taskId }) => taskId === checkId)
  const cancel = useCommand('tasks.cancel')
  const result = task?.status === 'done' ? (task.result as ImportResult) : undefined
  useEffect(() => {
    if (result)
      announce(`Checked ${showCount(result.rows)} rows. ${showCount(result.refused)} cannot be taken.`)
  }, [result])
  const back = () => {
    if (task?.status === 'running') void cancel({ taskId: task.taskId })
    change({ step: 'mapping', checkId: undefined })
  }
  const run = async () => {
    if (!state.file || webhookId === undefined || !state.mapping) return
    const started = await runCommand(
      'imports.run',
      {
        handle: state.file.handle,
        name: state.file.name,
        reading: file.reading,
        mapping: [...state.mapping],
        webhookId,
        providerId,
        makes,
        knownPeople,
        isDryRun: false,
      },
      { isQuiet: true },
    )
    if (started) change({ step: 'run', runId: started.taskId })
  }
  const taken = result === undefined ? 0 : makes === 'leads' ? result.leads : result.newContacts
  const isUndated = webhookId !== null && makes === 'leads' && state.mapping?.includes('created_at') === false
  const isNothing = result !== undefined && taken === 0 && result.updatedContacts === 0
  return (
    <>
      {task?.status === 'running' && (
        <div className="import-progress">
          <progress
            aria-label="Checking"
            {...(task.total === null ? {} : { value: task.done, max: Math.max(1, task.total) })}
          />
          <span className="mute">{showCount(task.done)} rows checked. Nothing is written yet.</span>
        </div>
      )}
      {task?.status === 'failed' && <Notice tone="danger">{task.problem}</Notice>}
      {(task === undefined || task.status === 'cancelled') && (
        <Notice>The check was cancelled. Go back and check again.</Notice>
      )}
      {result && (
        <>
          <Counts result={result} makes={makes} />
          {isUndated && taken > 0 && (
            <Notice>
              No date column: {taken === 1 ? 'the lead' : `all ${showTotal(taken, true, 'lead')}`} will count
              as received now.
            </Notice>
          )}
          {isNothing && (
            <Notice>
              {result.refused === result.rows
                ? 'No row of this file can be taken. Go back and check how it is read and where its columns go.'
                : 'What this file can bring is here already. Importing it would change nothing.'}
            </Notice>
          )}
          <MadePlaces result={result} isDone={false} />
          <Lookalikes result={result} isDone={false} />
          <Problems result={result} />
        </>
      )}
      <div className="import-actions">
        <Button onClick={back}>Back</Button>
        {result && result.refused > 0 && state.file && (
          <RefusedButton handle={state.file.handle} name={state.file.name} />
        )}
        {result && !isNothing && (
          <Button tone="main" onClick={() => void run()}>
            {taken > 0 || result.updatedContacts === 0
              ? `Import ${showTotal(taken, true, makes === 'leads' ? 'lead' : 'contact')}`
              : `Update ${showTotal(result.updatedContacts, true, 'contact')}`}
            {result.refused > 0 ? `, leave out ${showTotal(result.refused, true, 'row')}` : ''}
          </Button>
        )}
      </div>
    </>
  )
}
