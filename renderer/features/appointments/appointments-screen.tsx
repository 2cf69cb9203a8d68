import { useNavigate } from '@tanstack/react-router'
import { CalendarDays } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/states.tsx'

export function AppointmentsScreen() {
  const navigate = useNavigate()
  return (
    <EmptyState
      icon={<CalendarDays size={20} aria-hidden />}
      title="Appointments come in a later version"
      action={<Button onClick={() => void navigate({ to: '/leads' })}>Go to Leads</Button>}
    >
      <p>
        Meetings with your leads will stand here as a calendar: booked by drag or by form, in the customer’s
        own time.
      </p>
      <p>
        Already recorded: a booking moves its lead to Scheduled, and every status change is kept in the lead’s
        history.
      </p>
    </EmptyState>
  )
}
