// What leaves the calendar: a file for another calendar, a CSV, the visits of a day for the phone. It takes what is on the screen.
import { useNavigate } from '@tanstack/react-router'
import { CalendarArrowDown, FileSpreadsheet, Link2, Printer, Share2, Smartphone, Webhook } from 'lucide-react'
import type { AppointmentFilter } from '../../../shared/contract/appointments.ts'
import { dayBounds } from '../../../shared/domain/days.ts'
import { exportCalendar, exportVisits } from '../../api/exports.ts'
import { Button } from '../../ui/button.tsx'
import { useExport } from '../../ui/export-button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'

type ShareMenuProps = {
  /** The day that is looked at, YYYY-MM-DD. */
  readonly day: string
  /** The day after today: the sheet that is made in the evening. */
  readonly tomorrow: string
  /** The agency's. */
  readonly timeZone: string
  /** All that is on the screen, in instants; without an end, all that is to come. */
  readonly span: { readonly from?: string; readonly to?: string }
  readonly filter: AppointmentFilter
  /** How many are on the screen, where that is known. */
  readonly total?: number
  readonly onPrint?: () => void
}

export function ShareMenu({ day, tomorrow, timeZone, span, filter, total, onPrint }: ShareMenuProps) {
  const ask = useExport((state) => state.ask)
  const navigate = useNavigate()
  const isEmpty = total === 0
  const spanOf = (one: string) => {
    const { startMs, endMs } = dayBounds(one, timeZone)
    return { from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString() }
  }
  const visits = (one: string): MenuEntry => ({
    label: `Visits of ${showDay(one)} for the phone`,
    icon: <Smartphone size={14} aria-hidden />,
    // The statuses on the screen are a matter of the calendar; a sheet is of what takes place.
    run: () => void exportVisits({ day: one, filter: { ...filter, statuses: [] } }),
  })
  const entries: MenuEntry[] = [
    { kind: 'group', label: 'To take along' },
    ...[...new Set([tomorrow, day])].map(visits),
    ...(onPrint === undefined
      ? []
      : [{ label: 'Print', icon: <Printer size={14} aria-hidden />, run: onPrint } satisfies MenuEntry]),
    { kind: 'line' },
    { kind: 'group', label: 'For another calendar' },
    {
      label: `Calendar file of ${showDay(day)}`,
      icon: <CalendarArrowDown size={14} aria-hidden />,
      run: () => void exportCalendar({ ...spanOf(day), filter }),
    },
    {
      label: 'Calendar file of what is shown',
      icon: <CalendarArrowDown size={14} aria-hidden />,
      disabled: isEmpty,
      run: () => void exportCalendar({ ...span, filter }),
    },
    {
      label: 'Address to subscribe to',
      icon: <Link2 size={14} aria-hidden />,
      run: () => void navigate({ to: '/settings' }),
    },
    { kind: 'line' },
    {
      label: 'CSV of what is shown',
      icon: <FileSpreadsheet size={14} aria-hidden />,
      disabled: isEmpty,
      run: () =>
        ask({
          list: 'appointments',
          filter: { ...filter, ...span },
          ...(total === undefined ? {} : { total }),
        }),
    },
    {
      label: 'Receive appointments from booking tools',
      icon: <Webhook size={14} aria-hidden />,
      run: () => void navigate({ to: '/webhooks' }),
    },
  ]
  return (
    <Menu
      align="end"
      trigger={
        <Button tone="quiet" icon={<Share2 size={14} aria-hidden />}>
          Share
        </Button>
      }
      entries={entries}
    />
  )
}

/** "Tue, Jun 10" */
function showDay(day: string): string {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: 'UTC',
    weekday: 'short',
    month: 'short',
    day: 'numeric',
  }).format(Date.parse(`${day}T00:00:00Z`))
}
