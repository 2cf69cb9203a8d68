// What the calendar shows: the period, the view, the colours, and the filters as chips.
import { ChevronDown, ChevronLeft, ChevronRight, Plus, Printer } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Agent } from '../../../shared/contract/agents.ts'
import { APPOINTMENT_STATUS_LABELS, APPOINTMENT_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import {
  CALENDAR_VIEWS,
  type CalendarView,
  showDay,
  titleOf,
} from '../../../shared/domain/schedule/period.ts'
import {
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  type AppointmentStatus,
  type AppointmentType,
} from '../../../shared/domain/vocabulary.ts'
import { keysOf } from '../../app/shortcuts.ts'
import { APPOINTMENT_TONES, isOff } from '../../ui/appointment-words.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { FilterChip } from '../../ui/filter-chip.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Dot } from '../../ui/status.tsx'
import { NOBODY } from './appointments-search.ts'
import { COLOUR_BY, type ColourBy, setLook } from './look.ts'
import { PeriodPicker } from './period-picker.tsx'

const VIEW_LABELS: Readonly<Record<CalendarView, string>> = {
  month: 'Month',
  week: 'Week',
  day: 'Day',
  agenda: 'Agenda',
}
const COLOUR_LABELS: Readonly<Record<ColourBy, string>> = {
  agent: 'agent',
  workspace: 'workspace',
  status: 'status',
  type: 'type',
}

export type Filters = {
  readonly agents: readonly string[]
  readonly statuses: readonly AppointmentStatus[]
  readonly types: readonly AppointmentType[]
}

type ToolbarProps = {
  readonly view: CalendarView
  readonly date: string
  readonly today: string
  readonly colourBy: ColourBy
  readonly hasWeekends: boolean
  readonly filters: Filters
  readonly agents: readonly Agent[]
  readonly onView: (view: CalendarView) => void
  readonly onDate: (day: string) => void
  readonly onStep: (by: 1 | -1) => void
  readonly onFilter: (change: Partial<Filters>) => void
  readonly onBook: () => void
  readonly onPrint: () => void
  /** Before the button that books: what takes appointments elsewhere. */
  readonly share?: ReactNode
}

export function CalendarToolbar(props: ToolbarProps) {
  const { view, date, today, colourBy, hasWeekends, filters, agents } = props
  return (
    <>
      <span className="period">
        <IconButton
          label="Previous"
          keys={keysOf('calendar.previous')}
          icon={<ChevronLeft size={16} aria-hidden />}
          onClick={() => props.onStep(-1)}
        />
        <PeriodPicker title={titleOf(view, date)} day={date} today={today} onPick={props.onDate} />
        <IconButton
          label="Next"
          keys={keysOf('calendar.next')}
          icon={<ChevronRight size={16} aria-hidden />}
          onClick={() => props.onStep(1)}
        />
      </span>
      <button type="button" className="chip toggle-chip" onClick={() => props.onDate(today)}>
        Today
      </button>
      <span className="chip">
        <Menu
          trigger={
            <button type="button" className="chip-main">
              <span className="unseen">View: </span>
              {VIEW_LABELS[view]} <ChevronDown size={12} aria-hidden />
            </button>
          }
          entries={[
            ...CALENDAR_VIEWS.map((each) => ({
              label: VIEW_LABELS[each],
              keys: keysOf(`calendar.${each}`),
              isChosen: each === view,
              run: () => props.onView(each),
            })),
            { kind: 'line' as const },
            {
              label: 'Weekends',
              isChosen: hasWeekends,
              run: () => setLook({ hasWeekends: !hasWeekends }),
            },
          ]}
        />
      </span>
      <span className="chip">
        <Menu
          trigger={
            <button type="button" className="chip-main">
              Color: {COLOUR_LABELS[colourBy]} <ChevronDown size={12} aria-hidden />
            </button>
          }
          entries={COLOUR_BY.map((each) => ({
            label: `By ${COLOUR_LABELS[each]}`,
            isChosen: each === colourBy,
            run: () => setLook({ colourBy: each }),
          }))}
        />
      </span>
      <FilterChip
        label="Agent"
        chosen={filters.agents}
        onChange={(chosen) => props.onFilter({ agents: chosen })}
        options={[
          ...agents
            .filter(({ isActive, slug }) => isActive || filters.agents.includes(slug))
            .map(({ slug, name }) => ({ value: slug, label: name })),
          { value: NOBODY, label: 'Nobody' },
        ]}
      />
      <FilterChip
        label="Status"
        chosen={filters.statuses}
        onChange={(chosen) => props.onFilter({ statuses: chosen })}
        options={APPOINTMENT_STATUSES.map((value) => ({
          value,
          label: APPOINTMENT_STATUS_LABELS[value],
          mark: <Dot tone={APPOINTMENT_TONES[value]} isHollow={isOff(value)} />,
        }))}
      />
      <FilterChip
        label="Type"
        chosen={filters.types}
        onChange={(chosen) => props.onFilter({ types: chosen })}
        options={APPOINTMENT_TYPES.map((value) => ({ value, label: APPOINTMENT_TYPE_LABELS[value] }))}
      />
      <span className="toolbar-end">
        <IconButton
          label={`Print ${showDay(date, { weekday: 'long', month: 'short', day: 'numeric' })}`}
          icon={<Printer size={15} aria-hidden />}
          onClick={props.onPrint}
        />
        {props.share}
        <Button
          icon={<Plus size={14} aria-hidden />}
          keys={keysOf('appointment.create')}
          onClick={props.onBook}
        >
          Book
        </Button>
      </span>
    </>
  )
}
