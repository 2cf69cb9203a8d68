import { z } from 'zod'
import { ROUTING_METHODS } from '../domain/vocabulary.ts'
import { command, query, task } from './operation.ts'
import { cents, instant, leadId, nothing, pageOf, undoable, window } from './shapes.ts'

/** The rules that route, or the draft of others. */
const ruleSet = z.enum(['active', 'draft'])
const ruleId = z.number().int().positive()

export const zipSummary = z.object({
  isAll: z.boolean(),
  codes: z.number().int(),
  ranges: z.number().int(),
  prefixes: z.number().int(),
})

export const routingRule = z.object({
  id: ruleId,
  workspaceId: z.string(),
  workspaceName: z.string(),
  isWorkspaceActive: z.boolean(),
  /** Empty means all. */
  productTypes: z.array(z.string()),
  zips: zipSummary,
  priority: z.number().int(),
  isActive: z.boolean(),
  notes: z.string().nullable(),
  /** A rule of another workspace with the same priority takes the same: the older one wins. `product` '' is any. */
  tie: z
    .object({ withId: ruleId, withWorkspace: z.string(), product: z.string(), zip: z.string() })
    .nullable(),
  /** Rules before it take all that it would; none named: it covers nothing. */
  neverWins: z.object({ by: z.array(ruleId) }).nullable(),
  /** Of a draft: how it differs from the rule that routes. */
  change: z.enum(['same', 'changed', 'new']).optional(),
})
export type RoutingRuleRow = z.infer<typeof routingRule>

/** What a person writes of a rule. `zips` is read by zip-list.ts; broken entries refuse it, until they are left out on purpose. */
export const ruleDraft = {
  workspaceId: z.string().min(1, 'Choose a workspace.'),
  productTypes: z.array(z.string().trim().min(1).max(60)).max(50),
  zips: z.string().max(5_000_000),
  priority: z.number().int().min(1, 'The first priority is 1.').max(100_000),
  isActive: z.boolean(),
  notes: z.string().trim().max(2_000).nullable(),
}

const target = z.object({ id: z.string().nullable(), name: z.string() })
const replayGroup = z.object({
  from: target,
  to: target,
  count: z.number().int(),
  /** So many of them today's rules would send there as well. */
  alsoToday: z.number().int(),
})
const period = z.union([z.literal(30), z.literal(90)])
const PERIODS = { days: period, version: z.string() }

export const replayRecord = z.object({
  leadId,
  appointmentId: z.number().int().nullable(),
  name: z.string(),
  product: z.string(),
  zip: z.string().nullable(),
  at: instant,
  costCents: cents.nullable(),
})

const verdict = z.object({
  ruleId,
  workspaceName: z.string(),
  priority: z.number().int(),
  verdict: z.enum(['wins', 'later', 'product', 'zip', 'both', 'inactive', 'workspace']),
  words: z.string(),
})

export const unroutedRow = z.object({
  leadId,
  appointmentId: z.number().int().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  product: z.string(),
  zipCode: z.string().nullable(),
  /** When the lead came, or the appointment is. */
  at: instant,
  costCents: cents.nullable(),
  reason: z.string().nullable(),
})
export type UnroutedRow = z.infer<typeof unroutedRow>

export const routingOperations = {
  /** In the order that decides: priority, then number. */
  'routing.rules': query(['routing', 'workspaces'], nothing, z.array(routingRule)),
  /** One rule with its ZIP codes as text, an entry a line; null when it is gone. */
  'routing.rule': query(
    ['routing'],
    z.object({ set: ruleSet, id: ruleId }),
    z.object({ zips: z.string() }).nullable(),
  ),
  /** Without an id a new rule is made; what is left out stays, or has its default. */
  'routing.saveRule': command(
    z.object({
      set: ruleSet,
      id: ruleId.optional(),
      workspaceId: ruleDraft.workspaceId.optional(),
      productTypes: ruleDraft.productTypes.optional(),
      zips: ruleDraft.zips.optional(),
      /** Leaves broken entries of `zips` out. */
      keepsGood: z.boolean().default(false),
      priority: ruleDraft.priority.optional(),
      isActive: ruleDraft.isActive.optional(),
      notes: ruleDraft.notes.optional(),
    }),
    undoable.extend({ id: ruleId }),
  ),
  'routing.deleteRule': command(z.object({ set: ruleSet, id: ruleId }), undoable),
  /** All rules of the set in their new order; priorities change only where they must. */
  'routing.reorder': command(z.object({ set: ruleSet, ids: z.array(ruleId).max(50_000) }), undoable),

  /** Open leads and coming appointments that belong to no workspace. */
  'routing.unroutedCounts': query(
    ['leads', 'appointments'],
    nothing,
    z.object({ leads: z.number().int(), appointments: z.number().int() }),
  ),
  'routing.unroutedLeads': query(['leads'], z.object({ ...window }), pageOf(unroutedRow)),
  'routing.unroutedAppointments': query(
    ['leads', 'appointments'],
    z.object({ ...window }),
    pageOf(unroutedRow),
  ),
  /** By hand, as one step; the unrouted appointments of the leads go along. */
  'routing.assign': command(
    z.object({
      leadIds: z.array(leadId).max(50_000).default([]),
      appointmentIds: z.array(z.number().int()).max(50_000).default([]),
      workspaceId: z.string(),
    }),
    undoable.extend({ leads: z.number().int(), appointments: z.number().int() }),
  ),
  /** All that waits unrouted, by today's rules, as one step that can be undone; what was taken out by hand stays out. */
  'routing.routeAgain': task(
    nothing,
    z.object({ leads: z.number().int(), appointments: z.number().int(), left: z.number().int() }),
  ),
  /** Why a record is where it is, and what today's rules make of it. */
  'routing.why': query(
    ['leads', 'appointments', 'routing', 'workspaces'],
    z.union([z.object({ leadId }), z.object({ appointmentId: z.number().int() })]),
    z.object({
      workspaceName: z.string().nullable(),
      method: z.enum(ROUTING_METHODS).nullable(),
      ruleId: z.number().int().nullable(),
      reason: z.string().nullable(),
      /** What routing compares: products in their order, and the five digits. */
      products: z.array(z.string()),
      zip: z.string().nullable(),
      today: z.object({ workspaceName: z.string().nullable(), reason: z.string() }),
      /** In their order up to the one that wins, or all. */
      rules: z.array(verdict),
      /** Further rules that do not fit, not listed. */
      more: z.number().int(),
    }),
  ),
  /** Places and products of the leads of the last days that no active rule covers, most leads first. Not live: asked when it is looked at. */
  'routing.coverage': query(
    ['routing', 'workspaces'],
    z.object({ days: z.number().int().min(1).max(365).default(90) }),
    z.object({
      leads: z.number().int(),
      uncovered: z.number().int(),
      rows: z.array(
        z.object({
          zip: z.string().nullable(),
          product: z.string(),
          leads: z.number().int(),
          lastAt: instant,
        }),
      ),
      /** Rows beyond those. */
      more: z.number().int(),
    }),
  ),

  /** The draft with its rules in order; null when there is none. It survives a restart and routes nothing. */
  'routing.draft': query(
    ['routing', 'workspaces'],
    nothing,
    z
      .object({
        startedAt: instant,
        /** Changes with every change of the draft. */
        version: z.string(),
        rules: z.array(routingRule),
        /** Rules that route and are not in it. */
        removed: z.array(z.object({ id: ruleId, workspaceName: z.string() })),
        /** Rules that were changed, added or deleted by somebody since it was begun. */
        changedSince: z.number().int(),
      })
      .nullable(),
  ),
  /** Begins a draft as a copy of the rules. */
  'routing.startDraft': command(nothing, undoable),
  'routing.discardDraft': command(nothing, undoable),
  /** The draft takes the place of the rules. */
  'routing.switchOn': command(z.object({ version: z.string() }), undoable),
  /** The draft over the leads and appointments of the last days. Not live: `version` is the draft's that was asked for. */
  'routing.replay': query(
    [],
    z.object(PERIODS),
    z.object({
      version: z.string(),
      at: instant,
      leads: z.object({
        considered: z.number().int(),
        unchanged: z.number().int(),
        /** Placed by a person, or sent for a workspace by name: rules have no say. */
        fixed: z.number().int(),
        elsewhere: z.number().int(),
        unrouted: z.number().int(),
        newlyRouted: z.number().int(),
      }),
      groups: z.array(
        replayGroup.extend({
          /** Paid for those whose price is known. */
          costCents: cents,
          withoutPrice: z.number().int(),
          /** Sales and contracts of these leads, voided ones aside. */
          revenueCents: cents,
          sales: z.number().int(),
        }),
      ),
      appointments: z.object({ considered: z.number().int(), moved: z.number().int() }),
      appointmentGroups: z.array(replayGroup),
    }),
  ),
  /** The very records of a group, newest first. */
  'routing.replayRecords': query(
    [],
    z.object({
      ...PERIODS,
      kind: z.enum(['leads', 'appointments']),
      from: z.string().nullable(),
      to: z.string().nullable(),
      ...window,
    }),
    pageOf(replayRecord),
  ),
}
