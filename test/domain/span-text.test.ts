// Working hours as they are typed.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSpans, showSpans } from '../../shared/domain/schedule/span-text.ts'

test.each([
  ['9-5', '9 AM – 5 PM'],
  ['9–17', '9 AM – 5 PM'],
  ['9:30 to 5:15', '9:30 AM – 5:15 PM'],
  ['8am-12pm, 1-5:30pm', '8 AM – 12 PM, 1 PM – 5:30 PM'],
  ['8-12, 1-5', '8 AM – 12 PM, 1 PM – 5 PM'],
  ['08:00-16:30', '8 AM – 4:30 PM'],
  ['1-5', '1 PM – 5 PM'],
  ['7 p.m. - 11 p.m.', '7 PM – 11 PM'],
  ['6 PM until 12 AM', '6 PM – 12 AM'],
  ['10-2 and 3-6', '10 AM – 2 PM, 3 PM – 6 PM'],
  ['all day', '12 AM – 12 AM'],
  ['off', ''],
  ['', ''],
])('%s is %s', (text, shown) => {
  const reading = readSpans(text)
  expect(reading.ok && showSpans(reading.spans)).toBe(shown)
})

test.each([
  ['nine to five', 'is no span of time'],
  ['25-27', 'is no span of time'],
  ['9', 'is no span of time'],
  ['5pm-9am', 'ends before it begins'],
  ['9am-1pm, 12pm-2pm', 'begins before the span before it ends'],
  ['1-2,3-4,5-6,7-8,9-10', 'at most four'],
])('%s is refused: %s', (text, words) => {
  const reading = readSpans(text)
  expect(reading.ok ? '' : reading.message).toContain(words)
})

test('what is shown is read back as it was', () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(minutes, (list) => {
      const sorted = [...list].sort((a, b) => a - b)
      const spans = Array.from({ length: Math.floor(sorted.length / 2) }, (_, at) => ({
        from: sorted[2 * at] as number,
        to: sorted[2 * at + 1] as number,
      }))
      expect(readSpans(showSpans(spans))).toEqual({ ok: true, spans })
    }),
  )
})
