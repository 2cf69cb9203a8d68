// Two contacts become one and two again. The merged contact's row stays as a second name (second-names.ts); all that hung on it goes to the
// kept one. What a later unmerge needs stands in the settings under `merge:<merged id>`: the kept contact's fields before and after, and the
// leads that are the merged one's own, which are those it had and, added by every door as they come, those that arrived under its webhook
// and phone since. So undo, redo and unmerge are the same two steps, and none of them depends on how old the entry of the log is.
import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../shared/contract/reply.ts'
import { type ContactValues, type FieldTimes, mergeContact } from '../../../shared/domain/contact.ts'
import { MERGE_FIELDS, type MergeChoice, type MergeField, winnerOf } from '../../../shared/domain/merging.ts'
import { showPhone } from '../../../shared/domain/phone.ts'
import type { WriteContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/connection.ts'
import { goneRecord } from './gone.ts'
import { recountContacts } from './lead-figures.ts'
import { refuseWhileChanging } from './long-step.ts'
import { foundBy, mergeKey } from './second-names.ts'
import { type MergeStep, overwriteConflict, type PersonSide } from './undo.ts'

export type ContactRecord = ContactValues & {
  readonly id: number
  readonly webhook_id: string
  readonly phone: string
  readonly field_times: string
  readonly lead_count: number
  readonly merged_into_id: number | null
}

/** A lead that arrived since for the merged contact, and what it said of the person. */
type Arrived = { readonly id: number; readonly said: Partial<ContactValues> }

export type MergeRecord = {
  readonly keptId: number
  /** Which merge this was, counted; two may have the same time. */
  readonly number: number
  readonly at: string
  readonly by: string
  /** Events of leads after this one are of leads that arrived since. */
  readonly lastEventId: number
  readonly before: PersonSide
  readonly after: PersonSide
  readonly moved: readonly number[]
  readonly arrived: readonly Arrived[]
  /** What hung on the merged contact and on none of its leads. */
  readonly loose: Readonly<Record<(typeof FOLLOWING)[number], readonly (number | string)[]>>
}

/** Tables whose rows name a contact and a lead. */
const FOLLOWING = ['appointments', 'conversions', 'workspace_tracking'] as const
const TOUCHED = [
  'leads',
  'contacts',
  'workspaces',
  'appointments',
  'conversions',
  'deliveries',
  'history',
] as const

export function contactRecord(db: ReadDb, id: number): ContactRecord {
  const row = db.sql('select * from contacts where id = ?').get<ContactRecord>(id)
  if (row === undefined) throw goneRecord(db, 'contact', id)
  return row
}

export function nameOfContact(row: Pick<ContactRecord, 'first_name' | 'last_name' | 'phone'>): string {
  return [row.first_name, row.last_name].filter(Boolean).join(' ') || showPhone(row.phone)
}

export function secondNamesOf(db: ReadDb, id: number): ContactRecord[] {
  return db.sql('select * from contacts where merged_into_id = ? order by id').all<ContactRecord>(id)
}

export function mergeRecord(db: ReadDb, mergedId: number): MergeRecord | undefined {
  const text = db.sql('select value from settings where key = ?').value<string>(mergeKey(mergedId))
  return text === undefined ? undefined : (JSON.parse(text) as MergeRecord)
}

/** A lead that arrived for a second name: it stays that one's own, should the two be unmerged. */
export function noteArrival(db: WriteDb, mergedId: number, arrived: Arrived): void {
  db.sql(`update settings set value = json_insert(value, '$.arrived[#]', json(?)) where key = ?`).run(
    JSON.stringify(arrived),
    mergeKey(mergedId),
  )
}

/** The kept contact's fields after a merge. Each is as new as the newest of both, so that nothing sent in between comes back over a choice. */
export function chosenSide(
  kept: ContactRecord,
  merged: ContactRecord,
  choices: { readonly [F in MergeField]?: MergeChoice | undefined },
): PersonSide {
  const [ours, theirs] = [sideOf(kept), sideOf(merged)]
  const side = { values: { ...ours.values }, times: { ...ours.times } }
  for (const field of MERGE_FIELDS) {
    const values = { keep: ours.values[field] ?? null, merge: theirs.values[field] ?? null }
    if (values.keep === values.merge) continue
    const times = { keep: ours.times[field] ?? null, merge: theirs.times[field] ?? null }
    const choice = choices[field] ?? winnerOf(values, times)
    side.values[field] = values[choice]
    side.times[field] = later(times.keep, times.merge)
  }
  return side
}

function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a
}

export function sideOf(row: ContactRecord): PersonSide {
  const times = JSON.parse(row.field_times) as Record<string, string | undefined>
  return {
    values: Object.fromEntries(MERGE_FIELDS.map((field) => [field, row[field]])),
    times: Object.fromEntries(MERGE_FIELDS.map((field) => [field, times[field] ?? null])),
  }
}

// ---- Together -----------------------------------------------------------------------------------------------------------------

type Sides = Pick<MergeRecord, 'before' | 'after'>
/** With what an unmerge has dissolved: when it is undone, the merge is again what it was, and can be undone in its turn. */
type WalkedStep = MergeStep & {
  readonly record?: MergeRecord
  /** What other merges of the contact remembered before, and since. */
  readonly others?: readonly { readonly id: number; readonly from: Sides; readonly to: Sides }[]
  /** Of a merge: done again it is the same one, older than those that came later. */
  readonly number?: number
}

/** Makes the one contact a second name of the other, whose fields then are `side`. */
export function join(
  context: WriteContext,
  keptId: number,
  mergedId: number,
  side: PersonSide,
  {
    reason,
    earlier,
    number,
  }: {
    readonly reason?: string
    readonly earlier?: MergeRecord | undefined
    readonly number?: number | undefined
  } = {},
): WalkedStep {
  const { db } = context
  refuseWhileChanging(db)
  const [kept, merged] = [contactRecord(db, keptId), contactRecord(db, mergedId)]
  refuseJoin(db, kept, merged)
  const now = context.clock.now()
  const moved = db
    .sql('select id from leads where contact_id = ? order by created_at desc, id desc')
    .all<{ id: number }>(mergedId)
    .map(({ id }) => id)
  const arrived = earlier?.arrived.filter(({ id }) => moved.includes(id)) ?? []
  const record: MergeRecord = {
    keptId,
    number: earlier?.number ?? number ?? nextNumber(db),
    at: earlier?.at ?? now,
    by: earlier?.by ?? context.actor,
    lastEventId:
      earlier?.lastEventId ?? db.sql('select max(id) from lead_events').value<number | null>() ?? 0,
    before: earlier?.before ?? sideOf(kept),
    after: earlier?.after ?? side,
    moved: moved.filter((id) => !arrived.some((one) => one.id === id)),
    arrived,
    loose: {
      appointments: looseOf(db, 'appointments', mergedId),
      conversions: looseOf(db, 'conversions', mergedId),
      workspace_tracking: looseOf(db, 'workspace_tracking', mergedId),
    },
  }
  db.sql('update leads set contact_id = ? where contact_id = ?').run(keptId, mergedId)
  for (const table of FOLLOWING)
    db.sql(`update ${table} set contact_id = ? where contact_id = ?`).run(keptId, mergedId)
  moveDeliveries(db, moved, keptId)
  db.sql('update contacts set merged_into_id = ?, updated_at = ? where id = ?').run(keptId, now, mergedId)
  db.sql('insert into settings (key, value) values (?, ?)').run(mergeKey(mergedId), JSON.stringify(record))
  writeSide(db, keptId, side, now)
  recountContacts(db, [mergedId, keptId])
  refind(db, mergedId)
  refind(db, keptId)
  tell(context, 'merged', moved, [merged, kept], reason)
  context.touch(...TOUCHED)
  return { merge: 'together', keptId, mergedId, before: sideOf(kept), after: side, number: record.number }
}

function refuseJoin(db: ReadDb, kept: ContactRecord, merged: ContactRecord): void {
  if (kept.id === merged.id)
    throw new AppError('refused', 'A contact cannot be merged with itself. Choose another one.')
  for (const one of [kept, merged]) {
    if (one.merged_into_id === null) continue
    const into = contactRecord(db, one.merged_into_id)
    throw new AppError(
      'conflict',
      `${nameOfContact(one)} (contact ${one.id}) has already been merged into ${nameOfContact(into)} (contact ${into.id}). Open that contact, or unmerge the two first.`,
    )
  }
  if (secondNamesOf(db, merged.id).length > 0)
    throw new AppError(
      'conflict',
      `Other contacts have been merged into ${nameOfContact(merged)} (contact ${merged.id}) since. Unmerge them first.`,
    )
}

/** A second name is changed by nobody: whoever wants to means the contact it belongs to. */
export function refuseMerged(db: ReadDb, id: number): void {
  const one = contactRecord(db, id)
  if (one.merged_into_id === null) return
  const into = contactRecord(db, one.merged_into_id)
  throw new AppError(
    'refused',
    `${nameOfContact(one)} (contact ${id}) has been merged into ${nameOfContact(into)} (contact ${into.id}) since. Change that contact, or unmerge the two first.`,
  )
}

function nextNumber(db: WriteDb): number {
  return (
    db
      .sql(
        `insert into sequences (name, value) values ('merges', 1) on conflict do update set value = value + 1 returning value`,
      )
      .value<number>() ?? 1
  )
}

function looseOf(db: ReadDb, table: (typeof FOLLOWING)[number], contactId: number): (number | string)[] {
  return db
    .sql(
      `select x.id from ${table} x left join leads l on l.id = x.lead_id
       where x.contact_id = ? and l.contact_id is not x.contact_id`,
    )
    .all<{ id: number | string }>(contactId)
    .map(({ id }) => id)
}

// ---- Apart --------------------------------------------------------------------------------------------------------------------

/** What becomes of fields that somebody changed by hand since: they stay, go back, or the step is refused with what it would overwrite. */
export type Overwriting = 'keep' | 'force' | { readonly refuseAs: string }

/**
 * Brings both contacts back: the merged one with its own leads and all that its number has said, the kept one with its fields as they were
 * before, plus what arrived for itself since.
 */
export function separate(
  context: WriteContext,
  mergedId: number,
  overwriting: Overwriting,
  reason?: string,
): WalkedStep {
  const { db } = context
  refuseWhileChanging(db)
  const merged = contactRecord(db, mergedId)
  const record = mergeRecord(db, mergedId)
  if (merged.merged_into_id === null || record === undefined)
    throw new AppError('conflict', `${nameOfContact(merged)} (contact ${mergedId}) is a contact of its own.`)
  const keptId = merged.merged_into_id
  const kept = contactRecord(db, keptId)
  const now = context.clock.now()
  const ownLeads = JSON.stringify([...record.moved, ...record.arrived.map(({ id }) => id)])
  const returning = db
    .sql(
      'select id from leads where contact_id = ? and id in (select value from json_each(?)) order by created_at desc, id desc',
    )
    .all<{ id: number }>(keptId, ownLeads)
    .map(({ id }) => id)
  const said = saidBy(merged, record)
  const leads = JSON.stringify(returning)
  for (const table of FOLLOWING) {
    db.sql(
      `update ${table} set contact_id = ? where contact_id = ? and
         (lead_id in (select value from json_each(?)) or id in (select value from json_each(?)))`,
    ).run(mergedId, keptId, leads, JSON.stringify(record.loose[table]))
  }
  db.sql('update leads set contact_id = ? where id in (select value from json_each(?))').run(mergedId, leads)
  moveDeliveries(db, returning, mergedId)

  const others = secondNamesOf(db, keptId)
    .filter(({ id }) => id !== mergedId)
    .map(({ id }) => ({ id, record: mergeRecord(db, id) as MergeRecord }))
  const before = sideOf(kept)
  const own = ownSide(db, keptId, record, others)
  const after = sideAfter({ kept, said, record, own, others, overwriting })
  const followed = followOthers(db, { record, own, said }, others, before, after)

  db.sql('update contacts set merged_into_id = null, updated_at = ? where id = ?').run(now, mergedId)
  db.sql('delete from settings where key = ?').run(mergeKey(mergedId))
  writeSide(db, keptId, after, now)
  recountContacts(db, [mergedId, keptId])
  refind(db, mergedId)
  refind(db, keptId)
  tell(context, 'unmerged', returning, [kept, merged], reason)
  context.touch(...TOUCHED)
  return { merge: 'apart', keptId, mergedId, before, after, record, others: followed }
}

/** What each field of the kept contact may say because of the merge: the choice that was made, and all that came from the merged one. */
type Said = { readonly [F in MergeField]: ReadonlySet<string | null> }

function saidBy(merged: ContactRecord, { after, arrived }: MergeRecord): Said {
  return Object.fromEntries(
    MERGE_FIELDS.map((field) => [
      field,
      new Set([
        after.values[field] ?? null,
        merged[field],
        ...arrived.flatMap(({ said }) => said[field] ?? []),
      ]),
    ]),
  ) as unknown as Said
}

type Other = { readonly id: number; readonly record: MergeRecord }
type Separating = {
  readonly kept: ContactRecord
  readonly said: Said
  readonly record: MergeRecord
  readonly own: PersonSide
  readonly others: readonly Other[]
  readonly overwriting: Overwriting
}

function sideAfter({ kept, said, record, own, others, overwriting }: Separating): PersonSide {
  const present = sideOf(kept)
  const side = { values: { ...present.values }, times: { ...present.times } }
  const differing: string[] = []
  for (const field of MERGE_FIELDS) {
    const value = present.values[field] ?? null
    const isFromLater = others.some(
      ({ record: other }) =>
        other.number > record.number && other.before.values[field] !== other.after.values[field],
    )
    if (isFromLater && value !== record.after.values[field]) continue
    const isFollowed = said[field].has(value) || value === own.values[field]
    if (!isFollowed && overwriting !== 'force') {
      differing.push(field)
      continue
    }
    side.values[field] = own.values[field] ?? null
    side.times[field] = own.times[field] ?? null
  }
  if (typeof overwriting === 'object' && differing.length > 0)
    throw overwriteConflict(overwriting.refuseAs, present.values, differing)
  return side
}

/** The kept contact's fields as they would be without the merge: as before it, and what its own leads said since. */
function ownSide(db: ReadDb, keptId: number, record: MergeRecord, others: readonly Other[]): PersonSide {
  const brought = new Set(others.flatMap(({ record: { moved } }) => moved))
  const since = db
    .sql(
      `select l.* from leads l where l.contact_id = ? and l.is_test = 0 and exists
         (select 1 from lead_events e where e.lead_id = l.id and e.id > ? and e.event_type in ('created', 'imported'))`,
    )
    .all<ContactValues & { id: number; created_at: string }>(keptId, record.lastEventId)
  let values = { ...record.before.values, phone_extension: null } as unknown as ContactValues
  let times = Object.fromEntries(
    Object.entries(record.before.times).filter(([, at]) => at !== null),
  ) as FieldTimes
  for (const lead of since) {
    if (brought.has(lead.id)) continue
    const said = mergeContact(values, times, lead, lead.created_at)
    values = said.values
    times = said.times
  }
  return {
    values: Object.fromEntries(MERGE_FIELDS.map((field) => [field, values[field]])),
    times: Object.fromEntries(MERGE_FIELDS.map((field) => [field, times[field] ?? null])),
  }
}

/** What other merges of the same contact remember must not bring back what came from the one that goes. */
function followOthers(
  db: WriteDb,
  gone: { readonly record: MergeRecord; readonly own: PersonSide; readonly said: Said },
  others: readonly Other[],
  before: PersonSide,
  after: PersonSide,
): NonNullable<WalkedStep['others']> {
  return others.map(({ id, record }) => {
    const next = {
      before: { values: { ...record.before.values }, times: { ...record.before.times } },
      after: { values: { ...record.after.values }, times: { ...record.after.times } },
    }
    for (const field of MERGE_FIELDS) {
      if (record.number > gone.record.number && gone.said[field].has(record.before.values[field] ?? null))
        copy(gone.own, next.before, field)
      if (record.after.values[field] === before.values[field] && before.values[field] !== after.values[field])
        copy(after, next.after, field)
    }
    db.sql('update settings set value = ? where key = ?').run(
      JSON.stringify({ ...record, ...next }),
      mergeKey(id),
    )
    return { id, from: { before: record.before, after: record.after }, to: next }
  })
}

type Writable = { values: Record<string, unknown>; times: Record<string, unknown> }

function copy(from: PersonSide, to: Writable, field: MergeField): void {
  to.values[field] = from.values[field] ?? null
  to.times[field] = from.times[field] ?? null
}

// ---- Undo and redo ------------------------------------------------------------------------------------------------------------

/** One step of an entry, back or forth. */
export function walkMerge(
  context: WriteContext,
  step: WalkedStep,
  direction: 'back' | 'forth',
  { label, isForced }: { readonly label: string; readonly isForced: boolean },
): void {
  const reason = direction === 'back' ? 'Undone' : 'Done again'
  const isJoining = (step.merge === 'together') === (direction === 'forth')
  if (!isJoining) {
    const merged = contactRecord(context.db, step.mergedId)
    if (merged.merged_into_id !== step.keptId)
      throw new AppError(
        'conflict',
        `${nameOfContact(merged)} (contact ${merged.id}) has been unmerged since, so there is nothing to take apart.`,
      )
    const overwriting: Overwriting =
      step.merge === 'apart' ? 'keep' : isForced ? 'force' : { refuseAs: label }
    separate(context, step.mergedId, overwriting, reason)
    return
  }
  const [apart, together] = direction === 'forth' ? [step.before, step.after] : [step.after, step.before]
  const present = sideOf(contactRecord(context.db, step.keptId))
  const side = { values: { ...present.values }, times: { ...present.times } }
  const differing: string[] = []
  for (const field of MERGE_FIELDS) {
    const value = present.values[field]
    if (together.values[field] === apart.values[field]) {
      // Both said it, and only when it was said last has moved.
      if (value === apart.values[field] && present.times[field] === apart.times[field])
        copy(together, side, field)
      continue
    }
    if (value !== apart.values[field] && value !== together.values[field]) differing.push(field)
    copy(together, side, field)
  }
  if (differing.length > 0 && !isForced) throw overwriteConflict(label, present.values, differing)
  join(context, step.keptId, step.mergedId, side, {
    reason,
    number: step.number,
    earlier: step.record && asItWas(step.record, step, present, side),
  })
  for (const { id, from, to } of step.others ?? []) {
    const other = mergeRecord(context.db, id)
    if (other === undefined || !isDeepStrictEqual({ before: other.before, after: other.after }, to)) continue
    context.db
      .sql('update settings set value = ? where key = ?')
      .run(JSON.stringify({ ...other, ...from }), mergeKey(id))
  }
}

/** The record of a merge whose unmerge is undone; where a field was changed since, it counts from now on. */
function asItWas(
  record: MergeRecord,
  { after }: WalkedStep,
  present: PersonSide,
  side: PersonSide,
): MergeRecord {
  const next = {
    before: { values: { ...record.before.values }, times: { ...record.before.times } },
    after: { values: { ...record.after.values }, times: { ...record.after.times } },
  }
  for (const field of MERGE_FIELDS) {
    if (present.values[field] === after.values[field]) continue
    copy(present, next.before, field)
    copy(side, next.after, field)
  }
  return { ...record, ...next }
}

// ---- What follows ---------------------------------------------------------------------------------------------------------------

function writeSide(db: WriteDb, id: number, side: PersonSide, now: string): void {
  const times = JSON.parse(
    db.sql('select field_times from contacts where id = ?').value<string>(id) ?? '{}',
  ) as Record<string, string>
  for (const field of MERGE_FIELDS) {
    const at = side.times[field]
    if (typeof at === 'string') times[field] = at
    else delete times[field]
  }
  db.sql(
    `update contacts set ${MERGE_FIELDS.map((field) => `${field} = ?`).join(', ')}, field_times = ?, updated_at = ? where id = ?`,
  ).run(...MERGE_FIELDS.map((field) => side.values[field] ?? null), JSON.stringify(times), now, id)
}

/** What the contact is found by, after its row or its second names changed. */
export function refind(db: WriteDb, id: number): void {
  const row = db.sql('select * from contacts where id = ?').get<ContactRecord>(id)
  if (row === undefined) return
  const found = foundBy(db, row)
  db.sql('update contacts set first_key = ?, last_key = ?, search_text = ? where id = ?').run(
    found.first_key,
    found.last_key,
    found.search_text,
    id,
  )
}

/** Deliveries name the contact for those who look into the file; each lead's own is found by its lead. */
function moveDeliveries(db: WriteDb, leads: readonly number[], contactId: number): void {
  db.sql(
    `update deliveries set contact_id = ? where contact_id is not null and id in
       (select delivery_id from leads where id in (select value from json_each(?)) and delivery_id is not null)`,
  ).run(contactId, JSON.stringify(leads))
}

/** History of the leads that went; in the contact's time line it is told once. */
function tell(
  context: WriteContext,
  type: 'merged' | 'unmerged',
  leads: readonly number[],
  [from, to]: readonly [ContactRecord, ContactRecord],
  reason: string | undefined,
): void {
  const now = context.clock.now()
  const add = context.db.sql(
    'insert into lead_events (lead_id, event_type, event_data, created_at, performed_by) values (?, ?, ?, ?, ?)',
  )
  for (const [index, leadId] of leads.entries()) {
    add.run(
      leadId,
      type,
      JSON.stringify({
        from: from.id,
        to: to.id,
        from_name: nameOfContact(from),
        to_name: nameOfContact(to),
        ...(index === 0 ? {} : { with: 'contact' }),
        ...(reason === undefined ? {} : { reason }),
      }),
      now,
      context.actor,
    )
  }
}
