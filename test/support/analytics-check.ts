// Compares every answer of analytics about a scope with the model's.
import { expect } from 'vitest'
import type { AnalyticsScope, Period } from '../../shared/contract/analytics.ts'
import type { Input } from '../../shared/contract/index.ts'
import { leadsBehind } from '../../shared/domain/leads-behind.ts'
import {
  COHORT_AGES,
  CONTACT_BUCKETS_MS,
  CONVERSION_BUCKETS_MS,
  type Dimension,
  type TrendStep,
} from '../../shared/domain/metrics.ts'
import { STAGES } from '../../shared/domain/vocabulary.ts'
import type { analyticsModel } from './analytics-model.ts'
import type { TestCore } from './core.ts'

type Model = ReturnType<typeof analyticsModel>

/** Sums of squares are beyond what a number holds exactly. */
function near<F extends { readonly broughtSquares: number }>(figures: F, model: F): F {
  const difference = Math.abs(figures.broughtSquares - model.broughtSquares)
  return difference <= 1e-12 * Math.max(1, model.broughtSquares)
    ? { ...figures, broughtSquares: model.broughtSquares }
    : figures
}

/** Means and quarters are compared to a thousandth of a millisecond. */
// biome-ignore lint/suspicious/noExplicitAny: answers and what the model makes have the same shape, which is what is tested.
function expectAlike(answer: any, model: any): void {
  const rounded = (value: unknown): unknown =>
    typeof value === 'number'
      ? Math.round(value * 1_000) / 1_000
      : Array.isArray(value)
        ? value.map(rounded)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]))
          : value
  expect(rounded(answer)).toEqual(rounded(model))
}

export async function checkScope(
  core: TestCore,
  model: Model,
  scope: AnalyticsScope,
  { compare, by, step }: { readonly compare: Period; readonly by: Dimension; readonly step: TrendStep },
): Promise<void> {
  const overview = await core.ask('analytics.overview', { scope, compare })
  const now = model.figures(scope)
  expectAlike(near(overview.now, now), now)
  const before = model.figures({ ...scope, ...compare })
  expectAlike(near(overview.before as never, before as never), before)
  expectAlike(await core.ask('analytics.funnel', { scope }), model.funnel(scope))
  expectAlike(await core.ask('analytics.trend', { scope, step }), model.trend(scope, step))
  expectAlike(await core.ask('analytics.heat', { scope }), model.heat(scope))
  const speed = await core.ask('analytics.speed', { scope })
  expectAlike(speed.firstContact, model.speed(scope, 'contacted_at', CONTACT_BUCKETS_MS))
  expectAlike(speed.toConversion, model.speed(scope, 'converted_at', CONVERSION_BUCKETS_MS))
  const cohorts = await core.ask('analytics.cohorts', { scope })
  expect(cohorts.ages).toEqual([...COHORT_AGES])
  expect(cohorts.cohorts).toEqual(model.cohorts(scope, COHORT_AGES))
  await checkBreakdown(core, model, { scope, by, compare, most: 3 })
  await checkBreakdown(core, model, { scope, by })
  await checkLists(core, model, scope)
}

async function checkBreakdown(
  core: TestCore,
  model: Model,
  input: Input<'analytics.breakdown'>,
): Promise<void> {
  const { scope, by, compare, most = 100 } = input
  const answer = await core.ask('analytics.breakdown', input)
  const expected = model.breakdown(scope, by, compare)
  expectAlike(near(answer.total, model.figures(scope)), model.figures(scope))
  expect(answer.rows.length).toBe(Math.min(most, expected.values.length))
  const shown = answer.rows.map(({ value }) => value)
  expect(new Set(shown).size).toBe(shown.length)
  expect(answer.rows.map(({ now }) => now.leads)).toEqual(
    expected.values
      .map((value) => expected.now([value]).leads)
      .sort((one, other) => other - one)
      .slice(0, most),
  )
  for (const row of answer.rows) {
    const now = expected.now([row.value])
    expectAlike(near(row.now, now), now)
    const before = expected.before([row.value])
    if (before === null) expect(row.before).toBeNull()
    else expectAlike(near(row.before as never, before as never), before)
  }
  const rest = expected.values.filter((value) => !shown.includes(value))
  if (rest.length === 0) expect(answer.rest).toBeNull()
  else {
    expect(answer.rest?.values).toBe(rest.length)
    const now = expected.now(rest)
    expectAlike(near(answer.rest?.now as never, now as never), now)
  }
}

/** Whoever opens the leads behind a figure sees as many as it counts. */
async function checkLists(core: TestCore, model: Model, scope: AnalyticsScope): Promise<void> {
  const figures = model.figures(scope)
  const listed = async (figure: Parameters<typeof leadsBehind>[1]): Promise<number | null> => {
    const filter = leadsBehind(scope, figure)
    if (filter === null) return null
    const page = await core.ask('leads.page', { filter: filter as never, limit: 1 })
    expect(page.isTotalExact).toBe(true)
    return page.total
  }
  const isSayable = leadsBehind(scope, 'leads') !== null
  for (const figure of [
    'leads',
    'contacted',
    'contactedInFive',
    'qualified',
    'appointments',
    'converted',
  ] as const)
    expect(await listed(figure), figure).toBe(isSayable ? figures[figure] : null)
  const { stages } = model.funnel(scope)
  for (const [at, stage] of STAGES.entries()) {
    if (!isSayable) continue
    expect(await listed({ stage })).toBe(stages[at]?.reached)
    expect(await listed({ open: stage })).toBe(stages[at]?.open)
    expect(await listed({ ended: stage })).toBe(stages[at]?.ended)
  }
}
