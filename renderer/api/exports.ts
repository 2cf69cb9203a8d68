// From the wish for a file to the file: the desktop asks for its place first and has it moved there when it is complete; the browser
// downloads it. Who began an export hears of its end here, also when the screen it was begun on has been left.
import type { FileBridge } from '../../shared/contract/bridge.ts'
import type { Exported } from '../../shared/contract/exports.ts'
import type { Input } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { fileStem } from '../../shared/domain/list/csv-out.ts'
import { showCount } from '../ui/format.ts'
import { showToast } from '../ui/toasts.tsx'
import { api } from './client.ts'
import { runCommand } from './hooks.ts'

type ExportName = 'exports.csv' | 'exports.calendar' | 'exports.visits' | 'exports.analytics'

/** The shell's part; the browser has none. */
const shell = window.convio as FileBridge | undefined
const begunHere = new Set<string>()
let beginning = 0

/** Whether this page takes the file of a task itself; another page, or this one before it was loaded anew, may have begun it. */
export function isExportBegunHere(taskId: string): boolean {
  return beginning > 0 || begunHere.has(taskId)
}

/** Resolves with whether an export runs now; when not, the reason was said, or the person thought better of it. */
export function beginExport(input: Input<'exports.csv'>): Promise<boolean> {
  return begin('exports.csv', input, `${fileStem(input.what.list, input.mode)}-${today()}.csv`)
}

/** A calendar file of one appointment, or of a filter and a span of time. */
export function exportCalendar(what: Input<'exports.calendar'>['what']): Promise<boolean> {
  const name = 'id' in what ? `appointment-${what.id}` : `appointments-${today()}`
  return begin('exports.calendar', { what }, `${name}.ics`)
}

/** The visits of a day as one page for a phone. */
export function exportVisits(input: Input<'exports.visits'>): Promise<boolean> {
  return begin('exports.visits', input, `visits-${input.day}.html`)
}

/** A panel of the analytics screen, with all of its figures. */
export function exportAnalytics(input: Input<'exports.analytics'>): Promise<boolean> {
  return begin(
    'exports.analytics',
    input,
    `analytics-${input.panel}-${input.scope.from}-${input.scope.to}.csv`,
  )
}

async function begin<N extends ExportName>(
  name: N,
  input: Input<N>,
  suggestedName: string,
): Promise<boolean> {
  const place = await choosePlace(suggestedName)
  if (place === null) return false
  const ended = new Map<string, TaskState>()
  let taskId: string | undefined
  const look = () => {
    const end = taskId === undefined ? undefined : ended.get(taskId)
    if (end === undefined) return
    stop()
    void tell(end, place)
  }
  const stop = api.onChanges(({ tasks }) => {
    for (const task of tasks ?? []) if (task.status !== 'running') ended.set(task.taskId, task)
    look()
  })
  beginning += 1
  const begun = (await runCommand(name, input, { isQuiet: true }).finally(() => {
    beginning -= 1
  })) as { readonly taskId: string } | undefined
  if (begun === undefined) {
    stop()
    return false
  }
  taskId = begun.taskId
  begunHere.add(taskId)
  // It may have ended before its id was known here.
  look()
  return true
}

/** Downloads a finished file, or asks for its place. */
export async function takeExport(result: unknown): Promise<void> {
  const place = await choosePlace((result as Exported).file)
  if (place !== null) await hand(result as Exported, place)
}

async function tell(end: TaskState, place: string | undefined): Promise<void> {
  if (end.status === 'done') await hand(end.result as Exported, place)
  else if (end.status === 'cancelled') showToast({ title: 'The export was cancelled. No file was kept.' })
  else showToast({ title: end.problem ?? 'The export failed.', tone: 'danger' })
}

async function hand({ file, rows, isComplete }: Exported, place: string | undefined): Promise<void> {
  const noun = file.endsWith('.ics') ? 'appointment' : file.endsWith('.html') ? 'visit' : 'row'
  const title = rows === 1 ? `1 ${noun} exported` : `${showCount(rows)} ${noun}s exported`
  const missing = isComplete
    ? ''
    : ' Rows are missing: the search names more people than it lists. Narrow it, or filter by a column.'
  if (shell === undefined || place === undefined) {
    const link = document.createElement('a')
    link.href = `/api/files/${encodeURIComponent(file)}`
    link.download = file
    link.click()
    showToast({ title, detail: `${file} is in your downloads.${missing}` })
    return
  }
  const moved = await shell.handOver(place, file)
  if (!moved.ok) return showToast({ title: moved.error.message, tone: 'danger' })
  showToast({
    title,
    detail: `${moved.value}${missing}`,
    action: { label: 'Show in folder', run: () => void shell.showPlace(place) },
  })
}

/** Undefined in a browser, which chooses by itself; null when the person thought better of it. */
async function choosePlace(name: string): Promise<string | undefined | null> {
  if (shell === undefined) return undefined
  const place = await shell.choosePlace(name)
  if (place.ok) return place.value
  showToast({ title: place.error.message, tone: 'danger' })
  return null
}

function today(): string {
  const now = new Date()
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}
