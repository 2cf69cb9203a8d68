// The end of an appointment: what came of it, and what comes next, in one step.
import { useState } from 'react'
import type { AppointmentDetail } from '../../../shared/contract/appointments.ts'
import { instantOfWallTime } from '../../../shared/domain/days.ts'
import { APPOINTMENT_OUTCOME_LABELS } from '../../../shared/domain/labels.ts'
import { APPOINTMENT_OUTCOMES, type AppointmentOutcome } from '../../../shared/domain/vocabulary.ts'
import { useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/fields.tsx'
import { showName, wallTimeOf } from '../../ui/format.ts'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { useZone } from '../../ui/time.tsx'

const NOT_SAID = 'none'

export function CompleteDialog({
  appointment,
  onClose,
}: {
  readonly appointment: AppointmentDetail
  readonly onClose: () => void
}) {
  const zone = useZone()
  const setStatus = useCommand('appointments.setStatus')
  const [outcome, setOutcome] = useState<AppointmentOutcome | typeof NOT_SAID>(
    appointment.outcome ?? NOT_SAID,
  )
  const [nextAction, setNextAction] = useState(appointment.nextAction ?? '')
  const before = appointment.nextActionDate === null ? '' : wallTimeOf(appointment.nextActionDate, zone)
  const [nextDate, setNextDate] = useState(before)
  const [isBusy, setBusy] = useState(false)
  return (
    <Dialog
      isOpen
      isKept
      size="small"
      title="Completed"
      detail={`With ${showName(appointment)}. The next action becomes the lead’s next step.`}
      onClose={onClose}
      onSubmit={async (event) => {
        event.preventDefault()
        setBusy(true)
        const done = await setStatus({
          id: appointment.id,
          status: 'completed',
          outcome: outcome === NOT_SAID ? null : outcome,
          ...(nextAction.trim() === (appointment.nextAction ?? '') ? {} : { nextAction: nextAction.trim() }),
          ...(nextDate === before
            ? {}
            : { nextActionDate: nextDate === '' ? null : instantOfWallTime(nextDate, zone) }),
        })
        setBusy(false)
        if (done) onClose()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit" isBusy={isBusy}>
            Set to completed
          </Button>
        </>
      }
    >
      <div className="form">
        <RadioGroup
          label="Outcome"
          value={outcome}
          onChange={setOutcome}
          options={[
            ...APPOINTMENT_OUTCOMES.map((value) => ({ value, label: APPOINTMENT_OUTCOME_LABELS[value] })),
            { value: NOT_SAID, label: 'Not said yet' },
          ]}
        />
        <TextField
          label="Next action"
          isOptional
          maxLength={500}
          placeholder="Send the proposal"
          value={nextAction}
          onChange={(event) => setNextAction(event.target.value)}
        />
        <TextField
          label="On"
          isOptional
          type="datetime-local"
          value={nextDate}
          onChange={(event) => setNextDate(event.target.value)}
        />
      </div>
    </Dialog>
  )
}
