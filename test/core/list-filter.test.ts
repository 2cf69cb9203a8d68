// Any filter and any order: the page of leads equals what a walk over all rows finds, whatever was asked; and nonsense is refused in words.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayOf } from '../../shared/domain/days.ts'
import { foldText } from '../../shared/domain/fold.ts'
import { CONTACT_COLUMNS, LEAD_COLUMNS, type ListColumn } from '../../shared/domain/list/columns.ts'
import {
  type Condition,
  conditionProblem,
  describeCondition,
  FILTER_WAYS,
  VALUES_OF_WAY,
} from '../../shared/domain/list/filter.ts'
import { furnish, openCore, type TestCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

const NOW = '2026-03-18T16:20:31.417Z'
const clock = { nowMs: () => Date.parse(NOW), now: () => NOW }

async function openSample(): Promise<TestCore> {
  const core = await openCore({ clock })
  await core.ask('settings.setUp', { agencyName: 'Filter', timeZone: 'America/Phoenix' })
  const ended = new Promise<void>((resolve) => {
    core.api.onChanges(({ tasks }) => {
      if (tasks?.some(({ status }) => status !== 'running')) resolve()
    })
  })
  await core.ask('sampleData.create', { leads: 300, seed: 5 })
  await ended
  return core
}

type Row = Readonly<Record<string, string | number | null>>

/** The naive reading of a condition, written without a look at the SQL. */
function holds(row: Row, { column: name, way, values }: Condition, column: ListColumn): boolean {
  const value = row[name] ?? null
  // What counts as the same letter is another test's (fold.test.ts).
  const plain = (text: unknown) => foldText(String(text))
  if (way === 'empty') return value === null || (column.kind === 'text' && value === '')
  if (way === 'filled') return value !== null && !(column.kind === 'text' && value === '')
  if (way === 'none_of') return !values.includes(value as string)
  if (way === 'is_not') return value === null || plain(value) !== plain(values[0])
  if (value === null) return false
  if (column.kind === 'phone') {
    const digits = String(values[0]).replace(/\D/g, '')
    return way === 'contains'
      ? String(value).includes(digits)
      : String(value).startsWith(`+1${digits}`) || String(value).startsWith(`+${digits}`)
  }
  if (column.kind === 'instant') {
    const day = dayOf(String(value), 'America/Phoenix')
    const today = dayOf(NOW, 'America/Phoenix')
    const away = (days: number) =>
      new Date(Date.parse(`${today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
    const [first, second] = values.map(String) as [string, string]
    if (way === 'on') return day === first
    if (way === 'before') return day < first
    if (way === 'after') return day > first
    if (way === 'between') return day >= first && day <= second
    if (way === 'last_days') return day > away(-Number(first)) && day <= today
    return day >= today && day < away(Number(first))
  }
  const number = column.unit === 'dollars' ? Math.round(Number(value) * 100) : Number(value)
  switch (way) {
    case 'any_of':
    case 'exactly':
      return values.includes(value)
    case 'yes':
      return value === 1
    case 'no':
      return value === 0
    case 'contains':
      return plain(value).includes(plain(values[0]))
    case 'starts':
      return plain(value).startsWith(plain(values[0]))
    case 'is':
      return column.kind === 'text' ? plain(value) === plain(values[0]) : number === values[0]
    case 'at_least':
      return number >= Number(values[0])
    case 'at_most':
      return number <= Number(values[0])
    case 'between':
      return number >= Number(values[0]) && number <= Number(values[1])
    default:
      throw new Error(`${way} is not known to the test.`)
  }
}

/** Conditions whose values are mostly taken from the rows, so that they find something. */
function conditions(all: readonly Row[], columns: readonly ListColumn[]): fc.Arbitrary<Condition> {
  return fc
    .record({
      column: fc.constantFrom(...columns),
      wayAt: fc.nat(),
      picks: fc.array(fc.nat(all.length - 1), { minLength: 2, maxLength: 3 }),
      days: fc.integer({ min: 1, max: 400 }),
    })
    .map(({ column, wayAt, picks, days }) => {
      const ways = FILTER_WAYS[column.kind]
      const way = ways[wayAt % ways.length] as Condition['way']
      const taken = picks.map((at): string | number => {
        const value = all[at]?.[column.name] ?? null
        if (way === 'last_days' || way === 'next_days') return days
        if (column.kind === 'instant') return value === null ? '2026-01-05' : String(value).slice(0, 10)
        if (column.kind === 'number') return Number(value ?? 7)
        if (column.kind === 'money')
          return column.unit === 'dollars' ? Math.round(Number(value ?? 50) * 100) : Number(value ?? 900)
        if (column.kind === 'choice') return String(value ?? column.choices?.[0]?.value)
        if (column.kind === 'phone') return String(value ?? '+16025550142').slice(2, 7)
        const text = String(value ?? 'Ana').trim() || 'x'
        return way === 'contains' ? text.slice(0, 3).trim() || 'x' : text.slice(0, 400)
      })
      const wanted = VALUES_OF_WAY[way]
      const count = wanted === 'many' ? taken.length : wanted
      const values = taken.slice(0, count)
      if (way === 'between') values.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      return { column: column.name, way, values }
    })
}

describe('a filtered, sorted list of leads', () => {
  test('equals a walk over all rows', { timeout: 60_000 }, async () => {
    const core = await openSample()
    const all = rows(core, 'select * from leads where is_test = 0') as unknown as Row[]
    expect(all.length).toBeGreaterThan(250)
    const columnOf = (name: string) => LEAD_COLUMNS.find((one) => one.name === name) as ListColumn
    await fc.assert(
      fc.asyncProperty(
        fc.array(conditions(all, LEAD_COLUMNS), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('all' as const, 'any' as const),
        fc.constantFrom(...LEAD_COLUMNS.map(({ name }) => name)),
        fc.constantFrom('asc' as const, 'desc' as const),
        async (where, match, column, direction) => {
          const answer = await core.ask('leads.page', {
            filter: { where, match },
            sort: { column, direction },
            columns: [column],
            limit: 200,
          })
          const expected = all
            .filter((row) =>
              where[match === 'all' ? 'every' : 'some']((one) => holds(row, one, columnOf(one.column))),
            )
            .map(({ id }) => id)
          expect(answer.total).toBe(expected.length)
          const found = answer.rows.map(({ id }) => id)
          expect(new Set(found).size).toBe(found.length)
          expect(found.every((id) => expected.includes(id))).toBe(true)
          expect(found.length).toBe(Math.min(200, expected.length))
          const keys = answer.rows.map(({ more }) => more?.[column] ?? null)
          const firstEmpty = keys.indexOf(null)
          expect(firstEmpty === -1 || keys.slice(firstEmpty).every((key) => key === null)).toBe(true)
          const numbers = keys.filter((key) => typeof key === 'number')
          const ordered = [...numbers].sort((a, b) => (direction === 'asc' ? a - b : b - a))
          expect(numbers).toEqual(ordered)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('so does one of contacts', { timeout: 60_000 }, async () => {
    const core = await openSample()
    const all = rows(core, 'select * from contacts where last_lead_at is not null') as unknown as Row[]
    expect(all.length).toBeGreaterThan(150)
    const columnOf = (name: string) => CONTACT_COLUMNS.find((one) => one.name === name) as ListColumn
    await fc.assert(
      fc.asyncProperty(
        fc.array(conditions(all, CONTACT_COLUMNS), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('all' as const, 'any' as const),
        fc.constantFrom(...CONTACT_COLUMNS.map(({ name }) => name)),
        async (where, match, column) => {
          const answer = await core.ask('contacts.page', {
            where,
            match,
            sort: { column, direction: 'asc' },
            limit: 200,
          })
          const expected = all
            .filter((row) =>
              where[match === 'all' ? 'every' : 'some']((one) => holds(row, one, columnOf(one.column))),
            )
            .map(({ id }) => id)
          expect(answer.total).toBe(expected.length)
          expect(answer.rows.every(({ id }) => expected.includes(id))).toBe(true)
        },
      ),
      { numRuns: 100 },
    )
  })

  test.each([
    ['contains', '50%', ['50% off']],
    ['contains', 'a_b', ['a_b']],
    ['contains', '\\', ['back\\slash']],
    ['contains', 'JOSÉ', ['José  Peña', 'SAN JOSE']],
    ['contains', 'san jose', ['SAN JOSE']],
    ['contains', 'jose pena', ['José  Peña']],
    ['starts', 'san', ['SAN JOSE']],
    ['is', 'San   José', ['SAN JOSE']],
    ['is', 'tab bed', ['tab\tbed']],
  ] as const)('a text that %s "%s"', async (way, value, expected) => {
    const core = await openCore()
    const { webhookId } = await furnish(core)
    const cities = [
      '50% off',
      '500',
      'a_b',
      'axb',
      'back\\slash',
      'José  Peña',
      'SAN JOSE',
      'tab\tbed',
      'Ærø',
    ]
    for (const [at] of cities.entries()) {
      await core.ask('leads.create', { webhookId, values: { phone: `(602) 555-01${20 + at}` } })
    }
    const { raw } = core.writer.connection
    const ids = raw.prepare('select id from leads order by id').pluck().all()
    for (const [at, city] of cities.entries())
      raw.prepare('update leads set city = ? where id = ?').run(city, ids[at])
    const found = async (filter: Condition) => {
      const page = await core.ask('leads.page', { filter: { where: [filter] as never } })
      return page.rows.map(({ city }) => city).sort()
    }
    expect(await found({ column: 'city', way, values: [value] })).toEqual([...expected].sort())
    if (way === 'is')
      expect(await found({ column: 'city', way: 'is_not', values: [value] })).toEqual(
        cities.filter((city) => !(expected as readonly string[]).includes(city)).sort(),
      )
  })

  test('pages of one order fit together, and follow what is written', async () => {
    const core = await openSample()
    const input = { filter: {}, sort: { column: 'last_name', direction: 'asc' } } as const
    const { total } = await core.ask('leads.page', { ...input, limit: 1 })
    const seen: number[] = []
    for (let offset = 0; offset < total; offset += 70) {
      const page = await core.ask('leads.page', { ...input, offset, limit: 70 })
      seen.push(...page.rows.map(({ id }) => id))
    }
    expect(new Set(seen).size).toBe(total)
    const where = [{ column: 'status', way: 'any_of' as const, values: ['negotiating'] }]
    const before = await core.ask('leads.page', { filter: { where } })
    const other = (
      await core.ask('leads.page', {
        filter: { where: [{ column: 'status', way: 'none_of', values: ['negotiating'] }] },
      })
    ).rows[0]
    await core.ask('leads.setStatus', { id: other?.id as number, status: 'negotiating' })
    expect((await core.ask('leads.page', { filter: { where } })).total).toBe(before.total + 1)
  })

  test.each([
    [{ column: 'shoe_size', way: 'is', values: [44] }, 'There is no column "shoe_size" to filter by.'],
    [{ column: 'status', way: 'contains', values: ['new'] }, 'Status cannot be filtered by "contains".'],
    [{ column: 'status', way: 'any_of', values: ['sleeping'] }, 'Status has no value "sleeping".'],
    [
      { column: 'created_at', way: 'on', values: ['2026-02-30'] },
      'Created: "2026-02-30" is no date. Write it as 2026-03-31.',
    ],
    [{ column: 'created_at', way: 'last_days', values: [0] }, 'Created: enter days from 1 to 3,660.'],
    [
      { column: 'monthly_electric_bill', way: 'between', values: [500] },
      'Monthly bill: enter both ends of the range.',
    ],
    [
      { column: 'monthly_electric_bill', way: 'between', values: [500, 100] },
      'Monthly bill: the range ends before it begins.',
    ],
    [{ column: 'phone', way: 'contains', values: ['ana'] }, 'Phone: enter digits of the number.'],
  ] as const)('%j is refused: %s', async (condition, sentence) => {
    const core = await openCore()
    const reply = await core.api.call('leads.page', {
      filter: { where: [condition as unknown as Condition] as never },
    })
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(conditionProblem('leads', condition as unknown as Condition)).toBe(sentence)
    if (!reply.ok) expect(JSON.stringify(reply.error)).toContain(sentence.replaceAll('"', '\\"'))
  })

  test.each([
    [{ column: 'status', way: 'any_of', values: ['new', 'lost'] }, 'Status is New or Lost'],
    [{ column: 'monthly_electric_bill', way: 'at_least', values: [20_000] }, 'Monthly bill at least $200'],
    [{ column: 'created_at', way: 'last_days', values: [7] }, 'Created in the last 7 days'],
    [{ column: 'city', way: 'empty', values: [] }, 'City is empty'],
    [{ column: 'city', way: 'contains', values: ['San'] }, 'City contains “San”'],
  ] as const)('%j reads: %s', (condition, sentence) => {
    expect(describeCondition('leads', condition as unknown as Condition)).toBe(sentence)
  })
})
