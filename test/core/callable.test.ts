// "Callable now" in SQL is the rule of the domain, for any lead at any instant; and a kept list is never older than the minute.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CallHours, type CallingHours, isCallable } from '../../shared/domain/callable/hours.ts'
import {
  PLACE_OF_AREA_CODE,
  PLACE_OF_PREFIX,
  PLACE_OF_STATE,
  PLACE_OF_ZIP,
} from '../../shared/domain/callable/places.ts'
import { WORK_LISTS } from '../../shared/domain/list/work-lists.ts'
import { OPEN_STATUSES } from '../../shared/domain/vocabulary.ts'
import { openCore, type TestCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

let now = '2026-11-23T18:20:31.417Z'
const clock = { nowMs: () => Date.parse(now), now: () => now }

async function openSample(leads: number): Promise<TestCore> {
  const core = await openCore({ clock })
  await core.ask('settings.setUp', { agencyName: 'Callers', timeZone: 'America/Phoenix' })
  const ended = new Promise<void>((resolve) => {
    core.api.onChanges(({ tasks }) => {
      if (tasks?.some(({ status }) => status !== 'running')) resolve()
    })
  })
  await core.ask('sampleData.create', { leads, seed: 5 })
  await ended
  return core
}

type Lead = {
  id: number
  zip_code: string | null
  state: string | null
  phone: string | null
  status: string
}
const leadsOf = (core: TestCore) =>
  rows(core, 'select id, zip_code, state, phone, status from leads where is_test = 0 order by id') as Lead[]
const whereaboutsOf = ({ zip_code: zipCode, state, phone }: Lead) => ({ zipCode, state, phone })

const zips = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PLACE_OF_PREFIX.keys()).map((prefix) => `${prefix}01`) },
  { weight: 2, arbitrary: fc.constantFrom(...PLACE_OF_ZIP.keys()) },
  { weight: 1, arbitrary: fc.constantFrom(...PLACE_OF_PREFIX.keys()).map((prefix) => `${prefix}01-1234`) },
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '8501',
      '850181',
      '85018-12',
      'SW1A 1AA',
      'K1A 0B1',
      '09012',
      '００９０１',
    ),
  },
)
const states = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PLACE_OF_STATE.keys()) },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom('', 'tx', 'Ontario', 'London', 'TX ', 'T') },
)
const phones = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...PLACE_OF_AREA_CODE.keys()).map((code) => `+1${code}5550142`),
  },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom('+18005550142', '+442079460018', '+18765550142') },
)
const minutes = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([from, length]) => ({ from, to: Math.min(1440, from + length) }))
const spans = fc.option(minutes)
const hours: fc.Arbitrary<CallHours> = fc.record({ weekdays: spans, saturday: spans, sunday: spans })
const changes: fc.Arbitrary<CallingHours> = fc.dictionary(
  fc.constantFrom('US', 'CANADA', 'TX', 'FL', 'AZ', 'HI', 'IN'),
  hours,
  { maxKeys: 4 },
)
const instants = fc.integer({
  min: Date.parse('2026-01-01T00:00Z'),
  max: Date.parse('2027-12-31T00:00Z'),
})

const CLOSED: CallHours = { weekdays: null, saturday: null, sunday: null }
const ALL_DAY = { from: 0, to: 1440 }
const OPEN: CallHours = { weekdays: ALL_DAY, saturday: ALL_DAY, sunday: ALL_DAY }

describe('leads that are callable now', () => {
  test('equal a walk over all leads, at any instant and under any hours', { timeout: 60_000 }, async () => {
    const core = await openSample(200)
    const { connection } = core.writer
    const put = connection.sql('update leads set zip_code = ?, state = ?, phone = ? where id = ?')
    const ids = leadsOf(core).map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(150)
    let seen = { yes: 0, no: 0, empty: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(zips, states, phones), { minLength: ids.length, maxLength: ids.length }),
        instants,
        changes,
        async (places, nowMs, callingHours) => {
          connection.raw.exec('begin')
          places.forEach(([zip, state, phone], at) => {
            put.run(zip, state, phone, ids[at])
          })
          connection.raw.exec('commit')
          now = new Date(nowMs).toISOString()
          await core.ask('settings.update', { callingHours })
          const leads = leadsOf(core)
          const found = async (way: 'yes' | 'no' | 'empty') =>
            (
              await core.ask('leads.ids', {
                filter: { where: [{ column: 'callable', way, values: [] }] },
                sort: { column: 'id', direction: 'asc' },
                offset: 0,
                limit: 1000,
              })
            ).slice()
          const expected = (answer: boolean | null) =>
            leads
              .filter((lead) => isCallable(whereaboutsOf(lead), nowMs, callingHours) === answer)
              .map(({ id }) => id)
          const [yes, no, empty] = [expected(true), expected(false), expected(null)]
          seen = {
            yes: seen.yes + yes.length,
            no: seen.no + no.length,
            empty: seen.empty + empty.length,
          }
          expect(await found('yes')).toEqual(yes)
          expect(await found('no')).toEqual(no)
          expect(await found('empty')).toEqual(empty)
        },
      ),
      { numRuns: 25 },
    )
    // The walk met each answer often.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200)
  })

  test('the minute turns without a write, and the list with it', async () => {
    const core = await openSample(100)
    const { connection } = core.writer
    connection.sql("update leads set zip_code = '85018', state = 'AZ'").run()
    const total = async () =>
      (
        await core.ask('leads.page', {
          filter: { where: [{ column: 'callable', way: 'yes', values: [] }] },
        })
      ).total
    now = '2026-11-23T14:59:59.000Z'
    expect(await total()).toBe(0)
    now = '2026-11-23T15:00:00.000Z'
    expect(await total()).toBe(leadsOf(core).filter(({ phone }) => phone).length)
    now = '2026-11-24T04:00:00.000Z'
    expect(await total()).toBe(0)
  })

  test('the list of work holds open leads, those with the fewest calls first', async () => {
    const core = await openSample(300)
    await core.ask('settings.update', { callingHours: { US: OPEN } })
    now = '2026-11-23T18:00:00.000Z'
    const work = WORK_LISTS.find(({ name }) => name === 'Callable now')
    const page = await core.ask('leads.page', {
      filter: { statuses: [...(work?.statuses ?? [])], where: [...(work?.where ?? [])] },
      sort: work?.sort,
      columns: ['call_attempts'],
      limit: 200,
    })
    const expected = leadsOf(core).filter(
      (lead) =>
        (OPEN_STATUSES as readonly string[]).includes(lead.status) &&
        isCallable(whereaboutsOf(lead), Date.parse(now), { US: OPEN }) === true,
    )
    expect(page.total).toBe(expected.length)
    expect(page.total).toBeGreaterThan(20)
    const attempts = page.rows.map(({ more }) => Number(more?.call_attempts))
    expect(attempts).toEqual([...attempts].sort((a, b) => a - b))
    const untouched = page.rows.filter(({ more }) => more?.call_attempts === 0).map((row) => row.createdAt)
    expect(untouched.length).toBeGreaterThan(5)
    expect(untouched).toEqual([...untouched].sort().reverse())
  })

  test('hours are kept, replaced and reset, and refused in words', async () => {
    const core = await openCore({ clock })
    expect((await core.ask('settings.get', {})).callingHours).toEqual({})
    const saved = await core.ask('settings.update', { callingHours: { TX: CLOSED } })
    expect(saved.callingHours).toEqual({ TX: CLOSED })
    expect((await core.ask('settings.update', { agencyName: 'Same' })).callingHours).toEqual({ TX: CLOSED })
    expect((await core.ask('settings.update', { callingHours: {} })).callingHours).toEqual({})
    const wrong = async (callingHours: unknown) => {
      const reply = await core.api.call('settings.update', { callingHours } as never)
      return reply.ok ? 'accepted' : (reply.error.details?.[0]?.message ?? reply.error.message)
    }
    expect(await wrong({ XX: CLOSED })).toMatch(/state/)
    expect(await wrong({ TX: { ...CLOSED, sunday: { from: 600, to: 540 } } })).toBe(
      'Calling hours end after they begin: choose a later end.',
    )
    expect(await wrong({ TX: { ...CLOSED, sunday: { from: 0, to: 1441 } } })).not.toBe('accepted')
  })

  test('is asked for and never sorted by, shown or asked of contacts', async () => {
    const core = await openCore({ clock })
    const callable = { column: 'callable', way: 'yes', values: [] } as const
    for (const input of [
      { sort: { column: 'callable', direction: 'asc' } },
      { columns: ['callable'] },
      { filter: { where: [{ ...callable, way: 'contains', values: ['x'] }] } },
    ])
      expect((await core.api.call('leads.page', input as never)).ok).toBe(false)
    expect((await core.api.call('contacts.page', { where: [callable] } as never)).ok).toBe(false)
  })
})
