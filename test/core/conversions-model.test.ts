// Any order of what can be done to conversions and around them: after each step what is kept equals what is counted anew, and each step taken back and
// done again leaves the tables as they were.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { monotonicClock } from '../../electron/core/clock.ts'
import { dayOf } from '../../shared/domain/days.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

const PEOPLE = [
  { name: 'Ana Ruiz', phone: '602-555-0142', created_at: '2026-03-02T17:00:00.000Z' },
  { name: 'Ben Okafor', phone: '520-555-0143', created_at: '2026-03-05T17:00:00.000Z' },
  { name: 'Cleo Marsh', phone: '480-555-0144', created_at: '2026-03-20T05:30:00.000Z' },
] as const
const PLACES = ['north', 'south'] as const
const CURRENCIES = ['USD', 'EUR'] as const

type Sale = {
  readonly lead_id: number | null
  readonly workspace_id: string | null
  readonly cents: number | null
  readonly currency: string
  readonly converted_at: string
  readonly converted_by: string
  readonly contact_id: number
}

/** What is kept. */
function kept(core: TestCore) {
  return {
    workspaces: rows(
      core,
      'select id, total_conversions as n, total_revenue_cents as cents from workspaces order by id',
    ),
    days: rows(
      core,
      `select webhook_id || ' ' || date as day, total_leads as leads, converted_leads as converted, conversion_ms_sum as ms,
         total_revenue_cents as cents from lead_analytics order by 1`,
    ),
    summary: rows(
      core,
      `select workspace_id || ' ' || coalesce(currency, '') as of, total_conversions as n, cast(round(total_revenue * 100) as integer) as cents,
         unique_contacts_converted as people, last_conversion_date as last from workspace_conversion_summary order by 1`,
    ),
    daily: rows(
      core,
      `select conversion_date || ' ' || currency as day, conversion_count as n, cast(round(daily_revenue * 100) as integer) as cents,
         active_workspaces as workspaces, active_agents as agents from daily_conversion_metrics order by 1`,
    ),
  }
}

/** The same in the plainest way, from the rows alone. */
function counted(core: TestCore): ReturnType<typeof kept> {
  const { timeZone, currency } = core.writer.directory.settings()
  const leads = rows(core, 'select * from leads where is_test = 0')
  const webhookOf = new Map(leads.map(({ id, webhook_id }) => [id, webhook_id as string]))
  const sales = rows(
    core,
    `select lead_id, workspace_id, value_cents as cents, currency, converted_at, converted_by, contact_id, conversion_type, voided_at from conversions`,
  ).filter(
    ({ conversion_type: type, voided_at }) => voided_at === null && (type === 'sale' || type === 'contract'),
  ) as Sale[]
  const sum = (some: readonly Sale[]) => some.reduce((total, { cents }) => total + (cents ?? 0), 0)
  const inAgencys = (some: readonly Sale[]) => sum(some.filter((sale) => sale.currency === currency))
  const day = (sale: Sale) => dayOf(sale.converted_at, timeZone)
  const grouped = (keyOf: (sale: Sale) => string | null) => {
    const groups = new Map<string, Sale[]>()
    for (const sale of sales) {
      const key = keyOf(sale)
      if (key !== null) groups.set(key, [...(groups.get(key) ?? []), sale])
    }
    return groups
  }
  const days = new Map<string, { leads: number; converted: number; ms: number; cents: number }>()
  const figures = (key: string) => {
    const one = days.get(key) ?? { leads: 0, converted: 0, ms: 0, cents: 0 }
    days.set(key, one)
    return one
  }
  for (const lead of leads) {
    const one = figures(`${lead.webhook_id} ${dayOf(lead.created_at, timeZone)}`)
    one.leads++
    if (lead.converted_at === null) continue
    one.converted++
    one.ms += Date.parse(lead.converted_at) - Date.parse(lead.created_at)
  }
  for (const sale of sales) {
    const webhook = sale.lead_id === null ? undefined : webhookOf.get(sale.lead_id)
    if (webhook !== undefined && sale.currency === currency && (sale.cents ?? 0) > 0)
      figures(`${webhook} ${day(sale)}`).cents += sale.cents as number
  }
  const byKey = <T>(list: readonly T[], keyOf: (one: T) => string) =>
    [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const summary = grouped(({ workspace_id, currency: own }) => workspace_id && `${workspace_id} ${own}`)
  for (const id of PLACES)
    if (!sales.some(({ workspace_id }) => workspace_id === id)) summary.set(`${id} `, [])
  return {
    workspaces: PLACES.map((id) => {
      const here = sales.filter(({ workspace_id }) => workspace_id === id)
      return { id, n: here.length, cents: inAgencys(here) }
    }),
    days: byKey(
      [...days].map(([key, one]) => ({ day: key, ...one })),
      ({ day: key }) => key,
    ),
    summary: byKey(
      [...summary].map(([of, some]) => ({
        of,
        n: some.length,
        cents: sum(some),
        people: new Set(some.map(({ contact_id }) => contact_id)).size,
        last:
          some
            .map(({ converted_at }) => converted_at)
            .sort()
            .at(-1) ?? null,
      })),
      ({ of }) => of,
    ),
    daily: byKey(
      [...grouped((sale) => `${day(sale)} ${sale.currency}`)].map(([key, some]) => ({
        day: key,
        n: some.length,
        cents: sum(some),
        workspaces: new Set(some.flatMap(({ workspace_id }) => workspace_id ?? [])).size,
        agents: new Set(some.map(({ converted_by }) => converted_by)).size,
      })),
      ({ day: key }) => key,
    ),
  }
}

/** Whoever was never set to converted by hand converted with the first sale that stands, or has not. */
function expectPlaces(core: TestCore, setByHand: ReadonlySet<number>) {
  for (const lead of rows(core, 'select * from leads')) {
    const moments = rows(
      core,
      `select converted_at as at from conversions where lead_id = ? and voided_at is null and conversion_type in ('sale', 'contract')`,
      lead.id,
    ).map(({ at }) => (at < lead.created_at ? lead.created_at : at) as string)
    const first = moments.sort()[0] ?? null
    const is = `${lead.id}: ${lead.status}, ${lead.stage_reached}, ${lead.converted_at}; first sale ${first}`
    if (!setByHand.has(lead.id)) expect(lead.converted_at, is).toBe(first)
    else if (first !== null) expect(lead.converted_at <= first, is).toBe(true)
    expect(lead.stage_reached === 'converted', is).toBe(lead.converted_at !== null)
    if (lead.status === 'converted') expect(lead.stage_reached, is).toBe('converted')
  }
}

function everything(core: TestCore) {
  const without = (list: readonly Record<string, unknown>[]) => list.map(({ updated_at: _, ...row }) => row)
  return {
    conversions: without(rows(core, 'select * from conversions order by id')),
    leads: without(rows(core, 'select * from leads order by id')),
    ...kept(core),
  }
}

const at = fc
  .integer({ min: 0, max: 60 })
  .map((day) => new Date(Date.UTC(2026, 1, 10 + day, 4, 30)).toISOString())
const cents = fc.option(fc.integer({ min: 0, max: 500_000 }))
const who = fc.nat({ max: 2 })
const which = fc.nat({ max: 20 })
const currency = fc.constantFrom(...CURRENCIES)
const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('log' as const),
      who,
      type: fc.constantFrom('sale', 'sale', 'contract', 'qualified', 'proposal', 'appointment'),
      cents,
      currency,
      at: fc.option(at),
      isOfPerson: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('change' as const), which, cents, currency, at: fc.option(at) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('void' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('undo' as const), back: fc.constantFrom(0, 0, 0, 1, 2) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redo' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      who,
      to: fc.constantFrom('contacted', 'negotiating', 'lost', 'converted', 'new'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      who,
      to: fc.constantFrom(null, ...PLACES),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), who, isOfPerson: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), who, with: who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('settings' as const),
      currency,
      timeZone: fc.constantFrom('America/Phoenix', 'Asia/Tokyo'),
    }),
  },
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

async function perform(
  core: TestCore,
  people: readonly { leadId: number; contactId: number }[],
  one: Action,
): Promise<{ readonly undoId: number | undefined; readonly isConversion: boolean }> {
  const { api } = core
  const all = rows(core, 'select id from conversions order by created_at, id').map(({ id }) => id as string)
  const done = (reply: { ok: boolean; value?: unknown }, isConversion = false) => ({
    undoId: reply.ok ? ((reply.value as { undoId?: number }).undoId ?? undefined) : undefined,
    isConversion,
  })
  const person = 'who' in one ? (people[one.who] as (typeof people)[number]) : people[0]
  const { leadId, contactId } = person as (typeof people)[number]
  switch (one.do) {
    case 'log': {
      const of = one.isOfPerson ? { contactId } : { leadId }
      const when = one.at === null ? {} : { convertedAt: one.at }
      return done(
        await api.call('conversions.log', {
          of,
          conversionType: one.type as 'sale',
          valueCents: one.cents,
          currency: one.currency,
          ...when,
        }),
        true,
      )
    }
    case 'change':
    case 'void': {
      const id = all[one.which % Math.max(1, all.length)]
      if (id === undefined) return { undoId: undefined, isConversion: false }
      return done(
        one.do === 'void'
          ? await api.call('conversions.void', { id, reason: 'No' })
          : await api.call('conversions.update', {
              id,
              valueCents: one.cents,
              currency: one.currency,
              ...(one.at === null ? {} : { convertedAt: one.at }),
            }),
        true,
      )
    }
    case 'undo': {
      const entries = await core.ask('history.recent', { limit: 20 })
      const entry = entries.filter(({ isUndone }) => !isUndone)[one.back]
      if (entry !== undefined) await api.call('history.undo', { undoId: entry.undoId })
      return { undoId: undefined, isConversion: false }
    }
    case 'redo':
      await api.call('history.redo', {})
      return { undoId: undefined, isConversion: false }
    case 'status':
      return done(await api.call('leads.setStatus', { id: leadId, status: one.to as 'new' }))
    case 'place':
      return done(await api.call('leads.update', { id: leadId, values: { workspace_id: one.to } }))
    case 'delete':
      return done(
        one.isOfPerson
          ? await api.call('contacts.delete', { ids: [contactId] } as never)
          : await api.call('leads.delete', { target: { ids: [leadId] } }),
      )
    case 'merge': {
      const other = people[one.with] as (typeof people)[number]
      return done(
        await api.call('contacts.merge', { keepId: contactId, mergeId: other.contactId, choices: {} }),
      )
    }
    case 'settings':
      await core.ask('settings.update', { currency: one.currency, timeZone: one.timeZone })
      return { undoId: undefined, isConversion: false }
  }
}

test('whatever is done, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 22 }), async (actions) => {
      let ms = Date.parse('2026-04-15T18:00:00.000Z')
      const core = await openCore({ clock: monotonicClock(() => ++ms) })
      core.writer.connection.raw.pragma('synchronous = OFF')
      const { webhookId, hvacId } = await furnish(core)
      await core.ask('settings.update', { timeZone: 'America/Phoenix' })
      // Not by the command, which could be undone.
      for (const id of PLACES)
        core.writer.connection
          .sql('insert into workspaces (id, name, created_at, updated_at) values (?, ?, ?, ?)')
          .run(id, id, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')
      const people: { leadId: number; contactId: number }[] = []
      for (const [index, values] of PEOPLE.entries())
        people.push(
          await core.ask('leads.create', {
            webhookId: index === 2 ? hvacId : webhookId,
            values: { ...values },
          }),
        )
      await core.ask('leads.update', {
        id: (people[0] as { leadId: number }).leadId,
        values: { workspace_id: 'north' },
      })
      const setByHand = new Set<number>()
      for (const one of actions) {
        if (one.do === 'status' && one.to === 'converted')
          setByHand.add((people[one.who] as { leadId: number }).leadId)
        const before = everything(core)
        const { undoId, isConversion } = await perform(core, people, one)
        expect(kept(core), JSON.stringify(one)).toEqual(counted(core))
        expectPlaces(core, setByHand)
        expect(rows(core, 'pragma foreign_key_check')).toEqual([])
        if (undoId === undefined || !isConversion) continue
        const after = everything(core)
        await core.ask('history.undo', { undoId })
        expect(everything(core)).toEqual(before)
        await core.ask('history.redo', { undoId })
        expect(everything(core)).toEqual(after)
      }
      expect(core.defects).toEqual([])
      await core.close()
    }),
    { numRuns: 20 },
  )
}, 120_000)
