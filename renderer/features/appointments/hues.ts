// The colour of an appointment, by what one chose to see. The colour only helps: a name, initials or a word always stand beside it.
import type { Agent } from '../../../shared/contract/agents.ts'
import type { AppointmentRow } from '../../../shared/contract/appointments.ts'
import { APPOINTMENT_STATUS_LABELS, APPOINTMENT_TYPE_LABELS } from '../../../shared/domain/labels.ts'
import {
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  type AppointmentStatus,
  type AppointmentType,
} from '../../../shared/domain/vocabulary.ts'
import { initialsOf } from '../../ui/appointment-words.ts'
import type { ColourBy } from './look.ts'

const HUES = ['teal', 'blue', 'violet', 'magenta', 'amber', 'green', 'red', 'slate'] as const
export type Hue = (typeof HUES)[number] | 'none'

export const STATUS_HUES: Readonly<Record<AppointmentStatus, Hue>> = {
  scheduled: 'blue',
  confirmed: 'teal',
  completed: 'green',
  cancelled: 'slate',
  no_show: 'red',
  rescheduled: 'amber',
}
const TYPE_HUES: Readonly<Record<AppointmentType, Hue>> = {
  consultation: 'blue',
  estimate: 'violet',
  installation: 'green',
  follow_up: 'amber',
}

export type LegendEntry = { readonly key: string; readonly label: string; readonly hue: Hue }

/** A colour, the letters that stand for it, and what it means in words. */
export type Coloured = { readonly hue: Hue; readonly mark: string; readonly meaning: string }

export type Palette = {
  of(row: AppointmentRow): Coloured
  /** What the colours mean, of those that are there. */
  legend(rows: readonly AppointmentRow[]): LegendEntry[]
}

type Named = { readonly id: string; readonly name: string }

export function paletteOf(
  by: ColourBy,
  agents: readonly (Agent & { readonly colour?: string })[],
  workspaces: readonly Named[],
): Palette {
  switch (by) {
    case 'agent':
      return ofRecords(
        agents.map(({ slug, name, colour }) => ({ id: slug, name, hue: HUES.find((hue) => hue === colour) })),
        (row) => row.assignedTo,
        'No agent',
      )
    case 'workspace':
      return ofRecords(workspaces, (row) => row.workspaceId, 'Unrouted')
    case 'status':
      return ofWords(APPOINTMENT_STATUSES, STATUS_HUES, APPOINTMENT_STATUS_LABELS, (row) => row.status)
    case 'type':
      return ofWords(APPOINTMENT_TYPES, TYPE_HUES, APPOINTMENT_TYPE_LABELS, (row) => row.appointmentType)
  }
}

/** A record without a colour of its own has the one of its place among all of them, so that it keeps it whatever is shown. */
function ofRecords(
  records: readonly (Named & { readonly hue?: Hue | undefined })[],
  keyOf: (row: AppointmentRow) => string | null,
  none: string,
): Palette {
  const hues = new Map(
    [...records]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, hue }, index) => [id, hue ?? (HUES[index % HUES.length] as Hue)]),
  )
  const names = new Map(records.map(({ id, name }) => [id, name]))
  return {
    of: (row) => {
      const key = keyOf(row)
      if (key === null) return { hue: 'none', mark: '–', meaning: none }
      const name = names.get(key) ?? key
      return { hue: hues.get(key) ?? 'none', mark: initialsOf(name), meaning: name }
    },
    legend: (rows) => {
      const keys = new Set(rows.map(keyOf))
      const entries = records
        .filter(({ id }) => keys.has(id))
        .map(({ id, name }): LegendEntry => ({ key: id, label: name, hue: hues.get(id) ?? 'none' }))
      return keys.has(null) ? [...entries, { key: '', label: none, hue: 'none' }] : entries
    },
  }
}

function ofWords<W extends string>(
  words: readonly W[],
  hues: Readonly<Record<W, Hue>>,
  labels: Readonly<Record<W, string>>,
  wordOf: (row: AppointmentRow) => W,
): Palette {
  return {
    of: (row) => {
      const word = wordOf(row)
      return { hue: hues[word], mark: labels[word], meaning: labels[word] }
    },
    legend: (rows) => {
      const there = new Set(rows.map(wordOf))
      return words
        .filter((word) => there.has(word))
        .map((word) => ({ key: word, label: labels[word], hue: hues[word] }))
    },
  }
}
