// What speaks against a plan, while it is being made.
import { CircleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Input } from '../../../shared/contract/index.ts'
import { useApiQuery } from '../../api/hooks.ts'
import { Notice } from '../../ui/states.tsx'

const PAUSE_MS = 200

/** `plan` is undefined while it is not whole. */
export function LiveConflicts({ plan }: { readonly plan: Input<'appointments.check'> | undefined }) {
  const key = JSON.stringify(plan)
  const [rested, setRested] = useState<string>()
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [key])
  const asked = plan ?? NO_PLAN
  const found = useApiQuery('appointments.check', asked, {
    enabled: plan !== undefined && rested === key,
    isExact: true,
  }).data
  return (
    <div role="status" className="live-conflicts">
      {plan !== undefined && found && found.length > 0 && (
        <Notice tone="warn" icon={<CircleAlert size={14} aria-hidden />}>
          <ul className="appointment-reasons">
            {found.map(({ kind, message }) => (
              <li key={`${kind} ${message}`}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  )
}

const NO_PLAN: Input<'appointments.check'> = {
  when: { at: '2000-01-01T00:00:00.000Z' },
  durationMinutes: 60,
  assignedTo: null,
}
