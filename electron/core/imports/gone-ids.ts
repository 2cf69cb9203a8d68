// Ids of records that were deleted here. A deletion can be undone, so its ids are nobody else's: every folder counts through the same ids, and a file
// of another one names them for strangers. Only the very record that was deleted may take its id again.
import type { ReadDb } from '../db/connection.ts'
import { type KeptRow, type Part, unpack } from '../records/removed-rows.ts'
import { HAS_STEPS, type RemovedStep } from '../records/undo.ts'

export type GoneIds = ReturnType<typeof openGoneIds>
type Told = Readonly<Record<string, unknown>>
/** What tells a record from others; null where its rows are kept no more. */
type Kept = KeptRow | null

const SAME_LEAD = ['webhook_id', 'created_at', 'phone', 'processed_at', 'external_id'] as const
/** A person is who has this number on this webhook. */
const SAME_CONTACT = ['webhook_id', 'phone'] as const

export function openGoneIds() {
  const gone = { leads: new Map<number, Kept>(), contacts: new Map<number, Kept>() }
  let last = 0

  function learnEntry(steps: string): void {
    for (const step of JSON.parse(steps) as (RemovedStep | { readonly removed?: undefined })[])
      for (const list of ['leads', 'contacts'] as const)
        for (const id of step.removed?.[list] ?? []) if (!gone[list].has(id)) gone[list].set(id, null)
  }

  function learnPart(steps: string): void {
    const { rows } = JSON.parse(steps) as Part
    for (const lead of unpack(rows.leads)) gone.leads.set(Number(lead.id), pick(lead, SAME_LEAD))
    for (const one of unpack(rows.contacts)) gone.contacts.set(Number(one.id), pick(one, SAME_CONTACT))
  }

  return {
    /** What has been deleted since it was asked last, one row of the log after the other. */
    *learn(db: ReadDb): Generator<void> {
      const newest = db.sql('select max(id) from undo_log').value<number | null>() ?? 0
      if (newest <= last) return
      const rows = db
        .sql(
          `select id, performed_by like 'delete-part:%' as is_part from undo_log
           where id > ? and id <= ? and (performed_by like 'delete-part:%'
             or (${HAS_STEPS} and steps like '[{"removed":%')) order by id`,
        )
        .all<{ id: number; is_part: 0 | 1 }>(last, newest)
      for (const { id, is_part } of rows) {
        const steps = db.sql('select steps from undo_log where id = ?').value<string>(id)
        if (steps !== undefined) (is_part === 1 ? learnPart : learnEntry)(steps)
        yield
      }
      // What an import keeps of itself is in the log too, and is looked through no second time.
      last = newest
    },
    /** Whether the id was a deleted record's that is another than this one. */
    isAnothers: (list: 'leads' | 'contacts', id: number, told: Told): boolean => {
      const kept = gone[list].get(id)
      if (kept === undefined) return false
      if (kept === null) return true
      return list === 'leads'
        ? !isSameLead(kept, told)
        : !SAME_CONTACT.every((name) => kept[name] === told[name])
    },
  }
}

function isSameLead(kept: KeptRow, told: Told): boolean {
  if (kept.webhook_id !== told.webhook_id || kept.created_at !== told.created_at) return false
  if (kept.external_id !== (told.external_id ?? null)) return false
  // A phone may be corrected since; when the lead was stored stays as it is.
  return (
    kept.phone === (told.phone ?? null) ||
    (kept.processed_at !== null && kept.processed_at === told.processed_at)
  )
}

function pick(row: KeptRow, names: readonly string[]): KeptRow {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
}
