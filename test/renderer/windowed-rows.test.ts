// A long list outside of React: which pages are asked for, what is shown meanwhile, and whom a change concerns.
import { QueryClient } from '@tanstack/react-query'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type PageOf, WindowedRows } from '../../renderer/api/windowed-rows.ts'

const client = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, networkMode: 'always' } },
})
afterEach(() => client.clear())

/** A list of so many rows, named by their places; `asked` are the offsets that were fetched. */
function listOf(total: number, { name = 'list', isTotalExact = true, refuses = false } = {}) {
  const asked: number[] = []
  const queryOf = (offset: number) => ({
    queryKey: [name, offset],
    queryFn: async (): Promise<PageOf<string>> => {
      asked.push(offset)
      if (refuses) throw Object.assign(new Error('No.'), { failure: { code: 'invalid', message: 'No.' } })
      const rows = Array.from(
        { length: Math.max(0, Math.min(100, total - offset)) },
        (_, at) => `${name} ${offset + at}`,
      )
      return { rows, total: isTotalExact ? total : 0, isTotalExact }
    },
  })
  return { asked, queryOf }
}

const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })

describe('rows seen through windows', () => {
  it('asks for the first page, and for the next one before it is scrolled to', async () => {
    const { asked, queryOf } = listOf(1_000)
    const rows = new WindowedRows(client, queryOf, undefined)
    expect(rows.isLoading).toBe(true)
    const stop = rows.onChange(() => {})
    await until(() => !rows.isLoading)
    expect([rows.length, rows.row(99), rows.row(100)]).toEqual([1_000, 'list 99', undefined])
    rows.show(0, 30)
    expect(asked).toEqual([0])
    rows.show(30, 60)
    await until(() => rows.row(100) === 'list 100')
    expect(asked).toEqual([0, 100])
    // The end is known: nothing is asked for beyond it.
    rows.show(970, 1_005)
    await until(() => rows.row(999) === 'list 999')
    expect(asked).toEqual([0, 100, 900])
    stop()
  })

  it('calls off what was asked for a list that nobody looks at any more, and asks again for one that somebody does', async () => {
    const signals: AbortSignal[] = []
    const rows = new WindowedRows<string>(
      client,
      (offset) => ({
        queryKey: ['slow', offset],
        queryFn: ({ signal }) => {
          signals.push(signal)
          return new Promise(() => {})
        },
      }),
      undefined,
    )
    const stop = rows.onChange(() => {})
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    stop()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    const stopAgain = rows.onChange(() => {})
    await until(() => signals.length === 2)
    expect(signals[1]?.aborted).toBe(false)
    stopAgain()
  })

  it('tells whoever draws rows of every page, and the screen around them of nothing', async () => {
    const { queryOf } = listOf(1_000)
    const rows = new WindowedRows(client, queryOf, undefined)
    const answers = new Set<unknown>()
    const stop = rows.onChange(() => answers.add(rows.answer()))
    await until(() => !rows.isLoading)
    const summary = rows.summary()
    const before = answers.size
    rows.show(480, 520)
    await until(() => rows.row(500) === 'list 500')
    expect(answers.size).toBeGreaterThan(before)
    expect(rows.summary()).toBe(summary)
    // Asked again and nothing new: nobody has anything to draw.
    const answer = rows.answer()
    await client.refetchQueries()
    expect(rows.answer()).toBe(answer)
    stop()
  })

  it('shows the rows of the list before until its own are there', async () => {
    const first = new WindowedRows(client, listOf(300, { name: 'old' }).queryOf, undefined)
    const stopFirst = first.onChange(() => {})
    await until(() => !first.isLoading)
    const second = new WindowedRows(client, listOf(2, { name: 'new' }).queryOf, first)
    stopFirst()
    expect([second.isLoading, second.length, second.row(0)]).toEqual([false, 300, 'old 0'])
    const stop = second.onChange(() => {})
    await until(() => second.row(0) === 'new 0')
    expect([second.length, second.row(2)]).toEqual([2, undefined])
    stop()
  })

  it('says a refusal instead of another list’s rows, and asks again on demand', async () => {
    const first = new WindowedRows(client, listOf(3, { name: 'old' }).queryOf, undefined)
    const stopFirst = first.onChange(() => {})
    await until(() => !first.isLoading)
    const { asked, queryOf } = listOf(3, { name: 'new', refuses: true })
    const second = new WindowedRows(client, queryOf, first)
    stopFirst()
    const stop = second.onChange(() => {})
    await until(() => second.failure !== undefined)
    expect([second.failure?.message, second.length]).toEqual(['No.', 0])
    second.retry()
    await until(() => asked.length === 2)
    stop()
  })

  it('grows as its last page fills where not everything was counted', async () => {
    const rows = new WindowedRows(client, listOf(150, { isTotalExact: false }).queryOf, undefined)
    const stop = rows.onChange(() => {})
    await until(() => rows.length === 200)
    rows.show(90, 120)
    await until(() => rows.length === 200 && rows.row(149) === 'list 149')
    stop()
  })
})
