// Planned leads into the tables, many in one transaction: the same rows that records/create-lead.ts and records/move-lead.ts would have
// left behind, with every counter moved in the same transaction.

import { AppError } from '../../../shared/contract/reply.ts'
import { searchTextOf } from '../../../shared/domain/contact.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import { contactIdAt, leadIdAt } from '../../../shared/domain/ids.ts'
import type { WriteContext } from '../context.ts'
import type { WriteDb } from '../db/connection.ts'
import { insertRows } from '../db/insert-rows.ts'
import { createTally, type Tally } from '../records/tally.ts'
import { iso } from './calendar.ts'
import type { PlannedAppointment } from './plan-appointments.ts'
import type { PlannedLead, PlannedTracking } from './plan-lead.ts'

export type SampleWriter = {
  /** Writes leads in the order they came. */
  write(context: WriteContext, leads: readonly PlannedLead[]): void
  /** What is still to be told of the workspaces, once the last lead is written. */
  finish(context: WriteContext): void
  readonly contacts: number
  /** Gives people of a webhook a number that nobody there has. */
  nextPhone(webhookId: string): string
}

export type SampleWriterOptions = {
  readonly batchId: string
  readonly timeZone: string
  /** Of the agency: what was sold was sold in it. */
  readonly currency: string
  /** Instant that stands where the application would have written its own present. */
  readonly at: string
  readonly phones: ReadonlyMap<string, () => string | undefined>
}

const NEVER = '0000'

/** What one slice of leads leaves to be written at its end. */
type Slice = { readonly tally: Tally; readonly sales: Sales; readonly events: unknown[][] }
type Waiting = PlannedTracking & { readonly lead: PlannedLead; readonly leadId: number }

export function createSampleWriter({
  batchId,
  timeZone,
  currency,
  at,
  phones,
}: SampleWriterOptions): SampleWriter {
  let contacts = 0
  /** The workspaces' history is one list in order of time, so what comes of a lead later waits for its day. */
  const waiting = new Map<string, Waiting[]>()
  const waitingDays: string[] = []
  const knownDays = new Set<string>()

  const nextPhone = (webhookId: string): string => {
    const phone = phones.get(webhookId)?.()
    if (phone === undefined) {
      throw new AppError(
        'refused',
        'No invented telephone numbers are left for so many people. Make fewer leads, or remove the sample data first.',
      )
    }
    return phone
  }

  const addTracking = (db: WriteDb, list: readonly Waiting[]) => {
    insertRows(
      db,
      'workspace_tracking',
      ['contact_id', 'lead_id', 'workspace_id', 'action', 'action_details', 'performed_by', 'timestamp'],
      list.map(({ lead, leadId, action, details, by, at: when }) => [
        lead.person.id,
        leadId,
        lead.routed.workspaceId,
        action,
        details,
        by,
        iso(when),
      ]),
    )
  }
  const trackUntil = (db: WriteDb, day: string | null) => {
    while (waitingDays.length > 0 && (day === null || (waitingDays[0] as string) < day)) {
      const due = waitingDays.shift() as string
      const list = (waiting.get(due) as Waiting[]).sort((a, b) => a.at - b.at)
      waiting.delete(due)
      addTracking(db, list)
    }
  }
  const waitFor = (entry: Waiting) => {
    const day = iso(entry.at).slice(0, 10)
    const list = waiting.get(day)
    if (list !== undefined) list.push(entry)
    else {
      waiting.set(day, [entry])
      waitingDays.push(day)
      // Mostly at the end already.
      for (
        let place = waitingDays.length - 1;
        place > 0 && (waitingDays[place - 1] as string) > day;
        place--
      ) {
        waitingDays[place] = waitingDays[place - 1] as string
        waitingDays[place - 1] = day
      }
    }
  }

  const writePerson = (db: WriteDb, lead: PlannedLead, sequence: number) => {
    const { person, contactValues: values } = lead
    const { webhookId } = lead.channel
    const insert = db.sql(
      `insert into contacts (id, webhook_id, phone, first_name, last_name, email, address, city, state, zip_code, phone_extension,
         created_at, updated_at, sequence, field_times, lead_count, last_lead_at, first_key, last_key, search_text, batch_id)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?) on conflict (webhook_id, phone) do nothing`,
    )
    person.id = contactIdAt(sequence)
    if (person.phone === '') person.phone = nextPhone(webhookId)
    while (
      insert.run(
        person.id,
        webhookId,
        person.phone,
        values.first_name,
        values.last_name,
        values.email,
        values.address,
        values.city,
        values.state,
        values.zip_code,
        values.phone_extension,
        lead.createdAt,
        lead.createdAt,
        sequence,
        lead.contactTimes,
        lead.createdAt,
        foldText(values.first_name ?? ''),
        foldText(values.last_name ?? ''),
        searchTextOf({ ...values, phone: person.phone }),
        batchId,
      ).changes === 0
    ) {
      person.phone = nextPhone(webhookId)
    }
    contacts++
  }
  const updatePerson = (
    db: WriteDb,
    { person, contactValues: values, contactTimes, createdAt }: PlannedLead,
  ) => {
    db.sql(
      `update contacts set email = ?, address = ?, city = ?, state = ?, zip_code = ?, field_times = ?, search_text = ?, updated_at = ?,
         lead_count = lead_count + 1, last_lead_at = max(last_lead_at, ?) where id = ?`,
    ).run(
      values.email,
      values.address,
      values.city,
      values.state,
      values.zip_code,
      contactTimes,
      searchTextOf({ ...values, phone: person.phone }),
      createdAt,
      createdAt,
      person.id,
    )
  }

  const knowDay = (db: WriteDb, webhookId: string, day: string) => {
    const key = `${webhookId} ${day}`
    if (knownDays.has(key)) return
    knownDays.add(key)
    // A row of a day gets its number with the first thing that is told of the day, however the work is sliced.
    db.sql(
      'insert into lead_analytics (webhook_id, date, created_at, updated_at) values (?, ?, ?, ?) on conflict do nothing',
    ).run(webhookId, day, at, at)
  }

  const writeLead = (db: WriteDb, lead: PlannedLead, sequence: number, { tally, sales, events }: Slice) => {
    const { person, said, vendor, journey, routed } = lead
    const { webhookId } = lead.channel
    const leadId = leadIdAt(sequence)
    const { milestones } = journey
    db.sql(INSERT_LEAD(lead.columns, lead.values.length)).run(
      leadId,
      person.id,
      webhookId,
      lead.leadType,
      person.phone,
      said.first_name,
      said.last_name,
      said.email,
      said.address,
      said.city,
      said.state,
      said.zip_code,
      said.phone_extension,
      lead.createdAt,
      iso(lead.updatedMs),
      lead.createdAt,
      journey.status,
      milestones.stageReached,
      milestones.contactedAt,
      milestones.qualifiedAt,
      milestones.proposalSentAt,
      milestones.negotiatingAt,
      milestones.scheduledAt,
      milestones.convertedAt,
      vendor?.providerId ?? null,
      vendor === null ? null : `${vendor.idPrefix}-${leadId.toString(36)}`,
      routed.workspaceId,
      routed.method,
      routed.ruleId,
      routed.reason,
      batchId,
      ...lead.values,
    )
    const appointments = new Map<PlannedAppointment, number>()
    for (const one of lead.appointments) appointments.set(one, writeAppointment(db, lead, one, leadId))
    for (const one of lead.conversions) writeConversion(db, lead, one, leadId, sales)
    for (const { type, data, at: when, by } of lead.events) {
      const text = typeof data === 'string' ? data : bookedData(data, appointments.get(data))
      events.push([leadId, type, text, iso(when), by])
    }
    if (routed.workspaceId !== null) {
      db.sql(
        `insert into contact_workspaces (workspace_id, contact_id, lead_count, last_lead_at) values (?, ?, 1, ?)
         on conflict do update set lead_count = lead_count + 1, last_lead_at = max(last_lead_at, excluded.last_lead_at)`,
      ).run(routed.workspaceId, person.id, lead.createdAt)
      for (const entry of lead.tracking) waitFor({ ...entry, lead, leadId })
      sales.touchWorkspace(routed.workspaceId, iso(lead.tracking.at(-1)?.at ?? lead.createdMs))
    }
    knowDay(db, webhookId, lead.day)
    tally.countLead({
      webhookId,
      providerId: vendor?.providerId ?? null,
      workspaceId: routed.workspaceId,
      day: lead.day,
      at: lead.createdAt,
    })
    if (vendor !== null) tally.countRequest(vendor.providerId, webhookId, lead.day, lead.createdAt)
    if (milestones.convertedAt !== null)
      sales.countConverted(webhookId, lead.day, Date.parse(milestones.convertedAt) - lead.createdMs)
  }

  const writeAppointment = (
    db: WriteDb,
    lead: PlannedLead,
    one: PlannedAppointment,
    leadId: number,
  ): number => {
    const { lastInsertRowid } = db
      .sql(
        `insert into appointments (lead_id, contact_id, appointment_type, scheduled_at, duration_minutes, status, location_type,
           location_address, assigned_to, outcome, created_by, created_at, updated_at, time_zone, workspace_id, batch_id)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        leadId,
        lead.person.id,
        one.type,
        iso(one.startMs),
        one.minutes,
        one.status,
        one.location,
        one.address,
        one.agent,
        one.outcome,
        one.events[0]?.by ?? 'system',
        iso(one.bookedMs),
        iso(one.updatedMs),
        timeZone,
        lead.routed.workspaceId,
        batchId,
      )
    const id = Number(lastInsertRowid)
    insertRows(
      db,
      'appointment_events',
      [
        'appointment_id',
        'event_type',
        'event_description',
        'old_value',
        'new_value',
        'performed_by',
        'created_at',
      ],
      one.events.map((event) => [
        id,
        event.type,
        event.description,
        event.old,
        event.new,
        event.by,
        iso(event.at),
      ]),
    )
    return id
  }

  const writeConversion = (
    db: WriteDb,
    lead: PlannedLead,
    one: PlannedLead['conversions'][number],
    leadId: number,
    sales: Sales,
  ) => {
    const when = iso(one.at)
    const voidedAt = one.voidedMs === null ? null : iso(one.voidedMs)
    db.sql(
      `insert into conversions (id, contact_id, lead_id, workspace_id, converted_by, converted_at, conversion_type, created_at, updated_at,
         value_cents, currency, voided_at, void_reason, converted_day, batch_id)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      one.id,
      lead.person.id,
      leadId,
      lead.routed.workspaceId,
      one.by,
      when,
      one.type,
      when,
      voidedAt ?? when,
      one.cents,
      currency,
      voidedAt,
      one.voidReason,
      one.day,
      batchId,
    )
    const addEvent = db.sql(
      'insert into conversion_events (conversion_id, event_type, event_data, created_by, created_at) values (?, ?, ?, ?, ?)',
    )
    addEvent.run(
      one.id,
      'created',
      `{"conversion_type":"${one.type}","value_cents":${one.cents},"currency":"${currency}","converted_at":"${when}"}`,
      one.by,
      when,
    )
    if (voidedAt !== null)
      addEvent.run(one.id, 'voided', JSON.stringify({ reason: one.voidReason }), one.by, voidedAt)
    else if (one.cents !== null) {
      knowDay(db, lead.channel.webhookId, one.day)
      sales.countSale(lead.channel.webhookId, one.day, lead.routed.workspaceId, one.cents)
    }
  }

  return {
    get contacts() {
      return contacts
    },
    nextPhone,
    write: ({ db }, leads) => {
      const tally = createTally()
      const sales = createSales()
      const events: unknown[][] = []
      const contactsFrom = sequenceOf(db, 'contacts')
      const leadsFrom = sequenceOf(db, 'leads')
      const before = contacts
      for (const [index, lead] of leads.entries()) {
        trackUntil(db, lead.createdAt.slice(0, 10))
        if (lead.isNewPerson) writePerson(db, lead, contactsFrom + contacts - before)
        else updatePerson(db, lead)
        writeLead(db, lead, leadsFrom + index, { tally, sales, events })
      }
      insertRows(
        db,
        'lead_events',
        ['lead_id', 'event_type', 'event_data', 'created_at', 'performed_by'],
        events,
      )
      setSequence(db, 'contacts', contactsFrom + contacts - before)
      setSequence(db, 'leads', leadsFrom + leads.length)
      tally.write(db, at)
      sales.write(db, at)
    },
    finish: ({ db }) => trackUntil(db, null),
  }
}

function bookedData(appointment: PlannedAppointment, id: number | undefined): string {
  return `{"appointment_id":${id},"appointment_type":"${appointment.type}","scheduled_at":"${iso(appointment.startMs)}"}`
}

const leadInserts = new Map<string, string>()

function INSERT_LEAD(columns: string, count: number): string {
  let text = leadInserts.get(columns)
  if (text === undefined) {
    const own = `id, contact_id, webhook_id, lead_type, phone, first_name, last_name, email, address, city, state, zip_code, phone_extension,
      created_at, updated_at, processed_at, status, stage_reached, contacted_at, qualified_at, proposal_sent_at, negotiating_at, scheduled_at,
      converted_at, provider_id, external_id, workspace_id, routing_method, routing_rule_id, routing_reason, batch_id`
    const marks = Array.from({ length: own.split(',').length + count }, () => '?')
    text = `insert into leads (${own}, ${columns}) values (${marks.join(', ')})`
    leadInserts.set(columns, text)
  }
  return text
}

/** Numbers of a sequence that are given out in a block; see records/create-lead.ts for one at a time. */
function sequenceOf(db: WriteDb, name: 'contacts' | 'leads'): number {
  return db.sql('select value from sequences where name = ?').value<number>(name) ?? 0
}

function setSequence(db: WriteDb, name: 'contacts' | 'leads', value: number): void {
  db.sql(
    'insert into sequences (name, value) values (?, ?) on conflict do update set value = excluded.value',
  ).run(name, value)
}

type Sales = ReturnType<typeof createSales>

/** What a slice of leads moves besides the counters of records/tally.ts: conversions and revenue by day, totals of the workspaces. */
function createSales() {
  const days = new Map<
    string,
    { webhookId: string; day: string; converted: number; ms: number; cents: number }
  >()
  const workspaces = new Map<string, { sales: number; cents: number; lastAt: string }>()
  const dayRow = (webhookId: string, day: string) => {
    const key = `${webhookId} ${day}`
    let row = days.get(key)
    if (row === undefined) {
      row = { webhookId, day, converted: 0, ms: 0, cents: 0 }
      days.set(key, row)
    }
    return row
  }
  const workspaceRow = (id: string) => {
    let row = workspaces.get(id)
    if (row === undefined) {
      row = { sales: 0, cents: 0, lastAt: NEVER }
      workspaces.set(id, row)
    }
    return row
  }
  return {
    countConverted: (webhookId: string, day: string, elapsedMs: number) => {
      const row = dayRow(webhookId, day)
      row.converted++
      row.ms += elapsedMs
    },
    countSale: (webhookId: string, day: string, workspaceId: string | null, cents: number) => {
      dayRow(webhookId, day).cents += cents
      if (workspaceId === null) return
      const row = workspaceRow(workspaceId)
      row.sales++
      row.cents += cents
    },
    touchWorkspace: (workspaceId: string, lastAt: string) => {
      const row = workspaceRow(workspaceId)
      if (lastAt > row.lastAt) row.lastAt = lastAt
    },
    write: (db: WriteDb, now: string) => {
      for (const { webhookId, day, converted, ms, cents } of days.values()) {
        db.sql(
          `update lead_analytics set converted_leads = converted_leads + ?, conversion_ms_sum = conversion_ms_sum + ?,
             total_revenue_cents = total_revenue_cents + ?, updated_at = ? where webhook_id = ? and date = ?`,
        ).run(converted, ms, cents, now, webhookId, day)
      }
      for (const [id, { sales, cents, lastAt }] of workspaces) {
        db.sql(
          `update workspaces set total_conversions = total_conversions + ?, total_revenue_cents = total_revenue_cents + ?,
             last_activity_at = max(coalesce(last_activity_at, ''), ?) where id = ?`,
        ).run(sales, cents, lastAt, id)
      }
    },
  }
}
