// Who may be the same person: the same phone on another webhook, the same e-mail, the same name and address, all folded. Suggested, never
// merged silently. Phones and e-mails are grouped over their indexes; names with addresses in one pass over the contacts that narrows by
// name and house number before any address is folded, so it grows with the contacts and not with their pairs. All of it is found once and
// kept until something is written, or, where it took long, for ten times as long as it took; what was merged or dismissed meanwhile is
// left out of what is kept.
import type { ContactRow } from '../../../shared/contract/contacts.ts'
import { type DuplicateReason, nameAddressKey, type Pair, pairsOf } from '../../../shared/domain/merging.ts'
import { parsePhone } from '../../../shared/domain/phone.ts'
import type { ReadDb } from '../db/connection.ts'
import type { QueriesOf } from '../handler-types.ts'
import { beginLongWork } from '../long-work.ts'
import { CONTACT_JOIN, CONTACT_ROW, rowsOf, toContactRow } from '../records/contact-rows.ts'
import { areMany } from '../records/list-contacts.ts'
import { dismissedPairs, isDismissed, notDuplicatesKey } from '../records/not-duplicates.ts'

/** Further pairs are not counted; the screen says so. */
const MOST_PAIRS = 10_000
const CHEAP_MS = 30
const KEPT_FOR_TIMES = 10
const KNOWN_AT_MOST = 5

export const duplicateQueries: Pick<QueriesOf<'contacts'>, 'contacts.duplicates' | 'contacts.known'> = {
  'contacts.duplicates': ({ db }, { offset, limit }) => {
    const { pairs, isComplete } = keptPairs(db)
    const merged = new Set(
      db
        .sql('select id from contacts where merged_into_id is not null')
        .all<{ id: number }>()
        .map(({ id }) => id),
    )
    const dismissed = dismissedPairs(db)
    const open = pairs.filter(
      ({ a, b }) => !merged.has(a) && !merged.has(b) && !dismissed.has(notDuplicatesKey(a, b)),
    )
    const page = open.slice(offset, offset + limit)
    const rows = new Map(
      rowsOf(
        db,
        page.flatMap(({ a, b }) => [a, b]),
      ).map((row) => [row.id, row]),
    )
    return {
      rows: page.flatMap(({ a, b, reasons }) => {
        const [one, other] = [rows.get(a), rows.get(b)]
        return one === undefined || other === undefined
          ? []
          : [{ ...keepFirst(one, other), reasons: [...reasons] }]
      }),
      total: open.length,
      isTotalExact: isComplete,
    }
  },

  'contacts.known': ({ db }, { webhookId, phone, email }) => {
    const region =
      db
        .sql('select default_region from webhook_configs where webhook_id = ?')
        .value<string>(webhookId ?? '') ?? 'US'
    const read = parsePhone(phone ?? '', region)
    const joined = read.ok
      ? db
          .sql('select coalesce(merged_into_id, id) from contacts where webhook_id = ? and phone = ?')
          .value<number>(webhookId ?? '', read.phone.e164)
      : undefined
    return twinsOf(
      db,
      { id: 0, phone: read.ok ? read.phone.e164 : null, email: email?.trim() || null },
      KNOWN_AT_MOST,
    ).map(({ contact, reason }) => ({
      contact,
      reason,
      joins: contact.id === joined,
    }))
  },
}

/** Contacts with the same phone or e-mail; a second name leads to the contact it belongs to. */
export function twinsOf(
  db: ReadDb,
  of: { readonly id: number; readonly phone: string | null; readonly email: string | null },
  most: number,
): { readonly contact: ContactRow; readonly reason: 'phone' | 'email' }[] {
  const found = new Map<number, { contact: ContactRow; reason: 'phone' | 'email' }>()
  const find = (reason: 'phone' | 'email', where: string, values: readonly unknown[]) => {
    const rows = db
      .sql(
        `select ${CONTACT_ROW} from contacts c ${CONTACT_JOIN}
         where c.id in (select coalesce(merged_into_id, id) from contacts where ${where}) and c.id <> ? limit ?`,
      )
      .all(...values, of.id, most)
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, { contact: toContactRow(row), reason })
  }
  if (of.phone !== null) find('phone', 'phone = ?', [of.phone])
  // As it is written, or as most write it: an index knows no folding.
  if (of.email !== null) find('email', 'email in (?, ?)', [of.email, of.email.toLowerCase()])
  return [...found.values()]
    .filter(({ contact }) => of.id === 0 || !isDismissed(db, contact.id, of.id))
    .slice(0, most)
}

/** The one with more leads stays, of equals the older one. */
function keepFirst(
  one: ContactRow,
  other: ContactRow,
): { readonly keep: ContactRow; readonly merge: ContactRow } {
  const isOther =
    other.leadCount > one.leadCount || (other.leadCount === one.leadCount && other.createdAt < one.createdAt)
  return isOther ? { keep: other, merge: one } : { keep: one, merge: other }
}

// ---- Found once and kept ------------------------------------------------------------------------------------------------------

type Kept = {
  readonly version: string
  readonly lastImport: string | null
  readonly pairs: readonly Pair[]
  readonly isComplete: boolean
  readonly tookMs: number
  readonly computedMs: number
}
const kept = new WeakMap<ReadDb, Kept>()

function keptPairs(db: ReadDb): Kept {
  const version = `${db.sql('pragma data_version').value()} ${db.sql('select total_changes()').value()}`
  const lastImport = db.sql(`select max(completed_at) from batches`).value<string | null>() ?? null
  const known = kept.get(db)
  const startedMs = performance.now()
  if (
    known !== undefined &&
    // Who has just imported is sent here to look at what came.
    known.lastImport === lastImport &&
    (known.version === version ||
      (known.tookMs > CHEAP_MS && startedMs - known.computedMs < known.tookMs * KEPT_FOR_TIMES))
  )
    return known
  if (areMany(db)) beginLongWork(db)
  const all = findPairs(db)
  const computedMs = performance.now()
  const next = {
    version,
    lastImport,
    pairs: all.slice(0, MOST_PAIRS),
    isComplete: all.length <= MOST_PAIRS,
    tookMs: computedMs - startedMs,
    computedMs,
  }
  kept.set(db, next)
  return next
}

function findPairs(db: ReadDb): Pair[] {
  const list = (text: string) => JSON.parse(db.sql(text).value<string>() ?? '[]') as number[]
  // All of these are read from indexes alone; names with addresses are the one pass over the rows.
  const age = new Map(
    list('select json_group_array(id) from (select id from contacts order by sequence)').map((id, at) => [
      id,
      at,
    ]),
  )
  for (const id of list('select json_group_array(id) from contacts where merged_into_id is not null'))
    age.delete(id)
  const groups: { reason: DuplicateReason; ids: number[] }[] = []
  const add = (reason: DuplicateReason, ids: readonly number[]) => {
    const own = ids.filter((id) => age.has(id))
    if (own.length > 1) groups.push({ reason, ids: own.sort((a, b) => ageOf(a) - ageOf(b)) })
  }
  const ageOf = (id: number) => age.get(id) ?? 0
  for (const ids of arrays(
    db,
    'select json_group_array(id) as ids from contacts group by phone having count(*) > 1',
  ))
    add('phone', ids)
  for (const ids of arrays(
    db,
    'select json_group_array(id) as ids from contacts where email is not null group by fold(email) having count(*) > 1',
  ))
    add('email', ids)
  const people = new Map<string, number[]>()
  const alike = arrays(
    db,
    `select json_group_array(id) as ids from contacts where last_key <> '' and address is not null
     group by last_key, first_key, lower(substr(ltrim(address), 1, instr(ltrim(address) || ' ', ' ') - 1)) having count(*) > 1`,
  ).flat()
  for (const { id, ...person } of db
    .sql('select c.id, last_key, first_key, address from json_each(?) j join contacts c on c.id = j.value')
    .all<{ id: number; last_key: string; first_key: string; address: string }>(JSON.stringify(alike))) {
    const key = nameAddressKey(person) ?? ''
    const group = people.get(key)
    if (group === undefined) people.set(key, [id])
    else group.push(id)
  }
  for (const ids of people.values()) add('name_address', ids)
  return pairsOf(groups, ageOf)
}

function arrays(db: ReadDb, text: string): number[][] {
  return db
    .sql(text)
    .all<{ ids: string }>()
    .map(({ ids }) => JSON.parse(ids))
}
