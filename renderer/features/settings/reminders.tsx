// What one is reminded of, when, and when not. The desktop shows system notifications by itself; a browser must be allowed to.
import { useState } from 'react'
import type { Settings } from '../../../shared/contract/settings.ts'
import { useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { type Option, Select, Switch } from '../../ui/fields.tsx'

const NEVER = 'never'
const MINUTES: readonly Option[] = [
  { value: NEVER, label: 'Not at all' },
  ...[5, 10, 15, 30, 45, 60, 90, 120, 1440].map((minutes) => ({
    value: String(minutes),
    label:
      minutes < 60
        ? `${minutes} minutes before`
        : minutes === 60
          ? '1 hour before'
          : minutes === 1440
            ? 'A day before'
            : `${minutes / 60} hours before`,
  })),
]
const HOURS: readonly Option[] = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour * 60),
  label: `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? 'AM' : 'PM'}`,
}))
const USUAL_QUIET = { from: 20 * 60, to: 7 * 60 }

export function ReminderSettings({ settings }: { readonly settings: Settings }) {
  const update = useCommand('settings.update')
  const { reminderMinutes, remindsOfFollowUps, quietHours } = settings
  return (
    <>
      <Select
        label="Appointments"
        options={MINUTES}
        value={reminderMinutes === null ? NEVER : String(reminderMinutes)}
        onChange={(value) => void update({ reminderMinutes: value === NEVER ? null : Number(value) })}
      />
      <Switch
        label="Follow-ups when they are due"
        isOn={remindsOfFollowUps}
        onChange={(isOn) => void update({ remindsOfFollowUps: isOn })}
      />
      <Switch
        label="Quiet hours"
        hint="Nothing is told then; what passed is listed afterwards, once."
        isOn={quietHours !== null}
        onChange={(isOn) => void update({ quietHours: isOn ? USUAL_QUIET : null })}
      />
      {quietHours !== null && (
        <div className="agent-pair">
          <Select
            label="Quiet from"
            options={HOURS}
            value={String(quietHours.from)}
            onChange={(from) => void update({ quietHours: { ...quietHours, from: Number(from) } })}
          />
          <Select
            label="Quiet until"
            options={HOURS}
            value={String(quietHours.to)}
            onChange={(to) => void update({ quietHours: { ...quietHours, to: Number(to) } })}
          />
        </div>
      )}
      {!window.convio && <AskBrowser />}
    </>
  )
}

/** Only a press of a button may ask a browser. */
function AskBrowser() {
  const isOffered = 'Notification' in window
  const [permission, setPermission] = useState(isOffered ? Notification.permission : 'denied')
  if (permission === 'granted')
    return <p className="field-hint">This browser shows them as notifications while the page is open.</p>
  if (permission === 'denied')
    return (
      <p className="field-hint">
        This browser shows no notifications for this page; reminders stand in the page itself, under the bell.
      </p>
    )
  return (
    <div className="settings-buttons">
      <Button onClick={() => void Notification.requestPermission().then(setPermission)}>
        Show notifications of this browser too
      </Button>
    </div>
  )
}
