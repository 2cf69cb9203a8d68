// Where somebody is, by what is known of them, and whether it is a time to call there: known places, known hours, known changes of clock.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CallHours,
  type CallingHours,
  callHours,
  isCallable,
  isOpen,
  nextOpening,
  openPlaces,
  STATE_HOURS,
  showSpanOfDay,
} from '../../shared/domain/callable/hours.ts'
import {
  PLACE_OF_AREA_CODE,
  PLACE_OF_PREFIX,
  PLACE_OF_STATE,
  PLACE_OF_ZIP,
  placeOf,
  type Whereabouts,
} from '../../shared/domain/callable/places.ts'
import { US_STATES } from '../../shared/domain/payload/places.ts'

const NOBODY: Whereabouts = { zipCode: null, state: null, phone: null }
const byZip = (zipCode: string) => placeOf({ ...NOBODY, zipCode })
const byState = (state: string, phone: string | null = null) => placeOf({ ...NOBODY, state, phone })
const byPhone = (phone: string) => placeOf({ ...NOBODY, phone })

describe('where a lead is', () => {
  test.each([
    ['85018', 'AZ', 'America/Phoenix'],
    ['10001-1234', 'NY', 'America/New_York'],
    ['60601', 'IL', 'America/Chicago'],
    ['90210', 'CA', 'America/Los_Angeles'],
    ['80202', 'CO', 'America/Denver'],
    ['99501', 'AK', 'America/Anchorage'],
    ['99546', 'AK', 'America/Adak'],
    ['96813', 'HI', 'Pacific/Honolulu'],
    ['00901', 'PR', 'America/Puerto_Rico'],
    ['00802', 'VI', 'America/Puerto_Rico'],
    ['96799', 'AS', 'Pacific/Pago_Pago'],
    ['96913', 'GU', 'Pacific/Guam'],
    ['96950', 'MP', 'Pacific/Guam'],
    ['79901', 'TX', 'America/Denver'],
    ['77002', 'TX', 'America/Chicago'],
    ['32501', 'FL', 'America/Chicago'],
    ['32301', 'FL', 'America/New_York'],
    ['37201', 'TN', 'America/Chicago'],
    ['37902', 'TN', 'America/New_York'],
    ['40202', 'KY', 'America/New_York'],
    ['42101', 'KY', 'America/Chicago'],
    ['46204', 'IN', 'America/New_York'],
    ['46402', 'IN', 'America/Chicago'],
    ['47708', 'IN', 'America/Chicago'],
    ['47978', 'IN', 'America/Chicago'],
    ['48226', 'MI', 'America/New_York'],
    ['58102', 'ND', 'America/Chicago'],
    ['57701', 'SD', 'America/Denver'],
    ['57104', 'SD', 'America/Chicago'],
    ['69361', 'NE', 'America/Denver'],
    ['67735', 'KS', 'America/Denver'],
    ['67202', 'KS', 'America/Chicago'],
    ['83702', 'ID', 'America/Denver'],
    ['83814', 'ID', 'America/Los_Angeles'],
    ['83549', 'ID', 'America/Denver'],
    ['97914', 'OR', 'America/Denver'],
    ['97201', 'OR', 'America/Los_Angeles'],
    ['89109', 'NV', 'America/Los_Angeles'],
    ['89883', 'NV', 'America/Denver'],
    ['20001', 'DC', 'America/New_York'],
    ['06390', 'CT', 'America/New_York'],
  ])('%s is in %s', (zip, state, zone) => {
    expect(byZip(zip)).toEqual({ state, zones: [zone] })
  })

  test('a ZIP code on a border between zones has both clocks', () => {
    expect(byZip('32401')?.zones).toEqual(['America/Chicago', 'America/New_York'])
    expect(byZip('86515')?.zones).toEqual(['America/Denver', 'America/Phoenix'])
    expect(byZip('86033')?.zones).toContain('America/Denver')
    expect(byZip('86001')?.zones).toEqual(['America/Phoenix'])
  })

  test('a state with one clock is enough, one with several asks the area code', () => {
    expect(byState('AZ')).toEqual({ state: 'AZ', zones: ['America/Phoenix'] })
    expect(byState('TX', '+19155550142')).toEqual({ state: 'TX', zones: ['America/Denver'] })
    expect(byState('TX', '+12145550142')).toEqual({ state: 'TX', zones: ['America/Chicago'] })
    // A number of another state says nothing of where in Texas.
    expect(byState('TX', '+16025550142')).toEqual({
      state: 'TX',
      zones: ['America/Chicago', 'America/Denver'],
    })
    expect(byState('TX')?.zones).toHaveLength(2)
  })

  test('else the area code tells', () => {
    expect(byPhone('+16025550142')).toEqual({ state: 'AZ', zones: ['America/Phoenix'] })
    expect(byPhone('+18085550142')?.state).toBe('HI')
    expect(byPhone('+19075550142')?.state).toBe('AK')
    expect(byPhone('+17875550142')?.state).toBe('PR')
    expect(byPhone('+14165550142')).toEqual({ state: 'ON', zones: ['America/Toronto'] })
    expect(byPhone('+13065550142')?.zones).toEqual(['America/Regina'])
    expect(byPhone('+17095550142')?.zones).toContain('America/St_Johns')
  })

  test('and of some nothing is known', () => {
    expect(placeOf(NOBODY)).toBeNull()
    // Toll free, Jamaica, London.
    expect(byPhone('+18005550142')).toBeNull()
    expect(byPhone('+18765550142')).toBeNull()
    expect(byPhone('+442079460018')).toBeNull()
    expect(placeOf({ zipCode: 'SW1A 1AA', state: 'London', phone: '+442079460018' })).toBeNull()
    // Armed forces abroad, Palau.
    expect(byZip('09012')).toBeNull()
    expect(byZip('96940')).toBeNull()
  })

  test('the ZIP code goes before state and number, and a broken one is passed over', () => {
    const moved = { zipCode: '85018', state: 'NY', phone: '+13055550142' }
    expect(placeOf(moved)?.state).toBe('AZ')
    expect(placeOf({ ...moved, zipCode: '8501' })?.state).toBe('NY')
    expect(placeOf({ ...moved, zipCode: '09012' })?.state).toBe('NY')
    expect(placeOf({ ...moved, zipCode: '', state: '' })?.state).toBe('FL')
  })

  test('every state is known in each way, under zones that exist', () => {
    const zones = new Set<string>()
    for (const { code } of US_STATES) {
      expect(PLACE_OF_STATE.has(code), code).toBe(true)
      expect(
        [...PLACE_OF_PREFIX.values(), ...PLACE_OF_ZIP.values()].some((place) => place?.state === code),
      ).toBe(true)
      expect([...PLACE_OF_AREA_CODE.values()].some(({ state }) => state === code)).toBe(true)
    }
    for (const places of [PLACE_OF_PREFIX, PLACE_OF_ZIP, PLACE_OF_AREA_CODE, PLACE_OF_STATE]) {
      for (const place of places.values()) for (const zone of place?.zones ?? []) zones.add(zone)
    }
    for (const zone of zones) expect(() => new Intl.DateTimeFormat('en-US', { timeZone: zone })).not.toThrow()
    for (const code of [...PLACE_OF_PREFIX.keys(), ...PLACE_OF_AREA_CODE.keys()])
      expect(code).toMatch(/^\d{3}$/)
  })
})

const ALWAYS: CallHours = {
  weekdays: { from: 0, to: 1440 },
  saturday: { from: 0, to: 1440 },
  sunday: { from: 0, to: 1440 },
}
const NEVER: CallHours = { weekdays: null, saturday: null, sunday: null }
const at = (instant: string) => Date.parse(instant)
const phone = '+16025550142'
const lead = (zipCode: string): Whereabouts => ({ zipCode, state: null, phone })

describe('calling hours', () => {
  test('federal hours where a state has none of its own, the stricter ones where it has', () => {
    expect(showSpanOfDay(callHours('AZ', {}).sunday)).toBe('8 AM–9 PM')
    expect(showSpanOfDay(callHours('FL', {}).weekdays)).toBe('8 AM–8 PM')
    expect(callHours('AL', {}).sunday).toBeNull()
    expect(showSpanOfDay(callHours('TX', {}).sunday)).toBe('noon–9 PM')
    expect(showSpanOfDay(callHours('ON', {}).weekdays)).toBe('9 AM–9:30 PM')
    for (const hours of Object.values(STATE_HOURS)) {
      for (const open of Object.values(hours)) {
        if (open === null) continue
        expect(open.from).toBeGreaterThanOrEqual(8 * 60)
        expect(open.to).toBeLessThanOrEqual(21 * 60)
      }
    }
  })

  test('what was changed goes before; a change for every other state leaves the stricter ones alone', () => {
    const changed: CallingHours = { US: NEVER, TX: ALWAYS }
    expect(callHours('TX', changed)).toBe(ALWAYS)
    expect(callHours('AZ', changed)).toBe(NEVER)
    expect(callHours('FL', changed)).toBe(STATE_HOURS.FL)
    expect(callHours('QC', { CANADA: ALWAYS })).toBe(ALWAYS)
  })

  test('the hours are those of the lead, to the minute', () => {
    // Monday, 2026-11-23, Phoenix is UTC-7 all year.
    expect(isCallable(lead('85018'), at('2026-11-23T14:59:59Z'), {})).toBe(false)
    expect(isCallable(lead('85018'), at('2026-11-23T15:00:00Z'), {})).toBe(true)
    expect(isCallable(lead('85018'), at('2026-11-24T03:59:59Z'), {})).toBe(true)
    expect(isCallable(lead('85018'), at('2026-11-24T04:00:00Z'), {})).toBe(false)
    // In summer Denver is an hour ahead of Phoenix.
    expect(isCallable(lead('80202'), at('2026-07-06T14:00:00Z'), {})).toBe(true)
    expect(isCallable(lead('85018'), at('2026-07-06T14:00:00Z'), {})).toBe(false)
    // Hawaii, ten hours behind.
    expect(isCallable(lead('96813'), at('2026-07-06T17:59:00Z'), {})).toBe(false)
    expect(isCallable(lead('96813'), at('2026-07-06T18:00:00Z'), {})).toBe(true)
  })

  test('a Sunday in Alabama, and the Sunday that has begun in one zone only', () => {
    expect(isCallable(lead('36104'), at('2026-11-22T18:00:00Z'), {})).toBe(false)
    expect(isCallable(lead('36104'), at('2026-11-21T18:00:00Z'), {})).toBe(true)
    const sunday: CallingHours = { HI: { ...ALWAYS, sunday: null } }
    expect(isCallable(lead('96813'), at('2026-11-22T09:00:00Z'), sunday)).toBe(true)
    expect(isCallable(lead('96813'), at('2026-11-22T10:00:00Z'), sunday)).toBe(false)
  })

  test('on a border both clocks must agree', () => {
    // Panama City: 8:30 in the morning of Eastern, 7:30 of Central.
    expect(isCallable(lead('32401'), at('2026-11-23T13:30:00Z'), {})).toBe(false)
    expect(isCallable(lead('32401'), at('2026-11-23T14:00:00Z'), {})).toBe(true)
    expect(isCallable(lead('32401'), at('2026-11-24T00:59:00Z'), {})).toBe(true)
    expect(isCallable(lead('32401'), at('2026-11-24T01:00:00Z'), {})).toBe(false)
  })

  test('nobody without a number; and unknown where nothing tells', () => {
    expect(isCallable({ ...lead('85018'), phone: null }, at('2026-11-23T18:00:00Z'), {})).toBe(false)
    expect(isCallable({ ...lead('85018'), phone: '' }, at('2026-11-23T18:00:00Z'), {})).toBe(false)
    expect(isCallable({ ...NOBODY, phone: '+442079460018' }, at('2026-11-23T18:00:00Z'), {})).toBeNull()
  })

  test('says when it opens, over a Sunday and a change of the clock too', () => {
    const place = (zip: string) => placeOf(lead(zip)) as NonNullable<ReturnType<typeof placeOf>>
    expect(nextOpening(place('85018'), at('2026-11-23T05:00:00Z'), {})).toBe(at('2026-11-23T15:00:00Z'))
    // Saturday night in Alabama: Monday at eight.
    expect(nextOpening(place('36104'), at('2026-11-22T03:00:00Z'), {})).toBe(at('2026-11-23T14:00:00Z'))
    // The night in which New York goes back an hour.
    expect(nextOpening(place('10001'), at('2026-11-01T03:00:00Z'), {})).toBe(at('2026-11-01T13:00:00Z'))
    expect(nextOpening(place('85018'), at('2026-11-23T05:00:00Z'), { US: NEVER })).toBeNull()
  })

  test('the next opening is the first open minute', () => {
    const places = [...PLACE_OF_PREFIX.values(), ...PLACE_OF_AREA_CODE.values()]
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-12-31T00:00Z') }),
        (place, nowMs) => {
          if (isOpen(place, nowMs, {})) return
          const next = nextOpening(place, nowMs, {}) as number
          expect(isOpen(place, next, {})).toBe(true)
          expect(isOpen(place, next - 60_000, {})).toBe(false)
          for (let ms = nowMs; ms < next; ms += 900_000) expect(isOpen(place, ms, {})).toBe(false)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('the sets change when a place opens, and not between', () => {
    const key = (instant: string) => JSON.stringify(openPlaces(at(instant), {}))
    expect(key('2026-11-23T14:59:00Z')).not.toBe(key('2026-11-23T15:00:00Z'))
    expect(key('2026-11-23T15:00:00Z')).toBe(key('2026-11-23T15:20:00Z'))
  })
})
