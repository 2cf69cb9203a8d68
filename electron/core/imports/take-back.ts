// The way back of an import: what it changed is kept while it runs, slice by slice, in rows of the undo log that belong to the batch and are no entries
// of their own; one entry of the log stands for the whole. A killed import and an undone one are taken back by the same walk.
import type { Result } from '../../../shared/contract/index.ts'
import { CONTACT_FIELDS, type ContactField, type FieldTimes } from '../../../shared/domain/contact.ts'
import type { Progress, Task, TaskContext, WriteContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/connection.ts'
import { refind } from '../records/merge.ts'
import { foundBy } from '../records/second-names.ts'
import { deaf, inSlices, removeContacts, removeLeads, TOUCHED } from '../records/take-back.ts'
import { partsOf } from '../records/undo.ts'
import { type PlacesBefore, placesOf, takePlaceBack, takeTimesBack, withMine } from './places.ts'

// biome-ignore lint/suspicious/noExplicitAny: a contact's columns, kept as they were.
type Person = any
export type ContactStep = { readonly id: number; readonly before: Person; readonly after: Person }

/** When the webhook and the workspaces last had something to do, before the import; `mine` is what the import made of it. */
type Before = {
  readonly webhook: readonly [id: string, lastAt: string | null]
  readonly workspaces: readonly (readonly [id: string, lastAt: string | null])[]
  readonly mine?: { readonly webhook: string | null; readonly workspaces: Readonly<Record<string, string>> }
}

export function keepBefore(db: WriteDb, importId: string, webhookId: string, now: string): void {
  const lastAt =
    db.sql('select last_lead_at from webhook_configs where webhook_id = ?').value<string | null>(webhookId) ??
    null
  const workspaces = db
    .sql('select id, last_activity_at from workspaces')
    .all<{ id: string; last_activity_at: string | null }>()
    .map(({ id, last_activity_at }) => [id, last_activity_at] as const)
  keepPart(db, importId, { webhook: [webhookId, lastAt], workspaces } satisfies Before, now)
}

export function keepSteps(db: WriteDb, importId: string, steps: readonly ContactStep[], now: string): void {
  if (steps.length > 0) keepPart(db, importId, { contacts: steps }, now)
}

function keepPart(db: WriteDb, importId: string, part: unknown, now: string): void {
  db.sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)').run(
    'Part of an import',
    JSON.stringify(part),
    partsOf(importId),
    now,
  )
}

/** The entry of the log that stands for the whole import. */
export function rememberImport({ db, actor, clock }: WriteContext, importId: string, label: string): void {
  db.sql('insert into undo_log (label, steps, performed_by, created_at) values (?, ?, ?, ?)').run(
    label,
    JSON.stringify({ importId }),
    actor,
    clock.now(),
  )
}

/** Takes an import back, complete or not. Once begun it goes to its end: a cancel is not heard, and a killed walk goes on at the next start. */
export function* removeImport(context: TaskContext, importId: string): Task<Result<'imports.undo'>> {
  const { db } = context
  const name = db.sql('select label from batches where id = ?').value<string>(importId)
  if (name === undefined) return { leads: 0, contacts: 0, restored: 0 }
  context.slice(({ db: writing }) => begin(writing, importId))
  const total = db.sql('select count(*) from leads where batch_id = ?').value<number>(importId) ?? 0
  let leads = 0
  let contacts = 0
  let restored = 0
  const progress = (): Progress => ({ done: leads, total, unit: 'leads', of: name })
  yield* deaf(
    inSlices(context, progress, (writing, most) => {
      const removed = removeLeads(writing, importId, most, null)
      leads += removed
      return removed
    }),
  )
  yield* deaf(
    inSlices(context, progress, (writing, most) => {
      const { removed, handled } = removeContacts(writing.db, importId, most)
      contacts += removed
      return handled
    }),
  )
  for (;;) {
    const part = db
      .sql('select id, steps from undo_log where performed_by = ? order by id desc limit 1')
      .get<{ id: number; steps: string }>(partsOf(importId))
    if (part === undefined) break
    const content = JSON.parse(part.steps) as
      | Before
      | PlacesBefore
      | { readonly contacts: readonly ContactStep[] }
    if ('places' in content) {
      for (const place of placesOf(db, importId)) {
        context.slice((writing) => takePlaceBack(writing.db, importId, place))
        yield* deaf(once(progress()))
      }
    }
    context.slice((writing) => {
      if ('contacts' in content) {
        for (const step of [...content.contacts].reverse()) if (restorePerson(writing.db, step)) restored++
      } else if ('places' in content) takeTimesBack(writing.db, content)
      else restoreTimes(writing.db, content)
      writing.db.sql('delete from undo_log where id = ?').run(part.id)
    })
    yield* deaf(once(progress()))
  }
  context.slice((writing) => {
    const entry = entryOf(writing.db, importId)
    if (entry !== undefined)
      writing.db.sql('update undo_log set undone_at = ? where id = ?').run(writing.clock.now(), entry)
    writing.db.sql('delete from batches where id = ?').run(importId)
    writing.db.sql('delete from lead_counts where total = 0').run()
    writing.db.sql('delete from conversion_analytics_cache').run()
    writing.touch(...TOUCHED, 'agents', 'routing', 'history')
  })
  return { leads, contacts, restored }
}

export function* takeBackUnfinishedImports(context: TaskContext): Task<number> {
  const unfinished = context.db
    .sql(`select id from batches where kind = 'import' and completed_at is null order by id`)
    .all<{ id: string }>()
  let leads = 0
  for (const { id } of unfinished) leads += (yield* removeImport(context, id)).leads
  return leads
}

function* once(progress: Progress): Task<void> {
  yield progress
}

export function entryOf(db: ReadDb, importId: string): number | undefined {
  return db
    .sql(`select id from undo_log where steps = ? and steps like '{"importId":%'`)
    .value<number>(JSON.stringify({ importId }))
}

/** From here on the batch counts as unfinished, and what it made of the times is written down while it can still be read. */
function begin(db: WriteDb, importId: string): void {
  db.sql('update batches set completed_at = null where id = ?').run(importId)
  const part = db
    .sql('select id, steps from undo_log where performed_by = ? order by id limit 1')
    .get<{ id: number; steps: string }>(partsOf(importId))
  if (part === undefined) return
  const before = JSON.parse(part.steps) as Before | PlacesBefore
  if (before.mine !== undefined) return
  if ('places' in before) {
    db.sql('update undo_log set steps = ? where id = ?').run(
      JSON.stringify(withMine(db, importId, before)),
      part.id,
    )
    return
  }
  const last = db
    .sql(`select max(created_at) from leads where batch_id = ? and is_test = 0`)
    .value<string | null>(importId)
  const workspaces = db
    .sql(
      `select workspace_id as id, max(created_at) as at from leads
       where batch_id = ? and is_test = 0 and workspace_id is not null group by workspace_id`,
    )
    .all<{ id: string; at: string }>(importId)
  const mine = {
    webhook: last ?? null,
    workspaces: Object.fromEntries(workspaces.map(({ id, at }) => [id, at])),
  }
  db.sql('update undo_log set steps = ? where id = ?').run(JSON.stringify({ ...before, mine }), part.id)
}

/** Where nothing newer than the import has come, the time goes back to what it was, or to what came meanwhile. */
function restoreTimes(db: WriteDb, { webhook, workspaces, mine }: Before): void {
  if (mine === undefined) return
  const [webhookId, before] = webhook
  const newest = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a)
  if (mine.webhook !== null) {
    const rest = db
      .sql(
        'select created_at from leads where webhook_id = ? and is_test = 0 order by created_at desc limit 1',
      )
      .value<string>(webhookId)
    db.sql('update webhook_configs set last_lead_at = ? where webhook_id = ? and last_lead_at = ?').run(
      newest(before, rest ?? null),
      webhookId,
      mine.webhook,
    )
  }
  for (const [id, at] of Object.entries(mine.workspaces)) {
    const was = workspaces.find(([one]) => one === id)?.[1] ?? null
    const rest = db
      .sql(
        'select created_at from leads where workspace_id = ? and is_test = 0 order by created_at desc limit 1',
      )
      .value<string>(id)
    db.sql('update workspaces set last_activity_at = ? where id = ? and last_activity_at = ?').run(
      newest(was, was === null ? null : (rest ?? null)),
      id,
      at,
    )
  }
}

/** Each field goes back on its own: one that somebody changed since the import stays as it is now. */
function restorePerson(db: WriteDb, { id, before, after }: ContactStep): boolean {
  const present = db
    .sql(`select id, phone, merged_into_id, ${Object.keys(before).join(', ')} from contacts where id = ?`)
    .get<Person>(id)
  if (present === undefined) return false
  const isUntouched = Object.keys(after).every((column) => present[column] === after[column])
  const next: Person = {
    ...before,
    id,
    phone: present.phone,
    merged_into_id: present.merged_into_id,
  }
  if (!isUntouched) {
    const [was, did, is] = [before, after, present].map(
      (one) => JSON.parse(one.field_times) as FieldTimes,
    ) as [FieldTimes, FieldTimes, FieldTimes]
    const times: { [F in ContactField]?: string } = { ...is }
    for (const field of CONTACT_FIELDS) {
      if (present[field] === after[field] && is[field] === did[field]) {
        if (was[field] === undefined) delete times[field]
        else times[field] = was[field]
      } else next[field] = present[field]
    }
    next.field_times = JSON.stringify(times)
    next.updated_at = present.updated_at
  }
  Object.assign(next, foundBy(db, next))
  const columns = Object.keys(before)
  db.sql(`update contacts set ${columns.map((column) => `${column} = ?`).join(', ')} where id = ?`).run(
    ...columns.map((column) => next[column]),
    id,
  )
  if (present.merged_into_id !== null) refind(db, present.merged_into_id)
  return true
}
