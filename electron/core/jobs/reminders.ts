// Looks every few seconds for what is to be told: appointments that begin soon, follow-ups that are due, and what passed untold while nobody could be
// told. Each is told once, however often the program is started or the laptop sleeps.
import { instantOfWallTime } from '../../../shared/domain/days.ts'
import { HOLDING_STATUSES } from '../../../shared/domain/schedule/conflicts.ts'
import { CATCH_UP_MS, isQuiet, MISSED_AFTER_MS } from '../../../shared/domain/schedule/reminders.ts'
import { wallTimeOf } from '../../../shared/domain/schedule/wall-time.ts'
import { OPEN_STATUSES } from '../../../shared/domain/vocabulary.ts'
import type { WriteContext } from '../context.ts'
import type { StoredSettings } from '../stored-settings.ts'

/** A day begins at this hour for what has no time. */
const ALL_DAY_HOUR = '08:00'
const KEEP_EVERY_MS = 60_000
const CHECKED_KEY = 'remindersCheckedAt'
const AWAITED = HOLDING_STATUSES.filter((status) => status !== 'completed')

type Due = {
  readonly kind: 'appointment' | 'follow_up'
  readonly appointment_id: number | null
  readonly lead_id: number
  readonly due_at: string
  readonly is_missed: 0 | 1
}

/** Tells what is due now, in the caller's transaction; returns how many. */
export function tellReminders(context: WriteContext): number {
  const settings = context.directory.settings()
  const nowMs = context.clock.nowMs()
  const now = new Date(nowMs).toISOString()
  const checked = readChecked(context) ?? now
  if (settings.quietHours !== null && isQuiet(settings.quietHours, minuteOf(now, settings.timeZone))) {
    // The first look of all is kept even so: what passes from here on is caught up with.
    keepChecked(context, checked)
    return 0
  }
  const since = new Date(Math.max(Date.parse(checked), nowMs - CATCH_UP_MS)).toISOString()
  const due = [
    ...(settings.reminderMinutes === null ? [] : dueAppointments(context, settings, since, nowMs)),
    ...(settings.remindsOfFollowUps ? dueFollowUps(context, since, nowMs) : []),
  ]
  let told = 0
  for (const one of due) {
    told += context.db
      .sql(
        `insert into reminders (kind, appointment_id, lead_id, due_at, is_missed, created_at) values (?, ?, ?, ?, ?, ?) on conflict do nothing`,
      )
      .run(one.kind, one.appointment_id, one.lead_id, one.due_at, one.is_missed, now).changes
  }
  // Nothing is told twice, so the time of the look need not be to the second: the disk may rest.
  if (told > 0 || checked === now || nowMs - Date.parse(checked) >= KEEP_EVERY_MS) keepChecked(context, now)
  if (told > 0) context.touch('reminders')
  return told
}

function dueAppointments(
  { db }: WriteContext,
  { reminderMinutes, timeZone }: StoredSettings,
  since: string,
  nowMs: number,
): Due[] {
  const aheadMs = (reminderMinutes ?? 0) * 60_000
  const rows = db
    .sql(
      `select a.id, a.lead_id, a.scheduled_at, a.all_day_date from appointments a join leads l on l.id = a.lead_id
       where a.scheduled_at > ? and a.scheduled_at <= ? and a.status in (select value from json_each(?)) and l.is_test = 0
       order by a.scheduled_at`,
    )
    // What lasts all day begins at midnight, and is told of later.
    .all(
      new Date(Date.parse(since) - 86_400_000).toISOString(),
      new Date(nowMs + aheadMs).toISOString(),
      JSON.stringify(AWAITED),
    )
  return rows.flatMap(({ id, lead_id, scheduled_at, all_day_date }): Due[] => {
    const begins =
      all_day_date === null ? scheduled_at : instantOfWallTime(`${all_day_date}T${ALL_DAY_HOUR}`, timeZone)
    const dueMs = Date.parse(begins) - (all_day_date === null ? aheadMs : 0)
    const hasPassed = Date.parse(begins) <= nowMs
    if (dueMs > nowMs || (hasPassed && begins <= since)) return []
    const isMissed = hasPassed && nowMs - Date.parse(begins) > MISSED_AFTER_MS
    return [
      {
        kind: 'appointment',
        appointment_id: id,
        lead_id,
        due_at: new Date(dueMs).toISOString(),
        is_missed: isMissed ? 1 : 0,
      },
    ]
  })
}

function dueFollowUps({ db }: WriteContext, since: string, nowMs: number): Due[] {
  return db
    .sql(
      `select id, follow_up_at from leads indexed by leads_follow_up where is_test = 0 and follow_up_at > ? and follow_up_at <= ?
         and status in (select value from json_each(?)) order by follow_up_at limit 1000`,
    )
    .all(since, new Date(nowMs).toISOString(), JSON.stringify(OPEN_STATUSES))
    .map(({ id, follow_up_at }) => ({
      kind: 'follow_up',
      appointment_id: null,
      lead_id: id,
      due_at: follow_up_at,
      is_missed: nowMs - Date.parse(follow_up_at) > MISSED_AFTER_MS ? 1 : 0,
    }))
}

function minuteOf(instant: string, timeZone: string): number {
  const [hour = 0, minute = 0] = wallTimeOf(instant, timeZone).slice(11).split(':').map(Number)
  return hour * 60 + minute
}

function readChecked({ db }: WriteContext): string | null {
  const text = db.sql('select value from settings where key = ?').value<string>(CHECKED_KEY)
  return text === undefined ? null : (JSON.parse(text) as string)
}

function keepChecked({ db }: WriteContext, at: string): void {
  db.sql(
    'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value where value <> excluded.value',
  ).run(CHECKED_KEY, JSON.stringify(at))
}
