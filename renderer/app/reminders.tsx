// Reminders: told as they come, by a toast and by the system, and listed under the bell until they are seen. What was missed says so.
import { Popover } from '@base-ui/react/popover'
import { useNavigate } from '@tanstack/react-router'
import { Bell, CalendarDays, Phone } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Reminder } from '../../shared/contract/reminders.ts'
import { useApiQuery, useCommand } from '../api/hooks.ts'
import { Button } from '../ui/button.tsx'
import { showCount, showDayTime, showPhone } from '../ui/format.ts'
import { useZone, When } from '../ui/time.tsx'
import { showToast } from '../ui/toasts.tsx'
import { useAppState } from './state.ts'

/** More at once are told together: a laptop that wakes does not fill the screen. */
const MOST_TOASTS = 2

function useOpenReminder() {
  const navigate = useNavigate()
  const markSeen = useCommand('reminders.markSeen')
  return (reminder: Reminder) => {
    void markSeen({ ids: [reminder.id] }, { isQuiet: true })
    if (reminder.appointmentId === null) void navigate({ to: '/leads', search: { lead: reminder.leadId } })
    else void navigate({ to: '/appointments', search: { appointment: reminder.appointmentId } as never })
  }
}

function wordsOf({ kind, name, at, isMissed }: Reminder, zone: string): string {
  const what = kind === 'appointment' ? `Appointment with ${name}` : `Follow up with ${name}`
  return `${isMissed ? 'Missed: ' : ''}${what}, ${showDayTime(at, zone)}`
}

export function ReminderBell() {
  const unseen = useApiQuery('reminders.unseen', {}).data
  const { box, open, close } = useAppState()
  const markSeen = useCommand('reminders.markSeen')
  const openReminder = useOpenReminder()
  const total = unseen?.total ?? 0
  useNews(unseen?.rows)
  return (
    <Popover.Root
      open={box === 'reminders'}
      onOpenChange={(isOpen) => (isOpen ? open('reminders') : close())}
    >
      <Popover.Trigger
        className="icon-button bell"
        aria-label={total === 0 ? 'Reminders' : `Reminders, ${showCount(total)} not seen`}
      >
        <Bell size={16} aria-hidden />
        {total > 0 && <b aria-hidden>{total > 99 ? '99+' : total}</b>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="layer" sideOffset={6} align="end">
          <Popover.Popup className="popup reminders">
            <div className="reminders-head">
              <Popover.Title className="reminders-title">Reminders</Popover.Title>
              {total > 0 && (
                <Button tone="quiet" onClick={() => void markSeen({}, { isQuiet: true })}>
                  Mark all as seen
                </Button>
              )}
            </div>
            {total === 0 ? (
              <p className="mute reminders-none">
                Nothing waits. Appointments that begin soon and follow-ups that are due stand here.
              </p>
            ) : (
              <ul className="reminders-list">
                {unseen?.rows.map((reminder) => (
                  <li key={reminder.id}>
                    <button
                      type="button"
                      className="reminders-row"
                      onClick={() => {
                        close()
                        openReminder(reminder)
                      }}
                    >
                      {reminder.kind === 'appointment' ? (
                        <CalendarDays size={16} aria-hidden />
                      ) : (
                        <Phone size={16} aria-hidden />
                      )}
                      <span className="reminders-words">
                        <span className="reminders-name">
                          {reminder.name}
                          {reminder.isMissed && <span className="reminders-missed">Missed</span>}
                        </span>
                        <span className="mute clip">
                          {reminder.kind === 'appointment' ? 'Appointment' : 'Follow-up'}{' '}
                          <When at={reminder.at} as="full" />
                          {reminder.phone && ` · ${showPhone(reminder.phone)}`}
                        </span>
                        {reminder.detail && <span className="mute clip">{reminder.detail}</span>}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Tells what came since the page was opened; what waited before stands under the bell. */
function useNews(rows: readonly Reminder[] | undefined): void {
  const zone = useZone()
  const { open } = useAppState()
  const openReminder = useOpenReminder()
  const known = useRef<number>(undefined)
  useEffect(() => {
    if (rows === undefined) return
    const newest = Math.max(0, ...rows.map(({ id }) => id))
    const last = known.current
    known.current = Math.max(newest, last ?? 0)
    if (last === undefined) return
    const news = rows.filter(({ id }) => id > last)
    if (news.length > MOST_TOASTS) {
      const missed = news.filter(({ isMissed }) => isMissed).length
      const title = `${showCount(news.length)} reminders${missed === 0 ? '' : `, ${showCount(missed)} of them missed`}`
      showToast({ id: 'reminders', title, action: { label: 'Show', run: () => open('reminders') } })
      notify(title, '')
    } else {
      for (const reminder of news) {
        const title = wordsOf(reminder, zone)
        showToast({ title, action: { label: 'Open', run: () => openReminder(reminder) } })
        notify(title, reminder.detail ?? '')
      }
    }
  })
}

/** The desktop shell tells by itself. A browser tells only where it was allowed to, and where nobody looks at the page. */
function notify(title: string, body: string): void {
  if (window.convio || !('Notification' in window)) return
  if (Notification.permission !== 'granted' || document.visibilityState === 'visible') return
  const shown = new Notification(title, { body, icon: '/icon.svg', tag: title })
  shown.onclick = () => window.focus()
}
