// Answers kept in the database (conversion_analytics_cache): what was last looked at is there at once after a start, while the image still loads.
// Whoever commits a write that touches what figures are made of deletes them in the same transaction, so an answer that is there is right; and one
// is kept only if nothing has changed since it was made. Readers cannot write: the reader of analytics hands its answers to the writer.
import { FIGURES_READ } from '../../../shared/contract/analytics.ts'
import type { Topic } from '../../../shared/contract/topics.ts'
import type { ReadDb, WriteDb } from '../db/connection.ts'
import { readSettings } from '../stored-settings.ts'
import type { Writer } from '../writer.ts'
import { priceList } from './prices.ts'
import { newestChange } from './rows.ts'

/** Moves when answers are made in another way, so that none of an earlier version of the application is found. */
const FORM = 2
const MOST_KEPT = 200
const KEPT_FOR_MS = 7 * 86_400_000

export type KeptAnswer = {
  readonly key: string
  readonly answer: unknown
  /** What everything that it counts was like. */
  readonly rests: string
  /** When time alone makes it another one. */
  readonly untilMs: number
}

export function keyOf(name: string, input: unknown): string {
  return `${FORM} ${name} ${JSON.stringify(input)}`
}

const ASKED = new Set<Topic>(FIGURES_READ)

/** In the transaction that touched them. Nearly free where none is kept. */
export function forgetAnswers(db: WriteDb, touched: ReadonlySet<Topic>): void {
  for (const topic of touched) {
    if (!ASKED.has(topic)) continue
    db.sql('delete from conversion_analytics_cache').run()
    return
  }
}

/** Everything that answers rest on and that can change, in one text: leads and conversions by their newest change, all else as it is. */
export function restsOn(db: ReadDb): string {
  const { timeZone, currency } = readSettings(db)
  const names = db
    .sql(
      `select json_array(
         (select json_group_array(json_array(id, name)) from (select id, name from workspaces order by id)),
         (select json_group_array(json_array(provider_id, provider_name)) from (select provider_id, provider_name from lead_source_providers order by 1)),
         (select json_group_array(json_array(webhook_id, name)) from (select webhook_id, name from webhook_configs order by 1)),
         (select json_group_array(json_array(slug, name)) from (select slug, name from agents order by 1)),
         (select json_group_array(id) from (select id from deliveries where verdict = 'quarantined' and is_test = 0 order by id)))`,
    )
    .value<string>()
  return JSON.stringify([newestChange(db), timeZone, currency, priceList(db), names])
}

type Row = { readonly cache_data: string; readonly expires_at: string }

export function keptAnswer(db: ReadDb, key: string, nowMs: number): unknown {
  const row = db
    .sql('select cache_data, expires_at from conversion_analytics_cache where cache_key = ?')
    .get<Row>(key)
  if (row === undefined || Date.parse(row.expires_at) <= nowMs) return undefined
  const { answer, change } = JSON.parse(row.cache_data)
  // Somebody may have written with another tool: the triggers tell of leads and conversions all the same.
  return change === newestChange(db) ? answer : undefined
}

/** All that would be given now. */
export function keptAnswers(
  db: ReadDb,
  nowMs: number,
): { readonly name: string; readonly input: unknown; readonly answer: unknown }[] {
  return db
    .sql('select cache_key from conversion_analytics_cache order by id')
    .arrays<[string]>()
    .flatMap(([key]) => {
      const answer = keptAnswer(db, key, nowMs)
      const [form, name = ''] = key.split(' ', 2)
      if (answer === undefined || form !== String(FORM)) return []
      return [{ name, input: JSON.parse(key.slice(`${form} ${name} `.length)), answer }]
    })
}

/** Keeps an answer if it is still right. */
export function keepAnswer(writer: Writer, { key, answer, rests, untilMs }: KeptAnswer): boolean {
  return writer.runIntake('system', ({ db, clock }) => {
    if (restsOn(db) !== rests) return false
    const nowMs = clock.nowMs()
    db.sql('delete from conversion_analytics_cache where expires_at <= ? or cache_key = ?').run(
      clock.now(),
      key,
    )
    db.sql(
      'insert into conversion_analytics_cache (cache_key, cache_data, expires_at, created_at) values (?, ?, ?, ?)',
    ).run(
      key,
      JSON.stringify({ change: newestChange(db), answer }),
      new Date(Math.min(untilMs, nowMs + KEPT_FOR_MS)).toISOString(),
      clock.now(),
    )
    db.sql(
      'delete from conversion_analytics_cache where id not in (select id from conversion_analytics_cache order by id desc limit ?)',
    ).run(MOST_KEPT)
    return true
  })
}
