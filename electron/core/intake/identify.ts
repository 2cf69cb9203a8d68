// Who sends this? (DOMAIN §5) A provider's key, or its bare id as existing senders write it; a webhook may ask for keys only, or take
// senders that cannot name themselves. Looked up in memory. Unknown, wrong and switched-off providers get the same answer.
import type { Directory, KnownProvider, KnownWebhook } from '../directory.ts'
import { hashKey } from '../vault.ts'

export type Identity =
  | { readonly ok: true; readonly provider: KnownProvider | null }
  | { readonly ok: false; readonly status: 401 | 403; readonly message: string }

const UNKNOWN: Identity = {
  ok: false,
  status: 401,
  message:
    'The provider is not known here, or its key is wrong or switched off. Send "Authorization: Bearer <api key>" with a key from the Providers screen.',
}

export function identifyProvider(
  directory: Directory,
  webhook: KnownWebhook,
  header: (name: string) => string | undefined,
): Identity {
  const named = namedProvider(directory, webhook, header)
  if (named === null) {
    if (webhook.senderRule === 'open') {
      const byDefault =
        webhook.defaultProviderId === null ? undefined : directory.provider(webhook.defaultProviderId)
      return { ok: true, provider: byDefault?.isActive === true ? byDefault : null }
    }
    return {
      ok: false,
      status: 401,
      message:
        webhook.senderRule === 'key'
          ? 'This webhook takes a provider’s key only: send "Authorization: Bearer <api key>".'
          : 'Say which provider sends: "Authorization: Bearer <api key>", or the header "lead_source_provider_id: <provider id>".',
    }
  }
  if (named === undefined || !named.isActive) return UNKNOWN
  if (named.allowedWebhooks !== null && !named.allowedWebhooks.has(webhook.webhookId)) {
    return {
      ok: false,
      status: 403,
      message: `${named.providerName} may not send to ${webhook.webhookId}. Allow this webhook on the Providers screen, or send to another one.`,
    }
  }
  return { ok: true, provider: named }
}

/** Where a request leads to no webhook, only a provider that names itself is listened to; it can do nothing but leave something to review. */
export function identifyWithoutWebhook(
  directory: Directory,
  header: (name: string) => string | undefined,
): Identity {
  const named = namedProvider(directory, { senderRule: 'provider' }, header)
  if (named === undefined || named?.isActive === false) return UNKNOWN
  if (named !== null) return { ok: true, provider: named }
  return {
    ok: false,
    status: 401,
    message:
      'Name the webhook with ?webhook=…, as “webhook_id”, or by a “lead_id”, and say which provider sends: "Authorization: Bearer <api key>".',
  }
}

/** The provider that the headers name; undefined when they name one that is not there, null when they name none. */
function namedProvider(
  directory: Directory,
  webhook: Pick<KnownWebhook, 'senderRule'>,
  header: (name: string) => string | undefined,
): KnownProvider | undefined | null {
  const authorization = header('authorization')?.trim()
  if (authorization !== undefined && authorization !== '') {
    const bearer = /^bearer\s+(\S+)$/i.exec(authorization)?.[1]
    if (bearer !== undefined) return directory.providerByKeyHash(hashKey(bearer))
    return webhook.senderRule === 'key' ? undefined : directory.provider(authorization)
  }
  const id = (header('lead_source_provider_id') ?? header('lead-source-provider-id'))?.trim()
  if (id !== undefined && id !== '') return webhook.senderRule === 'key' ? undefined : directory.provider(id)
  return null
}
