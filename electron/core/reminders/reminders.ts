// Reminders: what has been told of and is not seen yet.
import type { ReadDb } from '../db/connection.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'

const MOST = 200

const UNSEEN = `select r.id, r.kind, r.appointment_id, r.lead_id, r.is_missed, r.created_at, coalesce(a.scheduled_at, r.due_at) as at,
    coalesce(l.first_name, c.first_name) as first_name, coalesce(l.last_name, c.last_name) as last_name, coalesce(l.phone, c.phone) as phone,
    case r.kind when 'appointment' then a.location_address else l.next_step end as detail,
    case r.kind when 'appointment' then a.assigned_to else l.assigned_to end as assigned_to, g.name as assigned_name
  from reminders r indexed by reminders_unseen join leads l on l.id = r.lead_id left join contacts c on c.id = l.contact_id
    left join appointments a on a.id = r.appointment_id
    left join agents g on g.slug = case r.kind when 'appointment' then a.assigned_to else l.assigned_to end
  where r.seen_at is null order by r.created_at desc, r.id desc limit ${MOST}`

export const reminderQueries: QueriesOf<'reminders'> = {
  'reminders.unseen': ({ db }) => ({
    total: countUnseen(db),
    rows: db
      .sql(UNSEEN)
      .all()
      .map((row) => ({
        id: row.id,
        kind: row.kind,
        appointmentId: row.appointment_id,
        leadId: row.lead_id,
        name: [row.first_name, row.last_name].filter(Boolean).join(' ') || row.phone || 'A customer',
        phone: row.phone,
        at: row.at,
        detail: row.detail,
        assignedTo: row.assigned_to,
        assignedToName: row.assigned_name,
        isMissed: row.is_missed === 1,
        createdAt: row.created_at,
      })),
  }),
}

export const reminderCommands: CommandsOf<'reminders'> = {
  'reminders.markSeen': (context, { ids }) => {
    const which = ids === undefined ? '' : 'and id in (select value from json_each(?))'
    const { changes } = context.db
      .sql(`update reminders set seen_at = ? where seen_at is null ${which}`)
      .run(context.clock.now(), ...(ids === undefined ? [] : [JSON.stringify(ids)]))
    if (changes > 0) context.touch('reminders')
    return {}
  },
}

function countUnseen(db: ReadDb): number {
  return db.sql('select count(*) from reminders where seen_at is null').value<number>() ?? 0
}
