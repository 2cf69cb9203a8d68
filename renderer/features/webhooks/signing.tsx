// The signing secret: with one, a delivery must carry a signature made with it. Made here, shown once, replaced without a gap.
import { useState } from 'react'
import type { Webhook } from '../../../shared/contract/webhooks.ts'
import { useCommand } from '../../api/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { PanelSection } from '../../ui/side-panel.tsx'
import { StatusDot } from '../../ui/status.tsx'
import { useNow, When } from '../../ui/time.tsx'

export function Signing({ webhook }: { readonly webhook: Webhook }) {
  const { webhookId, hasSecret, previousSecretUntil } = webhook
  const setSecret = useCommand('webhooks.setSecret')
  const [secret, show] = useState<string>()
  const [question, ask] = useState<'first' | 'remove'>()
  const now = useNow()
  const isRotating = previousSecretUntil !== null && Date.parse(previousSecretUntil) > now

  const generate = async () => {
    const made = await setSecret({ webhookId, action: 'generate' }, { isQuiet: true })
    if (made?.secret) show(made.secret)
  }

  return (
    <PanelSection title="Signature">
      <div className="webhook-addresses">
        {hasSecret ? (
          <>
            <StatusDot tone="good" label="Only signed deliveries are taken" />
            {isRotating && (
              <p className="field-hint">
                The old secret works until <When at={previousSecretUntil} as="full" />.
              </p>
            )}
          </>
        ) : (
          <p className="mute">
            Not asked for. With a signing secret, a delivery counts only when its sender has signed it.
          </p>
        )}
        <div className="webhook-buttons">
          {hasSecret ? (
            <>
              <Button onClick={() => void generate()}>Replace secret</Button>
              <Button tone="quiet" onClick={() => ask('remove')}>
                Remove
              </Button>
            </>
          ) : (
            <Button onClick={() => ask('first')}>Generate secret</Button>
          )}
        </div>
      </div>
      <ConfirmDialog
        isOpen={question === 'first'}
        onClose={() => ask(undefined)}
        title="Take only signed deliveries?"
        confirmLabel="Generate secret"
        onConfirm={generate}
      >
        <p>
          From now on {webhook.name} refuses what is not signed (401). Give the secret to every sender at
          once. Refused deliveries are kept and can be replayed.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={question === 'remove'}
        onClose={() => ask(undefined)}
        title="Remove the signing secret?"
        confirmLabel="Remove secret"
        tone="danger"
        onConfirm={() => setSecret({ webhookId, action: 'remove' }, { done: 'Signing secret removed' })}
      >
        <p>
          {webhook.name} then takes unsigned deliveries from whoever may send. The secret cannot be brought
          back; you can only generate another one.
        </p>
      </ConfirmDialog>
      {secret && (
        <SecretDialog
          title="Signing secret"
          what="signing secret"
          secret={secret}
          onClose={() => show(undefined)}
        >
          <p className="mute">
            The sender signs either by Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature),
            or with the header X-Webhook-Signature: sha256= and the hexadecimal HMAC-SHA256 of the body.
          </p>
          {isRotating && (
            <p className="mute">
              The old secret works until <When at={previousSecretUntil} as="full" />, so that no lead is lost
              meanwhile.
            </p>
          )}
        </SecretDialog>
      )}
    </PanelSection>
  )
}
