// One appointment, whole: when and where, with whom and by whom, what speaks against it, why it is in its workspace, what happened to it.
import { Link } from '@tanstack/react-router'
import { ChevronDown, CircleAlert, Ellipsis, Trash2 } from 'lucide-react'
import { type Ref, useRef, useState } from 'react'
import type { AppointmentDetail } from '../../../shared/contract/appointments.ts'
import { placeOf } from '../../../shared/domain/callable/places.ts'
import type { EditValue } from '../../../shared/domain/editing.ts'
import { APPOINTMENT_STATUS_LABELS, LEAD_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { APPOINTMENT_STATUSES, type AppointmentStatus } from '../../../shared/domain/vocabulary.ts'
import { useApiQuery, useCommand } from '../../api/hooks.ts'
import { keysOf, useShortcut } from '../../app/shortcuts.ts'
import { useAppState } from '../../app/state.ts'
import { APPOINTMENT_TONES, isOff, kindWord } from '../../ui/appointment-words.ts'
import { AwaitedPanel } from '../../ui/awaited-panel.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import type { EditableFieldProps } from '../../ui/editable-field.tsx'
import { showName, showPhone } from '../../ui/format.ts'
import { Timeline } from '../../ui/lists.tsx'
import { Menu } from '../../ui/menu.tsx'
import { senderWord } from '../../ui/sending.tsx'
import { type PanelHandle, PanelSection, SidePanel } from '../../ui/side-panel.tsx'
import { ErrorState, Notice } from '../../ui/states.tsx'
import { Dot, StatusDot } from '../../ui/status.tsx'
import { useZone, When } from '../../ui/time.tsx'
import { WhyHere } from '../../ui/why-here.tsx'
import { AppointmentField, inputOf } from './appointment-fields.tsx'
import { appointmentMoment } from './appointment-history.tsx'
import { CompleteDialog } from './complete-dialog.tsx'
import { useSaving } from './questions.tsx'
import { WhenField } from './when-field.tsx'
import './appointments.css'

type AppointmentPanelProps = {
  readonly id: number
  readonly onClose: () => void
  readonly onDelete: () => void
  readonly ref?: Ref<PanelHandle>
}

export function AppointmentPanel({ id, onClose, onDelete, ref }: AppointmentPanelProps) {
  const query = useApiQuery('appointments.get', { id })
  const appointment = query.data
  if (!appointment || query.error) {
    return (
      <AwaitedPanel
        ref={ref}
        label="Appointment"
        record={id}
        onClose={onClose}
        over={`Appointment ${id}`}
        problem={
          query.error && <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
        }
      />
    )
  }
  return (
    <AppointmentInPanel
      ref={ref}
      appointment={appointment}
      isCurrent={appointment.id === id}
      onClose={onClose}
      onDelete={onDelete}
    />
  )
}

function AppointmentInPanel({
  appointment,
  isCurrent,
  onClose,
  onDelete,
  ref,
}: {
  readonly appointment: AppointmentDetail
  readonly isCurrent: boolean
  readonly onClose: () => void
  readonly onDelete: () => void
  readonly ref: Ref<PanelHandle> | undefined
}) {
  const zone = useZone()
  const agents = useApiQuery('agents.list', {}).data ?? NONE
  const workspaces = useApiQuery('workspaces.list', {}).data ?? NONE
  const book = useAppState((state) => state.book)
  const saving = useSaving()
  const setStatusOf = useCommand('appointments.setStatus')
  const [isStatusOpen, setStatusOpen] = useState(false)
  const [isCompleting, setCompleting] = useState(false)
  const statusButton = useRef<HTMLButtonElement>(null)
  const { id, status } = appointment
  const phone = appointment.phone ? showPhone(appointment.phone, null) : undefined

  const setStatus = (next: AppointmentStatus) => {
    if (next === 'completed') setCompleting(true)
    else if (next !== status) void setStatusOf({ id, status: next })
  }
  useShortcut('appointment.status', isCurrent ? () => setStatusOpen(true) : undefined)
  useShortcut('appointment.create', isCurrent ? () => book({ leadId: appointment.leadId }) : undefined)

  const save = async (name: string, value: EditValue): Promise<string | undefined> => {
    const outcome = await saving.update({ id, ...inputOf(name, value, zone) })
    return outcome.is === 'refused' ? outcome.failure.message : undefined
  }
  const field = (name: string, more: Partial<EditableFieldProps> = {}) => (
    <AppointmentField
      key={name}
      name={name}
      appointment={appointment}
      isDisabled={!isCurrent}
      onSave={save}
      {...more}
    />
  )

  return (
    <SidePanel
      ref={ref}
      label="Appointment"
      record={id}
      onClose={onClose}
      over={kindWord(appointment)}
      title={<span>{showName(appointment)}</span>}
      under={
        <>
          {phone && (
            <div className="panel-tel copyable">
              {phone}
              <CopyButton text={phone} label="Copy phone" />
            </div>
          )}
          <div className="appointment-links">
            <Link to="/leads" search={{ lead: appointment.leadId }}>
              {LEAD_TYPE_LABELS[appointment.leadType]} lead
            </Link>
            <Link to="/contacts" search={{ contact: appointment.contactId }}>
              Contact
            </Link>
          </div>
        </>
      }
      actions={
        <>
          <Menu
            isOpen={isStatusOpen}
            onOpenChange={setStatusOpen}
            finalFocus={() => statusButton.current ?? true}
            trigger={
              <Button
                ref={statusButton}
                disabled={!isCurrent}
                aria-keyshortcuts={keysOf('appointment.status')}
              >
                <span className="appointment-status">
                  <span className="unseen">Status </span>
                  <StatusDot
                    tone={APPOINTMENT_TONES[status]}
                    label={APPOINTMENT_STATUS_LABELS[status]}
                    isHollow={isOff(status)}
                  />
                  <ChevronDown size={12} aria-hidden />
                </span>
              </Button>
            }
            entries={APPOINTMENT_STATUSES.map((each, index) => ({
              label: APPOINTMENT_STATUS_LABELS[each],
              keys: String(index + 1),
              icon: <Dot tone={APPOINTMENT_TONES[each]} isHollow={isOff(each)} />,
              isChosen: each === status,
              run: () => setStatus(each),
            }))}
          />
          {(status === 'scheduled' || status === 'rescheduled') && (
            <Button disabled={!isCurrent} onClick={() => setStatus('confirmed')}>
              Confirm
            </Button>
          )}
          {!isOff(status) && status !== 'completed' && (
            <Button disabled={!isCurrent} onClick={() => setStatus('completed')}>
              Complete…
            </Button>
          )}
          {!isOff(status) && status !== 'completed' && (
            <>
              <Button disabled={!isCurrent} onClick={() => setStatus('no_show')}>
                No-show
              </Button>
              <Button disabled={!isCurrent} onClick={() => setStatus('cancelled')}>
                Cancel it
              </Button>
            </>
          )}
          <Menu
            align="end"
            trigger={
              <IconButton label="More" icon={<Ellipsis size={16} aria-hidden />} disabled={!isCurrent} />
            }
            entries={[
              {
                label: 'Book another one',
                keys: keysOf('appointment.create'),
                run: () => book({ leadId: appointment.leadId }),
              },
              { kind: 'line' },
              {
                label: 'Delete appointment',
                tone: 'danger',
                icon: <Trash2 size={14} aria-hidden />,
                keys: keysOf('appointment.delete'),
                run: onDelete,
              },
            ]}
          />
        </>
      }
    >
      {appointment.conflicts.length > 0 && !isOver(appointment) && (
        <PanelSection>
          <Notice tone="warn" icon={<CircleAlert size={14} aria-hidden />}>
            <ul className="appointment-reasons">
              {appointment.conflicts.map(({ kind, message }) => (
                <li key={`${kind} ${message}`}>{message}</li>
              ))}
            </ul>
          </Notice>
        </PanelSection>
      )}
      <PanelSection key={`when ${id}`}>
        <dl className="definitions" aria-label="Appointment">
          <WhenField
            appointment={appointment}
            theirZone={placeOf(appointment)?.zones[0]}
            isDisabled={!isCurrent}
            onSave={async (change) => {
              const outcome = await saving.update({ id, ...change })
              return outcome.is === 'refused' ? outcome.failure.message : outcome.is === 'saved'
            }}
          />
          {field('assigned_to', {
            emptyWords: 'Nobody',
            options: agents
              .filter(({ isActive, slug }) => isActive || slug === appointment.assignedTo)
              .map(({ slug, name }) => ({ value: slug, label: name })),
            children: appointment.assignedToName ?? appointment.assignedTo,
          })}
          {field('appointment_type')}
          {field('location_type')}
          {field('location_address', {
            emptyWords: appointment.locationType === 'home' ? 'No address' : 'Add',
            isWarning: appointment.locationType === 'home',
          })}
        </dl>
      </PanelSection>
      <PanelSection key={`notes ${id}`} title="Notes">
        <dl className="definitions" aria-label="Notes">
          {field('notes')}
          {field('customer_notes')}
        </dl>
      </PanelSection>
      <PanelSection key={`outcome ${id}`} title="What came of it">
        <dl className="definitions" aria-label="Outcome">
          {field('outcome', { emptyWords: 'Not said yet' })}
          {field('next_action')}
          {field('next_action_date', { emptyWords: 'None' })}
        </dl>
      </PanelSection>
      <PanelSection key={`workspace ${id}`} title="Where it belongs">
        <dl className="definitions" aria-label="Where it belongs">
          {field('workspace_id', {
            emptyWords: 'Unrouted',
            options: workspaces
              .filter(({ isActive, id: each }) => isActive || each === appointment.workspaceId)
              .map(({ id: each, name }) => ({ value: each, label: name })),
            children: appointment.workspaceName ?? appointment.workspaceId,
            detail: (
              <>
                {appointment.routing.reason}{' '}
                <WhyHere key={id} of={{ appointmentId: id }} isRouted={appointment.workspaceId !== null} />
              </>
            ),
          })}
          <div className="definition still">
            <dt>Booked</dt>
            <dd>
              <When at={appointment.createdAt} as="full" />{' '}
              <span className="mute">
                {appointment.sender === null
                  ? `by ${appointment.createdByName ?? appointment.createdBy}`
                  : `by ${senderWord(appointment.sender) ?? appointment.sender}`}
              </span>
              {appointment.deliveryId !== null && (
                <>
                  {' '}
                  <Link to="/deliveries" search={{ delivery: appointment.deliveryId }}>
                    Open delivery {appointment.deliveryId}
                  </Link>
                </>
              )}
            </dd>
          </div>
        </dl>
      </PanelSection>
      <PanelSection title="History">
        <Timeline
          label="History"
          moments={appointment.events.map((event) => appointmentMoment(event, { zone, agents, workspaces }))}
        />
      </PanelSection>
      {isCompleting && <CompleteDialog appointment={appointment} onClose={() => setCompleting(false)} />}
      {saving.box}
    </SidePanel>
  )
}

const NONE: readonly never[] = []

/** What is over needs no warning. */
function isOver({ scheduledAt, durationMinutes, allDayDate }: AppointmentDetail): boolean {
  const length = allDayDate === null ? durationMinutes * 60_000 : 86_400_000
  return Date.parse(scheduledAt) + length < Date.now()
}
