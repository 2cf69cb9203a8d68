// The history of an appointment as a time line: who changed what, from what to what.
import type { AppointmentEvent } from '../../../shared/contract/appointments.ts'
import { APPOINTMENT_EDITS } from '../../../shared/domain/editing.ts'
import { APPOINTMENT_STATUS_LABELS, labelOf } from '../../../shared/domain/labels.ts'
import { showMinutes } from '../../../shared/domain/schedule/travel.ts'
import { APPOINTMENT_STATUSES, type AppointmentStatus } from '../../../shared/domain/vocabulary.ts'
import { APPOINTMENT_TONES } from '../../ui/appointment-words.ts'
import { showDayTime } from '../../ui/format.ts'
import { actorOf, showEdit } from '../../ui/lead-words.tsx'
import type { Moment } from '../../ui/lists.tsx'

type Telling = {
  readonly zone: string
  readonly agents: readonly { readonly slug: string; readonly name: string }[]
  readonly workspaces: readonly { readonly id: string; readonly name: string }[]
}

export function appointmentMoment(event: AppointmentEvent, telling: Telling): Moment {
  return {
    key: event.id,
    at: event.createdAt,
    title: titleOf(event, telling),
    detail: [event.eventType === 'created' ? '' : event.description, `by ${actorOf(event)}`]
      .filter(Boolean)
      .join(' · '),
    tone:
      event.eventType === 'status_changed' && isStatus(event.newValue)
        ? APPOINTMENT_TONES[event.newValue]
        : event.eventType === 'created'
          ? 'new'
          : event.eventType === 'rescheduled'
            ? 'warm'
            : 'lost',
  }
}

function titleOf(event: AppointmentEvent, telling: Telling): string {
  const { eventType, oldValue, newValue } = event
  switch (eventType) {
    case 'created':
      return `${event.description ?? 'Booked'}${newValue === null ? '' : ` for ${showTime(newValue, telling.zone)}`}`
    case 'status_changed':
      return `${statusWord(oldValue)} → ${statusWord(newValue)}`
    case 'rescheduled':
      return movedWords(event, telling.zone)
    case 'routed':
      return `In ${nameOf(telling.workspaces, 'id', newValue)}`
    case 'unrouted':
      return oldValue === null
        ? 'In no workspace'
        : `Taken out of ${nameOf(telling.workspaces, 'id', oldValue)}`
    case 'updated':
      return changeWords(event, telling)
    default:
      return labelOf(eventType)
  }
}

function movedWords({ field, oldValue, newValue }: AppointmentEvent, zone: string): string {
  if (field !== 'all_day_date') return `${showTime(oldValue, zone)} → ${showTime(newValue, zone)}`
  if (newValue === null) return 'No longer a whole day'
  return oldValue === null ? `Made a whole day, ${newValue}` : `${oldValue} → ${newValue}, all day`
}

function changeWords({ field, oldValue, newValue }: AppointmentEvent, telling: Telling): string {
  if (field === 'duration_minutes')
    return `Length: ${showMinutes(Number(oldValue))} → ${showMinutes(Number(newValue))}`
  const edit = APPOINTMENT_EDITS.find(({ name }) => name === field)
  if (edit === undefined) return field === null ? 'Changed' : `${labelOf(field)} changed`
  const show = (value: string | null) =>
    edit.refersTo === 'agents'
      ? nameOf(telling.agents, 'slug', value)
      : shorten(showEdit(edit, value, null, [], telling.zone))
  if (oldValue === null) return `${edit.label} set to ${show(newValue)}`
  if (newValue === null) return `${edit.label} cleared, was ${show(oldValue)}`
  return `${edit.label}: ${show(oldValue)} → ${show(newValue)}`
}

function nameOf<K extends string>(
  records: readonly ({ readonly [P in K]: string } & { readonly name: string })[],
  key: K,
  id: string | null,
): string {
  return records.find((record) => record[key] === id)?.name ?? id ?? 'nobody'
}

function isStatus(word: string | null): word is AppointmentStatus {
  return (APPOINTMENT_STATUSES as readonly (string | null)[]).includes(word)
}

function statusWord(word: string | null): string {
  return isStatus(word) ? APPOINTMENT_STATUS_LABELS[word] : (word ?? '')
}

function showTime(instant: string | null, zone: string): string {
  return instant === null || Number.isNaN(Date.parse(instant)) ? (instant ?? '') : showDayTime(instant, zone)
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
