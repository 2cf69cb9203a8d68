// The people of a deletion that is taken back: each as they were, or, where somebody has their number by now, that one. And what is told of a way back
// that could not be the same as the way there.
import type { WriteDb } from '../db/connection.ts'
import { insertRows } from '../db/insert-rows.ts'
import { recountContacts } from './lead-figures.ts'
import { contactRecord, mergeRecord, nameOfContact, noteArrival, refind } from './merge.ts'
import { type KeptRow, type Part, unpack } from './removed-rows.ts'
import { mergeKey } from './second-names.ts'

// ---- What is there by now -----------------------------------------------------------------------------------------------------

export type Around = {
  readonly webhooks: ReadonlySet<unknown>
  readonly workspaces: ReadonlySet<unknown>
  readonly batches: ReadonlySet<unknown>
}

export function whatIsThere(db: WriteDb): Around {
  const namesOf = (table: string, key: string): ReadonlySet<unknown> =>
    new Set(
      db
        .sql(`select ${key} as name from ${table}`)
        .all<{ name: string }>()
        .map(({ name }) => name),
    )
  return {
    webhooks: namesOf('webhook_configs', 'webhook_id'),
    workspaces: namesOf('workspaces', 'id'),
    batches: namesOf('batches', 'id'),
  }
}

export function batchIsGone({ batch_id: batch }: KeptRow, { batches }: Around): boolean {
  return typeof batch === 'string' && !batches.has(batch)
}

// ---- What is told -------------------------------------------------------------------------------------------------------------

export type Telling = ReturnType<typeof openTelling>

export function openTelling() {
  const counts = { batch: 0, webhook: 0, sent: 0, workspace: 0 }
  const returned: string[] = []
  const leads = (count: number) => (count === 1 ? '1 lead' : `${count.toLocaleString('en-US')} leads`)
  const staysAway = () => [
    ...(counts.batch === 0
      ? []
      : [
          `${leads(counts.batch)} came from an import or sample data that has been taken back since, and ${counts.batch === 1 ? 'stays' : 'stay'} deleted.`,
        ]),
    ...(counts.webhook === 0
      ? []
      : [
          `${leads(counts.webhook)} ${counts.webhook === 1 ? 'stays' : 'stay'} deleted: the webhook is no longer there.`,
        ]),
  ]
  return {
    count: (what: keyof typeof counts) => {
      counts[what]++
    },
    hasReturned: (sentence: string) => returned.push(sentence),
    sentences: () => [
      ...staysAway(),
      ...(counts.sent === 0
        ? []
        : [
            `${leads(counts.sent)} came back without the sender’s id: the sender has sent ${counts.sent === 1 ? 'that lead' : 'those leads'} again since.`,
          ]),
      ...(counts.workspace === 0
        ? []
        : [`${leads(counts.workspace)} came back without a workspace: it is no longer there.`]),
      ...(returned.length > 3
        ? [`${returned.length} people had come back by themselves, and their leads went to them.`]
        : returned),
    ],
  }
}

// ---- People -------------------------------------------------------------------------------------------------------------------

export type People = ReturnType<typeof openPeople>

export function openPeople(db: WriteDb, around: Around, told: Telling) {
  /** Rows of contacts as they were kept, by id; and where each stands now: null is nowhere. */
  const kept = new Map<number, KeptRow>()
  const removed = new Set<number>()
  const records = new Map<string, KeptRow>()
  const resolved = new Map<number, number | null>()
  const seconds = new Map<number, number>()
  const touched = new Set<number>()
  const changed = new Set<number>()
  let brought = 0

  const rowNow = (id: number) =>
    db
      .sql('select id, merged_into_id from contacts where id = ?')
      .get<{ id: number; merged_into_id: number | null }>(id)

  /** The contact that this one is now: itself, brought back where it is gone, or whoever has its number by now. */
  function resolve(id: number): number | null {
    const known = resolved.get(id)
    if (known !== undefined) return known
    const found = rowNow(id) === undefined ? bring(id) : id
    resolved.set(id, found)
    return found
  }

  function bring(id: number): number | null {
    const row = kept.get(id)
    if (row === undefined || !around.webhooks.has(row.webhook_id)) return null
    const other = db
      .sql('select id from contacts where webhook_id = ? and phone = ?')
      .value<number>(row.webhook_id, row.phone)
    if (other !== undefined) {
      const now = rowNow(other)?.merged_into_id ?? other
      told.hasReturned(
        `${nameOfContact(contactRecord(db, now))} came back meanwhile as contact ${now}, and what was deleted went there.`,
      )
      return other
    }
    const into = typeof row.merged_into_id === 'number' ? row.merged_into_id : null
    const isSecond = into !== null && rowNow(into)?.merged_into_id === null
    const record = records.get(mergeKey(id))
    const back = {
      ...row,
      merged_into_id: isSecond && record !== undefined ? into : null,
      batch_id: batchIsGone(row, around) ? null : (row.batch_id ?? null),
    }
    insertRows(db, 'contacts', Object.keys(back), [Object.values(back)])
    if (back.merged_into_id !== null && record !== undefined)
      db.sql('insert into settings (key, value) values (?, ?)').run(record.key, record.value)
    else if (into !== null) changed.add(id)
    // From here on it is found by those names alone that are there.
    if (!removed.has(id)) changed.add(id)
    touched.add(id)
    brought++
    return id
  }

  return {
    learn: ({ rows, homes, seconds: own }: Part) => {
      for (const row of [...unpack(rows.contacts), ...unpack(homes)]) kept.set(Number(row.id), row)
      for (const row of unpack(rows.contacts)) removed.add(Number(row.id))
      for (const row of unpack(rows.settings)) records.set(String(row.key), row)
      for (const [leadId, contactId] of own ?? []) seconds.set(leadId, contactId)
    },
    /** Whoever came with an import that is taken back stays away, unless a lead needs them. */
    bringBack: (rows: readonly KeptRow[]) => {
      for (const row of rows) {
        const into = typeof row.merged_into_id === 'number' ? row.merged_into_id : null
        if (!batchIsGone(row, around)) resolve(Number(row.id))
        if (into !== null && rowNow(into) !== undefined) changed.add(into)
      }
    },
    /** Where a lead belongs today. One that is a second name's own goes on being that one's. */
    homeOf: (contactId: number, leadId: number | null): number | null => {
      const second = leadId === null ? undefined : seconds.get(leadId)
      const own = second !== undefined && rowNow(second) !== undefined ? second : resolve(contactId)
      if (own === null) return null
      const into = rowNow(own)?.merged_into_id ?? null
      if (into !== null && leadId !== null) {
        const record = mergeRecord(db, own)
        const isKnown = record?.moved.includes(leadId) || record?.arrived.some(({ id }) => id === leadId)
        if (record !== undefined && !isKnown) noteArrival(db, own, { id: leadId, said: {} })
      }
      const home = into ?? own
      touched.add(home)
      return home
    },
    broughtBack: () => brought,
    finish: () => {
      recountContacts(db, touched)
      for (const id of changed) refind(db, id)
    },
  }
}
