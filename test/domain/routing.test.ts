// Routing: the compiled rules against DOMAIN §7 written naively, ties and rules that never win against brute force, lists of ZIP codes as people have them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseByLoad, chooseByTurn, readAssignment } from '../../shared/domain/assignment.ts'
import {
  compileRules,
  explainRules,
  firstRule,
  prepareRule,
  type RoutingRule,
  routeRecord,
  routingTable,
} from '../../shared/domain/routing.ts'
import { analyseRules } from '../../shared/domain/routing-analysis.ts'
import { prioritiesFor } from '../../shared/domain/rule-order.ts'
import {
  NO_ZIP,
  readZipList,
  showZipSummary,
  spansHold,
  storedZipSpans,
  zipNumber,
  zipSpans,
  zipSummary,
} from '../../shared/domain/zip-list.ts'

const NAMES = new Map([
  ['a', 'Alpha'],
  ['b', 'Beta'],
  ['c', 'Gamma'],
])
/** A small universe: few codes at the ends and borders, and none. */
const ZIPS = ['00000', '00001', '84999', '85000', '85001', '85018', '85099', '85100', '99999']
const PATTERNS = [
  ...ZIPS,
  '85000-85050',
  '85001-85099',
  '00000-99999',
  '850*',
  '8*',
  '85018-1234',
  '*',
  'broken',
]
const PRODUCTS = ['solar', 'hvac', 'roofing']

const rule = fc.record({
  workspaceId: fc.constantFrom('a', 'b', 'c', 'gone'),
  productTypes: fc.array(fc.constantFrom('Solar', 'HVAC ', 'roofing', '*'), { maxLength: 2 }),
  zipCodes: fc.array(fc.constantFrom(...PATTERNS), { maxLength: 4 }),
  priority: fc.integer({ min: 1, max: 3 }),
})
const rules = fc
  .array(rule, { maxLength: 8 })
  .map((list): RoutingRule[] => list.map((one, index) => ({ ...one, id: index + 1 })))

function takesZip({ zipCodes }: RoutingRule, zip: string | null): boolean {
  if (zipCodes.length === 0 || zipCodes.includes('*')) return true
  const five = zip?.slice(0, 5)
  if (five === undefined) return false
  return zipCodes.some((pattern) => {
    if (/^\d+\*$/.test(pattern)) return five.startsWith(pattern.slice(0, -1))
    if (/^\d{5}-\d{5}$/.test(pattern)) return five >= pattern.slice(0, 5) && five <= pattern.slice(6)
    return pattern.slice(0, 5) === five
  })
}
function takesProduct({ productTypes }: RoutingRule, products: readonly string[]): boolean {
  const wanted = productTypes.map((product) => product.trim().toLowerCase())
  if (wanted.length === 0 || wanted.includes('*')) return true
  return products.some((product) => wanted.includes(product.toLowerCase()))
}
function winnerOf(list: readonly RoutingRule[], products: readonly string[], zip: string | null) {
  return [...list]
    .filter(({ workspaceId }) => NAMES.has(workspaceId))
    .sort((x, y) => x.priority - y.priority || x.id - y.id)
    .find((one) => takesProduct(one, products) && takesZip(one, zip))
}

describe('the compiled rules', () => {
  test('are the three lines of the domain', () => {
    fc.assert(
      fc.property(
        rules,
        fc.uniqueArray(fc.constantFrom('SOLAR', 'hvac', 'roofing', 'windows'), { maxLength: 3 }),
        fc.constantFrom(...ZIPS, '85018-9999', null),
        fc.constantFrom('a', 'gone', null),
        (list, products, zipCode, explicitWorkspaceId) => {
          const routed = routeRecord(routingTable(NAMES, list), { explicitWorkspaceId, products, zipCode })
          expect(routed.reason).toMatch(/^[A-Z].*\.$/)
          if (explicitWorkspaceId !== null && NAMES.has(explicitWorkspaceId)) {
            expect(routed).toMatchObject({ workspaceId: explicitWorkspaceId, method: 'explicit' })
            return
          }
          const winner = winnerOf(list, products, zipCode)
          expect(routed).toMatchObject({
            workspaceId: winner?.workspaceId ?? null,
            ruleId: winner?.id ?? null,
            method: winner ? 'rule' : 'unrouted',
          })
        },
      ),
    )
  })

  test('explain themselves: the one that wins is the one that routes', () => {
    fc.assert(
      fc.property(
        rules,
        fc.constantFrom(...PRODUCTS),
        fc.constantFrom(...ZIPS, null),
        (list, product, zipCode) => {
          const record = { explicitWorkspaceId: null, products: [product], zipCode }
          const told = explainRules(
            NAMES,
            list.map((one) => ({ ...prepareRule(one), isActive: true })),
            record,
          )
          expect(told).toHaveLength(list.length)
          const { ruleId } = routeRecord(routingTable(NAMES, list), record)
          expect(told.find(({ verdict }) => verdict === 'wins')?.ruleId ?? null).toBe(ruleId)
          for (const { ruleId: id, verdict, words } of told) {
            const one = list.find((each) => each.id === id) as RoutingRule
            expect(words).toMatch(/^[A-Z].*\.$/)
            if (!NAMES.has(one.workspaceId)) expect(verdict).toBe('workspace')
            else
              expect([
                verdict === 'wins' || verdict === 'later',
                verdict === 'product' || verdict === 'both',
              ]).toEqual([
                takesProduct(one, [product]) && takesZip(one, zipCode),
                !takesProduct(one, [product]),
              ])
          }
        },
      ),
    )
  })

  test('a record with more products than tables are kept for is routed alike', () => {
    const many = Array.from({ length: 600 }, (_, index) => ({
      id: index + 1,
      workspaceId: index % 2 === 0 ? 'a' : 'b',
      productTypes: [`product ${index}`],
      zipCodes: ['850*'],
      priority: 1,
    }))
    const table = routingTable(NAMES, many)
    for (let round = 0; round < 2; round++)
      for (const { id, productTypes } of many) expect(firstRule(table, productTypes, 85_018)?.id).toBe(id)
  })
})

describe('what is wrong with the rules as a whole', () => {
  /** Every record there can be, as far as these rules can tell records apart. */
  const universe = [...PRODUCTS, 'windows'].flatMap((product) =>
    [...ZIPS, '85050', '85051', '80000', '50000', null].map((zip) => ({ product, zip })),
  )

  test('rules that can never win are those that brute force finds, and those named cover them', () => {
    fc.assert(
      fc.property(rules, (list) => {
        const { neverWins } = analyseRules(routingTable(NAMES, list))
        const winners = new Set(universe.map(({ product, zip }) => winnerOf(list, [product], zip)?.id))
        const dead = list.filter(({ id, workspaceId }) => NAMES.has(workspaceId) && !winners.has(id))
        expect(neverWins.map(({ ruleId }) => ruleId).sort()).toEqual(dead.map(({ id }) => id).sort())
        for (const { ruleId, by } of neverWins) {
          const one = list.find(({ id }) => id === ruleId) as RoutingRule
          const covering = new Set(
            universe
              .filter(({ product, zip }) => takesProduct(one, [product]) && takesZip(one, zip))
              .map(({ product, zip }) => winnerOf(list, [product], zip)?.id),
          )
          // Five of them are named at most.
          expect(by.length).toBe(Math.min(5, covering.size))
          for (const id of by) expect(covering).toContain(id)
        }
      }),
    )
  })

  test('ties are those that brute force finds', () => {
    fc.assert(
      fc.property(rules, (list) => {
        const { ties } = analyseRules(routingTable(NAMES, list))
        const tied = list.filter(
          (one) =>
            NAMES.has(one.workspaceId) &&
            list.some(
              (other) =>
                NAMES.has(other.workspaceId) &&
                other.workspaceId !== one.workspaceId &&
                other.priority === one.priority &&
                universe.some(({ product, zip }) =>
                  [one, other].every((each) => takesProduct(each, [product]) && takesZip(each, zip)),
                ),
            ),
        )
        expect(ties.map(({ ruleId }) => ruleId).sort()).toEqual(tied.map(({ id }) => id).sort())
        for (const { ruleId, withId, product, zip } of ties) {
          const pair = [ruleId, withId].map((id) => list.find((one) => one.id === id) as RoutingRule)
          expect(new Set(pair.map(({ workspaceId }) => workspaceId)).size).toBe(2)
          for (const one of pair) {
            expect(takesProduct(one, [product])).toBe(true)
            expect(takesZip(one, zip === NO_ZIP ? null : String(zip).padStart(5, '0'))).toBe(true)
          }
        }
      }),
    )
  })

  test('thousands of rules for everything are looked through at once', () => {
    const wide = Array.from({ length: 5_000 }, (_, index) =>
      prepareRule({
        id: index + 1,
        workspaceId: index % 2 === 0 ? 'a' : 'b',
        productTypes: [],
        zipCodes: [],
        priority: 1,
      }),
    )
    const { neverWins, ties } = analyseRules(compileRules(NAMES, wide))
    expect(neverWins).toHaveLength(4_999)
    expect(neverWins[0]).toEqual({ ruleId: 2, by: [1] })
    expect(ties).toHaveLength(5_000)
  })
})

describe('another order', () => {
  const placed = fc
    .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 })
    .map((priorities) => priorities.map((priority, index) => ({ id: index + 1, priority })))
  const sorted = <R extends { id: number; priority: number }>(list: readonly R[]) =>
    [...list].sort((a, b) => a.priority - b.priority || a.id - b.id)

  test('is what the priorities say then, and the same order changes none', () => {
    fc.assert(
      fc.property(placed, fc.infiniteStream(fc.nat()), (list, keys) => {
        const wanted = list
          .map((one) => ({ one, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        const priorities = prioritiesFor(wanted)
        const now = list.map(({ id }) => ({ id, priority: priorities.get(id) as number }))
        expect(sorted(now).map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
        expect(Math.min(...priorities.values())).toBeGreaterThanOrEqual(1)
        for (const { id, priority } of list) expect(prioritiesFor(sorted(list)).get(id)).toBe(priority)
      }),
    )
  })

  test('one that is moved down is raised, the others stay', () => {
    const [a, b, c, d] = [1, 1, 2, 7].map((priority, index) => ({ id: index + 1, priority })) as [
      { id: number; priority: number },
      { id: number; priority: number },
      { id: number; priority: number },
      { id: number; priority: number },
    ]
    expect([...prioritiesFor([b, c, a, d])]).toEqual([
      [2, 1],
      [3, 2],
      [1, 3],
      [4, 7],
    ])
  })
})

describe('a list of ZIP codes', () => {
  test.each([
    ['85001, 85002 85003\n85004;85005\t85006', ['85001', '85002', '85003', '85004', '85005', '85006']],
    ['85018-1234\n850181234', ['85018']],
    ['85001-85099 850*', ['850*']],
    ['85050 - 85099\n85100 to 85110, 85200 – 85210', ['85050-85099', '85100-85110', '85200-85210']],
    ['"85001"\r\n"85002-1111"\r\n', ['85001', '85002']],
    ['zip_code\n85002\n85001', ['85001', '85002']],
    ['City,"ZIP Code",State\n"Phoenix, old town",85001,AZ\nMesa,85201,AZ', ['85001', '85201']],
    ['\uFEFFZIP;City\n85001;Phoenix', ['85001']],
    ['85001\n*', ['*']],
    ['01001-01001', ['01001']],
    ['', []],
  ])('%j is read', (text, entries) => {
    expect(readZipList(text)).toEqual({ entries, problems: [] })
  })

  test('broken entries are told by line with the reason, the good ones stand', () => {
    const { entries, problems } = readZipList('85001\n2139, 850\n85099-85001 AZ\n850-1*\n85002')
    expect(entries).toEqual(['85001', '85002'])
    expect(problems.map(({ line, entry }) => [line, entry])).toEqual([
      [2, '2139'],
      [2, '850'],
      [3, '85099-85001'],
      [3, 'AZ'],
      [4, '850-1*'],
    ])
    expect(problems.map(({ reason }) => reason).join(' ')).toMatch(
      /02139.*850\*.*85001-85099.*Not a ZIP code/,
    )
  })

  test('covers what its entries say, whatever their order; read again it is the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PATTERNS.filter((pattern) => pattern !== 'broken'))),
        fc.oneof(fc.integer({ min: 0, max: 99_999 }), fc.constantFrom(...ZIPS.map(Number))),
        (patterns, zip) => {
          const { entries, problems } = readZipList(patterns.join('\n'))
          expect(problems).toEqual([])
          expect(readZipList(entries.join(' '))).toEqual({ entries, problems: [] })
          if (patterns.length === 0) return
          const text = String(zip).padStart(5, '0')
          expect(spansHold(zipSpans(entries), zip)).toBe(
            takesZip({ id: 0, workspaceId: 'a', productTypes: [], zipCodes: patterns, priority: 1 }, text),
          )
        },
      ),
    )
  })

  test('stored as JSON it covers the same, sorted or not, codes alone or not', () => {
    const code = fc.integer({ min: 0, max: 99_999 }).map((zip) => String(zip).padStart(5, '0'))
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: code }, fc.constantFrom(...PATTERNS, '12-45', '"1234'))),
        fc.boolean(),
        (entries, isSorted) => {
          const list = isSorted ? [...entries].sort() : entries
          expect(storedZipSpans(JSON.stringify(list))).toEqual(zipSpans(list))
        },
      ),
    )
    for (const list of [['85001', '85002', '85004'], ['12,45'], ['85001', '12","'], []])
      expect(storedZipSpans(JSON.stringify(list))).toEqual(zipSpans(list))
  })

  test.each([
    ['85018', 85_018],
    [' 85018-1234 ', 85_018],
    ['850181234', 85_018],
    ['00501', 501],
    ['8501', NO_ZIP],
    ['85O18', NO_ZIP],
    ['850189', NO_ZIP],
    ['K1A 0B1', NO_ZIP],
    ['', NO_ZIP],
    [null, NO_ZIP],
  ])('%j is compared as %d', (text, number) => {
    expect(zipNumber(text)).toBe(number)
  })

  test('is summed up in words', () => {
    expect(showZipSummary(zipSummary(['85001', '85002', '85100-85199', '86*']))).toBe(
      '2 ZIP codes, 1 range, 1 prefix',
    )
    expect(showZipSummary(zipSummary([]))).toBe('All ZIP codes')
  })
})

describe('who gets it', () => {
  const people = ['ana', 'ben', 'cleo'].map((slug) => ({ slug, name: slug }))

  test('by turns: everybody as often as everybody else', () => {
    const got = Array.from({ length: 9 }, (_, index) => chooseByTurn(people, index + 1)?.slug)
    for (const { slug } of people) expect(got.filter((one) => one === slug)).toHaveLength(3)
    expect(chooseByTurn([], 5)).toBeUndefined()
  })

  test('by load: fewest open leads, then fewest appointments, then the order', () => {
    const loads = new Map([
      ['ana', { openLeads: 2, appointments: 0 }],
      ['ben', { openLeads: 1, appointments: 5 }],
      ['cleo', { openLeads: 1, appointments: 4 }],
    ])
    const choice = chooseByLoad(people, (slug) => loads.get(slug) ?? { openLeads: 0, appointments: 0 })
    expect(choice).toEqual({
      slug: 'cleo',
      reason: 'Least to do of 3 agents: 1 open lead, 4 appointments in 7 days',
    })
    expect(chooseByLoad(people, () => ({ openLeads: 0, appointments: 0 }))?.slug).toBe('ana')
  })

  test.each([null, '', '{}', '{"mode":"dice","agents":[]}', '[]'])('%j assigns nobody', (stored) => {
    expect(readAssignment(stored)).toEqual({ mode: 'none', agents: [] })
  })
})
