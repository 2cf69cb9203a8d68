// The people of a deletion that is taken back: each as they were, or, where somebody has their phone by now, that one; and under a new number where
// theirs is another's by now. And what is told of a way back that could not be the same as the way there.
import type { WriteDb } from '../db/connection.ts'
import { insertRows } from '../db/insert-rows.ts'
import { recountContacts } from './lead-figures.ts'
import { contactRecord, type MergeRecord, mergeRecord, nameOfContact, noteArrival, refind } from './merge.ts'
import { newId } from './new-ids.ts'
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

export type Telling = {
  count(what: 'batch' | 'webhook' | 'sent' | 'workspace' | 'there'): void
  countPerson(what: 'batch' | 'webhook' | 'there'): void
  hasReturned(sentence: string): void
  hasNewNumber(what: 'lead' | 'contact', id: number, name: string): void
  /** Some of it stayed away, for good or for now. */
  staysAway(): boolean
  /** Some of it can come back later. */
  waits(): boolean
  /** Some of it need not come back. */
  isThere(): boolean
  sentences(cameBack: number): string[]
}

/** `whole` hears all of it too: of a deletion that comes back in several pieces. */
export function openTelling(whole?: Telling): Telling {
  const counts = { batch: 0, webhook: 0, sent: 0, workspace: 0, there: 0 }
  const people = { batch: 0, webhook: 0, there: 0 }
  const returned = new Set<string>()
  const newLeads: number[] = []
  const newPeople: string[] = []
  const some = (count: number, what: 'lead' | 'contact') =>
    count === 1 ? `1 ${what}` : `${count.toLocaleString('en-US')} ${what}s`
  const staysAway = ({ batch, webhook }: typeof people | typeof counts, what: 'lead' | 'contact') => [
    ...(batch === 0
      ? []
      : [
          `${some(batch, what)} came from an import or sample data that has been taken back since, and ${batch === 1 ? 'stays' : 'stay'} deleted.`,
        ]),
    ...(webhook === 0
      ? []
      : [
          `${some(webhook, what)} ${webhook === 1 ? 'stays' : 'stay'} deleted: the webhook is no longer there.`,
        ]),
  ]
  return {
    count: (what) => {
      counts[what]++
      whole?.count(what)
    },
    countPerson: (what) => {
      people[what]++
      whole?.countPerson(what)
    },
    hasReturned: (sentence) => {
      returned.add(sentence)
      whole?.hasReturned(sentence)
    },
    hasNewNumber: (what, id, name) => {
      if (what === 'lead') newLeads.push(id)
      else
        newPeople.push(`${name} came back under a new number, ${id}: another contact has the old one by now.`)
      whole?.hasNewNumber(what, id, name)
    },
    staysAway: () => counts.batch + counts.webhook + people.batch + people.webhook > 0,
    waits: () => counts.webhook + people.webhook > 0,
    isThere: () => counts.there + people.there > 0 || returned.size > 0,
    sentences: (cameBack) => [
      ...staysAway(counts, 'lead'),
      // Whoever goes and comes with leads is told of by these.
      ...(counts.batch + counts.webhook === 0 ? staysAway(people, 'contact') : []),
      ...(counts.there === 0
        ? []
        : [
            `${some(counts.there, 'lead')} ${counts.there === 1 ? 'was' : 'were'} there again already, and took up what was deleted with ${counts.there === 1 ? 'it' : 'them'}.`,
          ]),
      ...(people.there === 0 || counts.there + cameBack > 0
        ? []
        : [`${some(people.there, 'contact')} ${people.there === 1 ? 'was' : 'were'} there again already.`]),
      ...(newLeads.length === 0
        ? []
        : newLeads.length === 1
          ? [`1 lead came back under a new number, ${newLeads[0]}: another lead has the old one by now.`]
          : [
              `${some(newLeads.length, 'lead')} came back under new numbers: other leads have the old ones by now.`,
            ]),
      ...(newPeople.length > 3
        ? [
            `${some(newPeople.length, 'contact')} came back under new numbers: other contacts have the old ones by now.`,
          ]
        : newPeople),
      ...(counts.sent === 0
        ? []
        : [
            `${some(counts.sent, 'lead')} came back without the sender’s id: the sender has sent ${counts.sent === 1 ? 'that lead' : 'those leads'} again since.`,
          ]),
      ...(counts.workspace === 0
        ? []
        : [`${some(counts.workspace, 'lead')} came back without a workspace: it is no longer there.`]),
      ...(returned.size > 3
        ? [`${returned.size} people had come back by themselves, and their leads went to them.`]
        : [...returned]),
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

  /** New ids of those whose own is another's by now. */
  const names = new Map<number, number>()
  const rowNow = (id: number) =>
    db
      .sql('select id, merged_into_id, webhook_id, phone, created_at from contacts where id = ?')
      .get<Present>(id)

  /** Whether the row with this id is the person who had it: a phone may be corrected, when somebody came stays as it is. */
  function isStill(id: number): boolean {
    const [row, was] = [rowNow(id), kept.get(id)]
    if (row === undefined || was === undefined) return row !== undefined
    return row.webhook_id === was.webhook_id && (row.phone === was.phone || row.created_at === was.created_at)
  }

  /** The contact that this one is now: itself, brought back where it is gone, or whoever has its phone by now. */
  function resolve(id: number): number | null {
    const known = resolved.get(id)
    if (known !== undefined) return known
    const found = isStill(id) ? id : bring(id)
    resolved.set(id, found)
    return found
  }

  /** The contact that a second name led to; null where that is gone. */
  function keptBy(row: KeptRow): number | null {
    if (typeof row.merged_into_id !== 'number') return null
    const renamed = names.get(row.merged_into_id)
    return renamed ?? (isStill(row.merged_into_id) ? row.merged_into_id : null)
  }

  function bring(wanted: number): number | null {
    const row = kept.get(wanted)
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
    const place =
      rowNow(wanted) === undefined ? { id: wanted, sequence: row.sequence } : newId(db, 'contacts')
    const { id } = place
    const into = keptBy(row)
    const isSecond = into !== null && rowNow(into)?.merged_into_id === null
    const record = records.get(mergeKey(wanted))
    const back = {
      ...row,
      ...place,
      merged_into_id: isSecond && record !== undefined ? into : null,
      batch_id: batchIsGone(row, around) ? null : (row.batch_id ?? null),
    }
    insertRows(db, 'contacts', Object.keys(back), [Object.values(back)])
    if (back.merged_into_id !== null && record !== undefined)
      db.sql('insert into settings (key, value) values (?, ?)').run(mergeKey(id), recordFor(into, record))
    else if (typeof row.merged_into_id === 'number') changed.add(id)
    // From here on it is found by those names alone that are there.
    if (!removed.has(wanted)) changed.add(id)
    if (id !== wanted) {
      names.set(wanted, id)
      told.hasNewNumber('contact', id, nameOfContact(contactRecord(db, id)))
    }
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
        const id = Number(row.id)
        const isMain = typeof row.merged_into_id !== 'number'
        if (isStill(id) && !resolved.has(id)) {
          if (isMain) told.countPerson('there')
          // Whoever was brought by an import meanwhile is again what they came with first, and does not go with that import.
          if (!batchIsGone(row, around))
            db.sql('update contacts set batch_id = ? where id = ?').run(row.batch_id ?? null, id)
        } else if (isMain && !around.webhooks.has(row.webhook_id)) told.countPerson('webhook')
        if (!batchIsGone(row, around)) resolve(id)
        const into = keptBy(row)
        if (into !== null) changed.add(into)
      }
    },
    /** Where a lead belongs today. One that is a second name's own goes on being that one's. `leadId`: as it was deleted, and as it is now. */
    homeOf: (contactId: number, leadId: readonly [number, number] | null): number | null => {
      const second = leadId === null ? undefined : seconds.get(leadId[0])
      const own = second !== undefined && isStill(second) ? second : resolve(contactId)
      if (own === null) return null
      const into = rowNow(own)?.merged_into_id ?? null
      if (into !== null && leadId !== null) {
        const [, id] = leadId
        const record = mergeRecord(db, own)
        const isKnown = record?.moved.includes(id) || record?.arrived.some((arrived) => arrived.id === id)
        if (record !== undefined && !isKnown) noteArrival(db, own, { id, said: {} })
      }
      const home = into ?? own
      touched.add(home)
      return home
    },
    broughtBack: () => brought,
    names: names as ReadonlyMap<number, number>,
    finish: () => {
      for (const id of removed) {
        const row = kept.get(id) as KeptRow
        if (!resolved.has(id) && typeof row.merged_into_id !== 'number' && !isStill(id))
          told.countPerson('batch')
      }
      recountContacts(db, touched)
      for (const id of changed) refind(db, id)
    },
  }
}

function recordFor(keptId: number | null, { value }: KeptRow): KeptRow[string] | undefined {
  const record = JSON.parse(String(value)) as MergeRecord
  return record.keptId === keptId ? value : JSON.stringify({ ...record, keptId })
}

type Present = {
  readonly id: number
  readonly merged_into_id: number | null
  readonly webhook_id: string
  readonly phone: string
  readonly created_at: string
}
