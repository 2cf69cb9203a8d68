import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMoney, parseNumber, parseTypedMoney, showMoney } from '../../shared/domain/money.ts'

describe('parseMoney', () => {
  it.each<[unknown, number]>([
    [12.5, 1250],
    [0, 0],
    [1.005, 101],
    [-3, -300],
    ['$1,250.00', 125_000],
    ['1.250,00 €', 125_000],
    ['1 250,50', 125_050],
    ["1'250", 125_000],
    ['(5)', -500],
    ['-$5', -500],
    ['$-5', -500],
    ['US$20', 2000],
    ['USD 20', 2000],
    ['200 dollars', 20_000],
    ['$250k', 25_000_000],
    ['1.2M', 120_000_000],
    ['$180 / month', 18_000],
    ['180/mo', 18_000],
    ['.5', 50],
  ])('%j -> %d cents', (raw, cents) => {
    expect(parseMoney(raw)).toBe(cents)
  })

  it.each([
    '',
    '   ',
    '$',
    '-',
    'abc',
    '$250-300',
    '$101-$150',
    '400+',
    '12%',
    '1,2,3',
    '1e5',
    '99999999999999999999',
    true,
    null,
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e21,
    {},
    [],
  ])('%j is no amount', (raw) => {
    expect(parseMoney(raw)).toBeNull()
  })

  it('reads back what it shows, to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        expect(parseMoney(showMoney(cents))).toBe(cents)
        expect(parseMoney((cents / 100).toFixed(2))).toBe(cents)
      }),
    )
  })
})

describe('parseTypedMoney', () => {
  it.each(['12.345', '$12.345', '12.345 €', '-1.250', '999.999'])('%j is asked about', (text) => {
    expect(parseTypedMoney(text)).toBeNull()
    expect(parseMoney(text)).not.toBeNull()
  })
  it.each(['12.34', '12,345', '1,250.125', '0.125', '1234.567', '12.345,00', '1.234.567', '12.3456', '450'])(
    '%j is not',
    (text) => {
      expect(parseTypedMoney(text)).toBe(parseMoney(text))
      expect(parseTypedMoney(text)).not.toBeNull()
    },
  )
})

describe('parseNumber', () => {
  it.each<[unknown, number]>([
    ['1,250', 1250],
    ['2,000 sq ft', 2000],
    ['1,800 ft²', 1800],
    ['1800sqft', 1800],
    ['10 years', 10],
    ['10 yrs old', 10],
    ['-3', -3],
    ['1.5', 1.5],
    [1.5, 1.5],
    ['0', 0],
  ])('%j -> %d', (raw, number) => {
    expect(parseNumber(raw)).toBe(number)
  })

  it.each(['5-10 years', '10+', '$250-300', '2 story 3 bath', 'about 10', '', null, false, Number.NaN])(
    '%j is no single number',
    (raw) => {
      expect(parseNumber(raw)).toBeNull()
    },
  )

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => parseNumber(raw) !== undefined && parseMoney(raw) !== undefined),
    )
  })
})

describe('showMoney', () => {
  it('shows currency and sign', () => {
    expect(showMoney(125_000)).toBe('$1,250.00')
    expect(showMoney(-550)).toBe('-$5.50')
    expect(showMoney(100, 'EUR')).toBe('€1.00')
    expect(showMoney(100, 'no code')).toBe('1.00 no code')
  })
})
