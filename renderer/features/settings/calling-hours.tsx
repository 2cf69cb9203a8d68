// When people may be called, state by state: the stricter ones and what was changed are listed, any other is found by its name.
import { useState } from 'react'
import {
  CALL_DAYS,
  CALL_REGIONS,
  CANADA,
  type CallHours,
  type CallingHours,
  type CallSpan,
  callHours,
  callRegionName,
  DAY_MINUTES,
  isSameHours,
  OTHER_STATES,
  STATE_HOURS,
  showCallHours,
  showMinute,
} from '../../../shared/domain/callable/hours.ts'
import { useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Checkbox, Combobox, type Option, Select } from '../../ui/fields.tsx'

const STATES: readonly Option[] = CALL_REGIONS.map(({ code, name }) => ({
  value: code,
  label: name,
  detail: code.length === 2 && code !== OTHER_STATES ? code : undefined,
}))

export function CallingHoursList({ hours }: { readonly hours: CallingHours }) {
  const [editing, setEditing] = useState<string>()
  const listed = CALL_REGIONS.filter(
    ({ code }) =>
      code === OTHER_STATES ||
      code === CANADA ||
      STATE_HOURS[code] !== undefined ||
      hours[code] !== undefined,
  )
  return (
    <>
      <Combobox
        label="Set hours for"
        placeholder="Type a state…"
        value={null}
        options={STATES}
        onChange={setEditing}
      />
      <ul className="calling-hours" aria-label="Calling hours by state">
        {listed.map(({ code, name }) => (
          <li key={code}>
            <button type="button" className="calling-hours-row" onClick={() => setEditing(code)}>
              <span className="calling-hours-state">
                {name}
                {hours[code] !== undefined && <span className="mute"> · changed</span>}
              </span>
              <span className="calling-hours-words">{begin(showCallHours(callHours(code, hours)))}</span>
            </button>
          </li>
        ))}
      </ul>
      {editing !== undefined && (
        <HoursDialog key={editing} code={editing} hours={hours} onClose={() => setEditing(undefined)} />
      )}
    </>
  )
}

const DAY_NAMES = { weekdays: 'Monday to Friday', saturday: 'Saturday', sunday: 'Sunday' } as const
const HALF_HOUR = 30

function minuteOptions(first: number, last: number, current: number): Option[] {
  const minutes = new Set([current])
  for (let minute = first; minute <= last; minute += HALF_HOUR) minutes.add(minute)
  return [...minutes]
    .sort((a, b) => a - b)
    .map((minute) => ({ value: String(minute), label: begin(showMinute(minute)) }))
}

function HoursDialog({
  code,
  hours,
  onClose,
}: {
  readonly code: string
  readonly hours: CallingHours
  readonly onClose: () => void
}) {
  const update = useCommand('settings.update')
  const { [code]: _changed, ...others } = hours
  const usual = callHours(code, others)
  const [draft, setDraft] = useState<CallHours>(() => callHours(code, hours))
  const [problem, setProblem] = useState<string>()
  const change = (day: keyof CallHours, open: CallSpan | null) => {
    setDraft((now) => ({ ...now, [day]: open }))
    setProblem(undefined)
  }
  const save = async (next: CallHours) => {
    const wrong = CALL_DAYS.find((day) => {
      const open = next[day]
      return open !== null && open.from >= open.to
    })
    if (wrong !== undefined)
      return setProblem(`${DAY_NAMES[wrong]}: the hours end before they begin. Choose a later end.`)
    const callingHours = isSameHours(next, usual) ? others : { ...others, [code]: next }
    const saved = await update(
      { callingHours },
      {
        onFailure: ({ details, message }) => {
          setProblem(details?.[0]?.message ?? message)
          return true
        },
      },
    )
    if (saved) onClose()
  }
  const name = callRegionName(code)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={code === OTHER_STATES ? 'Calling hours in every other state' : `Calling hours in ${name}`}
      detail={`On the clock of whoever is called. ${originOf(code)} ${showCallHours(usual)}.`}
      isKept
      onSubmit={(event) => {
        event.preventDefault()
        void save(draft)
      }}
      actions={
        <>
          {hours[code] !== undefined && <Button onClick={() => void save(usual)}>Reset to default</Button>}
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="main" type="submit">
            Save
          </Button>
        </>
      }
    >
      {CALL_DAYS.map((day) => {
        const open = draft[day]
        const label = DAY_NAMES[day]
        return (
          // biome-ignore lint/a11y/useSemanticElements: a row of three fields; a fieldset cannot be a grid in every browser
          <div key={day} role="group" aria-label={label} className="calling-hours-day">
            <Checkbox
              label={label}
              isOn={open !== null}
              onChange={(isOn) => change(day, isOn ? (usual[day] ?? { from: 9 * 60, to: 17 * 60 }) : null)}
            />
            {open === null ? (
              <span className="mute">No calls</span>
            ) : (
              <>
                <Select
                  label={`${label}, from`}
                  isLabelHidden
                  value={String(open.from)}
                  options={minuteOptions(0, DAY_MINUTES - HALF_HOUR, open.from)}
                  onChange={(minute) => change(day, { ...open, from: Number(minute) })}
                />
                <span className="mute">to</span>
                <Select
                  label={`${label}, to`}
                  isLabelHidden
                  value={String(open.to)}
                  options={minuteOptions(HALF_HOUR, DAY_MINUTES, open.to)}
                  onChange={(minute) => change(day, { ...open, to: Number(minute) })}
                />
              </>
            )}
          </div>
        )
      })}
      {problem !== undefined && (
        <div className="field-error" role="alert">
          {problem}
        </div>
      )}
    </Dialog>
  )
}

/** With a capital letter: "Midnight". */
function begin(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Where the hours that come with the application are from. */
function originOf(code: string): string {
  if (code === OTHER_STATES) return 'Federal hours are'
  if (code === CANADA) return 'The rules of the CRTC are'
  return STATE_HOURS[code] === undefined ? 'As in every other state:' : 'Stricter than federal law:'
}
