// The empty list says why it is empty, and how the first lead comes in.
import { Link, useNavigate } from '@tanstack/react-router'
import { Inbox, SearchX } from 'lucide-react'
import { runCommand, useApiQuery } from '../../api/hooks.ts'
import { useAppState } from '../../app/state.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import { addressesOf, curlFor, sendersOf } from '../../ui/sending.tsx'
import { EmptyState } from '../../ui/states.tsx'

type NoLeadsProps = {
  readonly isNarrowed: boolean
  readonly onClear: () => void
  readonly workspaceId: string | null | undefined
}

export function NoLeads({ isNarrowed, onClear, workspaceId }: NoLeadsProps) {
  const openBox = useAppState((state) => state.open)
  if (isNarrowed) {
    return (
      <EmptyState
        icon={<SearchX size={20} aria-hidden />}
        title="No lead matches"
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        <p>
          Nothing fits the search and filters above{workspaceId === undefined ? '' : ' for this workspace'}.
        </p>
      </EmptyState>
    )
  }
  if (workspaceId === null) {
    return (
      <EmptyState icon={<Inbox size={20} aria-hidden />} title="No unrouted leads">
        <p>Every lead has its workspace. What no routing rule fits is listed here.</p>
      </EmptyState>
    )
  }
  if (workspaceId !== undefined) {
    return (
      <EmptyState
        icon={<Inbox size={20} aria-hidden />}
        title="No leads for this workspace yet"
        action={
          <Button tone="main" onClick={() => openBox('newLead')}>
            New lead
          </Button>
        }
      >
        <p>
          A lead belongs to a workspace when a routing rule, or the sender, says so. Switch to All workspaces
          to see every lead.
        </p>
      </EmptyState>
    )
  }
  return <NoLeadsAtAll />
}

function NoLeadsAtAll() {
  const navigate = useNavigate()
  const webhooks = useApiQuery('webhooks.list', {})
  const providers = useApiQuery('providers.list', {})
  const listener = useApiQuery('listener.status', {})
  if (!webhooks.data || !providers.data || !listener.data) return null
  const webhook = webhooks.data.find((each) => each.isActive && each.deletedAt === null)
  if (!webhook) {
    return (
      <EmptyState
        icon={<Inbox size={20} aria-hidden />}
        title="No leads yet"
        action={
          <>
            <Button tone="main" onClick={() => void navigate({ to: '/webhooks', search: { new: true } })}>
              Create a webhook
            </Button>
            <Button onClick={() => void navigate({ to: '/import' })}>Import a file</Button>
            <Button onClick={() => void runCommand('sampleData.create', {})}>Add sample data</Button>
          </>
        }
      >
        <p>
          Leads come in by webhook: an address that a lead vendor or a web form sends to. Create the first
          one, import a list that you have, or look around with invented leads.
        </p>
      </EmptyState>
    )
  }
  const provider = sendersOf(webhook.webhookId, providers.data)[0]
  const curl = curlFor({ webhook, listener: listener.data, provider })
  const address = addressesOf(webhook.webhookId, listener.data, null).at(-1)?.url
  return (
    <EmptyState icon={<Inbox size={20} aria-hidden />} title="Waiting for the first lead">
      <p>
        {webhook.name} is ready at <span className="mono">{address}</span>. Send it a lead, for example with
        this line; it appears here by itself.
      </p>
      <CodeBlock text={curl} label="example" />
      {webhook.senderRule !== 'open' && !provider && (
        <p>
          A sender needs a key:{' '}
          <Link to="/providers" search={{ new: true }}>
            create a provider
          </Link>{' '}
          first.
        </p>
      )}
      {listener.data.problem && <p>{listener.data.problem}</p>}
    </EmptyState>
  )
}
