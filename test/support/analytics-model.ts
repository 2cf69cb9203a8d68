// What DOMAIN §9 says of figures, written once more in the plainest way: over whole tables, with no index, no image and nothing kept. Tests compare the
// application's answers with this; it shares no code with them but the words of the trade and the reading of days.
import { Temporal } from 'temporal-polyfill'
import { STAGES } from '../../shared/domain/vocabulary.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows as the database has them.
type Row = any
type Scope = {
  readonly from: string
  readonly to: string
  readonly workspaceId?: string | null
  readonly where?: readonly { readonly dimension: string; readonly values: readonly (string | null)[] }[]
}

function grouped(days: readonly string[], keyOf: (day: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const day of days) groups.set(keyOf(day), [...(groups.get(keyOf(day)) ?? []), day])
  return groups
}

export function analyticsModel(rows: (sql: string) => Row[], nowMs: number) {
  const stored = Object.fromEntries(
    rows('select key, value from settings').map(({ key, value }) => [key, JSON.parse(value)]),
  )
  const timeZone: string = stored.timeZone ?? 'America/New_York'
  const currency: string = stored.currency ?? 'USD'
  const wall = (instant: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
  const dayOf = (instant: string) => wall(instant).toPlainDate().toString()
  const everyLead = rows('select * from leads')
  const leads = everyLead.filter(({ is_test }) => is_test === 0)
  const tests = new Set(everyLead.filter(({ is_test }) => is_test === 1).map(({ id }) => id))
  const leadById = new Map(leads.map((lead) => [lead.id, lead]))
  const booked = new Set(rows('select lead_id from appointments').map(({ lead_id }) => lead_id))
  const sales = rows('select * from conversions').filter(
    (sale) =>
      ['sale', 'contract'].includes(sale.conversion_type) &&
      sale.voided_at === null &&
      !tests.has(sale.lead_id),
  )
  const prices = rows('select * from provider_prices')
  const waiting = rows("select * from deliveries where verdict = 'quarantined' and is_test = 0")

  const valueAt = (lead: Row, dimension: string): string | null => {
    if (dimension === 'zip_prefix')
      return /^\d{3}/.test(lead.zip_code ?? '') ? lead.zip_code.slice(0, 3) : null
    return lead[dimension] === '' ? null : (lead[dimension] ?? null)
  }
  const saleValue = (sale: Row, dimension: string): string | null => {
    if (dimension === 'workspace_id') return sale.workspace_id
    if (dimension === 'assigned_to') return sale.converted_by
    const lead = leadById.get(sale.lead_id)
    return lead === undefined ? null : valueAt(lead, dimension)
  }
  const cutsOf = ({ workspaceId, where = [] }: Scope) => [
    ...(workspaceId === undefined ? [] : [{ dimension: 'workspace_id', values: [workspaceId] }]),
    ...where,
  ]
  const within = (day: string, { from, to }: Scope) => day >= from && day <= to
  const leadsIn = (scope: Scope) =>
    leads.filter(
      (lead) =>
        within(dayOf(lead.created_at), scope) &&
        cutsOf(scope).every(({ dimension, values }) => values.includes(valueAt(lead, dimension))),
    )
  const salesIn = (scope: Scope) =>
    sales.filter(
      (sale) =>
        within(sale.converted_day, scope) &&
        cutsOf(scope).every(({ dimension, values }) => values.includes(saleValue(sale, dimension))),
    )
  const elapsed = (lead: Row, column: string): number | null =>
    lead[column] === null ? null : Date.parse(lead[column]) - Date.parse(lead.created_at)
  const priceOf = (lead: Row): number | null => {
    if (lead.cost_cents !== null) return lead.cost_cents
    const day = dayOf(lead.created_at)
    for (const webhook of [lead.webhook_id, '']) {
      const inForce = prices
        .filter(
          (price) =>
            price.provider_id === lead.provider_id && price.webhook_id === webhook && price.from_day <= day,
        )
        .sort((one, other) => (one.from_day < other.from_day ? 1 : -1))[0]
      if (inForce !== undefined) return inForce.price_cents
    }
    return null
  }
  const brought = (lead: Row) =>
    sales
      .filter((sale) => sale.lead_id === lead.id && sale.currency === currency)
      .reduce((sum, sale) => sum + (sale.value_cents ?? 0), 0)
  const isDuplicate = (lead: Row) =>
    lead.phone !== null &&
    lead.phone !== '' &&
    leads.some((other) => other.phone === lead.phone && other.created_at < lead.created_at)
  const reached = (lead: Row, stage: string) =>
    STAGES.indexOf(lead.stage_reached) >= (STAGES as readonly string[]).indexOf(stage)

  const quantile = (values: readonly number[], part: number): number | null => {
    if (values.length === 0) return null
    const sorted = [...values].sort((one, other) => one - other)
    const place = (sorted.length - 1) * part
    const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number]
    return low + (place - Math.floor(place)) * (high - low)
  }
  const spread = (values: readonly number[], of: number) => {
    const taken = values.map((ms) => Math.max(0, ms))
    return {
      count: taken.length,
      without: of - taken.length,
      medianMs: quantile(taken, 0.5),
      firstQuarterMs: quantile(taken, 0.25),
      thirdQuarterMs: quantile(taken, 0.75),
      meanMs: taken.length === 0 ? null : taken.reduce((sum, ms) => sum + ms, 0) / taken.length,
    }
  }
  const known = <T>(values: readonly (T | null)[]) => values.filter((value): value is T => value !== null)
  const revenue = (some: readonly Row[]) =>
    [...new Set(some.map((sale) => sale.currency))].sort().map((code) => {
      const own = some.filter((sale) => sale.currency === code)
      return {
        currency: code,
        conversions: own.length,
        withValue: own.filter(({ value_cents }) => value_cents !== null).length,
        revenueCents: own.reduce((sum, { value_cents }) => sum + (value_cents ?? 0), 0),
      }
    })
  const OF_DELIVERIES = ['webhook_id', 'provider_id']
  const waitingIn = (scope: Scope) =>
    cutsOf(scope).some(({ dimension }) => !OF_DELIVERIES.includes(dimension))
      ? null
      : waiting.filter(
          (delivery) =>
            within(dayOf(delivery.received_at), scope) &&
            cutsOf(scope).every(({ dimension, values }) => values.includes(delivery[dimension])),
        )
  const figuresOf = (some: readonly Row[], sold: readonly Row[], quarantined: number | null) => {
    const costs = known(some.map(priceOf))
    const brings = some.map(brought)
    return {
      leads: some.length,
      contacted: some.filter((lead) => reached(lead, 'contacted')).length,
      contactedInFive: some.filter((lead) => (elapsed(lead, 'contacted_at') ?? Infinity) <= 300_000).length,
      qualified: some.filter((lead) => reached(lead, 'qualified')).length,
      appointments: some.filter(({ id }) => booked.has(id)).length,
      converted: some.filter((lead) => reached(lead, 'converted')).length,
      duplicates: some.filter(isDuplicate).length,
      costCents: costs.reduce((sum, cents) => sum + cents, 0),
      priced: costs.length,
      broughtCents: brings.reduce((sum, cents) => sum + cents, 0),
      broughtSquares: brings.reduce((sum, cents) => sum + cents * cents, 0),
      quarantined,
      revenue: revenue(sold),
      firstContact: spread(known(some.map((lead) => elapsed(lead, 'contacted_at'))), some.length),
      toConversion: spread(known(some.map((lead) => elapsed(lead, 'converted_at'))), some.length),
    }
  }
  const figures = (scope: Scope) =>
    figuresOf(leadsIn(scope), salesIn(scope), waitingIn(scope)?.length ?? null)

  const days = (scope: Scope): string[] => {
    const all: string[] = []
    for (
      let day = Temporal.PlainDate.from(scope.from);
      day.toString() <= scope.to;
      day = day.add({ days: 1 })
    )
      all.push(day.toString())
    return all
  }
  const stepOf = (day: string, step: 'day' | 'week' | 'month'): string => {
    const date = Temporal.PlainDate.from(day)
    if (step === 'day') return day
    return (step === 'week' ? date.subtract({ days: date.dayOfWeek - 1 }) : date.with({ day: 1 })).toString()
  }
  const ARRIVALS = [
    'created_at',
    'contacted_at',
    'qualified_at',
    'proposal_sent_at',
    'negotiating_at',
    'scheduled_at',
    'converted_at',
  ]

  return {
    timeZone,
    currency,
    leads,
    sales,
    figures,
    leadsIn,
    valuesOf: (dimension: string) => [...new Set(leads.map((lead) => valueAt(lead, dimension)))],
    duplicates: (scope: Scope) => leadsIn(scope).filter(isDuplicate),
    funnel: (scope: Scope) => {
      const some = leadsIn(scope)
      return {
        stages: STAGES.map((stage, at) => {
          const here = some.filter((lead) => reached(lead, stage))
          const stopped = here.filter((lead) => lead.stage_reached === stage)
          const ended = stopped.filter(({ status }) => status === 'rejected' || status === 'lost')
          const times = here.map((lead) => {
            const furthest = STAGES.indexOf(lead.stage_reached)
            const from = lead[ARRIVALS[at] as string]
            const to = ARRIVALS.slice(at + 1, furthest + 1)
              .map((column) => lead[column])
              .find((instant) => instant !== null)
            if (from === null || to === undefined) return null
            const ms = Date.parse(to) - Date.parse(from)
            return ms > 0 ? ms : null
          })
          return {
            stage,
            reached: here.length,
            open: stopped.length - ended.length,
            ended: ended.length,
            time: spread(known(times), here.length),
          }
        }),
      }
    },
    trend: (scope: Scope, step: 'day' | 'week' | 'month') => {
      const some = leadsIn(scope)
      const sold = salesIn(scope)
      const spans = grouped(days(scope), (day) => stepOf(day, step))
      return {
        points: [...spans.values()].map((span) => {
          const created = some.filter((lead) => span.includes(dayOf(lead.created_at)))
          return {
            from: span[0],
            to: span.at(-1),
            leads: created.length,
            converted: created.filter((lead) => reached(lead, 'converted')).length,
            revenue: revenue(sold.filter((sale) => span.includes(sale.converted_day))),
          }
        }),
      }
    },
    heat: (scope: Scope) => {
      const some = leadsIn(scope)
      const table = (all: readonly Row[]) =>
        Array.from({ length: 7 }, (_, weekday) =>
          Array.from(
            { length: 24 },
            (_, hour) =>
              all.filter((lead) => {
                const at = wall(lead.created_at)
                return at.dayOfWeek === weekday + 1 && at.hour === hour
              }).length,
          ),
        )
      return {
        leads: table(some),
        contactedInFive: table(some.filter((lead) => (elapsed(lead, 'contacted_at') ?? Infinity) <= 300_000)),
      }
    },
    speed: (scope: Scope, column: string, endsMs: readonly number[]) => {
      const some = leadsIn(scope)
      const times = known(some.map((lead) => elapsed(lead, column))).map((ms) => Math.max(0, ms))
      return {
        ...spread(times, some.length),
        buckets: [...endsMs, null].map((toMs, at) => {
          const fromMs = at === 0 ? -1 : (endsMs[at - 1] as number)
          return {
            fromMs: Math.max(0, fromMs),
            toMs,
            count: times.filter((ms) => ms > fromMs && ms <= (toMs ?? Infinity)).length,
          }
        }),
      }
    },
    breakdown: (scope: Scope, by: string, compare?: { readonly from: string; readonly to: string }) => {
      const of = (one: Scope) => ({
        leads: leadsIn(one),
        sales: salesIn(one),
        waiting: OF_DELIVERIES.includes(by) ? waitingIn(one) : null,
      })
      const now = of(scope)
      const before = compare === undefined ? null : of({ ...scope, ...compare })
      const values = new Set<string | null>()
      for (const side of [now, before]) {
        if (side === null) continue
        for (const lead of side.leads) values.add(valueAt(lead, by))
        for (const sale of side.sales) values.add(saleValue(sale, by))
        for (const delivery of side.waiting ?? []) values.add(delivery[by])
      }
      const figuresFor = (side: typeof now, chosen: readonly (string | null)[]) =>
        figuresOf(
          side.leads.filter((lead) => chosen.includes(valueAt(lead, by))),
          side.sales.filter((sale) => chosen.includes(saleValue(sale, by))),
          side.waiting?.filter((delivery) => chosen.includes(delivery[by])).length ?? null,
        )
      return {
        values: [...values],
        now: (chosen: readonly (string | null)[]) => figuresFor(now, chosen),
        before: (chosen: readonly (string | null)[]) => (before === null ? null : figuresFor(before, chosen)),
      }
    },
    cohorts: (scope: Scope, ages: readonly number[]) => {
      const some = leadsIn(scope)
      const weeks = grouped(days(scope), (day) => stepOf(day, 'week'))
      return [...weeks.values()].flatMap((week) => {
        const own = some.filter((lead) => week.includes(dayOf(lead.created_at)))
        if (own.length === 0) return []
        const endMs = Temporal.PlainDate.from(week.at(-1) as string)
          .add({ days: 1 })
          .toZonedDateTime({ timeZone }).epochMilliseconds
        return [
          {
            from: week[0],
            to: week.at(-1),
            leads: own.length,
            convertedAtAge: ages.map((age) => {
              const ageMs = age * 7 * 24 * 3_600_000
              if (endMs + ageMs > nowMs) return null
              return own.filter((lead) => (elapsed(lead, 'converted_at') ?? Infinity) <= ageMs).length
            }),
          },
        ]
      })
    },
    /** What lead_analytics must say, by webhook and day. */
    byDay: () => {
      const found = new Map<string, { leads: number; converted: number; ms: number; cents: number }>()
      const at = (webhookId: string, day: string) => {
        const key = `${webhookId} ${day}`
        const one = found.get(key) ?? { leads: 0, converted: 0, ms: 0, cents: 0 }
        found.set(key, one)
        return one
      }
      for (const lead of leads) {
        const day = at(lead.webhook_id, dayOf(lead.created_at))
        day.leads++
        const ms = elapsed(lead, 'converted_at')
        if (ms === null) continue
        day.converted++
        day.ms += ms
      }
      for (const sale of sales) {
        const lead = leadById.get(sale.lead_id)
        if (lead !== undefined && sale.currency === currency)
          at(lead.webhook_id, sale.converted_day).cents += sale.value_cents ?? 0
      }
      return found
    },
    /** What the workspaces' totals must say. */
    ofWorkspaces: () =>
      rows('select id from workspaces order by id').map(({ id }) => {
        const own = sales.filter((sale) => sale.workspace_id === id)
        return {
          id,
          total_conversions: own.length,
          total_revenue_cents: own
            .filter((sale) => sale.currency === currency)
            .reduce((sum, sale) => sum + (sale.value_cents ?? 0), 0),
        }
      }),
  }
}
