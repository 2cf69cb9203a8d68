import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  csvCell,
  csvCents,
  csvDollars,
  csvInstant,
  csvLine,
  csvPhone,
  guard,
  unguard,
} from '../../shared/domain/list/csv-out.ts'
import { EXPORT_LIST_NAMES, exportColumns, usualColumns } from '../../shared/domain/list/export-columns.ts'

const RISKY = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...RISKY, "'", '"', ',', '1', '.'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
})

describe('the guard', () => {
  it('stands before whatever a spreadsheet may run, and is taken away again', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (written, isPhone) => {
        const guarded = guard(written, isPhone)
        expect(unguard(guarded)).toBe(written)
        const isExempt = /^-\d{1,20}(\.\d{1,20})?$/.test(written) || (isPhone && /^\+\d{5,17}$/.test(written))
        expect(!isExempt && RISKY.includes(guarded[0] ?? '')).toBe(false)
      }),
    )
  })

  it.each([
    ['=1+1', false, "'=1+1"],
    ['@SUM(A1)', false, "'@SUM(A1)"],
    ['\t=1', false, "'\t=1"],
    ['＝1+1', false, "'＝1+1"],
    ["'=1+1", false, "''=1+1"],
    ["'quoted", false, "'quoted"],
    ['-12.50', false, '-12.50'],
    ['-12.50-1', false, "'-12.50-1"],
    ['+16025550142', true, '+16025550142'],
    ['+16025550142', false, "'+16025550142"],
    ["+1602+cmd|' /C calc'!A0", true, "'+1602+cmd|' /C calc'!A0"],
    [`-${'1'.repeat(80)}`, false, `'-${'1'.repeat(80)}`],
    ['a=b', false, 'a=b'],
    ['', false, ''],
  ])('%j (phone: %s) becomes %j', (written, isPhone, shown) => {
    expect(guard(written, isPhone)).toBe(shown)
  })
})

it('cells are quoted as RFC 4180 has it', () => {
  expect(csvCell('a,b')).toBe('"a,b"')
  expect(csvCell('say "hi"\r\n')).toBe('"say ""hi""\r\n"')
  expect(csvCell('=1,2', { isGuarded: true })).toBe(`"'=1,2"`)
  expect(csvLine(['a', '', 'c'])).toBe('a,,c\r\n')
  expect(csvLine([''])).toBe('""\r\n')
})

it('phones stand as on the screen in a spreadsheet, and as stored in an exact file', () => {
  expect(csvPhone('+16025550142', 'spreadsheet')).toBe('(602) 555-0142')
  expect(csvPhone('+16025550142', 'exact')).toBe('+16025550142')
  expect(csvPhone('+442079460018', 'spreadsheet')).toBe('+442079460018')
})

it('a spreadsheet begins with the person, as people read it', () => {
  const person = [
    'first_name',
    'last_name',
    'phone',
    'phone_extension',
    'email',
    'address',
    'city',
    'state',
    'zip_code',
  ]
  for (const list of ['leads', 'contacts'] as const) {
    const columns = usualColumns(list, 'spreadsheet')
    expect(columns.slice(0, person.length)).toEqual(person)
    expect(new Set(columns).size).toBe(columns.length)
  }
})

it('money keeps its cents', () => {
  expect(csvDollars('245.5')).toBe('245.50')
  expect(csvDollars('-0.05')).toBe('-0.05')
  expect(csvDollars('1000000.0')).toBe('1000000.00')
  expect(csvDollars('123456789012.35001')).toBe('123456789012.35')
  expect(csvDollars('what')).toBe('what')
  expect(csvCents('5')).toBe('0.05')
  expect(csvCents('-5')).toBe('-0.05')
  expect(csvCents('24550')).toBe('245.50')
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
      expect(Math.round(Number(csvDollars(String(cents / 100))) * 100)).toBe(cents)
      expect(Math.round(Number(csvCents(String(cents))) * 100)).toBe(cents)
    }),
  )
})

it('instants stand on the clock of the zone, and the exact form is the same instant', () => {
  const at = '2026-03-18T16:20:30.123Z'
  expect(csvInstant(at, -7 * 3_600_000, 'spreadsheet')).toBe('2026-03-18 09:20')
  expect(csvInstant(at, -7 * 3_600_000, 'exact')).toBe('2026-03-18T09:20:30.123-07:00')
  expect(csvInstant(at, 5.5 * 3_600_000, 'exact')).toBe('2026-03-18T21:50:30.123+05:30')
  expect(csvInstant(at, -28_378_000, 'exact')).toBe(at)
})

describe.each(EXPORT_LIST_NAMES)('the columns of %s', (list) => {
  it('have keys and headings of their own', () => {
    const columns = exportColumns(list)
    expect(new Set(columns.map(({ key }) => key)).size).toBe(columns.length)
    expect(new Set(columns.map(({ label }) => label)).size).toBe(columns.length)
    expect(usualColumns(list, 'exact').length).toBeGreaterThan(usualColumns(list, 'spreadsheet').length / 2)
  })
})
