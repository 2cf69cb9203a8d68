// Books an appointment: for the lead in hand, at the next time that makes sense, so that Enter is enough; or for anybody, at any time.
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Agent } from '../../../shared/contract/agents.ts'
import type { Input } from '../../../shared/contract/index.ts'
import { placeOf } from '../../../shared/domain/callable/places.ts'
import { dayBounds, instantOfWallTime } from '../../../shared/domain/days.ts'
import { APPOINTMENT_TYPE_LABELS, LOCATION_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import { addDays } from '../../../shared/domain/schedule/period.ts'
import { nextSensibleTime } from '../../../shared/domain/schedule/planning.ts'
import { wallTimeOf } from '../../../shared/domain/schedule/wall-time.ts'
import {
  APPOINTMENT_TYPES,
  type AppointmentType,
  LOCATION_TYPES,
  type LocationType,
} from '../../../shared/domain/vocabulary.ts'
import { useApiQuery } from '../../api/hooks.ts'
import type { BookingStart } from '../../app/state.ts'
import { showTimes } from '../../ui/appointment-words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx'
import { showName, showPhone, showPlace } from '../../ui/format.ts'
import { PersonField } from '../../ui/person-field.tsx'
import { Notice } from '../../ui/states.tsx'
import { useZone } from '../../ui/time.tsx'
import { LiveConflicts } from './live-conflicts.tsx'
import { useSaving } from './questions.tsx'
import { Slots } from './slots.tsx'
import { fieldsOf, readTime, TimeFields, type TimeValue } from './time-fields.tsx'
import './appointments.css'

const USUAL_MINUTES = 60
/** On the way to a home visit and back nobody is booked. */
const WAY_MS = 30 * 60_000
const NOBODY = '-'

/** Notes that were begun and not saved, by lead: closing the box by mistake loses no word. */
const drafts = new Map<number | undefined, string>()

type Values = {
  readonly durationMinutes: number | null
  readonly appointmentType: AppointmentType
  readonly locationType: LocationType
  readonly notes: string
}

export function BookingDialog({
  start,
  onClose,
}: {
  readonly start: BookingStart
  readonly onClose: () => void
}) {
  const zone = useZone()
  const saving = useSaving()
  const [leadId, setLeadId] = useState(start.leadId)
  const [typed, setTyped] = useState<Partial<TimeValue>>({})
  const [typedAgent, setTypedAgent] = useState<string | null | undefined>(start.assignedTo)
  const [typedAddress, setTypedAddress] = useState<string>()
  const [values, setValues] = useState<Values>({
    durationMinutes: start.durationMinutes ?? USUAL_MINUTES,
    appointmentType: 'consultation',
    locationType: 'home',
    notes: drafts.get(start.leadId) ?? '',
  })
  const [hasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const first = useRef<HTMLInputElement>(null)

  const lead = useApiQuery(
    'leads.get',
    { id: leadId ?? 0 },
    { enabled: leadId !== undefined, isExact: true },
  ).data
  const agents: readonly Agent[] | undefined = useApiQuery('agents.list', {}).data
  const agent = typedAgent === undefined ? (lead?.assignedTo ?? null) : typedAgent
  const proposal = useProposal({
    start,
    agent: agents?.find(({ slug }) => slug === agent),
    isAsked: agents !== undefined && (leadId === undefined || lead !== undefined),
    zone,
    durationMinutes: values.durationMinutes ?? USUAL_MINUTES,
  })
  const theirZone = lead === undefined ? undefined : placeOf(lead)?.zones[0]
  const timeZone = typed.timeZone ?? zone
  const time: TimeValue = {
    ...(proposal === undefined ? { date: '', time: '' } : fieldsOf(proposal, timeZone)),
    ...(start.allDayDate === undefined ? {} : { date: start.allDayDate }),
    isAllDay: start.allDayDate !== undefined,
    ...typed,
    timeZone,
  }
  const reading = readTime(time)
  const home = lead === undefined ? '' : showPlace(lead, lead.fields.address)
  const address = typedAddress ?? (values.locationType === 'home' ? home : '')
  const minutes = values.durationMinutes
  const lengthError =
    minutes === null || minutes < 1 || minutes > 1440 ? 'Write the minutes it takes, 1 to 1,440.' : undefined
  const isReady = proposal !== undefined && (leadId === undefined || lead !== undefined)

  const save = async () => {
    setTried(true)
    setProblem(undefined)
    if (leadId === undefined || !reading.ok || lengthError !== undefined || minutes === null || isBusy) return
    setBusy(true)
    const input: Omit<Input<'appointments.book'>, 'acceptsConflicts'> = {
      leadId,
      when: reading.when,
      durationMinutes: minutes,
      appointmentType: values.appointmentType,
      locationType: values.locationType,
      locationAddress: address,
      notes: values.notes,
      assignedTo: agent,
    }
    const outcome = await saving.book(input)
    setBusy(false)
    if (outcome.is === 'saved') {
      drafts.delete(start.leadId)
      onClose()
    } else if (outcome.is === 'refused') setProblem(outcome.failure.message)
  }
  // Enter may come before the proposed time does: then it counts once that is there.
  const isWanted = useRef(false)
  const latest = useRef(save)
  useEffect(() => {
    latest.current = save
  })
  useEffect(() => {
    if (!isReady || !isWanted.current) return
    isWanted.current = false
    void latest.current()
  }, [isReady])
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) void save()
    else isWanted.current = true
  }

  const change = (next: Partial<Values>) => setValues((now) => ({ ...now, ...next }))
  const choices = (agents ?? []).filter(({ isActive, slug }) => isActive || slug === agent)
  return (
    <>
      <Dialog
        isOpen
        isKept
        onClose={onClose}
        title={lead === undefined ? 'New appointment' : `Appointment with ${showName(lead)}`}
        detail={
          lead &&
          [lead.phone === null ? '' : showPhone(lead.phone, lead.phoneExtension), home]
            .filter(Boolean)
            .join(' · ')
        }
        onSubmit={onSubmit}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button tone="main" type="submit" isBusy={isBusy} keys="Enter">
              Book
            </Button>
          </>
        }
      >
        <div className="form">
          {problem && <Notice tone="danger">{problem}</Notice>}
          {start.leadId === undefined && (
            <PersonField
              ref={first}
              onChoose={setLeadId}
              error={hasTried && leadId === undefined ? 'Choose whom it is with.' : undefined}
            />
          )}
          <TimeFields
            {...(start.leadId === undefined ? {} : { dateRef: first })}
            value={time}
            onChange={(next) => setTyped((now) => ({ ...now, ...next }))}
            reading={reading}
            hasTried={hasTried}
            theirZone={theirZone}
          />
          {leadId !== undefined && !time.isAllDay && minutes !== null && lengthError === undefined && (
            <Slots
              input={{
                leadId,
                agents: agent === null ? [] : [agent],
                durationMinutes: minutes,
                locationType: values.locationType,
              }}
              onPick={(slot) => {
                setTyped((now) => ({ ...now, ...fieldsOf(slot.startsAt, timeZone), fold: undefined }))
                setTypedAgent(slot.agent)
              }}
            />
          )}
          <div className="form-row">
            {!time.isAllDay && (
              <NumberField
                label="Length"
                unit={
                  reading.ok && reading.at !== null && minutes !== null && lengthError === undefined
                    ? `min, ${showTimes({ scheduledAt: reading.at, durationMinutes: minutes, allDayDate: null }, time.timeZone)}`
                    : 'min'
                }
                value={minutes}
                onChange={(durationMinutes) => change({ durationMinutes })}
                error={hasTried ? lengthError : undefined}
              />
            )}
            <Select
              label="Agent"
              value={agent ?? NOBODY}
              onChange={(slug) => setTypedAgent(slug === NOBODY ? null : slug)}
              options={[
                ...choices.map(({ slug, name }) => ({ value: slug, label: name })),
                { value: NOBODY, label: 'Nobody yet' },
              ]}
            />
          </div>
          <LiveConflicts
            plan={
              reading.ok && lengthError === undefined && minutes !== null
                ? {
                    ...(leadId === undefined ? {} : { leadId }),
                    when: reading.when,
                    durationMinutes: minutes,
                    assignedTo: agent,
                    locationType: values.locationType,
                  }
                : undefined
            }
          />
          <div className="form-row">
            <Select
              label="Type"
              value={values.appointmentType}
              onChange={(appointmentType) => change({ appointmentType })}
              options={APPOINTMENT_TYPES.map((value) => ({ value, label: APPOINTMENT_TYPE_LABELS[value] }))}
            />
            <Select
              label="Location"
              value={values.locationType}
              onChange={(locationType) => change({ locationType })}
              options={LOCATION_TYPES.map((value) => ({ value, label: LOCATION_TYPE_LABELS[value] }))}
            />
          </div>
          {(values.locationType === 'home' || values.locationType === 'office') && (
            <TextField
              label="Address"
              isOptional
              maxLength={500}
              value={address}
              onChange={(event) => setTypedAddress(event.target.value)}
            />
          )}
          <TextArea
            label="Notes"
            isOptional
            rows={2}
            maxLength={10_000}
            value={values.notes}
            onChange={(event) => {
              drafts.set(start.leadId, event.target.value)
              change({ notes: event.target.value })
            }}
          />
        </div>
      </Dialog>
      {saving.box}
    </>
  )
}

/** The time that is offered: the one that was chosen in the calendar, else the next that makes sense; undefined until that is known. */
function useProposal({
  start,
  agent,
  isAsked,
  zone,
  durationMinutes,
}: {
  readonly start: BookingStart
  readonly agent: Agent | undefined
  readonly isAsked: boolean
  readonly zone: string
  readonly durationMinutes: number
}): string | undefined {
  const [now] = useState(Date.now)
  const chosen = start.at
  const fromMs = start.day === undefined ? now : Math.max(now, dayBounds(start.day, zone).startMs)
  const range = useMemo(() => {
    const day = wallTimeOf(new Date(fromMs).toISOString(), zone).slice(0, 10)
    return {
      from: new Date(fromMs).toISOString(),
      to: new Date(dayBounds(addDays(day, 31), zone).startMs).toISOString(),
    }
  }, [fromMs, zone])
  const isSought = isAsked && chosen === undefined
  const booked = useApiQuery(
    'appointments.range',
    {
      ...range,
      filter: { agents: [agent?.slug ?? null], statuses: ['scheduled', 'confirmed', 'completed'] },
    },
    { enabled: isSought && agent !== undefined, isExact: true },
  )
  return useMemo(() => {
    if (chosen !== undefined) return chosen
    if (!isSought || (agent !== undefined && booked.data === undefined && booked.error === null))
      return undefined
    const visits = (booked.data ?? [])
      .filter(({ allDayDate }) => allDayDate === null)
      .map(({ scheduledAt, durationMinutes: length, locationType }) => {
        const startMs = Date.parse(scheduledAt)
        const way = locationType === 'home' ? WAY_MS : 0
        return { startMs: startMs - way, endMs: startMs + length * 60_000 + way }
      })
    const off = (agent?.timeOff ?? []).map(({ startsAt, endsAt }) => ({
      startMs: Date.parse(startsAt),
      endMs: Date.parse(endsAt),
    }))
    const found = nextSensibleTime({
      nowMs: fromMs,
      timeZone: agent?.timeZone ?? zone,
      hours: agent?.workingHours ?? null,
      busy: [...visits, ...off],
      durationMinutes,
    })
    // The day that was chosen stays, also where nobody works on it.
    const isOnDay = start.day === undefined || wallTimeOf(found, zone).slice(0, 10) === start.day
    return isOnDay ? found : instantOfWallTime(`${start.day}T09:00`, zone)
  }, [chosen, isSought, agent, booked.data, booked.error, fromMs, zone, durationMinutes, start.day])
}
