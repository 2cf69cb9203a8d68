// Whose appointment it is: the lead that is named, else the newest open one of the person under that phone who wants the same, else a new one.
import type { AppointmentDraft } from '../../../shared/domain/appointment-payload/read.ts'
import type { AppointmentNote } from '../../../shared/domain/appointment-payload/sender.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import { readProductType } from '../../../shared/domain/payload/read.ts'
import { type LeadStatus, STAGES } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { KnownWebhook } from '../directory.ts'
import { goneRecord } from '../records/gone.ts'

export type FoundLead =
  | { readonly ok: true; readonly lead: KnownLead | null }
  | { readonly ok: false; readonly note: AppointmentNote }

export type KnownLead = {
  readonly id: number
  readonly contactId: number
  readonly workspaceId: string | null
}

/** Won and given up are over: who asks again then is a new lead. */
const OPEN: readonly LeadStatus[] = STAGES.filter((stage) => stage !== 'converted')

/** The lead; null where there is none yet, and the draft has what a new one needs. */
export function findLead(context: WriteContext, webhook: KnownWebhook, draft: AppointmentDraft): FoundLead {
  if (draft.leadId !== null) return namedLead(context, webhook, draft.leadId)
  const phone = draft.lead.fields.phone?.e164
  if (phone === undefined) {
    const note = draft.lead.problems.find(({ field, code }) => field === 'phone' && code !== 'required')
    return { ok: false, note: note ?? NOBODY }
  }
  return { ok: true, lead: openLead(context, webhook, draft, phone) }
}

export const NOBODY: AppointmentNote = {
  field: 'phone',
  message: 'It does not say whose appointment it is. Send the lead’s “lead_id”, or the customer’s “phone”.',
  code: 'required',
  value: null,
}

export function unknownLead(context: WriteContext, leadId: number): AppointmentNote {
  const isDeleted = goneRecord(context.db, 'lead', leadId).details?.some(({ code }) => code === 'deleted')
  return {
    field: 'lead_id',
    message: isDeleted
      ? `The lead ${leadId} was deleted here, or its contact was. Send the customer’s phone instead, and a new lead is made.`
      : `There is no lead ${leadId} here. Send the lead_id that the webhook answered with, or the customer’s phone.`,
    code: isDeleted ? 'deleted' : 'unknown',
    value: leadId,
  }
}

function namedLead(context: WriteContext, webhook: KnownWebhook, leadId: number): FoundLead {
  const row = context.db
    .sql('select webhook_id, contact_id, workspace_id from leads where id = ?')
    .get<{ webhook_id: string; contact_id: number | null; workspace_id: string | null }>(leadId)
  // A lead of another webhook is nobody's business here.
  if (row === undefined || row.webhook_id !== webhook.webhookId)
    return { ok: false, note: unknownLead(context, leadId) }
  if (row.contact_id === null)
    return {
      ok: false,
      note: {
        field: 'lead_id',
        message: `The lead ${leadId} has no contact, so there is nobody to meet. Send the customer’s phone instead.`,
        code: 'no_contact',
        value: leadId,
      },
    }
  return { ok: true, lead: { id: leadId, contactId: row.contact_id, workspaceId: row.workspace_id } }
}

/** Leads of one person that are looked through; nobody has more that are open. */
const MOST_LEADS = 100

function openLead(
  context: WriteContext,
  webhook: KnownWebhook,
  { lead }: AppointmentDraft,
  phone: string,
): KnownLead | null {
  const contactId = context.db
    .sql('select coalesce(merged_into_id, id) from contacts where webhook_id = ? and phone = ?')
    .value<number>(webhook.webhookId, phone)
  if (contactId === undefined) return null
  const rows = context.db
    .sql(
      `select id, workspace_id, lead_type, product_type from leads
       where contact_id = ? and is_test = ? and status in (select value from json_each(?)) order by created_at desc, id desc limit ${MOST_LEADS}`,
    )
    .all<{ id: number; workspace_id: string | null; lead_type: string; product_type: string | null }>(
      contactId,
      lead.isTest ? 1 : 0,
      JSON.stringify(OPEN),
    )
  const found = rows.find((row) => isSameProduct(row, lead.fields.product_type))
  return found === undefined ? null : { id: found.id, contactId, workspaceId: found.workspace_id }
}

/** Who names no product means what they asked for last. */
function isSameProduct(
  lead: { readonly lead_type: string; readonly product_type: string | null },
  product: string | undefined,
): boolean {
  if (product === undefined) return true
  if (lead.product_type !== null && foldText(lead.product_type) === foldText(product)) return true
  const type = readProductType(product)
  // "General" is everything else, and not one product.
  return (
    type !== null && type !== 'general' && type === (readProductType(lead.product_type) ?? lead.lead_type)
  )
}
