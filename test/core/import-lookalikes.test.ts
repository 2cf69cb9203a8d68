// An import names the people of its file who are probably somebody else the agency has: by the rules of the list of duplicates, the same in the check and
// in the import.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Lookalikes, openLookalikes } from '../../electron/core/imports/lookalikes.ts'
import { numberOf, openNumberIndex } from '../../electron/core/imports/number-index.ts'
import type { ReadRow } from '../../electron/core/imports/read-row.ts'
import type { ImportResult } from '../../shared/contract/imports.ts'
import { foldText } from '../../shared/domain/fold.ts'
import { csvLine } from '../../shared/domain/import/csv.ts'
import { DUPLICATE_REASONS, emailKey, nameAddressKey } from '../../shared/domain/merging.ts'
import { e164, type Opened, openImport, phone } from '../support/imports.ts'
import { statementsOf } from '../support/statements.ts'

const HEADINGS = ['First Name', 'Last Name', 'Phone', 'Email', 'Address']
const fileOf = (rows: readonly (readonly string[])[]) =>
  [HEADINGS, ...rows].map((cells) => csvLine(cells)).join('')

/** Somebody who is there already. */
async function meet({ core }: Opened, webhookId: string, [first, last, number, email, address]: string[]) {
  const values = { first_name: first, last_name: last, phone: number, email, address }
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value))
  const { contactId } = await core.ask('leads.create', { webhookId, values: given as Record<string, string> })
  return contactId
}

const shown = (told: ImportResult['lookalikes']) =>
  told && {
    ...told,
    first: told.first.map(({ line, reasons, contact }) => [line, reasons, contact.firstName]),
  }

async function checkAndImport(opened: Opened, rows: readonly (readonly string[])[]) {
  const plan = await opened.planOf(fileOf(rows), { makes: 'contacts', knownPeople: 'skip' })
  const { lookalikes: checked } = await opened.run({ ...plan, isDryRun: true })
  const { lookalikes: imported } = await opened.run(plan)
  return { checked, imported }
}

describe('people who look like somebody the agency has', () => {
  it('by phone on another webhook, by e-mail, by name and address, each folded; with the line and who it is', async () => {
    const opened = await openImport()
    const { webhookId, hvacId, core } = opened
    await meet(opened, hvacId, ['Ana', 'Ruiz', phone(1), '', ''])
    await meet(opened, webhookId, ['Bo', 'Lee', phone(2), 'Bo.Lee@Example.com', ''])
    await meet(opened, webhookId, ['Zoë', 'Müller', phone(3), 'zoë@example.com', ''])
    await meet(opened, hvacId, ['Cy', 'Orr', phone(4), '', '12 North Oak Street, Apt. 4'])
    await meet(opened, webhookId, ['Dee', 'Dix', phone(5), 'dee@example.com', '1 Elm Road'])
    const { checked, imported } = await checkAndImport(opened, [
      ['Anna', '', phone(1), '', ''],
      ['Robert', 'Lee', phone(12), 'bo.lee@example.com', ''],
      ['Zoe', 'Muller', phone(13), 'zoe@example.com', ''],
      ['CY', 'ORR', phone(14), '', '12 N Oak St apt 4'],
      // The same person as the contact, and nobody else.
      ['Dee', 'Dix', phone(5), 'dee@example.com', '1 Elm Road'],
      ['dee', 'dix', phone(15), 'DEE@example.com', '1 elm rd'],
      ['Eve', 'Fox', phone(16), 'eve@example.com', '9 Ash Court'],
    ])
    expect(shown(checked)).toEqual({
      people: 5,
      reasons: { phone: 1, email: 3, name_address: 2 },
      first: [
        [2, ['phone'], 'Ana'],
        [3, ['email'], 'Bo'],
        [4, ['email'], 'Zoë'],
        [5, ['name_address'], 'Cy'],
        [7, ['email', 'name_address'], 'Dee'],
      ],
      repeats: {
        rows: 1,
        reasons: { phone: 0, email: 1, name_address: 1 },
        first: [{ line: 7, earlier: 6, reasons: ['email', 'name_address'] }],
      },
    })
    expect(imported).toEqual(checked)
    expect((await core.ask('contacts.duplicates', { offset: 0, limit: 100 })).total).toBe(5)
  })

  it('not by a second name, not what was said to be two, and not the rows that are refused', async () => {
    const opened = await openImport()
    const { webhookId, hvacId, core } = opened
    const kept = await meet(opened, webhookId, ['Ana', 'Ruiz', phone(1), '', ''])
    const merged = await meet(opened, hvacId, ['Ana', 'Ruiz', phone(2), '', ''])
    await core.ask('contacts.merge', { keepId: kept, mergeId: merged, choices: {} })
    const own = await meet(opened, webhookId, ['Bo', 'Lee', phone(3), '', ''])
    const other = await meet(opened, hvacId, ['Bob', 'Lee', phone(3), '', ''])
    await core.ask('contacts.notDuplicates', { ids: [own, other] })
    const { checked, imported } = await checkAndImport(opened, [
      ['Anne', '', phone(2), '', ''],
      ['Bo', 'Lee', phone(3), '', ''],
      ['Bo', 'Lee', '12', 'bo@example.com', ''],
    ])
    for (const told of [checked, imported]) expect(told).toMatchObject({ people: 0, repeats: { rows: 0 } })
  })

  it('rows of one file: the same phone twice, the same e-mail with two phones', async () => {
    const opened = await openImport()
    const { checked, imported } = await checkAndImport(opened, [
      ['Ana', 'Ruiz', phone(1), 'ana@example.com', ''],
      ['Ana M', 'Ruiz', phone(1), '', ''],
      ['Bo', 'Lee', phone(2), 'ANA@example.com', ''],
      ['Ana', 'Ruiz', phone(1), 'ana@example.com', ''],
    ])
    const repeats = {
      rows: 3,
      reasons: { phone: 2, email: 1, name_address: 0 },
      first: [
        { line: 3, earlier: 2, reasons: ['phone'] },
        { line: 4, earlier: 2, reasons: ['email'] },
        { line: 5, earlier: 2, reasons: ['phone'] },
      ],
    }
    for (const told of [checked, imported]) expect(told).toMatchObject({ people: 0, repeats })
  })

  it('any contacts, any file: as a plain comparison of everybody with everybody counts them', async () => {
    const person = fc.record({
      phone: fc.integer({ min: 1, max: 12 }),
      email: fc.constantFrom('', '', 'a@example.com', 'A@example.com', 'á@example.com', 'b@example.com'),
      first: fc.constantFrom('José', 'jose', 'Bo'),
      last: fc.constantFrom('', 'Núñez', 'NUNEZ', 'Lee'),
      address: fc.constantFrom('', '1 North Oak Street', '1 n. oak st', '2 Elm Rd'),
      isOther: fc.boolean(),
    })
    const cells = (one: { first: string; last: string; phone: number; email: string; address: string }) => [
      one.first,
      one.last,
      phone(one.phone),
      one.email,
      one.address,
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { maxLength: 8 }),
        fc.array(person, { minLength: 1, maxLength: 8 }),
        async (there, coming) => {
          const opened = await openImport()
          for (const one of there)
            await meet(opened, one.isOther ? opened.hvacId : opened.webhookId, cells(one))
          const contacts = opened.rows('select * from contacts')
          const { checked, imported } = await checkAndImport(opened, coming.map(cells))
          const expected = new Map<number, Set<string>>()
          for (const one of coming) {
            const name = {
              first_key: foldText(one.first),
              last_key: foldText(one.last),
              address: one.address || null,
            }
            for (const contact of contacts) {
              const isSamePhone = contact.phone === `+1${phone(one.phone).replaceAll('-', '')}`
              if (isSamePhone && contact.webhook_id === opened.webhookId) continue
              const reasons = {
                phone: isSamePhone,
                email: one.email !== '' && emailKey(one.email) === emailKey(contact.email ?? ''),
                name_address:
                  nameAddressKey(name) !== null && nameAddressKey(name) === nameAddressKey(contact),
              }
              for (const reason of DUPLICATE_REASONS) {
                if (!reasons[reason]) continue
                expected.set(one.phone, (expected.get(one.phone) ?? new Set()).add(reason))
              }
            }
          }
          expect(checked?.people).toBe(expected.size)
          for (const reason of DUPLICATE_REASONS) {
            const people = [...expected.values()].filter((reasons) => reasons.has(reason))
            expect(checked?.reasons[reason]).toBe(people.length)
          }
          expect(imported).toEqual(checked)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('remembers as many people as come, each once', () => {
    const index = openNumberIndex()
    const plain = new Map<number, number>()
    for (let n = 0; n < 6_000; n++) {
      const key = n % 3 === 0 ? 16_025_550_000 + n : numberOf(`ana.${n}@example.com`)
      expect(index.get(key)).toBeUndefined()
      index.add(key, n)
      plain.set(key, n)
    }
    expect(plain.size).toBe(6_000)
    for (const [key, n] of plain) expect(index.get(key)).toBe(n)
  })

  it('asks indexes alone, and sorts nothing', async () => {
    const opened = await openImport()
    await meet(opened, opened.hvacId, ['Ana', 'Ruiz', phone(1), 'Ana@example.com', '1 Elm Road'])
    const { connection } = opened.core.writer
    const row = {
      row: { line: 2 },
      draft: {
        fields: {
          first_name: 'Ana',
          last_name: 'Ruiz',
          phone: { e164: e164(1) },
          email: 'ana@example.com',
          address: '1 Elm Rd',
        },
      },
    } as unknown as ReadRow
    let lookalikes: Lookalikes | undefined
    const statements = statementsOf(connection, (db) => {
      lookalikes = openLookalikes(db, opened.webhookId, null)
      lookalikes.note([row])
      for (const _ of lookalikes.finish());
    })
    for (const { text, values } of statements) {
      for (const { detail } of connection
        .sql(`explain query plan ${text}`)
        .all<{ detail: string }>(...values))
        expect(detail, text).not.toMatch(/^SCAN (?!\w+ VIRTUAL)|TEMP B-TREE/)
    }
    expect(lookalikes?.result()).toMatchObject({
      people: 1,
      reasons: { phone: 1, email: 1, name_address: 1 },
    })
  })
})
