import { Link } from '@tanstack/react-router'
import type { Webhook } from '../../../shared/contract/webhooks.ts'
import { REVIEW_VERDICTS } from '../../../shared/domain/vocabulary.ts'
import { showCount } from '../../ui/format.ts'
import { toReview } from '../../ui/status.tsx'
import { Nothing } from '../../ui/words.tsx'

/** What waits for a person, as a link to the very deliveries. */
export function Waiting({ webhook, isInRow }: { readonly webhook: Webhook; readonly isInRow?: boolean }) {
  const count = toReview(webhook)
  if (count === 0) return <Nothing />
  return (
    <Link
      to="/deliveries"
      search={{ webhookId: webhook.webhookId, verdicts: [...REVIEW_VERDICTS] }}
      className="webhook-late"
      // In the list the row holds the focus; by keyboard the panel has the same link.
      {...(isInRow ? { tabIndex: -1 } : {})}
      onClick={(event) => event.stopPropagation()}
    >
      {showCount(count)} to review
    </Link>
  )
}
