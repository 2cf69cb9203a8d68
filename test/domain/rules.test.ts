// The pure rules, each against a naive model or a law it must keep.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CONTACT_FIELDS,
  type ContactValues,
  type FieldTimes,
  mergeContact,
} from '../../shared/domain/contact.ts'
import { dayBounds, dayFinder, dayOf, isTimeZone } from '../../shared/domain/days.ts'
import {
  contactIdAt,
  contactSequenceOf,
  isWebhookId,
  leadIdAt,
  leadSequenceOf,
  nextProviderId,
  nextWebhookId,
  webhookCategory,
} from '../../shared/domain/ids.ts'
import { milestonesAfter } from '../../shared/domain/pipeline.ts'
import { routeRecord, routingTable } from '../../shared/domain/routing.ts'
import { LEAD_STATUSES, LEAD_TYPES, type LeadType, STAGES } from '../../shared/domain/vocabulary.ts'

describe('ids', () => {
  test('the first 900,000 contacts get every six-digit id, once; then come seven digits', () => {
    const seen = new Uint8Array(1_000_000)
    for (let n = 0; n < 900_000; n++) seen[contactIdAt(n)] = 1
    expect(seen.reduce((sum, one) => sum + one, 0)).toBe(900_000)
    expect(String(contactIdAt(900_000))).toHaveLength(7)
  })

  test('counters can be read back, so no two give one id', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_899_999 }),
        fc.integer({ min: 0, max: 8_999_999_999 }),
        (contact, lead) => {
          expect(contactSequenceOf(contactIdAt(contact))).toBe(contact)
          expect(leadSequenceOf(leadIdAt(lead))).toBe(lead)
          expect(String(leadIdAt(lead))).toHaveLength(10)
        },
      ),
    )
  })

  test('neighbours look unrelated', () => {
    const steps = new Set(Array.from({ length: 200 }, (_, n) => leadIdAt(n + 1) - leadIdAt(n)))
    expect(steps.size).toBeGreaterThan(190)
  })

  test.each(['ws_cal_solar_001', 'click-ventures_ws_us_general_656', 'a_ws_fl_ins_003'])(
    '%s is a webhook id',
    (id) => expect(isWebhookId(id)).toBe(true),
  )
  test.each([
    '',
    'ws_',
    'ws_cal_solar_01',
    'ws_cali_solar_001',
    'WS_cal_solar_001',
    '../ws_cal_solar_001',
    'ws_cal_so1ar_001x',
  ])('%j is none', (id) => expect(isWebhookId(id)).toBe(false))

  test('every type of lead gives a webhook id; insurance is written short', () => {
    for (const leadType of LEAD_TYPES) {
      const parts = { prefix: '', region: 'us', category: webhookCategory(leadType) }
      expect(isWebhookId(nextWebhookId(parts, () => false) ?? ''), leadType).toBe(true)
    }
    expect(['solar', 'insurance'].map((type) => webhookCategory(type as LeadType))).toEqual(['solar', 'ins'])
  })

  test('made ids are well formed and free', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('us', 'cal'),
        fc.constantFrom('solar', 'hvac'),
        (prefix, region, category) => {
          const first = nextWebhookId({ prefix, region, category }, () => false) as string
          expect(isWebhookId(first) || first.length > 80).toBe(true)
          expect(nextWebhookId({ prefix, region, category }, (id) => id === first)).not.toBe(first)
          const provider = nextProviderId(prefix, () => false) as string
          expect(provider).toMatch(/^[a-z0-9_]{1,20}_\d{4}$/)
        },
      ),
    )
    expect(nextProviderId('Click Ventures', () => false)).toBe('click_ventures_0001')
    expect(nextProviderId('Lead Gen Pro', (id) => id.endsWith('1'))).toBe('lead_gen_pro_0002')
  })
})

describe('a contact', () => {
  const nobody = Object.fromEntries(CONTACT_FIELDS.map((field) => [field, null])) as ContactValues
  const delivery = fc.record({
    at: fc.integer({ min: 0, max: 5 }).map((n) => new Date(n * 1000).toISOString()),
    says: fc.record(
      Object.fromEntries(
        CONTACT_FIELDS.map((field) => [field, fc.constantFrom(null, '', 'a', 'b', 'c')]),
      ) as Record<string, fc.Arbitrary<string | null>>,
      { requiredKeys: [] },
    ),
  })
  const contactAfter = (deliveries: readonly { at: string; says: object }[]) =>
    deliveries.reduce<{ values: ContactValues; times: FieldTimes }>(
      (contact, { at, says }) => {
        const { values, times } = mergeContact(
          contact.values,
          contact.times,
          says as Partial<ContactValues>,
          at,
        )
        return { values, times }
      },
      { values: nobody, times: {} },
    )

  test('is the same after any order of the same deliveries, and after repeats', () => {
    fc.assert(
      fc.property(
        fc
          .array(delivery, { maxLength: 6 })
          .chain((list) =>
            fc.tuple(
              fc.constant(list),
              fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
            ),
          ),
        ([list, shuffled]) => {
          expect(contactAfter(shuffled)).toEqual(contactAfter(list))
        },
      ),
    )
  })

  test('keeps what newer deliveries leave out', () => {
    const first = mergeContact(
      nobody,
      {},
      { first_name: 'Ana', email: 'ana@example.com' },
      '2026-01-01T00:00:00.000Z',
    )
    const second = mergeContact(
      first.values,
      first.times,
      { first_name: 'Anna', email: '' },
      '2026-01-02T00:00:00.000Z',
    )
    expect(second.values).toMatchObject({ first_name: 'Anna', email: 'ana@example.com' })
    const late = mergeContact(second.values, second.times, { first_name: 'A.' }, '2025-12-31T00:00:00.000Z')
    expect(late.changed).toBe(false)
  })
})

describe('routing', () => {
  const names = new Map([
    ['a', 'A'],
    ['b', 'B'],
  ])
  const rule = fc.record({
    workspaceId: fc.constantFrom('a', 'b', 'gone'),
    productTypes: fc.array(fc.constantFrom('solar', 'HVAC', '*', 'roofing')),
    zipCodes: fc.array(fc.constantFrom('85018', '85018-1234', '*', '10001')),
    priority: fc.integer({ min: 1, max: 3 }),
  })

  test('keeps the three lines of the domain', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 6 }),
        fc.constantFrom('Solar', 'hvac', 'other'),
        fc.constantFrom('85018', '85018-9999', '10001', null),
        fc.constantFrom('a', 'b', 'gone', null),
        (list, product, zipCode, explicitWorkspaceId) => {
          const rules = list.map((one, index) => ({ ...one, id: index + 1, workspaceName: one.workspaceId }))
          const routed = routeRecord(routingTable(names, rules), {
            explicitWorkspaceId,
            products: [product],
            zipCode,
          })
          if (explicitWorkspaceId !== null && names.has(explicitWorkspaceId)) {
            expect(routed).toMatchObject({ workspaceId: explicitWorkspaceId, method: 'explicit' })
            return
          }
          const covers = (wanted: readonly string[], value: string) =>
            wanted.length === 0 || wanted.includes('*') || wanted.includes(value)
          const winner = rules
            .filter(({ workspaceId }) => names.has(workspaceId))
            .filter(({ productTypes }) =>
              covers(
                productTypes.map((type) => type.toLowerCase()),
                product.toLowerCase(),
              ),
            )
            .filter(({ zipCodes }) =>
              covers(
                zipCodes.map((zip) => (zip === '*' ? zip : zip.slice(0, 5))),
                (zipCode ?? '').slice(0, 5),
              ),
            )
            .sort((x, y) => x.priority - y.priority || x.id - y.id)[0]
          expect(routed).toMatchObject({
            workspaceId: winner?.workspaceId ?? null,
            ruleId: winner?.id ?? null,
            method: winner ? 'rule' : 'unrouted',
          })
          expect(routed.reason).toMatch(/\w+ .*\.$/)
        },
      ),
    )
  })
})

test('stages are reached once and never lost', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LEAD_STATUSES), { maxLength: 8 }), (moves) => {
      let reached = {
        stageReached: 'new' as (typeof LEAD_STATUSES)[number],
        contactedAt: null as string | null,
        qualifiedAt: null as string | null,
        proposalSentAt: null as string | null,
        negotiatingAt: null as string | null,
        scheduledAt: null as string | null,
        convertedAt: null as string | null,
      }
      let furthest = 0
      for (const [index, status] of moves.entries()) {
        const before = reached
        reached = milestonesAfter(reached, status, String(index))
        furthest = Math.max(furthest, (STAGES as readonly string[]).indexOf(status))
        expect(reached.stageReached).toBe(STAGES[furthest])
        if (before.contactedAt !== null) expect(reached.contactedAt).toBe(before.contactedAt)
        const arrivals = [
          reached.contactedAt,
          reached.qualifiedAt,
          reached.proposalSentAt,
          reached.negotiatingAt,
          reached.scheduledAt,
          reached.convertedAt,
        ]
        for (const [stage, at] of arrivals.entries()) {
          const first = moves.findIndex((move) => (STAGES as readonly string[]).indexOf(move) > stage)
          expect(at).toBe(first === -1 || first > index ? null : String(first))
        }
      }
    }),
  )
})

describe('days', () => {
  test.each([
    ['2026-03-08', 'America/New_York', 23],
    ['2026-11-01', 'America/New_York', 25],
    ['2026-03-08', 'America/Phoenix', 24],
    ['2026-04-05', 'Australia/Lord_Howe', 24.5],
  ])('%s in %s has %d hours', (day, zone, hours) => {
    const { startMs, endMs } = dayBounds(day, zone)
    expect((endMs - startMs) / 3_600_000).toBe(hours)
    expect(dayOf(new Date(endMs - 1).toISOString(), zone)).toBe(day)
  })

  test('the finder that remembers says the same as the one that does not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('America/New_York', 'Asia/Kolkata', 'Pacific/Chatham', 'Africa/Cairo'),
        fc.array(fc.date({ min: new Date('2024-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }), {
          maxLength: 30,
        }),
        (zone, dates) => {
          const find = dayFinder(zone)
          for (const date of dates) expect(find(date.getTime())).toBe(dayOf(date.toISOString(), zone))
        },
      ),
    )
  })

  test('zones are IANA names', () => {
    expect(['America/Phoenix', 'UTC'].every(isTimeZone)).toBe(true)
    expect(['', 'Mars/Base', '+05:00'].some(isTimeZone)).toBe(false)
  })
})
