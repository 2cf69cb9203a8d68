// The key, this once, with the header that carries it and a line to try it with.
import { useApiQuery } from '../../api/hooks.ts'
import { CodeBlock, CodeLine } from '../../ui/copy.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { curlFor, sendersOf } from '../../ui/sending.tsx'

type KeyDialogProps = {
  readonly title: string
  readonly providerId: string
  readonly apiKey: string
  readonly onClose: () => void
}

export function KeyDialog({ title, providerId, apiKey, onClose }: KeyDialogProps) {
  const webhooks = useApiQuery('webhooks.list', {}).data
  const providers = useApiQuery('providers.list', {}).data
  const listener = useApiQuery('listener.status', {}).data
  const webhook = webhooks?.find(
    (each) =>
      each.isActive &&
      each.deletedAt === null &&
      sendersOf(each.webhookId, providers ?? []).some((provider) => provider.providerId === providerId),
  )
  return (
    <SecretDialog title={title} what="API key" secret={apiKey} onClose={onClose}>
      <div>
        <div className="field-label">The header that carries it</div>
        <CodeLine isWrapped text={`Authorization: Bearer ${apiKey}`} label="Copy header" />
      </div>
      {webhook && (
        <div>
          <div className="field-label">A line to try it with, on this computer</div>
          <CodeBlock
            isWrapped
            text={curlFor({ webhook, listener, provider: { providerId }, apiKey })}
            label="command"
          />
        </div>
      )}
    </SecretDialog>
  )
}
