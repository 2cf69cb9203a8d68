import { z } from 'zod'
import { DUPLICATE_REASONS, MERGE_CHOICES, MERGE_FIELDS } from '../domain/merging.ts'
import { LEAD_TYPES } from '../domain/vocabulary.ts'
import { leadRow } from './leads.ts'
import { conditionsOf, sortOf } from './list-filter.ts'
import { command, query, task } from './operation.ts'
import {
  contactId,
  editValues,
  instant,
  leadId,
  pageOf,
  takenAlong,
  undoable,
  undoableOrLong,
  window,
} from './shapes.ts'

export const contactRow = z.object({
  id: contactId,
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string(),
  phoneExtension: z.string().nullable(),
  email: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  zipCode: z.string().nullable(),
  webhookId: z.string(),
  webhookName: z.string().nullable(),
  leadCount: z.number().int(),
  lastLeadAt: instant.nullable(),
  createdAt: instant,
})
export type ContactRow = z.infer<typeof contactRow>

/** One line of what happened with a person, whatever it happened to. */
export const contactMoment = z.object({
  /** Unique in the time line. */
  key: z.string(),
  kind: z.enum(['lead', 'appointment', 'conversion', 'delivery']),
  /** Event type of a lead, appointment or conversion; the verdict of a delivery. */
  type: z.string(),
  at: instant,
  leadId: leadId.nullable(),
  leadType: z.enum(LEAD_TYPES).nullable(),
  /** What happened, as its writer told it. */
  data: z.record(z.string(), z.unknown()),
  performedBy: z.string().nullable(),
  performedByName: z.string().nullable(),
})
export type ContactMoment = z.infer<typeof contactMoment>

export const contactDetail = contactRow.extend({
  address: z.string().nullable(),
  updatedAt: instant,
  leads: z.array(leadRow),
  /** One time line over leads, appointments, conversions and deliveries, newest first: the newest ones that were asked for. */
  moments: z.array(contactMoment),
  hasOlder: z.boolean(),
  /** The same phone or e-mail on another webhook: suggested for merging, never merged silently. */
  suggestions: z.array(z.object({ contact: contactRow, why: z.string() })),
  /** Second names of this contact: others that were merged into it. */
  mergedFrom: z.array(
    z.object({ contact: contactRow, at: instant, by: z.string(), byName: z.string().nullable() }),
  ),
})
export type ContactDetail = z.infer<typeof contactDetail>

/** Two contacts that may be one person; `keep` is the one that would stay. */
export const duplicatePair = z.object({
  keep: contactRow,
  merge: contactRow,
  reasons: z.array(z.enum(DUPLICATE_REASONS)).min(1),
})
export type DuplicatePair = z.infer<typeof duplicatePair>

export const mergePreview = z.object({
  keep: contactRow,
  merge: contactRow,
  fields: z.array(
    z.object({
      name: z.enum(MERGE_FIELDS),
      keep: z.string().nullable(),
      merge: z.string().nullable(),
      /** When each was last said. */
      keepAt: z.string().nullable(),
      mergeAt: z.string().nullable(),
      /** The newer non-empty one. */
      preset: z.enum(MERGE_CHOICES),
    }),
  ),
  /** What would go to the kept contact; `names` are contacts that were merged into the other one before. */
  moves: z.object({
    leads: z.number().int(),
    appointments: z.number().int(),
    conversions: z.number().int(),
    names: z.number().int(),
  }),
})
export type MergePreview = z.infer<typeof mergePreview>

export const contactFilter = z.object({
  /** Contacts with a lead in one workspace; left out means all, null means those without any workspace. */
  workspaceId: z.string().nullish(),
  /** Half a name, an e-mail, digits of the phone, an address. */
  search: z.string().max(200).default(''),
  ...conditionsOf('contacts'),
})
export type ContactFilter = z.input<typeof contactFilter>

/** Some contacts, or all that a filter lists but a few. */
const some = z.object({ ids: z.array(contactId).min(1).max(50_000) })
const allBut = z.object({ filter: contactFilter, allBut: z.array(contactId).max(50_000).default([]) })
export const contactTarget = z.union([some, allBut])

const changeMany = z.object({ target: contactTarget, values: editValues })
const expected = { expected: z.number().int().min(0).optional() }
const deleteMany = z.union([some.extend(expected), allBut.extend(expected)])

export const contactOperations = {
  'contacts.page': query(
    ['contacts', 'leads', 'webhooks'],
    z.object({
      ...contactFilter.shape,
      sort: sortOf('contacts'),
      ...window,
    }),
    pageOf(contactRow),
  ),
  /** Ids of a stretch of the list, in its order. */
  'contacts.ids': query(
    ['contacts', 'leads'],
    z.object({
      ...contactFilter.shape,
      sort: sortOf('contacts'),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(50_000),
    }),
    z.array(contactId),
  ),
  /** Of a contact that was merged into another one: that one. */
  'contacts.get': query(
    ['contacts', 'leads', 'webhooks', 'appointments', 'conversions', 'deliveries', 'agents'],
    z.object({ id: contactId, moments: z.number().int().min(1).max(2_000).default(50) }),
    contactDetail,
  ),
  /** Changes fields by hand (CONTACT_EDITS), as `leads.update` does; the phone must be one that no other contact of the webhook has. */
  'contacts.update': command(z.object({ id: contactId, values: editValues }), undoable),
  /** The same for many, as one step that one undo takes back. More than a few hundred are `isLong`. */
  'contacts.changeMany': command(changeMany, undoableOrLong.extend({ changed: z.number().int() })),
  /** The same for any number, in slices: all of them or, cancelled, none. */
  'contacts.changeTask': task(changeMany, undoable.extend({ changed: z.number().int() })),
  'contacts.deletePreview': query(
    ['contacts', 'leads', 'appointments', 'conversions'],
    contactTarget,
    takenAlong,
  ),
  /**
   * With all their leads, and with the second names that led to them. One undo brings everything back as it was. `expected`: as in
   * `leads.delete`; what has more than a few hundred contacts or leads is `isLong`.
   */
  'contacts.delete': command(deleteMany, undoableOrLong.extend({ deleted: z.number().int() })),
  'contacts.deleteTask': task(deleteMany, undoable.extend({ deleted: z.number().int() })),
  'contacts.mergePreview': query(
    ['contacts', 'leads', 'appointments', 'conversions'],
    z.object({ keepId: contactId, mergeId: contactId }),
    mergePreview,
  ),
  /**
   * Makes one contact of two: `mergeId` stays as a second name, so that what its webhook and phone send goes to `keepId`, and all its
   * leads, appointments and conversions go there now. For each field the named value wins, otherwise the newer non-empty one.
   */
  'contacts.merge': command(
    z.object({
      keepId: contactId,
      mergeId: contactId,
      choices: z.partialRecord(z.enum(MERGE_FIELDS), z.enum(MERGE_CHOICES)).default({}),
    }),
    undoable.extend({ contactId }),
  ),
  /** Brings both back, each with its own leads, also those that arrived since. What was changed by hand since stays on the kept one. */
  'contacts.unmerge': command(z.object({ mergedId: contactId }), undoable.extend({ keptId: contactId })),
  /** Pairs that may be one person, strongest first. */
  'contacts.duplicates': query(['contacts', 'webhooks'], z.object({ ...window }), pageOf(duplicatePair)),
  /** These two are two people: the pair is not suggested any more. */
  'contacts.notDuplicates': command(z.object({ ids: z.tuple([contactId, contactId]) }), undoable),
  /** While typing: who has this phone or e-mail already. `joins`: a lead saved like this goes to that contact. */
  'contacts.known': query(
    ['contacts', 'webhooks'],
    z.object({
      webhookId: z.string().optional(),
      phone: z.string().max(100).optional(),
      email: z.string().max(320).optional(),
    }),
    z.array(z.object({ contact: contactRow, reason: z.enum(['phone', 'email']), joins: z.boolean() })),
  ),
}
