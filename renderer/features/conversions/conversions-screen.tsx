import { useNavigate } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/states.tsx'

export function ConversionsScreen() {
  const navigate = useNavigate()
  return (
    <EmptyState
      icon={<Check size={20} aria-hidden />}
      title="Conversions come in a later version"
      action={<Button onClick={() => void navigate({ to: '/leads' })}>Go to Leads</Button>}
    >
      <p>Sales, contracts and milestones will be listed here with their values.</p>
      <p>Already recorded: the moment a lead is set to Converted, and its whole history.</p>
    </EmptyState>
  )
}
