// One agent: name, colour, clock, hours of each weekday as they are written, and time off. Hours are saved together; time off as it is added.
import { X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { AGENT_COLOURS, type Agent, type AgentColour, type TimeOff } from '../../../shared/contract/agents.ts'
import { instantOfWallTime } from '../../../shared/domain/days.ts'
import { labelOf } from '../../../shared/domain/labels.ts'
import { readSpans, showSpans } from '../../../shared/domain/schedule/span-text.ts'
import { wallTimeOf } from '../../../shared/domain/schedule/wall-time.ts'
import {
  USUAL_WORKING_HOURS,
  WEEKDAYS,
  type Weekday,
  type WorkingHours,
} from '../../../shared/domain/schedule/working-hours.ts'
import { useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Combobox, Select, Switch, TextField } from '../../ui/fields.tsx'
import { useZone } from '../../ui/time.tsx'
import { zoneOptions } from '../../ui/zones.ts'

const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}
const COLOURS = AGENT_COLOURS.map((colour) => ({ value: colour, label: labelOf(colour) }))
const AGENCY = 'agency'

type Texts = Readonly<Record<Weekday, string>>
function textsOf(hours: WorkingHours): Texts {
  return Object.fromEntries(WEEKDAYS.map((day) => [day, showSpans(hours[day])])) as Record<Weekday, string>
}

export function AgentDialog({
  agent,
  isOwn,
  onClose,
}: {
  readonly agent: Agent
  readonly isOwn: boolean
  readonly onClose: () => void
}) {
  const save = useCommand('agents.save')
  const zones = useMemo(() => [{ value: AGENCY, label: 'The agency’s' }, ...zoneOptions()], [])
  const [name, setName] = useState(agent.name)
  const [colour, setColour] = useState<AgentColour>(agent.colour)
  const [zone, setZone] = useState(agent.timeZone ?? AGENCY)
  const [isActive, setActive] = useState(agent.isActive)
  const [hasHours, setHasHours] = useState(agent.workingHours !== null)
  const [texts, setTexts] = useState(() => textsOf(agent.workingHours ?? USUAL_WORKING_HOURS))
  const [problems, setProblems] = useState<Partial<Record<Weekday | 'name', string>>>({})

  const submit = async () => {
    const found: Partial<Record<Weekday | 'name', string>> = {}
    const hours: Record<string, readonly { from: number; to: number }[]> = {}
    for (const day of WEEKDAYS) {
      const reading = readSpans(texts[day])
      if (!reading.ok) found[day] = reading.message
      else if (reading.spans.length > 0) hours[day] = reading.spans
    }
    if (name.trim() === '') found.name = 'Write the agent’s name.'
    setProblems(found)
    if (Object.keys(found).length > 0) return
    const saved = await save(
      {
        slug: agent.slug,
        name: name.trim(),
        colour,
        timeZone: zone === AGENCY ? null : zone,
        workingHours: hasHours ? (hours as never) : null,
        ...(isActive === agent.isActive ? {} : { isActive }),
      },
      {
        onFailure: ({ details, message }) => {
          setProblems({ name: details?.[0]?.message ?? message })
          return true
        },
      },
    )
    if (saved) onClose()
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={onClose}
      title={agent.name}
      size="medium"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit">
            Save
          </Button>
        </>
      }
    >
      <div className="form">
        <TextField
          label="Name"
          maxLength={100}
          value={name}
          error={problems.name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="agent-pair">
          <Select label="Colour in the calendar" options={COLOURS} value={colour} onChange={setColour} />
          <Combobox label="Time zone" options={zones} value={zone} onChange={setZone} />
        </div>
        {!isOwn && (
          <Switch
            label="Active"
            hint="Offered for new leads and appointments."
            isOn={isActive}
            onChange={setActive}
          />
        )}
        <Switch
          label="Working hours"
          hint="Booking outside of them asks first; the calendar shows them."
          isOn={hasHours}
          onChange={setHasHours}
        />
        {hasHours && (
          <div className="agent-hours">
            {WEEKDAYS.map((day) => (
              <TextField
                key={day}
                label={DAY_NAMES[day]}
                placeholder="Off"
                maxLength={100}
                value={texts[day]}
                error={problems[day]}
                onChange={(event) => {
                  setTexts({ ...texts, [day]: event.target.value })
                  setProblems({ ...problems, [day]: undefined })
                }}
                // Shown as it was understood. What was not is told on saving: a line that comes now would move the button that is being pressed.
                onBlur={() => {
                  const reading = readSpans(texts[day])
                  if (reading.ok) setTexts((now) => ({ ...now, [day]: showSpans(reading.spans) }))
                }}
              />
            ))}
            <p className="field-hint">Such as 9–5, or 8 AM – 12 PM, 1 – 5. Empty is a day off.</p>
          </div>
        )}
        <Absences agent={agent} />
      </div>
    </Dialog>
  )
}

function Absences({ agent }: { readonly agent: Agent }) {
  const agencyZone = useZone()
  const zone = agent.timeZone ?? agencyZone
  const add = useCommand('agents.addTimeOff')
  const remove = useCommand('agents.removeTimeOff')
  const [first, setFirst] = useState('')
  const [last, setLast] = useState('')
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<string>()
  const submit = async () => {
    const until = last === '' ? first : last
    if (first === '') return setProblem('Choose the first day off.')
    if (until < first) return setProblem('The last day is before the first one.')
    setProblem(undefined)
    const end = new Date(`${until}T00:00:00Z`)
    end.setUTCDate(end.getUTCDate() + 1)
    const saved = await add(
      {
        slug: agent.slug,
        startsAt: instantOfWallTime(`${first}T00:00`, zone),
        endsAt: instantOfWallTime(`${end.toISOString().slice(0, 10)}T00:00`, zone),
        note: note.trim() || null,
      },
      {
        onFailure: ({ message }) => {
          setProblem(message)
          return true
        },
      },
    )
    if (!saved) return
    setFirst('')
    setLast('')
    setNote('')
  }
  return (
    <fieldset className="agent-off">
      <legend className="field-label">Time off</legend>
      {agent.timeOff.length > 0 && (
        <ul className="settings-rows" aria-label="Time off">
          {agent.timeOff.map((off) => (
            <li key={off.id} className="agent-off-row">
              <span>{showAbsence(off, zone)}</span>
              <span className="mute clip">{off.note}</span>
              <button
                type="button"
                className="icon-button"
                aria-label={`Remove time off ${showAbsence(off, zone)}`}
                onClick={() => void remove({ id: off.id })}
              >
                <X size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="agent-off-form">
        <TextField
          label="First day off"
          type="date"
          value={first}
          error={problem}
          onChange={(event) => setFirst(event.target.value)}
        />
        <TextField
          label="Last day off"
          type="date"
          isOptional
          value={last}
          min={first}
          onChange={(event) => setLast(event.target.value)}
        />
        <TextField
          label="Why"
          isOptional
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button onClick={() => void submit()}>Add</Button>
      </div>
    </fieldset>
  )
}

/** "Dec 24 – Jan 2": the end is the first day of work again, so the day before it is the last one off. */
function showAbsence({ startsAt, endsAt }: TimeOff, zone: string): string {
  const day = (instant: string) =>
    new Date(`${wallTimeOf(instant, zone).slice(0, 10)}T00:00:00Z`).toLocaleDateString('en-US', {
      timeZone: 'UTC',
      month: 'short',
      day: 'numeric',
      year: 'numeric',
    })
  const [from, to] = [day(startsAt), day(new Date(Date.parse(endsAt) - 1).toISOString())]
  return from === to ? from : `${from} – ${to}`
}
