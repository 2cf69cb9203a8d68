import { z } from 'zod'
import { ASSIGNMENT_MODES } from '../domain/assignment.ts'
import { CONVERSION_TYPES, PERMISSIONS, TRACKING_ACTIONS } from '../domain/vocabulary.ts'
import { command, query } from './operation.ts'
import { cents, contactId, instant, leadId, nothing, pageOf, undoable, window } from './shapes.ts'

/** How what is routed here finds its agent: the slugs in the order of the turns. */
export const assignment = z.object({
  mode: z.enum(ASSIGNMENT_MODES),
  agents: z.array(z.string().max(60)).max(200).readonly(),
})

export const workspace = z.object({
  id: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  isSample: z.boolean(),
  totalConversions: z.number().int(),
  totalRevenueCents: cents,
  lastActivityAt: instant.nullable(),
  leadCount: z.number().int(),
  assignment,
})
export type Workspace = z.infer<typeof workspace>

/** What a client's own programs may do on the listener with its key. */
const permissions = z
  .array(z.enum(PERMISSIONS))
  .refine((list) => new Set(list).size === list.length, 'Each permission is given once.')
  .readonly()

/** A line of `workspace_conversion_summary`: sales and contracts in one currency, voided ones and test leads aside. */
const conversionSummary = z.object({
  currency: z.string(),
  totalConversions: z.number().int(),
  totalRevenueCents: cents,
  /** Over the conversions that have a value. */
  avgConversionValueCents: z.number().nullable(),
  uniqueContactsConverted: z.number().int(),
  lastConversionAt: instant.nullable(),
})

export const workspaceDetail = workspace.extend({
  createdAt: instant,
  permissions,
  /** The visible ends of its API key; null: it has none, and answers nobody. */
  keyHint: z.string().nullable(),
  /** A line for each currency. */
  summary: z.array(conversionSummary),
})
export type WorkspaceDetail = z.infer<typeof workspaceDetail>

/** One line of `workspace_tracking`: what was done to a contact or lead in a workspace. */
export const trackedAction = z.object({
  id: z.number().int(),
  workspaceId: z.string(),
  workspaceName: z.string(),
  contactId,
  leadId: leadId.nullable(),
  /** Name of the person. */
  name: z.string().nullable(),
  action: z.enum(TRACKING_ACTIONS),
  details: z.string().nullable(),
  performedBy: z.string(),
  performedByName: z.string().nullable(),
  timestamp: instant,
})
export type TrackedAction = z.infer<typeof trackedAction>

/** A conversion as a workspace's own programs see it. */
export const ownConversion = z.object({
  id: z.uuid(),
  contactId,
  leadId: leadId.nullable(),
  conversionType: z.enum(CONVERSION_TYPES),
  valueCents: cents.nullable(),
  currency: z.string(),
  convertedAt: instant,
  convertedBy: z.string(),
  customData: z.record(z.string(), z.unknown()),
  externalId: z.string().nullable(),
  isTest: z.boolean(),
  voidedAt: instant.nullable(),
  voidReason: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
})
export type OwnConversion = z.infer<typeof ownConversion>

/** Where a page of conversions ended. */
const place = z.object({ at: instant, id: z.uuid() })

const name = z.string().trim().min(1, 'Write the name of the client.').max(100)

export const workspaceOperations = {
  'workspaces.list': query(['workspaces', 'leads'], nothing, z.array(workspace)),
  /** The id stays, whatever the name becomes: rules, exports and history are written in it. */
  'workspaces.create': command(
    z.object({
      name,
      id: z
        .string()
        .trim()
        .regex(
          /^[a-z0-9][a-z0-9_-]{0,59}$/,
          'An id is made of small letters, digits, - and _, and begins with a letter or digit: solar-west.',
        ),
    }),
    undoable.extend({ id: z.string() }),
  ),
  /** What is left out stays. An inactive workspace keeps what it has, and gets nothing more. */
  'workspaces.update': command(
    z.object({
      id: z.string(),
      name: name.optional(),
      isActive: z.boolean().optional(),
      assignment: assignment.optional(),
      permissions: permissions.optional(),
    }),
    undoable,
  ),
  'workspaces.get': query(
    ['workspaces', 'leads', 'conversions'],
    z.object({ id: z.string() }),
    workspaceDetail,
  ),
  /** A first or another API key, shown this once; the one before it ends now. */
  'workspaces.rotateKey': command(z.object({ id: z.string() }), z.object({ apiKey: z.string() })),
  /** Ends the API key: nobody gets in with it any more. */
  'workspaces.removeKey': command(z.object({ id: z.string() }), nothing),
  /** What each workspace has sold, a line for each currency; those that have sold nothing are left out. */
  'workspaces.summaries': query(
    ['workspaces', 'leads', 'conversions'],
    nothing,
    z.array(conversionSummary.extend({ workspaceId: z.string() })),
  ),
  /** For its own programs: newest first, from where the page before ended, so that new ones move nothing. */
  'workspaces.conversions': query(
    ['conversions', 'leads'],
    z.object({
      id: z.string(),
      contactId: contactId.optional(),
      leadId: leadId.optional(),
      conversionType: z.enum(CONVERSION_TYPES).optional(),
      /** This instant and later, and before that one. */
      from: instant.optional(),
      before: instant.optional(),
      leastCents: cents.optional(),
      mostCents: cents.optional(),
      hasVoided: z.boolean().default(false),
      after: place.optional(),
      limit: z.number().int().min(1).max(200).default(100),
    }),
    z.object({ rows: z.array(ownConversion), next: place.nullable() }),
  ),
  /** The trail of a workspace, a contact or a lead, newest first. */
  'workspaces.tracking': query(
    ['workspaces', 'leads', 'contacts', 'conversions', 'agents'],
    z.object({
      workspaceId: z.string().optional(),
      contactId: contactId.optional(),
      leadId: leadId.optional(),
      actions: z.array(z.enum(TRACKING_ACTIONS)).default([]),
      ...window,
    }),
    pageOf(trackedAction),
  ),
}
