// Date, time and zone of an appointment as fields. Where the clocks are changed that night the form asks: nothing is guessed.
import { CircleAlert } from 'lucide-react'
import { type Ref, useMemo } from 'react'
import type { AppointmentTime } from '../../../shared/contract/appointments.ts'
import {
  type Fold,
  readWallTime,
  type WallReading,
  wallTimeOf,
  zoneLabel,
} from '../../../shared/domain/schedule/wall-time.ts'
import { Checkbox, Combobox, TextField } from '../../ui/fields.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { Notice } from '../../ui/states.tsx'
import { useZone } from '../../ui/time.tsx'
import { zoneOptions } from '../../ui/zones.ts'
import { showWall } from './questions.tsx'

export type TimeValue = {
  /** As the fields have it: empty while it is not whole. */
  readonly date: string
  readonly time: string
  readonly isAllDay: boolean
  readonly timeZone: string
  readonly fold?: Fold | undefined
}

export type TimeReading =
  | {
      readonly ok: true
      readonly when: AppointmentTime /** None for a whole day. */
      readonly at: string | null
    }
  | {
      readonly ok: false
      readonly field: 'date' | 'time'
      readonly message: string
      readonly clock?: WallReading
    }

export function readTime({ date, time, isAllDay, timeZone, fold }: TimeValue): TimeReading {
  if (date === '') return { ok: false, field: 'date', message: 'Choose a day.' }
  if (isAllDay) return { ok: true, when: { allDayDate: date, timeZone }, at: null }
  if (time === '') return { ok: false, field: 'time', message: 'Write a time, such as 9:00 AM.' }
  const clock = readWallTime(`${date}T${time}`, timeZone, fold)
  if (!clock.ok) return { ok: false, field: 'time', message: clock.message, clock }
  return { ok: true, when: { at: clock.instant, timeZone }, at: clock.instant }
}

/** An instant as the fields have it. */
export function fieldsOf(instant: string, timeZone: string): Pick<TimeValue, 'date' | 'time'> {
  const wall = wallTimeOf(instant, timeZone)
  return { date: wall.slice(0, 10), time: wall.slice(11) }
}

type TimeFieldsProps = {
  readonly value: TimeValue
  readonly onChange: (change: Partial<TimeValue>) => void
  readonly reading: TimeReading
  /** Said once saving was tried. */
  readonly hasTried: boolean
  /** The customer's zone, where it is known. */
  readonly theirZone: string | undefined
  readonly dateRef?: Ref<HTMLInputElement>
}

export function TimeFields({ value, onChange, reading, hasTried, theirZone, dateRef }: TimeFieldsProps) {
  const zone = useZone()
  const zones = useMemo(zoneOptions, [])
  const { clock } = reading.ok ? { clock: undefined } : reading
  const errorOf = (field: 'date' | 'time') =>
    hasTried && !reading.ok && reading.clock === undefined && reading.field === field
      ? reading.message
      : undefined
  const other = theirZone !== undefined && theirZone !== value.timeZone ? theirZone : undefined
  return (
    <>
      <div className="form-row appointment-when">
        <TextField
          ref={dateRef}
          label="Date"
          type="date"
          value={value.date}
          error={errorOf('date')}
          onChange={(event) => onChange({ date: event.target.value, fold: undefined })}
        />
        {!value.isAllDay && (
          <TextField
            label="Time"
            type="time"
            step={300}
            value={value.time}
            error={errorOf('time')}
            onChange={(event) => onChange({ time: event.target.value, fold: undefined })}
          />
        )}
        <Checkbox label="All day" isOn={value.isAllDay} onChange={(isAllDay) => onChange({ isAllDay })} />
      </div>
      {clock && !clock.ok && clock.code === 'gap' && (
        <Notice tone="warn" icon={<CircleAlert size={14} aria-hidden />}>
          <div role="alert">{clock.message}</div>
          <button
            type="button"
            className="link"
            onClick={() => onChange({ date: clock.proposal.slice(0, 10), time: clock.proposal.slice(11) })}
          >
            Use {showWall(clock.proposal)}
          </button>
        </Notice>
      )}
      {clock && !clock.ok && clock.code === 'fold' && (
        <Notice tone="warn" icon={<CircleAlert size={14} aria-hidden />}>
          <div role="alert">{clock.message}</div>
          <RadioGroup
            label="Which of them"
            // None is chosen until the person does.
            value={'' as string}
            onChange={(fold) => onChange({ fold: fold as Fold })}
            options={clock.choices.map(({ fold, label }) => ({ value: fold as string, label }))}
          />
        </Notice>
      )}
      <Combobox
        label="Time zone"
        value={value.timeZone}
        options={zones}
        onChange={(timeZone) => onChange({ timeZone, fold: undefined })}
        hint={
          other !== undefined && (
            <>
              The customer’s clocks are on {other.replaceAll('_', ' ')}
              {reading.ok &&
                reading.at !== null &&
                ` (${showWall(wallTimeOf(reading.at, other))} ${zoneLabel(reading.at, other)})`}
              .{' '}
              <button
                type="button"
                className="link"
                onClick={() => onChange({ timeZone: other, fold: undefined })}
              >
                Book by their clocks
              </button>
            </>
          )
        }
      />
      {value.fold !== undefined && reading.ok && reading.at !== null && (
        <p className="field-hint">
          {showWall(`${value.date}T${value.time}`)} {zoneLabel(reading.at, value.timeZone)} of the two.{' '}
          <button type="button" className="link" onClick={() => onChange({ fold: undefined })}>
            Choose again
          </button>
        </p>
      )}
      {reading.ok && reading.at !== null && value.timeZone !== zone && (
        <p className="field-hint">
          {showWall(wallTimeOf(reading.at, zone))} {zoneLabel(reading.at, zone)} on the agency’s clocks.
        </p>
      )}
    </>
  )
}
