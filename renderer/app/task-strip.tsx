// Long work on every screen: what runs, how far it is, a way to stop it; and a toast when it has ended.
import { useEffect, useRef } from 'react'
import type { ImportResult } from '../../shared/contract/imports.ts'
import type { Output, Result } from '../../shared/contract/index.ts'
import type { Failure } from '../../shared/contract/reply.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { labelOf } from '../../shared/domain/labels.ts'
import { isExportBegunHere, takeExport } from '../api/exports.ts'
import {
  NO_TASKS,
  tellDone,
  tellNotUndone,
  tellRedone,
  tellUndone,
  useCommand,
  useTasks,
} from '../api/hooks.ts'
import { Button } from '../ui/button.tsx'
import { showCount, showTotal } from '../ui/format.ts'
import { importToast, showToast } from '../ui/toasts.tsx'

const EXPORTING = {
  doing: 'Exporting',
  done: 'Export complete',
  stopped: 'The export was cancelled. No file was kept.',
}

const WORDS: Readonly<
  Record<string, { readonly doing: string; readonly done: string; readonly stopped: string }>
> = {
  'sampleData.create': {
    doing: 'Adding sample data',
    done: 'Sample data added',
    stopped: 'Adding sample data was cancelled. Nothing of it was kept.',
  },
  'exports.csv': EXPORTING,
  'exports.calendar': EXPORTING,
  'exports.visits': EXPORTING,
  'exports.analytics': EXPORTING,
  'analytics.verify': {
    doing: 'Verifying figures',
    done: 'Figures verified',
    stopped: 'Verifying was cancelled. No figure was touched.',
  },
  'imports.run': {
    doing: 'Importing',
    done: 'Import complete',
    stopped: 'The import was cancelled. Nothing of it was kept.',
  },
  'imports.undo': {
    doing: 'Undoing the import',
    done: 'Import undone',
    stopped: 'Import undone',
  },
  'leads.changeTask': {
    doing: 'Changing leads',
    done: 'Nothing had to be changed',
    stopped: 'The change was cancelled. All leads are as they were.',
  },
  'leads.deleteTask': {
    doing: 'Deleting leads',
    done: 'Leads deleted',
    stopped: 'The deletion was cancelled. All leads are still there.',
  },
  'contacts.changeTask': {
    doing: 'Changing contacts',
    done: 'Nothing had to be changed',
    stopped: 'The change was cancelled. All contacts are as they were.',
  },
  'contacts.deleteTask': {
    doing: 'Deleting contacts',
    done: 'Contacts deleted',
    stopped: 'The deletion was cancelled. All contacts are still there.',
  },
  'history.undoTask': {
    doing: 'Undoing',
    done: 'Undone',
    stopped: 'The undo was cancelled. Nothing was undone.',
  },
  'history.redoTask': {
    doing: 'Doing again',
    done: 'Done again',
    stopped: 'It was cancelled. Nothing was done again.',
  },
  'routing.routeAgain': {
    doing: 'Routing again',
    done: 'Routed again by today’s rules',
    stopped: 'Routing again was cancelled. What was routed stays.',
  },
  'sampleData.remove': {
    doing: 'Removing sample data',
    done: 'Sample data removed',
    stopped: 'Removing sample data was cancelled. It is all still there.',
  },
}

function wordsOf(task: TaskState) {
  const name = labelOf(task.name.replace('.', ' '))
  return WORDS[task.name] ?? { doing: name, done: `${name}: done`, stopped: `${name}: cancelled` }
}

/** "Undoing the import of leads.csv", "Importing leads.csv". */
function doingOf(task: TaskState): string {
  const { doing } = wordsOf(task)
  if (task.of === undefined) return doing
  return `${doing}${task.name === 'imports.undo' ? ' of' : ''} ${task.of}`
}

function isCheck({ result }: TaskState): boolean {
  return (result as { readonly importId?: string | null } | undefined)?.importId === null
}

function countsOf(result: unknown): string | undefined {
  if (typeof result !== 'object' || result === null) return undefined
  if ('importId' in result) {
    const { leads, newContacts, refused } = result as ImportResult
    const words = [`${showCount(leads)} leads`, `${showCount(newContacts)} new people`]
    return [...words, ...(refused > 0 ? [`${showCount(refused)} rows refused`] : [])].join(', ')
  }
  if ('differences' in result) return verifiedWords(result as Result<'analytics.verify'>)
  if ('left' in result) return routedWords(result as Result<'routing.routeAgain'>)
  const counts = Object.entries(result).filter(([, count]) => typeof count === 'number')
  return counts.map(([name, count]) => `${showCount(count as number)} ${name}`).join(', ') || undefined
}

/** A step of the history is told of like one that took a moment, with its Undo or Redo. Returns whether it was one, and is told. */
function tellStep({ name, status, result, failure }: TaskState): boolean {
  if (status === 'failed' && failure !== undefined && name === 'history.undoTask') {
    const id = failure.details?.find(({ code }) => code === 'entry')?.message
    tellNotUndone(failure as Failure, id === undefined ? undefined : Number(id))
    return true
  }
  if (status !== 'done') return false
  const step = result as Output<'history.undo'> | undefined
  if (name === 'history.undoTask' && step) tellUndone(step)
  else if (name === 'history.redoTask' && step) tellRedone(step)
  else if (step?.undoId !== undefined && STEPS.has(name)) tellDone(step)
  else return false
  return true
}

const STEPS = new Set(['leads.changeTask', 'leads.deleteTask', 'contacts.changeTask', 'contacts.deleteTask'])

function routedWords({ leads, appointments, left }: Result<'routing.routeAgain'>): string {
  return `${showTotal(leads, true, 'lead')}, ${showTotal(appointments, true, 'appointment')}; ${showCount(left)} still wait`
}

function verifiedWords({ checked, differences, more }: Result<'analytics.verify'>): string {
  const count = differences.length + more
  return count === 0
    ? `${showTotal(checked, true, 'figure')} counted anew, none differs`
    : `${showTotal(count, true, 'figure differs', 'figures differ')} of ${showCount(checked)}`
}

export function TaskStrip() {
  const tasks = useTasks()
  const isLoaded = tasks !== NO_TASKS
  const cancel = useCommand('tasks.cancel')
  const running = tasks.filter((task) => task.status === 'running')
  /** Ended tasks that were told of, or had ended before this page was opened; a short one may never be seen running. */
  const told = useRef<Set<string>>(undefined)

  useEffect(() => {
    if (!isLoaded) return
    const ended = tasks.filter((task) => task.status !== 'running')
    const known = told.current
    told.current = new Set(ended.map(({ taskId }) => taskId))
    for (const task of ended) {
      if (known === undefined || known.has(task.taskId)) continue
      const isExport = task.name.startsWith('exports.')
      // Who began an export takes the file, and tells of its end.
      if (isExport && isExportBegunHere(task.taskId)) continue
      // The Import screen tells more than a toast could, and a check is of interest only there.
      if (task.name === 'imports.run' && (isCheck(task) || location.hash.startsWith('#/import'))) continue
      // The box that verifies says it itself.
      if (task.name === 'analytics.verify' && location.hash.includes('verify=true')) continue
      if (tellStep(task)) continue
      const words = wordsOf(task)
      const counts = STEPS.has(task.name) ? undefined : countsOf(task.result)
      if (task.status === 'done') {
        const { importId } = (task.result ?? {}) as Partial<ImportResult>
        showToast({
          ...(typeof importId === 'string' ? { id: importToast(importId) } : {}),
          title: words.done,
          ...(counts ? { detail: counts } : {}),
          ...(isExport ? { action: { label: 'Save', run: () => void takeExport(task.result) } } : {}),
        })
      } else if (task.status === 'cancelled') showToast({ title: words.stopped })
      else showToast({ title: task.problem ?? `${words.doing} failed.`, tone: 'danger' })
    }
  }, [tasks, isLoaded])

  return running.map((task) => (
    <div key={task.taskId} className="task-strip">
      <span className="clip">
        {doingOf(task)}
        <span className="mute">
          {' '}
          {showCount(task.done)}
          {task.total === null ? '' : ` of ${showCount(task.total)}`} {task.unit}
        </span>
      </span>
      <progress
        aria-label={doingOf(task)}
        {...(task.total === null ? {} : { value: task.done, max: Math.max(1, task.total) })}
      />
      {!task.isDeaf && <Button onClick={() => void cancel({ taskId: task.taskId })}>Cancel</Button>}
    </div>
  ))
}
