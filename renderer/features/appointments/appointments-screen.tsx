// Appointments: the calendar one works in, and the detail beside it.
import { getRouteApi } from '@tanstack/react-router'
import { CalendarDays } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { AppointmentFilter } from '../../../shared/contract/appointments.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import {
  addDays,
  type CalendarView,
  periodOf,
  stepOf,
  titleOf,
} from '../../../shared/domain/schedule/period.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { useAppState } from '../../app/state.ts'
import { useWorkspaceId } from '../../app/workspace.ts'
import { dayIn } from '../../ui/appointment-words.ts'
import { Button } from '../../ui/button.tsx'
import { announce } from '../../ui/live-region.tsx'
import { focusPanel, ListScreen, type PanelHandle } from '../../ui/side-panel.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useToday, useZone } from '../../ui/time.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { AppointmentPanel } from './appointment-panel.tsx'
import { NOBODY } from './appointments-search.ts'
import { Calendar } from './calendar.tsx'
import { DaySheet } from './day-sheet.tsx'
import { paletteOf } from './hues.ts'
import { setLook, useLook } from './look.ts'
import type { Plan } from './plan.ts'
import { useSaving } from './questions.tsx'
import { ShareMenu } from './share-menu.tsx'
import { CalendarToolbar, type Filters } from './toolbar.tsx'
import './appointments.css'

const route = getRouteApi('/appointments')
const NONE: readonly never[] = []

export function AppointmentsScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const zone = useZone()
  const workspaceId = useWorkspaceId()
  const look = useLook()
  const book = useAppState((state) => state.book)
  const agents = useApiQuery('agents.list', {}).data ?? NONE
  const workspaces = useApiQuery('workspaces.list', {}).data ?? NONE
  const saving = useSaving()
  const box = useRef<HTMLDivElement>(null)
  const panel = useRef<PanelHandle>(null)
  const [prints, setPrints] = useState(0)

  const today = useToday()
  const view = search.view ?? look.view
  const date = search.date ?? today
  const openId = search.appointment
  const filters: Filters = {
    agents: search.agents ?? NONE,
    statuses: search.status ?? NONE,
    types: search.kind ?? NONE,
  }
  const filterKey = JSON.stringify([workspaceId, filters])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what the filter is made of
  const filter = useMemo<AppointmentFilter>(
    () => ({
      workspaceId,
      agents: filters.agents.map((slug) => (slug === NOBODY ? null : slug)),
      statuses: [...filters.statuses],
      types: [...filters.types],
    }),
    [filterKey],
  )
  const range = useMemo(() => {
    const { shownFrom, shownTo } = periodOf(view, date)
    const at = (day: string) => new Date(dayBounds(day, zone).startMs).toISOString()
    return { from: at(shownFrom), to: at(shownTo) }
  }, [view, date, zone])
  const found = useApiQuery('appointments.range', { ...range, filter })
  const rows = found.data ?? NONE
  const hasHours = view === 'week' || view === 'day'
  const ways = useApiQuery('appointments.drives', range, { enabled: hasHours }).data
  const drives = useMemo(
    () => new Map(hasHours ? ways?.map((way) => [way.id, way] as const) : []),
    [ways, hasHours],
  )
  const palette = useMemo(
    () => paletteOf(look.colourBy, agents, workspaces),
    [look.colourBy, agents, workspaces],
  )
  const legend = palette.legend(rows)
  const hidden =
    look.hasWeekends || view === 'day' || view === 'agenda'
      ? 0
      : rows.filter((row) => isWeekend(dayIn(row, zone))).length
  const shownAgents = useMemo(
    () =>
      agents.filter(({ slug, isActive }) => {
        const chosen: readonly (string | null)[] = filter.agents ?? NONE
        return chosen.length === 0 ? isActive : chosen.includes(slug)
      }),
    [agents, filter],
  )
  const isNarrowed = filters.agents.length + filters.statuses.length + filters.types.length > 0

  const go = useCallback(
    (change: Partial<typeof search>) =>
      void navigate({ search: (now) => ({ ...now, ...change }), replace: true }),
    [navigate],
  )
  const show = (nextView: CalendarView, nextDate: string) => {
    setLook({ view: nextView })
    go({ view: nextView, date: nextDate === today ? undefined : nextDate })
    if (nextView !== view || nextDate !== date) announce(titleOf(nextView, nextDate))
  }
  const step = (by: 1 | -1) => show(view, stepOf(view, date, by))
  const open = (id: number, isByKeyboard: boolean) => {
    // The first one opened makes a step for Back; moving on from there does not.
    void navigate({ search: (now) => ({ ...now, appointment: id }), replace: openId !== undefined })
    if (isByKeyboard) focusPanel(panel)
  }
  const close = () => {
    const last = openId
    go({ appointment: undefined })
    // The focus goes back to where the panel was opened from.
    requestAnimationFrame(() => {
      const element = box.current?.querySelector<HTMLElement>(`[data-appointment="${last}"]`)
      if (element && document.activeElement === document.body) element.focus()
    })
  }
  const remove = useCommand('appointments.delete')
  const deleteIt = async (id: number) => {
    if ((await remove({ id })) !== undefined && id === openId) close()
  }

  /** Saves what the calendar moved; says with whether it did. */
  const keep = async (plan: Plan): Promise<boolean> => {
    const { row } = plan
    if (row === undefined) return false
    const minutes = Math.round((plan.endMs - plan.startMs) / 60_000)
    const isMoved = plan.allDayDate !== row.allDayDate || plan.startMs !== Date.parse(row.scheduledAt)
    const when = isMoved
      ? await saving.settle(plan.when, plan.by === 'pointer' ? zone : undefined)
      : undefined
    if (isMoved && when === undefined) return false
    const outcome = await saving.update({
      id: row.id,
      ...(when === undefined ? {} : { when }),
      ...(plan.allDayDate === null && minutes !== row.durationMinutes ? { durationMinutes: minutes } : {}),
    })
    if (outcome.is === 'refused') showToast({ title: outcome.failure.message, tone: 'danger' })
    return outcome.is === 'saved'
  }

  useShortcut('calendar.today', () => show(view, today))
  useShortcut('calendar.next', () => step(1))
  useShortcut('calendar.previous', () => step(-1))
  useShortcut('calendar.month', () => show('month', date))
  useShortcut('calendar.week', () => show('week', date))
  useShortcut('calendar.day', () => show('day', date))
  useShortcut('calendar.agenda', () => show('agenda', date))
  useShortcut('appointment.delete', () => {
    const held = document.activeElement?.closest<HTMLElement>('[data-appointment]')?.dataset.appointment
    const id = held === undefined ? openId : Number(held)
    if (id !== undefined) void deleteIt(id)
  })

  const agent = filter.agents?.length === 1 ? filter.agents[0] : undefined
  return (
    <ListScreen
      toolbar={
        <CalendarToolbar
          view={view}
          date={date}
          today={today}
          colourBy={look.colourBy}
          hasWeekends={look.hasWeekends}
          filters={filters}
          agents={agents}
          onView={(next) => show(next, date)}
          onDate={(day) => show(view, day)}
          onStep={step}
          onFilter={(change) =>
            go({
              ...(change.agents && { agents: some(change.agents) }),
              ...(change.statuses && { status: some(change.statuses) }),
              ...(change.types && { kind: some(change.types) }),
            })
          }
          onBook={() => book(agent === undefined ? {} : { assignedTo: agent })}
          onPrint={() => setPrints((count) => count + 1)}
          share={
            <ShareMenu
              day={date}
              tomorrow={addDays(today, 1)}
              timeZone={zone}
              span={range}
              filter={filter}
              total={rows.length}
            />
          }
        />
      }
      panel={
        openId !== undefined && (
          <AppointmentPanel ref={panel} id={openId} onClose={close} onDelete={() => void deleteIt(openId)} />
        )
      }
    >
      {found.error && found.data === undefined ? (
        <ErrorState failure={found.error.failure} onRetry={() => void found.refetch()} />
      ) : (
        <Calendar
          box={box}
          view={view}
          date={date}
          hasWeekends={look.hasWeekends}
          rows={rows}
          palette={palette}
          drives={drives}
          agents={shownAgents}
          agent={agent}
          openId={openId}
          onOpen={open}
          onBook={book}
          onDay={(day) => show('day', day)}
          onShow={(day) => show(view, day)}
          onKeep={keep}
          empty={
            found.data === undefined ? null : (
              <EmptyState
                icon={<CalendarDays size={20} aria-hidden />}
                title={isNarrowed ? 'Nothing matches' : 'Nothing is booked'}
                action={
                  isNarrowed ? (
                    <Button onClick={() => go({ agents: undefined, status: undefined, kind: undefined })}>
                      Clear filters
                    </Button>
                  ) : (
                    <Button tone="main" onClick={() => book()}>
                      Book an appointment
                    </Button>
                  )
                }
              >
                <p>{titleOf(view, date)}</p>
              </EmptyState>
            )
          }
        />
      )}
      {hidden > 0 && (
        <p className="calendar-hidden">
          {hidden === 1 ? '1 appointment is' : `${hidden} appointments are`} on the weekend, which is hidden.{' '}
          <button type="button" className="link" onClick={() => setLook({ hasWeekends: true })}>
            Show weekends
          </button>
        </p>
      )}
      {legend.length > 0 && (
        <ul className="legend" aria-label={`Colors by ${look.colourBy}`}>
          {legend.map(({ key, label, hue }) => (
            <li key={key}>
              <span className={`legend-mark hue-${hue}`} aria-hidden />
              {label}
            </li>
          ))}
        </ul>
      )}
      <DaySheet day={date} filter={filter} wanted={prints} />
      {saving.box}
    </ListScreen>
  )
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00Z`).getUTCDay())
}

function some<T>(list: readonly T[]): T[] | undefined {
  return list.length > 0 ? [...list] : undefined
}
