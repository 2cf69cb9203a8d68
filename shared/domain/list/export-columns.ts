// What can be exported: the lists with their columns, and of a reference both the id and the name. Leads and contacts have theirs in
// columns.ts; those of the other lists are here.
import { LEAD_TYPE_LABELS, labelOf, STATUS_LABELS, VERDICT_LABELS } from '../labels.ts'
import {
  APPOINTMENT_OUTCOMES,
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  CONVERSION_TYPES,
  DELIVERY_VERDICTS,
  LEAD_EVENT_TYPES,
  LEAD_STATUSES,
  LEAD_TYPES,
  LOCATION_TYPES,
} from '../vocabulary.ts'
import { type Choice, CONTACT_COLUMNS, LEAD_COLUMNS, type ListColumn } from './columns.ts'
import type { CsvMode } from './csv-out.ts'

const choices = <W extends string>(
  list: readonly W[],
  label: (word: W) => string = labelOf,
): readonly Choice[] => list.map((value) => ({ value, label: label(value) }))

const PERSON = 'Person'
/** Of the contact or lead that the row belongs to. */
const person: readonly ListColumn[] = [
  { name: 'first_name', label: 'First name', kind: 'text', group: PERSON },
  { name: 'last_name', label: 'Last name', kind: 'text', group: PERSON },
  { name: 'phone', label: 'Phone', kind: 'phone', group: PERSON },
  { name: 'email', label: 'Email', kind: 'text', group: PERSON },
]
const contactId: ListColumn = { name: 'contact_id', label: 'Contact id', kind: 'number', group: PERSON }
const leadId: ListColumn = { name: 'lead_id', label: 'Lead id', kind: 'number', group: PERSON }
const workspace = (group: string): ListColumn => ({
  name: 'workspace_id',
  label: 'Workspace',
  kind: 'reference',
  refersTo: 'workspaces',
  group,
})
const agent = (name: string, label: string, group: string): ListColumn => ({
  name,
  label,
  kind: 'reference',
  refersTo: 'agents',
  group,
})

const APPOINTMENT = 'Appointment'
export const APPOINTMENT_COLUMNS: readonly ListColumn[] = [
  { name: 'scheduled_at', label: 'Scheduled', kind: 'instant', group: APPOINTMENT },
  { name: 'time_zone', label: 'Booked in time zone', kind: 'text', group: APPOINTMENT },
  { name: 'duration_minutes', label: 'Minutes', kind: 'number', group: APPOINTMENT },
  {
    name: 'appointment_type',
    label: 'Type',
    kind: 'choice',
    choices: choices(APPOINTMENT_TYPES),
    group: APPOINTMENT,
  },
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    choices: choices(APPOINTMENT_STATUSES),
    group: APPOINTMENT,
  },
  {
    name: 'outcome',
    label: 'Outcome',
    kind: 'choice',
    choices: choices(APPOINTMENT_OUTCOMES),
    group: APPOINTMENT,
  },
  ...person,
  {
    name: 'location_type',
    label: 'Place',
    kind: 'choice',
    choices: choices(LOCATION_TYPES),
    group: APPOINTMENT,
  },
  { name: 'location_address', label: 'Address', kind: 'text', group: APPOINTMENT },
  agent('assigned_to', 'Assigned to', APPOINTMENT),
  workspace(APPOINTMENT),
  { name: 'notes', label: 'Notes', kind: 'text', group: APPOINTMENT },
  { name: 'customer_notes', label: 'Customer’s notes', kind: 'text', group: APPOINTMENT },
  { name: 'next_action', label: 'Next action', kind: 'text', group: APPOINTMENT },
  { name: 'next_action_date', label: 'Next action due', kind: 'instant', group: APPOINTMENT },
  agent('created_by', 'Created by', APPOINTMENT),
  { name: 'created_at', label: 'Created', kind: 'instant', group: APPOINTMENT },
  { name: 'updated_at', label: 'Changed', kind: 'instant', group: APPOINTMENT },
  { name: 'id', label: 'Appointment id', kind: 'number', group: APPOINTMENT },
  leadId,
  contactId,
]

const CONVERSION = 'Conversion'
export const CONVERSION_COLUMNS: readonly ListColumn[] = [
  { name: 'converted_at', label: 'Converted', kind: 'instant', group: CONVERSION },
  {
    name: 'conversion_type',
    label: 'Type',
    kind: 'choice',
    choices: choices(CONVERSION_TYPES),
    group: CONVERSION,
  },
  { name: 'value_cents', label: 'Value', kind: 'money', unit: 'cents', group: CONVERSION },
  { name: 'currency', label: 'Currency', kind: 'text', group: CONVERSION },
  ...person,
  agent('converted_by', 'Converted by', CONVERSION),
  workspace(CONVERSION),
  { name: 'voided_at', label: 'Voided', kind: 'instant', group: CONVERSION },
  { name: 'void_reason', label: 'Why voided', kind: 'text', group: CONVERSION },
  { name: 'custom_data', label: 'Further data', kind: 'text', group: CONVERSION },
  { name: 'created_at', label: 'Created', kind: 'instant', group: CONVERSION },
  { name: 'updated_at', label: 'Changed', kind: 'instant', group: CONVERSION },
  { name: 'id', label: 'Conversion id', kind: 'text', group: CONVERSION },
  leadId,
  contactId,
]

const DELIVERY = 'Delivery'
/** Without headers; the body is cut where a cell of a spreadsheet ends, and has no passwords (electron/core/exports/body-text.ts). */
export const DELIVERY_COLUMNS: readonly ListColumn[] = [
  { name: 'received_at', label: 'Received', kind: 'instant', group: DELIVERY },
  {
    name: 'verdict',
    label: 'Verdict',
    kind: 'choice',
    choices: choices(DELIVERY_VERDICTS, (word) => VERDICT_LABELS[word]),
    group: DELIVERY,
  },
  { name: 'summary', label: 'Summary', kind: 'text', group: DELIVERY },
  { name: 'webhook_id', label: 'Webhook', kind: 'reference', refersTo: 'webhooks', group: DELIVERY },
  { name: 'provider_id', label: 'Provider', kind: 'reference', refersTo: 'providers', group: DELIVERY },
  { name: 'sender', label: 'Shape read as', kind: 'text', group: DELIVERY },
  { name: 'status_code', label: 'Answered', kind: 'number', group: DELIVERY },
  { name: 'reason', label: 'Reason', kind: 'text', group: DELIVERY },
  { name: 'cause', label: 'Cause', kind: 'text', group: DELIVERY },
  { name: 'is_test', label: 'Test', kind: 'flag', group: DELIVERY },
  { name: 'repeats', label: 'Came again', kind: 'number', group: DELIVERY },
  { name: 'size', label: 'Bytes', kind: 'number', group: DELIVERY },
  { name: 'method', label: 'Method', kind: 'text', group: DELIVERY },
  { name: 'path', label: 'Path', kind: 'text', group: DELIVERY },
  { name: 'content_type', label: 'Content type', kind: 'text', group: DELIVERY },
  { name: 'remote_address', label: 'Address of the sender', kind: 'text', group: DELIVERY },
  { name: 'body', label: 'Raw body', kind: 'text', group: DELIVERY },
  { name: 'id', label: 'Delivery id', kind: 'number', group: DELIVERY },
  leadId,
  contactId,
]

const EVENT = 'Event'
export const EVENT_COLUMNS: readonly ListColumn[] = [
  { name: 'created_at', label: 'When', kind: 'instant', group: EVENT },
  { name: 'event_type', label: 'Event', kind: 'choice', choices: choices(LEAD_EVENT_TYPES), group: EVENT },
  agent('performed_by', 'By', EVENT),
  { name: 'event_data', label: 'Details', kind: 'text', group: EVENT },
  ...person,
  {
    name: 'lead_type',
    label: 'Lead type',
    kind: 'choice',
    choices: choices(LEAD_TYPES, (word) => LEAD_TYPE_LABELS[word]),
    group: PERSON,
  },
  {
    name: 'status',
    label: 'Status of the lead now',
    kind: 'choice',
    choices: choices(LEAD_STATUSES, (word) => STATUS_LABELS[word]),
    group: PERSON,
  },
  workspace(PERSON),
  { name: 'id', label: 'Event id', kind: 'number', group: EVENT },
  leadId,
  contactId,
]

/** What belongs to a lead and is no column of its list; JSON as it is stored. */
const LEAD_BESIDE: readonly ListColumn[] = [
  { name: 'answers', label: 'Answers', kind: 'text', group: 'Details' },
  { name: 'extra', label: 'Further values', kind: 'text', group: 'Details' },
  { name: 'issues', label: 'Could not be read', kind: 'text', group: 'Details' },
  { name: 'routing_rule_id', label: 'Routing rule', kind: 'number', group: 'Origin' },
  { name: 'routing_reason', label: 'Why routed there', kind: 'text', group: 'Origin' },
  { name: 'is_test', label: 'Test lead', kind: 'flag', group: 'Lead' },
  // By these the person is found again where the ids are others.
  {
    name: 'contact_webhook_id',
    label: 'Contact’s webhook',
    kind: 'reference',
    refersTo: 'webhooks',
    group: PERSON,
  },
  { name: 'contact_phone', label: 'Contact’s phone', kind: 'phone', group: PERSON },
]
const CONTACT_BESIDE: readonly ListColumn[] = [
  { name: 'field_times', label: 'When each field was last said', kind: 'text', group: PERSON },
  { name: 'second_names', label: 'Merged contacts', kind: 'text', group: PERSON },
]

export const EXPORT_LISTS = {
  leads: [...LEAD_COLUMNS, ...LEAD_BESIDE],
  contacts: [...CONTACT_COLUMNS, ...CONTACT_BESIDE],
  appointments: APPOINTMENT_COLUMNS,
  conversions: CONVERSION_COLUMNS,
  deliveries: DELIVERY_COLUMNS,
  events: EVENT_COLUMNS,
} as const satisfies Record<string, readonly ListColumn[]>
export type ExportList = keyof typeof EXPORT_LISTS
export const EXPORT_LIST_NAMES = Object.keys(EXPORT_LISTS) as [ExportList, ...ExportList[]]

export type ExportColumn = {
  /** Names the column in a request, and in the first line of the exact mode. */
  readonly key: string
  /** For people, and in the first line for a spreadsheet. */
  readonly label: string
  readonly column: ListColumn
  /** Of a reference: the id that is stored, or the name behind it. */
  readonly part: 'value' | 'name'
}

/** Every column of a list; a reference is two of them, the name first. */
export function exportColumns(list: ExportList): readonly ExportColumn[] {
  return EXPORT_LISTS[list].flatMap((column: ListColumn): ExportColumn[] =>
    column.kind === 'reference'
      ? [
          { key: nameKey(column.name), label: column.label, column, part: 'name' },
          { key: column.name, label: `${column.label}: id`, column, part: 'value' },
        ]
      : [{ key: column.name, label: column.label, column, part: 'value' }],
  )
}

/** `workspace_id` -> `workspace_name`, `assigned_to` -> `assigned_to_name`. */
function nameKey(name: string): string {
  return `${name.replace(/_id$/, '')}_name`
}

/** What nobody opens in a spreadsheet unless asked for. */
const UNUSUAL = new Set([
  'raw_payload',
  'user_agent',
  'ip_address',
  'processed_at',
  'consent_text',
  'stage_reached',
  'sender',
  'routing_method',
  'path',
  'method',
  'content_type',
  'cause',
  'custom_data',
  'body',
  'time_zone',
  ...[...LEAD_BESIDE, ...CONTACT_BESIDE].map(({ name }) => name),
])

/**
 * What a dialog begins with: for a spreadsheet names and what people read, for the exact mode everything that is stored, and the
 * names of what an import of the file may have to make (domain/import/exact.ts).
 */
export function usualColumns(list: ExportList, mode: CsvMode): readonly string[] {
  const columns = exportColumns(list)
  const isForPeople = mode === 'spreadsheet' && isImportable(list)
  return (isForPeople ? [...columns].sort((a, b) => rank(a.key) - rank(b.key)) : columns)
    .filter(({ part, column }) =>
      mode === 'exact'
        ? part === 'value' || isImportable(list)
        : (part === 'name' || column.kind !== 'reference') && !UNUSUAL.has(column.name),
    )
    .map(({ key }) => key)
}

/** Who it is and how to reach them, before all else that is known. */
const PERSON_FIRST = [
  'first_name',
  'last_name',
  'phone',
  'phone_extension',
  'email',
  'address',
  'city',
  'state',
  'zip_code',
]

function rank(key: string): number {
  const at = PERSON_FIRST.indexOf(key)
  return at === -1 ? PERSON_FIRST.length : at
}

/** A webhook, provider, workspace or agent that is missing where the file is imported is made under its name. */
function isImportable(list: ExportList): boolean {
  return list === 'leads' || list === 'contacts'
}
