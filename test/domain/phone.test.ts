import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnyPhone, parsePhone, showPhone } from '../../shared/domain/phone.ts'

describe('parsePhone', () => {
  it.each<[unknown, string, string | null]>([
    ['602-555-0142', '+16025550142', null],
    ['(602) 555-0142', '+16025550142', null],
    ['+1 602 555 0142', '+16025550142', null],
    ['1-602-555-0142', '+16025550142', null],
    ['0016025550142', '+16025550142', null],
    [6025550142, '+16025550142', null],
    [16025550142, '+16025550142', null],
    ['６０２-555-0142', '+16025550142', null],
    ['602.555.0142 x12', '+16025550142', '12'],
    ['602-555-0142 ext. 7', '+16025550142', '7'],
    ['602-555-0142 extension 700', '+16025550142', '700'],
    ['6025550142,12', '+16025550142', '12'],
    ['tel:+1-602-555-0142;ext=5', '+16025550142', '5'],
    ['1-800-ROOFERS', '+18007663377', null],
    ['(602) 555-HVAC', '+16025554822', null],
    ['602-555-0142 (cell)', '+16025550142', null],
    ['home: 602 555 0142 x5', '+16025550142', '5'],
    ['602-555-0142 / 480-555-0100', '+16025550142', null],
    ['602-555-0142, 480-555-0100', '+16025550142', null],
    ['+44 20 7946 0018', '+442079460018', null],
    ['011 44 20 7946 0018', '+442079460018', null],
    ['+15551234567', '+15551234567', null],
  ])('%j -> %s', (raw, e164, extension) => {
    expect(parsePhone(raw)).toEqual({ ok: true, phone: { e164, extension } })
  })

  it('reads a national number of the webhook’s region', () => {
    expect(parsePhone('020 7946 0018', 'GB')).toEqual({
      ok: true,
      phone: { e164: '+442079460018', extension: null },
    })
    expect(parsePhone('602-555-0142', 'nowhere')).toMatchObject({ ok: true, phone: { e164: '+16025550142' } })
  })

  it.each<[unknown, RegExp]>([
    ['', /missing/],
    [null, /missing/],
    [1.5, /missing/],
    [{}, /missing/],
    ['n/a', /not a phone number/],
    ['555-0142', /area code/],
    ['602555014', /9 digits/],
    ['60255501421', /11 digits/],
    ['1234567890', /area code begins/],
    ['0000000000', /repeats one digit/],
    ['555-555-5555', /repeats one digit/],
    ['+1602', /not a possible/],
    ['x'.repeat(300), /long text/],
  ])('refuses %j in words', (raw, message) => {
    const reading = parsePhone(raw)
    expect(reading.ok).toBe(false)
    expect(reading.ok ? '' : reading.message).toMatch(message)
  })

  it('takes the shortcut only where the whole reading says the same', () => {
    const separator = fc.constantFrom('', '-', '.', ' ')
    const shape = fc
      .tuple(
        fc.constantFrom('', '1', '+1'),
        separator,
        fc.boolean(),
        fc.stringMatching(/^[0-9]{3}$/),
        separator,
        fc.stringMatching(/^[0-9]{3}$/),
        separator,
        fc.stringMatching(/^[0-9]{4}$/),
      )
      .map(([prefix, a, inParens, area, b, exchange, c, line]) => {
        const first = inParens ? `(${area})` : area
        return `${prefix}${prefix === '' ? '' : a}${first}${b}${exchange}${c}${line}`
      })
    fc.assert(
      fc.property(shape, (text) => {
        expect(parsePhone(text)).toEqual(parseAnyPhone(text, 'US'))
      }),
      { numRuns: 1_000 },
    )
  })

  it('reads its own output unchanged, and never throws', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^\+?[0-9 ()x-]{7,20}$/),
      fc.integer(),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(text, (raw) => {
        const reading = parsePhone(raw)
        if (!reading.ok) return
        expect(reading.phone.e164).toMatch(/^\+[1-9]\d{4,}$/)
        expect(parsePhone(reading.phone.e164)).toEqual({
          ok: true,
          phone: { e164: reading.phone.e164, extension: null },
        })
        expect(parsePhone(showPhone(reading.phone.e164, reading.phone.extension))).toEqual(reading)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('showPhone', () => {
  it('shows the home country nationally, others internationally', () => {
    expect(showPhone('+16025550142')).toBe('(602) 555-0142')
    expect(showPhone('+16025550142', '12')).toBe('(602) 555-0142 x12')
    expect(showPhone('+442079460018')).toBe('+44 20 7946 0018')
    expect(showPhone('+442079460018', null, 'GB')).toBe('020 7946 0018')
    expect(showPhone('+16025550142', null, 'GB')).toBe('+1 602 555 0142')
    expect(showPhone('+16025550142', null, 'CA')).toBe('(602) 555-0142')
    expect(showPhone('not a number')).toBe('not a number')
  })
})
