// Where the rows of an export come from: the ids first, in the order of the list, then the stored values by those ids.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import { SECOND_NAME_COLUMNS } from '../../../shared/domain/import/exact.ts'
import type { ExportList } from '../../../shared/domain/list/export-columns.ts'
import type { ReadDb } from '../db/connection.ts'
import { appointmentIds } from '../records/appointment-filter.ts'
import { conversionNumbers } from '../records/conversion-filter.ts'
import { contactIds } from '../records/list-contacts.ts'
import { allIds } from '../records/list-leads.ts'
import { BODY_TEXT, LONGEST_BODY } from './body-text.ts'

export type ExportWhat = ParsedInput<'exports.csv'>['what']
type Ids = { readonly ids: ArrayLike<number>; readonly isComplete: boolean }

export type Source = {
  readonly table: string
  /** The table is x; what else its columns need. */
  readonly joins: string
  /** Columns that are not the table's own. */
  readonly elsewhere: Readonly<Record<string, string>>
  /** How long such a column is at most, where that can be told without making it. */
  readonly lengths?: Readonly<Record<string, string>>
}

const CONTACT = {
  first_name: 'c.first_name',
  last_name: 'c.last_name',
  phone: 'c.phone',
  email: 'c.email',
}
const LEAD = {
  first_name: 'l.first_name',
  last_name: 'l.last_name',
  phone: 'l.phone',
  email: 'l.email',
  lead_type: 'l.lead_type',
  status: 'l.status',
  workspace_id: 'l.workspace_id',
  contact_id: 'l.contact_id',
}
/** Contacts that were merged into this one, which no list shows: whole rows, as JSON. */
const SECOND_NAMES = `(select nullif(json_group_array(json_object(${SECOND_NAME_COLUMNS.map(
  (column) => `'${column}', m.${column}`,
).join(', ')}, 'webhook_name', w.name)), '[]')
  from (select * from contacts where merged_into_id = x.id order by id) m
  join webhook_configs w on w.webhook_id = m.webhook_id)`
const OF_CONTACT = 'left join contacts c on c.id = x.contact_id'

export const SOURCES: Readonly<Record<ExportList, Source>> = {
  leads: {
    table: 'leads',
    joins: OF_CONTACT,
    elsewhere: { contact_phone: 'c.phone', contact_webhook_id: 'c.webhook_id' },
  },
  contacts: { table: 'contacts', joins: '', elsewhere: { second_names: SECOND_NAMES } },
  appointments: {
    table: 'appointments',
    joins: OF_CONTACT,
    elsewhere: CONTACT,
  },
  conversions: { table: 'conversions', joins: OF_CONTACT, elsewhere: CONTACT },
  deliveries: {
    table: 'deliveries',
    joins: '',
    elsewhere: { body: `${BODY_TEXT}(x.body)` },
    lengths: { body: `min(octet_length(x.body), ${LONGEST_BODY})` },
  },
  events: {
    table: 'lead_events',
    joins: 'join leads l on l.id = x.lead_id',
    elsewhere: LEAD,
  },
}

/** More people than anybody has. */
const EVERYBODY = 10_000_000

/** Every row of the list, by its key in the table. */
export function idsOf(db: ReadDb, what: ExportWhat, nowMs: number): Ids {
  switch (what.list) {
    case 'leads':
      return markedOf(allIds(db, what.filter, what.sort, nowMs, EVERYBODY), what.marked)
    case 'contacts':
      return markedOf(contactIds(db, what.filter, what.sort, nowMs, EVERYBODY), what.marked)
    case 'deliveries': {
      const { webhookId, providerId, verdicts } = what.filter
      const parts: string[] = []
      const values: string[] = []
      const only = (part: string, value: string) => {
        parts.push(part)
        values.push(value)
      }
      if (webhookId !== undefined) only('x.webhook_id = ?', webhookId)
      if (providerId !== undefined) only('x.provider_id = ?', providerId)
      if (verdicts.length > 0) only('x.verdict in (select value from json_each(?))', JSON.stringify(verdicts))
      const where = parts.length === 0 ? '' : `where ${parts.join(' and ')}`
      return list(db, `select x.id from deliveries x ${where} order by x.id desc`, values)
    }
    case 'appointments':
      return {
        ids: Float64Array.from(appointmentIds(db, what.filter, what.filter, 'desc')),
        isComplete: true,
      }
    case 'conversions':
      return conversionNumbers(db, what.filter)
    case 'events': {
      const { workspaceId } = what.filter
      const select = 'select x.id from lead_events x join leads l on l.id = x.lead_id'
      return workspaceId === undefined
        ? list(db, `${select} order by x.id desc`, [])
        : list(db, `${select} where l.workspace_id is ? order by x.id desc`, [workspaceId])
    }
  }
}

type Marked = Extract<ExportWhat, { list: 'leads' | 'contacts' }>['marked']

function markedOf(
  { ids, isComplete }: { readonly ids: Float64Array; readonly isComplete: boolean },
  marked: Marked,
): Ids {
  if (marked === undefined) return { ids, isComplete }
  const isNamed = 'ids' in marked
  const named = new Set(isNamed ? marked.ids : marked.allBut)
  return { ids: ids.filter((id) => named.has(id) === isNamed), isComplete }
}

/** One text of all ids crosses from SQLite faster than a row for each. */
function list(db: ReadDb, text: string, values: readonly unknown[]): Ids {
  const ids = db.sql(`select json_group_array(id) from (${text})`).value<string>(...values) ?? '[]'
  return { ids: Float64Array.from(JSON.parse(ids) as number[]), isComplete: true }
}

/** What stands behind the ids of a reference. */
export const NAMES = {
  webhooks: 'select webhook_id as id, name from webhook_configs',
  providers: 'select provider_id as id, provider_name as name from lead_source_providers',
  workspaces: 'select id, name from workspaces',
  agents: 'select slug as id, name from agents',
} as const
