// The columns of the lists: what can be filtered by, sorted by, shown and exported. Names are the database's columns; a lead's own fields
// come from LEAD_FIELDS, so that a field is added in one place.
import { LEAD_TYPE_LABELS, labelOf, STATUS_LABELS } from '../labels.ts'
import { type FieldKind, LEAD_FIELDS } from '../payload/fields.ts'
import { LEAD_STATUSES, LEAD_TYPES, ROUTING_METHODS, STAGES } from '../vocabulary.ts'

/**
 * What a column holds, which decides the ways to ask for it. `money` is asked for in whole cents; `instant` by days of the agency's zone;
 * `reference` by the ids of other records.
 */
export type ColumnKind = 'text' | 'phone' | 'choice' | 'reference' | 'number' | 'money' | 'instant' | 'flag'
export type ReferredTo = 'webhooks' | 'providers' | 'workspaces' | 'agents'
export type Choice = { readonly value: string; readonly label: string }

export type ListColumn = {
  readonly name: string
  readonly label: string
  readonly kind: ColumnKind
  /** The words of a `choice`, in their order, which is also the order of sorting. */
  readonly choices?: readonly Choice[]
  readonly refersTo?: ReferredTo
  /** How money is kept on disk: the specification's columns hold dollars, ours cents. */
  readonly unit?: 'dollars' | 'cents'
  /** True: every row has a value, so that sorting needs not look for rows without one. */
  readonly isAlwaysThere?: true
  /** True: nobody asks whether it is empty. */
  readonly isNeverEmpty?: true
  /** What "is empty" means in this column, in its own words. */
  readonly emptyLabel?: string
  /** Heading under which a chooser shows it. */
  readonly group: string
}

const PERSON = 'Person'
const LEAD = 'Lead'
const WORK = 'Work'
const DETAILS = 'Details'
const ORIGIN = 'Origin'

const KINDS: Readonly<Record<FieldKind, ColumnKind>> = {
  text: 'text',
  email: 'text',
  phone: 'phone',
  money: 'money',
  integer: 'number',
  choice: 'choice',
  instant: 'instant',
  state: 'text',
  zip: 'text',
  boolean: 'flag',
}
const PERSON_FIELDS = new Set([
  'first_name',
  'last_name',
  'email',
  'phone',
  'address',
  'city',
  'state',
  'zip_code',
])
const ORIGIN_FIELDS = new Set([
  'source',
  'campaign_id',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'landing_page_url',
  'consent_text',
  'consent_value',
  'tcpa_compliance',
])

const fieldColumns: readonly ListColumn[] = LEAD_FIELDS.map(({ name, kind, label, choices }) => ({
  name,
  label,
  kind: KINDS[kind],
  ...(choices === null ? {} : { choices: choices.map((value) => ({ value, label: labelOf(value) })) }),
  ...(kind === 'money' ? { unit: 'dollars' as const } : {}),
  group: PERSON_FIELDS.has(name)
    ? PERSON
    : ORIGIN_FIELDS.has(name)
      ? ORIGIN
      : name === 'created_at'
        ? LEAD
        : DETAILS,
}))

const words = <W extends string>(list: readonly W[], label: (word: W) => string): readonly Choice[] =>
  list.map((value) => ({ value, label: label(value) }))

const ALWAYS_THERE = new Set([
  'id',
  'status',
  'lead_type',
  'webhook_id',
  'created_at',
  'updated_at',
  'stage_reached',
  'call_attempts',
  'lead_count',
])
const marked = (columns: readonly ListColumn[]): readonly ListColumn[] =>
  columns.map((column) => (ALWAYS_THERE.has(column.name) ? { ...column, isAlwaysThere: true } : column))

/** Every column of a lead's list. */
export const LEAD_COLUMNS: readonly ListColumn[] = marked([
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    choices: words(LEAD_STATUSES, (word) => STATUS_LABELS[word]),
    group: LEAD,
  },
  {
    name: 'lead_type',
    label: 'Type',
    kind: 'choice',
    choices: words(LEAD_TYPES, (word) => LEAD_TYPE_LABELS[word]),
    group: LEAD,
  },
  { name: 'workspace_id', label: 'Workspace', kind: 'reference', refersTo: 'workspaces', group: LEAD },
  { name: 'assigned_to', label: 'Assigned to', kind: 'reference', refersTo: 'agents', group: WORK },
  { name: 'next_step', label: 'Next step', kind: 'text', group: WORK },
  { name: 'follow_up_at', label: 'Follow-up', kind: 'instant', group: WORK },
  { name: 'call_attempts', label: 'Call attempts', kind: 'number', group: WORK },
  { name: 'last_called_at', label: 'Last called', kind: 'instant', group: WORK },
  { name: 'revenue_potential', label: 'Revenue potential', kind: 'money', unit: 'dollars', group: WORK },
  { name: 'conversion_score', label: 'Conversion score', kind: 'number', group: WORK },
  ...fieldColumns,
  { name: 'id', label: 'Lead id', kind: 'number', group: LEAD },
  { name: 'contact_id', label: 'Contact id', kind: 'number', group: PERSON },
  { name: 'phone_extension', label: 'Phone extension', kind: 'text', group: PERSON },
  {
    name: 'stage_reached',
    label: 'Furthest stage',
    kind: 'choice',
    choices: words(STAGES, (word) => STATUS_LABELS[word]),
    group: LEAD,
  },
  { name: 'updated_at', label: 'Changed', kind: 'instant', group: LEAD },
  { name: 'contacted_at', label: 'First contacted', kind: 'instant', group: LEAD },
  { name: 'qualified_at', label: 'First qualified', kind: 'instant', group: LEAD },
  { name: 'proposal_sent_at', label: 'First proposal sent', kind: 'instant', group: LEAD },
  { name: 'negotiating_at', label: 'First negotiating', kind: 'instant', group: LEAD },
  { name: 'scheduled_at', label: 'First scheduled', kind: 'instant', group: LEAD },
  { name: 'converted_at', label: 'First converted', kind: 'instant', group: LEAD },
  { name: 'webhook_id', label: 'Webhook', kind: 'reference', refersTo: 'webhooks', group: ORIGIN },
  { name: 'provider_id', label: 'Provider', kind: 'reference', refersTo: 'providers', group: ORIGIN },
  { name: 'cost_cents', label: 'Lead price', kind: 'money', unit: 'cents', group: ORIGIN },
  { name: 'external_id', label: 'Sender’s id', kind: 'text', group: ORIGIN },
  { name: 'sender', label: 'Shape read as', kind: 'text', group: ORIGIN },
  {
    name: 'routing_method',
    label: 'Routed by',
    kind: 'choice',
    choices: words(ROUTING_METHODS, labelOf),
    group: ORIGIN,
  },
  { name: 'ip_address', label: 'IP address', kind: 'text', group: ORIGIN },
  { name: 'user_agent', label: 'User agent', kind: 'text', group: ORIGIN },
  { name: 'processed_at', label: 'Processed', kind: 'instant', group: ORIGIN },
  { name: 'raw_payload', label: 'Payload', kind: 'text', group: ORIGIN },
])

/** Every column of a contact's list. */
export const CONTACT_COLUMNS: readonly ListColumn[] = marked([
  ...fieldColumns.filter(({ group }) => group === PERSON),
  { name: 'phone_extension', label: 'Phone extension', kind: 'text', group: PERSON },
  { name: 'webhook_id', label: 'Webhook', kind: 'reference', refersTo: 'webhooks', group: ORIGIN },
  { name: 'lead_count', label: 'Leads', kind: 'number', group: LEAD },
  { name: 'last_lead_at', label: 'Newest lead', kind: 'instant', group: LEAD },
  { name: 'created_at', label: 'Created', kind: 'instant', group: LEAD },
  { name: 'updated_at', label: 'Changed', kind: 'instant', group: LEAD },
  { name: 'id', label: 'Contact id', kind: 'number', group: PERSON },
])

export const COLUMNS_OF = { leads: LEAD_COLUMNS, contacts: CONTACT_COLUMNS } as const
export type ListName = keyof typeof COLUMNS_OF

const byName = new Map(
  Object.entries(COLUMNS_OF).map(([list, columns]) => [
    list,
    new Map(columns.map((column) => [column.name, column])),
  ]),
)

export function columnOf(list: ListName, name: string): ListColumn | undefined {
  return byName.get(list)?.get(name)
}

/** Whether a lead may be called at this moment: what the clock makes of its place and number, so it is asked for and never stored. */
export const CALLABLE: ListColumn = {
  name: 'callable',
  label: 'Callable now',
  kind: 'flag',
  emptyLabel: 'local time unknown',
  group: WORK,
}

/** Whether the first contact came within five minutes of the lead (metrics.ts). */
export const CONTACTED_IN_FIVE: ListColumn = {
  name: 'contacted_in_five',
  label: 'Contacted in five minutes',
  kind: 'flag',
  emptyLabel: 'not contacted',
  group: WORK,
}
/** Whether there is, or was, an appointment, whatever became of it. */
export const HAS_APPOINTMENT: ListColumn = {
  name: 'has_appointment',
  label: 'Has an appointment',
  kind: 'flag',
  isNeverEmpty: true,
  group: WORK,
}
const COMPUTED: readonly ListColumn[] = [CALLABLE, CONTACTED_IN_FIVE, HAS_APPOINTMENT]

/** What a list can be filtered by: its columns, and what is worked out when it is asked for. */
export const CONDITION_COLUMNS_OF: Readonly<Record<ListName, readonly ListColumn[]>> = {
  leads: [...COMPUTED, ...LEAD_COLUMNS],
  contacts: CONTACT_COLUMNS,
}

export function conditionColumnOf(list: ListName, name: string): ListColumn | undefined {
  return (list === 'leads' ? COMPUTED.find((one) => one.name === name) : undefined) ?? columnOf(list, name)
}
