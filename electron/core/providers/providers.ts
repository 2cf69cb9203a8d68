// Providers: the third parties that send leads. A key is shown once and kept as a hash with its visible ends.

import type { Provider } from '../../../shared/contract/providers.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { nextProviderId } from '../../../shared/domain/ids.ts'
import { showMoney } from '../../../shared/domain/money.ts'
import type { ReadContext, WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { assertRestorable, RESTORE_MS } from '../records/restore.ts'
import { addRow, type Columns, changeRow, dropRow, remember } from '../records/undo.ts'
import { makeKey } from '../vault.ts'

const USAGE_DAYS = 90

export const providerQueries: QueriesOf<'providers'> = {
  'providers.list': ({ db, clock }) =>
    db
      .sql(
        `select * from lead_source_providers where deleted_at is null or deleted_at > ?
         order by deleted_at is not null, provider_name, id`,
      )
      .all(new Date(clock.nowMs() - RESTORE_MS).toISOString())
      .map(toProvider),

  'providers.get': (context, { providerId }) => ({
    ...getProvider(context, providerId),
    usage: context.db
      .sql(
        'select webhook_id, date, request_count from provider_usage_log where provider_id = ? order by date desc, webhook_id limit ?',
      )
      .all(providerId, USAGE_DAYS * 20)
      .map((row) => ({ webhookId: row.webhook_id, date: row.date, requestCount: row.request_count })),
    prices: context.db
      .sql('select * from provider_prices where provider_id = ? order by from_day desc, webhook_id')
      .all(providerId)
      .map((row) => ({
        id: row.id,
        webhookId: row.webhook_id === '' ? null : row.webhook_id,
        fromDay: row.from_day,
        priceCents: row.price_cents,
      })),
  }),
}

export const providerCommands: CommandsOf<'providers'> = {
  'providers.setPrice': (context, { providerId, webhookId, fromDay, priceCents }) => {
    const { providerName } = getProvider(context, providerId)
    const where = webhookId === null ? '' : ` at ${nameOfWebhook(context, webhookId)}`
    const known = context.db
      .sql('select id from provider_prices where provider_id = ? and webhook_id = ? and from_day = ?')
      .value<number>(providerId, webhookId ?? '', fromDay)
    const step =
      known === undefined
        ? addRow(context, 'provider_prices', {
            provider_id: providerId,
            webhook_id: webhookId ?? '',
            from_day: fromDay,
            price_cents: priceCents,
            created_at: context.clock.now(),
          })
        : changeRow(context, 'provider_prices', known, { price_cents: priceCents })
    const label = `Price of ${providerName}${where} from ${fromDay} set to ${showMoney(priceCents, context.directory.settings().currency)}`
    return remember(context, label, [step])
  },

  'providers.removePrice': (context, { id }) => {
    const price = context.db
      .sql('select provider_id, from_day from provider_prices where id = ?')
      .get<{ provider_id: string; from_day: string }>(id)
    if (price === undefined) throw new AppError('not_found', 'This price is no longer there.')
    const { providerName } = getProvider(context, price.provider_id)
    const step = dropRow(context, 'provider_prices', id)
    return remember(context, `Price of ${providerName} from ${price.from_day} removed`, [step])
  },

  'providers.create': (context, draft) => {
    const { db, clock } = context
    const isTaken = (id: string) =>
      db.sql('select 1 from lead_source_providers where provider_id = ?').value(id) !== undefined
    const providerId = nextProviderId(draft.providerName, isTaken)
    if (providerId === null)
      throw new AppError('refused', 'All ids of this name are taken. Choose a slightly different name.')
    const { key, hash, hint } = makeKey('clp')
    const now = clock.now()
    const columns = columnsOf(context, draft)
    const names = Object.keys(columns)
    db.sql(
      `insert into lead_source_providers (provider_id, api_key, key_hint, created_at, updated_at, ${names.join(', ')})
       values (?, ?, ?, ?, ?, ${names.map(() => '?').join(', ')})`,
    ).run(providerId, hash, hint, now, now, ...Object.values(columns))
    context.touch('providers')
    return { providerId, apiKey: key }
  },

  'providers.update': (context, { providerId, ...draft }) => {
    const { providerName } = getProvider(context, providerId)
    const step = changeRow(context, 'lead_source_providers', providerId, {
      ...columnsOf(context, draft),
      updated_at: context.clock.now(),
    })
    return remember(context, `Provider ${providerName} changed`, [step])
  },

  'providers.setActive': (context, { providerId, isActive }) => {
    const { providerName } = getProvider(context, providerId)
    const step = changeRow(context, 'lead_source_providers', providerId, {
      is_active: isActive ? 1 : 0,
      updated_at: context.clock.now(),
    })
    return remember(context, `Provider ${providerName} switched ${isActive ? 'on' : 'off'}`, [step])
  },

  'providers.rotateKey': (context, { providerId }) => {
    getProvider(context, providerId)
    const { key, hash, hint } = makeKey('clp')
    context.db
      .sql('update lead_source_providers set api_key = ?, key_hint = ?, updated_at = ? where provider_id = ?')
      .run(hash, hint, context.clock.now(), providerId)
    context.touch('providers')
    return { apiKey: key }
  },

  'providers.delete': (context, { providerId }) => {
    const { providerName } = getProvider(context, providerId)
    const step = changeRow(context, 'lead_source_providers', providerId, { deleted_at: context.clock.now() })
    return remember(context, `Provider ${providerName} deleted`, [step])
  },

  'providers.restore': (context, { providerId }) => {
    const { providerName, deletedAt } = getProvider(context, providerId)
    assertRestorable(context, 'provider', deletedAt)
    const step = changeRow(context, 'lead_source_providers', providerId, { deleted_at: null })
    return remember(context, `Provider ${providerName} restored`, [step])
  },
}

type Draft = Omit<Parameters<(typeof providerCommands)['providers.update']>[1], 'providerId'>

function columnsOf(context: WriteContext, draft: Draft): Columns {
  const unknown = draft.allowedWebhooks?.find((id) => context.directory.webhook(id) === undefined)
  if (unknown !== undefined) {
    throw new AppError('invalid', `The webhook ${unknown} is no longer there. Take it off the list.`, [
      { field: 'allowedWebhooks', message: `${unknown} is no longer there.`, code: 'unknown' },
    ])
  }
  const orNull = (text: string | undefined) => (text === '' ? null : text)
  const all: Record<string, string | number | null | undefined> = {
    provider_name: draft.providerName,
    company_name: orNull(draft.companyName),
    contact_email: orNull(draft.contactEmail),
    allowed_webhooks:
      draft.allowedWebhooks === undefined
        ? undefined
        : draft.allowedWebhooks && JSON.stringify(draft.allowedWebhooks),
    rate_limit: draft.rateLimit,
    notes: orNull(draft.notes),
  }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string | number | null] => entry[1] !== undefined),
  )
}

function nameOfWebhook(context: WriteContext, webhookId: string): string {
  const webhook = context.directory.webhook(webhookId)
  if (webhook === undefined) {
    const message = `There is no webhook ${webhookId}. Choose one of the list, or set the price for all of them.`
    throw new AppError('invalid', message, [{ field: 'webhookId', message, code: 'unknown' }])
  }
  return webhook.name
}

function getProvider({ db }: Pick<ReadContext, 'db'>, providerId: string): Provider {
  const row = db.sql('select * from lead_source_providers where provider_id = ?').get(providerId)
  if (row === undefined)
    throw new AppError('not_found', 'This provider is no longer there. Go back to the list.')
  return toProvider(row)
}

// biome-ignore lint/suspicious/noExplicitAny: a row of lead_source_providers, turned into its shape right here.
function toProvider(row: any): Provider {
  return {
    providerId: row.provider_id,
    providerName: row.provider_name,
    companyName: row.company_name,
    contactEmail: row.contact_email,
    keyHint: row.key_hint,
    isActive: row.is_active === 1,
    allowedWebhooks: row.allowed_webhooks === null ? null : JSON.parse(row.allowed_webhooks),
    rateLimit: row.rate_limit,
    notes: row.notes,
    lastUsedAt: row.last_used_at,
    totalLeads: row.total_leads,
    isSample: row.batch_id !== null,
    deletedAt: row.deleted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
