// What an exact import would do, counted without writing anything.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import { CONTACT_FIELDS } from '../../../shared/domain/contact.ts'
import type { ExactList } from '../../../shared/domain/import/exact.ts'
import type { TaskContext } from '../context.ts'
import type { Counts } from './counts.ts'
import { judged, type Places, personKey, secondNames } from './exact-row.ts'
import { type KnownPerson, newest, PERSON, type SliceWriter } from './exact-writer.ts'
import type { GoneIds } from './gone-ids.ts'
import { openKnownLeads } from './known-leads.ts'

type Plan = ParsedInput<'imports.run'>

export function exactLooker(
  { db }: TaskContext,
  list: ExactList,
  plan: Plan,
  counts: Counts,
  places: Places,
  gone: GoneIds,
): SliceWriter {
  const people = new Set<string>()
  const knownLead = openKnownLeads(null, gone)
  const leads = new Map<unknown, string>()
  const externals = new Set<string>()
  const keyOf = (webhookId: unknown, phone: unknown) => `${String(webhookId)} ${String(phone)}`
  return (slice, refuse) => {
    for (const raw of slice) {
      const row = judged(list, raw, places, refuse)
      if (row === null) continue
      const { one, missing } = row
      for (const place of missing) places.add(place)
      const { values, beside } = one
      const isNew = (webhookId: unknown, phone: unknown) => {
        const key = keyOf(webhookId, phone)
        if (people.has(key) || db.sql(PERSON).get(webhookId, phone) !== undefined) return false
        people.add(key)
        return true
      }
      if (list === 'contacts') {
        if (isNew(values.webhook_id, values.phone)) {
          counts.newContacts++
          for (const { webhook_id, phone } of secondNames(beside)) isNew(webhook_id, phone)
          continue
        }
        counts.existing++
        const known = db.sql(PERSON).get<KnownPerson>(values.webhook_id, values.phone)
        if (known === undefined || plan.knownPeople === 'skip' || known.merged_into_id !== null) continue
        const next = newest(known, one).values
        if (CONTACT_FIELDS.some((field) => next[field] !== known[field])) counts.updated.add(known.id)
        continue
      }
      const lead = keyOf(values.webhook_id, values.created_at)
      const external = values.external_id == null ? null : keyOf(values.webhook_id, values.external_id)
      if (leads.get(beside.id) === lead || (external !== null && externals.has(external))) counts.repeated++
      else if (knownLead(db, values, beside.id) !== undefined) counts.known++
      else {
        counts.leads++
        leads.set(beside.id, lead)
        if (external !== null) externals.add(external)
        const person = personKey(one)
        if (person !== null && isNew(person.webhookId, person.phone)) counts.newContacts++
      }
    }
    return 0
  }
}
