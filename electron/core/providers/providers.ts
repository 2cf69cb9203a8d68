// Providers: the third parties that send leads. A key is shown once and kept as a hash with its visible ends.

import type { Provider } from '../../../shared/contract/providers.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { nextProviderId } from '../../../shared/domain/ids.ts'
import type { ReadContext, WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { assertRestorable, RESTORE_MS } from '../records/restore.ts'
import { type Columns, changeRow, remember } from '../records/undo.ts'
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
    prices: [],
  }),
}

export const providerCommands: CommandsOf<'providers'> = {
  'providers.setPrice': () => {
    throw new Error('Not built yet.')
  },
  'providers.removePrice': () => {
    throw new Error('Not built yet.')
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
