// A person changes a lead or a contact by hand: read, checked, written with its history, undoable. What lead and contact say alike is one
// fact: changed on one of them, it changes on the other and on the person's further leads that say the same.
import { AppError, type FieldProblem } from '../../../shared/contract/reply.ts'
import { CONTACT_FIELDS, type FieldTimes } from '../../../shared/domain/contact.ts'
import {
  CONTACT_EDITS,
  type EditField,
  type EditValue,
  fromColumn,
  LEAD_EDITS,
  leadEdit,
  readEdit,
  toColumn,
} from '../../../shared/domain/editing.ts'
import { showPhone } from '../../../shared/domain/phone.ts'
import type { WriteContext } from '../context.ts'
import { giveToAgent } from './assign-agent.ts'
import { goneRecord } from './gone.ts'
import { foundBy } from './second-names.ts'
import { trackLead } from './track.ts'
import { type Change, type Columns, changeRow, type Step } from './undo.ts'

export type EditValues = Readonly<Record<string, EditValue>>
type Row = Columns & { readonly id: number; readonly webhook_id: string }

/** Fields that a lead and its contact both have. */
const SHARED = [...CONTACT_FIELDS, 'phone'] as const

export function editLead(context: WriteContext, id: number, values: EditValues): Step[] {
  const lead = context.db.sql('select * from leads where id = ?').get<Row>(id)
  if (lead === undefined) throw goneRecord(context.db, 'lead', id)
  const wanted = readAll(context, LEAD_EDITS, lead, values, 'lead')
  const contact =
    lead.contact_id === null || !SHARED.some((column) => column in wanted)
      ? undefined
      : context.db.sql('select * from contacts where id = ?').get<Row>(lead.contact_id)
  const forContact: Record<string, string | number | null> = {}
  // A lead may lose its phone, a contact is found by it.
  const losesPhone = wanted.phone === null
  for (const column of SHARED) {
    const value = wanted[column]
    if (value === undefined || contact === undefined || contact[column] !== lead[column]) continue
    if (losesPhone && (column === 'phone' || column === 'phone_extension')) continue
    forContact[column] = value
  }
  return contact === undefined || Object.keys(forContact).length === 0
    ? writeAll(context, [{ lead, values: wanted }], [])
    : writeAll(
        context,
        [{ lead, values: wanted }, ...followers(context, contact, forContact, lead.id)],
        [{ contact, values: forContact }],
      )
}

export function editContact(context: WriteContext, id: number, values: EditValues): Step[] {
  const contact = context.db.sql('select * from contacts where id = ?').get<Row>(id)
  if (contact === undefined) throw goneRecord(context.db, 'contact', id)
  const wanted = readAll(context, CONTACT_EDITS, contact, values, 'contact')
  if (Object.keys(wanted).length === 0) return []
  return writeAll(context, followers(context, contact, wanted, null), [{ contact, values: wanted }])
}

/** The columns that change, as they are stored; refuses all that does not fit at once. */
function readAll(
  context: WriteContext,
  fields: readonly EditField[],
  row: Row,
  values: EditValues,
  what: 'lead' | 'contact',
): Record<string, string | number | null> {
  const home = {
    region: context.directory.webhook(row.webhook_id)?.defaultRegion ?? 'US',
    timeZone: context.directory.settings().timeZone,
  }
  const problems: FieldProblem[] = []
  const wanted: Record<string, string | number | null> = {}
  for (const [name, value] of Object.entries(values)) {
    const field = fields.find((one) => one.name === name)
    const reading =
      field === undefined
        ? {
            ok: false as const,
            code: 'unknown_field',
            message: `${name} is no field that can be changed on a ${what}.`,
          }
        : readEdit(field, value, home)
    const problem = reading.ok
      ? field && wrongReference(context, field, reading.value, row)
      : { code: reading.code, message: reading.message }
    if (problem) problems.push({ field: name, ...problem })
    else if (reading.ok && field) {
      wanted[name] = toColumn(field, reading.value)
      // What stands behind the number belongs to it, also when it is gone.
      if (field.kind === 'phone' && values.phone_extension === undefined)
        wanted.phone_extension = reading.extension ?? null
    }
  }
  if (problems.length > 0)
    throw new AppError('invalid', problems[0]?.message ?? 'This does not fit.', problems)
  for (const column of Object.keys(wanted)) if (wanted[column] === row[column]) delete wanted[column]
  return wanted
}

function wrongReference(
  context: WriteContext,
  field: EditField,
  value: EditValue,
  row: Row,
): { readonly code: string; readonly message: string } | undefined {
  if (field.kind !== 'reference' || value === null || value === row[field.name]) return undefined
  if (field.refersTo === 'agents') {
    const isActive = context.db.sql('select is_active from agents where slug = ?').value<number>(value)
    if (isActive === 1) return undefined
    return isActive === undefined
      ? { code: 'unknown', message: `${field.label}: there is no agent “${value}”. Choose one of the list.` }
      : { code: 'inactive', message: `${field.label}: this agent is no longer active. Choose another one.` }
  }
  if (row.is_test === 1)
    return { code: 'test', message: `${field.label}: a test lead belongs to no workspace. Leave it empty.` }
  const isActive = context.db.sql('select is_active from workspaces where id = ?').value<number>(value)
  if (isActive === 1) return undefined
  return isActive === undefined
    ? {
        code: 'unknown',
        message: `${field.label}: there is no workspace “${value}”. Choose one of the list.`,
      }
    : { code: 'inactive', message: `${field.label}: this workspace is no longer active. Choose another one.` }
}

type LeadEdit = { readonly lead: Row; readonly values: Columns }
type ContactEdit = { readonly contact: Row; readonly values: Columns }

/** The person's leads that say what the contact says, with what they are to say now; newest first. */
function followers(
  context: WriteContext,
  contact: Row,
  values: Columns,
  exceptLeadId: number | null,
): LeadEdit[] {
  return context.db
    .sql('select * from leads where contact_id = ? order by created_at desc, id desc')
    .all<Row>(contact.id)
    .filter(({ id }) => id !== exceptLeadId)
    .map((lead) => ({
      lead,
      values: pick(
        values,
        Object.keys(values).filter((column) => lead[column] === contact[column]),
      ),
    }))
    .filter((edit) => Object.keys(edit.values).length > 0)
}

function writeAll(
  context: WriteContext,
  leads: readonly LeadEdit[],
  contacts: readonly ContactEdit[],
): Step[] {
  const now = context.clock.now()
  const steps: Change[] = []
  const given: Change[] = []
  for (const { contact, values } of contacts) {
    if (typeof values.phone === 'string') refuseTakenPhone(context, contact.id, values.phone)
    steps.push(changeContact(context, contact, values, now))
  }
  for (const { lead, values } of leads) {
    if (Object.keys(values).length === 0) continue
    const routing: Columns =
      values.workspace_id === undefined
        ? {}
        : {
            routing_method: 'manual',
            routing_rule_id: null,
            routing_reason: values.workspace_id === null ? 'Taken out by hand' : 'Chosen by hand',
          }
    const step = changeRow(context, 'leads', lead.id, { ...values, ...routing, updated_at: now })
    steps.push(step)
    followWorkspace(context, lead, step.before, step.after)
    if (typeof step.after.workspace_id === 'string' && values.assigned_to === undefined)
      given.push(...giveToAgent(context, lead.id, step.after.workspace_id))
  }
  tellEdits(context, steps)
  if (steps.length > 0) context.touch('leads', 'contacts')
  return [...steps, ...given]
}

/** What a person typed is newer than anything that was sent before, whatever the sender's clock said. */
function changeContact(context: WriteContext, contact: Row, values: Columns, now: string): Change {
  const known = JSON.parse(String(contact.field_times)) as Record<string, string | undefined>
  const fields = Object.keys(values).filter((name) => (CONTACT_FIELDS as readonly string[]).includes(name))
  const before: Record<string, string | null> = {}
  const after: Record<string, string | null> = {}
  for (const name of fields) {
    before[name] = known[name] ?? null
    after[name] = laterThan(known[name], now)
  }
  const step = changeRow(context, 'contacts', contact.id, { ...values, updated_at: now })
  followContact(context, contact.id, after)
  return { ...step, times: { before, after } }
}

function laterThan(known: string | undefined, now: string): string {
  return known === undefined || known < now ? now : new Date(Date.parse(known) + 1).toISOString()
}

export function refuseTakenPhone(context: WriteContext, contactId: number, phone: string): void {
  const other = context.db
    .sql(
      `select coalesce(k.id, o.id) as id, coalesce(k.first_name, o.first_name) as first_name, coalesce(k.last_name, o.last_name) as last_name
       from contacts c join contacts o on o.webhook_id = c.webhook_id and o.phone = ? and o.id <> c.id
         left join contacts k on k.id = o.merged_into_id
       where c.id = ?`,
    )
    .get<{ id: number; first_name: string | null; last_name: string | null }>(phone, contactId)
  if (other === undefined) return
  if (other.id === contactId) {
    const message = `Phone: ${showPhone(phone)} is a second number of this contact already, from a contact that was merged into it. Both numbers find it.`
    throw new AppError('conflict', message, [{ field: 'phone', message, code: 'taken' }])
  }
  const name = [other.first_name, other.last_name].filter(Boolean).join(' ') || 'a contact without a name'
  const message = `Phone: ${showPhone(phone)} belongs to ${name} (contact ${other.id}) on this webhook. Open that contact, or write another number.`
  throw new AppError('conflict', message, [{ field: 'phone', message, code: 'taken' }])
}

/** After any change of a contact's row: what it is found by, and the times of its fields as given (null: never said). */
export function followContact(context: WriteContext, id: number, times: Columns): void {
  const row = context.db.sql('select * from contacts where id = ?').get(id)
  const found = foundBy(context.db, row)
  const fieldTimes: Record<string, unknown> = JSON.parse(row.field_times)
  for (const [name, at] of Object.entries(times)) {
    if (at === null) delete fieldTimes[name]
    else fieldTimes[name] = at
  }
  context.db
    .sql('update contacts set first_key = ?, last_key = ?, search_text = ?, field_times = ? where id = ?')
    .run(
      found.first_key,
      found.last_key,
      found.search_text,
      JSON.stringify(fieldTimes satisfies FieldTimes),
      id,
    )
  context.touch('contacts')
}

/** After a lead moved between workspaces: whose people they are, and the tracking of both. */
export function followWorkspace(
  context: WriteContext,
  lead: Pick<Row, 'id'> & { readonly contact_id?: unknown; readonly is_test?: unknown },
  before: Columns,
  after: Columns,
  /** Why a rule sent it there; without one it was a person. */
  reason?: string,
): void {
  if (!('workspace_id' in after) || before.workspace_id === after.workspace_id) return
  const now = context.clock.now()
  const contactId = lead.contact_id as number | null
  const names = [before.workspace_id, after.workspace_id].map((id) =>
    id === null ? null : (context.db.sql('select name from workspaces where id = ?').value<string>(id) ?? id),
  )
  for (const workspaceId of [before.workspace_id, after.workspace_id]) {
    if (typeof workspaceId !== 'string' || contactId === null || lead.is_test === 1) continue
    recountContact(context, contactId, workspaceId)
    const isHere = workspaceId === after.workspace_id
    context.db
      .sql(
        `insert into workspace_tracking (contact_id, lead_id, workspace_id, action, action_details, performed_by, timestamp) values (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        contactId,
        lead.id,
        workspaceId,
        isHere ? 'received' : 'sent',
        isHere
          ? (reason ?? `Moved here by hand${names[0] === null ? '' : ` from ${names[0]}`}`)
          : names[1] === null
            ? 'Taken out by hand'
            : `Moved by hand to ${names[1]}`,
        context.actor,
        now,
      )
    context.db.sql('update workspaces set last_activity_at = ? where id = ?').run(now, workspaceId)
  }
  context.touch('workspaces', 'contacts')
}

/** What the contact counts in one workspace, from its leads. */
export function recountContact(context: WriteContext, contactId: number, workspaceId: string): void {
  const counted = context.db
    .sql(
      'select count(*) as leads, max(created_at) as newest from leads where contact_id = ? and workspace_id = ? and is_test = 0',
    )
    .get<{ leads: number; newest: string | null }>(contactId, workspaceId)
  if (counted === undefined || counted.leads === 0) {
    context.db
      .sql('delete from contact_workspaces where workspace_id = ? and contact_id = ?')
      .run(workspaceId, contactId)
    return
  }
  context.db
    .sql(
      `insert into contact_workspaces (workspace_id, contact_id, lead_count, last_lead_at) values (?, ?, ?, ?)
       on conflict do update set lead_count = excluded.lead_count, last_lead_at = excluded.last_lead_at`,
    )
    .run(workspaceId, contactId, counted.leads, counted.newest)
}

/**
 * Writes the history of changed fields, for a change as for its undo: one event a field and lead. A change of the contact is told once in
 * its time line: on the first lead that went with it (the others are marked `with`), or, where none did, as being `about` the contact.
 */
export function tellEdits(context: WriteContext, changes: readonly Change[], reason?: string): void {
  const contacts = new Map<unknown, Change>()
  for (const change of changes) {
    if (change.table !== 'contacts') continue
    const known = contacts.get(change.key)
    contacts.set(change.key, {
      ...change,
      before: { ...change.before, ...known?.before },
      after: { ...known?.after, ...change.after },
    })
  }
  const told = new Set<string>()
  const tell = (leadId: number, column: string, from: unknown, to: unknown, more: object) => {
    const isAssignment = column === 'workspace_id' || column === 'assigned_to'
    context.db
      .sql(
        'insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, ?, ?, ?, ?)',
      )
      .run(
        leadId,
        isAssignment ? 'assigned' : 'updated',
        JSON.stringify({
          field: column,
          from,
          to,
          ...(column === 'workspace_id' ? { workspace_id: to, method: 'manual' } : {}),
          ...more,
          ...(reason === undefined ? {} : { reason }),
        }),
        context.clock.now(),
        context.actor,
      )
  }
  for (const { table, key, before, after } of changes) {
    if (table !== 'leads') continue
    const fields = editedFields(before, after)
    if (fields.length === 0) continue
    const contactId = context.db.sql('select contact_id from leads where id = ?').value(key)
    const ofContact = contacts.get(contactId)
    for (const field of fields) {
      const { name } = field
      const isShared = ofContact !== undefined && name in ofContact.after
      const mark = isShared && told.has(`${contactId} ${name}`) ? { with: 'contact' } : {}
      if (isShared) told.add(`${contactId} ${name}`)
      tell(Number(key), name, fromColumn(field, before[name]), fromColumn(field, after[name]), mark)
    }
    trackEdit(context, Number(key), fields, after, reason)
  }
  for (const { key, before, after } of contacts.values()) {
    const untold = editedFields(before, after).filter(({ name }) => !told.has(`${key} ${name}`))
    if (untold.length === 0) continue
    const newest = context.db
      .sql('select id from leads where contact_id = ? order by created_at desc, id desc limit 1')
      .value<number>(key)
    if (newest === undefined) continue
    for (const field of untold)
      tell(newest, field.name, fromColumn(field, before[field.name]), fromColumn(field, after[field.name]), {
        about: 'contact',
      })
    trackEdit(context, newest, untold, after, reason)
  }
}

const MOST_NAMED = 3

/** What the trail of the lead's workspace says; where it went to is told by followWorkspace. */
function trackEdit(
  context: WriteContext,
  leadId: number,
  all: readonly EditField[],
  after: Columns,
  reason: string | undefined,
): void {
  const fields = all.filter(({ name }) => name !== 'workspace_id')
  const [first] = fields
  if (first === undefined) return
  const agent = after.assigned_to
  const names = fields.slice(0, MOST_NAMED).map(({ label }) => label)
  const rest = fields.length > MOST_NAMED ? ` and ${fields.length - MOST_NAMED} more` : ''
  const words =
    fields.length > 1 || first.name !== 'assigned_to'
      ? `${names.join(', ')}${rest} changed`
      : agent === null
        ? 'Assignment taken away'
        : `Assigned to ${context.db.sql('select name from agents where slug = ?').value<string>(agent) ?? agent}`
  trackLead(context, leadId, reason === undefined ? words : `${words}: ${reason.toLowerCase()}`)
}

function editedFields(before: Columns, after: Columns): EditField[] {
  return Object.keys(after)
    .filter((column) => before[column] !== after[column])
    .map(leadEdit)
    .filter((field) => field !== undefined)
}

function pick(values: Columns, columns: readonly string[]): Columns {
  return Object.fromEntries(columns.map((column) => [column, values[column] ?? null]))
}
