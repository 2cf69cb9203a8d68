import { useNavigate } from '@tanstack/react-router'
import { ChartNoAxesColumn } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/states.tsx'

export function AnalyticsScreen() {
  const navigate = useNavigate()
  return (
    <EmptyState
      icon={<ChartNoAxesColumn size={20} aria-hidden />}
      title="Analytics come in a later version"
      action={<Button onClick={() => void navigate({ to: '/leads' })}>Go to Leads</Button>}
    >
      <p>
        The funnel, revenue and what each vendor is worth will be shown here, each number opening the leads
        behind it.
      </p>
      <p>Already recorded: every lead, status change and price, counted by day in your time zone.</p>
    </EmptyState>
  )
}
