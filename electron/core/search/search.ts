// The palette's search over everyone.
import type { QueriesOf } from '../handler-types.ts'
import { findByNotes } from '../records/find-notes.ts'
import { findPeople } from '../records/find-people.ts'

export const searchQueries: QueriesOf<'search'> = {
  'search.people': ({ db }, { text, limit }) => {
    const byNumber = /^\s*\d{6,10}\s*$/.test(text)
      ? db
          .sql(
            'select coalesce(merged_into_id, id) as id from contacts where id = ? union select contact_id from leads where id = ?',
          )
          .all<{ id: number }>(Number(text), Number(text))
          .map(({ id }) => id)
      : []
    const ids = [...new Set([...byNumber, ...findPeople(db, text, limit).contactIds])].slice(0, limit)
    // Whom the name names comes before whom a note mentions.
    if (ids.length < limit) {
      const noted = db
        .sql(
          'select distinct contact_id as id from leads where id in (select value from json_each(?)) and contact_id is not null',
        )
        .all<{ id: number }>(JSON.stringify(findByNotes(db, text, limit)))
      for (const { id } of noted) if (ids.length < limit && !ids.includes(id)) ids.push(id)
    }
    return db
      .sql(
        `select c.id, c.first_name, c.last_name, c.phone, c.email, c.city, l.id as lead_id, l.lead_type, l.status
         from json_each(?) j join contacts c on c.id = j.value
         left join leads l on l.id = (select id from leads where contact_id = c.id order by created_at desc limit 1)
         order by j.key`,
      )
      .all(JSON.stringify(ids))
      .map((row) => ({
        contactId: row.id,
        firstName: row.first_name,
        lastName: row.last_name,
        phone: row.phone,
        email: row.email,
        city: row.city,
        lead: row.lead_id === null ? null : { id: row.lead_id, leadType: row.lead_type, status: row.status },
      }))
  },
}
