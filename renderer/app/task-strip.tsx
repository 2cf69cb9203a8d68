// Long work on every screen: what runs, how far it is, a way to stop it; and a toast when it has ended.
import { useEffect, useRef } from 'react'
import type { ImportResult } from '../../shared/contract/imports.ts'
import type { Result } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { labelOf } from '../../shared/domain/labels.ts'
import { isExportBegunHere, takeExport } from '../api/exports.ts'
import { NO_TASKS, useCommand, useTasks } from '../api/hooks.ts'
import { Button } from '../ui/button.tsx'
import { showCount, showTotal } from '../ui/format.ts'
import { importToast, showToast } from '../ui/toasts.tsx'

const WORDS: Readonly<
  Record<string, { readonly doing: string; readonly done: string; readonly stopped: string }>
> = {
  'sampleData.create': {
    doing: 'Adding sample data',
    done: 'Sample data added',
    stopped: 'Adding sample data was cancelled. Nothing of it was kept.',
  },
  'exports.csv': {
    doing: 'Exporting',
    done: 'Export complete',
    stopped: 'The export was cancelled. No file was kept.',
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
  if ('left' in result) return routedWords(result as Result<'routing.routeAgain'>)
  const counts = Object.entries(result).filter(([, count]) => typeof count === 'number')
  return counts.map(([name, count]) => `${showCount(count as number)} ${name}`).join(', ') || undefined
}

function routedWords({ leads, appointments, left }: Result<'routing.routeAgain'>): string {
  return `${showTotal(leads, true, 'lead')}, ${showTotal(appointments, true, 'appointment')}; ${showCount(left)} still wait`
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
      const isExport = task.name === 'exports.csv'
      // Who began an export takes the file, and tells of its end.
      if (isExport && isExportBegunHere(task.taskId)) continue
      // The Import screen tells more than a toast could, and a check is of interest only there.
      if (task.name === 'imports.run' && (isCheck(task) || location.hash.startsWith('#/import'))) continue
      const words = wordsOf(task)
      const counts = countsOf(task.result)
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
        {wordsOf(task).doing}
        <span className="mute">
          {' '}
          {showCount(task.done)}
          {task.total === null ? '' : ` of ${showCount(task.total)}`} {task.unit}
        </span>
      </span>
      <progress
        aria-label={wordsOf(task).doing}
        {...(task.total === null ? {} : { value: task.done, max: Math.max(1, task.total) })}
      />
      <Button onClick={() => void cancel({ taskId: task.taskId })}>Cancel</Button>
    </div>
  ))
}
