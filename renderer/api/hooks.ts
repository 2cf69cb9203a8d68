// How a screen asks and tells: useApiQuery reads, useCommand writes, useRows reads a list of any length by windows.
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { Input, NamesOf, Output, QueryName } from '../../shared/contract/index.ts'
import type { Failure } from '../../shared/contract/reply.ts'
import { LONG_FROM } from '../../shared/contract/shapes.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import { showToast, type ToastAction } from '../ui/toasts.tsx'
import { api, connection } from './client.ts'
import { type CallFailed, callOrThrow, queryClient, queryKey } from './queries.ts'
import { PAGE_ROWS, type PageOf, WindowedRows } from './windowed-rows.ts'

type QueryOptions = {
  /** False: do not ask yet. */
  readonly enabled?: boolean
  /** True: an answer to other input must not be shown meanwhile (search boxes). The default keeps the last one, so nothing flickers. */
  readonly isExact?: boolean
}

/** The answer of a query, live: it is asked again when something it reads changes. */
export function useApiQuery<N extends QueryName>(
  name: N,
  input: Input<N>,
  options: QueryOptions = {},
): UseQueryResult<Output<N>, CallFailed> {
  return useQuery<Output<N>, CallFailed>({
    queryKey: queryKey(name, input),
    queryFn: () => callOrThrow(name, input),
    enabled: options.enabled ?? true,
    ...(options.isExact ? {} : { placeholderData: keepPreviousData as never }),
  })
}

type RunOptions = {
  /** Return true when the refusal was shown where it belongs (beside a field, in a dialog); else a toast says it. */
  readonly onFailure?: (failure: Failure) => boolean | undefined
  /** Words of the toast after success; with `undoId` in the answer its label is used and Undo offered. */
  readonly done?: string
  /** What the toast after success offers to do next. */
  readonly offer?: ToastAction
  /** True: no toast after success. */
  readonly isQuiet?: boolean
}

function undoIdOf(value: unknown): { undoId: number; label: string } | undefined {
  if (typeof value !== 'object' || value === null || !('undoId' in value) || !('label' in value))
    return undefined
  return { undoId: Number(value.undoId), label: String(value.label) }
}

/** What was done last, undone or done again: one toast, the newest, so that they never pile up. */
const STEP_TOAST = 'step'

/** "Status of Ana Ruiz set to Contacted" -> "status of Ana Ruiz": where it went to is seen, and no longer true after an undo. */
function stepWords(label: string): string {
  const what = label.replace(/^((?:Status|Assignment|Workspace) of .+) set to .+$/, '$1')
  return what.charAt(0).toLowerCase() + what.slice(1)
}

/** Takes one step back and says so; where something changed since, asks before overwriting it. */
export async function undo(undoId?: number, isForced = false): Promise<void> {
  const reply = await api.call('history.undo', { undoId, isForced })
  if (!reply.ok) tellNotUndone(reply.error, undoId)
  else if (reply.value.importId !== undefined) await undoImport(reply.value.importId)
  // The task strip shows it under way, and tells of its end.
  else if (reply.value.isLong) await runCommand('history.undoTask', { undoId: reply.value.undoId, isForced })
  else tellUndone(reply.value)
}

type Step = Output<'history.undo'>

export function tellUndone({ label, undoId: id, note, isLost }: Step): void {
  const detail = note === undefined ? {} : { detail: note }
  if (isLost) showToast({ title: `Cannot undo: ${stepWords(label)}`, tone: 'danger', ...detail })
  else
    showToast({
      id: STEP_TOAST,
      title: `Undid: ${stepWords(label)}`,
      ...detail,
      action: { label: 'Redo', run: () => void redo(id) },
    })
}

/** What it would overwrite is said first; whoever asked for this very step may have it all the same. */
export function tellNotUndone(failure: Failure, undoId: number | undefined): void {
  const { code, message } = failure
  showToast({
    title: message,
    tone: 'danger',
    ...(code === 'conflict' && undoId !== undefined
      ? { action: { label: 'Undo anyway', run: () => void undo(undoId, true) } }
      : {}),
  })
}

/** Whether an import is on its way back: a second press means the same, and must not start it once more. */
export async function isUndoingImport(): Promise<boolean> {
  const tasks = await api.call('tasks.list', {})
  return tasks.ok && tasks.value.some(({ name, status }) => name === 'imports.undo' && status === 'running')
}

let isAsking = false

async function undoImport(importId: string): Promise<void> {
  if (isAsking) return
  isAsking = true
  try {
    if (!(await isUndoingImport())) await askAndUndoImport(importId)
  } finally {
    isAsking = false
  }
}

/** An import goes back by a task, and not without saying what was worked on since. */
async function askAndUndoImport(importId: string): Promise<void> {
  const reply = await api.call('imports.workedOn', { importId })
  if (reply.ok && reply.value.leads > 0) {
    const many = reply.value.leads
    showToast({
      title: `${many === 1 ? '1 lead' : `${many} leads`} of the last import ${many === 1 ? 'was' : 'were'} worked on since.`,
      tone: 'danger',
      action: {
        label: 'Undo anyway',
        run: () => void runCommand('imports.undo', { importId, isForced: true }),
      },
    })
  } else await runCommand('imports.undo', { importId })
}

export async function redo(undoId?: number): Promise<void> {
  const reply = await api.call('history.redo', { undoId })
  if (!reply.ok) showToast({ title: reply.error.message, tone: 'danger' })
  else if (reply.value.isLong) await runCommand('history.redoTask', { undoId: reply.value.undoId })
  else tellRedone(reply.value)
}

export function tellRedone({ label, undoId: id }: Step): void {
  showToast({
    id: STEP_TOAST,
    title: `Done again: ${stepWords(label)}`,
    action: { label: 'Undo', run: () => void undo(id) },
  })
}

/** Something was done, and can be undone. */
export function tellDone({
  label,
  undoId,
  offer,
}: {
  readonly label: string
  readonly undoId: number
  readonly offer?: ToastAction | undefined
}): void {
  showToast({
    id: STEP_TOAST,
    title: label,
    offer,
    action: { label: 'Undo', run: () => void undo(undoId) },
  })
}

const LONG = {
  'leads.changeMany': 'leads.changeTask',
  'leads.delete': 'leads.deleteTask',
  'contacts.changeMany': 'contacts.changeTask',
  'contacts.delete': 'contacts.deleteTask',
} as const

/**
 * Does something to so many records: a few hundred at once, more by a task, whose progress and end the task strip tells. Resolves with true once it is
 * done or has begun, and with false where it was refused.
 */
export async function runMany<N extends keyof typeof LONG>(
  name: N,
  input: Input<N>,
  count: number,
  options: RunOptions = {},
): Promise<boolean> {
  const task = LONG[name]
  // A task takes what its command takes.
  const begin = async () => (await runCommand(task, input as never, options)) !== undefined
  if (count > LONG_FROM) return await begin()
  const answer = await runCommand(name, input, options)
  return answer !== undefined && 'isLong' in answer && answer.isLong ? await begin() : answer !== undefined
}

/** Runs a command and tells of its end. Resolves with the value, or with undefined when it was refused (and that was said). */
export async function runCommand<N extends NamesOf<'command' | 'task' | 'control'>>(
  name: N,
  input: Input<N>,
  options: RunOptions = {},
): Promise<Output<N> | undefined> {
  const reply = await api.call(name, input)
  if (!reply.ok) {
    if (!options.onFailure?.(reply.error)) showToast({ title: reply.error.message, tone: 'danger' })
    return undefined
  }
  const undoable = undoIdOf(reply.value)
  if (options.isQuiet) return reply.value
  const { done, offer } = options
  if (undoable) tellDone({ ...undoable, ...(done === undefined ? {} : { label: done }), offer })
  else if (done) showToast({ title: done, offer })
  return reply.value
}

/** A stable function that runs the command; see `runCommand`. */
export function useCommand<N extends NamesOf<'command' | 'task' | 'control'>>(name: N) {
  return useCallback((input: Input<N>, options?: RunOptions) => runCommand(name, input, options), [name])
}

export function useConnection() {
  return useSyncExternalStore(connection.onMove, connection.current)
}

/** The list before it is known. */
export const NO_TASKS: readonly TaskState[] = []

/** The tasks that run or ended lately, live. */
export function useTasks(): readonly TaskState[] {
  return (useApiQuery('tasks.list', {}).data as readonly TaskState[] | undefined) ?? NO_TASKS
}

// ---- Lists of any length ----

type PageInput = { offset?: number | undefined; limit?: number | undefined }
type PageName = {
  [N in QueryName]: Output<N> extends { rows: infer _R; total: number } ? N : never
}[QueryName]
type RowOf<N extends PageName> = Output<N> extends { rows: (infer R)[] } ? R : never

/** Pages that can say what they begin with before they have counted. */
const HAVE_GLANCES: ReadonlySet<PageName> = new Set<PageName>(['leads.page'])

/** A list seen through windows: rows that came into view are fetched by pages of 100, rows not there yet are undefined. */
export type Rows<Row> = {
  /** Rows that the list can be scrolled through. */
  readonly length: number
  /** Rows that match, as far as they were counted. */
  readonly total: number
  readonly isTotalExact: boolean
  /** True while only the beginning of the list is known, or not even that: `total` says nothing yet. */
  readonly isCounting: boolean
  row(index: number): Row | undefined
  /** The rows that are on screen now; ask for them. */
  show(first: number, last: number): void
  /** True until there is any answer at all. */
  readonly isLoading: boolean
  readonly failure: Failure | undefined
  retry(): void
  /** Tells whenever rows came or changed; whoever draws rows listens by `useRowChanges`. */
  onChange(listener: () => void): () => void
  /** Another object after every change. */
  answer(): unknown
}

/** Rows of a page query. `input` is the filter without offset and limit; the last rows stay until new ones are there. */
export function useRows<N extends PageName>(name: N, input: Omit<Input<N>, keyof PageInput>): Rows<RowOf<N>> {
  const filterKey = JSON.stringify(input)
  const last = useRef<WindowedRows<RowOf<N>>>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input
  const rows = useMemo(
    () =>
      new WindowedRows<RowOf<N>>(
        queryClient,
        (offset) => pageQuery(name, input, offset),
        last.current,
        HAVE_GLANCES.has(name) ? pageQuery(name, { ...input, isGlance: true } as typeof input) : undefined,
      ),
    [name, filterKey],
  )
  useEffect(() => {
    last.current = rows
  }, [rows])
  // The screen is drawn again when the list is another, not when more of it is there.
  useSyncExternalStore(rows.onChange, rows.summary)
  return rows
}

/** Draws a table again when its rows change. */
export function useRowChanges(rows: Rows<unknown>): void {
  useSyncExternalStore(rows.onChange, rows.answer)
}

/** How a page is asked for: by a list, and by whoever fetches its first page ahead. */
export function pageQuery<N extends PageName>(name: N, input: Omit<Input<N>, keyof PageInput>, offset = 0) {
  const windowInput = { ...input, offset, limit: PAGE_ROWS } as unknown as Input<N>
  return {
    queryKey: queryKey(name, windowInput),
    // A page that left the screen is called off: nothing is passed over for a filter that has changed since.
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      callOrThrow(name, windowInput, signal) as Promise<unknown> as Promise<PageOf<RowOf<N>>>,
  }
}

/** The same for a list that comes whole: `wholeRows(useApiQuery('webhooks.list', {}))`, perhaps narrowed on the way. */
export function wholeRows<Row>(
  query: Pick<UseQueryResult<readonly Row[], CallFailed>, 'data' | 'error' | 'refetch'>,
  keep: (row: Row) => boolean = () => true,
): Rows<Row> {
  const list = query.data?.filter(keep)
  return {
    length: list?.length ?? 0,
    total: list?.length ?? 0,
    isTotalExact: true,
    isCounting: false,
    row: (index) => list?.[index],
    show: ignore,
    isLoading: !list && !query.error,
    failure: list ? undefined : query.error?.failure,
    retry: () => void query.refetch(),
    // Whoever has the query is drawn again with it.
    onChange: neverChanges,
    answer: ignore,
  }
}

function ignore() {}

function neverChanges() {
  return ignore
}
