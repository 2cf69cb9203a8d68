// How a lead's history and values read, on a lead and on a contact alike.
import type { LeadEvent } from '../../shared/contract/leads.ts'
import { LEAD_TYPE_LABELS, labelOf, STATUS_LABELS } from '../../shared/domain/labels.ts'
import { LEAD_FIELDS } from '../../shared/domain/payload/fields.ts'
import { LEAD_STATUSES, type LeadStatus } from '../../shared/domain/vocabulary.ts'
import { showCount, showMoney } from './format.ts'
import type { Moment } from './lists.tsx'
import { type DotTone, toneOfStatus } from './status.tsx'

function statusLabel(word: unknown): string {
  return (LEAD_STATUSES as readonly unknown[]).includes(word)
    ? STATUS_LABELS[word as LeadStatus]
    : String(word)
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : value === null || value === undefined
      ? ''
      : JSON.stringify(value)
}

/** Who did it, for people: an agent's name, or the door it came through. */
export function actorOf({
  performedBy,
  performedByName,
}: Pick<LeadEvent, 'performedBy' | 'performedByName'>): string {
  if (performedByName) return performedByName
  if (!performedBy || performedBy === 'system') return 'Convio Leads'
  const [kind, id] = performedBy.split(':', 2)
  if (kind === 'webhook') return `webhook ${id}`
  if (kind === 'import') return 'import'
  if (kind === 'api') return `API of ${id}`
  return labelOf(performedBy)
}

/** One event of a lead as a line of a time line. */
export function momentOf(
  event: LeadEvent,
  {
    of,
    workspaces = [],
  }: {
    /** Which lead it is about, where several stand in one line. */
    readonly of?: string | undefined
    /** To say a workspace by its name. */
    readonly workspaces?: readonly { readonly id: string; readonly name: string }[] | undefined
  } = {},
): Moment {
  const { data } = event
  const { title, details, tone } = wordsOf(
    event,
    (id) => workspaces.find((workspace) => workspace.id === id)?.name ?? textOf(id),
  )
  const by = `by ${actorOf(event)}`
  return {
    key: event.id,
    at: event.createdAt,
    title,
    detail: [of, ...details, event.eventType === 'assigned' ? '' : by, textOf(data.reason)]
      .filter(Boolean)
      .join(' · '),
    tone,
  }
}

function wordsOf(
  { eventType, data }: LeadEvent,
  workspaceName: (id: unknown) => string,
): {
  title: string
  details: readonly string[]
  tone: DotTone
} {
  switch (eventType) {
    case 'created':
      return { title: 'Lead created', details: [], tone: 'new' }
    case 'updated':
      return { title: 'Lead changed', details: [Object.keys(data).map(labelOf).join(', ')], tone: 'lost' }
    case 'status_changed':
      return {
        title: `${statusLabel(data.from)} → ${statusLabel(data.to)}`,
        details: [],
        tone: toneOfStatus(data.to),
      }
    case 'assigned':
      return {
        title: `Assigned to ${workspaceName(data.workspace_id)}`,
        details: [],
        tone: 'accent',
      }
    case 'note_added':
      return { title: textOf(data.text), details: [], tone: 'warm' }
    case 'appointment_booked':
      return { title: 'Appointment booked', details: [], tone: 'scheduled' }
    case 'converted':
      return { title: 'Converted', details: [], tone: 'converted' }
    default:
      return { title: labelOf(eventType), details: [], tone: 'lost' }
  }
}

const FIELDS = new Map<string, (typeof LEAD_FIELDS)[number]>(LEAD_FIELDS.map((field) => [field.name, field]))
export const FIELD_UNITS: Readonly<Record<string, string>> = {
  roof_age: 'years',
  system_age: 'years',
  property_size: 'sq ft',
}

export function fieldLabel(name: string): string {
  return FIELDS.get(name)?.label ?? labelOf(name)
}

/** A stored field as it reads: money in dollars, choices in words, yes and no. */
export function fieldValue(name: string, value: string | number): string {
  const field = FIELDS.get(name)
  if (field?.kind === 'money' && typeof value === 'number') return showMoney(value)
  if (field?.kind === 'boolean') return value === 1 || value === 'true' ? 'Yes' : 'No'
  if (field?.kind === 'choice') return labelOf(String(value))
  if (typeof value === 'number') return [showCount(value), FIELD_UNITS[name]].filter(Boolean).join(' ')
  return value
}

/** "Solar lead": the type tells the leads of one person apart. */
export function leadTypeWord(type: keyof typeof LEAD_TYPE_LABELS): string {
  return `${LEAD_TYPE_LABELS[type]} lead`
}
