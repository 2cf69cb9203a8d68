// Who was turned away before a delivery was kept: counted, so that a wrong address at a vendor's is noticed.
import { Link } from '@tanstack/react-router'
import { DoorOpen } from 'lucide-react'
import { useApiQuery } from '../../api/hooks.ts'
import { showCount } from '../../ui/format.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'

const WORDS: Readonly<Record<string, string>> = {
  'unknown-path': 'Asked for an address that is no webhook',
  'unknown-webhook': 'No such webhook, or it is switched off or deleted',
  'webhook-id': 'The webhook id in the address is misspelt',
  'rate-limit': 'More than the limit allows',
  method: 'Not a POST',
  'workspace-key': 'A workspace’s program with a wrong key, or of no active workspace',
  permission: 'A workspace’s program whose key lacks the permission',
  'api-method': 'A workspace’s program that asks in the wrong way',
  'content-type': 'Neither JSON nor a form',
  'content-encoding': 'Compressed in a way that cannot be read',
  'broken-gzip': 'Its compressed content is broken',
  'too-large': 'Larger than 1 MiB',
  host: 'Came under a host name that is not known here',
  origin: 'Came from a web page in a browser',
  'http-400': 'Not readable as HTTP',
  'http-408': 'Too slow',
  'http-413': 'Larger than 1 MiB',
  'http-431': 'Its headers are too large',
}

function wordsOf(reason: string): string {
  return WORDS[reason] ?? (reason.startsWith('http-') ? `Refused with status ${reason.slice(5)}` : reason)
}

export function TurnedAway() {
  const query = useApiQuery('deliveries.refusals', {})
  const webhooks = useApiQuery('webhooks.list', {}).data
  if (query.error) return <ErrorState failure={query.error.failure} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton />
  if (query.data.length === 0) {
    return (
      <EmptyState icon={<DoorOpen size={20} aria-hidden />} title="Nobody was turned away">
        <p>
          Requests to an unknown address, or beyond a limit, are turned away and only counted here, by reason.
          What they carried is not kept. A lead that a webhook refuses, because its key is wrong, is kept: it
          stands under To review.
        </p>
      </EmptyState>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className="turned-away" tabIndex={0} aria-label="Turned away">
      <p className="mute">
        Turned away at the door and only counted. A vendor that shows up here again and again probably has a
        wrong address or goes beyond its limit.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col">Webhook</th>
            <th scope="col">From</th>
            <th scope="col" className="number">
              Count
            </th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {query.data.map(({ reason, webhookId, address, count, lastAt }) => (
            <tr key={`${reason} ${webhookId} ${address}`}>
              <td>{wordsOf(reason)}</td>
              <td>
                {webhookId ? (
                  <Link to="/webhooks" search={{ webhook: webhookId }}>
                    {webhooks?.find((each) => each.webhookId === webhookId)?.name ?? webhookId}
                  </Link>
                ) : (
                  <span className="mute">None</span>
                )}
              </td>
              <td className="mono">{address}</td>
              <td className="number">{showCount(count)}</td>
              <td>
                <When at={lastAt} as="ago" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
