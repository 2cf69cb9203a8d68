// How the history and the values of leads and contacts read: one place for the wording, on a lead and on a contact alike.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ContactMoment } from '../../shared/contract/contacts.ts'
import type { LeadEvent } from '../../shared/contract/leads.ts'
import { type EditField, type EditValue, leadEdit } from '../../shared/domain/editing.ts'
import { CALL_RESULT_LABELS, LEAD_TYPE_LABELS, labelOf, STATUS_LABELS } from '../../shared/domain/labels.ts'
import { LEAD_FIELDS } from '../../shared/domain/payload/fields.ts'
import { type CallResult, LEAD_STATUSES, type LeadStatus } from '../../shared/domain/vocabulary.ts'
import { conversionEventWords } from './conversion-words.ts'
import { showCount, showDayTime, showMoney, showPhone } from './format.ts'
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

/** What a line of history needs to be a sentence: names instead of ids, and the agency's clock. */
export type Telling = {
  readonly zone: string
  readonly workspaces?: readonly { readonly id: string; readonly name: string }[] | undefined
  readonly agents?: readonly { readonly slug: string; readonly name: string }[] | undefined
  /** Which lead it is about, where several stand in one line. */
  readonly of?: string | undefined
}

type Words = { readonly title: ReactNode; readonly details?: readonly string[]; readonly tone: DotTone }

/** One event of a lead as a line of a time line. */
export function momentOf(event: LeadEvent, telling: Telling): Moment {
  const { data } = event
  const { title, details = [], tone } = wordsOf(event, telling)
  // Where a rule sent a lead nobody did it.
  const isBySystem = event.eventType === 'assigned' && data.field === undefined
  return {
    key: event.id,
    at: event.createdAt,
    title,
    detail: [telling.of, ...details, isBySystem ? '' : `by ${actorOf(event)}`, textOf(data.reason)]
      .filter(Boolean)
      .join(' · '),
    tone,
  }
}

/** One line of a contact's time line, whatever it happened to. */
export function contactMomentOf(moment: ContactMoment, telling: Telling): Moment {
  if (moment.kind === 'lead') {
    const line = momentOf(
      {
        id: 0,
        leadId: moment.leadId ?? 0,
        eventType: moment.type as LeadEvent['eventType'],
        data: moment.data,
        performedBy: moment.performedBy,
        performedByName: moment.performedByName,
        createdAt: moment.at,
      },
      telling,
    )
    return { ...line, key: moment.key }
  }
  const { title, details = [], tone } = otherWordsOf(moment, telling)
  const by = moment.kind === 'delivery' ? '' : `by ${actorOf(moment)}`
  return {
    key: moment.key,
    at: moment.at,
    title,
    detail: [telling.of, ...details, by].filter(Boolean).join(' · '),
    tone,
  }
}

function wordsOf({ eventType, data }: LeadEvent, telling: Telling): Words {
  switch (eventType) {
    case 'created':
      return { title: 'Lead created', tone: 'new' }
    case 'imported':
      return {
        title: 'Lead imported',
        details: typeof data.file === 'string' ? [`${data.file}, line ${String(data.line)}`] : [],
        tone: 'new',
      }
    case 'updated':
      return typeof data.call === 'string'
        ? { title: callWords(data.call, data.attempt), tone: 'contacted' }
        : { title: changeWords(data, telling), tone: 'lost' }
    case 'status_changed':
      return { title: `${statusLabel(data.from)} → ${statusLabel(data.to)}`, tone: toneOfStatus(data.to) }
    case 'assigned':
      return {
        title:
          data.field === undefined
            ? `Assigned to ${nameOf('workspace_id', data.workspace_id, telling)}`
            : changeWords(data, telling),
        tone: 'accent',
      }
    case 'note_added':
      return { title: textOf(data.text), tone: 'warm' }
    case 'appointment_booked':
      return { title: 'Appointment booked', tone: 'scheduled' }
    case 'converted':
      return {
        title:
          typeof data.conversion_type === 'string'
            ? conversionEventWords('created', data, { zone: telling.zone, currency: 'USD' }).title
            : 'Converted',
        tone: 'converted',
      }
    case 'merged':
    case 'unmerged':
      return { title: mergeWords(eventType, data), tone: 'accent' }
    default:
      return { title: labelOf(eventType), tone: 'lost' }
  }
}

/** "Merged from Anna Ruiz into Ana Ruiz": the contact the lead belonged to, and the one it belongs to now. */
function mergeWords(eventType: 'merged' | 'unmerged', data: LeadEvent['data']): string {
  const [from, to] = [textOf(data.from_name), textOf(data.to_name)]
  return eventType === 'merged' ? `${from} merged into ${to}` : `${to} unmerged from ${from}`
}

function callWords(result: string, attempt: unknown): string {
  const words = CALL_RESULT_LABELS[result as CallResult] ?? labelOf(result)
  return `Call${typeof attempt === 'number' ? ` ${attempt}` : ''}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`
}

/** "Monthly bill: $180.00 → $245.00", "Email set to ana@example.com", "Next step cleared, was “Call back”". */
export function changeWords(data: LeadEvent['data'], telling: Telling): string {
  const name = textOf(data.field)
  const field = leadEdit(name)
  if (field === undefined) return name === '' ? 'Lead changed' : `${labelOf(name)} changed`
  const label = data.about === 'contact' ? `Contact’s ${field.label.toLowerCase()}` : field.label
  const show = (value: unknown) =>
    field.kind === 'reference'
      ? nameOf(name, value, telling)
      : shorten(showEdit(field, value as EditValue, null, [], telling.zone))
  const [from, to] = [data.from ?? null, data.to ?? null]
  if (name === 'assigned_to') {
    if (from === null) return `Assigned to ${show(to)}`
    if (to === null) return `No longer assigned to ${show(from)}`
  }
  if (from === null) return `${label} set to ${show(to)}`
  if (to === null) return `${label} cleared, was ${show(from)}`
  return `${label}: ${show(from)} → ${show(to)}`
}

function nameOf(column: string, id: unknown, { workspaces, agents }: Telling): string {
  return (
    (column === 'assigned_to'
      ? agents?.find((agent) => agent.slug === id)?.name
      : workspaces?.find((workspace) => workspace.id === id)?.name) ?? textOf(id)
  )
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}

function otherWordsOf({ kind, type, data }: ContactMoment, { zone, agents }: Telling): Words {
  if (kind === 'delivery') {
    const id = Number(data.deliveryId)
    return {
      title: (
        <>
          Arrived as{' '}
          <Link to="/deliveries" search={{ delivery: id }}>
            delivery {id}
          </Link>
        </>
      ),
      details: [textOf(data.providerName), textOf(data.webhookName)],
      tone: 'lost',
    }
  }
  if (kind === 'conversion') {
    const currency = textOf(data.currency) || 'USD'
    const event = (data.event ?? {}) as Readonly<Record<string, unknown>>
    const { title, detail, tone } = conversionEventWords(type, event, { zone, currency, agents })
    const what = labelOf(textOf(data.conversionType))
    return {
      title: (
        <Link to="/conversions" search={{ conversion: textOf(data.conversionId), voided: 'with' }}>
          {type === 'created' || type === 'note_added'
            ? title
            : `${what}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`}
        </Link>
      ),
      details: [detail],
      tone,
    }
  }
  const what = labelOf(textOf(data.appointmentType))
  if (type === 'created')
    return {
      title: `${what} booked for ${showDayTime(textOf(data.scheduledAt), zone)}`,
      details: [textOf(data.description)],
      tone: 'scheduled',
    }
  const [from, to] = [showOld(data.from, zone), showOld(data.to, zone)]
  return {
    title: `${what}: ${from && to ? `${from} → ${to}` : labelOf(type).toLowerCase()}`,
    details: from && to ? [] : [textOf(data.description)],
    tone: 'scheduled',
  }
}

/** Old and new values of an appointment: a time, or a word of its vocabulary. */
function showOld(value: unknown, zone: string): string {
  const text = textOf(value)
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return showDayTime(text, zone)
  return text === '' ? '' : labelOf(text)
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

/** How a value reads, wherever it stands: in its field, in a sentence of the history. */
export function showEdit(
  field: EditField,
  value: EditValue,
  extension: string | null,
  options: readonly { readonly value: string; readonly label: string }[],
  zone: string,
): string {
  if (value === null) return ''
  switch (field.kind) {
    case 'money':
      return showMoney(Number(value))
    case 'integer':
      return [showCount(Number(value)), FIELD_UNITS[field.name]].filter(Boolean).join(' ')
    case 'phone':
      return showPhone(String(value), extension)
    case 'instant':
      return showDayTime(String(value), zone)
    case 'boolean':
      return value === true ? 'Yes' : 'No'
    case 'choice':
    case 'reference':
      return (
        options.find((option) => option.value === value)?.label ??
        field.choices?.find((choice) => choice.value === value)?.label ??
        (field.kind === 'choice' ? labelOf(String(value)) : String(value))
      )
    default:
      return String(value)
  }
}
