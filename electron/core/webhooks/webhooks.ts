// Webhooks: named intake addresses. Deleted ones stay for their leads, and can be restored for 24 hours.

import { AppError } from '../../../shared/contract/reply.ts'
import type { Webhook } from '../../../shared/contract/webhooks.ts'
import { isWebhookId, nextWebhookId, webhookCategory } from '../../../shared/domain/ids.ts'
import { validateMapping } from '../../../shared/domain/payload/read.ts'
import type { ReadContext, WriteContext } from '../context.ts'
import { withEarlier } from '../earlier-secrets.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { assertRestorable, RESTORE_MS } from '../records/restore.ts'
import { type Columns, changeRow, remember } from '../records/undo.ts'
import { makeSigningSecret } from '../vault.ts'
import { sendTestLead } from './send-test.ts'

const WEBHOOK = `select w.*,
  (select received_at from deliveries d where d.webhook_id = w.webhook_id order by d.id desc limit 1) as last_delivery_at,
  (select total from delivery_counts c where c.webhook_id = w.webhook_id and c.verdict = 'quarantined') as quarantined,
  (select total from delivery_counts c where c.webhook_id = w.webhook_id and c.verdict = 'held') as held
  from webhook_configs w`

export const webhookQueries: QueriesOf<'webhooks'> = {
  'webhooks.list': ({ db, clock }) =>
    db
      .sql(
        `${WEBHOOK} where w.deleted_at is null or w.deleted_at > ? order by w.deleted_at is not null, w.name, w.id`,
      )
      .all(new Date(clock.nowMs() - RESTORE_MS).toISOString())
      .map(toWebhook),

  'webhooks.get': (context, { webhookId }) => getWebhook(context, webhookId),
}

export const webhookCommands: CommandsOf<'webhooks'> = {
  'webhooks.create': (context, { webhookId: wanted, prefix, region, ...draft }) => {
    const { db, clock } = context
    const isTaken = (id: string) =>
      db.sql('select 1 from webhook_configs where webhook_id = ?').value(id) !== undefined
    const category = webhookCategory(draft.leadType)
    const webhookId = wanted ?? nextWebhookId({ prefix, region, category }, isTaken)
    if (webhookId === null)
      throw new AppError(
        'refused',
        'All numbers of this region and type are taken. Choose another region or a prefix.',
      )
    if (!isWebhookId(webhookId)) {
      throw new AppError(
        'invalid',
        'A webhook id looks like ws_cal_solar_001: an optional prefix_, ws_, a region of 2 to 3 letters, a category, 3 digits.',
        [{ field: 'webhookId', message: 'Write it like ws_cal_solar_001.', code: 'invalid' }],
      )
    }
    if (isTaken(webhookId)) {
      throw new AppError('conflict', `There is a webhook ${webhookId} already. Choose another id.`, [
        { field: 'webhookId', message: 'This id is taken.', code: 'taken' },
      ])
    }
    const now = clock.now()
    const columns = columnsOf(context, draft)
    const names = Object.keys(columns)
    db.sql(
      `insert into webhook_configs (webhook_id, created_at, updated_at, ${names.join(', ')}) values (?, ?, ?, ${names.map(() => '?').join(', ')})`,
    ).run(webhookId, now, now, ...Object.values(columns))
    context.touch('webhooks')
    return { webhookId }
  },

  'webhooks.update': (context, { webhookId, ...draft }) => {
    const name = nameOf(context, webhookId)
    const step = changeRow(context, 'webhook_configs', webhookId, {
      ...columnsOf(context, draft),
      updated_at: context.clock.now(),
    })
    return remember(context, `Webhook ${name} changed`, [step])
  },

  'webhooks.setActive': (context, { webhookId, isActive }) => {
    const name = nameOf(context, webhookId)
    const step = changeRow(context, 'webhook_configs', webhookId, {
      is_active: isActive ? 1 : 0,
      updated_at: context.clock.now(),
    })
    return remember(context, `Webhook ${name} switched ${isActive ? 'on' : 'off'}`, [step])
  },

  'webhooks.delete': (context, { webhookId }) => {
    const name = nameOf(context, webhookId)
    const step = changeRow(context, 'webhook_configs', webhookId, { deleted_at: context.clock.now() })
    return remember(context, `Webhook ${name} deleted`, [step])
  },

  'webhooks.restore': (context, { webhookId }) => {
    const { name, deletedAt } = getWebhook(context, webhookId)
    assertRestorable(context, 'webhook', deletedAt)
    const step = changeRow(context, 'webhook_configs', webhookId, { deleted_at: null })
    return remember(context, `Webhook ${name} restored`, [step])
  },

  'webhooks.setSecret': (context, { webhookId, action }) => {
    const { db, clock, vault } = context
    const now = clock.now()
    const present = db
      .sql(
        'select secret_key, previous_secret_key, previous_secret_until from webhook_configs where webhook_id = ?',
      )
      .get<Parameters<typeof withEarlier>[0]>(webhookId)
    if (present === undefined) throw gone()
    context.touch('webhooks')
    const put = db.sql(
      'update webhook_configs set secret_key = ?, previous_secret_key = ?, previous_secret_until = ?, updated_at = ? where webhook_id = ?',
    )
    if (action === 'remove') {
      put.run(null, null, null, now, webhookId)
      return { secret: null }
    }
    const secret = makeSigningSecret()
    const earlier = withEarlier(present, clock.nowMs())
    put.run(vault.seal(secret), earlier.previous_secret_key, earlier.previous_secret_until, now, webhookId)
    return { secret }
  },

  'webhooks.sendTest': sendTestLead,
}

type Draft = Partial<Parameters<(typeof webhookCommands)['webhooks.update']>[1]>

/** The columns of a draft; what refers to something else is looked up. */
function columnsOf(context: WriteContext, draft: Omit<Draft, 'webhookId'>): Columns {
  const { defaultProviderId, mapping } = draft
  if (
    defaultProviderId !== undefined &&
    defaultProviderId !== null &&
    context.directory.provider(defaultProviderId) === undefined
  ) {
    throw new AppError('invalid', 'The default provider is no longer there. Choose another one.', [
      { field: 'defaultProviderId', message: 'Choose a provider from the list.', code: 'unknown' },
    ])
  }
  const problems = mapping === undefined ? [] : validateMapping(mapping)
  if (problems.length > 0) {
    throw new AppError(
      'invalid',
      problems[0] as string,
      problems.map((message) => ({ field: 'mapping', message, code: 'invalid' })),
    )
  }
  const all: Record<string, string | number | null | undefined> = {
    name: draft.name,
    description: draft.description === '' ? null : draft.description,
    lead_type: draft.leadType,
    rate_limit: draft.rateLimit,
    rate_window: draft.rateWindow,
    sender_rule: draft.senderRule,
    default_provider_id: defaultProviderId,
    default_region: draft.defaultRegion,
    verify_token: draft.verifyToken === '' ? null : draft.verifyToken,
    mapping: mapping === undefined ? undefined : JSON.stringify(mapping),
  }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string | number | null] => entry[1] !== undefined),
  )
}

function getWebhook({ db }: Pick<ReadContext, 'db'>, webhookId: string): Webhook {
  const row = db.sql(`${WEBHOOK} where w.webhook_id = ?`).get(webhookId)
  if (row === undefined) throw gone()
  return toWebhook(row)
}

function nameOf(context: WriteContext, webhookId: string): string {
  const name = context.db
    .sql('select name from webhook_configs where webhook_id = ?')
    .value<string>(webhookId)
  if (name === undefined) throw gone()
  return name
}

function gone(): AppError {
  return new AppError('not_found', 'This webhook is no longer there. Go back to the list.')
}

// biome-ignore lint/suspicious/noExplicitAny: a row of WEBHOOK, turned into its shape right here.
function toWebhook(row: any): Webhook {
  return {
    webhookId: row.webhook_id,
    name: row.name,
    description: row.description,
    leadType: row.lead_type,
    isActive: row.is_active === 1,
    rateLimit: row.rate_limit,
    rateWindow: row.rate_window,
    totalLeads: row.total_leads,
    lastLeadAt: row.last_lead_at,
    lastDeliveryAt: row.last_delivery_at,
    senderRule: row.sender_rule,
    defaultProviderId: row.default_provider_id,
    defaultRegion: row.default_region,
    hasSecret: row.secret_key !== null,
    previousSecretUntil: row.previous_secret_until,
    verifyToken: row.verify_token,
    mapping: JSON.parse(row.mapping),
    quarantined: row.quarantined ?? 0,
    held: row.held ?? 0,
    isSample: row.batch_id !== null,
    deletedAt: row.deleted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
