// From a conversion that a client's own program logs to a row and its answer, in the transaction of its group (group-commit.ts). What belongs to another
// workspace is answered like what does not exist.
import { AppError, type FieldProblem } from '../../../shared/contract/reply.ts'
import type { WriteContext } from '../context.ts'
import { standingFor } from '../records/second-names.ts'
import { logConversion } from '../records/write-conversion.ts'
import { type Answer, problem, success } from './answers.ts'
import type { WantedConversion } from './read-conversion.ts'

export type IncomingConversion = {
  readonly what: 'conversion'
  readonly workspaceId: string
  readonly wanted: WantedConversion
}

type Stored = {
  readonly id: string
  readonly lead_id: number | null
  readonly contact_id: number
  readonly conversion_type: string
}

/** `context` acts in the workspace's name. */
export function acceptConversion(context: WriteContext, incoming: IncomingConversion): Answer {
  const { workspaceId, wanted } = incoming
  const { db } = context
  const before =
    wanted.externalId === null
      ? undefined
      : db
          .sql(
            'select id, lead_id, contact_id, conversion_type from conversions where workspace_id = ? and external_id = ?',
          )
          .get<Stored>(workspaceId, wanted.externalId)
  if (before !== undefined) return repeat(context, incoming, before)

  const whose = findOwn(context, incoming)
  if (!whose.ok) return whose.answer
  const agent =
    wanted.convertedBy === null
      ? undefined
      : db.sql('select slug from agents where slug = ?').value<string>(wanted.convertedBy)
  const keepsName = wanted.convertedBy !== null && wanted.convertedBy !== '' && agent === undefined
  const { id } = logConversion(context, {
    of: whose.leadId === null ? { contactId: whose.contactId } : { leadId: whose.leadId },
    workspaceId,
    conversionType: wanted.conversionType,
    valueCents: wanted.valueCents,
    currency: wanted.currency ?? undefined,
    convertedAt: wanted.convertedAt,
    convertedBy: agent,
    customData: keepsName ? { converted_by: wanted.convertedBy, ...wanted.customData } : wanted.customData,
    note: wanted.note,
    externalId: wanted.externalId,
  })
  // How many open leads an agent has is counted anew when it is needed next.
  context.directory.forget(['leads'])
  return answer(201, 'The conversion was logged.', incoming, {
    id,
    lead_id: whose.leadId,
    contact_id: whose.contactId,
  })
}

/** The same id again: nothing is made. For something else it is a mistake of the caller's, who must hear of it. */
function repeat(context: WriteContext, incoming: IncomingConversion, before: Stored): Answer {
  const { wanted } = incoming
  const isSame =
    before.conversion_type === wanted.conversionType &&
    (wanted.leadId === null || wanted.leadId === before.lead_id) &&
    (wanted.contactId === null ||
      standingFor(context.db, wanted.contactId) === standingFor(context.db, before.contact_id))
  if (isSame) return answer(200, 'It had been logged before; nothing was changed.', incoming, before)
  return problem(
    409,
    `“${wanted.externalId}” is the id of conversion ${before.id}, which is of another lead, contact or type. Nothing was changed; send a new id for a new conversion.`,
  )
}

type Own =
  | { readonly ok: true; readonly leadId: number | null; readonly contactId: number }
  | { readonly ok: false; readonly answer: Answer }

function findOwn({ db }: WriteContext, { workspaceId, wanted }: IncomingConversion): Own {
  const notThere = (what: string, id: number): Own => ({
    ok: false,
    answer: problem(404, `There is no ${what} ${id} in this workspace.`),
  })
  const contactId = wanted.contactId === null ? null : standingFor(db, wanted.contactId)
  if (wanted.leadId !== null) {
    const ofLead = db
      .sql('select contact_id from leads where id = ? and workspace_id = ? and contact_id is not null')
      .value<number>(wanted.leadId, workspaceId)
    if (ofLead === undefined) return notThere('lead', wanted.leadId)
    if (contactId === null || contactId === ofLead)
      return { ok: true, leadId: wanted.leadId, contactId: ofLead }
  }
  const isOwn =
    contactId !== null &&
    db
      .sql('select 1 from contact_workspaces where workspace_id = ? and contact_id = ?')
      .value(workspaceId, contactId) !== undefined
  if (!isOwn || contactId === null) return notThere('contact', wanted.contactId ?? 0)
  if (wanted.leadId === null) return { ok: true, leadId: null, contactId }
  const message = `Lead ${wanted.leadId} is not a lead of contact ${wanted.contactId}. Send one of the two.`
  return { ok: false, answer: misfit([{ field: 'contact_id', message, code: 'mismatch' }]) }
}

/** What the writing itself refuses, with nothing written; null for a defect. */
export function refusalInWords(error: unknown): Answer | null {
  if (!(error instanceof AppError)) return null
  const { code, message, details } = error
  if (code === 'invalid')
    return misfit(
      details?.map(({ field, ...rest }) => ({ field: wireName(field), ...rest })) ?? [
        { field: '', message, code },
      ],
    )
  return code === 'not_found' ? problem(404, message) : problem(409, message)
}

/** convertedAt -> converted_at; a value of ours is a conversion_value. */
function wireName(field: string): string {
  return field === 'valueCents'
    ? 'conversion_value'
    : field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

export function misfit(details: readonly FieldProblem[]): Answer {
  const [first] = details
  return problem(422, first?.message ?? 'It does not fit.', { details })
}

function answer(
  status: 200 | 201,
  message: string,
  { workspaceId, wanted: { notes } }: IncomingConversion,
  row: Pick<Stored, 'id' | 'lead_id' | 'contact_id'>,
): Answer {
  return success(status, {
    status: 'success',
    message,
    conversion_id: row.id,
    lead_id: row.lead_id,
    contact_id: row.contact_id,
    workspace_id: workspaceId,
    ...(notes.length === 0 ? {} : { notes }),
    timestamp: new Date().toISOString(),
  })
}
