import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../shared/domain/payload/json.ts'

function messageOf(text: string): string {
  const reading = parseJson(text)
  return reading.ok ? '' : reading.message
}

describe('parseJson', () => {
  it('reads what JSON.parse reads, alike but for the integers it would round', () => {
    // The engine's own access to a number's source is the reference; Node has it, the reader does without.
    const exact = (_: string, value: unknown, context?: { source: string }) =>
      typeof value === 'number' &&
      Math.abs(value) > Number.MAX_SAFE_INTEGER &&
      /^-?\d+$/.test(context?.source ?? '')
        ? context?.source
        : value
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text, exact) })
      }),
    )
  })

  it('keeps every digit of integers beyond 2^53, as text', () => {
    const text =
      '{"id":18446744073709551615,"neg":-9223372036854775808,"list":[9007199254740993],"safe":9007199254740991,"t":"9007199254740993"}'
    expect(parseJson(text)).toEqual({
      ok: true,
      value: {
        id: '18446744073709551615',
        neg: '-9223372036854775808',
        list: ['9007199254740993'],
        safe: 9007199254740991,
        t: '9007199254740993',
      },
    })
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (id) => {
        const reading = parseJson(`{"a":"\\"}","id":${id},"b":[${id}]}`)
        expect(reading).toMatchObject({ ok: true })
        if (reading.ok) expect(BigInt((reading.value as { id: string }).id)).toBe(id)
      }),
    )
  })

  it('keeps a number too large for a double as text', () => {
    expect(parseJson('[1e400,-1E999,1e5]')).toEqual({ ok: true, value: ['1e400', '-1E999', 100_000] })
  })

  it('does not mend broken JSON while it quotes numbers', () => {
    expect(parseJson('{12345678901234567890:1}').ok).toBe(false)
    expect(parseJson('[01234567890123456789]').ok).toBe(false)
  })

  it('refuses nesting deeper than 64 in words, whatever its depth', () => {
    expect(parseJson('['.repeat(64) + ']'.repeat(64)).ok).toBe(true)
    for (const depth of [65, 10_000, 500_000]) {
      expect(messageOf('['.repeat(depth) + ']'.repeat(depth))).toMatch(/64 levels/)
      expect(messageOf('{"a":'.repeat(depth))).toMatch(/64 levels/)
    }
  })

  it('keeps __proto__ and constructor as ordinary keys', () => {
    const reading = parseJson('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
    expect(reading.ok && Object.keys(reading.value as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('tolerates a byte order mark', () => {
    expect(parseJson('\ufeff{"a":1}')).toEqual({ ok: true, value: { a: 1 } })
  })

  it.each([
    ['', /empty/],
    ['   ', /empty/],
    ['{"phone":"602",}', /line 1, column 16, near “}”.*key in double quotes/],
    ['{\n  "phone" "602"\n}', /line 2, column 11.*“:”/],
    ['{"phone":"602"', /breaks off at line 1, column 15/],
    ['{"phone":"602', /breaks off.*closed string/],
    ['{phone:1}', /line 1, column 2/],
    ["{'phone':1}", /double quotes/],
    ['{"a":"x\ny"}', /line 1, column 8/],
    ['{"a":"\\x"}', /line 1, column 7.*escape/],
    ['[1] [2]', /line 1, column 5.*the end/],
    ['{"a":undefined}', /line 1, column 6, near “undefined}”: expected a value/],
    ['{"a":NaN}', /expected a value/],
  ])('%j is told with its place', (text, message) => {
    expect(messageOf(text)).toMatch(message)
  })

  it('finds the mistake in a large text (what costs more than its length meets the time limit of tests)', () => {
    const long = 'x'.repeat(1_000_000)
    const escaped = '\\n'.repeat(500_000)
    for (const text of [
      `{"a":"${long}`,
      `{"a":"${escaped}`,
      `{"a":"${escaped}" 1}`,
      `[${'1,'.repeat(300_000)}`,
      '-'.repeat(1_000_000),
    ]) {
      expect(messageOf(text)).toMatch(/line 1, column \d+/)
    }
  })

  it('has a place for every text that JSON.parse refuses, and never throws', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.string()).map(([text, at, noise]) => {
      const cut = at % (text.length + 1)
      return text.slice(0, cut) + noise + text.slice(cut + 1)
    })
    fc.assert(
      fc.property(fc.oneof(broken, fc.string()), (text) => {
        const message = messageOf(text)
        if (message !== '') expect(message).toMatch(/line \d+, column \d+|empty/)
      }),
      { numRuns: 1_000 },
    )
  })
})
