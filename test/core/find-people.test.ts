// Search finds whom its words name, and nobody else: a word of three letters or more stands anywhere, a shorter one begins a word.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchWords } from '../../electron/core/records/find-people.ts'
import { furnish, openCore } from '../support/core.ts'
import { rows } from '../support/intake.ts'

const FIRST = ['Ana', 'Mo', 'Maria', 'Barbara', 'Al', 'Óscar', 'Anabel', 'Momo']
const LAST = ['Ruiz', 'Morgan', 'Mosley', 'de la Mora', 'O’Neil', 'Barbara', 'Gómez', 'Li']
const STREETS = ['9117 Osprey Ln', '99 Mora Dr', '17 Al Ct', '2026 Lindero Trl']

test('words and halves of words, in any order', { timeout: 30_000 }, async () => {
  const core = await openCore()
  const { webhookId } = await furnish(core)
  for (let at = 0; at < 64; at++) {
    await core.ask('leads.create', {
      webhookId,
      values: {
        first_name: FIRST[at % 8] as string,
        last_name: LAST[(at * 3 + Math.floor(at / 8)) % 8] as string,
        address: STREETS[at % 4] as string,
        phone: `(602) 555-01${10 + at}`,
      },
    })
  }
  const people = rows(core, 'select id, search_text from contacts') as { id: number; search_text: string }[]
  const words = fc
    .constantFrom(
      ...FIRST,
      ...LAST.flatMap((name) => name.split(' ')),
      ...STREETS.flatMap((one) => one.split(' ')),
    )
    .chain((word) => fc.integer({ min: 1, max: word.length }).map((length) => word.slice(0, length)))
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 3 }), async (typed) => {
      const asked = searchWords(typed.join(' '))
      // One or two letters alone are looked for in names only.
      fc.pre(asked.some((word) => [...word].length >= 3))
      const expected = people
        .filter(({ search_text }) =>
          asked.every((word) => ` ${search_text}`.includes([...word].length >= 3 ? word : ` ${word}`)),
        )
        .map(({ id }) => id)
      const found = await core.ask('contacts.page', { search: typed.join(' '), limit: 200 })
      expect(found.rows.map(({ id }) => id).sort()).toEqual(expected.sort())
    }),
    { numRuns: 300 },
  )
})
