// The calendar itself: FullCalendar under our own look and our own keyboard, on the agency's clocks. What it shows and where is the address's;
// what is moved, stretched or drawn is asked about, saved and told by the screen.
import FullCalendar, {
  type CalendarOptions,
  type CalendarRef,
  type EventDropInfo,
  type EventResizeDoneInfo,
} from '@fullcalendar/react'
import dayGrid from '@fullcalendar/react/daygrid'
import interaction from '@fullcalendar/react/interaction'
import list from '@fullcalendar/react/list'
import timeGrid from '@fullcalendar/react/timegrid'
import '@fullcalendar/react/skeleton.css'
import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Agent } from '../../../shared/contract/agents.ts'
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import type { Drive } from '../../../shared/domain/schedule/drives.ts'
import { AGENDA_DAYS, type CalendarView, periodOf } from '../../../shared/domain/schedule/period.ts'
import { SNAP_MINUTES } from '../../../shared/domain/schedule/planning.ts'
import { wallTimeOf } from '../../../shared/domain/schedule/wall-time.ts'
import type { BookingStart } from '../../app/state.ts'
import { useAppState } from '../../app/state.ts'
import { useZone } from '../../ui/time.tsx'
import { backgroundOf, type EventProps, eventOf } from './calendar-events.ts'
import { eventClass, eventContent } from './event-content.tsx'
import type { Palette } from './hues.ts'
import { type Plan, setPlan, usePlan, whenOf } from './plan.ts'
import { PlanBubble } from './plan-bubble.tsx'
import { useDrag } from './use-drag.ts'
import { useKeys } from './use-keys.ts'
import './calendar.css'

const PLUGINS = [dayGrid, timeGrid, list, interaction]
const TYPES: Readonly<Record<CalendarView, string>> = {
  month: 'dayGridMonth',
  week: 'timeGridWeek',
  day: 'timeGridDay',
  agenda: 'agenda',
}
const VIEWS = { agenda: { type: 'list', duration: { days: AGENDA_DAYS } } }

/** Of a day on which the clocks are set back. */
const LONGEST_DAY_MS = 26 * 3_600_000

type CalendarProps = {
  readonly view: CalendarView
  readonly date: string
  readonly hasWeekends: boolean
  readonly rows: readonly AppointmentRow[]
  readonly palette: Palette
  /** The ways between home visits, by the later one. */
  readonly drives: ReadonlyMap<number, Drive>
  /** Whose hours lie behind the appointments. */
  readonly agents: readonly Agent[]
  /** Whom a new appointment is for; undefined where several are shown. */
  readonly agent: string | null | undefined
  readonly openId: number | undefined
  readonly onOpen: (id: number, isByKeyboard: boolean) => void
  readonly onBook: (start: BookingStart) => void
  readonly onDay: (day: string) => void
  /** Keeps a date in sight that the keyboard moved an appointment to. */
  readonly onShow: (day: string) => void
  /** Saves; resolves with whether it was. */
  readonly onKeep: (plan: Plan) => Promise<boolean>
  readonly empty: ReactNode
  readonly box: RefObject<HTMLDivElement | null>
}

export function Calendar(props: CalendarProps) {
  const { view, date, rows, palette, drives, openId, onKeep, box, agents } = props
  const zone = useZone()
  const calendar = useRef<CalendarRef>(null)
  const { deed, isAfterCancel } = useDrag()
  // Only this much of the plan: it moves with every step of the pointer, and the calendar need not be drawn for that.
  const held = usePlan((state) => (state.plan?.by === 'keyboard' ? state.plan : undefined))
  const isHeld = usePlan((state) => state.plan?.by === 'pointer')
  const isBoxOpen = useAppState((state) => state.box !== undefined)
  const isMonth = view === 'month'

  useEffect(() => {
    calendar.current?.getApi().changeView(TYPES[view], date)
  }, [view, date])
  // What was drawn stays in sight while its form is open.
  useEffect(() => {
    if (!isBoxOpen) calendar.current?.getApi().unselect()
  }, [isBoxOpen])
  const newest = useRef(rows)
  useEffect(() => {
    newest.current = rows
  }, [rows])
  // The answer to what was saved has come.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are the reason, not a value read inside
  useEffect(() => {
    if (usePlan.getState().plan?.isSaved) setPlan(undefined)
  }, [rows])

  const made = useMemo(() => {
    const { shownFrom, shownTo } = periodOf(view, date)
    const span = { startMs: dayBounds(shownFrom, zone).startMs, endMs: dayBounds(shownTo, zone).startMs }
    return [
      ...rows.map((row) =>
        eventOf(row, {
          coloured: palette.of(row),
          isOpen: row.id === openId,
          plan: held,
          drive: drives.get(row.id),
        }),
      ),
      // One that the keyboard brought here from another period.
      ...(held?.row && !rows.some(({ id }) => id === held.row?.id)
        ? [eventOf(held.row, { coloured: palette.of(held.row), isOpen: held.row.id === openId, plan: held })]
        : []),
      ...(view === 'week' || view === 'day' ? backgroundOf(agents, zone, span) : []),
    ]
  }, [rows, palette, drives, openId, held, agents, zone, view, date])
  // What is held by the pointer is not drawn anew beneath it; what came meanwhile comes when it is let go.
  const shown = useRef(made)
  if (!isHeld) shown.current = made

  const onKeyDown = useKeys({
    box,
    rows,
    zone,
    isMonth,
    onKeep: async (kept) => {
      const before = newest.current
      const isKept = await onKeep(kept)
      // The rows may have come before the answer did.
      setPlan(isKept && newest.current === before ? { ...kept, isSaved: true } : undefined)
    },
    onLeave: (day) => {
      const { shownFrom, shownTo } = periodOf(view, date)
      if (day < shownFrom || day >= shownTo) props.onShow(day)
    },
  })

  /** A plan of what the pointer holds over some time. */
  const planOf = (
    row: AppointmentRow | undefined,
    { start, end, allDay, startStr }: { start: Date; end: Date; allDay: boolean; startStr: string },
    what: Plan['deed'],
  ): Plan => {
    const to = { startMs: start.getTime(), allDayDate: allDay ? startStr.slice(0, 10) : null }
    const chosen = isMonth && row?.allDayDate === null ? 'day' : 'time'
    return {
      by: 'pointer',
      deed: what,
      row,
      startMs: to.startMs,
      endMs: end.getTime(),
      allDayDate: to.allDayDate,
      when:
        row === undefined
          ? to.allDayDate === null
            ? { at: start.toISOString() }
            : { allDayDate: to.allDayDate }
          : whenOf(row, to, chosen, zone),
    }
  }

  const onDone = async (info: EventDropInfo | EventResizeDoneInfo, what: 'move' | 'stretch') => {
    const { row } = info.event.extendedProps as EventProps
    const { start, end, allDay, startStr } = info.event
    if (start === null) return info.revert()
    // From the row of whole days down to an hour, it takes the usual hour.
    const minutes = row.allDayDate !== null && !allDay ? 60 : row.durationMinutes
    const stop = what === 'stretch' && end !== null ? end : new Date(start.getTime() + minutes * 60_000)
    if (!(await onKeep(planOf(row, { start, end: stop, allDay, startStr }, what)))) info.revert()
  }

  // The library takes options that changed for another calendar, and what is dropped for dropped from one to the other: so they never change.
  const latest = useRef<Handlers>(undefined)
  useEffect(() => {
    latest.current = {
      eventAllow: (to, event) => {
        const row = (event?.extendedProps as Partial<EventProps> | undefined)?.row
        if (row !== undefined) setPlan(planOf(row, to, deed.current))
        return true
      },
      eventDrop: (info) => void onDone(info, 'move'),
      eventResize: (info) => void onDone(info, 'stretch'),
      eventClick: ({ event, jsEvent }) => {
        if (isAfterCancel() || event.id === '') return
        props.onOpen(Number(event.id), (jsEvent as Event).type === 'keydown')
      },
      selectAllow: (to) => {
        setPlan(planOf(undefined, to, 'draw'))
        return to.allDay ? to.end.getTime() - to.start.getTime() < LONGEST_DAY_MS : true
      },
      select: ({ start, end, allDay, startStr }) => {
        setPlan(undefined)
        const minutes = Math.round((end.getTime() - start.getTime()) / 60_000)
        const whose = props.agent === undefined ? {} : { assignedTo: props.agent }
        if (allDay && isMonth) props.onBook({ day: startStr.slice(0, 10), ...whose })
        else if (allDay) props.onBook({ allDayDate: startStr.slice(0, 10), ...whose })
        // A click alone names the begin, and leaves the length to the form.
        else
          props.onBook({
            at: start.toISOString(),
            ...(minutes > SNAP_MINUTES ? { durationMinutes: Math.min(1440, minutes) } : {}),
            ...whose,
          })
      },
      goTo: (day) => props.onDay(wallTimeOf(day.toISOString(), zone).slice(0, 10)),
    }
  })
  const [handlers] = useState(() => ({
    eventAllow: ((to, event) =>
      latest.current?.eventAllow(to, event) ?? true) satisfies Handlers['eventAllow'],
    eventDrop: ((info) => latest.current?.eventDrop(info)) satisfies Handlers['eventDrop'],
    eventResize: ((info) => latest.current?.eventResize(info)) satisfies Handlers['eventResize'],
    eventClick: ((info) => latest.current?.eventClick(info)) satisfies Handlers['eventClick'],
    selectAllow: ((to, event) =>
      latest.current?.selectAllow(to, event) ?? true) satisfies Handlers['selectAllow'],
    select: ((info) => latest.current?.select(info)) satisfies Handlers['select'],
    navLinkDayClick: (day: Date) => latest.current?.goTo(day),
    moreLinkClick: ({ date: day }: { date: Date }) => latest.current?.goTo(day),
    eventDragStart: () => {
      deed.current = 'move'
    },
    eventResizeStart: () => {
      deed.current = 'stretch'
    },
  }))

  return (
    <div ref={box} className={`calendar is-${view}`} onKeyDownCapture={onKeyDown}>
      <EmptyWords value={props.empty}>
        <FullCalendar
          ref={calendar}
          initialView={TYPES[view]}
          initialDate={date}
          timeZone={zone}
          weekends={props.hasWeekends || view === 'day' || view === 'agenda'}
          events={shown.current}
          {...OPTIONS}
          {...handlers}
          {...LOOK}
        />
      </EmptyWords>
      <PlanBubble agent={props.agent ?? null} />
    </div>
  )
}

type Handlers = Required<
  Pick<CalendarOptions, 'eventAllow' | 'eventDrop' | 'eventResize' | 'eventClick' | 'selectAllow' | 'select'>
> & { readonly goTo: (day: Date) => void }

/** What an agenda of nothing says: it changes, and the library's options do not. */
const EmptyWords = createContext<ReactNode>(null)
function Nothing() {
  return useContext(EmptyWords)
}

const OPTIONS = {
  plugins: PLUGINS,
  views: VIEWS,
  headerToolbar: false,
  locale: 'en',
  firstDay: 1,
  height: '100%',
  // As fine as the snap: in coarser slots the library takes what is held at the middle of a slot, and it jumps.
  slotDuration: { minutes: SNAP_MINUTES },
  snapDuration: { minutes: SNAP_MINUTES },
  slotHeaderInterval: '01:00:00',
  slotMinHeight: 11,
  slotHeaderContent: ({ text }) => hourWords(text),
  dayHeaderContent: ({ weekdayText, dayNumberText, text }) =>
    dayNumberText ? (
      <>
        {weekdayText} <b>{dayNumberText}</b>
      </>
    ) : (
      text
    ),
  scrollTime: '07:30:00',
  scrollTimeReset: false,
  allDayText: 'all day',
  nowIndicator: true,
  eventOrder: 'start,at,-duration,title',
  slotEventOverlap: false,
  eventMinHeight: 20,
  eventShortHeight: 34,
  dayMaxEvents: true,
  fixedWeekCount: false,
  navLinks: true,
  navLinkHint: dayLabel,
  // The heads of days leave the hint out.
  dayHeaderDidMount: ({ el }) => {
    const link = el.querySelector('[role="link"]')
    link?.setAttribute('aria-label', dayLabel(link.getAttribute('aria-label') ?? ''))
  },
  moreLinkText: (count) => `${count} more`,
  noEventsContent: () => <Nothing />,
  eventContent,
  eventClass,
  eventDidMount: ({ el, event, isMirror }) => {
    if (!isMirror && event.id !== '') el.dataset.appointment = event.id
  },
  backgroundEventDidMount: ({ el, event }) => {
    el.title = event.title
  },
  eventInteractive: true,
  editable: true,
  eventResizableFromStart: false,
  dragRevertDuration: 0,
  eventDragStop: () => setPlan(undefined),
  eventResizeStop: () => setPlan(undefined),
  selectable: true,
  selectMirror: true,
  unselectAuto: false,
} satisfies CalendarOptions

/** What a day's head is called: what stands there, and the whole date. "Mon 1, September 1, 2031"; a weekday alone stays. */
function dayLabel(words: string): string {
  const day = Date.parse(`${words} UTC`)
  if (Number.isNaN(day)) return words
  const head = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', weekday: 'short' }).format(day)
  return `${head} ${new Date(day).getUTCDate()}, ${words}`
}

/** "9 AM" of "9am". */
function hourWords(text: string): string {
  return text.replace(/\s*([ap])m$/i, (_, half: string) => ` ${half.toUpperCase()}M`)
}

/** Names for calendar.css. The library leaves out an edge for resizing that has no class. */
const LOOK = {
  viewClass: 'cal-view',
  tableHeaderClass: 'cal-table-head',
  dayHeaderRowClass: 'cal-edge',
  dayHeaderAlign: 'center',
  dayHeaderClass: ({ isToday }: { isToday: boolean }) => `cal-edge cal-day-head${isToday ? ' is-today' : ''}`,
  dayHeaderInnerClass: 'cal-day-head-words',
  dayHeaderDividerClass: 'cal-divider',
  dayRowClass: 'cal-edge',
  dayCellClass: ({ isToday, isOther }: { isToday: boolean; isOther: boolean }) =>
    `cal-edge cal-day${isToday ? ' is-today' : ''}${isOther ? ' is-other' : ''}`,
  dayCellTopClass: 'cal-day-top',
  dayCellTopInnerClass: 'cal-day-number',
  dayCellBottomClass: 'cal-day-bottom',
  dayLaneClass: ({ isToday }: { isToday: boolean }) => `cal-edge cal-lane${isToday ? ' is-today' : ''}`,
  dayLaneInnerClass: 'cal-lane-inner',
  slotLaneClass: ({ isMinor }: { isMinor: boolean }) => `cal-edge cal-slot${isMinor ? ' is-minor' : ''}`,
  slotHeaderClass: 'cal-edge cal-axis',
  slotHeaderInnerClass: 'cal-axis-words',
  slotHeaderRowClass: 'cal-edge',
  slotHeaderDividerClass: 'cal-axis-divider',
  allDayHeaderClass: 'cal-axis cal-all-day',
  allDayHeaderInnerClass: 'cal-axis-words',
  allDayDividerClass: 'cal-divider',
  fillerClass: 'cal-edge',
  highlightClass: 'cal-highlight',
  nowIndicatorLineClass: 'cal-now',
  nowIndicatorDotClass: 'cal-now-dot',
  navLinkClass: 'cal-link',
  moreLinkClass: 'cal-more',
  moreLinkInnerClass: 'cal-more-words',
  blockEventClass: 'cal-block',
  columnEventClass: 'cal-column-event',
  columnEventAfterClass: 'cal-edge-end',
  rowEventClass: 'cal-row-event',
  listItemEventClass: 'cal-list-event',
  listItemEventBeforeClass: 'cal-list-dot',
  eventInnerClass: 'cal-inner',
  backgroundEventClass: 'cal-back',
  backgroundEventTitleClass: 'cal-back-title',
  listDayClass: 'cal-list-day',
  listDayHeaderClass: 'cal-list-head',
  listDayHeaderInnerClass: 'cal-list-head-words',
  noEventsClass: 'cal-none',
} as const
