// The bytes of an export against the rules as the domain states them: whatever is stored, both say the same.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CELL_END, type CellRule, createEncoder, ROW_END } from '../../electron/core/exports/encode.ts'
import { offsetFinder } from '../../shared/domain/days.ts'
import {
  CSV_MODES,
  type CsvMode,
  csvCell,
  csvCents,
  csvDollars,
  csvInstant,
  csvPhone,
} from '../../shared/domain/list/csv-out.ts'

const WORDS = new Map([
  ['new', 'New'],
  ['naïve', '=1+1'],
  ['', 'nothing'],
])
const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...`=+-@\t\r\n\0＝＋－＠'",1.a`) }),
  fc.constantFrom(
    '',
    'new',
    'naïve',
    '+16025550142',
    '+442079460018',
    '-12.5',
    `-${'1'.repeat(70)}|x`,
    `${"'".repeat(90)}=1`,
  ),
)
const instant = fc
  .date({ min: new Date('1850-01-01T00:00:00Z'), max: new Date('2150-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const rule: fc.Arbitrary<CellRule> = fc.constantFrom(
  { kind: 'text' as const },
  { kind: 'phone' as const },
  { kind: 'instant' as const },
  { kind: 'dollars' as const },
  { kind: 'cents' as const },
  { kind: 'words' as const, words: WORDS },
)

function expected(text: string, rule: CellRule, mode: CsvMode, offsetMs: (ms: number) => number): string {
  const options = { isGuarded: mode === 'spreadsheet', isPhone: rule.kind === 'phone' }
  if (text === '') return ''
  if (rule.kind === 'words') return csvCell(rule.words.get(text) ?? text, options)
  if (rule.kind === 'phone') return csvCell(csvPhone(text, mode), options)
  if (rule.kind === 'dollars') return csvCell(csvDollars(text, mode), options)
  if (rule.kind === 'cents') return csvCell(csvCents(text), options)
  if (rule.kind === 'instant' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) {
    const away = offsetMs(Date.parse(text))
    return away % 60_000 === 0 ? csvInstant(text, away, mode) : text
  }
  return csvCell(text, options)
}

test('bytes are written as the rules say', () => {
  const rows = fc
    .array(rule, { minLength: 1, maxLength: 6 })
    .chain((rules) =>
      fc.tuple(
        fc.constant(rules),
        fc.array(fc.tuple(...rules.map(() => fc.oneof(cell, instant))), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...CSV_MODES),
        fc.constantFrom('America/Phoenix', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'),
      ),
    )
  fc.assert(
    fc.property(rows, ([rules, cells, mode, zone]) => {
      const offsetMs = offsetFinder(zone)
      const input = Buffer.concat(
        cells.flatMap((row, at) => [
          ...(at === 0 ? [] : [Buffer.of(ROW_END)]),
          ...row.flatMap((text, column) => [
            ...(column === 0 ? [] : [Buffer.of(CELL_END)]),
            Buffer.from(text, 'utf8'),
          ]),
        ]),
      )
      const stored = (text: string) => Buffer.from(text, 'utf8').toString('utf8')
      const lines = cells.map((row) => {
        const line = row
          .map((text, at) => expected(stored(text), rules[at] as CellRule, mode, offsetMs))
          .join(',')
        return `${line === '' ? '""' : line}\r\n`
      })
      const bytes = createEncoder({ mode, rules, offsetMs })(input, cells.length)
      expect(Buffer.from(bytes).toString('utf8')).toBe(lines.join(''))
    }),
    { numRuns: 2_000 },
  )
})

test('the offset of a zone is that of the instant, also at the changes of the clock', () => {
  const offsetMs = offsetFinder('America/New_York')
  const change = Date.parse('2026-03-08T07:00:00Z')
  expect(offsetMs(change - 1)).toBe(-5 * 3_600_000)
  expect(offsetMs(change)).toBe(-4 * 3_600_000)
  expect(offsetFinder('America/New_York')(change)).toBe(-4 * 3_600_000)
  expect(offsetMs(Date.parse('2026-11-01T06:00:00Z'))).toBe(-5 * 3_600_000)
  expect(offsetMs(Date.parse('2026-11-01T05:59:59.999Z'))).toBe(-4 * 3_600_000)
})
