// When an appointment is, changed where it stands.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { AppointmentDetail } from '../../../shared/contract/appointments.ts'
import type { Input } from '../../../shared/contract/index.ts'
import { showDay } from '../../../shared/domain/schedule/period.ts'
import { showMinutes } from '../../../shared/domain/schedule/travel.ts'
import { bookedTime, dayIn, showTimes } from '../../ui/appointment-words.ts'
import { Button } from '../../ui/button.tsx'
import { NumberField } from '../../ui/fields.tsx'
import { wallTimeOf } from '../../ui/format.ts'
import { announce } from '../../ui/live-region.tsx'
import { useZone } from '../../ui/time.tsx'
import { LiveConflicts } from './live-conflicts.tsx'
import { fieldsOf, readTime, TimeFields, type TimeValue } from './time-fields.tsx'

type WhenFieldProps = {
  readonly appointment: AppointmentDetail
  readonly theirZone: string | undefined
  readonly isDisabled: boolean
  /** Resolves with the sentence of a refusal, with true when it was saved, with false when it was thought better of. */
  readonly onSave: (
    change: Pick<Input<'appointments.update'>, 'when' | 'durationMinutes'>,
  ) => Promise<string | boolean>
}

export function WhenField({ appointment, theirZone, isDisabled, onSave }: WhenFieldProps) {
  const zone = useZone()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const day = dayIn(appointment, zone)
  const theirs = bookedTime(appointment, zone)
  const takesFocusBack = useRef(false)
  useEffect(() => {
    if (isOpen || !takesFocusBack.current) return
    takesFocusBack.current = false
    button.current?.focus()
  }, [isOpen])
  const close = () => {
    takesFocusBack.current = true
    setOpen(false)
  }
  return (
    <div className={`definition editable${isOpen ? ' open' : ''}`}>
      <dt id={`${id}-label`}>When</dt>
      <dd>
        {isOpen ? (
          <WhenForm appointment={appointment} theirZone={theirZone} onSave={onSave} onClose={close} />
        ) : (
          <>
            <div className="editable-row">
              <button
                ref={button}
                type="button"
                className="editable-value"
                disabled={isDisabled}
                aria-labelledby={`${id}-label ${id}-value`}
                onClick={() => setOpen(true)}
              >
                <span id={`${id}-value`}>
                  {showDay(day, { weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' })}
                  <br />
                  {showTimes(appointment, zone)}
                  {appointment.allDayDate === null && (
                    <span className="mute"> · {showMinutes(appointment.durationMinutes)}</span>
                  )}
                </span>
              </button>
            </div>
            {theirs !== undefined && (
              <div className="editable-detail">
                Booked as {theirs} ({appointment.timeZone.replaceAll('_', ' ')})
              </div>
            )}
          </>
        )}
      </dd>
    </div>
  )
}

function WhenForm({
  appointment,
  theirZone,
  onSave,
  onClose,
}: Omit<WhenFieldProps, 'isDisabled'> & { readonly onClose: () => void }) {
  const zone = useZone()
  const [value, setValue] = useState<TimeValue>(() => ({
    ...(appointment.allDayDate === null
      ? fieldsOf(appointment.scheduledAt, appointment.timeZone)
      : { date: appointment.allDayDate, time: '09:00' }),
    isAllDay: appointment.allDayDate !== null,
    timeZone: appointment.timeZone,
    fold: undefined,
  }))
  const [minutes, setMinutes] = useState<number | null>(appointment.durationMinutes)
  const [problem, setProblem] = useState<string>()
  const [hasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  // The hour that comes twice is the one it was booked for, as long as it is not changed.
  const isUntouched =
    appointment.allDayDate === null &&
    !value.isAllDay &&
    value.timeZone === appointment.timeZone &&
    `${value.date}T${value.time}` === wallTimeOf(appointment.scheduledAt, appointment.timeZone)
  const reading = isUntouched
    ? ({
        ok: true,
        when: { at: appointment.scheduledAt, timeZone: value.timeZone },
        at: appointment.scheduledAt,
      } as const)
    : readTime(value)
  const lengthError =
    minutes === null || minutes < 1 || minutes > 1440 ? 'Write the minutes it takes, 1 to 1,440.' : undefined
  const save = async () => {
    setTried(true)
    if (!reading.ok || lengthError !== undefined || minutes === null || isBusy) return
    setBusy(true)
    const outcome = await onSave({ when: reading.when, durationMinutes: minutes })
    setBusy(false)
    if (outcome === true) onClose()
    else if (typeof outcome === 'string') {
      setProblem(outcome)
      announce(outcome)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.stopPropagation()
    onClose()
  }
  return (
    <form
      className="form when-form"
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TimeFields
        dateRef={first}
        value={value}
        onChange={(change) => setValue((now) => ({ ...now, ...change }))}
        reading={reading}
        hasTried={hasTried}
        theirZone={theirZone}
      />
      {!value.isAllDay && (
        <NumberField
          label="Length"
          unit={
            reading.ok && reading.at !== null && minutes !== null && lengthError === undefined
              ? `min, ${showTimes({ scheduledAt: reading.at, durationMinutes: minutes, allDayDate: null }, zone)}`
              : 'min'
          }
          value={minutes}
          onChange={setMinutes}
          error={hasTried ? lengthError : undefined}
        />
      )}
      <LiveConflicts
        plan={
          reading.ok && minutes !== null && lengthError === undefined
            ? {
                id: appointment.id,
                leadId: appointment.leadId,
                when: reading.when,
                durationMinutes: minutes,
                assignedTo: appointment.assignedTo,
                locationType: appointment.locationType,
              }
            : undefined
        }
      />
      {problem && <div className="field-error">{problem}</div>}
      <div className="when-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="main" type="submit" isBusy={isBusy}>
          Save
        </Button>
      </div>
    </form>
  )
}
