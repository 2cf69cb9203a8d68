// Two contacts that are one person: what merging them would mean, merging, unmerging, and saying that they are two.
import type { ContactDetail } from '../../../shared/contract/contacts.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { MERGE_FIELDS, winnerOf } from '../../../shared/domain/merging.ts'
import type { ReadDb } from '../db/connection.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { rowsOf } from '../records/contact-rows.ts'
import {
  type ContactRecord,
  chosenSide,
  contactRecord,
  join,
  mergeRecord,
  nameOfContact,
  secondNamesOf,
  separate,
  sideOf,
} from '../records/merge.ts'
import { notDuplicatesKey } from '../records/not-duplicates.ts'
import { addRow, type MergeStep, remember } from '../records/undo.ts'

export const mergingQueries: Pick<QueriesOf<'contacts'>, 'contacts.mergePreview'> = {
  'contacts.mergePreview': ({ db }, { keepId, mergeId }) => {
    const [kept, merged] = [contactRecord(db, keepId), contactRecord(db, mergeId)]
    const [ours, theirs] = [sideOf(kept), sideOf(merged)]
    const rows = rowsOf(db, [keepId, mergeId])
    const [keep, merge] = [rows[0], rows[1]]
    if (keep === undefined || merge === undefined) throw new Error('Two contacts have two rows.')
    return {
      keep,
      merge,
      fields: MERGE_FIELDS.map((name) => {
        const values = { keep: ours.values[name] ?? null, merge: theirs.values[name] ?? null }
        const times = { keep: ours.times[name] ?? null, merge: theirs.times[name] ?? null }
        return {
          name,
          keep: values.keep,
          merge: values.merge,
          keepAt: times.keep,
          mergeAt: times.merge,
          preset: winnerOf(values, times),
        }
      }),
      moves: {
        leads: countOf(db, 'leads', mergeId),
        appointments: countOf(db, 'appointments', mergeId),
        conversions: countOf(db, 'conversions', mergeId),
        names: secondNamesOf(db, mergeId).length,
      },
    }
  },
}

/** The second names of a contact, the newest merge first. */
export function mergedFrom(db: ReadDb, id: number): ContactDetail['mergedFrom'] {
  const rows = rowsOf(
    db,
    secondNamesOf(db, id).map((one) => one.id),
  )
  return rows
    .flatMap((contact) => {
      const record = mergeRecord(db, contact.id)
      if (record === undefined) return []
      const byName = db.sql('select name from agents where slug = ?').value<string>(record.by) ?? null
      return [{ number: record.number, shown: { contact, at: record.at, by: record.by, byName } }]
    })
    .sort((a, b) => b.number - a.number)
    .map(({ shown }) => shown)
}

function countOf(db: ReadDb, table: 'leads' | 'appointments' | 'conversions', contactId: number): number {
  return db.sql(`select count(*) from ${table} where contact_id = ?`).value<number>(contactId) ?? 0
}

export const mergingCommands: Pick<
  CommandsOf<'contacts'>,
  'contacts.merge' | 'contacts.unmerge' | 'contacts.notDuplicates'
> = {
  'contacts.merge': (context, { keepId, mergeId, choices }) => {
    const { db } = context
    const [kept, merged] = [contactRecord(db, keepId), contactRecord(db, mergeId)]
    const side = chosenSide(kept, merged, choices)
    const steps: MergeStep[] = []
    // A chain is never made: who was merged into the one that goes is unmerged from it and merged into the one that stays.
    const names = keepId === mergeId || kept.merged_into_id !== null ? [] : namesByAge(db, merged)
    for (const { id } of [...names].reverse()) steps.push(separate(context, id, 'keep'))
    steps.push(join(context, keepId, mergeId, side))
    for (const { id } of names) steps.push(join(context, keepId, id, sideOf(contactRecord(db, keepId))))
    return {
      ...remember(context, `Merged ${nameOfContact(merged)} into ${nameOfContact(kept)}`, steps),
      contactId: keepId,
    }
  },

  'contacts.unmerge': (context, { mergedId }) => {
    const merged = contactRecord(context.db, mergedId)
    const step = separate(context, mergedId, 'keep')
    const kept = contactRecord(context.db, step.keptId)
    return {
      ...remember(context, `Unmerged ${nameOfContact(merged)} from ${nameOfContact(kept)}`, [step]),
      keptId: step.keptId,
    }
  },

  'contacts.notDuplicates': (context, { ids: [one, other] }) => {
    const names = [contactRecord(context.db, one), contactRecord(context.db, other)].map(nameOfContact)
    const label = `Kept ${names.join(' and ')} as two people`
    if (one === other)
      throw new AppError('refused', 'A contact is always the same person as itself. Choose another one.')
    const key = notDuplicatesKey(one, other)
    if (context.db.sql('select 1 from settings where key = ?').value(key) !== undefined) return { label }
    return remember(context, label, [addRow(context, 'settings', { key, value: 'true' })])
  },
}

function namesByAge(db: ReadDb, contact: ContactRecord): ContactRecord[] {
  const number = ({ id }: ContactRecord) => mergeRecord(db, id)?.number ?? 0
  return secondNamesOf(db, contact.id).sort((a, b) => number(a) - number(b))
}
