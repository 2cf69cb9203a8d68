// The ways between the home visits of agents in a span of time, for the calendar.
import type { ParsedInput, Result } from '../../../shared/contract/index.ts'
import { HOLDING_STATUSES } from '../../../shared/domain/schedule/conflicts.ts'
import { drivesBetween } from '../../../shared/domain/schedule/drives.ts'
import { wallTimeOf } from '../../../shared/domain/schedule/wall-time.ts'
import type { ReadDb } from '../db/connection.ts'
import { spotOf } from '../records/appointment-conflicts.ts'
import { stretchOf, type When } from '../records/appointment-rows.ts'

const MOST = 5_000

type Row = When & {
  readonly id: number
  readonly assigned_to: string
  readonly location_address: string | null
  readonly zip_code: string | null
}

export function drivesIn(
  db: ReadDb,
  { from, to }: ParsedInput<'appointments.drives'>,
  timeZone: string,
): Result<'appointments.drives'> {
  const visits = db
    .sql(
      `select a.id, a.assigned_to, a.scheduled_at, a.duration_minutes, a.all_day_date, a.time_zone, a.location_address,
         coalesce(l.zip_code, c.zip_code) as zip_code
       from appointments a join leads l on l.id = a.lead_id join contacts c on c.id = a.contact_id
       where a.scheduled_at >= ? and a.scheduled_at < ? and a.location_type = 'home' and a.all_day_date is null
         and a.assigned_to is not null and a.status in (${HOLDING_STATUSES.map((status) => `'${status}'`).join(', ')})
       order by a.scheduled_at, a.id limit ${MOST}`,
    )
    .all<Row>(from, to)
    .map((row) => ({ ...stretchOf(row), id: row.id, agent: row.assigned_to, spot: spotOf(row) }))
  return [
    ...drivesBetween(visits, ({ startMs }) =>
      wallTimeOf(new Date(startMs).toISOString(), timeZone).slice(0, 10),
    ),
  ]
}
