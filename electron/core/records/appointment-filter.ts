// Which appointments a filter and a span of time mean: the same for calendar, lists and files.
import type { ParsedInput } from '../../../shared/contract/index.ts'
import type { ReadDb } from '../db/connection.ts'
import { LONGEST_MS, stretchOf, type When } from './appointment-rows.ts'

type Filter = ParsedInput<'appointments.range'>['filter']
type Where = { readonly parts: readonly string[]; readonly values: readonly unknown[] }

/** Lists are bound as JSON, so that their length makes no new statement. */
export function conditionsOf({ workspaceId, agents, statuses, types }: Filter): Where {
  const parts: string[] = []
  const values: unknown[] = []
  if (workspaceId !== undefined) {
    parts.push('a.workspace_id is ?')
    values.push(workspaceId)
  }
  const oneOf = (column: string, list: readonly unknown[]) => {
    if (list.length === 0) return
    parts.push(`${column} in (select value from json_each(?))`)
    values.push(JSON.stringify(list))
  }
  if (agents.includes(null)) {
    parts.push('(a.assigned_to is null or a.assigned_to in (select value from json_each(?)))')
    values.push(JSON.stringify(agents.filter((agent) => agent !== null)))
  } else oneOf('a.assigned_to', agents)
  oneOf('a.status', statuses)
  oneOf('a.appointment_type', types)
  return { parts, values }
}

export type Span = { readonly from?: string | undefined; readonly to?: string | undefined }

/** All that touch the span, by time; an item of a whole day touches its own day alone. */
export function appointmentIds(
  db: ReadDb,
  filter: Filter,
  { from, to }: Span,
  direction: 'asc' | 'desc' = 'asc',
): number[] {
  const { parts, values } = conditionsOf(filter)
  const all = [...parts]
  const bound = [...values]
  if (from !== undefined) {
    all.push('a.scheduled_at >= ?')
    bound.push(new Date(Date.parse(from) - LONGEST_MS).toISOString())
  }
  if (to !== undefined) {
    all.push('a.scheduled_at < ?')
    bound.push(to)
  }
  const where = all.length === 0 ? '' : `where ${all.join(' and ')}`
  const fromMs = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from)
  return db
    .sql(
      `select a.id, a.scheduled_at, a.duration_minutes, a.all_day_date, a.time_zone from appointments a ${where}
       order by a.scheduled_at ${direction}, a.id ${direction}`,
    )
    .all<When & { readonly id: number }>(...bound)
    .filter((row) => row.scheduled_at >= (from ?? '') || stretchOf(row).endMs > fromMs)
    .map(({ id }) => id)
}
