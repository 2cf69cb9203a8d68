// A test lead at the press of a button: an invented person through the same door as every delivery, marked as a test, so that it shows
// that this webhook works (mapping and signature too) and counts nowhere.
import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import type { Result } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { acceptDelivery } from '../intake/accept.ts'
import { nextDeliveryId } from '../intake/group-commit.ts'
import { createTally } from '../records/tally.ts'

export function sendTestLead(
  context: WriteContext,
  { webhookId }: { readonly webhookId: string },
): Result<'webhooks.sendTest'> {
  const { db, clock, directory } = context
  const webhook = directory.webhook(webhookId)
  if (webhook?.isOpen !== true)
    throw new AppError('refused', 'This webhook is switched off. Switch it on, then send the test lead.')
  const nowMs = clock.nowMs()
  const body = Buffer.from(
    JSON.stringify({
      first_name: 'Test',
      last_name: 'Lead',
      phone: '+1 602 555 0100',
      email: 'test.lead@example.com',
      is_test: true,
      // Another id every time: the same bytes again would be one delivery.
      external_id: `test-${nowMs.toString(36)}`,
    }),
  )
  const tally = createTally()
  const deliveryId = nextDeliveryId(context)
  acceptDelivery(
    { ...context, actor: `webhook:${webhookId}` },
    tally,
    {
      webhook,
      // Sent by whoever sits here; no provider's figures are moved.
      identity: { ok: true, provider: null },
      method: 'POST',
      path: `/webhook/${webhookId}`,
      query: '',
      contentType: 'application/json',
      headers: [
        ['content-type', 'application/json'],
        ['user-agent', 'Convio Leads'],
        ...signed(context, webhook, body),
      ],
      body,
      remoteAddress: '127.0.0.1',
      receivedMs: nowMs,
    },
    deliveryId,
  )
  tally.write(db, clock.now())
  context.touch('webhooks')
  const stored = db
    .sql('select lead_id, reason from deliveries where id = ?')
    .get<{ lead_id: number | null; reason: string | null }>(deliveryId)
  return { deliveryId, leadId: stored?.lead_id ?? null, problem: stored?.reason ?? null }
}

/** The signature that the webhook asks for, made with its present secret; a secret that cannot be opened is told by the refusal. */
function signed({ vault }: WriteContext, { sealedSecrets }: KnownWebhook, body: Buffer): [string, string][] {
  const present = sealedSecrets.find(({ until }) => until === null)
  const secret = present === undefined ? null : vault.open(present.sealed)
  if (secret === null) return []
  return [['x-webhook-signature', `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`]]
}
