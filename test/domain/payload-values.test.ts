import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from '../../shared/domain/payload/instants.ts'
import { readState, readZip, zip5 } from '../../shared/domain/payload/places.ts'
import { readPayload, readProductType } from '../../shared/domain/payload/read.ts'

describe('parseInstant', () => {
  it.each<[unknown, string]>([
    ['2026-11-22T15:04:05Z', '2026-11-22T15:04:05.000Z'],
    ['2026-11-22T15:04:05.123456+0000', '2026-11-22T15:04:05.123Z'],
    ['2026-11-22T08:04:05-07:00', '2026-11-22T15:04:05.000Z'],
    ['2026-11-22 15:04:05', '2026-11-22T15:04:05.000Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
    ['11/22/2026', '2026-11-22T00:00:00.000Z'],
    ['11/22/26 4:05 PM', '2026-11-22T16:05:00.000Z'],
    ['22/11/2026', '2026-11-22T00:00:00.000Z'],
    ['Nov 22, 2026 4:05 PM EST', '2026-11-22T21:05:00.000Z'],
    ['Sun, 22 Nov 2026 16:05:00 GMT', '2026-11-22T16:05:00.000Z'],
    [1_763_827_445, '2025-11-22T16:04:05.000Z'],
    ['1763827445000', '2025-11-22T16:04:05.000Z'],
  ])('%j -> %s', (raw, instant) => {
    expect(parseInstant(raw)).toBe(instant)
  })

  it.each([
    '',
    'soon',
    '2026-02-30',
    '13/32/2026',
    '2026-11-22T25:00',
    '2026-11-22 10:00 constructor',
    null,
    true,
    {},
    -5,
    Number.NaN,
    1e30,
  ])('%j is no moment', (raw) => {
    expect(parseInstant(raw)).toBeNull()
  })

  it('reads back every moment it writes', () => {
    const moment = fc.date({ min: new Date('1971-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    fc.assert(fc.property(moment, (date) => parseInstant(date.toISOString()) === date.toISOString()))
  })
})

describe('places', () => {
  it('knows US states by name and code', () => {
    expect(['Arizona', 'az', ' A.Z. ', 'new york', 'Washington, DC', 'US-TX'].map(readState)).toEqual([
      'AZ',
      'AZ',
      'AZ',
      'NY',
      'DC',
      'TX',
    ])
    expect(readState(' Ontario ')).toBe('Ontario')
  })

  it('keeps ZIP+4 and compares five digits', () => {
    expect([readZip('85001-1234'), readZip('850011234'), readZip(2139), readZip('K1A 0B1')]).toEqual([
      '85001-1234',
      '85001-1234',
      '02139',
      'K1A 0B1',
    ])
    expect([zip5('85001-1234'), zip5(' 85001 '), zip5('8500'), zip5('K1A 0B1'), zip5(null)]).toEqual([
      '85001',
      '85001',
      null,
      null,
      null,
    ])
  })
})

describe('emails', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Field+solar@Sub.Example.COM', 'Ada.Field+solar@sub.example.com'],
    ['Ada Field <ada@example.com>', 'ada@example.com'],
    ['mailto:ada@example.com', 'ada@example.com'],
    ['josé@exämple.example.com', 'josé@exämple.example.com'],
  ])('%j is accepted', (raw, email) => {
    expect(readPayload({ email: raw })).toMatchObject({ fields: { email }, issues: [] })
  })

  it.each([
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'a da@example.com',
    'ada@@example.com',
    'ada..f@example.com',
    'ada@-x.example.com',
    7,
  ])('%j is noted, not refused', (raw) => {
    const draft = readPayload({ phone: '6025550142', email: raw })
    expect(draft).toMatchObject({
      issues: [{ field: 'email', code: 'invalid', value: raw }],
      problems: [],
      extra: { email: raw },
    })
  })
})

describe('readProductType', () => {
  it.each([
    ['Solar Panels', 'solar'],
    ['HVAC', 'hvac'],
    ['Furnace repair', 'hvac'],
    ['A/C replacement', 'hvac'],
    ['Auto Insurance', 'insurance'],
    ['home insurance', 'insurance'],
    ['Roofing', 'general'],
    ['general', 'general'],
    ['P-142', null],
    ['', null],
    [42, null],
  ])('%j suggests %j', (product, leadType) => {
    expect(readProductType(product)).toBe(leadType)
  })
})
