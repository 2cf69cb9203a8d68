// A calendar with 200,000 appointments: a month of it, and what speaks against a plan, over the same statements bare.

import { appointmentsInRange } from '../../electron/core/appointments/list-appointments.ts'
import type { Core } from '../../electron/core/core.ts'
import { appointmentOperations } from '../../shared/contract/appointments.ts'
import { statementsOf } from '../support/statements.ts'
import { atMost, type Figure, figure, median, percentile } from './figures.ts'
import { ask, openBeside, openInProcess, timeOf } from './hundred-thousand.ts'

const APPOINTMENTS = 200_000
const AGENTS = 40
const MONTHS = 24
const PLANS = 400
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export async function measureAppointments(directory: string, pairs: number): Promise<Figure[]> {
  const core = await openInProcess(directory)
  fill(core)
  const beside = openBeside(directory)
  const months = Array.from({ length: MONTHS }, (_, at) => {
    const begin = Date.now() - (MONTHS - 1 - at) * 30 * DAY_MS
    return { from: new Date(begin).toISOString(), to: new Date(begin + 31 * DAY_MS).toISOString() }
  })
  // What one agent’s calendar asks for, and all of them together narrowed to one workspace’s worth of agents.
  const filter = { agents: Array.from({ length: 3 }, (_, at) => `agent-${at}`) }
  const figures: Figure[] = []

  const product: number[] = []
  const floor: number[] = []
  const ratios: number[] = []
  for (const month of months) await ask(core.api, 'appointments.range', { ...month, filter })
  for (let pair = 0; pair < pairs; pair++) {
    const own: number[] = []
    const bare: number[] = []
    for (const month of months) {
      own.push(await timeOf(() => ask(core.api, 'appointments.range', { ...month, filter })))
      const parsed = appointmentOperations['appointments.range'].input.parse({ ...month, filter })
      const [statement] = statementsOf(beside, (db) => appointmentsInRange(db, parsed))
      if (statement === undefined) throw new Error('The month asked nothing.')
      bare.push(await timeOf(() => beside.sql(statement.text).all(...statement.values)))
    }
    product.push(...own)
    floor.push(...bare)
    ratios.push(median(own) / median(bare))
  }
  const rows = (
    await ask(core.api, 'appointments.range', { ...(months[0] as (typeof months)[number]), filter })
  ).length
  const p99 = percentile(product, 0.99)
  figures.push(
    figure(
      'calendar',
      `a month of ${rows.toLocaleString('en-US')} appointments, p50`,
      median(product),
      'ms',
      {
        floor: median(floor),
        ratios,
        goal: { words: 'at most 1.3 of its SQL', isMet: median(ratios) <= 1.3 },
      },
    ),
    figure('calendar', 'the same, p99', p99, 'ms', { goal: atMost(10, p99, 'ms') }),
  )

  const leads = beside
    .sql('select id from leads where contact_id is not null limit ?')
    .all<{ id: number }>(PLANS)
  const checks: number[] = []
  for (let round = 0; round < pairs + 1; round++) {
    for (const [at, { id }] of leads.entries()) {
      const begin = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + ((at * 7) % 200) * HOUR_MS
      const took = await timeOf(() =>
        ask(core.api, 'appointments.check', {
          leadId: id,
          when: { at: new Date(begin).toISOString() },
          durationMinutes: 60,
          assignedTo: `agent-${at % AGENTS}`,
          locationType: at % 2 === 0 ? 'home' : 'phone',
        }),
      )
      if (round > 0) checks.push(took)
    }
  }
  const check = percentile(checks, 0.99)
  figures.push(
    figure('calendar', 'what speaks against a plan, p50', median(checks), 'ms'),
    figure('calendar', 'the same, p99', check, 'ms', { goal: atMost(1, check, 'ms') }),
  )
  beside.close()
  await core.close()
  return figures
}

/** Agents with hours, each with a visit every other hour or so over two years, of whatever leads there are. */
function fill(core: Core): void {
  core.writer.run('system', ({ db, clock }) => {
    const now = clock.now()
    for (let at = 0; at < AGENTS; at++)
      db.sql(
        `insert into agents (slug, name, created_at, working_hours) values (?, ?, ?, '{"mon":[{"from":540,"to":1080}]}') on conflict do nothing`,
      ).run(`agent-${at}`, `Agent ${at}`, now)
    const leads = db.sql('select id, contact_id from leads where contact_id is not null limit 20000').all()
    const first = Date.now() - (MONTHS - 1) * 30 * DAY_MS
    const step = ((MONTHS + 1) * 30 * DAY_MS) / (APPOINTMENTS / AGENTS)
    const insert = db.sql(
      `insert into appointments (lead_id, contact_id, scheduled_at, duration_minutes, location_type, location_address, assigned_to, created_by,
         created_at, updated_at, time_zone) values (?, ?, ?, 60, ?, ?, ?, 'system', ?, ?, 'America/Phoenix')`,
    )
    for (let at = 0; at < APPOINTMENTS; at++) {
      const lead = leads[at % leads.length]
      const begin = new Date(Math.round(first + Math.floor(at / AGENTS) * step)).toISOString()
      insert.run(
        lead.id,
        lead.contact_id,
        begin,
        at % 3 === 0 ? 'phone' : 'home',
        at % 3 === 0
          ? null
          : `${100 + (at % 900)} W Main St, Phoenix, AZ 850${String(at % 90).padStart(2, '0')}`,
        `agent-${at % AGENTS}`,
        now,
        now,
      )
    }
  })
}
