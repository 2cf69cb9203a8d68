// Figures: whatever is asked of whatever there is, each answer equals what a plain count over the whole tables makes of it.
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANALYTICS_PANELS } from '../../shared/contract/analytics.ts'
import { DIMENSIONS, METRICS, TREND_STEPS } from '../../shared/domain/metrics.ts'
import { checkScope } from '../support/analytics-check.ts'
import { analyticsModel } from '../support/analytics-model.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { finished } from '../support/finished.ts'
import { rows } from '../support/intake.ts'

const NOW = '2026-03-18T16:20:31.417Z'
const clock = { nowMs: () => Date.parse(NOW), now: () => NOW }
const modelOf = (core: TestCore) => analyticsModel((sql) => rows(core, sql), Date.parse(NOW))
const EVER = { from: '2020-01-01', to: '2030-12-31' }

async function withSample(timeZone: string, leads = 250): Promise<TestCore> {
  const core = await openCore({ clock })
  await core.ask('settings.setUp', { agencyName: 'Figures', timeZone })
  const ended = new Promise<void>((resolve) => {
    core.api.onChanges(({ tasks }) => {
      if (tasks?.some(({ status }) => status !== 'running')) resolve()
    })
  })
  await core.ask('sampleData.create', { leads, seed: 11 })
  await ended
  return core
}

describe('every panel', () => {
  test.each(['America/Phoenix', 'Asia/Kolkata'])(
    'of any scope, in %s, is what a count over the tables makes of it',
    { timeout: 120_000 },
    async (timeZone) => {
      const core = await withSample(timeZone)
      const model = modelOf(core)
      const days = model.leads.map(({ created_at }) => created_at.slice(0, 10)).sort()
      const [first, last] = [days[0] as string, days.at(-1) as string]
      const span = (Date.parse(last) - Date.parse(first)) / 86_400_000
      const day = (from: number) => new Date(Date.parse(first) + from * 86_400_000).toISOString().slice(0, 10)
      const period = fc
        .tuple(fc.integer({ min: -5, max: span + 5 }), fc.nat(90))
        .map(([from, length]) => ({ from: day(from), to: day(from + length) }))
      const cut = fc.constantFrom(...DIMENSIONS).chain((dimension) => {
        const known = model.valuesOf(dimension)
        const value = known.length === 0 ? fc.constant(null) : fc.constantFrom(...known)
        return fc.record({
          dimension: fc.constant(dimension),
          values: fc.oneof(
            fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
            fc.constant(['never heard of']),
          ),
        })
      })
      const workspaces = rows(core, 'select id from workspaces').map(({ id }) => id as string)
      await fc.assert(
        fc.asyncProperty(
          period,
          period,
          fc.option(fc.option(fc.constantFrom(...workspaces)), { nil: undefined }),
          fc.array(cut, { maxLength: 2 }),
          fc.constantFrom(...DIMENSIONS),
          fc.constantFrom(...TREND_STEPS),
          async (when, compare, workspaceId, where, by, step) => {
            const scope = { ...when, ...(workspaceId === undefined ? {} : { workspaceId }), where }
            await checkScope(core, model, scope, { compare, by, step })
          },
        ),
        { numRuns: 12 },
      )
      await checkScope(core, model, { ...EVER }, { compare: EVER, by: 'provider_id', step: 'month' })
    },
  )

  test('of nothing at all', async () => {
    const core = await openCore({ clock })
    await furnish(core)
    const scope = { from: '2026-03-01', to: '2026-03-03' }
    await checkScope(core, modelOf(core), scope, { compare: scope, by: 'source', step: 'day' })
    expect((await core.ask('analytics.trend', { scope, step: 'day' })).points).toHaveLength(3)
    expect(await core.ask('analytics.values', { dimension: 'source' })).toEqual([])
  })

  test('that would have too many points, or ends before it begins, is refused in words', async () => {
    const core = await openCore({ clock })
    const long = { from: '1990-01-01', to: '2029-12-31' }
    expect(await core.api.call('analytics.trend', { scope: long, step: 'day' })).toMatchObject({
      ok: false,
      error: { code: 'invalid', message: expect.stringContaining('Choose weeks or months') },
    })
    expect((await core.ask('analytics.trend', { scope: long, step: 'month' })).points).toHaveLength(480)
    expect(
      await core.api.call('analytics.overview', { scope: { from: '2026-03-02', to: '2026-03-01' } }),
    ).toMatchObject({ ok: false, error: { code: 'invalid' } })
  })

  test('knows what a dimension can be narrowed to', async () => {
    const core = await withSample('America/Phoenix')
    const model = modelOf(core)
    for (const dimension of DIMENSIONS) {
      const answer = await core.ask('analytics.values', { dimension })
      expect(answer.reduce((sum, { leads }) => sum + leads, 0)).toBe(
        answer.length < 200 ? model.leads.length : expect.any(Number),
      )
      for (const { value, leads } of answer)
        expect(leads).toBe(model.figures({ ...EVER, where: [{ dimension, values: [value] }] }).leads)
    }
    const [provider] = rows(core, 'select provider_id, provider_name from lead_source_providers')
    const found = await core.ask('analytics.values', {
      dimension: 'provider_id',
      search: provider?.provider_name.slice(1, 5).toUpperCase(),
    })
    expect(found.map(({ label }) => label)).toContain(provider?.provider_name)
  })
})

describe('a panel as a file', () => {
  test('says what the screen says', { timeout: 60_000 }, async () => {
    const core = await withSample('America/Phoenix')
    const model = modelOf(core)
    const scope = { from: '2025-06-01', to: '2026-03-18' }
    const files = new Map<string, Record<string, string>[]>()
    for (const panel of ANALYTICS_PANELS) {
      const compare = { from: '2025-01-01', to: '2025-05-31' }
      const { file } = (await finished(core, 'exports.analytics', {
        panel,
        scope,
        compare,
        step: 'month',
      })) as {
        file: string
      }
      expect(file).toMatch(new RegExp(`^analytics-${panel}-2026-03-18-`))
      const text = fs.readFileSync(path.join(core.directory, 'exports', file), 'utf8')
      expect(text).toMatch(/^\ufeff[^\n]*\r\n/)
      expect(text).not.toMatch(/NaN|Infinity|undefined/)
      files.set(panel, parse(text, { bom: true, columns: true }))
    }
    const figures = model.figures(scope)
    const of = (panel: string) => files.get(panel) ?? []
    const sum = (panel: string, column: string) =>
      of(panel).reduce((total, row) => total + Number(row[column]), 0)
    const overview = new Map(of('overview').map((row) => [row.Figure, row['In the period']]))
    expect(overview.get('Leads')).toBe(String(figures.leads))
    expect(overview.get('Revenue (USD)')).toBe(
      ((METRICS.revenue.of(figures, 'USD').value ?? 0) / 100).toFixed(2),
    )
    expect(of('funnel').map(({ Reached }) => Number(Reached))).toEqual(
      model.funnel(scope).stages.map(({ reached }) => reached),
    )
    expect(of('trend')).toHaveLength(10)
    expect(sum('trend', 'Leads')).toBe(figures.leads)
    expect(Math.round(sum('trend', 'Revenue (USD)') * 100)).toBe(METRICS.revenue.of(figures, 'USD').value)
    expect(of('heat')).toHaveLength(7 * 24)
    expect(sum('heat', 'Leads')).toBe(figures.leads)
    expect(sum('heat', 'Contacted in five minutes')).toBe(figures.contactedInFive)
    expect(of('speed').find(({ Figure }) => Figure === 'Happened')?.Value).toBe(
      String(figures.firstContact.count),
    )
    expect(sum('cohorts', 'Leads')).toBe(figures.leads)
    expect(of('breakdown').at(-1)).toMatchObject({ Provider: 'All', Leads: String(figures.leads) })
  })

  test('has a place for a currency that was sold in before alone', async () => {
    const core = await openCore({ clock })
    await core.ask('settings.setUp', { agencyName: 'Figures', timeZone: 'America/Phoenix' })
    const { webhookId } = await furnish(core)
    const { leadId } = await core.ask('leads.create', { webhookId, values: { phone: '602-555-0142' } })
    for (const [currency, convertedAt] of [
      ['EUR', '2026-02-10T19:00:00.000Z'],
      ['USD', '2026-03-10T19:00:00.000Z'],
    ] as const)
      await core.ask('conversions.log', {
        of: { leadId },
        conversionType: 'sale',
        valueCents: 123_456,
        currency,
        convertedAt,
      })
    const scope = { from: '2026-03-01', to: '2026-03-18' }
    const compare = { from: '2026-02-01', to: '2026-02-28' }
    const rowsOf = async (panel: 'overview' | 'breakdown') => {
      const { file } = (await finished(core, 'exports.analytics', {
        panel,
        scope,
        compare,
        by: 'provider_id',
      })) as { file: string }
      const text = fs.readFileSync(path.join(core.directory, 'exports', file), 'utf8')
      return parse(text, { bom: true, columns: true }) as Record<string, string>[]
    }
    expect((await rowsOf('overview')).find(({ Figure }) => Figure === 'Revenue (EUR)')).toMatchObject({
      'In the period': '0.00',
      Before: '1234.56',
    })
    expect((await rowsOf('breakdown'))[0]).toMatchObject({
      'Revenue (USD)': '1234.56',
      'Revenue (EUR)': '0.00',
      'Before: Revenue (EUR)': '1234.56',
    })
  })
})
