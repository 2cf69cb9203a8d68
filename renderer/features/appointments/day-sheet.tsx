// A day on paper: one page an agent, with what one has to know at the door. It is there whenever the calendar is, and only paper shows it.
import { useEffect, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import type { AppointmentFilter } from '../../../shared/contract/appointments.ts'
import type { Output } from '../../../shared/contract/index.ts'
import { APPOINTMENT_STATUS_LABELS, LOCATION_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { holdsTime } from '../../../shared/domain/schedule/conflicts.ts'
import { showDay } from '../../../shared/domain/schedule/period.ts'
import { zoneLabel } from '../../../shared/domain/schedule/wall-time.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { bookedTime, kindWord, showTimes } from '../../ui/appointment-words.ts'
import { showName, showPhone, showPlace } from '../../ui/format.ts'
import { useZone } from '../../ui/time.tsx'

type SheetRow = Output<'appointments.daySheet'>[number]

/** Prints the sheet once it is there. `isWanted` counts the times that was asked for. */
export function DaySheet({
  day,
  filter,
  wanted,
}: {
  readonly day: string
  readonly filter: AppointmentFilter
  readonly wanted: number
}) {
  const zone = useZone()
  const { data } = useApiQuery('appointments.daySheet', { day, filter }, { isExact: true })
  const [printed, setPrinted] = useState(wanted)
  useEffect(() => {
    if (wanted === printed || data === undefined) return
    setPrinted(wanted)
    window.print()
  }, [wanted, printed, data])
  const pages = useMemo(() => pagesOf(data ?? []), [data])
  return createPortal(
    <div className="day-sheet">
      {pages.length === 0 && (
        <section className="sheet-page">
          <SheetHead day={day} who="Appointments" />
          <p>Nothing is booked on this day.</p>
        </section>
      )}
      {pages.map(({ who, rows }) => (
        <section key={who} className="sheet-page">
          <SheetHead day={day} who={who} />
          <table className="sheet-table">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Who and where</th>
                <th scope="col">Notes</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <SheetLine key={row.id} row={row} zone={zone} />
              ))}
            </tbody>
          </table>
          <footer className="sheet-foot">Times on the clocks of {zone.replaceAll('_', ' ')}</footer>
        </section>
      ))}
    </div>,
    document.body,
  )
}

function SheetHead({ day, who }: { readonly day: string; readonly who: string }) {
  return (
    <header className="sheet-head">
      <h2>{who}</h2>
      <span>{showDay(day, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' })}</span>
    </header>
  )
}

function SheetLine({ row, zone }: { readonly row: SheetRow; readonly zone: string }) {
  const theirs = bookedTime(row, zone)
  const address = row.locationAddress ?? showPlace(row)
  return (
    <tr className={holdsTime(row.status) ? '' : 'is-off'}>
      <td className="sheet-time">
        <b>{showTimes(row, zone)}</b>
        {row.allDayDate === null && <span> {zoneLabel(row.scheduledAt, zone)}</span>}
        {theirs !== undefined && <div>booked {theirs}</div>}
        {row.status !== 'scheduled' && <div>{APPOINTMENT_STATUS_LABELS[row.status]}</div>}
      </td>
      <td>
        <b>{showName(row)}</b> · {kindWord(row)}
        {row.phone && <div className="sheet-phone">{showPhone(row.phone, null)}</div>}
        <div>
          {LOCATION_TYPE_LABELS[row.locationType]}
          {address && `: ${address}`}
        </div>
      </td>
      <td className="sheet-notes">
        {row.notes && <div>{row.notes}</div>}
        {row.customerNotes && <div>“{row.customerNotes}”</div>}
      </td>
    </tr>
  )
}

/** One page an agent, by name; those without one come last. What does not take place stays on the sheet, struck through. */
function pagesOf(rows: readonly SheetRow[]): { readonly who: string; readonly rows: readonly SheetRow[] }[] {
  const pages = new Map<string, SheetRow[]>()
  for (const row of rows) {
    const who = row.assignedToName ?? row.assignedTo ?? ''
    pages.set(who, [...(pages.get(who) ?? []), row])
  }
  return [...pages]
    .sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1))
    .map(([who, list]) => ({ who: who === '' ? 'No agent yet' : who, rows: list }))
}
