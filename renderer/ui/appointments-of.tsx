// The appointments of a lead or a contact, newest first, and the way to a new one: a part of their panels.
import { Link } from '@tanstack/react-router'
import { APPOINTMENT_STATUS_LABELS, APPOINTMENT_TYPE_LABELS } from '../../shared/domain/labels.ts'
import { useApiQuery } from '../api/hooks.ts'
import { keysOf } from '../app/shortcuts.ts'
import { useAppState } from '../app/state.ts'
import { APPOINTMENT_TONES, dayIn, isOff } from './appointment-words.ts'
import { Button } from './button.tsx'
import { showDayTime } from './format.ts'
import { PanelSection } from './side-panel.tsx'
import { StatusDot } from './status.tsx'
import { useZone } from './time.tsx'

type AppointmentsOfProps = {
  readonly whose: { readonly leadId: number } | { readonly contactId: number }
  /** Whom a new one is for; a contact without a lead has none. */
  readonly leadId: number | undefined
  readonly isDisabled?: boolean
}

export function AppointmentsOf({ whose, leadId, isDisabled = false }: AppointmentsOfProps) {
  const rows = useApiQuery('appointments.of', whose, { isExact: true }).data
  const book = useAppState((state) => state.book)
  const zone = useZone()
  return (
    <PanelSection
      title="Appointments"
      action={
        leadId !== undefined && (
          <Button
            tone="quiet"
            keys={keysOf('appointment.create')}
            disabled={isDisabled}
            onClick={() => book({ leadId })}
          >
            Book
          </Button>
        )
      }
    >
      {rows?.length === 0 && <p className="mute">None yet.</p>}
      {rows && rows.length > 0 && (
        <ul className="appointments-of">
          {rows.map((row) => (
            <li key={row.id}>
              <Link to="/appointments" search={{ appointment: row.id, date: dayIn(row, zone) }}>
                {row.allDayDate === null ? showDayTime(row.scheduledAt, zone) : `${row.allDayDate}, all day`}
              </Link>
              <StatusDot
                tone={APPOINTMENT_TONES[row.status]}
                label={APPOINTMENT_STATUS_LABELS[row.status]}
                isHollow={isOff(row.status)}
              />
              <span className="mute clip">
                {[APPOINTMENT_TYPE_LABELS[row.appointmentType], row.assignedToName]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </PanelSection>
  )
}
