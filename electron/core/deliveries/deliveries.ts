// Deliveries: what arrived, what became of it, and the repair of what did not fit.
import type { DeliveryDetail, DeliveryRow } from '../../../shared/contract/deliveries.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { DELIVERY_VERDICTS } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { APPOINTMENTS_PATH } from '../intake/incoming-appointment.ts'
import type { Repair } from '../intake/stored-deliveries.ts'
import { rawTextOf } from '../records/raw-text.ts'
import { moveRows, remember } from '../records/undo.ts'
import { namesAndSamples } from './payload-view.ts'
import { replayDeliveries } from './replay.ts'

const DELIVERY_ROW = `d.id, d.webhook_id, w.name as webhook_name, d.provider_id, p.provider_name, d.received_at, d.verdict, d.is_test,
  d.status_code, d.path like '${APPOINTMENTS_PATH}%' as is_appointment, d.reason, d.sender, d.size, d.repeats, d.lead_id, d.contact_id, d.summary,
  (select json_array_length(l.issues) from leads l where l.id = d.lead_id) as notes`
/** Of a cause, to recognise it by. */
const PEOPLE_SHOWN = 3
/** As many as one replay takes. */
const REFUSED_AT_ONCE = 500
const DELIVERY_JOINS = `left join webhook_configs w on w.webhook_id = d.webhook_id
  left join lead_source_providers p on p.provider_id = d.provider_id`

export const deliveryQueries: QueriesOf<'deliveries'> = {
  'deliveries.page': ({ db }, { webhookId, providerId, verdicts, offset, limit }) => {
    const wheres: string[] = []
    const values: (string | number)[] = []
    if (webhookId !== undefined) {
      wheres.push('webhook_id = ?')
      values.push(webhookId)
    }
    if (providerId !== undefined) {
      wheres.push('provider_id = ?')
      values.push(providerId)
    }
    if (verdicts.length > 0) {
      wheres.push(`verdict in (${verdicts.map(() => '?').join(', ')})`)
      values.push(...verdicts)
    }
    const where = wheres.length === 0 ? '' : `where ${wheres.join(' and ')}`
    const rows = db
      .sql(
        `select ${DELIVERY_ROW} from (select id as wanted from deliveries ${where} order by id desc limit ? offset ?)
         join deliveries d on d.id = wanted ${DELIVERY_JOINS} order by d.id desc`,
      )
      .all(...values, limit, offset)
      .map(toDeliveryRow)
    const total =
      providerId === undefined
        ? countByVerdict(db, webhookId, verdicts)
        : (db.sql(`select count(*) from deliveries ${where}`).value<number>(...values) ?? 0)
    return { rows, total, isTotalExact: true }
  },

  'deliveries.get': ({ db }, { id }) => {
    const row = db
      .sql(
        `select ${DELIVERY_ROW}, d.method, d.path, d.content_type, d.remote_address, d.headers, d.body, d.details, d.response, d.cause,
           exists (select 1 from leads l where l.id = d.lead_id) as is_lead_there
         from deliveries d ${DELIVERY_JOINS} where d.id = ?`,
      )
      .get(id)
    if (row === undefined) throw new AppError('not_found', 'This delivery is no longer kept.')
    const { text, isCut } = rawTextOf(row.body)
    const told: unknown = JSON.parse(row.details ?? '[]')
    const repair = Array.isArray(told) ? null : (told as Repair)
    return {
      ...toDeliveryRow(row),
      isLeadThere: row.is_lead_there === 1,
      appointment: row.is_appointment === 1 ? appointmentIn(db, repair?.response ?? row.response) : null,
      method: row.method,
      path: row.path,
      contentType: row.content_type,
      remoteAddress: row.remote_address,
      headers: JSON.parse(row.headers),
      rawText: text,
      isRawTextCut: isCut,
      payloadFields: namesAndSamples(row),
      details: Array.isArray(told) ? told : [],
      response: row.response,
      repair: repair && {
        ...repair,
        byName: db.sql('select name from agents where slug = ?').value<string>(repair.by) ?? repair.by,
      },
      cause: row.cause,
    }
  },

  'deliveries.counts': ({ db }) => {
    const totals = new Map(
      db
        .sql('select verdict, sum(total) as total from delivery_counts group by verdict')
        .all<{ verdict: string; total: number }>()
        .map((row) => [row.verdict, row.total]),
    )
    return Object.fromEntries(
      DELIVERY_VERDICTS.map((verdict) => [verdict, totals.get(verdict) ?? 0]),
    ) as Record<(typeof DELIVERY_VERDICTS)[number], number>
  },

  'deliveries.causes': ({ db }) =>
    db
      .sql(
        `select q.cause, q.count, q.first_at, q.last_at, q.sample_id, d.webhook_id, d.reason, w.name as webhook_name,
           d.details is not null as can_map,
           (select json_group_array(summary) from (select summary from deliveries p where p.verdict = 'quarantined' and p.cause = q.cause
              and p.summary is not null order by p.id desc limit ${PEOPLE_SHOWN})) as people
         from (select cause, count(*) as count, min(received_at) as first_at, max(received_at) as last_at, max(id) as sample_id
               from deliveries where verdict = 'quarantined' group by cause) q
         join deliveries d on d.id = q.sample_id left join webhook_configs w on w.webhook_id = d.webhook_id
         order by q.count desc, q.last_at desc limit 200`,
      )
      .all()
      .map((row) => ({
        cause: row.cause,
        webhookId: row.webhook_id,
        webhookName: row.webhook_name,
        reason: row.reason,
        count: row.count,
        firstAt: row.first_at,
        lastAt: row.last_at,
        sampleDeliveryId: row.sample_id,
        canMap: row.can_map === 1,
        people: JSON.parse(row.people),
      })),

  'deliveries.refused': ({ db }) =>
    db
      .sql(
        `select r.webhook_id, r.reason, r.count, r.last_at, r.sample_id, w.name as webhook_name,
           (select json_group_array(id) from (select id from deliveries o where o.verdict = 'refused' and o.webhook_id = r.webhook_id
              and o.reason is r.reason order by o.id desc limit ${REFUSED_AT_ONCE})) as ids
         from (select webhook_id, reason, count(*) as count, max(received_at) as last_at, max(id) as sample_id
               from deliveries where verdict = 'refused' group by webhook_id, reason) r
         join webhook_configs w on w.webhook_id = r.webhook_id and w.deleted_at is null
         order by r.last_at desc limit 50`,
      )
      .all()
      .map((row) => ({
        webhookId: row.webhook_id,
        webhookName: row.webhook_name,
        reason: row.reason,
        count: row.count,
        lastAt: row.last_at,
        sampleDeliveryId: row.sample_id,
        ids: JSON.parse(row.ids),
      })),

  'deliveries.refusals': ({ db }) =>
    db
      .sql(
        `select reason, webhook_id, address, sum(total) as count, max(last_at) as last_at from refusals
         group by reason, webhook_id, address order by last_at desc limit 200`,
      )
      .all()
      .map((row) => ({
        reason: row.reason,
        webhookId: row.webhook_id,
        address: row.address,
        count: row.count,
        lastAt: row.last_at,
      })),
}

export const deliveryCommands: CommandsOf<'deliveries'> = {
  'deliveries.replay': replayDeliveries,

  'deliveries.dismiss': (context, { ids, cause }) => {
    const { db } = context
    const open =
      cause === undefined
        ? db
            .sql(
              `select id, verdict from deliveries where verdict in ('quarantined', 'held', 'refused')
                 and id in (select value from json_each(?))`,
            )
            .all<OpenDelivery>(JSON.stringify(ids ?? []))
        : db
            .sql(`select id, verdict from deliveries where verdict = 'quarantined' and cause = ?`)
            .all<OpenDelivery>(cause)
    const steps = DELIVERY_VERDICTS.map((before) => ({
      table: 'deliveries' as const,
      keys: open.filter(({ verdict }) => verdict === before).map(({ id }) => id),
      column: 'verdict',
      before,
      after: 'dismissed',
    })).filter(({ keys }) => keys.length > 0)
    for (const step of steps) moveRows(context, step)
    const label = open.length === 1 ? 'Delivery dismissed' : `${open.length} deliveries dismissed`
    return { ...remember(context, label, steps), dismissed: open.length }
  },
}

/** As it was answered; an appointment may be the work of several deliveries. */
function appointmentIn(db: ReadDb, response: string | null): DeliveryDetail['appointment'] {
  return (
    db
      .sql(
        `select id, scheduled_at as scheduledAt, all_day_date as allDayDate from appointments
         where id = json_extract(?, '$.appointment_id')`,
      )
      .get<NonNullable<DeliveryDetail['appointment']>>(response) ?? null
  )
}

type OpenDelivery = { readonly id: number; readonly verdict: string }

function countByVerdict(db: ReadDb, webhookId: string | undefined, verdicts: readonly string[]): number {
  return db
    .sql('select webhook_id, verdict, total from delivery_counts')
    .all<{ webhook_id: string; verdict: string; total: number }>()
    .filter(
      (row) =>
        (webhookId === undefined || row.webhook_id === webhookId) &&
        (verdicts.length === 0 || verdicts.includes(row.verdict)),
    )
    .reduce((sum, row) => sum + row.total, 0)
}

// biome-ignore lint/suspicious/noExplicitAny: a row of DELIVERY_ROW, turned into its shape right here.
function toDeliveryRow(row: any): DeliveryRow {
  return {
    id: row.id,
    kind: row.is_appointment === 1 ? 'appointment' : 'lead',
    webhookId: row.webhook_id === '' ? null : row.webhook_id,
    webhookName: row.webhook_name,
    providerId: row.provider_id,
    providerName: row.provider_name,
    receivedAt: row.received_at,
    verdict: row.verdict,
    isTest: row.is_test === 1,
    statusCode: row.status_code,
    reason: row.reason,
    sender: row.sender,
    size: row.size,
    repeats: row.repeats,
    leadId: row.lead_id,
    contactId: row.contact_id,
    summary: row.summary,
    notes: row.notes ?? 0,
  }
}
