import { z } from 'zod'
import { isTimeZone } from '../domain/days.ts'
import { CONFLICT_KINDS } from '../domain/schedule/conflicts.ts'
import { MOST_MINUTES } from '../domain/schedule/duration.ts'
import { FOLDS, isWallTime } from '../domain/schedule/wall-time.ts'
import {
  APPOINTMENT_EVENT_TYPES,
  APPOINTMENT_OUTCOMES,
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  LEAD_TYPES,
  LOCATION_TYPES,
  ROUTING_METHODS,
} from '../domain/vocabulary.ts'
import { command, query } from './operation.ts'
import { contactId, day, instant, leadId, pageOf, undoable, window } from './shapes.ts'

const timeZone = z.string().refine(isTimeZone, 'Choose a time zone by its name, such as America/Phoenix.')
const wallTime = z
  .string()
  .refine(isWallTime, 'Write a date and a time that exist, such as 2026-11-24T09:00.')

/**
 * When an appointment is: an instant, or a time on the wall clock of its zone, or a whole day. A wall-clock time that does not exist or comes twice is
 * refused (`details`: field `when`, code `gap` or `fold`, see schedule/wall-time.ts), the latter until `fold` says which is meant.
 */
export const appointmentTime = z.union([
  z.object({ at: instant, timeZone: timeZone.optional() }),
  z.object({ wallTime, timeZone, fold: z.enum(FOLDS).optional() }),
  z.object({ allDayDate: day, timeZone: timeZone.optional() }),
])
export type AppointmentTime = z.input<typeof appointmentTime>

export { MOST_MINUTES }

const duration = z
  .number()
  .int('Write whole minutes.')
  .min(1, 'An appointment takes at least one minute.')
  .max(
    MOST_MINUTES,
    'An appointment takes at most 24 hours (1,440 minutes). For a longer one book each of its days.',
  )
const text = (most: number) => z.string().trim().max(most).nullable()

/** What a person may set; left out stays as it is. */
const changeable = {
  when: appointmentTime.optional(),
  durationMinutes: duration.optional(),
  appointmentType: z.enum(APPOINTMENT_TYPES).optional(),
  locationType: z.enum(LOCATION_TYPES).optional(),
  locationAddress: text(500).optional(),
  notes: text(10_000).optional(),
  customerNotes: text(10_000).optional(),
  /** An agent's slug; null is nobody. */
  assignedTo: z.string().nullable().optional(),
  /** Chosen by hand; null takes it out of any. */
  workspaceId: z.string().nullable().optional(),
}

export const appointmentRow = z.object({
  id: z.number().int(),
  leadId,
  contactId,
  leadType: z.enum(LEAD_TYPES),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  /** Of the lead, else of the contact. */
  zipCode: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  appointmentType: z.enum(APPOINTMENT_TYPES),
  scheduledAt: instant,
  durationMinutes: z.number().int(),
  /** YYYY-MM-DD of an item of a whole day; then `scheduledAt` is the day's begin in its zone. */
  allDayDate: day.nullable(),
  /** The zone it was booked in. */
  timeZone: z.string(),
  status: z.enum(APPOINTMENT_STATUSES),
  locationType: z.enum(LOCATION_TYPES),
  locationAddress: z.string().nullable(),
  assignedTo: z.string().nullable(),
  assignedToName: z.string().nullable(),
  outcome: z.enum(APPOINTMENT_OUTCOMES).nullable(),
  nextAction: z.string().nullable(),
  nextActionDate: instant.nullable(),
  workspaceId: z.string().nullable(),
  workspaceName: z.string().nullable(),
})
export type AppointmentRow = z.infer<typeof appointmentRow>

export const appointmentFilter = z.object({
  /** Left out means all, null means unrouted. */
  workspaceId: z.string().nullish(),
  /** Slugs; null among them is nobody. Empty means all. */
  agents: z.array(z.string().nullable()).default([]),
  statuses: z.array(z.enum(APPOINTMENT_STATUSES)).default([]),
  types: z.array(z.enum(APPOINTMENT_TYPES)).default([]),
})
export type AppointmentFilter = z.input<typeof appointmentFilter>

export const conflict = z.object({
  kind: z.enum(CONFLICT_KINDS),
  message: z.string(),
  appointmentId: z.number().int().nullable(),
})

export const appointmentEvent = z.object({
  id: z.number().int(),
  eventType: z.enum(APPOINTMENT_EVENT_TYPES),
  description: z.string().nullable(),
  /** The column that changed, where one did. */
  field: z.string().nullable(),
  oldValue: z.string().nullable(),
  newValue: z.string().nullable(),
  performedBy: z.string(),
  performedByName: z.string().nullable(),
  createdAt: instant,
})
export type AppointmentEvent = z.infer<typeof appointmentEvent>

export const appointmentDetail = appointmentRow.extend({
  notes: z.string().nullable(),
  customerNotes: z.string().nullable(),
  createdBy: z.string(),
  createdByName: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  sender: z.string().nullable(),
  deliveryId: z.number().int().nullable(),
  routing: z.object({
    method: z.enum(ROUTING_METHODS).nullable(),
    ruleId: z.number().nullable(),
    reason: z.string().nullable(),
  }),
  conflicts: z.array(conflict),
  events: z.array(appointmentEvent),
})
export type AppointmentDetail = z.infer<typeof appointmentDetail>

export const slot = z.object({
  agent: z.string(),
  agentName: z.string(),
  startsAt: instant,
  endsAt: instant,
  addedMinutes: z.number().int().nullable(),
  /** The visit before or after it that it is near to: "12 min from Ben Okafor, 9:00 AM". */
  reason: z.string().nullable(),
})
export type AppointmentSlot = z.infer<typeof slot>

export const drive = z.object({
  /** The visit that it leads to, and the one it comes from. */
  id: z.number().int(),
  fromId: z.number().int(),
  minutes: z.number().int(),
  gapMinutes: z.number().int(),
})

/** Conflicts refuse a save with the code `conflict` and one detail each (`field`: the kind), until they are accepted. */
const acceptsConflicts = z.boolean().default(false)

export const appointmentOperations = {
  /** All that touch a span of time, for a calendar, earliest first; at most 5,000. */
  'appointments.range': query(
    ['appointments', 'leads', 'contacts', 'agents', 'workspaces'],
    z.object({ from: instant, to: instant, filter: appointmentFilter.prefault({}) }),
    z.array(appointmentRow),
  ),
  /** A list by time; `from` and `to` narrow it. */
  'appointments.page': query(
    ['appointments', 'leads', 'contacts', 'agents', 'workspaces'],
    z.object({
      filter: appointmentFilter.prefault({}),
      from: instant.optional(),
      to: instant.optional(),
      direction: z.enum(['asc', 'desc']).default('asc'),
      ...window,
    }),
    pageOf(appointmentRow),
  ),
  /** How many of a day are to be kept: neither cancelled, missed nor moved elsewhere. */
  'appointments.countOn': query(
    ['appointments', 'settings'],
    z.object({ day, workspaceId: z.string().nullish() }),
    z.number().int(),
  ),
  'appointments.get': query(
    ['appointments', 'leads', 'contacts', 'agents', 'workspaces'],
    z.object({ id: z.number().int() }),
    appointmentDetail,
  ),
  /** Of one lead or contact, newest first. */
  'appointments.of': query(
    ['appointments', 'leads', 'contacts', 'agents', 'workspaces'],
    z.union([z.object({ leadId }), z.object({ contactId })]),
    z.array(appointmentRow),
  ),
  /** All of one day with what one has to know there, for a sheet of paper, earliest first. */
  'appointments.daySheet': query(
    ['appointments', 'leads', 'contacts', 'agents', 'workspaces'],
    z.object({ day, filter: appointmentFilter.prefault({}) }),
    z.array(appointmentRow.extend({ notes: z.string().nullable(), customerNotes: z.string().nullable() })),
  ),
  /** What speaks against a plan, while it is being made; `id` is the appointment that would change. */
  'appointments.check': query(
    ['appointments', 'agents', 'leads'],
    z.object({
      id: z.number().int().optional(),
      leadId: leadId.optional(),
      when: appointmentTime,
      durationMinutes: duration,
      assignedTo: z.string().nullable(),
      locationType: z.enum(LOCATION_TYPES).default('home'),
    }),
    z.array(conflict),
  ),
  /** The way to each home visit of a span from the one that its agent has before it that day: an estimate. */
  'appointments.drives': query(
    ['appointments', 'leads', 'contacts', 'settings'],
    z.object({ from: instant, to: instant }),
    z.array(drive),
  ),
  /**
   * Free times for a plan: `next` are the earliest of each agent, `near` those that add the least driving between the home visits of a day (an
   * estimate). Agents without working hours are free from nine to six on weekdays.
   */
  'appointments.slots': query(
    ['appointments', 'agents', 'leads'],
    z.object({
      leadId: leadId.optional(),
      /** The appointment that would move: it does not stand in its own way. */
      id: z.number().int().optional(),
      /** Slugs; empty means all active agents. */
      agents: z.array(z.string()).default([]),
      durationMinutes: duration,
      locationType: z.enum(LOCATION_TYPES).default('home'),
      /** Left out: from now. */
      from: instant.optional(),
      days: z.number().int().min(1).max(60).default(14),
    }),
    z.object({ next: z.array(slot), near: z.array(slot) }),
  ),
  /** Books for a lead; it moves to scheduled (never back from converted). Left out: 60 minutes, consultation, home, the lead's agent and address. */
  'appointments.book': command(
    z.object({ leadId, ...changeable, when: appointmentTime, acceptsConflicts }),
    undoable.extend({ id: z.number().int() }),
  ),
  /** Each changed column is an event with old and new value. A confirmed one that moves waits for confirmation again. */
  'appointments.update': command(
    z.object({
      id: z.number().int(),
      ...changeable,
      outcome: z.enum(APPOINTMENT_OUTCOMES).nullable().optional(),
      /** Becomes the lead's next step, and its date the follow-up. */
      nextAction: text(500).optional(),
      nextActionDate: instant.nullable().optional(),
      acceptsConflicts,
    }),
    undoable,
  ),
  'appointments.setStatus': command(
    z.object({
      id: z.number().int(),
      status: z.enum(APPOINTMENT_STATUSES),
      reason: z.string().trim().max(500).optional(),
      outcome: z.enum(APPOINTMENT_OUTCOMES).nullable().optional(),
      /** Becomes the lead's next step, and its date the follow-up. */
      nextAction: text(500).optional(),
      nextActionDate: instant.nullable().optional(),
    }),
    undoable,
  ),
  'appointments.delete': command(z.object({ id: z.number().int() }), undoable),
}
