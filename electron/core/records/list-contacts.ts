// Every contact of a filter, in the order of its sort; whoever lists or exports "all that match" asks here.
import type { z } from 'zod'
import type { contactFilter } from '../../../shared/contract/contacts.ts'
import type { Sort } from '../../../shared/domain/list/filter.ts'
import type { ReadDb } from '../db/connection.ts'
import { BRIEF_ROWS, beginLongWork } from '../long-work.ts'
import { readSettings } from '../stored-settings.ts'
import { type Bind, filterSql, orderSql } from './filter-sql.ts'
import { findPeople, MOST_MATCHES } from './find-people.ts'
import { resultSet } from './result-sets.ts'

/**
 * Somebody without any lead: they came with a list, or their leads were deleted. People of whom only test leads are known stay apart with those,
 * and a second name is no person of its own.
 */
const HAS_NO_LEAD =
  'c.last_lead_at is null and c.merged_into_id is null and not exists (select 1 from leads t where t.contact_id = c.id)'
const LISTED = `(c.last_lead_at is not null and c.merged_into_id is null or ${HAS_NO_LEAD})`

/** Everybody without any lead, the newest id first. */
export function contactsWithoutLead(db: ReadDb): Float64Array {
  return resultSet(db, `select c.id from contacts c where ${HAS_NO_LEAD} order by c.id desc`, [])
}

/** More contacts than one passes over in a moment. */
export function areMany(db: ReadDb): boolean {
  return db.sql('select 1 from contacts limit 1 offset ?').value(BRIEF_ROWS) !== undefined
}

/** A search stops at `most` people; then the list is not complete. */
export function contactIds(
  db: ReadDb,
  filter: z.output<typeof contactFilter>,
  sort: Sort,
  nowMs: number,
  most = MOST_MATCHES,
): { readonly ids: Float64Array; readonly isComplete: boolean } {
  const parts = [LISTED]
  const values: Bind[] = []
  if (filter.where.length > 0) {
    const conditions = filterSql('contacts', filter, { ...readSettings(db), nowMs }, 'c')
    parts.push(conditions.text)
    values.push(...conditions.values)
  }
  if (typeof filter.workspaceId === 'string') {
    parts.push('c.id in (select contact_id from contact_workspaces where workspace_id = ?)')
    values.push(filter.workspaceId)
  } else if (filter.workspaceId === null) {
    parts.push('not exists (select 1 from contact_workspaces w where w.contact_id = c.id)')
  }
  const order = orderSql('contacts', sort, 'c')
  if (filter.search.trim() === '') {
    if (areMany(db)) beginLongWork(db)
    const text = `select c.id from contacts c where ${parts.join(' and ')} order by ${order}`
    return { ids: resultSet(db, text, values), isComplete: true }
  }
  const found = findPeople(db, filter.search, most)
  const ids = db
    .sql(
      `select json_group_array(c.id order by ${order}) from json_each(?) j join contacts c on c.id = j.value where ${parts.join(' and ')}`,
    )
    .value<string>(JSON.stringify(found.contactIds), ...values)
  return { ids: Float64Array.from(JSON.parse(ids ?? '[]') as number[]), isComplete: found.isComplete }
}
