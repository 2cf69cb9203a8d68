import { z } from 'zod'
import { LEAD_COLUMNS } from '../domain/list/columns.ts'
import {
  CALL_RESULTS,
  LEAD_EVENT_TYPES,
  LEAD_STATUSES,
  LEAD_TYPES,
  ROUTING_METHODS,
} from '../domain/vocabulary.ts'
import { conditionsOf, sortOf } from './list-filter.ts'
import { command, query, task } from './operation.ts'
import {
  cents,
  contactId,
  editValues,
  fieldNote,
  instant,
  leadId,
  pageOf,
  takenAlong,
  undoable,
  undoableOrLong,
  window,
} from './shapes.ts'

export const leadFilter = z.object({
  /** Leads of one workspace; left out means all, null means unrouted. */
  workspaceId: z.string().nullish(),
  statuses: z.array(z.enum(LEAD_STATUSES)).default([]),
  types: z.array(z.enum(LEAD_TYPES)).default([]),
  /** Test leads are kept apart: false lists the real ones, true the test leads alone. */
  isTest: z.boolean().default(false),
  /** Half a name, an e-mail, digits of the phone, an address. */
  search: z.string().max(200).default(''),
  /** Further conditions on any column, all or any of which must hold. */
  ...conditionsOf('leads'),
})
export type LeadFilter = z.input<typeof leadFilter>

export const leadRow = z.object({
  id: leadId,
  contactId: contactId.nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  phoneExtension: z.string().nullable(),
  email: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  zipCode: z.string().nullable(),
  leadType: z.enum(LEAD_TYPES),
  status: z.enum(LEAD_STATUSES),
  source: z.string().nullable(),
  webhookId: z.string(),
  webhookName: z.string().nullable(),
  providerName: z.string().nullable(),
  workspaceId: z.string().nullable(),
  workspaceName: z.string().nullable(),
  isTest: z.boolean(),
  assignedTo: z.string().nullable(),
  assignedToName: z.string().nullable(),
  nextStep: z.string().nullable(),
  followUpAt: instant.nullable(),
  createdAt: instant,
  /** Of an imported list: when somebody asked for it may be long ago, so it is never fresh. */
  isFromFile: z.boolean(),
  /** Columns that were asked for beside these, by name and as they are kept; money in whole cents. */
  more: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
})
export type LeadRow = z.infer<typeof leadRow>

export const leadEvent = z.object({
  id: z.number().int(),
  leadId,
  eventType: z.enum(LEAD_EVENT_TYPES),
  /** What happened, as the writer of the event told it: old and new value, reason, note text. */
  data: z.record(z.string(), z.unknown()),
  performedBy: z.string().nullable(),
  performedByName: z.string().nullable(),
  createdAt: instant,
})
export type LeadEvent = z.infer<typeof leadEvent>

export const leadDetail = leadRow.extend({
  /** Every further field of the lead that has a value, by its column name; money in cents. */
  fields: z.record(z.string(), z.union([z.string(), z.number()])),
  answers: z.array(z.object({ question: z.string(), answer: z.string() })),
  /** Payload keys the application has no field for, as they came. */
  extra: z.record(z.string(), z.unknown()),
  /** Soft problems of the payload: the raw value was kept, the lead was not refused. */
  issues: z.array(fieldNote),
  costCents: cents.nullable(),
  revenuePotentialCents: cents.nullable(),
  callAttempts: z.number().int(),
  lastCalledAt: instant.nullable(),
  notes: z.string().nullable(),
  externalId: z.string().nullable(),
  sender: z.string().nullable(),
  deliveryId: z.number().int().nullable(),
  providerId: z.string().nullable(),
  routing: z.object({
    method: z.enum(ROUTING_METHODS).nullable(),
    ruleId: z.number().nullable(),
    reason: z.string().nullable(),
  }),
  updatedAt: instant,
  contactedAt: instant.nullable(),
  qualifiedAt: instant.nullable(),
  convertedAt: instant.nullable(),
  contact: z
    .object({
      id: contactId,
      firstName: z.string().nullable(),
      lastName: z.string().nullable(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
      leadCount: z.number().int(),
      createdAt: instant,
    })
    .nullable(),
  otherLeads: z.array(leadRow),
  events: z.array(leadEvent),
})
export type LeadDetail = z.infer<typeof leadDetail>

/** Some leads, or all that a filter lists but a few. */
export const leadTarget = z.union([
  z.object({ ids: z.array(leadId).min(1).max(50_000) }),
  z.object({ filter: leadFilter, allBut: z.array(leadId).max(50_000).default([]) }),
])

/** One change for all of them: their status, or fields as in `leads.update`. */
export const leadChange = z.union([
  z.object({ status: z.enum(LEAD_STATUSES), reason: z.string().max(500).optional() }),
  z.object({ values: editValues }),
])

const changeMany = z.object({ target: leadTarget, change: leadChange })
const deleteMany = z.object({ target: leadTarget, expected: z.number().int().min(0).optional() })

export const leadOperations = {
  'leads.page': query(
    ['leads', 'contacts', 'webhooks', 'providers', 'workspaces'],
    z.object({
      filter: leadFilter.prefault({}),
      sort: sortOf('leads'),
      /** Columns to bring along in `more`. */
      columns: z
        .array(z.string().refine((name) => LEAD_COLUMNS.some((column) => column.name === name)))
        .max(LEAD_COLUMNS.length)
        .default([]),
      /** Only what the list begins with, and at once: where all of it takes a pass over many leads, that is left to another call. */
      isGlance: z.boolean().default(false),
      ...window,
    }),
    pageOf(leadRow),
  ),
  /** Ids of a stretch of the list, in its order. */
  'leads.ids': query(
    ['leads', 'contacts'],
    z.object({
      filter: leadFilter.prefault({}),
      sort: sortOf('leads'),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(50_000),
    }),
    z.array(leadId),
  ),
  'leads.get': query(
    ['leads', 'contacts', 'webhooks', 'providers', 'workspaces'],
    z.object({ id: leadId }),
    leadDetail,
  ),
  /** Figures beside the navigation; a workspace narrows them. */
  'leads.counts': query(
    ['leads'],
    z.object({ workspaceId: z.string().nullish() }),
    z.object({
      total: z.number().int(),
      open: z.number().int(),
      byStatus: z.record(z.enum(LEAD_STATUSES), z.number().int()),
      byType: z.record(z.enum(LEAD_TYPES), z.number().int()),
    }),
  ),
  /** By hand: the same reading, matching and routing as a delivery, so `values` takes the names a payload may use. */
  'leads.create': command(
    z.object({ webhookId: z.string(), values: z.record(z.string(), z.string()) }),
    z.object({ leadId, contactId, contactStatus: z.enum(['new', 'existing']) }),
  ),
  'leads.setStatus': command(
    z.object({ id: leadId, status: z.enum(LEAD_STATUSES), reason: z.string().max(500).optional() }),
    undoable,
  ),
  /**
   * Changes fields by hand (shared/domain/editing.ts: LEAD_EDITS); null or '' empties one. Money is whole cents, times are ISO instants, a
   * text is read as people type it. What lead and contact say alike changes in both. Refuses with `details`, and then changes nothing.
   */
  'leads.update': command(z.object({ id: leadId, values: editValues }), undoable),
  /** The same for many, as one step that one undo takes back. More than a few hundred are `isLong`. */
  'leads.changeMany': command(changeMany, undoableOrLong.extend({ changed: z.number().int() })),
  /** The same for any number, in slices: all of them or, cancelled, none. */
  'leads.changeTask': task(changeMany, undoable.extend({ changed: z.number().int() })),
  /** What `leads.delete` would take along, told before it does. */
  'leads.deletePreview': query(
    ['leads', 'appointments', 'conversions'],
    z.object({ target: leadTarget }),
    takenAlong,
  ),
  /**
   * With their history, appointments and conversions; what was delivered stays. One undo brings everything back as it was. `expected`: how
   * many of a filter somebody has confirmed; where it lists another count by now, the answer is `conflict`.
   */
  'leads.delete': command(deleteMany, undoableOrLong.extend({ deleted: z.number().int() })),
  'leads.deleteTask': task(deleteMany, undoable.extend({ deleted: z.number().int() })),
  /** An attempt to call. One that reached somebody moves a new lead to contacted. */
  'leads.logCall': command(z.object({ id: leadId, result: z.enum(CALL_RESULTS) }), undoable),
  'leads.addNote': command(z.object({ id: leadId, text: z.string().trim().min(1).max(10_000) }), undoable),
}
