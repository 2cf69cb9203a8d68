import { z } from 'zod'
import { leadEvent, leadRow } from './leads.ts'
import { query } from './operation.ts'
import { contactId, instant, pageOf, window } from './shapes.ts'

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

export const contactDetail = contactRow.extend({
  address: z.string().nullable(),
  updatedAt: instant,
  leads: z.array(leadRow),
  /** One time line over all of the contact's leads, newest first. */
  events: z.array(leadEvent),
  /** The same phone or e-mail on another webhook: suggested for merging, never merged silently. */
  suggestions: z.array(z.object({ contact: contactRow, why: z.string() })),
})
export type ContactDetail = z.infer<typeof contactDetail>

export const contactOperations = {
  'contacts.page': query(
    ['contacts', 'leads', 'webhooks'],
    z.object({
      workspaceId: z.string().nullish(),
      search: z.string().max(200).default(''),
      ...window,
    }),
    pageOf(contactRow),
  ),
  'contacts.get': query(['contacts', 'leads', 'webhooks'], z.object({ id: contactId }), contactDetail),
}
