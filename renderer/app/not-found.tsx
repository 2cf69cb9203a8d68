import { Link } from '@tanstack/react-router'
import { EmptyState } from '../ui/states.tsx'

export function NotFound() {
  return (
    <EmptyState title="There is no such screen" action={<Link to="/leads">Go to Leads</Link>}>
      <p>The address may come from another version of Convio Leads.</p>
    </EmptyState>
  )
}
