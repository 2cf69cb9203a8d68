// Conversions: the list, the detail, and the commands that log, change and void them.
import type { ConversionDetail } from '../../../shared/contract/conversions.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import type { ReadContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { CONVERSION_JOINS, CONVERSION_ROW, toConversionRow } from '../records/conversion-rows.ts'
import { remember } from '../records/undo.ts'
import {
  changeConversion,
  logConversion,
  noteConversion,
  voidConversion,
} from '../records/write-conversion.ts'
import { conversionsPage } from './list-conversions.ts'

export const conversionQueries: QueriesOf<'conversions'> = {
  'conversions.page': ({ db }, input) => conversionsPage(db, input),

  'conversions.get': (context, { id }) => conversionDetail(context, id),

  'conversions.of': ({ db }, whose) => {
    const [column, id] =
      'leadId' in whose ? (['lead_id', whose.leadId] as const) : (['contact_id', whose.contactId] as const)
    return db
      .sql(
        `select ${CONVERSION_ROW} from conversions c ${CONVERSION_JOINS} where c.${column} = ? order by c.converted_at desc, c.rowid desc limit 500`,
      )
      .all(id)
      .map(toConversionRow)
  },
}

export const conversionCommands: CommandsOf<'conversions'> = {
  'conversions.log': (context, input) => {
    const { id, label, steps } = logConversion(context, input)
    return { id, ...remember(context, label, steps) }
  },

  'conversions.update': (context, { id, ...values }) => {
    const { label, steps } = changeConversion(context, id, values)
    return remember(context, label, steps)
  },

  'conversions.addNote': (context, { id, text }) => {
    const { label, steps } = noteConversion(context, id, text)
    return remember(context, label, steps)
  },

  'conversions.void': (context, { id, reason }) => {
    const { label, steps } = voidConversion(context, id, reason)
    return remember(context, label, steps)
  },
}

function conversionDetail({ db }: ReadContext, id: string): ConversionDetail {
  const row = db
    .sql(
      `select ${CONVERSION_ROW}, c.custom_data, c.external_id, c.created_at, c.updated_at, l.status as lead_status, l.created_at as lead_created_at,
         p.provider_name
       from conversions c ${CONVERSION_JOINS} left join lead_source_providers p on p.provider_id = l.provider_id where c.id = ?`,
    )
    .get(id)
  if (row === undefined)
    throw new AppError(
      'not_found',
      'This conversion is no longer there. Undo what took it away, or log it anew.',
    )
  return {
    ...toConversionRow(row),
    customData: JSON.parse(row.custom_data ?? '{}'),
    externalId: row.external_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lead:
      row.lead_id === null
        ? null
        : {
            id: row.lead_id,
            status: row.lead_status,
            createdAt: row.lead_created_at,
            providerName: row.provider_name,
          },
    events: db
      .sql(
        `select e.*, g.name as agent_name from conversion_events e left join agents g on g.slug = e.created_by
         where e.conversion_id = ? order by e.id desc limit 500`,
      )
      .all(id)
      .map((event) => ({
        id: event.id,
        eventType: event.event_type,
        data: JSON.parse(event.event_data),
        createdBy: event.created_by,
        createdByName: event.agent_name,
        createdAt: event.created_at,
      })),
  }
}
