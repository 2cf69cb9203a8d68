// Leads: list, detail, counts, status, notes, and entry by hand.
import type { LeadDetail } from '../../../shared/contract/leads.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { leadEdit } from '../../../shared/domain/editing.ts'
import { CALL_RESULT_LABELS, STATUS_LABELS } from '../../../shared/domain/labels.ts'
import { LEAD_FIELDS } from '../../../shared/domain/payload/fields.ts'
import { readPayload } from '../../../shared/domain/payload/read.ts'
import {
  LEAD_STATUSES,
  LEAD_TYPES,
  OPEN_STATUSES,
  REACHED_RESULTS,
} from '../../../shared/domain/vocabulary.ts'
import type { ReadContext } from '../context.ts'
import type { CommandsOf, QueriesOf, TasksOf } from '../handler-types.ts'
import { createLead } from '../records/create-lead.ts'
import { takenAlong } from '../records/deletion-words.ts'
import { editLead } from '../records/edit.ts'
import { goneRecord } from '../records/gone.ts'
import { EVENT_JOINS, EVENT_ROW, LEAD_JOINS, LEAD_ROW, toLeadEvent, toLeadRow } from '../records/lead-rows.ts'
import { leadIds, leadsPage } from '../records/list-leads.ts'
import { leadCounts } from '../records/list-places.ts'
import { leadToMove, moveLead } from '../records/move-lead.ts'
import { createTally } from '../records/tally.ts'
import { trackEvent } from '../records/track.ts'
import { addRow, changeRow, remember } from '../records/undo.ts'
import { changeMany, changeManyLong } from './change-many.ts'
import { deleteMany, deleteManyLong } from './delete-many.ts'
import { idsOf } from './target.ts'
import { nameOf } from './words.ts'

export const leadQueries: QueriesOf<'leads'> = {
  'leads.page': ({ db, clock }, input) => leadsPage(db, input, clock.nowMs()),

  'leads.counts': ({ db }, { workspaceId }) => {
    const rows = leadCounts(db, { workspaceId, statuses: [], types: [] })
    const sum = (where: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(where).reduce((total, row) => total + row.total, 0)
    return {
      total: sum(() => true),
      open: sum(({ status }) => (OPEN_STATUSES as readonly string[]).includes(status)),
      byStatus: mapWords(LEAD_STATUSES, (word) => sum(({ status }) => status === word)),
      byType: mapWords(LEAD_TYPES, (word) => sum(({ lead_type }) => lead_type === word)),
    }
  },

  'leads.ids': ({ db, clock }, asked) => leadIds(db, asked, clock.nowMs()),

  'leads.get': ({ db }, { id }) => leadDetail({ db }, id),

  'leads.deletePreview': (context, { target }) =>
    takenAlong(context.db, { leads: idsOf(context, target, 'deleted'), contacts: [] }),
}

export const leadCommands: CommandsOf<'leads'> = {
  'leads.create': (context, { webhookId, values }) => {
    const webhook = context.directory.webhook(webhookId)
    const isDeleted = 'select 1 from webhook_configs where webhook_id = ? and deleted_at is not null'
    if (webhook === undefined || context.db.sql(isDeleted).value(webhookId) !== undefined) {
      throw new AppError('not_found', 'This webhook is no longer there. Choose another one.')
    }
    const draft = readPayload({ ...values }, { defaultRegion: webhook.defaultRegion })
    if (draft.problems.length > 0 || draft.held !== null) {
      const details = draft.problems.map(({ field, message, code }) => ({ field, message, code }))
      throw new AppError('invalid', details[0]?.message ?? 'Enter at least a phone number.', details)
    }
    const isTaken = 'select 1 from leads where webhook_id = ? and external_id = ?'
    if (
      draft.externalId !== null &&
      context.db.sql(isTaken).value(webhookId, draft.externalId) !== undefined
    ) {
      throw new AppError(
        'conflict',
        `There is a lead with the sender’s id ${draft.externalId} already. Open that one, or leave the id out.`,
      )
    }
    const tally = createTally()
    const receivedAt = context.clock.now()
    const lead = createLead(
      context,
      { ...draft, sender: 'by_hand' },
      {
        webhook,
        provider: null,
        deliveryId: null,
        rawPayload: null,
        ipAddress: null,
        userAgent: null,
        receivedAt,
      },
      tally,
    )
    tally.write(context.db, receivedAt)
    context.touch('leads', 'contacts', 'webhooks')
    return { leadId: lead.leadId, contactId: lead.contactId, contactStatus: lead.contactStatus }
  },

  'leads.setStatus': (context, { id, status, reason }) => {
    const lead = leadToMove(context, id)
    const step = moveLead(context, lead, status, reason)
    return remember(context, `Status of ${nameOf(lead)} set to ${STATUS_LABELS[status]}`, [step])
  },

  'leads.update': (context, { id, values }) => {
    const lead = leadToMove(context, id)
    const steps = editLead(context, id, values)
    const names = Object.keys(values)
    const what =
      names.length === 1 ? (leadEdit(names[0] as string)?.label ?? 'Field') : `${names.length} fields`
    return remember(context, `${what} of ${nameOf(lead)} changed`, steps)
  },

  'leads.changeMany': (context, { target, change }) => changeMany(context, target, change),

  'leads.delete': (context, { target, expected }) => deleteMany(context, target, expected),

  'leads.logCall': (context, { id, result }) => {
    const lead = leadToMove(context, id)
    const now = context.clock.now()
    const attempt =
      (context.db.sql('select call_attempts from leads where id = ?').value<number>(id) ?? 0) + 1
    const event = addRow(context, 'lead_events', {
      lead_id: id,
      event_type: 'updated',
      event_data: JSON.stringify({ call: result, attempt }),
      created_at: now,
      performed_by: context.actor,
    })
    trackEvent(context, event)
    const count = changeRow(context, 'leads', id, {
      call_attempts: attempt,
      last_called_at: now,
      updated_at: now,
    })
    const isReached = (REACHED_RESULTS as readonly string[]).includes(result)
    const move = isReached && lead.status === 'new' ? [moveLead(context, lead, 'contacted', undefined)] : []
    return remember(context, `Call to ${nameOf(lead)}: ${CALL_RESULT_LABELS[result].toLowerCase()}`, [
      event,
      count,
      ...move,
    ])
  },

  'leads.addNote': (context, { id, text }) => {
    const lead = leadToMove(context, id)
    const now = context.clock.now()
    const note = addRow(context, 'lead_events', {
      lead_id: id,
      event_type: 'note_added',
      event_data: JSON.stringify({ text }),
      created_at: now,
      performed_by: context.actor,
    })
    trackEvent(context, note)
    const change = changeRow(context, 'leads', id, { updated_at: now })
    return remember(context, `Note on ${nameOf(lead)}`, [note, change])
  },
}

function mapWords<W extends string>(words: readonly W[], value: (word: W) => number): Record<W, number> {
  return Object.fromEntries(words.map((word) => [word, value(word)])) as Record<W, number>
}

export const leadTasks: TasksOf<'leads'> = {
  'leads.changeTask': (context, { target, change }) => changeManyLong(context, target, change),
  'leads.deleteTask': (context, { target, expected }) => deleteManyLong(context, target, expected),
}

/** Fields that the detail shows beside the row's own, by column. */
const DETAIL_FIELDS = LEAD_FIELDS.filter(
  ({ name }) => !['first_name', 'last_name', 'email', 'phone', 'created_at', 'notes'].includes(name),
)
const OTHER_LEADS_AT_MOST = 50
const EVENTS_AT_MOST = 500

function leadDetail({ db }: Pick<ReadContext, 'db'>, id: number): LeadDetail {
  const row = db
    .sql(
      `select ${LEAD_ROW}, ${DETAIL_FIELDS.map(({ name }) => `l.${name} as f_${name}`).join(', ')}, l.answers, l.extra, l.issues, l.cost_cents,
         l.notes, l.external_id, l.sender, l.delivery_id, l.provider_id, l.routing_method, l.routing_rule_id, l.routing_reason, l.updated_at,
         l.contacted_at, l.qualified_at, l.converted_at, l.revenue_potential, l.call_attempts, l.last_called_at
       from leads l ${LEAD_JOINS} where l.id = ?`,
    )
    .get(id)
  if (row === undefined) throw goneRecord(db, 'lead', id)
  const fields: Record<string, string | number> = {}
  for (const { name, kind } of DETAIL_FIELDS) {
    const value = row[`f_${name}`]
    if (value !== null) fields[name] = kind === 'money' ? Math.round(value * 100) : value
  }
  const contact =
    row.contact_id === null ? undefined : db.sql('select * from contacts where id = ?').get(row.contact_id)
  return {
    ...toLeadRow(row),
    fields,
    answers: JSON.parse(row.answers ?? '[]'),
    extra: JSON.parse(row.extra ?? '{}'),
    issues: JSON.parse(row.issues ?? '[]'),
    costCents: row.cost_cents,
    revenuePotentialCents: row.revenue_potential === null ? null : Math.round(row.revenue_potential * 100),
    callAttempts: row.call_attempts,
    lastCalledAt: row.last_called_at,
    notes: row.notes,
    externalId: row.external_id,
    sender: row.sender,
    deliveryId: row.delivery_id,
    providerId: row.provider_id,
    routing: { method: row.routing_method, ruleId: row.routing_rule_id, reason: row.routing_reason },
    updatedAt: row.updated_at,
    contactedAt: row.contacted_at,
    qualifiedAt: row.qualified_at,
    convertedAt: row.converted_at,
    contact:
      contact === undefined
        ? null
        : {
            id: contact.id,
            firstName: contact.first_name,
            lastName: contact.last_name,
            phone: contact.phone,
            email: contact.email,
            leadCount: contact.lead_count,
            createdAt: contact.created_at,
          },
    otherLeads: db
      .sql(
        `select ${LEAD_ROW} from leads l ${LEAD_JOINS} where l.contact_id = ? and l.id <> ? order by l.created_at desc limit ?`,
      )
      .all(row.contact_id, id, OTHER_LEADS_AT_MOST)
      .map(toLeadRow),
    events: db
      .sql(
        `select ${EVENT_ROW} from lead_events e ${EVENT_JOINS} where e.lead_id = ? order by e.id desc limit ?`,
      )
      .all(id, EVENTS_AT_MOST)
      .map(toLeadEvent),
  }
}
