// The rows of a long list, kept outside of React: whoever draws rows hears of every page that comes, and the screen around them only of
// what it says itself (how many, loading, refused). Scrolling therefore draws the table and nothing else.
import {
  QueriesObserver,
  type QueryClient,
  type QueryKey,
  type QueryObserverOptions,
} from '@tanstack/react-query'
import type { Failure } from '../../shared/contract/reply.ts'
import type { Rows } from './hooks.ts'
import type { CallFailed } from './queries.ts'

export const PAGE_ROWS = 100
/** Rows before and after those on screen that are asked for with them: a page is there when it is scrolled to. */
const AHEAD = 60

/** An answer that takes longer is one that takes a pass over many records: what it begins with is asked for beside it. */
const LATE_MS = 60

export type PageOf<Row> = { readonly rows: Row[]; readonly total: number; readonly isTotalExact: boolean }

type PageQuery<Row> = {
  readonly queryKey: QueryKey
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<PageOf<Row>>
}

type Answer<Row> = {
  readonly pages: ReadonlyMap<number, Row[]>
  readonly length: number
  readonly total: number
  readonly isTotalExact: boolean
}

type Span = { readonly first: number; readonly last: number }

export class WindowedRows<Row> implements Rows<Row> {
  readonly #queryOf: (offset: number) => PageQuery<Row>
  readonly #observer: QueriesObserver
  readonly #client: QueryClient
  readonly #glance: PageQuery<Row> | undefined
  readonly #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isLate = false
  #span: Span = { first: 0, last: 0 }
  /** What is shown; until there is any answer, that of the list before. */
  #answer: Answer<Row> | undefined
  #isOwn = false
  #error: Error | CallFailed | undefined
  #summary = ''

  constructor(
    client: QueryClient,
    queryOf: (offset: number) => PageQuery<Row>,
    before: WindowedRows<Row> | undefined,
    /** What the list begins with, answered before it is counted; undefined where a page never takes long. */
    glance?: PageQuery<Row>,
  ) {
    this.#client = client
    this.#glance = glance
    this.#queryOf = queryOf
    this.#answer = before?.answer()
    this.#observer = new QueriesObserver(client, this.#queries())
    this.#read()
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    this.#timer ??= this.#isOwn ? undefined : setTimeout(() => void this.#look(), LATE_MS)
    const stop = this.#observer.subscribe(() => {
      this.#read()
      listener()
    })
    return () => {
      stop()
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
  }

  readonly answer = (): Answer<Row> | undefined => this.#answer
  readonly summary = (): string => this.#summary

  get length(): number {
    return this.#answer?.length ?? 0
  }
  get total(): number {
    return this.#answer?.total ?? 0
  }
  get isTotalExact(): boolean {
    return this.#answer?.isTotalExact ?? true
  }
  /** True while the rows are there, or waited for, and how many match is still being counted. */
  get isCounting(): boolean {
    return this.#isLate && !this.#isOwn && this.#error === undefined
  }
  get isLoading(): boolean {
    return this.#answer === undefined && this.#error === undefined
  }
  get failure(): Failure | undefined {
    if (this.#answer !== undefined || this.#error === undefined) return undefined
    return 'failure' in this.#error ? this.#error.failure : { code: 'internal', message: this.#error.message }
  }

  readonly row = (index: number): Row | undefined =>
    this.#answer?.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS]

  readonly show = (first: number, last: number): void => {
    const end = this.#isOwn && this.isTotalExact ? Math.max(0, this.length - 1) : Number.POSITIVE_INFINITY
    const span = {
      first: Math.floor(Math.max(0, first - AHEAD) / PAGE_ROWS),
      last: Math.floor(Math.min(end, Math.max(first, last) + AHEAD) / PAGE_ROWS),
    }
    if (span.first === this.#span.first && span.last === this.#span.last) return
    this.#span = span
    this.#observer.setQueries(this.#queries())
    this.#read()
  }

  readonly retry = (): void => {
    for (const observer of this.#observer.getObservers()) {
      if (observer.getCurrentResult().error) void observer.refetch()
    }
  }

  /** A list that takes long shows at once what it begins with; the whole answer follows. */
  async #look(): Promise<void> {
    if (this.#isOwn || this.#glance === undefined || this.#error !== undefined) return
    this.#isLate = true
    this.#tell()
    // It is of the moment, and kept for nobody.
    const page = await this.#client.fetchQuery({ ...this.#glance, gcTime: 0 }).catch(() => undefined)
    if (page === undefined || page.rows.length === 0 || this.#isOwn) return
    const { rows, total } = page
    this.#answer = { pages: new Map([[0, rows]]), length: rows.length, total, isTotalExact: false }
    this.#tell()
  }

  #tell(): void {
    this.#summarise()
    for (const listener of this.#listeners) listener()
  }

  #queries(): QueryObserverOptions[] {
    const queries: QueryObserverOptions[] = []
    for (let page = this.#span.first; page <= this.#span.last; page += 1) {
      queries.push(this.#queryOf(page * PAGE_ROWS) as QueryObserverOptions)
    }
    return queries
  }

  #read(): void {
    const results = this.#observer.getCurrentResult()
    const pages = new Map<number, Row[]>()
    let newest: PageOf<Row> | undefined
    let newestAt = -1
    results.forEach(({ data, dataUpdatedAt }, at) => {
      if (data === undefined) return
      const page = data as PageOf<Row>
      pages.set(this.#span.first + at, page.rows)
      if (dataUpdatedAt > newestAt) {
        newest = page
        newestAt = dataUpdatedAt
      }
    })
    this.#error = results.find(({ error }) => error !== null)?.error ?? undefined
    if (newest !== undefined) {
      this.#isOwn = true
      const { total, isTotalExact } = newest
      const answer = { pages, length: lengthOf(pages, total, isTotalExact), total, isTotalExact }
      if (!isSame(this.#answer, answer)) this.#answer = answer
    } else if (this.#error !== undefined && !this.#isOwn) {
      // What another filter had found is no answer to a question that was refused.
      this.#answer = undefined
    }
    this.#summarise()
  }

  #summarise(): void {
    const { length, total, isTotalExact, isCounting, isLoading, failure } = this
    this.#summary = JSON.stringify([length, total, isTotalExact, isCounting, isLoading, failure])
  }
}

/** Where not everything was counted, the list grows as its last page fills. */
function lengthOf(pages: ReadonlyMap<number, readonly unknown[]>, total: number, isExact: boolean): number {
  let length = total
  if (isExact) return length
  for (const [page, rows] of pages) {
    length = Math.max(length, page * PAGE_ROWS + rows.length + (rows.length === PAGE_ROWS ? PAGE_ROWS : 0))
  }
  return length
}

function isSame<Row>(a: Answer<Row> | undefined, b: Answer<Row>): boolean {
  if (a === undefined || a.total !== b.total || a.length !== b.length || a.isTotalExact !== b.isTotalExact)
    return false
  if (a.pages.size !== b.pages.size) return false
  for (const [page, rows] of b.pages) if (a.pages.get(page) !== rows) return false
  return true
}
