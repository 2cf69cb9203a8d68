// Files that our own exact export wrote: their headings are the columns of the database, and what a lead has beside its fields comes back too.
import { LEAD_FIELDS } from '../payload/fields.ts'
import { LEAD_STATUSES, LEAD_TYPES, ROUTING_METHODS, STAGES } from '../vocabulary.ts'
import { type ColumnTarget, LEAVE } from './columns.ts'

/** Of a lead, besides what every import reads; `json` and `instant` texts are checked, others are taken as they are. */
export const LEAD_COLUMNS_KEPT = {
  status: LEAD_STATUSES,
  stage_reached: STAGES,
  lead_type: LEAD_TYPES,
  routing_method: ROUTING_METHODS,
  contacted_at: 'instant',
  qualified_at: 'instant',
  converted_at: 'instant',
  follow_up_at: 'instant',
  last_called_at: 'instant',
  updated_at: 'instant',
  processed_at: 'instant',
  call_attempts: 'integer',
  cost_cents: 'integer',
  routing_rule_id: 'integer',
  revenue_potential: 'number',
  conversion_score: 'number',
  answers: 'json',
  extra: 'json',
  issues: 'json',
  assigned_to: 'text',
  next_step: 'text',
  routing_reason: 'text',
  sender: 'text',
  ip_address: 'text',
  user_agent: 'text',
  raw_payload: 'text',
} as const satisfies Readonly<
  Record<string, readonly string[] | 'instant' | 'integer' | 'number' | 'json' | 'text'>
>
export type KeptColumn = keyof typeof LEAD_COLUMNS_KEPT

const PREFIX = 'column:'
const PAYLOAD = new Set<string>([
  ...LEAD_FIELDS.map(({ name }) => name),
  'external_id',
  'phone_extension',
  'is_test',
  'workspace_id',
])
const OF_LEADS = ['id', 'webhook_id', 'lead_type', 'status', 'phone', 'created_at']
const OF_CONTACTS = ['id', 'webhook_id', 'phone', 'lead_count', 'created_at']

export function exactListOf(headings: readonly string[] | null): 'leads' | 'contacts' | null {
  const has = (names: readonly string[]) => names.every((name) => headings?.includes(name))
  return has(OF_LEADS) ? 'leads' : has(OF_CONTACTS) ? 'contacts' : null
}

export function exactMapping(headings: readonly string[]): ColumnTarget[] {
  return headings.map((heading) => {
    if (PAYLOAD.has(heading)) return heading
    return Object.hasOwn(LEAD_COLUMNS_KEPT, heading) ? PREFIX + heading : LEAVE
  })
}

export function keptColumnOf(target: ColumnTarget): KeptColumn | null {
  const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : ''
  return Object.hasOwn(LEAD_COLUMNS_KEPT, name) ? (name as KeptColumn) : null
}

/** The value as the database keeps it; undefined when the cell holds none, null when it does not fit. */
export function readKept(column: KeptColumn, cell: string): string | number | null | undefined {
  if (cell === '') return undefined
  const kind: readonly string[] | string = LEAD_COLUMNS_KEPT[column]
  if (typeof kind !== 'string') return kind.includes(cell) ? cell : null
  if (kind === 'instant')
    return /^\d{4}-[01]\d-[0-3]\dT[\d:.]+Z$/.test(cell) && !Number.isNaN(Date.parse(cell)) ? cell : null
  if (kind === 'integer') return /^-?\d{1,15}$/.test(cell) && Number(cell) >= 0 ? Number(cell) : null
  if (kind === 'number') return cell.trim() !== '' && Number.isFinite(Number(cell)) ? Number(cell) : null
  if (kind === 'json') {
    try {
      const value: unknown = JSON.parse(cell)
      return typeof value === 'object' && value !== null ? cell : null
    } catch {
      return null
    }
  }
  return cell
}
