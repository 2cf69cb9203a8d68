import { Link } from '@tanstack/react-router'
import type { Webhook } from '../../../shared/contract/webhooks.ts'
import { showCount } from '../../ui/format.ts'

export function Nothing() {
  return (
    <span className="mute">
      <span aria-hidden>–</span>
      <span className="unseen">none</span>
    </span>
  )
}

/** What waits for a person, as links to the very deliveries. */
export function Waiting({ webhook, isInRow }: { readonly webhook: Webhook; readonly isInRow?: boolean }) {
  const { quarantined, held, webhookId } = webhook
  if (quarantined === 0 && held === 0) return <Nothing />
  const common = {
    to: '/deliveries',
    // In the list the row holds the focus; by keyboard the panel has the same links.
    ...(isInRow ? { tabIndex: -1 } : {}),
    onClick: (event: { stopPropagation(): void }) => event.stopPropagation(),
  } as const
  return (
    <span className="webhook-waiting">
      {quarantined > 0 && (
        <Link {...common} search={{ webhookId, verdicts: ['quarantined'] }} className="webhook-late">
          {showCount(quarantined)} quarantined
        </Link>
      )}
      {held > 0 && (
        <Link {...common} search={{ webhookId, verdicts: ['held'] }}>
          {showCount(held)} held
        </Link>
      )}
    </span>
  )
}
