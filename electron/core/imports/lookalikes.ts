// People of a file who are probably somebody the agency has on another webhook or under another phone, by the rules of the list of duplicates
// (shared/domain/merging.ts). Phones and e-mails are looked up in their indexes while the file is read, many at once. Names with addresses have no index
// that knows folding: after the last row, the contacts with the last names of the file are gone through once, a piece at a time.
import type { Result } from '../../../shared/contract/index.ts'
import { DUPLICATE_REASONS, type DuplicateReason } from '../../../shared/domain/merging.ts'
import type { ReadDb } from '../db/connection.ts'
import { rowsOf } from '../records/contact-rows.ts'
import { isDismissed } from '../records/not-duplicates.ts'
import { openFilePeople } from './file-people.ts'
import type { ReadRow } from './read-row.ts'

/** Told one by one; all are counted. */
const TOLD = 100
/** Contacts that are looked at between two breaths. */
const AT_ONCE = 2_000
/** E-mails that are gone through between two breaths; most of them need no look. */
const EMAILS_AT_ONCE = 20_000
/** Comes after every e-mail. */
const LAST_TEXT = '\u{10ffff}'

type Told = NonNullable<Result<'imports.run'>['lookalikes']>
type Found = { readonly id: number; readonly webhook_id: string; readonly phone: string }

/** Second names, and people whom this import itself has made, are nobody else. */
const OTHERS = 'merged_into_id is null and batch_id is not ?'
/** An e-mail that is not written as it is compared: an index knows no folding. */
const ODD = `(email <> lower(email) or email glob '*[^ -~]*')`

export type Lookalikes = {
  /** Rows that are taken, in the order of the file. */
  note(rows: readonly ReadRow[]): void
  /** What is looked for once all rows have been noted. */
  finish(): Generator<void, void, void>
  result(): Told
}

export function openLookalikes(db: ReadDb, webhookId: string, importId: string | null): Lookalikes {
  const batch = importId ?? ''
  const file = openFilePeople()
  const reasons = noneYet()
  const repeated = noneYet()
  const repeats: Told['repeats']['first'] = []
  const first = new Map<string, { line: number; id: number; reasons: DuplicateReason[] }>()
  /** The reasons of each person, as bits. */
  const seen: number[] = []
  let people = 0
  let rows = 0

  const tell = (person: number, id: number, reason: DuplicateReason) => {
    if (seen[person] === 0) people++
    reasons[reason]++
    seen[person] = (seen[person] as number) | bitOf(reason)
    const key = `${person} ${id}`
    const known = first.get(key)
    if (known === undefined) {
      if (first.size < TOLD) first.set(key, { line: file.lineOf(person), id, reasons: [reason] })
    } else if (!known.reasons.includes(reason)) known.reasons.push(reason)
  }
  /** Whom the phone of the file finds on the webhook of the import already. */
  const ownOf = (phone: string) =>
    db
      .sql('select coalesce(merged_into_id, id) from contacts where webhook_id = ? and phone = ?')
      .value<number>(webhookId, phone)
  /** One contact for each reason is enough: a thousand may share an e-mail. */
  const tellOther = (person: number, id: number, reason: DuplicateReason) => {
    if (((seen[person] as number) & bitOf(reason)) !== 0) return
    const own = ownOf(file.phoneOf(person))
    if (own === undefined || (own !== id && !isDismissed(db, own, id))) tell(person, id, reason)
  }

  return {
    note: (some) => {
      const phones = new Map<string, number>()
      const emails = new Map<string, number[]>()
      for (const one of some) {
        const { number, phone, email, repeats: like } = file.add(one)
        if (seen.length <= number) seen.push(0)
        if (like === null || !like.reasons.includes('phone')) phones.set(phone, number)
        if (email !== null) {
          const same = emails.get(email)
          if (same === undefined) emails.set(email, [number])
          else same.push(number)
        }
        if (like === null) continue
        rows++
        for (const reason of like.reasons) repeated[reason]++
        if (repeats.length < TOLD) repeats.push({ line: one.row.line, ...like })
      }
      for (const { id, phone } of db
        .sql(
          `select id, phone from contacts
           where phone in (select value from json_each(?)) and webhook_id <> ? and ${OTHERS}`,
        )
        .all<Found>(JSON.stringify([...phones.keys()]), webhookId, batch))
        tellOther(phones.get(phone) as number, id, 'phone')
      for (const { id, email } of db
        .sql(
          `select id, email from contacts
           where email in (select value from json_each(?)) and not ${ODD} and ${OTHERS}`,
        )
        .all<Found & { email: string }>(JSON.stringify([...emails.keys()]), batch))
        for (const person of emails.get(email) ?? []) tellOther(person, id, 'email')
    },

    finish: function* () {
      for (let from = ''; ; ) {
        const to = db
          .sql('select email from contacts where email > ? order by email limit 1 offset ?')
          .value<string>(from, EMAILS_AT_ONCE)
        for (const { id, email } of db
          .sql(`select id, email from contacts where email > ? and email <= ? and ${ODD} and ${OTHERS}`)
          .all<Found & { email: string }>(from, to ?? LAST_TEXT, batch))
          for (const person of file.byEmail(email)) tellOther(person, id, 'email')
        yield
        if (to === undefined) break
        from = to
      }
      let looked = 0
      for (const last_key of [...file.lastKeys].sort()) {
        for (let after = 0; ; ) {
          const named = db
            .sql(
              `select id, webhook_id, phone, first_key, address from contacts
               where last_key = ? and id > ? and address is not null and ${OTHERS} order by id limit ?`,
            )
            .all<Found & { first_key: string; address: string }>(last_key, after, batch, AT_ONCE)
          for (const { id, webhook_id, phone, first_key, address } of named) {
            after = id
            const isOwn = (person: number) => webhook_id === webhookId && phone === file.phoneOf(person)
            for (const person of file.byNameAddress({ last_key, first_key, address }))
              if (!isOwn(person)) tellOther(person, id, 'name_address')
          }
          looked += named.length + 1
          if (looked >= AT_ONCE) {
            looked = 0
            yield
          }
          if (named.length < AT_ONCE) break
        }
      }
    },

    result: () => {
      const told = [...first.values()].sort((a, b) => a.line - b.line)
      const contacts = new Map(
        rowsOf(
          db,
          told.map(({ id }) => id),
        ).map((row) => [row.id, row]),
      )
      return {
        people,
        reasons,
        first: told.flatMap(({ id, ...one }) => {
          const contact = contacts.get(id)
          return contact === undefined ? [] : [{ ...one, contact }]
        }),
        repeats: { rows, reasons: repeated, first: repeats },
      }
    },
  }
}

const bitOf = (reason: DuplicateReason) => 1 << DUPLICATE_REASONS.indexOf(reason)

function noneYet(): Record<DuplicateReason, number> {
  return { phone: 0, email: 0, name_address: 0 }
}
