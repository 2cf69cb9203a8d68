// What a calendar shows at a time: the days of a view, the step to the next ones, and how they are called. A week begins on Monday.
import { Temporal } from 'temporal-polyfill'

export const CALENDAR_VIEWS = ['month', 'week', 'day', 'agenda'] as const
export type CalendarView = (typeof CALENDAR_VIEWS)[number]

/** How far an agenda looks. */
export const AGENDA_DAYS = 14

export type Period = {
  /** YYYY-MM-DD of the first day that is meant, and of the first one after it. */
  readonly from: string
  readonly to: string
  /** The same with the days of the months beside it that a month's weeks show. */
  readonly shownFrom: string
  readonly shownTo: string
}

export function periodOf(view: CalendarView, day: string): Period {
  const date = Temporal.PlainDate.from(day)
  if (view === 'month') {
    const first = date.with({ day: 1 })
    const after = first.add({ months: 1 })
    return textOf(first, after, mondayOf(first), mondayOf(after.subtract({ days: 1 })).add({ days: 7 }))
  }
  const first = view === 'week' ? mondayOf(date) : date
  return textOf(first, first.add({ days: view === 'week' ? 7 : view === 'day' ? 1 : AGENDA_DAYS }))
}

/** A day of the next or the previous period. */
export function stepOf(view: CalendarView, day: string, by: 1 | -1): string {
  const date = Temporal.PlainDate.from(day)
  if (view === 'month') return date.with({ day: 1 }).add({ months: by }).toString()
  return date.add({ days: by * (view === 'week' ? 7 : view === 'day' ? 1 : AGENDA_DAYS) }).toString()
}

/** "November 2026", "Nov 16 – 22, 2026", "Tuesday, November 24, 2026". */
export function titleOf(view: CalendarView, day: string): string {
  if (view === 'day') return showDay(day, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' })
  if (view === 'month') return showDay(day, { month: 'long', year: 'numeric' })
  const { from, to } = periodOf(view, day)
  const first = Temporal.PlainDate.from(from)
  const last = Temporal.PlainDate.from(to).subtract({ days: 1 })
  const month = { month: 'short', day: 'numeric' } as const
  if (first.year !== last.year)
    return `${showDay(from, { ...month, year: 'numeric' })} – ${showDay(last.toString(), { ...month, year: 'numeric' })}`
  const end = first.month === last.month ? String(last.day) : showDay(last.toString(), month)
  return `${showDay(from, month)} – ${end}, ${last.year}`
}

/** The weeks of a month as they stand on a wall calendar, with the days of its neighbours. */
export function weeksOf(day: string): string[][] {
  const { shownFrom, shownTo } = periodOf('month', day)
  const end = Temporal.PlainDate.from(shownTo)
  const weeks: string[][] = []
  for (
    let at = Temporal.PlainDate.from(shownFrom);
    Temporal.PlainDate.compare(at, end) < 0;
    at = at.add({ days: 7 })
  )
    weeks.push(Array.from({ length: 7 }, (_, index) => at.add({ days: index }).toString()))
  return weeks
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

export function addMonths(day: string, months: number): string {
  return Temporal.PlainDate.from(day).add({ months }).toString()
}

/** A day in words, whatever the machine's zone is. */
export function showDay(day: string, options: Intl.DateTimeFormatOptions): string {
  return Temporal.PlainDate.from(day).toLocaleString('en-US', options)
}

function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 })
}

function textOf(
  first: Temporal.PlainDate,
  after: Temporal.PlainDate,
  shownFirst = first,
  shownAfter = after,
): Period {
  return {
    from: first.toString(),
    to: after.toString(),
    shownFrom: shownFirst.toString(),
    shownTo: shownAfter.toString(),
  }
}
